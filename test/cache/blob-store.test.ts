import assert from 'node:assert/strict';
import {
	chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test, type TestContext} from 'node:test';
import {openBlobStore, type BlobStore} from '../../source/cache/blob-store.ts';
import {sha256} from '../helpers/image-builder.ts';

const kilobyte = 1000;

async function cacheFolder(context: TestContext): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-test-'));
	context.after(async () => rm(folder, {recursive: true, force: true}));
	return path.join(folder, 'cache', 'registry');
}

const open = async (folder: string, limit?: number): Promise<BlobStore> => openBlobStore({folder, log: () => undefined, ...(limit !== undefined && {limit})});
const namesIn = async (folder: string) => readdir(path.join(folder, 'blobs', 'sha256'));

/** Keeps a blob of a kilobyte that was last used so many minutes ago. */
async function keep(folder: string, seed: number, minutes: number) {
	const bytes = new Uint8Array(kilobyte).fill(seed);
	const digest = sha256(bytes);
	const store = await open(folder);
	const partial = await store.begin({digest, size: bytes.length});
	await partial.append(bytes);
	const file = await partial.finish();
	await store.close();
	const used = new Date(Date.now() - (minutes * 60_000));
	await utimes(file, used, used);
	return {digest, size: bytes.length};
}

test('blobs that were used longest ago go first when there are too many bytes', async context => {
	const folder = await cacheFolder(context);
	const [oldest, middle, newest] = [await keep(folder, 1, 30), await keep(folder, 2, 20), await keep(folder, 3, 10)];
	const store = await open(folder, 2 * kilobyte);
	await store.close();
	assert.deepEqual(new Set(await namesIn(folder)), new Set([middle, newest].map(({digest}) => digest.slice(7))));
	const next = await open(folder);
	assert.equal(await next.find(oldest), undefined);
});

test('a blob that is in use stays while room is made for another, and so does one that somebody touched lately', async context => {
	const folder = await cacheFolder(context);
	const [used, unused, late] = [await keep(folder, 1, 30), await keep(folder, 2, 20), await keep(folder, 3, 0)];
	const store = await open(folder, 2 * kilobyte);
	assert.ok(await store.find(used));
	const partial = await store.begin({digest: sha256(new Uint8Array(kilobyte)), size: kilobyte});
	assert.ok(await store.find(used) && await store.find(late));
	assert.equal(await store.find(unused), undefined);
	await partial.leave();
	await store.close();
});

test('what is left of a blob is taken by the next, but not while its writer lives', async context => {
	const folder = await cacheFolder(context);
	const store = await open(folder);
	const blob = {digest: sha256(new Uint8Array(kilobyte)), size: kilobyte};
	const first = await store.begin(blob);
	await first.append(new Uint8Array(400));
	const other = await store.begin(blob);
	assert.equal(other.size(), 0);
	await other.leave();
	await first.leave();
	const next = await store.begin(blob);
	assert.equal(next.size(), 400);
	await next.append(new Uint8Array(600));
	await next.finish();
	assert.deepEqual(await namesIn(folder), [blob.digest.slice(7)]);
});

test('a blob of another length than its name says isn\'t there, and more than it may have is thrown away', async context => {
	const folder = await cacheFolder(context);
	const {digest} = await keep(folder, 1, 0);
	const store = await open(folder);
	assert.equal(await store.find({digest, size: 999}), undefined);
	const wanted = {digest: sha256(new Uint8Array(10)), size: 10};
	await writeFile(path.join(folder, 'blobs', 'sha256', `${wanted.digest.slice(7)}.0123abcd.partial`), new Uint8Array(11));
	const partial = await store.begin(wanted);
	assert.equal(partial.size(), 0);
	await partial.leave();
});

test('a folder that others may write isn\'t used: a temporary one is, and goes with the store', async context => {
	const folder = await cacheFolder(context);
	await mkdir(folder, {recursive: true});
	await chmod(folder, 0o777);
	const lines: string[] = [];
	const store = await openBlobStore({
		folder, log(line) {
			lines.push(line);
		},
	});
	assert.ok(store.isTemporary);
	assert.equal(lines.length, 1);
	assert.ok(await stat(store.folder));
	await store.close();
	await assert.rejects(stat(store.folder), {code: 'ENOENT'});
});
