import {execFile, execFileSync} from 'node:child_process';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {skipReason} from './programs.ts';
import {startService} from './service.ts';

/** An engine of the tests' own. */
export type TestEngine = {
	readonly socket: string;
	/** The environment in which layerscope and `docker` talk to this engine and to no other. */
	readonly environment: Readonly<Record<string, string>>;
	/** A folder of the engine's own for the tests' files; removed with it. */
	readonly folder: string;
	/** Runs `docker` against this engine; gives its standard output. */
	docker(...arguments_: readonly string[]): Promise<string>;
	stop(): Promise<void>;
};

/** Why no engine can be started here, or `false`. Throws in CI. */
export function skipWithoutEngine(...programs: readonly string[]): string | false {
	return skipReason(['docker', 'dockerd', '/bin/busybox', ...programs]);
}

/** Starts a dockerd with folders, socket and pid file of its own; a user's engine isn't touched. */
export async function startEngine(): Promise<TestEngine> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-engine-'));
	const socket = path.join(folder, 'docker.sock');
	const service = await startService('dockerd', [
		'--data-root',
		path.join(folder, 'data'),
		'--exec-root',
		path.join(folder, 'exec'),
		'--pidfile',
		path.join(folder, 'pid'),
		'--host',
		`unix://${socket}`,
		'--bridge=none',
		'--iptables=false',
		'--ip6tables=false',
		'--ip-forward=false',
	], /API listen on/).catch(async (error: unknown) => {
		await removeFolder(folder);
		throw error;
	});
	const environment = {DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: path.join(folder, 'config'), DOCKER_BUILDKIT: '0'};
	return {
		socket,
		environment,
		folder,
		docker: async (...arguments_) => runDocker(arguments_, {...process.env, ...environment}),
		async stop() {
			await service.stop();
			await removeFolder(folder);
		},
	};
}

async function runDocker(arguments_: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
	return new Promise((resolve, reject) => {
		execFile('docker', arguments_, {env: environment, maxBuffer: 256 * 1024 * 1024}, (error, stdout, stderr) => {
			if (error === null) {
				resolve(stdout.trim());
			} else {
				reject(new Error(`docker ${arguments_.join(' ')}: ${stderr}`, {cause: error}));
			}
		});
	});
}

// An engine can leave mounts behind, and what is mounted can't be removed.
async function removeFolder(folder: string): Promise<void> {
	const mounts = await readFile('/proc/self/mounts', 'utf8');
	const points = mounts.split('\n').map(line => line.split(' ')[1] ?? '').filter(point => point.startsWith(`${folder}/`));
	for (const point of points.toReversed()) {
		execFileSync('umount', ['--lazy', point]);
	}

	await rm(folder, {recursive: true, force: true});
}
