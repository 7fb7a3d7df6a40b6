import {deadPaths} from '../image/dead-bytes.ts';
import type {ImageFacts} from '../image/image-facts.ts';
import {watchImages} from './desk/update-images.ts';
import {only, type Step} from './effect.ts';
import {layoutOf} from './layout.ts';
import {keepPlace} from './list.ts';
import {paced} from './pace.ts';
import type {SessionMessage} from './messages.ts';
import type {LayerView, Session, State} from './state.ts';
import {stepRows} from './steps.ts';
import {reloadTree} from './tree-state.ts';
import {takeAnswer} from './update-answer.ts';
import {failHeld, pickerOf, takeHeld} from './update-choices.ts';

const unread: LayerView = {
	isIndexed: false, verification: 'not-verified', failure: undefined, counts: undefined,
};

function withSession(state: State, session: Partial<Session>): State {
	return {...state, session: {...state.session, ...session}};
}

function withLayer(state: State, layer: number, changes: Partial<LayerView>): State {
	const layers = state.session.layers.map((view, number) => number === layer ? {...view, ...changes} : view);
	return withSession(state, {layers});
}

/** Keeps the selected layer in sight when the rows around it or the screen change. */
export function settleLayers(state: State): State {
	const rows = stepRows(state.session);
	const selected = Math.max(0, rows.findIndex(row => row.kind === 'layer' && row.layer === state.layer));
	const height = layoutOf(state.size, rows.length).layerRows;
	return {...state, layerCursor: keepPlace(state.layerCursor, selected, rows.length, height)};
}

function takeImage(state: State, image: ImageFacts): State {
	const isFirst = state.session.image === undefined;
	const layers = image.layers.map((_, layer) => state.session.layers[layer] ?? unread);
	const layer = isFirst ? Math.max(0, layers.length - 1) : Math.min(state.layer, Math.max(0, layers.length - 1));
	return settleLayers({...withSession(state, {image, layers}), layer});
}

function fail(state: State, message: Extract<SessionMessage, {type: 'failed'}>): State {
	const {error} = message;
	const stopped = withSession(state, {
		progress: undefined, pace: undefined, isFinished: true, failure: error,
	});
	// What was read stays on the screen; only a session with nothing to show becomes an error screen.
	return state.session.image === undefined
		? {...stopped, notice: undefined, screens: [{kind: 'error', error, hasDetails: false}]}
		: {...stopped, notice: {text: error.message, isProblem: true}};
}

/** What a screen lists follows the layers that come. */
function refreshScreens(state: State): State {
	const {lifetimes} = state.session;
	if (lifetimes === undefined || state.screens.every(({kind}) => kind !== 'dead')) {
		return state;
	}

	const paths = deadPaths(lifetimes);
	return {...state, screens: state.screens.map(screen => screen.kind === 'dead' ? {...screen, paths} : screen)};
}

function merge(state: State, {lifetimes, count, counts, totals}: Extract<SessionMessage, {type: 'merged'}>): State {
	const layers = state.session.layers.map((view, layer) => ({...view, counts: counts[layer] ?? view.counts}));
	const merged = refreshScreens(withSession(state, {
		lifetimes, merged: count, layers, totals,
	}));
	const {shown, cursor, isTouched} = state.tree;
	// Where nobody has touched the cursor it stays on the first row, whatever comes before that.
	return shown >= Math.min(state.layer, count - 1) ? merged : reloadTree(merged, !isTouched && cursor.selected === 0 ? {node: -1} : {});
}

// A container, the sample and a bare file system are one image by themselves.
const alone: ReadonlySet<string> = new Set(['container', 'sample', 'rootfs']);

function mayHoldSeveral({source, image}: Session): boolean {
	return source !== undefined && image !== undefined && !alone.has(source.kind);
}

/** Takes what a source tells. */
export function updateSession(state: State, message: SessionMessage): Step {
	switch (message.type) {
		case 'opened': {
			return only(withSession(state, {source: {kind: message.kind, location: message.location, comesOnce: message.comesOnce}}));
		}

		case 'image': {
			return only(takeImage(state, message.image));
		}

		case 'progress': {
			return only(withSession(state, paced(state.session, message.progress, message.now)));
		}

		case 'indexed': {
			const {layer, verification, failure} = message;
			return only(withLayer(state, layer, {isIndexed: true, verification, failure}));
		}

		case 'verification': {
			const {layer, verification, failure} = message;
			return only(withLayer(state, layer, {verification, ...(failure && {failure})}));
		}

		case 'merged': {
			return only(merge(state, message));
		}

		case 'warning': {
			return only(withSession(state, {warnings: [...state.session.warnings, message.warning]}));
		}

		case 'asked': {
			return takeAnswer(state, message.question, message.facts);
		}

		case 'ask-failed': {
			const {message: text, advice} = message.error;
			return only({...state, notice: {text: [text, advice].filter(Boolean).join(' '), isProblem: true}});
		}

		case 'finished': {
			const finished = withSession(state, {progress: undefined, pace: undefined, isFinished: true});
			// Which of the engine's images share a layer is asked when nothing else has to be waited for.
			const [watching, effects] = state.session.source?.kind === 'docker' ? watchImages(finished) : only(finished);
			return state.session.held === undefined && mayHoldSeveral(state.session) ? [watching, [...effects, {type: 'list-choices', isQuiet: true}]] : [watching, effects];
		}

		case 'choices': {
			const {choices} = message;
			return only({...withSession(state, {isFinished: true}), screens: [pickerOf(choices, false)]});
		}

		case 'held': {
			return only(takeHeld(state, message));
		}

		case 'held-failed': {
			return only(failHeld(state, message));
		}

		case 'failed': {
			return only(fail(state, message));
		}
	}
}
