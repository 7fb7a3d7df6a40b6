import {joinBytes} from '../tar/join-bytes.ts';

const newline = 0x0A;

/** Takes a stream of bytes apart, one part after the other. */
export type ByteReader = {
	/** The next bytes, as they come; fewer where the stream ends before. */
	readonly take: (count: number) => AsyncGenerator<Uint8Array, void>;
	/** The lines up to an empty one. Gives `undefined` where there is none within `most` bytes. */
	readonly lines: (most: number) => Promise<readonly string[] | undefined>;
	/** Stops reading. */
	readonly close: () => Promise<void>;
};

export function createByteReader(chunks: AsyncIterable<Uint8Array>): ByteReader {
	const iterator = chunks[Symbol.asyncIterator]();
	let ready: Uint8Array = new Uint8Array(0);
	/** Whether there is more; it is in `ready` then. */
	const more = async (): Promise<boolean> => {
		while (ready.length === 0) {
			const next = await iterator.next();
			if (next.done) {
				return false;
			}

			ready = next.value;
		}

		return true;
	};

	return {
		async * take(count) {
			for (let left = count; left > 0 && await more();) {
				const piece = ready.subarray(0, Math.min(left, ready.length));
				ready = ready.subarray(piece.length);
				left -= piece.length;
				yield piece;
			}
		},
		async lines(most) {
			let head: Uint8Array = new Uint8Array(0);
			while (await more()) {
				head = joinBytes([head, ready]);
				ready = new Uint8Array(0);
				const end = endOfLines(head);
				if (end !== -1) {
					ready = head.subarray(end);
					return new TextDecoder('latin1').decode(head.subarray(0, end)).split('\n').filter(line => line !== '');
				}

				if (head.length > most) {
					return undefined;
				}
			}

			return undefined;
		},
		async close() {
			await iterator.return?.();
		},
	};
}

/** What stands behind the first empty line. */
function endOfLines(bytes: Uint8Array): number {
	return bytes.findIndex((byte, place) => byte === newline && (place === 0 || bytes[place - 1] === newline)) + 1 || -1;
}
