import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseDecimal, parseTime} from '../../source/tar/decimal.ts';
import {latin1} from '../helpers/tar-bytes.ts';

/** Reads text from the middle of other bytes, as a value stands in a header. */
function decimal(text: string): number {
	return parseDecimal(latin1(`9${text}9`), 1, text.length + 1);
}

function time(text: string): number {
	return parseTime(latin1(`9${text}.9`), 1, text.length + 1);
}

test('a number has digits and may have a sign', () => {
	assert.deepEqual(['0', '42', '-42', '+42', '007'].map(text => decimal(text)), [0, 42, -42, 42, 7]);
	for (const text of ['', '-', '+', '--1', '1-', ' 1', '1 ', '1.0', '1e3', '0x1', '1_0', '/', ':']) {
		assert.equal(decimal(text), Number.NaN, text);
	}
});

test('a number fits into 64 bits with a sign, to the last one', () => {
	for (const text of ['9223372036854775807', '-9223372036854775808', '000000009223372036854775807', '9199999999999999999']) {
		assert.equal(decimal(text).toPrecision(15), Number(text).toPrecision(15));
	}

	for (const text of ['9223372036854775808', '-9223372036854775809', '9300000000000000000', '10000000000000000000', '-10000000000000000000']) {
		assert.equal(decimal(text), Number.NaN, text);
	}
});

test('a time may have a fraction, which is cut off after a microsecond', () => {
	const times = ['0', '1.5', '-1.5', '-0.25', '3.', '1.0000019', '2.123456789012'].map(text => time(text));
	assert.deepEqual(times, [0, 1.5, -1.5, -0.25, 3, 1.000_001, 2.123_456]);
	for (const text of ['', '.5', '-.5', '1.-5', '1.5x', '1.2.3', '1.1234567x', 'x']) {
		assert.equal(time(text), Number.NaN, text);
	}
});
