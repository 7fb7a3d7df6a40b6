import type {DeadPath} from '../image/dead-bytes.ts';
import type {Warning} from '../image/warning.ts';
import {listRows, rowDetails} from '../app/layout.ts';
import type {Screen, State} from '../app/state.ts';
import type {TextLine} from '../app/text-line.ts';
import {shownWarnings} from '../app/warnings.ts';
import {
	escapeBytes, escapeText, joinText, ownText,
} from '../text/escape.ts';
import {formatBytes, formatNumber, formatShare} from '../text/format.ts';
import {leftCell, rightCell, tailOf} from './cells.ts';
import {choiceList} from './choice-list.ts';
import {compareList} from './compare-list.ts';
import {
	foundList, jobList, platformList, tagList,
} from './desk/engine-lists.ts';
import {textRow} from './details-pane.ts';
import type {List} from './list.ts';
import type {Look} from './look.ts';
import {rule} from './rule.ts';
import {
	gap, row, shownText, type Styled,
} from './styled.ts';
import {placeInfo} from './text-screens.ts';

type ListScreen = Extract<Screen, {cursor: unknown}>;

const wide = 60;

function deadList({session: {totals}, size: {columns}}: State, paths: readonly DeadPath[], look: Look): List {
	const [shipped, buried] = columns < wide ? ['in', 'till'] : ['shipped by', 'buried by'];
	const widths = columns < wide ? [4, 5] as const : [12, 11] as const;
	const pathWidth = columns - 15 - widths[0] - widths[1];
	const all = totals === undefined ? '' : `: ${formatBytes(totals.dead)} of ${formatBytes(totals.shipped)}, ${formatShare(totals.efficiency)} efficient`;
	return {
		title: ownText(`Dead bytes${all}`),
		titles: [rightCell(ownText('bytes'), 9, 'quiet'), rightCell(ownText(shipped), widths[0], 'quiet'), rightCell(ownText(buried), widths[1], 'quiet'), gap(2), [ownText('path'), 'quiet']],
		count: paths.length,
		empty: ownText(totals === undefined ? 'not known until all layers are read' : 'no dead bytes: every byte that is shipped can be seen in a container'),
		spans(at, nameStyles) {
			const {path, bytes, shippedBy, buriedBy} = paths[at]!;
			return [
				rightCell(formatBytes(bytes), 9),
				rightCell(ownText(String(shippedBy)), widths[0], 'added'),
				rightCell(ownText(String(buriedBy)), widths[1], 'removed'),
				gap(2),
				[tailOf(shownText(escapeBytes(path), look), pathWidth, look), ...nameStyles],
			];
		},
	};
}

function warningList(warnings: readonly Warning[], look: Look): List {
	return {
		title: ownText(`${formatNumber(warnings.length)} ${warnings.length === 1 ? 'warning' : 'warnings'}`),
		titles: [rightCell(ownText('layer'), 6, 'quiet'), gap(2), leftCell(ownText('what'), 24, look, 'quiet'), [ownText('in words'), 'quiet']],
		count: warnings.length,
		empty: ownText('no warnings: nothing about this image is out of the ordinary'),
		spans(at, nameStyles) {
			const {layer, code, message, path} = warnings[at]!;
			const where = path === undefined ? [] : [[joinText([ownText('  '), escapeBytes(path)]), 'quiet'] as const];
			return [rightCell(ownText(layer === undefined ? '' : String(layer)), 6), gap(2), leftCell(ownText(code), 24, look, 'changed'), [escapeText(message), ...nameStyles], ...where];
		},
	};
}

function listOf(state: State, screen: ListScreen, look: Look): List {
	switch (screen.kind) {
		case 'dead': {
			return deadList(state, screen.paths, look);
		}

		case 'warnings': {
			return warningList(shownWarnings(state.session), look);
		}

		case 'picker': {
			return choiceList(state, screen, look);
		}

		case 'compare': {
			return compareList(state, screen, look);
		}

		case 'jobs': {
			return jobList(state.desk.jobs, look);
		}

		case 'found': {
			return foundList(screen, state, look);
		}

		case 'tags': {
			return tagList(screen);
		}

		case 'platforms': {
			return platformList(screen);
		}
	}
}

/** A screen that is a list: its title rule, the titles of its columns, the visible rows, and all about the selected one where there is room. */
export function listScreenRows(state: State, screen: ListScreen, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const {top, selected} = screen.cursor;
	const height = listRows(state.size, screen);
	const {title, titles, count, empty, spans, details} = listOf(state, screen, look);
	const rows = Array.from({length: height}, (_, place) => {
		const at = top + place;
		if (at >= count) {
			return row(count === 0 && place === 0 ? [gap(3), [empty, 'quiet']] : [], columns, look);
		}

		const isSelected = at === selected;
		return row([gap(1), [ownText(isSelected ? look.glyphs.cursor : ' '), 'bright'], gap(1), ...spans(at, isSelected ? ['selected'] : [])], columns, look);
	});
	const heading = row(count === 0 ? [] : [gap(3), ...titles], columns, look);
	return [
		rule([[title, 'bright']], placeInfo(top, count, height), columns, look),
		heading,
		...rows,
		...detailRows(selected < count ? details?.(selected) ?? [] : [], rowDetails(state.size, screen), columns, look),
	];
}

function detailRows(lines: readonly TextLine[], height: number, columns: number, look: Look): readonly Styled[] {
	if (height === 0) {
		return [];
	}

	const shown = lines.slice(0, height - 1).map(line => textRow(line, columns, look));
	return [rule([], [], columns, look), ...shown, ...Array.from({length: height - 1 - shown.length}, () => row([], columns, look))];
}
