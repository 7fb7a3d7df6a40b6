import {access} from 'node:fs/promises';
import {setTimeout} from 'node:timers/promises';
import {LayerscopeError} from '../../errors.ts';
import type {Descriptor} from '../../image/manifest.ts';
import type {Indexer} from '../../indexing/indexer.ts';
import type {FileRange} from '../../indexing/layer-task.ts';
import {unlessAborted} from '../abortable.ts';
import type {ContentEvent} from '../image-source.ts';
import type {Downloads} from './downloads.ts';

type Parts = {readonly downloads: Downloads; readonly indexer: Indexer};

const progressInterval = 100;

/**
The file of a blob, fetched where it isn't here. One of an earlier run is hashed when it is first wanted, so that nothing else is ever shown.
Throws a `LayerscopeError` where it can't be had, and the signal's reason; nothing is fetched on for nobody.
*/
export async function verifiedBlob({downloads, indexer}: Parts, blob: Descriptor, signal: AbortSignal): Promise<FileRange> {
	for (const isLast of [false, true]) {
		const wanted = downloads.want(blob);
		try {
			const range = {path: await unlessAborted(wanted.file, signal), start: 0, length: blob.size};
			// Somebody may have cleared the cache meanwhile.
			const isThere = await access(range.path).then(() => true, () => false);
			// The worker hashes as nearly all digests are made.
			if (isThere && (downloads.isVerified(blob.digest) || !blob.digest.startsWith('sha256:') || await indexer.hashFile(range, signal) === blob.digest)) {
				downloads.setVerified(blob.digest);
				return range;
			}
		} finally {
			wanted.release();
		}

		await downloads.discard(blob);
		if (isLast) {
			break;
		}
	}

	throw new LayerscopeError('unreadable', `The blob ${blob.digest} is damaged, and was damaged again when it was fetched anew.`, {advice: 'Check the disk.'});
}

/** As `verifiedBlob`, with how far it is as it comes. */
export async function * arrivingBlob(parts: Parts, blob: Descriptor, signal: AbortSignal): AsyncGenerator<ContentEvent, FileRange> {
	const taking = verifiedBlob(parts, blob, signal);
	// Whoever stops taking doesn't hear of its failure.
	taking.catch(() => undefined);
	for (;;) {
		const range = await Promise.race([taking, setTimeout(progressInterval, undefined, {ref: false})]);
		if (range !== undefined) {
			return range;
		}

		yield {type: 'progress', current: parts.downloads.received(blob.digest), total: blob.size};
	}
}
