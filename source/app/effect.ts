import type {DeskEffect} from './desk/desk-effect.ts';
import type {
	ExtractTarget, Question, Selection, State,
} from './state.ts';
import type {ContentPlace} from './viewer.ts';

/** What is to be opened. */
export type Opening = {
	/** As an argument of the program; without one, what it was started with. */
	readonly argument: string | undefined;
	readonly selection: Selection;
	/** That it is read however far it unpacks. */
	readonly unpacksAll?: boolean;
};

/** Something that `update` wants done; only the effects file does it. */
export type Effect =
	| DeskEffect
	| ({readonly type: 'open'} & Opening)
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
