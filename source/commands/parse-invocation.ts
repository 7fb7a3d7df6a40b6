import {LayerscopeError} from '../errors.ts';
import {
	commandOf, commands, isCommand, type CommandName, type Invocation,
} from './commands.ts';

/** Takes the words of the command line apart; none of them is a command with `areLiteral`. Throws a usage error for too many or too few. */
export function parseInvocation(words: readonly string[], areLiteral = false): Invocation {
	const [first = '', ...rest] = words;
	const name = !areLiteral && isCommand(first) ? first : 'open';
	const invocation = {name, words: name === 'open' ? words : rest};
	checkWords(invocation);
	return invocation;
}

function checkWords({name, words}: Invocation): void {
	const {needed, optional, isRepeated = false} = commandOf(name);
	const missing = needed[words.length];
	if (missing !== undefined) {
		throw new LayerscopeError('usage', `\`layerscope ${name}\` needs ${missing}.`, {advice: missingAdvice(name, words)});
	}

	const extra = words[needed.length + optional.length];
	if (extra !== undefined && !isRepeated) {
		const names = Object.keys(commands).filter(command => isCommand(command));
		throw new LayerscopeError('usage', `'${extra}' is one word too many.`, {
			advice: name === 'open' ? `Name one image, or a command first: ${names.slice(0, -1).join(', ')} or ${names.at(-1)}.` : 'See layerscope --help.',
		});
	}
}

function missingAdvice(name: CommandName, [image]: readonly string[]): string {
	return image === undefined
		? `An image that is called ${name} is docker://${name}.`
		: `Such as: layerscope ${name} ${image} ${name === 'tag' ? 'me/app:1' : '/etc/os-release'}`;
}
