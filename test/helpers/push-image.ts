import {Buffer} from 'node:buffer';
import {gzipSync} from 'node:zlib';
import {buildTar, sha256} from './image-builder.ts';
import {createRandom} from './random-image.ts';

const types = {
	config: 'application/vnd.docker.container.image.v1+json',
	layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
	manifest: 'application/vnd.docker.distribution.manifest.v2+json',
	list: 'application/vnd.docker.distribution.manifest.list.v2+json',
};

/** How a manifest names a blob or another manifest. */
export type Descriptor = {readonly mediaType: string; readonly digest: string; readonly size: number};

/** A layer as a tar. */
type LayerTar = Uint8Array;

type PushedImage = {
	readonly architecture?: string;
	readonly tag?: string;
	readonly layers: readonly LayerTar[];
};

/** Pushes an image of gzipped layers, lowest first, to the registry at `host`; gives its manifest and the layers' blobs. */
export async function pushImage(host: string, repository: string, {architecture = 'amd64', tag, layers}: PushedImage): Promise<{manifest: Descriptor; blobs: Descriptor[]}> {
	const base = `http://${host}/v2/${repository}`;
	const blobs: Descriptor[] = [];
	for (const layer of layers) {
		blobs.push(await pushBlob(base, types.layer, gzipSync(layer, {level: 1})));
	}

	const config = await pushBlob(base, types.config, Buffer.from(JSON.stringify({
		os: 'linux',
		architecture,
		config: {Cmd: ['/x']},
		created: '2024-01-01T00:00:00Z',
		rootfs: {type: 'layers', diff_ids: layers.map(layer => sha256(layer))},
		history: layers.map((_, layer) => ({created: '2024-01-01T00:00:00Z', created_by: `COPY ${architecture} ${layer}`})),
	})));
	const manifest = await pushManifest(base, tag, {
		schemaVersion: 2, mediaType: types.manifest, config, layers: blobs,
	});
	return {manifest, blobs};
}

/** Pushes a list of manifests, each by its platform's architecture, under a tag. */
export async function pushList(host: string, repository: string, tag: string, manifests: ReadonlyMap<string, Descriptor>): Promise<Descriptor> {
	return pushManifest(`http://${host}/v2/${repository}`, tag, {
		schemaVersion: 2,
		mediaType: types.list,
		manifests: [...manifests].map(([architecture, descriptor]) => ({...descriptor, platform: {os: 'linux', architecture}})),
	});
}

/** A layer of one file of so many bytes that can't be compressed; the same seed gives the same bytes. */
export async function noisyLayer(seed: number, bytes: number): Promise<LayerTar> {
	const random = createRandom(seed);
	const content = Uint32Array.from({length: Math.ceil(bytes / 4)}, () => random() * 0x1_00_00_00_00);
	return buildTar([{name: `noise-${seed}`, content: new Uint8Array(content.buffer, 0, bytes)}]);
}

/** Pushes a blob; gives its descriptor. */
export async function pushBlob(base: string, mediaType: string, bytes: Uint8Array): Promise<Descriptor> {
	const started = await fetch(`${base}/blobs/uploads/`, {method: 'POST'});
	const location = new URL(started.headers.get('location')!, base);
	const digest = sha256(bytes);
	location.searchParams.set('digest', digest);
	await accepted(await fetch(location, {method: 'PUT', body: bytes, headers: {'Content-Type': 'application/octet-stream'}}));
	return {mediaType, digest, size: bytes.length};
}

/** Pushes a manifest or an index, under a tag or by its digest alone; gives its descriptor. */
export async function pushManifest(base: string, tag: string | undefined, manifest: {readonly mediaType: string} & Readonly<Record<string, unknown>>): Promise<Descriptor> {
	const bytes = Buffer.from(JSON.stringify(manifest));
	const digest = sha256(bytes);
	await accepted(await fetch(`${base}/manifests/${tag ?? digest}`, {method: 'PUT', body: bytes, headers: {'Content-Type': manifest.mediaType}}));
	return {mediaType: manifest.mediaType, digest, size: bytes.length};
}

async function accepted(response: Response): Promise<void> {
	if (!response.ok) {
		throw new Error(`The registry refused: ${response.status} ${await response.text()}`);
	}
}
