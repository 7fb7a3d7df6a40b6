import type {GrowingLifetimes} from './lifetimes.ts';
import {nodePath} from './nodes.ts';
import type {WarningCode} from './warning.ts';

const detailed = 1000;
const detailedOfEachCode = 20;

/**
Notes a warning about what the layer that is being merged does to a node.
A hostile image has millions of them: the first 1,000 are kept in detail, and a few of each code; all are counted.
*/
export function warn(lifetimes: GrowingLifetimes, code: WarningCode, node: number, message: string): void {
	if (isKept(lifetimes, code)) {
		lifetimes.warnings.push({
			code, layer: lifetimes.layers.length, path: nodePath(lifetimes, node), message,
		});
	}
}

/** Notes a warning about an entry's name that is no path of the image; it is kept as the tar has it. */
export function warnOfName(lifetimes: GrowingLifetimes, code: WarningCode, name: Uint8Array, message: string): void {
	if (isKept(lifetimes, code)) {
		lifetimes.warnings.push({
			code, layer: lifetimes.layers.length, path: Uint8Array.from(name), message,
		});
	}
}

function isKept(lifetimes: GrowingLifetimes, code: WarningCode): boolean {
	const count = (lifetimes.warningCounts.get(code) ?? 0) + 1;
	lifetimes.warningCounts.set(code, count);
	return lifetimes.warnings.length < detailed || count <= detailedOfEachCode;
}
