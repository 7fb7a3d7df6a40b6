import assert from 'node:assert/strict';
import {test} from 'node:test';
import {historyRecords, parseHistory, type HistoryRow} from '../../source/engine/image-history.ts';

function row(createdBy: string, size: number): HistoryRow {
	return {
		created: undefined, createdBy, comment: undefined, size,
	};
}

function emptyOnes(rows: readonly HistoryRow[], layers: number): boolean[] | undefined {
	return historyRecords(rows, layers)?.map(({isEmptyLayer}) => isEmptyLayer);
}

test('rows that have a size made the layers, where they are as many', () => {
	assert.deepEqual(emptyOnes([row('ADD', 5), row('RUN true', 0), row('RUN make', 7)], 2), [false, true, false]);
});

test('all rows made layers, where they are as many', () => {
	assert.deepEqual(emptyOnes([row('ADD', 5), row('RUN rm -f /x', 0)], 2), [false, false]);
});

test('rows of mere metadata made none, whichever builder wrote them', () => {
	const rows = [row('/bin/sh -c #(nop) ADD file:x in / ', 5), row('/bin/sh -c #(nop)  CMD ["sh"]', 0), row('RUN /bin/sh -c rm /x # buildkit', 0), row('ENV A=1', 0)];
	assert.deepEqual(emptyOnes(rows, 2), [false, true, false, true]);
});

test('where it is not certain nothing is said', () => {
	assert.equal(emptyOnes([row('ADD', 5), row('RUN a', 0), row('RUN b', 0)], 2), undefined);
	assert.equal(emptyOnes([], 1), undefined);
});

test('an image without layers and history has none', () => {
	assert.deepEqual(emptyOnes([], 0), []);
});

test('a time that no clock can show is none', () => {
	const times = [1, 8_640_000_000_000, 8_640_000_000_001, 1e300, -1, 0].map(Created => parseHistory([{Created, CreatedBy: 'ADD'}])[0]!.created);
	assert.deepEqual(times, ['1970-01-01T00:00:01.000Z', '+275760-09-13T00:00:00.000Z', undefined, undefined, undefined, undefined]);
});
