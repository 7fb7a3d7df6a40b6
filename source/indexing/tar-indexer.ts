import {LayerscopeError} from '../errors.ts';
import {createLayerIndexBuilder} from '../image/layer-index-builder.ts';
import type {LayerIndex} from '../image/layer-index.ts';
import {readingLimits, type ReadingLimits} from '../image/reading-limits.ts';
import {createTarReader} from '../tar/tar-reader.ts';
import {checkHeap} from './heap-guard.ts';

/** Why a tar couldn't be read on, as plain data. */
export type TarFailure = {readonly message: string; readonly offset: number};

/** Reads a plain tar into its index; a tar that turns bad keeps what came before. */
export type TarIndexer = {
	readonly write: (bytes: Uint8Array) => void;
	readonly end: () => void;
	/** Bytes that may be jumped over now instead of being written. */
	readonly skippable: () => number;
	readonly skip: (bytes: number) => void;
	/** Whether more bytes can change the index: not behind the end blocks, nor after a failure. */
	readonly isDone: () => boolean;
	/** `leftOut` is how many entries the limits had no room for. */
	readonly finish: () => {index: LayerIndex; leftOut: number; failure: TarFailure | undefined; hasTrailingGarbage: boolean};
};

/** Reads a tar, whose length in bytes may be known, into an index within the limits. */
export function createTarIndexer(limits: ReadingLimits = readingLimits, tarLength?: number): TarIndexer {
	const builder = createLayerIndexBuilder(tarLength, limits);
	const reader = createTarReader(entry => {
		builder.add(entry);
	});
	let failure: TarFailure | undefined;
	let length = 0;
	let hasTrailingGarbage = false;
	const attempt = (step: () => void) => {
		try {
			step();
		} catch (error) {
			if (!(error instanceof LayerscopeError)) {
				throw error;
			}

			failure = {message: error.message, offset: error.offset ?? reader.position};
		}
	};

	return {
		write(bytes) {
			const start = length;
			length += bytes.length;
			if (failure === undefined) {
				attempt(() => {
					checkHeap();
					reader.write(bytes);
				});
			}

			if (reader.ending !== undefined) {
				hasTrailingGarbage ||= bytes.subarray(Math.max(0, reader.ending - start)).some(byte => byte !== 0);
			}
		},
		end() {
			if (failure === undefined) {
				attempt(() => {
					reader.end();
				});
			}
		},
		skippable: () => failure === undefined && !reader.finished ? reader.skippable : 0,
		skip(bytes) {
			length += bytes;
			reader.skip(bytes);
		},
		isDone: () => failure !== undefined || reader.finished,
		finish: () => ({
			index: builder.finish(length), leftOut: builder.leftOut, failure, hasTrailingGarbage,
		}),
	};
}
