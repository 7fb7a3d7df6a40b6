import process from 'node:process';
import {doors, type Door} from './hostile-case.ts';

/** By case and door, what came of it. */
export type Results = Map<string, Map<Door, string>>;

const legend = 'E error, E0 of layer 0, E×9 of nine layers, W kept with a warning, ok plain, - can\'t be, . spared, ! not as expected';

/** Prints a group's table of cases and doors. */
export function printTable(group: string, results: Results): void {
	const width = Math.max(group.length, ...[...results.keys()].map(name => name.length));
	const lines = [
		`${group.padEnd(width)}  ${doors.map(door => door.padEnd(8)).join(' ')}`,
		...[...results].map(([name, cells]) => `${name.padEnd(width)}  ${doors.map(door => (cells.get(door) ?? '?').padEnd(8)).join(' ')}`),
		legend,
	];
	process.stdout.write(`${lines.map(line => line.trimEnd()).join('\n')}\n`);
}
