import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';

/** Which folders of `source/` each folder may import from, beside itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
	errors: [],
	'home-folder': [],
	text: [],
	image: ['errors'],
	tar: ['errors', 'image'],
	progress: ['errors'],
	catalogue: ['errors', 'image'],
	indexing: ['errors', 'image', 'tar', 'progress'],
	cache: ['errors', 'home-folder', 'image'],
	credentials: ['errors', 'home-folder', 'image'],
	engine: ['errors', 'home-folder', 'image', 'progress', 'catalogue', 'credentials'],
	registry: ['errors', 'home-folder', 'image', 'credentials'],
	sources: ['errors', 'home-folder', 'image', 'tar', 'progress', 'catalogue', 'indexing', 'cache', 'engine', 'registry'],
	report: ['errors', 'image', 'catalogue', 'text'],
	app: ['errors', 'image', 'progress', 'catalogue', 'text'],
	tui: ['errors', 'image', 'progress', 'catalogue', 'text', 'app'],
	commands: ['errors', 'image', 'progress', 'catalogue', 'text', 'app', 'report', 'sources', 'engine', 'registry', 'indexing', 'tar', 'cache'],
};

/** Single files that may know more than their folder. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
	'app/effects': ['sources'],
	'app/read-image': ['sources'],
};

/** The only folders that may import a package. */
const packages: Readonly<Record<string, readonly string[]>> = {
	dockerode: ['engine'],
	ink: ['tui'],
	react: ['tui'],
	'zstddec/stream': ['indexing'],
	tldts: ['registry'],
	'smol-toml': ['registry'],
	'tar-stream': ['sources', 'commands'],
	'string-width': ['text'],
};

const pure = new Set(['image', 'tar', 'progress', 'catalogue']);

type Import = {readonly file: string; readonly folder: string; readonly specifier: string};

function importsOf(file: string): Import[] {
	const text = readFileSync(path.join('source', file), 'utf8');
	const folder = file.includes('/') ? file.split('/')[0]! : path.parse(file).name;
	return [...text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\()'([^']+)'/g)].map(match => ({file, folder, specifier: match[1]!}));
}

const imports = readdirSync('source', {recursive: true, encoding: 'utf8'})
	.filter(file => /\.tsx?$/.test(file))
	.flatMap(file => importsOf(file));

function targetFolder({file, specifier}: Import): string {
	const target = path.posix.join(path.posix.dirname(file), specifier);
	return target.includes('/') ? target.split('/')[0]! : path.parse(target).name;
}

test('no folder imports one that stands above it', () => {
	const wrong = imports
		.filter(({specifier}) => specifier.startsWith('.'))
		.filter(found => {
			const target = targetFolder(found);
			const more = exceptions[found.file.replace(/\.tsx?$/, '')] ?? [];
			return target !== found.folder && !mayImport[found.folder]?.includes(target) && !more.includes(target);
		})
		.map(({file, specifier}) => `${file} imports ${specifier}`);
	assert.deepEqual(wrong, []);
});

test('every package is imported only where it belongs', () => {
	const wrong = imports
		.filter(({specifier}) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
		.filter(({folder, specifier}) => !packages[specifier]?.includes(folder))
		.map(({file, specifier}) => `${file} imports ${specifier}`);
	assert.deepEqual(wrong, []);
});

test('what is large and rarely needed is loaded only when it is', () => {
	const early = imports.filter(({specifier}) => ['tldts', 'smol-toml'].includes(specifier))
		.filter(({file, specifier}) => !readFileSync(path.join('source', file), 'utf8').includes(`await import('${specifier}')`))
		.map(({file, specifier}) => `${file} imports ${specifier}`);
	assert.deepEqual(early, []);
});

test('the model, the tar reader and the progress know neither Node nor any package', () => {
	const wrong = imports
		.filter(({folder, specifier}) => pure.has(folder) && !specifier.startsWith('.'))
		.map(({file, specifier}) => `${file} imports ${specifier}`);
	assert.deepEqual(wrong, []);
});

test('no file is longer than 300 lines', () => {
	const long = ['cli.tsx', ...readdirSync('source', {recursive: true, encoding: 'utf8'}).map(file => `source/${file}`)]
		.filter(file => /\.tsx?$/.test(file))
		.filter(file => readFileSync(file, 'utf8').split('\n').length > 301);
	assert.deepEqual(long, []);
});
