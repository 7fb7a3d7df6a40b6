import {shownName} from '../../catalogue/image-names.ts';
import type {HoldingContainer, LocalImage} from '../../catalogue/local-image.ts';
import {removalCommand} from '../../catalogue/removal-command.ts';
import type {PlannedTarget, RemovalPlan} from '../../catalogue/removal-plan.ts';
import type {Refusal} from '../../catalogue/removal-rules.ts';
import {formatBytes} from '../../text/format.ts';
import {blankLine, labelled, wrapped} from '../lines.ts';
import type {State} from '../state.ts';
import type {TextLine} from '../text-line.ts';
import {planOf, type Removal} from './removal.ts';

const mostNames = 6;

function listed(names: readonly string[]): string {
	const shown = names.slice(0, mostNames).join(', ');
	return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown;
}

function imageNames(images: readonly LocalImage[]): string {
	return listed(images.map(image => shownName(image)));
}

function containerNames(containers: readonly HoldingContainer[]): string {
	return listed(containers.map(({name, state}) => `${name} (${state})`));
}

const reasons: Readonly<Record<Refusal['reason'], (refusal: Refusal) => string>> = {
	children: ({children}) => `${imageNames(children)} is built on it`,
	running: ({containers}) => `held by ${containerNames(containers)}: stop and remove it first`,
	stopped: ({containers}) => `held by ${containerNames(containers)}`,
	'last-name': ({containers}) => `it is the last name of what ${containerNames(containers)} holds`,
	'several-names': ({names}) => `it has several names: ${listed(names)}`,
};

function targetLines({target, image, untagged, remaining, isDeleted, refusal}: PlannedTarget, width: number): TextLine[] {
	if (image === undefined) {
		return labelled('gone', `${target} isn't here any more`, width, 'quiet');
	}

	if (refusal !== undefined) {
		const help = refusal.isForceable ? '; f forces it' : '';
		return labelled('refused', `${target}: ${reasons[refusal.reason](refusal)}${help}`, width, 'bad');
	}

	const names = untagged.length === 0 ? target : listed(untagged);
	const goes = untagged.length > 1 ? 'go' : 'goes';
	const holds = remaining.length === 0 ? 'the image stays, without a name' : `${listed(remaining)} still ${remaining.length > 1 ? 'name' : 'names'} the image`;
	return isDeleted
		? labelled('image', `${names} ${goes}, and the image with ${untagged.length > 1 ? 'them' : 'it'}`, width)
		: labelled('tag', `${names} ${goes}; ${holds}, so nothing else happens`, width);
}

function freedText({freed, deleted}: RemovalPlan): string {
	return deleted.length === 0 ? 'nothing' : (freed.bytes === 0 && !freed.isExact ? 'not known' : `${freed.isExact ? '' : 'at least '}${formatBytes(freed.bytes)}`);
}

function keptLines({kept}: RemovalPlan, width: number): TextLine[] {
	return kept.filter(({layers}) => layers > 0).flatMap(({image, layers, bytes, images, containers}) => {
		const size = bytes === undefined ? '' : `, ${formatBytes(bytes)},`;
		const who = [...(images.length === 0 ? [] : [imageNames(images)]), ...(containers.length === 0 ? [] : [containerNames(containers)])].join(' and ');
		return labelled('stays', `${layers} ${layers === 1 ? 'layer' : 'layers'} of ${shownName(image)}${size} for ${who}`, width);
	});
}

function orphanLines({orphans}: RemovalPlan, width: number): TextLine[] {
	return orphans.length === 0 ? [] : labelled('perhaps', `${containerNames(orphans)} may hold some of it: its image is gone, so nobody can say`, width, 'quiet');
}

const mostTargets = 12;

/** All that a removal would do, in words, and the command that does the same. */
export function removalText({desk: {catalogue}}: State, removal: Removal, width: number): readonly TextLine[] {
	const plan = planOf(catalogue, removal);
	const {targets} = plan;
	const more = targets.length > mostTargets ? labelled('', `and ${targets.length - mostTargets} more`, width, 'quiet') : [];
	return [
		...targets.slice(0, mostTargets).flatMap(target => targetLines(target, width)),
		...more,
		...labelled('to free', freedText(plan), width),
		...keptLines(plan, width),
		...orphanLines(plan, width),
		...(catalogue?.isComplete === true ? [] : labelled('', 'the engine hasn\'t told everything yet', width, 'quiet')),
		blankLine,
		...wrapped(removalCommand(plan), width, 'quiet'),
		...(removal.error === undefined ? [] : [blankLine, ...wrapped(removal.error.message, width, 'bad'), ...wrapped(removal.error.advice ?? '', width)]),
		...(removal.isBusy ? [blankLine, ...wrapped('the engine removes it', width, 'quiet')] : []),
	];
}
