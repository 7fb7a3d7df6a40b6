import {rowChanges} from './row-changes.ts';

/** What of a terminal is needed to draw on it. */
type Screen = {readonly isTTY?: boolean; readonly columns: number; readonly rows: number; write(text: string): unknown};

/** How Ink puts frames on a terminal: its own object, which is also called with each frame. */
export type FrameLog = {
	(frame: string): boolean;
	clear(): void;
	done(): void;
	reset(): void;
	sync(frame: string): void;
	setCursorPosition(position: {readonly x: number; readonly y: number} | undefined): void;
	isCursorDirty(): boolean;
	willRender(frame: string): boolean;
	getCursorPosition(): undefined;
};

/** What Ink's `log-update.js` exports. */
export type LogUpdate<Log> = {create(stream: Screen, options?: {readonly incremental?: boolean}): Log};

const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';
const erase = '\u001B[H\u001B[J';
// A terminal that knows these shows what is between them at once.
const begin = '\u001B[?2026h';
const end = '\u001B[?2026l';

/** What is on the terminal, and how large that was. */
type Shown = {readonly rows: readonly string[]; readonly columns: number; readonly height: number};

/** The rows of a frame; Ink ends one that doesn't fill the terminal with a line end. */
function rowsOf(frame: string): readonly string[] {
	return (frame.endsWith('\n') ? frame.slice(0, -1) : frame).split('\n');
}

/** What a frame writes over what is shown; all of it where that isn't known or was another size. */
function changesOf(rows: readonly string[], shown: Shown | undefined, {columns, rows: height}: Screen): string {
	const known = shown?.columns === columns && shown.height === height ? shown : undefined;
	if (rows.length > height) {
		// Only while a terminal is being made smaller: the frame for its new size is on its way.
		return rows.slice(0, height).map((row, place) => rowChanges(place, '', row, columns)).join('');
	}

	const changes = Array.from({length: Math.max(rows.length, known?.rows.length ?? 0)}, (_, place) => rowChanges(place, known?.rows[place] ?? '', rows[place] ?? '', columns));
	return (known === undefined ? hideCursor + erase : '') + changes.join('');
}

/** A log that writes only the cells that changed, at absolute addresses: for frames that have the whole terminal. */
function createCellLog(stream: Screen): FrameLog {
	let shown: Shown | undefined;
	const forget = () => {
		shown = undefined;
	};

	const draw = (frame: string) => {
		const rows = rowsOf(frame);
		const changes = changesOf(rows, shown, stream);
		shown = rows.length > stream.rows ? undefined : {rows, columns: stream.columns, height: stream.rows};
		if (changes !== '') {
			stream.write(begin + changes + end);
		}

		return changes !== '';
	};

	return Object.assign(draw, {
		clear() {
			stream.write(erase);
			forget();
		},
		done() {
			stream.write(showCursor);
			forget();
		},
		reset: forget,
		// Ink wrote this frame itself, wherever the cursor was.
		sync: forget,
		setCursorPosition(position: unknown) {
			if (position !== undefined) {
				throw new Error('The cursor is hidden: nothing here may place it.');
			}
		},
		isCursorDirty: () => false,
		// Asked only for whether such marks are to be written around it: they are, with it, in one write.
		willRender: () => false,
		getCursorPosition: () => undefined,
	});
}

/** Ink's way of putting frames on a terminal, replaced where they have all of it; anything else goes Ink's own way. */
export function withCells<Log>(logUpdate: LogUpdate<Log>): LogUpdate<Log | FrameLog> {
	return {
		create: (stream, options) => options?.incremental === true && stream.isTTY === true ? createCellLog(stream) : logUpdate.create(stream, options),
	};
}
