import {layoutOf} from '../app/layout.ts';
import {isFetching} from '../app/fetching.ts';
import {rememberLast} from '../app/remember.ts';
import type {State} from '../app/state.ts';
import {stepRows} from '../app/steps.ts';
import {nodeFacts} from '../app/tree-facts.ts';
import {ownText} from '../text/escape.ts';
import type {Look} from './look.ts';
import {gap, row, type Styled} from './styled.ts';
import {progressRows} from './progress-rows.ts';
import {treeColumns, treeRow, treeTitles} from './tree-row.ts';

/** What stands in the tree's place while it has no rows. */
function emptyText({session, tree}: State): string {
	if (tree.shown < 0) {
		return session.failure === undefined && !session.isFinished ? 'files come as layers are read' : 'no layer could be read';
	}

	if (tree.filter !== undefined) {
		return 'nothing matches the filter';
	}

	const {added = 0, changed = 0, removed = 0} = session.layers[tree.shown]?.counts ?? {};
	const isEmpty = tree.scope === 'layer' ? added + changed + removed === 0 : tree.files === 0 && tree.hidden.size === 0;
	return isEmpty ? (tree.scope === 'layer' ? 'this layer changed no file' : 'no files') : 'all is hidden';
}

function drawRow({session: {lifetimes, asked}, tree: {rows, sizes, shown, cursor}, focus}: State, at: number, width: number, look: Look): Styled {
	const {count, nodes, depths} = rows.first(at + 2);
	const node = nodes[at]!;
	const facts = lifetimes === undefined ? undefined : nodeFacts(lifetimes, node, shown, asked);
	if (facts === undefined) {
		return row([], width, look);
	}

	const isSelected = at === cursor.selected;
	const depth = depths[at]!;
	const isOpen = at + 1 < count && depths[at + 1]! > depth;
	const known = facts.facts.type === 'directory' ? sizes[node] ?? 0 : facts.facts.size;
	const size = Number.isNaN(known) ? undefined : known;
	return treeRow({
		node: facts, depth, size, isOpen, isSelected, isFocused: isSelected && focus === 'tree',
	}, treeColumns(width), width, look);
}

// By row, those that aren't under the cursor: all but two stay the same when it moves.
const drawnRows = rememberLast(
	(_state: State, _width: number, _look: Look) => new Map<number, Styled>(),
	({session: {lifetimes, asked}, tree: {rows, sizes, shown}}, width, look) => [lifetimes, asked, rows, sizes, shown, width, look],
);

const mostDrawn = 4096;

function plainRow(state: State, at: number, width: number, look: Look): Styled {
	const drawn = drawnRows(state, width, look);
	const known = drawn.get(at);
	if (known !== undefined) {
		return known;
	}

	if (drawn.size >= mostDrawn) {
		drawn.clear();
	}

	const made = drawRow(state, at, width, look);
	drawn.set(at, made);
	return made;
}

function fetchRows({session}: State, height: number, width: number, look: Look): readonly Styled[] {
	return [
		...progressRows(session, Math.max(1, height - 2), width, look),
		row([], width, look),
		row([gap(1), [ownText('Esc stops; what has come is kept for the next time'), 'quiet']], width, look),
	].slice(0, height);
}

const titles = rememberLast((width: number, look: Look) => treeTitles(treeColumns(width), width, look));

/** The tree pane: a line of titles and the visible rows, each `width` columns. */
export function treePane(state: State, width: number, look: Look): readonly Styled[] {
	const {rows, cursor} = state.tree;
	const {treeRows} = layoutOf(state.size, stepRows(state.session).length);
	const blank = row([], width, look);
	// Before there are files, how far each layer is says more than a sentence.
	const {count} = rows.first(cursor.top + treeRows);
	const fetched = count === 0 && isFetching(state.session) ? fetchRows(state, treeRows, width, look) : [];
	const lines = Array.from({length: treeRows}, (_, place) => {
		const at = cursor.top + place;
		if (at < count) {
			return at === cursor.selected ? drawRow(state, at, width, look) : plainRow(state, at, width, look);
		}

		return fetched[place] ?? (count === 0 && place === 0 ? row([gap(3), [ownText(emptyText(state)), 'quiet']], width, look) : blank);
	});
	return [fetched.length > 0 ? blank : titles(width, look), ...lines];
}
