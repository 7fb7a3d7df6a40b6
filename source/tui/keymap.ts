import type {Motion} from '../app/list.ts';
import type {Binding, Group} from './binding.ts';
import {contexts, type Context} from './context.ts';
import {engineGroups} from './desk/engine-keys.ts';

const explorer: readonly Context[] = ['layers', 'tree'];
const tree: readonly Context[] = ['tree'];
const lists: readonly Context[] = ['layers', 'tree', 'images', 'dead', 'warnings', 'picker', 'choices', 'compare', 'jobs', 'found', 'tags', 'platforms'];
const pickers: readonly Context[] = ['picker', 'choices'];
const texts: readonly Context[] = ['details', 'config', 'help', 'viewer'];
const typing: readonly Context[] = ['prompt'];
const screens: readonly Context[] = contexts.filter(context => !['prompt', 'confirm', 'remove', 'refused'].includes(context));
const overlays: readonly Context[] = ['details', 'config', 'viewer', 'dead', 'warnings', 'help'];
const readable: readonly Context[] = [...explorer, ...overlays];
const engineOverlays: readonly Context[] = ['job-done', 'job-failed', 'jobs', 'found', 'tags', 'platforms', 'choices', 'compare'];

function motion(keys: readonly string[], motion: Motion, description: string, where: readonly Context[] = [...lists, ...texts]): Binding {
	return {
		keys, message: {type: 'move', motion}, description, contexts: where,
	};
}

const moving: Group = {
	title: 'Moving',
	bindings: [
		motion(['up', 'k'], 'up', 'one row up'),
		motion(['down', 'j'], 'down', 'one row down'),
		motion(['page-up', 'b'], 'page-up', 'one page up'),
		motion(['u'], 'page-up', 'one page up, but among layers, files and images', [...lists, ...texts].filter(context => !['layers', 'tree', 'images'].includes(context))),
		motion(['page-down', 'd'], 'page-down', 'one page down'),
		motion(['space'], 'page-down', 'one page down', texts),
		motion(['home', 'g'], 'first', 'to the first row'),
		motion(['end', 'G'], 'last', 'to the last row'),
		{
			keys: ['tab', 'shift-tab'], message: {type: 'focus', pane: 'other'}, description: 'to the other pane', contexts: explorer, hint: 'pane',
		},
		{
			keys: ['['], message: {type: 'layer', by: -1}, description: 'the layer below, from either pane', contexts: explorer,
		},
		{
			keys: [']'], message: {type: 'layer', by: 1}, description: 'the layer above, from either pane', contexts: explorer,
		},
		{
			keys: ['['], message: {type: 'layer', by: -1}, description: 'the file that is viewed at the layer below', contexts: ['viewer'], hint: 'layer below',
		},
		{
			keys: [']'], message: {type: 'layer', by: 1}, description: 'the file that is viewed at the layer above', contexts: ['viewer'],
		},
	],
};

const layers: Group = {
	title: 'Layers',
	bindings: [
		{
			keys: ['enter'], message: {type: 'enter'}, description: 'all about the selected layer', contexts: ['layers'], hint: 'details',
		},
		{
			keys: ['right', 'l'], message: {type: 'unfold'}, description: 'to its files', contexts: ['layers'], hint: 'files',
		},
	],
};

const files: Group = {
	title: 'Files',
	bindings: [
		{
			keys: ['enter'], message: {type: 'enter'}, description: 'view a file, fold or unfold a directory', contexts: tree, hint: 'open',
		},
		{
			keys: ['right', 'l'], message: {type: 'unfold'}, description: 'unfold a directory, or go into it', contexts: tree,
		},
		{
			keys: ['left', 'h'], message: {type: 'fold'}, description: 'fold a directory, or go to the one above', contexts: tree,
		},
		{
			keys: ['space'], message: {type: 'turn'}, description: 'fold or unfold a directory', contexts: tree,
		},
		{
			keys: ['z', 'ctrl-space'], message: {type: 'depth', depth: 1}, description: 'fold everything', contexts: tree,
		},
		{
			keys: ['Z'], message: {type: 'depth', depth: Number.POSITIVE_INFINITY}, description: 'unfold everything', contexts: tree,
		},
		...Array.from({length: 9}, (_, index): Binding => ({
			keys: [String(index + 1)], message: {type: 'depth', depth: index + 1}, description: `unfold everything ${index + 1} deep`, contexts: tree,
		})),
		{
			keys: ['a', 'ctrl-l'], message: {type: 'scope'}, description: 'only what this layer changed, or all files', contexts: explorer, hint: 'this layer',
		},
		{
			keys: ['c'], message: {type: 'change', by: 1}, description: 'to the next change of this layer', contexts: tree, hint: 'change',
		},
		{
			keys: ['C'], message: {type: 'change', by: -1}, description: 'to the previous change of this layer', contexts: tree,
		},
		{
			keys: ['s', 'ctrl-o'], message: {type: 'sort'}, description: 'sort by size, or by name', contexts: explorer, hint: 'sort',
		},
		{
			keys: ['+'], message: {type: 'hide', change: 'added'}, description: 'hide or show what was added', contexts: explorer,
		},
		{
			keys: ['~'], message: {type: 'hide', change: 'changed'}, description: 'hide or show what was changed', contexts: explorer,
		},
		{
			keys: ['-', 'ctrl-r'], message: {type: 'hide', change: 'removed'}, description: 'hide or show what was removed', contexts: explorer,
		},
		{
			keys: ['=', 'ctrl-u'], message: {type: 'hide', change: 'unchanged'}, description: 'hide or show what was left as it was', contexts: explorer,
		},
		{
			keys: ['v'], message: {type: 'view'}, description: 'view the content of a file at this layer', contexts: tree, hint: 'view',
		},
		{
			keys: ['x', 'ctrl-e'], message: {type: 'ask', purpose: 'extract'}, description: 'write a file, or a directory as a tar, to a file of yours', contexts: tree, hint: 'extract',
		},
	],
};

const searching: Group = {
	title: 'Filter and search',
	bindings: [
		{
			keys: ['/'], message: {type: 'ask', purpose: 'filter'}, description: 'filter the files by name, or by path where the text has a /', contexts: explorer, hint: 'filter',
		},
		{
			keys: ['/'], message: {type: 'ask', purpose: 'filter'}, description: 'search in the file that is viewed', contexts: ['viewer'], hint: 'search',
		},
		{
			keys: ['n'], message: {type: 'match', by: 1}, description: 'to the next match', contexts: ['tree', 'viewer'],
		},
		{
			keys: ['N'], message: {type: 'match', by: -1}, description: 'to the previous match', contexts: ['tree', 'viewer'],
		},
		{
			keys: ['enter'], message: {type: 'accept'}, description: 'while typing: take it', contexts: typing, hint: 'take it',
		},
		{
			keys: ['escape', 'ctrl-g'], message: {type: 'refuse'}, description: 'while typing: leave it as it was', contexts: typing, hint: 'leave',
		},
		{
			keys: ['tab'], message: {type: 'expression'}, description: 'while typing: a regular expression, or plain text; the tags of what is to be pulled',
			contexts: typing, hint: 'text or expression',
		},
		{
			keys: ['backspace'], message: {type: 'erase', what: 'character'}, description: 'while typing: erase a character', contexts: typing,
		},
		{
			keys: ['ctrl-w'], message: {type: 'erase', what: 'word'}, description: 'while typing: erase a word', contexts: typing,
		},
		{
			keys: ['ctrl-u'], message: {type: 'erase', what: 'all'}, description: 'while typing: erase all', contexts: typing,
		},
		{
			keys: ['y', 'Y'], message: {type: 'accept'}, description: 'when asked: yes', contexts: ['confirm'], hint: 'overwrite it',
		},
		{
			keys: ['n', 'N', 'escape', 'ctrl-g', 'enter', 'q'], message: {type: 'refuse'}, description: 'when asked: no', contexts: ['confirm'], hint: 'leave it',
		},
	],
};

const other: Group = {
	title: 'Screens',
	bindings: [
		{
			keys: ['escape', 'backspace', 'ctrl-g'], message: {type: 'back'}, description: 'back; clear the filter; stop reading an image or a file, or fetching layers',
			contexts: [...readable, ...engineOverlays, 'images', 'picker', 'error'], hint: 'back', hintIn: [...overlays, ...engineOverlays],
		},
		{
			keys: ['enter'], message: {type: 'enter'}, description: 'go to what the row is about', contexts: ['dead', 'warnings'], hint: 'go there',
		},
		{
			keys: ['enter'], message: {type: 'enter'}, description: 'open this one', contexts: pickers, hint: 'open',
		},
		{
			keys: ['P'], message: {type: 'choose'}, description: 'the other platforms, and all else that the source holds', contexts: explorer, hint: 'platforms', hintIn: ['layers'],
		},
		{
			keys: ['c'], message: {type: 'compare'}, description: 'two platforms side by side: the marked ones, or the open one and this', contexts: pickers, hint: 'compare',
		},
		{
			keys: ['space'], message: {type: 'mark'}, description: 'mark a platform to compare', contexts: pickers, hint: 'mark',
		},
		{
			keys: ['i'], message: {type: 'show', screen: 'config'}, description: 'the image and its config', contexts: readable, hint: 'image', hintIn: explorer,
		},
		{
			keys: ['w'], message: {type: 'show', screen: 'dead'}, description: 'the dead bytes, by path', contexts: readable, hint: 'dead bytes', hintIn: explorer,
		},
		{
			keys: ['W'], message: {type: 'show', screen: 'warnings'}, description: 'the warnings', contexts: readable,
		},
		{
			keys: ['t'], message: {type: 'form'}, description: 'a file as text, or in hexadecimal', contexts: ['viewer'], hint: 'text or hex',
		},
		{
			keys: ['t'], message: {type: 'form'}, description: 'the config as a list, or the raw JSON', contexts: ['config'], hint: 'list or JSON',
		},
		{
			keys: ['right', 'l'], message: {type: 'unfold'}, description: 'scroll to the right', contexts: ['viewer'],
		},
		{
			keys: ['left', 'h'], message: {type: 'fold'}, description: 'scroll to the left', contexts: ['viewer'],
		},
		{
			keys: ['r'], message: {type: 'retry'}, description: 'try again; fetch the layers that are missing',
			contexts: [...explorer, 'error', 'images', 'job-failed'], hint: 'try again', hintIn: ['error', 'job-failed'],
		},
		{
			keys: ['t', 'd'], message: {type: 'form'}, description: 'details of what went wrong', contexts: ['error'], hint: 'details',
		},
		{
			keys: ['x'], message: {type: 'cancel'}, description: 'stop the pull', contexts: ['pull'], hint: 'stop',
		},
		{
			keys: ['?'], message: {type: 'show', screen: 'help'}, description: 'all keys', contexts: screens, hint: 'all keys',
		},
		{
			keys: ['ctrl-z'], message: {type: 'suspend'}, description: 'to the shell; `fg` comes back', contexts: screens,
		},
		{
			keys: ['q'], message: {type: 'quit', isCertain: false}, description: 'quit', contexts: screens, hint: 'quit',
		},
		{
			keys: ['ctrl-c'], message: {type: 'quit', isCertain: true}, description: 'quit, even while typing', contexts,
		},
	],
};

const unpacking: Group = {
	title: 'When asked before far more is unpacked than is stored',
	bindings: [
		{
			keys: ['y', 'Y'], message: {type: 'unpack-all'}, description: 'read all of it', contexts: ['unpacking'], hint: 'read all of it',
		},
		{
			keys: ['n', 'N', 'escape', 'ctrl-g', 'backspace'], message: {type: 'back'}, description: 'look at the rest', contexts: ['unpacking'], hint: 'look at the rest',
		},
	],
};

/** Every binding, by purpose. */
export const groups: readonly Group[] = [moving, layers, files, searching, ...engineGroups, unpacking, other];

const bindings: readonly Binding[] = groups.flatMap(group => group.bindings);

const byContext = new Map<Context, ReadonlyMap<string, Binding>>(contexts.map(context => [
	context,
	new Map(bindings.filter(binding => binding.contexts.includes(context)).flatMap(binding => binding.keys.map(key => [key, binding]))),
]));

/** What a key does in a context, if anything. */
export function bindingOf(context: Context, key: string): Binding | undefined {
	return byContext.get(context)?.get(key);
}

/** The bindings of a context that have a hint for the last line: the way back first, the others in the order of the table. */
export function hintsOf(context: Context): readonly Binding[] {
	const hinted = bindings.filter(({hint, contexts, hintIn = contexts}) => hint !== undefined && hintIn.includes(context));
	return [...hinted.filter(({message}) => message.type === 'back'), ...hinted.filter(({message}) => message.type !== 'back')];
}
