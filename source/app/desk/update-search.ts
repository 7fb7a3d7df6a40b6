import {formatPlatform} from '../../image/platform.ts';
import {only, type Step} from '../effect.ts';
import {startCursor} from '../list.ts';
import {popScreen, pushScreen, topScreen} from '../screens.ts';
import type {Screen, State} from '../state.ts';
import type {DeskMessage} from './desk-messages.ts';
import {jobOf, retryJob, startJob} from './update-jobs.ts';

/** Searches the registry, on a screen of its own. */
export function startSearch(state: State, term: string): Step {
	const screen: Screen = {
		kind: 'found', term, found: undefined, error: undefined, cursor: startCursor,
	};
	return [pushScreen(state, screen), [{type: 'desk-search', term}]];
}

/** Asks which platforms there are of a reference, to choose one for a pull. */
export function askPlatforms(state: State, reference: string): Step {
	const screen: Screen = {
		kind: 'platforms', reference, platforms: undefined, error: undefined, cursor: startCursor,
	};
	return [pushScreen(state, screen), [{type: 'desk-list-platforms', reference}]];
}

/** Enter on what was found: its tags, or a pull where the registry gives none. */
export function chooseFound(state: State, screen: Extract<Screen, {kind: 'found'}>): Step {
	const repository = screen.found?.[screen.cursor.selected]?.name;
	return repository === undefined
		? only(state)
		: [{...state, notice: {text: `asking for the tags of ${repository}`, isProblem: false}}, [{type: 'desk-list-tags', repository}]];
}

/** Lists the tags of what is being typed for a pull; a tag that was begun leaves only those with it. */
export function askTags(state: State, typed: string): Step {
	const [, repository = '', wanted = ''] = /^(.*?)(?::([^:/]*))?(?:@.*)?$/s.exec(typed.trim()) ?? [];
	if (repository === '') {
		return only(state);
	}

	const screen: Screen = {
		kind: 'tags', repository, tags: undefined, error: undefined, wanted, typed, cursor: startCursor,
	};
	return [pushScreen({...state, prompt: undefined}, screen), [{type: 'desk-list-tags', repository}]];
}

/** The tags that are shown: those with what was typed of one, or all where none has it. */
export function shownTags({tags = [], wanted}: Pick<Extract<Screen, {kind: 'tags'}>, 'tags' | 'wanted'>): readonly string[] {
	const fitting = tags.filter(tag => tag.includes(wanted));
	return fitting.length === 0 ? tags : fitting;
}

function isWaitingFor(screen: Screen, message: {readonly repository: string}): boolean {
	return screen.kind === 'tags' && screen.tags === undefined && screen.repository === message.repository;
}

function pullLatest(state: State, repository: string): Step {
	return startJob({...state, notice: undefined}, {kind: 'pull', reference: `${repository}:latest`, platform: undefined});
}

/** Enter on a tag: pulls it. */
export function chooseTag(state: State, screen: Extract<Screen, {kind: 'tags'}>): Step {
	const tag = shownTags(screen)[screen.cursor.selected];
	return tag === undefined
		? only(state)
		: startJob(state, {kind: 'pull', reference: `${screen.repository}:${tag}`, platform: undefined});
}

/** Enter on a platform: pulls that one, in the place of the pull that was shown. */
export function choosePlatform(state: State, screen: Extract<Screen, {kind: 'platforms'}>): Step {
	const platform = screen.platforms?.[screen.cursor.selected];
	if (platform === undefined) {
		return only(state);
	}

	const chosen = formatPlatform(platform);
	const below = popScreen(state);
	const top = topScreen(below);
	const job = top?.kind === 'job' ? jobOf(below, top.job) : undefined;
	const isAgain = job?.wish.kind === 'pull' && job.wish.reference === screen.reference && ['failed', 'cancelled'].includes(job.state);
	return isAgain ? retryJob(below, job.id, chosen) : startJob(below, {kind: 'pull', reference: screen.reference, platform: chosen});
}

type SearchMessage = Extract<DeskMessage, {type: 'desk-found' | 'desk-search-failed' | 'desk-tags' | 'desk-tags-failed' | 'desk-platforms' | 'desk-platforms-failed'}>;

function withScreen<Kind extends 'found' | 'platforms' | 'tags'>(state: State, kind: Kind, changes: Partial<Extract<Screen, {kind: Kind}>>): State {
	return {...state, screens: state.screens.map(screen => screen.kind === kind ? {...screen, ...changes} : screen)};
}

function isAwaited(state: State, {type, ...message}: SearchMessage): boolean {
	return state.screens.some(screen => (screen.kind === 'found' && 'term' in message && screen.term === message.term)
		|| (screen.kind === 'platforms' && 'reference' in message && screen.reference === message.reference)
		|| (screen.kind === 'found' && (type === 'desk-tags' || type === 'desk-tags-failed'))
		|| ('repository' in message && isWaitingFor(screen, message)));
}

/** Takes what the registry answers; nobody may wait for it any longer. */
export function updateSearch(state: State, message: SearchMessage): Step {
	if (!isAwaited(state, message)) {
		return only(state);
	}

	switch (message.type) {
		case 'desk-found': {
			return only(withScreen(state, 'found', {found: message.found}));
		}

		case 'desk-search-failed': {
			return only(withScreen(state, 'found', {error: message.error}));
		}

		case 'desk-tags': {
			const {repository, tags} = message;
			const quiet = {...state, notice: undefined};
			if (state.screens.some(screen => isWaitingFor(screen, message))) {
				return only(withScreen(quiet, 'tags', {tags}));
			}

			return tags.length === 0
				? pullLatest(state, repository)
				: only(pushScreen(quiet, {
					kind: 'tags', repository, tags, error: undefined, wanted: '', typed: undefined, cursor: startCursor,
				}));
		}

		case 'desk-tags-failed': {
			// A registry that doesn't list its tags is pulled from all the same.
			return state.screens.some(screen => isWaitingFor(screen, message))
				? only(withScreen(state, 'tags', {error: message.error}))
				: pullLatest(state, message.repository);
		}

		case 'desk-platforms': {
			return only(withScreen(state, 'platforms', {platforms: message.platforms}));
		}

		case 'desk-platforms-failed': {
			return only(withScreen(state, 'platforms', {error: message.error}));
		}
	}
}
