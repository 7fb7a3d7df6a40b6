import type {LayerFacts} from '../image/image-facts.ts';
import type {Indexer} from '../indexing/indexer.ts';
import type {FileRange} from '../indexing/layer-task.ts';
import {layerWarning} from './candidate.ts';
import type {SourceEvent} from './image-source.ts';
import {describeMismatch, wrongBytes} from './judge-layer.ts';
import {createReadProgress} from './read-progress.ts';

/** A plain layer whose bodies were jumped over. */
export type UnverifiedLayer = {readonly layer: number; readonly range: FileRange; readonly facts: LayerFacts};

/** Hashes plain layers one after the other, so that the machine stays free for its user, and tells what each turned out to be. */
export async function verifyInBackground(layers: readonly UnverifiedLayer[], indexer: Indexer, emit: (event: SourceEvent) => void, signal: AbortSignal): Promise<void> {
	const progress = createReadProgress(told => {
		emit({type: 'progress', progress: told});
	}, 'verify', 'layers');
	for (const {layer, range, facts} of layers) {
		progress.update(layer, 'verifying', 0, range.length);
		const digest = await indexer.hashFile(range, signal, bytes => {
			progress.update(layer, 'verifying', bytes, range.length);
		});
		const mismatch = describeMismatch(layer, 'tar', digest, facts.diffId);
		if (mismatch !== undefined) {
			emit({type: 'warning', warning: layerWarning('digest-mismatch', layer, mismatch)});
		}

		if (facts.diffId?.startsWith('sha256:')) {
			emit(mismatch === undefined
				? {type: 'verification', layer, verification: 'verified'}
				: {
					type: 'verification', layer, verification: 'mismatch', failure: wrongBytes(layer, mismatch),
				});
		}

		progress.update(layer, 'done', range.length, range.length);
	}

	progress.flush();
}
