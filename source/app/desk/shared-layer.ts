import {holdersOfLayer} from '../../catalogue/family.ts';
import {shownName} from '../../catalogue/image-names.ts';
import type {LocalImage} from '../../catalogue/local-image.ts';
import {labelled} from '../lines.ts';
import {rememberLast} from '../remember.ts';
import type {State} from '../state.ts';
import type {TextLine} from '../text-line.ts';

const mostNames = 3;

function namesOf(images: readonly LocalImage[]): string {
	const names = images.slice(0, mostNames).map(image => shownName(image)).join(', ');
	return images.length > mostNames ? `${names} and ${images.length - mostNames} more here` : names;
}

const holders = rememberLast((catalogue: State['desk']['catalogue'], image: State['session']['image'], layer: number) => {
	const chain = (image?.layers ?? []).slice(0, layer + 1).map(({diffId}) => diffId).filter(diffId => diffId !== undefined);
	return holdersOfLayer(chain, catalogue?.images ?? []);
});

/** Which other images of the engine have the selected layer too; nothing before the engine told all of them. */
export function sharedLines({desk: {catalogue}, session: {image}, layer}: State, width: number): readonly TextLine[] {
	// A container layer is nobody else's.
	if (catalogue?.isComplete !== true || image?.layers[layer]?.diffId === undefined) {
		return [];
	}

	const {sameChain, sameContent} = holders(catalogue, image, layer);
	const others = sameChain.filter(({id}) => id !== image.id);
	return [
		...labelled('also in', others.length === 0 ? 'no other image here' : namesOf(others), width, others.length === 0 ? 'quiet' : 'plain'),
		...(sameContent.length === 0 ? [] : labelled('same in', `${namesOf(sameContent)}, on other layers`, width)),
	];
}
