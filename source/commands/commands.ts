import {LayerscopeError} from '../errors.ts';
import type {Context} from './context.ts';
import type {Flags} from './flags.ts';
import {
	parseImageFilters, parseLayer, parseLimit, parseSearchFilters, parseThresholds,
} from './flag-values.ts';

/** A command and the words behind it, as many as it takes. */
export type Invocation = {readonly name: CommandName; readonly words: readonly string[]};

/** What the command line can do. */
export type Command = {
	/** What its words are, for errors: those it can't do without, then the others; the last may come several times. */
	readonly needed: readonly WordKind[];
	readonly optional: readonly WordKind[];
	readonly isRepeated?: boolean;
	/** The flags that only some commands know and this one does; the others mean the same everywhere. */
	readonly flags: ReadonlyArray<keyof Flags>;
	/** Does it without a screen, and gives the exit code. */
	readonly run: (words: readonly string[], flags: Flags, context: Context) => Promise<number>;
};

export type WordKind = 'an image' | 'a platform' | 'a path in the image' | 'a word to search for' | 'a new name';

/** Every command by its name; `open` is what happens without one. */
export const commands = {
	open: {
		needed: [],
		optional: ['an image'],
		flags: ['json', 'all', 'unpackAll', 'minEfficiency', 'maxDead', 'maxDeadRatio'],
		async run([image], flags, context) {
			const {showReport} = await import('./show.ts');
			return showReport(image, {thresholds: parseThresholds(flags), isWhole: flags.all ?? false}, context);
		},
	},
	ls: {
		needed: ['an image'],
		optional: ['a path in the image'],
		flags: ['json', 'recursive', 'layer', 'unpackAll'],
		async run([image = '', path = '/'], {layer, recursive = false}, context) {
			const {list} = await import('./list.ts');
			return list({
				image, path, layer: parseLayer(layer), isRecursive: recursive,
			}, context);
		},
	},
	entries: {
		needed: ['an image'],
		optional: [],
		flags: ['json', 'layer', 'unpackAll'],
		async run([image = ''], {layer}, context) {
			const {listEntries} = await import('./list.ts');
			return listEntries(image, parseLayer(layer), context);
		},
	},
	cat: {
		needed: ['an image', 'a path in the image'],
		optional: [],
		flags: ['layer', 'raw', 'unpackAll'],
		async run([image = '', path = ''], {layer, raw = false}, context) {
			const {printFile} = await import('./print-file.ts');
			return printFile({
				image, path, layer: parseLayer(layer), isRaw: raw,
			}, context);
		},
	},
	extract: {
		needed: ['an image', 'a path in the image'],
		optional: [],
		flags: ['layer', 'output', 'force', 'unpackAll'],
		async run([image = '', path = ''], {layer, output, force = false}, context) {
			const {extract} = await import('./extract.ts');
			return extract({
				image, path, layer: parseLayer(layer), file: output, isForced: force,
			}, context);
		},
	},
	save: {
		needed: ['an image'],
		optional: [],
		isRepeated: true,
		flags: ['output', 'force'],
		async run(references, {output, force = false}, context) {
			const {save} = await import('./save.ts');
			return save({references, file: output, isForced: force}, context);
		},
	},
	load: {
		needed: [],
		optional: [],
		flags: ['input'],
		async run(_words, {input}, context) {
			const {loadIntoEngine} = await import('./load-into-engine.ts');
			return loadIntoEngine(input, context);
		},
	},
	search: {
		needed: ['a word to search for'],
		optional: [],
		flags: ['json', 'limit', 'filter'],
		async run([term = ''], {limit, filter}, context) {
			const {search} = await import('./search.ts');
			return search({term, limit: parseLimit(limit), ...parseSearchFilters(filter)}, context);
		},
	},
	images: {
		needed: [],
		optional: [],
		flags: ['json', 'all', 'filter'],
		async run(_words, {all = false, filter}, context) {
			const {listImagesOfEngine} = await import('./images.ts');
			return listImagesOfEngine({isAll: all, filters: parseImageFilters(filter)}, context);
		},
	},
	rmi: {
		needed: [],
		optional: ['an image'],
		isRepeated: true,
		flags: ['force', 'prune', 'dangling'],
		async run(targets, {force = false, prune = true, dangling = false}, context) {
			const {remove} = await import('./remove.ts');
			return remove({
				targets, isForced: force, isPruning: prune, isDangling: dangling,
			}, context);
		},
	},
	tag: {
		needed: ['an image', 'a new name'],
		optional: [],
		flags: [],
		async run([source = '', target = ''], _flags, context) {
			const {tag} = await import('./tag.ts');
			return tag(source, target, context);
		},
	},
	pull: {
		needed: ['an image'],
		optional: [],
		isRepeated: true,
		flags: ['to', 'force'],
		async run(references, {to, force = false}, context) {
			if (to !== undefined) {
				const {pullTo} = await import('./pull-to.ts');
				return pullTo({references, to, isForced: force}, context);
			}

			if (force) {
				throw new LayerscopeError('usage', '--force does nothing with `layerscope pull` without --to.', {advice: 'See layerscope --help.'});
			}

			const {pull} = await import('./pull.ts');
			return pull(references, context);
		},
	},
	platforms: {
		needed: ['an image'],
		optional: ['a platform', 'a platform'],
		flags: ['json', 'unpackAll'],
		async run([image = '', ...platforms], _flags, context) {
			const {listPlatforms} = await import('./platforms.ts');
			return listPlatforms(image, platforms, context);
		},
	},
	outdated: {
		needed: [],
		optional: ['an image'],
		isRepeated: true,
		flags: ['json'],
		async run(references, _flags, context) {
			const {outdated} = await import('./outdated.ts');
			return outdated(references, context);
		},
	},
	tags: {
		needed: ['an image'],
		optional: [],
		flags: ['json'],
		async run([reference = ''], _flags, context) {
			const {listTags} = await import('./tags.ts');
			return listTags(reference, context);
		},
	},
	cache: {
		needed: [],
		optional: [],
		flags: ['json', 'clear'],
		async run(_words, {clear = false}, context) {
			const {clearCache, listCache} = await import('./cache.ts');
			return clear ? clearCache(context) : listCache(context);
		},
	},
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof commands;

/** A command by its name. */
export function commandOf(name: CommandName): Command {
	return commands[name];
}

/** Whether a word is the name of a command. */
export function isCommand(word: string): word is CommandName {
	return word !== 'open' && Object.hasOwn(commands, word);
}
