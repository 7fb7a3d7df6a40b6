import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {openBlobStore} from '../../source/cache/blob-store.ts';
import {createLayerCache} from '../../source/cache/layer-cache.ts';
import type {Digest} from '../../source/image/digest.ts';
import type {LayerIndex} from '../../source/image/layer-index.ts';
import {file, layerOf} from './layer-of.ts';

/** How many layers and blobs there are; all have the same content whoever makes them. */
export const kinds = 4;

/** A layer of the tests' own, of a size that takes a moment to write. */
export function layerNumber(number: number): {readonly diffId: Digest; readonly index: LayerIndex} {
	const index = layerOf(...Array.from({length: 400}, (_, entry) => file(`layer-${number}/a name of some length ${entry}`)));
	return {diffId: `sha256:${String(number).repeat(64)}`, index};
}

/** A blob of the tests' own. */
export function blobNumber(number: number): {readonly digest: Digest; readonly bytes: Uint8Array} {
	const bytes = new Uint8Array(300_000).fill(number + 1);
	return {digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes};
}

/** What is wrong in a cache's folder: layers and blobs that are there under their names and aren't those. */
export async function findWrong(folder: string): Promise<readonly string[]> {
	const cache = createLayerCache({folder, log: () => undefined});
	const wrong: string[] = [];
	for (let number = 0; number < kinds; number++) {
		const {diffId, index} = layerNumber(number);
		const kept = await cache.layer(diffId, 'nobody');
		if (kept !== undefined && !(kept.isHashed && kept.index.count === index.count && Buffer.compare(kept.index.names, index.names) === 0)) {
			wrong.push(diffId);
		}

		const {digest, bytes} = blobNumber(number);
		const blob = await readFile(path.join(folder, 'registry', 'blobs', 'sha256', digest.slice(7))).catch(() => undefined);
		if (blob !== undefined && blob.compare(bytes) !== 0) {
			wrong.push(digest);
		}
	}

	return wrong;
}

/** Keeps layers and blobs in a folder again and again, until it is killed. */
export async function writeForEver(folder: string): Promise<never> {
	const cache = createLayerCache({folder, log: () => undefined, delay: 0});
	const store = await openBlobStore({folder: path.join(folder, 'registry'), log: () => undefined});
	const layers = Array.from({length: kinds}, (_, number) => layerNumber(number));
	for (let round = process.pid; ; round++) {
		const {diffId, index} = layers[round % kinds]!;
		cache.keepLayer(diffId, index);
		await cache.settle();
		const {digest, bytes} = blobNumber(round % kinds);
		if (await store.find({digest, size: bytes.length}) !== undefined && round % 3 !== 0) {
			await store.discard(digest);
		}

		const partial = await store.begin({digest, size: bytes.length});
		for (let start = partial.size(); start < bytes.length; start += 65_536) {
			await partial.append(bytes.subarray(start, start + 65_536));
		}

		await partial.finish();
	}
}
