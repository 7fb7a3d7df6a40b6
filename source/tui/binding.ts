import type {KeyMessage, PromptMessage} from '../app/messages.ts';
import type {Context} from './context.ts';

/** What keys do, in which contexts. This table feeds the keys, the hints in the last line, the help screen and the readme. */
export type Binding = {
	readonly keys: readonly string[];
	readonly message: KeyMessage | PromptMessage;
	/** A phrase for the help and the readme. */
	readonly description: string;
	readonly contexts: readonly Context[];
	/** A word or two for the last line, and where it is worth its place; by default wherever the key counts. */
	readonly hint?: string;
	readonly hintIn?: readonly Context[];
};

/** The bindings of one purpose. */
export type Group = {readonly title: string; readonly bindings: readonly Binding[]};
