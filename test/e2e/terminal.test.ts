import assert from 'node:assert/strict';
import process from 'node:process';
import {after, before, test} from 'node:test';
import {type ExploredImage, writeExploredImage} from '../helpers/explored-image.ts';
import {assertRestored, openInShell} from '../helpers/in-shell.ts';
import {leave} from '../helpers/leave.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';

let image: Readonly<ExploredImage>;

before(async () => {
	image = await writeExploredImage();
});

after(() => {
	closeTerminals();
	image.remove();
});

const program = `${process.execPath} dist/cli.js`;
const explore = async (options?: Parameters<typeof openTerminal>[1], ...flags: readonly string[]) => {
	const terminal = openTerminal([image.file, ...flags], options);
	await terminal.waitFor(/Files after layer 2 /);
	return terminal;
};

const control = (sequence: string) => `\u001B[${sequence}`;

for (const {way, keys, code} of [{way: 'q', keys: 'q', code: 0}, {way: 'Ctrl-C', keys: '\u0003', code: 0}]) {
	test(`${way} leaves the terminal as it was`, async () => {
		const terminal = openInShell(`${program} ${image.file}`);
		await terminal.waitFor(/Files after layer 2 /);
		assert.equal(terminal.isAlternate(), true);
		terminal.type(keys);
		await terminal.exited;
		assert.match(terminal.output(), new RegExp(String.raw`code ${code}\r`));
		assertRestored(terminal);
	});
}

test('a signal before the first frame leaves the terminal as it was', async () => {
	const terminal = openTerminal([image.file]);
	await terminal.waitFor(() => terminal.isAlternate());
	terminal.kill('SIGTERM');
	const {exitCode} = await terminal.exited;
	assert.equal(exitCode, 143);
	assert.equal(terminal.isAlternate(), false);
	assert.ok(terminal.output().endsWith(control('?1049l')) || terminal.output().lastIndexOf(control('?25h')) > terminal.output().lastIndexOf(control('?25l')));
});

test('the first frame is whole, is drawn on a screen that is entered once, and keys that were typed before it count', async () => {
	const terminal = openTerminal([image.file]);
	await terminal.waitFor(() => terminal.isAlternate());
	terminal.type('?');
	await terminal.waitFor(/Keys|quit/);
	await terminal.waitFor(screen => !screen.includes('Files after layer'));
	assert.equal(terminal.output().split(control('?1049h')).length, 2);
	await leave(terminal);
});

test('an error before anything is shown leaves the terminal as it was', async () => {
	const terminal = openInShell(`${program} ./absent.tar`);
	await terminal.waitFor(/There is no file \.\/absent\.tar/);
	terminal.type('q');
	await terminal.exited;
	assert.match(terminal.output(), /code 3\r/);
	assertRestored(terminal);
});

for (const [columns, rows] of [[120, 40], [80, 24], [40, 10], [200, 60]] as const) {
	test(`at ${columns}×${rows} every screen has its room`, async () => {
		const terminal = openTerminal([image.file], {columns, rows});
		await terminal.waitFor(/Files after layer 2|Files 2/);
		for (const [key, wanted] of [['?', /Keys/], ['i', /image ID/], ['w', /─ Dead/]] as const) {
			terminal.type(key);
			const screen = await terminal.waitFor(wanted);
			assert.ok(screen.split('\n').every(row => row.length <= columns), screen);
			// As good as Esc, which a slow link can tear from what follows.
			terminal.type('\u007F');
			await terminal.waitFor(left => !wanted.test(left));
		}

		assert.equal(await leave(terminal), 0);
	});
}

test('it follows a terminal that is resized while it runs, and says when there is no room', async () => {
	const terminal = await explore();
	for (const [columns, rows] of [[80, 24], [40, 10], [130, 35]] as const) {
		await terminal.resize(columns, rows);
		await terminal.waitFor(screen => {
			const last = screen.split('\n').findLastIndex(row => row.trim() !== '');
			return last === rows - 1 && /[?q]/.test(screen.split('\n')[last]!);
		});
	}

	await terminal.resize(30, 5);
	await terminal.waitFor(/40\s*[×x]\s*10/);
	await terminal.resize(120, 40);
	await terminal.waitFor(/Files after layer 2 /);
	assert.equal(await leave(terminal), 0);
});

test('NO_COLOR is honoured, and marks still tell changes apart', async () => {
	const terminal = await explore({environment: {NO_COLOR: '1'}});
	terminal.type('Z');
	await terminal.waitFor(/◌[^]*− .*file-00/);
	assert.equal(await leave(terminal), 0);
	const colors = terminal.output().split(control('')).filter(sequence => /^(?:3|4|9|10)\d(?:;\d+)*m/.test(sequence));
	assert.deepEqual(colors, []);
});

for (const [what, flags, environment] of [
	['--ascii', ['--ascii'], {}],
	['a locale that is not UTF-8', [], {LANG: 'C', LC_ALL: 'C'}],
] as const) {
	test(`${what} draws with ASCII alone`, async () => {
		const terminal = await explore({environment}, ...flags);
		terminal.type('Zg');
		await terminal.waitFor(/na<U\+00EF>ve/);
		assert.equal(await leave(terminal), 0);
		assert.deepEqual([...terminal.output()].filter(character => character > '~' && character !== '\u007F'), []);
	});
}

test('keys that come in one piece all count', async () => {
	const terminal = await explore();
	terminal.type('[[');
	await terminal.waitFor(/Files after layer 0 /);
	terminal.type(']]');
	await terminal.waitFor(/Files after layer 2 /);
	assert.equal(await leave(terminal), 0);
});

test('an image on standard input leaves the keys to the terminal', async () => {
	const terminal = openInShell(`cat ${image.file} | ${program} -`);
	await terminal.waitFor(/Files after layer 2 /);
	terminal.type('\t');
	terminal.type('[');
	await terminal.waitFor(/Files after layer 1 /);
	terminal.type('q');
	await terminal.exited;
	assertRestored(terminal);
});

test('without an argument and without an engine the sample is opened, and says so', async () => {
	const terminal = openTerminal([], {environment: {DOCKER_HOST: 'unix:///nowhere/docker.sock'}});
	const screen = await terminal.waitFor(/built-in sample/);
	assert.match(screen, /Layers/);
	await terminal.waitFor(/Files after layer \d/);
	assert.equal(await leave(terminal), 0);
});
