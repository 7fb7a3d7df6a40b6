import {LayerscopeError} from '../errors.ts';
import {parseBytes, parseShare, type Thresholds} from '../report/gate.ts';
import type {Context} from './context.ts';
import type {Flags} from './flags.ts';

/** The thresholds of the gate. Throws a usage error for one that is no number. */
export function parseThresholds({minEfficiency, maxDead, maxDeadRatio}: Flags): Thresholds {
	return {
		minEfficiency: minEfficiency === undefined ? undefined : parseShare('--min-efficiency', minEfficiency),
		maxDead: maxDead === undefined ? undefined : parseBytes('--max-dead', maxDead),
		maxDeadRatio: maxDeadRatio === undefined ? undefined : parseShare('--max-dead-ratio', maxDeadRatio),
	};
}

/** The layer that a flag names. Throws a usage error for anything but a whole number from 0. */
export function parseLayer(text: string | undefined): number | undefined {
	if (text !== undefined && !/^\d{1,6}$/.test(text)) {
		throw new LayerscopeError('usage', `--layer is '${text}', which is no layer.`, {advice: 'Layers are counted from 0.'});
	}

	return text === undefined ? undefined : Number(text);
}

/** When the engine may pull. Throws a usage error for another word. */
export function parsePull(text: string | undefined): Context['pull'] {
	if (text !== 'missing' && text !== 'always' && text !== 'never') {
		throw new LayerscopeError('usage', `--pull is '${text}'.`, {advice: 'It can be missing, always or never.'});
	}

	return text;
}
