import process from 'node:process';
import {engineAddress} from '../engine/engine-address.ts';
import {reach} from '../engine/reach.ts';
import {messageOf} from '../errors.ts';
import type {ImageSource, Selection} from '../sources/image-source.ts';
import type {Context} from './context.ts';
import type {extractToFile} from './extract.ts';

/** What the screen is given to explore an image. */
export type Exploration = {
	readonly open: (selection: Selection) => Promise<ImageSource>;
	readonly extract: typeof extractToFile;
	readonly notice: string | undefined;
	readonly title: string;
};

/** Prepares the exploration of the image that an argument names, or of the sample, and begins to open it. Throws a usage error for a wrong name. */
export async function prepareExploration(argument: string | undefined, context: Context): Promise<Exploration> {
	const {sharedPool} = await import('../indexing/worker-pool.ts');
	// A thread takes as long to start as the screen takes to load.
	sharedPool().warm();
	const {openSource} = await import('../sources/open-source.ts');
	const {parseSourceSpec} = await import('../sources/source-spec.ts');
	const spec = argument === undefined ? {kind: 'sample'} as const : parseSourceSpec(argument);
	const {
		pull, spool, verify, selection: given, log,
	} = context;
	const open = async ({platform, image}: Selection) => {
		log(`open ${argument ?? 'the sample'}`);
		const selection = {platform: platform ?? given.platform, image: image ?? given.image};
		return openSource(spec, {
			selection, pull, spool, verify,
		});
	};

	// The file or the engine answers while the screen is still being loaded.
	let early: Promise<ImageSource> | undefined = open(given);
	early.catch(() => undefined);
	return {
		async open(selection) {
			const first = early;
			early = undefined;
			return first ?? open(selection);
		},
		async extract(request) {
			const {extractToFile} = await import('./extract.ts');
			return extractToFile(request);
		},
		notice: argument === undefined ? await sampleNotice() : undefined,
		title: argument ?? 'sample',
	};
}

/** Why the sample is shown: nobody named an image, and perhaps no engine answers. */
export async function sampleNotice(): Promise<string> {
	try {
		await reach(engineAddress(process.env));
		return 'This is the built-in sample. Name an image to open it: layerscope nginx';
	} catch (error) {
		return `This is the built-in sample. ${messageOf(error)}`;
	}
}
