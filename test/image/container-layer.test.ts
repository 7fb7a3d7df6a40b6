import assert from 'node:assert/strict';
import {test} from 'node:test';
import {addLayerNow, createLifetimes} from '../../source/image/add-layer.ts';
import {changeAt, isOpaqueAt, layerCounts} from '../../source/image/changes.ts';
import {
	containerLayerIndex, containerTree, type ContainerChange, type KnownKind,
} from '../../source/image/container-layer.ts';
import {
	deadBytes, deadPaths, efficiency, shippedBytes,
} from '../../source/image/dead-bytes.ts';
import type {Lifetimes} from '../../source/image/lifetimes.ts';
import {findNode, nodePath} from '../../source/image/nodes.ts';
import {treeSizes} from '../../source/image/tree-sizes.ts';
import {versionAt, versionFacts} from '../../source/image/versions.ts';
import {
	directory, file, layerOf, whiteout,
} from '../helpers/layer-of.ts';

const image = [
	layerOf(
		directory('etc', {mode: 0o750}),
		file('etc/passwd', 'root'),
		file('etc/motd', 'hello'),
		directory('var'),
		directory('var/cache'),
		file('var/cache/a', 'aaaa'),
		directory('var/log'),
		file('var/log/old', 'old'),
		file('old', 'buried'),
	),
	layerOf(whiteout('.wh.old')),
];
const top = image.length;

function changed(path: string): ContainerChange {
	return {path, kind: 'changed'};
}

function added(path: string): ContainerChange {
	return {path, kind: 'added'};
}

function removed(path: string): ContainerChange {
	return {path, kind: 'removed'};
}

function containerOf(changes: readonly ContainerChange[], asked: ReadonlyMap<string, KnownKind> = new Map()): Lifetimes {
	const lifetimes = createLifetimes();
	for (const layer of [...image, containerLayerIndex(containerTree(changes), asked)]) {
		addLayerNow(lifetimes, layer);
	}

	return lifetimes;
}

function nodeOf(lifetimes: Lifetimes, path: string): number {
	const node = findNode(lifetimes, new TextEncoder().encode(path));
	assert.ok(node !== undefined, path);
	return node;
}

function factsOf(lifetimes: Lifetimes, path: string) {
	return versionFacts(lifetimes, versionAt(lifetimes, nodeOf(lifetimes, path), top));
}

/** What the container did to each path, by their names; what it left is left out. */
function changesOf(lifetimes: Lifetimes): string[] {
	const lines: string[] = [];
	for (let node = 1; node < lifetimes.nodeCount; node++) {
		const change = changeAt(lifetimes, node, top);
		if (change !== undefined && change !== 'unchanged') {
			lines.push(`${change} ${new TextDecoder().decode(nodePath(lifetimes, node))}`);
		}
	}

	return lines.toSorted();
}

test('a directory that is listed only since something in it was changed is no change, and keeps what it holds', () => {
	const lifetimes = containerOf([changed('/etc'), changed('/etc/passwd'), added('/etc/new')]);
	assert.deepEqual(changesOf(lifetimes), ['added /etc/new', 'changed /etc/passwd']);
	assert.equal(factsOf(lifetimes, '/etc/motd').size, 5);
	const {type, mode, uid, layer} = factsOf(lifetimes, '/etc');
	assert.deepEqual({
		type, mode, uid, layer,
	}, {
		type: 'directory', mode: undefined, uid: undefined, layer: 0,
	});
});

test('nothing but its kind is known of a directory, and of all else nothing at all', () => {
	const lifetimes = containerOf([added('/opt'), added('/opt/app'), added('/opt/app/file'), changed('/etc'), changed('/etc/passwd')]);
	assert.equal(factsOf(lifetimes, '/opt/app').type, 'directory');
	for (const path of ['/opt/app/file', '/etc/passwd']) {
		const {type, mode, size, mtime, uid, gid} = factsOf(lifetimes, path);
		assert.deepEqual([type, mode, size, mtime, uid, gid], ['unknown', undefined, undefined, undefined, undefined, undefined]);
	}
});

test('the order in which an engine lists changes makes no difference', () => {
	const changes = [changed('/var'), removed('/var/log'), added('/var/log/new'), added('/x'), added('/x/y'), removed('/etc/motd'), changed('/etc')];
	assert.deepEqual(changesOf(containerOf(changes.toReversed())), changesOf(containerOf(changes)));
});

test('what is removed is gone with all that was in it', () => {
	assert.deepEqual(
		changesOf(containerOf([changed('/var'), removed('/var/log'), removed('/var/log/old')])),
		['removed /var/log', 'removed /var/log/old'],
	);
});

test('a directory that is listed as removed though something was added in it was made anew', () => {
	const lifetimes = containerOf([changed('/var'), removed('/var/log'), added('/var/log/new')]);
	assert.deepEqual(changesOf(lifetimes), ['added /var/log/new', 'removed /var/log/old']);
	assert.ok(isOpaqueAt(lifetimes, nodeOf(lifetimes, '/var/log'), top));
});

test('a file that became a directory is a change, and so is a directory that was asked and is none any more', () => {
	const lifetimes = containerOf([changed('/var'), changed('/var/cache'), changed('/etc'), changed('/etc/passwd'), added('/etc/passwd/x')], new Map([['/var/cache', 'other']]));
	assert.deepEqual(changesOf(lifetimes), ['added /etc/passwd/x', 'changed /etc/passwd', 'changed /var/cache', 'removed /var/cache/a']);
});

test('a directory that was asked and still is one keeps what it holds, and was changed itself', () => {
	const lifetimes = containerOf([changed('/var'), changed('/var/cache')], new Map([['/var/cache', 'directory']]));
	assert.deepEqual(changesOf(lifetimes), ['changed /var/cache']);
	assert.equal(factsOf(lifetimes, '/var/cache/a').size, 4);
});

test('what was listed as removed and is there was made anew; what isn\'t there was removed', () => {
	const asked = new Map<string, KnownKind>([['/var/log', 'directory'], ['/var/cache', 'gone']]);
	const lifetimes = containerOf([changed('/var'), removed('/var/log'), changed('/var/cache')], asked);
	assert.deepEqual(changesOf(lifetimes), ['removed /var/cache', 'removed /var/cache/a', 'removed /var/log/old']);
});

test('parents that an engine leaves out are directories like any other', () => {
	const lifetimes = containerOf([added('/etc/deep/file')]);
	assert.equal(factsOf(lifetimes, '/etc/deep').type, 'directory');
	assert.equal(changeAt(lifetimes, nodeOf(lifetimes, '/etc'), top), 'unchanged');
	assert.deepEqual(lifetimes.warnings, []);
});

test('a name that would be a whiteout in a tar is a name', () => {
	assert.deepEqual(changesOf(containerOf([changed('/etc'), added('/etc/.wh.motd'), added('/.wh..wh..opq')])), ['added /.wh..wh..opq', 'added /etc/.wh.motd']);
});

test('a container that did nothing changes nothing', () => {
	assert.deepEqual(changesOf(containerOf([])), []);
	assert.deepEqual(changesOf(containerOf([changed('/')])), []);
});

test('sizes and dead bytes are those of the image alone', () => {
	const lifetimes = containerOf([changed('/etc'), changed('/etc/passwd'), removed('/var')]);
	assert.equal(shippedBytes(lifetimes), 22);
	assert.equal(deadBytes(lifetimes), 6);
	assert.equal(efficiency(lifetimes), 1 - (6 / 22));
	assert.deepEqual(deadPaths(lifetimes).map(({buriedBy}) => buriedBy), [1]);
	const {size, deadBytes: dead, added: more, changed: other, removed: less} = layerCounts(lifetimes, top);
	assert.deepEqual([size, dead, more, other, less], [undefined, undefined, 0, 1, 5]);
});

test('a directory is as large as nobody knows where a file in it is, and no other', () => {
	const lifetimes = containerOf([changed('/etc'), changed('/etc/passwd')]);
	const sizes = treeSizes(lifetimes, top);
	assert.deepEqual(['/etc', '/etc/motd', '/var', '/'].map(path => sizes[nodeOf(lifetimes, path)]), [Number.NaN, 5, 7, Number.NaN]);
	assert.equal(treeSizes(lifetimes, top - 1)[nodeOf(lifetimes, '/etc')], 9);
});
