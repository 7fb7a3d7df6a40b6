import {formatBytes, formatNumber} from '../text/format.ts';
import {blankLine, labelled, wrapped} from './lines.ts';
import type {State} from './state.ts';
import type {TextLine} from './text-line.ts';
import {stoppedParts, type StoppedPart} from './update-unpacking.ts';

const mostParts = 6;
const mostLayers = 8;

function nameOf({layers}: StoppedPart): string {
	return layers.length === 1 ? `layer ${layers[0]!}` : 'archive';
}

function storedSize({session: {image}}: State, {layers}: StoppedPart): number | undefined {
	return layers.length === 1 ? image?.layers[layers[0]!]?.compressedSize : undefined;
}

function partLines(state: State, part: StoppedPart, width: number): TextLine[] {
	const {layers, error: {unpacked: {stored, plain}}} = part;
	const times = Math.round(plain / stored);
	const size = storedSize(state, part);
	const whole = size === undefined || size <= stored ? '' : ` of ${formatBytes(size)}`;
	const shown = layers.slice(0, mostLayers).join(', ');
	const more = layers.length > mostLayers ? ` and ${layers.length - mostLayers} more` : '';
	return [
		...labelled(nameOf(part), `the first ${formatBytes(stored)}${whole} unpack to ${formatBytes(plain)}, ${formatNumber(times)} times as much`, width, 'bad'),
		...(whole === '' ? [] : labelled('', `all of it to about ${formatBytes(size! * plain / stored)}, if it goes on like that`, width)),
		...(layers.length > 1 ? labelled('', `layers ${shown}${more} aren't whole without the rest`, width) : []),
	];
}

/** What wasn't unpacked to its end, and what it would mean to go on. */
export function unpackingText(state: State, width: number): readonly TextLine[] {
	const parts = stoppedParts(state.session);
	return [
		...parts.slice(0, mostParts).flatMap(part => partLines(state, part, width)),
		...(parts.length > mostParts ? labelled('', `and ${parts.length - mostParts} layers more`, width) : []),
		blankLine,
		...wrapped('Hardly anything that people pack shrinks so much. It may be made to keep whoever opens it busy.', width),
		...wrapped('Reading all of it may take long, and much processor time meanwhile; Esc stops it. What was read before can be looked at either way.', width),
	];
}
