/** So deep JSON may be nested: documents need ten levels, and what prints JSON has a stack that ends. */
const deepest = 1000;

const quote = 0x22;
const backslash = 0x5C;
const opening: ReadonlySet<number | undefined> = new Set([0x5B, 0x7B]);
const closing: ReadonlySet<number | undefined> = new Set([0x5D, 0x7D]);

/** Whether valid JSON is nested deeper than anything needs, or than `most` levels; told without parsing it. */
export function isTooDeep(text: string, most = deepest): boolean {
	let depth = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.codePointAt(at);
		if (code === quote) {
			at = endOfText(text, at);
		} else if (opening.has(code)) {
			depth++;
			if (depth > most) {
				return true;
			}
		} else if (closing.has(code)) {
			depth--;
		}
	}

	return false;
}

/** Where a text ends that begins at a quote. */
function endOfText(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length && text.codePointAt(at) !== quote) {
		at += text.codePointAt(at) === backslash ? 2 : 1;
	}

	return at;
}

// Their fields are named by whoever built the image.
const maps: ReadonlySet<string> = new Set(['Labels', 'annotations', 'ExposedPorts', 'Volumes']);
const tokens = /"(?:[^"\\]|\\.)*"|[[\]{},]/gs;

/** An object that is being scanned: its names as written, by what Go takes for the same; `undefined` for an array. */
type Level = {readonly isMap: boolean; readonly names: Map<string, string>} | undefined;

/**
Two fields of one object in a valid document that tools take for one field or for two: a name that comes twice, or twice but for its case, since
Go's decoder ignores that where it fills a structure. `undefined` where there are none.
*/
export function doubledField(text: string): readonly [first: string, second: string] | undefined {
	const levels: Level[] = [];
	let isName = false;
	let name = '';
	for (const [token] of text.matchAll(tokens)) {
		const level = levels.at(-1);
		if (token.startsWith('"')) {
			if (isName && level !== undefined) {
				name = JSON.parse(token) as string;
				const other = level.names.get(nameIn(level, name));
				if (other !== undefined) {
					return [other, name];
				}

				level.names.set(nameIn(level, name), name);
			}

			isName = false;
		} else if (token === '{' || token === '[') {
			isName = token === '{';
			levels.push(isName ? {isMap: maps.has(name), names: new Map()} : undefined);
		} else if (token === ',') {
			isName = level !== undefined;
		} else {
			levels.pop();
		}
	}

	return undefined;
}

function nameIn({isMap}: NonNullable<Level>, name: string): string {
	return isMap ? name : foldName(name);
}

/** A name as Go's decoder compares it with those of a structure. */
export function foldName(name: string): string {
	return name.toUpperCase().toLowerCase();
}
