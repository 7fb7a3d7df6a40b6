import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {readNdjson} from '../../source/engine/ndjson.ts';
import {LayerscopeError} from '../../source/errors.ts';

async function valuesOf(...chunks: Array<string | Uint8Array>): Promise<unknown[]> {
	async function * bytes() {
		for (const chunk of chunks) {
			yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
		}
	}

	const values: unknown[] = [];
	for await (const value of readNdjson(bytes())) {
		values.push(value);
	}

	return values;
}

test('reads one value a line, ended by either line ending or by the end', async () => {
	assert.deepEqual(await valuesOf('{"a":1}\r\n{"b":2}\n\n', '[3]'), [{a: 1}, {b: 2}, [3]]);
});

test('puts characters together that were split between chunks', async () => {
	const bytes = new TextEncoder().encode('{"status":"Größe 📦"}\n');
	assert.deepEqual(await valuesOf(...Array.from(bytes, byte => Uint8Array.of(byte))), [{status: 'Größe 📦'}]);
});

test('a line that is no JSON is an error that can be caught', async () => {
	await assert.rejects(valuesOf('{"a":1}\n', '<html>\n'), error => error instanceof LayerscopeError && error.kind === 'engine');
});

test('a stream that ends in the middle of a line is an error', async () => {
	await assert.rejects(valuesOf('{"a":1}\n{"sta'), /cut off/);
});

test('a line without an end is refused before it fills the memory', async () => {
	await assert.rejects(valuesOf(...Array.from({length: 20}, () => ' '.repeat(100_000))), /has no end/);
});

const streams = 'test/fixtures/pull-streams';
for (const name of ['pull-containerd-store-28.ndjson', 'pull-podman.ndjson']) {
	test(`${name} cut anywhere gives the values before the cut, and an error unless it is between two lines`, async () => {
		const bytes = readFileSync(path.join(streams, name));
		const whole = await valuesOf(bytes);
		for (let length = 0; length < bytes.length; length += 17) {
			const values: unknown[] = [];
			const error = await collect(values, bytes.subarray(0, length));
			const begun = bytes.subarray(bytes.lastIndexOf(0x0A, length - 1) + 1, length).toString().trim();
			assert.deepEqual(values, whole.slice(0, values.length));
			// A value is whole before its line ends.
			assert.equal(error === undefined, begun === '' || (begun.endsWith('}') && isJson(begun)), `cut at ${length}`);
			assert.ok(error === undefined || (error instanceof LayerscopeError && error.kind === 'engine'), String(error));
		}
	});
}

test('a stream cut inside of a character is an error, wherever the chunks end', async () => {
	const bytes = new TextEncoder().encode('{"a":1}\n{"status":"📦"}\n');
	for (const length of [19, 20, 21, 22].map(place => place + 1)) {
		for (const split of [1, 9, length - 1]) {
			await assert.rejects(valuesOf(bytes.subarray(0, split), bytes.subarray(split, length)), {name: 'LayerscopeError'});
		}
	}
});

const garbage: Readonly<Record<string, string | Uint8Array>> = {
	'a web page': '<html>\n', 'half an object': '{"a":\n', 'two values': '{"a":1}{"b":2}\n', 'bytes that are no UTF-8': Uint8Array.of(0xFF, 0xFE, 0x0A),
	'a NUL': '\0\n', 'a number that is none': 'NaN\n', 'the beginning of a chunk of HTTP': '1f4\r\n{"a":1}\r\n0\r\n', 'a value in quotes of no JSON': '{\'a\':1}\n',
};

for (const [what, line] of Object.entries(garbage)) {
	test(`${what} between the lines ends the stream with an error, after what came before`, async () => {
		const values: unknown[] = [];
		const error = await collect(values, '{"first":1}\n', line, '{"last":1}\n');
		assert.ok(error instanceof LayerscopeError && error.kind === 'engine', String(error));
		assert.deepEqual(values, [{first: 1}]);
	});
}

test('the streams of all engines are read to their ends', async () => {
	for (const name of readdirSync(streams)) {
		const values = await valuesOf(readFileSync(path.join(streams, name)));
		assert.ok(values.length > 0, name);
	}
});

async function collect(into: unknown[], ...chunks: Array<string | Uint8Array>): Promise<unknown> {
	try {
		async function * bytes() {
			for (const chunk of chunks) {
				yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
			}
		}

		for await (const value of readNdjson(bytes())) {
			into.push(value);
		}

		return undefined;
	} catch (error) {
		return error;
	}
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
