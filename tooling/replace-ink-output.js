import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

// What `row-output.js` was written for and compared with; a newer Ink must be compared anew.
const known = {version: '8.0.0', output: '5e6c511c0a573f48cd5765d7f1f16583d2595f7b05775608382bdb990b63f225'};

const build = fileURLToPath(new URL('../node_modules/ink/build', import.meta.url));
const original = path.join(build, 'output.js');
const rows = fileURLToPath(new URL('row-output.js', import.meta.url));

function assertKnown() {
	const {version} = JSON.parse(readFileSync(path.join(build, '../package.json'), 'utf8'));
	const hash = createHash('sha256').update(readFileSync(original)).digest('hex');
	if (version !== known.version || hash !== known.output) {
		throw new Error(`Ink ${version} has another output.js than the one that row-output.js replaces: compare them, then change replace-ink-output.js.`);
	}
}

/** An esbuild plugin that gives Ink's renderer the quick way of `row-output.js`. */
export const replaceInkOutput = {
	name: 'replace-ink-output',
	setup(bundler) {
		assertKnown();
		bundler.onResolve({filter: /^\.\/output\.js$/}, ({importer}) => path.dirname(importer) === build ? {path: original, namespace: 'ink-output'} : undefined);
		bundler.onLoad({filter: /.*/, namespace: 'ink-output'}, () => ({
			contents: `import Output from ${JSON.stringify(original)};\nimport {withRows} from ${JSON.stringify(rows)};\nexport default withRows(Output);\n`,
			loader: 'js',
			resolveDir: build,
		}));
	},
};
