import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {
	chown, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {gunzipSync, gzipSync} from 'node:zlib';
import {createLayerCache} from '../../source/cache/layer-cache.ts';
import {EngineRefusalError} from '../../source/engine/engine-refusal-error.ts';
import {createCrc64} from '../../source/sources/store/crc64.ts';
import {openInside} from '../../source/sources/store/open-inside.ts';
import {StoreError} from '../../source/sources/store/store-error.ts';
import {everyEntry, withSparseFile} from '../helpers/every-entry.ts';
import {engineKinds} from '../helpers/engines.ts';
import {
	runCommand, skipWithoutEngine, startEngine, type TestEngine,
} from '../helpers/engine.ts';
import {
	containerdArchive, dockerArchive, podmanArchive, tarOf,
} from '../helpers/image-builder-archives.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';
import {columnsOf, readWhole, type Reading} from '../helpers/read-both.ts';

const reference = 'every:1';
const sparse = 'with/holes:1';
/** The folders below an engine's own in which its store lies. */
const stores = ['data/image/overlay2', 'data/overlay2', 'data/containerd/daemon/io.containerd.content.v1.content', 'root/overlay-images', 'root/overlay-layers', 'root/overlay'];

async function load(engine: TestEngine, archive: Uint8Array): Promise<void> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-test-'));
	await writeFile(path.join(folder, 'image.tar'), archive);
	await engine.docker('load', '--input', path.join(folder, 'image.tar'));
	await rm(folder, {recursive: true});
}

/** What is told of each file of a store: whoever only reads leaves it as it is. */
async function listing(engine: TestEngine): Promise<string[]> {
	const lines: string[] = [];
	for (const store of stores) {
		const root = path.join(engine.folder, store);
		lines.push(...await runCommand('find', [root, '-printf', String.raw`%p %m %s %T@ %C@\n`], {}).then(text => text.split('\n'), () => []));
	}

	// Podman's service takes its locks for every question.
	return lines.filter(line => !line.includes('.lock ')).toSorted();
}

function assertSame(store: Reading, save: Reading): void {
	assert.deepEqual(columnsOf(store.loaded), columnsOf(save.loaded));
	assert.deepEqual([...store.contents], [...save.contents]);
	assert.deepEqual(store.loaded.warnings, save.loaded.warnings);
	assert.deepEqual(store.loaded.image.layers.map(({diffId}) => diffId), save.loaded.image.layers.map(({diffId}) => diffId));
}

for (const kind of engineKinds) {
	describe(`the store of ${kind.name}`, {skip: kind.skip()}, () => {
		let engine: TestEngine;
		const isOfBlobs = kind.name.includes('containerd');

		before(async () => {
			engine = await kind.start([]);
			const archive = isOfBlobs ? containerdArchive(await everyEntry(reference, 'gzip')) : (kind.name === 'Podman' ? podmanArchive : dockerArchive)(await everyEntry(reference));
			await load(engine, await tarOf(archive));
		});

		after(async () => engine.stop());

		test('gives every entry, every content and every fact as a save does', async () => {
			const [store, save] = [await readWhole(engine, reference), await readWhole(engine, reference, {store: false})];
			assert.equal(store.loaded.image.isFromStore, true, store.log.join('\n'));
			assert.equal(save.loaded.image.isFromStore, undefined);
			assertSame(store, save);
			assert.ok(store.contents.size > 15);
			assert.deepEqual(new Set(store.loaded.layers.map(({verification}) => verification)), new Set([isOfBlobs ? 'verified' : 'engine-store']));
			const {isFromStore, configText, ...facts} = store.loaded.image;
			const {configText: savedText, ...saved} = save.loaded.image;
			assert.deepEqual(facts, saved);
			// Podman writes a config of another form into its save.
			assert.ok(kind.name === 'Podman' || configText === savedText);
		});

		test('isn\'t read again where an earlier run read it, and gives the same', async context => {
			const folder = path.join(await temporaryDirectory(context), 'layerscope');
			const logged: string[] = [];
			const read = async (way: {readonly store?: boolean; readonly verify?: boolean} = {}) => readWhole(engine, reference, {
				...way, cache: createLayerCache({
					folder, log(line) {
						logged.push(line);
					},
				}),
			});
			const first = await read();
			const kept = await readdir(folder);
			const diffIds = new Set(first.loaded.image.layers.map(({diffId}) => diffId));
			assert.equal(kept.filter(name => name.endsWith('.layer')).length, diffIds.size);
			// What an engine vouches for is named by it too.
			assert.equal(kept.every(name => name.includes('-')), !isOfBlobs);
			const second = await read();
			const {isFromCache, ...facts} = second.loaded.image;
			assert.equal(isFromCache, true);
			assert.deepEqual(facts, first.loaded.image);
			assertSame(second, first);
			assert.deepEqual(second.loaded.layers, first.loaded.layers);
			assert.deepEqual(logged, []);
			const verified = await read({verify: true});
			assert.equal(verified.loaded.image.isFromCache, undefined);
		});

		test('is read anew where what was kept of it is damaged', async context => {
			const folder = path.join(await temporaryDirectory(context), 'layerscope');
			const read = async () => readWhole(engine, reference, {cache: createLayerCache({folder, log: () => undefined})});
			const first = await read();
			for (const name of await readdir(folder)) {
				await writeFile(path.join(folder, name), 'no index at all');
			}

			const second = await read();
			assert.equal(second.loaded.image.isFromCache, undefined);
			assertSame(second, first);
			const third = await read();
			assert.equal(third.loaded.image.isFromCache, true);
		});

		test('isn\'t changed by who reads it', async () => {
			await readWhole(engine, reference, {store: false});
			const untouched = await listing(engine);
			assert.ok(untouched.length > 10);
			await readWhole(engine, reference);
			assert.deepEqual(await listing(engine), untouched);
		});

		test('hashes every byte for --verify', async () => {
			const {loaded} = await readWhole(engine, reference, {verify: true});
			assert.equal(loaded.image.isFromStore, isOfBlobs ? true : undefined);
			assert.deepEqual(new Set(loaded.layers.map(({verification}) => verification)), new Set(['verified']));
		});

		test('that belongs to somebody else isn\'t read', async () => {
			const root = path.join(engine.folder, kind.name === 'Podman' ? 'root' : 'data');
			const {uid, gid} = await lstat(root);
			await chown(root, 1234, gid);
			try {
				const {loaded, log} = await readWhole(engine, reference);
				assert.equal(loaded.image.isFromStore, undefined);
				assert.match(log.join('\n'), /no folder of root or this user/);
			} finally {
				await chown(root, uid, gid);
			}
		});

		test('gives a sparse file as a save does, which engines that keep tar-splits refuse', async () => {
			await load(engine, await withSparseFile(sparse));
			if (isOfBlobs) {
				assertSame(await readWhole(engine, sparse), await readWhole(engine, sparse, {store: false}));
			} else {
				await assert.rejects(async () => readWhole(engine, sparse), EngineRefusalError);
				await assert.rejects(async () => readWhole(engine, sparse, {store: false}), EngineRefusalError);
			}
		});
	});
}

describe('a classic store that was damaged', {skip: skipWithoutEngine()}, () => {
	let engine: TestEngine;
	let save: Reading;
	let layers: string;

	before(async () => {
		engine = await startEngine();
		await load(engine, await tarOf(dockerArchive(await everyEntry(reference))));
		save = await readWhole(engine, reference, {store: false});
		layers = path.join(engine.folder, 'data/image/overlay2/layerdb/sha256');
	});

	after(async () => engine.stop());

	/** The folder of the lowest layer's metadata: its chainID is its diffID. */
	const lowest = () => path.join(layers, save.loaded.image.layers[0]!.diffId!.slice('sha256:'.length));

	async function whileChanged(file: string, change: (bytes: Uint8Array) => Uint8Array, work: () => Promise<void>): Promise<void> {
		const bytes = await readFile(file);
		await writeFile(file, change(bytes));
		try {
			await work();
		} finally {
			await writeFile(file, bytes);
		}
	}

	const edited = (edit: (text: string) => string) => (bytes: Uint8Array) => gzipSync(edit(gunzipSync(bytes).toString()));
	const damages: ReadonlyArray<readonly [what: string, file: string, change: (bytes: Uint8Array) => Uint8Array]> = [
		['a tar-split that ends in the middle', 'tar-split.json.gz', bytes => bytes.subarray(0, bytes.length / 2)],
		['a tar-split that is no gzip', 'tar-split.json.gz', () => Buffer.from('{}')],
		['a tar-split without its last lines', 'tar-split.json.gz', edited(text => `${text.split('\n').slice(0, 9).join('\n')}\n`)],
		['a tar-split without a line in the middle', 'tar-split.json.gz', edited(text => text.split('\n').filter((_, line) => line !== 4).join('\n'))],
		['a body of another size', 'tar-split.json.gz', edited(text => text.replace('"size":7,', '"size":8,'))],
		['a line of an unknown type', 'tar-split.json.gz', edited(text => text.replace('"type":1', '"type":3'))],
		['a size that isn\'t the layer\'s', 'size', () => Buffer.from('700001')],
		['another layer\'s diffID', 'diff', () => Buffer.from(`sha256:${'0'.repeat(64)}`)],
		['a folder outside of the store', 'cache-id', () => Buffer.from('../../../etc')],
	];
	for (const [what, file, change] of damages) {
		test(`${what} has the image saved instead`, async () => {
			await whileChanged(path.join(lowest(), file), change, async () => {
				const log: string[] = [];
				const reading = await readWhole(engine, reference, {log}).catch((error: unknown) => error);
				assert.match(log.join('\n'), /^The engine's store isn't read: /);
				// The engine needs its tar-splits to save an image, and refuses where it notices.
				if (reading instanceof EngineRefusalError) {
					assert.equal(file, 'tar-split.json.gz');
					return;
				}

				assert.equal((reading as Reading).loaded.image.isFromStore, undefined);
				assertSame(reading as Reading, save);
			});
		});
	}

	test('a file that isn\'t the one that the layer came with is never given out', async () => {
		const folder = path.join(engine.folder, 'data/overlay2', await readFile(path.join(lowest(), 'cache-id'), 'utf8'), 'diff');
		const file = path.join(folder, 'etc/same');
		await whileChanged(file, () => Buffer.from('the sane size\n'), async () => {
			// The engine is asked for it, and refuses to save a layer whose files were changed.
			await assert.rejects(async () => readWhole(engine, reference), EngineRefusalError);
		});
	});
});

test('no symlink is followed on the way to a file, nor anything but a file opened', async context => {
	const folder = await temporaryDirectory(context);
	await mkdir(path.join(folder, 'diff/real'), {recursive: true});
	await writeFile(path.join(folder, 'secret'), 'secret');
	await writeFile(path.join(folder, 'diff/real/file'), 'inside');
	await symlink('../secret', path.join(folder, 'diff/leaf'));
	await symlink('real', path.join(folder, 'diff/branch'));
	await symlink(folder, path.join(folder, 'diff/out'));
	const bytes = (name: string) => new TextEncoder().encode(name);
	const {file} = await openInside(path.join(folder, 'diff'), bytes('./real//x/../file'));
	assert.equal(await file.readFile('utf8'), 'inside');
	await file.close();
	for (const name of ['leaf', 'branch/file', 'out/secret', '../secret/..', 'real', 'missing', 'real/file/x', '']) {
		await assert.rejects(async () => openInside(path.join(folder, 'diff'), bytes(name)), StoreError, name);
	}
});

test('checksums are those of Go\'s hash/crc64', () => {
	const crc = createCrc64();
	crc.add(new TextEncoder().encode('This is a test of '));
	crc.add(new TextEncoder().encode('the emergency broadcast system.'));
	assert.equal(Buffer.from(crc.sum()).toString('hex'), 'e7fcf1006b503b61');
});
