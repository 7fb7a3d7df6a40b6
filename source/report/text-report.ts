import {layerCounts} from '../image/changes.ts';
import {
	deadBytes, deadPaths, efficiency, shippedBytes,
} from '../image/dead-bytes.ts';
import {isContainerLayer, type ImageFacts, type LayerFacts} from '../image/image-facts.ts';
import {
	isLacking, isPartlyRead, type LayerState, type LoadedImage,
} from '../image/loaded-image.ts';
import {formatPlatform} from '../image/platform.ts';
import type {Warning} from '../image/warning.ts';
import {
	escapeBytes, escapeText, ownText, type SafeText,
} from '../text/escape.ts';
import {formatBytes, formatNumber, formatShare} from '../text/format.ts';
import {fit} from '../text/width.ts';

const mostDeadPaths = 20;
const mostWarnings = 50;

/** The report of an image for people who read it in a pipe or a log: whole digests, no colour. */
export function textReport(loaded: LoadedImage, location: string): string {
	const {image, lifetimes, layers, warnings} = loaded;
	const lines = [
		...headerLines(image, location, loaded),
		'',
		'Layers, the lowest first',
		...image.layers.flatMap((facts, layer) => layerLines(loaded, facts, layer, layers[layer]!)),
		...deadPathLines(deadPaths(lifetimes, mostDeadPaths)),
		...warningLines(warnings),
	];
	return `${lines.join('\n')}\n`;
}

function headerLines(image: ImageFacts, location: string, loaded: LoadedImage): string[] {
	const {lifetimes} = loaded;
	const dead = deadBytes(lifetimes);
	const isPart = isPartlyRead(loaded);
	const least = isPart ? 'at least ' : '';
	const share = isPart ? 'efficiency not known' : `${formatShare(efficiency(lifetimes), 2)} efficient`;
	const without = image.container ? ', the container layer left out' : '';
	const rows: ReadonlyArray<readonly [string, SafeText | undefined]> = [
		['image', image.reference === undefined ? undefined : escapeText(image.reference)],
		['state', image.container && escapeText(image.container.state)],
		['made of', image.container?.imageName === undefined ? undefined : escapeText(image.container.imageName)],
		['from', escapeText(image.isFromStore ? `${location}, the engine's store` : location)],
		['id', image.id && ownText(image.id)],
		['digest', image.manifestDigest ? ownText(image.manifestDigest) : ownText('not known from this source')],
		['platform', image.platform && escapeText(formatPlatform(image.platform))],
		['created', image.created === undefined ? undefined : escapeText(image.created)],
		['size', ownText(`${least}${formatBytes(shippedBytes(lifetimes))} in ${count(image.layers.length - (image.container ? 1 : 0), 'layer')}${without}`)],
		['dead', ownText(`${least}${formatBytes(dead)} (${formatNumber(dead)} bytes), ${share}${without}`)],
	];
	return rows.filter(([, value]) => value !== undefined).map(([name, value]) => `${name.padEnd(9)} ${value!}`);
}

const verifications: Readonly<Record<LayerState['verification'], string>> = {
	verified: '',
	'not-verified': ' (not verified)',
	'engine-store': ' (not hashed: as the engine keeps it)',
	'table-of-contents': ' (not read: as its table of contents says)',
	mismatch: ' (WRONG: the content has another digest)',
};

function layerLines({image, lifetimes}: LoadedImage, facts: LayerFacts, layer: number, state: LayerState): string[] {
	const counts = layerCounts(lifetimes, layer);
	const isWritable = isContainerLayer(image, layer);
	const size = fit(counts.size === undefined ? ownText('·') : formatBytes(counts.size), 9, {align: 'right'});
	const changes = `+${formatNumber(counts.added)} ~${formatNumber(counts.changed)} -${formatNumber(counts.removed)}`;
	const dead = (counts.deadBytes ?? 0) > 0 ? `, ${formatBytes(counts.deadBytes!)} dead` : '';
	return [
		`${String(layer).padStart(3)} ${size}  ${changes}${dead}`,
		`              ${facts.instruction === undefined ? 'instruction not known' : escapeText(facts.instruction)}`,
		...(isWritable
			? ['              writable: the container layer has no digest and no diffID']
			: [
				`              diffID ${facts.diffId}${verifications[state.verification]}`,
				`              digest ${facts.digest ?? 'not known from this source'}${facts.compressedSize === undefined ? '' : `, ${formatBytes(facts.compressedSize)} compressed`}`,
			]),
		...(state.failure ? [`              ${isLacking(state) ? 'not read to its end' : 'problem'}: ${escapeText(state.failure.message)}`] : []),
	];
}

/** The lines that name dead files, most bytes first; none where there is nothing dead. */
export function deadPathLines(paths: ReturnType<typeof deadPaths>): string[] {
	return paths.length === 0
		? []
		: [
			'',
			'Dead files, most bytes first',
			...paths.map(({path, bytes, shippedBy, buriedBy}) =>
				`${fit(formatBytes(bytes), 13, {align: 'right'})}  layer ${shippedBy} ships it, layer ${buriedBy} buries it  ${escapeBytes(path)}`),
		];
}

function warningLines(warnings: readonly Warning[]): string[] {
	const shown = warnings.slice(0, mostWarnings).map(({code, layer, path, message}) => {
		const place = [...(layer === undefined ? [] : [`layer ${layer}`]), ...(path ? [escapeBytes(path)] : [])].join(' ');
		return `  ${code}${place === '' ? '' : ` (${place})`}: ${escapeText(message)}`;
	});
	const rest = warnings.length - shown.length;
	return warnings.length === 0 ? [] : ['', 'Warnings', ...shown, ...(rest > 0 ? [`  and ${rest} more (--json has them)`] : [])];
}

function count(amount: number, noun: string): string {
	return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
