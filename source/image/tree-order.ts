import type {Lifetimes} from './lifetimes.ts';
import {sortByName} from './sort-by-name.ts';
import type {TreeScope} from './tree-options.ts';
import {changedSizes, treeSizes} from './tree-sizes.ts';

/** The order of the rows in a folder: by name, or the largest first. */
export type TreeSort = 'name' | 'size';

type SizeOrder = {readonly key: string; readonly sizes: Float64Array; readonly before: Float64Array; readonly orders: Map<number, Int32Array>};

/** Orders of one image that were asked for: by name for every opened folder, by size for the layer that was shown last. */
type KnownOrders = {readonly byName: Map<number, {readonly newestChild: number; readonly order: Int32Array}>; bySize: SizeOrder | undefined};

const known = new WeakMap<Lifetimes, KnownOrders>();

/** The children of a folder in order, whether they are there at the layer or not; sorted when they are first asked for. */
export function orderedChildren(lifetimes: Lifetimes, node: number, options: {readonly layer: number; readonly scope: TreeScope; readonly sort: TreeSort}): Int32Array {
	const orders = known.get(lifetimes) ?? {byName: new Map(), bySize: undefined};
	known.set(lifetimes, orders);
	const byName = orderByName(lifetimes, node, orders);
	return options.sort === 'name' ? byName : orderBySize(node, byName, sizeOrder(lifetimes, orders, options));
}

function orderByName(lifetimes: Lifetimes, node: number, {byName}: KnownOrders): Int32Array {
	const newestChild = lifetimes.firstChildren[node]!;
	const kept = byName.get(node);
	if (kept?.newestChild === newestChild) {
		return kept.order;
	}

	const order = sortByName(lifetimes, childrenInOrderOfArrival(lifetimes, node));
	byName.set(node, {newestChild, order});
	return order;
}

function childrenInOrderOfArrival({firstChildren, nextSiblings}: Lifetimes, node: number): Int32Array {
	let count = 0;
	for (let child = firstChildren[node]!; child !== -1; child = nextSiblings[child]!) {
		count++;
	}

	const children = new Int32Array(count);
	for (let child = firstChildren[node]!; child !== -1; child = nextSiblings[child]!) {
		children[--count] = child;
	}

	return children;
}

function orderBySize(node: number, byName: Int32Array, {sizes, before, orders}: SizeOrder): Int32Array {
	const kept = orders.get(node);
	if (kept?.length === byName.length) {
		return kept;
	}

	// What the layer removed stands where its size would have been.
	const sizeOf = (child: number) => (sizes[child] ?? 0) || (before[child] ?? 0);
	const order = byName.toSorted((child, other) => sizeOf(other) - sizeOf(child));
	orders.set(node, order);
	return order;
}

function sizeOrder(lifetimes: Lifetimes, orders: KnownOrders, {layer, scope}: {readonly layer: number; readonly scope: TreeScope}): SizeOrder {
	const key = `${scope} ${layer} ${lifetimes.layers.length}`;
	if (orders.bySize?.key !== key) {
		const sizes = scope === 'merged' ? treeSizes(lifetimes, layer) : changedSizes(lifetimes, layer);
		orders.bySize = {
			key, sizes, before: treeSizes(lifetimes, layer - 1), orders: new Map(),
		};
	}

	return orders.bySize;
}
