import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import test from 'node:test';
import {layerCounts} from '../../source/image/changes.ts';
import {
	deadBytes, deadPaths, efficiency, shippedBytes,
} from '../../source/image/dead-bytes.ts';
import {createLayerIndexBuilder} from '../../source/image/layer-index-builder.ts';
import type {LayerIndex} from '../../source/image/layer-index.ts';
import {createTarReader} from '../../source/tar/tar-reader.ts';
import {imageOf} from '../helpers/tree-of.ts';

const archive = '../shared/corpus/tar/dive_test-docker-image.tar';
const skip = existsSync(archive) ? false : `${archive} is not here`;

test('the dead bytes of a real image are counted to the byte', {skip}, () => {
	const lifetimes = imageOf(...layersOf(readFileSync(archive)));
	assert.equal(lifetimes.layers.length, 14);
	assert.equal(shippedBytes(lifetimes), 1_220_598);
	assert.equal(deadBytes(lifetimes), 32_025);
	assert.equal((efficiency(lifetimes) * 100).toFixed(2), '97.38');
	assert.equal(lifetimes.layers.reduce((sum, _, layer) => sum + layerCounts(lifetimes, layer).entries, 0), 451);

	const blamed = deadPaths(lifetimes);
	assert.equal(blamed.reduce((sum, {bytes}) => sum + bytes, 0), 32_025);
	assert.ok(blamed.every(({shippedBy, buriedBy}) => shippedBy < buriedBy));
	assert.equal(lifetimes.layers.reduce((sum, _, layer) => sum + layerCounts(lifetimes, layer).deadBytes!, 0), 32_025);
});

/** The layers of a `docker save`, in the order of its manifest. */
function layersOf(bytes: Uint8Array): LayerIndex[] {
	const files = new Map<string, Uint8Array>();
	readTar(bytes, (name, start, size) => {
		files.set(name, bytes.subarray(start, start + size));
	});
	const [manifest] = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as [{readonly Layers: readonly string[]}];
	return manifest.Layers.map(name => readTar(files.get(name)!, () => undefined));
}

function readTar(bytes: Uint8Array, onFile: (name: string, start: number, size: number) => void): LayerIndex {
	const builder = createLayerIndexBuilder();
	const reader = createTarReader(entry => {
		builder.add(entry);
		onFile(new TextDecoder().decode(entry.name), entry.dataOffset, entry.size);
	});
	reader.write(bytes);
	reader.end();
	return builder.finish(bytes.length);
}
