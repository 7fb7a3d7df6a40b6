import assert from 'node:assert/strict';
import {test} from 'node:test';
import {progressLine} from '../../source/commands/follow-progress.ts';
import {tellTransfer} from '../../source/commands/tell-transfer.ts';
import type {Progress} from '../../source/progress/progress.ts';

function told(work: (teller: ReturnType<typeof tellTransfer>) => void, total: number | undefined, isEstimated: boolean): Progress[] {
	const all: Progress[] = [];
	work(tellTransfer({
		task: isEstimated ? 'save' : 'load', subject: 'shop:1', total, isEstimated,
	}, progress => {
		all.push(progress);
	}));
	return all;
}

test('a save waits for its first byte, and is never beyond its estimate', () => {
	const all = told(teller => {
		teller.move(700_000);
		for (let index = 0; index < 1000; index++) {
			teller.move(1000);
		}

		teller.done();
	}, 1_000_000, true);
	assert.deepEqual(all.slice(0, 2).map(({parts}) => parts[0]!.state), ['waiting', 'reading']);
	assert.ok(all.every(({parts: [part]}) => part!.total! >= part!.current!));
	assert.ok(all.length < 100, 'not each chunk is told');
	const last = all.at(-1)!.parts[0]!;
	assert.deepEqual([last.state, last.current, last.total, last.note], ['done', 1_700_000, 1_700_000, undefined]);
	assert.equal(progressLine(all[1]!), 'Saving shop:1: 700.0 kB of about 1.0 MB');
});

test('a load says what the engine does with what was sent', () => {
	const all = told(teller => {
		teller.move(500);
		teller.moved();
		teller.say('Loading layer abc 50 %');
		teller.done();
	}, 500, false);
	assert.deepEqual(all.map(({parts}) => parts[0]!.state), ['waiting', 'reading', 'extracting', 'extracting', 'done']);
	assert.equal(progressLine(all[1]!), 'Loading shop:1: 500 B of 500 B');
	assert.equal(progressLine(all[3]!), 'Loading shop:1: Loading layer abc 50 %');
});
