import type {ImageList} from '../../app/desk/desk.ts';
import type {State} from '../../app/state.ts';
import {builtOn} from '../../catalogue/family.ts';
import {isDangling, shortId, shownName} from '../../catalogue/image-names.ts';
import type {LocalImage} from '../../catalogue/local-image.ts';
import {formatPlatform, type Platform} from '../../image/platform.ts';
import {escapeText, ownText, type SafeText} from '../../text/escape.ts';
import {formatAge, formatBytes} from '../../text/format.ts';
import {leftCell, rightCell} from '../cells.ts';
import type {Look} from '../look.ts';
import {gap, type Span, type Style} from '../styled.ts';

/** How wide each column is; 0 for one that has no room. */
export type ImageColumns = {
	readonly name: number;
	readonly id: number;
	readonly platform: number;
	readonly created: number;
	readonly size: number;
	readonly unique: number;
	readonly containers: number;
};

const margin = 4;
const narrowestName = 16;
const widestName = 48;
const widths = {
	size: 9, unique: 10, containers: 22, created: 11, id: 13, platform: 9,
} as const;

// Which column comes first where there is little room.
const order = ['size', 'unique', 'containers', 'created', 'id', 'platform'] as const;

/** The columns that a width has room for; the names take what is left. */
export function imageColumnsFor(columns: number): ImageColumns {
	const chosen = {
		id: 0, platform: 0, created: 0, size: 0, unique: 0, containers: 0,
	};
	let rest = columns - margin - narrowestName;
	for (const column of order) {
		if (widths[column] + 1 <= rest) {
			chosen[column] = widths[column];
			rest -= widths[column] + 1;
		}
	}

	// What is left goes to the names first, then to who uses them.
	const name = chosen.containers === 0 ? narrowestName + rest : Math.min(narrowestName + rest, widestName);
	return {...chosen, name, containers: chosen.containers === 0 ? 0 : chosen.containers + narrowestName + rest - name};
}

const titles: Readonly<Record<keyof ImageColumns, string>> = {
	name: 'image', id: 'id', platform: 'platform', created: 'created', size: 'size', unique: 'unique', containers: 'used by',
};

function titleOf(column: keyof ImageColumns, {column: sorted, isReversed}: ImageList['sort'], {glyphs}: Look): SafeText {
	const mark = column === sorted ? (isReversed ? glyphs.ascending : glyphs.open) : '';
	return ownText(titles[column] + mark);
}

/** Puts cells side by side, in the order of the columns. */
function inOrder(cells: (column: keyof ImageColumns) => readonly Span[], columns: ImageColumns): readonly Span[] {
	return (['name', 'id', 'platform', 'created', 'size', 'unique', 'containers'] as const)
		.filter(column => columns[column] > 0)
		.flatMap((column, place) => [...(place === 0 ? [] : [gap(column === 'containers' ? 2 : 1)]), ...cells(column)]);
}

/** The titles of the columns; the one that is sorted by has a mark. */
export function imageTitles(sort: ImageList['sort'], columns: ImageColumns, look: Look): readonly Span[] {
	return inOrder(column => {
		const text = titleOf(column, sort, look);
		return [column === 'size' || column === 'unique' ? rightCell(text, columns[column], 'quiet') : leftCell(text, columns[column], look, 'quiet')];
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
	const text = above === 0 ? look.glyphs.dash : `base of ${above} ${above === 1 ? 'image' : 'images'} here`;
	return [[ownText(text), 'quiet']];
}

/** One image in its columns. */
export function imageCells({size, desk: {catalogue, listedAt, list}}: State, image: LocalImage, isSelected: boolean, look: Look): readonly Span[] {
	const columns = imageColumnsFor(size.columns);
	const isNameless = isDangling(image);
	const name = isNameless ? '<none>' : (image.tags.join(', ') || shownName(image));
	const fold = list.unfolded.has(image.id) ? look.glyphs.open : look.glyphs.closed;
	const nameStyles: readonly Style[] = [...(isNameless ? ['changed'] as const : []), ...(isSelected ? ['selected'] as const : [])];
	const cells: Readonly<Record<keyof ImageColumns, () => readonly Span[]>> = {
		name: () => nameCells(fold, leftCell(escapeText(name), columns.name - 2, look, ...nameStyles)),
		id: () => [leftCell(escapeText(shortId(image.id)), columns.id, look, 'quiet')],
		platform: () => [leftCell(escapeText(platformsText(image)), columns.platform, look)],
		created: () => [leftCell(image.created === undefined || listedAt === undefined ? ownText(look.glyphs.unknown) : formatAge(listedAt - image.created), columns.created, look)],
		size: () => [bytes(image.size, columns.size, look)],
		unique: () => [bytes(image.unique, columns.unique, look)],
		containers: () => usedText(image, catalogue?.images ?? [], look),
	};
	return inOrder(column => cells[column](), columns);
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
