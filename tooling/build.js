import {cpSync, rmSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {build} from 'esbuild';
import {bundledPackages} from './bundled-packages.js';
import {
	beginning, latePackages, loadBuiltinsLate, loadPackagesLate,
} from './late-packages.js';
import {quickStart} from './quick-start.js';
import {replaceInkOutput} from './replace-ink-output.js';

// Only docker-modem's own ssh and dockerode's BuildKit session use these; layerscope uses neither.
const unused = ['ssh2', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'cpu-features', 'react-devtools-core'];

const leaveOutUnused = {
	name: 'leave-out-unused',
	setup(bundler) {
		const filter = new RegExp(`^(?:${unused.join('|')})$`);
		bundler.onResolve({filter}, ({path}) => ({path, namespace: 'empty'}));
		bundler.onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'module.exports = {};', loader: 'js'}));
	},
};

const shared = {
	outdir: 'dist',
	bundle: true,
	minify: true,
	platform: 'node',
	target: 'node20.19',
	jsx: 'automatic',
	legalComments: 'linked',
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"', 'Intl.Segmenter': 'LazySegmenter'},
	inject: ['tooling/lazy-segmenter.js'],
	logLevel: 'warning',
	metafile: true,
};

/** Gives the files that went into the bundle. */
async function bundleAll() {
	const files = [];
	for (const {name, contents} of latePackages) {
		const {metafile} = await build({
			...shared,
			stdin: {contents, resolveDir: 'tooling'},
			outdir: undefined,
			outfile: `dist/${name}.cjs`,
			format: 'cjs',
			plugins: [leaveOutUnused, replaceInkOutput, quickStart],
		});
		files.push(...Object.keys(metafile.inputs));
	}

	for (const [name, entry] of [['cli', 'cli.tsx'], ['layer-worker', 'source/indexing/layer-worker.ts']]) {
		const {metafile} = await build({
			...shared,
			entryPoints: {[name]: entry},
			format: 'esm',
			banner: {js: beginning},
			plugins: [loadPackagesLate, loadBuiltinsLate, quickStart],
		});
		files.push(...Object.keys(metafile.inputs));
	}

	return files;
}

rmSync('dist', {recursive: true, force: true});
const files = await bundleAll().catch(() => process.exit(1)); // Esbuild has said why.
writeFileSync('dist/packages.json', `${JSON.stringify(bundledPackages(files), undefined, '\t')}\n`);
cpSync('source/sources/sample-image', 'dist/sample-image', {recursive: true});
