import type {NodeFacts} from '../app/tree-facts.ts';
import type {Change} from '../image/lifetimes.ts';
import {escapeBytes, ownText, type SafeText} from '../text/escape.ts';
import {formatBytes, formatMode} from '../text/format.ts';
import {leftCell, rightCell} from './cells.ts';
import type {Look} from './look.ts';
import {
	gap, row, shownText, spansWidth, type Span, type Style, type Styled,
} from './styled.ts';
import {remarks} from './tree-remarks.ts';

/** Which columns the tree has room for. */
export type TreeColumns = {readonly hasMode: boolean; readonly hasOwner: boolean};

/** Everything that a row of the tree is drawn from. */
export type TreeRow = {
	readonly node: NodeFacts;
	readonly depth: number;
	/** Of a directory what it holds; `undefined` where it isn't known. */
	readonly size: number | undefined;
	readonly isOpen: boolean;
	readonly isSelected: boolean;
	readonly isFocused: boolean;
};

const modeWidth = 10;
const ownerWidth = 9;
const sizeWidth = 8;

/** The owner goes first where there is little room, then the mode. */
export function treeColumns(width: number): TreeColumns {
	return {hasOwner: width >= 58, hasMode: width >= 48};
}

/** The line of titles over the tree. */
export function treeTitles({hasMode, hasOwner}: TreeColumns, width: number, look: Look): Styled {
	return row([
		gap(6),
		...(hasMode ? [leftCell(ownText('mode'), modeWidth + 2, look, 'quiet')] : []),
		...(hasOwner ? [leftCell(ownText('owner'), ownerWidth + 1, look, 'quiet')] : []),
		rightCell(ownText('size'), sizeWidth, 'quiet'),
		gap(2),
		[ownText('name'), 'quiet'],
	], width, look);
}

const changeStyles: Readonly<Record<Change, readonly Style[]>> = {
	added: ['added'], changed: ['changed'], removed: ['removed'], unchanged: [],
};

function mark(change: Change, {glyphs}: Look): SafeText {
	return ownText(change === 'unchanged' ? ' ' : glyphs[change]);
}

// One number where user and group have the same: most files do, and names need the room.
function owner({uid, gid}: NodeFacts['facts'], {glyphs}: Look): SafeText {
	if (uid === undefined || gid === undefined) {
		return ownText(glyphs.unknown);
	}

	return ownText(uid === gid ? (uid === 0 ? 'root' : String(uid)) : `${uid}:${gid}`);
}

const minorBits = 20;

function sizeText({change, facts: {type, device}}: NodeFacts, size: number | undefined, {glyphs}: Look): SafeText {
	if (change === 'removed' && type === 'directory') {
		return ownText('');
	}

	if (size === undefined || type === 'unknown') {
		return ownText(glyphs.unknown);
	}

	if (type === 'file' || type === 'hardlink' || type === 'directory') {
		return formatBytes(size);
	}

	const isDevice = type === 'character-device' || type === 'block-device';
	const numbers = device === undefined ? glyphs.unknown : `${device >>> minorBits}, ${device & ((1 << minorBits) - 1)}`;
	return ownText(isDevice ? numbers : '');
}

function nameStyles({change, facts: {type}}: NodeFacts, {isSelected, isFocused}: TreeRow): readonly Style[] {
	const kind: readonly Style[] = type === 'directory' ? ['directory'] : (type === 'symlink' ? ['link'] : []);
	const gone: readonly Style[] = change === 'removed' ? ['quiet', 'struck'] : kind;
	return isSelected ? [...gone, isFocused ? 'selected' : 'bright'] : gone;
}

/** A row of the tree, of exactly `width` columns. */
export function treeRow(shown: TreeRow, {hasMode, hasOwner}: TreeColumns, width: number, look: Look): Styled {
	const {node, depth, size, isOpen, isSelected, isFocused} = shown;
	const {facts, change, isOpaque, name} = node;
	const {glyphs} = look;
	const fold = facts.type === 'directory' ? (isOpen ? glyphs.open : glyphs.closed) : ' '.repeat(glyphs.closed.length);
	// A tree that is deeper than the pane is wide still shows names.
	const indent = Math.min(depth * 2, Math.max(0, Math.floor(width / 3)));
	const nameSpan: Span = [shownText(escapeBytes(name), look), ...nameStyles(node, shown)];
	const before: readonly Span[] = [
		gap(1),
		[ownText(isSelected ? glyphs.cursor : ' '), ...(isFocused ? ['bright'] as const : [])],
		gap(1),
		[mark(change, look), ...changeStyles[change]],
		[ownText(isOpaque ? glyphs.opaque : ' '), 'removed'],
		gap(1),
		...(hasMode ? [leftCell(facts.mode === undefined ? ownText(glyphs.unknown) : formatMode(facts.type, facts.mode), modeWidth + 2, look, 'quiet')] : []),
		...(hasOwner ? [leftCell(owner(facts, look), ownerWidth, look, 'quiet'), gap(1)] : []),
		rightCell(sizeText(node, size, look), sizeWidth),
		gap(2 + indent),
		[ownText(`${fold} `), 'quiet'],
		nameSpan,
	];
	return row([...before, ...remarks(node, width - spansWidth(before), look)], width, look);
}
