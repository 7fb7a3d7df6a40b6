import {compareLayers, sumPairs, type NumberedLayer} from '../image/compare-layers.ts';
import {entryWords, ownAnnotations, type ImageChoice} from '../image/image-choice.ts';
import type {LayerFacts} from '../image/image-facts.ts';
import {
	escapeText, joinText, ownText, type SafeText,
} from '../text/escape.ts';
import {formatBytes} from '../text/format.ts';
import {fit, textWidth} from '../text/width.ts';
import {jsonText} from './json-text.ts';
import {jsonArray} from './listing.ts';

const unknown = ownText('-');

/** The rows of `platforms --json` as one JSON array; its fields are documented in the readme and stable. */
export function jsonPlatforms(choices: readonly ImageChoice[]): Iterable<string> {
	return jsonArray(choices, choice => jsonChoice(choice));
}

function jsonChoice({kind, type, reference, platform, digest, size, layers, layerFacts, annotations, isHost, isHere}: ImageChoice): Record<string, unknown> {
	return {
		kind,
		type: type ?? null,
		platform: platform ?? null,
		image: reference ?? null,
		digest: digest === '' ? null : digest,
		size: size ?? null,
		layerCount: layers ?? null,
		layers: layerFacts?.map(facts => jsonLayer(facts)) ?? null,
		annotations: Object.fromEntries(annotations),
		host: isHost,
		here: isHere,
	};
}

function jsonLayer({diffId, digest, compressedSize, instruction}: LayerFacts): Record<string, unknown> {
	return {
		diffId: diffId ?? null, digest: digest ?? null, size: compressedSize ?? null, instruction: instruction ?? null,
	};
}

type Column = {readonly title: string; readonly isNumber?: boolean; readonly text: (choice: ImageChoice) => SafeText};

/** The rows of `platforms` as text, in aligned columns; `*` is the one that is opened where nothing is chosen. */
export function textPlatforms(choices: readonly ImageChoice[]): Iterable<string> {
	const names = new Set(choices.filter(({kind}) => kind === 'image').map(({reference}) => reference));
	const columns: readonly Column[] = [
		{title: ' ', text: ({isHost}) => ownText(isHost ? '*' : ' ')},
		{title: 'PLATFORM', text: ({platform}) => platform === undefined ? unknown : escapeText(platform)},
		{title: 'WHAT', text: choice => escapeText(entryWords(choice, choices))},
		{title: 'SIZE', isNumber: true, text: ({size}) => size === undefined ? unknown : formatBytes(size)},
		{title: 'LAYERS', isNumber: true, text: ({layers}) => layers === undefined ? unknown : ownText(String(layers))},
		{title: 'MANIFEST', text: ({digest}) => digest === '' ? unknown : escapeText(digest)},
		...(names.size > 1 ? [{title: 'IMAGE', text: ({reference}: ImageChoice) => reference === undefined ? unknown : escapeText(reference)}] : []),
		{title: 'NOTES', text: choice => escapeText([...(choice.type === undefined ? [] : [choice.type]), ...ownAnnotations(choice).map(([key, value]) => `${key}=${value}`)].join(' '))},
	];
	return aligned(columns.map(({title}) => ownText(title)), choices.map(choice => columns.map(({text}) => text(choice))), columns.map(({isNumber = false}) => isNumber));
}

function * aligned(titles: readonly SafeText[], rows: ReadonlyArray<readonly SafeText[]>, numbers: readonly boolean[]): Generator<string, void> {
	const widths = titles.map((title, column) => Math.max(textWidth(title), ...rows.map(row => textWidth(row[column]!))));
	for (const row of [titles, ...rows]) {
		yield `${row.map((text, column) => fit(text, widths[column]!, {align: numbers[column] ? 'right' : 'left'})).join('  ').trimEnd()}\n`;
	}
}

/** The two images that are compared, whose layers are known. */
export type Compared = readonly [left: ImageChoice, right: ImageChoice];

const relations = {
	same: 'same', changed: 'other content', left: 'only left', right: 'only right',
} as const;

const jsonRelations = {
	same: 'same', changed: 'changed', left: 'only-left', right: 'only-right',
} as const;

/** Two platforms layer by layer, as a JSON object; its fields are documented in the readme and stable. */
export function jsonComparison([left, right]: Compared): string {
	const pairs = compareLayers(left.layerFacts ?? [], right.layerFacts ?? []);
	const {same, changed, left: onlyLeft, right: onlyRight, sameBytes} = sumPairs(pairs);
	const sideOf = (side: NumberedLayer | undefined) => side === undefined ? null : {layer: side.layer, ...jsonLayer(side.facts)};
	return `${jsonText({
		left: jsonSide(left),
		right: jsonSide(right),
		same,
		changed,
		onlyLeft,
		onlyRight,
		sameBytes: sameBytes ?? null,
		layers: pairs.map(pair => ({relation: jsonRelations[pair.relation], left: sideOf(pair.left), right: sideOf(pair.right)})),
	})}\n`;
}

function jsonSide({platform, digest, size, reference}: ImageChoice): Record<string, unknown> {
	return {
		platform: platform ?? null, image: reference ?? null, digest, size: size ?? null,
	};
}

/** Two platforms layer by layer, as text in aligned columns with the sums below. */
export function * textComparison([left, right]: Compared): Generator<string, void> {
	const pairs = compareLayers(left.layerFacts ?? [], right.layerFacts ?? []);
	const rows = pairs.map(pair => [
		ownText(relations[pair.relation]), ...layerCells(pair.left), ...layerCells(pair.right), escapeText(stepOf(pair.left ?? pair.right)),
	]);
	yield `${joinText([ownText('left   '), escapeText(nameOf(left))])}\n${joinText([ownText('right  '), escapeText(nameOf(right))])}\n\n`;
	const titles = ['RELATION', 'LEFT', 'SIZE', 'DIFFID', 'RIGHT', 'SIZE', 'DIFFID', 'STEP'];
	yield * aligned(titles.map(title => ownText(title)), rows, titles.map(title => ['LEFT', 'RIGHT', 'SIZE'].includes(title)));
	yield `\n${comparisonWords(pairs)}\n`;
}

function layerCells(side: NumberedLayer | undefined): readonly SafeText[] {
	if (side === undefined) {
		return [ownText(''), ownText(''), ownText('')];
	}

	const {diffId = '-', compressedSize} = side.facts;
	return [ownText(String(side.layer)), compressedSize === undefined ? unknown : formatBytes(compressedSize), ownText(diffId.slice(0, 19))];
}

function stepOf({facts}: NumberedLayer): string {
	return (facts.instruction ?? '').replaceAll(/\s+/g, ' ').slice(0, 200);
}

function nameOf({platform = 'platform not known', digest}: ImageChoice): string {
	return `${platform}  ${digest}`;
}

function comparisonWords(pairs: ReturnType<typeof compareLayers>): string {
	const {same, changed, left, right, sameBytes} = sumPairs(pairs);
	const bytes = sameBytes === undefined || same === 0 ? '' : ` (${formatBytes(sameBytes)})`;
	return `${same} the same${bytes}, ${changed} of the same step with other content, ${left} only left, ${right} only right`;
}
