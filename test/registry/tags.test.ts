import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {
	after, before, describe, test, type TestContext,
} from 'node:test';
import {LayerscopeError, type ErrorKind} from '../../source/errors.ts';
import {parseReference} from '../../source/image/reference.ts';
import {openIn} from '../../source/registry/open-registry.ts';
import {impatient} from '../helpers/impatient.ts';
import {skipReason} from '../helpers/programs.ts';
import {pushPlatforms} from '../helpers/push-platforms.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';

const {signal} = new AbortController();

async function tagsOf(repository: string, wanted = signal): Promise<readonly string[]> {
	const registry = openIn(parseReference(repository), {insecure: [], environment: {HOME: '/nowhere'}}, impatient);
	try {
		return await registry.tags(wanted);
	} finally {
		registry.close();
	}
}

async function serve(context: TestContext, answer: RequestListener): Promise<string> {
	const server = createServer(answer);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	context.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function refuses(repository: string, kind: ErrorKind, words: RegExp): Promise<void> {
	await assert.rejects(tagsOf(repository), error => {
		assert.ok(error instanceof LayerscopeError, String(error));
		assert.match(error.message, words);
		assert.equal(error.kind, kind);
		assert.ok(error.advice);
		return true;
	});
}

describe('the tags of a repository in a real registry', {skip: skipReason(['docker-registry'], {root: false})}, () => {
	let registry: TestRegistry;

	before(async () => {
		registry = await startRegistry();
	});

	after(async () => {
		await registry?.stop();
	});

	test('are all there', async () => {
		for (const tag of ['2', '1', 'latest']) {
			await pushPlatforms(registry.host, 'team/app', tag, ['amd64']);
		}

		assert.deepEqual(await tagsOf(`${registry.host}/team/app`), ['1', '2', 'latest']);
	});

	test('of one that isn\'t there are an error', async () => {
		await refuses(`${registry.host}/nobody/has`, 'not-found', /doesn't have the tags of nobody\/has/);
	});
});

test('a token is fetched without credentials, and pages are followed', async context => {
	const asked: string[] = [];
	const host = await serve(context, (request, response) => {
		const {pathname, searchParams} = new URL(request.url!, 'http://localhost');
		asked.push(request.url!);
		if (pathname === '/token') {
			response.end(JSON.stringify({token: 'abc.def'}));
		} else if (request.headers.authorization !== 'Bearer abc.def') {
			response.writeHead(401, {'WWW-Authenticate': `Bearer realm="http://${host}/token",service="the registry",scope="repository:me/app:pull"`}).end();
		} else if (searchParams.has('last')) {
			response.end(JSON.stringify({name: 'me/app', tags: ['2']}));
		} else {
			response.writeHead(200, {Link: '</v2/me/app/tags/list?last=1&n=1>; rel="next"'}).end(JSON.stringify({name: 'me/app', tags: ['1']}));
		}
	});
	assert.deepEqual(await tagsOf(`${host}/me/app`), ['1', '2']);
	assert.deepEqual(asked, ['/v2/me/app/tags/list', '/token?service=the+registry&scope=repository%3Ame%2Fapp%3Apull', '/v2/me/app/tags/list', '/v2/me/app/tags/list?last=1&n=1']);
});

test('a registry leads to no other host for a page, and to none without TLS for a token', async context => {
	const paged = await serve(context, (_request, response) => {
		response.writeHead(200, {Link: '<http://192.0.2.1/v2/next>; rel="next"'}).end('{"tags":["1"]}');
	});
	assert.deepEqual(await tagsOf(`${paged}/me/app`), ['1']);
	const wanting = await serve(context, (_request, response) => {
		response.writeHead(401, {'WWW-Authenticate': 'Bearer realm="http://192.0.2.1/token"'}).end();
	});
	await refuses(`${wanting}/me/app`, 'engine', /wants its token from 192\.0\.2\.1, and without TLS/);
});

test('what a registry refuses, says wrong, or says far too much of is told', async context => {
	const answers: Readonly<Record<string, RequestListener>> = {
		login(_request, response) {
			response.writeHead(401, {'WWW-Authenticate': 'Basic realm="me"'}).end();
		},
		busy(_request, response) {
			response.writeHead(429).end();
		},
		broken(_request, response) {
			response.writeHead(503).end();
		},
		web(_request, response) {
			response.end('<html>');
		},
		long(_request, response) {
			response.end(`{"tags":["${'a'.repeat(5 * 1024 * 1024)}"]}`);
		},
		none(_request, response) {
			response.end('{"tags":null}');
		},
	};
	const host = await serve(context, (request, response) => {
		answers[request.url!.split('/')[2]!]!(request, response);
	});
	await refuses(`${host}/login`, 'engine', /without a login/);
	await refuses(`${host}/busy`, 'engine', /too many requests/);
	await refuses(`${host}/broken`, 'engine', /answers 503/);
	await refuses(`${host}/web`, 'engine', /list of tags isn't as it should be/);
	await refuses(`${host}/long`, 'engine', /far too much/);
	assert.deepEqual(await tagsOf(`${host}/none`), []);
	await refuses('127.0.0.1:1/me/app', 'engine', /registry at 127\.0\.0\.1:1 can't be reached/);
	await refuses('No/Name', 'usage', /no image reference/);
});

test('a registry that says nothing is left, and so is one that nobody wants to hear any more', async context => {
	const host = await serve(context, () => undefined);
	await refuses(`${host}/me/app`, 'engine', /nothing has come for 1 seconds/);
	await assert.rejects(tagsOf(`${host}/me/app`, AbortSignal.abort(new Error('enough'))), /enough/);
});
