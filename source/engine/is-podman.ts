import {asEngineError} from './answer.ts';
import type {EngineConnection} from './connection.ts';

/** Whether the engine is Podman, which tells some things otherwise than Docker. */
export async function isPodman(connection: EngineConnection, signal: AbortSignal): Promise<boolean> {
	try {
		const response = await connection.send({path: '/_ping', signal});
		response.resume();
		return response.headers['libpod-api-version'] !== undefined;
	} catch (error) {
		throw asEngineError(error, 'while it was asked what it is', signal);
	}
}
