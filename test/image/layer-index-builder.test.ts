import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createLayerIndexBuilder, emptyLayerIndex, type EntryFacts} from '../../source/image/layer-index-builder.ts';
import {
	columnsOf, entryName, entryTarget, entryType, entryXattrs, type LayerIndex,
} from '../../source/image/layer-index.ts';
import {latin1} from '../helpers/tar-bytes.ts';
import {text} from '../helpers/read-tar.ts';

const noBytes = new Uint8Array(0);

function facts(changes: Partial<EntryFacts> = {}): EntryFacts {
	return {
		name: latin1('name'), target: noBytes, typeflag: 0x30, type: 'file', size: 1, mode: 0o644, uid: 0, gid: 0, mtime: 0, major: 0, minor: 0, xattrs: noBytes, offset: 0, ...changes,
	};
}

function indexOf(...entries: ReadonlyArray<Partial<EntryFacts>>): LayerIndex {
	const builder = createLayerIndexBuilder();
	for (const entry of entries) {
		builder.add(facts(entry));
	}

	return builder.finish(4096);
}

test('every fact of an entry comes back', () => {
	const index = indexOf({}, {
		name: latin1('l\u00FF'), target: latin1('to'), typeflag: 0x32, type: 'symlink', mode: 0o12_0777, uid: 2 ** 40, gid: -1, mtime: 1.5, offset: 2 ** 50,
	});
	assert.equal(index.count, 2);
	assert.equal(index.length, 4096);
	assert.deepEqual([text(entryName(index, 1)), text(entryTarget(index, 1)), entryType(index, 1)], ['l\u00FF', 'to', 'symlink']);
	assert.deepEqual(
		[index.typeflags[1], index.modes[1], index.uids[1], index.gids[1], index.mtimes[1], index.offsets[1]],
		[0x32, 0o777, 2 ** 40, -1, 1.5, 2 ** 50],
	);
	assert.deepEqual([text(entryName(index, 0)), text(entryTarget(index, 0)), index.sizes[0]], ['name', '', 1]);
});

test('only files have a size, and only devices a device number', () => {
	const index = indexOf(
		{type: 'other', size: 9},
		{type: 'hardlink', size: 9, major: 1},
		{type: 'character-device', major: 5, minor: 1},
		{type: 'block-device', major: 0xF_FF, minor: 0xF_FF_FF},
		{type: 'block-device', major: 0x10_01, minor: 0x10_00_02},
	);
	assert.deepEqual([...index.sizes], [0, 0, 0, 0, 0]);
	assert.deepEqual([...index.devices], [0, 0, (5 * (2 ** 20)) + 1, 0xFF_FF_FF_FF, (2 ** 20) + 2]);
});

test('the bytes of an entry are copied', () => {
	const name = latin1('before');
	const builder = createLayerIndexBuilder();
	builder.add(facts({name}));
	name.fill(0);
	assert.equal(text(entryName(builder.finish(0), 0)), 'before');
});

test('equal extended attributes have equal numbers, and none has 0', () => {
	const index = indexOf({xattrs: latin1('a')}, {}, {xattrs: latin1('b')}, {xattrs: latin1('a')}, {xattrs: latin1('ba')}, {xattrs: latin1('b')});
	assert.deepEqual([...index.xattrs], [1, 0, 2, 1, 3, 2]);
	assert.deepEqual([0, 1, 2, 3, 4, 5].map(entry => text(entryXattrs(index, entry))), ['a', '', 'b', 'a', 'ba', 'b']);
});

test('it grows with its entries and gives columns exactly as long as they need to be', () => {
	const builder = createLayerIndexBuilder();
	const count = 200_000;
	for (let entry = 0; entry < count; entry++) {
		builder.add(facts({
			name: latin1(`name-${entry}`), target: latin1(entry % 3 === 0 ? 'target' : ''), size: entry, offset: entry * 512, xattrs: latin1(`x${entry % 5000}`),
		}));
	}

	const index = builder.finish(count * 512);
	for (let entry = 0; entry < count; entry += 997) {
		assert.equal(text(entryName(index, entry)), `name-${entry}`);
		assert.equal(text(entryTarget(index, entry)), entry % 3 === 0 ? 'target' : '');
		assert.equal(text(entryXattrs(index, entry)), `x${entry % 5000}`);
		assert.deepEqual([index.sizes[entry], index.offsets[entry]], [entry, entry * 512]);
	}

	const columns = Object.values(index).filter(column => ArrayBuffer.isView(column));
	const bytes = columns.reduce((total, column) => total + column.byteLength, 0);
	assert.equal(bytes, (count * 60) + 4 + index.names.length + index.xattrBytes.length + index.xattrStarts.byteLength);
	assert.equal(index.xattrStarts.length, 5002);
	// Each in a buffer of its own, or they couldn't be handed over.
	assert.equal(new Set(columnsOf(index)).size, columns.length);
});

test('a name longer than a page is kept whole', () => {
	const name = new Uint8Array(2 ** 21).fill(0x61);
	const index = indexOf({}, {name}, {});
	assert.equal(entryName(index, 1).length, name.length);
	assert.equal(text(entryName(index, 2)), 'name');
});

test('what has no room within the limits is left out and counted, and so is all behind it', () => {
	const build = (limits: Parameters<typeof createLayerIndexBuilder>[1]) => {
		const builder = createLayerIndexBuilder(undefined, limits);
		for (const name of ['1', '22', '333', '4']) {
			builder.add(facts({name: latin1(name), target: latin1('t'), xattrs: latin1('x')}));
		}

		const index = builder.finish(0);
		return [Array.from({length: index.count}, (_, entry) => text(entryName(index, entry))), builder.leftOut];
	};

	assert.deepEqual(build({entries: 4, bytes: 1000}), [['1', '22', '333', '4'], 0]);
	assert.deepEqual(build({entries: 3, bytes: 1000}), [['1', '22', '333'], 1]);
	assert.deepEqual(build({entries: 0, bytes: 1000}), [[], 4]);
	// Each entry takes 60 bytes beside its name and link target, and the attributes are one set.
	assert.deepEqual(build({entries: 4, bytes: 124 + 64}), [['1', '22'], 2]);
	assert.deepEqual(build({entries: 4, bytes: 126 + 65}), [['1', '22', '333'], 1]);
});

test('an index survives being handed to another thread, and may be empty', () => {
	const index = indexOf({}, {xattrs: latin1('a')});
	const moved = structuredClone(index, {transfer: columnsOf(index)});
	assert.equal(text(entryXattrs(moved, 1)), 'a');
	assert.equal(index.names.length, 0);
	const empty = emptyLayerIndex();
	assert.equal(empty.count, 0);
	assert.equal(structuredClone(empty, {transfer: columnsOf(empty)}).nameStarts.length, 1);
});
