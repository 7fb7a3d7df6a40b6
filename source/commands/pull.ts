import process from 'node:process';
import {connectEngine, type EngineConnection} from '../engine/connection.ts';
import {isImageId} from '../engine/image-name.ts';
import type {InspectedImage} from '../engine/inspect-image.ts';
import {savedByPull} from '../engine/saved-bytes.ts';
import {LayerscopeError} from '../errors.ts';
import {parsePlatform} from '../image/platform.ts';
import {canonicalReference, parseReference} from '../image/reference.ts';
import type {Progress} from '../progress/progress.ts';
import {findImage} from '../sources/engine-image.ts';
import {escapeText} from '../text/escape.ts';
import type {Context} from './context.ts';
import {describeError} from './describe-error.ts';
import {writeTexts} from './output.ts';
import {changeLines, pulledLine} from './pull-lines.ts';

/**
Pulls images, all at once, with a line on standard output for each change of a layer's state and one at each image's end. Where some fail, the others
go on. Gives the exit code of the first that failed. Throws a usage error before anything is pulled, and the signal's reason.
*/
export async function pull(references: readonly string[], context: Context): Promise<number> {
	const wanted = [...new Map(references.map(reference => [checked(reference), reference])).values()];
	if (context.selection.platform !== undefined) {
		parsePlatform(context.selection.platform);
	}

	const connection = await connectEngine(context.engine);
	try {
		const codes = await Promise.all(wanted.map(async reference => pullOrTell(connection, reference, wanted.length > 1, context)));
		return codes.find(code => code !== 0) ?? 0;
	} finally {
		connection.close();
	}
}

// An engine takes an ID for a name.
function checked(reference: string): string {
	if (isImageId(reference)) {
		throw new LayerscopeError('usage', `${reference} is an image ID, and registries know images by their names only.`, {advice: 'Name it as repository:tag or repository@digest.'});
	}

	parseReference(reference);
	return canonicalReference(reference)!;
}

async function pullOrTell(connection: EngineConnection, reference: string, isOneOfMany: boolean, context: Context): Promise<number> {
	try {
		await pullOne(connection, reference, isOneOfMany, context);
		return 0;
	} catch (error) {
		context.signal.throwIfAborted();
		if (!isOneOfMany) {
			throw error;
		}

		const {text, exitCode} = describeError(error, false);
		context.say(text);
		return exitCode;
	}
}

async function pullOne(connection: EngineConnection, reference: string, isNamed: boolean, context: Context): Promise<void> {
	context.log(`pull ${reference} from ${connection.location}`);
	const steps = findImage(connection, {reference, platform: context.selection.platform, pull: 'always'}, context.signal);
	let before: Progress | undefined;
	let image: InspectedImage | undefined;
	while (image === undefined) {
		const {done, value} = await steps.next();
		if (done) {
			image = value;
		} else if (value.type === 'progress') {
			tellWarning(before, value.progress, context);
			const lines = changeLines(before, value.progress, isNamed);
			before = value.progress;
			await writeTexts(process.stdout, lines.map(line => `${line}\n`));
		}
	}

	const saved = before === undefined ? {layers: 0, unpackedBytes: undefined} : await savedByPull(connection, image, before, context.signal);
	await writeTexts(process.stdout, [`${pulledLine(reference, image, before, saved)}\n`]);
}

function tellWarning(before: Progress | undefined, {warning, subject}: Progress, context: Context): void {
	if (warning !== undefined && before?.warning !== warning) {
		context.say(escapeText(`${subject}: ${warning}`));
	}
}
