import {only, type Step} from '../effect.ts';
import type {Prompt, State} from '../state.ts';
import {selectedImageRow, withList} from './update-images.ts';
import {startJob} from './update-jobs.ts';
import {startSearch} from './update-search.ts';

/** What a line is typed for on the engine's screens. */
export type DeskPurpose = 'images' | 'pull' | 'save' | 'load' | 'tag' | 'find';

const purposes: ReadonlySet<Prompt['purpose']> = new Set<DeskPurpose>(['images', 'pull', 'save', 'load', 'tag', 'find']);

/** Whether a line is typed for the engine's screens. */
export function isDeskPrompt(prompt: Prompt): prompt is Prompt & {readonly purpose: DeskPurpose} {
	return purposes.has(prompt.purpose);
}

function promptOf(purpose: DeskPurpose, text: string, references: readonly string[] = []): Prompt {
	return {
		purpose, text, references, isRegularExpression: false, problem: undefined, before: undefined, target: undefined, isConfirming: false,
	};
}

/** The names of the images that are marked, or of the one under the cursor. */
export function chosenReferences(state: State): readonly string[] {
	const {desk: {catalogue, list: {marked}}} = state;
	if (marked.size > 0) {
		return (catalogue?.images ?? []).filter(({id}) => marked.has(id)).flatMap(({id, tags}) => tags.length === 0 ? [id] : tags);
	}

	const row = selectedImageRow(state);
	return row === undefined ? [] : (row.kind === 'tag' ? [row.tag] : [row.image.tags[0] ?? row.image.id]);
}

// A name of an image may only be a suggestion, and never a path.
function suggestedFile(reference: string): string {
	return `${reference.replace(/^.*\//, '').replaceAll(/[^\w.+-]/g, '-').replace(/^[.-]+/, '')}.tar`;
}

/** Opens the line for one of the engine's questions. */
export function askDesk(state: State, purpose: DeskPurpose): State {
	const references = chosenReferences(state);
	switch (purpose) {
		case 'images': {
			return {...state, prompt: promptOf(purpose, state.desk.list.filter, [state.desk.list.filter])};
		}

		case 'save': {
			return references.length === 0 ? state : {...state, prompt: promptOf(purpose, suggestedFile(references[0]!), references)};
		}

		case 'tag': {
			return references.length === 0 ? state : {...state, prompt: promptOf(purpose, '', references.slice(0, 1))};
		}

		case 'pull':
		case 'load':
		case 'find': {
			return {...state, prompt: promptOf(purpose, '')};
		}
	}
}

/** Opens the line for a pull, with what was typed before. */
export function askPull(state: State, typed: string): State {
	return {...state, prompt: promptOf('pull', typed)};
}

/** Shows what the line means so far: the images are filtered while it is typed. */
export function previewDesk(state: State, prompt: Prompt): State {
	const asked = {...state, prompt: {...prompt, isConfirming: false}};
	return prompt.purpose === 'images' ? withList(asked, {filter: prompt.text}) : asked;
}

/** Leaves the line as it was before. */
export function refuseDesk(state: State, {purpose, references}: Prompt): State {
	const closed = {...state, prompt: undefined};
	return purpose === 'images' ? withList(closed, {filter: references[0] ?? ''}) : closed;
}

/** Does what was typed. */
export function acceptDesk(state: State, {purpose, text, references, isConfirming}: Prompt & {readonly purpose: DeskPurpose}): Step {
	const closed = {...state, prompt: undefined};
	const word = text.trim();
	if (word === '' || purpose === 'images') {
		return only(closed);
	}

	switch (purpose) {
		case 'pull': {
			return startJob(closed, {kind: 'pull', reference: word, platform: undefined});
		}

		case 'save': {
			return startJob(closed, {
				kind: 'save', references, file: word, isForced: isConfirming,
			});
		}

		case 'load': {
			return startJob(closed, {kind: 'load', file: word});
		}

		case 'tag': {
			return [closed, [{type: 'desk-tag', source: references[0]!, target: word}]];
		}

		case 'find': {
			return startSearch(closed, word);
		}
	}
}
