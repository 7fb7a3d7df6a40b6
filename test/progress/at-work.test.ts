import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isQueued, isUnpacking, isUntouched} from '../../source/progress/at-work.ts';
import {foldPull, startPull} from '../../source/progress/fold-pull.ts';
import type {Progress} from '../../source/progress/progress.ts';

/** The progress after lines of `id status`. */
function after(...lines: ReadonlyArray<readonly [id: string, status: string]>): Progress {
	return lines.reduce((progress, [id, status]) => foldPull(progress, {id, status}), startPull('app:v1'));
}

test('a pull whose layers have all come is unpacked, also where one is extracted while others wait', () => {
	assert.ok(isUnpacking(after(['a', 'Download complete'], ['b', 'Verifying Checksum'])));
	assert.ok(isUnpacking(after(['a', 'Extracting'], ['b', 'Downloading'])));
	assert.ok(isUnpacking(after(['a', 'Pull complete'], ['b', 'Already exists'])));
});

test('a pull that needs the registry isn\'t', () => {
	assert.ok(!isUnpacking(after()));
	assert.ok(!isUnpacking(after(['a', 'Download complete'], ['b', 'Downloading'])));
	assert.ok(!isUnpacking(after(['a', 'Download complete'], ['b', 'Pulling fs layer'])));
	assert.ok(!isUnpacking(after(['a', 'Download complete'], ['b', 'Retrying in 5 seconds'])));
});

test('a pull is queued while all that it still needs waits for other downloads', () => {
	assert.ok(isQueued(after(['a', 'Pulling fs layer'], ['a', 'Waiting'])));
	assert.ok(isQueued(after(['a', 'Pull complete'], ['b', 'Download complete'], ['c', 'Waiting'])));
	assert.ok(!isQueued(after(['a', 'Waiting'], ['b', 'Pulling fs layer'])));
	assert.ok(!isQueued(after(['a', 'Waiting'], ['a', 'Downloading'])));
	assert.ok(!isQueued(after(['a', 'Download complete'])));
});

test('a pull is untouched until the first byte', () => {
	assert.ok(isUntouched(after(['a', 'Already exists'], ['b', 'Waiting'])));
	assert.ok(!isUntouched(after(['a', 'Pull complete'], ['b', 'Waiting'])));
});
