import assert from 'node:assert/strict';
import {gzipSync} from 'node:zlib';
import type {LoadedImage} from '../../../../source/image/loaded-image.ts';
import {
	concat, endBlocks, file, gnuLong, header, pax,
} from '../../../helpers/tar-bytes.ts';
import type {Expected, ExpectedError, HostileCase} from '../../hostile-case.ts';

const block = 512;
const endOfMagic = 262;

/** How a reader says that a tar was cut. */
export const cutShort = /The tar ends inside of a (?:header|file)/;

/** A header with what follows it, `size` bytes without their padding; an entry, or what is said of the next one. */
type Part = {readonly bytes: Uint8Array; readonly size: number; readonly isEntry: boolean};

const entry = (bytes: Uint8Array, size = 0): Part => ({bytes, size, isEntry: true});
const parts: readonly Part[] = [
	entry(file('first', 'x'.repeat(700)), 700),
	{bytes: pax({path: 'pax'}), size: 'NN path=pax\n'.length, isEntry: false},
	entry(header({name: 'short'})),
	{bytes: gnuLong('gnu'), size: 'gnu\0'.length, isEntry: false},
	entry(file('short', 'y'.repeat(block)), block),
	entry(header({name: 'directory/', typeflag: '5'})),
	entry(file('last', 'z'), 1),
];
/** The tar that is cut. */
export const whole = concat(...parts.map(({bytes}) => bytes), endBlocks);

/** What is left of the tar where it is cut: how many entries, and whether it can be told that it was cut. Padding and the end may be missing, as for Go. */
export function leftAt(cut: number): {readonly entries: number; readonly isTruncated: boolean} {
	let start = 0;
	let entries = 0;
	for (const {bytes, size, isEntry} of parts) {
		const length = cut - start;
		if (length <= bytes.length) {
			return {entries: entries + (isEntry && length >= block ? 1 : 0), isTruncated: length > 0 && length < block + size};
		}

		entries += isEntry ? 1 : 0;
		start += bytes.length;
	}

	return {entries, isTruncated: (cut - start) % block !== 0};
}

/** An image with a layer for each place at which the tar is cut. */
function cutAt(name: string, cuts: readonly number[], store: (tar: Uint8Array) => Uint8Array): HostileCase {
	const left = cuts.map(cut => leftAt(cut));
	const truncated = [...cuts.keys()].filter(layer => left[layer]!.isTruncated);
	const image = cuts.map(cut => whole.subarray(0, cut)).map(tar => ({blob: store(tar), tar}));
	const expected = (isLost: (layer: number) => boolean): Expected => ({
		failures: Object.fromEntries(truncated.map((layer): [number, ExpectedError] => [layer, isLost(layer) ? {says: /is missing in/} : {says: cutShort, offset: cuts[layer]!}])),
		warnings: truncated.map(layer => isLost(layer) ? 'layer-missing' : 'layer-unreadable'),
		tree: ['/directory/', '/first', '/gnu', '/last', '/pax'],
	});
	// Of what streams past, so few bytes that nothing tells them for a layer aren't kept.
	const streamed = expected(layer => image[layer]!.blob === image[layer]!.tar && cuts[layer]! < endOfMagic);
	return {
		name,
		image: () => ({layers: image}),
		expected: expected(() => false),
		doors: {stdin: streamed, engine: streamed},
		check({lifetimes: {layers}}: LoadedImage) {
			assert.deepEqual(layers.map(({count}) => count), left.map(({entries}) => entries));
		},
	};
}

const upTo = (length: number) => Array.from({length}, (_, cut) => cut + 1);
/** Each byte of the first 2 KiB. */
export const firstBytes = upTo(2048);
const around = upTo(whole.length / block).flatMap(number => [-1, 0, 1].map(by => (number * block) + by)).filter(cut => cut <= whole.length);

/** A tar that breaks off, anywhere. */
export const cuts: readonly HostileCase[] = [
	// The reader alone is tried with each byte: ten thousand layers that fail take a minute.
	cutAt('cut at each 37th byte of the first 2 KiB, a layer for each', [...firstBytes.filter(cut => cut % 37 === 1), whole.length], tar => tar),
	cutAt('cut at each 512 ± 1, a layer for each', around, tar => tar),
	cutAt('cut at each 512 ± 1 and compressed, a layer for each', around, tar => gzipSync(tar)),
];
