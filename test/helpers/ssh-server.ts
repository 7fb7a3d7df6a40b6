import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {
	mkdir, mkdtemp, readdir, readFile, rm, writeFile,
} from 'node:fs/promises';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {skipReason} from './programs.ts';
import {startService} from './service.ts';

/** A real sshd on loopback, with keys, accounts of known hosts and an ssh config of the tests' own. */
export type SshServer = {
	readonly port: number;
	/** For `PATH`: its `ssh` is the system's with the tests' config, where `engine-host` is an alias of the server. */
	readonly clientPath: string;
	/** For temporary files of what is tested, so that what it leaves is seen. */
	readonly folder: string;
	readonly knownHosts: string;
	/** The user's key, and the file that the server knows it by. */
	readonly key: string;
	readonly authorizedKeys: string;
	/** Another key, which nobody knows. */
	readonly otherKey: string;
	/** What sshd says of each login and each command, the oldest first. */
	readonly log: readonly string[];
	/** What layerscope has in `folder` now. */
	leftovers(): Promise<string[]>;
	/** Puts a script in the `PATH` that commands get over there. */
	addProgram(name: string, script: string): Promise<void>;
	removeProgram(name: string): Promise<void>;
	/** The processes of logins that are open. */
	sessions(): Promise<number[]>;
	/** Ends all logins as if the machine had gone. */
	dropSessions(): Promise<void>;
	stop(): Promise<void>;
};

const sshd = '/usr/sbin/sshd';

/** Why no sshd can be started here, or `false`. Throws in CI. */
export function skipWithoutSsh(...programs: readonly string[]): string | false {
	return skipReason(['ssh', 'ssh-keygen', sshd, ...programs]);
}

/** Starts sshd on a free port; what is run over it finds `programs` in its `PATH`, and the environment. */
export async function startSshServer(environment: Readonly<Record<string, string>>): Promise<SshServer> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-sshd-'));
	const at = (...names: readonly string[]) => path.join(folder, ...names);
	await Promise.all(['client', 'programs', 'tmp'].map(async name => mkdir(at(name))));
	// Where sshd locks itself in; a machine that never ran it has none.
	await mkdir('/run/sshd', {recursive: true, mode: 0o755});
	for (const name of ['host-key', 'key', 'other-key']) {
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
	}

	const port = await freePort();
	const hostKey = await readFile(at('host-key.pub'), 'utf8');
	await writeFile(at('known-hosts'), `[127.0.0.1]:${port} ${hostKey}`);
	await writeFile(at('authorized-keys'), await readFile(at('key.pub')));
	await writeFile(at('sshd-config'), serverConfig(at, port, environment));
	await writeFile(at('ssh-config'), clientConfig(at, port));
	const ssh = execFileSync('sh', ['-c', 'command -v ssh'], {encoding: 'utf8'}).trim();
	await writeFile(at('client', 'ssh'), `#!/bin/sh\nexec ${ssh} -F ${at('ssh-config')} "$@"\n`, {mode: 0o755});
	const service = await startService(sshd, ['-D', '-e', '-f', at('sshd-config')], /Server listening on/);
	const sessions = async () => childrenOf(Number(await readFile(at('pid'), 'utf8')));
	return {
		port,
		log: service.lines,
		clientPath: `${at('client')}:${process.env.PATH}`,
		folder: at('tmp'),
		knownHosts: at('known-hosts'),
		async leftovers() {
			const names = await readdir(at('tmp'));
			return names.filter(name => name.startsWith('layerscope-'));
		},
		key: at('key'),
		authorizedKeys: at('authorized-keys'),
		otherKey: at('other-key'),
		async addProgram(name, script) {
			await writeFile(at('programs', name), `#!/bin/sh\n${script}\n`, {mode: 0o755});
		},
		async removeProgram(name) {
			await rm(at('programs', name), {force: true});
		},
		sessions,
		async dropSessions() {
			for (const pid of await sessions()) {
				process.kill(pid, 'SIGKILL');
			}
		},
		async stop() {
			await service.stop();
			await rm(folder, {recursive: true, force: true});
		},
	};
}

type At = (...names: readonly string[]) => string;

function serverConfig(at: At, port: number, environment: Readonly<Record<string, string>>): string {
	const variables = Object.entries({PATH: at('programs'), ...environment}).map(([name, value]) => `${name}=${value}`);
	return [
		`Port ${port}`,
		'ListenAddress 127.0.0.1',
		`HostKey ${at('host-key')}`,
		`PidFile ${at('pid')}`,
		`AuthorizedKeysFile ${at('authorized-keys')}`,
		// Temporary folders may be open to others.
		'StrictModes no',
		'LogLevel VERBOSE',
		'UsePAM no',
		'PermitRootLogin yes',
		'PasswordAuthentication no',
		'KbdInteractiveAuthentication no',
		`SetEnv ${variables.join(' ')}`,
		'',
	].join('\n');
}

function clientConfig(at: At, port: number): string {
	return [
		'Host engine-host',
		'HostName 127.0.0.1',
		`Port ${port}`,
		'User root',
		'Host *',
		`IdentityFile ${at('key')}`,
		'IdentitiesOnly yes',
		'IdentityAgent none',
		`UserKnownHostsFile ${at('known-hosts')}`,
		'GlobalKnownHostsFile /dev/null',
		'UpdateHostKeys no',
		'',
	].join('\n');
}

async function freePort(): Promise<number> {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

async function childrenOf(pid: number): Promise<number[]> {
	const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
	return children.split(' ').filter(word => word !== '').map(Number);
}
