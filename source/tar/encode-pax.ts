import {joinBytes} from './join-bytes.ts';

/** Key and value of a PAX record. */
export type PaxRecord = readonly [key: Uint8Array, value: Uint8Array];

const encoder = new TextEncoder();

/** The records of a PAX extended header: `length key=value\n` each, the length counting its own digits. (POSIX pax, pax Extended Header) */
export function encodePaxRecords(records: readonly PaxRecord[]): Uint8Array {
	return joinBytes(records.map(record => encodeRecord(record)));
}

function encodeRecord([key, value]: PaxRecord): Uint8Array {
	const rest = key.length + value.length + ' =\n'.length;
	let length = rest + String(rest).length;
	length = rest + String(length).length;
	const bytes = new Uint8Array(length);
	const prefix = encoder.encode(`${length} `);
	bytes.set(prefix);
	bytes.set(key, prefix.length);
	bytes[prefix.length + key.length] = 0x3D;
	bytes.set(value, prefix.length + key.length + 1);
	bytes[length - 1] = 0x0A;
	return bytes;
}
