import {Buffer} from 'node:buffer';
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {startEngine, type TestEngine} from '../../test/helpers/engine.ts';
import {buildTar} from '../../test/helpers/image-builder.ts';
import {pushImage} from '../../test/helpers/push-image.ts';
import {startRegistry} from '../../test/helpers/registry.ts';
import {openTerminal} from '../../test/helpers/terminal.ts';
import {median, processorTime} from './figures.ts';

/** What a program took for a pull on a screen of 120×40. */
export type PullCost = {
	/** Processor time of the whole program from its start, in milliseconds. */
	readonly processor: number;
	/** The same during the pull, from the first frame that tells of it; of `docker pull`, from its start. */
	readonly sinceFirstFrame: number;
	/** What reached the terminal during the pull. */
	readonly bytes: number;
	/** From the start to the end of the pull, in milliseconds. */
	readonly time: number;
};

// As large as those of an nginx image with its tools.
const layerBytes = [61e6, 64e6, 227e6, 236];
const frameStart = '\u001B[?2026h';
const deadline = 180_000;

/** Pulls an image of 352 MB from a registry on loopback into an engine of its own, by layerscope and by `docker pull` in turns. */
export async function measurePulls(runs: number): Promise<{readonly layerscope: PullCost; readonly docker: PullCost}> {
	const registry = await startRegistry();
	const engine = await startEngine();
	try {
		const reference = `${registry.host}/bench/pull:1`;
		const layers = await Promise.all(layerBytes.map(async (bytes, layer) => buildTar([{name: `noise-${layer}`, content: randomBytes(bytes)}])));
		await pushImage(registry.host, 'bench/pull', {tag: '1', layers});
		const costs: {layerscope: PullCost[]; docker: PullCost[]} = {layerscope: [], docker: []};
		for (let run = 0; run < runs; run++) {
			costs.docker.push(await dockerPull(engine, reference));
			await engine.docker('rmi', reference);
			costs.layerscope.push(await layerscopePull(engine, reference));
			await engine.docker('rmi', reference);
		}

		return {layerscope: middle(costs.layerscope), docker: middle(costs.docker)};
	} finally {
		await engine.stop();
		await registry.stop();
	}
}

function middle(costs: readonly PullCost[]): PullCost {
	const of = (figure: keyof PullCost) => median(costs.map(cost => cost[figure]));
	return {
		processor: of('processor'), sinceFirstFrame: of('sinceFirstFrame'), bytes: of('bytes'), time: of('time'),
	};
}

async function layerscopePull(engine: TestEngine, reference: string): Promise<PullCost> {
	const start = performance.now();
	const terminal = openTerminal([reference], {environment: engine.environment});
	await terminal.waitFor(/Pulling/, deadline);
	const first = processorTime(terminal.pid);
	// The layers come on the screen as soon as the image is there.
	await terminal.waitFor(/─ Layers ─/, deadline);
	const processor = processorTime(terminal.pid);
	const cost = {
		processor, sinceFirstFrame: processor - first, bytes: bytesOfPull(terminal.output()), time: performance.now() - start,
	};
	// An engine that is still packing an image keeps its layers, though it is removed.
	await terminal.waitFor(/ 4 files /, deadline);
	terminal.type('q');
	await terminal.exited;
	return cost;
}

/** What was written from the first frame that tells of the pull to the one that shows the layers, which isn't the pull's any more. */
function bytesOfPull(output: string): number {
	const told = output.indexOf('Pulling');
	const start = output.lastIndexOf(frameStart, told);
	return Buffer.byteLength(output.slice(start, output.lastIndexOf(frameStart, output.indexOf('─ Layers ─', told))));
}

async function dockerPull(engine: TestEngine, reference: string): Promise<PullCost> {
	const file = path.join(engine.folder, 'times');
	const start = performance.now();
	const terminal = openTerminal([reference, file], {environment: engine.environment, command: ['bash', '-c', 'docker pull "$0" && times > "$1"']});
	const {exitCode} = await terminal.exited;
	if (exitCode !== 0) {
		throw new Error(`docker pull ended with ${exitCode}:\n${terminal.screen().join('\n')}`);
	}

	const processor = childrenTime(readFileSync(file, 'utf8'));
	return {
		processor, sinceFirstFrame: processor, bytes: terminal.written(), time: performance.now() - start,
	};
}

// The second line of bash's `times`: what its children took, as `0m0.123s 0m0.045s`.
function childrenTime(times: string): number {
	const [user = 0, system = 0] = [...times.split('\n')[1]!.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => (Number(minutes) * 60_000) + (Number(seconds) * 1000));
	return user + system;
}
