import {engineProgram} from '../../catalogue/engine-program.ts';
import type {Catalogue} from '../../catalogue/local-image.ts';
import {only, type Step} from '../effect.ts';
import type {State} from '../state.ts';
import type {DeskMessage} from './desk-messages.ts';
import {withList} from './update-images.ts';
import {updateJob} from './update-jobs.ts';
import {takeRegistryAnswer} from './update-outdated.ts';
import {updateRemoval} from './update-removal.ts';
import {updateSearch} from './update-search.ts';

function problem(state: State, text: string): Step {
	return only({...state, notice: {text, isProblem: true}});
}

function isIn(catalogue: Catalogue | undefined, id: string): boolean {
	return [...catalogue?.images ?? [], ...catalogue?.hidden ?? []].some(image => image.id === id);
}

/** Says that the image that is explored has gone from the engine; what was read of it stays. */
function tellIfGone(state: State, before: Catalogue | undefined): State {
	const {image} = state.session;
	const hasGone = image?.id !== undefined && isIn(before, image.id) && !isIn(state.desk.catalogue, image.id);
	return hasGone ? {...state, notice: {text: 'this image was removed from the engine: what was read of it stays', isProblem: true}} : state;
}

function takeCatalogue(state: State, {catalogue, location, now}: Extract<DeskMessage, {type: 'desk-catalogue'}>): State {
	const here = new Set(catalogue.images.map(({id}) => id));
	const marked = new Set([...state.desk.list.marked].filter(id => here.has(id)));
	const desk = {
		...state.desk, catalogue, location, listedAt: now, failure: undefined,
	};
	return tellIfGone(withList({...state, desk}, {marked}), state.desk.catalogue);
}

/** Takes what the engine tells. */
export function updateDesk(state: State, message: DeskMessage): Step {
	if ('job' in message) {
		return updateJob(state, message);
	}

	switch (message.type) {
		case 'desk-catalogue': {
			return only(takeCatalogue(state, message));
		}

		case 'desk-failed': {
			const {error} = message;
			const failed = {...state, desk: {...state.desk, failure: error}};
			// The list of images says it by itself.
			return state.place === 'images' ? only(failed) : problem(failed, error.message);
		}

		case 'desk-removed':
		case 'desk-remove-failed': {
			return updateRemoval(state, message);
		}

		case 'desk-tagged': {
			return only({...state, notice: {text: `${engineProgram(state.desk.catalogue?.store)} tag ${message.source} ${message.target}: done`, isProblem: false}});
		}

		case 'desk-tag-failed': {
			return problem(state, message.error.message);
		}

		case 'desk-resolved':
		case 'desk-resolve-failed': {
			return only(takeRegistryAnswer(state, message));
		}

		case 'desk-found':
		case 'desk-search-failed':
		case 'desk-tags':
		case 'desk-tags-failed':
		case 'desk-platforms':
		case 'desk-platforms-failed': {
			return updateSearch(state, message);
		}
	}
}
