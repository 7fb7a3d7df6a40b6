import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	checkImageName, imagePath, isImageId, pullQuery,
} from '../../source/engine/image-name.ts';
import {LayerscopeError} from '../../source/errors.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test('a pull always asks for one tag or digest', () => {
	assert.deepEqual(pullQuery('nginx'), {fromImage: 'docker.io/library/nginx', tag: 'latest'});
	assert.deepEqual(pullQuery('localhost:5000/a/b'), {fromImage: 'localhost:5000/a/b', tag: 'latest'});
	assert.deepEqual(pullQuery('ghcr.io/a/b:v1'), {fromImage: 'ghcr.io/a/b', tag: 'v1'});
	assert.deepEqual(pullQuery(`nginx:1.27@${digest}`), {fromImage: 'docker.io/library/nginx', tag: digest});
});

test('what can only be an ID is no name', () => {
	assert.ok(isImageId(digest));
	assert.ok(isImageId('a'.repeat(64)));
	assert.ok(isImageId('sha256:abcdef012345'));
	assert.ok(!isImageId('abcdef012345'));
	assert.ok(!isImageId('nginx'));
});

test('names are encoded in paths, their slashes kept', () => {
	assert.equal(imagePath('localhost:5000/a/b:v1', 'json'), '/images/localhost%3A5000/a/b%3Av1/json');
	assert.equal(imagePath(digest, 'get'), `/images/sha256%3A${'a'.repeat(64)}/get`);
});

test('what is neither a name nor an ID is refused before an engine is asked', () => {
	for (const name of ['', '../../containers/json', 'UPPER', 'a?b', 'a b', 'sha256:xyz:1']) {
		assert.throws(() => {
			checkImageName(name);
		}, error => error instanceof LayerscopeError && error.kind === 'usage', name);
	}

	for (const name of ['nginx', 'abcdef012345', digest, 'localhost:5000/a@' + digest]) {
		checkImageName(name);
	}
});
