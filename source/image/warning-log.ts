import {rootNode, type GrowingLifetimes, type Lifetimes} from './lifetimes.ts';
import {nodePath} from './nodes.ts';
import type {WarningCode} from './warning.ts';

const detailed = 1000;
const detailedOfEachCode = 20;

// In bytes; names and directories can be made so long that a thousand paths take all memory.
const longestPath = 65_536;

/**
Notes a warning about what the layer that is being merged does to a node.
A hostile image has millions of them: the first 1,000 are kept in detail, and a few of each code; all are counted.
*/
export function warn(lifetimes: GrowingLifetimes, code: WarningCode, node: number, message: string): void {
	if (isKept(lifetimes, code)) {
		push(lifetimes, code, isShort(lifetimes, node) ? nodePath(lifetimes, node) : undefined, message);
	}
}

/** Notes a warning about an entry's name that is no path of the image; it is kept as the tar has it. */
export function warnOfName(lifetimes: GrowingLifetimes, code: WarningCode, name: Uint8Array, message: string): void {
	if (isKept(lifetimes, code)) {
		push(lifetimes, code, name.length <= longestPath ? Uint8Array.from(name) : undefined, message);
	}
}

function push(lifetimes: GrowingLifetimes, code: WarningCode, path: Uint8Array | undefined, message: string): void {
	lifetimes.warnings.push({
		code, layer: lifetimes.layers.length, path, message: path === undefined ? `${message} Its path is longer than 64 KiB.` : message,
	});
}

function isShort({parents, nameStarts}: Lifetimes, node: number): boolean {
	let length = 0;
	for (let at = node; at !== rootNode && length <= longestPath; at = parents[at]!) {
		length += 1 + nameStarts[at + 1]! - nameStarts[at]!;
	}

	return length <= longestPath;
}

function isKept(lifetimes: GrowingLifetimes, code: WarningCode): boolean {
	const count = (lifetimes.warningCounts.get(code) ?? 0) + 1;
	lifetimes.warningCounts.set(code, count);
	return lifetimes.warnings.length < detailed || count <= detailedOfEachCode;
}
