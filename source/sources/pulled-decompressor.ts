import type {StoredForm} from '../indexing/compression.ts';
import {createDecompressor} from '../indexing/decompressor.ts';
import {createDoorbell} from '../indexing/doorbell.ts';

/** Decompresses no faster than what it gives is taken, so that no more than a little waits in memory, however far it expands. */
export type PulledDecompressor = {
	/** The plain bytes of a stored chunk, in pieces of their own. Throws a `LayerscopeError` on damage. */
	readonly write: (chunk: Uint8Array) => AsyncGenerator<Uint8Array, void>;
	/** What comes at the end. Throws a `LayerscopeError` where that is in the middle. */
	readonly end: () => AsyncGenerator<Uint8Array, void>;
	readonly close: () => Promise<void>;
};

// Of gzip this can be 32 MB, and it takes no more room than that; zstd, which can make gigabytes of it, waits for room.
const stepBytes = 32 * 1024;
const mostWaiting = 4 * 1024 * 1024;

export async function createPulledDecompressor(form: StoredForm): Promise<PulledDecompressor> {
	const ready: Uint8Array[] = [];
	const arrived = createDoorbell();
	const taken = createDoorbell();
	const state = {waiting: 0, isClosed: false};
	const decompressor = await createDecompressor(form, bytes => {
		ready.push(Uint8Array.from(bytes));
		state.waiting += bytes.length;
		arrived.ring();
	}, {
		async room() {
			while (state.waiting > mostWaiting && !state.isClosed) {
				await taken.wait();
			}
		},
	});

	async function * during(step: Promise<void>): AsyncGenerator<Uint8Array, void> {
		const running = {isOver: false};
		// What it fails with is thrown below, when what came before has been taken.
		const over = step.catch(() => undefined).finally(() => {
			running.isOver = true;
			arrived.ring();
		});
		while (!running.isOver || ready.length > 0) {
			if (ready.length === 0) {
				await arrived.wait();
			}

			yield * ready.splice(0);
			state.waiting = 0;
			taken.ring();
		}

		await over;
		await step;
	}

	return {
		async * write(chunk) {
			for (let start = 0; start < chunk.length; start += stepBytes) {
				yield * during(decompressor.write(chunk.subarray(start, start + stepBytes)));
			}
		},
		end: () => during(decompressor.end()),
		async close() {
			state.isClosed = true;
			taken.ring();
			await decompressor.close();
		},
	};
}
