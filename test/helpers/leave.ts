import type {Terminal} from './terminal.ts';

/** Leaves the program with q, and gives its exit code. */
export async function leave(terminal: Terminal): Promise<number> {
	terminal.type('q');
	const {exitCode} = await terminal.exited;
	return exitCode;
}
