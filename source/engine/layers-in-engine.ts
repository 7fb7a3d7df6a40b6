import process from 'node:process';
import type {Digest} from '../image/digest.ts';
import {connectEngine} from './connection.ts';
import type {EngineChoice} from './engine-choice.ts';
import {fewAtOnce} from './few-at-once.ts';
import {inspectImage} from './inspect-image.ts';
import {listImages} from './list-images.ts';
import {namedEngine} from './resolve-engine.ts';
import {since} from './api-version.ts';

const atOnce = 4;

/**
How many of an image's lowest layers an engine has, one upon the other, as it reuses them. Nobody is asked for a password, and an engine behind ssh
isn't logged in to for this. Throws a `LayerscopeError` where there is no engine or it fails, and the signal's reason.
*/
export async function layersInEngine(choice: EngineChoice, diffIds: readonly Digest[], signal: AbortSignal): Promise<number> {
	if (namedEngine(choice, process.env)?.kind === 'ssh') {
		throw new Error('An engine behind ssh isn\'t asked.');
	}

	const connection = await connectEngine({
		...choice, mayAsk: false, tell: undefined, signal,
	});
	try {
		const {images} = await listImages(connection, {isAll: connection.version < since.listManifests}, signal);
		const shared = await fewAtOnce(images, atOnce, async ({id}) => {
			const inspected = await inspectImage(connection, id, undefined, signal).catch(() => undefined);
			signal.throwIfAborted();
			const {diffIds: held = []} = inspected?.document ?? {};
			const other = diffIds.findIndex((diffId, layer) => held[layer] !== diffId);
			return other === -1 ? diffIds.length : other;
		});
		return Math.max(0, ...shared);
	} finally {
		connection.close();
	}
}
