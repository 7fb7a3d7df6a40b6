import type {Effect} from './effect.ts';
import type {Message} from './messages.ts';
import type {State} from './state.ts';
import {update} from './update.ts';

/** The one state of the screen, and the way to change it. */
export type Store = {
	readonly getState: () => State;
	readonly dispatch: (message: Message) => void;
	/** Calls back after every change; gives the way to stop that. */
	readonly subscribe: (listener: () => void) => () => void;
};

/** Holds a state, changes it by messages, and hands on the effects that come out. */
export function createStore(start: State, run: (effect: Effect) => void): Store {
	const listeners = new Set<() => void>();
	let state = start;
	return {
		getState: () => state,
		dispatch(message) {
			const [next, effects] = update(state, message);
			if (next !== state) {
				state = next;
				for (const listener of listeners) {
					listener();
				}
			}

			for (const effect of effects) {
				run(effect);
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
}
