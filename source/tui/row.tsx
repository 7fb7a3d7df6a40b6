import {Box, Text} from 'ink';
import {memo} from 'react';
import type {Styled} from './styled.ts';

/** One line of the screen. It is fitted already: what Ink would cut is only what a terminal measures otherwise. */
export const Row = memo(({text}: {readonly text: Styled}) => <Text wrap='truncate-end'>{text}</Text>);
Row.displayName = 'Row';

/** The rows of a screen, from top to bottom. */
export function Rows({rows}: {readonly rows: readonly Styled[]}) {
	return (
		<Box flexDirection='column'>
			{/* Rows have no identity but their place. */}
			{rows.map((text, place) => <Row key={place} text={text}/>)}
		</Box>
	);
}
