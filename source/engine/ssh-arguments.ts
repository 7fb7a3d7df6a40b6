import type {SshAddress} from './ssh-address.ts';

/** The options of every ssh that goes over a login: nothing of its own to forward, and never a terminal over there. */
const common = ['-a', '-x', '-T', '-o', 'ClearAllForwardings=yes', '-o', 'ControlPersist=no', '-o', 'RemoteCommand=none'];

function hostArguments({user, host, port}: SshAddress): string[] {
	return [
		...(user === undefined ? [] : ['-l', user]),
		...(port === undefined ? [] : ['-p', String(port)]),
		'--',
		host,
	];
}

// In a path of its own socket ssh would replace what stands behind a percent sign.
function controlPath(socket: string): string[] {
	return ['-S', socket.replaceAll('%', '%%')];
}

/** Logs in, then waits in the background at a socket for others. It gives up by itself where the other side is silent for half a minute. */
export function loginArguments(address: SshAddress, socket: string, mayAsk: boolean): string[] {
	return [
		...common,
		...controlPath(socket),
		'-M',
		'-N',
		'-f',
		'-o',
		'ControlMaster=yes',
		'-o',
		'ConnectTimeout=30',
		'-o',
		'ServerAliveInterval=10',
		'-o',
		'ServerAliveCountMax=3',
		...(mayAsk ? [] : ['-o', 'BatchMode=yes']),
		...hostArguments(address),
	];
}

/** Runs a command over a login; where that has gone it fails, since a login of its own might ask something. */
export function channelArguments(address: SshAddress, socket: string, command: string): string[] {
	return [...common, ...controlPath(socket), '-o', 'ControlMaster=no', '-o', 'BatchMode=yes', '-o', 'ProxyCommand=false', ...hostArguments(address), command];
}

/** Asks whether a login is still there. */
export function checkArguments(address: SshAddress, socket: string): string[] {
	return [...controlPath(socket), '-O', 'check', ...hostArguments(address)];
}

/** The programs over there that may speak for an engine, the likeliest first, as words for a shell. */
export function programs({path}: SshAddress): readonly [string, string] {
	return path === undefined ? ['docker', 'podman'] : [`docker --host=${quoted(`unix://${path}`)}`, `podman --url=${quoted(`unix://${path}`)}`];
}

/** What to run over there, the likeliest first. Each is one word for the shell over there. */
export function dialCommands(address: SshAddress): readonly string[] {
	return programs(address).map(program => `${program} system dial-stdio`);
}

/** Runs what comes on standard input in a POSIX shell, whichever shell a login over there gets. */
export function shellCommand(asRoot: boolean): string {
	return asRoot ? 'sudo -n /bin/sh -s' : '/bin/sh -s';
}

// One that needs no quotes has none, for whoever compares commands over there.
function quoted(text: string): string {
	return /^[\w/:.@+-]+$/.test(text) ? text : `'${text.replaceAll('\'', String.raw`'\''`)}'`;
}
