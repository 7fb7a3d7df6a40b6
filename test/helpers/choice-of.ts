import type {ImageChoice} from '../../source/image/image-choice.ts';

/** A row of a list of images to choose from; an image that is here, of which nothing else is known. */
export function choiceOf(choice: Partial<ImageChoice> = {}): ImageChoice {
	return {
		kind: 'image', type: undefined, reference: undefined, platform: undefined, digest: `sha256:${'1'.repeat(64)}`, size: undefined, layers: undefined,
		layerFacts: undefined, annotations: new Map(), isHost: false, isHere: true, ...choice,
	};
}
