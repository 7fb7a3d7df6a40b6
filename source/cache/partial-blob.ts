import {createHash, randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {
	open, readdir, rename, rm, stat, type FileHandle,
} from 'node:fs/promises';
import {hostname} from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** A blob that is being written. Only this process has it; whoever comes next goes on where it was left. */
export type PartialBlob = {
	/** Where the bytes lie meanwhile. */
	readonly path: string;
	/** Bytes that are there. */
	readonly size: () => number;
	readonly append: (bytes: Uint8Array) => Promise<void>;
	/** Throws all bytes away, since they aren't the blob's. */
	readonly restart: () => Promise<void>;
	/** Gives the file the blob's name, now that its bytes are verified; the path is the blob's from then on. */
	readonly finish: () => Promise<string>;
	/** Leaves the bytes for whoever wants the rest later. */
	readonly leave: () => Promise<void>;
};

/** Ends the names of blobs that aren't whole. */
export const partialEnding = '.partial';

// Nobody waits so long between two writes, in milliseconds.
const longestSilence = 600_000;

const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/**
Takes what there is of the blob that is to become `file`, where no other process is writing it; else begins anew. A file has one writer,
so its name says who: the one of a process that has gone is anybody's. Throws what the system says.
*/
export async function claimPartial(file: string, size: number): Promise<PartialBlob> {
	const own = `${file}.${machine}-${process.pid}-${randomBytes(4).toString('hex')}${partialEnding}`;
	for (const left of await leftovers(file)) {
		// Somebody may be quicker.
		const isTaken = await rename(left, own).then(() => true, () => false);
		if (isTaken) {
			break;
		}
	}

	const handle = await open(own, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
	const facts = await handle.stat();
	if (facts.size > size) {
		await handle.truncate(0);
	}

	return partialOf({file, own, handle}, facts.size > size ? 0 : facts.size);
}

async function leftovers(file: string): Promise<readonly string[]> {
	const folder = path.dirname(file);
	const beginning = `${path.basename(file)}.`;
	const names = await readdir(folder);
	const ours = names.filter(name => name.startsWith(beginning) && name.endsWith(partialEnding)).map(name => path.join(folder, name));
	const states = await Promise.all(ours.map(async name => ({name, bytes: await freeBytes(name)})));
	return states.filter(({bytes}) => bytes >= 0).toSorted((a, b) => b.bytes - a.bytes).map(({name}) => name);
}

/** How many bytes a leftover has; -1 where somebody is still writing it. */
async function freeBytes(name: string): Promise<number> {
	const facts = await stat(name).catch(() => undefined);
	const [, where, pid] = /\.([\da-f]{8})-(\d+)-[\da-f]{8}\.partial$/.exec(name) ?? [];
	const isWritten = pid !== undefined && Date.now() - (facts?.mtimeMs ?? 0) < longestSilence && !(where === machine && isGone(Number(pid)));
	return facts === undefined || isWritten ? -1 : facts.size;
}

function isGone(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return false;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ESRCH';
	}
}

type Parts = {readonly file: string; readonly own: string; readonly handle: FileHandle};

function partialOf({file, own, handle}: Parts, start: number): PartialBlob {
	let size = start;
	return {
		path: own,
		size: () => size,
		async append(bytes) {
			// A write may take only a part.
			for (let done = 0; done < bytes.length;) {
				const {bytesWritten} = await handle.write(bytes, done, bytes.length - done, size);
				done += bytesWritten;
				size += bytesWritten;
			}
		},
		async restart() {
			size = 0;
			await handle.truncate(0);
		},
		async finish() {
			await handle.close();
			await rename(own, file);
			return file;
		},
		async leave() {
			await handle.close();
			// More may have been left there by somebody else: the largest is taken first.
			await (size === 0 ? rm(own, {force: true}) : rename(own, `${file}.${randomBytes(4).toString('hex')}${partialEnding}`).catch(() => undefined));
		},
	};
}
