import {appendFileSync} from 'node:fs';
import {LayerscopeError, messageOf} from '../errors.ts';
import {escapeText} from '../text/escape.ts';

/** Writes one line to the log; does nothing where none is wanted. */
export type Log = (message: string) => void;

/** The log that `LAYERSCOPE_LOG` names. Throws a usage error where the file can't be written. */
export function openLog(file: string | undefined): Log {
	if (file === undefined || file === '') {
		return () => undefined;
	}

	const log: Log = message => {
		appendFileSync(file, `${new Date().toISOString()} ${escapeText(message)}\n`);
	};

	try {
		log('start');
	} catch (error) {
		throw new LayerscopeError('usage', `LAYERSCOPE_LOG is ${file}, which can't be written: ${messageOf(error)}.`, {advice: 'Name a file in a folder of yours, or unset it.', cause: error});
	}

	return log;
}
