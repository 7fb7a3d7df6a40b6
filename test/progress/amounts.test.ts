import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	arrivedShare, bytesDone, bytesInAll, bytesLeft, extractedShare, partsDone,
} from '../../source/progress/amounts.ts';
import type {PartProgress, Progress} from '../../source/progress/progress.ts';

const part = (state: PartProgress['state'], current?: number, total?: number): PartProgress => ({
	id: 'layer', state, current, total, note: undefined,
});
const pull = (...parts: readonly PartProgress[]): Progress => ({
	task: 'pull', subject: 'nginx', parts, status: undefined,
});

test('what was downloaded stays so while it is extracted', () => {
	const steps = [
		pull(part('downloading', 40, 100), part('waiting', undefined, 50)),
		pull(part('downloaded', 100, 100), part('downloading', 10, 50)),
		pull(part('extracting', 5, 100), part('downloading', 30, 50)),
		pull(part('extracting', 60, 100), part('downloaded', 50, 50)),
		pull(part('done', undefined, 100), part('extracting', 20, 50)),
	];
	assert.deepEqual(steps.map(step => bytesDone(step)), [40, 110, 130, 150, 150]);
	assert.deepEqual(steps.map(step => extractedShare(step)), [undefined, undefined, undefined, 0.4, 0.8]);
});

test('what is here already is no part of a pull', () => {
	const progress = pull(part('here', undefined, 1000), part('downloading', 1, 10));
	assert.equal(bytesInAll(progress), 10);
	assert.equal(bytesDone(progress), 1);
});

test('where a part doesn\'t say how much it has, nothing is said of all', () => {
	const progress = pull(part('downloading', 1, 10), part('waiting'));
	assert.equal(bytesInAll(progress), undefined);
	assert.equal(extractedShare(progress), undefined);
});

test('reading counts what was read', () => {
	const progress: Progress = {...pull(part('reading', 7, 10), part('done', 10, 10)), task: 'read'};
	assert.equal(bytesDone(progress), 17);
	assert.equal(extractedShare(progress), undefined);
});

test('what is still to come needs the sizes only of what has not come', () => {
	const progress = pull(part('downloaded'), part('done', undefined, 30), part('here'), part('downloading', 10, 100));
	assert.equal(bytesLeft(progress), 90);
	assert.equal(arrivedShare(progress), 40 / 130);
	assert.equal(bytesLeft(pull(part('downloading', 10, 100), part('waiting'))), undefined);
	assert.equal(bytesLeft(pull(part('downloading', 10, 100), part('waiting', undefined, 5))), 95);
	assert.equal(bytesLeft(pull()), undefined);
	assert.equal(arrivedShare(pull(part('downloaded'))), undefined);
});

test('a failed layer has not come', () => {
	assert.equal(bytesLeft(pull(part('failed', 20, 100))), 80);
});

test('layers that are here count as done', () => {
	assert.deepEqual(partsDone(pull(part('here'), part('done'), part('extracting', 1, 2), part('failed'))), {done: 2, of: 4});
});
