import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, test, type TestContext} from 'node:test';
import {measureBeside, percentile, UnfinishedError} from '../../tooling/bench/figures.ts';
import {manyEntriesLayer} from '../../tooling/bench/inputs/many-entries.ts';
import {manyLayers} from '../../tooling/bench/inputs/many-layers.ts';
import {header, writeArchive, type LayerToWrite} from '../../tooling/bench/inputs/write-archive.ts';
import {parseOptions} from '../../tooling/bench/options.ts';
import type {Measured} from '../../tooling/bench/row.ts';
import {markdownTable, plainTable} from '../../tooling/bench/table.ts';
import {load} from '../helpers/open-image.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'layerscope-bench-test-'));

after(() => {
	rmSync(folder, {recursive: true});
});

const rows: Measured[] = [
	{
		row: {name: 'opening', what: 'opening'},
		figures: [{
			what: 'opening', value: 1500, unit: 'ms', besides: [{what: 'save', value: 3000}, {what: 'node', value: 50}], targets: [{text: 'half of save', limit: 1500}, {text: '', limit: 400}],
		}],
		reason: undefined,
	},
	{row: {name: 'ssh', what: 'over ssh'}, figures: [], reason: 'not installed: sshd'},
];

test('a figure stands beside its peers and its targets, each met or short', () => {
	const [first, second] = plainTable(rows).split('\n').slice(1);
	assert.match(first!, /^opening +1,500 ms +save: 3,000 ms +0\.50 × +1,500 ms \(half of save\) +met$/);
	assert.match(second!, /^ +node: 50\.0 ms +30\.00 × +400 ms +short$/);
});

test('what can\'t be measured is in the table with its reason', () => {
	assert.match(plainTable(rows), /^over ssh +not measured +not installed: sshd$/m);
	assert.match(markdownTable(rows), /^\| over ssh \| not measured \| not installed: sshd \|/m);
});

test('medians are of runs in turns with the peers, the first of which isn\'t counted', async () => {
	const times = [100, 3, 1, 2];
	const order: string[] = [];
	const {ours, besides} = await measureBeside(3, async () => {
		order.push('ours');
		return {tree: times.shift()!};
	}, [{
		what: 'peer', async measure() {
			order.push('peer');
			return 7;
		},
	}]);
	assert.deepEqual([ours, besides], [{tree: 2}, [{what: 'peer', value: 7}]]);
	assert.deepEqual(order, ['ours', 'ours', 'peer', 'ours', 'peer', 'ours', 'peer']);
});

test('a peer that takes longer than anybody waits is stopped once, and the table says so', async () => {
	let starts = 0;
	const {besides} = await measureBeside(3, async () => ({tree: 1}), [{
		what: 'peer', async measure() {
			starts++;
			throw new UnfinishedError(60_000);
		},
	}]);
	assert.equal(starts, 1);
	const figures = [{
		what: 'opening', value: 600, unit: 'ms', besides,
	}] as const;
	assert.match(plainTable([{row: {name: 'opening', what: 'opening'}, figures, reason: undefined}]), /^opening +600 ms +peer: more than 60,000 ms +< 0\.01 ×$/m);
});

test('95 of 100 figures are at most the 95th percentile', () => {
	assert.equal(percentile(Array.from({length: 100}, (_, at) => at), 0.95), 95);
});

test('engines are those that are named, else those of the environment', () => {
	assert.deepEqual(parseOptions(['--host', 'unix:///a', '--host', 'unix:///b'], {DOCKER_HOST: 'unix:///c'}).hosts, ['unix:///a', 'unix:///b']);
	assert.deepEqual(parseOptions([], {LAYERSCOPE_BENCH_HOSTS: 'unix:///a unix:///b', DOCKER_HOST: 'unix:///c'}).hosts, ['unix:///a', 'unix:///b']);
	assert.deepEqual(parseOptions(['move'], {DOCKER_HOST: 'unix:///c'}).rows, ['move']);
	assert.throws(() => parseOptions(['--runs', '0'], {}), TypeError);
});

async function loadWritten(context: TestContext, name: string, layers: Iterable<LayerToWrite>) {
	const file = path.join(folder, name);
	writeArchive(file, layers);
	return {file, ...await load(context, file, {verify: true})};
}

test('the archives that are measured are whole, and hash to their diffIDs', async context => {
	const {layers, lifetimes} = await loadWritten(context, 'layers.tar', [manyEntriesLayer(3000), ...manyLayers({base: 4000, layers: 3, entries: 1200})]);
	assert.deepEqual(layers.map(({verification, failure}) => [verification, failure]), Array.from({length: 5}, () => ['verified', undefined]));
	assert.deepEqual(lifetimes.layers.map(({count}) => count), [3000, 4000, 1200, 1200, 1200]);
});

test('large files are holes on the disk, and zeros all the same', async context => {
	const size = 16 * 1024 * 1024;
	const {file, layers} = await loadWritten(context, 'large.tar', [{instruction: 'COPY model /', pieces: [header('model.bin', 'file', size), {zeros: size}]}]);
	assert.equal(layers[0]!.verification, 'verified');
	assert.ok(statSync(file).size > size);
	assert.ok(statSync(file).blocks * 512 < size / 2);
});
