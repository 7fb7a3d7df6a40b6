import {ZSTDDecoder} from 'zstddec/stream';
import {LayerscopeError} from '../errors.ts';

/** Decodes what it is fed, in memory of its own that is free again when nobody holds the decoder any more. */
export type ZstdDecoder = {
	/** Takes a piece of at most `pieceSize` bytes; what the one before gave has to be taken first. */
	readonly feed: (piece: Uint8Array) => void;
	/** The next decoded bytes, valid until the next call; `undefined` when the piece is used up. Throws a `LayerscopeError` on damage. */
	readonly next: () => Uint8Array | undefined;
	/** Whether a frame has begun and not ended. */
	readonly isInside: () => boolean;
};

/** The longest piece in bytes. */
export const pieceSize = 16 * 1024;

/** The functions of zstd that are called, and its memory; sizes and addresses are numbers of 32 bits. */
type Exports = {
	readonly memory: {readonly buffer: ArrayBuffer};
	readonly malloc: (size: number) => number;
	readonly ZSTD_createDCtx: () => number;
	readonly ZSTD_DStreamOutSize: () => number;
	readonly ZSTD_decompressStream: (context: number, output: number, input: number) => number;
};

type Module = {readonly isModule: true};

// Node has it, its types don't.
declare const WebAssembly: {
	readonly Instance: new (module: Module, imports: unknown) => {readonly exports: Exports};
};

let loading: Promise<Module> | undefined;

// The package's own way through a stream repeats a failing step for ever and frees nothing then: only its program is taken.
async function load(): Promise<Module> {
	let module: Module | undefined;
	const decoder = new ZSTDDecoder();
	decoder._init = (result: {readonly module: Module}) => {
		module = result.module;
	};

	await decoder.init();
	return module!;
}

// Two structs of three numbers each (zstd.h: ZSTD_inBuffer, ZSTD_outBuffer): address, size, position.
const structSize = 12;

/** A decoder of the reference implementation, compiled to WebAssembly. */
export async function createZstdDecoder(): Promise<ZstdDecoder> {
	loading ??= load();
	const imports = {env: {emscripten_notify_memory_growth: () => undefined}};
	const {memory, malloc, ZSTD_createDCtx: createContext, ZSTD_DStreamOutSize: outputSizeOf, ZSTD_decompressStream: decompress} = new WebAssembly.Instance(await loading, imports).exports;
	const context = createContext();
	const outputSize = outputSizeOf();
	const [input, output, inputBytes, outputBytes] = [structSize, structSize, pieceSize, outputSize].map(size => malloc(size)) as [number, number, number, number];
	let view = new DataView(memory.buffer);
	const put = (struct: number, ...numbers: readonly number[]) => {
		// Memory that has grown is another buffer.
		view = view.buffer === memory.buffer ? view : new DataView(memory.buffer);
		for (const [at, number] of numbers.entries()) {
			view.setUint32(struct + (at * 4), number, true);
		}
	};

	let isMore = false;
	let result = 0;
	return {
		feed(piece) {
			new Uint8Array(memory.buffer).set(piece, inputBytes);
			put(input, inputBytes, piece.length, 0);
			isMore = true;
		},
		next() {
			if (!isMore) {
				return undefined;
			}

			put(output, outputBytes, outputSize, 0);
			result = decompress(context, output, input);
			throwIfError(result);
			put(output);
			const length = view.getUint32(output + 8, true);
			// A frame whose last bytes filled the output is over, and must not be asked for more.
			isMore = (length === outputSize && result !== 0) || view.getUint32(input + 8, true) < view.getUint32(input + 4, true);
			return new Uint8Array(memory.buffer, outputBytes, length);
		},
		isInside: () => result !== 0,
	};
}

/** Those of zstd's errors that say more than that the data is damaged (zstd_errors.h). */
const errors: Readonly<Record<number, string>> = {
	10: 'has something that is no zstd behind a frame',
	16: 'wants a window over 128 MiB, and more are refused',
	22: 'is damaged: the checksum of a frame is wrong',
	32: 'wants a dictionary, which container images don\'t use',
	64: 'takes more memory than there is',
};
const mostErrors = 120;

function throwIfError(result: number): void {
	if (result < 0 && result >= -mostErrors) {
		throw new LayerscopeError('unreadable', `The zstd data ${errors[-result] ?? `is damaged (error ${-result} of its decoder)`}`);
	}
}
