import type {Lifetimes} from '../image/lifetimes.ts';
import {entryXattrs} from '../image/layer-index.ts';
import {nodePath} from '../image/nodes.ts';
import {
	contentVersion, describedBy, entryOf, versionAt, versionFacts,
} from '../image/versions.ts';
import {listNodes} from '../report/listing.ts';
import type {ImageSource} from '../sources/image-source.ts';
import {
	encodeEntry, endOfTar, paddingOf, type EntryToWrite,
} from '../tar/encode-entry.ts';
import {decodeXattrs} from '../tar/xattrs.ts';
import {contentBytes} from './content.ts';

type Member = {readonly node: number; readonly version: number; readonly content: number};

/**
A directory of the image at a layer as a tar, byte for byte: whiteouts applied, names below the directory, modes, owners, times,
links and attributes kept. Files come in the order in which their bytes are stored, so that each layer is read once.
*/
export async function * tarOf(source: ImageSource, lifetimes: Lifetimes, {node, layer}: {readonly node: number; readonly layer: number}, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	const members = membersOf(lifetimes, node, layer);
	const prefix = nodePath(lifetimes, node).length;
	const nameOf = (member: number) => relativeName(nodePath(lifetimes, member), prefix);
	const firstNames = new Map<number, Uint8Array>();
	for (const member of members) {
		const {type, size} = versionFacts(lifetimes, member.content);
		const first = firstNames.get(member.content);
		if (type === 'file' && !first) {
			firstNames.set(member.content, nameOf(member.node));
			const {layer: from, entry} = entryOf(lifetimes, member.content);
			yield encodeEntry({...entryToWrite(lifetimes, member, nameOf(member.node)), type: 'file', size});
			yield * size === 0 ? [] : contentBytes(source, {layer: from, offset: lifetimes.layers[from]!.offsets[entry]!}, signal);
			yield paddingOf(size);
		} else {
			const entry = entryToWrite(lifetimes, member, nameOf(member.node));
			yield encodeEntry(first ? {...entry, type: 'hardlink', target: first} : entry);
		}
	}

	yield endOfTar;
}

/** Directories first, parents before what they hold; then files as their bytes are stored; then what only points at others. */
function membersOf(lifetimes: Lifetimes, node: number, layer: number): Member[] {
	const members = [...listNodes(lifetimes, {
		node, layer, isRecursive: true, withItself: true,
	})].map(member => {
		const version = versionAt(lifetimes, member, layer);
		return {node: member, version, content: contentVersion(lifetimes, version)};
	});
	const place = ({content}: Member) => entryOf(lifetimes, content);
	const isDirectory = ({version}: Member) => versionFacts(lifetimes, version).type === 'directory';
	const others = members.filter(member => !isDirectory(member));
	return [
		...members.filter(member => isDirectory(member)),
		...others.toSorted((a, b) => place(a).layer - place(b).layer || place(a).entry - place(b).entry),
	];
}

function relativeName(path: Uint8Array, prefix: number): Uint8Array {
	// The root's own path ends in the slash that others have behind theirs.
	const rest = path.subarray(prefix === 1 ? 1 : prefix + 1);
	return rest.length === 0 ? Uint8Array.of(0x2E, 0x2F) : Uint8Array.of(0x2E, 0x2F, ...rest);
}

function entryToWrite(lifetimes: Lifetimes, {version}: Member, name: Uint8Array): EntryToWrite {
	const facts = versionFacts(lifetimes, version);
	const {layer, entry} = entryOf(lifetimes, describedBy(lifetimes, version));
	return {
		name: facts.type === 'directory' && name.at(-1) !== 0x2F ? Uint8Array.of(...name, 0x2F) : name,
		target: facts.type === 'symlink' ? facts.target : new Uint8Array(0),
		type: facts.type,
		typeflag: facts.typeflag,
		mode: facts.mode,
		uid: facts.uid,
		gid: facts.gid,
		size: 0,
		mtime: facts.mtime,
		major: Math.floor(facts.device / (2 ** 20)),
		minor: facts.device % (2 ** 20),
		xattrs: entry === -1 ? [] : decodeXattrs(entryXattrs(lifetimes.layers[layer]!, entry)),
	};
}
