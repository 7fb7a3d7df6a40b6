import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	addToPace, noPace, ratesOf, type Pace,
} from '../../source/progress/pace.ts';
import type {PartProgress, Progress} from '../../source/progress/progress.ts';

const part = (id: string, state: PartProgress['state'], current?: number, total?: number): PartProgress => ({
	id, state, current, total, note: undefined,
});
const pull = (...parts: readonly PartProgress[]): Progress => ({
	task: 'pull', subject: 'nginx', parts, status: undefined,
});

/** Follows a work by a snapshot for each time, in seconds. */
function follow(snapshots: ReadonlyArray<readonly [seconds: number, progress: Progress]>): {readonly pace: Pace; readonly progress: Progress} {
	let pace = noPace;
	for (const [seconds, progress] of snapshots) {
		pace = addToPace(pace, progress, seconds * 1000);
	}

	return {pace, progress: snapshots.at(-1)![1]};
}

function ratesAfter(snapshots: Parameters<typeof follow>[0], seconds = snapshots.at(-1)![0]) {
	const {pace, progress} = follow(snapshots);
	return ratesOf(pace, progress, seconds * 1000);
}

test('nothing is said in the first half of a second', () => {
	assert.deepEqual(ratesAfter([[0, pull(part('a', 'waiting'))]]), {whole: undefined, left: undefined, parts: new Map()});
	assert.equal(ratesAfter([[0, pull(part('a', 'downloading', 0, 100))], [0.4, pull(part('a', 'downloading', 40, 100))]]).whole, undefined);
});

test('a steady pull has its rate, that of each layer, and the time that is left', () => {
	const steady = Array.from({length: 21}, (_, step) => [
		step / 2, pull(part('a', 'downloading', step * 50, 2000), part('b', 'downloading', step * 100, 4000)),
	] as const);
	const {whole, left, parts} = ratesAfter(steady);
	assert.equal(whole, 300);
	assert.deepEqual(parts, new Map([['a', 100], ['b', 200]]));
	assert.equal(left, (6000 - 3000) / 300);
});

test('only the last seconds count', () => {
	const slowThenFast = Array.from({length: 41}, (_, step) => [step / 2, pull(part('a', 'downloading', step <= 20 ? step : 20 + ((step - 20) * 500), 1e6))] as const);
	assert.equal(ratesAfter(slowThenFast).whole, 1000);
});

test('where nothing comes any more the rate goes down to nothing', () => {
	const until = Array.from({length: 11}, (_, step) => [step, pull(part('a', 'downloading', step * 100, 5000))] as const);
	assert.equal(ratesAfter(until, 10).whole, 100);
	assert.ok(ratesAfter(until, 12).whole! < 100);
	const stalled = ratesAfter(until, 20);
	assert.equal(stalled.whole, 0);
	assert.equal(stalled.left, undefined);
	assert.equal(stalled.parts.get('a'), 0);
});

test('a retry begins at zero and is no step back', () => {
	const {whole, parts} = ratesAfter([
		[0, pull(part('a', 'downloading', 0, 1000))],
		[1, pull(part('a', 'downloading', 900, 1000))],
		[1.5, pull(part('a', 'retrying', 0))],
		[2, pull(part('a', 'downloading', 0, 1000))],
		[3, pull(part('a', 'downloading', 100, 1000))],
	]);
	assert.equal(whole, 1000 / 3);
	assert.equal(parts.get('a'), 100);
});

test('extracting is a rate of its layer, not of what comes in', () => {
	const {whole, parts, left} = ratesAfter([
		[0, pull(part('a', 'downloading', 500, 1000), part('b', 'downloading', 0, 400))],
		[1, pull(part('a', 'downloaded', 1000, 1000), part('b', 'downloading', 100, 400))],
		[2, pull(part('a', 'extracting', 0, 1000), part('b', 'downloading', 200, 400))],
		[3, pull(part('a', 'extracting', 700, 1000), part('b', 'downloading', 300, 400))],
	]);
	assert.equal(whole, (500 + 300) / 3);
	assert.deepEqual(parts, new Map([['a', 700], ['b', 100]]));
	assert.equal(left, 100 / (800 / 3));
});

test('once all has come nothing comes in and nothing is left', () => {
	const {whole, left} = ratesAfter([[0, pull(part('a', 'downloading', 0, 10))], [1, pull(part('a', 'extracting', 1, 10))], [2, pull(part('a', 'extracting', 2, 10))]]);
	assert.equal(whole, undefined);
	assert.equal(left, undefined);
});

test('the time that is left isn\'t known while a layer doesn\'t say how large it is', () => {
	assert.equal(ratesAfter([[0, pull(part('a', 'downloading', 0, 10), part('b', 'waiting'))], [1, pull(part('a', 'downloading', 5, 10), part('b', 'waiting'))]]).left, undefined);
});

test('a pull of hours is remembered by few samples', () => {
	let pace = noPace;
	for (let step = 0; step < 10_000; step++) {
		pace = addToPace(pace, pull(part('a', 'downloading', step, 1e6)), step * 10);
	}

	assert.ok(pace.samples.length < 30);
	assert.equal(Math.round(ratesOf(pace, pull(part('a', 'downloading', 9999, 1e6)), 99_990).whole!), 100);
});
