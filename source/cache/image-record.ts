import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {deserialize, serialize} from 'node:v8';
import type {ImageFacts} from '../image/image-facts.ts';
import type {Warning} from '../image/warning.ts';

/** What an engine's save told of an image beside its layers, so that nothing is missing where the save isn't asked for. */
export type ImageRecord = {
	readonly image: ImageFacts;
	readonly warnings: readonly Warning[];
	/** By layer: the name in the save of the file that holds it. */
	readonly layerNames: ReadonlyArray<string | undefined>;
};

/** Raised whenever the type of a record, or of anything in it, changes. */
const recordVersion = 1;
const beginning = Buffer.from(`LSIMAGE ${recordVersion}\n`);
const digestLength = 32;

/** A record as the bytes of a file. */
export function encodeRecord(record: ImageRecord): readonly Uint8Array[] {
	const body = serialize(record);
	return [beginning, sha256(body), body];
}

/** The record that a file holds; `undefined` for anything that isn't whole, or of another version. */
export function decodeRecord(bytes: Uint8Array): ImageRecord | undefined {
	const start = beginning.length + digestLength;
	const body = bytes.subarray(start);
	if (bytes.length <= start || beginning.compare(bytes, 0, beginning.length) !== 0 || Buffer.compare(sha256(body), bytes.subarray(beginning.length, start)) !== 0) {
		return undefined;
	}

	try {
		return deserialize(body) as ImageRecord;
	} catch {
		// A newer Node may have written it in a form of its own.
		return undefined;
	}
}

function sha256(bytes: Uint8Array): Uint8Array {
	return createHash('sha256').update(bytes).digest();
}
