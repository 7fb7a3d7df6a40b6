import process from 'node:process';
import {deadPaths} from '../image/dead-bytes.ts';
import {crossedThresholds, type Thresholds} from '../report/gate.ts';
import {jsonReport} from '../report/json-report.ts';
import {deadPathLines, textReport} from '../report/text-report.ts';
import type {Context} from './context.ts';
import {withImage} from './load.ts';
import {writeTexts} from './output.ts';

const blamed = 20;

type ReportWish = {
	readonly thresholds: Thresholds;
	/** Whether a registry's layers are fetched for what only they tell. */
	readonly isWhole: boolean;
};

/** Prints the report of an image as text or JSON. Gives 1 where it crosses a threshold, with the paths to blame on standard error. */
export async function showReport(argument: string | undefined, {thresholds, isWhole}: ReportWish, context: Context): Promise<number> {
	const isGate = Object.values(thresholds).some(threshold => threshold !== undefined);
	return withImage(argument, {...context, isBrief: context.isJson && !isWhole && !isGate}, async ({source, loaded}) => {
		const report = context.isJson ? `${jsonReport(loaded, source.kind)}\n` : textReport(loaded, source.location);
		await writeTexts(process.stdout, [report]);
		const crossed = crossedThresholds(loaded.lifetimes, thresholds);
		for (const line of crossed.length === 0 ? [] : [...crossed, ...deadPathLines(deadPaths(loaded.lifetimes, blamed))]) {
			context.say(line);
		}

		return crossed.length === 0 ? 0 : 1;
	});
}
