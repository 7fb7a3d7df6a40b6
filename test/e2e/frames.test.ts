import assert from 'node:assert/strict';
import process from 'node:process';
import {
	after, before, describe, test,
} from 'node:test';
import {type ExploredImage, writeExploredImage} from '../helpers/explored-image.ts';
import {leave} from '../helpers/leave.ts';
import {closeTerminals, openTerminal, type Terminal} from '../helpers/terminal.ts';

let image: Readonly<ExploredImage>;

before(async () => {
	image = await writeExploredImage();
});

after(() => {
	closeTerminals();
	image.remove();
});

const frameStart = '\u001B[?2026h';
const frames = (terminal: Terminal) => terminal.output().split(frameStart).length - 1;

/** Opens the image with everything unfolded and the cursor on the first row. */
async function unfolded(columns: number, rows: number): Promise<Terminal> {
	const terminal = openTerminal([image.file], {columns, rows});
	await terminal.waitFor(/Files after layer 2 /);
	await terminal.waitFor(screen => !screen.includes('hashing'));
	terminal.type('Zg');
	await terminal.waitFor(/▶ [^▶│]*▾ app/);
	return terminal;
}

/** What keys write to the terminal until a screen is seen, in bytes and in frames. */
async function costOf(terminal: Terminal, keys: readonly string[], wanted: Parameters<Terminal['waitFor']>[0]) {
	const before = {bytes: terminal.written(), frames: frames(terminal)};
	for (const key of keys) {
		terminal.type(key);
	}

	await terminal.waitFor(wanted);
	return {bytes: terminal.written() - before.bytes, frames: frames(terminal) - before.frames};
}

/** The row of the screen that the tree's cursor is in. */
const cursorRow = (screen: string) => screen.split('\n').findIndex(row => /[│┤] ▶/.test(row));

for (const [columns, rows] of [[120, 40], [200, 60]] as const) {
	describe(`at ${columns}×${rows}`, () => {
		let terminal: Terminal;

		before(async () => {
			terminal = await unfolded(columns, rows);
		});

		test('a move of the cursor writes fewer than 150 bytes, in one frame', async () => {
			for (let move = 0; move < 15; move++) {
				const row = cursorRow(terminal.screen().join('\n'));
				const cost = await costOf(terminal, ['j'], screen => cursorRow(screen) === row + 1);
				assert.equal(cost.frames, 1);
				assert.ok(cost.bytes < 150, `${cost.bytes} bytes`);
			}
		});

		test('keys that change nothing write nothing', async () => {
			terminal.type('g');
			const screen = await terminal.waitFor(/▶ [^▶│]*▾ app/);
			const row = cursorRow(screen);
			const cost = await costOf(terminal, [...Array.from({length: 50}, () => 'k'), 'j'], next => cursorRow(next) === row + 1);
			assert.equal(cost.frames, 1);
			assert.ok(cost.bytes < 150, `${cost.bytes} bytes`);
		});

		test('a burst of keys makes few frames', async () => {
			terminal.type('g');
			await terminal.waitFor(/▶ [^▶│]*▾ app/);
			const cost = await costOf(terminal, ['j'.repeat(50)], /▶ [^▶│]*file-/);
			assert.ok(cost.frames < 10, `${cost.frames} frames`);
			assert.equal(await leave(terminal), 0);
		});
	});
}

test('after a stop that nobody asked for all is drawn anew', async () => {
	const terminal = await unfolded(120, 40);
	const screen = terminal.screen();
	process.kill(terminal.pid, 'SIGSTOP');
	terminal.spoil('\u001B[H\u001B[Jsomething else');
	await terminal.waitFor(/something else/);
	process.kill(terminal.pid, 'SIGCONT');
	await terminal.waitFor(/Files after layer 2 /);
	assert.deepEqual(terminal.screen(), screen);
	assert.equal(await leave(terminal), 0);
});

test('a terminal that was smaller for less than a moment is whole again', async () => {
	const terminal = await unfolded(120, 40);
	const screen = terminal.screen();
	process.kill(terminal.pid, 'SIGSTOP');
	await terminal.resize(60, 20);
	await terminal.resize(120, 40);
	process.kill(terminal.pid, 'SIGCONT');
	await terminal.waitFor(next => next === screen.join('\n'));
	assert.equal(await leave(terminal), 0);
});
