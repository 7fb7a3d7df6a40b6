import {malformed, type JsonObject} from '../../image/json.ts';
import type {EntryFacts} from '../../image/layer-index-builder.ts';
import type {EntryType} from '../../image/layer-index.ts';
import {flags} from '../../tar/entry.ts';
import {
	nameBytes, numberOf, textOf, timeOf, xattrsOf,
} from './toc-fields.ts';

const types: ReadonlyMap<string, readonly [EntryType, number]> = new Map([
	['reg', ['file', flags.file]],
	['dir', ['directory', flags.directory]],
	['symlink', ['symlink', flags.symlink]],
	['hardlink', ['hardlink', flags.hardlink]],
	['char', ['character-device', flags.characterDevice]],
	['block', ['block-device', flags.blockDevice]],
	['fifo', ['fifo', flags.fifo]],
]);

const everyNegative = {least: Number.MIN_SAFE_INTEGER};

/**
What a table of contents says of an entry, as a tar would; what it leaves out is zero, since its writers leave zeros out.
`offset` is the entry's own number. Throws a `LayerscopeError` where it can't be right.
*/
export function factsOf(entry: JsonObject, offset: number): EntryFacts {
	const found = types.get(textOf(entry, 'type'));
	const name = nameBytes(textOf(entry, 'name'));
	if (found === undefined || name.length === 0) {
		throw malformed('entry', 'of a type that tars have, with a name');
	}

	const [type, typeflag] = found;
	return {
		name,
		target: nameBytes(textOf(entry, 'linkName')),
		type,
		typeflag,
		size: numberOf(entry, 'size'),
		mode: numberOf(entry, 'mode'),
		uid: numberOf(entry, 'uid', everyNegative),
		gid: numberOf(entry, 'gid', everyNegative),
		mtime: timeOf(entry),
		major: numberOf(entry, 'devMajor', everyNegative),
		minor: numberOf(entry, 'devMinor', everyNegative),
		xattrs: xattrsOf(entry),
		offset,
	};
}
