import {spawn, type ChildProcessByStdio} from 'node:child_process';
import {Duplex, type Readable, type Writable} from 'node:stream';
import type {Environment} from './environment.ts';
import {lastWords, SshExit} from './ssh-exit.ts';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const longestWords = 8192;

/** A command over ssh as a socket, as `http.Agent` wants one: its standard input and output. Breaks with an `SshExit` where the command or ssh fails. */
export class SshChannel extends Duplex {
	readonly #child: Child;
	#words = '';

	constructor(arguments_: readonly string[], environment: Environment) {
		super();
		this.#child = spawn('ssh', arguments_, {stdio: ['pipe', 'pipe', 'pipe'], env: {...environment}});
		const {stdin, stdout, stderr} = this.#child;
		// What it says when it ends tells more than a broken pipe.
		stdin.on('error', () => undefined);
		stdout.on('data', (chunk: Uint8Array) => {
			if (!this.push(chunk)) {
				stdout.pause();
			}
		});
		stderr.on('data', (chunk: Uint8Array) => {
			this.#words = (this.#words + String(chunk)).slice(-longestWords);
		});
		this.#child.once('error', error => {
			this.destroy(error);
		});
		this.#child.once('close', code => {
			this.#end(code ?? undefined);
		});
	}

	override _read(): void {
		this.#child.stdout.resume();
	}

	override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: () => void): void {
		// A write that fails is never called back: the end of the command says why.
		this.#child.stdin.write(chunk, error => {
			if (!error) {
				callback();
			}
		});
	}

	override _final(callback: () => void): void {
		this.#child.stdin.end(callback);
	}

	override _destroy(...[error, callback]: Parameters<Duplex['_destroy']>): void {
		this.#child.stdin.destroy();
		this.#child.stdout.destroy();
		this.#child.kill();
		callback(error);
	}

	/** Asked by `http.Agent` for a socket that is in use again. */
	ref(): this {
		this.#child.ref();
		this.#eachPipe(pipe => pipe.ref?.());
		return this;
	}

	/** Asked by `http.Agent` for a socket that waits: it mustn't keep the program from ending. */
	unref(): this {
		this.#child.unref();
		this.#eachPipe(pipe => pipe.unref?.());
		return this;
	}

	setKeepAlive(): this {
		return this;
	}

	setNoDelay(): this {
		return this;
	}

	setTimeout(): this {
		return this;
	}

	#eachPipe(work: (pipe: {ref?(): void; unref?(): void}) => void): void {
		for (const pipe of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
			work(pipe as {ref?(): void; unref?(): void});
		}
	}

	#end(code: number | undefined): void {
		if (code === 0) {
			this.push(null);
		} else if (!this.destroyed) {
			this.destroy(new SshExit(code, lastWords(this.#words)));
		}
	}
}
