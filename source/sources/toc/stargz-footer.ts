import {Buffer} from 'node:buffer';

/** What the last bytes of an eStargz layer say: where its table of contents begins, or that it is in another image. */
export type StargzFooter =
	| {readonly kind: 'inside'; readonly position: number; readonly length: number}
	| {readonly kind: 'elsewhere'};

/** The name of the table in the layer's tar. */
export const tocName = 'stargz.index.json';

/** The end of a gzip member in bytes: its checksum, and the length of what it expands to. */
export const trailerLength = 8;

/** The longest footer in bytes. */
export const longestFooter = 51;

// Empty gzip members, whose extra field holds the place: header, extra field, an empty block, checksum and length.
const header = String.raw`\x1F\x8B\x08\x04[^]{6}`;
const emptyBlock = String.raw`\x01\0\0\xFF\xFF\0{8}$`;
const position = String.raw`([\dA-Fa-f]{16})STARGZ`;
const current = new RegExp(`${header}${String.raw`\x1A\0SG\x16\0`}${position}${emptyBlock}`);
const legacy = new RegExp(`${header}${String.raw`\x16\0`}${position}${emptyBlock}`);
const external = new RegExp(`${header}${String.raw`\x15\0SG\x11\0STARGZEXTERNALTOC`}${emptyBlock}`);

/**
Reads the footer out of the last 51 bytes of a layer (the last 47 in stargz, before eStargz; the last 46 where the table is elsewhere);
`undefined` where there is none.
*/
export function parseStargzFooter(last: Uint8Array): StargzFooter | undefined {
	const text = Buffer.from(last).toString('latin1');
	if (external.test(text)) {
		return {kind: 'elsewhere'};
	}

	for (const [pattern, length] of [[current, 51], [legacy, 47]] as const) {
		const found = pattern.exec(text)?.[1];
		if (found !== undefined) {
			return {kind: 'inside', position: Number.parseInt(found, 16), length};
		}
	}

	return undefined;
}
