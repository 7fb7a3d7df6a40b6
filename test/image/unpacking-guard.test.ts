import assert from 'node:assert/strict';
import {test} from 'node:test';
import {UnpackingLimitError} from '../../source/errors.ts';
import {noLimits} from '../../source/image/reading-limits.ts';
import {createUnpackingGuard, unpackingStopped} from '../../source/image/unpacking-guard.ts';

const limit = {bytes: 1000, ratio: 10};

/** How many plain bytes passed before the guard stopped them, where each stored byte gives as many as are wanted. */
function passed(times: number, most = 5000): number {
	const guard = createUnpackingGuard(limit);
	let bytes = 0;
	try {
		while (bytes < most) {
			guard.countStored(1);
			guard.countPlain(times);
			bytes += times;
		}
	} catch (error) {
		assert.ok(error instanceof UnpackingLimitError);
	}

	return bytes;
}

test('what passes both the size and the ratio is stopped, before the bytes that do so are used', () => {
	assert.equal(passed(11), 990);
	assert.equal(passed(500), 1000);
});

test('what shrinks no further than the ratio goes on, however large it is', () => {
	assert.equal(passed(10), 5000);
});

test('a few bytes may unpack to any number of times as much, below the size', () => {
	const guard = createUnpackingGuard(limit);
	guard.countStored(1);
	guard.countPlain(1000);
	assert.throws(() => {
		guard.countPlain(1);
	}, {
		name: 'UnpackingLimitError', kind: 'unreadable', unpacked: {
			stored: 1, plain: 1001, most: 1000, ratio: 10,
		},
	});
});

test('what was read as stored meanwhile counts: an early stretch of zeros doesn\'t stop a layer that is sound as a whole', () => {
	const guard = createUnpackingGuard(limit);
	guard.countStored(200);
	guard.countPlain(1900);
	guard.countStored(1);
	guard.countPlain(100);
	assert.throws(() => {
		guard.countPlain(11);
	}, UnpackingLimitError);
});

test('without a limit nothing is stopped', () => {
	const guard = createUnpackingGuard(noLimits.unpacked);
	guard.countPlain(Number.MAX_SAFE_INTEGER);
});

test('the error says how far it unpacks, of which layer, and how to read all of it', () => {
	const error = unpackingStopped('Layer 2', {
		stored: 1, plain: 2 ** 31, most: 2 ** 30, ratio: 100,
	}, {layer: 2, offset: 7});
	assert.equal(error.message, 'Layer 2 unpacks to more than 1024 MiB, over 100 times what it is stored as: the rest isn\'t read.');
	assert.deepEqual([error.advice, error.layer, error.offset], ['Add --unpack-all to read all of it.', 2, 7]);
});
