import {shortId, shownName} from './image-names.ts';
import type {HoldingContainer} from './local-image.ts';
import type {Refusal} from './removal-rules.ts';

/** A refusal as two sentences: what is in the way, and what would help. They hold untrusted names. */
export type RefusalWords = {readonly message: string; readonly advice: string};

const mostListed = 5;

/** Why a target can't be removed, in words that name what holds it. */
export function refusalWords(target: string, refusal: Refusal): RefusalWords {
	const {reason} = refusal;
	if (reason === 'children') {
		return childrenWords(target, refusal);
	}

	return reason === 'several-names' ? namesWords(target, refusal) : containerWords(target, refusal);
}

function childrenWords(target: string, {children}: Refusal): RefusalWords {
	const isOne = children.length <= 1;
	return {
		message: `${target} can't be removed: ${listed(children.map(image => shownName(image)), 'another image')} ${isOne ? 'is' : 'are'} built on it.`,
		advice: `Remove ${isOne ? 'that' : 'those'} first.`,
	};
}

function namesWords(target: string, {names}: Refusal): RefusalWords {
	return {
		message: `${target} can't be removed by its ID: it is called ${listed(names, 'several things')}.`,
		advice: 'Name the one to remove, or use --force to remove all.',
	};
}

function containerWords(target: string, {containers, isForceable}: Refusal): RefusalWords {
	const isOne = containers.length <= 1;
	const first = containers.find(({isRunning}) => isRunning) ?? containers[0];
	const command = first === undefined ? '' : `, for example with \`docker rm ${first.isRunning ? '--force ' : ''}${first.name}\``;
	return {
		message: `${target} can't be removed: ${isOne ? 'the container' : 'the containers'} ${listed(containers.map(container => described(container)), 'of somebody')} ${isOne ? 'uses' : 'use'} it.`,
		advice: `Remove ${isOne ? 'it' : 'them'} first${command}${isForceable ? '; or use --force, and the container keeps what it needs' : ''}.`,
	};
}

function described({name, id, state}: HoldingContainer): string {
	return `${name} (${shortId(id)}, ${state})`;
}

function listed(words: readonly string[], otherwise: string): string {
	const shown = words.length > mostListed ? [...words.slice(0, mostListed - 1), `${words.length - mostListed + 1} more`] : words;
	return shown.length === 0 ? otherwise : [shown.slice(0, -1).join(', '), shown.at(-1)!].filter(part => part !== '').join(' and ');
}
