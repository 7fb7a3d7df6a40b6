import {formatPlatform} from '../image/platform.ts';
import {isDangling} from './image-names.ts';
import type {LocalImage} from './local-image.ts';

/** The images in which a text occurs: in a tag, a digest, the ID, a platform, or the name of a container. Case doesn't matter; `<none>` finds those without a name. */
export function filterImages(images: readonly LocalImage[], text: string): readonly LocalImage[] {
	const wanted = text.trim().toLowerCase();
	return wanted === '' ? images : images.filter(image => textsOf(image).some(found => found.toLowerCase().includes(wanted)));
}

function textsOf(image: LocalImage): readonly string[] {
	return [
		...image.tags,
		...image.repoDigests,
		image.id,
		...image.platforms.map(platform => formatPlatform(platform)),
		...image.containers.map(({name}) => name),
		...(isDangling(image) ? ['<none>'] : []),
	];
}
