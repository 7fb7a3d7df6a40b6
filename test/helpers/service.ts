import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {createInterface} from 'node:readline';

/** A program that was started for tests and is ready to serve. */
export type Service = {
	/** What the pattern of readiness captured. */
	readonly ready: RegExpExecArray;
	/** The lines of its standard error so far. */
	readonly lines: readonly string[];
	/** Ends it by its own id and waits until it has gone. */
	stop(): Promise<void>;
	/** Kills it by its own id, with no time for last words, and waits until it has gone. */
	kill(): Promise<void>;
};

/** Starts a program and waits for the line of its standard error that says it is ready. Throws its last lines where it ends before. */
export async function startService(program: string, arguments_: readonly string[], readyLine: RegExp, environment: Readonly<Record<string, string>> = {}): Promise<Service> {
	const child = spawn(program, arguments_, {stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, ...environment}});
	const exit = once(child, 'exit');
	const endWithTests = () => {
		child.kill();
	};

	process.once('exit', endWithTests);
	const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
		process.off('exit', endWithTests);
		child.kill(signal);
		await exit;
	};

	const lines: string[] = [];
	const ready = await new Promise<RegExpExecArray>((resolve, reject) => {
		// Read on for ever, or the program stops when the pipe is full.
		createInterface(child.stderr).on('line', line => {
			lines.push(line);
			const match = readyLine.exec(line);
			if (match) {
				resolve(match);
			}
		});
		child.once('error', reject);
		child.once('exit', () => {
			reject(new Error(`${program} didn't start:\n${lines.slice(-20).join('\n')}`));
		});
	});
	return {
		ready, lines, stop: async () => end('SIGTERM'), kill: async () => end('SIGKILL'),
	};
}
