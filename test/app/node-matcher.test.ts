import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {matcherOf, nodeMatcher} from '../../source/app/filter.ts';
import {nodeName, nodePath} from '../../source/image/nodes.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {createRandom} from '../helpers/random-image.ts';
import {imageOf} from '../helpers/tree-of.ts';

const decoder = new TextDecoder();
const pieces = ['a', 'b', 'A', 'B', 'k', 'ab', '.', '-', 'é', 'É', 'ſ', 'K', '日', 's', '1'];
const next = createRandom(5);
const random = (below: number) => Math.floor(next() * below);
const word = (length: number) => Array.from({length}, () => pieces[random(pieces.length)]!).join('');
const paths = Array.from({length: 400}, () => Array.from({length: 1 + random(3)}, () => word(1 + random(4))).join('/'));
const image = imageOf(layerOf(...paths.map(path => file(path)), file(Buffer.from([0x61, 0xFF, 0x62]).toString('latin1'))));

/** What every node's text says, one after the other. */
function slowly(text: string): number[] {
	const matcher = matcherOf({text, isRegularExpression: false});
	assert.ok('test' in matcher);
	const textOf = text.includes('/') ? nodePath : nodeName;
	return nodes.filter(node => matcher.test(decoder.decode(textOf(image, node))));
}

const nodes = Array.from({length: image.nodeCount - 1}, (_, at) => at + 1);

function quickly(text: string): number[] {
	const matches = nodeMatcher({text, isRegularExpression: false}, image)!;
	return nodes.filter(node => matches(node));
}

test('names and paths are found as if each were tried', () => {
	let found = 0;
	for (let trial = 0; trial < 400; trial++) {
		const text = [...word(1 + random(3)), ...(random(2) === 0 ? ['/'] : []), ...word(random(3))].join('');
		const expected = slowly(text);
		assert.deepEqual(quickly(text), expected, `'${text}'`);
		found += expected.length;
	}

	assert.ok(found > 1000);
});

test('a text is found as well when it is typed and erased letter by letter', () => {
	for (const text of ['ab.', 'kab', 'a/b', '/a', 'a/', '//', '/', 'bAb', 'a/b/a', 'é/a', 's1']) {
		const steps = [...text].map((_, at) => text.slice(0, at + 1));
		for (const step of [...steps, ...steps.toReversed()]) {
			assert.deepEqual(quickly(step), slowly(step), `'${step}'`);
		}
	}
});
