import {entryXattrs, type LayerIndex} from './layer-index.ts';
import {implicitDirectory} from './versions.ts';

/** Whether two entries of one type have the same mode, owner and extended attributes. */
export function isSameMetadata(index: LayerIndex, entry: number, otherIndex: LayerIndex, otherEntry: number): boolean {
	return index.modes[entry] === otherIndex.modes[otherEntry]
		&& index.uids[entry] === otherIndex.uids[otherEntry]
		&& index.gids[entry] === otherIndex.gids[otherEntry]
		&& isSameBytes(entryXattrs(index, entry), entryXattrs(otherIndex, otherEntry));
}

/** Whether an entry has the metadata of a directory that no layer lists. */
export function isDefaultMetadata(index: LayerIndex, entry: number): boolean {
	return index.modes[entry] === implicitDirectory.mode
		&& index.uids[entry] === implicitDirectory.uid
		&& index.gids[entry] === implicitDirectory.gid
		&& entryXattrs(index, entry).length === 0;
}

function isSameBytes(bytes: Uint8Array, others: Uint8Array): boolean {
	return bytes.length === others.length && bytes.every((byte, at) => byte === others[at]);
}
