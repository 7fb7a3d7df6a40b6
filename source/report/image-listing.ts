import {baseOf, builtOn} from '../catalogue/family.ts';
import {isDangling} from '../catalogue/image-names.ts';
import type {LocalImage} from '../catalogue/local-image.ts';
import {formatPlatform} from '../image/platform.ts';
import {escapeText, ownText, type SafeText} from '../text/escape.ts';
import {formatBytes, formatTime} from '../text/format.ts';
import {fit, textWidth} from '../text/width.ts';
import {jsonArray} from './listing.ts';

/** The rows of `images --json` as one JSON array; its fields are documented in the readme and stable. `images` are all, to tell who is built on whom. */
export function jsonImages(shown: readonly LocalImage[], images: readonly LocalImage[]): Iterable<string> {
	return jsonArray(shown, image => ({
		id: image.id,
		tags: image.tags,
		digests: image.repoDigests,
		platforms: image.platforms.map(platform => formatPlatform(platform)),
		created: image.created === undefined ? null : new Date(image.created * 1000).toISOString(),
		size: image.size ?? null,
		unique: image.unique ?? null,
		shared: image.shared ?? null,
		dangling: isDangling(image),
		layers: image.diffIds ?? null,
		base: baseOf(image, images)?.id ?? null,
		builtOn: builtOn(image, images).map(({id}) => id),
		containers: image.containers.map(({id, name, state, isRunning}) => ({
			id, name, state, running: isRunning,
		})),
	}));
}

type Column = {readonly title: string; readonly isNumber?: boolean; readonly text: (image: LocalImage) => SafeText};

const unknown = ownText('-');

const columns: readonly Column[] = [
	{title: 'ID', text: ({id}) => ownText(id)},
	{title: 'CREATED', text: ({created}) => created === undefined ? unknown : formatTime(created)},
	{title: 'SIZE', isNumber: true, text: ({size}) => amount(size)},
	{title: 'UNIQUE', isNumber: true, text: ({unique}) => amount(unique)},
	{title: 'PLATFORM', text: ({platforms}) => listed(platforms.map(platform => formatPlatform(platform)))},
	{title: 'USED BY', text: ({containers}) => listed(containers.map(({name, state}) => `${name} (${state})`))},
	{title: 'NAMES', text: image => names(image)},
];

/** The rows of `images` as text: whole IDs and all names, in aligned columns. */
export function * textImages(shown: readonly LocalImage[]): Generator<string, void> {
	const rows = [columns.map(({title}) => ownText(title)), ...shown.map(image => columns.map(({text}) => text(image)))];
	const widths = columns.map((_, column) => Math.max(...rows.map(row => textWidth(row[column]!))));
	for (const row of rows) {
		yield `${row.map((text, column) => column === columns.length - 1 ? text : fit(text, widths[column]!, {align: columns[column]!.isNumber ? 'right' : 'left'})).join('  ')}\n`;
	}
}

function names(image: LocalImage): SafeText {
	return isDangling(image) ? ownText('<none>') : listed(image.tags.length > 0 ? image.tags : image.repoDigests);
}

function amount(bytes: number | undefined): SafeText {
	return bytes === undefined ? unknown : formatBytes(bytes);
}

function listed(texts: readonly string[]): SafeText {
	return texts.length === 0 ? unknown : escapeText(texts.join(', '));
}
