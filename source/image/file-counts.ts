import {computed} from './computed.ts';
import {typeCodes} from './layer-index.ts';
import type {Lifetimes} from './lifetimes.ts';
import {firstVersionOf} from './versions.ts';

/** How many paths are there at a layer. */
export type FileCounts = {
	/** All but directories. */
	readonly files: number;
	/** Those of which nobody told what they are, which aren't counted as files. */
	readonly unknown: number;
};

/** Counts the files that are there at a layer; all layers are counted in one go, when the first is asked for. */
export function fileCounts(lifetimes: Lifetimes, layer: number): FileCounts {
	return allCounts(lifetimes)[layer]!;
}

const allCounts = computed((lifetimes): readonly FileCounts[] => {
	const {layers} = lifetimes;
	// By layer: how many more there are than at the layer below.
	const files = new Float64Array(layers.length + 1);
	const unknown = new Float64Array(layers.length + 1);
	for (const layer of layers.keys()) {
		countLayer(lifetimes, layer, {files, unknown});
	}

	const counts: FileCounts[] = [];
	for (const layer of layers.keys()) {
		const below = counts[layer - 1] ?? {files: 0, unknown: 0};
		counts.push({files: below.files + files[layer]!, unknown: below.unknown + unknown[layer]!});
	}

	return counts;
});

type Steps = {readonly files: Float64Array; readonly unknown: Float64Array};

/** Counts what a layer gave where it begins, and takes it off where it ends. */
function countLayer(lifetimes: Lifetimes, layer: number, {files, unknown}: Steps): void {
	const {until, entries, layers} = lifetimes;
	const {types} = layers[layer]!;
	const end = firstVersionOf(lifetimes, layer + 1);
	for (let version = firstVersionOf(lifetimes, layer); version < end; version++) {
		const entry = entries[version]!;
		const type = entry === -1 ? typeCodes.directory : types[entry]!;
		if (type !== typeCodes.directory) {
			const steps = type === typeCodes.unknown ? unknown : files;
			steps[layer]!++;
			steps[Math.min(until[version]!, layers.length)]!--;
		}
	}
}
