import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {
	mkdir, mkdtemp, readFile, rm, writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {after, before, test} from 'node:test';
import {askCredentialHelper} from '../../source/credentials/credentials-helper.ts';
import type {Credentials} from '../../source/credentials/credentials.ts';
import {findCredentials, type FoundCredentials} from '../../source/credentials/find-credentials.ts';
import {LayerscopeError} from '../../source/errors.ts';

const {signal} = new AbortController();
const secret = 'hunter2';
const auth = Buffer.from(`me:${secret}`).toString('base64');
let folder: string;

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'layerscope-credentials-'));
	await writeHelper('good', `cat > "$0.asked"; echo '{"ServerURL":"x","Username":"helped","Secret":"${secret}"}'`);
	await writeHelper('token', `echo '{"ServerURL":"x","Username":"<token>","Secret":"${secret}"}'`);
	await writeHelper('empty', 'echo "credentials not found in native keychain"; exit 1');
	await writeHelper('broken', `echo "the secret is ${secret}"; echo "${secret}" >&2; exit 3`);
	await writeHelper('garbled', `echo '{"Secret": "${secret}"'`);
	await writeHelper('endless', 'yes | head -c 3000000');
	// What it starts holds its output open after it was killed.
	await writeHelper('stuck', 'sleep 600 & echo $! > "$0.pid"; wait');
});

after(async () => {
	process.kill(Number(await readFile(helperFile('stuck.pid'), 'utf8')));
	await rm(folder, {recursive: true, force: true});
});

function helperFile(name: string): string {
	return path.join(folder, `docker-credential-${name}`);
}

async function writeHelper(name: string, script: string): Promise<void> {
	await writeFile(helperFile(name), `#!/bin/sh\n${script}\n`, {mode: 0o755});
}

function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
	return {
		PATH: `${folder}${path.delimiter}${process.env.PATH}`, HOME: '/nowhere', DOCKER_CONFIG: folder, ...more,
	};
}

async function find(registry: string, config: unknown, more: Readonly<Record<string, string>> = {}): Promise<FoundCredentials> {
	await writeFile(path.join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
	return findCredentials({registry}, environment(more), signal);
}

async function credentialsFor(...parameters: Parameters<typeof find>): Promise<Credentials | undefined> {
	const {credentials} = await find(...parameters);
	return credentials;
}

const helped = {username: 'helped', password: secret};

test('a helper for all registries is asked with the registry on its standard input and nothing else', async () => {
	const {credentials, problem} = await find('ghcr.io', {credsStore: 'good', auths: {'ghcr.io': {auth}}});
	assert.deepEqual(credentials, helped);
	assert.equal(problem, undefined);
	assert.equal(await readFile(helperFile('good.asked'), 'utf8'), 'ghcr.io');
	await find('docker.io', {credsStore: 'good'});
	assert.equal(await readFile(helperFile('good.asked'), 'utf8'), 'https://index.docker.io/v1/');
});

test('a helper for one registry goes before the one for all, and an empty one means the file', async () => {
	const config = {credHelpers: {'ghcr.io': 'good', 'quay.io': ''}, credsStore: 'token', auths: {'quay.io': {auth}}};
	assert.deepEqual(await credentialsFor('ghcr.io', config), helped);
	assert.deepEqual(await credentialsFor('other.io', config), {identityToken: secret});
	assert.deepEqual(await credentialsFor('quay.io', config), {username: 'me', password: secret});
});

test('a helper that has nothing means anonymous, and nothing is wrong', async () => {
	assert.deepEqual(await find('ghcr.io', {credsStore: 'empty', auths: {'ghcr.io': {auth}}}), {server: 'ghcr.io', credentials: undefined, problem: undefined});
});

test('DOCKER_AUTH_CONFIG goes before the file for the registries that it names', async () => {
	const inline = {DOCKER_AUTH_CONFIG: JSON.stringify({auths: {'ghcr.io': {auth: Buffer.from('inline:x').toString('base64')}}})};
	const config = {credsStore: 'good'};
	assert.deepEqual(await credentialsFor('ghcr.io', config, inline), {username: 'inline', password: 'x'});
	assert.deepEqual(await credentialsFor('quay.io', config, inline), helped);
});

test('a file holds pairs in one text or two, and tokens', async () => {
	const auths = {
		a: {username: 'me', password: secret}, b: {auth, identitytoken: 'i'}, c: {registrytoken: 'r'}, d: {auth: 'bm9jb2xvbg=='},
	};
	assert.deepEqual(await credentialsFor('a', {auths}), {username: 'me', password: secret});
	assert.deepEqual(await credentialsFor('b', {auths}), {username: 'me', password: secret, identityToken: 'i'});
	assert.deepEqual(await credentialsFor('c', {auths}), {registryToken: 'r'});
	assert.equal(await credentialsFor('d', {auths}), undefined);
});

const failing: ReadonlyArray<readonly [helper: string, reason: RegExp]> = [
	['broken', /docker-credential-broken failed: it ended with 3 \(try `echo ghcr\.io \| docker-credential-broken get`\)/],
	['garbled', /its answer makes no sense/],
	['endless', /docker-credential-endless failed/],
	['missing', /docker-credential-missing failed: it isn't installed/],
	['../../bin/good', /that is no name of a program/],
	['good; touch x', /that is no name of a program/],
];

for (const [helper, reason] of failing) {
	test(`the helper ${helper} fails: anonymous, with a reason that holds no secret`, async () => {
		const {credentials, problem} = await find('ghcr.io', {credsStore: helper});
		assert.equal(credentials, undefined);
		assert.match(problem!, reason);
		assert.ok(!problem!.includes(secret));
	});
}

test('a configuration that is no JSON is said to be so, without a word of it', async () => {
	const {credentials, problem} = await find('ghcr.io', `{"auths": {"ghcr.io": {"auth": "${auth}"`);
	assert.equal(credentials, undefined);
	assert.match(problem!, /^Docker's config .*config\.json is no JSON object$/);
	const inline = await find('ghcr.io', {}, {DOCKER_AUTH_CONFIG: `"${auth}`});
	assert.equal(inline.problem, 'DOCKER_AUTH_CONFIG is no JSON object');
});

test('without a configuration there is no login and no problem', async () => {
	assert.deepEqual(await findCredentials({registry: 'ghcr.io'}, {HOME: '/nowhere', PATH: ''}, signal), {server: 'ghcr.io', credentials: undefined, problem: undefined});
});

test('a helper that never ends is stopped, also by whoever asked', async () => {
	await assert.rejects(askCredentialHelper('stuck', 'ghcr.io', {environment: environment(), signal, limit: 0.5}), (error: unknown) => {
		assert.ok(error instanceof LayerscopeError);
		assert.match(error.message, /took longer than 0\.5 seconds/);
		return true;
	});
	const stopped = AbortSignal.abort(new Error('enough'));
	await assert.rejects(askCredentialHelper('stuck', 'ghcr.io', {environment: environment(), signal: stopped}), /enough/);
});

test('the file of REGISTRY_AUTH_FILE goes before Docker\'s, and Podman\'s files come after it', async () => {
	const pair = (user: string) => ({auth: Buffer.from(`${user}:x`).toString('base64')});
	const write = async (name: string, ...hosts: readonly string[]) => {
		const file = path.join(folder, name);
		await mkdir(path.dirname(file), {recursive: true});
		await writeFile(file, JSON.stringify({auths: Object.fromEntries(hosts.map(host => [host, pair(name)]))}));
		return file;
	};

	const named = await write('named.json', 'a');
	await write('runtime/containers/auth.json', 'a', 'b', 'c', 'd');
	await write('user/containers/auth.json', 'a', 'b', 'c', 'd', 'e');
	const more = {REGISTRY_AUTH_FILE: named, XDG_RUNTIME_DIR: path.join(folder, 'runtime'), XDG_CONFIG_HOME: path.join(folder, 'user')};
	const config = {auths: {a: pair('docker'), b: pair('docker'), c: {}}};
	const users = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(async registry => credentialsFor(registry, config, more)));
	assert.deepEqual(users.map(user => user?.username), ['named.json', 'docker', 'runtime/containers/auth.json', 'runtime/containers/auth.json', 'user/containers/auth.json', undefined]);
});

test('a path in a key is for what lies below it, the longest counting, unless the key is an old whole address', async () => {
	const pair = (username: string) => ({username, password: 'x'});
	await writeFile(path.join(folder, 'config.json'), JSON.stringify({
		auths: {
			'quay.io/team/app': pair('app'), 'quay.io/team': pair('team'), 'quay.io': pair('all'), 'other.io/team': pair('other'), 'https://old.io/v1/': pair('old'), 'docker.io/me': pair('mine'), 'index.docker.io': pair('hub'),
		},
	}));
	const userOf = async (registry: string, repository: string) => {
		const {credentials} = await findCredentials({registry, repository}, environment(), signal);
		return credentials?.username;
	};

	assert.equal(await userOf('quay.io', 'team/app'), 'app');
	assert.equal(await userOf('quay.io', 'team/app/part'), 'app');
	assert.equal(await userOf('quay.io', 'team/application'), 'team');
	assert.equal(await userOf('quay.io', 'teams/app'), 'all');
	assert.equal(await userOf('other.io', 'elsewhere/app'), undefined);
	assert.equal(await userOf('old.io', 'any/thing'), 'old');
	assert.equal(await userOf('docker.io', 'me/app'), 'mine');
	assert.equal(await userOf('docker.io', 'library/nginx'), 'hub');
});

test('a file that can\'t be used is passed by, and told of only where there is no other login', async () => {
	const good = {XDG_CONFIG_HOME: path.join(folder, 'later')};
	await mkdir(path.join(folder, 'later/containers'), {recursive: true});
	await writeFile(path.join(folder, 'later/containers/auth.json'), JSON.stringify({auths: {'ghcr.io': {auth}}}));
	assert.deepEqual(await find('ghcr.io', 'no JSON', good), {server: 'ghcr.io', credentials: {username: 'me', password: secret}, problem: undefined});
	const {problem} = await find('quay.io', 'no JSON', good);
	assert.match(problem!, /is no JSON object/);
});
