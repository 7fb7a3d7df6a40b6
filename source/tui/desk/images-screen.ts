import {imageColumnsFor} from '../../app/desk/image-layout.ts';
import {imageRows, type ImageRow} from '../../app/desk/image-rows.ts';
import {imageListRows} from '../../app/desk/update-images.ts';
import {wrapped} from '../../app/lines.ts';
import {rememberLast} from '../../app/remember.ts';
import type {State} from '../../app/state.ts';
import {tagFreshness} from '../../catalogue/freshness.ts';
import type {LocalImage} from '../../catalogue/local-image.ts';
import {escapeText, joinText, ownText} from '../../text/escape.ts';
import {textRow} from '../details-pane.ts';
import type {Look} from '../look.ts';
import {rule} from '../rule.ts';
import {
	gap, row, type Span, type Styled,
} from '../styled.ts';
import {placeInfo} from '../text-screens.ts';
import {imageCells, imageTitles} from './image-columns.ts';

/** How a tag stands to its registry, in words; nothing before that was asked. */
function freshnessSpans({desk: {catalogue, registry}}: State, image: LocalImage, tag: string): readonly Span[] {
	if (registry.size === 0) {
		return [];
	}

	const {state, digest, error} = tagFreshness(image, tag, catalogue?.store, registry.get(tag));
	switch (state) {
		case 'outdated': {
			return [gap(2), [joinText([ownText('outdated: in the registry it is '), ownText(digest ?? '')]), 'changed']];
		}

		case 'current': {
			return [gap(2), [ownText('as in the registry'), 'good']];
		}

		case 'local': {
			return [gap(2), [ownText('built or named here: no registry was asked'), 'quiet']];
		}

		case 'gone':
		case 'failed': {
			return [gap(2), [escapeText(error?.message ?? ''), 'bad']];
		}

		case 'asking': {
			return [gap(2), [ownText('its registry is asked'), 'quiet']];
		}

		case 'unknown': {
			return [];
		}
	}
}

function detailSpans(state: State, item: Exclude<ImageRow, {kind: 'image'}>, isSelected: boolean, look: Look): readonly Span[] {
	const name = isSelected ? ['selected'] as const : [];
	switch (item.kind) {
		case 'tag': {
			return [[ownText('tag        '), 'quiet'], [escapeText(item.tag), ...name], ...freshnessSpans(state, item.image, item.tag)];
		}

		case 'digest': {
			return [[ownText('digest     '), 'quiet'], [escapeText(item.digest), ...name]];
		}

		case 'family': {
			const {tags, id} = item.other;
			return [[ownText(item.relation.padEnd(11)), 'quiet'], [escapeText(tags.join(', ') || id), ...name]];
		}

		case 'container': {
			const {name: called, state} = item.container;
			return [[ownText('container  '), 'quiet'], [escapeText(called), ...name], [joinText([ownText(`  ${look.glyphs.dash} `), escapeText(state)]), 'quiet']];
		}
	}
}

function emptyText({desk: {catalogue, list}}: State): string {
	if (catalogue === undefined) {
		return 'the engine lists its images';
	}

	return list.filter === '' ? 'the engine holds no images: p pulls one' : 'nothing matches the filter';
}

function info({desk: {list, failure, catalogue}}: State, look: Look): readonly Span[] {
	const words = [
		...(list.filter === '' ? [] : [joinText([ownText('filter '), escapeText(list.filter)])]),
		...(list.marked.size === 0 ? [] : [ownText(`${list.marked.size} marked`)]),
		...(failure !== undefined && catalogue !== undefined ? [ownText('not fresh: r tries again')] : []),
	];
	return words.length === 0 ? [] : [[joinText(words, ` ${look.glyphs.unknown} `), 'changed']];
}

/** Why there is no list, over as many rows as it takes. */
function failureRows(state: State, look: Look): readonly Styled[] {
	const {failure} = state.desk;
	const {columns} = state.size;
	const lines = failure === undefined ? [] : [...wrapped(failure.message, columns - 2, 'bad'), ...wrapped(failure.advice ?? '', columns - 2)];
	return [row([], columns, look), ...lines.map(line => textRow(line, columns, look))];
}

function drawRow(state: State, item: ImageRow, isSelected: boolean, look: Look): Styled {
	const {size: {columns}, desk: {list}} = state;
	const isMarked = list.marked.has(item.image.id) && item.kind === 'image';
	const before: readonly Span[] = [gap(1), [ownText(isSelected ? look.glyphs.cursor : ' '), 'bright'], [ownText(isMarked ? '*' : ' '), 'changed']];
	return item.kind === 'image'
		? row([...before, ...imageCells(state, item.image, isSelected, look)], columns, look)
		: row([...before, gap(4), ...detailSpans(state, item, isSelected, look)], columns, look);
}

/** The engine's images, between the header and the last line. */
export const imagesRows = rememberLast((state: State, look: Look): readonly Styled[] => {
	const {size: {columns}, desk: {catalogue, list, failure, registry}} = state;
	const height = imageListRows(state);
	const rows = imageRows(catalogue, list);
	const {top, selected} = list.cursor;
	const heading = rule([[ownText('Images'), 'bright']], [...info(state, look), ...placeInfo(top, rows.length, height)], columns, look);
	if (catalogue === undefined && failure !== undefined) {
		const words = failureRows(state, look).slice(0, height + 1);
		return [heading, ...words, ...Array.from({length: height + 1 - words.length}, () => row([], columns, look))];
	}

	const lines = Array.from({length: height}, (_, place) => {
		const item = rows[top + place];
		if (item !== undefined) {
			return drawRow(state, item, top + place === selected, look);
		}

		return row(rows.length === 0 && place === 0 ? [gap(3), [ownText(emptyText(state)), 'quiet']] : [], columns, look);
	});
	return [heading, row(rows.length === 0 ? [] : [gap(3), ...imageTitles(list.sort, imageColumnsFor(columns, registry.size > 0), look)], columns, look), ...lines];
}, ({desk, size}, look) => [desk.catalogue, desk.list, desk.failure, desk.listedAt, desk.registry, size, look]);
