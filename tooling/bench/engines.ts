import {messageOf} from '../../source/errors.ts';
import {runCommand} from './run-command.ts';
import {UnavailableError} from './row.ts';

/** An engine that is measured with. */
export type BenchEngine = {
	readonly host: string;
	readonly store: 'classic' | 'containerd';
	/** `Docker 28.5.2`. */
	readonly name: string;
	/** Runs `docker` against it; gives its standard output. */
	readonly docker: (...arguments_: readonly string[]) => Promise<string>;
};

/** The engines at these addresses, and why the others can't be used. */
export type BenchEngines = {readonly engines: readonly BenchEngine[]; readonly reasons: readonly string[]};

/** Asks each address for its engine. */
export async function findEngines(hosts: readonly string[]): Promise<BenchEngines> {
	const found = await Promise.allSettled(hosts.map(async host => askEngine(host)));
	return {
		engines: found.filter(result => result.status === 'fulfilled').map(({value}) => value),
		reasons: found.filter(result => result.status === 'rejected').map(({reason}) => messageOf(reason)),
	};
}

async function askEngine(host: string): Promise<BenchEngine> {
	const docker = async (...arguments_: readonly string[]) => {
		const output = await runCommand('docker', ['--host', host, ...arguments_]);
		return output.trim();
	};

	const {ServerVersion: version, DriverStatus: status} = JSON.parse(await docker('info', '--format', '{{json .}}')) as {ServerVersion: string; DriverStatus: string[][] | undefined};
	const isContainerd = (status ?? []).some(([, value]) => value?.startsWith('io.containerd.snapshotter'));
	return {
		host, docker, store: isContainerd ? 'containerd' : 'classic', name: `Docker ${version}`,
	};
}

/** The engine with a kind of store. Throws an `UnavailableError` that says how one is given. */
export function engineWith(store: BenchEngine['store'], {engines, reasons}: BenchEngines): BenchEngine {
	const engine = engines.find(candidate => candidate.store === store);
	if (engine === undefined) {
		throw new UnavailableError([`no engine with a ${store} store is given by --host or LAYERSCOPE_BENCH_HOSTS`, ...reasons].join('; '));
	}

	return engine;
}
