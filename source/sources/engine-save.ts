import {Readable} from 'node:stream';
import type {EngineConnection} from '../engine/connection.ts';
import {since} from '../engine/api-version.ts';
import type {InspectedImage} from '../engine/inspect-image.ts';
import {saveImage} from '../engine/save-image.ts';
import type {Progress} from '../progress/progress.ts';
import type {ArchiveEntry} from './archive-stream.ts';
import {engineEntries} from './engine-entries.ts';
import {heldManifest} from './engine-facts.ts';
import {choosePacking, packedSave, type Packing} from './packed-save.ts';

/** An image's save, to be streamed as often as it is needed. */
export type EngineSave = {
	/** How many bytes a save has: the engine's estimate, until one was read to its end. */
	readonly total: number | undefined;
	/** The entries of a new save, streamed; `onBytes` is told how many bytes came so far. */
	entries(signal: AbortSignal, onBytes: (received: number) => void): AsyncGenerator<ArchiveEntry, void>;
	/** How far a save is, in bytes. */
	progress(received: number): Progress;
};

/**
The save of an image by its ID, so that it stays the same image when its name goes to another. Over ssh it is packed on its way where that makes it
come sooner; an engine that keeps blobs saves them as they are, packed already. `log` is told.
*/
export function createEngineSave(connection: EngineConnection, image: InspectedImage, reference: string, log?: (line: string) => void): EngineSave {
	const platform = image.manifests.length > 1 && connection.version >= since.manifests ? image.document.platform : undefined;
	const estimate = heldManifest(image)?.contentSize ?? image.size;
	const {shell} = connection;
	let measured: number | undefined;
	let choice: Promise<Packing | undefined> | undefined;
	/** Of the save that is being read: how it is packed, and how many bytes have come. */
	let packed: {readonly packing: Packing; bytes: number} | undefined;
	const open = async (signal: AbortSignal): Promise<Readable> => {
		packed = undefined;
		choice ??= shell === undefined || image.keepsBlobs ? Promise.resolve(undefined) : choosePacking(shell, signal, log);
		const packing = await choice;
		const counted = packing && {packing, bytes: 0};
		const bytes = counted && await packedSave(shell!, {id: image.id, packing: counted.packing}, signal, count => {
			counted.bytes += count;
		});
		if (bytes === undefined) {
			return saveImage(connection, {id: image.id, name: reference, platform}, signal);
		}

		packed = counted;
		return Readable.from(bytes);
	};

	return {
		get total() {
			return measured ?? estimate;
		},
		async * entries(signal, onBytes) {
			let received = 0;
			yield * engineEntries(await open(signal), {
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
			const plain = measured ?? (estimate === undefined ? undefined : Math.max(estimate, received));
			// What is still to come will pack as what has come did.
			const share = packed === undefined || received === 0 ? 1 : packed.bytes / received;
			return {
				task: 'read',
				subject: reference,
				status: undefined,
				// Until the first byte the engine packs the image.
				parts: [{
					id: packed === undefined ? 'save' : `save with ${packed.packing}`,
					state: received === 0 ? 'waiting' : 'reading',
					current: Math.round(received * share),
					total: plain === undefined ? undefined : Math.round(plain * share),
					note: measured === undefined ? 'estimated' : undefined,
				}],
				...(shell === undefined ? {} : {isShipped: true}),
			};
		},
	};
}
