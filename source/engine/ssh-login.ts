import {spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';
import {Agent} from 'node:http';
import type {Duplex} from 'node:stream';
import {logins, type Login} from './open-logins.ts';
import type {EngineChoice} from './engine-choice.ts';
import type {Environment} from './environment.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import type {SshAddress} from './ssh-address.ts';
import {
	channelArguments, checkArguments, dialCommands, loginArguments,
} from './ssh-arguments.ts';
import {SshChannel} from './ssh-channel.ts';
import {setWarden, type Warden} from './ssh-warden.ts';
import {loginRefused} from './ssh-words.ts';
import {codeOf} from './unreachable.ts';

// A server takes ten sessions over one login unless it is told otherwise; some are for commands of ours.
const mostChannels = 7;

type Asking = Pick<EngineChoice, 'mayAsk' | 'tell' | 'signal'>;

/**
The login at a server, which all connections to it share until the program ends. Where there is none yet, or it has gone, ssh logs in and may ask on the terminal
if the choice says so. Throws an `EngineUnreachableError` that says why it isn't let in.
*/
export async function loginAt(address: SshAddress, asking: Asking, environment: Environment): Promise<Login> {
	const before = logins.get(address.label);
	const known = await before?.catch(() => undefined);
	if (known !== undefined && await isAlive(address, known, environment)) {
		return known;
	}

	// Somebody else may have logged in while this one looked.
	const current = logins.get(address.label);
	if (current !== undefined && current !== before) {
		return current;
	}

	const login = logIn(address, asking, environment);
	logins.set(address.label, login);
	login.catch(() => undefined);
	await known?.close();
	return login;
}

async function isAlive(address: SshAddress, {socket}: Login, environment: Environment): Promise<boolean> {
	const {code} = await runSsh(checkArguments(address, socket), environment);
	return code === 0;
}

async function logIn(address: SshAddress, {mayAsk = false, tell, signal}: Asking, environment: Environment): Promise<Login> {
	const isAsking = mayAsk && canAsk(environment);
	const warden = await setWarden(environment);
	try {
		const {code, words} = await runSsh(loginArguments(address, warden.socket, isAsking), environment, {signal, tell: isAsking ? tell : undefined});
		if (code !== 0) {
			throw loginRefused(address, {code, words}, isAsking);
		}
	} catch (error) {
		await warden.dismiss();
		throw error;
	}

	return createLogin(address, warden, environment);
}

function createLogin(address: SshAddress, warden: Warden, environment: Environment): Login {
	const commands = dialCommands(address);
	let chosen = 0;
	const agent = new ChannelAgent(() => new SshChannel(channelArguments(address, warden.socket, commands[chosen]!), environment));
	return {
		agent,
		socket: warden.socket,
		attempt: () => chosen,
		tryNext(tried) {
			if (chosen === tried) {
				chosen = (chosen + 1) % commands.length;
			}

			return chosen !== 0;
		},
		async close() {
			agent.destroy();
			await warden.dismiss();
		},
	};
}

class ChannelAgent extends Agent {
	readonly #open: () => Duplex;

	constructor(open: () => Duplex) {
		super({keepAlive: true, maxSockets: mostChannels, maxFreeSockets: 2});
		this.#open = open;
	}

	override createConnection(): Duplex {
		return this.#open();
	}
}

/** Whether ssh would find somebody to ask. */
function canAsk(environment: Environment): boolean {
	if (environment.SSH_ASKPASS_REQUIRE === 'force') {
		return true;
	}

	try {
		closeSync(openSync('/dev/tty', 'r+'));
		return true;
	} catch {
		return false;
	}
}

// With -f ssh ends when it has logged in, and its second half goes on in the background.
async function runSsh(arguments_: readonly string[], environment: Environment, {signal, tell}: Asking = {}): Promise<{code: number | undefined; words: string}> {
	return new Promise((resolve, reject) => {
		const child = spawn('ssh', arguments_, {stdio: ['ignore', 'ignore', 'pipe'], env: {...environment}, signal});
		let words = '';
		child.stderr.on('data', (chunk: Uint8Array) => {
			words += String(chunk);
			for (const line of String(chunk).split(/[\r\n]+/).filter(line => line !== '')) {
				tell?.(line);
			}
		});
		child.once('error', error => {
			reject(codeOf(error) === 'ENOENT'
				? new EngineUnreachableError('There is no ssh on this machine to reach the engine with.', {advice: 'Install the OpenSSH client.', cause: error})
				: error);
		});
		// The second half may keep standard error open.
		child.once('exit', code => {
			if (code === 0) {
				child.stderr.destroy();
			}
		});
		child.once('close', code => {
			resolve({code: code ?? undefined, words});
		});
	});
}
