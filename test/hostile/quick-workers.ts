import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {createWorkerPool, sharePool} from '../../source/indexing/worker-pool.ts';

/**
Lets the program's threads start from a bundle, as they do where it is installed: each layer that can't be read costs one, and from the
sources each takes 300 ms. Gives the way to end them.
*/
export async function quickWorkers(): Promise<() => Promise<void>> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-worker-'));
	const outfile = path.join(folder, 'layer-worker.mjs');
	await build({
		entryPoints: ['source/indexing/layer-worker.ts'], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning',
	});
	const pool = createWorkerPool(undefined, pathToFileURL(outfile));
	sharePool(pool);
	return async () => {
		await pool.close();
		await rm(folder, {recursive: true});
	};
}
