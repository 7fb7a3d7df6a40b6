import assert from 'node:assert/strict';
import {
	afterEach, beforeEach, mock, test,
} from 'node:test';
import {connect, type EngineConnection} from '../../source/engine/connection.ts';
import {isAlive, watchIdle} from '../../source/engine/idle.ts';
import {inspectImage} from '../../source/engine/inspect-image.ts';
import {pullImage} from '../../source/engine/pull-image.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {startFakeEngine, type FakeAnswer, type FakeEngine} from '../helpers/fake-engine.ts';

const {signal} = new AbortController();
let engine: FakeEngine | undefined;
let connection: EngineConnection | undefined;

beforeEach(() => {
	mock.timers.enable({apis: ['setTimeout']});
});

afterEach(() => {
	mock.timers.reset();
	connection?.close();
	engine?.stop();
});

/** Connects to an engine that gives one answer. */
async function connectTo(path: string, answer: FakeAnswer): Promise<EngineConnection> {
	engine = await startFakeEngine({[path]: answer});
	connection = await connect({DOCKER_HOST: engine.address});
	return connection;
}

function pull(on: EngineConnection) {
	return pullImage(on, {reference: 'app:v1', platform: undefined}, signal, {environment: {}});
}

/** Lets everything run that can run now: a reader only waits for more after it has read. */
async function settled(): Promise<void> {
	await new Promise(resolve => {
		setImmediate(resolve);
	});
}

const line = (status: string, id = 'abc') => `${JSON.stringify({status, id})}\r\n`;

test('a pull from which nothing comes for 30 seconds has failed, and its connection is closed', async () => {
	let closed: () => void = () => undefined;
	const isClosed = new Promise<void>(resolve => {
		closed = resolve;
	});
	const steps = pull(await connectTo('/images/create', response => {
		response.once('close', closed);
		response.write(line('Pulling fs layer'));
	}));
	await steps.next();
	await steps.next();
	const next = steps.next();
	await settled();
	mock.timers.tick(30_000);
	await assert.rejects(next, (error: unknown) => {
		assert.ok(error instanceof LayerscopeError);
		assert.equal(error.kind, 'engine');
		assert.equal(error.message, 'Nothing has come from the engine for 30 seconds while app:v1 was pulled.');
		assert.match(error.advice!, /^The registry docker\.io or the engine doesn't answer/);
		return true;
	});
	await isClosed;
});

test('an engine that extracts may be silent for as long as it answers', async () => {
	let say: (text: string) => void = () => undefined;
	const steps = pull(await connectTo('/images/create', response => {
		say = text => {
			response.write(text);
		};

		say(line('Extracting'));
	}));
	await steps.next();
	await steps.next();
	const next = steps.next();
	await settled();
	for (let times = 0; times < 3; times++) {
		mock.timers.tick(30_000);
		// A question of the test's own is answered after the one whether the engine is still there.
		await isAlive(connection!);
		await settled();
	}

	say(line('Pull complete'));
	const {value} = await next;
	assert.equal(value!.parts[0]!.state, 'done');
});

test('an inspection that isn\'t answered for 30 seconds has failed', async () => {
	let asked: () => void = () => undefined;
	const isAsked = new Promise<void>(resolve => {
		asked = resolve;
	});
	const image = inspectImage(await connectTo('/json', () => {
		asked();
	}), 'app:v1', undefined, signal);
	await isAsked;
	mock.timers.tick(30_000);
	await assert.rejects(image, /Nothing has come from the engine for 30 seconds while app:v1 was inspected/);
});

test('every byte starts the time anew, and what the program does with it doesn\'t count', () => {
	const watch = watchIdle(signal, async () => new LayerscopeError('engine', 'silent'));
	for (let times = 0; times < 5; times++) {
		mock.timers.tick(20_000);
		watch.touch();
	}

	watch.pause();
	mock.timers.tick(100_000);
	assert.ok(!watch.signal.aborted);
	watch.stop();
});

test('what comes while a silence is being judged makes up for it', async () => {
	let judge: (error: LayerscopeError) => void = () => undefined;
	const watch = watchIdle(signal, async () => new Promise(resolve => {
		judge = resolve;
	}));
	mock.timers.tick(30_000);
	watch.touch();
	judge(new LayerscopeError('engine', 'silent'));
	await settled();
	assert.ok(!watch.signal.aborted);
	watch.stop();
});

test('the signal of whoever asks goes first', () => {
	const controller = new AbortController();
	const watch = watchIdle(controller.signal, async () => new LayerscopeError('engine', 'silent'));
	controller.abort(new Error('enough'));
	assert.throws(() => {
		watch.signal.throwIfAborted();
	}, /enough/);
	watch.stop();
});
