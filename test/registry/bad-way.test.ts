import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {
	after, before, describe, test,
} from 'node:test';
import type {Digest} from '../../source/image/digest.ts';
import {parseDescriptor, type Descriptor} from '../../source/image/manifest.ts';
import {openIn} from '../../source/registry/open-registry.ts';
import type {BlobRange, Registry} from '../../source/registry/registry.ts';
import {sha256} from '../helpers/image-builder.ts';
import {impatient} from '../helpers/impatient.ts';
import {skipReason} from '../helpers/programs.ts';
import {noisyLayer, pushImage} from '../helpers/push-image.ts';
import {startRegistryProxy, type ProxyRule, type RegistryProxy} from '../helpers/registry-proxy.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';

const {signal} = new AbortController();

function same(actual: Uint8Array, expected: Uint8Array): void {
	assert.equal(Buffer.compare(actual, expected), 0);
}

describe('over a way that is bad', {skip: skipReason(['docker-registry'], {root: false})}, () => {
	let server: TestRegistry;
	let proxy: RegistryProxy;
	let registry: Registry;
	let layer: Descriptor;
	let bytes: Uint8Array;
	let digest: Digest;
	const log: string[] = [];

	before(async () => {
		server = await startRegistry();
		const {manifest, blobs} = await pushImage(server.host, 'team/app', {tag: '1', layers: [await noisyLayer(1, 1_000_000)]});
		digest = manifest.digest as Digest;
		layer = parseDescriptor(blobs[0], 'layer');
		const response = await fetch(`http://${server.host}/v2/team/app/blobs/${layer.digest}`);
		bytes = new Uint8Array(await response.arrayBuffer());
		assert.equal(sha256(bytes), layer.digest);
		proxy = await startRegistryProxy(server.host);
		registry = openIn({registry: proxy.host, repository: 'team/app'}, {
			insecure: [], environment: {HOME: '/nowhere'}, log(line) {
				log.push(line);
			},
		}, impatient);
	});

	after(async () => {
		registry?.close();
		proxy?.stop();
		await server?.stop();
	});

	type Got = {readonly bytes: Uint8Array; readonly error: string | undefined; readonly requests: number};

	async function download(rule: ProxyRule | undefined, range?: BlobRange): Promise<Got> {
		proxy.follow(rule && (request => request.path.includes('/blobs/') ? rule(request) : undefined));
		const already = proxy.requests.length;
		const chunks: Uint8Array[] = [];
		let error: string | undefined;
		try {
			for await (const chunk of registry.blob(layer, signal, range)) {
				chunks.push(chunk);
			}
		} catch (error_) {
			error = (error_ as Error).message;
		}

		return {bytes: Buffer.concat(chunks), error, requests: proxy.requests.length - already};
	}

	// The proxy counts what was asked before it followed, too.
	function counted(behaviours: ReadonlyArray<ReturnType<ProxyRule>>): ProxyRule {
		let index = 0;
		return () => behaviours[index++];
	}

	test('a blob whose connection breaks, stalls or ends early goes on where it broke', async () => {
		const got = await download(counted([{dropAfter: 300_000}, {stallAfter: 200_000}, {truncateAfter: 100_000}, {dropAfter: 0}]));
		assert.equal(got.error, undefined);
		same(got.bytes, bytes);
		assert.equal(got.requests, 5);
		assert.match(log.join('\n'), /On from byte 30{5} in/);
		assert.match(log.join('\n'), /On from byte 50{5} in/);
	});

	test('a range is resumed the same way, and gives what was asked for to the byte', async () => {
		const got = await download(counted([{dropAfter: 1000}]), {start: 5000, length: 200_000});
		same(got.bytes, bytes.subarray(5000, 205_000));
		assert.equal(got.requests, 2);
		const last = await download(undefined, {start: bytes.length - 51});
		same(last.bytes, bytes.subarray(-51));
		const none = await download(undefined, {start: bytes.length, length: 10});
		assert.equal(none.bytes.length, 0);
	});

	test('a registry that knows no ranges is read from the beginning, and what is there already is passed by', async () => {
		const {createServer} = await import('node:http');
		let asked = 0;
		const plain = createServer((_request, response) => {
			asked++;
			response.writeHead(200, {'Content-Length': bytes.length});
			if (asked === 1) {
				response.write(bytes.subarray(0, 400_000), () => {
					response.destroy();
				});
			} else {
				response.end(bytes);
			}
		}).listen(0, '127.0.0.1');
		await new Promise(resolve => {
			plain.once('listening', resolve);
		});
		const {port} = plain.address() as {port: number};
		const other = openIn({registry: `127.0.0.1:${port}`, repository: 'team/app'}, {insecure: [], environment: {HOME: '/nowhere'}}, impatient);
		const chunks: Uint8Array[] = [];
		for await (const chunk of other.blob(layer, signal)) {
			chunks.push(chunk);
		}

		same(Buffer.concat(chunks), bytes);
		chunks.length = 0;
		for await (const chunk of other.blob(layer, signal, {start: 10, length: 20})) {
			chunks.push(chunk);
		}

		same(Buffer.concat(chunks), bytes.subarray(10, 30));
		other.close();
		plain.closeAllConnections();
		plain.close();
	});

	test('a byte that is changed is found, and the blob isn\'t given whole', async () => {
		for (const place of [0, 500_000, bytes.length - 1]) {
			const got = await download(counted([{flipAt: place}]));
			assert.match(got.error!, /isn't what its digest says/);
			assert.ok(got.bytes.length < bytes.length);
		}
	});

	test('a changed byte in a manifest or a config is found, and nothing of it given', async () => {
		proxy.follow(() => ({flipAt: 20}));
		await assert.rejects(registry.document(digest, signal), /isn't what its digest says/);
		await assert.rejects(registry.document('1', signal), /isn't what its digest says/);
		await assert.rejects(registry.smallBlob(layer, signal), /isn't what its digest says/);
	});

	test('a manifest whose connection breaks or stalls is asked for again', async () => {
		for (const behaviour of [{dropAfter: 10}, {stallAfter: 10}, {isSilent: true}, {dropAfter: 0}] as const) {
			proxy.follow(counted([behaviour]));
			const document = await registry.document('1', signal);
			assert.equal(document.digest, digest, JSON.stringify(behaviour));
		}
	});

	test('what never gets better is given up after so many attempts, in words', async () => {
		for (const [behaviour, sentence] of [
			[{dropAfter: 0}, /can't be reached|bytes are missing/],
			[{stallAfter: 0}, /nothing has come for 1 seconds/],
			[{isSilent: true}, /nothing has come for 1 seconds/],
			[{status: 500}, /answers 500/],
			[{status: 429}, /too many requests/],
		] as const) {
			const got = await download(() => behaviour);
			assert.match(got.error!, sentence);
			assert.equal(got.bytes.length, 0);
			assert.ok(got.requests >= 2 && got.requests <= 3, `${JSON.stringify(behaviour)}: ${got.requests}`);
		}
	});

	test('429 and 500 are asked again, no sooner than the registry wants', async () => {
		const began = performance.now();
		const got = await download(counted([{status: 500}, {status: 429, headers: {'Retry-After': '1'}}]));
		same(got.bytes, bytes);
		assert.ok(performance.now() - began >= 1000, 'it waited a second');
		assert.match(log.join('\n'), /answers 429\. Again in 1 s/);
	});

	test('a registry that wants to be left alone for long is, and the words say for how long', async () => {
		proxy.follow(() => ({status: 429, headers: {'Retry-After': '3600'}}));
		const already = proxy.requests.length;
		await assert.rejects(registry.document('1', signal), (error: Error & {advice?: string}) => error.message.includes('too many requests') && (error.advice!).includes('3600 seconds'));
		assert.equal(proxy.requests.length - already, 1);
	});

	test('401 and 404 are told at once', async () => {
		for (const [status, sentence] of [[401, /doesn't give .* without a login/], [404, /doesn't have/]] as const) {
			const got = await download(() => ({status}));
			assert.match(got.error!, sentence);
			assert.equal(got.requests, 1);
			proxy.follow(() => ({status}));
			await assert.rejects(registry.document('1', signal), sentence);
			await assert.rejects(registry.resolve('1', signal), sentence);
		}
	});

	test('a blob that is longer or shorter than its manifest says isn\'t that blob', async () => {
		proxy.follow();
		for (const size of [layer.size - 1, layer.size + 1]) {
			await assert.rejects(async () => {
				for await (const chunk of registry.blob({...layer, size}, signal)) {
					assert.ok(chunk);
				}
			}, /isn't what its digest says/);
		}
	});

	test('whoever stops a download waits no longer', async () => {
		const stopping = new AbortController();
		proxy.follow(({path}) => path.includes('/blobs/') ? {stallAfter: 100_000} : undefined);
		await assert.rejects(async () => {
			for await (const chunk of registry.blob(layer, stopping.signal)) {
				assert.ok(chunk);
				stopping.abort(new Error('enough'));
			}
		}, /enough/);
	});

	test('a document of more than 4 MiB isn\'t read', async () => {
		await assert.rejects(registry.smallBlob({...layer, size: 5 * 1024 * 1024}, signal), /far too much/);
	});
});
