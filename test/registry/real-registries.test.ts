import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {createSign, createPublicKey, randomUUID} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {parseManifest, type Manifest} from '../../source/image/manifest.ts';
import {openIn} from '../../source/registry/open-registry.ts';
import type {Registry, RegistryOptions} from '../../source/registry/registry.ts';
import {makeCertificate, type Certificate} from '../helpers/certificate.ts';
import {sha256} from '../helpers/image-builder.ts';
import {impatient} from '../helpers/impatient.ts';
import {skipReason} from '../helpers/programs.ts';
import {noisyLayer, pushImage} from '../helpers/push-image.ts';
import {pushPlatforms} from '../helpers/push-platforms.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';
import {startWeb, type Web} from '../helpers/web.ts';

const {signal} = new AbortController();
const auth = Buffer.from('me:pass').toString('base64');
// `me:pass` as htpasswd -B writes it.
const htpasswd = 'me:$2b$04$4fONlYmh4csEaGQZ0d7o0O78GpLpxmTnr6sIC6f0wTA/iW6zcskWq\n';

describe('a real registry', {skip: skipReason(['docker-registry', 'openssl'], {root: false})}, () => {
	let folder: string;
	let certificate: Certificate;
	let open: TestRegistry;
	let web: Web;
	let list: string;
	const started: TestRegistry[] = [];

	/** One more registry of the same images. */
	async function start(settings: Parameters<typeof startRegistry>[0]): Promise<string> {
		const registry = await startRegistry({...settings, data: open.data});
		started.push(registry);
		return registry.host;
	}

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'layerscope-registries-'));
		await writeFile(path.join(folder, 'htpasswd'), htpasswd);
		certificate = await makeCertificate(['IP:127.0.0.1']);
		open = await startRegistry();
		await pushImage(open.host, 'team/app', {tag: '1', layers: [await noisyLayer(1, 300_000)]});
		({list} = await pushPlatforms(open.host, 'team/app', 'many', ['amd64', 'arm64']));
		web = await startWeb(certificate);
	});

	after(async () => {
		web?.stop();
		await Promise.all([open, ...started].map(async registry => registry?.stop()));
		await certificate?.remove();
		await rm(folder, {recursive: true, force: true});
	});

	/** Reads an image whole, and its tags. */
	async function readAll(host: string, logins: Readonly<Record<string, unknown>> = {}, more: Partial<RegistryOptions> = {}): Promise<Registry> {
		const registry = openIn({registry: host, repository: 'team/app'}, {
			insecure: [], environment: {HOME: '/nowhere', DOCKER_AUTH_CONFIG: JSON.stringify({auths: logins})}, ...more,
		}, impatient);
		try {
			assert.deepEqual(await registry.tags(signal), ['1', 'many']);
			const resolved = await registry.resolve('many', signal);
			assert.equal(resolved.digest, list);
			const index = await registry.document('many', signal);
			assert.deepEqual([index.digest, index.mediaType, index.bytes.length], [list, resolved.mediaType, resolved.size]);
			const document = await registry.document('1', signal);
			const same = await registry.document(document.digest, signal);
			assert.equal(same.digest, document.digest);
			const manifest = parseManifest(JSON.parse(Buffer.from(document.bytes).toString()), 'the manifest') as Manifest;
			assert.equal(sha256(await registry.smallBlob(manifest.config, signal)), manifest.config.digest);
			const layer = manifest.layers[0]!;
			const chunks: Uint8Array[] = [];
			for await (const chunk of registry.blob(layer, signal)) {
				chunks.push(chunk);
			}

			const bytes = Buffer.concat(chunks);
			assert.equal(sha256(bytes), layer.digest);
			const range = await registry.blob(layer, signal, {start: 100, length: 10}).next();
			assert.deepEqual(Buffer.from(range.value as Uint8Array), bytes.subarray(100, 110));
			await assert.rejects(registry.document('none', signal), {kind: 'not-found', message: `The registry ${host} doesn't have team/app:none.`});
			return registry;
		} finally {
			registry.close();
		}
	}

	test('without a login or TLS', async () => {
		const registry = await readAll(open.host);
		assert.equal(registry.isPlain, true);
	});

	test('with a login by Basic', async () => {
		const host = await start({more: {auth: {htpasswd: {realm: 'tests', path: path.join(folder, 'htpasswd')}}}});
		await readAll(host, {[host]: {auth}});
		await assert.rejects(readAll(host), /doesn't give the tags of team\/app without a login \(401\)/);
		await assert.rejects(readAll(host, {[host]: {auth: Buffer.from('me:wrong').toString('base64')}}), /to the login that was found for it \(401\)/);
	});

	test('over TLS', async () => {
		const host = await start({tls: certificate});
		const registry = await readAll(host, {}, {authorities: certificate.certFile});
		assert.equal(registry.isPlain, false);
	});

	test('with tokens of a server that knows its logins', async () => {
		const host = await start({
			more: {
				auth: {
					token: {
						realm: `http://${web.httpHost}/token`, service: 'tests', issuer: 'layerscope tests', rootcertbundle: certificate.certFile,
					},
				},
			},
		});
		web.answer(({url, headers}, response) => {
			if (headers.authorization !== `Basic ${auth}`) {
				response.writeHead(401).end();
				return;
			}

			const {searchParams} = new URL(url);
			const [type, name, actions] = searchParams.get('scope')!.split(':');
			response.end(JSON.stringify({token: signedToken(certificate, [{type, name, actions: actions!.split(',')}]), expires_in: 300}));
		});
		await readAll(host, {[host]: {auth}});
		assert.ok(web.asked.every(({url}) => url.includes('service=tests&scope=repository%3Ateam%2Fapp%3Apull')), JSON.stringify(web.asked));
		assert.equal(web.asked.length, 1);
		await assert.rejects(readAll(host), /without a login \(401\)/);
	});
});

/** A token as docker-registry takes it: a JWT, with the certificate that vouches for it. */
function signedToken({cert, key}: Certificate, access: readonly unknown[]): string {
	const now = Math.floor(Date.now() / 1000);
	const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const der = cert.replaceAll(/-----[^-]+-----|\s/g, '');
	assert.equal(createPublicKey(cert).asymmetricKeyType, 'ec');
	const head = encode({typ: 'JWT', alg: 'ES256', x5c: [der]});
	const body = encode({
		iss: 'layerscope tests', sub: 'me', aud: 'tests', exp: now + 300, nbf: now - 60, iat: now, jti: randomUUID(), access,
	});
	return `${head}.${body}.${createSign('sha256').update(`${head}.${body}`).sign({key, dsaEncoding: 'ieee-p1363'}, 'base64url')}`;
}
