import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after, afterEach, before, test,
} from 'node:test';
import {manyEntriesLayer} from '../../tooling/bench/inputs/many-entries.ts';
import {writeArchive} from '../../tooling/bench/inputs/write-archive.ts';
import {type ExploredImage, writeExploredImage} from '../helpers/explored-image.ts';
import {
	assertRestored, childOf, isRunning, openInShell,
} from '../helpers/in-shell.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

let image: Readonly<ExploredImage>;
let folder: string;
let large: string;

before(async () => {
	image = await writeExploredImage();
	folder = await mkdtemp(path.join(tmpdir(), 'layerscope-test-'));
	large = path.join(folder, 'large.tar');
	writeArchive(large, [manyEntriesLayer(800_000)]);
});

afterEach(() => {
	closeTerminals();
});

after(async () => {
	image.remove();
	await rm(folder, {recursive: true, maxRetries: 5});
});

const program = `${process.execPath} dist/cli.js`;
const shown = /Files after layer 2 /;

for (const [signal, code] of [['TERM', 143], ['HUP', 129], ['INT', 130], ['QUIT', 131]] as const) {
	for (const moment of ['when all is shown', 'in the middle of a parse']) {
		test(`SIG${signal} ${moment} leaves the terminal as it was`, async () => {
			await rm(path.join(folder, 'code'), {force: true});
			const [file, wanted] = moment.includes('parse') ? [large, /reading/] as const : [image.file, shown] as const;
			const terminal = openInShell(`${program} ${file}`);
			await terminal.waitFor(wanted);
			process.kill(await childOf(terminal.pid), `SIG${signal}`);
			await terminal.exited;
			assert.match(terminal.output(), new RegExp(String.raw`code ${code}\r`));
			assertRestored(terminal);
		});
	}
}

for (const [fault, words] of [['component', 'a component fails'], ['timer', 'a timer fails'], ['rejection', 'a promise fails']] as const) {
	test(`an error in a ${fault} is told when the terminal is as it was`, async () => {
		const terminal = openInShell(`${process.execPath} --import tsx test/helpers/faulty-program.tsx ${fault} ${image.file}`);
		if (fault !== 'component') {
			await terminal.waitFor(shown);
			terminal.type('!');
		}

		await terminal.exited;
		assertRestored(terminal);
		assert.match(terminal.output(), /code 1\r/);
		assert.match(terminal.screen().join('\n'), new RegExp(words));
	});
}

test('an effect that fails is an error on the screen, and the rest goes on', async () => {
	const terminal = openInShell(`${process.execPath} --import tsx test/helpers/faulty-program.tsx effect ${image.file}`);
	await terminal.waitFor(shown);
	terminal.type('jjx\r');
	await terminal.waitFor(/an effect fails/);
	terminal.type('\u001B');
	await terminal.waitFor(shown);
	terminal.type('q');
	await terminal.exited;
	assertRestored(terminal);
});

test('a thread that is out of memory is an error of its layer, and the terminal is as it was', async () => {
	const terminal = openInShell(`${process.execPath} --import tsx test/helpers/faulty-program.tsx worker ${large}`);
	await terminal.waitFor(/memory/);
	terminal.type('q');
	await terminal.exited;
	assertRestored(terminal);
	assert.match(terminal.output(), /code 0\r/);
});

test('Ctrl-Z gives the shell back as it was, and fg the screen', async () => {
	const terminal = openTerminal([], {command: ['bash', '--norc', '-i'], environment: {PS1: 'ready> ', PROMPT_COMMAND: ''}});
	await terminal.waitFor(/ready> /);
	terminal.type(`${program} ${image.file}\r`);
	await terminal.waitFor(shown);
	terminal.type('j\u001A');
	await terminal.waitFor(/Stopped[^]*ready> /);
	assert.equal(terminal.isAlternate(), false);
	terminal.type('stty -a | grep -c " icanon"\r');
	await terminal.waitFor(/^1$/m);
	terminal.type('fg\r');
	await terminal.waitFor(/Files after layer 2 [^]*\? /);
	assert.equal(terminal.isAlternate(), true);
	terminal.type('q');
	await terminal.waitFor(/fg\n[^]*ready> \s*$/);
	terminal.type('exit\r');
	await terminal.exited;
	assert.equal(terminal.isAlternate(), false);
});

const readCode = () => existsSync(path.join(folder, 'code')) ? readFileSync(path.join(folder, 'code'), 'utf8') : '';
const leaders = [['and the kernel says so', ''], ['and only reading and writing fail', 'setsid ']] as const;
for (const [how, prefix] of leaders) {
	for (const moment of ['when all is shown', 'in the middle of a parse']) {
		test(`a terminal that goes away ${moment}, ${how}, ends the program within a second`, async () => {
			await rm(path.join(folder, 'code'), {force: true});
			const [file, wanted] = moment.includes('parse') ? [large, /reading/] as const : [image.file, shown] as const;
			const terminal = openTerminal([], {command: ['sh', '-c', `trap : HUP; ${prefix}${program} ${file}; echo $? > ${path.join(folder, 'code')}`]});
			await terminal.waitFor(wanted);
			const pid = await childOf(terminal.pid);
			terminal.hangUp();
			await until(async () => !await isRunning(pid), 1000);
			if (prefix !== '') {
				await until(() => readCode() === '129\n');
			}
		});
	}
}
