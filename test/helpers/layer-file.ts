import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {TestContext} from 'node:test';
import type {FileRange} from '../../source/indexing/layer-task.ts';
import {temporaryDirectory} from './open-image.ts';

/** A layer's stored bytes in a file that goes with the test. */
export async function layerFile(context: TestContext, bytes: Uint8Array): Promise<FileRange> {
	const file = path.join(await temporaryDirectory(context), 'layer');
	await writeFile(file, bytes);
	return {path: file, start: 0, length: bytes.length};
}
