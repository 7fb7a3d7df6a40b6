import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cacheFolder} from '../../source/cache/cache-folder.ts';

test('the folder is where XDG says, and a relative one is none', () => {
	assert.equal(cacheFolder({XDG_CACHE_HOME: '/var/c', HOME: '/home/me'}), '/var/c/layerscope');
	assert.equal(cacheFolder({XDG_CACHE_HOME: 'c', HOME: '/home/me'}), '/home/me/.cache/layerscope');
	assert.equal(cacheFolder({HOME: '/home/me'}), '/home/me/.cache/layerscope');
});
