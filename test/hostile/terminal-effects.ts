import xterm from '@xterm/headless';

/** What a program's output did to a terminal beyond its cells. */
export type Effects = {
	/** Everything that a person would notice, or that another program would: titles, bells, links, the clipboard, answers. Empty where all is well. */
	readonly told: readonly string[];
	/** The rows of the screen as it is at the end, and of what scrolled off. */
	readonly rows: readonly string[];
};

// The program draws with these alone; @xterm/headless is asked for its state afterwards.
const own = /\u001B\[(?:[\d;]*m|\d*;?\d*H|[0-2]?[JK]|\d*[ABCDG]|\?(?:25|7|1049|2004|2026)[hl]|\?(?:1000|1002|1003|1006|1015)l)/gu;
// eslint-disable-next-line no-control-regex -- They are what is looked for.
const controls = /[\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/u;

/** Takes a program's output to a terminal and tells what it did. `columns` and `rows` are the terminal's. */
export async function effectsOf(output: string, {columns, rows}: {readonly columns: number; readonly rows: number}): Promise<Effects> {
	const told: string[] = [];
	const emulator = new xterm.Terminal({
		cols: columns, rows, allowProposedApi: true, convertEol: true, logLevel: 'off',
	});
	emulator.onTitleChange(title => told.push(`the title is ${JSON.stringify(title)}`));
	emulator.onBell(() => told.push('the bell rang'));
	emulator.onData(data => told.push(`it answered ${JSON.stringify(data)}`));
	emulator.onBinary(data => told.push(`it answered ${JSON.stringify(data)}`));
	for (const osc of [0, 1, 2, 4, 8, 10, 11, 12, 52, 104, 1337]) {
		emulator.parser.registerOscHandler(osc, data => {
			told.push(`OSC ${osc} ${JSON.stringify(data)}`);
			return false;
		});
	}

	for (const final of ['q', 'p', 'r', 's']) {
		emulator.parser.registerDcsHandler({final}, () => {
			told.push(`DCS ${final}`);
			return false;
		});
	}

	await new Promise<void>(resolve => {
		emulator.write(output, resolve);
	});
	const left = output.replaceAll(own, '');
	const odd = controls.exec(left);
	if (odd !== null) {
		told.push(`${JSON.stringify(left.slice(Math.max(0, odd.index - 20), odd.index + 20))} is more than text`);
	}

	const {active} = emulator.buffer;
	const all = Array.from({length: active.length}, (_, row) => active.getLine(row)!);
	for (const [row, line] of all.entries()) {
		const blinks = Array.from({length: columns}, (_, column) => line.getCell(column)).some(cell => cell !== undefined && cell.isBlink() !== 0);
		if (blinks) {
			told.push(`row ${row} blinks`);
		}
	}

	told.push(...modesOf(emulator));
	return {told, rows: all.map(line => line.translateToString(true))};
}

function modesOf({modes}: InstanceType<typeof xterm.Terminal>): string[] {
	const {
		applicationCursorKeysMode, applicationKeypadMode, insertMode, mouseTrackingMode, originMode, reverseWraparoundMode, sendFocusMode,
	} = modes;
	const on = Object.entries({
		applicationCursorKeysMode, applicationKeypadMode, insertMode, originMode, reverseWraparoundMode, sendFocusMode, mouse: mouseTrackingMode !== 'none',
	}).filter(([, isOn]) => isOn);
	return on.map(([name]) => `the mode ${name} is on`);
}
