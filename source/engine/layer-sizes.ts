import type {Digest} from '../image/digest.ts';
import type {EngineConnection} from './connection.ts';
import {exchange, parseAnswer} from './get-json.ts';
import {historyRecords, parseHistory} from './image-history.ts';
import {imagePath} from './image-name.ts';

/**
Bytes of each layer of an image once unpacked, lowest first, by the engine's history. `undefined` where the engine has none for it (Podman
fails where a row has no time) or where it isn't certain which row made which layer. Throws where the engine has gone.
*/
export async function layerSizes(connection: EngineConnection, id: Digest, layerCount: number, signal: AbortSignal): Promise<readonly number[] | undefined> {
	const purpose = 'while the sizes of layers were asked for';
	const {statusCode, body} = await exchange(connection, {path: imagePath(id, 'history'), signal}, purpose);
	if (statusCode !== 200) {
		return undefined;
	}

	const rows = parseHistory(parseAnswer(body, purpose));
	const records = historyRecords(rows, layerCount);
	return records && rows.filter((_, index) => !records[index]!.isEmptyLayer).map(({size}) => size);
}
