import {only, type Step} from '../effect.ts';
import type {State} from '../state.ts';
import type {DeskMessage} from './desk-messages.ts';
import {withList} from './update-images.ts';
import {updateJob} from './update-jobs.ts';
import {updateRemoval} from './update-removal.ts';
import {updateSearch} from './update-search.ts';

function problem(state: State, text: string): Step {
	return only({...state, notice: {text, isProblem: true}});
}

/** Takes what the engine tells. */
export function updateDesk(state: State, message: DeskMessage): Step {
	if ('job' in message) {
		return updateJob(state, message);
	}

	switch (message.type) {
		case 'desk-catalogue': {
			const {catalogue, location, now} = message;
			const here = new Set(catalogue.images.map(({id}) => id));
			const marked = new Set([...state.desk.list.marked].filter(id => here.has(id)));
			const desk = {
				...state.desk, catalogue, location, listedAt: now, failure: undefined,
			};
			return only(withList({...state, desk}, {marked}));
		}

		case 'desk-failed': {
			return only({...state, desk: {...state.desk, failure: message.error}});
		}

		case 'desk-removed':
		case 'desk-remove-failed': {
			return updateRemoval(state, message);
		}

		case 'desk-tagged': {
			return only({...state, notice: {text: `docker tag ${message.source} ${message.target}: done`, isProblem: false}});
		}

		case 'desk-tag-failed': {
			return problem(state, message.error.message);
		}

		case 'desk-found':
		case 'desk-search-failed':
		case 'desk-tags':
		case 'desk-platforms':
		case 'desk-platforms-failed': {
			return updateSearch(state, message);
		}
	}
}
