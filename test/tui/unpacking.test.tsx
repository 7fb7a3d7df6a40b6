import assert from 'node:assert/strict';
import {test} from 'node:test';
import {unpackingStopped} from '../../source/image/unpacking-guard.ts';
import {opened, play} from '../app/play.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {drawn} from './drawn.tsx';

function askedAt(columns: number, rows: number) {
	return play(opened([layerOf(file('a')), layerOf(file('b'))], {size: {columns, rows}}), {
		type: 'indexed', layer: 1, verification: 'not-verified', failure: unpackingStopped('Layer 1', {
			stored: 1_300_000, plain: 1_100_000_000, most: 2 ** 30, ratio: 100,
		}, {layer: 1}),
	});
}

test('before far more is unpacked than is stored the screen says what, what it means and how to answer', () => {
	const rows = drawn(askedAt(80, 24));
	assert.deepEqual(rows.slice(1).filter(row => row !== ''), [
		`─ This unpacks to far more than it is stored as. Read all of it? ${'─'.repeat(15)}`,
		' layer 1     the first 1.3 MB unpack to 1.1 GB, 846 times as much',
		' Hardly anything that people pack shrinks so much. It may be made to keep',
		' whoever opens it busy.',
		' Reading all of it may take long, and much processor time meanwhile; Esc stops',
		' it. What was read before can be looked at either way.',
		' y read all of it   n look at the rest',
		' On the command line --unpack-all says yes beforehand.',
		' n look at the rest  y read all of it  ? all keys  q quit',
	]);
});

test('in a small terminal the question fits, what matters first', () => {
	const rows = drawn(askedAt(40, 10));
	assert.equal(rows.length, 10);
	assert.ok(rows.every(row => row.length <= 40));
	assert.ok(rows.join('\n').includes('1.1 GB'));
	assert.match(rows.at(-1)!, /n look at the rest/);
});
