import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {startService} from './service.ts';

/** A registry on loopback of the tests' own. */
export type TestRegistry = {
	/** `127.0.0.1:port`: the beginning of its references. */
	readonly host: string;
	/** The folder of what it keeps, which several may share. */
	readonly data: string;
	stop(): Promise<void>;
};

type RegistrySettings = {
	readonly more?: Readonly<Record<string, unknown>>;
	readonly tls?: {readonly certFile: string; readonly keyFile: string};
	/** What another one keeps. */
	readonly data?: string;
};

/** Starts Debian's docker-registry on a free port, with a folder of its own; `more` is for its configuration, such as `auth`. */
export async function startRegistry({more = {}, tls, data}: RegistrySettings = {}): Promise<TestRegistry> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-registry-'));
	const config = path.join(folder, 'config.json');
	// JSON is YAML.
	await writeFile(config, JSON.stringify({
		version: 0.1,
		storage: {filesystem: {rootdirectory: data ?? path.join(folder, 'data')}, delete: {enabled: true}},
		http: {addr: '127.0.0.1:0', ...(tls === undefined ? {} : {tls: {certificate: tls.certFile, key: tls.keyFile}})},
		...more,
	}));
	const {ready, stop} = await startService('docker-registry', ['serve', config], /listening on (127\.0\.0\.1:\d+)/);
	return {
		host: ready[1]!,
		data: data ?? path.join(folder, 'data'),
		async stop() {
			await stop();
			await rm(folder, {recursive: true, force: true});
		},
	};
}
