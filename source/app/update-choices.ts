import {compareLayers} from '../image/compare-layers.ts';
import {entryWords, isOpenable} from '../image/image-choice.ts';
import {startJob} from './desk/update-jobs.ts';
import {only, type Step} from './effect.ts';
import {listRows} from './layout.ts';
import {move, select, startCursor} from './list.ts';
import type {SessionMessage} from './messages.ts';
import {
	popScreen, pushScreen, replaceTop, topScreen,
} from './screens.ts';
import {
	restart, type Choice, type Screen, type State,
} from './state.ts';

type Picker = Extract<Screen, {kind: 'picker'}>;

/** The list to choose from, with the cursor on what is meant for this machine. */
export function pickerOf(choices: readonly Choice[], isAsked: boolean): Picker {
	return {
		kind: 'picker', choices, isAsked, isWhole: !isAsked, marked: new Set(), cursor: {...startCursor, selected: Math.max(0, choices.findIndex(({isHost}) => isHost))},
	};
}

/** Shows all that the source of the open image holds, to open another one or compare two. */
export function askChoices(state: State): Step {
	return state.session.image === undefined
		? only({...state, notice: {text: 'the image has not been read yet', isProblem: false}})
		: [pushScreen(state, pickerOf([], true)), [{type: 'list-choices', isQuiet: false}]];
}

/** Whether a row is the image that is open. */
export function isOpenChoice({session: {image}}: State, {kind, digest}: Choice): boolean {
	return kind === 'image' && image !== undefined && digest !== '' && (digest === image.manifestDigest || digest === image.id);
}

/** Takes what the source says it holds. */
export function takeHeld(state: State, {choices, isWhole}: Extract<SessionMessage, {type: 'held'}>): State {
	const held = choices.filter(choice => isOpenable(choice)).length;
	const told = {...state, session: {...state.session, held}};
	return {...told, screens: told.screens.map(screen => screen.kind === 'picker' && screen.isAsked ? withChoices(told, {...screen, isWhole}, choices) : screen)};
}

/** A longer list in the place of a shorter one: the cursor stays on its row. */
function withChoices(state: State, screen: Picker, choices: readonly Choice[]): Picker {
	const before = screen.choices[screen.cursor.selected];
	const wanted = before === undefined
		? [choices.findIndex(choice => isOpenChoice(state, choice)), choices.findIndex(({isHost}) => isHost)].find(row => row !== -1)
		: choices.findIndex(({digest}) => digest === before.digest);
	return {...screen, choices, cursor: select(screen.cursor, Math.max(0, wanted ?? 0), choices.length, listRows(state.size, screen))};
}

/** Leaves the list where there is nothing to show in it. */
export function failHeld(state: State, {error}: Extract<SessionMessage, {type: 'held-failed'}>): State {
	const screen = topScreen(state);
	const left = screen?.kind === 'picker' && screen.isAsked && screen.choices.length === 0 ? popScreen(state) : state;
	return {...left, notice: {text: error.message, isProblem: true}};
}

/** Marks the row under the cursor for a comparison, or takes the mark away. */
export function markChoice(state: State): State {
	const screen = topScreen(state);
	if (screen?.kind !== 'picker') {
		return state;
	}

	const choice = screen.choices[screen.cursor.selected];
	if (choice === undefined || !isOpenable(choice)) {
		return {...state, notice: {text: 'only images are compared', isProblem: false}};
	}

	const marked = new Set(screen.marked);
	if (!marked.delete(choice.digest)) {
		marked.add(choice.digest);
	}

	return replaceTop(state, {...screen, marked, cursor: move(screen.cursor, 'down', screen.choices.length, listRows(state.size, screen))});
}

/** The two to compare: those that are marked; else the marked or the open one (or this machine's) and the one under the cursor. */
function comparedIn(state: State, {choices, cursor, marked}: Picker): readonly Choice[] {
	const images = choices.filter(choice => isOpenable(choice));
	const chosen = images.filter(({digest}) => marked.has(digest));
	const under = images.find(choice => choice === choices[cursor.selected]);
	const first = chosen[0] ?? images.find(choice => isOpenChoice(state, choice)) ?? images.find(({isHost}) => isHost);
	return chosen.length > 1 ? chosen : [...new Set([first, under].filter(choice => choice !== undefined))];
}

/** Puts two platforms side by side, layer by layer. */
export function compareChoices(state: State): State {
	const screen = topScreen(state);
	if (screen?.kind !== 'picker') {
		return state;
	}

	const told = (text: string) => ({...state, notice: {text, isProblem: false}});
	const [left, right, ...more] = comparedIn(state, screen);
	if (left === undefined || right === undefined || more.length > 0) {
		return told(more.length > 0 ? `two are compared, and ${more.length + 2} are marked` : 'go to another image, or mark two with Space');
	}

	const unknown = [left, right].find(({layerFacts}) => layerFacts === undefined);
	if (unknown !== undefined) {
		return told(`the layers of ${unknown.platform ?? unknown.digest} ${screen.isWhole ? 'aren\'t known here' : 'haven\'t been read yet'}`);
	}

	return pushScreen(state, {
		kind: 'compare', cursor: startCursor, left, right, pairs: compareLayers(left.layerFacts!, right.layerFacts!),
	});
}

/** Enter on a row: opens that image. What is none isn't opened, and what an engine doesn't hold is pulled. */
export function chooseImage(state: State, {cursor, choices}: Picker): Step {
	const choice = choices[cursor.selected];
	if (choice === undefined) {
		return only(state);
	}

	if (!isOpenable(choice)) {
		return only({...state, notice: {text: `${entryWords(choice, choices)}: it has no file system to show`, isProblem: false}});
	}

	if (!choice.isHere) {
		return fetchChoice(state, choice);
	}

	const {argument, selection: {image: asked, platform}} = state.session;
	const selection = {image: choice.reference ?? asked, platform: choice.platform ?? platform};
	return [restart(state, selection), [{type: 'open', argument, selection}]];
}

function fetchChoice(state: State, {platform}: Choice): Step {
	const {session: {source, image}, desk: {catalogue}} = state;
	const tag = catalogue?.images.find(({id}) => id === image?.id)?.tags[0] ?? (image?.reference === image?.id ? undefined : image?.reference);
	return source?.kind === 'docker' && tag !== undefined && platform !== undefined
		? startJob(state, {kind: 'pull', reference: tag, platform})
		: only({...state, notice: {text: `${platform ?? 'this image'} is listed, but isn't here`, isProblem: false}});
}
