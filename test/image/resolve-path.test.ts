import assert from 'node:assert/strict';
import test from 'node:test';
import {nodePath} from '../../source/image/nodes.ts';
import {resolvePath} from '../../source/image/resolve-path.ts';
import {
	directory, file, hardlink, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {imageOf} from '../helpers/tree-of.ts';

const lifetimes = imageOf(
	layerOf(
		directory('usr/'),
		directory('usr/bin/'),
		file('usr/bin/mawk'),
		symlink('bin', 'usr/bin'),
		symlink('usr/bin/awk', '/etc/alternatives/awk'),
		directory('etc/'),
		directory('etc/alternatives/'),
		symlink('etc/alternatives/awk', '../../bin/mawk'),
		symlink('loop', 'loop'),
		symlink('out', '../../../etc'),
		symlink('broken', 'nothing/here'),
		hardlink('same-loop', 'loop'),
		file('gone'),
	),
	layerOf(whiteout('.wh.gone')),
);

function resolve(path: string, {followLast = true, layer = 1} = {}): string {
	const place = resolvePath(lifetimes, new TextEncoder().encode(path), layer, {followLast});
	return 'node' in place ? new TextDecoder().decode(nodePath(lifetimes, place.node)) : `${place.kind} ${new TextDecoder().decode(place.at)}`;
}

test('links are followed as in a container whose root the image is', () => {
	assert.equal(resolve('/bin/awk'), '/usr/bin/mawk');
	assert.equal(resolve('/out/alternatives'), '/etc/alternatives');
	assert.equal(resolve('bin//./../bin/mawk'), '/usr/bin/mawk');
	assert.equal(resolve('/../../etc'), '/etc');
	assert.equal(resolve('/'), '/');
	assert.equal(resolve(''), '/');
});

test('`..` after a link leads to the parent of its target', () => {
	assert.equal(resolve('/bin/..'), '/usr');
});

test('the last link is followed only if that is wanted, or a slash comes after it', () => {
	assert.equal(resolve('/bin', {followLast: false}), '/bin');
	assert.equal(resolve('/bin'), '/usr/bin');
	assert.equal(resolve('/bin/', {followLast: false}), '/usr/bin');
});

test('a path that leads nowhere says where it ends', () => {
	assert.equal(resolve('/usr/nothing/more'), 'missing /usr/nothing');
	assert.equal(resolve('/usr/bin/mawk/x'), 'not-a-directory /usr/bin/mawk');
	assert.equal(resolve('/usr/bin/mawk/'), 'not-a-directory /usr/bin/mawk');
	assert.equal(resolve('/broken'), 'missing /nothing');
	assert.equal(resolve('/loop'), 'loop /loop');
	assert.equal(resolve('/same-loop/x'), 'loop /loop');
});

test('a path leads to what is there at the layer', () => {
	assert.equal(resolve('/gone', {layer: 0}), '/gone');
	assert.equal(resolve('/gone', {layer: 1}), 'missing /gone');
});

test('a link that no file system could hold leads nowhere', () => {
	const lifetimes = imageOf(layerOf(file('f'), symlink('long', `${'./'.repeat(2048)}f`), symlink('short', `${'./'.repeat(2000)}f`)));
	const kindOf = (path: string) => resolvePath(lifetimes, new TextEncoder().encode(path), 0, {followLast: true}).kind;
	assert.deepEqual([kindOf('/long'), kindOf('/short')], ['missing', 'found']);
});
