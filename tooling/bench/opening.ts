import {openTerminal, type Terminal} from '../../test/helpers/terminal.ts';
import {peakMemory} from './figures.ts';

/** When what was on the screen, in milliseconds after the start of the process. */
export type Opening = {
	readonly layers: number;
	readonly tree: number;
	/** The largest resident memory until then, in bytes. */
	readonly memory: number;
};

type OpeningOptions = {
	readonly environment: Readonly<Record<string, string>>;
	readonly columns?: number;
	readonly rows?: number;
	/** What is done with the program before it is left. */
	readonly meanwhile?: (terminal: Terminal) => Promise<void>;
};

const deadline = 180_000;

/** Starts the built program with these arguments on a screen of 120×40, unless another size is given, and waits for the layers and the whole tree. */
export async function measureOpening(arguments_: readonly string[], {meanwhile, ...options}: OpeningOptions): Promise<Opening> {
	const start = performance.now();
	const terminal = openTerminal(arguments_, options);
	try {
		await terminal.waitFor(screen => topLayer(screen) !== undefined, deadline);
		const layers = performance.now() - start;
		await terminal.waitFor(screen => screen.includes(`Files after layer ${topLayer(screen)} ─`) && /[\d,]+ files/.test(screen), deadline);
		const tree = performance.now() - start;
		const memory = peakMemory(terminal.pid);
		await meanwhile?.(terminal);
		return {layers, tree, memory};
	} finally {
		terminal.kill('SIGTERM');
		await terminal.exited;
	}
}

// It opens at the top layer, so the cursor stands there.
function topLayer(screen: string): string | undefined {
	return /^ ▶ +(\d+) /m.exec(screen)?.[1];
}
