import {cpSync, rmSync} from 'node:fs';
import process from 'node:process';
import {build} from 'esbuild';
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

rmSync('dist', {recursive: true, force: true});
await build({
	entryPoints: {cli: 'cli.tsx', 'layer-worker': 'source/indexing/layer-worker.ts'},
	outdir: 'dist',
	bundle: true,
	minify: true,
	splitting: true,
	platform: 'node',
	target: 'node20.19',
	format: 'esm',
	jsx: 'automatic',
	legalComments: 'linked',
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"', 'Intl.Segmenter': 'LazySegmenter'},
	banner: {js: 'import {createRequire as __createRequire} from \'node:module\'; const require = __createRequire(import.meta.url);'},
	inject: ['tooling/lazy-segmenter.js'],
	plugins: [leaveOutUnused, replaceInkOutput, quickStart],
	logLevel: 'warning',
}).catch(() => process.exit(1)); // Esbuild has said why.
cpSync('source/sources/sample-image', 'dist/sample-image', {recursive: true});
