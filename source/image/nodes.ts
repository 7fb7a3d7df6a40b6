import {type Lifetimes, rootNode} from './lifetimes.ts';
import {childNamed} from './node-table.ts';
import {splitPath} from './path-parts.ts';

const slash = 0x2F;

/** The last component of a node's path, as bytes (a view, not a copy); empty for the root. */
export function nodeName(lifetimes: Lifetimes, node: number): Uint8Array {
	return lifetimes.names.subarray(lifetimes.nameStarts[node], lifetimes.nameStarts[node + 1]);
}

/** The absolute path of a node as bytes: `/a/b`, and `/` for the root. */
export function nodePath(lifetimes: Lifetimes, node: number): Uint8Array {
	if (node === rootNode) {
		return Uint8Array.of(slash);
	}

	const {parents, names, nameStarts} = lifetimes;
	let length = 0;
	for (let at = node; at !== rootNode; at = parents[at]!) {
		length += 1 + nameStarts[at + 1]! - nameStarts[at]!;
	}

	const path = new Uint8Array(length);
	let end = length;
	for (let at = node; at !== rootNode; at = parents[at]!) {
		const start = end - (nameStarts[at + 1]! - nameStarts[at]!);
		path.set(names.subarray(nameStarts[at], nameStarts[at + 1]), start);
		path[start - 1] = slash;
		end = start - 1;
	}

	return path;
}

/** The node of a path, taken literally (no links, no `..`), whether anything is there at some layer or not; slashes may be doubled. */
export function findNode(lifetimes: Lifetimes, path: Uint8Array): number | undefined {
	let node: number | undefined = rootNode;
	for (const name of splitPath(path)) {
		node = node === undefined ? undefined : childNamed(lifetimes, node, name);
	}

	return node;
}

/** Every node that some layer has below this one, in no order. */
export function * childNodes(lifetimes: Lifetimes, node: number): Generator<number, void> {
	for (let child = lifetimes.firstChildren[node]!; child !== -1; child = lifetimes.nextSiblings[child]!) {
		yield child;
	}
}
