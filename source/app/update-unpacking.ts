import {UnpackingLimitError, type Unpacked} from '../errors.ts';
import {only, type Step} from './effect.ts';
import {popScreen, pushScreen, topScreen} from './screens.ts';
import {restart, type Session, type State} from './state.ts';

/** What wasn't unpacked to its end, and the layers that lack something for that: none where there is no image yet. */
export type StoppedPart = {
	/** Counted from 0. */
	readonly layers: readonly number[];
	readonly error: UnpackingLimitError;
};

/** All that wasn't unpacked to its end of an image, since it comes to so much. */
export function stoppedParts({layers, failure}: Pick<Session, 'layers' | 'failure'>): readonly StoppedPart[] {
	// All layers of an archive that wasn't unpacked to its end have the same amounts.
	const parts = new Map<Unpacked, StoppedPart>();
	if (failure instanceof UnpackingLimitError) {
		parts.set(failure.unpacked, {layers: [], error: failure});
	}

	for (const [layer, {failure: error}] of layers.entries()) {
		if (error instanceof UnpackingLimitError) {
			parts.set(error.unpacked, {layers: [...parts.get(error.unpacked)?.layers ?? [], layer], error});
		}
	}

	return [...parts.values()];
}

/** Whether another question is open, or a line being typed: keys would answer what they weren't meant for. */
function isBusy(state: State): boolean {
	return state.place !== 'image' || state.prompt !== undefined || topScreen(state)?.kind === 'remove';
}

/** Asks, once for each opened image, whether what wasn't unpacked to its end is to be; where it can't be read again it is only told. */
export function askUnpacking(state: State): State {
	const {session} = state;
	if (session.isUnpackingAsked || isBusy(state) || stoppedParts(session).length === 0) {
		return state;
	}

	const asked = {...state, session: {...session, isUnpackingAsked: true}};
	return session.source?.comesOnce
		? {...asked, notice: {text: 'not all of it was unpacked; --unpack-all reads all', isProblem: true}}
		: pushScreen(asked, {kind: 'unpacking'});
}

/** Opens the image again, the same of several, as it was to be read: with `unpacksAll` however far it unpacks. */
export function reopen(state: State, unpacksAll: boolean): Step {
	const {selection, argument} = state.session;
	return [restart(state, selection, argument, unpacksAll), [{
		type: 'open', argument, selection, ...(unpacksAll && {unpacksAll}),
	}]];
}

/** Reads all of it. */
export function unpackAll(state: State): Step {
	return topScreen(state)?.kind === 'unpacking' ? reopen(state, true) : only(state);
}

/** Leaves the rest unread. */
export function leaveUnpacking(state: State): State {
	return {...popScreen(state), notice: {text: 'the rest isn\'t read; r asks again', isProblem: false}};
}
