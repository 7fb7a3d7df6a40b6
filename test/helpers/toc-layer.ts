import {Buffer} from 'node:buffer';
import {readFile} from 'node:fs/promises';
import {gzipSync} from 'node:zlib';
import type {Descriptor} from '../../source/image/manifest.ts';
import type {BlobRange, BlobRanges} from '../../source/sources/toc/blob-ranges.ts';
import {bytesOf, sha256} from './image-builder.ts';
import {zstdFrame, zstdSkippableFrame} from './image-builder-zstd.ts';
import {
	concat, endBlocks, file, tar,
} from './tar-bytes.ts';

/** A layer with a table of contents, as a manifest describes it. */
export type TocLayer = {readonly blob: Uint8Array; readonly descriptor: Descriptor};

/** Bytes of a blob, and which of them were asked for. */
export type CountedRanges = {readonly ranges: BlobRanges; readonly asked: BlobRange[]; readonly bytes: () => number};

/** A layer that was written by the formats' own tools; see the folder's readme. */
export async function writtenLayer(name: string): Promise<TocLayer> {
	const [blob, annotations] = await Promise.all([readFile(`test/fixtures/toc/${name}.layer`), readFile(`test/fixtures/toc/${name}.json`, 'utf8')]);
	return layerOf(blob, JSON.parse(annotations) as Record<string, string>);
}

/** A layer with its annotations. */
export function layerOf(blob: Uint8Array, annotations: Readonly<Record<string, string>>): TocLayer {
	return {
		blob, descriptor: {
			mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: sha256(blob), size: blob.length, annotations: new Map(Object.entries(annotations)), platform: undefined,
		},
	};
}

/** Serves the bytes of a blob in small pieces. */
export function countedRanges(blob: Uint8Array): CountedRanges {
	const asked: BlobRange[] = [];
	return {
		asked,
		bytes: () => asked.reduce((sum, {length}) => sum + length, 0),
		async * ranges(range) {
			asked.push(range);
			const end = Math.min(blob.length, range.start + range.length);
			for (let at = range.start; at < end; at += 1000) {
				yield blob.subarray(at, Math.min(end, at + 1000));
			}
		},
	};
}

type StargzOptions = {
	/** What stands in front of the table: gzip members. */
	readonly front?: Uint8Array;
	/** Where the footer says the table is; where it is, if it isn't said. */
	readonly position?: string;
	readonly footer?: 'current' | 'legacy' | 'external' | 'none';
	/** The whole tar that the table stands in. */
	readonly tar?: Uint8Array;
	readonly digest?: string;
};

/** An eStargz layer with any table of contents. */
export function stargzLayer(toc: unknown, {front = gzipSync(new Uint8Array(0)), position, footer = 'current', tar: own, digest}: StargzOptions = {}): TocLayer {
	const json = bytesOf(toc);
	const member = footer === 'external' ? new Uint8Array(0) : gzipSync(own ?? tar(file('stargz.index.json', json, {mode: 0})));
	const place = position ?? front.length.toString(16).padStart(16, '0');
	return layerOf(concat(front, member, stargzFooter(footer, place)), {'containerd.io/snapshot/stargz/toc.digest': digest ?? sha256(json)});
}

function stargzFooter(kind: NonNullable<StargzOptions['footer']>, place: string): Uint8Array {
	const field = (text: string) => Buffer.concat([Buffer.from([0x53, 0x47, text.length, 0]), Buffer.from(text)]);
	const extras = {
		current: field(`${place}STARGZ`), legacy: Buffer.from(`${place}STARGZ`), external: field('STARGZEXTERNALTOC'),
	};
	if (kind === 'none') {
		return new Uint8Array(0);
	}

	const extra = extras[kind];
	return Buffer.concat([
		Buffer.from([0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, extra.length, 0]), extra, Buffer.from([1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]),
	]);
}

type ChunkedOptions = {
	/** What stands in front of the table: zstd frames. */
	readonly front?: Uint8Array;
	/** What replaces the annotation of the place, made of the right one. */
	readonly position?: (right: readonly number[]) => string;
	readonly checksum?: string;
};

/** A zstd:chunked layer with any table of contents. */
export function chunkedLayer(toc: unknown, {front = zstdFrame(new Uint8Array(1024)), position = right => right.join(':'), checksum}: ChunkedOptions = {}): TocLayer {
	const json = bytesOf(toc);
	const frame = zstdFrame(json);
	return layerOf(concat(front, zstdSkippableFrame(frame), zstdSkippableFrame(new Uint8Array(64))), {
		'io.github.containers.zstd-chunked.manifest-position': position([front.length + 8, frame.length, json.length, 1]),
		'io.github.containers.zstd-chunked.manifest-checksum': checksum ?? sha256(frame),
	});
}

/** A zstd:chunked layer of small files, each in a frame of its own. */
export function chunkedFiles(files: ReadonlyMap<string, string>): TocLayer {
	const frames: Uint8Array[] = [];
	let length = 0;
	const add = (bytes: Uint8Array) => {
		const frame = zstdFrame(bytes);
		frames.push(frame);
		length += frame.length;
		return {offset: length - frame.length, endOffset: length};
	};

	const entries = [...files].map(([name, text]) => {
		const content = bytesOf(text);
		const whole = file(name, content);
		add(whole.subarray(0, 512));
		const place = add(content);
		add(whole.subarray(512 + content.length));
		return {
			type: 'reg', name, mode: 0o644, size: content.length, digest: sha256(content), ...place,
		};
	});
	add(endBlocks);
	return chunkedLayer({version: 1, entries}, {front: concat(...frames)});
}
