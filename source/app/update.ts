import {askDesk} from './desk/desk-prompt.ts';
import type {DeskMessage} from './desk/desk-messages.ts';
import {updateDesk} from './desk/update-desk.ts';
import {
	goToImages, showJobs, updateImagesKey, withList,
} from './desk/update-images.ts';
import {jobSubject, runningJobs} from './desk/job.ts';
import {cancelJob, jobOf, retryJob} from './desk/update-jobs.ts';
import {askOutdated} from './desk/update-outdated.ts';
import {answerRemoval, askRemoval} from './desk/update-removal.ts';
import {askPlatforms} from './desk/update-search.ts';
import {only, type Step} from './effect.ts';
import {isFetching, isReading, lackingLayers} from './fetching.ts';
import {jumpToChange, jumpToMatch} from './jump.ts';
import type {Motion} from './list.ts';
import type {
	ContentMessage, KeyMessage, Message, PromptMessage,
} from './messages.ts';
import {isPulling} from './status.ts';
import {popScreen, replaceTop, topScreen} from './screens.ts';
import type {State} from './state.ts';
import {isDirectoryAt} from './tree-facts.ts';
import {rebuildTree, selectRow} from './tree-state.ts';
import {ask} from './update-asked.ts';
import {askChoices, compareChoices, markChoice} from './update-choices.ts';
import {updateContent} from './update-content.ts';
import {moveLayer, selectLayer} from './update-layers.ts';
import {
	askExtract, askFilter, updatePrompt,
} from './update-prompt.ts';
import {
	enterInScreen, leaveScreen, moveInScreen, resizeScreens, showScreen,
} from './update-screens.ts';
import {settleLayers, updateSession} from './update-session.ts';
import {
	clearFilter, fold, foldToDepth, hideChange, moveTree, selectedNode, switchScope, turnSelected, unfold,
} from './update-tree.ts';
import {askUnpacking, reopen, unpackAll} from './update-unpacking.ts';
import {
	findInViewer, moveSideways, openViewer, switchForm, viewAtLayer,
} from './update-viewer.ts';

type Handlers<Known extends {readonly type: string}> = {
	readonly [Type in Known['type']]: (state: State, message: Extract<Known, {type: Type}>) => Step;
};

function moveBy(state: State, motion: Motion): Step {
	const screen = topScreen(state);
	if (screen !== undefined) {
		return only(moveInScreen(state, screen, motion));
	}

	return state.focus === 'layers' ? moveLayer(state, motion) : only(moveTree(state, motion));
}

function enter(state: State): Step {
	const screen = topScreen(state);
	if (screen !== undefined) {
		return enterInScreen(state, screen);
	}

	if (state.focus === 'layers') {
		return only(showScreen(state, 'details'));
	}

	const node = selectedNode(state);
	return node >= 0 && isDirectoryAt(state, node) ? ask(turnSelected(state), node) : openViewer(state, node);
}

function back(state: State): Step {
	if (topScreen(state) !== undefined) {
		return leaveScreen(state);
	}

	if (state.tree.filter !== undefined) {
		return only(clearFilter(state));
	}

	if (isFetching(state.session)) {
		return [{...state, notice: {text: 'stopped; r goes on where it stopped', isProblem: false}}, [{type: 'stop-fetching'}]];
	}

	// A pull goes on meanwhile, and so does the reading where there are other images to look at.
	if (state.desk.isWatched || isPulling(state)) {
		return goToImages(state);
	}

	return isReading(state.session) ? [state, [{type: 'stop'}]] : only(state);
}

function right(state: State): State {
	const screen = topScreen(state);
	if (screen?.kind === 'viewer') {
		return moveSideways(state, 1);
	}

	return state.focus === 'layers' ? {...state, focus: 'tree'} : unfold(state);
}

function left(state: State): State {
	const screen = topScreen(state);
	if (screen?.kind === 'viewer') {
		return moveSideways(state, -1);
	}

	return state.focus === 'layers' ? state : fold(state);
}

function switchScreenForm(state: State): State {
	const screen = topScreen(state);
	if (screen?.kind === 'config') {
		return replaceTop(state, {...screen, isRaw: !screen.isRaw, top: 0});
	}

	if (screen?.kind === 'error') {
		return replaceTop(state, {...screen, hasDetails: !screen.hasDetails});
	}

	return screen?.kind === 'viewer' && screen.viewer.bytes !== undefined ? switchForm(state) : state;
}

function cancel(state: State): Step {
	const screen = topScreen(state);
	if (screen?.kind === 'job') {
		return cancelJob(state, screen.job);
	}

	const isOpening = state.session.image === undefined && state.session.failure === undefined;
	return isOpening ? [{...state, notice: {text: 'stopping', isProblem: false}}, [{type: 'stop'}]] : only(state);
}

function retry(state: State): Step {
	const screen = topScreen(state);
	if (screen?.kind === 'job') {
		return retryJob(state, screen.job);
	}

	// What was read whole needn't be read again because of a key.
	if (screen === undefined && lackingLayers(state.session, Number.POSITIVE_INFINITY).length === 0 && state.session.failure === undefined) {
		return only(state);
	}

	return reopen(state, state.session.unpacksAll);
}

function askLine(state: State, purpose: Extract<KeyMessage, {type: 'ask'}>['purpose']): State {
	switch (purpose) {
		case 'filter': {
			return isAmongImages(state) ? askDesk(state, 'images') : askFilter(state);
		}

		case 'extract': {
			return askExtract(state);
		}

		case 'pull':
		case 'save':
		case 'load':
		case 'tag':
		case 'find': {
			return askDesk(state, purpose);
		}
	}
}

/** Asks for the platforms of what is pulled on the screen. */
function platformsOfJob(state: State): Step {
	const screen = topScreen(state);
	const wish = screen?.kind === 'job' ? jobOf(state, screen.job)?.wish : undefined;
	return wish?.kind === 'pull' ? askPlatforms(state, wish.reference) : only(state);
}

function isAmongImages(state: State): boolean {
	return state.place === 'images' && topScreen(state) === undefined;
}

/** Leaves; what is at work on the engine would be stopped by that, so it is asked once. */
function quit(state: State, {isCertain}: Extract<KeyMessage, {type: 'quit'}>): Step {
	const [job, ...more] = runningJobs(state.desk.jobs);
	if (job === undefined || isCertain || state.isLeaving) {
		return [state, [{type: 'quit'}]];
	}

	const what = more.length === 0 ? `${jobSubject(job.wish)} is` : `${more.length + 1} works are`;
	return only({...state, isLeaving: true, notice: {text: `${what} not done yet: q again stops and leaves`, isProblem: true}});
}

const keyHandlers: Handlers<KeyMessage> = {
	move: (state, {motion}) => moveBy(state, motion),
	focus: (state, {pane}) => only({...state, focus: pane === 'other' ? (state.focus === 'tree' ? 'layers' : 'tree') : pane}),
	layer: (state, {by}) => topScreen(state)?.kind === 'viewer' ? viewAtLayer(state, by) : only(selectLayer(state, state.layer + by)),
	fold: state => only(left(state)),
	unfold: state => only(right(state)),
	turn: state => only(turnSelected(state)),
	depth: (state, {depth}) => only(foldToDepth(state, depth)),
	scope: state => only(switchScope(state)),
	sort: state => only(rebuildTree(state, {sort: state.tree.sort === 'name' ? 'size' : 'name'})),
	hide: (state, {change}) => only(hideChange(state, change)),
	match: (state, {by}) => only(topScreen(state)?.kind === 'viewer' ? findInViewer(state, by) : jumpToMatch(state, by)),
	change: (state, {by}) => only(jumpToChange(state, by)),
	enter,
	view: state => openViewer(state, selectedNode(state)),
	show: (state, {screen}) => only(topScreen(state)?.kind === screen ? popScreen(state) : showScreen(state, screen)),
	form: state => only(switchScreenForm(state)),
	ask: (state, {purpose}) => only(askLine(state, purpose)),
	images: goToImages,
	jobs: state => only(showJobs(state)),
	outdated: askOutdated,
	mark: state => only(markChoice(state)),
	choose: askChoices,
	compare: state => only(compareChoices(state)),
	reverse: only,
	remove: (state, {what}) => only(askRemoval(state, what)),
	answer: (state, {answer}) => answerRemoval(state, answer),
	platforms: platformsOfJob,
	cancel,
	retry,
	'unpack-all': unpackAll,
	back,
	suspend: state => [state, [{type: 'suspend'}]],
	quit,
};

function isKey(message: Message): message is KeyMessage {
	return message.type in keyHandlers;
}

const promptTypes: ReadonlySet<Message['type']> = new Set(['typed', 'erase', 'expression', 'accept', 'refuse'] satisfies Array<PromptMessage['type']>);

function isPrompt(message: Message): message is PromptMessage {
	return promptTypes.has(message.type);
}

function isContent(message: Message): message is ContentMessage {
	return message.type.startsWith('content') || message.type.startsWith('extract');
}

function updateKey(state: State, message: KeyMessage): Step {
	const handler = keyHandlers[message.type] as (state: State, message: KeyMessage) => Step;
	// What was said goes with the next key.
	const silent = state.notice === undefined ? state : {...state, notice: undefined};
	const quiet = silent.isLeaving && message.type !== 'quit' ? {...silent, isLeaving: false} : silent;
	return (isAmongImages(quiet) ? updateImagesKey(quiet, message) : undefined) ?? handler(quiet, message);
}

function isOfDesk(message: Message): message is DeskMessage {
	return message.type.startsWith('desk-');
}

function resize(state: State, size: State['size']): State {
	const resized = resizeScreens(withList(settleLayers({...state, size}), {}), state.size);
	return selectRow(resized, resized.tree.cursor.selected);
}

/** What a message makes of the state, and what it wants done. Pure: the same state and message give the same step. */
export function update(state: State, message: Message): Step {
	const [next, effects] = take(state, message);
	return [askUnpacking(next), effects];
}

function take(state: State, message: Message): Step {
	if (isKey(message)) {
		return updateKey(state, message);
	}

	if (isPrompt(message)) {
		return updatePrompt(state, message);
	}

	if (isContent(message)) {
		return only(updateContent(state, message));
	}

	if (isOfDesk(message)) {
		return updateDesk(state, message);
	}

	if (message.type === 'noticed') {
		return only({...state, notice: {text: message.text, isProblem: true}});
	}

	return message.type === 'resize' ? only(resize(state, message.size)) : updateSession(state, message);
}
