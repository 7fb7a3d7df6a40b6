import type {Compression} from '../image/media-types.ts';

/** What the first bytes of a blob say it is; `xz` and `bzip2` are known so that they can be refused by name. */
export type StoredForm = Compression | 'xz' | 'bzip2';

/** How many bytes `sniff` wants to see. */
export const sniffLength = 6;

/** Tells by its first bytes how a blob is stored. Anything unknown is taken as plain. */
export function sniff(head: Uint8Array): StoredForm {
	if (startsWith(head, 0x1F, 0x8B)) {
		return 'gzip';
	}

	if (startsWith(head, 0x28, 0xB5, 0x2F, 0xFD) || isSkippableFrame(head)) {
		return 'zstd';
	}

	if (startsWith(head, 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00)) {
		return 'xz';
	}

	return startsWith(head, 0x42, 0x5A, 0x68) && head[3]! >= 0x31 && head[3]! <= 0x39 ? 'bzip2' : 'none';
}

// A zstd blob may begin with a frame that decoders skip (RFC 8878, 3.1.2).
function isSkippableFrame(head: Uint8Array): boolean {
	return head.length >= 4 && (head[0]! & 0xF0) === 0x50 && head[1] === 0x2A && head[2] === 0x4D && head[3] === 0x18;
}

function startsWith(head: Uint8Array, ...magic: readonly number[]): boolean {
	return magic.every((byte, position) => head[position] === byte);
}
