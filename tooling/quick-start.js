import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const here = name => fileURLToPath(new URL(name, import.meta.url));
const itself = fileURLToPath(import.meta.resolve('string-width'));

/** Reads a file of a package with a piece of it replaced; fails where the piece isn't there, since then the package has changed. */
function patched(file, piece, replacement) {
	const text = readFileSync(file, 'utf8');
	if (!text.includes(piece)) {
		throw new Error(`${file} no longer has '${piece}': look at what changed, then change quick-start.js.`);
	}

	return {contents: text.replace(piece, replacement), loader: 'js'};
}

/** An esbuild plugin that spares the start what packages do while they are loaded, and nobody needs before the first frame. */
export const quickStart = {
	name: 'quick-start',
	setup(bundler) {
		bundler.onResolve({filter: /^string-width$/}, () => ({path: here('quick-string-width.js')}));
		bundler.onResolve({filter: /^string-width-itself$/}, () => ({path: itself}));
		// Its WebAssembly stands in the file; fetching it from there loads all of undici.
		bundler.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, ({path}) => patched(path, 'var loadYoga', 'const fetch = undefined; var loadYoga'));
		// Our own package.json needs no normalising.
		bundler.onLoad({filter: /meow[/\\]build[/\\]dependencies\.js$/}, ({path}) => patched(path, 'var normalizeExports = requireNormalize();', 'var normalizeExports = () => undefined;'));
	},
};
