import {LayerscopeError, messageOf} from '../errors.ts';

/** A JSON object whose fields nobody has checked yet. Read it with `field`, which sees no inherited names. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses JSON bytes. `what` names the document in the error. Throws `LayerscopeError` (unreadable) where it is no JSON. */
export function parseJson(bytes: Uint8Array, what: string): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
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

	return new Map(Object.entries(asObject(value, what)).map(([name, text]) => [name, asText(text ?? '', `${what}.${name}`)]));
}

/** The names of an object's fields, in the order written. */
export function asNames(value: unknown, what: string): readonly string[] {
	return value === undefined || value === null ? [] : Object.keys(asObject(value, what));
}
