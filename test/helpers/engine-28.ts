import {execFileSync} from 'node:child_process';
import {existsSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {skipWithoutEngine, startEngine, type TestEngine} from './engine.ts';

const script = path.resolve('../shared/engines/docker-28.sh');
const folder = path.join(tmpdir(), 'layerscope-docker-28');

/** Why no Docker 28 can be started here, as one line, or `false`. Throws in CI. */
export function skipWithoutEngine28(...programs: readonly string[]): string | false {
	const reason = skipWithoutEngine('flock', 'curl', ...programs);
	if (reason !== false || existsSync(script)) {
		return reason;
	}

	if (process.env.CI) {
		throw new Error(`These tests must run in CI, but can't: ${script} isn't there`);
	}

	return 'the script that unpacks Docker 28 isn\'t there';
}

/** Starts a Docker 28 with the containerd store, which is unpacked once and kept under the system's temporary directory. */
export async function startEngine28(): Promise<TestEngine> {
	unpack();
	return startEngine({
		path: [path.join(folder, 'usr/bin'), path.join(folder, 'usr/sbin')],
		arguments: ['--feature', 'containerd-snapshotter=true'],
	});
}

// Test files run side by side, and a half unpacked engine must not be taken for a whole one.
function unpack(): void {
	const once = 'test -d "$1" || { rm -rf "$1.part" && bash "$2" "$1.part" && mv "$1.part" "$1"; }';
	execFileSync('flock', [`${folder}.lock`, 'bash', '-c', once, 'unpack', folder, script], {stdio: ['ignore', 'ignore', 'pipe']});
	if (statSync(folder).uid !== process.getuid?.()) {
		throw new Error(`${folder} belongs to somebody else: its programs aren't run`);
	}
}
