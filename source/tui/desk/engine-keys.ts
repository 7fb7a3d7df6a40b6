import type {Binding, Group} from '../binding.ts';
import {contexts, type Context} from '../context.ts';

const images: readonly Context[] = ['images'];

// Wherever no answer and no text is waited for.
const anywhere: readonly Context[] = contexts.filter(context => !['images', 'help', 'prompt', 'confirm', 'remove', 'refused'].includes(context));

const listed: Group = {
	title: 'The engine\'s images',
	bindings: [
		{
			keys: ['enter'], message: {type: 'enter'}, description: 'explore the image, or the container', contexts: images, hint: 'explore',
		},
		{
			keys: ['right', 'l'], message: {type: 'unfold'}, description: 'unfold its tags, digests, relatives and containers', contexts: images,
		},
		{
			keys: ['left', 'h'], message: {type: 'fold'}, description: 'fold them', contexts: images,
		},
		{
			keys: ['space'], message: {type: 'mark'}, description: 'mark an image, for all that is done to several', contexts: images, hint: 'mark',
		},
		{
			keys: ['p'], message: {type: 'ask', purpose: 'pull'}, description: 'pull an image', contexts: images, hint: 'pull',
		},
		{
			keys: ['/'], message: {type: 'ask', purpose: 'filter'}, description: 'filter the images', contexts: images, hint: 'filter',
		},
		{
			keys: ['s'], message: {type: 'sort'}, description: 'sort the images by the next column', contexts: images, hint: 'sort',
		},
		{
			keys: ['R'], message: {type: 'reverse'}, description: 'sort the other way round', contexts: images,
		},
		{
			keys: ['D'], message: {type: 'remove', what: 'selected'}, description: 'remove the image, the tag or all that is marked; asks before', contexts: images, hint: 'remove…',
		},
		{
			keys: ['X'], message: {type: 'remove', what: 'dangling'}, description: 'remove all images that have no tag; asks before', contexts: images,
		},
		{
			keys: ['w'], message: {type: 'ask', purpose: 'save'}, description: 'save the image, or all that is marked, to a file', contexts: images, hint: 'save',
		},
		{
			keys: ['o'], message: {type: 'ask', purpose: 'load'}, description: 'load the images of a file', contexts: images, hint: 'load',
		},
		{
			keys: ['S'], message: {type: 'ask', purpose: 'find'}, description: 'search a registry', contexts: images, hint: 'search',
		},
		{
			keys: ['t'], message: {type: 'ask', purpose: 'tag'}, description: 'give the image another tag', contexts: images, hint: 'tag',
		},
		{
			keys: ['u'], message: {type: 'outdated'}, description: 'ask the registries which tags have moved: of all images or those that are marked, or of the open one',
			contexts: ['images', 'layers', 'tree'], hint: 'outdated', hintIn: images,
		},
		{
			keys: ['I'], message: {type: 'images'}, description: 'to the images of the engine', contexts: anywhere, hint: 'images', hintIn: ['layers', 'tree'],
		},
	],
};

function choice(where: Context, description: string, hint: string): Binding {
	return {
		keys: ['enter'], message: {type: 'enter'}, description, contexts: [where], hint,
	};
}

const works: Group = {
	title: 'Pull, save, load and search',
	bindings: [
		{
			keys: ['J'], message: {type: 'jobs'}, description: 'what is being pulled, saved and loaded', contexts: [...anywhere, 'images'],
		},
		{
			keys: ['escape', 'backspace', 'ctrl-g'], message: {type: 'back'}, description: 'let it go on in the background', contexts: ['pull', 'pulling', 'working'], hint: 'in the background',
		},
		{
			keys: ['x'], message: {type: 'cancel'}, description: 'cancel it', contexts: ['pulling', 'working'], hint: 'cancel',
		},
		{
			keys: ['o'], message: {type: 'platforms'}, description: 'pull another platform, of those that the registry offers',
			contexts: ['pulling', 'job-failed', 'job-done'], hint: 'other platform', hintIn: ['pulling'],
		},
		choice('job-done', 'explore what was pulled or loaded', 'explore'),
		choice('jobs', 'show this work', 'show'),
		choice('found', 'list its tags, or pull it where the registry lists none', 'tags'),
		choice('tags', 'pull this tag', 'pull'),
		choice('platforms', 'pull this platform', 'pull'),
	],
};

const removing: Group = {
	title: 'When asked before something is removed',
	bindings: [
		{
			keys: ['y'], message: {type: 'answer', answer: 'remove'}, description: 'remove it', contexts: ['remove'], hint: 'remove',
		},
		{
			keys: ['t'], message: {type: 'answer', answer: 'all-tags'}, description: 'remove all tags of the image', contexts: ['remove', 'refused'],
		},
		{
			keys: ['f'], message: {type: 'answer', answer: 'force'}, description: 'force it: also where a container holds it', contexts: ['remove', 'refused'],
		},
		{
			keys: ['n', 'escape', 'q', 'ctrl-g', 'backspace'], message: {type: 'back'}, description: 'leave everything as it is', contexts: ['remove', 'refused'], hint: 'leave it',
		},
	],
};

/** The bindings of the engine's screens. */
export const engineGroups: readonly Group[] = [listed, works, removing];
