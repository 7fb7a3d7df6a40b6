import type {SafeText} from '../text/escape.ts';

/** What a line of text is, for its colour. */
export type Tone = 'plain' | 'quiet' | 'title' | 'good' | 'bad' | 'key';

/** A line of a text screen, already wrapped: a label in a column of its own, and the text. */
export type TextLine = {
	/** `undefined` where the text has the whole width; empty where a labelled text goes on. */
	readonly label: SafeText | undefined;
	readonly text: SafeText;
	readonly tone: Tone;
};
