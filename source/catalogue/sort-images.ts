import {formatPlatform} from '../image/platform.ts';
import {isDangling, shownName} from './image-names.ts';
import type {LocalImage} from './local-image.ts';

/** What a list of images can be sorted by. */
export const imageColumns = ['name', 'id', 'platform', 'created', 'size', 'unique', 'shared', 'containers'] as const;

export type ImageColumn = (typeof imageColumns)[number];

let collator: Intl.Collator | undefined;

// Making one takes longer than sorting, and most screens sort no images.
function compareTexts(first: string, second: string): number {
	collator ??= new Intl.Collator('en', {numeric: true});
	return collator.compare(first, second);
}

type Compare = (first: LocalImage, second: LocalImage) => number;

const comparisons: Readonly<Record<ImageColumn, Compare>> = {
	name: compareNames,
	id: ({id: first}, {id: second}) => (first < second ? -1 : 1),
	platform: (first, second) => compareTexts(platformText(first), platformText(second)),
	created: (first, second) => largestFirst(first.created, second.created),
	size: (first, second) => largestFirst(first.size, second.size),
	unique: (first, second) => largestFirst(first.unique, second.unique),
	shared: (first, second) => largestFirst(first.shared, second.shared),
	containers: (first, second) => largestFirst(first.containers.length, second.containers.length),
};

/**
The images in order: texts from a on, dates and amounts with the newest and largest first, or all the other way round. What isn't
known comes last either way, and equal ones go by name.
*/
export function sortImages(images: readonly LocalImage[], column: ImageColumn, isReversed = false): readonly LocalImage[] {
	const sign = isReversed ? -1 : 1;
	const known = images.filter(image => isKnown(image, column));
	const unknown = images.filter(image => !isKnown(image, column));
	return [
		...known.toSorted((first, second) => (sign * comparisons[column](first, second)) || compareNames(first, second)),
		...unknown.toSorted(compareNames),
	];
}

function isKnown(image: LocalImage, column: ImageColumn): boolean {
	if (column === 'platform') {
		return image.platforms.length > 0;
	}

	return column === 'name' ? !isDangling(image) : column === 'id' || image[column] !== undefined;
}

function compareNames(first: LocalImage, second: LocalImage): number {
	return Number(isDangling(first)) - Number(isDangling(second))
		|| compareTexts(shownName(first), shownName(second))
		|| (first.id < second.id ? -1 : Number(first.id > second.id));
}

function largestFirst(first = 0, second = 0): number {
	return second - first;
}

function platformText({platforms}: LocalImage): string {
	return platforms.map(platform => formatPlatform(platform)).join(' ');
}
