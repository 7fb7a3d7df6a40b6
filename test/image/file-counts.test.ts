import assert from 'node:assert/strict';
import {test} from 'node:test';
import {addLayerNow} from '../../source/image/add-layer.ts';
import {fileCounts} from '../../source/image/file-counts.ts';
import {
	directory, file, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {imageOf} from '../helpers/tree-of.ts';

test('files are counted at each layer, what is no directory with them, what was removed without', () => {
	const lifetimes = imageOf(
		layerOf(directory('d/'), file('d/a'), symlink('d/b', 'a'), file('c')),
		layerOf(file('new/deep/e'), file('c', 'changed')),
		layerOf(whiteout('.wh.d'), file('c'), file('c', 'again')),
	);
	assert.deepEqual([0, 1, 2].map(layer => fileCounts(lifetimes, layer)), [3, 4, 2].map(files => ({files, unknown: 0})));
});

test('they are counted anew when another layer is merged', () => {
	const lifetimes = imageOf(layerOf(file('a')));
	assert.equal(fileCounts(lifetimes, 0).files, 1);
	addLayerNow(lifetimes, layerOf(whiteout('.wh.a'), file('b'), file('c')));
	assert.deepEqual([0, 1].map(layer => fileCounts(lifetimes, layer).files), [1, 2]);
});
