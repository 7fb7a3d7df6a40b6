import {availableParallelism} from 'node:os';
import process from 'node:process';
import {closeTerminals} from '../../test/helpers/terminal.ts';
import {openContext} from './context.ts';
import {parseOptions, usage, type Options} from './options.ts';
import {diveVersion} from './peers.ts';
import {measureRow, type Measured, type Row} from './row.ts';
import {archiveRows} from './rows/archive-rows.ts';
import {engineRows} from './rows/engine-rows.ts';
import {filterRow} from './rows/filter-row.ts';
import {keyRows} from './rows/key-rows.ts';
import {pullRow} from './rows/pull-row.ts';
import {registryRow} from './rows/registry-row.ts';
import {scaleRows} from './rows/scale-rows.ts';
import {sshRow} from './rows/ssh-row.ts';
import {tocRow} from './rows/toc-row.ts';
import {markdownTable, plainTable} from './table.ts';

const rows: readonly Row[] = [...engineRows, ...archiveRows, ...scaleRows, ...keyRows, filterRow, sshRow, pullRow, tocRow, registryRow];

/** On what the figures were taken, as a sentence of the readme. */
async function machine(): Promise<string> {
	const cores = availableParallelism();
	const dive = await diveVersion();
	const compared = dive === undefined ? ' Dive isn\'t on the PATH, so nothing is compared with it.' : ` Dive is ${dive}.`;
	return `Taken on ${cores === 2 ? 'two cores' : `${cores} cores`} with Node ${process.versions.node}; medians of whole processes in a real pseudo-terminal.${compared}`;
}

async function measureAll({rows: wanted, ...options}: Options): Promise<Measured[]> {
	const context = openContext({...options, rows: wanted});
	try {
		const measured: Measured[] = [];
		for (const row of rows.filter(({name}) => wanted.length === 0 || wanted.includes(name))) {
			console.error(`measuring ${row.what}`);
			measured.push(await measureRow(row, context));
		}

		return measured;
	} finally {
		closeTerminals();
		context.close();
	}
}

async function main(): Promise<void> {
	let options: Options;
	try {
		options = parseOptions(process.argv.slice(2), process.env);
		const unknown = options.rows.filter(name => rows.every(row => row.name !== name));
		if (unknown.length > 0) {
			throw new TypeError(`no such row: ${unknown.join(', ')}`);
		}
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n\nRows: ${rows.map(({name}) => name).join(', ')}`);
		process.exitCode = 2;
		return;
	}

	const measured = await measureAll(options);
	const taken = await machine();
	console.log(options.isMarkdown ? `${taken}\n\n${markdownTable(measured)}` : `${plainTable(measured)}\n\n${taken}`);
}

await main();
