import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {once} from 'node:events';
import process from 'node:process';
import {afterEach, test} from 'node:test';
import {connect} from '../../source/engine/connection.ts';
import {readContainerArchive, statContainerPath} from '../../source/engine/container-archive.ts';
import {watchAnswer} from '../../source/engine/idle.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {startFakeEngine, type FakeAnswer, type FakeEngine} from '../helpers/fake-engine.ts';

const {signal} = new AbortController();
let engine: FakeEngine | undefined;

afterEach(() => {
	engine?.stop();
});

async function ask(answer: FakeAnswer, path = '/a b/ü') {
	engine = await startFakeEngine({'/archive': answer});
	const connection = await connect({...process.env, DOCKER_HOST: engine.address});
	try {
		return await statContainerPath(connection, {container: 'web', path}, signal);
	} finally {
		connection.close();
	}
}

function stat(facts: Record<string, unknown>): FakeAnswer {
	const text = JSON.stringify({
		name: 'x', size: 4096, mtime: '2026-01-02T03:04:05.5Z', linkTarget: '/x', ...facts,
	});
	return response => {
		response.writeHead(200, {'X-Docker-Container-Path-Stat': Buffer.from(text).toString('base64')}).end();
	};
}

test('modes are told by the bits of Go, and read as those of Unix', async () => {
	for (const [mode, type, permissions] of [
		[0o644, 'file', 0o644],
		[2_147_484_141, 'directory', 0o755],
		[2_148_532_735, 'directory', 0o1777],
		[134_218_239, 'symlink', 0o777],
		[33_554_852, 'fifo', 0o644],
		[8_389_101, 'file', 0o4755],
		[4_194_797, 'file', 0o2755],
		[69_206_454, 'character-device', 0o666],
		[67_109_296, 'block-device', 0o660],
		[16_777_709, 'other', 0o755],
	] as const) {
		const facts = await ask(stat({mode}));
		engine!.stop();
		assert.equal(facts?.type, type, String(mode));
		assert.equal(facts.mode, permissions, String(mode));
		assert.equal(facts.size, type === 'file' ? 4096 : 0);
	}
});

test('one path is asked, by HEAD, and its time has fractions', async () => {
	const facts = await ask(stat({mode: 0o600}));
	assert.deepEqual(engine!.requests, ['HEAD /containers/web/archive?path=%2Fa%20b%2F%C3%BC']);
	assert.equal(facts?.mtime, (Date.UTC(2026, 0, 2, 3, 4, 5) / 1000) + 0.5);
});

test('only a link has a target, whatever an engine says', async () => {
	const target = async (mode: number) => {
		const facts = await ask(stat({mode, linkTarget: '/where'}));
		engine!.stop();
		return new TextDecoder().decode(facts!.target);
	};

	assert.equal(await target(0o644), '');
	assert.equal(await target(134_218_239), '/where');
});

test('a path that isn\'t there is nothing', async () => {
	assert.equal(await ask(response => {
		response.writeHead(404).end();
	}), undefined);
});

test('an answer without facts, or with such that make no sense, is an error', async () => {
	const answer = (status: number, header?: string): FakeAnswer => response => {
		response.writeHead(status, header === undefined ? {} : {'X-Docker-Container-Path-Stat': header}).end();
	};

	for (const wrong of [answer(200), answer(500), answer(200, 'e30='), answer(200, '%%')]) {
		await assert.rejects(ask(wrong), error => error instanceof LayerscopeError && error.advice !== undefined);
		engine!.stop();
	}
});

test('an engine that goes away is an error of the engine, before the answer and in the middle of a file', async () => {
	await assert.rejects(ask(response => {
		response.destroy();
	}), /connection to the engine broke while \/a b\/ü was asked of the container web/);
	engine!.stop();
	engine = await startFakeEngine({
		'/archive'(response) {
			response.write('half', () => {
				response.destroy();
			});
		},
	});
	const connection = await connect({...process.env, DOCKER_HOST: engine.address});
	const chunks = readContainerArchive(connection, {container: 'web', path: '/x'}, signal);
	await assert.rejects(async () => {
		for await (const _ of chunks) {
			// What came is of no use.
		}
	}, (error: unknown) => error instanceof LayerscopeError && error.kind === 'engine');
	connection.close();
});

test('an engine that says nothing for too long is given up, one that goes on is not', async () => {
	const limit = watchAnswer('while it was asked', signal, {idle: 0.01});
	await once(limit.signal, 'abort');
	assert.match(String(limit.signal.reason), /Nothing has come from the engine for 0.01 seconds while it was asked/);
	assert.ok(limit.signal.reason instanceof LayerscopeError && limit.signal.reason.kind === 'engine');
	const outer = new AbortController();
	const other = watchAnswer('', outer.signal, {idle: 1000});
	outer.abort(new Error('enough'));
	assert.equal(other.signal.reason, outer.signal.reason);
	other.stop();
});
