import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {
	mkdir, mkdtemp, rm, writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after, afterEach, before, beforeEach, describe, test,
} from 'node:test';
import {openIn} from '../../source/registry/open-registry.ts';
import {proxyFor} from '../../source/registry/proxy.ts';
import {makeCertificate, type Certificate} from '../helpers/certificate.ts';
import {impatient} from '../helpers/impatient.ts';
import {sha256} from '../helpers/image-builder.ts';
import {startWeb, type Web} from '../helpers/web.ts';

const {signal} = new AbortController();
const manifest = Buffer.from('{"schemaVersion":2}');
const digest = sha256(manifest);
let certificate: Certificate;
let web: Web;
let etc: string;

before(async () => {
	certificate = await makeCertificate(['DNS:*.example.test', 'DNS:*.docker.io', 'DNS:quay.io', 'IP:127.0.0.1']);
	web = await startWeb(certificate);
});

after(async () => {
	web.stop();
	await certificate.remove();
});

beforeEach(async () => {
	etc = await mkdtemp(path.join(tmpdir(), 'layerscope-etc-'));
	web.answer((_asked, response) => response.writeHead(200, {'Content-Type': 'application/vnd.oci.image.manifest.v1+json'}).end(manifest));
});

afterEach(async () => {
	await rm(etc, {recursive: true, force: true});
});

type Wish = {
	readonly name?: string;
	readonly environment?: Readonly<Record<string, string>>;
	readonly authorities?: string;
	/** Whether the tests' certificate is vouched for. */
	readonly isTrusted?: boolean;
	readonly insecure?: readonly string[];
	readonly reference?: string;
};

/** Asks for a manifest; gives the addresses that were asked, or the error's words. */
async function ask(wish: Wish): Promise<readonly string[] | string> {
	const {
		name = 'registry.example.test/team/app', environment = {}, authorities = certificate.certFile, isTrusted = true, insecure = [], reference = '1',
	} = wish;
	const slash = name.indexOf('/');
	const registry = openIn({registry: name.slice(0, slash), repository: name.slice(slash + 1)}, {
		insecure, authorities: isTrusted ? authorities : undefined, environment: {
			HOME: '/nowhere', HTTPS_PROXY: web.proxy, HTTP_PROXY: web.proxy, ...environment,
		},
	}, {...impatient, etc});
	try {
		const found = await registry.document(reference, signal);
		assert.equal(found.digest, digest);
		return web.asked.map(({url}) => url);
	} catch (error) {
		return (error as Error).message;
	} finally {
		registry.close();
	}
}

async function configure(file: string, text: string): Promise<void> {
	const whole = path.join(etc, file);
	await mkdir(path.dirname(whole), {recursive: true});
	await writeFile(whole, text);
}

describe('a certificate', () => {
	const given = ['https://registry.example.test/v2/team/app/manifests/1'];
	const strange = /can't be reached: self-signed certificate/;

	test('that nobody vouches for is none, and the advice names the flags', async () => {
		assert.match(await ask({isTrusted: false}) as string, strange);
		assert.deepEqual(web.asked, []);
	});

	test('is vouched for by --registry-ca, SSL_CERT_FILE, the system or certs.d', async () => {
		assert.deepEqual(await ask({}), given);
		web.answer((_asked, response) => response.end(manifest));
		assert.deepEqual(await ask({isTrusted: false, environment: {SSL_CERT_FILE: certificate.certFile}}), given);
		web.answer((_asked, response) => response.end(manifest));
		await configure('docker/certs.d/registry.example.test/ca.crt', certificate.cert);
		assert.deepEqual(await ask({isTrusted: false}), given);
		assert.match(await ask({name: 'other.example.test/team/app', isTrusted: false}) as string, strange);
		await configure('ssl/certs/ca-certificates.crt', certificate.cert);
		web.answer((_asked, response) => response.end(manifest));
		assert.deepEqual(await ask({name: 'other.example.test/team/app', isTrusted: false}), ['https://other.example.test/v2/team/app/manifests/1']);
	});

	test('counts for nothing where the registry is an insecure one, or this machine', async () => {
		assert.deepEqual(await ask({isTrusted: false, insecure: ['registry.example.test']}), given);
		web.answer((_asked, response) => response.end(manifest));
		assert.deepEqual(await ask({name: `${web.httpsHost}/team/app`, isTrusted: false}), [`https://${web.httpsHost}/v2/team/app/manifests/1`]);
		assert.match(await ask({isTrusted: false, insecure: ['other.example.test']}) as string, strange);
	});

	test('file that can\'t be read, or is none, is wrong usage', async () => {
		assert.match(await ask({authorities: '/nowhere/ca.pem'}) as string, /--registry-ca is \/nowhere\/ca\.pem, which can't be read/);
		await configure('empty.pem', 'nothing');
		assert.match(await ask({authorities: path.join(etc, 'empty.pem')}) as string, /in which there is no certificate/);
		assert.match(await ask({environment: {SSL_CERT_FILE: '/nowhere/ca.pem'}}) as string, /SSL_CERT_FILE is/);
	});
});

describe('plain http', () => {
	test('is spoken with this machine and with insecure registries, after https, and with no others', async () => {
		assert.deepEqual(await ask({name: `${web.httpHost}/team/app`}), [`http://${web.httpHost}/v2/team/app/manifests/1`]);
		const refusing = {HTTPS_PROXY: 'http://127.0.0.1:1'};
		web.answer((_asked, response) => response.end(manifest));
		assert.deepEqual(await ask({insecure: ['registry.example.test'], environment: refusing}), ['http://registry.example.test/v2/team/app/manifests/1']);
		web.answer((_asked, response) => response.end(manifest));
		assert.match(await ask({environment: refusing}) as string, /can't be reached: the proxy at 127\.0\.0\.1:1/);
		assert.deepEqual(web.asked, []);
	});

	test('is allowed by the engine\'s daemon.json too, for hosts and networks', async () => {
		await configure('docker/daemon.json', '{"insecure-registries": ["registry.example.test", "10.1.0.0/16"]}');
		const environment = {HTTPS_PROXY: 'http://127.0.0.1:1'};
		assert.deepEqual(await ask({environment}), ['http://registry.example.test/v2/team/app/manifests/1']);
		web.answer((_asked, response) => response.end(manifest));
		assert.deepEqual(await ask({name: '10.1.2.3:5000/team/app', environment}), ['http://10.1.2.3:5000/v2/team/app/manifests/1']);
		assert.match(await ask({name: '10.2.2.3:5000/team/app', environment}) as string, /can't be reached/);
	});
});

describe('a proxy', () => {
	test('is told where to and nothing else, with its own login', async () => {
		await ask({environment: {HTTPS_PROXY: web.proxy.replace('//', '//us%65r:p%40ss@')}});
		assert.deepEqual(web.proxied, [{line: 'CONNECT registry.example.test:443', login: `Basic ${Buffer.from('user:p@ss').toString('base64')}`}]);
		assert.equal(web.asked[0]?.headers['proxy-authorization'], undefined);
	});

	test('that refuses or isn\'t there is told, without its login', async () => {
		const gone = await ask({environment: {HTTPS_PROXY: 'http://user:pr0xy-secret@127.0.0.1:1'}});
		assert.match(gone as string, /registry\.example\.test can't be reached: the proxy at 127\.0\.0\.1:1: connect ECONNREFUSED/);
		assert.ok(!(gone as string).includes('pr0xy-secret'));
		assert.match(await ask({environment: {HTTPS_PROXY: `http://${web.httpHost}`}}) as string, /the proxy at .*: (?:answers|socket hang up)/);
		assert.equal(await ask({environment: {HTTPS_PROXY: 'ftp://user:pr0xy-secret@x'}}), 'HTTPS_PROXY is no address of a proxy.');
	});

	test('is chosen by scheme, in capitals or not, and left out by NO_PROXY', () => {
		const environment = {https_proxy: 'proxy.test:3128', HTTP_PROXY: 'http://plain.test', NO_PROXY: 'a.test, .b.test,*.c.test,10.0.0.0/8,d.test:444,[fe80::1],192.0.2.1'};
		const cases: ReadonlyArray<readonly [url: string, proxy: string | undefined]> = [
			['https://x.test', 'http://proxy.test:3128/'],
			['http://x.test', 'http://plain.test/'],
			['https://a.test', undefined],
			['https://sub.a.test', undefined],
			['https://ba.test', 'http://proxy.test:3128/'],
			['https://b.test', 'http://proxy.test:3128/'],
			['https://sub.b.test', undefined],
			['https://sub.c.test', undefined],
			['https://10.200.0.1', undefined],
			['https://11.0.0.1', 'http://proxy.test:3128/'],
			['https://192.0.2.1:5000', undefined],
			['https://d.test', 'http://proxy.test:3128/'],
			['https://d.test:444', undefined],
			['https://[fe80::1]', undefined],
			['https://localhost:5000', undefined],
			['https://127.0.0.1', undefined],
			['http://[::1]:5000', undefined],
		];
		for (const [url, proxy] of cases) {
			assert.equal(proxyFor(new URL(url), environment)?.href, proxy, url);
		}

		assert.equal(proxyFor(new URL('https://x.test'), {HTTPS_PROXY: 'http://p', NO_PROXY: '*'}), undefined);
		assert.equal(proxyFor(new URL('https://x.test'), {HTTPS_PROXY: ''}), undefined);
	});
});

describe('a mirror', () => {
	test('of the engine is asked before Docker Hub, and for nothing else', async () => {
		await configure('docker/daemon.json', '{"registry-mirrors": ["https://mirror.example.test/"]}');
		assert.deepEqual(await ask({name: 'docker.io/library/nginx'}), ['https://mirror.example.test/v2/library/nginx/manifests/1']);
		web.answer((_asked, response) => response.end(manifest));
		assert.deepEqual(await ask({}), ['https://registry.example.test/v2/team/app/manifests/1']);
	});

	test('that fails, or gives something else than was asked for, is passed by', async () => {
		await configure('docker/daemon.json', '{"registry-mirrors": ["https://mirror.example.test"]}');
		for (const bad of ['missing', 'changed'] as const) {
			web.answer(({url}, response) => url.includes('mirror')
				? response.writeHead(bad === 'missing' ? 404 : 200).end('{}')
				: response.end(manifest));
			assert.deepEqual(await ask({name: 'docker.io/library/nginx', reference: digest}), [
				`https://mirror.example.test/v2/library/nginx/manifests/${digest}`, `https://registry-1.docker.io/v2/library/nginx/manifests/${digest}`,
			]);
		}
	});

	test('of registries.conf is asked in the order written, for what it serves; the longest prefix counts, and files of the folder go before the first', async () => {
		await configure('containers/registries.conf', `
			unqualified-search-registries = ["docker.io"]
			[[registry]]
			prefix = "quay.io"
			location = "quay.io"
			[[registry]]
			prefix = "quay.io/team"
			location = "inner.example.test/copy"
			[[registry.mirror]]
			location = "one.example.test/cache"
			pull-from-mirror = "digest-only"
			[[registry.mirror]]
			location = "two.example.test:5000"
		`);
		web.answer(({url}, response) => url.includes('inner') ? response.end(manifest) : response.writeHead(404).end());
		assert.deepEqual(await ask({name: 'quay.io/team/app'}), ['https://two.example.test:5000/v2/app/manifests/1', 'https://inner.example.test/v2/copy/app/manifests/1']);
		web.answer(({url}, response) => url.includes('inner') ? response.end(manifest) : response.writeHead(404).end());
		assert.deepEqual(await ask({name: 'quay.io/team/app', reference: digest}), [
			`https://one.example.test/v2/cache/app/manifests/${digest}`, `https://two.example.test:5000/v2/app/manifests/${digest}`, `https://inner.example.test/v2/copy/app/manifests/${digest}`,
		]);
		web.answer((_asked, response) => response.end(manifest));
		assert.deepEqual(await ask({name: 'quay.io/teams/app'}), ['https://quay.io/v2/teams/app/manifests/1']);
		await configure('containers/registries.conf.d/10.conf', '[[registry]]\nprefix = "quay.io/team"\nlocation = "quay.io/team"\n');
		web.answer((_asked, response) => response.end(manifest));
		assert.deepEqual(await ask({name: 'quay.io/team/app'}), ['https://quay.io/v2/team/app/manifests/1']);
	});

	test('file may block a registry, make it insecure, and be one that the environment names', async () => {
		await configure('my.conf', '[[registry]]\nlocation = "registry.example.test"\nblocked = true\n[[registry]]\nprefix = "*.b.example.test"\ninsecure = true\nlocation = "plain.example.test"\n');
		const environment = {CONTAINERS_REGISTRIES_CONF: path.join(etc, 'my.conf')};
		assert.equal(await ask({environment}), 'registries.conf blocks registry.example.test.');
		assert.deepEqual(web.asked, []);
		assert.deepEqual(await ask({name: 'a.b.example.test/team/app', environment: {...environment, HTTPS_PROXY: 'http://127.0.0.1:1'}}), ['http://plain.example.test/v2/team/app/manifests/1']);
		await configure('my.conf', '[[registry]]\nlocation = ');
		assert.match(await ask({environment}) as string, /my\.conf can't be read as a list of registries/);
	});
});
