import {baseOf, builtOn} from '../../catalogue/family.ts';
import {filterImages} from '../../catalogue/filter-images.ts';
import type {Catalogue, HoldingContainer, LocalImage} from '../../catalogue/local-image.ts';
import {sortImages} from '../../catalogue/sort-images.ts';
import {rememberLast} from '../remember.ts';
import type {ImageList} from './desk.ts';

/** A row of the list of images: an image, or one thing about an image that is unfolded. `key` stays the same in every list. */
export type ImageRow = {readonly key: string; readonly image: LocalImage} & (
	| {readonly kind: 'image'}
	| {readonly kind: 'tag'; readonly tag: string}
	| {readonly kind: 'digest'; readonly digest: string}
	| {readonly kind: 'family'; readonly relation: 'built on' | 'base of'; readonly other: LocalImage}
	| {readonly kind: 'container'; readonly container: HoldingContainer}
);

function detailRows(image: LocalImage, images: readonly LocalImage[]): readonly ImageRow[] {
	const base = baseOf(image, images);
	return [
		...image.tags.map(tag => ({
			kind: 'tag', key: `${image.id} tag ${tag}`, image, tag,
		} as const)),
		...image.repoDigests.map(digest => ({
			kind: 'digest', key: `${image.id} digest ${digest}`, image, digest,
		} as const)),
		...(base === undefined
			? []
			: [{
				kind: 'family', key: `${image.id} base`, image, relation: 'built on', other: base,
			} as const]),
		...builtOn(image, images).map(other => ({
			kind: 'family', key: `${image.id} built ${other.id}`, image, relation: 'base of', other,
		} as const)),
		...image.containers.map(container => ({
			kind: 'container', key: `${image.id} container ${container.id}`, image, container,
		} as const)),
	];
}

/** The rows of the list: sorted and filtered, with what is unfolded below its image. */
export const imageRows = rememberLast((catalogue: Catalogue | undefined, {sort, filter, unfolded}: ImageList): readonly ImageRow[] => {
	const images = catalogue?.images ?? [];
	return sortImages(filterImages(images, filter), sort.column, sort.isReversed).flatMap((image): readonly ImageRow[] => [
		{kind: 'image', key: image.id, image},
		...(unfolded.has(image.id) ? detailRows(image, images) : []),
	]);
}, (catalogue, {sort, filter, unfolded}) => [catalogue, sort.column, sort.isReversed, filter, unfolded]);
