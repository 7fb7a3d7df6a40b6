import type {TestEntry} from './layer-of.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6D_2B_79_F5) >>> 0;
		let value = Math.imul(state ^ (state >>> 15), state | 1);
		value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
		return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const names = ['a', 'b', 'c'];
const modes = [0o755, 0o755, 0o700];

/** Layers of a few entries with few names, so that they meet: whiteouts, links, duplicates, and names that are not clean. */
export function randomLayers(random: () => number): TestEntry[][] {
	const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
	const path = (): string => Array.from({length: 1 + Math.floor(random() * 3)}, () => pick(names)).join(pick(['/', '/', '/', '//', '/./', '/../']));
	const entry = (): TestEntry => {
		const name = pick(['', '', '', './', '/', '../']) + path();
		const folder = name.slice(0, name.lastIndexOf('/') + 1);
		switch (Math.floor(random() * 12)) {
			case 0: {
				return {
					type: 'symlink', name, target: pick(['', '/', '../', './']) + path(), mode: 0o777,
				};
			}

			case 1:
			case 2: {
				return {type: 'hardlink', name, target: pick(['', '/', './']) + path()};
			}

			case 3: {
				return {
					type: 'character-device', name, major: 0, minor: 0,
				};
			}

			case 4:
			case 5: {
				return {type: 'file', name: `${folder}.wh.${pick([...names, ...names, '', '.', '.wh.aufs'])}`, size: 0};
			}

			case 6: {
				return {type: 'file', name: `${folder}.wh..wh..opq`, size: 0};
			}

			case 7:
			case 8:
			case 9: {
				return {type: 'directory', name: `${name}/`, mode: pick(modes)};
			}

			default: {
				return {type: 'file', name, size: Math.floor(random() * 100)};
			}
		}
	};

	return Array.from({length: 1 + Math.floor(random() * 4)}, () => Array.from({length: Math.floor(random() * 9)}, () => entry()));
}
