import type {Random} from './random.ts';

const digests = ['sha256:x', `sha256:${'0'.repeat(64)}`, `sha256:../../${'0'.repeat(58)}`];
const types = ['application/vnd.oci.image.index.v1+json', '2024-13-99T99:99:99Z', 'latest', 'a:b:c@d', 'linux/amd64'];
const names = ['', 'a', '__proto__', 'constructor', 'toString', '../..', '/', 'a\0b', '\uD800', '\u001B]0;x\u0007', 'x'.repeat(5000)];
const words = [...digests, ...types, ...names];
const values: readonly unknown[] = [null, true, false, 0, -1, 1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 63, [], {}, [[]], [null], {a: {}}, [{}]];

type Holder = Record<string, unknown>;

/** The text of a value with a few changes: other values, other names, what was there once more or no longer, very deep or very many. */
export function mutateJson(value: unknown, random: Random): string {
	const holder: Holder = {root: structuredClone(value)};
	for (let change = 1 + random.below(3); change > 0; change--) {
		changeOne(holder, random);
	}

	// What was cut out leaves nothing.
	const text = holder.root === undefined ? 'null' : JSON.stringify(holder.root);
	return random.once(8) ? changeText(text, random) : text;
}

/** Goes down at random, so that what is deep is changed as often as what isn't. */
function changeOne(holder: Holder, random: Random): void {
	let object = holder;
	let key = 'root';
	for (;;) {
		const inner = object[key];
		const keys = typeof inner === 'object' && inner !== null ? Object.keys(inner) : [];
		if (keys.length === 0 || random.once(4)) {
			break;
		}

		object = inner as Holder;
		key = random.pick(keys);
	}

	changeAt(object, key, random);
}

function changeAt(object: Holder, key: string, random: Random): void {
	const before = object[key];
	const changed: Holder = {};
	put(changed, random.pick(words), before);
	const repeated = Array.isArray(before) ? Array.from({length: random.pick([0, 3, 300])}, () => before[0] as unknown) : [before, before];
	const other = typeof before === 'string' ? before.slice(random.below(before.length + 1)) + random.pick(words) : (typeof before === 'number' ? -before : null);
	put(object, key, random.pick<() => unknown>([
		() => undefined,
		() => random.pick(words),
		() => structuredClone(random.pick(values)),
		() => changed,
		() => structuredClone(repeated),
		() => other,
		() => deep(random.pick([10, 1000, 1100])),
	])());
}

/** `__proto__` is a name like any other here. */
function put(object: Holder, key: string, value: unknown): void {
	Object.defineProperty(object, key, {
		value, enumerable: true, configurable: true, writable: true,
	});
}

function deep(levels: number): unknown {
	let value: unknown = 'deep';
	for (let level = 0; level < levels; level++) {
		value = level % 2 === 0 ? [value] : {a: value};
	}

	return value;
}

function changeText(text: string, random: Random): string {
	const at = random.below(text.length + 1);
	return random.pick([
		() => text.slice(0, at),
		() => text.slice(0, at) + random.pick(['"', '{', '[', ',', '\0', '\uFEFF', '1e999', String.raw`\u`, '[['.repeat(50_000)]) + text.slice(at),
		() => '\uFEFF' + text,
		() => text + text,
		() => text.replace(/"([^"]*)":/, '"$1":1,"$1":'),
	])();
}
