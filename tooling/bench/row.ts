import process from 'node:process';
import type {Context} from './context.ts';

/** What a figure counts: milliseconds, or bytes. */
export type Unit = 'ms' | 'bytes';

/** Something that was measured in the same run, in the unit of the figure that it stands beside; with `isUnfinished` it had taken that much when it was stopped. */
export type Beside = {readonly what: string; readonly value: number; readonly isUnfinished?: true};

/** What a figure must not exceed; `text` says where the limit comes from. */
export type Target = {readonly text: string; readonly limit: number};

/** One line of the table. */
export type Figure = {
	readonly what: string;
	readonly value: number;
	readonly unit: Unit;
	readonly besides?: readonly Beside[];
	readonly targets?: readonly Target[];
};

/** Something that can be measured by its name. */
export type Row = {
	/** As it is named on the command line. */
	readonly name: string;
	readonly what: string;
	/** Throws an `UnavailableError` where a part of it can't run here. */
	readonly measure: (context: Context) => Promise<readonly Figure[]>;
};

/** Why something can't be measured here. */
export class UnavailableError extends Error {
	override name = 'UnavailableError';
}

/** A row as it came out: its figures, or why there are none. */
export type Measured = {readonly row: Pick<Row, 'name' | 'what'>; readonly figures: readonly Figure[]; readonly reason: string | undefined};

/** Measures a row. Only what is no `UnavailableError` is a failure of the bench; it is told as a reason too, so that the other rows are printed. */
export async function measureRow(row: Row, context: Context): Promise<Measured> {
	try {
		return {row, figures: await row.measure(context), reason: undefined};
	} catch (error) {
		const [reason] = String(error instanceof UnavailableError ? error.message : error).split('\n');
		process.exitCode = error instanceof UnavailableError ? process.exitCode : 1;
		return {row, figures: [], reason};
	}
}
