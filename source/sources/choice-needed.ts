import {LayerscopeError} from '../errors.ts';
import {isOpenable, type ImageChoice} from '../image/image-choice.ts';

// More aren't read in a sentence.
const mostNamed = 20;

/** A source holds several images and nothing says which is meant. */
export class ChoiceNeededError extends LayerscopeError {
	override readonly name = 'ChoiceNeededError';
	readonly choices: readonly ImageChoice[];

	constructor(location: string, choices: readonly ImageChoice[]) {
		const images = choices.filter(choice => isOpenable(choice) && choice.isHere);
		const more = images.length > mostNamed ? ` and ${images.length - mostNamed} more` : '';
		super('usage', `${location} holds ${images.length} images: ${images.slice(0, mostNamed).map(choice => describeChoice(choice)).join(', ')}${more}.`, {
			advice: 'Choose one with --image or --platform.',
		});
		this.choices = choices;
	}
}

function describeChoice({reference, platform, digest}: ImageChoice): string {
	const name = reference ?? digest;
	return platform === undefined ? name : `${name} (${platform})`;
}
