import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {describe, test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {readingLimits} from '../../source/image/reading-limits.ts';
import {indexSplit} from '../../source/indexing/split-layer.ts';
import {buildTar} from '../helpers/image-builder.ts';

const block = 512;
const content = 'twelve bytes';
const sum = Buffer.from('checksum').toString('base64');

type Line = Readonly<Record<string, unknown>>;

/** The lines of a layer with one file, as Docker writes them: what stands before its body, the body, what stands behind it. */
async function linesOf(name: string): Promise<Line[]> {
	const tar = Buffer.from(await buildTar([{name, content}]));
	const body = tar.indexOf(content);
	return [
		{type: 2, payload: tar.subarray(0, body).toString('base64'), position: 0},
		{
			type: 1, name, size: content.length, payload: sum, position: 1,
		},
		{type: 2, payload: tar.subarray(body + content.length).toString('base64'), position: 2},
	];
}

async function read(lines: readonly Line[], ending = '\n') {
	return indexSplit(gzipSync(lines.map(line => JSON.stringify(line)).join('\n') + ending), readingLimits, () => undefined);
}

describe('a tar-split', () => {
	test('tells of a file, where its body lies and what the body\'s checksum is', async () => {
		const {index, checksums} = await read(await linesOf('etc/motd'));
		assert.equal(Buffer.from(index.names.subarray(0, 8)).toString(), 'etc/motd');
		assert.deepEqual([index.count, index.sizes[0], [...checksums!.positions]], [1, content.length, [block]]);
		assert.equal(Buffer.from(checksums!.values).toString(), 'checksum');
	});

	test('is the same whatever the order of its fields is', async () => {
		const name = String.raw`etc/","size":7,"payload":"AAAAAAAAAAA=","position":1}`;
		const lines = await linesOf(name);
		const turned = lines.map(line => Object.fromEntries(Object.entries(line).toReversed()));
		assert.deepEqual(await read(turned), await read(lines));
	});

	test('may hold files of no bytes, which have no body', async () => {
		const tar = await buildTar([{name: 'a', content: ''}, {name: 'b', content: ''}]);
		const payload = (start: number, end?: number) => Buffer.from(tar.subarray(start, end)).toString('base64');
		const {index, checksums} = await read([
			{type: 2, payload: payload(0, block), position: 0},
			{
				type: 1, name: 'a', payload: 'AAAAAAAAAAA=', position: 1,
			},
			{type: 2, payload: payload(block, 2 * block), position: 2},
			{
				type: 1, name: 'b', size: 0, payload: null, position: 3,
			},
			{type: 2, payload: payload(2 * block), position: 4},
		]);
		assert.deepEqual([index.count, checksums!.positions.length], [2, 0]);
	});
});

describe('a tar-split that isn\'t one tar is refused', () => {
	const cases: ReadonlyArray<readonly [string, RegExp, (lines: Line[]) => Line[]]> = [
		['a line is JSON but no object', /a line of it is no object/, lines => [null as unknown as Line, ...lines]],
		['a line is missing', /aren't in order/, lines => lines.toSpliced(1, 1)],
		['a body is missing', /the body of a file is missing/, ([head, , tail]) => [head!, {...tail, position: 1}]],
		['a body has another size', /another size than its header says/, ([head, body, tail]) => [head!, {...body, size: 600}, tail!]],
		['a body has no checksum', /has no checksum/, ([head, body, tail]) => [head!, {...body, payload: null}, tail!]],
		['a size is no number', /the body of a file is missing/, ([head, body, tail]) => [head!, {...body, size: '12'}, tail!]],
		['a size is far too large', /no number where one belongs/, ([head, body, tail]) => [head!, {...body, size: 1e30}, tail!]],
		['a line has a number that none has', /aren't in order/, ([head, ...rest]) => [{...head, position: 1e20}, ...rest]],
		['a line is of an unknown type', /of an unknown type/, ([head, ...rest]) => [{...head, type: 3}, ...rest]],
	];
	for (const [what, message, change] of cases) {
		test(what, async () => {
			await assert.rejects(read(change(await linesOf('a'))), message);
		});
	}

	test('it ends in the middle of a line', async () => {
		await assert.rejects(read(await linesOf('a'), ''), /ends in the middle of a line/);
	});

	test('it is no JSON', async () => {
		await assert.rejects(indexSplit(gzipSync('{"type":2,"payload":"\n'), readingLimits, () => undefined), /something else than JSON/);
	});

	test('it is no gzip, or its gzip ends too soon, or lies about its length', async () => {
		await assert.rejects(indexSplit(Buffer.from('no gzip'), readingLimits, () => undefined), /gzip data is damaged/);
		const whole = gzipSync('{}\n');
		await assert.rejects(indexSplit(whole.subarray(0, -9), readingLimits, () => undefined), /gzip data is damaged/);
		const lying = Buffer.from(whole);
		lying.writeUInt32LE(0xFF_FF_FF_FF, lying.length - 4);
		await assert.rejects(indexSplit(lying, readingLimits, () => undefined), /gzip data is damaged/);
	});
});
