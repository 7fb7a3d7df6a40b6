import {parseReference} from '../image/reference.ts';

/** Whether a reference can only be an image's ID: nothing of that name can be pulled. */
export function isImageId(reference: string): boolean {
	return /^(?:sha256:[\da-f]{4,64}|[\da-f]{64})$/.test(reference);
}

/** Throws a usage error where a reference is neither an ID nor a name. */
export function checkImageName(reference: string): void {
	if (!isImageId(reference)) {
		parseReference(reference);
	}
}

/** The path of an image in the Engine API; `rest` is what is asked of it (`json`, `history`, `get`). */
export function imagePath(reference: string, rest: string): string {
	const name = reference.split('/').map(part => encodeURIComponent(part)).join('/');
	return `/images/${name}/${rest}`;
}

/** What a pull of a reference asks for: always one tag or digest, since an engine pulls all tags where none is given. */
export function pullQuery(reference: string): {fromImage: string; tag: string} {
	const {registry, repository, tag, digest} = parseReference(reference);
	return {fromImage: `${registry}/${repository}`, tag: digest ?? tag ?? 'latest'};
}
