import assert from 'node:assert/strict';
import {once} from 'node:events';
import {link, mkdir} from 'node:fs/promises';
import {createServer} from 'node:http';
import path from 'node:path';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {firstThatAnswers} from '../../source/engine/connection.ts';
import {socketAddress} from '../../source/engine/engine-address.ts';
import {EngineUnreachableError} from '../../source/engine/engine-unreachable-error.ts';
import {usualEngines} from '../../source/engine/usual-engines.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';

const labels = (environment: Readonly<Record<string, string>>) => usualEngines(environment).map(({label}) => label);

test('Docker is looked for first, then what else is like it, Podman last', () => {
	assert.deepEqual(labels({HOME: '/me', XDG_RUNTIME_DIR: '/runtime'}), [
		'/var/run/docker.sock',
		'/runtime/docker.sock',
		'/me/.docker/run/docker.sock',
		'/me/.docker/desktop/docker.sock',
		'/me/.colima/default/docker.sock',
		'/me/.orbstack/run/docker.sock',
		'/me/.rd/docker.sock',
		'/me/.lima/default/sock/docker.sock',
		'/me/.lima/docker/sock/docker.sock',
		'/runtime/podman/podman.sock',
		'/run/podman/podman.sock',
	]);
});

test('a session without XDG_RUNTIME_DIR has the usual one', () => {
	assert.ok(labels({HOME: '/me'}).includes(`/run/user/${process.getuid!()}/podman/podman.sock`));
});

test('CONTAINER_HOST names Podman\'s, and no other of them is looked for', () => {
	const found = labels({HOME: '/me', CONTAINER_HOST: 'ssh://root@there:22/run/podman/podman.sock'});
	assert.equal(found.at(-1), 'ssh://root@there:22/run/podman/podman.sock');
	assert.equal(found.filter(label => label.includes('podman')).length, 1);
});

/** A socket where something that calls itself an engine listens, and a name it was linked to that nobody listens on. */
async function engineIn(context: TestContext, folder: string): Promise<{readonly live: string; readonly stale: string}> {
	const server = createServer((_, response) => {
		response.writeHead(200, {'Api-Version': '1.41'}).end();
	});
	const gone = createServer();
	await mkdir(folder, {recursive: true});
	const [live, left, stale] = ['live.sock', 'left.sock', 'stale.sock'].map(name => path.join(folder, name)) as [string, string, string];
	server.listen(live);
	gone.listen(left);
	await Promise.all([once(server, 'listening'), once(gone, 'listening')]);
	await link(left, stale);
	gone.close();
	context.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return {live, stale};
}

function addresses(...paths: readonly string[]) {
	return paths.map(file => socketAddress(file, undefined));
}

test('the first that answers is taken; that others aren\'t there is no news', async context => {
	const {live} = await engineIn(context, await temporaryDirectory(context));
	const told: string[] = [];
	const logged: string[] = [];
	const connection = await firstThatAnswers(addresses('/nowhere/a.sock', live, '/nowhere/b.sock'), {
		tell(line) {
			told.push(line);
		},
		log(line) {
			logged.push(line);
		},
	}, {});
	assert.equal(connection.location, live);
	assert.deepEqual(told, []);
	assert.deepEqual(logged, [`No engine was named; ${live} answers.`]);
	connection.close();
});

test('that another one was there and didn\'t answer is told', async context => {
	const {live, stale} = await engineIn(context, await temporaryDirectory(context));
	const told: string[] = [];
	const connection = await firstThatAnswers(addresses(stale, live), {
		tell(line) {
			told.push(line);
		},
	}, {});
	assert.equal(connection.location, live);
	assert.deepEqual(told.length, 1);
	assert.match(told[0]!, new RegExp(String.raw`^No engine listens on ${stale}.* The engine at ${live} is used instead\.$`));
	connection.close();
});

test('where none answers the error is about the one that is there', async context => {
	const {stale} = await engineIn(context, await temporaryDirectory(context));
	const error: unknown = await firstThatAnswers(addresses('/nowhere/a.sock', stale), {}, {}).catch((error_: unknown) => error_);
	assert.ok(error instanceof EngineUnreachableError);
	assert.match(error.message, /^No engine listens on/);
	assert.match(String((error.cause as Error).message), /nowhere\/a\.sock/);
	await assert.rejects(firstThatAnswers(addresses('/nowhere/a.sock', '/nowhere/b.sock'), {}, {}), /There is no container engine at any of the usual places/);
});
