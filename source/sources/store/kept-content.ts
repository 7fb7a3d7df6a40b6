import {LayerscopeError, messageOf} from '../../errors.ts';
import {entryName, entryType, type LayerIndex} from '../../image/layer-index.ts';
import type {BodyChecksums} from '../../indexing/tar-split.ts';
import type {ContentPiece, ContentRequest} from '../image-source.ts';
import {createCrc64} from './crc64.ts';
import {StoreError} from './store-error.ts';
import type {KeptFile, StoreFiles} from './store-files.ts';

/** A layer that was read, with the folder that its files lie in. */
export type KeptFolder = {readonly index: LayerIndex; readonly checksums: BodyChecksums; readonly folder: string};

// So much is compared with its checksum before the first byte of it is given.
const checkedBefore = 16 * 1024 * 1024;

// What a shell over there is told to send with one script.
const mostAtOnce = 500;

type Body = {readonly file: KeptFile; readonly expected: Uint8Array};
type Wanted = Body & {readonly request: number};
type FolderOf = (layer: number) => KeptFolder;
type SendBodies = NonNullable<StoreFiles['bodies']>;

/**
The content of the entry at an offset, out of the folder that its layer is unpacked in. Throws a `StoreError` before any byte where the folder
hasn't that file in that size, and, of a large file, a `LayerscopeError` at its end where its bytes turn out to be others.
*/
export async function * readKeptContent(files: StoreFiles, kept: KeptFolder, offset: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	const body = bodyAt(kept, offset);
	if (body !== undefined) {
		yield * checkedBytes(files.body(body.file, signal), body, signal);
	}
}

/** The contents of many entries in few goes; gives back the places of the requests for those that aren't there as they should be. */
export async function * readKeptContents(bodies: SendBodies, folderOf: FolderOf, requests: readonly ContentRequest[], signal: AbortSignal): AsyncGenerator<ContentPiece, number[]> {
	const rest: number[] = [];
	const found: Wanted[] = [];
	for (const [request, {layer, offset}] of requests.entries()) {
		try {
			const body = bodyAt(folderOf(layer), offset);
			if (body !== undefined) {
				found.push({...body, request});
			}
		} catch (error) {
			rest.push(placeOr(error, request));
		}
	}

	for (let start = 0; start < found.length; start += mostAtOnce) {
		rest.push(...yield * readSome(bodies, found.slice(start, start + mostAtOnce), signal));
	}

	return rest;
}

async function * readSome(bodies: SendBodies, wanted: readonly Wanted[], signal: AbortSignal): AsyncGenerator<ContentPiece, number[]> {
	const rest: number[] = [];
	const stream = bodies(wanted.map(({file}) => file), signal);
	try {
		for (const {request, ...body} of wanted) {
			try {
				const {value} = await stream.next();
				for await (const bytes of checkedBytes(value ?? [], body, signal)) {
					yield {request, bytes};
				}
			} catch (error) {
				rest.push(placeOr(error, request));
			}
		}
	} finally {
		await stream.return();
	}

	return rest;
}

function placeOr(error: unknown, place: number): number {
	if (error instanceof StoreError) {
		return place;
	}

	throw error;
}

/** The body of a file in its folder, `undefined` where it has none. */
function bodyAt({index, checksums, folder}: KeptFolder, offset: number): Body | undefined {
	const entry = lastBefore(index.offsets, offset + 1);
	if (index.offsets[entry] !== offset || entryType(index, entry) !== 'file') {
		throw new StoreError('no file begins there');
	}

	const size = index.sizes[entry]!;
	if (size === 0) {
		return undefined;
	}

	const expected = checksumAt(checksums, offset, index.offsets[entry + 1] ?? index.length);
	return {file: {folder, name: entryName(index, entry), size}, expected};
}

/** The bytes of a body, those of a small one when they are known to be right. */
async function * checkedBytes(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, {file: {size}, expected}: Body, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	const crc = createCrc64();
	const isSmall = size <= checkedBefore;
	const waiting: Uint8Array[] = [];
	try {
		for await (const block of bytes) {
			crc.add(block);
			if (isSmall) {
				waiting.push(block);
			} else {
				yield block;
			}
		}
	} catch (error) {
		signal.throwIfAborted();
		throw isSmall ? new StoreError(messageOf(error), {cause: error}) : error;
	}

	if (!isEqual(crc.sum(), expected)) {
		throw isSmall
			? new StoreError('the file has another checksum than its layer says')
			: new LayerscopeError('unreadable', 'The file in the engine\'s store isn\'t the one that the layer came with: its checksum is another.', {advice: 'Read it with --no-store.'});
	}

	yield * waiting;
}

/** The checksum of the body that begins between two places of the tar. */
function checksumAt({positions, values}: BodyChecksums, from: number, to: number): Uint8Array {
	const body = lastBefore(positions, to);
	if (body === -1 || positions[body]! < from) {
		throw new StoreError('the file has no checksum');
	}

	return values.subarray(body * 8, (body + 1) * 8);
}

/** The place of the last number below a limit, in an ascending list; -1 where there is none. */
function lastBefore(numbers: Float64Array, limit: number): number {
	let [low, high] = [0, numbers.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (numbers[middle]! < limit) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low - 1;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, position) => byte === b[position]);
}
