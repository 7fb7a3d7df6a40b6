import assert from 'node:assert/strict';
import {test} from 'node:test';
import {filterImages} from '../../source/catalogue/filter-images.ts';
import {findNamed} from '../../source/catalogue/image-names.ts';
import {imageColumns, sortImages} from '../../source/catalogue/sort-images.ts';
import {container, digestOf, localImage} from '../helpers/local-images.ts';

const platform = (architecture: string) => ({
	os: 'linux', architecture, variant: undefined, osVersion: undefined,
});
const images = [
	localImage('a', {
		tags: ['web:10', 'shop:2'], created: 300, size: 50, unique: 50, shared: 0, platforms: [platform('arm64')],
	}),
	localImage('b', {
		tags: ['web:9'], created: 100, size: 700, unique: undefined, platforms: [platform('amd64')], containers: [container('Runner', 'b', 'running')],
	}),
	localImage('c', {
		tags: [], created: undefined, size: 90, unique: 80, shared: 10,
	}),
	localImage('d', {
		tags: [], repoDigests: [`ghcr.io/me/app@${digestOf('z')}`], created: 200, size: 60, unique: 0, shared: 60, platforms: [platform('amd64')],
	}),
];
const lettersOf = (found: ReadonlyArray<{readonly id: string}>) => found.map(({id}) => String.fromCodePoint(Number.parseInt(id.slice(-2), 16))).join('');

test('images are sorted by any column, amounts from the largest, and what isn\'t known comes last either way', () => {
	const orders: Record<string, readonly [string, string]> = {
		name: ['dbac', 'abdc'],
		id: ['abcd', 'dcba'],
		platform: ['dbac', 'adbc'],
		created: ['adbc', 'bdac'],
		size: ['bcda', 'adcb'],
		unique: ['cadb', 'dacb'],
		shared: ['dcab', 'acdb'],
		containers: ['bdac', 'dacb'],
	};
	for (const column of imageColumns) {
		assert.deepEqual([lettersOf(sortImages(images, column)), lettersOf(sortImages(images, column, true))], orders[column], column);
	}
});

test('a text filters by tag, digest, ID, platform and container, whatever its case', () => {
	const found = (text: string) => lettersOf(filterImages(images, text));
	assert.equal(found(''), 'abcd');
	assert.equal(found('web'), 'ab');
	assert.equal(found('SHOP'), 'a');
	assert.equal(found('ghcr.io'), 'd');
	assert.equal(found(digestOf('c').slice(7, 19)), 'c');
	assert.equal(found('arm64'), 'a');
	assert.equal(found('runner'), 'b');
	assert.equal(found('<none>'), 'c');
	assert.equal(found('nothing of it'), '');
});

test('a name means an image in every way that it can be written, and an ID by its beginning', () => {
	const here = [
		localImage('a', {tags: ['web:latest', 'ghcr.io/me/app:v1']}),
		localImage('b', {tags: ['localhost/mine:latest'], repoDigests: [`web@${digestOf('z')}`]}),
		localImage('c', {tags: ['abcd:latest']}),
		{...localImage('d', {tags: []}), id: `sha256:abcd${'0'.repeat(60)}` as const},
	];
	const found = (target: string) => {
		const named = findNamed(here, target);
		return named && [named.image.tags[0], named.name];
	};

	assert.deepEqual(found('web'), ['web:latest', 'web:latest']);
	assert.deepEqual(found('docker.io/library/web:latest'), ['web:latest', 'web:latest']);
	assert.deepEqual(found('ghcr.io/me/app:v1'), ['web:latest', 'ghcr.io/me/app:v1']);
	assert.deepEqual(found(`web@${digestOf('z')}`), ['localhost/mine:latest', `web@${digestOf('z')}`]);
	assert.deepEqual(found('mine'), ['localhost/mine:latest', 'localhost/mine:latest']);
	assert.deepEqual(found(digestOf('a')), ['web:latest', undefined]);
	assert.deepEqual(found(digestOf('b').slice(7, 20)), ['localhost/mine:latest', undefined]);
	assert.deepEqual(found('abcd'), ['abcd:latest', 'abcd:latest']);
	assert.deepEqual(found('abcd0'), [undefined, undefined]);
	assert.equal(found('web:2'), undefined);
	assert.equal(found('docker.io/mine'), undefined);
	assert.equal(found('fedc'), undefined);
});
