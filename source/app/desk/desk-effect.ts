import type {RemoveWish} from '../engine-desk.ts';
import type {JobWish} from './job.ts';

/** Something that the engine is asked for. */
export type DeskEffect =
	/** List the images, and again whenever something changes. */
	| {readonly type: 'desk-watch'}
	| {readonly type: 'desk-start'; readonly job: number; readonly wish: JobWish}
	| {readonly type: 'desk-cancel'; readonly job: number}
	| {readonly type: 'desk-remove'; readonly wish: RemoveWish}
	| {readonly type: 'desk-tag'; readonly source: string; readonly target: string}
	| {readonly type: 'desk-search'; readonly term: string}
	/** Ask the registries what these tags name now. */
	| {readonly type: 'desk-resolve'; readonly references: readonly string[]}
	| {readonly type: 'desk-list-tags'; readonly repository: string}
	| {readonly type: 'desk-list-platforms'; readonly reference: string};
