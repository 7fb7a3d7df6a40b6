import type {IncomingMessage} from 'node:http';
import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import type {Platform} from '../image/platform.ts';
import {asEngineError, readText, refusalOf} from './answer.ts';
import type {EngineConnection} from './connection.ts';
import {refused} from './get-json.ts';
import {imagePath} from './image-name.ts';

/** An image to save. */
export type SavedImage = {
	readonly id: Digest;
	/** What the user calls it, for errors. */
	readonly name: string;
	/** Chooses one of several platforms; needs API 1.48. */
	readonly platform: Platform | undefined;
};

/** Has the engine save an image and gives the answer, whose body is a tar. Throws a `LayerscopeError` where the engine refuses. */
export async function saveImage(connection: EngineConnection, {id, name, platform}: SavedImage, signal: AbortSignal): Promise<IncomingMessage> {
	return openSave(connection, {path: imagePath(id, 'get'), names: undefined, platform}, name, signal);
}

/** What is saved: the path in the Engine API, the images where it doesn't name one, and one of several platforms. */
export type SaveQuery = {readonly path: string; readonly names: readonly string[] | undefined; readonly platform: Platform | undefined};

/** Asks an engine for a save and gives the answer, whose body is a tar. `name` is for errors. Throws a `LayerscopeError` where the engine refuses. */
export async function openSave(connection: EngineConnection, {path, names, platform}: SaveQuery, name: string, signal: AbortSignal): Promise<IncomingMessage> {
	const purpose = `while ${name} was saved`;
	try {
		const query = {names, platform: platform === undefined ? undefined : platformParameter(platform)};
		const response = await connection.send({path, query, signal});
		if (response.statusCode !== 200) {
			const words = refusalOf(await readText(response, purpose, signal));
			throw response.statusCode === 404 ? gone(name, words) : refused(words, response.statusCode, purpose);
		}

		return response;
	} catch (error) {
		throw asEngineError(error, purpose, signal);
	}
}

function gone(name: string, words: string): LayerscopeError {
	return new LayerscopeError('not-found', `${name} can't be saved: ${words}`, {advice: 'It may have been removed meanwhile; open it again.'});
}

/** A platform as the parameters of the Engine API take it where they take JSON. */
export function platformParameter({os, architecture, variant, osVersion}: Platform): string {
	return JSON.stringify({
		os, architecture, variant, 'os.version': osVersion,
	});
}
