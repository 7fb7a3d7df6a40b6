/** Does something for each item, a few at a time, so that an engine isn't flooded; gives the results in the order of the items. The first failure ends it. */
export async function fewAtOnce<Item, Result>(items: readonly Item[], limit: number, run: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
	const results: Result[] = [];
	const waiting = items.entries();
	const worker = async () => {
		for (const [index, item] of waiting) {
			results[index] = await run(item);
		}
	};

	await Promise.all(Array.from({length: Math.min(limit, items.length)}, async () => worker()));
	return results;
}
