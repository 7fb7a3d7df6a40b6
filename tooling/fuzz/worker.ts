import process from 'node:process';
import {caseOf} from './fuzz-case.ts';
import {judge} from './judge.ts';

/** The cases that a process has to read, and how many of the tars are compared with other programs: one in so many. */
export type Work = {readonly seed: number; readonly from: number; readonly to: number; readonly step: number; readonly compared: number};

/** What the process tells: which case it begins, and what was wrong with one. */
export type News =
	| {readonly type: 'begun'; readonly number: number}
	| {readonly type: 'failed'; readonly number: number; readonly why: string}
	| {readonly type: 'done'};

const tell = async (news: News) => new Promise<void>(resolve => {
	process.send!(news, undefined, undefined, () => {
		resolve();
	});
});

async function read({
	seed, from, to, step, compared,
}: Work): Promise<void> {
	for (let number = from; number < to; number += step) {
		// Told before it is read, since it may never end.
		await tell({type: 'begun', number});
		const why = await judge(caseOf(seed, number), Math.floor(number / step) % compared === 0);
		if (why !== undefined) {
			await tell({type: 'failed', number, why});
		}
	}

	await tell({type: 'done'});
	process.disconnect();
}

process.once('message', (work: Work) => {
	void read(work);
});
