import type {Unpacked} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import type {LayerIndex} from '../image/layer-index.ts';
import type {ReadingLimits} from '../image/reading-limits.ts';
import type {Compression} from '../image/media-types.ts';
import type {TarFailure} from './tar-indexer.ts';
import type {BodyChecksums} from './tar-split.ts';

/** A stretch of a file on the disk: a layer inside an archive, or a blob that is a file of its own. */
export type FileRange = {
	readonly path: string;
	/** In bytes from the start of the file. */
	readonly start: number;
	/** In bytes. */
	readonly length: number;
};

/** What a worker is asked to do. A stream's bytes follow as `chunk` messages, how far a file has come as `grown` ones, and then an `end`. */
export type LayerTask =
	| {readonly type: 'index-file'; readonly range: FileRange; readonly hash: boolean; readonly limits: ReadingLimits}
	/** The gzipped tar-split of a layer: the path of a file, or its bytes. */
	| {readonly type: 'index-split'; readonly split: string | Uint8Array; readonly limits: ReadingLimits}
	| {readonly type: 'index-stream'; readonly limits: ReadingLimits}
	/** A file that is still written to, whose bytes are checked by whoever does so. */
	| {readonly type: 'index-growing'; readonly path: string; readonly limits: ReadingLimits}
	| {readonly type: 'hash-file'; readonly range: FileRange};

/** What follows a task to the worker. */
export type TaskMessage =
	| {readonly type: 'task'; readonly task: LayerTask}
	| {readonly type: 'chunk'; readonly bytes: Uint8Array<ArrayBuffer>}
	/** In bytes from the start of the file. */
	| {readonly type: 'grown'; readonly length: number}
	| {readonly type: 'end'};

/** Why a layer couldn't be read to its end, as plain data; with `unpacked` it wasn't, since it unpacks to far more than it is stored as. */
export type LayerFailure = TarFailure & {readonly unpacked?: Unpacked};

/** What was found out about a layer's tar; errors are plain data between threads. */
export type LayerResult = {
	readonly index: LayerIndex;
	/** How many entries behind those of the index the limits had no room for. */
	readonly leftOut: number;
	/** sha256 of the plain bytes; `undefined` where some were skipped or couldn't be had. */
	readonly diffId: Digest | undefined;
	/** sha256 of the stored bytes; `undefined` where some were skipped, or others see to that. */
	readonly digest: Digest | undefined;
	readonly compression: Compression;
	/** Stored bytes that were there. */
	readonly storedSize: number;
	/** Why it couldn't be read to its end; the index holds what came before. */
	readonly failure: LayerFailure | undefined;
	/** Bytes that aren't zero follow the end of the tar. */
	readonly hasTrailingGarbage: boolean;
	/** Of the bodies, where it was read from a tar-split. */
	readonly checksums?: BodyChecksums;
};

/** What a worker answers. */
export type WorkerMessage =
	/** It has started and takes tasks. */
	| {readonly type: 'ready'}
	| {readonly type: 'progress'; readonly bytes: number}
	/** A chunk of a stream is taken, and the memory of an earlier one free again, or a file is read as far as it has come: more may be told. */
	| {readonly type: 'taken'; readonly memory: ArrayBuffer | undefined}
	| {readonly type: 'indexed'; readonly result: LayerResult}
	| {readonly type: 'hashed'; readonly digest: Digest}
	| {readonly type: 'failed'; readonly message: string};
