import process from 'node:process';
import type {FuzzCase} from './fuzz-case.ts';
import {unseenNames} from './independent.ts';
import {readCase} from './read-case.ts';

// What no case may take, in milliseconds and bytes.
const longest = 2000;
const largest = 300 * 1024 * 1024;

/** What is wrong with how a case was read; `undefined` where nothing is. With `isCompared` the names of a tar are looked for in what other programs list. */
export async function judge(input: FuzzCase, isCompared: boolean): Promise<string | undefined> {
	const memory = process.memoryUsage.rss();
	const start = performance.now();
	try {
		const {names} = await readCase(input);
		const time = performance.now() - start;
		const grown = (process.resourceUsage().maxRSS * 1024) - memory;
		// The peak is that of the whole run: only one that is new belongs to this case.
		if (grown > largest && process.memoryUsage.rss() > memory) {
			return `it took ${Math.round(grown / 1e6)} MB`;
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
