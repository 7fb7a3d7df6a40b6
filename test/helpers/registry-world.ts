import {Buffer} from 'node:buffer';
import {openIn} from '../../source/registry/open-registry.ts';
import type {Registry} from '../../source/registry/registry.ts';
import {makeCertificate} from './certificate.ts';
import {sha256} from './image-builder.ts';
import {impatient} from './impatient.ts';
import {startWeb, type Asked, type Web} from './web.ts';

/** A login as it stands in a config. */
export type Login = {readonly auth?: string; readonly identitytoken?: string; readonly registrytoken?: string};

/** How `team/app` is opened, and with which login for its registry. */
export type Wish = {readonly host?: string; readonly login?: Login | undefined; readonly insecure?: readonly string[]; readonly config?: Readonly<Record<string, unknown>>};

/** A web of servers under every name, in which registries are opened. */
export type World = {
	readonly web: Web;
	/** Everything that was logged since the last was opened. */
	readonly told: string[];
	open(wish: Wish): Registry;
	askedAt(prefix: string): Asked[];
	stop(): Promise<void>;
};

/** A user and a password, and the header that says them. */
export const login: Login = {auth: Buffer.from('me:hunter2').toString('base64')};
export const basic = `Basic ${login.auth}`;

/** A manifest of no use but its digest. */
export const manifest = Buffer.from('{"schemaVersion":2}');
export const digest = sha256(manifest);

/** Starts a world. */
export async function startWorld(): Promise<World> {
	const domains = ['example.test', 'other.test', 'docker.io', 'github.io', 'example.co.uk', 'rival.co.uk'];
	const certificate = await makeCertificate([...domains.map(domain => `DNS:*.${domain}`), 'IP:127.0.0.1']);
	const web = await startWeb(certificate);
	const told: string[] = [];
	return {
		web,
		told,
		open({host = 'registry.example.test', login: given, insecure = [], config = {}}) {
			told.length = 0;
			const auths = given === undefined ? {} : {[host]: given};
			return openIn({registry: host, repository: 'team/app'}, {
				insecure,
				authorities: certificate.certFile,
				environment: {
					HOME: '/nowhere', PATH: '', HTTPS_PROXY: web.proxy, HTTP_PROXY: web.proxy, DOCKER_AUTH_CONFIG: JSON.stringify({auths, ...config}),
				},
				log(line) {
					told.push(line);
				},
			}, impatient);
		},
		askedAt: prefix => web.asked.filter(({url}) => url.startsWith(prefix)),
		async stop() {
			web.stop();
			await certificate.remove();
		},
	};
}
