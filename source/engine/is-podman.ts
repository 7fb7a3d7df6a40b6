import type {IncomingHttpHeaders} from 'node:http';
import type {EngineConnection} from './connection.ts';
import {exchange} from './get-json.ts';

/** Whether an answer came from Podman, which tells and does some things otherwise than Docker. */
export function isFromPodman(headers: IncomingHttpHeaders): boolean {
	return headers['libpod-api-version'] !== undefined;
}

/** Whether the engine is Podman. */
export async function isPodman(connection: EngineConnection, signal: AbortSignal): Promise<boolean> {
	const {headers} = await exchange(connection, {path: '/_ping', signal}, 'while it was asked what it is');
	return isFromPodman(headers);
}
