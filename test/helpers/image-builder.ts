import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {buffer} from 'node:stream/consumers';
import {gzipSync} from 'node:zlib';
import {pack} from 'tar-stream';
import type {Digest} from '../../source/image/digest.ts';
import {zstdFrame} from './image-builder-zstd.ts';

/** A file of a layer to be built. */
export type BuilderEntry = {
	readonly name: string;
	/** A file where nothing is said, a directory where the name ends in a slash. */
	readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'character-device' | 'block-device' | 'fifo';
	readonly content?: string | Uint8Array;
	readonly target?: string;
	readonly mode?: number;
	readonly uid?: number;
	readonly gid?: number;
	/** Seconds since the epoch. */
	readonly mtime?: number;
	readonly major?: number;
	readonly minor?: number;
	readonly xattrs?: Readonly<Record<string, string>>;
};

export type BuiltLayer = {
	readonly tar: Uint8Array;
	readonly diffId: Digest;
	/** As it is stored. */
	readonly blob: Uint8Array;
	readonly compression: 'none' | 'gzip' | 'zstd';
};

export type BuiltImage = {
	readonly references: readonly string[];
	readonly architecture: string;
	readonly layers: readonly BuiltLayer[];
	readonly config: Uint8Array;
};

/** The sha256 of bytes, as a digest. */
export function sha256(bytes: Uint8Array): Digest {
	return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** A text or a value as bytes; a value as JSON. */
export function bytesOf(value: unknown): Uint8Array {
	return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

/** A tar of the entries, in order. */
export async function buildTar(entries: readonly BuilderEntry[]): Promise<Uint8Array> {
	const tar = pack();
	for (const entry of entries) {
		const type = entry.type ?? (entry.name.endsWith('/') ? 'directory' : 'file');
		const pax = Object.entries(entry.xattrs ?? {}).map(([name, value]) => [`SCHILY.xattr.${name}`, value]);
		tar.entry({
			name: entry.name,
			type,
			mode: entry.mode ?? (type === 'directory' ? 0o755 : 0o644),
			uid: entry.uid ?? 0,
			gid: entry.gid ?? 0,
			mtime: new Date((entry.mtime ?? 0) * 1000),
			linkname: entry.target,
			devmajor: entry.major,
			devminor: entry.minor,
			pax: pax.length > 0 ? Object.fromEntries(pax) as Record<string, string> : undefined,
		}, Buffer.from(entry.content ?? ''));
	}

	tar.finalize();
	return buffer(tar);
}

/** A layer of the entries, stored plain, with gzip or with zstd. */
export async function buildLayer(entries: readonly BuilderEntry[], compression: BuiltLayer['compression'] = 'none'): Promise<BuiltLayer> {
	return layerOfTar(await buildTar(entries), compression);
}

/** A layer of a tar that was made otherwise. */
export function layerOfTar(tar: Uint8Array, compression: BuiltLayer['compression'] = 'none'): BuiltLayer {
	const blob = compression === 'gzip' ? gzipSync(tar) : (compression === 'zstd' ? zstdFrame(tar) : tar);
	return {
		tar, blob, compression, diffId: sha256(tar),
	};
}

type ImageOptions = {
	readonly references?: readonly string[];
	readonly architecture?: string;
	readonly variant?: string;
	/** As the config has it; one `RUN` for each layer where nothing is said. */
	readonly history?: readonly unknown[];
	/** The part that says how a container starts. */
	readonly config?: Readonly<Record<string, unknown>>;
	/** What replaces fields of the config document. */
	readonly document?: Readonly<Record<string, unknown>>;
};

/** An image of layers, lowest first. */
export function buildImage(layers: readonly BuiltLayer[], {references = ['example:1'], architecture = 'amd64', variant, history, config = {}, document = {}}: ImageOptions = {}): BuiltImage {
	return {
		references,
		architecture,
		layers,
		config: bytesOf({
			created: '2024-05-01T12:00:00Z',
			os: 'linux',
			architecture,
			variant,
			config,
			rootfs: {type: 'layers', diff_ids: layers.map(layer => layer.diffId)},
			history: history ?? layers.map((_, layer) => ({created: '2024-05-01T12:00:00Z', created_by: `RUN /bin/sh -c make layer-${layer} # buildkit`})),
			...document,
		}),
	};
}
