import assert from 'node:assert/strict';
import {test} from 'node:test';
import {placeText} from '../../source/app/image-text.ts';
import type {ImageFacts} from '../../source/image/image-facts.ts';

test('where an image is read from says whether that was the engine\'s store, the cache, or both', () => {
	const image = {
		reference: 'app:1', id: undefined, manifestDigest: undefined, platform: undefined, created: undefined, config: {}, configText: undefined, layers: [], history: [],
	} as unknown as ImageFacts;
	const source = {kind: 'docker', location: 'unix:///docker.sock'} as const;
	assert.equal(placeText(source, image), 'docker unix:///docker.sock');
	assert.equal(placeText(source, {...image, isFromStore: true}), 'docker unix:///docker.sock (engine store)');
	assert.equal(placeText(source, {...image, isFromCache: true}), 'docker unix:///docker.sock (cached)');
	assert.equal(placeText(source, {...image, isFromStore: true, isFromCache: true}), 'docker unix:///docker.sock (engine store, cached)');
});
