import {Buffer} from 'node:buffer';
import {
	buildImage, buildLayer, type BuilderEntry, type BuiltLayer,
} from './image-builder.ts';
import {dockerArchive, tarOf} from './image-builder-archives.ts';

/** Bytes that no text holds, and that would do something to a terminal. */
export const toolBytes = Buffer.from([0, 0xFF, 0x1B, 0x5B, 0x32, 0x4A, 0x0A]);

const base: readonly BuilderEntry[] = [
	{name: 'etc/'},
	{name: 'etc/passwd', content: 'root\n', mode: 0o600},
	{name: 'etc/old', content: 'x'.repeat(1000)},
	{name: 'usr/bin/'},
	{
		name: 'usr/bin/tool', content: toolBytes, mode: 0o4755, uid: 7, gid: 8, mtime: 1000, xattrs: {'user.note': 'kept'},
	},
	{
		name: 'usr/bin/twin', type: 'link', target: 'usr/bin/tool', mode: 0o4755, uid: 7, gid: 8, mtime: 1000,
	},
	{name: 'usr/bin/alias', type: 'symlink', target: 'tool'},
	{name: 'usr/bin/alias-twin', type: 'link', target: 'usr/bin/alias'},
	{name: 'usr/bin/lost', type: 'link', target: 'nowhere'},
	{name: 'usr/bin/empty'},
	{name: 'bin', type: 'symlink', target: 'usr/bin'},
	{name: 'accounts', type: 'symlink', target: '/etc/passwd'},
	{name: 'loop', type: 'symlink', target: 'loop'},
	{
		name: 'dev/null', type: 'character-device', major: 1, minor: 3,
	},
	{name: 'run/pipe', type: 'fifo'},
	{name: 'naïve\u001B[31m', content: 'strange'},
];

const top: readonly BuilderEntry[] = [
	{name: 'etc/.wh.old'},
	{name: 'etc/passwd', content: 'root\nshop\n', mode: 0o600},
];

/** An archive of two layers with everything that paths can be: 1,022 bytes shipped, 1,005 of them dead. */
export async function shopArchive(compression: BuiltLayer['compression'] = 'none'): Promise<Uint8Array> {
	const layers = await Promise.all([base, top].map(async entries => buildLayer(entries, compression)));
	const stored = layers.map(layer => ({...layer, tar: layer.blob}));
	return tarOf(dockerArchive(buildImage(compression === 'none' ? layers : stored, {references: ['shop:1']})));
}
