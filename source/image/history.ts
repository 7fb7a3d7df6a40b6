import type {HistoryRecord} from './image-config.ts';
import type {HistoryStep} from './image-facts.ts';
import type {Warning, WarningCode} from './warning.ts';

/** The steps of an image's history, each with the layer it made, and what is wrong with them. */
export type PairedHistory = {
	readonly steps: readonly HistoryStep[];
	readonly warnings: readonly Warning[];
};

/**
Pairs a config's history with its layers: the i-th record that isn't `empty_layer` made layer i (OCI image-spec, config.md).
Where there are more or fewer of them than layers, no step is given a layer, because any pairing would be a guess.
*/
export function pairHistory(records: readonly HistoryRecord[], layerCount: number): PairedHistory {
	const making = records.filter(record => !record.isEmptyLayer).length;
	let layer = 0;
	const steps = records.map(record => ({
		instruction: formatInstruction(record.createdBy) || (record.comment ?? ''),
		created: record.created,
		comment: record.comment,
		layer: record.isEmptyLayer || making !== layerCount ? undefined : layer++,
	}));
	return {steps, warnings: historyWarnings(records.length, making, layerCount)};
}

function historyWarnings(records: number, making: number, layers: number): readonly Warning[] {
	if (making === layers) {
		return [];
	}

	return records === 0
		? [aboutHistory('history-missing', 'The config has no history, so the instructions that made the layers are not known.')]
		: [aboutHistory('history-mismatch', `The history tells of ${making} layers, but there are ${layers}, so no instruction can be given to a layer.`)];
}

function aboutHistory(code: WarningCode, message: string): Warning {
	return {
		code, layer: undefined, path: undefined, message,
	};
}

const shell = String.raw`(?:/bin/sh -c|cmd /S /C)`;
const nothing = new RegExp(String.raw`^${shell} #\(nop\)\s*`);
const shellPrefix = new RegExp(`^${shell} ?`);
const buildArguments = /^\|\d+ /;
const anyShell = /^\/\S+(?: \S+)* -c /;

// Builders write Go's map (`map[80/tcp:{}]`) or list (`[80/tcp]`) of ports.
function exposedPorts(line: string): string {
	const ports = /^EXPOSE (?:map)?\[(.*)]$/.exec(line)?.[1];
	return ports === undefined ? line : `EXPOSE ${ports.replaceAll(/:(?:{}|struct{}{})/g, '')}`.trim();
}

/** The line of the Dockerfile that a history record's `created_by` stands for; a text of another form stays as it is. */
export function formatInstruction(createdBy: string | undefined): string {
	const text = (createdBy ?? '').trim();
	const line = text.replace(/\s*# buildkit$/, '');
	if (nothing.test(line)) {
		return exposedPorts(line.replace(nothing, '').trim());
	}

	if (line.startsWith('RUN ')) {
		return `RUN ${commandOf(line.slice('RUN '.length))}`;
	}

	const isCommand = shellPrefix.test(line) || buildArguments.test(line) || anyShell.test(line);
	return isCommand ? `RUN ${commandOf(line)}` : exposedPorts(line);
}

// `|2 A=b C=d /bin/sh -c make` is `make` run with two build arguments; their values may hold spaces, so they end where the shell begins.
function commandOf(text: string): string {
	if (!buildArguments.test(text)) {
		return text.replace(shellPrefix, '').trim();
	}

	const rest = text.replace(buildArguments, '');
	const start = rest.search(new RegExp(`(?:^| )${shell} `));
	if (start < 0) {
		return rest.trim();
	}

	return `${rest.slice(0, start)} ${rest.slice(start).trim().replace(shellPrefix, '')}`.trim();
}
