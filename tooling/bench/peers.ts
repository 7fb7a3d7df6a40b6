import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {rmSync, statSync} from 'node:fs';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {skipReason} from '../../test/helpers/programs.ts';
import {UnfinishedError, type Peer} from './figures.ts';
import type {RealImage} from './inputs/real-image.ts';
import {runCommand} from './run-command.ts';

/** `docker save` of an image to nowhere: what every peer waits for. */
export function dockerSave({engine, reference}: RealImage): Peer {
	return {what: 'docker save', measure: async () => timeProgram('docker', ['--host', engine.host, 'save', reference])};
}

/** `gzip -dc` of files one after another, to nowhere. */
export function gzipOneByOne(files: readonly string[]): Peer {
	return {
		what: 'gzip -dc, one by one',
		async measure() {
			let time = 0;
			for (const file of files) {
				time += await timeProgram('gzip', ['-dc', file]);
			}

			return time;
		},
	};
}

/** `skopeo copy` of an image of a registry without TLS into an OCI layout that isn't there yet. */
export function skopeoCopy(reference: string, folder: string): Peer {
	return {
		what: 'skopeo copy',
		async measure() {
			rmSync(folder, {recursive: true, force: true});
			return timeProgram('skopeo', ['copy', '--quiet', '--src-tls-verify=false', `docker://${reference}`, `oci:${folder}`]);
		},
	};
}

/** Gunzip of files in Node, on two threads, to nowhere. */
export function gunzipOnTwo(files: readonly string[]): Peer {
	// The largest first, or it would be alone at the end.
	const ordered = files.toSorted((a, b) => statSync(b).size - statSync(a).size);
	const script = fileURLToPath(new URL('gunzip-two.js', import.meta.url));
	return {what: 'gunzip on two threads', measure: async () => timeProgram(process.execPath, [script, ...ordered])};
}

/** A Node that does nothing: the floor of every start. */
export const emptyNode: Peer = {what: 'node -e 0', measure: async () => timeProgram(process.execPath, ['-e', '0'])};

/** What dive calls itself, `dive 0.13.1`; `undefined` where there is none to compare with. */
export async function diveVersion(): Promise<string | undefined> {
	const version = hasDive() ? await runCommand('dive', ['--version']) : undefined;
	return version?.trim();
}

function hasDive(): boolean {
	return skipReason(['dive'], {root: false}) === false;
}

/** `dive --ci` on an image of an engine, where there is a dive. */
export function diveImage({engine, reference}: RealImage): Peer[] {
	return dive(['--ci', reference], {DOCKER_HOST: engine.host});
}

/** `dive --ci` on a docker archive, where there is a dive. */
export function diveArchive(file: string): Peer[] {
	return dive(['--ci', '--source', 'docker-archive', file]);
}

function dive(arguments_: readonly string[], environment: Readonly<Record<string, string>> = {}): Peer[] {
	return hasDive() ? [{what: 'dive --ci', measure: async () => timeDive(arguments_, environment)}] : [];
}

// In milliseconds; of a million entries it takes several minutes.
const longestDive = 60_000;

async function timeDive(arguments_: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
	const start = performance.now();
	const child = spawn('dive', arguments_, {stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, ...environment}, timeout: longestDive});
	const output = await text(child.stdout);
	if (child.killed) {
		throw new UnfinishedError(longestDive);
	}

	// It ends with 1 both where it failed and where an image doesn't pass its gate.
	if (!output.includes('Results:')) {
		throw new Error(`dive ${arguments_.join(' ')} came to no result`);
	}

	return performance.now() - start;
}

/** How long a program takes from its start to its end, in milliseconds. Throws where it fails. */
async function timeProgram(file: string, arguments_: readonly string[]): Promise<number> {
	const start = performance.now();
	const child = spawn(file, arguments_, {stdio: ['ignore', 'ignore', 'inherit']});
	const [code] = await once(child, 'exit') as [number];
	if (code !== 0) {
		throw new Error(`${[file, ...arguments_].join(' ')} ended with ${code}`);
	}

	return performance.now() - start;
}
