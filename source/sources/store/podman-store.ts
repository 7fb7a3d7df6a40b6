import {Buffer} from 'node:buffer';
import type {InspectedImage} from '../../engine/inspect-image.ts';
import {digestHex, isDigest, type Digest} from '../../image/digest.ts';
import {field, isObject, type JsonObject} from '../../image/json.ts';
import {type KeptImage, type KeptLayer} from './kept-layer.ts';
import {StoreError} from './store-error.ts';
import {readJson, type StoreFiles} from './store-files.ts';

const images = 'overlay-images';
const layersFile = 'overlay-layers/layers.json';

/** An image in the store of Podman (containers/storage) with the driver overlay. Throws a `StoreError` where it isn't all there. */
export async function findPodmanImage(files: StoreFiles, {id, document}: InspectedImage, signal: AbortSignal): Promise<KeptImage> {
	const hex = digestHex(id);
	// What isn't a plain word is written as base64 behind an equals sign.
	const configFile = `${images}/${hex}/=${Buffer.from(id).toString('base64')}`;
	files.announce([`${images}/images.json`, layersFile, configFile], signal);
	const [known, layers, config] = await Promise.all([readRecords(files, `${images}/images.json`), readRecords(files, layersFile), files.read(configFile)]);
	const chain = chainOf(layers, known.get(hex), document.diffIds.length).map((layer, index) => keptLayer(layer, document.diffIds[index]!));
	files.announce(chain.map(({split}) => split), signal);
	return {config, layers: chain};
}

async function readRecords(files: StoreFiles, name: string): Promise<ReadonlyMap<unknown, JsonObject>> {
	const records = await readJson(files, name);
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

function keptLayer(layer: JsonObject, diffId: Digest): KeptLayer {
	const [id, size, shipped] = [field(layer, 'id'), field(layer, 'diff-size'), field(layer, 'compressed-diff-digest')];
	if (typeof id !== 'string' || !/^[\da-f]{64}$/.test(id) || field(layer, 'diff-digest') !== diffId) {
		throw new StoreError(`the store holds another layer than ${diffId}`);
	}

	return {
		split: `overlay-layers/${id}.tar-split.gz`,
		folder: `overlay/${id}/diff`,
		isSizeRight: ({length}) => length === size,
		// A layer that was built here never had another form.
		digest: isDigest(shipped) && shipped !== diffId ? shipped : undefined,
	};
}
