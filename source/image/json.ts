import {LayerscopeError, messageOf} from '../errors.ts';
import {doubledField, foldName, isTooDeep} from './json-doubt.ts';

/** A JSON object whose fields nobody has checked yet. Read it with `field`, which sees no inherited names. */
export type JsonObject = Readonly<Record<string, unknown>>;

// A name may be as long as the document.
const longestQuote = 100;

// Engines refuse a byte order mark, so it isn't passed over.
const decoder = new TextDecoder('utf-8', {ignoreBOM: true});

/** Parses JSON bytes. `what` names the document in the error. Throws `LayerscopeError` (unreadable) where it is no JSON, or is nested more than 1,000 deep. */
export function parseJson(bytes: Uint8Array, what: string): unknown {
	return parseText(decoder.decode(bytes), what);
}

/** As `parseJson`, for what an image is made of: throws too where an object names a field twice, since tools would read it differently. */
export function parseImageJson(bytes: Uint8Array, what: string): unknown {
	const text = decoder.decode(bytes);
	const value = parseText(text, what);
	const doubled = doubledField(text);
	if (doubled !== undefined) {
		const [first, second] = doubled.map(name => JSON.stringify(name.slice(0, longestQuote)));
		const names = first === second ? `the field ${first} twice` : `the fields ${first} and ${second}`;
		throw new LayerscopeError('unreadable', `${what} has ${names} in one object, so that tools would read it differently.`, {advice: 'Don\'t trust the image; ask whoever built it.'});
	}

	return value;
}

function parseText(text: string, what: string): unknown {
	if (isTooDeep(text)) {
		throw new LayerscopeError('unreadable', `${what} is JSON that is nested more than 1,000 deep.`, {advice: 'Don\'t trust the image; ask whoever built it.'});
	}

	try {
		return JSON.parse(text);
	} catch (error) {
		throw new LayerscopeError('unreadable', `${what} is no valid JSON: ${messageOf(error)}.`, {cause: error, advice: 'The image is damaged; save it again.'});
	}
}

/** The error for a value of the wrong type. */
export function malformed(what: string, expected: string): LayerscopeError {
	return new LayerscopeError('unreadable', `${what} is not ${expected}.`, {advice: 'The image is damaged or was written by a faulty tool; build or save it again.'});
}

/** The field of an object, own ones only: `constructor` and `__proto__` are names like any other. */
export function field(object: JsonObject, name: string): unknown {
	return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** As `field`, but takes `cmd` for `Cmd` where there is no `Cmd`, as the decoder of engines does. */
export function looseField(object: JsonObject, name: string): unknown {
	if (Object.hasOwn(object, name)) {
		return object[name];
	}

	const folded = foldName(name);
	const other = Object.keys(object).find(key => key.length === name.length && foldName(key) === folded);
	return other === undefined ? undefined : object[other];
}

/** Whether a value is an object and no array. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; throws where it is something else. */
export function asObject(value: unknown, what: string): JsonObject {
	if (!isObject(value)) {
		throw malformed(what, 'an object');
	}

	return value;
}

/** The value as an array, `null` and nothing being empty; throws where it is something else. */
export function asArray(value: unknown, what: string): readonly unknown[] {
	if (value === undefined || value === null) {
		return [];
	}

	if (!Array.isArray(value)) {
		throw malformed(what, 'an array');
	}

	return value as readonly unknown[];
}

/** The value as a text; throws where it is something else. */
export function asText(value: unknown, what: string): string {
	if (typeof value !== 'string') {
		throw malformed(what, 'a text');
	}

	return value;
}

/** The value as a text that isn't empty, `undefined` for an empty one, `null` or nothing. */
export function asOptionalText(value: unknown, what: string): string | undefined {
	if (value === undefined || value === null || value === '') {
		return undefined;
	}

	return asText(value, what);
}

/** The value as an array of texts. */
export function asTexts(value: unknown, what: string): readonly string[] {
	return asArray(value, what).map((item, index) => asText(item, `${what}[${index}]`));
}

/** The value as a whole number from 0 on. */
export function asSize(value: unknown, what: string): number {
	if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
		throw malformed(what, 'a whole number');
	}

	return value;
}

/** An object of texts as a map, in the order written. */
export function asTextMap(value: unknown, what: string): ReadonlyMap<string, string> {
	if (value === undefined || value === null) {
		return new Map();
	}

	return new Map(Object.entries(asObject(value, what)).map(([name, text]) => [name, asText(text ?? '', `${what}.${name.slice(0, longestQuote)}`)]));
}

/** The names of an object's fields, in the order written. */
export function asNames(value: unknown, what: string): readonly string[] {
	return value === undefined || value === null ? [] : Object.keys(asObject(value, what));
}
