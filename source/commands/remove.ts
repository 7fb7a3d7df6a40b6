import process from 'node:process';
import type {Catalogue} from '../catalogue/local-image.ts';
import {freedBytes, type Freed} from '../catalogue/removal-bytes.ts';
import {completeCatalogue} from '../engine/catalogue-of.ts';
import {connectEngine, type EngineConnection} from '../engine/connection.ts';
import {listImages} from '../engine/list-images.ts';
import {removeImages, type TargetResult} from '../engine/remove-images.ts';
import {LayerscopeError} from '../errors.ts';
import {escapeText} from '../text/escape.ts';
import {formatBytes, formatNumber} from '../text/format.ts';
import type {Context} from './context.ts';
import {describeError} from './describe-error.ts';
import {writeTexts} from './output.ts';

type RemoveCommand = {
	readonly targets: readonly string[];
	readonly isForced: boolean;
	readonly isPruning: boolean;
	/** All images without a name, beside the targets. */
	readonly isDangling: boolean;
};

/** `layerscope rmi`: removes images or names of them, and tells what went and what it freed. Gives the exit code of the first failure. */
export async function remove(command: RemoveCommand, {engine, signal, say}: Context): Promise<number> {
	if (command.targets.length === 0 && !command.isDangling) {
		throw new LayerscopeError('usage', '`layerscope rmi` needs an image.', {advice: 'Name one or several, or add --dangling for all that have no name.'});
	}

	const connection = await connectEngine(engine);
	try {
		const before = await completeCatalogue(connection, signal);
		const targets = [...command.targets, ...(command.isDangling ? await danglingIds(connection, signal) : [])];
		let code = 0;
		let isDone = false;
		for await (const result of removeImages(connection, {...command, targets}, signal)) {
			await writeTexts(process.stdout, linesOf(result));
			isDone ||= result.error === undefined;
			if (result.error !== undefined) {
				const {text, exitCode} = describeError(result.error, false);
				say(text);
				code ||= exitCode;
			}
		}

		if (isDone) {
			await writeTexts(process.stdout, [`${freedLine(await freedSince(connection, before, command, signal))}\n`]);
		}

		return code;
	} finally {
		connection.close();
	}
}

async function danglingIds(connection: EngineConnection, signal: AbortSignal): Promise<readonly string[]> {
	const {images} = await listImages(connection, {filters: {dangling: ['true']}}, signal);
	return images.map(({id}) => id);
}

function linesOf({untagged, deleted}: TargetResult): string[] {
	return [...untagged.map(name => `Untagged: ${escapeText(name)}\n`), ...deleted.map(id => `Deleted: ${escapeText(id)}\n`)];
}

// Engines don't all tell what they deleted; what is no longer there does.
async function freedSince(connection: EngineConnection, before: Catalogue, {isPruning}: RemoveCommand, signal: AbortSignal): Promise<Freed> {
	const {images} = await listImages(connection, {isAll: true}, signal);
	const left = new Set(images.map(({id}) => id));
	return freedBytes(before, new Set(before.images.filter(({id}) => !left.has(id)).map(({id}) => id)), isPruning);
}

function freedLine({bytes, isExact}: Freed): string {
	return `Freed: ${isExact ? '' : 'at least '}${formatBytes(bytes)} (${formatNumber(bytes)} bytes)`;
}
