import {nodeName, nodePath} from '../image/nodes.ts';
import {resolvePath} from '../image/resolve-path.ts';
import {isDirectory, versionAt} from '../image/versions.ts';
import {
	acceptDesk, isDeskPrompt, previewDesk, refuseDesk,
} from './desk/desk-prompt.ts';
import {askTags} from './desk/update-search.ts';
import {only, type Step} from './effect.ts';
import {matcherOf, type Filter} from './filter.ts';
import {jumpToMatch} from './jump.ts';
import type {ContentMessage, PromptMessage} from './messages.ts';
import type {ExtractTarget, Prompt, State} from './state.ts';
import {topScreen, withViewer} from './screens.ts';
import {layerOfRow} from './tree-facts.ts';
import {rebuildTree} from './tree-state.ts';
import {selectedNode} from './update-tree.ts';
import {findInViewer} from './update-viewer.ts';

// In a larger image the tree follows the filter when it is accepted, not at every key.
const liveNodes = 3_000_000;

/** Opens the line for a filter of the tree, or for a search in the viewer. */
export function askFilter(state: State): State {
	const viewer = topScreen(state)?.kind === 'viewer' ? topScreen(state) : undefined;
	const before = viewer?.kind === 'viewer' ? viewer.viewer.search : state.tree.filter;
	const prompt: Prompt = {
		purpose: viewer === undefined ? 'filter' : 'search', text: before?.text ?? '',
		isRegularExpression: before?.isRegularExpression ?? false, problem: undefined, before, target: undefined, references: [], isConfirming: false,
	};
	return {...state, prompt};
}

const decoder = new TextDecoder();

/** Opens the line for the name of the file to write. */
export function askExtract(state: State): State {
	const node = selectedNode(state);
	const {lifetimes} = state.session;
	if (node < 0 || lifetimes === undefined) {
		return state;
	}

	// A name of an image may only be a suggestion, and never a path.
	const name = decoder.decode(nodeName(lifetimes, node)).replaceAll(/[^\w.+-]/g, '_').replace(/^[.-]+/, '');
	const target = {path: nodePath(lifetimes, node), layer: layerOfRow(lifetimes, node, state.tree.shown)};
	const found = resolvePath(lifetimes, target.path, target.layer, {followLast: true});
	const isTar = found.kind === 'found' && isDirectory(lifetimes, versionAt(lifetimes, found.node, target.layer));
	return {...state, prompt: extractPrompt(isTar ? `${name}.tar` : name, target, false)};
}

function extractPrompt(text: string, target: ExtractTarget, isConfirming: boolean): Prompt {
	return {
		purpose: 'extract', text, isRegularExpression: false, problem: undefined, before: undefined, target, references: [], isConfirming,
	};
}

function filterOf({text, isRegularExpression}: Prompt): Filter | undefined {
	return text === '' ? undefined : {text, isRegularExpression};
}

function apply(state: State, filter: Filter | undefined): State {
	return state.prompt?.purpose === 'filter' ? rebuildTree(state, {filter}) : withViewer(state, {search: filter});
}

/** Shows what the line means so far; an expression that is wrong says so and changes nothing else. */
function preview(state: State, prompt: Prompt): State {
	if (isDeskPrompt(prompt)) {
		return previewDesk(state, prompt);
	}

	if (prompt.purpose === 'extract') {
		return {...state, prompt: {...prompt, problem: undefined, isConfirming: false}};
	}

	const filter = filterOf(prompt);
	const matcher = filter === undefined ? undefined : matcherOf(filter);
	if (matcher !== undefined && 'problem' in matcher) {
		return {...state, prompt: {...prompt, problem: matcher.problem}};
	}

	const isLive = prompt.purpose === 'search' || (state.session.lifetimes?.nodeCount ?? 0) <= liveNodes;
	const asked = {...state, prompt: {...prompt, problem: undefined}};
	return isLive ? apply(asked, filter) : asked;
}

function erased(text: string, what: Extract<PromptMessage, {type: 'erase'}>['what']): string {
	if (what === 'all') {
		return '';
	}

	return what === 'word' ? text.replace(/\S+\s*$/, '') : [...text].slice(0, -1).join('');
}

function acceptExtract(state: State, {text: file, target, isConfirming}: Prompt): Step {
	const closed = {...state, prompt: undefined};
	return file === '' || target === undefined
		? only(closed)
		: [{...closed, notice: {text: `writing ${file}`, isProblem: false}}, [{
			type: 'extract', target, file, isForced: isConfirming,
		}]];
}

function accept(state: State, prompt: Prompt): Step {
	if (isDeskPrompt(prompt)) {
		return acceptDesk(state, prompt);
	}

	if (prompt.purpose === 'extract') {
		return acceptExtract(state, prompt);
	}

	if (prompt.problem !== undefined) {
		return only(state);
	}

	const applied = {...apply(state, filterOf(prompt)), prompt: undefined};
	const isSearch = prompt.purpose === 'search';
	return only(prompt.text === '' ? applied : (isSearch ? findInViewer(applied, 1) : toMatch(applied)));
}

/** Goes to the first match, unless the cursor is on one. */
function toMatch(state: State): State {
	const {filter, rows, cursor} = state.tree;
	if (filter === undefined || rows.first(1).count === 0) {
		return {...state, notice: {text: 'nothing matches', isProblem: false}};
	}

	const before = {...state, tree: {...state.tree, cursor: {...cursor, selected: cursor.selected - 1}}};
	return jumpToMatch(before, 1);
}

/** Takes keys while a line is typed. */
export function updatePrompt(state: State, message: PromptMessage): Step {
	const {prompt} = state;
	if (prompt === undefined) {
		return only(state);
	}

	switch (message.type) {
		case 'typed': {
			return only(preview(state, {...prompt, text: prompt.text + message.text}));
		}

		case 'erase': {
			const isLeaving = prompt.text === '';
			return isLeaving ? only({...state, prompt: undefined}) : only(preview(state, {...prompt, text: erased(prompt.text, message.what)}));
		}

		case 'expression': {
			if (prompt.purpose === 'pull') {
				return askTags(state, prompt.text);
			}

			return isDeskPrompt(prompt) ? only(state) : only(preview(state, {...prompt, isRegularExpression: !prompt.isRegularExpression}));
		}

		case 'accept': {
			return accept(state, prompt);
		}

		case 'refuse': {
			if (isDeskPrompt(prompt)) {
				return only(refuseDesk(state, prompt));
			}

			const left = prompt.purpose === 'extract' ? state : apply(state, prompt.before);
			return only({...left, prompt: undefined});
		}
	}
}

/** Asks before a file is overwritten. */
export function confirmOverwrite(state: State, {file, target}: Extract<ContentMessage, {type: 'extract-exists'}>): State {
	return {...state, notice: undefined, prompt: extractPrompt(file, target, true)};
}
