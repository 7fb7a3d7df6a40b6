import {nothingAsked, type Asked} from '../image/asked-facts.ts';
import type {LayerCounts} from '../image/changes.ts';
import type {LayerPair} from '../image/compare-layers.ts';
import type {LayerscopeError} from '../errors.ts';
import type {DeadPath} from '../image/dead-bytes.ts';
import type {ImageChoice} from '../image/image-choice.ts';
import type {ImageFacts, Verification} from '../image/image-facts.ts';
import type {Change, Lifetimes} from '../image/lifetimes.ts';
import {noRows, type TreeRows} from '../image/tree-rows.ts';
import type {Warning} from '../image/warning.ts';
import type {Platform} from '../image/platform.ts';
import type {FoundImage} from '../catalogue/found-image.ts';
import type {Progress} from '../progress/progress.ts';
import type {Pace} from '../progress/pace.ts';
import {startDesk, type Desk} from './desk/desk.ts';
import type {Removal} from './desk/removal.ts';
import type {Filter} from './filter.ts';
import type {HelpEntry} from './help-text.ts';
import {
	matchFolding, startFolding, toDepth, type Folding,
} from './folding.ts';
import type {Size} from './layout.ts';
import {startCursor, type Cursor} from './list.ts';
import type {Viewer} from './viewer.ts';

/** How far one layer is. */
export type LayerView = {
	readonly isIndexed: boolean;
	readonly verification: Verification;
	readonly failure: LayerscopeError | undefined;
	readonly counts: LayerCounts | undefined;
};

/** The sums that need every layer. */
export type Totals = {
	readonly shipped: number;
	readonly dead: number;
	/** From 0 to 1. */
	readonly efficiency: number;
};

/** One of several images in a source. */
export type Choice = ImageChoice;

/** What to open of a source. */
export type Selection = {
	readonly platform: string | undefined;
	readonly image: string | undefined;
};

/** What is asked of a container: what a version is, by its layer and offset. */
export type Question = {
	readonly version: number;
	readonly layer: number;
	readonly offset: number;
	/** The node that is to be viewed when it is known, and the layer at which it was. */
	readonly view: number | undefined;
	readonly shown: number;
};

export type Session = {
	/** What was asked for; `undefined` for what the program was started with. */
	readonly argument: string | undefined;
	readonly selection: Selection;
	/** Whether it is to be read however far it unpacks. */
	readonly unpacksAll: boolean;
	/** Whether the user was asked, or told, what wasn't unpacked to its end. */
	readonly isUnpackingAsked: boolean;
	/** Of standard input that isn't kept, `comesOnce`: it can't be opened again. */
	readonly source: {readonly kind: string; readonly location: string; readonly comesOnce?: boolean | undefined} | undefined;
	readonly image: ImageFacts | undefined;
	/** Grows in place while layers are merged: `merged` says how far it can be trusted. */
	readonly lifetimes: Lifetimes | undefined;
	/** How many layers are merged, lowest first. */
	readonly merged: number;
	readonly layers: readonly LayerView[];
	readonly totals: Totals | undefined;
	readonly warnings: readonly Warning[];
	readonly progress: Progress | undefined;
	readonly pace: Pace | undefined;
	/** By version: what was asked of a container so far. */
	readonly asked: Asked;
	/** How many images the source holds; `undefined` until it says so. */
	readonly held: number | undefined;
	readonly isFinished: boolean;
	/** Why reading ended early. */
	readonly failure: LayerscopeError | undefined;
};

export type Tree = {
	readonly scope: 'merged' | 'layer';
	readonly sort: 'name' | 'size';
	readonly hidden: ReadonlySet<Change>;
	readonly filter: Filter | undefined;
	/** By scope: what a layer changed is shown unfolded; and while a filter is set, which begins at what it finds. */
	readonly folding: Readonly<Record<'merged' | 'layer' | 'filtered', Folding>>;
	/** The layer that is shown: the selected one, or the highest that is merged; -1 before there is any. */
	readonly shown: number;
	readonly rows: TreeRows;
	/** By node; NaN where it isn't known. */
	readonly sizes: Float64Array;
	/** Everything but directories. */
	readonly files: number;
	/** What a container changed, and might be a directory too. */
	readonly unknown: number;
	readonly cursor: Cursor;
	/** The node under the cursor, or -1; it survives what hides its row. */
	readonly node: number;
	/** Whether somebody moved the cursor, or folded what it was on. */
	readonly isTouched: boolean;
};

/** What is written to a file: a path, as bytes, at a layer. */
export type ExtractTarget = {readonly path: Uint8Array; readonly layer: number};

/** A line of text that is being typed. */
export type Prompt = {
	readonly purpose: 'filter' | 'search' | 'extract' | 'images' | 'pull' | 'save' | 'load' | 'tag' | 'find';
	readonly text: string;
	readonly isRegularExpression: boolean;
	readonly problem: string | undefined;
	/** What was there before, for Esc. */
	readonly before: Filter | undefined;
	/** What is extracted: the cursor may be elsewhere when the answer comes. */
	readonly target: ExtractTarget | undefined;
	/** The images that are saved or tagged. */
	readonly references: readonly string[];
	/** The file is there already, and the user is asked. */
	readonly isConfirming: boolean;
};

/** A screen over the explorer. */
export type Screen =
	| {readonly kind: 'details'; readonly top: number}
	| {readonly kind: 'config'; readonly top: number; readonly isRaw: boolean}
	| {readonly kind: 'help'; readonly top: number}
	| {readonly kind: 'dead'; readonly cursor: Cursor; readonly paths: readonly DeadPath[]}
	| {readonly kind: 'warnings'; readonly cursor: Cursor}
	| {
		readonly kind: 'picker';
		readonly cursor: Cursor;
		readonly choices: readonly Choice[];
		/** Whether the user asked for it while an image is open; else one has to be chosen before anything is. */
		readonly isAsked: boolean;
		/** Whether more of the rows will be known. */
		readonly isWhole: boolean;
		/** Digests of those to compare. */
		readonly marked: ReadonlySet<string>;
	}
	/** Two platforms side by side. */
	| {readonly kind: 'compare'; readonly cursor: Cursor; readonly left: Choice; readonly right: Choice; readonly pairs: readonly LayerPair[]}
	/** A long work on the engine. */
	| {readonly kind: 'job'; readonly job: number}
	| {readonly kind: 'jobs'; readonly cursor: Cursor}
	/** What a removal would do, and whether it is under way. */
	| ({readonly kind: 'remove'} & Removal)
	/** Whether to go on with what unpacks to far more than it is stored as. */
	| {readonly kind: 'unpacking'}
	/** What a search found; `undefined` until the answer is there. */
	| {readonly kind: 'found'; readonly cursor: Cursor; readonly term: string; readonly found: readonly FoundImage[] | undefined; readonly error: LayerscopeError | undefined}
	| {
		readonly kind: 'tags';
		readonly cursor: Cursor;
		readonly repository: string;
		/** `undefined` until the answer is there. */
		readonly tags: readonly string[] | undefined;
		readonly error: LayerscopeError | undefined;
		/** What their names hold: the part of a tag that was typed. */
		readonly wanted: string;
		/** The line that was being typed, for the way back. */
		readonly typed: string | undefined;
	}
	| {readonly kind: 'platforms'; readonly cursor: Cursor; readonly reference: string; readonly platforms: readonly Platform[] | undefined; readonly error: LayerscopeError | undefined}
	| {readonly kind: 'error'; readonly error: LayerscopeError; readonly hasDetails: boolean}
	| {readonly kind: 'viewer'; readonly viewer: Viewer};

/** A sentence in the last line until the next key. */
export type Notice = {readonly text: string; readonly isProblem: boolean};

export type State = {
	readonly size: Size;
	readonly title: string;
	/** Where one is when no screen is open: among the engine's images, or in one image. */
	readonly place: 'images' | 'image';
	readonly desk: Desk;
	readonly session: Session;
	readonly focus: 'layers' | 'tree';
	/** The selected layer. */
	readonly layer: number;
	readonly layerCursor: Cursor;
	readonly tree: Tree;
	/** The last one is on top. */
	readonly screens: readonly Screen[];
	readonly prompt: Prompt | undefined;
	readonly notice: Notice | undefined;
	/** Whether the user was told that leaving stops what is at work. */
	readonly isLeaving: boolean;
	/** What the help tells, as the binding table gives it. */
	readonly help: readonly HelpEntry[];
};

const startTree: Tree = {
	scope: 'merged', sort: 'name', hidden: new Set(), filter: undefined, folding: {merged: startFolding, layer: toDepth(Number.POSITIVE_INFINITY), filtered: matchFolding},
	shown: -1, rows: noRows, sizes: new Float64Array(0), files: 0, unknown: 0, cursor: startCursor, node: -1, isTouched: false,
};

/** A session that was just asked for. */
export function startSession(argument: string | undefined, selection: Selection, unpacksAll = false): Session {
	return {
		argument, selection, unpacksAll, isUnpackingAsked: false, source: undefined, image: undefined, lifetimes: undefined, merged: 0, layers: [], totals: undefined,
		warnings: [], progress: undefined, pace: undefined, asked: nothingAsked, held: undefined, isFinished: false, failure: undefined,
	};
}

type StartOptions = {
	readonly size: Size;
	readonly title: string;
	readonly notice: string | undefined;
	readonly help: readonly HelpEntry[];
	readonly place?: State['place'];
	readonly selection?: Selection;
};

/** Nothing was chosen. */
export const noSelection: Selection = {platform: undefined, image: undefined};

/** The state before anything is known. */
export function startState({
	size, title, notice, help, place = 'image', selection = noSelection,
}: StartOptions): State {
	return {
		size, title, help, place, desk: startDesk, session: startSession(undefined, selection), focus: 'tree', layer: 0,
		layerCursor: startCursor, tree: startTree, screens: [], prompt: undefined, isLeaving: false,
		notice: notice === undefined ? undefined : {text: notice, isProblem: false},
	};
}

/** The explorer before another image is read; the engine stays as it is. */
export function restart(state: State, selection: Selection, argument = state.session.argument, unpacksAll = false): State {
	return {
		...startState({...state, place: 'image', notice: undefined}), desk: state.desk, session: startSession(argument, selection, unpacksAll),
	};
}
