import {renderToString} from 'ink';
import type {State} from '../../source/app/state.ts';
import {lookOf} from '../../source/tui/look.ts';
import {Rows} from '../../source/tui/row.tsx';
import {screenLines} from '../../source/tui/screen.ts';

type DrawnOptions = {readonly ascii?: boolean; readonly color?: boolean};

// The codes of colours and attributes; nothing else that starts with an escape may be on the screen.
export const escape = '\u{1B}';
const codes = new RegExp(String.raw`${escape}\[[\d;]*m`, 'g');

/** A state as Ink draws it, with its codes. */
export function painted(state: State, {ascii = false, color = true}: DrawnOptions = {}): string {
	return renderToString(<Rows rows={screenLines(state, lookOf({ascii, color}))}/>, {columns: state.size.columns});
}

/** What was painted, without the codes of colours and attributes. */
export function withoutCodes(text: string): string {
	return text.replaceAll(codes, '');
}

/** A state as a person sees it: its rows, without codes and without blanks at their ends. */
export function drawn(state: State, options: DrawnOptions = {}): string[] {
	return withoutCodes(painted(state, options)).split('\n').map(row => row.trimEnd());
}
