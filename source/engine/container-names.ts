import {
	asArray, asTexts, field, isObject,
} from '../image/json.ts';
import type {EngineConnection} from './connection.ts';
import {getJson} from './get-json.ts';

/** A container as a list names it; untrusted. */
export type NamedContainer = {readonly name: string; readonly isRunning: boolean};

/** All containers of an engine, running ones first. */
export async function containerNames(connection: EngineConnection, signal?: AbortSignal): Promise<readonly NamedContainer[]> {
	const purpose = 'while the containers were listed';
	const answer = await getJson(connection, {path: '/containers/json', query: {all: '1'}, signal}, purpose);
	const rows = answer.isFound ? asArray(answer.value, 'The list of containers') : [];
	const named = rows.filter(row => isObject(row)).flatMap((row): NamedContainer[] => {
		const [name] = asTexts(field(row, 'Names'), 'Names');
		const state = field(row, 'State');
		return name === undefined ? [] : [{name: name.replace(/^\//, ''), isRunning: state === 'running'}];
	});
	return [...named.filter(({isRunning}) => isRunning), ...named.filter(({isRunning}) => !isRunning)];
}
