import process from 'node:process';
import {LayerscopeError} from '../errors.ts';
import type {ImageChoice} from '../image/image-choice.ts';
import {formatPlatform, parsePlatform, platformDistance} from '../image/platform.ts';
import {
	jsonComparison, jsonPlatforms, textComparison, textPlatforms, type Compared,
} from '../report/platform-listing.ts';
import {ChoiceNeededError} from '../sources/choice-needed.ts';
import type {ImageSource} from '../sources/image-source.ts';
import {openSource} from '../sources/open-source.ts';
import {parseSourceSpec} from '../sources/source-spec.ts';
import type {Context} from './context.ts';
import {writeTexts} from './output.ts';
import {registryReading} from './registry-reading.ts';

/** `layerscope platforms`: what an index holds as a table or JSON; or, with two platforms, these two layer by layer. */
export async function listPlatforms(image: string, [left, right]: readonly string[], context: Context): Promise<number> {
	if (left !== undefined && right === undefined) {
		throw new LayerscopeError('usage', 'Two platforms are compared, and one was named.', {advice: `Such as: layerscope platforms ${image} ${left} linux/arm64`});
	}

	const choices = await choicesIn(image, context);
	if (left === undefined || right === undefined) {
		await writeTexts(process.stdout, context.isJson ? jsonPlatforms(choices) : textPlatforms(choices));
		return 0;
	}

	const compared: Compared = [chosen(choices, left, image), chosen(choices, right, image)];
	await writeTexts(process.stdout, context.isJson ? [jsonComparison(compared)] : textComparison(compared));
	return 0;
}

async function choicesIn(image: string, context: Context): Promise<readonly ImageChoice[]> {
	const {
		selection, pull, spool, verify, store, engine, signal, log, limits,
	} = context;
	log(`platforms of ${image}`);
	let source: ImageSource;
	try {
		source = await openSource(parseSourceSpec(image), {
			selection, pull, spool, verify, store, engine, signal, registry: registryReading(context), limits,
		});
	} catch (error) {
		if (error instanceof ChoiceNeededError) {
			return error.choices;
		}

		throw error;
	}

	try {
		let last: readonly ImageChoice[] | undefined;
		for await (const choices of source.choices?.(signal) ?? []) {
			last = choices;
		}

		if (last === undefined) {
			throw new LayerscopeError('usage', `${image} can't hold several platforms.`, {advice: 'Name an image of an engine or a registry, an archive, or an OCI layout.'});
		}

		return last;
	} finally {
		await source.close();
	}
}

function chosen(choices: readonly ImageChoice[], wanted: string, image: string): ImageChoice {
	const images = choices.filter(({kind}) => kind === 'image');
	const exact = images.filter(({platform, digest}) => digest === wanted || platform === wanted);
	const fitting = exact.length > 0 ? exact : images.filter(({platform}) => isFor(wanted, platform));
	const [found] = fitting;
	if (found === undefined) {
		const there = images.map(({platform = 'one of an unknown platform'}) => platform).join(', ');
		throw new LayerscopeError('not-found', `${image} holds no image for ${wanted}; it holds ${there}.`, {advice: 'Name one of these, or the digest of its manifest.'});
	}

	if (found.layerFacts === undefined) {
		throw new LayerscopeError('not-found', `The layers of ${found.platform ?? found.digest} aren't known here.`, {
			advice: 'Pull that platform, or ask its registry: layerscope platforms registry:REFERENCE',
		});
	}

	return found;
}

function isFor(wanted: string, platform: string | undefined): boolean {
	if (wanted.startsWith('sha256:') || platform === undefined) {
		return false;
	}

	const parsed = parsePlatform(wanted);
	return platform === formatPlatform(parsed) || platformDistance(parsed, parsePlatform(platform)) === 0;
}
