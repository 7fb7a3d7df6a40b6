import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readTar, readTarBySeeking} from '../helpers/read-tar.ts';
import {asImage} from './cases/tar/as-image.ts';
import {
	cuts, cutShort, firstBytes, leftAt, whole,
} from './cases/tar/cuts.ts';
import {ends} from './cases/tar/ends.ts';
import {globalHeaders} from './cases/tar/global-headers.ts';
import {headers} from './cases/tar/headers.ts';
import {sizes} from './cases/tar/sizes.ts';
import {sparse} from './cases/tar/sparse.ts';
import {runCases} from './run-cases.ts';

runCases('Tar', [...[...sizes, ...sparse, ...headers, ...ends].map(tarCase => asImage(tarCase)), ...globalHeaders, ...cuts]);

test('Tar: cut at each byte of the first 2 KiB the entries before it are there, and it is told that it was cut', () => {
	for (const cut of firstBytes) {
		const {entries, isTruncated} = leftAt(cut);
		const tar = whole.subarray(0, cut);
		for (const reading of [readTar(tar), readTar(tar, 7), readTarBySeeking(tar)]) {
			assert.equal(reading.entries.length, entries, `${cut} bytes`);
			assert.deepEqual([cutShort.test(reading.problem?.message ?? ''), reading.problem?.offset], isTruncated ? [true, cut] : [false, undefined], `${cut} bytes`);
		}
	}
});
