import {LayerscopeError} from '../../errors.ts';

/** Why a layer's table of contents can't be used: a reason to read the layer itself. */
export class TocError extends LayerscopeError {
	override readonly name = 'TocError';

	constructor(why: string, options: {readonly cause?: unknown} = {}) {
		super('unreadable', `The layer's table of contents can't be used: ${why}.`, {...options, advice: 'Read the whole layer instead.'});
	}
}
