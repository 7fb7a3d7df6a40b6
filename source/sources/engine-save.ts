import type {EngineConnection} from '../engine/connection.ts';
import {since} from '../engine/api-version.ts';
import type {InspectedImage} from '../engine/inspect-image.ts';
import {saveImage} from '../engine/save-image.ts';
import type {Progress} from '../progress/progress.ts';
import type {ArchiveEntry} from './archive-stream.ts';
import {engineEntries} from './engine-entries.ts';
import {heldManifest} from './engine-facts.ts';

/** An image's save, to be streamed as often as it is needed. */
export type EngineSave = {
	/** How many bytes a save has: the engine's estimate, until one was read to its end. */
	readonly total: number | undefined;
	/** The entries of a new save, streamed; `onBytes` is told how many bytes came so far. */
	entries(signal: AbortSignal, onBytes: (received: number) => void): AsyncGenerator<ArchiveEntry, void>;
	/** How far a save is, in bytes. */
	progress(received: number): Progress;
};

/** The save of an image by its ID, so that it stays the same image when its name goes to another. */
export function createEngineSave(connection: EngineConnection, image: InspectedImage, reference: string): EngineSave {
	const platform = image.manifests.length > 1 && connection.version >= since.manifests ? image.document.platform : undefined;
	const estimate = heldManifest(image)?.contentSize ?? image.size;
	let measured: number | undefined;
	return {
		get total() {
			return measured ?? estimate;
		},
		async * entries(signal, onBytes) {
			let received = 0;
			const response = await saveImage(connection, {id: image.id, name: reference, platform}, signal);
			yield * engineEntries(response, {
				purpose: `while ${reference} was saved`,
				signal,
				onBytes(bytes) {
					received += bytes;
					onBytes(received);
				},
			});
			measured = received;
		},
		progress(received) {
			const total = measured ?? (estimate === undefined ? undefined : Math.max(estimate, received));
			return {
				task: 'read',
				subject: reference,
				status: undefined,
				// Until the first byte the engine packs the image.
				parts: [{
					id: 'save', state: received === 0 ? 'waiting' : 'reading', current: received, total, note: measured === undefined ? 'estimated' : undefined,
				}],
			};
		},
	};
}
