/** What a terminal writes with: the codes of the colours and attributes that are on, sorted, with a blank between them; '' for none. */
export type Pen = string;

const endings: Readonly<Record<number, readonly string[]>> = {
	22: ['bold', 'dim'], 23: ['italic'], 24: ['underline'], 25: ['blink'], 27: ['inverse'], 28: ['hidden'], 29: ['struck'], 39: ['foreground'], 49: ['background'], 55: ['overline'],
};

const attributes: Readonly<Record<number, string>> = {
	1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 5: 'blink', 7: 'inverse', 8: 'hidden', 9: 'struck', 53: 'overline',
};

/** Which of the things that can be on together a code turns on; `undefined` for codes that aren't known here. */
function kindOf(code: string): string | undefined {
	const number = Number.parseInt(code, 10);
	const tens = Math.floor(number / 10);
	if (tens === 3 || tens === 9) {
		return 'foreground';
	}

	return tens === 4 || tens === 10 ? 'background' : attributes[number];
}

// What belongs to a code is one with it: `38;5;12`.
const code = /[34]8;(?:5;\d+|2(?:;\d+){3})|\d+/g;

function penWith(pen: Pen, parameters: string): Pen | undefined {
	let codes = pen === '' ? [] : pen.split(' ');
	for (const [next] of (parameters === '' ? '0' : parameters).matchAll(code)) {
		const ended = endings[Number(next)];
		const kind = kindOf(next);
		if (Number(next) === 0) {
			codes = [];
		} else if (ended !== undefined) {
			codes = codes.filter(other => !ended.includes(kindOf(other)!));
		} else if (kind === undefined) {
			return undefined;
		} else {
			codes = [...codes.filter(other => kindOf(other) !== kind), next];
		}
	}

	return codes.toSorted().join(' ');
}

const known = new Map<string, Pen | undefined>();
const mostKnown = 1000;

/** The pen after a sequence (`CSI parameters m`); `undefined` where that isn't known here. */
export function penAfter(pen: Pen, parameters: string): Pen | undefined {
	const key = `${pen}/${parameters}`;
	if (!known.has(key)) {
		if (known.size >= mostKnown) {
			known.clear();
		}

		known.set(key, penWith(pen, parameters));
	}

	return known.get(key);
}

/** The sequence that makes one pen of another: it adds what is missing, or begins anew. */
export function changePen(from: Pen, to: Pen): string {
	if (from === to) {
		return '';
	}

	if (to === '') {
		return '\u001B[m';
	}

	const before = from === '' ? [] : from.split(' ');
	const after = to.split(' ');
	const isMore = before.every(code => after.includes(code));
	return `\u001B[${(isMore ? after.filter(code => !before.includes(code)) : ['0', ...after]).join(';')}m`;
}
