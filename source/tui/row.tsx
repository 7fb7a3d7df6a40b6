import {Transform} from 'ink';
import type {Styled} from './styled.ts';

/**
The rows of a screen, from top to bottom. They are fitted already and hold nothing that has to be cleaned, so Ink gets a line for each that it
has neither to measure nor to lay out again, and the rows themselves only when these lines are written.
*/
export function Rows({rows}: {readonly rows: readonly Styled[]}) {
	const places = rows.map(() => ' ').join('\n');
	return <Transform accessibilityLabel={rows.join('\n')} transform={(_, place) => rows[place]!}>{places}</Transform>;
}
