import assert from 'node:assert/strict';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {hostPlatform} from '../../source/image/platform.ts';
import {ChoiceNeededError} from '../../source/sources/choice-needed.ts';
import {
	buildImage, buildLayer, sha256, type BuiltImage,
} from '../helpers/image-builder.ts';
import {
	blobsOf, dockerArchive, imageDescriptor, indexOf, manifestOf, ociLayout, type ArchiveFile,
} from '../helpers/image-builder-archives.ts';
import {load, open, writeArchive} from '../helpers/open-image.ts';

const {architecture: here} = hostPlatform(process.arch);
const elsewhere = here === 's390x' ? 'ppc64le' : 's390x';

const image = async (name: string, architecture: string, ...references: readonly string[]): Promise<BuiltImage> =>
	buildImage([await buildLayer([{name, content: name}])], {architecture, references: references.length > 0 ? references : [`${name}:1`]});

function multiPlatform(...images: readonly BuiltImage[]): ArchiveFile[] {
	const index = indexOf(images.map(one => imageDescriptor(one)));
	const root = indexOf([{
		mediaType: 'application/vnd.oci.image.index.v1+json', digest: sha256(index), size: index.length, annotations: {'org.opencontainers.image.ref.name': 'app:1'},
	}]);
	return [
		...new Map([...images.flatMap(one => blobsOf(one)), {name: `blobs/sha256/${sha256(index).slice(7)}`, content: index}].map(file => [file.name, file])).values(),
		{name: 'index.json', content: root},
		{name: 'oci-layout', content: ociLayout()[1]!.content},
	];
}

const opening = async (context: TestContext, files: readonly ArchiveFile[], wishes: Parameters<typeof load>[2] = {}) => load(context, await writeArchive(context, files), wishes);

test('of several platforms the host\'s is opened', async context => {
	const loaded = await opening(context, multiPlatform(await image('other', elsewhere), await image('mine', here)));
	assert.equal(loaded.image.platform?.architecture, here);
	assert.equal(loaded.image.reference, 'app:1');
});

test('--platform chooses another', async context => {
	const loaded = await opening(context, multiPlatform(await image('other', elsewhere), await image('mine', here)), {platform: `linux/${elsewhere}`});
	assert.equal(loaded.image.platform?.architecture, elsewhere);
});

test('the only image opens whatever its platform is', async context => {
	const loaded = await opening(context, dockerArchive(await image('other', elsewhere)));
	assert.equal(loaded.image.platform?.architecture, elsewhere);
});

test('a platform that isn\'t there is not found, and the message lists what is', async context => {
	await assert.rejects(
		async () => opening(context, multiPlatform(await image('other', elsewhere), await image('mine', here)), {platform: 'linux/mips'}),
		(error: unknown) => error instanceof LayerscopeError && error.kind === 'not-found' && error.message.includes(`app:1 (linux/${elsewhere}), app:1 (linux/${here})`),
	);
});

test('a platform that is none is a usage error', async context => {
	await assert.rejects(async () => opening(context, dockerArchive(await image('a', here)), {platform: 'amd64'}), {kind: 'usage', message: '\'amd64\' is no platform.'});
});

test('several platforms without the host\'s are a choice', async context => {
	const files = multiPlatform(await image('a', 'mips'), await image('b', 'loong64'));
	await assert.rejects(async () => opening(context, files), (error: unknown) => {
		assert.ok(error instanceof ChoiceNeededError);
		assert.equal(error.kind, 'usage');
		assert.deepEqual(error.choices.map(choice => [choice.reference, choice.platform, choice.layers]), [['app:1', 'linux/mips', 1], ['app:1', 'linux/loong64', 1]]);
		return true;
	});
});

test('several images of other names are a choice, which --image makes by name, digest or its first digits', async context => {
	const first = await image('first', here, 'first:1', 'registry.example/first:2');
	const second = await image('second', elsewhere);
	const file = await writeArchive(context, dockerArchive(first, second));
	await assert.rejects(async () => open(context, file), (error: unknown) => {
		assert.ok(error instanceof ChoiceNeededError);
		assert.deepEqual(error.choices.map(choice => choice.reference), ['first:1', 'second:1']);
		return true;
	});

	const idOf = async (name: string) => {
		const {image: {id, reference}} = await load(context, file, {image: name});
		return [id, reference];
	};

	assert.deepEqual(await idOf('first:1'), [sha256(first.config), 'first:1']);
	assert.deepEqual(await idOf('docker.io/library/first:1'), [sha256(first.config), 'first:1']);
	assert.deepEqual(await idOf('registry.example/first:2'), [sha256(first.config), 'registry.example/first:2']);
	assert.deepEqual(await idOf(sha256(second.config)), [sha256(second.config), 'second:1']);
	assert.deepEqual(await idOf(sha256(second.config).slice(7, 19)), [sha256(second.config), 'second:1']);
	await assert.rejects(async () => idOf('third:1'), {kind: 'not-found'});
});

test('every choice can be made with what its list says', async context => {
	const files = multiPlatform(await image('a', 'mips'), await image('b', 'mips'));
	const file = await writeArchive(context, files);
	const {choices} = await open(context, file).then(() => assert.fail(), (error: unknown) => error as ChoiceNeededError);
	for (const {reference, platform, digest} of choices) {
		const {image: {manifestDigest}} = await load(context, file, {image: reference, platform});
		assert.equal(manifestDigest, digest);
	}
});

test('oci:DIR:TAG chooses by the tag', async context => {
	const file = await writeArchive(context, ociLayout(await image('one', here, 'v1'), await image('two', here, 'v2')));
	const {image: {reference}} = await load(context, file, {image: 'v2'});
	assert.equal(reference, 'v2');
});

test('of variants the best that the wanted one can run is taken, but a variant that is named must be there', async context => {
	const layer = await buildLayer([{name: 'x'}]);
	const arm = (variant: string) => buildImage([layer], {architecture: 'arm', variant});
	const file = await writeArchive(context, multiPlatform(arm('v5'), arm('v6')));
	const variantFor = async (platform: string) => {
		const loaded = await load(context, file, {platform});
		return loaded.image.platform?.variant;
	};

	assert.equal(await variantFor('linux/arm'), 'v6');
	assert.equal(await variantFor('linux/arm/v5'), 'v5');
	await assert.rejects(async () => variantFor('linux/arm/v7'), {kind: 'not-found'});
});

test('manifest.json and index.json are united: an untagged image that only one lists is there too', async context => {
	const both = await image('both', here);
	const untagged = await image('untagged', here);
	const layout = ociLayout(both);
	const listed = dockerArchive(both, untagged).filter(file => file.name !== 'repositories');
	const file = await writeArchive(context, [...layout, ...listed]);
	const {image: {id, manifestDigest}} = await load(context, file, {image: 'both:1'});
	assert.deepEqual([id, manifestDigest], [sha256(both.config), sha256(manifestOf(both))]);
	const other = await load(context, file, {image: sha256(untagged.config)});
	assert.equal(other.image.manifestDigest, undefined);
});

test('a choice in a stream comes when it was read, and can be made then', async context => {
	const {gzipSync} = await import('node:zlib');
	const {tarOf} = await import('../helpers/image-builder-archives.ts');
	const tar = await tarOf(dockerArchive(await image('first', here), await image('second', here)));
	const file = await writeArchive(context, gzipSync(tar), 'image.tgz');
	await assert.rejects(async () => load(context, file), ChoiceNeededError);
	const {image: {reference}} = await load(context, file, {image: 'second:1'});
	assert.equal(reference, 'second:1');
});

test('an image is chosen by what the list calls its platform, whatever that is', async context => {
	const strange = buildImage([await buildLayer([{name: 'strange'}])], {architecture: '\u001B[5m(a)/b', document: {'os.version': '\u202E)'}});
	const files = [
		...blobsOf(strange),
		...blobsOf(await image('mine', here)),
		{name: 'index.json', content: indexOf([strange, await image('mine', here)].map(one => imageDescriptor(one)))},
		{name: 'oci-layout', content: ociLayout()[1]!.content},
	];
	const choice = 'linux(\u202E))/\u001B[5m(a)/b';
	const loaded = await opening(context, files.filter((file, at) => files.findIndex(({name}) => name === file.name) === at), {platform: choice});
	assert.equal(loaded.image.platform?.architecture, '\u001B[5m(a)/b');
});
