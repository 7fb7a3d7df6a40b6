import {entryOf, versionAt, versionFacts} from '../image/versions.ts';
import {only, type Step} from './effect.ts';
import type {Question, State} from './state.ts';

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
