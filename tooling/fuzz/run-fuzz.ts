import {type ChildProcess, fork} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import type {News, Work} from './worker.ts';

export type RunOptions = {
	readonly seed: number;
	/** How many cases. */
	readonly cases: number;
	/** When to stop before all were read, in seconds. */
	readonly time: number;
	/** How many processes read at a time. */
	readonly processes: number;
	/** One in so many tars is listed by other programs too. */
	readonly compared: number;
	/** What takes longer than this hangs, in milliseconds. A case may take 2 seconds, and says so itself where it ends after all. */
	readonly patience?: number;
	/** What the processes run; they take `Work` and tell `News`. */
	readonly program?: string;
};

export type Failure = {readonly number: number; readonly why: string};
export type Outcome = {readonly done: number; readonly failures: readonly Failure[]};

const reader = fileURLToPath(new URL('worker.ts', import.meta.url));

/** The processes of one run. */
type Readers = {readonly program: string; readonly patience: number; readonly deadline: number; readonly failures: Failure[]};

/** Reads the cases of a seed in processes of their own, so that neither a hang nor a crash is the end of the run. */
export async function runFuzz({
	seed, cases, time, processes, compared, patience = 10_000, program = reader,
}: RunOptions): Promise<Outcome> {
	const deadline = performance.now() + (time * 1000);
	const failures: Failure[] = [];
	const readers = {
		program, patience, deadline, failures,
	};
	const counts = await Promise.all(Array.from({length: processes}, async (_, first) => {
		let done = 0;
		let from = first;
		// A process that hung or crashed is followed by one that begins behind its last case.
		while (from < cases && performance.now() < deadline) {
			const end = await readIn({
				seed, from, to: cases, step: processes, compared,
			}, readers);
			done += (end.next - from) / processes;
			from = end.next;
		}

		return done;
	}));
	return {done: counts.reduce((total, count) => total + count, 0), failures: failures.toSorted((a, b) => a.number - b.number)};
}

/** Reads cases in one process, until it is done, fails for good, or the time is over; gives the number of the next case. */
async function readIn(work: Work, readers: Readers): Promise<{readonly next: number}> {
	const {failures} = readers;
	const child = fork(readers.program, {execArgv: ['--import', 'tsx', '--max-semi-space-size=32']});
	const state = {number: work.from - work.step, isDone: false};
	const end = watch(child, readers, () => {
		failures.push({number: state.number, why: `it hung: ${readers.patience / 1000} s weren't enough`});
	});
	child.on('message', (news: News) => {
		end.alive();
		if (news.type === 'begun') {
			state.number = news.number;
		} else if (news.type === 'failed') {
			failures.push({number: news.number, why: news.why});
		} else {
			state.isDone = true;
		}
	});
	child.send(work);
	await new Promise(resolve => {
		child.once('exit', resolve);
	});
	const wasStopped = end.stop();
	if (!state.isDone && !wasStopped) {
		failures.push({number: state.number, why: `the process that read it ended with ${child.exitCode ?? child.signalCode}`});
	}

	return {next: state.number + work.step};
}

/** Ends a process that says nothing for too long, or when the time is over. */
function watch(child: ChildProcess, {deadline, patience}: Readers, onHang: () => void) {
	// Starting may take long on a busy machine; a process that never does is found by the deadline.
	let last = Number.POSITIVE_INFINITY;
	let wasStopped = false;
	const timer = setInterval(() => {
		const now = performance.now();
		if (!wasStopped && (now > deadline || now - last > patience)) {
			wasStopped = true;
			child.kill('SIGKILL');
			if (now <= deadline) {
				onHang();
			}
		}
	}, 100);
	return {
		alive() {
			last = performance.now();
		},
		stop() {
			clearInterval(timer);
			return wasStopped;
		},
	};
}
