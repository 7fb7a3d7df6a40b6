import {LayerscopeError} from '../errors.ts';
import type {ImageChoice} from './image-source.ts';

/** A source holds several images and nothing says which is meant. */
export class ChoiceNeededError extends LayerscopeError {
	override readonly name = 'ChoiceNeededError';
	readonly choices: readonly ImageChoice[];

	constructor(location: string, choices: readonly ImageChoice[]) {
		super('usage', `${location} holds ${choices.length} images: ${choices.map(choice => describeChoice(choice)).join(', ')}.`, {
			advice: 'Choose one with --image or --platform.',
		});
		this.choices = choices;
	}
}

function describeChoice({reference, platform, digest}: ImageChoice): string {
	const name = reference ?? digest;
	return platform === undefined ? name : `${name} (${platform})`;
}
