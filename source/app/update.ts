import {only, type Step} from './effect.ts';
import {jumpToChange, jumpToMatch} from './jump.ts';
import type {Motion} from './list.ts';
import type {
	ContentMessage, KeyMessage, Message, PromptMessage,
} from './messages.ts';
import {popScreen, replaceTop, topScreen} from './screens.ts';
import {restart, type State} from './state.ts';
import {isDirectoryAt} from './tree-facts.ts';
import {rebuildTree, selectRow} from './tree-state.ts';
import {moveLayer, selectLayer} from './update-layers.ts';
import {
	askExtract, askFilter, confirmOverwrite, updatePrompt,
} from './update-prompt.ts';
import {
	enterInScreen, leaveScreen, moveInScreen, resizeScreens, showScreen,
} from './update-screens.ts';
import {settleLayers, updateSession} from './update-session.ts';
import {
	fold, foldToDepth, hideChange, moveTree, selectedNode, switchScope, turnSelected, unfold,
} from './update-tree.ts';
import {
	findInViewer, moveSideways, openViewer, switchForm, updateViewer,
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
	return node >= 0 && isDirectoryAt(state, node) ? only(turnSelected(state)) : openViewer(state, node);
}

function back(state: State): Step {
	if (topScreen(state) !== undefined) {
		return leaveScreen(state);
	}

	return only(state.tree.filter === undefined ? state : rebuildTree(state, {filter: undefined}));
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
	const isPulling = state.session.image === undefined && state.session.failure === undefined;
	return isPulling ? [{...state, notice: {text: 'stopping', isProblem: false}}, [{type: 'stop'}]] : only(state);
}

function retry(state: State): Step {
	const {selection} = state.session;
	return [restart(state, selection), [{type: 'open', selection}]];
}

const keyHandlers: Handlers<KeyMessage> = {
	move: (state, {motion}) => moveBy(state, motion),
	focus: (state, {pane}) => only({...state, focus: pane === 'other' ? (state.focus === 'tree' ? 'layers' : 'tree') : pane}),
	layer: (state, {by}) => only(selectLayer(state, state.layer + by)),
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
	ask: (state, {purpose}) => only(purpose === 'filter' ? askFilter(state) : askExtract(state)),
	cancel,
	retry,
	back,
	suspend: state => [state, [{type: 'suspend'}]],
	quit: state => [state, [{type: 'quit'}]],
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
	return handler(state.notice === undefined ? state : {...state, notice: undefined}, message);
}

function updateContent(state: State, message: ContentMessage): State {
	switch (message.type) {
		case 'extracted': {
			return {...state, notice: {text: `wrote ${message.file}`, isProblem: false}};
		}

		case 'extract-exists': {
			return confirmOverwrite(state, message);
		}

		case 'extract-failed': {
			return {...state, notice: {text: message.error.message, isProblem: true}};
		}

		case 'content':
		case 'content-progress':
		case 'content-failed': {
			return updateViewer(state, message);
		}
	}
}

function resize(state: State, size: State['size']): State {
	const resized = resizeScreens(settleLayers({...state, size}), state.size);
	return selectRow(resized, resized.tree.cursor.selected);
}

/** What a message makes of the state, and what it wants done. Pure: the same state and message give the same step. */
export function update(state: State, message: Message): Step {
	if (isKey(message)) {
		return updateKey(state, message);
	}

	if (isPrompt(message)) {
		return updatePrompt(state, message);
	}

	if (isContent(message)) {
		return only(updateContent(state, message));
	}

	return message.type === 'resize' ? only(resize(state, message.size)) : updateSession(state, message);
}
