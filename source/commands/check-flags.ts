import {LayerscopeError} from '../errors.ts';
import {flags as known, type Flags} from './flags.ts';
import type {Invocation} from './run.ts';

type Command = Invocation['command'];

/** The flags that only some commands know; the others mean the same everywhere. */
const commandsOf: Partial<Readonly<Record<keyof Flags, readonly Command[]>>> = {
	json: ['open', 'ls', 'entries'],
	recursive: ['ls'],
	layer: ['ls', 'entries', 'cat', 'extract'],
	raw: ['cat'],
	output: ['extract'],
	force: ['extract'],
	minEfficiency: ['open'],
	maxDead: ['open'],
	maxDeadRatio: ['open'],
};

/** Checks that each flag is one that the command knows, with a value where it takes one. Throws a usage error: a gate that was silently left out would pass. */
export function checkFlags(command: Command, given: Readonly<Record<string, unknown>>): void {
	for (const [name, value] of Object.entries(given).filter(([, value]) => value !== undefined)) {
		const flag = spelled(name);
		if (!isKnown(name)) {
			throw wrong(`There is no flag ${flag}.`);
		}

		if (known[name].type === 'boolean' && typeof value !== 'boolean') {
			throw wrong(`${flag} takes no value.`);
		}

		if (known[name].type === 'string' && value === '') {
			throw wrong(`${flag} needs a value.`);
		}

		if (commandsOf[name]?.includes(command) === false && value !== false) {
			throw wrong(`${flag} does nothing ${command === 'open' ? 'without a command' : `with \`layerscope ${command}\``}.`);
		}
	}
}

function isKnown(name: string): name is keyof Flags {
	return Object.hasOwn(known, name);
}

function spelled(name: string): string {
	return name.length === 1 ? `-${name}` : `--${name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}

function wrong(message: string): LayerscopeError {
	return new LayerscopeError('usage', message, {advice: 'See layerscope --help.'});
}
