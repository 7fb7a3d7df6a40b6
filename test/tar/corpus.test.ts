import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {
	readContent, readTar, readTarBySeeking, type Reading,
} from '../helpers/read-tar.ts';

/** An entry as Go's archive/tar reads it; `B` counts the bytes of its content, -1 where they weren't read. */
type GoEntry = {
	readonly N: string;
	readonly L: string;
	readonly T: string;
	readonly S: number;
	readonly B: number;
	readonly M: number;
	readonly U: number;
	readonly G: number;
	readonly Mt: number;
};
type GoReading = {readonly e: readonly GoEntry[] | undefined; readonly err: string};

const corpus = new URL('../../../shared/corpus/', import.meta.url);

/** Where layerscope deliberately reads otherwise than Go, by a rule of its own or a single tar. */
const differences = {
	// Go repeats the size that a link, directory, device or fifo claims; it has no body there, so that it has no content either.
	sizeOf: (entry: GoEntry) => '123456'.includes(entry.T) ? 0 : entry.S,
} as const;

if (existsSync(corpus)) {
	for (const file of readdirSync(new URL('tar/', corpus))) {
		test(`${file} is read as Go reads it`, () => {
			checkFile(file);
		});
	}
} else {
	test('the corpus is read as Go reads it', {skip: 'there is no ../shared/corpus beside the project'}, () => undefined);
}

function checkFile(file: string): void {
	const tar = readFileSync(new URL(`tar/${file}`, corpus));
	const go = JSON.parse(readFileSync(new URL(`expected/${file.replace(/\.tar$/, '.json')}`, corpus), 'utf8')) as GoReading;
	const expected = (go.e ?? []).map(entry => ({
		N: entry.N, L: entry.L, T: entry.T, S: differences.sizeOf(entry), M: entry.M, U: entry.U, G: entry.G, Mt: entry.Mt,
	}));

	const whole = readTar(tar);
	assert.deepEqual(asGo(whole), expected);
	assert.equal(whole.problem !== undefined, go.err !== '', whole.problem?.message);

	for (const size of [1, 7, 511, 512, 513, 65_536]) {
		assert.deepEqual(readTar(tar, size), whole, `chunks of ${size} bytes`);
	}

	assert.deepEqual(readTarBySeeking(tar), whole, 'jumping over contents');

	for (const [position, entry] of whole.entries.entries()) {
		const size = go.e![position]!.B;
		if (size !== -1) {
			assert.equal(readContent(tar, entry.offset).length, size, `content of entry ${position}`);
		}
	}
}

function asGo(reading: Reading): Array<Omit<GoEntry, 'B'>> {
	return reading.entries.map(entry => ({
		N: Buffer.from(entry.name).toString('base64'),
		L: Buffer.from(entry.target).toString('base64'),
		T: String.fromCodePoint(entry.typeflag),
		S: entry.size,
		M: entry.mode,
		U: entry.uid,
		G: entry.gid,
		Mt: Math.floor(entry.mtime),
	}));
}
