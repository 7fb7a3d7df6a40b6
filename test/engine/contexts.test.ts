import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {
	copyFile, mkdir, readFile, writeFile,
} from 'node:fs/promises';
import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {once} from 'node:events';
import path from 'node:path';
import {test, type TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import {connectEngine} from '../../source/engine/connection.ts';
import {EngineUnreachableError} from '../../source/engine/engine-unreachable-error.ts';
import {namedEngine} from '../../source/engine/resolve-engine.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';

type Context = {readonly name: string; readonly host?: string; readonly skipVerify?: boolean; readonly tls?: readonly string[]};

const pems = fileURLToPath(new URL('../fixtures/tls', import.meta.url));

/** A config folder of the docker CLI with these contexts; gives the environment that names it. */
async function configWith(context: TestContext, contexts: readonly Context[], config?: string): Promise<{DOCKER_CONFIG: string}> {
	const folder = await temporaryDirectory(context);
	for (const {name, host, skipVerify = false, tls = []} of contexts) {
		const id = createHash('sha256').update(name).digest('hex');
		const meta = path.join(folder, 'contexts', 'meta', id);
		await mkdir(meta, {recursive: true});
		await writeFile(path.join(meta, 'meta.json'), JSON.stringify({
			Name: name, Metadata: {}, Endpoints: host === undefined ? {} : {docker: {Host: host, SkipTLSVerify: skipVerify}},
		}));
		const files = path.join(folder, 'contexts', 'tls', id, 'docker');
		await mkdir(files, {recursive: true});
		await Promise.all(tls.map(async file => copyFile(path.join(pems, file), path.join(files, file))));
	}

	if (config !== undefined) {
		await writeFile(path.join(folder, 'config.json'), config);
	}

	return {DOCKER_CONFIG: folder};
}

const two: readonly Context[] = [{name: 'one', host: 'unix:///one.sock'}, {name: 'two', host: 'unix:///two.sock'}];
const current = '{"currentContext":"one"}';

function whyNot(run: () => unknown): EngineUnreachableError {
	try {
		run();
	} catch (error) {
		assert.ok(error instanceof EngineUnreachableError, String(error));
		return error;
	}

	return assert.fail('it was no failure');
}

for (const [what, choice, environment, label] of [
	['--context', {context: 'two'}, {DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'one'}, '/two.sock'],
	['--host', {host: 'unix:///flag.sock'}, {DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'two'}, '/flag.sock'],
	['DOCKER_HOST', {}, {DOCKER_HOST: 'tcp://1.2.3.4', DOCKER_CONTEXT: 'two'}, 'tcp://1.2.3.4:2375'],
	['DOCKER_CONTEXT', {}, {DOCKER_HOST: '', DOCKER_CONTEXT: 'two'}, '/two.sock'],
	['the current context', {}, {DOCKER_CONTEXT: ''}, '/one.sock'],
	['--context default and the environment', {context: 'default'}, {DOCKER_HOST: 'ssh://me@there:2222'}, 'ssh://me@there:2222'],
	['--context default and the usual socket', {context: 'default'}, {}, '/var/run/docker.sock'],
] as const) {
	test(`the engine is named by ${what}`, async context => {
		const config = await configWith(context, two, current);
		assert.equal(namedEngine(choice, {...config, ...environment})?.label, label);
	});
}

test('without anything no engine is named', async context => {
	assert.equal(namedEngine({}, await configWith(context, two)), undefined);
	assert.equal(namedEngine({}, await configWith(context, [], '{"currentContext":""}')), undefined);
	assert.equal(namedEngine({}, {DOCKER_CONFIG: '/nowhere'}), undefined);
});

test('a context that is missing is an error that says which there are', async context => {
	const config = await configWith(context, two, '{"currentContext":"three"}');
	for (const choice of [{context: 'three'}, {}]) {
		const {message, advice} = whyNot(() => namedEngine(choice, config));
		assert.equal(message, 'There is no context three.');
		assert.equal(advice, 'There are default, one, two.');
	}

	assert.equal(whyNot(() => namedEngine({context: 'x'}, {DOCKER_CONFIG: '/nowhere'})).advice, 'There is only default.');
});

test('a context without a Docker engine, and one that is damaged, say so', async context => {
	const config = await configWith(context, [{name: 'empty'}, {name: 'bad', host: 'ftp://there'}, {name: 'broken', host: 'tcp://x'}]);
	const id = createHash('sha256').update('broken').digest('hex');
	await writeFile(path.join(config.DOCKER_CONFIG, 'contexts', 'meta', id, 'meta.json'), '{');
	assert.match(whyNot(() => namedEngine({context: 'empty'}, config)).message, /names no Docker engine/);
	assert.match(whyNot(() => namedEngine({context: 'bad'}, config)).message, /^ftp:.* is no address of an engine \(from the context bad\)/);
	assert.match(whyNot(() => namedEngine({context: 'broken'}, config)).message, /context broken can't be read/);
});

test('a config that can\'t be read is an error, for another engine would be a surprise', async context => {
	const config = await configWith(context, [], '{"currentContext":');
	assert.match(whyNot(() => namedEngine({}, config)).message, /config\.json can't be read/);
	assert.equal(namedEngine({host: 'unix:///x'}, config)?.label, '/x');
});

/** A TLS engine that wants a certificate of its clients where `isMutual`. */
async function tlsEngine(context: TestContext, isMutual: boolean): Promise<string> {
	const [ca, key, cert] = await Promise.all(['ca.pem', 'server-key.pem', 'server-cert.pem'].map(async name => readFile(path.join(pems, name))));
	const server = createServer({
		ca, key, cert, requestCert: isMutual, rejectUnauthorized: isMutual,
	}, (_, response) => {
		response.writeHead(200, {'Api-Version': '1.41'}).end();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	context.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

for (const [what, isMutual, made] of [
	['all TLS files', true, {tls: ['ca.pem', 'cert.pem', 'key.pem']}],
	['an authority only', false, {tls: ['ca.pem']}],
	['SkipTLSVerify', false, {skipVerify: true}],
	['SkipTLSVerify and a certificate', true, {skipVerify: true, tls: ['cert.pem', 'key.pem']}],
] as const) {
	test(`a context with ${what} is connected to`, async context => {
		const host = await tlsEngine(context, isMutual);
		const config = await configWith(context, [{name: 'tls', host, ...made}]);
		const connection = await connectEngine({context: 'tls'}, config);
		assert.equal(connection.version, 41);
		assert.equal(connection.location, host);
		connection.close();
	});
}

test('a certificate of an unknown authority is refused', async context => {
	const host = await tlsEngine(context, false);
	const config = await configWith(context, [{name: 'tls', host, tls: ['key.pem', 'cert.pem']}]);
	await assert.rejects(connectEngine({context: 'tls'}, config), /can't be reached: .*(?:certificate|self-signed)/);
});

test('TLS of the environment is for the hosts that it or a flag names', async context => {
	const host = await tlsEngine(context, true);
	const environment = {DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: pems};
	for (const [choice, more] of [[{host}, {}], [{}, {DOCKER_HOST: host}]] as const) {
		const connection = await connectEngine(choice, {...environment, ...more});
		connection.close();
	}

	const unverified = await connectEngine({host: await tlsEngine(context, false)}, {DOCKER_TLS: '1', DOCKER_CONFIG: '/nowhere'});
	unverified.close();
});
