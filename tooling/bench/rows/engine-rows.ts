import type {Context} from '../context.ts';
import type {BenchEngine} from '../engines.ts';
import {measureBeside} from '../figures.ts';
import {layerBlobs} from '../inputs/oci-layout.ts';
import type {RealImage} from '../inputs/real-image.ts';
import {measureOpening} from '../opening.ts';
import {
	diveImage, dockerSave, emptyNode, gunzipOnTwo,
} from '../peers.ts';
import {type Figure, type Row, UnavailableError} from '../row.ts';

/** The images of engines: by their stores, by their saves, and out of the cache. */
export const engineRows: readonly Row[] = [
	{name: 'classic', what: 'classic store, to the full tree', measure: measureClassic},
	{name: 'containerd', what: 'containerd store, first time, to the full tree', measure: measureContainerd},
	{name: 'no-store', what: 'classic store, which may not be read', measure: async context => measureSave(context, 'classic')},
	{name: 'no-store-containerd', what: 'containerd store, which may not be read', measure: async context => measureSave(context, 'containerd')},
	{name: 'cached', what: 'classic store which may not be read, cached', measure: async context => measureCached(context, 'classic store which may not be read, cached', 'classic', '--no-store')},
	{name: 'cached-containerd', what: 'containerd store, cached', measure: async context => measureCached(context, 'containerd store, cached', 'containerd')},
];

const argumentsFor = ({engine, reference}: RealImage, ...flags: readonly string[]) => ['--host', engine.host, ...flags, '--', reference];

async function measureClassic(context: Context): Promise<Figure[]> {
	if (process.getuid?.() !== 0) {
		throw new UnavailableError('only root can read the engine\'s store');
	}

	const image = await context.inputs.image('classic');
	const open = async () => measureOpening(argumentsFor(image, '--no-cache'), context);
	const {ours, besides} = await measureBeside(context.slowRuns, open, [dockerSave(image), emptyNode, ...diveImage(image)]);
	return [{
		what: 'classic store, to the full tree',
		value: ours.tree,
		unit: 'ms',
		besides,
		targets: [{text: '', limit: 400}, {text: 'a tenth of docker save', limit: besides[0]!.value / 10}],
	}];
}

async function measureContainerd(context: Context): Promise<Figure[]> {
	const image = await context.inputs.image('containerd');
	const blobs = await layerBlobs(await context.inputs.layout());
	const open = async () => measureOpening(argumentsFor(image, '--no-cache'), context);
	const {ours, besides} = await measureBeside(context.slowRuns, open, [dockerSave(image), gunzipOnTwo(blobs), ...diveImage(image)]);
	return [{
		what: 'containerd store, first time, to the full tree',
		value: ours.tree,
		unit: 'ms',
		besides,
		targets: [{text: 'a quarter of docker save', limit: besides[0]!.value / 4}, {text: 'gunzip and 0.4 s', limit: besides[1]!.value + 400}],
	}];
}

async function measureSave(context: Context, store: BenchEngine['store']): Promise<Figure[]> {
	const image = await context.inputs.image(store);
	const open = async () => measureOpening(argumentsFor(image, '--no-store', '--no-cache'), context);
	const {ours, besides} = await measureBeside(context.slowRuns, open, [dockerSave(image)]);
	const what = `${store} store, which may not be read`;
	return [
		{
			what: `${what}: full tree`, value: ours.tree, unit: 'ms', besides, targets: [{text: 'docker save and 0.3 s', limit: besides[0]!.value + 300}],
		},
		{
			what: `${what}: layers`, value: ours.layers, unit: 'ms', targets: [{text: '', limit: 300}],
		},
	];
}

async function measureCached(context: Context, what: string, store: BenchEngine['store'], ...flags: readonly string[]): Promise<Figure[]> {
	const image = await context.inputs.image(store);
	// What is read is kept a moment after it is shown, and a program that is left waits for that.
	await measureOpening(argumentsFor(image, ...flags), {
		...context, async meanwhile(terminal) {
			terminal.type('q');
			await terminal.exited;
		},
	});
	const {ours, besides} = await measureBeside(context.runs, async () => measureOpening(argumentsFor(image, ...flags), context), [emptyNode]);
	return [{
		what, value: ours.tree, unit: 'ms', besides, targets: [{text: '', limit: 300}],
	}];
}
