import {getHeapStatistics} from 'node:v8';
import {resourceLimits} from 'node:worker_threads';
import {LayerscopeError} from '../errors.ts';

// Of the heap that the thread may have. V8 itself may end the whole program where a thread comes to its limit, and leave the terminal as it is.
const share = 0.75;
const mebibyte = 1024 * 1024;

/** Throws a `LayerscopeError` where the objects of this thread take nearly all the memory that it was given; `limit` is in MiB, `undefined` where there is none. */
export function checkHeap(limit: number | undefined = resourceLimits.maxOldGenerationSizeMb): void {
	if (limit !== undefined && getHeapStatistics().used_heap_size > limit * share * mebibyte) {
		throw new LayerscopeError('unreadable', `Reading it takes more memory than the ${limit} MiB that a thread may take`);
	}
}
