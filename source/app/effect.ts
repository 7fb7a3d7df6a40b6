import type {DeskEffect} from './desk/desk-effect.ts';
import type {
	ExtractTarget, Question, Selection, State,
} from './state.ts';
import type {ContentPlace} from './viewer.ts';

/** Something that `update` wants done; only the effects file does it. */
export type Effect =
	| DeskEffect
	/** Open what `argument` names; without one, what the program was started with. */
	| {readonly type: 'open'; readonly argument: string | undefined; readonly selection: Selection}
	/** Ask the source what it holds; with `isQuiet` only how many images, and no more than is known at once. */
	| {readonly type: 'list-choices'; readonly isQuiet: boolean}
	/** Stop reading or pulling the image. */
	| {readonly type: 'stop'}
	/** Stop fetching the layers that aren't here yet, and go on with those that are. */
	| {readonly type: 'stop-fetching'}
	| {readonly type: 'read-content'; readonly place: ContentPlace; readonly limit: number}
	| {readonly type: 'stop-content'}
	| {readonly type: 'ask'; readonly question: Question}
	| {readonly type: 'extract'; readonly target: ExtractTarget; readonly file: string; readonly isForced: boolean}
	| {readonly type: 'suspend'}
	| {readonly type: 'quit'};

/** The next state, and what to do. */
export type Step = readonly [state: State, effects: readonly Effect[]];

/** A step that does nothing but change the state. */
export function only(state: State): Step {
	return [state, []];
}
