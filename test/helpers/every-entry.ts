import {randomBytes} from 'node:crypto';
import {dockerArchive, tarOf} from './image-builder-archives.ts';
import {
	buildImage, buildLayer, buildTar, layerOfTar, type BuiltImage, type BuiltLayer,
} from './image-builder.ts';
import {
	concat, endBlocks, file, gnuLong, header, latin1, pax,
} from './tar-bytes.ts';

const long = (letter: string) => `deep/${letter.repeat(120)}/${letter.repeat(130)}`;

async function kinds(compression: BuiltLayer['compression']): Promise<BuiltLayer> {
	return buildLayer([
		{name: 'etc/', mode: 0o1777, mtime: 1_700_000_000},
		{
			name: 'etc/hosts', content: 'a host\n', uid: 1000, gid: 2000,
		},
		{name: 'etc/same', content: 'the same size\n'},
		{name: 'etc/empty'},
		{name: 'etc/tool', content: randomBytes(700_000), mode: 0o4755},
		{name: 'etc/other', type: 'link', target: 'etc/hosts'},
		{name: 'etc/link', type: 'symlink', target: '../../../etc/passwd'},
		{
			name: 'etc/null', type: 'character-device', major: 1, minor: 3,
		},
		{
			name: 'etc/disk', type: 'block-device', major: 7, minor: 900,
		},
		{name: 'etc/pipe', type: 'fifo'},
		{name: 'etc/marked', content: 'marked', xattrs: {'user.colour': 'green', 'user.size': 'large'}},
		{name: long('p'), content: 'long\n'},
		{name: 'gone/'},
		{name: 'gone/file', content: 'gone\n'},
		{name: 'full/'},
		{name: 'full/file', content: 'full\n'},
	], compression);
}

// What tar-stream doesn't write.
async function odd(compression: BuiltLayer['compression']): Promise<BuiltLayer> {
	return layerOfTar(concat(
		file('./dots//and/../slashes', 'cleaned\n'),
		concat(header({name: latin1('caf\u00E9-\u00FF'), size: 5}), file('x', 'latin').subarray(512)),
		gnuLong(long('g')),
		file('short', 'gnu\n', {magic: 'ustar  \0'}),
		pax({path: 'path-of-pax', mtime: '1700000000.123456789'}),
		file('short', 'pax\n'),
		file('late', 'late\n'),
		endBlocks,
		new Uint8Array(8192),
	), compression);
}

/** An image with every kind of entry, two equal layers and an empty one; loaded into engines with `docker load`. */
export async function everyEntry(reference: string, compression: BuiltLayer['compression'] = 'none'): Promise<BuiltImage> {
	const empty = layerOfTar(await buildTar([]), compression);
	return buildImage([
		await kinds(compression),
		await odd(compression),
		empty,
		await buildLayer([
			{name: '.wh.gone'},
			{name: 'full/'},
			{name: 'full/.wh..wh..opq'},
			{name: 'full/new', content: 'new\n'},
			{name: 'etc/hosts', content: 'another host\n'},
			{name: 'big', content: new Uint8Array(20 * 1024 * 1024).fill(7)},
		], compression),
		empty,
	], {references: [reference]});
}

/** An image of one layer with a sparse file as GNU's tar writes it. */
export async function withSparseFile(reference: string): Promise<Uint8Array> {
	const layer = layerOfTar(concat(
		file('before', 'before\n'),
		pax({
			'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'holes', 'GNU.sparse.realsize': '100000',
		}),
		file('GNUSparseFile.0/holes', concat(latin1('1\n99000\n1000\n'.padEnd(512, '\0')), new Uint8Array(1000).fill(0x41))),
		file('behind', 'behind\n'),
		endBlocks,
	));
	return tarOf(dockerArchive(buildImage([layer], {references: [reference]})));
}
