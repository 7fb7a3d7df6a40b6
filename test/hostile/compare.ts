import {inspect, isDeepStrictEqual} from 'node:util';
import type {LayerscopeError} from '../../source/errors.ts';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import type {Expected, ExpectedError} from './hostile-case.ts';
import {treeOf, warningsOf, type Outcome} from './outcome.ts';

/** In how many letters an outcome is told: `E` an error, `E0` of layer 0, `E×9` of nine layers, `W` warnings, `ok` neither. */
export function resultOf(outcome: Outcome): string {
	if (outcome.kind !== 'loaded') {
		return outcome.kind === 'refused' ? 'E' : outcome.kind.toUpperCase();
	}

	const {layers, warnings} = outcome.loaded;
	const failed = layers.flatMap(({failure}, layer) => failure === undefined ? [] : [layer]);
	return failed.length > 0 ? (failed.length > 3 ? `E×${failed.length}` : `E${failed.join(',')}`) : (warnings.length > 0 ? 'W' : 'ok');
}

/** What is wrong with an outcome, a line for each thing; nothing where it is as it must be. */
export function differences(outcome: Outcome, expected: Expected): readonly string[] {
	switch (outcome.kind) {
		case 'hung': {
			return [`nothing came of it within ${outcome.seconds} s`];
		}

		case 'crashed': {
			return [`it crashed: ${inspect(outcome.error)}`];
		}

		case 'refused': {
			return 'error' in expected ? errorDifferences(outcome.error, expected.error) : [`it was refused: ${inspect(outcome.error)}`];
		}

		case 'loaded': {
			return 'error' in expected ? [`it wasn't refused, but came to ${resultOf(outcome)} with ${inspect(treeOf(outcome.loaded.lifetimes))}`] : imageDifferences(outcome.loaded, expected);
		}
	}
}

function imageDifferences(loaded: LoadedImage, {failures = {}, warnings = [], tree}: Exclude<Expected, {error: unknown}>): readonly string[] {
	return [
		...loaded.layers.flatMap(({failure}, layer) => {
			const wanted = failures[layer];
			if (failure === undefined || wanted === undefined) {
				return failure === wanted ? [] : [`layer ${layer}: ${failure === undefined ? 'it didn\'t fail' : inspect(failure)}`];
			}

			return errorDifferences(failure, {layer, ...wanted});
		}),
		...Object.keys(failures).filter(layer => loaded.layers[Number(layer)] === undefined).map(layer => `there is no layer ${layer}`),
		...listDifferences('warnings', warningsOf(loaded), warnings),
		...(tree === undefined ? [] : listDifferences('tree', treeOf(loaded.lifetimes), tree)),
	];
}

function errorDifferences(error: LayerscopeError, {kind = 'unreadable', says, layer, offset}: ExpectedError): readonly string[] {
	const isRight = says.test(error.message) && error.kind === kind
		&& (layer === undefined || error.layer === layer) && (offset === undefined || error.offset === offset);
	return isRight
		? []
		: [`the error is ${error.kind}: ${error.message} (layer ${error.layer}, offset ${error.offset}), not ${inspect({
			kind, says, layer, offset,
		})}`];
}

function listDifferences(what: string, actual: readonly string[], wanted: readonly string[]): readonly string[] {
	return isDeepStrictEqual(actual, wanted.toSorted()) ? [] : [`the ${what} are ${inspect(actual, {maxArrayLength: 20})}, not ${inspect(wanted.toSorted(), {maxArrayLength: 20})}`];
}
