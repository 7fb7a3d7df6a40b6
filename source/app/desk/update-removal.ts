import {isDangling} from '../../catalogue/image-names.ts';
import type {LocalImage} from '../../catalogue/local-image.ts';
import {only, type Step} from '../effect.ts';
import {pushScreen, replaceTop, topScreen} from '../screens.ts';
import type {State} from '../state.ts';
import type {DeskKeyMessage, DeskMessage} from './desk-messages.ts';
import {
	isPossible, planOf, removalTargets, type Removal,
} from './removal.ts';
import {selectedImageRow, withList} from './update-images.ts';

/** All that an image goes by: its tags, else its digests, else its ID. */
function namesOf({id, tags, repoDigests}: LocalImage): readonly string[] {
	return tags.length > 0 ? tags : (repoDigests.length > 0 ? repoDigests : [id]);
}

function asked(state: State, targets: readonly string[], all: readonly string[]): State {
	return targets.length === 0
		? {...state, notice: {text: 'there is nothing to remove', isProblem: false}}
		: pushScreen(state, {
			kind: 'remove', targets, all, isAll: false, isForced: false, isBusy: false, error: undefined,
		});
}

/** Asks before the image, the tag, all that is marked or all that dangles is removed. */
export function askRemoval(state: State, what: Extract<DeskKeyMessage, {type: 'remove'}>['what']): State {
	const {catalogue, list: {marked}} = state.desk;
	const images = catalogue?.images ?? [];
	const several = what === 'dangling' ? images.filter(image => isDangling(image)) : images.filter(({id}) => marked.has(id));
	if (what === 'dangling' || several.length > 0) {
		const names = several.flatMap(image => namesOf(image));
		return asked(state, names, names);
	}

	const row = selectedImageRow(state);
	if (row === undefined || row.kind === 'family' || row.kind === 'container') {
		return state;
	}

	const all = namesOf(row.image);
	const target = row.kind === 'tag' ? row.tag : (row.kind === 'digest' ? row.digest : all[0]!);
	return asked(state, [target], all);
}

function changed(state: State, removal: Removal, changes: Partial<Removal>): State {
	return replaceTop(state, {
		kind: 'remove', ...removal, error: undefined, ...changes,
	});
}

/** Takes an answer: changes what would happen, or lets it happen. */
export function answerRemoval(state: State, answer: Extract<DeskKeyMessage, {type: 'answer'}>['answer']): Step {
	const removal = topScreen(state);
	if (removal?.kind !== 'remove' || removal.isBusy) {
		return only(state);
	}

	switch (answer) {
		case 'all-tags': {
			return only(changed(state, removal, {isAll: !removal.isAll}));
		}

		case 'force': {
			return only(changed(state, removal, {isForced: !removal.isForced}));
		}

		case 'remove': {
			return isPossible(planOf(state.desk.catalogue, removal))
				? [changed(state, removal, {isBusy: true}), [{type: 'desk-remove', wish: {targets: removalTargets(removal), isForced: removal.isForced}}]]
				: only({...state, notice: {text: 'the engine would refuse that', isProblem: true}});
		}
	}
}

type RemovalMessage = Extract<DeskMessage, {type: 'desk-removed' | 'desk-remove-failed'}>;

function removedText({untagged, deleted}: Extract<RemovalMessage, {type: 'desk-removed'}>['removed']): string {
	const names = untagged.length === 0 ? [] : [`untagged ${untagged.join(', ')}`];
	const parts = deleted.length === 0 ? [] : [`deleted ${deleted.length} ${deleted.length === 1 ? 'image or layer' : 'images and layers'}`];
	return [...names, ...parts].join('; ') || 'nothing was removed';
}

/** Takes what became of a removal; a failure is told where it was asked, which stays. */
export function updateRemoval(state: State, message: RemovalMessage): Step {
	const screens = state.screens.filter(({kind}) => kind !== 'remove');
	if (message.type === 'desk-removed') {
		return only({...withList({...state, screens}, {marked: new Set()}), notice: {text: removedText(message.removed), isProblem: false}});
	}

	const {error} = message;
	const isOpen = state.screens.length > screens.length;
	return only(isOpen
		? {...state, screens: state.screens.map(screen => screen.kind === 'remove' ? {...screen, isBusy: false, error} : screen)}
		: {...state, notice: {text: error.message, isProblem: true}});
}
