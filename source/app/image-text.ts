import type {ImageConfig} from '../image/image-config.ts';
import type {Platform} from '../image/platform.ts';
import {bytesToFetch, type LayerPresence} from '../image/presence.ts';
import {formatBytes, formatShare} from '../text/format.ts';
import {indentJson} from './indent-json.ts';
import {containerLines, dateText} from './layer-text.ts';
import {
	blankLine, labelled, listed, titleLine, wrapped,
} from './lines.ts';
import {rememberLast} from './remember.ts';
import type {Session} from './state.ts';
import type {TextLine} from './text-line.ts';

/** `linux/arm64/v8`. */
export function platformText(platform: Platform | undefined): string {
	return platform === undefined ? 'platform not known' : [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/');
}

/** What stands behind the place of an image that its engine's own files, or the cache, told of: ` (engine store, cached)`; nothing for others. */
export function wayText(image: Session['image']): string {
	const ways = [image?.isFromStore === true ? 'engine store' : '', image?.isFromCache === true ? 'cached' : ''].filter(Boolean);
	return ways.length === 0 ? '' : ` (${ways.join(', ')})`;
}

/** Where an image is read from: `archive ./image.tar`, `the built-in sample`. */
export function placeText({kind, location}: NonNullable<Session['source']>, image?: Session['image']): string {
	const place = kind === 'stdin' || kind === 'sample' ? location : `${kind} ${location}`;
	return `${place}${wayText(image)}`;
}

/** What a pull of a registry's image would bring to the engine, beside what has come to the cache. */
function pullLines(presence: readonly LayerPresence[] | undefined, width: number): TextLine[] {
	if (presence === undefined) {
		return [];
	}

	const all = formatBytes(bytesToFetch(presence.map(layer => ({...layer, blob: false})), 'blob') ?? 0);
	const [engine, cache] = [bytesToFetch(presence, 'engine'), bytesToFetch(presence, 'blob')].map(bytes => bytes === undefined ? undefined : formatBytes(bytes));
	return [
		...labelled('shipped', `${all}, of which ${cache ?? all} weren't in the cache when it was opened`, width),
		...(engine === undefined ? [] : labelled('pull', `the engine lacks ${engine} of it`, width)),
	];
}

function imageLines({image, source, totals}: Session, width: number): TextLine[] {
	if (image === undefined) {
		return [];
	}

	const {reference = 'not named', platform, id, manifestDigest, created, layers} = image;
	return [
		...labelled('reference', reference, width),
		...containerLines({image}, width),
		...labelled('platform', platformText(platform), width),
		...labelled('image ID', id ?? 'none: this is a file system, no image', width),
		...labelled('manifest', manifestDigest ?? 'digest not known from this source', width, manifestDigest === undefined ? 'quiet' : 'plain'),
		...labelled('created', dateText(created), width),
		...labelled('layers', String(layers.length), width),
		...labelled('size', totals === undefined ? 'not read yet' : `${formatBytes(totals.shipped)} in all layers`, width),
		...pullLines(image.presence, width),
		...labelled('dead', totals === undefined ? 'not known yet' : `${formatBytes(totals.dead)}, ${formatShare(totals.efficiency)} efficient`, width),
		...labelled('read from', source === undefined ? '' : placeText(source, image), width),
		blankLine,
	];
}

function words(list: readonly string[]): readonly string[] {
	return list.length === 0 ? [] : [JSON.stringify(list)];
}

function present(text: string | undefined): readonly string[] {
	return text === undefined || text === '' ? [] : [text];
}

function configLines(config: ImageConfig, width: number): TextLine[] {
	return [
		titleLine('How a container starts'),
		...listed('entrypoint', words(config.entrypoint), width),
		...listed('command', words(config.command), width),
		...listed('directory', present(config.workingDirectory), width),
		...listed('user', present(config.user), width),
		...listed('ports', config.exposedPorts, width),
		...listed('volumes', config.volumes, width),
		...listed('stop signal', present(config.stopSignal), width),
		...listed('author', present(config.author), width),
		blankLine,
		titleLine('Environment'),
		...listed('', config.environment, width),
		blankLine,
		titleLine('Labels'),
		...listed('', [...config.labels].map(([key, value]) => `${key}=${value}`), width),
	];
}

/** The image and its config, as a list. */
export const imageText = rememberLast((session: Session, width: number): readonly TextLine[] =>
	[...imageLines(session, width), ...(session.image === undefined ? [] : configLines(session.image.config, width))]);

/** The config as the image has it, indented. */
export const rawText = rememberLast((text: string | undefined, width: number): readonly TextLine[] =>
	text === undefined ? wrapped('The config has not been read yet.', width, 'quiet') : wrapped(indentJson(text), width));
