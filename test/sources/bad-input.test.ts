import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {execFileSync} from 'node:child_process';
import {mkdir, symlink, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import {test, type TestContext} from 'node:test';
import {LayerscopeError, type ErrorKind} from '../../source/errors.ts';
import {
	buildImage, buildLayer, buildTar, bytesOf, sha256,
} from '../helpers/image-builder.ts';
import {
	dockerArchive, imageDescriptor, indexOf, manifestOf, ociLayout, tarOf, writeFiles, type ArchiveFile,
} from '../helpers/image-builder-archives.ts';
import {load, temporaryDirectory, writeArchive} from '../helpers/open-image.ts';

const layoutFile: ArchiveFile = {name: 'oci-layout', content: bytesOf({imageLayoutVersion: '1.0.0'})};
const image = buildImage([await buildLayer([{name: 'a', content: 'a'}])]);

/** Opening fails within a second, with an error of a kind that says what and what to do. */
async function fails(context: TestContext, argument: string, kind: ErrorKind, message: RegExp): Promise<void> {
	const start = performance.now();
	await assert.rejects(async () => load(context, argument), (error: unknown) => {
		assert.ok(error instanceof LayerscopeError, String(error));
		assert.match(error.message, message);
		assert.equal(error.kind, kind);
		return true;
	});
	assert.ok(performance.now() - start < 1000);
}

const failsWith = async (context: TestContext, files: readonly ArchiveFile[] | Uint8Array, message: RegExp) => fails(context, await writeArchive(context, files), 'unreadable', message);

test('a missing file is not found', async context => {
	await fails(context, './no-such-file.tar', 'not-found', /^There is no file \.\/no-such-file.tar\.$/);
	await fails(context, 'archive:no-such-file', 'not-found', /no-such-file/);
	await fails(context, 'oci:no-such-directory', 'not-found', /no-such-directory/);
});

test('an empty file says so', async context => failsWith(context, new Uint8Array(0), /is empty\.$/));

test('a text file is no archive', async context => failsWith(context, Buffer.from('Hello world\n'.repeat(100)), /is no image archive: it is neither a tar nor compressed/));

test('a few bytes are no archive', async context => failsWith(context, Buffer.from('x'), /is no image archive/));

test('a pipe is not waited for', async context => {
	const pipe = path.join(await temporaryDirectory(context), 'pipe');
	execFileSync('mkfifo', [pipe]);
	await fails(context, pipe, 'usage', /is a pipe, not a file/);
});

test('a device is no archive', async context => fails(context, '/dev/null', 'usage', /is a device or a socket/));

test('a pipe inside of a layout is a missing file', async context => {
	const directory = await temporaryDirectory(context);
	await writeFiles(directory, ociLayout(image).filter(file => file.name !== 'index.json'));
	execFileSync('mkfifo', [path.join(directory, 'index.json')]);
	await fails(context, directory, 'unreadable', /neither a manifest.json nor an index.json/);
});

test('a directory that is no layout says what is missing', async context => {
	const directory = await temporaryDirectory(context);
	await mkdir(path.join(directory, 'src'));
	await fails(context, directory, 'unreadable', /is no image: it has neither a manifest.json nor an index.json/);
	await assert.rejects(async () => load(context, directory), {advice: 'Name a directory that holds the index.json of an OCI layout.'});
});

test('a path that can\'t be followed says what to do', async context => {
	const link = path.join(await temporaryDirectory(context), 'loop.tar');
	await symlink('loop.tar', link);
	await assert.rejects(async () => load(context, link), {kind: 'unreadable', advice: 'Check the path.'});
});

test('a file where a directory is wanted, and the other way round, say so', async context => {
	const file = await writeArchive(context, dockerArchive(image));
	await fails(context, `oci:${file}`, 'usage', /is a file, not the directory of an OCI layout/);
	await fails(context, `archive:${path.dirname(file)}`, 'usage', /is a directory, not a file/);
	await fails(context, `rootfs:${path.dirname(file)}`, 'usage', /is a directory, not a file/);
});

test('a tar that is no image says how to open it as a file system', async context => {
	const file = await writeArchive(context, await buildTar([{name: 'etc/passwd', content: 'x'}]));
	await assert.rejects(async () => load(context, file), (error: unknown) => error instanceof LayerscopeError && error.advice!.includes('rootfs:FILE'));
});

test('an archive that was cut off before its manifest says so, plain and compressed', async context => {
	const {gzipSync} = await import('node:zlib');
	const tar = await tarOf(dockerArchive(buildImage([await buildLayer([{name: 'a', content: Buffer.alloc(50_000, 'x')}])])));
	await failsWith(context, tar.subarray(0, 20_000), /can't be read to its end: The tar ends inside of a file/);
	await failsWith(context, gzipSync(tar.subarray(0, 20_000)), /can't be read to its end/);
	const zipped = gzipSync(tar);
	await failsWith(context, zipped.subarray(0, zipped.length / 3), /can't be read to its end: .*gzip/);
});

test('an archive that was cut off behind its manifest opens with a warning', async context => {
	const files = dockerArchive(buildImage([await buildLayer([{name: 'a', content: 'a'.repeat(5000)}])]));
	const first = files.toSorted((a, b) => Number(a.name.endsWith('layer.tar')) - Number(b.name.endsWith('layer.tar')));
	const tar = await tarOf(first);
	const loaded = await load(context, await writeArchive(context, tar.subarray(0, -4096)));
	assert.deepEqual(loaded.warnings.map(warning => warning.code), ['archive-irregular', 'layer-unreadable', 'digest-mismatch']);
});

test('a tar of more files than any image archive has is not gone through', async context => {
	const tar = await buildTar([{name: 'a'}]);
	const file = await writeArchive(context, Buffer.concat([...Array.from({length: 100_001}, () => tar.subarray(0, 512)), new Uint8Array(1024)]));
	await assert.rejects(async () => load(context, file), (error: unknown) =>
		error instanceof LayerscopeError && error.message.includes('more than 100,000 files') && error.advice!.includes('rootfs:'));
});

test('JSON that is none is named', async context => {
	await failsWith(context, [{name: 'manifest.json', content: Buffer.from('{')}], /^manifest.json is no valid JSON/);
	await failsWith(context, [{name: 'index.json', content: Buffer.from('[]')}], /^index.json is not an object/);
	await failsWith(context, [{name: 'manifest.json', content: Buffer.from('null')}], /lists no image/);
	await failsWith(context, [{name: 'manifest.json', content: Buffer.from('[{}]')}], /^manifest.json\[0].Config is not a text/);
});

test('a missing or damaged config is an error', async context => {
	await failsWith(context, dockerArchive(image).filter(file => file.content !== image.config), /^The image config [\da-f]{64}.json is missing/);
	await failsWith(context, dockerArchive(image).map(file => file.content === image.config ? {...file, content: Buffer.from('oops')} : file), /^The image config [\da-f]{64}.json is no valid JSON/);
});

test('manifest and config that disagree on the layers are an error', async context => {
	const two = buildImage(image.layers, {document: {rootfs: {type: 'layers', diff_ids: []}}});
	await failsWith(context, dockerArchive(two), /The manifest lists 1 layers, but the config 0/);
});

test('an index whose manifests are elsewhere says so', async context => {
	await failsWith(context, [{name: 'index.json', content: indexOf([imageDescriptor(image)])}, layoutFile], /lists 1 images, but the manifest of none is there/);
	await failsWith(context, [{name: 'index.json', content: indexOf([])}, layoutFile], /lists no image/);
});

test('an artifact is no image', async context => {
	const chart = manifestOf(image, {
		config: {mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: sha256(image.config), size: image.config.length},
		layers: [{mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', digest: sha256(image.config), size: 1}],
	});
	const files = [{name: `blobs/sha256/${sha256(chart).slice(7)}`, content: chart}, {name: 'index.json', content: indexOf([imageDescriptor(image, {}, chart)])}, layoutFile];
	const sentence = /holds no container image but an artifact of the type application\/vnd.cncf.helm.config.v1\+json/;
	await failsWith(context, files, sentence);
	const config = `blobs/sha256/${sha256(image.config).slice(7)}`;
	const listed = {name: 'manifest.json', content: bytesOf([{Config: config, RepoTags: ['chart:1'], Layers: [config]}])};
	await failsWith(context, [...files, {name: config, content: image.config}, listed], sentence);
});

test('indexes that are nested too deep, or hold themselves, end', async context => {
	let inner: unknown = imageDescriptor(image);
	const files: ArchiveFile[] = [];
	for (let depth = 0; depth < 20; depth++) {
		const content = indexOf([inner, inner, inner]);
		files.push({name: `blobs/sha256/${sha256(content).slice(7)}`, content});
		inner = {mediaType: 'application/vnd.oci.image.index.v1+json', digest: sha256(content), size: content.length};
	}

	await failsWith(context, [...files, {name: 'index.json', content: indexOf([inner])}, layoutFile], /lists no image\. Indexes are nested more than 8 deep/);

	const digest = `sha256:${'a'.repeat(64)}`;
	const self = indexOf([{digest, size: 1, mediaType: 'application/vnd.oci.image.index.v1+json'}]);
	await failsWith(context, [{name: `blobs/sha256/${'a'.repeat(64)}`, content: self}, {name: 'index.json', content: self}, layoutFile], /has 235 bytes, not 1 as its descriptor says/);
});

test('documents over 4 MiB, and over 20 MiB in all, are refused', async context => {
	const huge = Buffer.from(`[${' '.repeat(4 * 1024 * 1024)}]`);
	await failsWith(context, [{name: 'manifest.json', content: huge}], /manifest.json has \d+ bytes; .* is refused/);

	const items = Array.from({length: 6}, (_, index) => ({Config: `c${index}.json`, RepoTags: [`x:${index}`], Layers: []}));
	const files = items.map(item => ({name: item.Config, content: Buffer.from(`{"name":"${item.Config}","pad":"${' '.repeat(4_000_000)}"}`)}));
	const file = await writeArchive(context, [...files, {name: 'manifest.json', content: bytesOf(items)}]);
	await assert.rejects(async () => load(context, file, {image: 'x:5'}), {kind: 'unreadable', message: /^c5.json has \d+ bytes; .* is refused/});
	const loaded = load(context, await writeArchive(context, [...files, {name: 'manifest.json', content: bytesOf([items[0]])}]));
	await assert.doesNotReject(loaded);
});

test('a digest that is a path never becomes one', async context => {
	const manifest = Buffer.from(Buffer.from(manifestOf(image)).toString().replace(sha256(image.layers[0]!.blob), `sha256:../../../${'a'.repeat(64)}`));
	const files = [...ociLayout(image), {name: `blobs/sha256/${sha256(manifest).slice(7)}`, content: manifest}, {name: 'index.json', content: indexOf([imageDescriptor(image, {}, manifest)])}];
	await failsWith(context, files, /layers\[0].digest is not a sha256 or sha512 digest/);
});

test('names in a directory\'s manifest.json stay inside of it', async context => {
	const parent = await temporaryDirectory(context);
	const directory = path.join(parent, 'layout');
	await writeFiles(directory, [{name: 'manifest.json', content: bytesOf([{Config: '../config.json', RepoTags: [], Layers: []}])}]);
	await writeFile(path.join(parent, 'config.json'), image.config);
	await fails(context, directory, 'unreadable', /names the file "\.\.\/config\.json", which isn't inside of the archive/);
	await writeFile(path.join(directory, 'manifest.json'), bytesOf([{Config: 'config.json', RepoTags: [], Layers: []}]));
	await symlink('../config.json', path.join(directory, 'config.json'));
	await fails(context, directory, 'unreadable', /The image config config.json is missing/);
});
