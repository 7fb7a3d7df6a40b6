/** Remembers the last result, for what a screen asks again and again with the same things. Arguments are compared by identity. */
export function rememberLast<Arguments extends readonly unknown[], Result>(make: (...arguments_: Arguments) => Result): (...arguments_: Arguments) => Result {
	let last: {readonly arguments_: Arguments; readonly result: Result} | undefined;
	return (...arguments_) => {
		if (last?.arguments_.every((argument, position) => Object.is(argument, arguments_[position])) !== true) {
			last = {arguments_, result: make(...arguments_)};
		}

		return last.result;
	};
}
