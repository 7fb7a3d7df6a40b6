import type {EngineChoice} from '../engine/engine-choice.ts';
import {messageOf} from '../errors.ts';
import {unpackingAll} from '../image/reading-limits.ts';
import type {ImageSource, Selection} from '../sources/image-source.ts';
import {parseSourceSpec} from '../sources/source-spec.ts';
import type {Opening} from '../app/effect.ts';
import type {EngineDesk} from '../app/engine-desk.ts';
import type {Context} from './context.ts';
import type {extractToFile} from './extract.ts';
import {registryReading} from './registry-reading.ts';

/** What the screen is given to explore an image. */
export type Exploration = {
	readonly open: (opening: Opening) => Promise<ImageSource>;
	readonly extract: typeof extractToFile;
	readonly desk: () => Promise<EngineDesk>;
	/** What the command line chose of the image that it named. */
	readonly selection: Selection;
	/** Where it begins: in the image that was named, or among the engine's. */
	readonly place: 'images' | 'image';
	readonly notice: string | undefined;
	readonly title: string;
};

/**
Prepares the exploration of the image that an argument names, and begins to open it; without one that of the engine's images, or of
the sample where no engine answers. Throws a usage error for a wrong name.
*/
export async function prepareExploration(argument: string | undefined, context: Context): Promise<Exploration> {
	const failure = argument === undefined ? await engineFailure(context.engine) : undefined;
	if (argument !== undefined && ['docker', 'container'].includes(parseSourceSpec(argument).kind)) {
		// What reads an engine's layers takes as long to start as all else to load.
		const [{prepareEngine}, {sharedPool}] = await Promise.all([import('../engine/look-for-engine.ts'), import('../indexing/worker-pool.ts')]);
		sharedPool().warm();
		await prepareEngine(context.engine);
	}

	const engine = onScreen(context.engine);
	const place = argument === undefined && failure === undefined ? 'images' : 'image';
	const open = opener(argument, {...context, engine});
	return {
		open: place === 'image' ? begun(open, context.selection) : open,
		selection: context.selection,
		async extract(request) {
			const {extractToFile} = await import('./extract.ts');
			return extractToFile(request);
		},
		async desk() {
			const {createEngineDesk} = await import('./engine-desk.ts');
			return createEngineDesk(engine, context.registries);
		},
		place,
		notice: failure === undefined ? undefined : sampleText(failure),
		title: argument ?? 'sample',
	};
}

type Open = Exploration['open'];

function opener(first: string | undefined, context: Context): Open {
	const {
		pull, spool, verify, store, engine, cache, log, limits,
	} = context;
	const registry = registryReading(context, true);
	return async ({argument: wanted, selection, unpacksAll}) => {
		const argument = wanted ?? first;
		const {openSource} = await import('../sources/open-source.ts');
		log(`open ${argument ?? 'the sample'}`);
		const spec = argument === undefined ? {kind: 'sample'} as const : parseSourceSpec(argument);
		return openSource(spec, {
			selection, pull, spool, verify, store, engine, cache, registry, limits: unpacksAll ? unpackingAll : limits,
		});
	};
}

/** Opens the first image at once: its file or engine answers while the screen is still being loaded. */
function begun(open: Open, given: Selection): Open {
	let early: Promise<ImageSource> | undefined = open({argument: undefined, selection: given});
	early.catch(() => undefined);
	return async opening => {
		const first = opening.argument === undefined ? early : undefined;
		early = undefined;
		return first ?? open(opening);
	};
}

// Whatever were asked or told there now would be written over the screen.
function onScreen(engine: EngineChoice): EngineChoice {
	return {...engine, mayAsk: false, tell: engine.log};
}

/** Why there is no engine; `undefined` where there is one, which is logged in to where that is needed. */
async function engineFailure(engine: EngineChoice): Promise<string | undefined> {
	try {
		const {lookForEngine, prepareEngine} = await import('../engine/look-for-engine.ts');
		await lookForEngine(engine);
		await prepareEngine(engine);
		return undefined;
	} catch (error) {
		return messageOf(error);
	}
}

function sampleText(failure: string): string {
	return `This is the built-in sample. ${failure}`;
}

/** Why the sample is shown: nobody named an image, and perhaps there is no engine. */
export async function sampleNotice(engine: EngineChoice): Promise<string> {
	return sampleText(await engineFailure(engine) ?? 'Name an image to open it: layerscope nginx');
}
