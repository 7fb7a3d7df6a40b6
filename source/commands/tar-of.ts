import {LayerscopeError} from '../errors.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {entryXattrs} from '../image/layer-index.ts';
import {nodePath} from '../image/nodes.ts';
import {
	contentSize, contentVersion, describedBy, entryOf, versionAt, versionFacts,
} from '../image/versions.ts';
import {listNodes} from '../report/listing.ts';
import {readContents} from '../sources/content-requests.ts';
import type {ContentRequest, ImageSource} from '../sources/image-source.ts';
import {
	encodeEntry, endOfTar, paddingOf, type EntryToWrite,
} from '../tar/encode-entry.ts';
import {decodeXattrs} from '../tar/xattrs.ts';

/** A path of the directory, with its name in the tar. */
type Member = {readonly name: Uint8Array; readonly version: number; readonly content: number};
type Directory = {readonly node: number; readonly layer: number};

/**
A directory of the image at a layer as a tar, byte for byte: whiteouts applied, names below the directory, modes, owners, times,
links and attributes kept. Directories come first, then files as the source comes to their bytes, so that each layer is read once;
then what has no bytes. A hard link to something that isn't in the image is left out, as no container has it.
*/
export async function * tarOf(source: ImageSource, lifetimes: Lifetimes, directory: Directory, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	const members = membersOf(lifetimes, directory);
	if (members.some(({version}) => lifetimes.layers[lifetimes.from[version]!]?.isWritable)) {
		throw notTold();
	}

	const isDirectory = ({version}: Member) => versionFacts(lifetimes, version).type === 'directory';
	for (const member of members.filter(member => isDirectory(member))) {
		yield encodeEntry(entryToWrite(lifetimes, member));
	}

	const firstNames = new Map<number, Member>();
	const others: Member[] = [];
	for (const member of members.filter(member => !isDirectory(member))) {
		if (firstNames.has(member.content) || contentSize(lifetimes, member.content) === 0) {
			others.push(member);
		} else {
			firstNames.set(member.content, member);
		}
	}

	yield * files(source, lifetimes, [...firstNames.values()], signal);
	for (const member of others) {
		const first = firstNames.get(member.content);
		const entry = entryToWrite(lifetimes, member);
		if (first) {
			yield encodeEntry({...entry, type: 'hardlink', target: first.name});
		} else if (entry.type !== 'hardlink') {
			firstNames.set(member.content, member);
			yield encodeEntry(entry);
		}
	}

	yield endOfTar;
}

/** Files that hold bytes, each with them, in the order in which the source gives them. */
async function * files(source: ImageSource, lifetimes: Lifetimes, members: readonly Member[], signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	const sizes = members.map(({content}) => contentSize(lifetimes, content));
	const requests = members.map(({content}): ContentRequest => {
		const {layer, entry} = entryOf(lifetimes, content);
		return {layer, offset: lifetimes.layers[layer]!.offsets[entry]!};
	});
	let current = -1;
	let written = 0;
	for await (const {request, bytes} of members.length === 0 ? [] : readContents(source, requests, signal)) {
		if (request !== current) {
			checkWhole(written, sizes[current] ?? 0);
			yield paddingOf(written);
			yield encodeEntry({...entryToWrite(lifetimes, members[request]!), size: sizes[request]!});
			current = request;
			written = 0;
		}

		written += bytes.length;
		yield bytes;
	}

	checkWhole(written, sizes[current] ?? 0);
	yield paddingOf(written);
}

// A tar that says another size than it holds would be read as garbage from there on.
function checkWhole(written: number, size: number): void {
	if (written !== size) {
		throw new LayerscopeError('unreadable', `A file gave ${written} bytes instead of ${size}.`, {advice: 'The image was changed since it was opened; open it again.'});
	}
}

// Owners come with the tar of a path only, and one of a directory holds what is mounted there too.
function notTold(): LayerscopeError {
	return new LayerscopeError('usage', 'The container changed something in this directory, and the engine doesn\'t tell the owners of what it changed.', {
		advice: 'Extract single files, take the directory at a layer of the image with --layer, or have the engine pack it: docker cp CONTAINER:DIRECTORY - > FILE.tar',
	});
}

function membersOf(lifetimes: Lifetimes, {node, layer}: Directory): Member[] {
	const prefix = nodePath(lifetimes, node).length;
	const nodes = listNodes(lifetimes, {
		node, layer, isRecursive: true, withItself: true,
	});
	return Array.from(nodes, member => {
		const version = versionAt(lifetimes, member, layer);
		return {name: relativeName(nodePath(lifetimes, member), prefix), version, content: contentVersion(lifetimes, version)};
	});
}

function relativeName(path: Uint8Array, prefix: number): Uint8Array {
	// The root's own path ends in the slash that others have behind theirs.
	const rest = path.subarray(prefix === 1 ? 1 : prefix + 1);
	return rest.length === 0 ? Uint8Array.of(0x2E, 0x2F) : Uint8Array.of(0x2E, 0x2F, ...rest);
}

/** What is written of a member: its own mode, owner and time; the kind of what it is a name of. */
function entryToWrite(lifetimes: Lifetimes, {name, version, content}: Member): EntryToWrite {
	const {mode, uid, gid, mtime} = versionFacts(lifetimes, version);
	const {type, typeflag, target, device = 0} = versionFacts(lifetimes, content);
	if (type === 'unknown' || mode === undefined || uid === undefined || gid === undefined || mtime === undefined) {
		throw notTold();
	}

	const {layer, entry} = entryOf(lifetimes, describedBy(lifetimes, version));
	return {
		name: type === 'directory' && name.at(-1) !== 0x2F ? Uint8Array.of(...name, 0x2F) : name,
		target: type === 'symlink' ? target : new Uint8Array(0),
		type,
		typeflag,
		mode,
		uid,
		gid,
		size: 0,
		mtime,
		major: Math.floor(device / (2 ** 20)),
		minor: device % (2 ** 20),
		xattrs: entry === -1 ? [] : decodeXattrs(entryXattrs(lifetimes.layers[layer]!, entry)),
	};
}
