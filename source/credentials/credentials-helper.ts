import {Buffer} from 'node:buffer';
import {spawn} from 'node:child_process';
import type {Readable, Writable} from 'node:stream';
import {LayerscopeError} from '../errors.ts';
import {field, isObject} from '../image/json.ts';
import type {Credentials, Environment} from './credentials.ts';

const limitSeconds = 10;
const longestAnswer = 1024 * 1024;
const nothingFound = 'credentials not found in native keychain';
const isTokenUser = (username: unknown): boolean => username === '<token>';

type HelperOptions = {
	readonly environment: Environment;
	readonly signal: AbortSignal;
	/** Seconds that the helper has. */
	readonly limit?: number;
};

/**
Asks the program `docker-credential-NAME` for the login of a server, without a shell, the server on its standard input.
`undefined` where it has none. Throws a `LayerscopeError` that quotes nothing of what the helper said, which may be secret.
*/
export async function askCredentialHelper(name: string, server: string, {environment, signal, limit = limitSeconds}: HelperOptions): Promise<Credentials | undefined> {
	const program = `docker-credential-${name}`;
	// With a slash in it, it would be a path and not a program of PATH.
	if (!/^[\w.-]+$/.test(name)) {
		throw failed(program, 'that is no name of a program');
	}

	const timeout = AbortSignal.timeout(limit * 1000);
	const stop = AbortSignal.any([signal, timeout]);
	try {
		const {code, output} = await run(program, server, environment, stop);
		return credentialsOf(program, server, code, output);
	} catch (error) {
		signal.throwIfAborted();
		if (timeout.aborted) {
			throw failed(program, `it took longer than ${limit} seconds`);
		}

		throw error instanceof LayerscopeError ? error : failed(program, codeOf(error) === 'ENOENT' ? 'it isn\'t installed' : `it can't be run (${codeOf(error)})`);
	}
}

type Ended = {readonly code: number | undefined; readonly output: string};

async function run(program: string, server: string, environment: Environment, stop: AbortSignal): Promise<Ended> {
	stop.throwIfAborted();
	const child = spawn(program, ['get'], {
		stdio: ['pipe', 'pipe', 'ignore'], env: environment, signal: stop, killSignal: 'SIGKILL',
	});
	const ended = new Promise<number | undefined>((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', code => {
			resolve(code ?? undefined);
		});
	});
	try {
		const [code, output] = await Promise.all([ended, exchange(program, child, server)]);
		return {code, output};
	} finally {
		// What a helper has started may hold its output open after it was killed.
		child.stdout.destroy();
	}
}

type Pipes = {readonly stdin: Writable; readonly stdout: Readable; kill(signal: 'SIGKILL'): boolean};

async function exchange(program: string, child: Pipes, server: string): Promise<string> {
	// A helper may end before it has read.
	child.stdin.on('error', () => undefined);
	child.stdin.end(server);
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of child.stdout) {
		chunks.push(chunk as Uint8Array);
		length += (chunk as Uint8Array).length;
		if (length > longestAnswer) {
			child.kill('SIGKILL');
			throw failed(program, 'its answer is longer than 1 MiB');
		}
	}

	return Buffer.concat(chunks).toString();
}

function credentialsOf(program: string, server: string, code: number | undefined, output: string): Credentials | undefined {
	if (output.trim() === nothingFound) {
		return undefined;
	}

	if (code !== 0) {
		throw failed(program, `it ended with ${code ?? 'a signal'} (try \`echo ${server} | ${program} get\`)`);
	}

	const answer = parse(output);
	const username = isObject(answer) ? field(answer, 'Username') : undefined;
	const secret = isObject(answer) ? field(answer, 'Secret') : undefined;
	if (typeof username !== 'string' || typeof secret !== 'string') {
		throw failed(program, 'its answer makes no sense');
	}

	if (secret === '') {
		return undefined;
	}

	return isTokenUser(username) ? {identityToken: secret} : {username, password: secret};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function failed(program: string, reason: string): LayerscopeError {
	return new LayerscopeError('engine', `the credential helper ${program} failed: ${reason}`);
}
