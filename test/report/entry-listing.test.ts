import assert from 'node:assert/strict';
import {test} from 'node:test';
import {jsonEntries, textEntries} from '../../source/report/entry-listing.ts';
import {
	directory, file, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';

const layer = layerOf(
	directory('./var/'),
	whiteout('var/.wh.log'),
	file('var/b', 'one', {
		mode: 0o1644, uid: 7, gid: 8, mtime: 1.5,
	}),
	file('var/b', 'two!'),
	symlink('var/link', '/b'),
	file(Uint8Array.of(0xFF)),
);

test('entries come in order, whiteouts and repeated names included, names as stored', () => {
	const rows = JSON.parse([...jsonEntries(layer)].join('')) as Array<Readonly<Record<string, unknown>>>;
	assert.deepEqual(rows.map(row => row.name), ['./var/', 'var/.wh.log', 'var/b', 'var/b', 'var/link', String.raw`\xff`]);
	assert.deepEqual(rows[2], {
		name: 'var/b', type: 'file', size: 3, mode: '1644', uid: 7, gid: 8, mtime: 1.5, target: null,
	});
	assert.equal(rows[4]!.target, '/b');
	assert.equal(rows[5]!.nameBytes, '/w==');
});

test('as text, an entry is one line', () => {
	const lines = [...textEntries(layer)];
	assert.equal(lines.length, 6);
	assert.equal(lines[2], '-rw-r--r-T 7:8                 3 1970-01-01 00:00 var/b\n');
	assert.ok(lines[4]!.endsWith('var/link -> /b\n'));
});
