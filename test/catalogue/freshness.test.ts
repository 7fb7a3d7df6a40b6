import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	askableTags, imageFreshness, tagFreshness, type RegistryAnswer,
} from '../../source/catalogue/freshness.ts';
import {LayerscopeError} from '../../source/errors.ts';
import type {Digest} from '../../source/image/digest.ts';
import {localImage} from '../helpers/local-images.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest;
const names = (letter: string): RegistryAnswer => ({kind: 'digest', digest: digest(letter)});
const pulled = {...localImage('n', {tags: ['nginx:1', 'ghcr.io/me/web:1']}), repoDigests: [`nginx@${digest('a')}`, `nginx@${digest('b')}`]};

test('a tag is outdated only where none of the image\'s digests is what it names now', () => {
	const states = [names('a'), names('b'), names('c')].map(answer => tagFreshness(pulled, 'nginx:1', 'podman', answer).state);
	assert.deepEqual(states, ['current', 'current', 'outdated'], 'of the index and of the manifest, either is the image');
});

test('a digest of another repository says nothing of a tag', () => {
	assert.equal(tagFreshness(pulled, 'ghcr.io/me/web:1', 'classic', names('a')).state, 'local');
	assert.deepEqual(askableTags(pulled, 'classic'), ['nginx:1']);
});

test('names are compared as they are meant, however they are written', () => {
	const other = {...pulled, tags: ['docker.io/library/nginx:1']};
	assert.equal(tagFreshness(other, 'docker.io/library/nginx:1', 'classic', names('a')).state, 'current');
});

test('what Podman built is under no registry, though it has a digest', () => {
	const built = {...localImage('b', {tags: ['localhost/app:1']}), repoDigests: [`localhost/app@${digest('a')}`]};
	assert.deepEqual(askableTags(built, 'podman'), []);
	assert.deepEqual(askableTags({...built, tags: ['localhost:5000/app:1'], repoDigests: [`localhost:5000/app@${digest('a')}`]}, 'podman'), ['localhost:5000/app:1']);
});

test('a tag that the registry hasn\'t is another thing than one that couldn\'t be asked for', () => {
	const failed = (kind: 'not-found' | 'engine'): RegistryAnswer => ({kind: 'failed', error: new LayerscopeError(kind, 'No.')});
	assert.equal(tagFreshness(pulled, 'nginx:1', 'classic', failed('not-found')).state, 'gone');
	assert.equal(tagFreshness(pulled, 'nginx:1', 'classic', failed('engine')).state, 'failed');
	assert.equal(tagFreshness(pulled, 'nginx:1', 'classic', undefined).state, 'unknown');
});

test('an image stands as the tag of it that has moved, and one without a tag doesn\'t stand at all', () => {
	const two = {...pulled, tags: ['nginx:1', 'nginx:2', 'mine:1']};
	assert.equal(imageFreshness(two, 'classic', new Map([['nginx:1', names('a')], ['nginx:2', names('c')]])), 'outdated');
	assert.equal(imageFreshness(two, 'classic', new Map([['nginx:1', names('a')], ['nginx:2', names('a')]])), 'current');
	assert.equal(imageFreshness({...two, tags: []}, 'classic', new Map()), undefined);
});
