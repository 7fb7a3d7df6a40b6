import type {Lifetimes} from './lifetimes.ts';

/** Keeps what was computed from the lifetimes until another layer is merged, so that a screen may ask for it at every frame. */
export function computed<Value>(compute: (lifetimes: Lifetimes) => Value): (lifetimes: Lifetimes) => Value {
	const kept = new WeakMap<Lifetimes, {readonly layers: number; readonly value: Value}>();
	return lifetimes => {
		const known = kept.get(lifetimes);
		if (known?.layers === lifetimes.layers.length) {
			return known.value;
		}

		const value = compute(lifetimes);
		kept.set(lifetimes, {layers: lifetimes.layers.length, value});
		return value;
	};
}
