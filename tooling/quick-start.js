import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const here = name => fileURLToPath(new URL(name, import.meta.url));
const itself = fileURLToPath(import.meta.resolve('string-width'));

/** Reads a file of a package with pieces of it replaced; fails where one isn't there, since then the package has changed. */
function patched(file, ...changes) {
	const contents = changes.reduce((text, [piece, replacement]) => {
		if (!text.includes(piece)) {
			throw new Error(`${file} no longer has '${piece}': look at what changed, then change quick-start.js.`);
		}

		return text.replace(piece, () => replacement);
	}, readFileSync(file, 'utf8'));
	return {contents, loader: 'js'};
}

/** An esbuild plugin that spares the start what packages do while they are loaded, and nobody needs before the first frame. */
export const quickStart = {
	name: 'quick-start',
	setup(bundler) {
		bundler.onResolve({filter: /^string-width$/}, () => ({path: here('quick-string-width.js')}));
		bundler.onResolve({filter: /^string-width-itself$/}, () => ({path: itself}));
		// Its WebAssembly stands in the file: fetching it from there loads all of undici, and waiting for it takes turns of the event loop.
		bundler.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, ({path}) => patched(
			path,
			['if(h.instantiateWasm)', 'a(new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(H.slice(H.indexOf(",")+1),"base64")),d));return{};if(h.instantiateWasm)'],
			['return loadYoga.ready', 'return loadYoga'],
			['import.meta.url', 'undefined'],
		));
		bundler.onLoad({filter: /yoga-layout[/\\]dist[/\\]src[/\\]index\.js$/}, ({path}) => patched(path, ['await loadYoga()', 'loadYoga()']));
		// A tool of Ink's own developers, which waits even where it isn't wanted.
		bundler.onLoad({filter: /ink[/\\]build[/\\]reconciler\.js$/}, ({path}) => patched(path, ['await import(\'./devtools.js\')', ''], ['await loadPackageJson()', 'undefined']));
		// What it would log is put into words at each request, logged or not: that takes milliseconds.
		bundler.onLoad({filter: /docker-modem[/\\]lib[/\\]modem\.js$/}, ({path}) => patched(
			path,
			['debug(\'Sending: %s\', util.inspect(options, {\n    showHidden: true,\n    depth: null\n  }));', ''],
		));
		// Our own package.json needs no normalising.
		bundler.onLoad({filter: /meow[/\\]build[/\\]dependencies\.js$/}, ({path}) => patched(path, ['var normalizeExports = requireNormalize();', 'var normalizeExports = () => undefined;']));
	},
};
