import type {IncomingHttpHeaders} from 'node:http';
import {LayerscopeError} from '../errors.ts';

/** What a server answers; its body is read once, or dropped. */
export type Answer = {
	/** Where it came from, after all redirects. */
	readonly url: URL;
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** Throws where the connection breaks or is silent for too long. */
	readonly body: AsyncGenerator<Uint8Array, void>;
	/** Gives the connection up where the body isn't wanted. */
	drop(): void;
};

/** A manifest or a config is never longer, in bytes. */
export const longestDocument = 4 * 1024 * 1024;

/** Reads a whole body. Throws a `LayerscopeError` where it is longer than `limit` bytes. */
export async function readWhole(answer: Answer, limit = longestDocument): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of answer.body) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > limit) {
			throw new LayerscopeError('engine', `The registry at ${answer.url.host} answers far too much.`, {advice: 'Check that this is a registry.'});
		}
	}

	return joined(chunks, length);
}

/** Several chunks as one. */
export function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
	const whole = new Uint8Array(length);
	let offset = 0;
	for (const chunk of chunks) {
		whole.set(chunk, offset);
		offset += chunk.length;
	}

	return whole;
}
