import process from 'node:process';
import type {FuzzCase} from './fuzz-case.ts';
import {unseenNames} from './independent.ts';
import {readCase} from './read-case.ts';

/** What no case may take, in milliseconds and in bytes of memory, and what reads it. */
export type Judging = {readonly longest: number; readonly largest: number; readonly read: typeof readCase};

const usual: Judging = {longest: 2000, largest: 300 * 1024 * 1024, read: readCase};

/** What is wrong with how a case was read; `undefined` where nothing is. With `isCompared` the names of a tar are looked for in what other programs list. */
export async function judge(input: FuzzCase, isCompared: boolean, {longest, largest, read} = usual): Promise<string | undefined> {
	const memory = process.memoryUsage.rss();
	const peak = peakOfMemory();
	const start = performance.now();
	try {
		const {names} = await read(input);
		const time = performance.now() - start;
		const newPeak = peakOfMemory();
		// The peak is that of the whole run: only one that is new belongs to this case.
		if (newPeak > peak && newPeak - memory > largest) {
			return `it took ${Math.round((newPeak - memory) / 1e6)} MB`;
		}

		if (time > longest) {
			return `it took ${Math.round(time)} ms`;
		}

		const unseen = isCompared && input.kind === 'tar' && names.length > 0 ? await unseenNames(input.bytes, names) : [];
		return unseen.length === 0 ? undefined : `other programs don't list ${unseen.slice(0, 3).map(name => JSON.stringify(name)).join(', ')}`;
	} catch (error) {
		return `it threw ${error instanceof Error ? error.stack : String(error)}`;
	}
}

const peakOfMemory = () => process.resourceUsage().maxRSS * 1024;
