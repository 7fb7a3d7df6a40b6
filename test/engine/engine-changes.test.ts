import assert from 'node:assert/strict';
import {
	after, before, describe, test,
} from 'node:test';
import {connect, type EngineConnection} from '../../source/engine/connection.ts';
import {engineChanges} from '../../source/engine/engine-changes.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {startFakeEngine} from '../helpers/fake-engine.ts';
import {buildFamily} from '../helpers/family-images.ts';

describe('what changes on an engine', {skip: skipWithoutEngine()}, () => {
	let engine: TestEngine;
	let connection: EngineConnection;

	before(async () => {
		engine = await startEngine();
		connection = await connect(engine.environment);
		await buildFamily(engine, ['alone']);
	});

	after(async () => {
		connection?.close();
		await engine?.stop();
	});

	test('is told as one change for a burst, and again for the next; looking at an image is none', async () => {
		const controller = new AbortController();
		const changes = engineChanges(connection, controller.signal);
		const first = changes.next();
		// Whether the engine has begun to tell can't be seen from outside: tag until it does.
		const state = {isTold: false};
		const told = (async () => {
			await first;
			state.isTold = true;
		})();
		while (!state.isTold) {
			await engine.docker('tag', 'family/alone', 'family/alone:a');
		}

		await told;
		const second = changes.next();
		await engine.docker('save', '--output', `${engine.folder}/alone.tar`, 'family/alone');
		await engine.docker('create', '--name', 'one', '--network', 'none', 'family/alone', '/alone');
		await second;
		const third = changes.next();
		await engine.docker('rm', 'one');
		await third;
		const last = changes.next();
		controller.abort(new Error('enough'));
		await assert.rejects(last, /enough/);
	});

	test('ends with an error when the engine goes away', async () => {
		const other = await startEngine();
		const toOther = await connect(other.environment);
		try {
			const changes = engineChanges(toOther, new AbortController().signal);
			const next = changes.next();
			const gone = assert.rejects(async () => {
				await next;
				for await (const _ of changes) {
					// Nothing but the end is of interest.
				}
			}, {kind: 'engine'});
			await other.docker('images');
			await other.kill();
			await gone;
		} finally {
			toOther.close();
			await other.stop();
		}
	});
});

test('an engine that refuses to tell, or that talks nonsense, is an error', async () => {
	for (const [status, body, words] of [[500, '{"message":"no events today"}', /no events today/], [200, 'nonsense\n', /no JSON/], [200, '', /has ended/]] as const) {
		const engine = await startFakeEngine({
			'/events'(response) {
				response.writeHead(status).end(body);
			},
		});
		const connection = await connect({DOCKER_HOST: engine.address});
		await assert.rejects(engineChanges(connection, new AbortController().signal).next(), (error: Error & {kind?: string}) => error.kind === 'engine' && words.test(error.message));
		connection.close();
		engine.stop();
	}
});

test('a burst is one change', async () => {
	const event = `${JSON.stringify({Type: 'image', Action: 'tag'})}\n`;
	const engine = await startFakeEngine({
		'/events'(response) {
			response.writeHead(200);
			response.write(event.repeat(50));
			response.write(`${JSON.stringify({Type: 'container', Action: 'exec_create: sh'})}\n`);
		},
	});
	const connection = await connect({DOCKER_HOST: engine.address});
	const controller = new AbortController();
	const changes = engineChanges(connection, controller.signal);
	assert.deepEqual(await changes.next(), {value: undefined, done: false});
	const next = changes.next();
	controller.abort(new Error('enough'));
	await assert.rejects(next, /enough/);
	connection.close();
	engine.stop();
});
