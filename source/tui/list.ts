import type {SafeText} from '../text/escape.ts';
import type {Span, Style} from './styled.ts';

/** How a list is drawn: its title, the titles of its columns, and a row's pieces; the last piece is its name. */
export type List = {
	readonly title: SafeText;
	readonly titles: readonly Span[];
	readonly count: number;
	readonly empty: SafeText;
	readonly spans: (at: number, nameStyles: readonly Style[]) => readonly Span[];
};
