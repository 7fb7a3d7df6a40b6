/** Where the program of a reading thread lies whose memory is nearly used up when the first layer comes. */
export const greedyWorkerUrl = new URL(`data:text/javascript,${encodeURIComponent(`
	import {getHeapStatistics} from "node:v8";
	globalThis.kept = [];
	while (getHeapStatistics().used_heap_size < 200 * 1024 * 1024) {
		globalThis.kept.push(new Array(100_000).fill(0));
	}

	const {register} = await import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))});
	register();
	await import(${JSON.stringify(new URL('../../source/indexing/layer-worker.ts', import.meta.url).href)});
`)}`);
