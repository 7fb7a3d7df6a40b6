import {exitCodes, LayerscopeError, WrongBytesError} from '../errors.ts';
import type {LoadedImage} from '../image/loaded-image.ts';
import type {ImageSource} from '../sources/image-source.ts';
import {loadImage} from '../sources/load-image.ts';
import {openSource} from '../sources/open-source.ts';
import {parseSourceSpec, type SourceSpec} from '../sources/source-spec.ts';
import {escapeText} from '../text/escape.ts';
import type {Context} from './context.ts';
import {progressTeller} from './follow-progress.ts';
import {registryReading} from './registry-reading.ts';

/** An image that was read, and where from. */
export type Opened = {readonly source: ImageSource; readonly loaded: LoadedImage};

/**
Opens and reads the image that an argument names, gives it to `work`, and frees everything afterwards.
Gives the exit code: what `work` gives, or 4 where a layer could not be read to its end (each is said on standard error).
*/
export async function withImage(argument: string | undefined, context: Context, work: (opened: Opened) => Promise<number>): Promise<number> {
	const spec: SourceSpec = argument === undefined ? {kind: 'sample'} : parseSourceSpec(argument);
	const {
		selection, pull, spool, verify, store, engine, cache, signal, log, say, limits,
	} = context;
	const registry = registryReading(context);
	log(`open ${argument ?? 'the sample'}`);
	const source = await openSource(spec, {
		selection, pull, spool, verify, store, engine, cache, signal, registry, limits,
	});
	try {
		const loaded = await loadImage(source, {signal, onProgress: progressTeller(say)});
		log(`read ${loaded.image.layers.length} layers of ${loaded.image.id}`);
		const failures = loaded.layers.map(({failure}) => failure).filter(failure => failure !== undefined);
		if (failures.length === 0) {
			return await work({source, loaded});
		}

		const isPart = failures.some(failure => !(failure instanceof WrongBytesError));
		await work({source, loaded}).catch((error: unknown) => {
			throw isPart ? asOfPart(error) : error;
		}).finally(() => {
			for (const line of failures.flatMap(failure => linesOf(failure))) {
				say(escapeText(line));
			}
		});
		// Whatever was found, it was found in a part of the image only, or in what it isn't.
		return exitCodes.unreadable;
	} finally {
		await source.close();
	}
}

// What is said of wrong bytes is a line as it stands among warnings.
function linesOf(failure: LayerscopeError): readonly string[] {
	const lines = [failure.message, failure.advice].filter(line => line !== undefined);
	return failure instanceof WrongBytesError ? lines : [lines.join(' ')];
}

// What wasn't found may stand in what couldn't be read.
function asOfPart(error: unknown): unknown {
	return error instanceof LayerscopeError && error.kind === 'not-found'
		? new LayerscopeError('unreadable', error.message, {advice: 'It may be in what can\'t be read of the image.', cause: error})
		: error;
}

/** Does what `withImage` does for a command that shows files and no warnings: that content isn't what its digest names is said on standard error. */
export async function withFiles(argument: string, context: Context, work: (opened: Opened) => Promise<number>): Promise<number> {
	return withImage(argument, context, async opened => {
		const {warnings, layers} = opened.loaded;
		const said = new Set(layers.map(({failure}) => failure?.message));
		for (const {message} of warnings.filter(warning => warning.code === 'digest-mismatch' && !said.has(warning.message))) {
			context.say(escapeText(message));
		}

		return work(opened);
	});
}

/** The layer that `--layer` names, or the highest. Throws a usage error where there is none of that number. */
export function chosenLayer({image}: LoadedImage, layer: number | undefined): number {
	const top = image.layers.length - 1;
	if (layer === undefined) {
		return top;
	}

	if (!Number.isInteger(layer) || layer < 0 || layer > top) {
		throw new LayerscopeError('usage', `There is no layer ${layer}.`, {advice: top < 0 ? 'The image has no layers.' : `The layers are 0 to ${top}.`});
	}

	return layer;
}
