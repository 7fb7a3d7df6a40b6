import assert from 'node:assert/strict';
import {once} from 'node:events';
import {
	chmod, link, mkdtemp, rm,
} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {after, before, test} from 'node:test';
import {skipReason} from '../helpers/programs.ts';
import {runProgram} from '../helpers/run-program.ts';

let folder: string;
const servers: Server[] = [];

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'layerscope-unreachable-'));
	await chmod(folder, 0o755);
});

after(async () => {
	for (const server of servers) {
		server.close();
	}

	await rm(folder, {recursive: true, force: true});
});

async function listen(name: string): Promise<{readonly server: Server; readonly socket: string}> {
	const server = createServer();
	const socket = path.join(folder, name);
	server.listen(socket);
	await once(server, 'listening');
	servers.push(server);
	return {server, socket};
}

/** What the program says where it can't reach an engine or a registry: nothing on standard output, one sentence of what, one of what to do. */
async function complaint(words: readonly string[], environment: Readonly<Record<string, string>>, code: number, command?: readonly [string, ...string[]]): Promise<string> {
	const run = await runProgram(words, {environment: {HOME: folder, XDG_CACHE_HOME: '/dev/null', ...environment}, ...(command && {command})});
	assert.deepEqual([run.code, run.output], [code, ''], run.errors);
	assert.match(run.errors, /^layerscope:(?: [A-Z][^\n]*\.){2}\n$/);
	return run.errors;
}

const refusedPort = 'tcp://127.0.0.1:1';

test('a socket that isn\'t there', async () => {
	const said = await complaint(['images'], {DOCKER_HOST: `unix://${folder}/none.sock`}, 5);
	assert.match(said, /no container engine at .*none\.sock.*DOCKER_HOST/);
});

test('a socket that this user may not use', {skip: skipReason(['setpriv'])}, async () => {
	const {socket} = await listen('denied.sock');
	await chmod(socket, 0o600);
	const asNobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--', process.execPath, 'dist/cli.js'] as const;
	const said = await complaint(['images'], {DOCKER_HOST: `unix://${socket}`}, 5, asNobody);
	assert.match(said, /Permission denied: .*group docker/);
});

test('a socket that an engine left behind, and a port where nobody listens', async () => {
	const {server, socket} = await listen('left.sock');
	await link(socket, `${socket}.behind`);
	server.close();
	assert.match(await complaint(['images'], {DOCKER_HOST: `unix://${socket}.behind`}, 5), /No engine listens on/);
	assert.match(await complaint(['images'], {DOCKER_HOST: refusedPort}, 5), /was refused/);
});

test('an engine that takes the connection and says nothing', async () => {
	const {socket} = await listen('silent.sock');
	assert.match(await complaint(['images'], {DOCKER_HOST: `unix://${socket}`}, 5), /doesn't answer/);
});

test('a proxy that isn\'t there, refuses, or is none, on the way to a registry', async () => {
	for (const variable of ['HTTPS_PROXY', 'https_proxy']) {
		const said = await complaint(['tags', 'registry.example.test/team/app'], {[variable]: 'http://127.0.0.1:1', DOCKER_HOST: refusedPort}, 5);
		assert.match(said, /proxy/i);
	}

	const web = createServer(connection => {
		connection.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
	});
	web.listen(0, '127.0.0.1');
	await once(web, 'listening');
	servers.push(web);
	const {port} = web.address() as {port: number};
	assert.match(await complaint(['tags', 'registry.example.test/team/app'], {HTTPS_PROXY: `http://127.0.0.1:${port}`, DOCKER_HOST: refusedPort}, 5), /proxy.*403/i);
	assert.match(await complaint(['tags', 'registry.example.test/team/app'], {HTTPS_PROXY: 'socks5://127.0.0.1:1', DOCKER_HOST: refusedPort}, 2), /proxy/i);
});

test('a registry that isn\'t there', async () => {
	assert.match(await complaint(['ls', 'registry:127.0.0.1:1/team/app:1'], {DOCKER_HOST: refusedPort}, 5), /127\.0\.0\.1:1/);
});
