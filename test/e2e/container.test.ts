import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {buildBusybox, busyboxLayers} from '../helpers/busybox-image.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {leave} from '../helpers/leave.ts';
import {outputOf, runProgram} from '../helpers/run-program.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';

type Report = Record<string, unknown> & {layers: Array<Record<string, unknown>>; container: Record<string, unknown>};

describe('a person opens a container', {skip: skipWithoutEngine()}, () => {
	let engine: TestEngine;

	before(async () => {
		engine = await startEngine();
		await buildBusybox(engine, 'box:1');
		const work = 'echo mine > /data/nötig.txt && rm /data/link && echo new > /new.txt && ln -s new.txt /soft && touch /ready && exec sleep 1000000';
		await engine.docker('run', '--detach', '--name', 'web', '--network', 'none', 'box:1', 'sh', '-c', work);
		await engine.docker('exec', 'web', 'sh', '-c', 'until [ -e /ready ]; do sleep 0.05; done');
	});

	after(async () => {
		closeTerminals();
		await engine?.docker('rm', '--force', 'web');
		await engine?.stop();
	});

	async function run(...words: readonly string[]) {
		return runProgram(words, {environment: engine.environment});
	}

	async function listed(...words: readonly string[]): Promise<Array<Record<string, unknown>>> {
		return JSON.parse(await outputOf(['ls', 'container:web', ...words, '--json'], {environment: engine.environment})) as Array<Record<string, unknown>>;
	}

	test('the report and its JSON leave out what nobody knows', async () => {
		const {output, code} = await run('container:web');
		assert.equal(code, 0);
		assert.match(output, /^image {5}container:web\nstate {5}running\nmade of {3}box:1\n/);
		assert.match(output, /^size .* in 7 layers, the container layer left out$/m);
		assert.match(output, /^ {2}7 {9}· {2}\+3 ~1 -1\n {14}container web \(running\)\n {14}writable: the container layer has no digest and no diffID$/m);
		const report = JSON.parse(await outputOf(['container:web', '--json'], {environment: engine.environment})) as Report;
		assert.equal(report.source, 'container');
		assert.deepEqual({...report.container, id: undefined}, {
			id: undefined, name: 'web', state: 'running', image: 'box:1',
		});
		const {writable, size, diffId, digest, deadBytes, entries, verification, added, changed, removed} = report.layers[busyboxLayers]!;
		assert.deepEqual({
			writable, size, diffId, digest, deadBytes, entries, verification, added, changed, removed,
		}, {
			writable: true, size: null, diffId: null, digest: null, deadBytes: null, entries: null, verification: null, added: 3, changed: 1, removed: 1,
		});
		assert.equal(report.layers[0]!.writable, false);
	});

	test('the sums are those of the image', async () => {
		const fields = async (image: string) => {
			const {size, deadBytes, efficiency, deadPaths} = JSON.parse(await outputOf([image, '--json'], {environment: engine.environment})) as Record<string, unknown>;
			return {
				size, deadBytes, efficiency, deadPaths,
			};
		};

		assert.deepEqual(await fields('container:web'), await fields('box:1'));
	});

	test('ls says null where it doesn\'t know, and all that can be asked of the path that is named', async () => {
		const all = await listed('/data');
		const rows = new Map(all.map(row => [row.path, row]));
		assert.deepEqual(rows.get('/data/nötig.txt'), {
			path: '/data/nötig.txt', type: null, mode: null, uid: null, gid: null, size: null, mtime: null, target: null, layer: busyboxLayers, change: 'changed',
		});
		assert.equal(rows.has('/data/link'), false);
		assert.equal(rows.get('/data/twin')!.size, 7);
		const [row] = await listed('/soft');
		assert.deepEqual({...row, mtime: undefined}, {
			path: '/new.txt', type: 'file', mode: '0644', uid: null, gid: null, size: 4, mtime: undefined, target: null, layer: busyboxLayers, change: 'added',
		});
		assert.match(await outputOf(['ls', 'container:web', '/'], {environment: engine.environment}), /^· {10}· {19}· · {16}\/new\.txt$/m);
	});

	test('cat and extract read from the container, or from the image below it', async () => {
		assert.equal(await outputOf(['cat', 'container:web', '/data/nötig.txt'], {environment: engine.environment}), 'mine\n');
		assert.equal(await outputOf(['cat', 'container:web', '/data/nötig.txt', '--layer', String(busyboxLayers - 1)], {environment: engine.environment}), 'a note\n');
		assert.equal(await outputOf(['cat', 'container:web', '/soft'], {environment: engine.environment}), 'new\n');
		const file = path.join(engine.folder, 'extracted');
		const {code} = await run('extract', 'container:web', '/new.txt', '-o', file);
		assert.equal(code, 0);
		assert.equal(await readFile(file, 'utf8'), 'new\n');
	});

	test('what can\'t be told of a container is refused with what to do instead', async () => {
		const entries = await run('entries', 'container:web', '--layer', String(busyboxLayers));
		assert.equal(entries.code, 2);
		assert.match(entries.errors, /container layer is no tar/);
		const directory = await run('extract', 'container:web', '/data');
		assert.equal(directory.code, 2);
		assert.match(directory.errors, /docker cp/);
		assert.equal(directory.bytes.length, 0);
		const unchanged = await run('extract', 'container:web', '/bin');
		assert.equal(unchanged.code, 0);
	});

	test('one that isn\'t there ends with 3 and names others', async () => {
		const {code, errors} = await run('container:wbe');
		assert.equal(code, 3);
		assert.equal(errors, 'layerscope: The engine has no container wbe. Did you mean web?\n');
	});

	test('on the screen a changed file is viewed in the container and in the image', async () => {
		const terminal = openTerminal(['container:web'], {environment: engine.environment});
		const screen = await terminal.waitFor(/Files in the container/);
		assert.match(screen, /^ container:web {2}running {2}linux\/amd64 .* in 7 layers of the image/);
		assert.match(screen, /▶ rw {8}· .*container we/);
		assert.match(screen, /· {11}· {16}· {4}new\.txt/);
		terminal.type('/tig');
		terminal.type('\r');
		await terminal.waitFor(/~ {2}· {11}· {16}· {6}nötig\.txt {2}was 7 B/);
		terminal.type('G');
		await terminal.waitFor(/▶ ~ .*nötig/);
		terminal.type('v');
		await terminal.waitFor(/\/data\/nötig\.txt {2}in the container [^]* 1 {2}mine/);
		terminal.type('[');
		await terminal.waitFor(/\/data\/nötig\.txt {2}after layer 6 [^]* 1 {2}a note/);
		terminal.type(']');
		await terminal.waitFor(/in the container [^]* 1 {2}mine/);
		terminal.type('\u{7F}');
		await terminal.waitFor(/▶ ~ {2}-rw-r--r-- {2}· {14}5 B {6}nötig\.txt {2}was 7 B/);
		assert.equal(await leave(terminal), 0);
	});

	test('one that is removed while it is open says so, and the rest can still be looked at', async () => {
		await engine.docker('run', '--detach', '--name', 'short', '--network', 'none', 'box:1', 'sh', '-c', 'echo x > /data/file && exec sleep 1000000');
		const terminal = openTerminal(['container:short'], {environment: engine.environment});
		await terminal.waitFor(/Files in the container/);
		await engine.docker('rm', '--force', 'short');
		terminal.type('/file');
		terminal.type('\r');
		await terminal.waitFor(/\+ .* {6}file$/m);
		terminal.type('G');
		await terminal.waitFor(/▶ \+ .* {6}file/);
		terminal.type('v');
		await terminal.waitFor(/The container short was removed meanwhile/);
		terminal.type('[');
		await terminal.waitFor(/Files after layer 6/);
		assert.equal(await leave(terminal), 0);
	});
});
