import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {test} from 'node:test';
import {readNdjson} from '../../source/engine/ndjson.ts';
import type {ErrorKind} from '../../source/errors.ts';
import {finishPull, foldPull, startPull} from '../../source/progress/fold-pull.ts';
import type {PartProgress, Progress} from '../../source/progress/progress.ts';
import {pullError, pullErrorOf} from '../../source/progress/pull-error.ts';

const folder = new URL('../fixtures/pull-streams/', import.meta.url);
const recordings = readdirSync(folder).filter(name => name.endsWith('.ndjson'));

async function messagesOf(name: string, chunkSize = 65_536): Promise<unknown[]> {
	const bytes = readFileSync(new URL(name, folder));
	async function * chunks() {
		for (let start = 0; start < bytes.length; start += chunkSize) {
			yield bytes.subarray(start, start + chunkSize);
		}
	}

	const messages: unknown[] = [];
	for await (const message of readNdjson(chunks())) {
		messages.push(message);
	}

	return messages;
}

async function snapshotsOf(name: string, chunkSize?: number): Promise<Progress[]> {
	const messages = await messagesOf(name, chunkSize);
	const snapshots = [startPull('app:v1')];
	for (const message of messages) {
		snapshots.push(foldPull(snapshots.at(-1)!, message));
	}

	return snapshots;
}

async function statesAfter(name: string): Promise<string[]> {
	const snapshots = await snapshotsOf(name);
	return finishPull(snapshots.at(-1)!).parts.map(part => `${part.id} ${part.state}`);
}

async function unfinishedStates(name: string): Promise<Set<string>> {
	const snapshots = await snapshotsOf(name);
	return new Set(snapshots.at(-1)!.parts.map(part => part.state));
}

test('a pull into the classic store ends with every layer done', async () => {
	assert.deepEqual(await unfinishedStates('pull-classic.ndjson'), new Set(['done']));
	assert.deepEqual(await statesAfter('pull-classic.ndjson'), [
		'e57c07035f2c done', '40432d40d55c done', '1a41dcc4edc4 done', '25ab8bd24a70 done', '12a59625f357 done', 'c6912389f17f done',
	]);
});

test('a pull into the containerd store ends with every layer done, its seconds of extracting being no bytes', async () => {
	assert.deepEqual(await unfinishedStates('pull-containerd-store-28.ndjson'), new Set(['done']));
	const snapshots = await snapshotsOf('pull-containerd-store-28.ndjson');
	const extracting = snapshots.flatMap(({parts}) => parts.filter(part => part.state === 'extracting'));
	assert.ok(extracting.length > 0);
	assert.deepEqual(new Set(extracting.map(part => part.current)), new Set([undefined]));
	const biggest = extracting.filter(part => part.id === 'c70306203109');
	assert.equal(biggest.at(-1)!.note, '3 s');
	assert.equal(biggest.at(-1)!.total, 227_462_541);
});

test('a pull by Podman, which never says that a layer is done, has every layer done when it ends well', async () => {
	assert.deepEqual(await unfinishedStates('pull-podman.ndjson'), new Set(['downloaded']));
	const states = await statesAfter('pull-podman.ndjson');
	assert.equal(states.length, 7);
	assert.ok(states.every(state => state.endsWith(' done')));
});

test('layers that are here already stay so to the end', async () => {
	const states = await statesAfter('pull-alreadyexists.ndjson');
	assert.equal(states.filter(state => state.endsWith(' here')).length, 6);
	assert.equal(states.filter(state => state.endsWith(' done')).length, 2);
});

test('a pull of an image that is all here has no layers and says so', async () => {
	const snapshots = await snapshotsOf('pull-uptodate.ndjson');
	assert.deepEqual(snapshots.at(-1)!.parts, []);
	assert.match(snapshots.at(-1)!.status!, /Image is up to date/);
});

test('the tag of the first line is no layer', async () => {
	const snapshots = await snapshotsOf('pull-classic.ndjson');
	assert.equal(snapshots[1]!.status, 'Pulling from h4-app');
	assert.deepEqual(snapshots[1]!.parts, []);
});

test('a retry takes its layer back to zero, says when, and the layer gets done', async () => {
	const snapshots = await snapshotsOf('pull-retry.ndjson');
	const layer = snapshots.flatMap(({parts}) => parts.filter(part => part.id === '40432d40d55c'));
	const first = layer.findIndex(part => part.state === 'retrying');
	assert.ok(layer[first - 1]!.current! > 0);
	assert.equal(layer[first]!.current, 0);
	assert.equal(layer[first]!.note, 'in 5 seconds');
	assert.deepEqual(await unfinishedStates('pull-retry.ndjson'), new Set(['done']));
});

test('a layer that fails its checksum fails the pull, and what wasn\'t finished with it', async () => {
	assert.deepEqual(await unfinishedStates('pull-err-corrupt.ndjson'), new Set(['failed']));
});

function bytesOf(part: PartProgress | undefined): [total: number, current: number] {
	return [part?.total ?? 0, part?.current ?? 0];
}

for (const name of recordings) {
	test(`${name}: totals only grow, and bytes only grow while a layer is in one state, but for a retry`, async () => {
		const snapshots = await snapshotsOf(name);
		for (const [index, {parts}] of snapshots.slice(1).entries()) {
			for (const part of parts) {
				const before = snapshots[index]!.parts.find(({id}) => id === part.id);
				const [total, current] = bytesOf(part);
				const [totalBefore, currentBefore] = bytesOf(before);
				assert.ok(total >= totalBefore || part.state === 'retrying');
				assert.ok(current >= currentBefore || before?.state !== part.state);
				assert.ok(part.total === undefined || current <= total);
			}
		}
	});

	test(`${name}: reads the same in chunks of any odd size`, async () => {
		const whole = await messagesOf(name);
		for (const size of [1, 3, 7, 13, 61, 509]) {
			assert.deepEqual(await messagesOf(name, size), whole);
		}
	});
}

const refusals: ReadonlyArray<readonly [name: string, kind: ErrorKind]> = [
	['pull-err-manifest-unknown', 'not-found'],
	['pull-err-repo-unknown', 'not-found'],
	['pull-podman-err-unknown', 'not-found'],
	['pull-podman-alltags', 'not-found'],
	['pull-err-401-basic', 'engine'],
	['pull-err-401-basic-badcreds', 'engine'],
	['pull-err-401-bearer', 'engine'],
	['pull-err-badauthhdr', 'engine'],
	['pull-err-429', 'engine'],
	['pull-err-artifact', 'engine'],
	['pull-err-conn-refused', 'engine'],
	['pull-podman-err-refused', 'engine'],
	['pull-err-corrupt', 'engine'],
	['pull-err-dns', 'engine'],
	['pull-hub', 'engine'],
	['pull-err-badref', 'usage'],
	['pull-err-platform-bad', 'usage'],
	['pull-podman-err-badref', 'usage'],
];

for (const [name, kind] of refusals) {
	test(`${name} is an error of kind '${kind}' with the engine's words and advice`, async () => {
		const messages = await messagesOf(`${name}.ndjson`);
		const last = messages.at(-1) as {message?: string};
		const error = last.message === undefined ? pullError('app:v1', last) : pullErrorOf('app:v1', last.message);
		assert.equal(error?.kind, kind);
		assert.match(error.message, /^app:v1 could not be pulled: .*[^\s.]\.$/s);
		assert.ok(error.advice);
	});
}

test('a name that holds the words of an error decides nothing', () => {
	const reference = 'localhost/manifest-unknown/unauthorized:v1';
	assert.equal(pullErrorOf(reference, `Get ${reference}: connection refused`).advice, 'Check the registry\'s name and that the engine can reach it.');
});

test('only errors are errors', async () => {
	for (const name of ['pull-classic', 'pull-podman', 'pull-containerd-store-28']) {
		const messages = await messagesOf(`${name}.ndjson`);
		assert.deepEqual(messages.filter(message => pullError('app:v1', message)), []);
	}
});

test('messages of no meaning change nothing', () => {
	const progress = startPull('app:v1');
	for (const message of [undefined, null, 5, 'text', [], {}, {status: 5}, {id: 'x'}, {progressDetail: 'x'}, {error: ''}]) {
		assert.deepEqual(foldPull(progress, message), progress);
	}
});

test('a line that comes late doesn\'t take a layer back', () => {
	const lines = [{status: 'Pull complete', id: 'a'}, {status: 'Downloading', id: 'a', progressDetail: {current: 1, total: 5}}];
	const [part] = lines.reduce((progress, line) => foldPull(progress, line), startPull('app:v1')).parts;
	assert.equal(part!.state, 'done');
});
