import {openSync} from 'node:fs';
import process from 'node:process';
import {ReadStream} from 'node:tty';
import {LayerscopeError} from '../errors.ts';

/** Where keys come from. */
export type Keyboard = {
	readonly stream: NodeJS.ReadStream;
	/** Frees what was opened for it. */
	readonly close: (() => void) | undefined;
};

/** Standard input, or the terminal itself where standard input is something else (an image). Throws a `LayerscopeError` where there is none. */
export function openKeyboard(): Keyboard {
	if (process.stdin.isTTY) {
		return {stream: process.stdin, close: undefined};
	}

	try {
		const stream = new ReadStream(openSync('/dev/tty', 'r'));
		return {
			stream,
			close() {
				stream.destroy();
			},
		};
	} catch (error) {
		throw new LayerscopeError('usage', 'There is no terminal to read keys from.', {advice: 'Use --json, or one of the commands that need no terminal.', cause: error});
	}
}

/** The size of a terminal in cells; that of the oldest ones where it doesn't know its own, as on a serial line. */
export function sizeOf({columns, rows}: NodeJS.WriteStream): {readonly columns: number; readonly rows: number} {
	return columns > 0 && rows > 0 ? {columns, rows} : {columns: 80, rows: 24};
}

/** Stops this process group, as Ctrl-Z would; resolves when it goes on, or soon where nobody can stop it. */
export async function stopProcess(): Promise<void> {
	await new Promise<void>(resolve => {
		// Where no shell could continue the group, the kernel doesn't stop it: then the timer ends the wait. It also keeps the process alive.
		const timer = setTimeout(done, 200);
		function done(): void {
			clearTimeout(timer);
			process.off('SIGCONT', done);
			resolve();
		}

		process.on('SIGCONT', done);
		process.kill(0, 'SIGTSTP');
	});
}

/** Calls back when the process goes on after a stop that it didn't ask for, and when the terminal was another size for less than a moment: what is on the screen then isn't known. Gives the way to stop listening. */
export function onLostScreen(sizeNow: () => {readonly columns: number; readonly rows: number}, callback: () => void): () => void {
	let last = sizeNow();
	const resized = () => {
		const size = sizeNow();
		if (size.columns === last.columns && size.rows === last.rows) {
			callback();
		}

		last = size;
	};

	process.on('SIGCONT', callback);
	process.on('SIGWINCH', resized);
	return () => {
		process.off('SIGCONT', callback);
		process.off('SIGWINCH', resized);
	};
}

const numbers = {
	SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15,
} as const;

/** What a shell gives for a program that ended because its terminal went away. */
export const hungUp = 128 + numbers.SIGHUP;

/** Calls back with the exit code of a signal that ends the program; gives the way to stop listening. */
export function onEndingSignal(callback: (code: number) => void): () => void {
	const handlers = (Object.entries(numbers) as Array<[keyof typeof numbers, number]>).map(([signal, number]) => {
		const handler = () => {
			callback(128 + number);
		};

		process.on(signal, handler);
		return {signal, handler};
	});
	return () => {
		for (const {signal, handler} of handlers) {
			process.off(signal, handler);
		}
	};
}

/** Calls back once when the terminal has gone: the end of its keys, or an error where it is read or written. */
export function onHangUp(keys: NodeJS.ReadStream, screen: NodeJS.WriteStream, callback: () => void): void {
	let isTold = false;
	const tell = () => {
		// Setting the terminal back to how it was fails too, on the way out.
		if (!isTold) {
			isTold = true;
			callback();
		}
	};

	keys.on('end', tell);
	keys.on('error', tell);
	screen.on('error', tell);
}

/** Calls back with an error that nobody caught; gives the way to stop listening. */
export function onLostError(callback: (error: Error) => void): () => void {
	const handler = (error: unknown) => {
		callback(error instanceof Error ? error : new Error(String(error)));
	};

	process.on('uncaughtException', handler);
	process.on('unhandledRejection', handler);
	return () => {
		process.off('uncaughtException', handler);
		process.off('unhandledRejection', handler);
	};
}
