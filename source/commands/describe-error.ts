import {exitCodes, LayerscopeError, messageOf} from '../errors.ts';
import {escapeText} from '../text/escape.ts';

/** An error as it is told on standard error, and the exit code it has. With `withCause` what lay behind it comes below. */
export function describeError(error: unknown, withCause: boolean): {readonly text: string; readonly exitCode: number} {
	const lines = [escapeText(describe(error)), ...(withCause ? causes(error) : [])];
	return {text: `layerscope: ${lines.join('\n')}`, exitCode: error instanceof LayerscopeError ? exitCodes[error.kind] : exitCodes.unreadable};
}

function describe(error: unknown): string {
	if (error instanceof LayerscopeError) {
		return error.advice === undefined ? error.message : `${error.message} ${error.advice}`;
	}

	return `Something unexpected went wrong: ${messageOf(error)}. Run it again with --debug to see where.`;
}

function causes(error: unknown): string[] {
	const lines: string[] = [];
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const frames = (cause.stack ?? '').split('\n').slice(1);
		lines.push(...frames.map(frame => escapeText(frame)), ...(cause.cause === undefined ? [] : [escapeText(`because: ${messageOf(cause.cause)}`)]));
	}

	return lines;
}
