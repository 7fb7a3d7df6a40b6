/** A header as the test wants it, wrong or right; a field that isn't given is as a tar of today has it. */
export type HeaderFields = {
	readonly name?: string | Uint8Array;
	readonly target?: string;
	readonly typeflag?: string;
	/** A number is written in octal, a string as it stands. */
	readonly size?: number | string | Uint8Array;
	readonly mode?: number | string | Uint8Array;
	readonly uid?: number | string | Uint8Array;
	readonly gid?: number | string | Uint8Array;
	readonly mtime?: number | string | Uint8Array;
	readonly major?: number | string;
	readonly minor?: number | string;
	readonly magic?: string;
	readonly prefix?: string | Uint8Array;
	/** Bytes to put at positions of the block before the checksum is made. */
	readonly patches?: ReadonlyArray<readonly [position: number, bytes: string | Uint8Array]>;
	/** What to write instead of the right checksum. */
	readonly checksum?: string | ((sum: number) => string);
};

export const magics = {ustar: 'ustar\u000000', gnu: 'ustar  \0', v7: '\0\0\0\0\0\0\0\0'} as const;

/** Text as bytes, a character for each byte. */
export function latin1(text: string): Uint8Array {
	return Uint8Array.from(text, character => character.codePointAt(0)!);
}

/** One header block. */
export function header(fields: HeaderFields = {}): Uint8Array {
	const block = new Uint8Array(512);
	const put = (position: number, length: number, value: string | Uint8Array | number): void => {
		const text = typeof value === 'number' ? value.toString(8).padStart(length - 1, '0') : value;
		block.set((typeof text === 'string' ? latin1(text) : text).subarray(0, length), position);
	};

	put(0, 100, fields.name ?? 'file');
	put(100, 8, fields.mode ?? 0o644);
	put(108, 8, fields.uid ?? 0);
	put(116, 8, fields.gid ?? 0);
	put(124, 12, fields.size ?? 0);
	put(136, 12, fields.mtime ?? 0);
	put(156, 1, fields.typeflag ?? '0');
	put(157, 100, fields.target ?? '');
	put(257, 8, fields.magic ?? magics.ustar);
	put(329, 8, fields.major ?? 0);
	put(337, 8, fields.minor ?? 0);
	put(345, 155, fields.prefix ?? '');
	for (const [position, bytes] of fields.patches ?? []) {
		put(position, 512 - position, bytes);
	}

	putChecksum(block, fields.checksum);
	return block;
}

function putChecksum(block: Uint8Array, wanted: HeaderFields['checksum']): void {
	block.fill(0x20, 148, 156);
	const sum = block.reduce((total, byte) => total + byte, 0);
	const text = typeof wanted === 'function' ? wanted(sum) : wanted;
	block.set(latin1((text ?? `${sum.toString(8).padStart(6, '0')}\0 `).padEnd(8, '\0')), 148);
}

/** A body, filled up to whole blocks. */
export function body(content: string | Uint8Array): Uint8Array {
	const bytes = typeof content === 'string' ? latin1(content) : content;
	const padded = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
	padded.set(bytes);
	return padded;
}

/** An entry: its header with the right size, and its body. */
export function file(name: string, content: string | Uint8Array = '', fields: HeaderFields = {}): Uint8Array {
	return concat(header({name, size: content.length, ...fields}), body(content));
}

/** A PAX record with its length. */
export function paxRecord(key: string, value: string): string {
	const rest = ` ${key}=${value}\n`;
	let length = rest.length + 1;
	while (String(length).length + rest.length !== length) {
		length++;
	}

	return `${length}${rest}`;
}

/** A PAX header with records, which are text with a character for each byte. */
export function pax(records: Readonly<Record<string, string>>, typeflag: 'x' | 'g' = 'x'): Uint8Array {
	return paxText(Object.entries(records).map(([key, value]) => paxRecord(key, value)).join(''), typeflag);
}

/** A PAX header with any text in place of its records. */
export function paxText(text: string, typeflag: 'x' | 'g' = 'x'): Uint8Array {
	return file('PaxHeaders/file', text, {typeflag});
}

/** A GNU long name (L) or long link target (K). */
export function gnuLong(name: string, typeflag: 'L' | 'K' = 'L'): Uint8Array {
	return file('././@LongLink', `${name}\0`, {typeflag, magic: magics.gnu});
}

/** A number in base-256, as many bytes as the field has; negative ones too. */
export function base256(value: bigint, length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	let rest = BigInt.asUintN(length * 8, value);
	for (let at = length - 1; at >= 0; at--) {
		bytes[at] = Number(rest & 0xFFn);
		rest >>= 8n;
	}

	bytes[0]! |= 0x80;
	return bytes;
}

/** The two blocks of zeros that end a tar. */
export const endBlocks: Uint8Array = new Uint8Array(1024);

/** Bytes one after another. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}

	return whole;
}

/** A whole tar of headers and bodies. */
export function tar(...parts: readonly Uint8Array[]): Uint8Array {
	return concat(...parts, endBlocks);
}
