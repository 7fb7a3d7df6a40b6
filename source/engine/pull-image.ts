import type {IncomingMessage} from 'node:http';
import process from 'node:process';
import {finishPull, foldPull, startPull} from '../progress/fold-pull.ts';
import type {Progress} from '../progress/progress.ts';
import {pullError, pullErrorOf} from '../progress/pull-error.ts';
import {
	asEngineError, bodyOf, readText, refusalOf,
} from './answer.ts';
import type {EngineConnection} from './connection.ts';
import {pullQuery} from './image-name.ts';
import {readNdjson} from './ndjson.ts';
import {registryAuth} from './registry-auth.ts';

/**
Has the engine pull an image: a snapshot of the progress for each of its messages. Ends when the image is there; throws a
`LayerscopeError` for any failure, in the stream or as a status. An abort closes the connection, which ends the transfer.
*/
export async function * pullImage(connection: EngineConnection, reference: string, platform: string | undefined, signal: AbortSignal): AsyncGenerator<Progress, void> {
	const purpose = `while ${reference} was pulled`;
	const response = await startTransfer(connection, reference, platform, signal);
	if (response.statusCode !== 200) {
		throw pullErrorOf(reference, refusalOf(await readText(response, purpose, signal)), response.statusCode);
	}

	let progress = startPull(reference);
	yield progress;
	for await (const message of readNdjson(bodyOf(response, purpose, signal))) {
		progress = foldPull(progress, message);
		yield progress;
		const error = pullError(reference, message);
		if (error !== undefined) {
			throw error;
		}
	}

	yield finishPull(progress);
}

async function startTransfer(connection: EngineConnection, reference: string, platform: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
	const auth = registryAuth(reference, process.env);
	try {
		return await connection.send({
			method: 'POST',
			path: '/images/create',
			query: {...pullQuery(reference), platform},
			headers: auth === undefined ? {} : {'X-Registry-Auth': auth},
			signal,
		});
	} catch (error) {
		throw asEngineError(error, `while ${reference} was pulled`, signal);
	}
}
