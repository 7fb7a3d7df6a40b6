import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {askedPaths} from './cases/metadata/digests.ts';
import {bait} from './cases/metadata/kinds.ts';
import {metadata} from './cases/metadata.ts';
import {startServer, type LoopbackServer} from './loopback-server.ts';
import {runCases} from './run-cases.ts';

let server: LoopbackServer;

before(async () => {
	server = await startServer(() => {
		bait.asked++;
		return undefined;
	});
	bait.host = server.host;
});

after(() => {
	server.stop();
});

runCases('Metadata', metadata);

test('Metadata: nobody is asked where a foreign layer says that it is to be had', () => {
	assert.equal(bait.asked, 0);
});

test('Metadata: what is no digest never becomes a path', () => {
	const wellFormed = /^\/(?:manifests\/(?:latest|sha256:[\da-f]{64})|blobs\/sha256:[\da-f]{64})$/;
	assert.ok(askedPaths.length > 0);
	assert.deepEqual(askedPaths.filter(path => !wellFormed.test(path)), []);
});
