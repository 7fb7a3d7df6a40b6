import type {Context} from '../context.ts';
import {median} from '../figures.ts';
import {measureTocCost} from '../toc-cost.ts';
import type {Figure, Row} from '../row.ts';

/** The files of an image in a registry, by the tables of contents of its layers. */
export const tocRow: Row = {name: 'toc', what: 'list of files of a zstd:chunked image', measure: measureToc};

async function measureToc(context: Context): Promise<Figure[]> {
	const layout = await context.inputs.chunked();
	const times: number[] = [];
	let cost = await measureTocCost(layout);
	for (let run = 0; run < context.runs; run++) {
		cost = await measureTocCost(layout);
		times.push(cost.time);
	}

	const {fetched, size, entries, requests} = cost;
	return [
		{
			what: `list of files of a zstd:chunked image: fetched by ${requests} requests`,
			value: fetched,
			unit: 'bytes',
			besides: [{what: 'its layers', value: size}],
			targets: [{text: '2 % of its layers', limit: size / 50}],
		},
		{what: `list of files of a zstd:chunked image: from these bytes to ${entries} entries`, value: median(times), unit: 'ms'},
	];
}
