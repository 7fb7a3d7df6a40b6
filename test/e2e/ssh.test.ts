import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {
	after, afterEach, before, describe, test,
} from 'node:test';
import {buildBusybox, busyboxLayers} from '../helpers/busybox-image.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {leave} from '../helpers/leave.ts';
import {runProgram} from '../helpers/run-program.ts';
import {skipWithoutSsh, startSshServer, type SshServer} from '../helpers/ssh-server.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

describe('a person opens an image of an engine behind ssh', {skip: skipWithoutEngine() || skipWithoutSsh()}, () => {
	let engine: TestEngine;
	let server: SshServer;
	let host: string;
	let environment: Record<string, string>;
	let knownHosts: string;
	let docker: string;

	before(async () => {
		engine = await startEngine();
		server = await startSshServer({DOCKER_HOST: engine.environment.DOCKER_HOST!});
		docker = execFileSync('sh', ['-c', 'command -v docker'], {encoding: 'utf8'}).trim();
		await server.addProgram('docker', `exec ${docker} "$@"`);
		host = `ssh://root@127.0.0.1:${server.port}`;
		environment = {PATH: server.clientPath, TMPDIR: server.folder, DOCKER_HOST: ''};
		knownHosts = await readFile(server.knownHosts, 'utf8');
		await buildBusybox(engine, 'box:1');
	});

	afterEach(async () => {
		await until(async () => {
			const [folders, sessions] = await Promise.all([server.leftovers(), server.sessions()]);
			return folders.length + sessions.length === 0;
		});
		await writeFile(server.knownHosts, knownHosts);
	});

	after(async () => {
		closeTerminals();
		await server?.stop();
		await engine?.stop();
	});

	const whole = new RegExp(`Files after layer ${busyboxLayers - 1} `);

	test('the host key is asked for before the screen takes the terminal', async () => {
		await writeFile(server.knownHosts, '');
		const terminal = openTerminal(['box:1', '--host', host], {environment});
		await terminal.waitFor(/authenticity of host[^]*yes\/no/);
		assert.equal(terminal.isAlternate(), false);
		terminal.type('yes\r');
		await terminal.waitFor(whole);
		assert.match(await readFile(server.knownHosts, 'utf8'), /ed25519/i);
		terminal.type('/twin\r');
		await terminal.waitFor(/▶.*data|twin/);
		assert.equal(await leave(terminal), 0);
	});

	test('one that isn\'t accepted is an error without a screen', async () => {
		await writeFile(server.knownHosts, '');
		const terminal = openTerminal(['box:1', '--host', host], {environment});
		await terminal.waitFor(/yes\/no/);
		terminal.type('no\r');
		const {exitCode} = await terminal.exited;
		assert.equal(exitCode, 5);
		assert.match(terminal.screen().join(''), /host key of ssh:.* isn't known and wasn't accepted/);
		assert.doesNotMatch(terminal.output(), /\?1049h/);
	});

	test('a passphrase is asked for before the screen takes the terminal, and once', async () => {
		execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'secret words', '-f', server.key]);
		try {
			const terminal = openTerminal(['box:1', '-H', host], {environment});
			await terminal.waitFor(/Enter passphrase/);
			assert.equal(terminal.isAlternate(), false);
			terminal.type('secret words\r');
			await terminal.waitFor(whole);
			assert.doesNotMatch(terminal.output(), /secret words/);
			assert.equal(await leave(terminal), 0);
		} finally {
			execFileSync('ssh-keygen', ['-q', '-p', '-P', 'secret words', '-N', '', '-f', server.key]);
		}
	});

	test('without a terminal an unknown host key is an error of one line', async () => {
		await writeFile(server.knownHosts, '');
		const {code, errors} = await runProgram(['ls', 'box:1', '--host', host], {environment, isDetached: true});
		assert.equal(code, 5);
		assert.match(errors, /^layerscope: The host key of ssh:.* isn't known, and there is no terminal to ask on\. Log in once with `ssh .*\n$/);
	});

	test('a command reads over it and leaves nothing behind', async () => {
		const {code, output, errors} = await runProgram(['cat', 'box:1', '/data/twin'], {environment: {...environment, DOCKER_HOST: host}, isDetached: true});
		assert.equal(errors, '');
		assert.equal(code, 0);
		assert.equal(output, 'a note\n');
	});

	for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGKILL', null]] as const) {
		test(`${signal} leaves nothing behind`, async context => {
			// It takes what is said and never answers.
			await server.addProgram('docker', 'exec /bin/cat >/dev/null');
			context.after(async () => server.addProgram('docker', `exec ${docker} "$@"`));
			const child = spawn(process.execPath, ['dist/cli.js', 'box:1', '--host', host], {
				env: {...process.env, ...environment}, stdio: 'ignore', detached: true,
			});
			const ended = once(child, 'exit');
			await until(async () => {
				const sessions = await server.sessions();
				return sessions.length > 0;
			});
			child.kill(signal);
			assert.deepEqual(await ended, code === null ? [null, signal] : [code, null]);
		});
	}

	test('a login that is lost is made again when it is needed, and said where that can\'t be', async () => {
		const key = await readFile(server.authorizedKeys);
		const terminal = openTerminal(['box:1', '--host', host], {environment});
		await terminal.waitFor(whole);
		terminal.type('/new');
		terminal.type('\r');
		await terminal.waitFor(/▾ keep[^]*\+ .*new$/m);
		terminal.type('G');
		await terminal.waitFor(/▶.*new$/m);
		await writeFile(server.authorizedKeys, '');
		await loseLogin();
		terminal.type('v');
		await terminal.waitFor(/ssh doesn't let this user in/);
		await writeFile(server.authorizedKeys, key);
		terminal.type('\u007F');
		await terminal.waitFor(/▶.*new$/m);
		terminal.type('v');
		await terminal.waitFor(/^ +1 +new$/m);
		assert.equal(await leave(terminal), 0);
	});

	/** Ends the login from over there, and waits until this side knows. */
	async function loseLogin(): Promise<void> {
		const [folder] = await server.leftovers();
		await server.dropSessions();
		await until(() => !existsSync(path.join(server.folder, folder!, 's')));
	}
});
