import {presenceWords} from '../image/presence.ts';
import {formatBytes, formatCount} from '../text/format.ts';
import {sharedLines} from './desk/shared-layer.ts';
import {isMissing} from './fetching.ts';
import {labelled, wrapped} from './lines.ts';
import type {LayerView, Session, State} from './state.ts';
import type {TextLine, Tone} from './text-line.ts';

const verifications: Readonly<Record<LayerView['verification'], readonly [string, Tone]>> = {
	verified: ['yes, hashed to the diffID', 'good'],
	'not-verified': ['not verified', 'quiet'],
	'engine-store': ['not hashed: as the engine\'s own store has it', 'quiet'],
	'table-of-contents': ['not read: as its table of contents says, which is the one that the manifest names', 'quiet'],
	mismatch: ['no: its bytes are not what the diffID says', 'bad'],
};

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** A date as people read it, in UTC; what isn't a date stays as it is. Go writes a time that was never set as the first of year 1. */
export function dateText(created: string | undefined): string {
	if (created === undefined || created.startsWith('0001-01-01T00:00:00')) {
		return 'not known';
	}

	const date = timestamp.test(created) ? new Date(created) : undefined;
	return date === undefined || Number.isNaN(date.getTime()) ? created : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function compressionOf(mediaType: string): string {
	return /[+.-](gzip|zstd)$/.exec(mediaType)?.[1] ?? '';
}

function countLines(view: LayerView, width: number): TextLine[] {
	const {counts} = view;
	if (counts === undefined || isMissing(view)) {
		return labelled('size', 'not read yet', width, 'quiet');
	}

	const {size, entries, deadBytes} = counts;
	if (size === undefined || deadBytes === undefined) {
		return [
			...labelled('changed', `${formatCount(entries)} paths are listed`, width),
			...labelled('size', 'not told: Enter on a path asks for it', width, 'quiet'),
		];
	}

	return [
		...labelled('size', `${formatBytes(size)} in ${formatCount(entries)} ${entries === 1 ? 'entry' : 'entries'}`, width),
		...labelled('dead', deadBytes === 0 ? 'none of it' : `${formatBytes(deadBytes)} by higher layers`, width),
	];
}

/** Whose writable layer it is. */
export function containerLines({image}: Pick<Session, 'image'>, width: number): TextLine[] {
	if (image?.container === undefined) {
		return [];
	}

	const {name, state, id, imageName} = image.container;
	return [
		...labelled('container', `${name} (${state})`, width),
		...labelled('ID', id, width),
		...labelled('made of', imageName ?? 'an image without a name', width),
	];
}

/** The facts of the selected layer, one for each line; `width` wraps them. */
export function layerFactLines(state: State, width: number): readonly TextLine[] {
	const {session, layer} = state;
	const facts = session.image?.layers[layer];
	const diffId = facts?.diffId;
	const view = session.layers[layer];
	if (facts === undefined || view === undefined) {
		return [];
	}

	if (diffId === undefined) {
		return [
			...containerLines(session, width),
			...labelled('diffID', 'the container layer has none', width, 'quiet'),
			...labelled('digest', 'the container layer has none', width, 'quiet'),
			...countLines(view, width),
			...labelled('without', 'mounts, and what the engine puts in', width, 'quiet'),
		];
	}

	const {digest, mediaType, compressedSize, created} = facts;
	const presence = session.image?.presence?.[layer];
	const [verification, tone] = verifications[view.verification];
	const stored = compressedSize === undefined ? [] : labelled('stored', `${formatBytes(compressedSize)} ${compressionOf(mediaType)}`.trim(), width);
	return [
		...labelled('diffID', diffId, width),
		...(digest === undefined ? labelled('digest', 'not known from this source', width, 'quiet') : labelled('digest', digest, width)),
		...stored,
		...(presence === undefined ? [] : labelled('was here', presenceWords(presence), width, 'quiet')),
		...labelled('media type', mediaType, width),
		...labelled('created', dateText(created), width),
		...labelled('verified', verification, width, tone),
		...countLines(view, width),
		...sharedLines(state, width),
		...(view.failure === undefined ? [] : labelled('problem', [view.failure.message, view.failure.advice].filter(Boolean).join(' '), width, 'bad')),
	];
}

/** The instruction that made the selected layer, wrapped. */
export function instructionLines({session, layer}: State, width: number): readonly TextLine[] {
	if (session.image === undefined) {
		return [];
	}

	const instruction = session.image.layers[layer]?.instruction;
	return instruction === undefined || instruction === '' ? wrapped('the history does not say what made it', width, 'quiet') : wrapped(instruction, width);
}
