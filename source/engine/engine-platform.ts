import {asObject} from '../image/json.ts';
import {parsePlatformFields} from '../image/manifest.ts';
import type {Platform} from '../image/platform.ts';
import type {EngineConnection} from './connection.ts';
import {getJson} from './get-json.ts';

/** The platform that an engine runs containers of, by `GET /version`. */
export async function enginePlatform(connection: EngineConnection, signal?: AbortSignal): Promise<Platform | undefined> {
	const answer = await getJson(connection, {path: '/version', signal}, 'while its version was asked for');
	if (!answer.isFound) {
		return undefined;
	}

	const {Os: os, Arch: architecture} = asObject(answer.value, 'The engine\'s version');
	return parsePlatformFields({os, architecture}, 'version');
}
