import {addLayerNow, createLifetimes} from '../../source/image/add-layer.ts';
import type {LayerIndex} from '../../source/image/layer-index.ts';
import type {Lifetimes} from '../../source/image/lifetimes.ts';
import {findNode, nodePath} from '../../source/image/nodes.ts';
import {versionAt, versionFacts} from '../../source/image/versions.ts';

/** The lifetimes of an image with these layers, lowest first. */
export function imageOf(...layers: readonly LayerIndex[]): Lifetimes {
	const lifetimes = createLifetimes();
	for (const layer of layers) {
		addLayerNow(lifetimes, layer);
	}

	return lifetimes;
}

/** The node of a path as text. */
export function nodeOf(lifetimes: Lifetimes, path: string): number {
	const node = findNode(lifetimes, new TextEncoder().encode(path));
	if (node === undefined) {
		throw new Error(`No layer has ${path}.`);
	}

	return node;
}

/** The paths that are there at a layer (the top one, unless one is given), directories with a slash at the end, sorted, without the root. */
export function pathsOf(lifetimes: Lifetimes, layer = lifetimes.layers.length - 1): string[] {
	const paths: string[] = [];
	for (let node = 1; node < lifetimes.nodeCount; node++) {
		const version = versionAt(lifetimes, node, layer);
		if (version !== -1) {
			paths.push(new TextDecoder().decode(nodePath(lifetimes, node)) + (versionFacts(lifetimes, version).type === 'directory' ? '/' : ''));
		}
	}

	return paths.toSorted();
}

/** The codes of the warnings with their paths: `duplicate-entry /q`. */
export function warningsOf(lifetimes: Lifetimes): string[] {
	return lifetimes.warnings.map(({code, path}) => `${code} ${new TextDecoder().decode(path)}`);
}
