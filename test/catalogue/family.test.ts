import assert from 'node:assert/strict';
import {test} from 'node:test';
import {baseOf, builtOn, holdersOfLayer} from '../../source/catalogue/family.ts';
import {withUnique} from '../../source/catalogue/unique-bytes.ts';
import {digestOf, localImage} from '../helpers/local-images.ts';

const base = localImage('b', {layers: 'a'});
const middle = localImage('m', {layers: 'ac'});
const top = localImage('t', {layers: 'acd'});
const side = localImage('s', {layers: 'ae'});
const other = localImage('o', {layers: 'fd'});
const twin = localImage('w', {layers: 'ac'});
const unknown = {...localImage('u'), diffIds: undefined};
const empty = localImage('e', {layers: ''});
const images = [base, middle, top, side, other, twin, unknown, empty];
const lettersOf = (found: ReadonlyArray<{readonly id: string}>) => images.filter(image => found.includes(image)).map(({tags}) => tags[0]![0]).join('');

test('an image is built on the one that has the most of its lower layers, and no more', () => {
	assert.equal(baseOf(top, images), middle);
	assert.equal(baseOf(middle, images), base);
	assert.equal(baseOf(side, images), base);
	assert.equal(baseOf(base, images), undefined);
	assert.equal(baseOf(other, images), undefined);
	assert.equal(baseOf(unknown, images), undefined);
});

test('the images built on one have its layers and more; a twin isn\'t built on it', () => {
	assert.equal(lettersOf(builtOn(base, images)), 'mtsw');
	assert.equal(lettersOf(builtOn(middle, images)), 't');
	assert.equal(lettersOf(builtOn(top, images)), '');
	assert.equal(lettersOf(builtOn(empty, images)), '');
});

test('a layer is held by the images that have it on the same layers; the same content elsewhere is told apart', () => {
	const chain = ['a', 'c', 'd'].map(letter => digestOf(letter));
	assert.equal(lettersOf(holdersOfLayer(chain.slice(0, 1), images).sameChain), 'bmtsw');
	assert.equal(lettersOf(holdersOfLayer(chain.slice(0, 2), images).sameChain), 'mtw');
	const {sameChain, sameContent} = holdersOfLayer(chain, images);
	assert.equal(lettersOf(sameChain), 't');
	assert.equal(lettersOf(sameContent), 'o');
	assert.deepEqual(holdersOfLayer([], images), {sameChain: [], sameContent: []});
	assert.deepEqual(holdersOfLayer([digestOf('z')], images), {sameChain: [], sameContent: []});
});

test('unique is what no other image has on the same layers', () => {
	const uniqueOf = (letter: string, store: 'classic' | 'podman' | 'containerd' = 'classic', all = images) =>
		withUnique(all, all, store).find(({id}) => id === digestOf(letter))!.unique;
	assert.equal(uniqueOf('b'), 0);
	assert.equal(uniqueOf('m'), 0);
	assert.equal(uniqueOf('t'), 400);
	assert.equal(uniqueOf('s'), 500);
	// The same content on other layers is stored once more.
	assert.equal(uniqueOf('o'), 1000);
	assert.equal(uniqueOf('u'), undefined);
	assert.equal(uniqueOf('m', 'classic', [base, middle]), 300);
	// What Podman keeps of an image beside its layers is always its own.
	assert.equal(uniqueOf('m', 'podman', [base, {...middle, size: 450}]), 350);
	assert.equal(uniqueOf('m', 'containerd', [base, middle]), undefined);
	assert.equal(uniqueOf('o', 'containerd', [base, other]), 1000);
});

test('unique and shared are the size together', () => {
	for (const {size, unique, shared} of withUnique(images, images, 'classic').filter(image => image.unique !== undefined)) {
		assert.equal(unique! + shared!, size);
	}
});

test('unique isn\'t told where the sizes of shared layers aren\'t known', () => {
	const vague = {...middle, layerSizes: undefined};
	assert.equal(withUnique([base, vague], [base, vague], 'classic')[1]!.unique, undefined);
	assert.equal(withUnique([vague, other], [vague, other], 'classic')[0]!.unique, 400);
});
