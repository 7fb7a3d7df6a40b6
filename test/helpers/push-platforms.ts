import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {pack} from 'tar-stream';

const types = {
	config: 'application/vnd.docker.container.image.v1+json',
	layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
	manifest: 'application/vnd.docker.distribution.manifest.v2+json',
	list: 'application/vnd.docker.distribution.manifest.list.v2+json',
};

type Descriptor = {readonly mediaType: string; readonly digest: string; readonly size: number};

/** Digests of what `pushPlatforms` pushed. */
export type PushedPlatforms = {readonly list: string; readonly manifests: ReadonlyMap<string, string>};

/** Pushes an image of one layer for each architecture, with a file `/architecture` that names it, under one list and tag. */
export async function pushPlatforms(host: string, repository: string, tag: string, architectures: readonly string[]): Promise<PushedPlatforms> {
	const base = `http://${host}/v2/${repository}`;
	const manifests = new Map<string, Descriptor>();
	for (const architecture of architectures) {
		const tar = await tarOf('architecture', `${architecture}\n`);
		const layer = await pushBlob(base, types.layer, gzipSync(tar));
		const config = await pushBlob(base, types.config, Buffer.from(JSON.stringify({
			os: 'linux',
			architecture,
			config: {Cmd: ['/x']},
			created: '2024-01-01T00:00:00Z',
			rootfs: {type: 'layers', diff_ids: [digestOf(tar)]},
			history: [{created_by: `COPY architecture ${architecture}`}],
		})));
		const manifest = {
			schemaVersion: 2, mediaType: types.manifest, config, layers: [layer],
		};
		manifests.set(architecture, await pushManifest(base, undefined, manifest));
	}

	const list = await pushManifest(base, tag, {
		schemaVersion: 2,
		mediaType: types.list,
		manifests: [...manifests].map(([architecture, descriptor]) => ({...descriptor, platform: {os: 'linux', architecture}})),
	});
	return {list: list.digest, manifests: new Map([...manifests].map(([architecture, {digest}]) => [architecture, digest]))};
}

function digestOf(bytes: Uint8Array): string {
	return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function tarOf(name: string, content: string): Promise<Uint8Array> {
	const tar = pack();
	tar.entry({name, mtime: new Date(0)}, content);
	tar.finalize();
	const chunks: Uint8Array[] = [];
	for await (const chunk of tar) {
		chunks.push(chunk as Uint8Array);
	}

	return Buffer.concat(chunks);
}

async function pushBlob(base: string, mediaType: string, bytes: Uint8Array): Promise<Descriptor> {
	const started = await fetch(`${base}/blobs/uploads/`, {method: 'POST'});
	const location = new URL(started.headers.get('location')!, base);
	const digest = digestOf(bytes);
	location.searchParams.set('digest', digest);
	await accepted(await fetch(location, {method: 'PUT', body: bytes, headers: {'Content-Type': 'application/octet-stream'}}));
	return {mediaType, digest, size: bytes.length};
}

async function pushManifest(base: string, tag: string | undefined, manifest: {readonly mediaType: string} & Readonly<Record<string, unknown>>): Promise<Descriptor> {
	const bytes = Buffer.from(JSON.stringify(manifest));
	const digest = digestOf(bytes);
	await accepted(await fetch(`${base}/manifests/${tag ?? digest}`, {method: 'PUT', body: bytes, headers: {'Content-Type': manifest.mediaType}}));
	return {mediaType: manifest.mediaType, digest, size: bytes.length};
}

async function accepted(response: Response): Promise<void> {
	if (!response.ok) {
		throw new Error(`The registry refused: ${response.status} ${await response.text()}`);
	}
}
