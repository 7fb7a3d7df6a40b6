import {LayerscopeError, UnpackingLimitError, WrongBytesError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import type {LayerFacts, Verification} from '../image/image-facts.ts';
import {isEncrypted, isForeign, promisedCompression} from '../image/media-types.ts';
import {readingLimits} from '../image/reading-limits.ts';
import {unpackingStopped} from '../image/unpacking-guard.ts';
import type {Warning} from '../image/warning.ts';
import type {IndexedLayer} from '../indexing/indexer.ts';
import {layerWarning, type LayerBlob} from './candidate.ts';

/** What reading a layer's bytes proved. */
export type Judgement = {
	readonly verification: Verification;
	readonly failure: LayerscopeError | undefined;
	readonly warnings: readonly Warning[];
};

// An eStargz layer has its table of contents there (containerd stargz-snapshotter, docs/estargz.md).
const tableOfContents = 'containerd.io/snapshot/stargz/toc.digest';

/** Compares what was read of a layer with what the image says of it. */
export function judgeLayer(layer: number, {diffId}: LayerFacts, {descriptor, storedDigest}: LayerBlob, indexed: IndexedLayer): Judgement {
	const warnings: Warning[] = [];
	const warn = (code: Warning['code'], message: string) => {
		warnings.push(layerWarning(code, layer, message));
	};

	const promised = descriptor && promisedCompression(descriptor.mediaType);
	if (promised !== undefined && promised !== indexed.compression) {
		warn('media-type-mismatch', `Layer ${layer} is ${inWords(indexed.compression)}, not ${inWords(promised)} as its media type ${descriptor!.mediaType} says.`);
	}

	const otherSize = descriptor && descriptor.size !== indexed.storedSize
		? `Layer ${layer} has ${indexed.storedSize} bytes, not ${descriptor.size} as its descriptor says.`
		: undefined;
	if (otherSize !== undefined) {
		warn('size-mismatch', otherSize);
	}

	if (indexed.hasTrailingGarbage && !descriptor?.annotations.has(tableOfContents)) {
		warn('trailing-garbage', `Layer ${layer} has bytes behind the end of its tar, which engines ignore.`);
	}

	if (indexed.leftOut > 0) {
		const {entries, bytes} = readingLimits;
		warn('entries-left-out', `The last ${indexed.leftOut} entries of layer ${layer} are left out: of an image ${entries} are listed at most, in ${bytes / (1024 * 1024)} MiB of memory.`);
	}

	const failure = indexed.failure && failureOf(layer, indexed.failure);
	if (failure) {
		warn('layer-unreadable', failure.message);
	}

	const mismatches = [
		describeMismatch(layer, 'tar', indexed.diffId, diffId),
		describeMismatch(layer, 'blob', indexed.digest, storedDigest),
	].filter(message => message !== undefined);
	for (const message of mismatches) {
		warn('digest-mismatch', message);
	}

	const wrong = mismatches[0] ?? otherSize;
	return {
		verification: mismatches.length > 0 ? 'mismatch' : (indexed.diffId === diffId ? 'verified' : 'not-verified'),
		failure: failure ?? (wrong === undefined ? undefined : wrongBytes(layer, wrong)),
		warnings,
	};
}

function failureOf(layer: number, cause: LayerscopeError): LayerscopeError {
	const {offset} = cause;
	return cause instanceof UnpackingLimitError
		? unpackingStopped(`Layer ${layer}`, cause.unpacked, {layer, offset, cause})
		: new LayerscopeError('unreadable', `Layer ${layer} can't be read to its end: ${cause.message}.`, {
			layer, offset, cause, advice: 'Save or pull the image again; the rest of it can be looked at.',
		});
}

/** The error for a layer whose bytes were read but aren't those that the image names; `message` says what they are. Engines refuse it. */
export function wrongBytes(layer: number, message: string): LayerscopeError {
	return new WrongBytesError('unreadable', message, {layer, advice: 'It can be looked at, but engines refuse it; save or pull the image again.'});
}

/** What is wrong where a computed digest isn't the expected one; `undefined` where they agree or can't be compared. */
export function describeMismatch(layer: number, what: string, computed: Digest | undefined, expected: Digest | undefined): string | undefined {
	return computed === undefined || expected === undefined || computed === expected || !expected.startsWith('sha256:')
		? undefined
		: `The ${what} of layer ${layer} has the digest ${computed}, not ${expected} as named: it was changed.`;
}

function inWords(compression: string): string {
	return compression === 'none' ? 'not compressed' : `compressed with ${compression}`;
}

/** Why a layer that has no bytes here can't be read; `undefined` where it should be there and readable. */
export function judgeAbsent(layer: number, facts: LayerFacts, isThere: boolean, location: string): Judgement | undefined {
	const name = `Layer ${layer} (${facts.digest ?? facts.diffId})`;
	if (isEncrypted(facts.mediaType)) {
		return absent(layer, 'layer-encrypted', `${name} is encrypted (${facts.mediaType}).`, 'Decrypt the image with its key to look at this layer.');
	}

	if (isThere) {
		return undefined;
	}

	return isForeign(facts.mediaType)
		? absent(layer, 'layer-missing', `${name} is a foreign layer (${facts.mediaType}), which images are saved without.`, 'Fetch it from where its owner offers it.')
		: absent(layer, 'layer-missing', `${name} is missing in ${location}.`, 'Save the image again, or pull it first: engines with the containerd store leave out what they don\'t have.');
}

/** Why a layer isn't here that lies behind where the unpacking of its archive was stopped, for that `failure`; `undefined` where it failed otherwise, or didn't. */
export function judgeUnreached(layer: number, failure: LayerscopeError | undefined): Judgement | undefined {
	if (!(failure instanceof UnpackingLimitError)) {
		return undefined;
	}

	const stopped = unpackingStopped(`Layer ${layer} lies behind what was read of the archive, which`, failure.unpacked, {layer, cause: failure});
	return {verification: 'not-verified', failure: stopped, warnings: [layerWarning('layer-missing', layer, stopped.message)]};
}

function absent(layer: number, code: 'layer-encrypted' | 'layer-missing', message: string, advice: string): Judgement {
	return {
		verification: 'not-verified',
		failure: new LayerscopeError('unreadable', message, {layer, advice}),
		warnings: [layerWarning(code, layer, message)],
	};
}
