import {execFileSync} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {skipWithoutSsh, startSshServer, type SshServer} from '../../../test/helpers/ssh-server.ts';
import type {Context} from '../context.ts';
import {startByteCounter} from '../byte-counter.ts';
import {measureBeside} from '../figures.ts';
import type {RealImage} from '../inputs/real-image.ts';
import {measureOpening} from '../opening.ts';
import {UnavailableError, type Figure, type Row} from '../row.ts';

/** The engine as if it was another machine's. */
export const sshRow: Row = {name: 'ssh', what: 'over ssh to loopback, the classic store readable', measure: measureSsh};

async function measureSsh(context: Context): Promise<Figure[]> {
	const reason = skipWithoutSsh('docker');
	if (reason !== false) {
		throw new UnavailableError(reason);
	}

	const image = await context.inputs.image('classic');
	const server = await startSshServer({DOCKER_HOST: image.engine.host});
	try {
		return await measureBoth(context, image, server);
	} finally {
		await server.stop();
	}
}

async function measureBoth(context: Context, image: RealImage, server: SshServer): Promise<Figure[]> {
	const docker = execFileSync('sh', ['-c', 'command -v docker'], {encoding: 'utf8'}).trim();
	await server.addProgram('docker', `exec ${docker} "$@"`);
	for (const program of ['sh', 'cat', 'tar', 'id', 'test', 'printf', 'stat', 'head', 'gzip', 'zstd', 'find', 'dd']) {
		// What a login finds on any machine.
		await server.addProgram(program, `PATH=/usr/local/bin:/usr/bin:/bin exec ${program} "$@"`);
	}

	const counter = await startByteCounter(server.port);
	try {
		const [, key] = /^\S+ (.*)$/m.exec(await readFile(server.knownHosts, 'utf8'))!;
		await writeFile(server.knownHosts, `[127.0.0.1]:${counter.port} ${key}\n`, {flag: 'a'});
		const environment = {...context.environment, PATH: server.clientPath, TMPDIR: server.folder};
		const remote = async () => {
			const before = counter.received();
			const {tree} = await measureOpening(['--host', `ssh://root@127.0.0.1:${counter.port}`, '--no-cache', '--', image.reference], {environment});
			return {tree, bytes: counter.received() - before};
		};

		const local = async () => {
			const {tree} = await measureOpening(['--host', image.engine.host, '--no-cache', '--', image.reference], context);
			return tree;
		};

		const {ours, besides} = await measureBeside(context.slowRuns, remote, [{what: 'the same engine, local', measure: local}]);
		return [
			{
				what: 'over ssh to loopback: full tree', value: ours.tree, unit: 'ms', besides, targets: [{text: 'local and 0.5 s', limit: besides[0]!.value + 500}],
			},
			{
				what: 'over ssh to loopback: bytes received', value: ours.bytes, unit: 'bytes', targets: [{text: '', limit: 1.5e6}],
			},
		];
	} finally {
		counter.stop();
	}
}
