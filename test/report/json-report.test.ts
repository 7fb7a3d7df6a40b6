import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {jsonReport} from '../../source/report/json-report.ts';
import {
	directory, file, layerOf, whiteout,
} from '../helpers/layer-of.ts';
import {digestOf, loadedOf} from '../helpers/loaded.ts';

type Row = Readonly<Record<string, unknown>>;
type Report = Row & {readonly layers: readonly Row[]; readonly deadPaths: readonly Row[]; readonly warnings: readonly Row[]};

const reportOf = (...arguments_: Parameters<typeof loadedOf>) => JSON.parse(jsonReport(loadedOf(...arguments_), 'archive')) as Report;

const shop = [
	layerOf(directory('app'), file('app/server.js', 'x'.repeat(600)), file('app/notes.txt', 'y'.repeat(300))),
	layerOf(file('app/server.js', 'z'.repeat(100)), whiteout('app/.wh.notes.txt')),
];

test('the report has the documented fields, and no others', () => {
	const report = reportOf(shop);
	assert.deepEqual(Object.keys(report), ['reference', 'source', 'id', 'digest', 'platform', 'created', 'size', 'config', 'layers', 'deadBytes', 'efficiency', 'deadPaths', 'warnings']);
	assert.deepEqual(Object.keys(report.layers[0]!), [
		'index',
		'diffId',
		'digest',
		'mediaType',
		'compressedSize',
		'size',
		'entries',
		'instruction',
		'created',
		'added',
		'changed',
		'removed',
		'deadBytes',
		'verification',
		'error',
	]);
});

test('sizes and counts are those of the image', () => {
	const report = reportOf(shop);
	assert.equal(report.size, 1000);
	assert.equal(report.deadBytes, 900);
	assert.ok(Math.abs(Number(report.efficiency) - 0.1) < 1e-9);
	const counts = report.layers.map(({size, entries, added, changed, removed, deadBytes}) => [size, entries, added, changed, removed, deadBytes]);
	assert.deepEqual(counts, [[900, 3, 3, 0, 0, 900], [100, 2, 0, 1, 1, 0]]);
	assert.deepEqual(report.deadPaths, [
		{
			path: '/app/server.js', bytes: 600, shippedBy: 0, buriedBy: 1,
		},
		{
			path: '/app/notes.txt', bytes: 300, shippedBy: 0, buriedBy: 1,
		},
	]);
});

test('what is not known is null, never missing and never another digest', () => {
	const [layer] = reportOf(shop).layers;
	assert.deepEqual([layer!.diffId, layer!.digest, layer!.compressedSize, layer!.instruction, layer!.created], [digestOf('0'), null, null, null, null]);
	const unnamed = reportOf([], {image: {reference: undefined}});
	assert.deepEqual([unnamed.reference, unnamed.digest, unnamed.platform, unnamed.created], [null, null, null, null]);
	assert.equal(unnamed.efficiency, 1);
});

test('what is known is told as it is', () => {
	const report = reportOf(shop, {
		image: {
			manifestDigest: digestOf('b'), created: '2026-01-02T03:04:05Z',
			platform: {
				os: 'linux', architecture: 'arm', variant: 'v7', osVersion: undefined,
			},
		},
		facts: [{
			digest: digestOf('c'), compressedSize: 77, instruction: 'COPY app /app', created: '2026-01-01T00:00:00Z',
		}],
	});
	assert.deepEqual([report.digest, report.platform, report.created], [digestOf('b'), 'linux/arm/v7', '2026-01-02T03:04:05Z']);
	const [layer] = report.layers;
	assert.deepEqual([layer!.digest, layer!.compressedSize, layer!.instruction, layer!.created], [digestOf('c'), 77, 'COPY app /app', '2026-01-01T00:00:00Z']);
});

test('a layer that could not be read to its end says so', () => {
	const report = reportOf(shop, {states: [{}, {verification: 'not-verified', failure: new LayerscopeError('unreadable', 'Layer 1 ends at byte 512.')}]});
	const [, layer] = report.layers;
	assert.deepEqual([layer!.verification, layer!.error], ['not-verified', 'Layer 1 ends at byte 512.']);
	assert.equal(report.efficiency, null);
});

test('the config is the image\'s own', () => {
	const configText = JSON.stringify({config: {Cmd: ['sh'], Healthcheck: {Test: ['NONE']}}, rootfs: {}});
	assert.deepEqual(reportOf(shop, {image: {configText}}).config, {Cmd: ['sh'], Healthcheck: {Test: ['NONE']}});
	assert.deepEqual(reportOf(shop, {image: {configText: '{"rootfs":{}}'}}).config, {});
});

test('a warning has its code, layer, path and message', () => {
	const report = reportOf(shop, {
		warnings: [
			{
				code: 'history-missing', layer: undefined, path: undefined, message: 'No history.',
			},
			{
				code: 'duplicate-entry', layer: 1, path: Uint8Array.of(0x2F, 0xFE), message: 'Twice.',
			},
		],
	});
	assert.deepEqual(report.warnings.slice(0, 2), [
		{
			code: 'history-missing', layer: null, path: null, message: 'No history.',
		},
		{
			code: 'duplicate-entry', layer: 1, path: String.raw`/\xfe`, pathBytes: 'L/4=', message: 'Twice.',
		},
	]);
});

test('hostile text is data, never a control', () => {
	const hostile = '\u001B]0;owned\u0007\u202E\u009B2J';
	const loaded = loadedOf([layerOf(file('evil\u001B[31m\u202E', 'x')), layerOf(whiteout('.wh.evil\u001B[31m\u202E'))], {
		image: {reference: hostile, configText: JSON.stringify({config: {Labels: {[hostile]: hostile}}})},
		facts: [{instruction: hostile}],
	});
	const text = jsonReport(loaded, 'archive');
	assert.doesNotMatch(text.replaceAll(/[\n\t]/g, ''), /[\p{Cc}\p{Cf}]/u);
	const report = JSON.parse(text) as Report;
	assert.equal(report.reference, hostile);
	assert.deepEqual(report.config, {Labels: {[hostile]: hostile}});
	assert.equal(report.deadPaths[0]!.path, '/evil\u001B[31m\u202E');
});
