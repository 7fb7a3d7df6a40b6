import {LayerscopeError, messageOf} from '../errors.ts';

/** Anything that was thrown, as an error that a person can be shown. */
export function asLayerscopeError(error: unknown): LayerscopeError {
	return error instanceof LayerscopeError ? error : new LayerscopeError('unreadable', messageOf(error), {cause: error});
}
