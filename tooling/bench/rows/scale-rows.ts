import type {Context} from '../context.ts';
import {measureBeside} from '../figures.ts';
import {
	keyFigures, measureKeys, repeated, type KeyCost,
} from '../keys.ts';
import {measureOpening} from '../opening.ts';
import {diveArchive, emptyNode} from '../peers.ts';
import type {Figure, Row} from '../row.ts';

type Limits = {readonly tree: number; readonly memory: number};

/** Images that are larger than any real one. */
export const scaleRows: readonly Row[] = [
	{
		name: 'million',
		what: '1,020,000 entries in one layer',
		measure: async context => measureScale(context, '1,020,000 entries in one layer', await context.inputs.million(), {tree: 2000, memory: 350e6}),
	},
	{name: 'layers', what: '60 layers × 20,000 over 200,000', measure: measureLayers},
];

async function measureScale(context: Context, what: string, archive: string, limits: Limits): Promise<Figure[]> {
	const {ours, besides} = await measureBeside(context.slowRuns, async () => measureOpening([archive], context), [emptyNode, ...diveArchive(archive)]);
	return [
		{
			what: `${what}: full tree`, value: ours.tree, unit: 'ms', besides, targets: [{text: '', limit: limits.tree}],
		},
		{
			what: `${what}: memory at its peak`, value: ours.memory, unit: 'bytes', targets: [{text: '', limit: limits.memory}],
		},
	];
}

async function measureLayers(context: Context): Promise<Figure[]> {
	const what = '60 layers × 20,000 over 200,000';
	const archive = await context.inputs.layers();
	const opened = await measureScale(context, what, archive, {tree: 4000, memory: 500e6});
	let cost: KeyCost | undefined;
	await measureOpening([archive], {
		...context, async meanwhile(terminal) {
			await terminal.waitFor(screen => !screen.includes('hashing'), 120_000);
			cost = await measureKeys(terminal, [...repeated(['['], 30), ...repeated([']'], 30)]);
		},
	});
	const [, latency] = keyFigures(`${what}: changing the layer`, cost!, {processor: Number.NaN, latency: 50, bytes: Number.NaN});
	return [...opened, latency!];
}
