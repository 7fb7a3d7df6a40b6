import assert from 'node:assert/strict';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {gzipSync} from 'node:zlib';
import {entryWords, type ImageChoice} from '../../source/image/image-choice.ts';
import {hostPlatform} from '../../source/image/platform.ts';
import {ChoiceNeededError} from '../../source/sources/choice-needed.ts';
import {
	buildImage, buildLayer, bytesOf, sha256, type BuiltImage,
} from '../helpers/image-builder.ts';
import {
	blobsOf, dockerArchive, imageDescriptor, indexOf, manifestOf, ociLayout, tarOf, writeFiles, type ArchiveFile,
} from '../helpers/image-builder-archives.ts';
import {
	load, open, temporaryDirectory, writeArchive,
} from '../helpers/open-image.ts';

const {architecture: here} = hostPlatform(process.arch);
const {signal} = new AbortController();

async function choicesIn(context: TestContext, argument: string, wishes: Parameters<typeof open>[2] = {}): Promise<readonly ImageChoice[]> {
	const source = await open(context, argument, wishes);
	let last: readonly ImageChoice[] = [];
	for await (const choices of source.choices!(signal)) {
		last = choices;
	}

	return last;
}

const image = async (architecture: string, variant?: string): Promise<BuiltImage> => buildImage(
	[await buildLayer([{name: 'base', content: architecture}], 'gzip'), await buildLayer([{name: 'conf', content: 'the same'}], 'gzip')],
	{architecture, variant},
);

type Made = {readonly manifest: Uint8Array; readonly file: ArchiveFile};

function besideOf(mediaType: string, more: Readonly<Record<string, unknown>> = {}): Made {
	const blob = bytesOf('{}');
	const descriptor = {mediaType, digest: sha256(blob), size: blob.length};
	const manifest = bytesOf({
		schemaVersion: 2, config: {...descriptor, mediaType: 'application/vnd.oci.image.config.v1+json'}, layers: [descriptor], ...more,
	});
	return {manifest, file: {name: `blobs/sha256/${sha256(manifest).slice(7)}`, content: manifest}};
}

const descriptorOf = ({manifest}: Made, more: Readonly<Record<string, unknown>>) => ({
	mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256(manifest), size: manifest.length, ...more,
});

/** A layout of an index as builders write it: two platforms, one that is elsewhere, an attestation, a signature and a chart. */
async function indexedLayout(): Promise<{files: ArchiveFile[]; mine: BuiltImage}> {
	const [mine, arm] = [await image(here), await image('arm', 'v6')];
	const attestation = besideOf('application/vnd.in-toto+json');
	const signature = besideOf('application/vnd.dev.cosign.simplesigning.v1+json');
	const chart = besideOf('application/vnd.cncf.helm.chart.content.v1.tar+gzip', {config: {mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: sha256(bytesOf('{}')), size: 2}});
	const index = indexOf([
		descriptorOf(attestation, {
			platform: {os: 'unknown', architecture: 'unknown'},
			annotations: {'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': sha256(manifestOf(arm))},
		}),
		{...imageDescriptor(arm, {'org.example.note': 'old'}), platform: {os: 'linux', architecture: 'arm', variant: 'v6'}},
		imageDescriptor(mine),
		descriptorOf({...chart, manifest: bytesOf('elsewhere')}, {platform: {os: 'windows', architecture: 'amd64', 'os.version': '10.0.20348.1'}}),
		descriptorOf(signature, {}),
		descriptorOf(chart, {}),
	]);
	const root = indexOf([{
		mediaType: 'application/vnd.oci.image.index.v1+json', digest: sha256(index), size: index.length, annotations: {'org.opencontainers.image.ref.name': 'app:1'},
	}]);
	const files = [
		...blobsOf(mine),
		...blobsOf(arm),
		attestation.file,
		signature.file,
		chart.file,
		{name: `blobs/sha256/${sha256(index).slice(7)}`, content: index},
		{name: 'index.json', content: root},
		{name: 'oci-layout', content: ociLayout()[1]!.content},
	];
	return {files: [...new Map(files.map(file => [file.name, file])).values()], mine};
}

const expected = [
	['linux/arm/v6', 'image', false, 2],
	[`linux/${here}`, 'image', true, 2],
	['windows(10.0.20348.1)/amd64', 'image, not here', false, undefined],
	[undefined, 'attestation of linux/arm/v6', false, 1],
	[undefined, 'signature', false, 1],
	[undefined, 'artifact', false, 1],
];

const rowsOf = (choices: readonly ImageChoice[]) => choices.map(choice => [choice.platform, entryWords(choice, choices), choice.isHost, choice.layers]);

test('a layout says all that its index lists, as what it is, images first', async context => {
	const directory = await temporaryDirectory(context);
	const {files, mine} = await indexedLayout();
	await writeFiles(directory, files);
	const choices = await choicesIn(context, directory);
	assert.deepEqual(rowsOf(choices), expected);
	assert.deepEqual(choices.slice(3).map(({type}) => type), [
		'application/vnd.in-toto+json', 'application/vnd.dev.cosign.simplesigning.v1+json', 'application/vnd.cncf.helm.config.v1+json',
	]);
	assert.deepEqual([...choices[0]!.annotations], [['org.example.note', 'old']]);
	const own = choices[1]!;
	assert.equal(own.digest, sha256(manifestOf(mine)));
	assert.equal(own.size, manifestOf(mine).length + mine.config.length + mine.layers.reduce((sum, {blob}) => sum + blob.length, 0));
	assert.deepEqual(own.layerFacts?.map(({diffId, digest, compressedSize, instruction}) => [diffId, digest, compressedSize, instruction]), mine.layers.map(({diffId, blob}, layer) => [
		diffId, sha256(blob), blob.length, `RUN make layer-${layer}`,
	]));
});

test('an archive says the same, plain or compressed', async context => {
	const {files} = await indexedLayout();
	assert.deepEqual(rowsOf(await choicesIn(context, await writeArchive(context, files))), expected);
	const compressed = await writeArchive(context, gzipSync(await tarOf(files)), 'image.tar.gz');
	assert.deepEqual(rowsOf(await choicesIn(context, compressed)), expected);
});

test('each platform opens by what its row says, and a list that has to be chosen from has the same rows', async context => {
	const {files} = await indexedLayout();
	const file = await writeArchive(context, files);
	const [arm] = await choicesIn(context, file);
	const {image: {manifestDigest, platform}} = await load(context, file, {image: arm!.reference, platform: arm!.platform});
	assert.equal(manifestDigest, arm!.digest);
	assert.equal(platform?.variant, 'v6');
	const foreign = await writeArchive(context, [...dockerArchive(
		buildImage([await buildLayer([{name: 'a'}])], {architecture: 'mips', references: ['a:1']}),
		buildImage([await buildLayer([{name: 'b', content: 'b'}])], {architecture: 'mips', references: ['b:1']}),
	)]);
	await assert.rejects(async () => open(context, foreign), (error: unknown) => {
		assert.ok(error instanceof ChoiceNeededError);
		assert.deepEqual(error.choices.map(({reference, layers, isHere}) => [reference, layers, isHere]), [['a:1', 1, true], ['b:1', 1, true]]);
		assert.ok(error.choices.every(({size}) => size! > 1536), 'files say their sizes where no manifest does');
		return true;
	});
});
