import {isDigest, type Digest} from '../../image/digest.ts';
import type {Descriptor} from '../../image/manifest.ts';
import {TocError} from './toc-error.ts';

/** Where a layer's table of contents is found, and what it must hash to. */
export type TocPlace =
	/** At the place that the blob's last bytes name (containerd stargz-snapshotter, docs/estargz.md). */
	| {readonly form: 'gzip'; readonly digest: Digest}
	/** In a frame that decoders skip (containers/storage, pkg/chunked); `digest` is of the plain JSON, and not always given. */
	| {
		readonly form: 'zstd'; readonly start: number; readonly length: number; readonly plainLength: number;
		readonly checksum: Digest; readonly digest: Digest | undefined;
	};

const stargzDigest = 'containerd.io/snapshot/stargz/toc.digest';
// The older of the two is what skopeo 1.9 and nerdctl write.
const chunkedPrefixes = ['io.github.containers.zstd-chunked', 'io.containers.zstd-chunked'];

/** Far more than any real layer has: a million entries take about 300 MB, and are quicker to read from the layer itself. */
export const longestToc = 64 * 1024 * 1024;

/**
Where the table of contents of a layer lies, from the layer's annotations alone; `undefined` where it has none, or where nothing would vouch for it.
The manifest that the descriptor stands in must have been verified. Throws a `TocError` where annotations can't be right.
*/
export function tocPlace({annotations, size}: Descriptor): TocPlace | undefined {
	const digest = digestIn(annotations, stargzDigest);
	for (const prefix of chunkedPrefixes) {
		const position = annotations.get(`${prefix}.manifest-position`);
		const checksum = digestIn(annotations, `${prefix}.manifest-checksum`);
		if (position !== undefined && checksum !== undefined) {
			return {
				form: 'zstd', ...parsePosition(position, size), checksum, digest,
			};
		}
	}

	return digest && {form: 'gzip', digest};
}

/** Whether a layer says that it has a table of contents that can be verified. */
export function hasToc({annotations}: Pick<Descriptor, 'annotations'>): boolean {
	return annotations.has(stargzDigest) || chunkedPrefixes.some(prefix => annotations.has(`${prefix}.manifest-checksum`) && annotations.has(`${prefix}.manifest-position`));
}

function digestIn(annotations: ReadonlyMap<string, string>, name: string): Digest | undefined {
	const digest = annotations.get(name);
	if (digest !== undefined && !isDigest(digest)) {
		throw new TocError(`its annotation ${name} is no digest`);
	}

	return digest;
}

/** `offset:length:plain length:type`; type 1 is the only one. */
function parsePosition(position: string, size: number) {
	const [start, length, plainLength, type] = /^\d{1,15}(?::\d{1,15}){3}$/.test(position) ? position.split(':').map(Number) as [number, number, number, number] : [];
	if (start === undefined || length === undefined || plainLength === undefined || type !== 1) {
		throw new TocError(`its place ${JSON.stringify(position)} isn't one`);
	}

	if (length === 0 || start + length > size) {
		throw new TocError('it lies outside of the layer');
	}

	if (length > longestToc || plainLength > longestToc) {
		throw new TocError('it is larger than 64 MiB');
	}

	return {start, length, plainLength};
}
