import assert from 'node:assert/strict';
import {test} from 'node:test';
import {compareLayers, sumPairs} from '../../source/image/compare-layers.ts';
import type {Digest} from '../../source/image/digest.ts';
import type {LayerFacts} from '../../source/image/image-facts.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest;

/** A layer of some content, made by an instruction. */
function layer(content: string, instruction: string | undefined, facts: Partial<LayerFacts> = {}): LayerFacts {
	return {
		diffId: digest(content), digest: undefined, mediaType: '', compressedSize: undefined, instruction, created: undefined, ...facts,
	};
}

const marks = {
	same: '=', changed: '~', left: '-', right: '+',
} as const;

/** A comparison as a person reads it: `0=1` for two that are the same. */
function compared(left: readonly LayerFacts[], right: readonly LayerFacts[]): string {
	return compareLayers(left, right).map(pair => `${pair.left?.layer ?? ''}${marks[pair.relation]}${pair.right?.layer ?? ''}`).join(' ');
}

test('layers of the same content are the same, those of the same step are changed', () => {
	const left = [layer('a', 'ADD file:1 in /'), layer('b', 'COPY conf /etc'), layer('c', 'RUN make')];
	const right = [layer('d', 'ADD file:2 in /'), layer('b', 'COPY conf /etc'), layer('e', 'RUN make')];
	assert.equal(compared(left, right), '0~0 1=1 2~2');
});

test('a step that only one of them has stands alone', () => {
	const left = [layer('a', 'ADD base'), layer('b', 'RUN fix-amd64'), layer('c', 'COPY app /')];
	const right = [layer('d', 'ADD base'), layer('c', 'COPY app /'), layer('e', 'WORKDIR /srv')];
	assert.equal(compared(left, right), '0~0 1- 2=1 +2');
});

test('the same content is found behind steps that moved', () => {
	const left = [layer('a', 'RUN one'), layer('b', 'RUN two'), layer('c', 'COPY x')];
	const right = [layer('b', 'RUN two'), layer('c', 'COPY x'), layer('d', 'RUN three')];
	assert.equal(compared(left, right), '0- 1=0 2=1 +2');
});

test('without instructions layers go by their order', () => {
	assert.equal(compared([layer('a', undefined), layer('b', undefined)], [layer('c', undefined), layer('b', undefined)]), '0~0 1=1');
	assert.equal(compared([], [layer('a', undefined)]), '+0');
	assert.equal(compared([], []), '');
});

test('where a diffID isn\'t known the blobs are compared, and nothing else', () => {
	const blob = (letter: string | undefined) => layer('a', 'RUN x', {diffId: undefined, digest: letter === undefined ? undefined : digest(letter)});
	assert.equal(compared([blob('a')], [blob('a')]), '0=0');
	assert.equal(compared([blob('a')], [blob('b')]), '0~0');
	assert.equal(compared([blob(undefined)], [blob(undefined)]), '0~0', 'what is not known is never the same');
});

test('the sums say how many bytes are the same, or that this isn\'t known', () => {
	const left = [layer('a', 'ADD x', {compressedSize: 5}), layer('b', 'RUN y', {compressedSize: 7})];
	const right = [layer('a', 'ADD x', {compressedSize: 5}), layer('c', 'RUN y'), layer('d', 'ENV z')];
	assert.deepEqual(sumPairs(compareLayers(left, right)), {
		same: 1, changed: 1, left: 0, right: 1, sameBytes: 5,
	});
	const {sameBytes} = sumPairs(compareLayers([layer('a', 'ADD x')], [layer('a', 'ADD x')]));
	assert.equal(sameBytes, undefined);
});

test('images of very many layers are compared in a moment, number by number', () => {
	const many = Array.from({length: 5000}, (_, number) => layer(String(number % 10), 'RUN x'));
	assert.deepEqual(sumPairs(compareLayers(many, many)).same, 5000);
});
