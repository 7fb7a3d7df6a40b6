import type {IncomingMessage} from 'node:http';
import process from 'node:process';
import type {LayerscopeError} from '../errors.ts';
import {isQueued, isUnpacking, isUntouched} from '../progress/at-work.ts';
import {finishPull, foldPull, startPull} from '../progress/fold-pull.ts';
import type {Progress} from '../progress/progress.ts';
import {pullError, pullErrorOf, type PullLogin} from '../progress/pull-error.ts';
import {rememberSizes, withKnownSizes} from '../progress/sizes.ts';
import {
	asEngineError, bodyOf, readText, refusalOf,
} from './answer.ts';
import type {EngineConnection} from './connection.ts';
import type {Environment} from './environment.ts';
import {
	idleSeconds, isAlive, silence, watchIdle,
} from './idle.ts';
import {pullQuery} from './image-name.ts';
import {readNdjson} from './ndjson.ts';
import {registryAuth, type RegistryAuth} from './registry-auth.ts';

/** What is pulled; `platform` as `os/arch[/variant]`. */
type Pulled = {readonly reference: string; readonly platform: string | undefined};

type PullOptions = {
	/** Where the docker CLI's configuration is found, and the helpers for logins. */
	readonly environment?: Environment;
	/** Seconds without a byte that end a pull. */
	readonly idle?: number;
};

// A layer's id is the beginning of its digest: it has the same size wherever it is seen.
const blobSizes = new Map<string, number>();

// Pulls of one engine share a few places for downloads, so that one may be silent while another moves.
const lastMoves = new Map<string, number>();

/**
Has the engine pull an image: a snapshot of the progress for each of its messages. Ends when the image is there; throws a
`LayerscopeError` for any failure, in the stream or as a status, and where nothing comes for 30 seconds. An abort closes the
connection, which ends the transfer.
*/
export async function * pullImage(connection: EngineConnection, {reference, platform}: Pulled, signal: AbortSignal, options: PullOptions = {}): AsyncGenerator<Progress, void> {
	const {environment = process.env, idle = idleSeconds} = options;
	const auth = await registryAuth(reference, environment, signal);
	const login: PullLogin = {registry: auth.registry, isSent: 'X-Registry-Auth' in auth.headers, problem: auth.problem};
	let progress: Progress = {...startPull(reference), ...(auth.problem !== undefined && {warning: `No login was used, since ${auth.problem}.`})};
	const purpose = `while ${reference} was pulled`;
	const watch = watchIdle(signal, async () => judgeSilence(connection, progress, auth.registry, idle), idle);
	try {
		const response = await startTransfer(connection, {reference, platform, auth}, watch.signal);
		if (response.statusCode !== 200) {
			throw pullErrorOf(reference, refusalOf(await readText(response, purpose, watch.signal, watch)), {status: response.statusCode, login});
		}

		yield progress;
		for await (const message of readNdjson(bodyOf(response, purpose, watch.signal, watch))) {
			lastMoves.set(connection.location, performance.now());
			progress = withKnownSizes(foldPull(progress, message), blobSizes);
			rememberSizes(blobSizes, progress);
			yield progress;
			const error = pullError(reference, message, {login});
			if (error !== undefined) {
				throw error;
			}
		}
	} finally {
		watch.stop();
	}

	yield finishPull(progress);
}

async function startTransfer(connection: EngineConnection, {reference, platform, auth}: Pulled & {readonly auth: RegistryAuth}, signal: AbortSignal): Promise<IncomingMessage> {
	try {
		return await connection.send({
			method: 'POST', path: '/images/create', query: {...pullQuery(reference), platform}, headers: auth.headers, signal,
		});
	} catch (error) {
		throw asEngineError(error, `while ${reference} was pulled`, signal);
	}
}

// Unpacking and waiting for other downloads may be silent; a registry may not.
async function judgeSilence(connection: EngineConnection, progress: Progress, registry: string, idle: number): Promise<LayerscopeError | undefined> {
	const isOtherMoving = performance.now() - (lastMoves.get(connection.location) ?? Number.NEGATIVE_INFINITY) < idle * 1000;
	const isAllowed = isUnpacking(progress) || (isQueued(progress) && (isUntouched(progress) || isOtherMoving));
	const purpose = `while ${progress.subject} was pulled`;
	if (!isAllowed) {
		return silence(purpose, `The registry ${registry} or the engine doesn't answer: check both, then try again. (Podman says nothing while a registry lets it wait.)`, idle);
	}

	return await isAlive(connection) ? undefined : silence(purpose, undefined, idle);
}
