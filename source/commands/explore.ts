import process from 'node:process';
import {engineAddress} from '../engine/engine-address.ts';
import {reach} from '../engine/reach.ts';
import {messageOf} from '../errors.ts';
import type {ImageSource, Selection} from '../sources/image-source.ts';
import type {Context} from './context.ts';
import {extractToFile} from './extract.ts';

/** What the screen is given to explore an image. */
export type Exploration = {
	readonly open: (selection: Selection) => Promise<ImageSource>;
	readonly extract: typeof extractToFile;
	readonly notice: string | undefined;
	readonly title: string;
};

/** Prepares the exploration of the image that an argument names, or of the sample. Throws a usage error for a wrong name. */
export async function prepareExploration(argument: string | undefined, context: Context): Promise<Exploration> {
	const {openSource} = await import('../sources/open-source.ts');
	const {parseSourceSpec} = await import('../sources/source-spec.ts');
	const spec = argument === undefined ? {kind: 'sample'} as const : parseSourceSpec(argument);
	const {pull, spool, verify, selection: given, log} = context;
	return {
		async open({platform, image}) {
			log(`open ${argument ?? 'the sample'}`);
			const selection = {platform: platform ?? given.platform, image: image ?? given.image};
			return openSource(spec, {
				selection, pull, spool, verify,
			});
		},
		extract: extractToFile,
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
