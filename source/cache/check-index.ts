import {entryTypes, typeCodes, type LayerIndex} from '../image/layer-index.ts';

/** Whether an index whose columns are as long as they must be leads nowhere out of them, so that no reader of it can fail. */
export function checkIndex(index: LayerIndex): boolean {
	return index.length >= 0 && checkNames(index) && checkXattrs(index) && checkNumbers(index);
}

function checkNames({count, nameStarts, linkStarts, names}: LayerIndex): boolean {
	let last = 0;
	for (let entry = 0; entry < count; entry++) {
		const name = nameStarts[entry]!;
		const link = linkStarts[entry]!;
		if (name < last || link < name) {
			return false;
		}

		last = link;
	}

	return nameStarts[count]! >= last && nameStarts[count] === names.length;
}

function checkXattrs({count, xattrs, xattrStarts, xattrBytes}: LayerIndex): boolean {
	// The first set is the empty one.
	if (xattrStarts.length < 2 || xattrStarts[0] !== 0 || xattrStarts[1] !== 0 || xattrStarts.at(-1) !== xattrBytes.length) {
		return false;
	}

	if (xattrStarts.some((start, set) => set > 0 && start < xattrStarts[set - 1]!)) {
		return false;
	}

	const sets = xattrStarts.length - 1;
	for (let entry = 0; entry < count; entry++) {
		if (xattrs[entry]! >= sets) {
			return false;
		}
	}

	return true;
}

function checkNumbers({count, types, modes, sizes, offsets, length}: LayerIndex): boolean {
	for (let entry = 0; entry < count; entry++) {
		const size = sizes[entry]!;
		const offset = offsets[entry]!;
		const isSound = types[entry]! < entryTypes.length && types[entry] !== typeCodes.unknown && modes[entry]! <= 0o7777
			&& size >= 0 && size < Number.POSITIVE_INFINITY && offset >= 0 && offset <= length;
		if (!isSound) {
			return false;
		}
	}

	return true;
}
