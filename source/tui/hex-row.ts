import {ownText} from '../text/escape.ts';
import {gap, type Span} from './styled.ts';

function hex(byte: number): string {
	return byte.toString(16).padStart(2, '0');
}

function printable(byte: number): string {
	return byte >= 0x20 && byte < 0x7F ? String.fromCodePoint(byte) : '.';
}

/** A row of a hex view: offset, bytes in two halves, and what is ASCII among them. */
export function hexSpans(bytes: Uint8Array, offset: number, width: number): readonly Span[] {
	const part = [...bytes.subarray(offset, offset + width)];
	const cells = part.map((byte, place) => hex(byte) + (place === (width / 2) - 1 ? '  ' : ' ')).join('');
	return [
		[ownText(offset.toString(16).padStart(9)), 'quiet'],
		gap(2),
		[ownText(cells.padEnd((width * 3) + 1))],
		gap(1),
		[ownText(part.map(byte => printable(byte)).join('')), 'added'],
	];
}
