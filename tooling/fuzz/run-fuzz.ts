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
};

export type Failure = {readonly number: number; readonly why: string};
export type Outcome = {readonly done: number; readonly failures: readonly Failure[]};

// What takes longer hangs, in milliseconds: a case may take 2 seconds, and says so itself where it ends after all.
const patience = 10_000;
const program = fileURLToPath(new URL('worker.ts', import.meta.url));

/** Reads the cases of a seed in processes of their own, so that neither a hang nor a crash is the end of the run. */
export async function runFuzz({seed, cases, time, processes, compared}: RunOptions): Promise<Outcome> {
	const deadline = performance.now() + (time * 1000);
	const failures: Failure[] = [];
	const counts = await Promise.all(Array.from({length: processes}, async (_, first) => {
		let done = 0;
		let from = first;
		// A process that hung or crashed is followed by one that begins behind its last case.
		while (from < cases && performance.now() < deadline) {
			const end = await readIn({
				seed, from, to: cases, step: processes, compared,
			}, deadline, failures);
			done += (end.next - from) / processes;
			from = end.next;
		}

		return done;
	}));
	return {done: counts.reduce((total, count) => total + count, 0), failures: failures.toSorted((a, b) => a.number - b.number)};
}

/** Reads cases in one process, until it is done, fails for good, or the time is over; gives the number of the next case. */
async function readIn(work: Work, deadline: number, failures: Failure[]): Promise<{readonly next: number}> {
	const child = fork(program, {execArgv: ['--import', 'tsx', '--max-semi-space-size=32']});
	const state = {number: work.from - work.step, isDone: false, hasEnded: false};
	const end = watch(child, deadline, () => {
		failures.push({number: state.number, why: `it hung: ${patience / 1000} s weren't enough`});
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
function watch(child: ChildProcess, deadline: number, onHang: () => void) {
	let last = performance.now();
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
