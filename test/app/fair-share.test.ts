import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createFairShare} from '../../source/app/fair-share.ts';

test('what is asked for several times at once comes once, after a moment, and what is asked for after that in its turn', context => {
	context.mock.timers.enable({apis: ['setTimeout']});
	let times = 0;
	const share = createFairShare(() => {
		times++;
	});
	share.soon();
	share.soon();
	assert.equal(times, 0);
	context.mock.timers.tick(60_000);
	assert.equal(times, 1);
	share.soon();
	share.soon();
	assert.equal(times, 1);
	context.mock.timers.tick(60_000);
	assert.equal(times, 2);
	context.mock.timers.tick(60_000);
	assert.equal(times, 2);
});

test('the last time needn\'t wait, and nothing comes after it', context => {
	context.mock.timers.enable({apis: ['setTimeout']});
	let times = 0;
	const share = createFairShare(() => {
		times++;
	});
	share.soon();
	share.now();
	context.mock.timers.tick(60_000);
	assert.equal(times, 1);
	share.soon();
	share.stop();
	context.mock.timers.tick(60_000);
	assert.equal(times, 1);
});
