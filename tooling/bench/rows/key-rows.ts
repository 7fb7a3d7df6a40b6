import type {Context} from '../context.ts';
import {residentMemory} from '../figures.ts';
import {
	keyFigures, measureKeys, repeated, type KeyCost,
} from '../keys.ts';
import type {Terminal} from '../../../test/helpers/terminal.ts';
import {measureOpening} from '../opening.ts';
import {
	UnavailableError, type Figure, type Row,
} from '../row.ts';

const presses = 100;
const pageDown = '\u001B[6~';
const pageUp = '\u001B[5~';
const oneRow = ['j', 'j', 'j', 'j', 'j', 'k', 'k', 'k', 'k', 'k'];

/** What keys cost in the real image. */
export const keyRows: readonly Row[] = [
	{name: 'move', what: 'a move of the cursor', measure: measureMoves},
	{name: 'fold', what: 'folding a directory', measure: async context => measureKey(context, 'folding a directory', measureFolding)},
	{name: 'layer', what: 'changing the layer', measure: async context => measureKey(context, 'changing the layer', async terminal => measureKeys(terminal, repeated(['[', ']'], 40)))},
	{name: 'page', what: 'scrolling a page', measure: async context => measureKey(context, 'scrolling a page', measurePaging)},
	{name: 'memory', what: 'resident memory after 100 keys', measure: measureMemory},
];

async function measureMoves(context: Context): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const [columns, rows] of [[120, 40], [200, 60]] as const) {
		const cost = await inImage(context, {columns, rows}, async terminal => measureKeys(terminal, repeated(oneRow, presses)));
		figures.push(...keyFigures(`a move of the cursor, ${columns}×${rows}`, cost, {processor: 4, latency: 10, bytes: 150}));
	}

	return figures;
}

async function measureKey(context: Context, what: string, measure: (terminal: Terminal) => Promise<KeyCost>): Promise<Figure[]> {
	return keyFigures(what, await inImage(context, {}, measure), {processor: 15, bytes: 3500});
}

async function measureFolding(terminal: Terminal): Promise<KeyCost> {
	// A directory with some 150 entries, so that the whole pane changes.
	await measureKeys(terminal, repeated(['j'], 3));
	return measureKeys(terminal, repeated(['\r'], 40));
}

async function measurePaging(terminal: Terminal): Promise<KeyCost> {
	await measureKeys(terminal, ['3']);
	return measureKeys(terminal, [...repeated([pageDown], 20), ...repeated([pageUp], 20)]);
}

async function measureMemory(context: Context): Promise<Figure[]> {
	const memory = await inImage(context, {}, async terminal => {
		await measureKeys(terminal, repeated(oneRow, presses));
		return residentMemory(terminal.pid);
	});
	return [{
		what: 'resident memory after 100 keys', value: memory, unit: 'bytes', targets: [{text: '', limit: 110e6}],
	}];
}

/** Opens the real image, of an engine where there is one, and gives what was measured in it. */
async function inImage<Result>(context: Context, size: {readonly columns?: number; readonly rows?: number}, measure: (terminal: Terminal) => Promise<Result>): Promise<Result> {
	let result: Result | undefined;
	await measureOpening(await imageArguments(context), {
		...size, environment: context.environment, async meanwhile(terminal) {
			// What is hashed in the background would be counted too.
			await terminal.waitFor(screen => !screen.includes('hashing'), 60_000);
			terminal.type('g');
			await terminal.waitFor(/─ Files[^]*?▶/);
			result = await measure(terminal);
		},
	});
	return result!;
}

async function imageArguments(context: Context): Promise<string[]> {
	try {
		const {engine, reference} = await context.inputs.image('classic');
		return ['--host', engine.host, '--', reference];
	} catch (error) {
		if (!(error instanceof UnavailableError)) {
			throw error;
		}

		return [await context.inputs.archive()];
	}
}
