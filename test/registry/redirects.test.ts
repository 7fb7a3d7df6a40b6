import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {
	after, before, describe, test,
} from 'node:test';
import {isDigest, type Digest} from '../../source/image/digest.ts';
import {
	basic, digest, login, manifest, startWorld, type Wish, type World,
} from '../helpers/registry-world.ts';
import type {Answerer} from '../helpers/web.ts';

const {signal} = new AbortController();
let world: World;

before(async () => {
	world = await startWorld();
});

after(async () => {
	await world?.stop();
});

describe('a redirect', () => {
	const blob = {
		mediaType: '', digest, size: manifest.length, annotations: new Map<string, string>(), platform: undefined,
	};

	async function fetched(wish: Wish): Promise<string> {
		const registry = world.open(wish);
		try {
			return Buffer.from(await registry.smallBlob(blob, signal)).toString();
		} catch (error) {
			return (error as Error).message;
		} finally {
			registry.close();
		}
	}

	/** A registry that wants a token and sends its blobs to another address. */
	function sending(to: string, target: Answerer = (_asked, response) => response.end(manifest)): Answerer {
		return (asked, response) => {
			if (asked.url.startsWith(to)) {
				target(asked, response);
			} else if (asked.url.startsWith('https://auth.example.test')) {
				response.end('{"token":"the.token"}');
			} else if (asked.headers.authorization === 'Bearer the.token') {
				response.writeHead(307, {Location: to}).end();
			} else {
				response.writeHead(401, {'WWW-Authenticate': 'Bearer realm="https://auth.example.test/token"'}).end();
			}
		};
	}

	for (const [to, isSame] of [['https://registry.example.test/blob', true], ['https://store.example.test/blob', false], ['https://registry.example.test:8443/blob', false], ['https://store.other.test/blob?signature=1', false]] as const) {
		test(`to ${to} is followed ${isSame ? 'with' : 'without'} the login`, async () => {
			world.web.answer(sending(to));
			assert.equal(await fetched({login}), manifest.toString());
			assert.deepEqual(world.askedAt(to).map(({headers}) => headers.authorization), [isSame ? 'Bearer the.token' : undefined]);
			assert.ok(!world.told.join('\n').includes('signature'), 'what is signed is a secret for as long as it lasts');
		});
	}

	test('out of TLS isn\'t followed', async () => {
		world.web.answer(sending('http://store.other.test/blob'));
		assert.match(await fetched({login}), /sends to an address without TLS/);
		assert.deepEqual(world.askedAt('http://store.other.test'), []);
	});

	test('leads to nobody who gets the login by asking for it, also where the registry knows it already', async () => {
		world.web.answer(sending('https://store.other.test/blob', (_asked, response) => response.writeHead(401, {'WWW-Authenticate': 'Basic realm="me"'}).end()));
		const registry = world.open({login});
		for (const _time of [1, 2]) {
			await assert.rejects(registry.smallBlob(blob, signal), /doesn't give sha256:.* \(401\)/);
		}

		registry.close();
		assert.deepEqual(world.askedAt('https://store.other.test').map(({headers}) => headers.authorization), [undefined, undefined]);
		assert.ok(world.askedAt('https://registry.example.test').every(({headers}) => headers.authorization !== basic), 'nor is the registry told it in another way');
	});

	test('that never ends is left', async () => {
		world.web.answer(({url}, response) => response.writeHead(302, {Location: `${url}x`}).end());
		assert.match(await fetched({}), /from one address to the next without end/);
		assert.equal(world.web.asked.length, 6);
	});

	test('in a manifest is none: addresses of foreign layers aren\'t asked', async () => {
		world.web.answer((_asked, response) => response.writeHead(404).end());
		assert.match(await fetched({}), /doesn't have sha256:/);
		assert.deepEqual(world.web.asked.map(({url}) => url), [`https://registry.example.test/v2/team/app/blobs/${digest}`]);
	});
});

test('what is no digest and no tag never becomes an address', async () => {
	world.web.answer((_asked, response) => response.end());
	const registry = world.open({});
	const wrong = 'sha256:../../../other/blobs/sha256:aa' as Digest;
	assert.ok(!isDigest(wrong));
	const descriptor = {
		mediaType: '', digest: wrong, size: 2, annotations: new Map<string, string>(), platform: undefined,
	};
	await assert.rejects(registry.smallBlob(descriptor, signal), /is no digest/);
	await assert.rejects(registry.blob(descriptor, signal).next(), /is no digest/);
	for (const reference of ['../../other/manifests/1', 'a/b', '', 'sha256:abc', 'x?y', '1#']) {
		await assert.rejects(registry.document(reference, signal), /is neither a tag nor a digest/);
		await assert.rejects(registry.resolve(reference, signal), /is neither a tag nor a digest/);
	}

	registry.close();
	assert.deepEqual(world.web.asked, []);
});
