import {readFileSync} from 'node:fs';

/** The middle one of some figures. */
export function median(figures: readonly number[]): number {
	return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)]!;
}

/** The largest resident memory of a process so far, in megabytes. */
export function peakMemory(pid: number): number {
	const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
	return Number(kilobytes) * 1024 / 1e6;
}

/** The processor time of a process and all its threads so far, in milliseconds. */
export function processorTime(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
	const ticks = Number(fields[11]) + Number(fields[12]);
	return ticks * 10;
}

/** Prints one line of the table: what, the figure, and what it stands beside. */
export function printFigure(what: string, figure: string, beside = ''): void {
	console.log(`${what.padEnd(52)} ${figure.padStart(12)}   ${beside}`);
}
