import assert from 'node:assert/strict';
import type {ServerResponse} from 'node:http';
import {
	after, before, describe, test,
} from 'node:test';
import {inspect} from 'node:util';
import {
	basic, digest, login, manifest, startWorld, type Wish, type World,
} from '../helpers/registry-world.ts';
import type {Answerer} from '../helpers/web.ts';

const {signal} = new AbortController();
const secrets = ['hunter2', 'identity-secret', 'own-token-secret', 'the.token'];
let world: World;

before(async () => {
	world = await startWorld();
});

after(async () => {
	await world?.stop();
});

/** Asks for the manifest of a tag and closes; gives the media type, or the error in all its words. */
async function ask(wish: Wish): Promise<string> {
	const registry = world.open(wish);
	try {
		const {digest: found} = await registry.document('1', signal);
		assert.equal(found, digest);
		return 'given';
	} catch (error) {
		world.told.push(inspect(error, {depth: 5}));
		return (error as Error).message;
	} finally {
		registry.close();
		for (const secret of [...secrets, basic.slice(6)]) {
			assert.ok(!world.told.join('\n').includes(secret), `${secret} was told: ${world.told.join('\n')}`);
		}
	}
}

function give(response: ServerResponse): void {
	response.writeHead(200, {'Content-Type': 'application/vnd.oci.image.manifest.v1+json'}).end(manifest);
}

/** A registry that wants a token of a realm, which gives `the.token`. What it refuses it quotes, as a bad one might. */
function wanting(realm: string, giveToken: Answerer = (_asked, response) => response.end('{"token":"the.token"}')): Answerer {
	return (asked, response) => {
		if (asked.url.startsWith(realm)) {
			giveToken(asked, response);
		} else if (asked.headers.authorization === 'Bearer the.token') {
			give(response);
		} else {
			response.writeHead(401, {'WWW-Authenticate': `Bearer realm="${realm}",service="a service",scope="repository:team/app:pull"`});
			response.end(`{"errors":[{"message":"${asked.headers.authorization}"}]}`);
		}
	};
}

const realms: ReadonlyArray<readonly [what: string, registry: string, realm: string, isTrusted: boolean]> = [
	['the registry itself', 'registry.example.test', 'https://registry.example.test/token', true],
	['a host of its domain', 'registry.example.test', 'https://auth.example.test/token', true],
	['a host of its domain below a suffix of two parts', 'registry.example.co.uk', 'https://auth.example.co.uk/token', true],
	['another port of its domain', 'registry.example.test', 'https://auth.example.test:8443/token', true],
	['Docker Hub\'s', 'docker.io', 'https://auth.docker.io/token', true],
	['a foreign host', 'registry.example.test', 'https://auth.other.test/token', false],
	['a foreign host below the same suffix', 'registry.example.co.uk', 'https://auth.rival.co.uk/token', false],
	['another tenant of a company\'s suffix', 'one.github.io', 'https://two.github.io/token', false],
	['Docker Hub\'s, of another registry', 'registry.example.test', 'https://auth.docker.io/token', false],
];

describe('who is asked for a token', () => {
	for (const [what, host, realm, isTrusted] of realms) {
		test(`${what}: ${isTrusted ? 'with the login' : 'as a stranger'}`, async () => {
			world.web.answer(wanting(realm));
			assert.equal(await ask({host, login}), 'given');
			const [first, ...others] = world.askedAt(realm);
			assert.deepEqual(others, []);
			assert.equal(first?.headers.authorization, isTrusted ? basic : undefined);
			assert.equal(new URL(first!.url).search, '?service=a+service&scope=repository%3Ateam%2Fapp%3Apull');
			if (host === 'docker.io') {
				assert.ok(world.web.asked.some(({url}) => url === 'https://registry-1.docker.io/v2/team/app/manifests/1'));
			}
		});
	}

	test('nobody without TLS, be it the registry\'s own host', async () => {
		for (const realm of ['http://registry.example.test/token', 'http://auth.other.test/token', 'ftp://registry.example.test/token']) {
			world.web.answer(wanting(realm));
			assert.match(await ask({login}), /wants its token from .*, and without TLS/);
			assert.deepEqual(world.askedAt(realm), []);
		}
	});

	test('the own host of a registry that may be asked without TLS, and no other', async () => {
		const insecure = [world.web.httpHost];
		world.web.answer(wanting(`http://${world.web.httpHost}/token`));
		assert.equal(await ask({host: world.web.httpHost, login, insecure}), 'given');
		assert.equal(world.askedAt(`http://${world.web.httpHost}/token`)[0]?.headers.authorization, basic);
		world.web.answer(wanting('http://auth.other.test/token'));
		assert.match(await ask({host: world.web.httpHost, login, insecure}), /wants its token from auth\.other\.test, and without TLS/);
		assert.deepEqual(world.askedAt('http://auth.other.test'), []);
	});

	test('nobody else where the realm sends on: its token isn\'t asked for elsewhere', async () => {
		const realm = 'https://auth.example.test/token';
		for (const given of [login, {identitytoken: 'identity-secret'}]) {
			world.web.answer(wanting(realm, (_asked, response) => response.writeHead(307, {Location: 'https://registry.example.test/caught'}).end()));
			assert.match(await ask({login: given}), /auth\.example\.test, which gives the registry's tokens, sends elsewhere/);
			assert.deepEqual(world.askedAt('https://registry.example.test/caught'), []);
		}
	});
});

describe('an identity token', () => {
	const realm = 'https://auth.example.test/token';
	const identity = {identitytoken: 'identity-secret'};

	test('buys a token by POST, in the body alone', async () => {
		world.web.answer(wanting(realm, (_asked, response) => response.end('{"access_token":"the.token"}')));
		assert.equal(await ask({login: identity}), 'given');
		const [asked] = world.askedAt(realm);
		assert.equal(asked?.method, 'POST');
		assert.equal(asked?.url, realm);
		assert.equal(asked?.headers.authorization, undefined);
		assert.deepEqual(Object.fromEntries(new URLSearchParams(asked?.body)), {
			grant_type: 'refresh_token', client_id: 'layerscope', service: 'a service', scope: 'repository:team/app:pull', refresh_token: 'identity-secret',
		});
	});

	test('isn\'t shown to a realm that knows only GET, nor to a foreign one', async () => {
		world.web.answer(wanting(realm, ({method}, response) => method === 'POST' ? response.writeHead(404).end() : response.end('{"token":"the.token"}')));
		assert.equal(await ask({login: identity}), 'given');
		const [, second] = world.askedAt(realm);
		assert.deepEqual([second?.method, second?.headers.authorization, second?.url.includes('identity-secret')], ['GET', undefined, false]);
		world.web.answer(wanting('https://auth.other.test/token'));
		assert.equal(await ask({login: identity}), 'given');
		assert.deepEqual(world.web.asked.map(({method}) => method), ['GET', 'GET', 'GET']);
		assert.ok(!JSON.stringify(world.web.asked).includes('identity-secret'));
	});
});

test('a token of the registry itself is sent to it, whatever realm it names', async () => {
	world.web.answer((asked, response) => {
		if (asked.headers.authorization === 'Bearer own-token-secret') {
			give(response);
		} else {
			response.writeHead(401, {'WWW-Authenticate': 'Bearer realm="https://auth.other.test/token"'}).end();
		}
	});
	assert.equal(await ask({login: {registrytoken: 'own-token-secret'}}), 'given');
	assert.deepEqual(world.askedAt('https://auth.other.test'), []);
});

test('a login that can\'t be looked up is told where one would have helped', async () => {
	world.web.answer((_asked, response) => response.writeHead(401, {'WWW-Authenticate': 'Basic realm="tests"'}).end());
	const registry = world.open({config: {credsStore: 'nowhere-to-be-found'}});
	await assert.rejects(registry.document('1', signal), {advice: /couldn't be looked up: the credential helper docker-credential-nowhere-to-be-found failed: it isn't installed\. Log in with/});
	registry.close();
});

describe('a login by Basic', () => {
	test('is sent when it is asked for, and only then', async () => {
		world.web.answer(({headers}, response) => {
			if (headers.authorization === basic) {
				give(response);
			} else {
				response.writeHead(401, {'WWW-Authenticate': 'Basic realm="tests"'}).end();
			}
		});
		assert.equal(await ask({login}), 'given');
		assert.deepEqual(world.web.asked.map(({headers}) => headers.authorization), [undefined, basic]);
		assert.match(await ask({}), /doesn't give team\/app:1 without a login \(401\)/);
	});

	test('that is wrong is said to be so, and isn\'t tried without end', async () => {
		world.web.answer(({headers}, response) => response.writeHead(401, {'WWW-Authenticate': 'Basic realm="tests"'}).end(headers.authorization));
		assert.match(await ask({login}), /doesn't give team\/app:1 to the login that was found for it \(401\)/);
		assert.equal(world.web.asked.length, 2);
	});
});

test('one token serves many requests, also at once, and a new one is got when it has run out', async () => {
	let current = 0;
	world.web.answer((asked, response) => {
		if (asked.url.startsWith('https://auth.example.test')) {
			current++;
			response.end(JSON.stringify({token: `token${current}`}));
		} else if (asked.headers.authorization === `Bearer token${current}`) {
			give(response);
		} else {
			response.writeHead(401, {'WWW-Authenticate': 'Bearer realm="https://auth.example.test/token"'}).end();
		}
	});
	const registry = world.open({login});
	await Promise.all([1, 2, 3, 4].map(async () => registry.document('1', signal)));
	assert.equal(current, 1);
	current++;
	await registry.document('1', signal);
	assert.equal(current, 3);
	registry.close();
});

test('whoever waits for a token that others wait for too may leave', async () => {
	const leaving = new AbortController();
	world.web.answer(wanting('https://auth.example.test/token', (_asked, response) => {
		leaving.abort(new Error('enough'));
		response.end('{"token":"the.token"}');
	}));
	const registry = world.open({login});
	const [first, second] = await Promise.allSettled([registry.document('1', leaving.signal), registry.document('1', signal)]);
	assert.match(String((first as PromiseRejectedResult).reason), /enough/);
	assert.equal(second.status, 'fulfilled');
	registry.close();
});
