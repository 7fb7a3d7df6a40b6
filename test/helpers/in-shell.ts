import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {until} from './until.ts';
import {openTerminal, type Terminal} from './terminal.ts';

const control = (sequence: string) => `\u001B[${sequence}`;

/** Runs a program in a shell that tells the state of the terminal before and after it, and the exit code. */
export function openInShell(command: string, environment: Readonly<Record<string, string>> = {}): Terminal {
	const script = `trap : HUP INT QUIT TERM; echo before; stty -a; ${command}; echo "code $?"; echo after; stty -a; echo end`;
	return openTerminal([], {command: ['sh', '-c', script], environment});
}

/** Asserts that a terminal which `openInShell` gave is as it was, once the shell has ended. */
export function assertRestored(terminal: Terminal): void {
	const output = terminal.output();
	const settings = [...output.matchAll(/(?:before|after)\r\n([^]*?-extproc)/g)].map(match => match[1]);
	assert.equal(terminal.isAlternate(), false);
	assert.equal(settings.length, 2, output);
	assert.equal(settings[1], settings[0]);
	assert.ok(output.lastIndexOf(control('?25h')) > output.lastIndexOf(control('?25l')), 'the cursor is shown again');
	assert.ok(output.lastIndexOf(control('?2004l')) >= output.lastIndexOf(control('?2004h')), 'pastes are no longer marked');
	for (const mouse of ['?1000', '?1002', '?1003', '?1006']) {
		assert.ok(output.lastIndexOf(control(`${mouse}l`)) >= output.lastIndexOf(control(`${mouse}h`)), 'the mouse is the terminal\'s');
	}
}

/** The one process that a process has started, as soon as there is one. */
export async function childOf(pid: number): Promise<number> {
	let children = '';
	await until(async () => {
		children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
		return /^\d+ $/.test(children);
	});
	return Number(children);
}

/** Whether a process runs; one that nobody has fetched the exit code of doesn't. */
export async function isRunning(pid: number): Promise<boolean> {
	const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') X');
	return !/[XZ]/.test(status[status.lastIndexOf(')') + 2]!);
}
