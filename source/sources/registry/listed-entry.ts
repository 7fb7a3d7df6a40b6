import {LayerscopeError} from '../../errors.ts';
import {entryName, type LayerIndex} from '../../image/layer-index.ts';

/**
Where the entry of a layer's table of contents begins in the whole layer: it has the same number, and else is the last of its name.
Throws a `LayerscopeError` where the layer hasn't it.
*/
export function offsetInWhole(whole: LayerIndex, table: LayerIndex, entry: number): number {
	const name = entryName(table, entry);
	const isIt = (other: number) => other < whole.count && isEqual(entryName(whole, other), name);
	let found = isIt(entry) ? entry : whole.count - 1;
	while (found >= 0 && !isIt(found)) {
		found--;
	}

	if (found === -1) {
		throw new LayerscopeError('unreadable', 'The layer hasn\'t a file that its table of contents lists.', {advice: 'Open the image with --verify, which reads the layers themselves.'});
	}

	return whole.offsets[found]!;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
