import type {Terminal} from '../../../test/helpers/terminal.ts';
import type {Context} from '../context.ts';
import {percentile} from '../figures.ts';
import {measureOpening} from '../opening.ts';
import type {Figure, Row} from '../row.ts';

const typed = 'file-77';
// So long the first key may take where the tree follows the keys at all, in milliseconds.
const patience = 5000;

/** Typing a filter over a million entries. */
export const filterRow: Row = {name: 'filter', what: 'typing a filter over 1,000,000 entries', measure: measureFilter};

async function measureFilter(context: Context): Promise<Figure[]> {
	let figure: Figure | undefined;
	await measureOpening([await context.inputs.million()], {
		...context, async meanwhile(terminal) {
			await terminal.waitFor(screen => !screen.includes('hashing'), 60_000);
			terminal.type('/');
			await terminal.waitFor(/filter: /);
			figure = await measureTyping(terminal);
		},
	});
	return [{...figure!, unit: 'ms', targets: [{text: '', limit: 50}]}];
}

async function measureTyping(terminal: Terminal): Promise<Figure> {
	const times: number[] = [];
	for (let length = 1; length <= typed.length; length++) {
		const start = performance.now();
		terminal.type(typed[length - 1]!);
		const isLive = await isShown(terminal, typed.slice(0, length), length === 1 ? patience : 60_000);
		times.push(performance.now() - start);
		if (!isLive) {
			return measureAccepted(terminal);
		}
	}

	return {what: 'typing a filter over 1,000,000 entries: key to first screen, slowest', value: percentile(times, 1), unit: 'ms'};
}

/** What a program takes that looks only when all is typed. */
async function measureAccepted(terminal: Terminal): Promise<Figure> {
	terminal.type(typed.slice(1));
	await terminal.waitFor(screen => screen.includes(`filter: ${typed}`));
	const start = performance.now();
	terminal.type('\r');
	await isShown(terminal, typed, 60_000);
	return {what: 'a filter over 1,000,000 entries: the tree doesn\'t follow keys; Enter to first screen', value: performance.now() - start, unit: 'ms'};
}

/** Whether the first screen of what is found comes in time: what is looked for in every file's row, and the first match first. */
async function isShown(terminal: Terminal, text: string, deadline: number): Promise<boolean> {
	try {
		await terminal.waitFor(screen => isRight(screen, text), deadline);
		return true;
	} catch {
		return false;
	}
}

function isRight(screen: string, text: string): boolean {
	// The folders' names hold what the first letters look for; they are shown folded or not.
	const names = [...screen.matchAll(/ ((?:file|folder)-[\w.-]+) *$/gm)].map(([, name]) => name!);
	const matches = names.filter(name => name.includes(text));
	const isPromptRight = screen.includes(`filter: ${text}`) || screen.includes(`filter ${text}`);
	const files = names.filter(name => name.startsWith('file'));
	return isPromptRight && matches.length > 10 && files.every(name => name.includes(text));
}
