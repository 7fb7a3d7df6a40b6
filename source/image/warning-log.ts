import type {GrowingLifetimes} from './lifetimes.ts';
import type {WarningCode} from './warning.ts';
import {nodePath} from './nodes.ts';

const detailed = 1000;
const detailedOfEachCode = 20;

/** Notes a warning about a node. A hostile image has millions: the first 1,000 are kept in detail, and a few of each code; all are counted. */
export function warn(lifetimes: GrowingLifetimes, code: WarningCode, layer: number, node: number, message: string): void {
	if (isKept(lifetimes, code)) {
		lifetimes.warnings.push({
			code, layer, path: nodePath(lifetimes, node), message,
		});
	}
}

/** Notes a warning about a name that is no path of the image, as the tar has it. */
export function warnOfName(lifetimes: GrowingLifetimes, code: WarningCode, layer: number, name: Uint8Array, message: string): void {
	if (isKept(lifetimes, code)) {
		lifetimes.warnings.push({
			code, layer, path: Uint8Array.from(name), message,
		});
	}
}

function isKept(lifetimes: GrowingLifetimes, code: WarningCode): boolean {
	const count = (lifetimes.warningCounts.get(code) ?? 0) + 1;
	lifetimes.warningCounts.set(code, count);
	return lifetimes.warnings.length < detailed || count <= detailedOfEachCode;
}
