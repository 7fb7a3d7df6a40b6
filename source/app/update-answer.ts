import type {AskedFacts} from '../image/asked-facts.ts';
import {only, type Step} from './effect.ts';
import {topScreen} from './screens.ts';
import type {Question, State} from './state.ts';
import {selectedNode} from './update-tree.ts';
import {openViewer} from './update-viewer.ts';

/** Takes an answer, and goes on with what it was wanted for, where the user is still there. */
export function takeAnswer(state: State, question: Question, facts: AskedFacts): Step {
	const asked = new Map(state.session.asked).set(question.version, facts);
	const told = {...state, notice: undefined, session: {...state.session, asked}};
	const isWanted = question.view !== undefined && topScreen(state) === undefined && selectedNode(state) === question.view && state.tree.shown === question.shown;
	return isWanted ? openViewer(told, question.view) : only(told);
}
