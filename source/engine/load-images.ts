import {LayerscopeError} from '../errors.ts';
import {readPullMessage, type PullMessage} from '../progress/pull-message.ts';
import {
	asEngineError, bodyOf, readText, refusalOf,
} from './answer.ts';
import type {EngineConnection} from './connection.ts';
import type {IdleWatch} from './idle.ts';
import {loadError} from './load-error.ts';
import {readNdjson} from './ndjson.ts';
import {watchTransfer} from './watch-transfer.ts';

/** An archive to be loaded. */
export type LoadedArchive = {
	/** What it is called in errors. */
	readonly name: string;
	/** Its bytes, plain or as the engine takes them; read as fast as the engine does. */
	readonly chunks: AsyncIterable<Uint8Array>;
	/** Is told what the engine says meanwhile: `Loading layer e540f2c96040 66 %`; untrusted. */
	readonly onStatus: (status: string) => void;
};

const loadedPattern = /^Loaded images?(?:\(s\))?(?: ID)?: (.+)$/;

/**
Has the engine load an archive and gives what was loaded, as references or image IDs; untrusted. Throws a `LayerscopeError` where it refuses,
breaks off, or says of no image that it was loaded: Docker 20.10 answers an archive of no images with success.
*/
export async function loadImages(connection: EngineConnection, archive: LoadedArchive, signal: AbortSignal): Promise<readonly string[]> {
	const purpose = `while ${archive.name} was loaded`;
	const watch = watchTransfer(connection, purpose, signal);
	try {
		const loaded = await exchange(connection, archive, watch, purpose);
		if (loaded.length === 0) {
			throw new LayerscopeError('unreadable', `The engine took ${archive.name} without an error, but loaded no image from it.`, {
				advice: 'Check that there is an image in it: layerscope FILE opens it.',
			});
		}

		return loaded;
	} catch (error) {
		throw asEngineError(error, purpose, watch.signal);
	} finally {
		watch.stop();
	}
}

async function exchange(connection: EngineConnection, {name, chunks, onStatus}: LoadedArchive, watch: IdleWatch, purpose: string): Promise<string[]> {
	const {signal, touch} = watch;
	const response = await connection.send({
		method: 'POST', path: '/images/load', query: {quiet: '0'}, headers: {'Content-Type': 'application/x-tar'}, body: touched(chunks, touch), signal,
	});
	if (response.statusCode !== 200) {
		throw loadError(name, refusalOf(await readText(response, purpose, signal)) || `status ${response.statusCode}`);
	}

	const loaded: string[] = [];
	for await (const line of readNdjson(bodyOf(response, purpose, signal, watch))) {
		const message = readPullMessage(line);
		if (message.error !== undefined) {
			throw loadError(name, message.error);
		}

		loaded.push(...loadedIn(message));
		tell(message, onStatus);
	}

	return loaded;
}

async function * touched(chunks: AsyncIterable<Uint8Array>, touch: () => void): AsyncGenerator<Uint8Array, void> {
	for await (const chunk of chunks) {
		touch();
		yield chunk;
	}
}

// Podman names all in one line, with commas between them, which no reference has.
function loadedIn({status = ''}: PullMessage): readonly string[] {
	const [, names = ''] = loadedPattern.exec(status.trim()) ?? [];
	return names.split(',').map(name => name.trim()).filter(name => name !== '');
}

function tell({status, id, current, total}: PullMessage, onStatus: (status: string) => void): void {
	if (status !== undefined) {
		const share = current === undefined || total === undefined ? [] : [`${Math.floor(100 * Math.min(1, current / total))} %`];
		onStatus([status.trim(), ...(id === undefined ? [] : [id]), ...share].join(' '));
	}
}
