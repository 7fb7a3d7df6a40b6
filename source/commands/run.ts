import {LayerscopeError} from '../errors.ts';
import {parseBytes, parseShare, type Thresholds} from '../report/gate.ts';
import type {Context} from './context.ts';
import type {Flags} from './flags.ts';

/** A command and its words, checked. */
export type Invocation =
	| {readonly command: 'open'; readonly image: string | undefined}
	| {readonly command: 'ls' | 'cat' | 'extract'; readonly image: string; readonly path: string}
	| {readonly command: 'entries'; readonly image: string};

const mostWords: Readonly<Record<string, number>> = {
	ls: 2, cat: 2, extract: 2, entries: 1,
};

/** Takes the words of the command line apart; none of them is a command with `areLiteral`. Throws a usage error for too many or too few. */
export function parseInvocation(words: readonly string[], areLiteral = false): Invocation {
	const [command = '', ...rest] = words;
	const most = areLiteral || !Object.hasOwn(mostWords, command) ? undefined : mostWords[command];
	if (most === undefined) {
		if (words.length > 1) {
			throw new LayerscopeError('usage', `'${words[1]}' is one word too many.`, {advice: 'Name one image, or a command first: ls, entries, cat or extract.'});
		}

		return {command: 'open', image: words[0]};
	}

	const [image, path, extra] = rest;
	if (image === undefined) {
		throw new LayerscopeError('usage', `\`layerscope ${command}\` needs an image.`, {advice: `An image that is called ${command} is docker://${command}.`});
	}

	if (extra !== undefined || rest.length > most) {
		throw new LayerscopeError('usage', `'${rest[most]}' is one word too many.`, {advice: 'See layerscope --help.'});
	}

	return withPath(command, image, path);
}

function withPath(command: string, image: string, path: string | undefined): Invocation {
	switch (command) {
		case 'entries': {
			return {command, image};
		}

		case 'ls': {
			return {command, image, path: path ?? '/'};
		}

		default: {
			if (path === undefined) {
				throw new LayerscopeError('usage', `\`layerscope ${command}\` needs a path in the image.`, {advice: `Such as: layerscope ${command} ${image} /etc/os-release`});
			}

			return {command: command as 'cat' | 'extract', image, path};
		}
	}
}

/** The thresholds of the gate. Throws a usage error for one that is no number. */
export function parseThresholds({minEfficiency, maxDead, maxDeadRatio}: Flags): Thresholds {
	return {
		minEfficiency: minEfficiency === undefined ? undefined : parseShare('--min-efficiency', minEfficiency),
		maxDead: maxDead === undefined ? undefined : parseBytes('--max-dead', maxDead),
		maxDeadRatio: maxDeadRatio === undefined ? undefined : parseShare('--max-dead-ratio', maxDeadRatio),
	};
}

/** The layer that a flag names. Throws a usage error for anything but a whole number from 0. */
export function parseLayer(text: string | undefined): number | undefined {
	if (text !== undefined && !/^\d{1,6}$/.test(text)) {
		throw new LayerscopeError('usage', `--layer is '${text}', which is no layer.`, {advice: 'Layers are counted from 0.'});
	}

	return text === undefined ? undefined : Number(text);
}

/** When the engine may pull. Throws a usage error for another word. */
export function parsePull(text: string | undefined): Context['pull'] {
	if (text !== 'missing' && text !== 'always' && text !== 'never') {
		throw new LayerscopeError('usage', `--pull is '${text}'.`, {advice: 'It can be missing, always or never.'});
	}

	return text;
}

/** Runs a command that needs no screen, and gives its exit code. */
export async function runCommand(invocation: Invocation, flags: Flags, context: Context): Promise<number> {
	const layer = parseLayer(flags.layer);
	switch (invocation.command) {
		case 'open': {
			const {showReport} = await import('./show.ts');
			return showReport(invocation.image, parseThresholds(flags), context);
		}

		case 'ls': {
			const {list} = await import('./list.ts');
			return list({...invocation, layer, isRecursive: flags.recursive ?? false}, context);
		}

		case 'entries': {
			const {listEntries} = await import('./list.ts');
			return listEntries(invocation.image, layer, context);
		}

		case 'cat': {
			const {printFile} = await import('./print-file.ts');
			return printFile({...invocation, layer, isRaw: flags.raw ?? false}, context);
		}

		case 'extract': {
			const {extract} = await import('./extract.ts');
			return extract({
				...invocation, layer, file: flags.output, isForced: flags.force ?? false,
			}, context);
		}
	}
}
