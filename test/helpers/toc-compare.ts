import {Buffer} from 'node:buffer';
import {
	entryName, entryTarget, entryType, entryXattrs, type LayerIndex,
} from '../../source/image/layer-index.ts';
import {createLayerReader} from '../../source/indexing/read-layer.ts';
import {readLayerContent} from '../../source/sources/layer-content.ts';
import type {ContentEvent} from '../../source/sources/image-source.ts';

/** The index of a layer that was read whole. */
export async function plainIndex(blob: Uint8Array): Promise<LayerIndex> {
	const reader = createLayerReader();
	await reader.write(blob);
	const {index} = await reader.end();
	return index;
}

/** Every entry of an index as plain facts, but where in the tar it begins. */
export function entriesOf(index: LayerIndex) {
	return Array.from({length: index.count}, (_, entry) => ({
		name: Buffer.from(entryName(index, entry)).toString(),
		target: Buffer.from(entryTarget(index, entry)).toString(),
		xattrs: Buffer.from(entryXattrs(index, entry)).toString('latin1'),
		type: entryType(index, entry),
		typeflag: index.typeflags[entry]!,
		mode: index.modes[entry]!,
		uid: index.uids[entry]!,
		gid: index.gids[entry]!,
		size: index.sizes[entry]!,
		mtime: index.mtimes[entry]!,
		device: index.devices[entry]!,
	}));
}

/** The content of an entry of a layer that is read whole, as text with a character for each byte. */
export async function plainContent(blob: Uint8Array, offset: number): Promise<string> {
	return textOf(readLayerContent(once(blob), {offset}));
}

/** Content events as text with a character for each byte. */
export async function textOf(events: AsyncIterable<ContentEvent>): Promise<string> {
	const parts: Uint8Array[] = [];
	for await (const event of events) {
		if (event.type === 'bytes') {
			parts.push(event.bytes);
		}
	}

	return Buffer.concat(parts).toString('latin1');
}

async function * once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
	yield bytes;
}
