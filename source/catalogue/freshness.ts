import type {LayerscopeError} from '../errors.ts';
import {isDigest, type Digest} from '../image/digest.ts';
import {parseReference} from '../image/reference.ts';
import {repositoryOf} from './image-names.ts';
import type {LocalImage, Store} from './local-image.ts';

/** What a registry answered to the question what a tag names now. */
export type RegistryAnswer =
	| {readonly kind: 'asking'}
	| {readonly kind: 'digest'; readonly digest: Digest}
	| {readonly kind: 'failed'; readonly error: LayerscopeError};

/**
How a tag stands to its registry: as there (`current`), named otherwise there now (`outdated`), without a digest of that repository, so that it was
built here or got its name here (`local`), not there (`gone`), not asked yet (`unknown`), being asked, or not to be asked (`failed`).
*/
export type Freshness = 'current' | 'outdated' | 'local' | 'gone' | 'unknown' | 'asking' | 'failed';

/** What is known of a tag. */
export type TagFreshness = {
	readonly state: Freshness;
	/** The digests that the image has in the tag's repository: of its manifest, of an index that it came by, or of both. */
	readonly local: readonly Digest[];
	/** What the tag names in its registry now. */
	readonly digest: Digest | undefined;
	/** Why that isn't known. */
	readonly error: LayerscopeError | undefined;
};

/** The digests that an image has in a tag's repository. */
function digestsIn({repoDigests}: LocalImage, tag: string): readonly Digest[] {
	const repository = repositoryOf(tag);
	return repoDigests.filter(name => repositoryOf(name) === repository).map(name => name.slice(name.indexOf('@') + 1)).filter(digest => isDigest(digest));
}

// Podman keeps what is built here under a host that is none, and gives it a digest.
function isOfNoRegistry(tag: string, store: Store | undefined): boolean {
	try {
		return store === 'podman' && parseReference(tag).registry === 'localhost';
	} catch {
		return true;
	}
}

/** How a tag of an image stands, by what its registry answered: outdated only where none of the image's digests is what the tag names now. */
export function tagFreshness(image: LocalImage, tag: string, store: Store | undefined, answer: RegistryAnswer | undefined): TagFreshness {
	const local = digestsIn(image, tag);
	const nothing = {local, digest: undefined, error: undefined};
	if (local.length === 0 || isOfNoRegistry(tag, store)) {
		return {...nothing, state: 'local'};
	}

	switch (answer?.kind) {
		case undefined: {
			return {...nothing, state: 'unknown'};
		}

		case 'asking': {
			return {...nothing, state: 'asking'};
		}

		case 'digest': {
			return {...nothing, digest: answer.digest, state: local.includes(answer.digest) ? 'current' : 'outdated'};
		}

		case 'failed': {
			return {...nothing, error: answer.error, state: answer.error.kind === 'not-found' ? 'gone' : 'failed'};
		}
	}
}

/** The tags of an image that a registry can be asked about. */
export function askableTags(image: LocalImage, store: Store | undefined): readonly string[] {
	return image.tags.filter(tag => tagFreshness(image, tag, store, undefined).state !== 'local');
}

// Of several tags that is told which wants to be known most.
const byInterest: readonly Freshness[] = ['outdated', 'asking', 'failed', 'gone', 'unknown', 'current', 'local'];

/** How an image stands: as the tag of it that wants most to be known. `undefined` for one without a tag, which nothing can move. */
export function imageFreshness(image: LocalImage, store: Store | undefined, answers: ReadonlyMap<string, RegistryAnswer>): Freshness | undefined {
	const states = new Set(image.tags.map(tag => tagFreshness(image, tag, store, answers.get(tag)).state));
	return byInterest.find(state => states.has(state));
}
