import {lackingLayers} from '../app/fetching.ts';
import {isContainer, layerName, layerPlace} from '../app/layer-name.ts';
import {layoutOf, type Layout} from '../app/layout.ts';
import {rememberLast} from '../app/remember.ts';
import type {State} from '../app/state.ts';
import {stepRows} from '../app/steps.ts';
import {ownText, escapeText, joinText} from '../text/escape.ts';
import {formatNumber} from '../text/format.ts';
import {clip} from '../text/width.ts';
import {detailsPane} from './details-pane.ts';
import {layersPane} from './layers-pane.ts';
import type {Look} from './look.ts';
import {divider, rule} from './rule.ts';
import {
	beside, shownText, spansWidth, type Span, type Styled,
} from './styled.ts';
import {placeInfo} from './text-screens.ts';
import {treePane} from './tree-pane.ts';

function title(text: string, isFocused: boolean): readonly Span[] {
	return [[ownText(text), isFocused ? 'bright' : 'quiet']];
}

function layersRule(state: State, width: number, look: Look): Styled {
	const steps = stepRows(state.session).length;
	const {layerRows} = layoutOf(state.size, steps);
	return rule(title('Layers', state.focus === 'layers'), placeInfo(state.layerCursor.top, steps, layerRows), width, look);
}

const hiddenOrder = ['added', 'changed', 'removed', 'unchanged'] as const;

function isPartial({tree: {filter, hidden}}: State): boolean {
	return filter !== undefined || hidden.size > 0;
}

const mostNamed = 4;

/** Which layers the tree lacks, if any. */
function lackSpans({session, tree}: State, behind: string): readonly Span[] {
	const layers = lackingLayers(session, tree.shown);
	const more = layers.length > mostNamed ? ` and ${layers.length - mostNamed} more` : '';
	return layers.length === 0 ? [] : [[ownText(`lacks ${layers.length === 1 ? 'layer' : 'layers'} ${layers.slice(0, mostNamed).join(', ')}${more}${behind}`), 'bad']];
}

function treeInfo(state: State, {glyphs}: Look): readonly Span[] {
	const {files, unknown, sort, scope, filter, hidden, shown} = state.tree;
	const gone = hiddenOrder.filter(change => hidden.has(change)).map(change => `no ${change}`);
	const words = [
		// Of a tree that is shown in part the number would be wrong.
		...(scope === 'merged' && shown >= 0 && !isPartial(state) ? [`${formatNumber(files)} ${files === 1 ? 'file' : 'files'}`] : []),
		...(scope === 'merged' && unknown > 0 ? [`${formatNumber(unknown)} unknown`] : []),
		...gone,
		...(sort === 'size' ? ['by size'] : []),
	].map(word => ownText(word));
	const found = filter === undefined ? [] : [joinText([ownText(filter.isRegularExpression ? 'expression ' : 'filter '), escapeText(filter.text)])];
	const texts = [...found, ...words];
	const divided = ` ${glyphs.unknown} `;
	return [
		...lackSpans(state, texts.length === 0 ? '' : divided),
		...(texts.length === 0 ? [] : [[joinText(texts, divided), isPartial(state) ? 'changed' : 'quiet'] as const]),
	];
}

function treeTitle({tree: {shown, scope}, layer, session}: State): string {
	const what = scope === 'merged' ? `Files ${layerPlace(session, Math.max(0, shown))}` : `What ${layerName(session, Math.max(0, shown))} changed`;
	const waits = shown >= 0 && shown < layer ? ` of ${layer}` : '';
	return shown < 0 ? 'Files' : what + waits;
}

// What a rule has beside its title and what is said about it.
const ruleFrame = 7;

function treeRule(state: State, width: number, look: Look): Styled {
	const isFocused = state.focus === 'tree';
	const whole = treeTitle(state);
	const info = treeInfo(state, look);
	const isFitting = whole.length + spansWidth(info) + ruleFrame <= width;
	const lacking = lackSpans(state, '');
	if (!isFitting && lacking.length > 0) {
		return rule(title(whole.length + spansWidth(lacking) + ruleFrame <= width ? whole : 'Files', isFocused), lacking, width, look);
	}

	if (!isPartial(state) || isFitting) {
		return rule(title(whole, isFocused), info, width, look);
	}

	// That not all is shown has to be said, even with little room.
	const short = state.tree.scope === 'merged' ? 'Files' : 'Changes';
	const room = width - short.length - ruleFrame;
	return rule(title(short, isFocused), info.map(([text, ...styles]): Span => [clip(shownText(text, look), room, look.glyphs.ellipsis), ...styles]), width, look);
}

/** The layers and the selected one's details, with the rule between the panes; it stays the same while the cursor moves in the tree. */
const leftPane = rememberLast((state: State, look: Look): readonly Styled[] => {
	const {left, detailRows}: Layout = layoutOf(state.size, stepRows(state.session).length);
	const rows = layersPane(state, left, look).map(row => beside(row, divider('vertical', look)));
	if (detailRows === 0) {
		return rows;
	}

	const name = state.session.image === undefined ? [] : title(isContainer(state.session, state.layer) ? 'Container layer' : `Layer ${state.layer}`, false);
	const heading = beside(rule(name, [], left, look), divider('left', look));
	const details = detailsPane(state, left, detailRows, look).map(row => beside(row, divider('vertical', look)));
	return [...rows, heading, ...details];
}, ({session, layer, layerCursor, focus, size, desk: {catalogue}}, look) => [session, layer, layerCursor, focus, size, catalogue, look]);

/** The title rule over both panes; the cursor in the tree leaves it as it is. */
const titleRules = rememberLast((state: State, look: Look): Styled => {
	const {left, right} = layoutOf(state.size, stepRows(state.session).length);
	return beside(layersRule(state, left, look), divider('down', look), treeRule(state, right, look));
}, ({session, layer, layerCursor, focus, size, tree: {files, unknown, sort, scope, filter, hidden, shown}}, look) => [
	session, layer, layerCursor, focus, size, files, unknown, sort, scope, filter, hidden, shown, look,
]);

/** The explorer between the header and the last line: its title rule and its panes. */
export function explorerRows(state: State, look: Look): readonly Styled[] {
	const layout = layoutOf(state.size, stepRows(state.session).length);
	if (layout.kind === 'one-pane') {
		return state.focus === 'layers'
			? [layersRule(state, layout.columns, look), ...layersPane(state, layout.columns, look)]
			: [treeRule(state, layout.columns, look), ...treePane(state, layout.columns, look)];
	}

	const tree = treePane(state, layout.right, look);
	const panes = leftPane(state, look).map((row, place) => beside(row, tree[place]!));
	return [titleRules(state, look), ...panes];
}
