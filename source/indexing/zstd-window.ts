/** The largest window that is decoded: 128 MiB, as `zstd -d` without options. */
export const largestWindow = 128 * 1024 * 1024;

/** The longest frame header in bytes. */
export const zstdHeaderLength = 18;

/**
The bytes of memory that decoding a zstd frame needs, read from its header before anything is allocated (RFC 8878, 3.1.1.1).
`undefined` where the bytes are no frame header: a skippable frame, or damaged.
*/
export function zstdWindow(header: Uint8Array): number | undefined {
	const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
	if (header.length < zstdHeaderLength || view.getUint32(0, true) !== 0xFD_2F_B5_28) {
		return undefined;
	}

	const descriptor = header[4]!;
	const isSingleSegment = (descriptor & 0x20) !== 0;
	if (!isSingleSegment) {
		const exponent = header[5]! >> 3;
		const base = 2 ** (10 + exponent);
		return base + ((base / 8) * (header[5]! & 7));
	}

	const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
	return contentSize(view, 5 + dictionaryBytes, descriptor >> 6);
}

// A frame of a single segment has no window of its own: its content is the window.
function contentSize(view: DataView, position: number, sizeFlag: number): number {
	switch (sizeFlag) {
		case 0: {
			return view.getUint8(position);
		}

		case 1: {
			return view.getUint16(position, true) + 256;
		}

		case 2: {
			return view.getUint32(position, true);
		}

		default: {
			return Number(view.getBigUint64(position, true));
		}
	}
}
