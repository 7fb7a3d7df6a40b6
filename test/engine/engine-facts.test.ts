import assert from 'node:assert/strict';
import process from 'node:process';
import {after, before, test} from 'node:test';
import {connect, type EngineConnection} from '../../source/engine/connection.ts';
import {inspectImage, type InspectedImage} from '../../source/engine/inspect-image.ts';
import type {Digest} from '../../source/image/digest.ts';
import {parsePlatform} from '../../source/image/platform.ts';
import {factsFromEngine, factsFromSave, heldManifest} from '../../source/sources/engine-facts.ts';
import {json, startFakeEngine, type FakeEngine} from '../helpers/fake-engine.ts';

function digest(character: string): Digest {
	return `sha256:${character.repeat(64)}`;
}

const index = {mediaType: 'application/vnd.oci.image.index.v1+json', digest: digest('1'), size: 5};
const manifest = {mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digest('2'), size: 5};

function held(character: string, architecture: string, available: boolean) {
	return {
		Kind: 'image', Available: available, Descriptor: {...manifest, digest: digest(character)}, Size: {Content: 700}, ImageData: {Platform: {os: 'linux', architecture}},
	};
}

const classic = {
	Id: digest('0'),
	Os: 'linux',
	Architecture: 'amd64',
	RepoDigests: [`app@${digest('9')}`],
	RootFS: {Layers: [digest('a'), digest('b')]},
	Size: 5000,
	Config: null,
};
const attestation = {Kind: 'attestation', Descriptor: {...manifest, digest: digest('7')}, Available: true};
const severalPlatforms = {
	...classic, Id: digest('1'), Descriptor: index, Manifests: [held('3', 'amd64', true), held('4', 'arm64', false), attestation],
};
const onePlatform = {
	...classic, Id: digest('2'), Descriptor: manifest, Manifests: [held('2', 'amd64', true)],
};

let engine: FakeEngine;
let connection: EngineConnection;

before(async () => {
	engine = await startFakeEngine({
		'/classic/json': json(classic), '/several/json': json(severalPlatforms), '/one/json': json(onePlatform),
	}, '1.51');
	connection = await connect({...process.env, DOCKER_HOST: engine.address});
});

after(() => {
	connection.close();
	engine.stop();
});

async function inspect(name: string, platform?: string): Promise<InspectedImage> {
	const image = await inspectImage(connection, name, platform === undefined ? undefined : parsePlatform(platform), new AbortController().signal);
	return image!;
}

test('a digest that an image was pulled by may be an index\'s, so it\'s never given as the manifest\'s', async () => {
	const image = await inspect('classic');
	assert.equal(image.keepsBlobs, false);
	assert.equal(factsFromEngine('classic', image, []).manifestDigest, undefined);
});

test('a name is shown with its tag, an ID without one', async () => {
	const image = await inspect('classic');
	const shown = (written: string) => factsFromEngine(written, image, []).reference;
	assert.equal(shown('docker.io/library/app'), 'app:latest');
	assert.equal(shown('000000000000'), '000000000000');
	assert.equal(shown('0'.repeat(64)), '0'.repeat(64));
	assert.equal(shown(digest('0')), digest('0'));
	assert.equal(shown('0'), '0:latest', 'a name, not an ID');
});

test('a store that keeps blobs knows the manifest, of one platform or of the one shown', async () => {
	assert.equal(factsFromEngine('one', await inspect('one'), []).manifestDigest, digest('2'));
	const several = await inspect('several');
	assert.equal(factsFromEngine('several', several, []).manifestDigest, digest('3'));
	assert.equal(heldManifest(several)?.contentSize, 700);
	assert.deepEqual(several.manifests.map(({isAvailable}) => isAvailable), [true, false]);
});

test('a platform is asked for as JSON where the engine knows that', async () => {
	await inspect('several', 'linux/arm64');
	assert.equal(engine.requests.at(-1), `GET /images/several/json?platform=${encodeURIComponent('{"os":"linux","architecture":"arm64"}')}`);
});

test('a save\'s digests are taken over only from a store that keeps blobs', async () => {
	const early = factsFromEngine('app', await inspect('classic'), []);
	const saved = {
		...early,
		id: digest('c'),
		reference: 'other',
		manifestDigest: digest('d'),
		configText: '{}',
		layers: early.layers.map(layer => ({...layer, digest: digest('e'), compressedSize: 5})),
	};
	const made = factsFromSave(saved, early, false);
	assert.deepEqual([made.id, made.reference, made.manifestDigest, made.configText], [digest('0'), 'app:latest', undefined, '{}']);
	assert.deepEqual(made.layers, early.layers);
	const kept = factsFromSave(saved, early, true);
	assert.deepEqual([kept.id, kept.reference, kept.manifestDigest], [digest('0'), 'app:latest', digest('d')]);
	assert.deepEqual(kept.layers, saved.layers);
});

test('without a history that is certain no layer has an instruction and no step is told', async () => {
	const facts = factsFromEngine('app', await inspect('classic'), [
		{
			created: undefined, createdBy: 'RUN make', comment: undefined, size: 0,
		},
	]);
	assert.deepEqual(facts.history, []);
	assert.deepEqual(facts.layers.map(({instruction}) => instruction), [undefined, undefined]);
});
