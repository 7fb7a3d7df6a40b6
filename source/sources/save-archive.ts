import {asSentence, bodyOf} from '../engine/answer.ts';
import type {EngineConnection} from '../engine/connection.ts';
import {saveImages, type SavedImages} from '../engine/save-images.ts';
import {watchTransfer} from '../engine/watch-transfer.ts';
import {LayerscopeError, messageOf} from '../errors.ts';
import {readPullMessage} from '../progress/pull-message.ts';
import {joinBytes} from '../tar/join-bytes.ts';
import {createArchiveCheck} from './archive-check.ts';

const decoder = new TextDecoder();

// What comes behind a failure is the engine's own words, if anything.
const mostChunksBehind = 16;

/**
The bytes of an archive that an engine saves, checked as they pass. An engine that fails in the middle ends its answer well, with a line of
JSON behind half a tar: so this throws a `LayerscopeError` of kind `engine` at the end of all that isn't a whole archive with all its files.
*/
export async function * saveArchive(connection: EngineConnection, images: SavedImages, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	const purpose = `while ${images.title} was saved`;
	const watch = watchTransfer(connection, purpose, signal);
	try {
		const response = await saveImages(connection, images, watch.signal);
		yield * checked(bodyOf(response, purpose, watch.signal, watch), images.title);
	} finally {
		watch.stop();
	}
}

async function * checked(chunks: AsyncIterable<Uint8Array>, title: string): AsyncGenerator<Uint8Array, void> {
	const check = createArchiveCheck(`The engine's save of ${title}`);
	let last: Uint8Array[] = [];
	let failure: LayerscopeError | undefined;
	let behind = 0;
	for await (const chunk of chunks) {
		last = [...last.slice(-1), chunk];
		failure ??= problemOf(() => {
			check.take(chunk);
		});
		if (failure === undefined) {
			yield chunk;
		} else if (++behind > mostChunksBehind) {
			break;
		}
	}

	failure ??= problemOf(() => {
		check.end();
		checkFiles(check.missing());
	});
	if (failure !== undefined) {
		throw cutShort(title, failure, wordsIn(joinBytes(last)));
	}
}

function checkFiles(missing: readonly string[]): void {
	if (missing.length > 0) {
		throw new LayerscopeError('unreadable', `It lacks ${missing[0]!}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}.`);
	}
}

function problemOf(work: () => void): LayerscopeError | undefined {
	try {
		work();
		return undefined;
	} catch (error) {
		if (error instanceof LayerscopeError) {
			return error;
		}

		throw error;
	}
}

function cutShort(title: string, cause: LayerscopeError, words: string | undefined): LayerscopeError {
	return new LayerscopeError('engine', `The engine's save of ${title} isn't whole: ${asSentence(words ?? messageOf(cause))}`, {
		advice: 'Look at the engine\'s log; if parts of the image are missing there, pull it again.', cause,
	});
}

function wordsIn(tail: Uint8Array): string | undefined {
	const text = decoder.decode(tail);
	const start = text.lastIndexOf('{"errorDetail"');
	try {
		return start === -1 ? undefined : readPullMessage(JSON.parse(text.slice(start))).error;
	} catch {
		return undefined;
	}
}
