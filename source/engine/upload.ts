import type {IncomingMessage} from 'node:http';
import {Readable} from 'node:stream';

/** A request's body on its way. */
export type Upload = {
	readonly stream: Readable;
	/** Stops reading the body. */
	end(): void;
	/** Ends with the answer, and breaks the answer where it fails itself. */
	follow(response: IncomingMessage): void;
};

/** Makes a stream of a request's body. */
export function uploadOf(body: Readable | AsyncIterable<Uint8Array>): Upload {
	const stream = body instanceof Readable ? body : Readable.from(body, {objectMode: false});
	return {
		stream,
		end() {
			stream.destroy();
		},
		follow(response) {
			stream.once('error', error => {
				response.destroy(error);
			});
			response.once('close', () => {
				stream.destroy();
			});
		},
	};
}
