import process from 'node:process';
import type {Styled} from './styled.ts';

const enter = '\u{1B}[?1049h\u{1B}[?25l';
const leave = '\u{1B}[?25h\u{1B}[?1049l';
const begin = '\u{1B}[?2026h';
const end = '\u{1B}[?2026l';
const home = '\u{1B}[H';

/** The terminal's other screen before Ink is loaded, which takes longer than reading most images. */
export type FirstFrame = {
	/** Draws a screen, whose rows are as wide as the terminal. */
	readonly paint: (rows: readonly Styled[]) => void;
	/** Lets Ink begin, which draws the same screen once more over it; `start` is what does so, at once. */
	readonly handOver: <Result>(start: () => Result) => Result;
	/** Goes back to the usual screen, unless Ink has begun. */
	readonly leave: () => void;
};

/** Enters the other screen. It is left however the program ends, until Ink sees to that. */
export function enterScreen(stdout: NodeJS.WriteStream): FirstFrame {
	let isOurs = true;
	let painted = '';
	const back = () => {
		process.off('exit', back);
		if (isOurs) {
			isOurs = false;
			stdout.write(leave);
		}
	};

	process.on('exit', back);
	stdout.write(enter);
	return {
		paint(rows) {
			// Each row has its place, so that one which a terminal measures otherwise moves no other.
			const text = rows.map((row, place) => `\u{1B}[${place + 1}H${row}`).join('');
			if (text !== painted) {
				painted = text;
				stdout.write(begin + text + end);
			}
		},
		handOver(start) {
			stdout.write(home);
			const result = withoutEntering(stdout, start);
			isOurs = false;
			process.off('exit', back);
			return result;
		},
		leave: back,
	};
}

/** Entering the screen again would clear it. */
function withoutEntering<Result>(stdout: NodeJS.WriteStream, start: () => Result): Result {
	const {write} = stdout;
	stdout.write = ((...given: Parameters<typeof write>) => (given[0] as unknown) === '\u{1B}[?1049h' || write.apply(stdout, given)) as typeof write;
	try {
		return start();
	} finally {
		stdout.write = write;
	}
}
