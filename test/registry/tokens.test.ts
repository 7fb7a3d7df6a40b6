import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import type {ServerResponse} from 'node:http';
import {after, before, describe, test} from 'node:test';
import {inspect} from 'node:util';
import {isDigest, type Digest} from '../../source/image/digest.ts';
import {openIn} from '../../source/registry/open-registry.ts';
import type {Registry} from '../../source/registry/registry.ts';
import {makeCertificate, type Certificate} from '../helpers/certificate.ts';
import {impatient} from '../helpers/impatient.ts';
import {sha256} from '../helpers/image-builder.ts';
import {startWeb, type Answerer, type Asked, type Web} from '../helpers/web.ts';

const {signal} = new AbortController();
const secrets = ['hunter2', 'identity-secret', 'own-token-secret', 'the.token'];
const basic = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;
const manifest = Buffer.from('{"schemaVersion":2}');
const digest = sha256(manifest) as Digest;

let certificate: Certificate;
let web: Web;
/** Everything that was told while a test ran. */
let told: string[];

before(async () => {
	certificate = await makeCertificate(['DNS:*.example.test', 'DNS:*.other.test', 'DNS:*.docker.io', 'DNS:*.github.io', 'DNS:*.example.co.uk', 'DNS:*.rival.co.uk', 'IP:127.0.0.1']);
	web = await startWeb(certificate);
});

after(async () => {
	web.stop();
	await certificate.remove();
});

type Login = {readonly auth?: string; readonly identitytoken?: string; readonly registrytoken?: string};

const login: Login = {auth: Buffer.from('me:hunter2').toString('base64')};

type Wish = {readonly host?: string; readonly login?: Login | undefined; readonly insecure?: readonly string[]};

/** Opens `team/app` with a login for its registry. */
function open({host = 'registry.example.test', login: given, insecure = []}: Wish): Registry {
	told = [];
	const auths = given === undefined ? {} : {[host]: given};
	return openIn({registry: host, repository: 'team/app'}, {
		insecure,
		authorities: certificate.certFile,
		environment: {
			HOME: '/nowhere', HTTPS_PROXY: web.proxy, HTTP_PROXY: web.proxy, DOCKER_AUTH_CONFIG: JSON.stringify({auths}),
		},
		log: line => told.push(line),
	}, impatient);
}

/** Asks for the manifest of a tag and closes; gives the media type, or the error in all its words. */
async function ask(wish: Wish): Promise<string> {
	const registry = open(wish);
	try {
		const {digest: found} = await registry.document('1', signal);
		assert.equal(found, digest);
		return 'given';
	} catch (error) {
		told.push(inspect(error, {depth: 5}));
		return (error as Error).message;
	} finally {
		registry.close();
		for (const secret of [...secrets, basic.slice(6)]) {
			assert.ok(!told.join('\n').includes(secret), `${secret} was told: ${told.join('\n')}`);
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
			response.writeHead(401, {'WWW-Authenticate': `Bearer realm="${realm}",service="a service",scope="repository:team/app:pull"`}).end(`{"errors":[{"message":"${asked.headers.authorization}"}]}`);
		}
	};
}

function askedAt(prefix: string): Asked[] {
	return web.asked.filter(({url}) => url.startsWith(prefix));
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
			web.answer(wanting(realm));
			assert.equal(await ask({host, login}), 'given');
			const [first, ...others] = askedAt(realm);
			assert.deepEqual(others, []);
			assert.equal(first?.headers.authorization, isTrusted ? basic : undefined);
			assert.equal(new URL(first!.url).search, '?service=a+service&scope=repository%3Ateam%2Fapp%3Apull');
			if (host === 'docker.io') {
				assert.ok(web.asked.some(({url}) => url === 'https://registry-1.docker.io/v2/team/app/manifests/1'));
			}
		});
	}

	test('nobody without TLS, be it the registry\'s own host', async () => {
		for (const realm of ['http://registry.example.test/token', 'http://auth.other.test/token', 'ftp://registry.example.test/token']) {
			web.answer(wanting(realm));
			assert.match(await ask({login}), /wants its token from .*, and without TLS/);
			assert.deepEqual(askedAt(realm), []);
		}
	});

	test('the own host of a registry that may be asked without TLS, and no other', async () => {
		const insecure = [web.httpHost];
		web.answer(wanting(`http://${web.httpHost}/token`));
		assert.equal(await ask({host: web.httpHost, login, insecure}), 'given');
		assert.equal(askedAt(`http://${web.httpHost}/token`)[0]?.headers.authorization, basic);
		web.answer(wanting('http://auth.other.test/token'));
		assert.match(await ask({host: web.httpHost, login, insecure}), /wants its token from auth\.other\.test, and without TLS/);
		assert.deepEqual(askedAt('http://auth.other.test'), []);
	});

	test('nobody else where the realm sends on: its token isn\'t asked for elsewhere', async () => {
		const realm = 'https://auth.example.test/token';
		for (const given of [login, {identitytoken: 'identity-secret'}]) {
			web.answer(wanting(realm, (_asked, response) => response.writeHead(307, {Location: 'https://registry.example.test/caught'}).end()));
			assert.match(await ask({login: given}), /auth\.example\.test, which gives the registry's tokens, sends elsewhere/);
			assert.deepEqual(askedAt('https://registry.example.test/caught'), []);
		}
	});
});

describe('an identity token', () => {
	const realm = 'https://auth.example.test/token';
	const identity = {identitytoken: 'identity-secret'};

	test('buys a token by POST, in the body alone', async () => {
		web.answer(wanting(realm, (_asked, response) => response.end('{"access_token":"the.token"}')));
		assert.equal(await ask({login: identity}), 'given');
		const [asked] = askedAt(realm);
		assert.equal(asked?.method, 'POST');
		assert.equal(asked?.url, realm);
		assert.equal(asked?.headers.authorization, undefined);
		assert.deepEqual(Object.fromEntries(new URLSearchParams(asked?.body)), {
			grant_type: 'refresh_token', client_id: 'layerscope', service: 'a service', scope: 'repository:team/app:pull', refresh_token: 'identity-secret',
		});
	});

	test('isn\'t shown to a realm that knows only GET, nor to a foreign one', async () => {
		web.answer(wanting(realm, ({method}, response) => method === 'POST' ? response.writeHead(404).end() : response.end('{"token":"the.token"}')));
		assert.equal(await ask({login: identity}), 'given');
		const [, second] = askedAt(realm);
		assert.deepEqual([second?.method, second?.headers.authorization, second?.url.includes('identity-secret')], ['GET', undefined, false]);
		web.answer(wanting('https://auth.other.test/token'));
		assert.equal(await ask({login: identity}), 'given');
		assert.deepEqual(web.asked.map(({method}) => method), ['GET', 'GET', 'GET']);
		assert.ok(!JSON.stringify(web.asked).includes('identity-secret'));
	});
});

test('a token of the registry itself is sent to it, whatever realm it names', async () => {
	web.answer((asked, response) => {
		if (asked.headers.authorization === 'Bearer own-token-secret') {
			give(response);
		} else {
			response.writeHead(401, {'WWW-Authenticate': 'Bearer realm="https://auth.other.test/token"'}).end();
		}
	});
	assert.equal(await ask({login: {registrytoken: 'own-token-secret'}}), 'given');
	assert.deepEqual(askedAt('https://auth.other.test'), []);
});

describe('a login by Basic', () => {
	test('is sent when it is asked for, and only then', async () => {
		web.answer(({headers}, response) => headers.authorization === basic ? give(response) : void response.writeHead(401, {'WWW-Authenticate': 'Basic realm="tests"'}).end());
		assert.equal(await ask({login}), 'given');
		assert.deepEqual(web.asked.map(({headers}) => headers.authorization), [undefined, basic]);
		assert.match(await ask({}), /doesn't give team\/app:1 without a login \(401\)/);
	});

	test('that is wrong is said to be so, and isn\'t tried without end', async () => {
		web.answer(({headers}, response) => response.writeHead(401, {'WWW-Authenticate': 'Basic realm="tests"'}).end(headers.authorization));
		assert.match(await ask({login}), /doesn't give team\/app:1 to the login that was found for it \(401\)/);
		assert.equal(web.asked.length, 2);
	});
});

describe('a redirect', () => {
	const blob = {
		mediaType: '', digest, size: manifest.length, annotations: new Map<string, string>(), platform: undefined,
	};

	async function fetched(wish: Wish): Promise<string> {
		const registry = open(wish);
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
			web.answer(sending(to));
			assert.equal(await fetched({login}), manifest.toString());
			assert.deepEqual(askedAt(to).map(({headers}) => headers.authorization), [isSame ? 'Bearer the.token' : undefined]);
			assert.ok(!told.join('\n').includes('signature'), 'what is signed is a secret for as long as it lasts');
		});
	}

	test('out of TLS isn\'t followed', async () => {
		web.answer(sending('http://store.other.test/blob'));
		assert.match(await fetched({login}), /sends to an address without TLS/);
		assert.deepEqual(askedAt('http://store.other.test'), []);
	});

	test('leads to nobody who gets the login by asking for it', async () => {
		web.answer(sending('https://store.other.test/blob', (_asked, response) => response.writeHead(401, {'WWW-Authenticate': 'Basic realm="me"'}).end()));
		assert.match(await fetched({login}), /doesn't give sha256:.* \(401\)/);
		assert.deepEqual(askedAt('https://store.other.test').map(({headers}) => headers.authorization), [undefined]);
	});

	test('that never ends is left', async () => {
		web.answer(({url}, response) => response.writeHead(302, {Location: `${url}x`}).end());
		assert.match(await fetched({}), /from one address to the next without end/);
		assert.equal(web.asked.length, 6);
	});

	test('in a manifest is none: addresses of foreign layers aren\'t asked', async () => {
		web.answer((_asked, response) => response.writeHead(404).end());
		assert.match(await fetched({}), /doesn't have sha256:/);
		assert.deepEqual(web.asked.map(({url}) => url), [`https://registry.example.test/v2/team/app/blobs/${digest}`]);
	});
});

test('what is no digest and no tag never becomes an address', async () => {
	web.answer((_asked, response) => response.end());
	const registry = open({});
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
	assert.deepEqual(web.asked, []);
});

test('one token serves many requests, also at once, and a new one is got when it has run out', async () => {
	let current = 0;
	web.answer((asked, response) => {
		if (asked.url.startsWith('https://auth.example.test')) {
			current++;
			response.end(JSON.stringify({token: `token${current}`}));
		} else if (asked.headers.authorization === `Bearer token${current}`) {
			give(response);
		} else {
			response.writeHead(401, {'WWW-Authenticate': 'Bearer realm="https://auth.example.test/token"'}).end();
		}
	});
	const registry = open({login});
	await Promise.all([1, 2, 3, 4].map(async () => registry.document('1', signal)));
	assert.equal(current, 1);
	current++;
	await registry.document('1', signal);
	assert.equal(current, 3);
	registry.close();
});

test('whoever waits for a token that others wait for too may leave', async () => {
	const leaving = new AbortController();
	web.answer(wanting('https://auth.example.test/token', (_asked, response) => {
		leaving.abort(new Error('enough'));
		response.end('{"token":"the.token"}');
	}));
	const registry = open({login});
	const [first, second] = await Promise.allSettled([registry.document('1', leaving.signal), registry.document('1', signal)]);
	assert.match(String((first as PromiseRejectedResult).reason), /enough/);
	assert.equal(second.status, 'fulfilled');
	registry.close();
});
