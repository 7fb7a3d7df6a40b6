import {
	askableTags, tagFreshness, type Freshness, type RegistryAnswer,
} from '../../catalogue/freshness.ts';
import type {LocalImage} from '../../catalogue/local-image.ts';
import {only, type Step} from '../effect.ts';
import type {State} from '../state.ts';
import type {DeskMessage} from './desk-messages.ts';

function told(state: State, text: string, isProblem = false): State {
	return {...state, notice: {text, isProblem}};
}

/** The image of the engine that is open, if it is one. */
export function openLocalImage({desk: {catalogue}, session: {image}}: State): LocalImage | undefined {
	return image?.id === undefined ? undefined : catalogue?.images.find(({id}) => id === image.id);
}

/** The images that are asked about: those that are marked, else all of them; in the explorer the one that is open. */
function askedImages(state: State): readonly LocalImage[] {
	const {place, desk: {catalogue, list: {marked}}} = state;
	if (place === 'image') {
		const open = openLocalImage(state);
		return open === undefined ? [] : [open];
	}

	const images = catalogue?.images ?? [];
	return marked.size === 0 ? images : images.filter(({id}) => marked.has(id));
}

/** Asks the registries what the tags of the images name now. */
export function askOutdated(state: State): Step {
	const {place, session: {source}, desk: {catalogue, registry}} = state;
	if (place === 'image' && source?.kind !== 'docker' && source?.kind !== 'container') {
		return only(told(state, 'only an image of an engine can be behind its registry'));
	}

	if (catalogue === undefined) {
		return only(told(state, 'the engine hasn\'t listed its images yet'));
	}

	const images = askedImages(state);
	const tags = images.flatMap(image => askableTags(image, catalogue.store)).filter(tag => registry.get(tag)?.kind !== 'asking');
	const answers = new Map<string, RegistryAnswer>([...registry, ...tags.map(tag => [tag, {kind: 'asking'}] as const)]);
	const asked = {...state, desk: {...state.desk, registry: answers}};
	return tags.length === 0
		? only(told(state, images.length === 1 ? 'it was built here, or has no tag: no registry can tell' : 'no image here has a tag that a registry can tell of'))
		: [told(asked, `asking for ${tags.length} ${tags.length === 1 ? 'tag' : 'tags'}`), [{type: 'desk-resolve', references: tags}]];
}

/** What came of all that was asked of the images in question, in a sentence. */
function summary(state: State): {readonly text: string; readonly isProblem: boolean} {
	const {catalogue, registry} = state.desk;
	const states = askedImages(state).flatMap(image => image.tags.filter(tag => registry.has(tag)).map(tag => tagFreshness(image, tag, catalogue?.store, registry.get(tag)).state));
	const count = (wanted: Freshness) => states.filter(other => other === wanted).length;
	const [outdated, failed, gone] = [count('outdated'), count('failed'), count('gone')];
	const words = [
		outdated === 0 ? 'no tag has moved' : `${outdated} of ${states.length} ${states.length === 1 ? 'tag' : 'tags'} ${outdated === 1 ? 'has' : 'have'} moved`,
		...(gone === 0 ? [] : [`${gone} not in the registry`]),
		...(failed === 0 ? [] : [`${failed} couldn't be asked for`]),
	];
	return {text: words.join(', '), isProblem: failed > 0};
}

/** Takes what a registry answers about a tag. */
export function takeRegistryAnswer(state: State, message: Extract<DeskMessage, {type: 'desk-resolved' | 'desk-resolve-failed'}>): State {
	const answer: RegistryAnswer = message.type === 'desk-resolved' ? {kind: 'digest', digest: message.digest} : {kind: 'failed', error: message.error};
	const registry = new Map(state.desk.registry).set(message.reference, answer);
	const next = {...state, desk: {...state.desk, registry}};
	return [...registry.values()].some(({kind}) => kind === 'asking') ? next : {...next, notice: summary(next)};
}
