import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {registryAuth} from '../../source/engine/registry-auth.ts';

let folder: string;

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'layerscope-auth-'));
});

after(async () => {
	await rm(folder, {recursive: true, force: true});
});

async function headerFor(reference: string, config: unknown): Promise<string | undefined> {
	await writeFile(path.join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
	const {headers} = await registryAuth(reference, {DOCKER_CONFIG: folder}, new AbortController().signal);
	return headers['X-Registry-Auth'];
}

async function authFor(reference: string, config: unknown): Promise<unknown> {
	const header = await headerFor(reference, config);
	return header === undefined ? undefined : JSON.parse(Buffer.from(header, 'base64url').toString());
}

const auth = Buffer.from('me:pa:ss').toString('base64');

test('a login is found by its registry, also under an old key', async () => {
	const expected = {username: 'me', password: 'pa:ss', serveraddress: 'ghcr.io'};
	assert.deepEqual(await authFor('ghcr.io/a/b', {auths: {'ghcr.io': {auth}}}), expected);
	assert.deepEqual(await authFor('ghcr.io/a/b', {auths: {'https://ghcr.io/v2/': {auth}}}), expected);
});

test('Docker Hub has a key of its own', async () => {
	const key = 'https://index.docker.io/v1/';
	assert.deepEqual(await authFor('nginx', {auths: {[key]: {identitytoken: 't'}}}), {identitytoken: 't', serveraddress: key});
});

test('without a login the pull is anonymous', async () => {
	for (const config of [{}, {auths: {'other.io': {auth}}}, {auths: {'ghcr.io': {}}}, {auths: []}, 'no JSON']) {
		assert.equal(await authFor('ghcr.io/a/b', config), undefined);
	}
});

test('the header is padded and safe in a URL, whatever its length: engines take anything else for no login', async () => {
	for (const password of ['', 'a', 'ab', 'abc', '\u{FF}\u{FE}??>>~~', 'ünï']) {
		const header = await headerFor('ghcr.io/a/b', {auths: {'ghcr.io': {username: 'me', password}}});
		assert.match(header!, /^[\w-]+={0,2}$/);
		assert.equal(header!.length % 4, 0);
	}
});
