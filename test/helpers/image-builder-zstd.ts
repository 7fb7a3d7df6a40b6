import {Buffer} from 'node:buffer';

const largestBlock = 128 * 1024;

/**
A zstd frame of blocks that aren't compressed (RFC 8878, 3.1.1), which every decoder must take.
`windowDescriptor` is the byte that says how much memory the frame wants; 0x38 is 128 KiB.
*/
export function zstdFrame(bytes: Uint8Array, windowDescriptor = 0x38): Uint8Array {
	const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xB5, 0x2F, 0xFD, 0x00, windowDescriptor)];
	for (let start = 0; start === 0 || start < bytes.length; start += largestBlock) {
		const block = bytes.subarray(start, start + largestBlock);
		const isLast = start + largestBlock >= bytes.length;
		const header = (block.length << 3) | (isLast ? 1 : 0);
		parts.push(Uint8Array.of(header & 0xFF, (header >> 8) & 0xFF, header >> 16), block);
	}

	return Buffer.concat(parts);
}

/** A frame that decoders skip (RFC 8878, 3.1.2). */
export function zstdSkippableFrame(content: Uint8Array): Uint8Array {
	const header = new DataView(new ArrayBuffer(8));
	header.setUint32(0, 0x18_4D_2A_50, true);
	header.setUint32(4, content.length, true);
	return Buffer.concat([new Uint8Array(header.buffer), content]);
}
