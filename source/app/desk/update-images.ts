import type {Digest} from '../../image/digest.ts';
import {only, type Step} from '../effect.ts';
import {screenRows} from '../layout.ts';
import {keepPlace, move, type Motion} from '../list.ts';
import type {KeyMessage} from '../messages.ts';
import {pushScreen} from '../screens.ts';
import {noSelection, restart, type State} from '../state.ts';
import {isPulling} from '../status.ts';
import type {ImageList} from './desk.ts';
import {imageColumnsFor, shownColumns} from './image-layout.ts';
import {imageRows, type ImageRow} from './image-rows.ts';
import {addJob} from './update-jobs.ts';

// The line of titles.
const titles = 1;

/** Rows of the list of images that are on the screen. */
export function imageListRows(state: State): number {
	return Math.max(1, screenRows(state.size) - titles);
}

/** Changes how the images are shown; the cursor stays on its row, or in its place where that row has gone. */
export function withList(state: State, changes: Partial<ImageList>): State {
	const list = {...state.desk.list, ...changes};
	const rows = imageRows(state.desk.catalogue, list);
	const found = rows.findIndex(({key}) => key === list.row);
	const cursor = keepPlace(list.cursor, found === -1 ? list.cursor.selected : found, rows.length, imageListRows(state));
	return {...state, desk: {...state.desk, list: {...list, cursor, row: rows[cursor.selected]?.key}}};
}

/** The row under the cursor. */
export function selectedImageRow({desk: {catalogue, list}}: State): ImageRow | undefined {
	return imageRows(catalogue, list)[list.cursor.selected];
}

function moveList(state: State, motion: Motion): State {
	const {desk: {catalogue, list}} = state;
	const rows = imageRows(catalogue, list);
	const cursor = move(list.cursor, motion, rows.length, imageListRows(state));
	return {...state, desk: {...state.desk, list: {...list, cursor, row: rows[cursor.selected]?.key}}};
}

function toggled(set: ReadonlySet<Digest>, id: Digest): ReadonlySet<Digest> {
	const next = new Set(set);
	if (!next.delete(id)) {
		next.add(id);
	}

	return next;
}

/** Marks the image under the cursor, or takes the mark away, and goes on to the next one. */
function mark(state: State): State {
	const row = selectedImageRow(state);
	return row === undefined ? state : moveList(withList(state, {marked: toggled(state.desk.list.marked, row.image.id)}), 'down');
}

function unfold(state: State): State {
	const row = selectedImageRow(state);
	return row?.kind === 'image' ? withList(state, {unfolded: new Set([...state.desk.list.unfolded, row.image.id])}) : state;
}

function fold(state: State): State {
	const row = selectedImageRow(state);
	if (row === undefined) {
		return state;
	}

	const unfolded = new Set(state.desk.list.unfolded);
	unfolded.delete(row.image.id);
	return withList(state, {unfolded, row: row.image.id});
}

function nextColumn(state: State): State {
	const {sort} = state.desk.list;
	// What isn't shown can't be seen to be sorted by.
	const columns = shownColumns(imageColumnsFor(state.size.columns, state.desk.registry.size > 0)).filter(column => column !== 'registry');
	const column = columns[(columns.indexOf(sort.column) + 1) % columns.length]!;
	return withList(state, {sort: {column, isReversed: false}});
}

/** What is to be explored: as an argument of the program, and how it is called until it is known. `id` is an image's. */
type Wanted = {readonly argument: string; readonly title: string; readonly id?: string; readonly platform?: string | undefined};

function isOpen({session: {argument, image, selection}}: State, wanted: Wanted): boolean {
	const isOther = wanted.platform !== undefined && wanted.platform !== selection.platform;
	return image !== undefined && !isOther && (argument === wanted.argument || (image.container === undefined && image.id !== undefined && image.id === wanted.id));
}

/** Opens an image or a container; the one that is open already is just shown again, as it was. A pull that it was waiting for goes on. */
export function openInExplorer(state: State, wanted: Wanted): Step {
	if (isOpen(state, wanted)) {
		return only({...state, place: 'image'});
	}

	const {progress, selection: {platform}} = state.session;
	const [left, effects] = isPulling(state) ? addJob(state, {kind: 'pull', reference: progress!.subject, platform}) : only(state);
	const {argument, title} = wanted;
	const selection = {...noSelection, platform: wanted.platform};
	return [{...restart(left, selection, argument), title}, [...effects, {type: 'open', argument, selection}]];
}

function reverse(state: State): State {
	const {sort} = state.desk.list;
	return withList(state, {sort: {...sort, isReversed: !sort.isReversed}});
}

/** Takes back what was asked of the list, the last thing first. */
function back(state: State): State {
	const {marked, filter} = state.desk.list;
	return marked.size > 0 ? withList(state, {marked: new Set()}) : (filter === '' ? state : withList(state, {filter: ''}));
}

function enter(state: State): Step {
	const row = selectedImageRow(state);
	switch (row?.kind) {
		case undefined: {
			return only(state);
		}

		case 'container': {
			return openInExplorer(state, {argument: `container:${row.container.name}`, title: row.container.name});
		}

		case 'family': {
			return only(withList(state, {row: row.other.id, filter: ''}));
		}

		case 'image':
		case 'tag':
		case 'digest': {
			// By its ID: a name may have moved on since the list was made.
			const {id, tags} = row.image;
			return openInExplorer(state, {argument: `docker://${id}`, title: row.kind === 'tag' ? row.tag : tags[0] ?? id, id});
		}
	}
}

/** Asks the engine for its images, if nobody has yet. */
export function watchImages(state: State): Step {
	const desk = {...state.desk, isWatched: true, failure: undefined};
	return state.desk.isWatched && state.desk.failure === undefined ? only(state) : [{...state, desk}, [{type: 'desk-watch'}]];
}

/** Goes to the images of the engine; what is open stays open. */
export function goToImages(state: State): Step {
	return watchImages({...state, place: 'images', screens: []});
}

type KeyHandlers = {readonly [Type in KeyMessage['type']]?: (state: State, message: Extract<KeyMessage, {type: Type}>) => Step};

const keyHandlers: KeyHandlers = {
	move: (state, {motion}) => only(moveList(state, motion)),
	mark: state => only(mark(state)),
	unfold: state => only(unfold(state)),
	fold: state => only(fold(state)),
	sort: state => only(nextColumn(state)),
	reverse: state => only(reverse(state)),
	enter,
	retry: watchImages,
	back: state => only(back(state)),
};

/** What a key means among the images; `undefined` where it means the same as everywhere. */
export function updateImagesKey(state: State, message: KeyMessage): Step | undefined {
	const handler = keyHandlers[message.type] as ((state: State, message: KeyMessage) => Step) | undefined;
	return handler?.(state, message);
}

/** Shows the works on the engine: the one that there is, or a list of them. */
export function showJobs(state: State): State {
	const {jobs} = state.desk;
	const [only_, ...more] = jobs;
	if (only_ === undefined) {
		return {...state, notice: {text: 'nothing has been pulled, saved or loaded yet', isProblem: false}};
	}

	return pushScreen(state, more.length === 0 ? {kind: 'job', job: only_.id} : {kind: 'jobs', cursor: {selected: jobs.length - 1, top: 0}});
}
