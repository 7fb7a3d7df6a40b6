import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	crossedThresholds, parseBytes, parseShare, type Thresholds,
} from '../../source/report/gate.ts';
import {file, layerOf, whiteout} from '../helpers/layer-of.ts';
import {imageOf} from '../helpers/tree-of.ts';

// 1,000 bytes are shipped, 250 of them are dead.
const image = imageOf(layerOf(file('a', 'x'.repeat(750)), file('b', 'y'.repeat(250))), layerOf(whiteout('.wh.b')));
const none: Thresholds = {minEfficiency: undefined, maxDead: undefined, maxDeadRatio: undefined};
const crossed = (thresholds: Partial<Thresholds>) => crossedThresholds(image, {...none, ...thresholds});

test('an image at its limit passes, one beyond it does not', () => {
	assert.deepEqual(crossed({minEfficiency: 0.75, maxDead: 250, maxDeadRatio: 0.25}), []);
	assert.deepEqual(crossed({minEfficiency: 0.751}), ['The efficiency is 0.75, less than 0.751.']);
	assert.deepEqual(crossed({maxDead: 249}), ['250 B are dead, more than 249 B.']);
	assert.deepEqual(crossed({maxDeadRatio: 0.24}), ['The dead share is 0.25, more than 0.24.']);
	assert.equal(crossed({minEfficiency: 1, maxDead: 0, maxDeadRatio: 0}).length, 3);
});

test('no limit is crossed by what looks the same', () => {
	const large = imageOf(layerOf(file('a', 'x'.repeat(32_025))), layerOf(whiteout('.wh.a')));
	assert.deepEqual(crossedThresholds(large, {...none, maxDead: 32_000}), ['32,025 bytes are dead, more than 32,000.']);
});

test('an image that ships nothing wastes nothing', () => {
	assert.deepEqual(crossedThresholds(imageOf(), {minEfficiency: 1, maxDead: 0, maxDeadRatio: 0}), []);
});

test('a size is a number with a unit, decimal or binary', () => {
	const sizes = ['0', '512', '20MB', '20mb', '1.5 GB', '512KiB', '1k'].map(text => parseBytes('--max-dead', text));
	assert.deepEqual(sizes, [0, 512, 20_000_000, 20_000_000, 1_500_000_000, 524_288, 1000]);
	for (const text of ['', '-1', 'MB', '20XB', '1e3', '2 0', 'NaN', 'Infinity']) {
		assert.throws(() => parseBytes('--max-dead', text), {kind: 'usage', message: new RegExp(`^--max-dead is '${text}'`)});
	}
});

test('a share is a number from 0 to 1', () => {
	assert.deepEqual(['0', '0.95', '1', '.5'].map(text => parseShare('--min-efficiency', text)), [0, 0.95, 1, 0.5]);
	for (const text of ['', ' ', '1.1', '-0.1', '95', '95%', 'NaN', 'x']) {
		assert.throws(() => parseShare('--min-efficiency', text), {kind: 'usage'});
	}
});
