import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {escapeText} from '../../source/text/escape.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';
import {runProgram, type Run} from '../helpers/run-program.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';
import {startRegistry, type HostileRegistry} from './doors/registry-door.ts';
import {startEvilEngine} from './evil-engine.ts';
import {
	everything, evilContent, evilImage, evilImages,
} from './evil-image.ts';
import {documentsOf} from './hostile-image.ts';
import {hostileStrings, hostileTexts} from './hostile-texts.ts';
import {archiveOf} from './image-files.ts';
import type {LoopbackServer} from './loopback-server.ts';
import {createWitness} from './terminal-effects.ts';

// Everything but the line ends that the program itself writes: controls, C1, DEL, bidirectional and invisible characters, separators, what isn't assigned.
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

function assertSafe(text: string, what: string): void {
	// What is indented, the program indented itself.
	const found = unsafe.exec(text.replaceAll(/^\t+/gm, ''));
	assert.ok(found === null, `${what}: ${JSON.stringify(text.slice(Math.max(0, (found?.index ?? 0) - 40), (found?.index ?? 0) + 20))}`);
}

function assertSafeRun({bytes, output, errors}: Run, words: readonly string[]): void {
	const what = words.join(' ');
	assert.ok(Buffer.from(output).equals(bytes), `${what} writes bytes that are no UTF-8`);
	assertSafe(output, what);
	assertSafe(errors, `the errors of ${what}`);
	assert.doesNotMatch(errors, /at \S+ \(|node:internal/, `${what} crashed`);
	assert.ok(output.length + errors.length > 0, `${what} says nothing`);
}

describe('no byte of an image, an engine or a registry that a terminal would obey reaches the output', {concurrency: 2}, () => {
	let archive: string;
	let folder: string;
	let engine: LoopbackServer;
	let registry: HostileRegistry;
	/** Of an index with two images in the registry. */
	let reference: string;
	let removals: Array<() => unknown>;

	before(async () => {
		removals = [];
		folder = await temporaryDirectory({after: (removal: () => unknown) => removals.push(removal)} as never);
		archive = path.join(folder, 'evil.tar');
		const image = evilImage();
		await writeFile(archive, archiveOf(image, documentsOf(image)));
		engine = await startEvilEngine();
		registry = await startRegistry();
		const several = {...evilImages(), registryAnswers: (at: string) => at.startsWith('/tags/list') ? {body: JSON.stringify({name: everything, tags: hostileStrings})} : undefined};
		reference = registry.hold(several, documentsOf(several));
	});

	after(async () => {
		closeTerminals();
		engine?.stop();
		registry?.stop();
		await Promise.all(removals.map(async removal => removal()));
	});

	for (const words of [
		['ARCHIVE'],
		['ARCHIVE', '--json'],
		['ARCHIVE', '--min-efficiency', '1'],
		['ls', 'ARCHIVE'],
		['ls', 'ARCHIVE', '--recursive'],
		['ls', 'ARCHIVE', '--recursive', '--json'],
		['entries', 'ARCHIVE', '--layer', '0'],
		['entries', 'ARCHIVE', '--layer', '1', '--json'],
		['platforms', 'ARCHIVE'],
		['platforms', 'ARCHIVE', '--json'],
		['ARCHIVE', '--image', '\u001B[5mnone'],
		['cat', 'ARCHIVE', '/names/\u001B[5m\u202Enone'],
		['ls', 'ARCHIVE', '--layer', '\u001B[5m'],
	]) {
		test(`layerscope ${escapeText(words.join(' '))}`, async () => {
			assertSafeRun(await runProgram(words.map(word => word === 'ARCHIVE' ? archive : word)), words);
		});
	}

	test('every name is in the list, and no two look the same', async () => {
		const {output} = await runProgram(['ls', archive, '/names']);
		const shown = output.split('\n').filter(line => line !== '');
		assert.equal(new Set(shown).size, hostileTexts.length);
		const {output: json} = await runProgram(['ls', archive, '/names', '--json']);
		const entries = JSON.parse(json) as ReadonlyArray<{readonly path: string; readonly pathBytes?: string}>;
		const names = entries.map(({path: name, pathBytes}) => pathBytes === undefined ? Buffer.from(name).toString('latin1') : Buffer.from(pathBytes, 'base64').toString('latin1'));
		assert.deepEqual(names.toSorted(), hostileTexts.map(({bytes}) => `/names/${Buffer.from(bytes).toString('latin1')}`).toSorted());
	});

	for (const words of [
		['images'],
		['images', '--json'],
		['search', 'evil'],
		['search', 'evil', '--json'],
		['docker://evil:1'],
		['--json', 'docker://evil:1'],
		['docker://bad:1'],
		['pull', 'evil:2'],
		['rmi', 'bad:1'],
		['rmi', 'evil:1'],
		['load', '-i', 'ARCHIVE'],
		['outdated'],
		['tag', 'evil:1', 'evil:3'],
		['save', 'bad:1', '-o', 'SAVED'],
		['platforms', 'docker://evil:1'],
		['container:evil'],
	]) {
		test(`layerscope ${words.join(' ')} of an engine`, async () => {
			const given = words.map(word => word === 'ARCHIVE' ? archive : (word === 'SAVED' ? path.join(folder, 'saved.tar') : word));
			assertSafeRun(await runProgram([...given, '--no-cache'], {environment: {DOCKER_HOST: `tcp://${engine.host}`, HOME: folder}}), words);
		});
	}

	for (const words of [
		['REFERENCE', '--json'],
		['REFERENCE'],
		['tags', 'NAME'],
		['tags', 'NAME', '--json'],
		['platforms', 'REFERENCE'],
		['platforms', 'REFERENCE', '--json'],
		['ls', 'REFERENCE', '--recursive'],
		['pull', 'NAME', '--to', 'PULLED'],
	]) {
		test(`layerscope ${words.join(' ')} of a registry`, async () => {
			const names: Readonly<Record<string, string>> = {REFERENCE: `registry:${reference}`, NAME: reference, PULLED: path.join(folder, `pulled-${words.length}.tar`)};
			assertSafeRun(await runProgram(words.map(word => names[word] ?? word), {environment: {HOME: folder, XDG_CACHE_HOME: '/dev/null'}}), words);
		});
	}

	test('cat gives a pipe the bytes, and a terminal none that it would obey', async () => {
		const {bytes} = await runProgram(['cat', archive, '/content']);
		assert.ok(Buffer.from(evilContent).equals(bytes));
		const terminal = openTerminal(['cat', archive, '/content']);
		await terminal.exited;
		// The pseudo-terminal puts a CR before each LF.
		assertSafe(terminal.output().replaceAll('\r\n', '\n').replaceAll('\t', ' '), 'cat');
		const witness = createWitness({columns: 120, rows: 40});
		await witness.see(terminal.output().replaceAll('\t', ' '));
		assert.deepEqual(witness.told(), []);
		assert.ok(witness.rows().length > hostileTexts.length);
	});

	test('with --raw a terminal gets the bytes', async () => {
		const terminal = openTerminal(['cat', '--raw', archive, '/content']);
		await terminal.exited;
		assert.ok(terminal.output().includes('\u001B]0;owned'));
		const witness = createWitness({columns: 120, rows: 40});
		await witness.see(terminal.output());
		assert.notDeepEqual(witness.told(), [], 'the test would see what gets through');
	});
});
