import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {execFileSync, spawn} from 'node:child_process';
import {
	chmod, mkdir, symlink, writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import {describe, test} from 'node:test';
import type {RemoteShell} from '../../source/engine/remote-shell.ts';
import {remoteFiles} from '../../source/sources/store/remote-files.ts';
import {StoreError} from '../../source/sources/store/store-error.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';
import {skipReason} from '../helpers/programs.ts';

const {signal} = new AbortController();

/** A shell of this machine in the place of one over there, which finds a program first where it is in a folder. */
function shellOf(command: readonly [string, ...string[]], folder: string): RemoteShell {
	return {
		maySudo: false,
		warm: () => undefined,
		program: () => 'docker',
		async * run(script) {
			const child = spawn(command[0], [...command.slice(1), '-s'], {stdio: ['pipe', 'pipe', 'inherit'], env: {PATH: folder, LC_ALL: 'C.UTF-8', TAR_OPTIONS: '--no-such-option'}});
			child.stdin.end(`{\n${script}\nexit\n} </dev/null\n`);
			yield * child.stdout as AsyncIterable<Uint8Array>;
		},
	};
}

const shells: ReadonlyArray<readonly [string, ...string[]]> = [['/bin/dash'], ['/bin/bash'], ['/bin/busybox', 'sh']];
for (const command of shells) {
	describe(`a store over there, read by ${command.join(' ')}`, {skip: skipReason([command[0]], {root: false})}, () => {
		/** A store, and the folder of the programs that come before the system's. */
		async function storeIn(folder: string) {
			const [root, programs] = [path.join(folder, 'it\'s a "$root" $(touch x)\u00FC'), path.join(folder, 'programs')];
			await mkdir(path.join(root, 'layer/real'), {recursive: true});
			await mkdir(programs);
			for (const name of command[0].endsWith('busybox') ? ['tar', 'ls', 'cat', 'id'] : []) {
				await symlink(command[0], path.join(programs, name));
			}

			return {root, files: remoteFiles({shell: shellOf(command, programs), root, asRoot: false})};
		}

		test('gives the files that are there, with all their bytes', async context => {
			const folder = await temporaryDirectory(context);
			const {root, files} = await storeIn(folder);
			const long = `layer/${'f'.repeat(120)}`;
			await writeFile(path.join(root, long), new Uint8Array(100_000).fill(7));
			await writeFile(path.join(root, 'layer/empty'), '');
			await symlink('/etc/passwd', path.join(root, 'layer/link'));
			files.announce([long, 'layer/missing', 'layer/empty'], signal);
			assert.deepEqual(Buffer.from(await files.read(long)), Buffer.alloc(100_000, 7));
			assert.deepEqual(Buffer.from(await files.read('layer/empty')), Buffer.alloc(0));
			await assert.rejects(async () => files.read('layer/missing'), StoreError);
			files.announce(['layer/link'], signal);
			await assert.rejects(async () => files.read('layer/link'), /no file/);
			await assert.rejects(async () => files.read('never/announced'), StoreError);
			files.announce(['a; touch x'], signal);
			await assert.rejects(async () => files.read('a; touch x'), /isn't a plain one/);
		});

		test('follows no symlink on the way to a file, and opens nothing but a file', async context => {
			const folder = await temporaryDirectory(context);
			const {root, files} = await storeIn(folder);
			await writeFile(path.join(root, 'secret'), 'secret');
			await writeFile(path.join(root, 'layer/real/file'), 'inside');
			await symlink('../secret', path.join(root, 'layer/leaf'));
			await symlink('real', path.join(root, 'layer/branch'));
			await symlink(root, path.join(root, 'layer/out'));
			await symlink('.', path.join(root, 'layer/here'));
			execFileSync('mkfifo', [path.join(root, 'layer/pipe')]);
			const body = async (name: string, size = 6) => text(files.body({folder: 'layer', name: Buffer.from(name), size}, signal));
			assert.equal(await body('./real//x/../file'), 'inside');
			for (const name of ['leaf', 'branch/file', 'out/secret', 'here/real/file', '../secret', 'real', 'missing', 'real/file/x', 'pipe']) {
				await assert.rejects(async () => body(name), StoreError, name);
			}

			await assert.rejects(async () => body('real/file', 5), StoreError);
			await assert.rejects(async () => body(''), StoreError);
			assert.deepEqual(execFileSync('find', [folder, '-name', 'x'], {encoding: 'utf8'}), '');
		});

		test('takes every name for what it is', async context => {
			const folder = await temporaryDirectory(context);
			const {root, files} = await storeIn(folder);
			const names = [
				'-n', '--help', '*', '$(touch x)', '`touch x`', '\'', '"', '\\', '%s%n', ' ', 'a b ', '\n', 'ends\n', 'x\ny', '~', '#', '\u00FC', '\u0001\u007F',
			].map(name => Buffer.from(name));
			names.push(Buffer.from([0xFF, 0xFE]), Buffer.from([0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88]));
			const kept = [];
			for (const [place, name] of names.entries()) {
				const below = Buffer.concat([Buffer.from(`${root}/layer/`), name, Buffer.from('dir')]);
				await mkdir(below);
				const content = `content ${place}`;
				await writeFile(Buffer.concat([Buffer.from(`${root}/layer/`), name]), content);
				await writeFile(Buffer.concat([below, Buffer.from('/'), name]), content);
				kept.push({folder: 'layer', name, size: content.length}, {folder: 'layer', name: Buffer.concat([name, Buffer.from('dir/'), name]), size: content.length});
			}

			const contents: string[] = [];
			for await (const bytes of files.bodies!(kept, signal)) {
				contents.push(await text(bytes));
			}

			assert.deepEqual(contents, names.flatMap((_, place) => [`content ${place}`, `content ${place}`]));
			assert.deepEqual(execFileSync('find', [folder, '-name', 'x'], {encoding: 'utf8'}), '');
		});

		test('a folder that isn\'t root\'s or the user\'s own isn\'t read', {skip: process.getuid?.() !== 0}, async context => {
			const {root, files} = await storeIn(await temporaryDirectory(context));
			await writeFile(path.join(root, 'layer/file'), 'x');
			await chmod(root, 0o777);
			execFileSync('chown', ['1234', root]);
			files.announce(['layer/file'], signal);
			await assert.rejects(async () => files.read('layer/file'), StoreError);
		});
	});
}
