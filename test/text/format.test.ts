import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	formatAge, formatBytes, formatCount, formatMode, formatNumber, formatShare, formatTime,
} from '../../source/text/format.ts';

test('bytes are short and decimal', () => {
	assert.deepEqual([0, 65, 999, 1000, 999_949, 999_950, 183_500_000, 2 ** 62].map(bytes => formatBytes(bytes)), ['0 B', '65 B', '999 B', '1.0 kB', '999.9 kB', '1.0 MB', '183.5 MB', '4.6 EB']);
});

test('counts are short', () => {
	assert.deepEqual([0, 31, 999, 1000, 6800, 99_949, 214_000, 1_000_000].map(count => formatCount(count)), ['0', '31', '999', '1.0k', '6.8k', '99.9k', '214k', '1.0M']);
	assert.equal(formatNumber(9104), '9,104');
});

test('a share is never rounded up to all', () => {
	assert.equal(formatShare(0.9738), '97.4 %');
	assert.equal(formatShare(0.973_762, 2), '97.38 %');
	assert.equal(formatShare(0.000_01), '0.1 %');
	assert.equal(formatShare(0), '0.0 %');
	assert.equal(formatShare(0.999_99), '99.9 %');
	assert.equal(formatShare(1), '100.0 %');
});

test('modes are shown as ls shows them', () => {
	assert.equal(formatMode('directory', 0o755), 'drwxr-xr-x');
	assert.equal(formatMode('file', 0o4755), '-rwsr-xr-x');
	assert.equal(formatMode('file', 0o4644), '-rwSr--r--');
	assert.equal(formatMode('file', 0o2755), '-rwxr-sr-x');
	assert.equal(formatMode('directory', 0o1777), 'drwxrwxrwt');
	assert.equal(formatMode('directory', 0o1776), 'drwxrwxrwT');
	assert.equal(formatMode('symlink', 0o777), 'lrwxrwxrwx');
});

test('times', () => {
	assert.equal(formatTime(1_795_169_520), '2026-11-20 10:12');
	assert.equal(formatTime(-5), '1969-12-31 23:59');
	assert.equal(formatTime(2 ** 40), '@1099511627776');
	assert.equal(formatTime(-(2 ** 40)), '@-1099511627776');
	assert.equal(formatTime(9e15), '@9000000000000000');
});

test('ages are in one unit, and what is still to come isn\'t new', () => {
	assert.deepEqual([0, 1, 59, 60, 7200, 86_400 * 3, 86_400 * 400].map(seconds => formatAge(seconds)), ['0 seconds', '1 second', '59 seconds', '1 minute', '2 hours', '3 days', '1 year']);
	assert.deepEqual([-1, -60].map(seconds => formatAge(seconds)), ['0 seconds', '0 seconds'], 'no two clocks are the same');
	assert.equal(formatAge(-61), 'in future');
});
