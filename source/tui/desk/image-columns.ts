import type {ImageList} from '../../app/desk/desk.ts';
import {imageColumnsFor, shownColumns, type ImageColumns} from '../../app/desk/image-layout.ts';
import type {State} from '../../app/state.ts';
import {builtOn} from '../../catalogue/family.ts';
import {imageFreshness, type Freshness} from '../../catalogue/freshness.ts';
import {isDangling, shortId, shownName} from '../../catalogue/image-names.ts';
import type {LocalImage} from '../../catalogue/local-image.ts';
import {formatPlatform, type Platform} from '../../image/platform.ts';
import {escapeText, ownText, type SafeText} from '../../text/escape.ts';
import {formatAge, formatBytes} from '../../text/format.ts';
import {leftCell, rightCell} from '../cells.ts';
import type {Look} from '../look.ts';
import {gap, type Span, type Style} from '../styled.ts';

const titles: Readonly<Record<keyof ImageColumns, string>> = {
	name: 'image', id: 'id', platform: 'platform', created: 'created', size: 'size', unique: 'unique', shared: 'shared', containers: 'used by', registry: 'registry',
};

function titleOf(column: keyof ImageColumns, {column: sorted, isReversed}: ImageList['sort'], {glyphs}: Look): SafeText {
	const mark = column === sorted ? (isReversed ? glyphs.ascending : glyphs.descending) : '';
	return ownText(titles[column] + mark);
}

/** Puts cells side by side, in the order of the columns. */
function inOrder(cells: (column: keyof ImageColumns) => readonly Span[], columns: ImageColumns): readonly Span[] {
	return shownColumns(columns)
		.flatMap((column, place) => [...(place === 0 ? [] : [gap(column === 'containers' ? 2 : 1)]), ...cells(column)]);
}

/** The titles of the columns; the one that is sorted by has a mark. */
export function imageTitles(sort: ImageList['sort'], columns: ImageColumns, look: Look): readonly Span[] {
	return inOrder(column => {
		const text = titleOf(column, sort, look);
		return [column === 'size' || column === 'unique' || column === 'shared' ? rightCell(text, columns[column], 'quiet') : leftCell(text, columns[column], look, 'quiet')];
	}, columns);
}

function bytes(value: number | undefined, width: number, {glyphs}: Look, ...styles: readonly Style[]): Span {
	return value === undefined ? rightCell(ownText(glyphs.unknown), width, 'quiet') : rightCell(formatBytes(value), width, ...styles);
}

function usedText(image: LocalImage, images: readonly LocalImage[], look: Look): Span[] {
	const {containers} = image;
	if (containers.length > 0) {
		const names = containers.map(({name}) => name).join(', ');
		const running = containers.filter(({isRunning}) => isRunning).length;
		const how = running === containers.length ? ' (running)' : (running > 0 ? ` (${running} running)` : '');
		return [[escapeText(names + how), ...(running > 0 ? ['good'] as const : [])]];
	}

	const above = builtOn(image, images).length;
	const text = above === 0 ? look.glyphs.dash : `base of ${above} ${above === 1 ? 'image' : 'images'}`;
	return [[ownText(text), 'quiet']];
}

/** One image in its columns. */
export function imageCells({size, desk: {catalogue, listedAt, list, registry}}: State, image: LocalImage, isSelected: boolean, look: Look): readonly Span[] {
	const columns = imageColumnsFor(size.columns, registry.size > 0);
	const isNameless = isDangling(image);
	const name = isNameless ? '<none>' : (image.tags.join(', ') || shownName(image));
	const fold = list.unfolded.has(image.id) ? look.glyphs.open : look.glyphs.closed;
	const nameStyles: readonly Style[] = [...(isNameless ? ['changed'] as const : []), ...(isSelected ? ['selected'] as const : [])];
	const cells: Readonly<Record<keyof ImageColumns, () => readonly Span[]>> = {
		name: () => nameCells(fold, leftCell(escapeText(name), columns.name - fold.length - 1, look, ...nameStyles)),
		id: () => [leftCell(escapeText(shortId(image.id)), columns.id, look, 'quiet')],
		platform: () => [leftCell(escapeText(platformsText(image)), columns.platform, look)],
		created: () => [leftCell(image.created === undefined || listedAt === undefined ? ownText(look.glyphs.unknown) : formatAge(listedAt - image.created), columns.created, look)],
		size: () => [bytes(image.size, columns.size, look)],
		unique: () => [bytes(image.unique, columns.unique, look)],
		shared: () => [bytes(image.shared, columns.shared, look, 'quiet')],
		registry: () => [freshnessCell(imageFreshness(image, catalogue?.store, registry), columns.registry, look)],
		containers: () => usedText(image, catalogue?.images ?? [], look),
	};
	return inOrder(column => cells[column](), columns);
}

const freshnessWords: Readonly<Record<Freshness, readonly [words: string, ...styles: readonly Style[]]>> = {
	outdated: ['outdated', 'changed'],
	current: ['current', 'good'],
	local: ['local', 'quiet'],
	gone: ['not there', 'bad'],
	failed: ['no answer', 'bad'],
	asking: ['asking', 'quiet'],
	unknown: ['', 'quiet'],
};

function freshnessCell(freshness: Freshness | undefined, width: number, look: Look): Span {
	const [words, ...styles] = freshnessWords[freshness ?? 'unknown'];
	return leftCell(ownText(words === '' ? look.glyphs.unknown : words), width, look, ...styles);
}

/** The blanks behind a name aren't part of it, so that only the name is inverse where it is selected. */
function nameCells(fold: string, [text, ...styles]: Span): readonly Span[] {
	const name = ownText(text.trimEnd());
	return [[ownText(`${fold} `), 'quiet'], [name, ...styles], gap(text.length - name.length)];
}

// Nearly all images are Linux's, and the processor is what tells them apart.
function platformText(platform: Platform): string {
	return formatPlatform(platform).replace(/^linux\//, '');
}

function platformsText({platforms}: LocalImage): string {
	return platforms.map(platform => platformText(platform)).join(', ');
}
