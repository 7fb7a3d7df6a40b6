import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	mkdtempSync, openSync, rmSync, statSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {skipWithoutEngine} from '../test/helpers/engine.ts';
import {median, printFigure} from './bench/figures.ts';
import {type KeyCost, measureKey} from './bench/keys.ts';
import {writeManyEntries} from './bench/million-entries.ts';
import {measureOpening, type Opening} from './bench/opening.ts';
import {measurePulls} from './bench/pull.ts';

// Prints what layerscope takes, beside `docker save` and `docker pull` on the same engine. Usage: npm run bench -- [IMAGE-OF-THE-ENGINE]

const runs = 3;
const keyPresses = 100;
const milliseconds = (figure: number) => `${Math.round(figure)} ms`;

/** How long `docker save` takes, in milliseconds, to nowhere or into a file. */
async function dockerSave(image: string, file?: string): Promise<number> {
	const start = performance.now();
	const child = spawn('docker', ['save', image], {stdio: ['ignore', file === undefined ? 'ignore' : openSync(file, 'w'), 'inherit']});
	const [code] = await once(child, 'exit') as [number];
	if (code !== 0) {
		throw new Error(`docker save ${image} ended with ${code}`);
	}

	return performance.now() - start;
}

async function medianOpening(image: readonly string[]): Promise<Opening> {
	const openings: Opening[] = [];
	for (let run = 0; run < runs; run++) {
		openings.push(await measureOpening(image));
	}

	const middle = (figure: keyof Opening) => median(openings.map(opening => opening[figure]));
	return {
		firstFrame: middle('firstFrame'), layers: middle('layers'), tree: middle('tree'), memory: middle('memory'),
	};
}

function printOpening(what: string, opening: Opening, targets: {readonly layers?: string; readonly tree?: string; readonly memory?: string} = {}): void {
	printFigure(`${what}: first frame`, milliseconds(opening.firstFrame));
	printFigure(`${what}: layers on the screen`, milliseconds(opening.layers), targets.layers);
	printFigure(`${what}: the whole tree`, milliseconds(opening.tree), targets.tree);
	printFigure(`${what}: memory at its peak`, `${Math.round(opening.memory)} MB`, targets.memory);
}

function printKey(what: string, {latency, processor, bytes}: KeyCost): void {
	printFigure(`${what}: until the screen has changed`, `${latency.toFixed(1)} ms`);
	printFigure(`${what}: processor time`, `${processor.toFixed(1)} ms`, 'target 15 ms');
	printFigure(`${what}: bytes to the terminal`, `${bytes} B`, 'target 700 B');
}

async function benchKeys(image: readonly string[]): Promise<void> {
	await measureOpening(image, async terminal => {
		// What is hashed in the background would be counted too.
		await terminal.waitFor(screen => !screen.includes('hashing'), 60_000);
		terminal.type('g');
		await terminal.waitFor(/─ Files[^]*?▶/);
		printKey('one row down and up', await measureKey(terminal, ['j', 'j', 'j', 'k', 'k', 'k'], keyPresses));
		printKey('one page down and up', await measureKey(terminal, ['\u001B[6~', '\u001B[5~'], 20));
		terminal.type('\t');
		printKey('another layer', await measureKey(terminal, ['k', 'j'], 20));
	});
}

async function benchEngine(image: string, folder: string): Promise<void> {
	const saved = path.join(folder, 'saved.tar');
	const floors = [await dockerSave(image), await dockerSave(image), await dockerSave(image, saved)];
	const save = median(floors);
	printFigure('docker save to nowhere', milliseconds(save), `${Math.round(statSync(saved).size / 1e6)} MB`);
	const store = await medianOpening([image]);
	printOpening('engine, its store where that can be read', store, {layers: 'target 300 ms', tree: `${(store.tree / save).toFixed(2)} × docker save`});
	const engine = await medianOpening([image, '--no-store']);
	printOpening('engine, its save', engine, {layers: 'target 300 ms', tree: `${(engine.tree / save).toFixed(2)} × docker save`});
	const archive = await medianOpening([saved]);
	printOpening('saved archive', archive, {tree: 'target 500 ms'});
	await benchKeys([saved]);
}

/** Pulls into an engine of its own, which needs root and the programs of the tests. */
async function benchPull(): Promise<void> {
	const reason = skipWithoutEngine('docker-registry');
	if (reason !== false) {
		console.log(`No pull is measured: ${reason}`);
		return;
	}

	const {layerscope, docker} = await measurePulls(runs);
	printFigure('docker pull: until the image is there', milliseconds(docker.time));
	printFigure('pull: until the layers are on the screen', milliseconds(layerscope.time));
	printFigure('pull: processor time', milliseconds(layerscope.sinceFirstFrame), `docker pull ${milliseconds(docker.processor)}, target 300 ms more`);
	printFigure('pull: processor time with the start of the program', milliseconds(layerscope.processor));
	printFigure('pull: bytes to the terminal', `${layerscope.bytes} B`, `docker pull ${docker.bytes} B, target at most twice as many`);
}

async function main(): Promise<void> {
	const folder = mkdtempSync(path.join(tmpdir(), 'layerscope-bench-'));
	try {
		const image = process.argv[2];
		printOpening('sample', await medianOpening([]));
		if (image === undefined) {
			console.log('No image was named, so nothing is measured on the engine: npm run bench -- IMAGE');
			await benchKeys([]);
		} else {
			await benchEngine(image, folder);
		}

		await benchPull();
		const many = path.join(folder, 'many.tar');
		writeManyEntries(many, 1_000_000);
		printOpening('1,000,000 entries', await medianOpening([many]), {tree: 'target 4,000 ms', memory: 'target 512 MB'});
	} finally {
		rmSync(folder, {recursive: true});
	}
}

await main();
