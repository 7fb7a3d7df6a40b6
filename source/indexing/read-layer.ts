import {createHash, type Hash} from 'node:crypto';
import {LayerscopeError, messageOf, UnpackingLimitError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {readingLimits, type ReadingLimits} from '../image/reading-limits.ts';
import {createUnpackingGuard} from '../image/unpacking-guard.ts';
import {joinBytes} from '../tar/join-bytes.ts';
import {sniff, sniffLength, type StoredForm} from './compression.ts';
import {createDecompressor, type Decompressor} from './decompressor.ts';
import {createOneAhead} from './one-ahead.ts';
import type {LayerFailure, LayerResult} from './layer-task.ts';
import {createSalvage} from './salvage.ts';
import {createTarIndexer} from './tar-indexer.ts';

/** Reads a layer's stored bytes as they come: decompresses, hashes both forms, and indexes the tar. */
export type LayerReader = {
	readonly write: (chunk: Uint8Array) => Promise<void>;
	readonly end: () => Promise<LayerResult>;
};

/** A reader of one layer, whose index stays within the limits. Without `hashStored` the digest stays unknown, where whoever gives the bytes checks it already. */
export function createLayerReader(limits: ReadingLimits = readingLimits, hashStored = true): LayerReader {
	const stored = hashStored ? createHash('sha256') : undefined;
	const plain = createPlainReader(limits);
	const salvage = createSalvage();
	let storedSize = 0;
	let head: Uint8Array = new Uint8Array(0);
	let form: StoredForm | undefined;
	let decompressor: Decompressor | undefined;
	// Stored bytes are hashed to their end even when they can't be decompressed, because that tells a damaged blob from a wrong one.
	const {attempt, problem} = createAttempts();
	// While a chunk is decompressed, the next one is fetched and hashed.
	const ahead = createOneAhead();
	const begin = async () => {
		form = sniff(head);
		// A plain layer's stored bytes are its plain bytes: one hash does.
		if (form !== 'none' || stored === undefined) {
			plain.hash();
		}

		await attempt(async () => {
			decompressor = await createDecompressor(form!, plain.write, {mayBlock: true});
			await decompressor.write(head);
		});
	};

	return {
		async write(chunk) {
			storedSize += chunk.length;
			stored?.update(chunk);
			plain.countStored(chunk.length);
			salvage.keep(chunk);
			if (form !== undefined) {
				await ahead.begin(async () => attempt(async () => decompressor!.write(chunk)));
				return;
			}

			head = joinBytes([head, chunk]);
			if (head.length >= sniffLength) {
				await begin();
			}
		},
		async end() {
			if (form === undefined) {
				await begin();
			}

			await ahead.settle();
			await attempt(async () => decompressor!.end());
			if (problem() !== undefined) {
				await decompressor?.close();
				// What was stopped isn't damaged.
				await (problem() instanceof UnpackingLimitError ? undefined : salvage.run(form!, plain.length(), plain.write));
			}

			const failure = asFailure(problem(), plain.length());
			const {plainDigest, ...read} = plain.finish(failure === undefined);
			const digest: Digest | undefined = stored && `sha256:${stored.digest('hex')}`;
			return {
				...read,
				diffId: failure === undefined ? plainDigest ?? digest : undefined,
				digest,
				compression: form === 'gzip' || form === 'zstd' ? form : 'none',
				storedSize,
				failure: failure ?? read.failure,
			};
		},
	};
}

function createPlainReader(limits: ReadingLimits) {
	const indexer = createTarIndexer(limits);
	const guard = createUnpackingGuard(limits.unpacked);
	let hash: Hash | undefined;
	let length = 0;
	return {
		length: () => length,
		countStored: guard.countStored,
		hash() {
			hash = createHash('sha256');
		},
		write(bytes: Uint8Array) {
			guard.countPlain(bytes.length);
			length += bytes.length;
			hash?.update(bytes);
			indexer.write(bytes);
		},
		finish(isWhole: boolean) {
			if (isWhole) {
				indexer.end();
			}

			const plainDigest: Digest | undefined = hash && `sha256:${hash.digest('hex')}`;
			return {...indexer.finish(), plainDigest};
		},
	};
}

/** Runs steps until one fails with a `LayerscopeError`, which is kept. */
function createAttempts() {
	let problem: LayerscopeError | undefined;
	return {
		problem: () => problem,
		async attempt(step: () => Promise<void>) {
			if (problem !== undefined) {
				return;
			}

			try {
				await step();
			} catch (error) {
				if (!(error instanceof LayerscopeError)) {
					throw error;
				}

				problem = error;
			}
		},
	};
}

function asFailure(problem: LayerscopeError | undefined, offset: number): LayerFailure | undefined {
	if (problem instanceof UnpackingLimitError) {
		return {message: messageOf(problem), offset, unpacked: problem.unpacked};
	}

	return problem && {message: `${messageOf(problem)}, at byte ${offset} of the tar`, offset};
}
