import assert from 'node:assert/strict';
import process from 'node:process';
import {after, before, test} from 'node:test';
import {type ExploredImage, writeExploredImage} from '../helpers/explored-image.ts';
import {leave} from '../helpers/leave.ts';
import {createRandom} from '../helpers/random-image.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';

let image: Readonly<ExploredImage>;
const shown = /Files after layer 2 [^]*q quit\n*$/;

before(async () => {
	image = await writeExploredImage();
});

after(() => {
	closeTerminals();
	image.remove();
});

test('after a thousand resizes the last frame is that of a program which never knew another size', async () => {
	const fresh = openTerminal([image.file]);
	const wanted = await fresh.waitFor(shown);
	const terminal = openTerminal([image.file]);
	await terminal.waitFor(shown);
	const random = createRandom(4);
	for (let resize = 0; resize < 1000; resize++) {
		await terminal.resize(1 + Math.floor(random() * 200), 1 + Math.floor(random() * 60));
	}

	await terminal.resize(120, 40);
	await terminal.waitFor(screen => screen === wanted);
	assert.equal(await leave(terminal), 0);
	assert.equal(await leave(fresh), 0);
});

for (const [columns, rows] of [[20, 5], [1, 1], [2, 200], [400, 3]] as const) {
	test(`at ${columns}×${rows} every key does no harm`, async () => {
		const terminal = openTerminal([image.file], {columns, rows});
		await terminal.waitFor(screen => screen.trim() !== '');
		for (const key of ['\t', 'j', 'k', '\r', 'g', 'G', '?', '\u001B', 'a', 'd', '\u001B', 'i', '\u001B', 'v', '\u001B', '/x\r', '\u001B', 'w', '\u001B']) {
			terminal.type(key);
		}

		await terminal.resize(120, 40);
		await terminal.waitFor(/\? all keys/);
		assert.equal(await leave(terminal), 0);
	});
}

test('a terminal that doesn\'t know its size is taken for one of 80×24', async () => {
	const terminal = openTerminal([], {command: ['sh', '-c', `stty cols 0 rows 0; exec ${process.execPath} dist/cli.js ${image.file}`]});
	await terminal.waitFor(/Files after layer 2 [^]*\? /);
	await terminal.resize(120, 40);
	await terminal.waitFor(shown);
	assert.equal(await leave(terminal), 0);
});
