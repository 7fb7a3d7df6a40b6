import {Buffer} from 'node:buffer';
import {createServer, type ServerResponse} from 'node:http';
import {after, before} from 'node:test';
import {json, startFakeEngine, type FakeEngine} from './fake-engine.ts';
import {dockerArchive, manifestOf, tarOf} from './image-builder-archives.ts';
import {sha256, type BuiltImage} from './image-builder.ts';
import {serveOnLoopback} from './serve-on-loopback.ts';

/** How an answer ends before its end: the connection breaks, or it ends as if that were all. */
export type CutKind = 'broken' | 'ended';

/** Nothing of an answer comes from `at` on; `undefined` lets all through. */
export type Cut = {readonly at: number; readonly kind: CutKind} | undefined;

/** A server whose long answers are cut. */
export type CutServer = {
	cut: Cut;
	stop(): void;
};

/** An engine with one image; `saveLength` and `pullLength` are the bytes of its whole answers. */
export type CutEngine = CutServer & {readonly engine: FakeEngine; readonly saveLength: number; readonly pullLength: number};

/** Sends bytes, the first of which stands at `start` of what is cut. */
function send(response: ServerResponse, bytes: Uint8Array, cut: Cut, start = 0): void {
	const length = cut === undefined ? bytes.length : Math.max(0, Math.min(bytes.length, cut.at - start));
	if (cut === undefined || length === bytes.length) {
		response.end(bytes);
	} else if (cut.kind === 'ended') {
		response.end(bytes.subarray(0, length));
	} else {
		response.flushHeaders();
		response.write(bytes.subarray(0, length), () => {
			response.destroy();
		});
	}
}

// Longer than any that an image so small has.
const pullStream = Buffer.from([
	'{"status":"Pulling from library/app","id":"1"}',
	...Array.from({length: 3000}, (_, number) => `{"status":"Downloading","progressDetail":{"current":${number},"total":3000},"id":"0123456789ab"}`),
	'{"status":"Pull complete","progressDetail":{},"id":"0123456789ab"}',
	'{"status":"Status: Downloaded newer image for app:1"}\r\n',
].join('\r\n'));

/** An engine that has an image, and whose saves and pulls are cut. */
export async function startCutEngine(image: BuiltImage): Promise<CutEngine> {
	const save = await tarOf(dockerArchive(image));
	const engine = await startFakeEngine({
		'/json': json({
			Id: sha256(image.config), Os: 'linux', Architecture: image.architecture, Created: '2024-05-01T12:00:00Z', Size: save.length, Config: {},
			RootFS: {Type: 'layers', Layers: image.layers.map(({diffId}) => diffId)},
		}),
		'/history': json([]),
		'/images/create'(response) {
			send(response, pullStream, server.cut);
		},
		'/get'(response) {
			send(response, save, server.cut);
		},
	});
	const server: CutEngine = {
		engine, saveLength: save.length, pullLength: pullStream.length, cut: undefined, stop: engine.stop,
	};
	return server;
}

/** A registry that has an image as `team/app:1`, and whose layers are cut, parts of them too. */
async function startCutRegistry(image: BuiltImage): Promise<CutServer & {readonly host: string}> {
	const manifest = manifestOf(image);
	const blobs = new Map([image.config, manifest, ...image.layers.map(({blob}) => blob)].map(bytes => [sha256(bytes) as string, bytes]));
	const http = createServer(({url = '', headers}, response) => {
		const name = url.split('/').at(-1)!;
		const bytes = url.includes('/manifests/') ? manifest : blobs.get(name);
		if (bytes === undefined) {
			response.writeHead(url === '/v2/' ? 200 : 404).end();
			return;
		}

		const start = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
		const isLayer = image.layers.some(({blob}) => blob === bytes);
		const length = isLayer && server.cut?.kind === 'ended' ? {} : {'Content-Length': bytes.length - start};
		response.writeHead(headers.range === undefined ? 200 : 206, {
			...length,
			...(headers.range !== undefined && {'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`}),
			'Content-Type': url.includes('/manifests/') ? 'application/vnd.oci.image.manifest.v1+json' : 'application/octet-stream',
			'Docker-Content-Digest': sha256(bytes),
		});
		send(response, bytes.subarray(start), isLayer ? server.cut : undefined, start);
	});
	const {address, stop} = await serveOnLoopback(http);
	const server: CutServer & {readonly host: string} = {host: address.slice('tcp://'.length), cut: undefined, stop};
	return server;
}

/** Both, with one image, from before the first test of a file until after its last. */
export function cutServers(build: () => Promise<BuiltImage>) {
	let engine: CutEngine;
	let registry: Awaited<ReturnType<typeof startCutRegistry>>;
	before(async () => {
		const image = await build();
		engine = await startCutEngine(image);
		registry = await startCutRegistry(image);
	});
	after(() => {
		engine?.stop();
		registry?.stop();
	});
	return {
		get engine() {
			return engine;
		},
		get registry() {
			return registry;
		},
	};
}
