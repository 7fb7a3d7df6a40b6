import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {
	chmod, chown, lstat, mkdir, readdir, readFile, symlink, truncate, utimes, writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {readListing, removeAll} from '../../source/cache/cache-listing.ts';
import type {ImageRecord} from '../../source/cache/image-record.ts';
import {createLayerCache, type CacheOptions} from '../../source/cache/layer-cache.ts';
import type {Digest} from '../../source/image/digest.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {digestOf, loadedOf} from '../helpers/loaded.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';

const engine = 'unix:///one.sock';
const isRoot = process.getuid?.() === 0;
const index = layerOf(file('etc/motd', 'hello'));
const diffId = digestOf('a');
const key = [engine, digestOf('b')];
const record: ImageRecord = {
	image: {...loadedOf([index]).image, configText: '{}'},
	warnings: [{
		code: 'history-missing', layer: undefined, path: undefined, message: 'none',
	}],
	layerNames: ['a/layer.tar', undefined],
};

async function emptyFolder(context: TestContext): Promise<string> {
	return path.join(await temporaryDirectory(context), 'layerscope');
}

function open(folder: string, options: Partial<CacheOptions> = {}) {
	const lines: string[] = [];
	const cache = createLayerCache({
		folder, log(line) {
			lines.push(line);
		}, ...options,
	});
	return {
		...cache,
		lines,
		async keepNow(digest: Digest = diffId, layer = index) {
			cache.keepLayer(digest, layer);
			await cache.settle();
		},
	};
}

const layerFile = (folder: string, digest: Digest = diffId) => path.join(folder, `${digest.slice('sha256:'.length)}.layer`);

test('what one run keeps another has', async context => {
	const folder = await emptyFolder(context);
	const first = open(folder);
	assert.equal(await first.layer(diffId, engine), undefined);
	first.keepImage(key, record);
	await first.keepNow();
	const second = open(folder);
	assert.deepEqual(await second.layer(diffId, 'another engine'), {index, isHashed: true});
	assert.deepEqual(await second.image(key), record);
	assert.equal(await second.image([...key, 'another']), undefined);
	const {mode} = await lstat(folder);
	assert.equal(mode & 0o777, 0o700);
	assert.deepEqual([...first.lines, ...second.lines], []);
});

test('a run that keeps something has it too, though the folder wasn\'t there at its start', async context => {
	const cache = open(await emptyFolder(context));
	assert.equal(await cache.layer(diffId, engine), undefined);
	await cache.keepNow();
	assert.ok(await cache.layer(diffId, engine));
});

test('what an engine vouches for is given back for that engine only, and what was hashed goes before it', async context => {
	const cache = open(await emptyFolder(context));
	const vouched = layerOf(file('etc/issue'));
	cache.keepLayer(diffId, vouched, engine);
	await cache.settle();
	assert.deepEqual(await cache.layer(diffId, engine), {index: vouched, isHashed: false});
	assert.equal(await cache.layer(diffId, 'another engine'), undefined);
	await cache.keepNow();
	assert.deepEqual(await cache.layer(diffId, engine), {index, isHashed: true});
});

test('a container\'s layer, and one that no sha256 names, are never kept', async context => {
	const folder = await emptyFolder(context);
	const cache = open(folder);
	await cache.keepNow(diffId, {...index, isWritable: true});
	await cache.keepNow(`sha512:${'a'.repeat(128)}`);
	assert.equal(await cache.layer(`sha512:${'a'.repeat(128)}`, engine), undefined);
	await assert.rejects(lstat(folder), {code: 'ENOENT'});
});

test('a damaged file is a miss that the log tells of, and is replaced', async context => {
	const folder = await emptyFolder(context);
	const cache = open(folder);
	cache.keepImage(key, record);
	await cache.keepNow();
	for (const name of await readdir(folder)) {
		const bytes = await readFile(path.join(folder, name));
		bytes.set([~bytes.at(-1)!], bytes.length - 1);
		await writeFile(path.join(folder, name), bytes);
	}

	assert.equal(await cache.layer(diffId, engine), undefined);
	assert.equal(await cache.image(key), undefined);
	assert.equal(cache.lines.filter(line => line.includes('is damaged or of another version')).length, 2);
	await cache.keepNow();
	assert.deepEqual(await cache.layer(diffId, engine), {index, isHashed: true});
	await truncate(layerFile(folder), 100);
	assert.equal(await cache.layer(diffId, engine), undefined);
});

test('an image that was cut off anywhere is a miss', async context => {
	const folder = await emptyFolder(context);
	const cache = open(folder);
	cache.keepImage(key, record);
	await cache.settle();
	const [name] = await readdir(folder);
	const whole = await readFile(path.join(folder, name!));
	for (let length = 0; length < whole.length; length += 7) {
		await writeFile(path.join(folder, name!), whole.subarray(0, length));
		assert.equal(await cache.image(key), undefined);
	}
});

test('a link, a pipe or a folder where a file should be is a miss', async context => {
	const folder = await emptyFolder(context);
	const cache = open(folder);
	await cache.keepNow();
	await symlink(layerFile(folder), layerFile(folder, digestOf('1')));
	execFileSync('mkfifo', [layerFile(folder, digestOf('2'))]);
	await mkdir(layerFile(folder, digestOf('3')));
	for (const digit of ['1', '2', '3']) {
		assert.equal(await cache.layer(digestOf(digit), engine), undefined);
	}

	await cache.keepNow(digestOf('3'));
	assert.match(cache.lines.join('\n'), /EISDIR|ENOTEMPTY|EEXIST|EPERM/);
});

test('a folder that others may write is left alone', async context => {
	const folder = await emptyFolder(context);
	await open(folder).keepNow();
	await chmod(folder, 0o770);
	const cache = open(folder);
	assert.equal(await cache.layer(diffId, engine), undefined);
	await cache.keepNow(digestOf('1'));
	assert.deepEqual(await readdir(folder), [path.basename(layerFile(folder))]);
	assert.match(cache.lines.join('\n'), /can be written by others/);
	await assert.rejects(readListing(folder), {name: 'LayerscopeError', message: /can be written by others/});
	await assert.rejects(removeAll(folder), {name: 'LayerscopeError'});
});

test('a folder or a file of somebody else is left alone', {skip: isRoot ? false : 'only root can give files away'}, async context => {
	const folder = await emptyFolder(context);
	await open(folder).keepNow();
	await chown(layerFile(folder), 12_345, 12_345);
	assert.equal(await open(folder).layer(diffId, engine), undefined);
	await chown(layerFile(folder), 0, 0);
	await chown(folder, 12_345, 12_345);
	const cache = open(folder);
	assert.equal(await cache.layer(diffId, engine), undefined);
	await cache.keepNow(digestOf('1'));
	const names = await readdir(folder);
	assert.equal(names.length, 1);
	assert.match(cache.lines.join('\n'), /belongs to somebody else/);
});

test('no folder is made in the home of somebody else', {skip: isRoot ? false : 'only root can give folders away'}, async context => {
	const folder = await emptyFolder(context);
	await chown(path.dirname(folder), 12_345, 12_345);
	const cache = open(folder);
	await cache.keepNow();
	await assert.rejects(lstat(folder), {code: 'ENOENT'});
	assert.match(cache.lines.join('\n'), /belongs to somebody else/);
});

test('where no folder can be made nothing is kept, and nothing fails', async () => {
	const cache = open('/dev/null/layerscope');
	assert.equal(await cache.layer(diffId, engine), undefined);
	await cache.keepNow();
	assert.equal(await cache.layer(diffId, engine), undefined);
	assert.match(cache.lines.join('\n'), /ENOTDIR/);
	assert.deepEqual(await readListing('/dev/null/layerscope'), {layers: [], images: 0, bytes: 0});
});

test('a link for a folder is left alone', async context => {
	const folder = await emptyFolder(context);
	await mkdir(`${folder}-elsewhere`, {mode: 0o700});
	await symlink(`${folder}-elsewhere`, folder);
	const cache = open(folder);
	await cache.keepNow();
	assert.deepEqual(await readdir(`${folder}-elsewhere`), []);
	assert.match(cache.lines.join('\n'), /is no folder/);
});

test('a full disk, and one that can only be read, lose nothing but the cache', {skip: isRoot ? false : 'only root can mount'}, async context => {
	const folder = await temporaryDirectory(context);
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0700', 'tmpfs', folder]);
	try {
		const cache = open(path.join(folder, 'layerscope'));
		await cache.keepNow();
		const large = layerOf(...Array.from({length: 2000}, (_, number) => file(`a rather long name of a file ${number}`)));
		await cache.keepNow(digestOf('1'), large);
		assert.match(cache.lines.join('\n'), /ENOSPC/);
		assert.equal(await cache.layer(digestOf('1'), engine), undefined);
		assert.deepEqual(await cache.layer(diffId, engine), {index, isHashed: true});
		const names = await readdir(path.join(folder, 'layerscope'));
		assert.equal(names.length, 1, 'nothing half written is left');
		execFileSync('mount', ['-o', 'remount,ro', folder]);
		const readOnly = open(path.join(folder, 'layerscope'));
		await readOnly.keepNow(digestOf('2'));
		assert.deepEqual(await readOnly.layer(diffId, engine), {index, isHashed: true});
		await readOnly.settle();
		assert.match(readOnly.lines.join('\n'), /EROFS/);
	} finally {
		execFileSync('umount', [folder]);
	}
});

test('many who write the same and read it meanwhile only ever see it whole', async context => {
	const folder = await emptyFolder(context);
	const large = layerOf(...Array.from({length: 500}, (_, number) => file(`file ${number}`)));
	const caches = Array.from({length: 8}, () => open(folder));
	await caches[0]!.keepNow(diffId, large);
	await Promise.all(caches.map(async cache => {
		for (let round = 0; round < 10; round++) {
			cache.keepLayer(diffId, large);
			const [found] = await Promise.all([cache.layer(diffId, engine), cache.settle()]);
			assert.equal(found?.index.count, 500);
		}
	}));
	assert.deepEqual(caches.flatMap(({lines}) => lines), []);
	assert.deepEqual(await readdir(folder), [path.basename(layerFile(folder))]);
});

test('what was used longest ago goes first when there is too much', async context => {
	const folder = await emptyFolder(context);
	const patient = open(folder);
	for (const digit of ['1', '2', '3']) {
		await patient.keepNow(digestOf(digit));
		await utimes(layerFile(folder, digestOf(digit)), Number(digit), Number(digit));
	}

	const {size} = await lstat(layerFile(folder, digestOf('1')));
	// Its use makes the oldest the youngest.
	assert.ok(await patient.layer(digestOf('1'), engine));
	await patient.settle();
	await open(folder, {limit: size * 3}).keepNow(digestOf('4'));
	const left = await Promise.all(['1', '2', '3', '4'].map(async digit => await patient.layer(digestOf(digit), engine) !== undefined));
	assert.deepEqual(left, [true, false, true, true]);
	const {bytes} = await readListing(folder);
	assert.ok(bytes <= size * 3);
});

test('what alone is larger than the limit isn\'t kept, and drives nothing out', async context => {
	const folder = await emptyFolder(context);
	await open(folder).keepNow();
	const {size} = await lstat(layerFile(folder));
	await open(folder, {limit: size}).keepNow(digestOf('1'), layerOf(...Array.from({length: 50}, (_, number) => file(`${number}`))));
	assert.deepEqual(await readdir(folder), [path.basename(layerFile(folder))]);
});

test('what a killed run left half written goes after an hour, what is being written stays, and so does what is nobody\'s', async context => {
	const folder = await emptyFolder(context);
	const cache = open(folder);
	await cache.keepNow();
	const [stale, fresh, foreign] = [`${layerFile(folder)}.1-aa.part`, `${layerFile(folder)}.2-bb.part`, path.join(folder, 'notes.txt')] as const;
	await Promise.all([stale, fresh, foreign].map(async name => writeFile(name, 'x')));
	const longAgo = (Date.now() / 1000) - 7200;
	await Promise.all([stale, foreign].map(async name => utimes(name, longAgo, longAgo)));
	await cache.keepNow(digestOf('1'));
	const names = await readdir(folder);
	assert.deepEqual([stale, fresh, foreign].map(name => names.includes(path.basename(name))), [false, true, true]);
});

test('a listing tells of layers, the digests they are known under, and all bytes; clearing leaves what is somebody\'s', async context => {
	const folder = await emptyFolder(context);
	const cache = open(folder);
	const [layer] = record.image.layers;
	cache.keepImage(key, {...record, image: {...record.image, layers: [{...layer!, diffId, digest: digestOf('d')}]}});
	cache.keepLayer(digestOf('e'), index, engine);
	await cache.keepNow();
	const {layers, images, bytes} = await readListing(folder);
	const ofLayers = layers.map(({diffId: of, digests, entries, isHashed}) => [of, digests, entries, isHashed]);
	assert.deepEqual(new Set(ofLayers), new Set([[diffId, [digestOf('d')], 1, true], [digestOf('e'), [], 1, false]]));
	assert.equal(images, 1);
	await writeFile(path.join(folder, 'notes.txt'), 'mine');
	assert.equal(await removeAll(folder), bytes);
	assert.deepEqual(await readdir(folder), ['notes.txt']);
	assert.deepEqual(await readListing(folder), {layers: [], images: 0, bytes: 0});
});
