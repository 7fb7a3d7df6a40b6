import type {Effect} from '../../source/app/effect.ts';
import type {Message} from '../../source/app/messages.ts';
import {startState, type State} from '../../source/app/state.ts';
import {update} from '../../source/app/update.ts';
import {layerCounts} from '../../source/image/changes.ts';
import {deadBytes, efficiency, shippedBytes} from '../../source/image/dead-bytes.ts';
import type {HistoryStep} from '../../source/image/image-facts.ts';
import type {LayerIndex} from '../../source/image/layer-index.ts';
import {nodeName} from '../../source/image/nodes.ts';
import {nodeFacts} from '../../source/app/tree-facts.ts';
import {selectedNode} from '../../source/app/update-tree.ts';
import {loadedOf} from '../helpers/loaded.ts';

export const terminal = {columns: 120, rows: 40};

/** The state before anything is known. */
export function start(size = terminal): State {
	return startState({
		size, title: 'shop:1', notice: undefined, help: [{title: 'Moving'}, {keys: 'k', description: 'one row up'}],
	});
}

/** The state after some messages, and every effect that they asked for. */
export function playAll(state: State, ...messages: readonly Message[]): {readonly state: State; readonly effects: readonly Effect[]} {
	let now = state;
	const effects: Effect[] = [];
	for (const message of messages) {
		const [next, wanted] = update(now, message);
		now = next;
		effects.push(...wanted);
	}

	return {state: now, effects};
}

/** The state after some messages. */
export function play(state: State, ...messages: readonly Message[]): State {
	return playAll(state, ...messages).state;
}

type OpenedOptions = {
	readonly size?: State['size'];
	/** How many layers are merged; all by default. */
	readonly merged?: number;
	readonly history?: readonly HistoryStep[];
	readonly facts?: Parameters<typeof loadedOf>[1];
};

/** An explorer with an image of these layers. */
export function opened(layers: readonly LayerIndex[], {size = terminal, merged = layers.length, history = [], facts}: OpenedOptions = {}): State {
	const loaded = loadedOf(layers.slice(0, merged), facts);
	const whole = loadedOf(layers, facts);
	const {lifetimes} = loaded;
	const counts = Array.from({length: merged}, (_, layer) => layerCounts(lifetimes, layer));
	const isWhole = merged === layers.length;
	const totals = isWhole ? {shipped: shippedBytes(lifetimes), dead: deadBytes(lifetimes), efficiency: efficiency(lifetimes)} : undefined;
	return play(
		start(size),
		{type: 'opened', kind: 'archive', location: 'shop.tar'},
		{type: 'image', image: {...whole.image, history}},
		{
			type: 'merged', lifetimes, count: merged, counts, totals,
		},
		...(isWhole ? [{type: 'finished'} as const] : []),
	);
}

const marks = {
	added: '+', changed: '~', removed: '-', unchanged: ' ',
} as const;
const decoder = new TextDecoder();

/** The rows of the tree as a person reads them: the change, the depth, the name, and `<` at the cursor. */
export function treeOf(state: State): string[] {
	const {tree: {rows, shown, cursor}, session: {lifetimes}} = state;
	return Array.from({length: rows.count}, (_, row) => {
		const node = rows.nodes[row]!;
		const {change} = nodeFacts(lifetimes!, node, shown)!;
		return `${marks[change]}${'  '.repeat(rows.depths[row]!)}${decoder.decode(nodeName(lifetimes!, node))}${row === cursor.selected ? ' <' : ''}`;
	});
}

/** The name under the cursor. */
export function nameUnderCursor(state: State): string {
	return decoder.decode(nodeName(state.session.lifetimes!, selectedNode(state)));
}
