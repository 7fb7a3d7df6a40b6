import assert from 'node:assert/strict';
import process from 'node:process';
import {
	after, afterEach, before, test,
} from 'node:test';
import {type ExploredImage, writeExploredImage} from '../helpers/explored-image.ts';
import {leave} from '../helpers/leave.ts';
import {runProgram} from '../helpers/run-program.ts';
import {closeTerminals, openTerminal, type Terminal} from '../helpers/terminal.ts';

let image: Readonly<ExploredImage>;

before(async () => {
	image = await writeExploredImage();
});

afterEach(() => {
	closeTerminals();
});

after(() => {
	image.remove();
});

// The pseudo-terminal names itself, whatever TERM it is given.
function openWith(changes: readonly string[], words: readonly string[]): Terminal {
	return openTerminal(words, {command: ['env', ...changes, process.execPath, 'dist/cli.js']});
}

const shown = /Files after layer 2 [^]*q quit\n*$/;
const frames = new Map<string, string>();

/** What an ordinary terminal shows, with this flag or none. */
async function usualFrame(...flags: readonly string[]): Promise<string> {
	const key = flags.join(' ');
	if (!frames.has(key)) {
		const terminal = openTerminal([image.file, ...flags]);
		frames.set(key, await terminal.waitFor(shown));
		assert.equal(await leave(terminal), 0);
	}

	return frames.get(key)!;
}

const isAscii = (text: string) => /^[\0-\u007F]*$/.test(text);

for (const name of ['dumb', 'unknown']) {
	test(`TERM=${name} gets the report and a sentence that says what else prints text, and no byte that isn't printed`, async () => {
		const terminal = openWith([`TERM=${name}`], [image.file]);
		const {exitCode} = await terminal.exited;
		assert.equal(exitCode, 0);
		const output = terminal.output();
		assert.match(output, new RegExp(String.raw`^This terminal \(TERM=${name}\) can't show a screen.*layerscope ls, cat, extract`));
		assert.match(output, /explored:1[^]*Layers, the lowest first/);
		assert.doesNotMatch(output, /[\0-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F]/); // eslint-disable-line no-control-regex
		const piped = await runProgram([image.file]);
		assert.equal(output.slice(output.indexOf('\n') + 1).replaceAll('\r', ''), piped.output);
		assert.equal(piped.errors, '', 'into a pipe nothing is said');
	});
}

for (const [what, changes] of [
	['TERM unset', ['-u', 'TERM']], ['TERM empty', ['TERM=']], ['the kernel\'s console', ['TERM=linux']], ['a terminal that nobody knows', ['TERM=never-heard-of']],
] as const) {
	test(`with ${what} all is drawn as ever`, async () => {
		const wanted = await usualFrame();
		const terminal = openWith(changes, [image.file]);
		assert.equal(await terminal.waitFor(shown), wanted);
		terminal.type('jk\tjj?');
		await terminal.waitFor(/all keys|Moving/);
		terminal.type('\u001B');
		assert.equal(await leave(terminal), 0);
		assert.equal(terminal.isAlternate(), false);
	});
}

for (const [what, changes] of [
	['LANG=C', ['LANG=C']], ['no locale at all', ['-u', 'LANG', '-u', 'LC_ALL', '-u', 'LC_CTYPE']], ['Latin-1', ['LANG=de_DE.ISO-8859-1']],
] as const) {
	test(`with ${what} every byte of the screen is ASCII, and the frame is the same but for that`, async () => {
		const wanted = await usualFrame('--ascii');
		const terminal = openWith(changes, [image.file]);
		assert.equal(await terminal.waitFor(shown), wanted);
		// Written out, the name is longer than the pane has room for.
		await terminal.resize(160, 40);
		terminal.type('Zg');
		await terminal.waitFor(/na<U\+00EF>ve <U\+65E5>/);
		assert.equal(await leave(terminal), 0);
		assert.ok(isAscii(terminal.output()));
	});
}

test('what prints text prints ASCII alone on a terminal that isn\'t UTF-8: other bytes could be controls there', async () => {
	for (const [words, wanted] of [
		[['ls', image.file, '--recursive'], String.raw`/app/na\u00efve \u65e5\u672c.txt`],
		[['ls', image.file, '--recursive', '--json'], String.raw`/app/na\u00efve \u65e5\u672c.txt`],
		[['cat', image.file, '/app/naïve 日本.txt'], 'non-ASCII'],
		[['cat', image.file, '/etc/größe'], String.raw`/etc/gr\u00f6\u00dfe`],
	] as const) {
		const terminal = openWith(['LANG=C'], words);
		await terminal.exited;
		assert.ok(terminal.output().includes(wanted), terminal.output());
		assert.ok(isAscii(terminal.output()));
	}

	const {output} = await runProgram(['ls', image.file, '--recursive'], {environment: {LANG: 'C', LC_ALL: ''}});
	assert.ok(output.includes('/app/naïve 日本.txt'), 'a pipe gets what there is');
});
