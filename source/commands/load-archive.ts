import type {EngineConnection} from '../engine/connection.ts';
import {loadImages} from '../engine/load-images.ts';
import type {Progress} from '../progress/progress.ts';
import {loadableBytes, type LoadInput} from '../sources/load-archive.ts';
import {produce} from '../sources/produce.ts';
import {tellTransfer, type TransferTeller} from './tell-transfer.ts';

/**
Has an engine load an archive: progress by the bytes that were read of it, then what the engine says. Gives what was loaded, as references
or image IDs; untrusted. Throws a `LayerscopeError` for what is no archive, was cut off, or is refused.
*/
export async function * loadArchive(connection: EngineConnection, input: LoadInput, signal: AbortSignal): AsyncGenerator<Progress, readonly string[]> {
	return yield * produce<Progress, readonly string[]>(signal, async (emit, inner) => {
		const teller = tellTransfer({
			task: 'load', subject: input.name, total: input.size, isEstimated: false,
		}, emit);
		const loaded = await loadImages(connection, {
			name: input.name,
			chunks: told(input, teller),
			onStatus(status) {
				teller.say(status);
			},
		}, inner);
		teller.done();
		return loaded;
	});
}

async function * told(input: LoadInput, teller: TransferTeller): AsyncGenerator<Uint8Array, void> {
	yield * loadableBytes(input, bytes => {
		teller.move(bytes);
	});
	teller.moved();
}
