import type {Context} from '../context.ts';
import {measureBeside} from '../figures.ts';
import {layerBlobs} from '../inputs/oci-layout.ts';
import {measureOpening} from '../opening.ts';
import {
	diveArchive, emptyNode, gzipOneByOne,
} from '../peers.ts';
import type {Figure, Row} from '../row.ts';

/** Archives and layouts in files. */
export const archiveRows: readonly Row[] = [
	{name: 'archive', what: 'saved archive, plain layers', measure: async context => measureArchive(context, 'saved archive, plain layers', await context.inputs.archive(), 350)},
	{name: 'layout', what: 'the same as an OCI layout with gzip layers', measure: measureLayout},
	{name: 'large', what: '5 GB archive of ten files', measure: async context => measureArchive(context, '5 GB archive of ten files', await context.inputs.large(), 400)},
	{name: 'first-frame', what: 'start to layers and tree of a small archive', measure: measureFirstFrame},
];

async function measureArchive(context: Context, what: string, archive: string, limit: number): Promise<Figure[]> {
	const {ours, besides} = await measureBeside(context.runs, async () => measureOpening([archive], context), [emptyNode, ...diveArchive(archive)]);
	return [{
		what, value: ours.tree, unit: 'ms', besides, targets: [{text: '', limit}],
	}];
}

async function measureLayout(context: Context): Promise<Figure[]> {
	const layout = await context.inputs.layout();
	const open = async () => measureOpening([`oci:${layout}`], context);
	const {ours, besides} = await measureBeside(context.slowRuns, open, [gzipOneByOne(await layerBlobs(layout))]);
	return [{
		what: 'the same as an OCI layout with gzip layers', value: ours.tree, unit: 'ms', besides, targets: [{text: 'half of gzip -dc', limit: besides[0]!.value / 2}],
	}];
}

async function measureFirstFrame(context: Context): Promise<Figure[]> {
	// Without an image and without an engine it opens its sample.
	const {ours, besides} = await measureBeside(context.runs * 2, async () => measureOpening([], context), [emptyNode]);
	return [{
		what: 'start to layers and tree of a small archive', value: ours.tree, unit: 'ms', besides, targets: [{text: '', limit: 130}],
	}];
}
