/** How wide each column is; 0 for one that has no room. */
export type ImageColumns = {
	readonly name: number;
	readonly id: number;
	readonly platform: number;
	readonly created: number;
	readonly size: number;
	readonly unique: number;
	readonly shared: number;
	readonly containers: number;
	/** How its tags stand to their registries. */
	readonly registry: number;
};

const margin = 4;
const narrowestName = 22;
const widestName = 48;
const widths = {
	size: 9, unique: 9, containers: 18, created: 11, id: 13, platform: 9, shared: 9, registry: 10,
} as const;

// Which column comes first where there is little room.
const order = ['size', 'unique', 'containers', 'created', 'id', 'platform', 'shared'] as const;

/** The columns that a width has room for; the names take what is left. The one of the registries is there once one was asked. */
export function imageColumnsFor(columns: number, isRegistryAsked = false): ImageColumns {
	const chosen = {
		id: 0, platform: 0, created: 0, size: 0, unique: 0, shared: 0, containers: 0, registry: 0,
	};
	let rest = columns - margin - narrowestName;
	for (const column of isRegistryAsked ? ['registry', ...order] as const : order) {
		if (widths[column] + 1 <= rest) {
			chosen[column] = widths[column];
			rest -= widths[column] + 1;
		}
	}

	// What is left goes to the names first, then to who uses them.
	const name = chosen.containers === 0 ? narrowestName + rest : Math.min(narrowestName + rest, widestName);
	return {...chosen, name, containers: chosen.containers === 0 ? 0 : chosen.containers + narrowestName + rest - name};
}

/** The columns that have room, in their order on the screen. */
export function shownColumns(columns: ImageColumns): ReadonlyArray<keyof ImageColumns> {
	return (['name', 'registry', 'id', 'platform', 'created', 'size', 'unique', 'shared', 'containers'] as const).filter(column => columns[column] > 0);
}
