import type {SearchWish} from '../engine/search-images.ts';
import {LayerscopeError} from '../errors.ts';
import type {EngineChoice} from '../engine/engine-choice.ts';
import {parseBytes, parseShare, type Thresholds} from '../report/gate.ts';
import type {Context} from './context.ts';
import type {Flags} from './flags.ts';

/** The thresholds of the gate. Throws a usage error for one that is no number. */
export function parseThresholds({minEfficiency, maxDead, maxDeadRatio}: Flags): Thresholds {
	return {
		minEfficiency: minEfficiency === undefined ? undefined : parseShare('--min-efficiency', minEfficiency),
		maxDead: maxDead === undefined ? undefined : parseBytes('--max-dead', maxDead),
		maxDeadRatio: maxDeadRatio === undefined ? undefined : parseShare('--max-dead-ratio', maxDeadRatio),
	};
}

/** The layer that a flag names. Throws a usage error for anything but a whole number from 0. */
export function parseLayer(text: string | undefined): number | undefined {
	if (text !== undefined && !/^\d{1,6}$/.test(text)) {
		throw new LayerscopeError('usage', `--layer is '${text}', which is no layer.`, {advice: 'Layers are counted from 0.'});
	}

	return text === undefined ? undefined : Number(text);
}

/** The engine that the flags choose. Throws a usage error where they name two. */
export function parseEngine({context, host}: Flags): Pick<EngineChoice, 'context' | 'host'> {
	if (context !== undefined && host !== undefined) {
		throw new LayerscopeError('usage', '--context and --host name two engines.', {advice: 'Leave one of them out.'});
	}

	return {context, host};
}

/** When the engine may pull. Throws a usage error for another word. */
export function parsePull(text: string | undefined): Context['pull'] {
	if (text !== 'missing' && text !== 'always' && text !== 'never') {
		throw new LayerscopeError('usage', `--pull is '${text}'.`, {advice: 'It can be missing, always or never.'});
	}

	return text;
}

/** How many a search may give. Throws a usage error for anything but a whole number from 1 to 100, which is what engines take. */
export function parseLimit(text: string | undefined): number | undefined {
	const limit = text === undefined ? undefined : Number(text);
	if (limit !== undefined && !(/^\d{1,3}$/.test(text!) && limit >= 1 && limit <= 100)) {
		throw new LayerscopeError('usage', `--limit is '${text}'.`, {advice: 'It can be 1 to 100.'});
	}

	return limit;
}

const searchFilters: ReadonlyArray<{readonly pattern: RegExp; readonly parse: (value: string) => SearchFilters}> = [
	{pattern: /^is-official=(true|false)$/, parse: value => ({isOfficial: value === 'true'})},
	{pattern: /^is-automated=(true|false)$/, parse: value => ({isAutomated: value === 'true'})},
	{pattern: /^stars=(\d{1,9})$/, parse: value => ({stars: Number(value)})},
];

type SearchFilters = Pick<SearchWish, 'isOfficial' | 'isAutomated' | 'stars'>;

/** What a search's `--filter`s ask for; the last of a name counts. Throws a usage error for one that there isn't. */
export function parseSearchFilters(texts: readonly string[] = []): SearchFilters {
	return Object.assign({}, ...texts.map(text => {
		for (const {pattern, parse} of searchFilters) {
			const value = pattern.exec(text)?.[1];
			if (value !== undefined) {
				return parse(value);
			}
		}

		throw new LayerscopeError('usage', `--filter is '${text}'.`, {advice: 'It can be is-official=true or false, is-automated=true or false, or stars=N.'});
	})) as SearchFilters;
}

const imageFilters = new Set(['dangling', 'reference', 'label', 'before', 'since']);

/** The filters of `images` as an engine takes them; several of one key are alternatives to it. Throws a usage error for a key that isn't known to mean the same everywhere. */
export function parseImageFilters(texts: readonly string[] = []): Readonly<Record<string, readonly string[]>> {
	const filters: Record<string, readonly string[]> = {};
	for (const text of texts) {
		const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
		if (!imageFilters.has(key) || value === '') {
			throw new LayerscopeError('usage', `--filter is '${text}'.`, {advice: `Write it as KEY=VALUE, KEY being one of ${[...imageFilters].join(', ')}.`});
		}

		if (key === 'dangling' && value !== 'true' && value !== 'false') {
			throw new LayerscopeError('usage', `--filter is '${text}'.`, {advice: 'dangling is true or false.'});
		}

		filters[key] = [...(filters[key] ?? []), value];
	}

	return filters;
}
