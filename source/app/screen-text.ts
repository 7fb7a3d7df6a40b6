import {helpText} from './help-text.ts';
import {imageText, rawText} from './image-text.ts';
import {instructionLines, layerFactLines} from './layer-text.ts';
import {blankLine} from './lines.ts';
import type {Screen, State} from './state.ts';
import type {TextLine} from './text-line.ts';

// A blank column on either side.
const margins = 2;

/** The lines of a screen that is a text, wrapped for the terminal. */
export function textOf(state: State, screen: Extract<Screen, {top: number}>): readonly TextLine[] {
	const width = state.size.columns - margins;
	switch (screen.kind) {
		case 'details': {
			return [...instructionLines(state, width), blankLine, ...layerFactLines(state, width)];
		}

		case 'config': {
			return screen.isRaw ? rawText(state.session.image?.configText, width) : imageText(state.session, width);
		}

		case 'help': {
			return helpText(state.help, width);
		}
	}
}
