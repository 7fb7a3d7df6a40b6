import type {TextLine} from '../app/text-line.ts';
import type {SafeText} from '../text/escape.ts';
import type {Span, Style} from './styled.ts';

/** How a list is drawn: its title, the titles of its columns, and a row's pieces; the last piece is its name. */
export type List = {
	readonly title: SafeText;
	readonly titles: readonly Span[];
	readonly count: number;
	readonly empty: SafeText;
	readonly spans: (at: number, nameStyles: readonly Style[]) => readonly Span[];
	/** All about a row, for screens that have room for it; `at` is its number. */
	readonly details?: (at: number) => readonly TextLine[];
};
