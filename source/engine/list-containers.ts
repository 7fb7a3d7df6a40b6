import type {HoldingContainer} from '../catalogue/local-image.ts';
import {
	asArray, asObject, asOptionalText, asText, field, malformed,
} from '../image/json.ts';
import type {EngineConnection} from './connection.ts';
import {engineId} from './engine-id.ts';
import {getJson} from './get-json.ts';

const runningStates = new Set(['running', 'paused', 'restarting']);

/** All containers of an engine, whether they run or not. Throws a `LayerscopeError` where it can't tell. */
export async function listContainers(connection: EngineConnection, signal: AbortSignal): Promise<readonly HoldingContainer[]> {
	const answer = await getJson(connection, {path: '/containers/json', query: {all: '1'}, signal}, 'while the containers were listed');
	return answer.isFound ? asArray(answer.value, 'The list of containers').map(value => parseContainer(value)) : [];
}

function parseContainer(value: unknown): HoldingContainer {
	const object = asObject(value, 'A container');
	const id = asText(field(object, 'Id'), 'A container\'s ID');
	const imageId = engineId(field(object, 'ImageID'));
	if (imageId === undefined) {
		throw malformed('A container\'s image', 'an ID');
	}

	const state = asOptionalText(field(object, 'State'), 'A container\'s state') ?? 'unknown';
	return {
		id, name: ownName(asArray(field(object, 'Names'), 'Names')) ?? id.slice(0, 12), imageId, state, isRunning: runningStates.has(state),
	};
}

// Links to other containers stand there too, with a slash inside.
function ownName(names: readonly unknown[]): string | undefined {
	const bare = names.filter(name => typeof name === 'string').map(name => name.replace(/^\//, ''));
	return bare.find(name => name !== '' && !name.includes('/')) ?? bare[0];
}
