import {LayerscopeError} from '../errors.ts';
import type {ContainerChange} from '../image/container-layer.ts';
import {
	asArray, asObject, asText, field, malformed,
} from '../image/json.ts';
import type {EngineConnection} from './connection.ts';
import {containerPath} from './container-path.ts';
import {getJson} from './get-json.ts';

const kinds = ['changed', 'added', 'removed'] as const;

/**
What a container changed, added and removed in its writable layer, in no certain order; empty where it did nothing.
Throws a `LayerscopeError`: `not-found` where the container is gone, `engine` where the engine says nothing for 30 seconds.
*/
export async function containerChanges(connection: EngineConnection, container: string, signal: AbortSignal): Promise<readonly ContainerChange[]> {
	const purpose = `while the changes of the container ${container} were asked for`;
	const answer = await getJson(connection, {path: containerPath(container, 'changes'), signal}, purpose);
	if (!answer.isFound) {
		throw new LayerscopeError('not-found', `The container ${container} was removed meanwhile: ${answer.words}`, {advice: 'List the containers that are there with `docker ps --all`.'});
	}

	return asArray(answer.value, 'The list of changes').map(item => parseChange(asObject(item, 'A change')));
}

function parseChange(object: Readonly<Record<string, unknown>>): ContainerChange {
	const kind = kinds[Number(field(object, 'Kind'))];
	if (kind === undefined) {
		throw malformed('The kind of a change', '0, 1 or 2');
	}

	return {path: asText(field(object, 'Path'), 'The path of a change'), kind};
}
