const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** The text of bytes, or `undefined` where they aren't UTF-8 (RFC 3629). */
export function textOf(bytes: Uint8Array): string | undefined {
	try {
		return decoder.decode(bytes);
	} catch {
		return undefined;
	}
}

/** The text of bytes in parts: a string for each run of valid UTF-8, a number for each byte that is none. */
export function decodeUtf8(bytes: Uint8Array): Array<string | number> {
	const text = textOf(bytes);
	if (text !== undefined) {
		return [text];
	}

	const parts: Array<string | number> = [];
	let start = 0;
	let at = 0;
	while (at < bytes.length) {
		const length = sequenceLength(bytes, at);
		if (length > 0) {
			at += length;
			continue;
		}

		if (at > start) {
			parts.push(decoder.decode(bytes.subarray(start, at)));
		}

		parts.push(bytes[at]!);
		at++;
		start = at;
	}

	if (at > start) {
		parts.push(decoder.decode(bytes.subarray(start, at)));
	}

	return parts;
}

/** The length in bytes of the valid sequence at this place, or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
	const first = bytes[at]!;
	if (first < 0x80) {
		return 1;
	}

	const length = first >= 0xF0 ? 4 : (first >= 0xE0 ? 3 : 2);
	return textOf(bytes.subarray(at, at + length))?.length && at + length <= bytes.length ? length : 0;
}
