const blockSize = 512;

/** Where in a tar blocks begin that have the checksum of a header. */
export function headersOf(tar: Uint8Array): number[] {
	const headers: number[] = [];
	for (let at = 0; at + blockSize <= tar.length; at += blockSize) {
		const written = Number.parseInt(String.fromCodePoint(...tar.subarray(at + 148, at + 156)), 8);
		// Most blocks are contents, and have none.
		if (!Number.isNaN(written) && written === checksumOf(tar, at)) {
			headers.push(at);
		}
	}

	return headers;
}

/** The checksum that the header at a place should have. */
export function checksumOf(tar: Uint8Array, start: number): number {
	let sum = 8 * 0x20;
	for (let at = 0; at < blockSize; at++) {
		sum += at >= 148 && at < 156 ? 0 : tar[start + at]!;
	}

	return sum;
}
