import {digestHex, isDigest} from '../image/digest.ts';
import {canonicalReference} from '../image/reference.ts';
import type {LocalImage} from './local-image.ts';

/** Whether an image has neither a tag nor a digest that names it. */
export function isDangling({tags, repoDigests}: LocalImage): boolean {
	return tags.length === 0 && repoDigests.length === 0;
}

/** What a person knows an image by: its first tag, else its first digest's repository, else the beginning of its ID. */
export function shownName(image: LocalImage): string {
	return image.tags[0] ?? image.repoDigests[0] ?? shortId(image.id);
}

/** The first twelve hex digits of an ID, as engines print them. */
export function shortId(id: string): string {
	return (isDigest(id) ? digestHex(id) : id).slice(0, 12);
}

/** The repository of a name, its registry before it: what stands before tag and digest. */
export function repositoryOf(name: string): string {
	return (canonicalReference(name) ?? name).replace(/@.*$/, '').replace(/:[^/]*$/, '');
}

/** What a person's words name: an image by one of its names, or by its ID or the beginning of it. */
export type Named = {readonly image: LocalImage; readonly name: string | undefined};

/** Finds the image that a name or an ID means, as engines do: names come before IDs. `name` is how the image itself writes it, `undefined` for an ID. */
export function findNamed(images: readonly LocalImage[], target: string): Named | undefined {
	for (const full of fullNames(target)) {
		for (const image of images) {
			const name = [...image.tags, ...image.repoDigests].find(own => canonicalReference(own) === full);
			if (name !== undefined) {
				return {image, name};
			}
		}
	}

	return findById(images, target);
}

// Podman keeps what was built here under `localhost/`, and takes the short name for it.
function fullNames(target: string): string[] {
	const full = canonicalReference(target);
	if (full === undefined) {
		return [];
	}

	const isShort = full.startsWith('docker.io/') && !/^(?:index\.)?docker\.io\//.test(target);
	return isShort ? [full, `localhost/${full.slice('docker.io/'.length).replace(/^library\/(?=[^/]*$)/, '')}`] : [full];
}

function findById(images: readonly LocalImage[], target: string): Named | undefined {
	const hex = target.replace(/^sha256:/, '');
	const found = /^[\da-f]{1,64}$/.test(hex) ? images.filter(({id}) => digestHex(id).startsWith(hex)) : [];
	return found.length === 1 ? {image: found[0]!, name: undefined} : undefined;
}
