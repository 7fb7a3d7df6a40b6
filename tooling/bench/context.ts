import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {engineWith, findEngines, type BenchEngine} from './engines.ts';
import {openInputs, type Inputs} from './inputs/inputs.ts';
import type {Options} from './options.ts';

/** What rows measure with; what takes time is made when a row first asks for it. */
export type Context = {
	readonly runs: number;
	/** For peers that take seconds each. */
	readonly slowRuns: number;
	/** A folder of this run's own. */
	readonly temporary: string;
	/** In which layerscope runs: a cache of this run's own, so that a start finds compiled code but nothing of the user's. */
	readonly environment: Readonly<Record<string, string>>;
	readonly engine: (store: BenchEngine['store']) => Promise<BenchEngine>;
	readonly inputs: Inputs;
	readonly close: () => void;
};

/** Prepares a run. */
export function openContext(options: Options): Context {
	const temporary = mkdtempSync(path.join(tmpdir(), 'layerscope-bench-'));
	let engines: ReturnType<typeof findEngines> | undefined;
	const engine: Context['engine'] = async store => {
		engines ??= findEngines(options.hosts);
		return engineWith(store, await engines);
	};

	return {
		runs: options.runs,
		slowRuns: Math.min(options.runs, 3),
		temporary,
		environment: {XDG_CACHE_HOME: path.join(temporary, 'cache'), DOCKER_HOST: 'unix:///nowhere/engine.sock'},
		engine,
		inputs: openInputs(options, engine),
		close() {
			rmSync(temporary, {recursive: true, force: true});
		},
	};
}
