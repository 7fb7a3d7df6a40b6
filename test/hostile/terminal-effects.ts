import xterm from '@xterm/headless';

/** A terminal that notices what a program's output does to it beyond its cells. */
export type Witness = {
	/** Takes all that was written so far, of which it has seen the beginning; what is on the screen then is looked at. */
	readonly see: (output: string) => Promise<void>;
	/** All that a person, or another program, would notice: titles, bells, links, the clipboard, answers, modes. Nothing where all is well. */
	readonly told: () => readonly string[];
	/** The rows of the screen, and those that scrolled off. */
	readonly rows: () => readonly string[];
};

// The program draws with these alone.
// eslint-disable-next-line no-control-regex -- They begin with one.
const own = /\u001B\[(?:[\d;]*m|\d*;?\d*H|[0-2]?[JK]|\d*[ABCDG]|\?(?:25|7|1049|2004|2026)[hl]|\?(?:1000|1002|1003|1006|1015)l)/gu;
// eslint-disable-next-line no-control-regex -- They are what is looked for.
const controls = /[\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/u;

/** A witness with a terminal of a size. */
export function createWitness({columns, rows}: {readonly columns: number; readonly rows: number}): Witness {
	const events: string[] = [];
	const emulator = new xterm.Terminal({
		cols: columns, rows, allowProposedApi: true, convertEol: true, logLevel: 'off',
	});
	listen(emulator, events);
	let seen = '';
	const lines = () => Array.from({length: emulator.buffer.active.length}, (_, row) => emulator.buffer.active.getLine(row)!);
	return {
		async see(output) {
			await new Promise<void>(resolve => {
				emulator.write(output.slice(seen.length), resolve);
			});
			seen = output;
			const blinking = lines().findIndex(line => Array.from({length: columns}, (_, column) => line.getCell(column)).some(cell => cell !== undefined && cell.isBlink() !== 0));
			if (blinking !== -1) {
				events.push(`row ${blinking} blinks`);
			}

			events.push(...modesOf(emulator));
		},
		told: () => [...new Set([...events, ...oddText(seen)])],
		rows: () => lines().map(line => line.translateToString(true)),
	};
}

function listen(emulator: InstanceType<typeof xterm.Terminal>, events: string[]): void {
	emulator.onTitleChange(title => events.push(`the title is ${JSON.stringify(title)}`));
	emulator.onBell(() => events.push('the bell rang'));
	emulator.onData(data => events.push(`it answered ${JSON.stringify(data)}`));
	emulator.onBinary(data => events.push(`it answered ${JSON.stringify(data)}`));
	for (const osc of [0, 1, 2, 4, 8, 10, 11, 12, 52, 104, 1337]) {
		emulator.parser.registerOscHandler(osc, data => {
			events.push(`OSC ${osc} ${JSON.stringify(data)}`);
			return false;
		});
	}

	for (const final of ['q', 'p', 'r', 's']) {
		emulator.parser.registerDcsHandler({final}, () => {
			events.push(`DCS ${final}`);
			return false;
		});
	}
}

/** What of the output is neither a text nor one of the program's own sequences. */
function oddText(output: string): readonly string[] {
	const left = output.replaceAll(own, '');
	const odd = controls.exec(left);
	return odd === null ? [] : [`${JSON.stringify(left.slice(Math.max(0, odd.index - 20), odd.index + 20))} is more than text`];
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
