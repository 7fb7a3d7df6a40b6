import {Readable, pipeline} from 'node:stream';
import {extract} from 'tar-stream';
import type {RemoteShell} from '../../engine/remote-shell.ts';
import {messageOf} from '../../errors.ts';
import {joinBytes} from '../../tar/join-bytes.ts';
import {createByteReader} from '../byte-reader.ts';
import {sendBodies, sendFiles} from './remote-script.ts';
import {longestDocument} from './store-root.ts';
import {StoreError} from './store-error.ts';
import type {KeptFile, OnShipped, StoreFiles} from './store-files.ts';

/** A store on the machine of an engine behind ssh. */
export type RemoteStore = {
	readonly shell: RemoteShell;
	/** Its root folder as the engine says; untrusted. */
	readonly root: string;
	/** Whether its files are read as root. */
	readonly asRoot: boolean;
};

/** The files of such a store: those that are announced together come with one command, and contents with one for all that are wanted. */
export function remoteFiles(store: RemoteStore): StoreFiles {
	const arrivals = createArrivals();
	const shipping = createShipping();
	const bodies = (files: readonly KeptFile[], signal: AbortSignal) => receiveBodies(store, files, signal);
	const read = async (name: string) => arrivals.wait(name);
	return {
		announce(names, signal) {
			if (names.length === 0) {
				return;
			}

			arrivals.expect(names);
			receiveFiles(store, names, signal, {
				onFile: arrivals.arrive, onShipped: shipping.tell,
			}).then(() => {
				arrivals.give(names, new StoreError('it isn\'t there, or can\'t be read'));
			}, (error: unknown) => {
				arrivals.give(names, new StoreError(messageOf(error), {cause: error}));
			});
		},
		read,
		indexSplit: async (name, indexer, signal, onBytes) => indexer.indexSplit(await read(name), signal, onBytes),
		async * body(file, signal) {
			for await (const bytes of bodies([file], signal)) {
				yield * bytes;
			}
		},
		bodies,
		follow: shipping.follow,
	};
}

/** How much has come, also for who listens only when it has. */
function createShipping() {
	let last: Parameters<OnShipped> | undefined;
	let listener: OnShipped | undefined;
	return {
		tell(...told: Parameters<OnShipped>) {
			last = told;
			listener?.(...told);
		},
		follow(onShipped: OnShipped) {
			listener = onShipped;
			if (last !== undefined) {
				onShipped(...last);
			}
		},
	};
}

type Arrival = {readonly bytes: Promise<Uint8Array>; readonly resolve: (bytes: Uint8Array) => void; readonly reject: (error: unknown) => void};

/** Files by their names, for whoever waits for them. */
function createArrivals() {
	const all = new Map<string, Arrival>();
	return {
		expect(names: readonly string[]) {
			for (const name of names.filter(name => !all.has(name))) {
				const {promise, resolve, reject} = withResolvers<Uint8Array>();
				// Nobody may ever ask for it.
				promise.catch(() => undefined);
				all.set(name, {bytes: promise, resolve, reject});
			}
		},
		arrive(name: string, bytes: Uint8Array) {
			all.get(name)?.resolve(bytes);
		},
		/** Gives up what hasn't arrived. */
		give(names: readonly string[], error: StoreError) {
			for (const name of names) {
				all.get(name)?.reject(new StoreError(`${name}: ${error.message}`, {cause: error}));
			}
		},
		async wait(name: string): Promise<Uint8Array> {
			const arrival = all.get(name);
			if (arrival === undefined) {
				throw new StoreError(`${name} isn't wanted`);
			}

			return arrival.bytes;
		},
	};
}

function withResolvers<Value>() {
	let resolve: (value: Value) => void = () => undefined;
	let reject: (error: unknown) => void = () => undefined;
	const promise = new Promise<Value>((onValue, onError) => {
		resolve = onValue;
		reject = onError;
	});
	return {promise, resolve, reject};
}

type Receiver = {readonly onFile: (name: string, bytes: Uint8Array) => void; readonly onShipped: OnShipped};

// Of the files of an image with as many layers as there can be.
const longestList = 1024 * 1024;

async function receiveFiles({shell, root, asRoot}: RemoteStore, names: readonly string[], signal: AbortSignal, {onFile, onShipped}: Receiver): Promise<void> {
	const reader = createByteReader(shell.run(sendFiles(root, names), signal, {asRoot}));
	try {
		const total = totalOf(await reader.lines(longestList));
		const wanted = new Set(names);
		let shipped = 0;
		const tar = extract();
		// The failure also comes out of the entries.
		pipeline(Readable.from(reader.take(Number.POSITIVE_INFINITY)), tar, () => undefined);
		for await (const entry of tar) {
			const {name, type, size} = entry.header;
			if (type !== 'file' || !wanted.has(name) || size > longestDocument) {
				throw new StoreError(`${name} is no file, or far too large`);
			}

			const pieces: Uint8Array[] = [];
			for await (const piece of entry as AsyncIterable<Uint8Array>) {
				pieces.push(piece);
				shipped += piece.length;
				onShipped(shipped, total);
			}

			onFile(name, joinBytes(pieces));
		}
	} finally {
		await reader.close();
	}
}

/** How many bytes the files of a listing have in all. */
function totalOf(lines: readonly string[] | undefined): number | undefined {
	const sizes = lines?.map(line => Number(/^-\S+(?:\s+\d+){3}\s+(\d+)\s/.exec(line)?.[1]));
	const total = sizes?.reduce((sum, size) => sum + size, 0);
	return Number.isSafeInteger(total) ? total : undefined;
}

const isThere = 0x31;

/** The bytes of each file, to be used up before those of the next; they throw a `StoreError` where it isn't there. */
async function * receiveBodies({shell, root, asRoot}: RemoteStore, files: readonly KeptFile[], signal: AbortSignal): AsyncGenerator<AsyncIterable<Uint8Array>, void> {
	const reader = createByteReader(shell.run(sendBodies(root, files), signal, {asRoot}));
	async function * receive(size: number): AsyncGenerator<Uint8Array, void> {
		let [answer, received] = [0, 0];
		for await (const [byte] of reader.take(1)) {
			answer = byte!;
		}

		if (answer !== isThere) {
			throw new StoreError('the file isn\'t there in its size');
		}

		for await (const bytes of reader.take(size)) {
			received += bytes.length;
			yield bytes;
		}

		if (received < size) {
			throw new StoreError('the file ends in the middle');
		}
	}

	try {
		for (const {size} of files) {
			yield receive(size);
		}
	} finally {
		await reader.close();
	}
}
