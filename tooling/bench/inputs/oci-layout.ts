import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {createReadStream, createWriteStream} from 'node:fs';
import {
	mkdir, readFile, rename, rm, stat, writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import {once} from 'node:events';
import type {BenchEngine} from '../engines.ts';
import {runCommand} from '../run-command.ts';
import {builtReference} from './real-image.ts';

type Descriptor = {readonly mediaType: string; readonly digest: string; readonly size: number};

const types = {
	config: 'application/vnd.oci.image.config.v1+json',
	layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
	manifest: 'application/vnd.oci.image.manifest.v1+json',
};

/** Writes the image of a docker archive as an OCI layout, its layers with gzip, into the folder `into`. */
export async function writeLayout(archive: string, into: string, reference = builtReference): Promise<void> {
	const unpacked = path.join(into, 'unpacked');
	await mkdir(path.join(into, 'blobs/sha256'), {recursive: true});
	await mkdir(unpacked);
	await runCommand('tar', ['-xf', archive, '-C', unpacked]);
	const [{Config: config, Layers: layers}] = JSON.parse(await readFile(path.join(unpacked, 'manifest.json'), 'utf8')) as [{Config: string; Layers: string[]}];
	// As many at once as zlib has threads.
	const blobs = await Promise.all(layers.map(async layer => compress(path.join(unpacked, layer), into)));
	const manifest = await keepJson(into, types.manifest, {
		schemaVersion: 2, mediaType: types.manifest, config: await keep(into, types.config, await readFile(path.join(unpacked, config))), layers: blobs,
	});
	const annotations = {'io.containerd.image.name': `docker.io/library/${reference}`, 'org.opencontainers.image.ref.name': reference.split(':').at(-1)};
	await writeFile(path.join(into, 'index.json'), JSON.stringify({schemaVersion: 2, manifests: [{...manifest, annotations}]}));
	await writeFile(path.join(into, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
	await rm(unpacked, {recursive: true});
}

/** The blobs of a layout's layers, lowest first, as paths. */
export async function layerBlobs(layout: string): Promise<string[]> {
	const read = async (digest: string) => JSON.parse(await readFile(blobPath(layout, digest), 'utf8')) as {layers: Descriptor[]};
	const {manifests: [manifest]} = JSON.parse(await readFile(path.join(layout, 'index.json'), 'utf8')) as {manifests: [Descriptor]};
	const {layers} = await read(manifest.digest);
	return layers.map(({digest}) => blobPath(layout, digest));
}

/** Loads a layout into an engine with containerd's store, which keeps its blobs as they are. */
export async function loadLayout(engine: BenchEngine, layout: string): Promise<void> {
	const tar = spawn('tar', ['-C', layout, '-cf', '-', 'oci-layout', 'index.json', 'blobs'], {stdio: ['ignore', 'pipe', 'inherit']});
	const load = spawn('docker', ['--host', engine.host, 'load', '--quiet'], {stdio: [tar.stdout, 'ignore', 'inherit']});
	const [code] = await once(load, 'exit') as [number];
	if (code !== 0) {
		throw new Error(`docker load ended with ${code}`);
	}
}

async function compress(layer: string, into: string): Promise<Descriptor> {
	const unnamed = path.join(into, `blob-${createHash('sha256').update(layer).digest('hex')}`);
	const hash = createHash('sha256');
	await pipeline(createReadStream(layer), createGzip(), async function * (chunks: AsyncIterable<Uint8Array>) {
		for await (const chunk of chunks) {
			hash.update(chunk);
			yield chunk;
		}
	}, createWriteStream(unnamed));
	const digest = `sha256:${hash.digest('hex')}`;
	const {size} = await stat(unnamed);
	await rename(unnamed, blobPath(into, digest));
	return {mediaType: types.layer, digest, size};
}

async function keepJson(into: string, mediaType: string, value: unknown): Promise<Descriptor> {
	return keep(into, mediaType, new TextEncoder().encode(JSON.stringify(value)));
}

async function keep(into: string, mediaType: string, bytes: Uint8Array): Promise<Descriptor> {
	const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
	await writeFile(blobPath(into, digest), bytes);
	return {mediaType, digest, size: bytes.length};
}

function blobPath(layout: string, digest: string): string {
	return path.join(layout, 'blobs/sha256', digest.replace('sha256:', ''));
}
