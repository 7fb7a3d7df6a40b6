import {setImmediate} from 'node:timers/promises';
import {addLayer, createLifetimes} from '../image/add-layer.ts';
import {layerCounts} from '../image/changes.ts';
import {deadBytes, efficiency, shippedBytes} from '../image/dead-bytes.ts';
import {emptyLayerIndex} from '../image/layer-index-builder.ts';
import type {LayerIndex} from '../image/layer-index.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {createFairShare} from './fair-share.ts';
import type {SessionMessage} from './messages.ts';
import type {Totals} from './state.ts';

/** Merges layers in order, as they come, with turns of the event loop in between so that keys are heard. */
export type Merger = {
	readonly add: (layer: number, index: LayerIndex) => void;
	/** Merges the layers that never came as empty ones; resolves when `count` layers are merged. */
	readonly finish: () => Promise<void>;
};

type MergerOptions = {
	/** How many layers there will be. */
	readonly count: () => number;
	readonly signal: AbortSignal;
	readonly send: (message: SessionMessage) => void;
};

function totalsOf(lifetimes: Lifetimes): Totals {
	return {shipped: shippedBytes(lifetimes), dead: deadBytes(lifetimes), efficiency: efficiency(lifetimes)};
}

/** A merger for one image. */
export function createMerger({count, signal, send}: MergerOptions): Merger {
	const lifetimes = createLifetimes();
	const waiting = new Map<number, LayerIndex>();
	let merged = 0;
	let work: Promise<void> | undefined;
	// It is thrown to whoever waits for the end.
	let failure: {readonly error: unknown} | undefined;

	// What is told looks at all that is merged so far.
	const telling = createFairShare(() => {
		const isWhole = merged === count();
		const counts = Array.from({length: merged}, (_, layer) => layerCounts(lifetimes, layer));
		send({
			type: 'merged', lifetimes, count: merged, counts, totals: isWhole ? totalsOf(lifetimes) : undefined,
		});
	});

	const mergeWaiting = async () => {
		for (let index = waiting.get(merged); index !== undefined; index = waiting.get(merged)) {
			for (const _ of addLayer(lifetimes, index)) {
				await setImmediate();
				if (signal.aborted) {
					return;
				}
			}

			waiting.delete(merged);
			merged++;
			if (merged === count()) {
				telling.now();
			} else {
				telling.soon();
			}
		}
	};

	const start = () => {
		const before = work;
		work = (async () => {
			await before;
			try {
				await mergeWaiting();
			} catch (error) {
				failure ??= {error};
			}
		})();
	};

	return {
		add(layer, index) {
			waiting.set(layer, index);
			start();
		},
		async finish() {
			await work;
			for (let layer = merged; layer < count(); layer++) {
				waiting.set(layer, waiting.get(layer) ?? emptyLayerIndex());
			}

			start();
			await work;
			telling.stop();
			if (failure !== undefined) {
				throw failure.error;
			}
		},
	};
}
