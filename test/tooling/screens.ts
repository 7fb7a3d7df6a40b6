import {Buffer} from 'node:buffer';
import xterm from '@xterm/headless';

/** A terminal that tells its cells, and the stream that writes to it. */
export type Screen = {
	readonly stream: {readonly isTTY: true; columns: number; rows: number; write(text: string): void};
	/** How many bytes were written. */
	written(): number;
	resize(columns: number, rows: number): void;
	/** By row: each column's character and what it is drawn with. */
	cells(): Promise<readonly string[]>;
};

type Emulator = InstanceType<typeof xterm.Terminal>;

function cellAt(emulator: Emulator, row: number, column: number): string {
	const cell = emulator.buffer.active.getLine(row)!.getCell(column)!;
	const looks = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isInverse(), cell.isStrikethrough()].map(look => look === 0 ? '' : '*').join(',');
	// A blank that was written is one that was cleared.
	return `${cell.getChars() || ' '} ${cell.getWidth()} ${looks} ${cell.getFgColorMode()}.${cell.getFgColor()} ${cell.getBgColorMode()}.${cell.getBgColor()}`;
}

/** An empty terminal of a size. */
export function createScreen(columns: number, rows: number): Screen {
	const emulator = new xterm.Terminal({
		cols: columns, rows, allowProposedApi: true, convertEol: true,
	});
	// The screen that programs take for themselves: it wraps nothing anew when its size changes.
	emulator.write('\u001B[?1049h');
	let written = 0;
	const stream = {
		isTTY: true as const,
		columns,
		rows,
		write(text: string) {
			written += Buffer.byteLength(text);
			emulator.write(text);
		},
	};
	return {
		stream,
		written: () => written,
		resize(newColumns, newRows) {
			emulator.resize(newColumns, newRows);
			Object.assign(stream, {columns: newColumns, rows: newRows});
		},
		async cells() {
			await new Promise<void>(resolve => {
				emulator.write('', resolve);
			});
			return Array.from({length: emulator.rows}, (_, row) => Array.from({length: emulator.cols}, (_, column) => cellAt(emulator, row, column)).join('\n'));
		},
	};
}
