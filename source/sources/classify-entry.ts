import {sniff} from '../indexing/compression.ts';
import {joinBytes} from '../tar/join-bytes.ts';

const blockSize = 512;
const documentNames = new Set(['manifest.json', 'index.json', 'oci-layout', 'repositories']);
const byteOrderMark = [0xEF, 0xBB, 0xBF];
// What may stand before JSON, and never begins a tar.
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0A, 0x0D]);
const ustar = [0x75, 0x73, 0x74, 0x61, 0x72];

/** Tells by its name and first block what a file of an archive may be. Names are of no help with layers: each tool has its own. */
export function classify(name: string, head: Uint8Array, size: number): 'layer' | 'document' | 'nothing' {
	if (documentNames.has(name)) {
		return 'document';
	}

	if (size === 0 || sniff(head) !== 'none' || ustar.every((byte, position) => head[257 + position] === byte)) {
		return 'layer';
	}

	const first = head.find((byte, position) => byte > 0x20 && !(position < 3 && byte === byteOrderMark[position]));
	const isBlank = head.every(byte => blanks.has(byte));
	if (first === 0x7B || first === 0x5B || isBlank) {
		return 'document';
	}

	return size < blockSize ? 'nothing' : 'layer';
}

/** A body that was looked into: it can be ended without having been read. */
export type ResumedBody = AsyncIterableIterator<Uint8Array> & {return(): Promise<IteratorResult<Uint8Array>>};

/** Reads the first block of a body, and gives the body from its start again; whoever leaves it early ends the body too. */
export async function peek(body: AsyncIterable<Uint8Array>): Promise<{head: Uint8Array; body: ResumedBody}> {
	const source = body[Symbol.asyncIterator]();
	const chunks: Uint8Array[] = [];
	let length = 0;
	while (length < blockSize) {
		const next = await source.next();
		if (next.done) {
			break;
		}

		// The giver may use its buffer again for the next chunk.
		chunks.push(Uint8Array.from(next.value));
		length += next.value.length;
	}

	const head = joinBytes(chunks);
	return {head, body: resume(head, source)};
}

function resume(head: Uint8Array, rest: AsyncIterator<Uint8Array>): ResumedBody {
	let isAtHead = head.length > 0;
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			if (!isAtHead) {
				return rest.next();
			}

			isAtHead = false;
			return {done: false, value: head};
		},
		async return() {
			await rest.return?.();
			return {done: true, value: undefined};
		},
	};
}
