import process from 'node:process';
import {askableTags, tagFreshness, type RegistryAnswer} from '../catalogue/freshness.ts';
import {findNamed} from '../catalogue/image-names.ts';
import type {LocalImage, Store} from '../catalogue/local-image.ts';
import {connectEngine} from '../engine/connection.ts';
import {fewAtOnce} from '../engine/few-at-once.ts';
import {listImages} from '../engine/list-images.ts';
import {exitCodes, LayerscopeError} from '../errors.ts';
import {jsonOutdated, textOutdated, type OutdatedRow} from '../report/outdated-listing.ts';
import {escapeText} from '../text/escape.ts';
import {registryDigest} from './ask-tags.ts';
import type {Context} from './context.ts';
import {writeTexts} from './output.ts';

const atOnce = 4;

/** What the exit code says: something can be pulled anew. */
const outdatedCode = 1;

type Asked = {readonly image: LocalImage; readonly tags: readonly string[]};

/**
`layerscope outdated`: which tags of the engine's images name something else in their registries now. Gives 1 where one does, else 5 where
one couldn't be asked for (each is said on standard error), else 0. Throws `not-found` for an image that isn't there.
*/
export async function outdated(references: readonly string[], context: Context): Promise<number> {
	const {isJson, engine, signal, say} = context;
	const connection = await connectEngine(engine);
	try {
		const {images, store} = await listImages(connection, {}, signal);
		const asked = references.length === 0 ? images.map(image => ({image, tags: image.tags})) : references.map(reference => named(images, reference));
		const rows = await ask(asked, store, context);
		await writeTexts(process.stdout, isJson ? jsonOutdated(rows) : textOutdated(rows));
		const failures = rows.map(({freshness: {state, error}}) => state === 'failed' ? error : undefined).filter(error => error !== undefined);
		for (const text of new Set(failures.map(({message, advice}) => [message, advice].filter(Boolean).join(' ')))) {
			say(escapeText(text));
		}

		const isOutdated = rows.some(({freshness: {state}}) => state === 'outdated');
		return isOutdated ? outdatedCode : (failures.length > 0 ? exitCodes.engine : 0);
	} finally {
		connection.close();
	}
}

function named(images: readonly LocalImage[], reference: string): Asked {
	const found = findNamed(images, reference);
	if (found === undefined) {
		throw new LayerscopeError('not-found', `The engine has no image ${reference}.`, {advice: 'List the images that are there with `layerscope images`.'});
	}

	const {image, name} = found;
	return {image, tags: name !== undefined && image.tags.includes(name) ? [name] : image.tags};
}

async function ask(asked: readonly Asked[], store: Store, context: Context): Promise<readonly OutdatedRow[]> {
	const wanted = asked.flatMap(({image, tags}) => askableTags(image, store).filter(tag => tags.includes(tag)));
	const tags = [...new Set(wanted)];
	const answers = new Map<string, RegistryAnswer>();
	await fewAtOnce(tags, atOnce, async tag => {
		answers.set(tag, await answerFor(async () => registryDigest(context.registries, tag, context.signal)));
	});
	return asked.flatMap(({image, tags}) => tags.map(tag => ({tag, image: image.id, freshness: tagFreshness(image, tag, store, answers.get(tag))})));
}

async function answerFor(resolve: () => ReturnType<typeof registryDigest>): Promise<RegistryAnswer> {
	try {
		return {kind: 'digest', digest: await resolve()};
	} catch (error) {
		// One registry that doesn't answer mustn't hide what the others say.
		if (error instanceof LayerscopeError) {
			return {kind: 'failed', error};
		}

		throw error;
	}
}
