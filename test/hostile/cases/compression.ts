import {Buffer} from 'node:buffer';
import {gzipSync} from 'node:zlib';
import {readingLimits, type ReadingLimits} from '../../../source/image/reading-limits.ts';
import {zstdFrame, zstdSkippableFrame} from '../../helpers/image-builder-zstd.ts';
import {
	concat, file, header, latin1, tar,
} from '../../helpers/tar-bytes.ts';
import type {HostileCase} from '../hostile-case.ts';
import {layerOf, type HostileLayer} from '../hostile-image.ts';
import {
	withContentSize, withDictionary, withWrongChecksum, zerosFrame,
} from '../zstd-bytes.ts';

const plain = tar(file('a', 'x'.repeat(700)), file('b', 'y'), file('c'));
const gzip = gzipSync(plain);
const zstd = zstdFrame(plain);
const whole = ['/a', '/b', '/c'];

function changedAt(bytes: Uint8Array, position: number): Uint8Array {
	const changed = Uint8Array.from(bytes);
	changed[position < 0 ? bytes.length + position : position]! ^= 1;
	return changed;
}

type Wanted = {
	readonly tree?: readonly string[];
	readonly says?: RegExp;
	readonly offset?: number;
	readonly warnings?: readonly string[];
};

/** An image whose lowest layer is stored so; the one above stays browsable. */
function stored(name: string, blob: () => Uint8Array, {tree = whole, says, offset, warnings = []}: Wanted = {}, more: Omit<HostileLayer, 'blob'> = {}): HostileCase {
	return {
		name,
		image: () => ({layers: [{blob: blob(), tar: plain, ...more}, layerOf(file('above', 'x'))]}),
		expected: {
			failures: says === undefined ? {} : {0: {says, offset}},
			warnings: says === undefined ? warnings : [...warnings, 'layer-unreadable'],
			tree: [...tree, '/above'].toSorted(),
		},
	};
}

/** The same of a layer that is unpacked to its end but is no tar then. */
const noTar = (name: string, blob: () => Uint8Array, inner: Uint8Array): HostileCase => stored(name, blob, {tree: [], says: /checksum of a header is wrong|ends inside of a header/}, {tar: inner});

const gzipCases: readonly HostileCase[] = [
	stored('gzip with a wrong CRC', () => changedAt(gzip, -8), {says: /gzip data is damaged .*incorrect data check/, offset: plain.length}),
	stored('gzip with a wrong length', () => changedAt(gzip, -4), {says: /gzip data is damaged .*incorrect length check/, offset: plain.length}),
	stored('gzip with garbage behind its end', () => concat(gzip, latin1('garbage')), {says: /gzip data is damaged/, offset: plain.length}),
	stored('gzip with zeros behind its end, which is padding', () => concat(gzip, new Uint8Array(1000))),
	stored('gzip with zstd behind its end', () => concat(gzip, zstd), {says: /gzip data is damaged/, offset: plain.length}),
	stored('gzip that is cut in its last bytes', () => gzip.subarray(0, -4), {says: /gzip data is damaged or ends in the middle/, offset: plain.length}),
	stored('gzip that is cut in its header', () => gzip.subarray(0, 7), {tree: [], says: /gzip data is damaged or ends in the middle/, offset: 0}),
	stored('gzip of many members', () => concat(...Array.from({length: plain.length / 64}, (_, part) => gzipSync(plain.subarray(part * 64, (part + 1) * 64))))),
	stored('gzip with 10,000 empty members behind it', () => concat(gzip, ...Array.from({length: 10_000}, () => gzipSync(new Uint8Array(0))))),
	stored('gzip with a name of 1 MiB', () => concat(gzip.subarray(0, 3), Uint8Array.of(8), gzip.subarray(4, 10), new Uint8Array(2 ** 20).fill(0x6E), Uint8Array.of(0), gzip.subarray(10))),
	noTar('gzip in gzip, of which one is taken off', () => gzipSync(gzip), gzip),
	noTar('zstd in gzip', () => gzipSync(zstd), zstd),
	stored('two tars in one gzip, of which engines see the first', () => gzipSync(concat(plain, tar(file('hidden')))), {warnings: ['trailing-garbage']}, {tar: concat(plain, tar(file('hidden')))}),
];

const zstdCases: readonly HostileCase[] = [
	stored(
		'zstd of several frames with skippable ones between',
		() => concat(
			zstdSkippableFrame(latin1('contents')),
			zstdFrame(plain.subarray(0, 600)),
			zstdSkippableFrame(new Uint8Array(0)),
			zstdFrame(plain.subarray(600)),
			zstdSkippableFrame(new Uint8Array(70_000)),
		),
	),
	stored(
		'zstd with 10,000 empty frames and as many skippable ones behind it',
		() => concat(zstd, ...Array.from({length: 10_000}, () => zstdFrame(new Uint8Array(0))), ...Array.from({length: 10_000}, () => zstdSkippableFrame(new Uint8Array(0)))),
	),
	stored('zstd of a skippable frame alone', () => zstdSkippableFrame(latin1('nothing')), {tree: []}, {tar: new Uint8Array(0)}),
	stored(
		'zstd with a skippable frame of 4 GiB that isn\'t there',
		() => concat(zstd, Uint8Array.of(0x50, 0x2A, 0x4D, 0x18, 0xF0, 0xFF, 0xFF, 0xFF, 0)),
		{says: /The zstd data/, offset: plain.length},
	),
	stored('zstd of RLE blocks', () => concat(zstdFrame(plain.subarray(0, -1024)), zerosFrame(8)), {}, {tar: concat(plain.subarray(0, -1024), new Uint8Array(2 ** 20))}),
	stored('zstd with a window of 128 MiB', () => zstdFrame(plain, 17 << 3)),
	stored('zstd with a window of 144 MiB', () => zstdFrame(plain, (17 << 3) + 1), {tree: [], says: /wants a window of 144 MiB/, offset: 0}),
	stored('zstd with a window of 3.75 TiB', () => zstdFrame(plain, 0xFF), {tree: [], says: /wants a window of 3932160 MiB/, offset: 0}),
	stored('zstd with a content of 2^63 bytes as its window', () => withContentSize(zstd, 2n ** 63n), {tree: [], says: /wants a window of \d+ MiB/, offset: 0}),
	stored(
		'zstd with a window of 256 MiB behind a skippable frame',
		() => concat(zstdSkippableFrame(latin1('x')), zstdFrame(plain, 18 << 3)),
		{tree: [], says: /wants a window over 128 MiB/, offset: 0},
	),
	stored(
		'zstd with a window of 256 MiB in its second frame',
		() => concat(zstdFrame(plain.subarray(0, 2048)), zstdFrame(plain.subarray(2048), 18 << 3)),
		{tree: ['/a', '/b'], says: /wants a window over 128 MiB/, offset: 2048},
	),
	stored('zstd with a dictionary', () => withDictionary(zstd, 7), {tree: [], says: /wants a dictionary/, offset: 0}),
	stored('zstd with dictionary 0, which is none', () => withDictionary(zstd, 0)),
	stored('zstd with a wrong checksum', () => withWrongChecksum(zstd), {says: /the checksum of a frame is wrong/, offset: plain.length}),
	stored('zstd with a block of a reserved type', () => changedBy(zstd, 6, 6), {tree: [], says: /zstd data is damaged/, offset: 0}),
	stored('zstd with garbage behind its end', () => concat(zstd, latin1('garbage')), {says: /something that is no zstd behind a frame/, offset: plain.length}),
	stored('zstd with zeros behind its end', () => concat(zstd, new Uint8Array(1000)), {says: /something that is no zstd behind a frame/, offset: plain.length}),
	stored('zstd with gzip behind its end', () => concat(zstd, gzip), {says: /something that is no zstd behind a frame/, offset: plain.length}),
	stored(
		'zstd that is cut in the middle',
		() => zstdFrame(concat(plain, new Uint8Array(200_000))).subarray(0, 150_000),
		{says: /The zstd data ends in the middle/},
		{tar: concat(plain, new Uint8Array(200_000))},
	),
	noTar('gzip in zstd', () => zstdFrame(gzip), gzip),
];

function changedBy(bytes: Uint8Array, position: number, bits: number): Uint8Array {
	const changed = Uint8Array.from(bytes);
	changed[position]! |= bits;
	return changed;
}

/** The media type of a layer in a manifest that says what its bytes aren't; an archive's manifest says nothing. */
function lying(name: string, blob: Uint8Array, mediaType: string): HostileCase {
	const truthful = stored(name, () => blob);
	const lied = stored(name, () => blob, {warnings: ['media-type-mismatch']}, {descriptor: {mediaType: `application/vnd.oci.image.layer.v1.${mediaType}`}});
	return {...lied, doors: {archive: truthful.expected, stdin: truthful.expected, engine: truthful.expected}};
}

const lies: readonly HostileCase[] = [
	lying('gzip that is said to be plain', gzip, 'tar'),
	lying('zstd that is said to be gzip', zstd, 'tar+gzip'),
	lying('a plain tar that is said to be zstd', plain, 'tar+zstd'),
	lying('a plain tar that is said to be gzip', plain, 'tar+gzip'),
	noTar('bytes that are nothing', () => Buffer.alloc(5000, 'nothing'), Buffer.alloc(5000, 'nothing')),
	stored('xz', () => concat(Uint8Array.of(0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00), new Uint8Array(100)), {tree: [], says: /compressed with xz/, offset: 0}),
	stored('bzip2', () => concat(latin1('BZh91AY&SY'), new Uint8Array(100)), {tree: [], says: /compressed with bzip2/, offset: 0}),
];

const size = 2 ** 27;
const zeros = header({name: 'zeros', size});
const behind = tar(file('behind', 'x'));
/** The diffID, which would take as long to make as what is tested, is another's. */
const bomb = (name: string, blob: () => Uint8Array): HostileCase => ({
	...stored(name, blob),
	expected: {tree: ['/above', '/behind', '/zeros'], warnings: ['digest-mismatch'], failures: {0: {says: /^The tar of layer 0 has the digest/}}},
});

const bombs: readonly HostileCase[] = [
	bomb('zstd of 128 MiB of zeros in 4 KiB', () => concat(zstdFrame(zeros), zerosFrame(size / 131_072), zstdFrame(behind))),
	bomb('gzip of 128 MiB of zeros in 128 KiB', () => gzipSync(concat(zeros, new Uint8Array(size), behind))),
];

const small = {...readingLimits, unpacked: {bytes: 2 ** 20, ratio: 100}};

/** Unpacked until it passes the limit; the diffID is never made. */
function stopped(name: string, blob: () => Uint8Array, limits?: ReadingLimits): HostileCase {
	const {image, expected} = stored(name, blob, {tree: ['/zeros'], says: /^Layer 0 unpacks to more than \d+ MiB, over 100 times what it is stored as/});
	return {
		name, expected,
		image: async () => ({...await image(), limits}),
	};
}

const layers = [layerOf(zeros, new Uint8Array(size)), layerOf(file('above', 'x'))];
const aroundAll: HostileCase = {
	name: 'an archive in gzip that unpacks to more than 1 MiB and 100 times as much',
	image: () => ({layers, limits: small, archive: gzipSync}),
	expected: {error: {says: /unpacks to more than 1 MiB, over 100 times what it is stored as/}},
	doors: {
		layout: {cannot: 'a layout isn\'t compressed'}, registry: {cannot: 'a registry gives no archive'}, engine: {cannot: 'a save isn\'t compressed'},
	},
};
const aroundLayers: HostileCase = {
	...aroundAll,
	name: 'the same with its documents first, so that its image is known',
	image: () => ({
		layers, limits: small, archive: gzipSync, files: files => [...files.slice(2), ...files.slice(0, 2)],
	}),
	expected: {
		failures: {0: {says: /^Layer 0 unpacks to more than 1 MiB/}, 1: {says: /^Layer 1 lies behind what was read of the archive, which unpacks to more than 1 MiB/}},
		warnings: ['archive-irregular', 'layer-missing', 'layer-unreadable'], tree: ['/zeros'],
	},
};

// So long a member of zeros is packed once, and repeated.
const member = gzipSync(new Uint8Array(2 ** 24));
const spared = {spared: 'unpacking a gigabyte takes seconds, and the limit is the same'};

const stoppedBombs: readonly HostileCase[] = [
	stopped('gzip that unpacks to more than 1 MiB and 100 times as much', () => gzipSync(concat(zeros, new Uint8Array(size), behind)), small),
	stopped('zstd of RLE blocks that unpacks to more than 1 MiB and 100 times as much', () => concat(zstdFrame(zeros), zerosFrame(size / 131_072), zstdFrame(behind)), small),
	aroundAll,
	aroundLayers,
	{
		...stopped('gzip of 2 GiB of zeros', () => concat(gzipSync(header({name: 'zeros', size: 2 ** 31})), ...Array.from({length: 128}, () => member), gzipSync(behind))),
		doors: {
			stdin: spared, layout: spared, registry: spared, engine: spared,
		},
	},
];

/** Layers that are compressed in ways that nobody should, or that lie about it. */
export const compression: readonly HostileCase[] = [...gzipCases, ...zstdCases, ...lies, ...bombs, ...stoppedBombs];
