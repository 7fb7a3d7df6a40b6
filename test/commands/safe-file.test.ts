import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, lstatSync, readFileSync} from 'node:fs';
import files, {
	mkdir, readdir, readlink, rm, symlink, writeFile,
} from 'node:fs/promises';
import {syncBuiltinESMExports} from 'node:module';
import path from 'node:path';
import process from 'node:process';
import {test} from 'node:test';
import {writeWhole} from '../../source/commands/safe-file.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Bytes in two pieces, with something done between them. */
async function * pieces(meanwhile: () => Promise<unknown> = async () => undefined): AsyncGenerator<Uint8Array, void> {
	yield bytesOf('from ');
	await meanwhile();
	yield bytesOf('the image');
}

const textOf = (file: string) => readFileSync(file, 'utf8');

test('a link is never written through: not without --force, nor with it, and wherever it leads', async context => {
	const folder = await temporaryDirectory(context);
	const precious = path.join(folder, 'precious');
	await writeFile(precious, 'mine');
	for (const [name, target] of [['link', precious], ['dangling', path.join(folder, 'not there')], ['loop', path.join(folder, 'loop')]] as const) {
		const link = path.join(folder, name);
		await symlink(target, link);
		assert.deepEqual(await writeWhole(link, pieces(), false), {kind: 'exists'}, name);
		assert.equal(await readlink(link), target);
		assert.deepEqual(await writeWhole(link, pieces(), true), {kind: 'written', bytes: 14}, name);
		assert.ok(lstatSync(link).isFile(), 'the link itself was replaced');
		assert.equal(textOf(link), 'from the image');
	}

	assert.equal(textOf(precious), 'mine');
	assert.equal(existsSync(path.join(folder, 'not there')), false);
});

test('a link to a folder or a device is refused', async context => {
	const folder = await temporaryDirectory(context);
	await mkdir(path.join(folder, 'place'));
	await symlink('place', path.join(folder, 'to place'));
	await symlink('/dev/null', path.join(folder, 'to null'));
	await assert.rejects(writeWhole(path.join(folder, 'to place'), pieces(), true), /is a directory/);
	await assert.rejects(writeWhole(path.join(folder, 'to null'), pieces(), true), /is a device or a pipe/);
	assert.deepEqual(await readdir(path.join(folder, 'place')), []);
});

test('what comes into being while it is written stays: a file, a link, a folder', async context => {
	const folder = await temporaryDirectory(context);
	const target = path.join(folder, 'target');
	for (const put of [async () => writeFile(target, 'mine'), async () => symlink('/etc/passwd', target), async () => mkdir(target)]) {
		assert.deepEqual(await writeWhole(target, pieces(put), false), {kind: 'exists'});
		assert.deepEqual(await readdir(folder), ['target'], 'nothing else is left');
		assert.notEqual(lstatSync(target).size, 14);
		await rm(target, {recursive: true});
	}
});

test('two who write the same name: one has it, the other is told', async context => {
	const target = path.join(await temporaryDirectory(context), 'target');
	const results = await Promise.all(Array.from({length: 8}, async () => writeWhole(target, pieces(), false)));
	assert.equal(results.filter(({kind}) => kind === 'written').length, 1);
	assert.equal(textOf(target), 'from the image');
});

test('what breaks off leaves what was there, and nothing half written', async context => {
	const folder = await temporaryDirectory(context);
	const target = path.join(folder, 'target');
	await writeFile(target, 'mine');
	const breaking = pieces(async () => {
		throw new Error('cut off');
	});
	await assert.rejects(writeWhole(target, breaking, true), /cut off/);
	assert.deepEqual(await readdir(folder), ['target']);
	assert.equal(textOf(target), 'mine');
});

/** What must hold on a disk without hard links: in a folder of it that is empty. */
async function assertKeepsItsPromises(folder: string): Promise<void> {
	const target = path.join(folder, 'target');
	assert.deepEqual(await writeWhole(target, pieces(), false), {kind: 'written', bytes: 14});
	assert.deepEqual(await writeWhole(target, pieces(), false), {kind: 'exists'});
	await rm(target);
	for (const put of [async () => writeFile(target, 'mine'), async () => mkdir(target)]) {
		assert.deepEqual(await writeWhole(target, pieces(put), false), {kind: 'exists'});
		assert.deepEqual(await readdir(folder), ['target']);
		assert.notEqual(lstatSync(target).size, 14);
		await rm(target, {recursive: true});
	}

	const results = await Promise.all(Array.from({length: 8}, async () => writeWhole(target, pieces(), false)));
	assert.equal(results.filter(({kind}) => kind === 'written').length, 1);
	assert.deepEqual(await readdir(folder), ['target']);
	assert.equal(textOf(target), 'from the image');
}

test('where hard links are refused, as vfat refuses them, the same is promised', async context => {
	const {link} = files;
	files.link = async () => {
		throw Object.assign(new Error('EPERM: operation not permitted, link'), {code: 'EPERM', syscall: 'link'});
	};

	syncBuiltinESMExports();
	try {
		await assertKeepsItsPromises(await temporaryDirectory(context));
	} finally {
		files.link = link;
		syncBuiltinESMExports();
	}
});

const skip = process.getuid?.() === 0 && hasVfat() ? false : 'needs root, mkfs.vfat, loop devices and a kernel with vfat';

test('a disk of vfat, which has no hard links, keeps the same promises', {skip}, async context => {
	const folder = await temporaryDirectory(context);
	const image = path.join(folder, 'disk');
	const disk = path.join(folder, 'mounted');
	await mkdir(disk);
	execFileSync('sh', ['-c', 'truncate -s 2M "$1" && mkfs.vfat "$1" && mount -o loop "$1" "$2"', 'sh', image, disk], {stdio: 'ignore'});
	try {
		await assertKeepsItsPromises(disk);
	} finally {
		execFileSync('umount', [disk]);
	}
});

function hasVfat(): boolean {
	try {
		execFileSync('sh', ['-c', 'command -v mkfs.vfat && test -e /dev/loop-control && grep -q vfat /proc/filesystems'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
}
