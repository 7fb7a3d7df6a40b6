import {LayerscopeError} from '../errors.ts';

const newline = 0x0A;
const longestLine = 1024 * 1024;

/**
Reads JSON values, one a line, from chunks cut anywhere, also inside a character.
Throws a `LayerscopeError` of kind `engine` for a line that is no JSON or has no end.
*/
export async function * readNdjson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void> {
	let rest = new Uint8Array(0);
	for await (const chunk of chunks) {
		let start = 0;
		for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
			yield * parseLine(joined(rest, chunk.subarray(start, end)));
			rest = new Uint8Array(0);
			start = end + 1;
		}

		rest = joined(rest, chunk.subarray(start));
		if (rest.length > longestLine) {
			throw new LayerscopeError('engine', 'The engine sent a line that has no end.', {advice: 'Check what listens at this address.'});
		}
	}

	yield * parseLine(rest);
}

function * parseLine(bytes: Uint8Array): Generator<unknown, void> {
	const line = new TextDecoder().decode(bytes).trim();
	if (line === '') {
		return;
	}

	try {
		yield JSON.parse(line);
	} catch (error) {
		throw new LayerscopeError('engine', 'The engine sent a line that is no JSON: its answer was cut off or isn\'t an engine\'s.', {advice: 'Try again.', cause: error});
	}
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
	const both = new Uint8Array(first.length + second.length);
	both.set(first);
	both.set(second, first.length);
	return both;
}
