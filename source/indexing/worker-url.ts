/** Where the worker's program lies: beside the bundle, or, when the sources run as they are, as TypeScript beside this file. */
export const workerUrl = import.meta.url.endsWith('.ts') ? sourceUrl() : new URL('layer-worker.js', import.meta.url);

// A thread doesn't inherit tsx's hooks on every Node, so it registers them itself.
function sourceUrl(): URL {
	const program = `import {register} from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}; register(); await import(${JSON.stringify(new URL('layer-worker.ts', import.meta.url).href)});`;
	return new URL(`data:text/javascript,${encodeURIComponent(program)}`);
}
