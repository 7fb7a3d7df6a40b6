import {
	entryName, entryTarget, entryType, type LayerIndex,
} from '../image/layer-index.ts';
import {escapeBytes} from '../text/escape.ts';
import {jsonArray, factColumns, targetSuffix} from './listing.ts';
import {textFields} from './json-text.ts';

function * entryNumbers(index: LayerIndex): Generator<number, void> {
	for (let entry = 0; entry < index.count; entry++) {
		yield entry;
	}
}

/** The tar entries of a layer, in order and as stored, as one JSON array, piece by piece. */
export function jsonEntries(index: LayerIndex): Generator<string, void> {
	return jsonArray(entryNumbers(index), entry => {
		const type = entryType(index, entry);
		const target = entryTarget(index, entry);
		return {
			...textFields('name', entryName(index, entry)),
			type,
			...(type === 'other' ? {typeflag: String.fromCodePoint(index.typeflags[entry]!)} : {}),
			size: index.sizes[entry],
			mode: index.modes[entry]!.toString(8).padStart(4, '0'),
			uid: index.uids[entry],
			gid: index.gids[entry],
			mtime: index.mtimes[entry],
			...(target.length > 0 ? textFields('target', target) : {target: null}),
		};
	});
}

/** The tar entries of a layer as text, one a line. */
export function * textEntries(index: LayerIndex): Generator<string, void> {
	for (const entry of entryNumbers(index)) {
		const type = entryType(index, entry);
		const columns = factColumns({
			type, mode: index.modes[entry]!, uid: index.uids[entry]!, gid: index.gids[entry]!, size: index.sizes[entry]!, device: index.devices[entry]!, mtime: index.mtimes[entry]!,
		});
		yield `${columns} ${escapeBytes(entryName(index, entry))}${targetSuffix(type, entryTarget(index, entry))}\n`;
	}
}
