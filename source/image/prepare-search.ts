import type {Lifetimes} from './lifetimes.ts';
import {prepareNameLetters} from './name-letters.ts';
import {lastBelow} from './search-below.ts';
import {prepareTreeWalk} from './tree-walk.ts';

/** Prepares what makes a filter quick in an image that is merged, a few milliseconds at a time; every turn may be followed by a pause. */
export function * prepareSearch(lifetimes: Lifetimes): Generator<void, void> {
	lastBelow(lifetimes);
	yield;
	yield * prepareNameLetters(lifetimes);
	yield * prepareTreeWalk(lifetimes);
}
