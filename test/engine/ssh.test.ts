import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {
	mkdir, readFile, symlink, writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import {
	after, afterEach, before, beforeEach, describe, test,
} from 'node:test';
import {connectEngine, type EngineConnection} from '../../source/engine/connection.ts';
import {EngineUnreachableError} from '../../source/engine/engine-unreachable-error.ts';
import {inspectImage} from '../../source/engine/inspect-image.ts';
import {closeLogins} from '../../source/engine/open-logins.ts';
import {bodyOf} from '../../source/engine/answer.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {openEngineSource} from '../../source/sources/engine-source.ts';
import {loadImage} from '../../source/sources/load-image.ts';
import {buildBusybox, busyboxLayers} from '../helpers/busybox-image.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {tarOf} from '../helpers/image-builder-archives.ts';
import {createRandom} from '../helpers/random-image.ts';
import {skipWithoutSsh, startSshServer, type SshServer} from '../helpers/ssh-server.ts';
import {until} from '../helpers/until.ts';

const megabytes = 40;
const {signal} = new AbortController();

describe('an engine behind a real sshd', {skip: skipWithoutEngine() || skipWithoutSsh()}, () => {
	let engine: TestEngine;
	let server: SshServer;
	let host: string;
	let docker: string;
	let earlierLines: number;
	const environment = {...process.env};

	before(async () => {
		engine = await startEngine();
		server = await startSshServer({DOCKER_HOST: engine.environment.DOCKER_HOST!});
		host = `ssh://root@127.0.0.1:${server.port}`;
		docker = execFileSync('sh', ['-c', 'command -v docker'], {encoding: 'utf8'}).trim();
		Object.assign(process.env, {PATH: server.clientPath, TMPDIR: server.folder});
		await server.addProgram('docker', `exec ${docker} "$@"`);
		await buildBusybox(engine, 'box:1');
		const random = createRandom(1);
		const bytes = new Uint32Array(megabytes * 256 * 1024).map(() => random() * 0x1_00_00_00_00);
		const archive = path.join(engine.folder, 'large.tar');
		await writeFile(archive, await tarOf([{name: 'large', content: new Uint8Array(bytes.buffer)}]));
		await engine.docker('import', archive, 'large:1');
	});

	beforeEach(() => {
		earlierLines = server.log.length;
	});

	afterEach(async () => {
		await closeLogins();
		await server.addProgram('docker', `exec ${docker} "$@"`);
		await server.removeProgram('podman');
		assert.deepEqual(await server.leftovers(), []);
		await until(async () => await countSessions() === 0);
	});

	after(async () => {
		Object.assign(process.env, environment);
		await server?.stop();
		await engine?.stop();
	});

	async function countSessions(): Promise<number> {
		const sessions = await server.sessions();
		return sessions.length;
	}

	// A session that has only just ended may still be counted, so that what sshd says of logins tells how many there were.
	function assertOneLogin(): void {
		const log = server.log.slice(earlierLines);
		assert.equal(log.filter(line => line.startsWith('Accepted publickey')).length, 1, log.join('\n'));
	}

	const connect = async (address = host) => connectEngine({host: address});

	async function whyNot(address = host): Promise<EngineUnreachableError> {
		const error: unknown = await connect(address).then(() => undefined, (error_: unknown) => error_);
		assert.ok(error instanceof EngineUnreachableError, String(error));
		return error;
	}

	function namesIn(answer: string): string[] {
		const images = JSON.parse(answer) as ReadonlyArray<{RepoTags: readonly string[]}>;
		return images.flatMap(image => image.RepoTags).toSorted();
	}

	async function listed(connection: EngineConnection): Promise<string> {
		return text(await connection.send({path: '/images/json'}));
	}

	test('lists, inspects and reads an image of tens of megabytes over one login', async () => {
		const connection = await connect();
		assert.equal(connection.location, host);
		assert.match(await listed(connection), /"box:1"/);
		const image = await inspectImage(connection, 'box:1', undefined, signal);
		assert.equal(image!.id, await engine.docker('inspect', '--format', '{{.Id}}', 'box:1'));
		for (const [reference, layers] of [['box:1', busyboxLayers], ['large:1', 1]] as const) {
			const source = await openEngineSource(reference, {
				selection: {platform: undefined, image: undefined}, pull: 'never', spool: false, verify: true, engine: {host},
			});
			const loaded = await loadImage(source, {signal});
			assert.deepEqual(loaded.layers.map(({verification}) => verification), Array.from({length: layers}, () => 'verified'));
			await source.close();
		}

		assertOneLogin();
		assert.match(await listed(connection), /"large:1"/, 'closing one connection leaves the others');
		connection.close();
	});

	test('many requests at once go over one login, more than a server takes sessions', async () => {
		const connections = await Promise.all([connect(), connect()]);
		const answers = await Promise.all(Array.from({length: 30}, async (_, index) => listed(connections[index % 2]!)));
		for (const answer of answers) {
			// Two images of the same second come in any order.
			assert.deepEqual(namesIn(answer), ['box:1', 'large:1']);
		}

		assertOneLogin();
	});

	test('a body is sent', async () => {
		const connection = await connect();
		const saved = await connection.send({path: '/images/box:1/get'});
		const response = await connection.send({
			method: 'POST', path: '/images/load', query: {quiet: '1'}, body: bodyOf(saved, 'while it was copied'),
		});
		assert.match(await text(response), /Loaded image: box:1/);
	});

	test('an alias of the ssh config is known', async () => {
		assert.match(await listed(await connect('ssh://engine-host')), /"box:1"/);
	});

	test('a path names the socket over there, whatever characters it has', async () => {
		const folder = path.join(engine.folder, 'a "b" $c it\'s');
		await mkdir(folder);
		await symlink(engine.socket, path.join(folder, 'docker.sock'));
		await server.addProgram('docker', `DOCKER_HOST=unix:///nowhere.sock exec ${docker} "$@"`);
		const address = `${host}${encodeURI(folder)}/docker.sock`;
		assert.match(await listed(await connect(address)), /"box:1"/);
	});

	test('without docker over there podman is asked', async () => {
		await server.removeProgram('docker');
		await server.addProgram('podman', `exec ${docker} "$@"`);
		const connections = await Promise.all([connect(), connect()]);
		for (const connection of connections) {
			assert.match(await listed(connection), /"box:1"/);
		}

		assertOneLogin();
	});

	test('with neither of them it says so', async () => {
		await server.removeProgram('docker');
		const {message, advice} = await whyNot();
		assert.match(message, /neither docker nor podman over there/);
		assert.match(advice!, /PATH/);
	});

	test('an engine that doesn\'t run over there is told from a server that can\'t be reached', async () => {
		await server.addProgram('docker', `DOCKER_HOST=unix:///nowhere.sock exec ${docker} "$@"`);
		const {message} = await whyNot();
		assert.match(message, /^ssh gets to .*, but the engine over there can't be used: .*nowhere\.sock/);
	});

	test('a host key that isn\'t known is refused, and one that has changed', async () => {
		const known = await readFile(server.knownHosts, 'utf8');
		try {
			await writeFile(server.knownHosts, '');
			const unknown = await whyNot();
			assert.match(unknown.message, /^The host key of ssh:.* isn't known, and there is no terminal to ask on\.$/);
			assert.match(unknown.advice!, new RegExp(`ssh -p ${server.port} root@127`));
			await writeFile(server.knownHosts, `[127.0.0.1]:${server.port} ${await readFile(`${server.otherKey}.pub`, 'utf8')}`);
			const changed = await whyNot();
			assert.match(changed.message, /another host key than the one that is known/);
			assert.match(changed.advice!, /ssh-keygen -R/);
		} finally {
			await writeFile(server.knownHosts, known);
		}
	});

	test('a key that the server doesn\'t know is refused', async () => {
		const known = await readFile(server.authorizedKeys);
		try {
			await writeFile(server.authorizedKeys, '');
			const {message, advice} = await whyNot();
			assert.match(message, /^ssh doesn't let this user in at .*Permission denied/);
			assert.match(advice!, /agent/);
		} finally {
			await writeFile(server.authorizedKeys, known);
		}
	});

	test('a server that isn\'t there, and one whose name isn\'t known', async () => {
		const nobody = await whyNot('ssh://root@127.0.0.1:1');
		assert.match(nobody.message, /^ssh can't get to .*Connection refused/);
		const unknown = await whyNot('ssh://root@no-such-host.invalid');
		assert.match(unknown.message, /^The host of .* isn't known/);
	});

	test('a machine without ssh says so', async () => {
		const error: unknown = await connectEngine({host}, {PATH: '/nowhere'}).catch((error_: unknown) => error_);
		assert.match((error as Error).message, /no ssh on this machine/);
	});

	test('a server that goes away in the middle breaks the transfer, and the next request logs in again', async () => {
		const connection = await connect();
		const response = await connection.send({path: '/images/large:1/get'});
		const reading = bodyOf(response, 'while it was saved');
		await reading.next();
		const [session] = await server.sessions();
		await server.dropSessions();
		const error: unknown = await (async () => {
			for await (const _ of reading) {
				// Only its end counts.
			}
		})().catch((error_: unknown) => error_);
		assert.ok(error instanceof LayerscopeError, String(error));
		assert.match(error.message, /^The connection to the engine broke while it was saved: ssh /);
		for (const next of [connection, await connect()]) {
			assert.match(await listed(next), /"box:1"/);
		}

		assert.equal(await countSessions(), 1);
		assert.notDeepEqual(await server.sessions(), [session]);
	});

	test('a request that is aborted ends, and so does one whose connection is closed', async () => {
		const connection = await connect();
		const controller = new AbortController();
		const aborted = await connection.send({path: '/events', signal: controller.signal});
		const closed = await connection.send({path: '/events'});
		controller.abort();
		await assert.rejects(once(aborted, 'end'), /abort/i);
		connection.close();
		await assert.rejects(once(closed, 'end'), /abort/i);
		assert.match(await listed(await connect()), /"box:1"/);
	});

	test('the folder of the login is for this user alone', async () => {
		await connect();
		const [folder] = await server.leftovers();
		assert.equal(execFileSync('stat', ['-c', '%a', path.join(server.folder, folder!)], {encoding: 'utf8'}).trim(), '700');
	});
});
