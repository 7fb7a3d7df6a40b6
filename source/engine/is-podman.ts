import {asEngineError} from './answer.ts';
import type {EngineConnection} from './connection.ts';
import {withIdleLimit} from './idle-limit.ts';

const purpose = 'while it was asked what it is';

/** Whether the engine is Podman, which tells some things otherwise than Docker. */
export async function isPodman(connection: EngineConnection, signal: AbortSignal): Promise<boolean> {
	try {
		const response = await withIdleLimit(purpose, signal, async limited => connection.send({path: '/_ping', signal: limited}));
		response.resume();
		return response.headers['libpod-api-version'] !== undefined;
	} catch (error) {
		throw asEngineError(error, purpose, signal);
	}
}
