import {layoutOf} from '../app/layout.ts';
import type {State} from '../app/state.ts';
import {stepRows} from '../app/steps.ts';
import {nodeFacts} from '../app/tree-facts.ts';
import {ownText} from '../text/escape.ts';
import type {Look} from './look.ts';
import {gap, row, type Styled} from './styled.ts';
import {treeColumns, treeRow, treeTitles} from './tree-row.ts';

/** What stands in the tree's place while it has no rows. */
function emptyText({session, tree}: State): string {
	if (tree.shown < 0) {
		return session.failure === undefined && !session.isFinished ? 'the files come as the layers are read' : 'no layer could be read';
	}

	if (tree.filter !== undefined) {
		return 'nothing matches the filter';
	}

	return tree.scope === 'layer' ? 'this layer changed no file' : tree.hidden.size > 0 ? 'all is hidden' : 'no files';
}

/** The tree pane: a line of titles and the visible rows, each `width` columns. */
export function treePane(state: State, width: number, look: Look): readonly Styled[] {
	const {session: {lifetimes}, tree: {rows, cursor, sizes, shown}, focus} = state;
	const {treeRows} = layoutOf(state.size, stepRows(state.session).length);
	const columns = treeColumns(width);
	const blank = row([], width, look);
	const lines = Array.from({length: treeRows}, (_, place) => {
		const at = cursor.top + place;
		const node = at < rows.count ? rows.nodes[at]! : -1;
		const facts = node === -1 || lifetimes === undefined ? undefined : nodeFacts(lifetimes, node, shown);
		if (facts === undefined) {
			return rows.count === 0 && place === 0 ? row([gap(3), [ownText(emptyText(state)), 'quiet']], width, look) : blank;
		}

		const depth = rows.depths[at]!;
		const isOpen = at + 1 < rows.count && rows.depths[at + 1]! > depth;
		const isSelected = at === cursor.selected;
		const size = facts.facts.type === 'directory' ? sizes[node] ?? 0 : facts.facts.size;
		return treeRow({node: facts, depth, size, isOpen, isSelected, isFocused: isSelected && focus === 'tree'}, columns, width, look);
	});
	return [treeTitles(columns, width, look), ...lines];
}
