import assert from 'node:assert/strict';
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
