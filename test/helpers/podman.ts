import {
	mkdtemp, readdir, readFile, writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {engineAt, runCommand, type TestEngine} from './engine.ts';
import {skipReason} from './programs.ts';
import {removeFolder} from './remove-folder.ts';
import {startService} from './service.ts';

/** Podman's service, which the `docker` program can talk to as well. */
export type TestPodman = TestEngine & {
	/** Runs `podman` itself on the same images; gives its standard output. */
	podman(...arguments_: readonly string[]): Promise<string>;
};

/** Why no Podman can be started here, or `false`. Throws in CI. */
export function skipWithoutPodman(...programs: readonly string[]): string | false {
	return skipReason(['podman', 'docker', ...programs]);
}

/** Starts Podman's service with root, runroot and socket of its own. `registries` are those (`host:port`) that speak plain HTTP: Podman must know them before. */
export async function startPodman(registries: readonly string[] = []): Promise<TestPodman> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-podman-'));
	const socket = path.join(folder, 'podman.sock');
	const configuration = path.join(folder, 'registries.conf');
	await writeFile(configuration, registries.map(host => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`).join(''));
	const containers = path.join(folder, 'containers.conf');
	// Where root may have few open files, containers with Podman's usual limit don't start.
	await writeFile(containers, '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n');
	// Nothing of the user's own, such as logins, may come in.
	const environment = {
		CONTAINERS_CONF: containers, CONTAINERS_REGISTRIES_CONF: configuration, HOME: folder, REGISTRY_AUTH_FILE: path.join(folder, 'auth.json'),
	};
	const common = ['--root', path.join(folder, 'root'), '--runroot', path.join(folder, 'run')];
	const service = await startService('podman', [
		'--log-level=info', ...common, 'system', 'service', '--time', '0', `unix://${socket}`,
	], /API service listening on/, environment).catch(async (error: unknown) => {
		await removeFolder(folder);
		throw error;
	});
	return {
		...engineAt(folder, socket),
		podman: async (...arguments_) => runCommand('podman', [...common, ...arguments_], environment),
		kill: service.kill,
		async stop() {
			await service.stop();
			await endMonitors(folder);
			await removeFolder(folder);
		},
	};
}

// What watched over an `exec` stays for minutes, and then it would make the folder anew.
async function endMonitors(folder: string): Promise<void> {
	const processes = await readdir('/proc');
	await Promise.all(processes.filter(name => /^\d+$/.test(name)).map(async pid => {
		const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
		if (command.includes('conmon\0') && command.includes(`${folder}/`)) {
			endProcess(Number(pid));
		}
	}));
}

function endProcess(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch (error) {
		// It may have ended by itself, or with the one that started it.
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
			throw error;
		}
	}
}
