import stringWidth from 'string-width';
import {ownText, type SafeText} from './escape.ts';

// ASCII, and what this program itself adds to it: an ellipsis, arrows, rules and bars. Each takes one column.
const simple = /^[ -~\u2026\u2190-\u21FF\u2500-\u259F]*$/;
const cacheLimit = 4096;
const cache = new Map<string, number>();
const segmenter = new Intl.Segmenter();

/** How many columns a text takes on a terminal. */
export function textWidth(text: SafeText): number {
	if (simple.test(text)) {
		return text.length;
	}

	const known = cache.get(text);
	if (known !== undefined) {
		return known;
	}

	if (cache.size >= cacheLimit) {
		cache.clear();
	}

	const width = stringWidth(text);
	cache.set(text, width);
	return width;
}

type FitOptions = {
	readonly align?: 'left' | 'right';
	/** Stands for what was cut; `…` by default. */
	readonly ellipsis?: string;
};

/** A text that takes exactly `width` columns: padded, or cut with an ellipsis. */
export function fit(text: SafeText, width: number, options: FitOptions = {}): SafeText {
	const clipped = clip(text, width, options.ellipsis);
	const padding = ' '.repeat(Math.max(0, width - textWidth(clipped)));
	return ownText(options.align === 'right' ? padding + clipped : clipped + padding);
}

/** A text that takes at most `width` columns, cut with an ellipsis where it is longer. */
export function clip(text: SafeText, width: number, ellipsis = '…'): SafeText {
	if (width <= 0) {
		return ownText('');
	}

	if (textWidth(text) <= width) {
		return text;
	}

	const mark = ellipsis.length > width ? '' : ellipsis;
	return ownText(head(text, width - mark.length) + mark);
}

/** The longest beginning of a text that takes at most `width` columns. */
function head(text: SafeText, width: number): string {
	if (simple.test(text)) {
		return text.slice(0, width);
	}

	let used = 0;
	let end = 0;
	for (const {segment, index} of segmenter.segment(text)) {
		used += textWidth(ownText(segment));
		if (used > width) {
			break;
		}

		end = index + segment.length;
	}

	return text.slice(0, end);
}

/** A text in lines of at most `width` columns (2 at least), broken at spaces where there are any. */
export function wrap(text: SafeText, width: number): SafeText[] {
	const room = Math.max(2, width);
	const lines: SafeText[] = [];
	let rest: string = text;
	while (textWidth(ownText(rest)) > room) {
		const piece = head(ownText(rest), room) || [...rest][0]!;
		const space = rest[piece.length] === ' ' ? piece.length : piece.lastIndexOf(' ');
		const end = space > 0 ? space : piece.length;
		lines.push(ownText(rest.slice(0, end).trimEnd()));
		rest = rest.slice(end).trimStart();
	}

	lines.push(ownText(rest));
	return lines;
}
