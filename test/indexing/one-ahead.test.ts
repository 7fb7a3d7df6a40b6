import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createOneAhead} from '../../source/indexing/one-ahead.ts';

function openStep() {
	let end: () => void = () => undefined;
	let fail: (error: Error) => void = () => undefined;
	const ended = new Promise<void>((resolve, reject) => {
		end = resolve;
		fail = reject;
	});
	return {step: async () => ended, end, fail};
}

test('a step runs while the caller goes on, and the next one waits for it', async () => {
	const ahead = createOneAhead();
	const order: string[] = [];
	const first = openStep();
	await ahead.begin(first.step);
	order.push('the caller goes on');
	const second = ahead.begin(async () => {
		order.push('the second begins');
	});
	await Promise.resolve();
	order.push('the first ends');
	first.end();
	await second;
	await ahead.settle();
	assert.deepEqual(order, ['the caller goes on', 'the first ends', 'the second begins']);
});

test('what a step throws is thrown by the next one, which doesn\'t begin, or at the end', async () => {
	const ahead = createOneAhead();
	const first = openStep();
	await ahead.begin(first.step);
	first.fail(new Error('damaged'));
	await assert.rejects(ahead.begin(async () => assert.fail('it began')), /damaged/);
	await assert.rejects(ahead.settle(), /damaged/);
});
