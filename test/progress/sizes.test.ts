import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {PartProgress, Progress} from '../../source/progress/progress.ts';
import {rememberSizes, savedByLayersHere, withKnownSizes} from '../../source/progress/sizes.ts';

const part = (id: string, state: PartProgress['state'], total?: number): PartProgress => ({
	id, state, current: undefined, total, note: undefined,
});
const pull = (...parts: readonly PartProgress[]): Progress => ({
	task: 'pull', subject: 'nginx', parts, status: undefined,
});

test('a layer that is here has the size that another pull has told', () => {
	const sizes = new Map<string, number>();
	rememberSizes(sizes, pull(part('a', 'downloading', 100), part('b', 'waiting'), part('c', 'done', 7)));
	const second = withKnownSizes(pull(part('a', 'here'), part('c', 'here'), part('d', 'downloading', 5)), sizes);
	assert.deepEqual(second.parts.map(({total}) => total), [100, 7, 5]);
	assert.deepEqual(savedByLayersHere(second), {layers: 2, bytes: 107});
});

test('where nobody has told a size, nothing is said of the bytes that were saved', () => {
	const progress = pull(part('a', 'here'), part('b', 'here', 5));
	assert.equal(withKnownSizes(progress, new Map()), progress);
	assert.deepEqual(savedByLayersHere(progress), {layers: 2, bytes: undefined});
});

test('a pull that shares nothing saves nothing', () => {
	assert.deepEqual(savedByLayersHere(pull(part('a', 'done', 5))), {layers: 0, bytes: 0});
});
