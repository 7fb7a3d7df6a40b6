import {LayerscopeError} from '../errors.ts';
import {formatInstruction} from '../image/history.ts';
import type {HistoryRecord} from '../image/image-config.ts';
import {
	asArray, asObject, asOptionalText, field,
} from '../image/json.ts';
import type {Platform} from '../image/platform.ts';
import {longestAboutImage} from './answer.ts';
import {since} from './api-version.ts';
import type {EngineConnection} from './connection.ts';
import {getJson} from './get-json.ts';
import {isTime} from './engine-time.ts';
import {imagePath} from './image-name.ts';
import {platformParameter} from './save-image.ts';

/** A row of an engine's history: as a config's record, but an engine doesn't tell which rows made no layer. */
export type HistoryRow = Omit<HistoryRecord, 'isEmptyLayer'> & {readonly size: number};

const metadata = /^(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\b/;

/** The history of an image, oldest row first; empty where the engine can't give it. */
export async function imageHistory(connection: EngineConnection, reference: string, platform: Platform | undefined, signal: AbortSignal): Promise<readonly HistoryRow[]> {
	try {
		return await askHistory(connection, reference, platform, signal);
	} catch (error) {
		// Podman's panics where a row has no time; the save tells the history too, and fails by itself if the engine is gone.
		if (error instanceof LayerscopeError) {
			return [];
		}

		throw error;
	}
}

async function askHistory(connection: EngineConnection, reference: string, platform: Platform | undefined, signal: AbortSignal): Promise<readonly HistoryRow[]> {
	const query = {platform: platform !== undefined && connection.version >= since.manifests ? platformParameter(platform) : undefined};
	const answer = await getJson(connection, {path: imagePath(reference, 'history'), query, signal}, `while the history of ${reference} was asked for`, {longest: longestAboutImage});
	return answer.isFound ? parseHistory(answer.value) : [];
}

/** The rows of an engine's answer, oldest first. */
export function parseHistory(value: unknown): readonly HistoryRow[] {
	return asArray(value, 'The history').map(item => parseRow(item)).toReversed();
}

/**
The rows as a config's history, where it is certain which of them made the layers: all of them, those that have a size, or those
that aren't instructions of mere metadata, whichever are as many as there are layers. Else `undefined`: the config will tell.
*/
export function historyRecords(rows: readonly HistoryRow[], layerCount: number): readonly HistoryRecord[] | undefined {
	const guesses: ReadonlyArray<(row: HistoryRow) => boolean> = [
		row => row.size > 0,
		() => true,
		row => row.size > 0 || !metadata.test(formatInstruction(row.createdBy)),
	];
	const makesLayer = guesses.find(guess => rows.filter(row => guess(row)).length === layerCount);
	return makesLayer && rows.map(({created, createdBy, comment, ...row}) => ({
		created, createdBy, comment, isEmptyLayer: !makesLayer({
			created, createdBy, comment, ...row,
		}),
	}));
}

function parseRow(value: unknown): HistoryRow {
	const object = asObject(value, 'A row of the history');
	const created = field(object, 'Created');
	const size = field(object, 'Size');
	return {
		created: typeof created === 'number' && created > 0 && isTime(created) ? new Date(created * 1000).toISOString() : undefined,
		createdBy: asOptionalText(field(object, 'CreatedBy'), 'CreatedBy'),
		comment: asOptionalText(field(object, 'Comment'), 'Comment'),
		size: typeof size === 'number' ? size : 0,
	};
}
