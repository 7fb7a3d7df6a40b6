import {LayerscopeError, messageOf} from '../errors.ts';
import type {Environment} from './environment.ts';
import type {SshAddress} from './ssh-address.ts';
import {channelArguments, programs, shellCommand} from './ssh-arguments.ts';
import {SshChannel} from './ssh-channel.ts';
import {SshExit} from './ssh-exit.ts';

/** How a script is run on the machine of an engine. */
export type ScriptOptions = {
	/** As root, where `sudo` lets this user without asking. */
	readonly asRoot?: boolean;
	/** Whether it may be silent for as long as it likes; half a minute otherwise. */
	readonly mayBeSilent?: boolean;
};

/** The shell on the machine of an engine that is reached by ssh, over the login that the engine's requests take. */
export type RemoteShell = {
	/** Whether the user allowed that `sudo` is tried. */
	readonly maySudo: boolean;
	/** Starts a shell over there ahead of its first script, while other things are asked. */
	warm(): void;
	/** The docker or podman that speaks for the engine over there, as words for a shell. */
	program(): string;
	/**
	Runs a script of a POSIX shell over there and gives its standard output as it comes. Leaving early ends it. Throws a `LayerscopeError` where it ends
	with another code than 0 or the connection breaks, with its last words, and the signal's reason where that is aborted.
	*/
	run(script: string, signal: AbortSignal, options?: ScriptOptions): AsyncGenerator<Uint8Array, void>;
};

/** A login as scripts need it. */
export type ShellLogin = {readonly socket: string; attempt(): number};

// What ssh itself ends with.
const lostConnection = 255;

const longestSilence = 30_000;
// The longest that a timer can wait.
const forEver = 2_147_483_647;

export type ShellOptions = {
	readonly address: SshAddress;
	readonly maySudo: boolean;
	readonly environment: Environment;
	/** Gives the login for a script, a new one where the last has gone. */
	readonly find: () => Promise<ShellLogin>;
	/** Ends all scripts. */
	readonly closing: AbortSignal;
};

/** A shell over a login. */
export function createRemoteShell({address, maySudo, environment, find, closing}: ShellOptions): RemoteShell {
	const turns = createTurns();
	let attempt = 0;
	const open = async (asRoot: boolean): Promise<SshChannel> => {
		const login = await find();
		attempt = login.attempt();
		const channel = new SshChannel(channelArguments(address, login.socket, shellCommand(asRoot)), environment);
		// One that breaks before it is used tells nobody.
		return channel.on('error', () => undefined);
	};

	const spare = createSpare(async () => open(false), closing);
	return {
		maySudo,
		warm: spare.prepare,
		program: () => programs(address)[attempt]!,
		async * run(script, outer, {asRoot = false, mayBeSilent = false} = {}) {
			const signal = AbortSignal.any([outer, closing]);
			const leave = await turns.enter(signal);
			try {
				const channel = (asRoot ? undefined : await spare.take()) ?? await open(asRoot);
				yield * outputOf(channel, framed(script), signal, mayBeSilent ? forEver : longestSilence);
			} finally {
				leave();
			}
		},
	};
}

/** A channel that waits for its first use, until all is closed. */
function createSpare(open: () => Promise<SshChannel>, closing: AbortSignal) {
	let waiting: Promise<SshChannel> | undefined;
	const take = async (): Promise<SshChannel | undefined> => {
		const taken = waiting;
		waiting = undefined;
		const channel = await taken?.catch(() => undefined);
		return channel?.destroyed ? undefined : channel;
	};

	const discard = async () => {
		const channel = await take();
		channel?.destroy();
	};

	closing.addEventListener('abort', () => {
		void discard();
	}, {once: true});
	return {
		take,
		prepare() {
			waiting ??= (async () => {
				const channel = await open();
				return channel.unref();
			})();
			waiting.catch(() => undefined);
		},
	};
}

// A shell reads what it runs bit by bit: nothing of a script that was cut off may run.
function framed(script: string): string {
	return `{\n${script}\nexit\n} </dev/null\n`;
}

async function * outputOf(channel: SshChannel, script: string, signal: AbortSignal, patience: number): AsyncGenerator<Uint8Array, void> {
	const abort = () => {
		channel.destroy(new Error('it was stopped'));
	};

	const wait = () => setTimeout(() => {
		channel.destroy(new Error(`nothing came for ${patience / 1000} seconds`));
	}, patience);
	let silence = wait();
	signal.addEventListener('abort', abort, {once: true});
	try {
		signal.throwIfAborted();
		channel.ref();
		channel.end(script);
		for await (const chunk of channel as AsyncIterable<Uint8Array>) {
			// Who takes it may take long.
			clearTimeout(silence);
			yield chunk;
			silence = wait();
		}
	} catch (error) {
		signal.throwIfAborted();
		throw asFailure(error);
	} finally {
		clearTimeout(silence);
		signal.removeEventListener('abort', abort);
		channel.destroy();
	}
}

function asFailure(error: unknown): LayerscopeError {
	const isLost = error instanceof SshExit && (error.exitCode === undefined || error.exitCode === lostConnection);
	return new LayerscopeError('engine', `${isLost ? 'The connection to the machine of the engine broke' : 'A command on the machine of the engine failed'}: ${messageOf(error)}.`, {
		advice: 'Try again.', cause: error,
	});
}

// With the engine's own requests they are as many as a server lets over one login.
const mostScripts = 3;

/** Lets a few in at once, the others in the order in which they came. */
function createTurns() {
	const waiting: Array<() => void> = [];
	let free = mostScripts;
	const leave = () => {
		const next = waiting.shift();
		if (next === undefined) {
			free++;
		} else {
			next();
		}
	};

	return {
		async enter(signal: AbortSignal): Promise<() => void> {
			signal.throwIfAborted();
			if (free > 0) {
				free--;
			} else {
				await new Promise<void>((resolve, reject) => {
					waiting.push(resolve);
					signal.addEventListener('abort', () => {
						const place = waiting.indexOf(resolve);
						if (place !== -1) {
							waiting.splice(place, 1);
							reject(signal.reason as Error);
						}
					}, {once: true});
				});
			}

			return leave;
		},
	};
}
