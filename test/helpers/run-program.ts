import {spawn} from 'node:child_process';
import process from 'node:process';
import {buffer} from 'node:stream/consumers';

type RunOptions = {
	readonly environment?: Readonly<Record<string, string>>;
	/** What is piped into standard input; nothing where it isn't given. */
	readonly input?: Uint8Array;
	/** Whether it has no controlling terminal either, which this test may have. */
	readonly isDetached?: boolean;
	/** The program gets a SIGINT as soon as this is there. */
	readonly interrupt?: Promise<unknown>;
	/** What is run in place of the built program, before the arguments. */
	readonly command?: readonly [string, ...string[]];
};

/** How the program ended, and what it wrote. */
export type Run = {readonly code: number | undefined; readonly bytes: Uint8Array; readonly output: string; readonly errors: string};

/** Runs the built program with these arguments, without a terminal and without an engine. */
export async function runProgram(arguments_: readonly string[], {
	environment = {}, input, isDetached = false, interrupt, command = [process.execPath, 'dist/cli.js'],
}: RunOptions = {}): Promise<Run> {
	const [program, ...first] = command;
	const child = spawn(program, [...first, ...arguments_], {
		detached: isDetached,
		stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
		env: {
			...process.env, DOCKER_HOST: 'unix:///nowhere/engine.sock', LAYERSCOPE_LOG: '', ...environment,
		},
	});
	const ended = new Promise<number | undefined>(resolve => {
		child.once('close', code => {
			resolve(code ?? undefined);
		});
	});
	child.stdin?.on('error', () => undefined);
	child.stdin?.end(input);
	void interrupt?.then(() => child.kill('SIGINT'));
	const [bytes, errors, code] = await Promise.all([buffer(child.stdout!), buffer(child.stderr!), ended]);
	return {
		code, bytes, output: bytes.toString(), errors: errors.toString(),
	};
}

/** How the program ends with these arguments. */
export async function exitCodeOf(...parameters: Parameters<typeof runProgram>): Promise<number | undefined> {
	const {code} = await runProgram(...parameters);
	return code;
}

/** What the program prints with these arguments. */
export async function outputOf(...parameters: Parameters<typeof runProgram>): Promise<string> {
	const {output} = await runProgram(...parameters);
	return output;
}
