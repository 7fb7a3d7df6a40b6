import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const build = fileURLToPath(new URL('../node_modules/ink/build', import.meta.url));
const here = name => fileURLToPath(new URL(name, import.meta.url));

// What the replacements were written for and compared with; a newer Ink must be compared anew.
const knownVersion = '8.0.0';
const replaced = [
	{
		file: 'output.js', hash: '5e6c511c0a573f48cd5765d7f1f16583d2595f7b05775608382bdb990b63f225', by: here('row-output.js'), wrap: 'withRows',
	},
	{
		file: 'log-update.js', hash: '0336ec176d00780756df0c2b6c365cd2f67118e28d0f9b5383e113fd9f70f285', by: here('frames/cell-update.ts'), wrap: 'withCells',
	},
];

function assertKnown({file, hash}) {
	const {version} = JSON.parse(readFileSync(path.join(build, '../package.json'), 'utf8'));
	const found = createHash('sha256').update(readFileSync(path.join(build, file))).digest('hex');
	if (version !== knownVersion || found !== hash) {
		throw new Error(`Ink ${version} has another ${file} than the one that is replaced: compare them, then change replace-ink-output.js.`);
	}
}

/** An esbuild plugin that gives Ink the quick ways of `row-output.js` and `cell-update.ts`, around its own files. */
export const replaceInkOutput = {
	name: 'replace-ink-output',
	setup(bundler) {
		for (const known of replaced) {
			assertKnown(known);
			const {file, by, wrap} = known;
			const original = path.join(build, file);
			const namespace = `ink-${file}`;
			bundler.onResolve({filter: new RegExp(String.raw`^\./${file}$`)}, ({importer}) => path.dirname(importer) === build ? {path: original, namespace} : undefined);
			bundler.onLoad({filter: /.*/, namespace}, () => ({
				contents: `import itself from ${JSON.stringify(original)};\nimport {${wrap}} from ${JSON.stringify(by)};\nexport default ${wrap}(itself);\n`,
				loader: 'js',
				resolveDir: build,
			}));
		}
	},
};
