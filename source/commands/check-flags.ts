import {LayerscopeError} from '../errors.ts';
import {
	flags as known, isOnByItself, spelledFlag, type Flags,
} from './flags.ts';
import {
	commandOf, commands, type CommandName, type Invocation,
} from './commands.ts';

// A flag that no command names means the same everywhere.
const special: ReadonlySet<string> = new Set(Object.keys(commands).flatMap(name => commandOf(name as CommandName).flags));

const gates = new Set<keyof Flags>(['minEfficiency', 'maxDead', 'maxDeadRatio']);

/**
Checks that each flag is one that the command knows, with a value where it takes one, and that a gate has an image.
Throws a usage error: a gate that was silently left out, or held to the sample, would pass.
*/
export function checkFlags(invocation: Invocation, given: Readonly<Record<string, unknown>>): void {
	const {name: command, words} = invocation;
	for (const [name, value] of Object.entries(given).filter(([, value]) => isGiven(value))) {
		const flag = spelledFlag(name);
		if (!isKnown(name)) {
			throw wrong(`There is no flag ${flag}.`);
		}

		if (known[name].type === 'boolean' && typeof value !== 'boolean') {
			throw wrong(`${flag} takes no value.`);
		}

		if (known[name].type === 'string' && (Array.isArray(value) ? value.includes('') : value === '')) {
			throw wrong(`${flag} needs a value.`);
		}

		if (gates.has(name) && command === 'open' && words.length === 0) {
			throw new LayerscopeError('usage', `${flag} needs an image to look at, and none was named.`, {advice: `Such as: layerscope nginx ${flag} ${String(value)}`});
		}

		if (special.has(name) && !commandOf(command).flags.includes(name) && value !== isOnByItself(name)) {
			throw wrong(`${flag} does nothing ${command === 'open' ? 'without a command' : `with \`layerscope ${command}\``}.`);
		}
	}
}

/** Checks that flags which may come several times have a value each time: meow leaves those out that have none. Throws a usage error. */
export function checkLists(words: readonly string[]): void {
	const separator = words.indexOf('--');
	const before = separator === -1 ? words : words.slice(0, separator);
	for (const [name] of Object.entries(known).filter(([, flag]) => 'isMultiple' in flag)) {
		const flag = spelledFlag(name);
		if (before.some((word, index) => word === `${flag}=` || (word === flag && (before[index + 1] ?? '-').startsWith('-')))) {
			throw wrong(`${flag} needs a value.`);
		}
	}
}

// A flag that may come several times is an empty list where it doesn't come at all.
function isGiven(value: unknown): boolean {
	return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function isKnown(name: string): name is keyof Flags {
	return Object.hasOwn(known, name);
}

function wrong(message: string): LayerscopeError {
	return new LayerscopeError('usage', message, {advice: 'See layerscope --help.'});
}
