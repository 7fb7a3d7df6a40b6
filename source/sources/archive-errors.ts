import {LayerscopeError, UnpackingLimitError} from '../errors.ts';
import {unpackingStopped} from '../image/unpacking-guard.ts';

const writers = 'Give what docker save, podman save or skopeo wrote.';

/** The error for bytes that are no archive at all: nothing of a tar was found, because of `failure` or because there is nothing. */
export function noArchive(location: string, failure: LayerscopeError | undefined): LayerscopeError {
	if (failure instanceof UnpackingLimitError) {
		return unpackingStopped(location, failure.unpacked, {cause: failure});
	}

	return failure
		? new LayerscopeError('unreadable', `${location} is no image archive: it is neither a tar nor compressed with gzip or zstd.`, {advice: writers, cause: failure, offset: failure.offset})
		: new LayerscopeError('unreadable', `${location} is empty.`, {advice: writers});
}

/** The error for an archive that breaks off, turns to garbage, or unpacks to far more than it is stored as. */
export function brokenArchive(location: string, failure: LayerscopeError): LayerscopeError {
	if (failure instanceof UnpackingLimitError) {
		return unpackingStopped(location, failure.unpacked, {cause: failure});
	}

	return new LayerscopeError('unreadable', `${location} can't be read to its end: ${failure.message}.`, {
		cause: failure, offset: failure.offset, advice: failure.advice ?? 'It was cut off or damaged; save the image again.',
	});
}
