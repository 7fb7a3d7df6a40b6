import {openTerminal, type Terminal} from '../../test/helpers/terminal.ts';
import {peakMemory} from './figures.ts';

/** When what was on the screen, in milliseconds after the start. */
export type Opening = {
	readonly firstFrame: number;
	readonly layers: number;
	readonly tree: number;
	/** The largest resident memory, in megabytes. */
	readonly memory: number;
};

const deadline = 120_000;

/** Opens an image on a screen of 120×40, and leaves it open for `meanwhile`. */
export async function measureOpening(image: readonly string[], meanwhile: (terminal: Terminal) => Promise<void> = async () => undefined): Promise<Opening> {
	const start = performance.now();
	// Without an image and without an engine it is the sample; nothing is kept from one run to the next.
	const withoutEngine = image.length === 0 ? {DOCKER_HOST: 'unix:///nowhere/docker.sock'} : {};
	const terminal = openTerminal(image, {environment: {XDG_CACHE_HOME: '/dev/null', ...withoutEngine}});
	const since = async (wanted: RegExp | ((screen: string) => boolean)) => {
		await terminal.waitFor(wanted, deadline);
		return performance.now() - start;
	};

	const firstFrame = await since(/─ Layers ─/);
	const layers = await since(screen => topLayer(screen) !== undefined);
	const tree = await since(screen => screen.includes(`Files after layer ${topLayer(screen)} `) && /[\d,]+ files/.test(screen));
	const memory = peakMemory(terminal.pid);
	await meanwhile(terminal);
	terminal.type('q');
	await terminal.exited;
	return {
		firstFrame, layers, tree, memory,
	};
}

// It opens at the top layer, so the cursor stands there.
function topLayer(screen: string): string | undefined {
	return /^ ▶ +(\d+) /m.exec(screen)?.[1];
}
