import {Box, Text} from 'ink';
import {memo} from 'react';
import type {Styled} from './styled.ts';

/** One line of the screen. It is fitted already: what Ink would cut is only what a terminal measures otherwise. */
// Blanks at the end would cost Ink time; a row without any text would have no height.
export const Row = memo(({text}: {readonly text: Styled}) => <Text wrap='truncate-end'>{text.trimEnd() || ' '}</Text>);
Row.displayName = 'Row';

/** The rows of a screen, from top to bottom. */
export function Rows({rows}: {readonly rows: readonly Styled[]}) {
	// A row of the screen has no identity but its place.
	const lines = rows.map((text, place) => <Row key={place} text={text}/>); // eslint-disable-line react/no-array-index-key
	return <Box flexDirection='column'>{lines}</Box>;
}
