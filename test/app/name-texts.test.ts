import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {nodeMatcher} from '../../source/app/filter.ts';
import {nodeName, nodePath} from '../../source/image/nodes.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {imageOf} from '../helpers/tree-of.ts';

const decoder = new TextDecoder();
const latin1 = (...bytes: readonly number[]) => Buffer.from(bytes).toString('latin1');
// More than are looked at in one go; of the first thousands all bytes are ASCII.
const plain = Array.from({length: 9000}, (_, at) => file(`f${Math.floor(at / 100)}/${at.toString(36)}.txt`));
// A lead byte at the end of one name and a byte that would go on at the start of the next.
const strange = [[0x61, 0xC3], [0xA9, 0x62], [0xFF], [0xEF, 0xBB, 0xBF, 0x63], [0xE6, 0x97, 0xA5], [0x64, 0xC3, 0x89]].map(bytes => file(latin1(...bytes)));

for (const [what, image] of [['plain', imageOf(layerOf(...plain))], ['mixed', imageOf(layerOf(...plain, ...strange))], ['strange', imageOf(layerOf(...strange))]] as const) {
	test(`an expression is found in ${what} names as if each were tried`, () => {
		const nodes = Array.from({length: image.nodeCount - 1}, (_, at) => at + 1);
		for (const text of ['^a', 't$', '^.$', '^[^a-z]', '9.*x', 'é', 'É$', '\uFFFD', '^c', '^b$', '日', 'zzz', '^f1?1/', '/a']) {
			const textOf = text.includes('/') ? nodePath : nodeName;
			const expression = new RegExp(text, text === 'É$' ? 'u' : 'iu');
			const expected = nodes.filter(node => expression.test(decoder.decode(textOf(image, node))));
			const matches = nodeMatcher({text, isRegularExpression: true}, image)!;
			assert.deepEqual(nodes.toReversed().filter(node => matches(node)).toReversed(), expected, text);
		}
	});
}

test('a text is found in many names as if each were tried, whichever is asked of first', () => {
	const image = imageOf(layerOf(...plain, ...strange));
	const nodes = Array.from({length: image.nodeCount - 1}, (_, at) => at + 1);
	for (const text of ['f', 'f1', '1', '1.t', '7/', '/a', '/', 'zzzz', '9/']) {
		const textOf = text.includes('/') ? nodePath : nodeName;
		const expected = nodes.filter(node => decoder.decode(textOf(image, node)).includes(text));
		// Of the shorter text little is known when the longer one is asked for.
		const shorter = nodeMatcher({text: text[0]!, isRegularExpression: false}, image)!;
		shorter(5000);
		const matches = nodeMatcher({text, isRegularExpression: false}, image)!;
		assert.deepEqual(nodes.toReversed().filter(node => matches(node)).toReversed(), expected, text);
	}
});
