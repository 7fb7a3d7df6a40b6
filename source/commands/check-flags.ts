import {LayerscopeError} from '../errors.ts';
import {flags as known, type Flags} from './flags.ts';
import {commandOf, commands, type CommandName} from './commands.ts';

// A flag that no command names means the same everywhere.
const special: ReadonlySet<string> = new Set(Object.keys(commands).flatMap(name => commandOf(name as CommandName).flags));

/** Checks that each flag is one that the command knows, with a value where it takes one. Throws a usage error: a gate that was silently left out would pass. */
export function checkFlags(command: CommandName, given: Readonly<Record<string, unknown>>): void {
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

		if (special.has(name) && !commandOf(command).flags.includes(name) && value !== false) {
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
