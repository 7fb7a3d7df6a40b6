import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout} from 'node:timers/promises';
import type {Environment} from './environment.ts';

/** The folder of a login's socket, and who clears it away. */
export type Warden = {
	/** Where ssh may put its socket. */
	readonly socket: string;
	/** Ends the login and removes the folder; comes back after two seconds at most. */
	dismiss(): Promise<void>;
};

// A shell of its own outlives whatever ends this program, and sees that by the end of its standard input.
const watch = 'read -r _; ssh -F /dev/null -S "$1" -O exit -- layerscope 2>/dev/null; rm -rf -- "$2"';

// What a socket's path may have on every system, less what ssh appends while it makes one.
const longestPath = 80;

// What mkdtemp appends.
const randomLetters = 6;

const mostSeconds = 2;

/** Makes a folder of mode 0700 and sets a warden over it, who clears away when told so, or when this program has ended in whatever way. */
export async function setWarden(environment: Environment): Promise<Warden> {
	const usual = await mkdtemp(path.join(shortEnough(tmpdir()), 'layerscope-'));
	const socket = path.join(usual, 's');
	const child = spawn('/bin/sh', ['-c', watch, 'sh', socket.replaceAll('%', '%%'), usual], {
		stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {...environment, PATH: `${environment.PATH ?? ''}:/usr/bin:/bin`},
	});
	const ended = once(child, 'exit');
	ended.catch(() => undefined);
	child.stdin.on('error', () => undefined);
	await once(child, 'spawn');
	child.unref();
	(child.stdin as unknown as {unref(): void}).unref();
	return {
		socket,
		async dismiss() {
			child.ref();
			child.stdin.end();
			await Promise.race([ended, patience()]);
		},
	};
}

// One that hangs goes on without this program.
async function patience(): Promise<void> {
	await setTimeout(mostSeconds * 1000);
}

function shortEnough(folder: string): string {
	return folder.length + '/layerscope-'.length + randomLetters + '/s'.length <= longestPath ? folder : '/tmp';
}
