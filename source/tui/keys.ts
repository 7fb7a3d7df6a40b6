import type {Key} from 'ink';

const control: Readonly<Record<string, string>> = {
	'\r': 'enter', '\n': 'enter', '\t': 'tab', '\u{1B}': 'escape', '\u{7F}': 'backspace', '\b': 'backspace', ' ': 'space', '\0': 'ctrl-space',
};

/** The name of one character: itself, `space`, `enter`, `ctrl-x`. */
function characterName(character: string): string {
	const named = control[character];
	if (named !== undefined) {
		return named;
	}

	const code = character.codePointAt(0)!;
	return code < 0x20 ? `ctrl-${String.fromCodePoint(code + 0x60)}` : character;
}

const flags = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'page-up'],
	['pageDown', 'page-down'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['backspace', 'backspace'],
	['delete', 'delete'],
] as const;

/** The names of the keys that Ink hands over at once: keys that are typed quickly come as one text, and every one of them counts. */
export function keyNames(input: string, key: Key): readonly string[] {
	if (key.eventType === 'release') {
		return [];
	}

	if (key.tab) {
		return [key.shift ? 'shift-tab' : 'tab'];
	}

	if (key.backspace && key.meta) {
		return ['ctrl-w'];
	}

	const name = flags.find(([flag]) => key[flag])?.[1];
	if (name !== undefined && name !== 'escape' && name !== 'enter') {
		return [name];
	}

	// Esc and a key that come together look like Alt and that key, for which there is no binding.
	const before = key.meta ? ['escape'] : [];
	if (name !== undefined) {
		return [...before, name];
	}

	if (key.ctrl) {
		return input === '' ? [] : [...before, input === ' ' ? 'ctrl-space' : `ctrl-${input}`];
	}

	return [...before, ...[...input].map(character => characterName(character))];
}

/** The names of the keys in a pasted text. */
export function pastedKeys(text: string): readonly string[] {
	return [...text].map(character => characterName(character));
}
