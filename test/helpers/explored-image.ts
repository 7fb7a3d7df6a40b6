import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {dockerArchive, tarOf} from './image-builder-archives.ts';
import {buildImage, buildLayer} from './image-builder.ts';

/** An archive of three layers for the tests that explore, and how to remove it. */
export type ExploredImage = {readonly file: string; readonly remove: () => void};

/** Writes an archive with a base, a layer that changes, adds and removes, and one with an opaque directory. */
export async function writeExploredImage(): Promise<ExploredImage> {
	const layers = [
		await buildLayer([
			{name: 'bin/'},
			{name: 'bin/tool', content: 'tool', mode: 0o4755},
			{name: 'data/'},
			...Array.from({length: 60}, (_, file) => ({name: `data/file-${String(file).padStart(2, '0')}.txt`, content: 'x'.repeat(file)})),
			{name: 'etc/'},
			{name: 'etc/motd', content: 'welcome\n'},
			{name: 'etc/os-release', content: 'NAME=old\n'},
			{
				name: 'sh', type: 'symlink', target: 'bin/tool', mode: 0o777,
			},
		]),
		await buildLayer([
			{name: 'app/'},
			{name: 'app/naïve 日本.txt', content: 'non-ASCII\n'},
			{name: 'app/server.js', content: Array.from({length: 200}, (_, line) => `line ${line + 1}`).join('\n')},
			{name: 'etc/'},
			{name: 'etc/.wh.motd'},
			{name: 'etc/os-release', content: 'NAME=new\n'},
			{name: 'etc/evil\u001B[31m\u202E', content: '\u001B]0;title\u0007'},
		]),
		await buildLayer([{name: 'data/'}, {name: 'data/.wh..wh..opq'}, {name: 'data/a-only.txt', content: 'only\n'}]),
	];
	const image = buildImage(layers, {
		references: ['explored:1'],
		architecture: 'amd64',
		history: [
			{created_by: '/bin/sh -c #(nop) ADD file:base in / '},
			{created_by: 'ENV MODE=test', empty_layer: true},
			{created_by: 'COPY app /app # buildkit'},
			{created_by: 'RUN /bin/sh -c make clean # buildkit'},
		],
		config: {
			Env: ['MODE=test', 'PATH=/bin'], Cmd: ['/bin/tool'], Labels: {vendor: 'example\u001B[2J'}, ExposedPorts: {'80/tcp': {}}, User: 'nobody',
		},
	});
	const folder = mkdtempSync(path.join(tmpdir(), 'layerscope-explored-'));
	const file = path.join(folder, 'explored.tar');
	writeFileSync(file, await tarOf(dockerArchive(image)));
	return {
		file,
		remove() {
			rmSync(folder, {recursive: true});
		},
	};
}
