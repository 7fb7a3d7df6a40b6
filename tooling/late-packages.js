import {readFileSync} from 'node:fs';

// What is heavy and not needed at every start. Each is a file of its own beside the bundle; React has to be the one that Ink draws with.
const files = {
	'screen.cjs': ['ink', 'react', 'react/jsx-runtime'],
	'docker-client.cjs': ['dockerode'],
	'tar-stream.cjs': ['tar-stream'],
	'zstd.cjs': ['zstddec/stream'],
	'registry.cjs': ['tldts', 'smol-toml'],
};

const fileOf = new Map(Object.entries(files).flatMap(([file, names]) => names.map(name => [name, file])));

/** The files beside the bundle, each with the text of the program that it is bundled from. */
export const latePackages = Object.entries(files).map(([file, names]) => ({
	name: file.replace('.cjs', ''),
	contents: `module.exports = {${names.map(name => `get ${JSON.stringify(name)}() { return require(${JSON.stringify(name)}); }`).join(', ')}};`,
}));

/** Begins a bundle of ES modules: how it gets at what isn't in it, without the wrappers that Node makes of its own modules for `import`. */
export const beginning = 'const __builtin = process.getBuiltinModule; const __require = __builtin(\'node:module\').createRequire(import.meta.url);';

/** An esbuild plugin that reads a package's file only when a module that needs it first runs. */
export const loadPackagesLate = {
	name: 'load-packages-late',
	setup(bundler) {
		bundler.onResolve({filter: /^[^.]/}, ({path}) => fileOf.has(path) ? {path, namespace: 'late'} : undefined);
		bundler.onLoad({filter: /.*/, namespace: 'late'}, ({path}) => ({contents: `module.exports = __require('./${fileOf.get(path)}')[${JSON.stringify(path)}];`, loader: 'js'}));
	},
};

/** An esbuild plugin that loads Node's own modules when a module that needs them first runs. */
export const loadBuiltinsLate = {
	name: 'load-builtins-late',
	setup(bundler) {
		bundler.onResolve({filter: /^node:/}, ({path}) => ({path, namespace: 'builtin'}));
		bundler.onLoad({filter: /.*/, namespace: 'builtin'}, ({path}) => ({contents: `module.exports = __builtin(${JSON.stringify(path)});`, loader: 'js'}));
		// Our own modules need no copy of all that a module of Node has.
		bundler.onLoad({filter: /(?:cli|source[/\\].*)\.tsx?$/}, ({path}) => ({contents: withoutCopies(readFileSync(path, 'utf8')), loader: path.endsWith('x') ? 'tsx' : 'ts'}));
	},
};

function withoutCopies(text) {
	return text.replaceAll(/^import (?!type )(?:(?<whole>\w+)|{(?<names>[^}]*)}) from '(?<name>node:[^']+)';$/gm, (...found) => {
		const {whole, names, name} = found.at(-1);
		const wanted = names?.split(',').map(one => one.trim()).filter(one => one !== '' && !one.startsWith('type '));
		const types = names?.split(',').map(one => one.trim()).filter(one => one.startsWith('type '));
		const lines = [
			`const ${whole ?? `{${wanted.map(one => one.replace(' as ', ': ')).join(', ')}}`} = __builtin('${name}');`,
			...(types === undefined || types.length === 0 ? [] : [`import type {${types.map(one => one.slice('type '.length)).join(', ')}} from '${name}';`]),
		];
		return lines.join(' ');
	});
}
