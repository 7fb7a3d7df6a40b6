import path from 'node:path';
import process from 'node:process';
import {homeFolder} from '../home-folder.ts';
import {defaultSocket} from './default-socket.ts';
import {socketAddress, type EngineAddress} from './engine-address.ts';
import {variable, type Environment} from './environment.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import {hostAddress} from './resolve-engine.ts';

/**
Where engines usually listen, the likeliest first: Docker, rootless Docker, Docker Desktop, Colima, OrbStack, Rancher Desktop, Lima, Podman
(only the one that `CONTAINER_HOST` names, where it is set).
*/
export function usualEngines(environment: Environment): readonly EngineAddress[] {
	const home = homeFolder(environment);
	const inHome = [
		['.docker', 'run', 'docker.sock'],
		['.docker', 'desktop', 'docker.sock'],
		['.colima', 'default', 'docker.sock'],
		['.orbstack', 'run', 'docker.sock'],
		['.rd', 'docker.sock'],
		['.lima', 'default', 'sock', 'docker.sock'],
		['.lima', 'docker', 'sock', 'docker.sock'],
	].map(parts => path.join(home, ...parts));
	const runtime = variable(environment, 'XDG_RUNTIME_DIR') ?? `/run/user/${process.getuid?.() ?? 0}`;
	const podman = environment.CONTAINER_HOST
		? [hostAddress(environment.CONTAINER_HOST, 'CONTAINER_HOST', environment)]
		: [path.join(runtime, 'podman', 'podman.sock'), '/run/podman/podman.sock'].map(file => socketAddress(file, undefined));
	return [...[defaultSocket, path.join(runtime, 'docker.sock'), ...inHome].map(file => socketAddress(file, undefined)), ...podman];
}

/** The error for usual engines of which none answers: what the first said that is there at all, with all the others as its cause. */
export function noneAnswers(failures: readonly EngineUnreachableError[]): EngineUnreachableError {
	const cause = new Error(`none of these answers: ${failures.map(({message}) => message).join(' ')}`);
	const telling = failures.find(({isAbsent}) => !isAbsent);
	return new EngineUnreachableError(telling?.message ?? 'There is no container engine at any of the usual places.', {
		advice: telling?.advice ?? 'Start one, for example with `sudo systemctl start docker`, or name one with --host, --context or DOCKER_HOST.',
		cause,
		isAbsent: telling === undefined,
	});
}
