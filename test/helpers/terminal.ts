import {Buffer} from 'node:buffer';
import {closeSync, constants, openSync} from 'node:fs';
import process from 'node:process';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';

type TerminalOptions = {
	readonly columns?: number;
	readonly rows?: number;
	/** The Node that runs the program. */
	readonly node?: string;
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** Run this instead of the built program. */
	readonly command?: readonly [string, ...string[]];
};

/** A program in a real pseudo-terminal, with the screen that a person would see. */
export type Terminal = {
	readonly pid: number;
	/** The exit code and signal, once the program ended. */
	readonly exited: Promise<{readonly exitCode: number; readonly signal: number | undefined}>;
	/** The visible rows, without trailing spaces. */
	screen(): string[];
	/** Waits until a whole frame matches, and gives it as one text; fails with the screen after the deadline (milliseconds). */
	waitFor(wanted: RegExp | ((screen: string) => boolean), deadline?: number): Promise<string>;
	/** Types keys, as bytes. */
	type(keys: string): void;
	resize(columns: number, rows: number): Promise<void>;
	/** Writes to the screen past the program, as another program would. */
	spoil(text: string): void;
	kill(signal: string): void;
	/** Takes the terminal away, as a connection does that drops. */
	hangUp(): void;
	/** Everything that was written to the terminal. */
	output(): string;
	/** How many bytes were written to the terminal. */
	written(): number;
	/** When the last of them came, as `performance.now()` counts. */
	lastByte(): number;
	/** Whether the alternate screen is shown. */
	isAlternate(): boolean;
};

const running = new Set<number>();

/** Ends every program that is still running: what a failed test leaves would keep the test file from ending. */
export function closeTerminals(): void {
	for (const pid of running) {
		process.kill(pid, 'SIGKILL');
	}
}

/** Starts the built program with these arguments in a terminal of its own. */
export function openTerminal(arguments_: readonly string[], options: TerminalOptions = {}): Terminal {
	const {columns = 120, rows = 40, node = process.execPath, environment, command = [node, 'dist/cli.js']} = options;
	const emulator = new xterm.Terminal({
		cols: columns, rows, allowProposedApi: true, logLevel: 'off',
	});
	const [file, ...first] = command;
	const child = spawn(file, [...first, ...arguments_], {
		cols: columns, rows, name: 'xterm-256color', encoding: null, env: childEnvironment(environment),
	});
	running.add(child.pid);
	const end = openEnd(child);
	const listeners = new Set<() => void>();
	const chunks: Uint8Array[] = [];
	let written = 0;
	let lastByte = 0;
	child.onData(data => {
		const chunk = data as unknown as Uint8Array;
		chunks.push(chunk);
		written += chunk.length;
		lastByte = performance.now();
		emulator.write(chunk, () => {
			for (const listener of listeners) {
				listener();
			}
		});
	});
	const exited = new Promise<{exitCode: number; signal: number | undefined}>(resolve => {
		child.onExit(({exitCode, signal}) => {
			running.delete(child.pid);
			end.close();
			emulator.write('', () => {
				resolve({exitCode, signal});
			});
		});
	});
	const screen = () => screenOf(emulator);
	return {
		screen,
		async waitFor(wanted, deadline = 15_000) {
			return waitUntil(() => ({text: screen().join('\n'), isWhole: !emulator.modes.synchronizedOutputMode}), wanted, {listeners, exited, deadline});
		},
		type(keys) {
			child.write(keys);
		},
		async resize(newColumns, newRows) {
			emulator.resize(newColumns, newRows);
			child.resize(newColumns, newRows);
		},
		spoil(text) {
			emulator.write(text, () => {
				for (const listener of listeners) {
					listener();
				}
			});
		},
		kill(signal) {
			child.kill(signal);
		},
		hangUp() {
			running.delete(child.pid);
			end.close();
			(child as IPty & {destroy(): void}).destroy();
		},
		exited,
		written: () => written,
		lastByte: () => lastByte,
		output: () => Buffer.concat(chunks).toString(),
		isAlternate: () => emulator.buffer.active.type === 'alternate',
		pid: child.pid,
	};
}

/** Holds the program's end of the terminal open: where nobody does, what a program wrote last may be lost when it ends. */
function openEnd(child: IPty): {close(): void} {
	// The type declarations leave the name out.
	const {ptsName} = child as IPty & {readonly ptsName: string};
	let end: number | undefined = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
	return {
		close() {
			if (end !== undefined) {
				closeSync(end);
				end = undefined;
			}
		},
	};
}

function childEnvironment(changes: TerminalOptions['environment'] = {}): Record<string, string> {
	// Ink draws nothing where it believes that nobody looks.
	const environment = {
		...process.env, CI: undefined, TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: undefined, NODE_OPTIONS: undefined, ...changes,
	};
	return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function screenOf(emulator: InstanceType<typeof xterm.Terminal>): string[] {
	const {active} = emulator.buffer;
	return Array.from({length: emulator.rows}, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '');
}

/** What is on the screen; a frame that came in part may hold rows of the one before. */
type Frame = {readonly text: string; readonly isWhole: boolean};

type Waiting = {readonly listeners: Set<() => void>; readonly exited: Promise<unknown>; readonly deadline: number};

async function waitUntil(read: () => Frame, wanted: RegExp | ((screen: string) => boolean), waiting: Waiting): Promise<string> {
	const isThere = (screen: string) => typeof wanted === 'function' ? wanted(screen) : wanted.test(screen);
	return new Promise((resolve, reject) => {
		const stop = () => {
			clearTimeout(timer);
			waiting.listeners.delete(look);
		};

		const look = () => {
			const {text, isWhole} = read();
			if (isWhole && isThere(text)) {
				stop();
				resolve(text);
			}
		};

		const fail = (why: string) => {
			stop();
			reject(new Error(`${why} for ${String(wanted)}; the screen was:\n${read().text}`));
		};

		const timer = setTimeout(fail, waiting.deadline, `waited ${waiting.deadline} ms`);
		waiting.listeners.add(look);
		void waiting.exited.then(() => {
			look();
			fail('the program ended while the test waited');
		});
		look();
	});
}
