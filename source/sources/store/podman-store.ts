import {Buffer} from 'node:buffer';
import path from 'node:path';
import type {InspectedImage} from '../../engine/inspect-image.ts';
import {digestHex, isDigest, type Digest} from '../../image/digest.ts';
import {field, isObject, type JsonObject} from '../../image/json.ts';
import {type KeptImage, type KeptLayer} from './kept-layer.ts';
import {StoreError} from './store-error.ts';
import {readStoreFile, readStoreJson} from './store-root.ts';

/** An image in the store of Podman (containers/storage) with the driver overlay, under its root folder. Throws a `StoreError` where it isn't all there. */
export async function findPodmanImage(root: string, {id, document}: InspectedImage): Promise<KeptImage> {
	const hex = digestHex(id);
	const folder = path.join(root, 'overlay-images');
	const [images, layers, config] = await Promise.all([
		readRecords(path.join(folder, 'images.json')),
		readRecords(path.join(root, 'overlay-layers/layers.json')),
		// What isn't a plain word is written as base64 behind an equals sign.
		readStoreFile(path.join(folder, hex, `=${Buffer.from(id).toString('base64')}`)),
	]);
	const chain = chainOf(layers, images.get(hex), document.diffIds.length);
	return {config, layers: chain.map((layer, index) => keptLayer(root, layer, document.diffIds[index]!))};
}

async function readRecords(file: string): Promise<ReadonlyMap<unknown, JsonObject>> {
	const records = await readStoreJson(file);
	return new Map((Array.isArray(records) ? records as unknown[] : []).filter(item => isObject(item)).map(record => [field(record, 'id'), record]));
}

/** The layers of an image from its highest down to the lowest, given the other way round. */
function chainOf(layers: ReadonlyMap<unknown, JsonObject>, image: JsonObject | undefined, count: number): JsonObject[] {
	const chain: JsonObject[] = [];
	for (let layer = layers.get(image && field(image, 'layer')); layer; layer = layers.get(field(layer, 'parent'))) {
		if (chain.push(layer) > count) {
			break;
		}
	}

	if (chain.length !== count) {
		throw new StoreError('the store has another number of layers than the image');
	}

	return chain.toReversed();
}

function keptLayer(root: string, layer: JsonObject, diffId: Digest): KeptLayer {
	const [id, size, shipped] = [field(layer, 'id'), field(layer, 'diff-size'), field(layer, 'compressed-diff-digest')];
	if (typeof id !== 'string' || !/^[\da-f]{64}$/.test(id) || field(layer, 'diff-digest') !== diffId) {
		throw new StoreError(`the store holds another layer than ${diffId}`);
	}

	return {
		split: path.join(root, 'overlay-layers', `${id}.tar-split.gz`),
		folder: path.join(root, 'overlay', id, 'diff'),
		isSizeRight: ({length}) => length === size,
		// A layer that was built here never had another form.
		digest: isDigest(shipped) && shipped !== diffId ? shipped : undefined,
	};
}
