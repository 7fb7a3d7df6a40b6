/**
Remembers the last result of a function, for what a screen asks again and again with the same things.
The result is made anew when one of what `keysOf` gives isn't the very same as the last time.
*/
export function rememberLast<Arguments extends readonly unknown[], Result>(
	make: (...arguments_: Arguments) => Result,
	keysOf: (...arguments_: Arguments) => readonly unknown[] = (...arguments_) => arguments_,
): (...arguments_: Arguments) => Result {
	let last: {readonly keys: readonly unknown[]; readonly result: Result} | undefined;
	return (...arguments_) => {
		const keys = keysOf(...arguments_);
		if (last?.keys.every((key, position) => Object.is(key, keys[position])) !== true) {
			last = {keys, result: make(...arguments_)};
		}

		return last.result;
	};
}
