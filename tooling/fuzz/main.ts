import {availableParallelism, tmpdir} from 'node:os';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {readFailure, writeFailure} from './failed-case.ts';
import {judge} from './judge.ts';
import {runFuzz} from './run-fuzz.ts';

const usage = `Usage: npm run fuzz -- [--seed N] [--cases N] [--time SECONDS] [--compare N] [--output DIRECTORY]
       npm run fuzz -- --replay FILE

  --seed     which cases; the same seed makes the same ones (the time of day)
  --cases    how many (20000)
  --time     when to stop before all were read (600)
  --compare  one in so many tars is listed by GNU tar and bsdtar too (20)
  --output   where cases that fail are written (the system's folder for temporary files)
  --replay   reads one of them again`;

function numberOf(text: string, name: string): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 0) {
		throw new TypeError(`--${name} takes a whole number`);
	}

	return number;
}

function parse(arguments_: readonly string[]) {
	const {values} = parseArgs({
		args: [...arguments_],
		options: {
			seed: {type: 'string', default: String(Date.now() % (2 ** 31))},
			cases: {type: 'string', default: '20000'},
			time: {type: 'string', default: '600'},
			compare: {type: 'string', default: '20'},
			output: {type: 'string', default: tmpdir()},
			replay: {type: 'string'},
		},
	});
	return {
		seed: numberOf(values.seed, 'seed'),
		cases: numberOf(values.cases, 'cases'),
		time: numberOf(values.time, 'time'),
		compared: Math.max(1, numberOf(values.compare, 'compare')),
		output: values.output,
		replay: values.replay,
	};
}

async function run({output, replay, ...options}: ReturnType<typeof parse>): Promise<boolean> {
	if (replay !== undefined) {
		const why = await judge(readFailure(replay), true);
		console.log(why ?? 'nothing is wrong with it');
		return why === undefined;
	}

	const start = performance.now();
	const {done, failures} = await runFuzz({...options, processes: availableParallelism()});
	for (const failure of failures) {
		console.log(`${writeFailure(output, options.seed, failure)}: ${failure.why}`);
	}

	console.log(`seed ${options.seed}: ${done} cases in ${Math.round((performance.now() - start) / 1000)} s, ${failures.length} failed`);
	return failures.length === 0;
}

try {
	process.exitCode = await run(parse(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
	console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
	process.exitCode = 2;
}
