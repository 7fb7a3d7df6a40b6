import {asObject, field} from '../image/json.ts';
import type {EngineConnection} from './connection.ts';
import {getJson} from './get-json.ts';
import {isFromPodman} from './is-podman.ts';

/** What an engine says of where it keeps its images. */
export type EngineInfo = {
	/** The folder of its files, on its own machine; untrusted. `undefined` where it doesn't say. */
	readonly root: string | undefined;
	/** Such as `overlay2`, or `overlayfs` with the containerd store; untrusted. */
	readonly driver: string;
	readonly isPodman: boolean;
};

/** Asks an engine where it keeps its images. Throws a `LayerscopeError` where it can't be asked. */
export async function engineInfo(connection: EngineConnection, signal: AbortSignal): Promise<EngineInfo> {
	const answer = await getJson(connection, {path: '/info', signal}, 'while it was asked about itself');
	if (!answer.isFound) {
		return {root: undefined, driver: '', isPodman: false};
	}

	const info = asObject(answer.value, 'The engine\'s answer');
	const [root, driver] = [field(info, 'DockerRootDir'), field(info, 'Driver')];
	return {
		root: typeof root === 'string' && root.startsWith('/') ? root : undefined,
		driver: typeof driver === 'string' ? driver : '',
		isPodman: isFromPodman(answer.headers),
	};
}
