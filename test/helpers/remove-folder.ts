import {execFileSync} from 'node:child_process';
import {readFile, rm} from 'node:fs/promises';

/** Removes an engine's folder. An engine can leave mounts behind, and what is mounted can't be removed. */
export async function removeFolder(folder: string): Promise<void> {
	const mounts = await readFile('/proc/self/mounts', 'utf8');
	const points = mounts.split('\n').map(line => line.split(' ')[1] ?? '').filter(point => point.startsWith(`${folder}/`));
	for (const point of points.toReversed()) {
		execFileSync('umount', ['--lazy', point]);
	}

	await rm(folder, {recursive: true, force: true, maxRetries: 5});
}
