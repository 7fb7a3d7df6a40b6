import type {Message} from '../app/messages.ts';
import type {Store} from '../app/store.ts';
import {contextOf} from './context.ts';
import {bindingOf} from './keymap.ts';

/** What a key types into a line; `undefined` for keys that aren't characters. */
function characterOf(key: string): string | undefined {
	if (key === 'space') {
		return ' ';
	}

	return [...key].length === 1 ? key : undefined;
}

/** Sends what keys mean, one after the other: a key may change what the next one means. Characters of a line are sent together. */
export function pressKeys(store: Pick<Store, 'getState' | 'dispatch'>, keys: readonly string[]): void {
	let typed = '';
	const send = (message: Message) => {
		if (typed !== '') {
			const text = typed;
			typed = '';
			store.dispatch({type: 'typed', text});
		}

		store.dispatch(message);
	};

	for (const key of keys) {
		const context = contextOf(store.getState());
		const binding = bindingOf(context, key);
		if (binding !== undefined) {
			send(binding.message);
		} else if (context === 'prompt') {
			typed += characterOf(key) ?? '';
		}
	}

	if (typed !== '') {
		store.dispatch({type: 'typed', text: typed});
	}
}

/** Takes a pasted text: into the line that is being typed, or as keys. */
export function pasteText(store: Pick<Store, 'getState' | 'dispatch'>, text: string, keys: readonly string[]): void {
	if (contextOf(store.getState()) === 'prompt') {
		// A pasted line's end must not accept the line.
		store.dispatch({type: 'typed', text: text.replaceAll(/\p{Cc}+/gu, ' ').trim()});
	} else {
		pressKeys(store, keys);
	}
}
