import type {FoundImage} from '../../catalogue/found-image.ts';
import type {Catalogue} from '../../catalogue/local-image.ts';
import type {Digest} from '../../image/digest.ts';
import type {LayerscopeError} from '../../errors.ts';
import type {Platform} from '../../image/platform.ts';
import type {Progress} from '../../progress/progress.ts';
import type {Removed} from '../engine-desk.ts';

/** What the engine tells. */
export type DeskMessage =
	/** `now` is in seconds since 1970. */
	| {readonly type: 'desk-catalogue'; readonly catalogue: Catalogue; readonly location: string | undefined; readonly now: number}
	| {readonly type: 'desk-failed'; readonly error: LayerscopeError}
	/** `now` is in milliseconds. */
	| {readonly type: 'desk-progress'; readonly job: number; readonly progress: Progress; readonly now: number}
	| {readonly type: 'desk-done'; readonly job: number; readonly loaded: readonly string[]}
	/** The file of a save is there already. */
	| {readonly type: 'desk-exists'; readonly job: number}
	| {readonly type: 'desk-job-failed'; readonly job: number; readonly error: LayerscopeError}
	| {readonly type: 'desk-removed'; readonly removed: Removed}
	| {readonly type: 'desk-remove-failed'; readonly error: LayerscopeError}
	| {readonly type: 'desk-tagged'; readonly source: string; readonly target: string}
	| {readonly type: 'desk-tag-failed'; readonly error: LayerscopeError}
	| {readonly type: 'desk-found'; readonly term: string; readonly found: readonly FoundImage[]}
	| {readonly type: 'desk-search-failed'; readonly term: string; readonly error: LayerscopeError}
	/** What a tag names in its registry now. */
	| {readonly type: 'desk-resolved'; readonly reference: string; readonly digest: Digest}
	| {readonly type: 'desk-resolve-failed'; readonly reference: string; readonly error: LayerscopeError}
	/** `tags` is empty where the registry gives none. */
	| {readonly type: 'desk-tags'; readonly repository: string; readonly tags: readonly string[]}
	| {readonly type: 'desk-tags-failed'; readonly repository: string; readonly error: LayerscopeError}
	| {readonly type: 'desk-platforms'; readonly reference: string; readonly platforms: readonly Platform[]}
	| {readonly type: 'desk-platforms-failed'; readonly reference: string; readonly error: LayerscopeError};

/** What a key means on the engine's screens. */
export type DeskKeyMessage =
	/** To the images of the engine. */
	| {readonly type: 'images'}
	| {readonly type: 'jobs'}
	/** What tags name in their registries now. */
	| {readonly type: 'outdated'}
	| {readonly type: 'mark'}
	| {readonly type: 'reverse'}
	| {readonly type: 'remove'; readonly what: 'selected' | 'dangling'}
	| {readonly type: 'answer'; readonly answer: 'remove' | 'all-tags' | 'force'}
	| {readonly type: 'platforms'};
