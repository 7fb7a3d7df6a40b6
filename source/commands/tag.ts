import {connectEngine} from '../engine/connection.ts';
import {tagImage} from '../engine/tag-image.ts';
import type {Context} from './context.ts';

/** `layerscope tag`: gives an image of the engine one more name. Prints nothing, as docker does. */
export async function tag(source: string, target: string, {engine, signal}: Context): Promise<number> {
	const connection = await connectEngine(engine);
	try {
		await tagImage(connection, source, target, signal);
		return 0;
	} finally {
		connection.close();
	}
}
