/** Numbers that look like chance, and are the same again for the same seed. */
export type Random = {
	/** A whole number from 0 on, below the end. */
	readonly below: (end: number) => number;
	readonly pick: <Item>(items: readonly Item[]) => Item;
	/** True once in so many times. */
	readonly once: (times: number) => boolean;
};

/** Chance for one case of a run: every case has its own, so that each can be made again without the others. */
export function randomOf(seed: number, number: number): Random {
	let state = Math.imul(seed ^ 0x9E_37_79_B9, 0x85_EB_CA_6B) ^ Math.imul(number + 1, 0xC2_B2_AE_35);
	// Mulberry32.
	const next = () => {
		state = Math.imul(state + 0x6D_2B_79_F5, 1);
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / (2 ** 32);
	};

	const below = (end: number) => Math.floor(next() * end);
	return {below, pick: items => items[below(items.length)]!, once: times => below(times) === 0};
}
