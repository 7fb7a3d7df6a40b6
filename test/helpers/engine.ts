import {execFile} from 'node:child_process';
import {mkdtemp, readFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {skipReason} from './programs.ts';
import {removeFolder} from './remove-folder.ts';
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
	/** Kills the engine without a warning, as a crash does; `stop` is still needed. */
	kill(): Promise<void>;
	stop(): Promise<void>;
};

/** Which dockerd to start: this machine's, unless something else is said. */
export type EngineOptions = {
	/** Folders whose programs are found first, as in PATH. */
	readonly path?: readonly string[];
	readonly arguments?: readonly string[];
};

/** Why no engine can be started here, or `false`. Throws in CI. */
export function skipWithoutEngine(...programs: readonly string[]): string | false {
	return skipReason(['docker', 'dockerd', '/bin/busybox', ...programs]);
}

/** Starts a dockerd with folders, socket and pid file of its own; a user's engine isn't touched. */
export async function startEngine(options: EngineOptions = {}): Promise<TestEngine> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-engine-'));
	const socket = path.join(folder, 'docker.sock');
	const PATH = [...options.path ?? [], process.env.PATH].join(path.delimiter);
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
		...options.arguments ?? [],
	], /API listen on/, {PATH}).catch(async (error: unknown) => {
		await removeFolder(folder);
		throw error;
	});
	return {
		...engineAt(folder, socket),
		kill: service.kill,
		async stop() {
			await service.stop();
			await endContainerd(folder);
			await removeFolder(folder);
		},
	};
}

/** How an engine that listens on a socket is talked to, with a configuration of its own in the folder. */
export function engineAt(folder: string, socket: string): Pick<TestEngine, 'socket' | 'environment' | 'folder' | 'docker'> {
	const environment = {DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: path.join(folder, 'config'), DOCKER_BUILDKIT: '0'};
	return {
		socket,
		environment,
		folder,
		docker: async (...arguments_) => runCommand('docker', arguments_, environment),
	};
}

/** Runs a program to its end; gives its standard output. Throws what it said on standard error. */
export async function runCommand(program: string, arguments_: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
	return new Promise((resolve, reject) => {
		execFile(program, arguments_, {env: {...process.env, ...environment}, maxBuffer: 256 * 1024 * 1024}, (error, stdout, stderr) => {
			if (error === null) {
				resolve(stdout.trim());
			} else {
				reject(new Error(`${program} ${arguments_.join(' ')}: ${stderr}`, {cause: error}));
			}
		});
	});
}

// A dockerd that was killed leaves its containerd behind.
async function endContainerd(folder: string): Promise<void> {
	const pid = await readText(path.join(folder, 'exec/containerd/containerd.pid'));
	const command = pid === undefined ? undefined : await readText(`/proc/${pid}/cmdline`);
	if (command?.includes(folder)) {
		process.kill(Number(pid), 'SIGKILL');
	}
}

async function readText(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, 'utf8');
	} catch {
		return undefined;
	}
}
