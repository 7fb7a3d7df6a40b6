import type {AskedFacts} from '../image/asked-facts.ts';
import {entryOf, versionAt, versionFacts} from '../image/versions.ts';
import {only, type Step} from './effect.ts';
import {topScreen} from './screens.ts';
import type {Question, State} from './state.ts';
import {selectedNode} from './update-tree.ts';
import {openViewer} from './update-viewer.ts';

/** Asks the engine what a container has at a node; `view` is the node to be viewed when that is known. Does nothing where all is known. */
export function ask(state: State, node: number, view?: number): Step {
	const {lifetimes, asked} = state.session;
	const version = lifetimes === undefined ? -1 : versionAt(lifetimes, node, state.tree.shown);
	if (lifetimes === undefined || version === -1 || asked.has(version) || versionFacts(lifetimes, version).mode !== undefined) {
		return only(state);
	}

	const {layer, entry} = entryOf(lifetimes, version);
	const question: Question = {
		version, layer, offset: lifetimes.layers[layer]!.offsets[entry]!, view, shown: state.tree.shown,
	};
	return [{...state, notice: {text: 'asking the engine', isProblem: false}}, [{type: 'ask', question}]];
}

/** Takes an answer, and goes on with what it was wanted for, where the user is still there. */
export function takeAnswer(state: State, question: Question, facts: AskedFacts): Step {
	const asked = new Map(state.session.asked).set(question.version, facts);
	const told = {...state, notice: undefined, session: {...state.session, asked}};
	const isWanted = question.view !== undefined && topScreen(state) === undefined && selectedNode(state) === question.view && state.tree.shown === question.shown;
	return isWanted ? openViewer(told, question.view!) : only(told);
}
