import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {
	appendFile, chown, lstat, open, readFile, rm, writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after, afterEach, before, describe, test,
} from 'node:test';
import {closeLogins} from '../../source/engine/open-logins.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {openEngineSource} from '../../source/sources/engine-source.ts';
import type {ImageSource} from '../../source/sources/image-source.ts';
import {runCommand, type TestEngine} from '../helpers/engine.ts';
import {engineKinds} from '../helpers/engines.ts';
import {everyEntry} from '../helpers/every-entry.ts';
import {
	dockerArchive, podmanArchive, tarOf,
} from '../helpers/image-builder-archives.ts';
import {
	large, largeImage, lengthOf, megabyte, readEvents as read,
} from '../helpers/large-image.ts';
import {startLink, type Link} from '../helpers/link.ts';
import {columnsOf, readWhole, type Reading} from '../helpers/read-both.ts';
import {skipWithoutSsh, startSshServer, type SshServer} from '../helpers/ssh-server.ts';
import {until} from '../helpers/until.ts';

const reference = 'every:1';
const {signal} = new AbortController();

type More = {readonly host?: string; readonly store?: boolean; readonly log?: string[]; readonly remoteSudo?: boolean};

for (const kind of engineKinds.filter(({name}) => !name.includes('containerd'))) {
	describe(`the store of ${kind.name} behind a real sshd`, {skip: kind.skip() || skipWithoutSsh()}, () => {
		let engine: TestEngine;
		let server: SshServer;
		let link: Link;
		const environment = {TMPDIR: tmpdir(), ...process.env};
		const tar = execFileSync('sh', ['-c', 'command -v tar'], {encoding: 'utf8'}).trim();

		before(async () => {
			engine = await kind.start([]);
			const archive = kind.name === 'Podman' ? podmanArchive : dockerArchive;
			for (const image of [await everyEntry(reference), await largeImage(large)]) {
				const file = path.join(engine.folder, 'image.tar');
				await writeFile(file, await tarOf(archive(image)));
				await engine.docker('load', '--input', file);
			}

			server = await startSshServer({DOCKER_HOST: engine.environment.DOCKER_HOST!});
			const docker = execFileSync('sh', ['-c', 'command -v docker'], {encoding: 'utf8'}).trim();
			await server.addProgram('docker', `exec ${docker} "$@"`);
			link = await startLink(server.port);
			await know(link);
			Object.assign(process.env, {PATH: server.clientPath, TMPDIR: server.folder});
		});

		afterEach(async () => {
			await closeLogins();
			for (const name of ['tar', 'sudo', 'zstd', 'gzip']) {
				await server.removeProgram(name);
			}

			assert.deepEqual(await server.leftovers(), []);
			await until(async () => {
				const sessions = await server.sessions();
				return sessions.length === 0;
			});
		});

		after(async () => {
			Object.assign(process.env, environment);
			link?.stop();
			await server?.stop();
			await engine?.stop();
		});

		/** Has ssh take the server's key for that of a link to it. */
		async function know({port}: Link): Promise<void> {
			const known = await readFile(server.knownHosts, 'utf8');
			await appendFile(server.knownHosts, known.split('\n', 1)[0]!.replace(/:\d+/, `:${port}`) + '\n');
		}

		const hostOf = ({port}: Link) => `ssh://root@127.0.0.1:${port}`;
		/** The engine as it is reached over a link. */
		const behind = (way: Link): TestEngine => ({...engine, environment: {...engine.environment, DOCKER_HOST: hostOf(way)}});
		const opened = async (name: string, more: More = {}): Promise<ImageSource> => openEngineSource(name, {
			selection: {platform: undefined, image: undefined}, pull: 'never', spool: false, verify: false, store: more.store ?? true,
			engine: {
				host: more.host ?? hostOf(link), remoteSudo: more.remoteSudo, log(line) {
					more.log?.push(line);
				},
			},
		});

		function assertSame(store: Reading, save: Reading): void {
			assert.deepEqual(columnsOf(store.loaded), columnsOf(save.loaded));
			assert.deepEqual([...store.contents], [...save.contents]);
			assert.deepEqual(store.loaded.warnings, save.loaded.warnings);
			const {isFromStore, configText, ...facts} = store.loaded.image;
			const {isFromStore: _, configText: savedText, ...saved} = save.loaded.image;
			assert.deepEqual(facts, saved);
			assert.ok(kind.name === 'Podman' || configText === savedText);
		}

		test('gives every entry, every content and every fact as a save does', async () => {
			const [store, save] = [await readWhole(behind(link), reference), await readWhole(engine, reference, {store: false})];
			assert.equal(store.loaded.image.isFromStore, true, store.log.join('\n'));
			assert.deepEqual(new Set(store.loaded.layers.map(({verification}) => verification)), new Set(['engine-store']));
			assertSame(store, save);
		});

		test('ships lists of files, and then one file alone', async () => {
			const log: string[] = [];
			const source = await opened(large, {log});
			try {
				const {progress, offsets, isFromStore} = await read(source);
				assert.equal(isFromStore, true, log.join('\n'));
				assert.ok(link.received() > 0);
				const shipped = progress.at(-1)!;
				assert.equal(shipped.isShipped, true);
				assert.equal(shipped.parts[0]!.id, 'file lists');
				assert.equal(shipped.parts[0]!.current, shipped.parts[0]!.total);
				const small = link.received();
				assert.equal(await lengthOf(source, offsets.at(-1)!), 'a small one\n'.length);
				assert.ok(link.received() - small < 20_000);
				assert.equal(await lengthOf(source, offsets.at(-3)!), 4 * megabyte);
				assert.ok(link.received() - small > 4 * megabyte);
			} finally {
				await source.close();
			}
		});

		test('an image of many megabytes ships few kilobytes', async () => {
			const earlier = link.received();
			const source = await opened(large);
			await read(source);
			await source.close();
			assert.ok(link.received() - earlier < 150_000, `${link.received() - earlier} bytes came`);
		});

		test('that can\'t be read there has the image saved', async () => {
			const save = await readWhole(engine, reference, {store: false});
			await server.addProgram('tar', 'exit 1');
			const {loaded, contents, log} = await readWhole(behind(link), reference);
			assert.match(log.join('\n'), /store isn't read: .*isn't there, or can't be read/);
			assert.equal(loaded.image.isFromStore, undefined);
			assertSame({loaded, contents, log}, save);
		});

		test('that belongs to somebody else has the image saved', async () => {
			const root = path.join(engine.folder, kind.name === 'Podman' ? 'root' : 'data');
			const {uid, gid} = await lstat(root);
			await chown(root, 1234, gid);
			try {
				const log: string[] = [];
				const source = await opened(large, {log});
				const {isFromStore} = await read(source);
				await source.close();
				assert.equal(isFromStore, undefined);
				assert.match(log.join('\n'), /no folder of root or this user/);
			} finally {
				await chown(root, uid, gid);
			}
		});

		test('sudo is tried where the user said so, and never without', async () => {
			const used = path.join(engine.folder, 'sudo-used');
			await server.addProgram('tar', `[ -n "$AS_ROOT" ] && exec ${tar} "$@"; exit 1`);
			await server.addProgram('sudo', `echo "$@" >> ${used}; [ "$1" = -n ] || exit 1; shift; AS_ROOT=1 exec "$@"`);
			for (const remoteSudo of [undefined, true] as const) {
				const source = await opened(large, {remoteSudo});
				const {isFromStore, offsets} = await read(source);
				assert.equal(isFromStore, remoteSudo);
				assert.equal(await lengthOf(source, offsets.at(-1)!), 'a small one\n'.length);
				await source.close();
				assert.equal(existsSync(used), remoteSudo === true);
			}

			await rm(used);
		});

		test('a connection that breaks while it is read has the image saved over another login', async () => {
			const [started, fifo] = ['started', 'fifo'].map(name => path.join(engine.folder, name)) as [string, string];
			await runCommand('mkfifo', [fifo], {});
			await server.addProgram('tar', `: > ${started}; read -r _ < ${fifo}; exit 1`);
			const log: string[] = [];
			const source = await opened(large, {log});
			const reading = read(source);
			await until(() => existsSync(started));
			link.cut();
			const {isFromStore, offsets} = await reading;
			assert.equal(isFromStore, undefined);
			assert.equal(offsets.length > 0, true);
			assert.match(log.join('\n'), /store isn't read: .*The connection to the machine of the engine broke/);
			await source.close();
			const file = await open(fifo, 'w');
			await file.close();
			await Promise.all([rm(fifo), rm(started)]);
		});

		describe('a save over a slow link', () => {
			let slow: Link;

			before(async () => {
				slow = await startLink(server.port, 5 * megabyte);
				await know(slow);
			});

			after(() => {
				slow?.stop();
			});

			test('is packed over there, and gives what a plain one gives', async () => {
				const log: string[] = [];
				const save = await readWhole(engine, reference, {store: false});
				const earlier = slow.received();
				const packed = await readWhole(behind(slow), reference, {store: false, log});
				assert.match(log.join('\n'), /a save comes packed with (zstd|gzip)/);
				assertSame(packed, save);
				assert.ok(slow.received() - earlier < 10 * megabyte);
			});

			test('is told with what is left of it', async () => {
				const source = await opened(large, {host: hostOf(slow), store: false});
				const {progress} = await read(source);
				await source.close();
				const last = progress.at(-1)!;
				assert.equal(last.isShipped, true);
				assert.match(last.parts[0]!.id, /^save with (zstd|gzip)$/);
				assert.ok(last.parts[0]!.current! < 6 * megabyte, 'what packs well isn\'t shipped');
				assert.equal(last.parts[0]!.current, last.parts[0]!.total);
			});

			test('comes plain where the program over there fails', async () => {
				for (const name of ['zstd', 'gzip']) {
					await server.addProgram(name, 'exit 1');
				}

				const source = await opened(large, {host: hostOf(slow), store: false});
				const {progress, offsets} = await read(source);
				await source.close();
				assert.equal(progress.at(-1)!.parts[0]!.id, 'save');
				assert.equal(offsets.length, 3);
			});

			test('that breaks in the middle is an error that says so', async () => {
				const source = await opened(large, {host: hostOf(slow), store: false});
				const error: unknown = await (async () => {
					for await (const event of source.read(signal)) {
						if (event.type === 'progress' && event.progress.parts.some(({current}) => current! > 0)) {
							slow.cut();
						}
					}
				})().catch((error_: unknown) => error_);
				await source.close();
				assert.ok(error instanceof LayerscopeError, String(error));
				assert.match(error.message, /The connection to the .*engine broke/);
			});
		});
	});
}
