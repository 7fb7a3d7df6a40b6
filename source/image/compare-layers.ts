import type {LayerFacts} from './image-facts.ts';

/** A layer of one of two images, with its number. */
export type NumberedLayer = {readonly layer: number; readonly facts: LayerFacts};

/**
Two layers that stand beside each other: the same content (`same`), the same step with other content (`changed`),
or one that only the left or only the right image has.
*/
export type LayerPair =
	| {readonly relation: 'same' | 'changed'; readonly left: NumberedLayer; readonly right: NumberedLayer}
	| {readonly relation: 'left'; readonly left: NumberedLayer; readonly right: undefined}
	| {readonly relation: 'right'; readonly left: undefined; readonly right: NumberedLayer};

/** How much of two images is the same. */
export type LayerSums = {
	readonly same: number;
	readonly changed: number;
	readonly left: number;
	readonly right: number;
	/** Bytes, as stored, of the layers that are the same; `undefined` where not all are known. */
	readonly sameBytes: number | undefined;
};

// More layers than any engine mounts: what is beyond is compared number by number.
const mostPairs = 1_000_000;

/** Puts the layers of two images side by side, lowest first, so that as many as can be stand beside the same layer, and the others beside their own step. */
export function compareLayers(left: readonly LayerFacts[], right: readonly LayerFacts[]): readonly LayerPair[] {
	const scores = left.length * right.length > mostPairs ? undefined : alignmentScores(left, right);
	const pairs: LayerPair[] = [];
	let one = 0;
	let other = 0;
	while (one < left.length || other < right.length) {
		const [first, second] = [left[one], right[other]];
		const isPair = first !== undefined && second !== undefined
			&& (scores === undefined || isBest(scores, one, other, likeness(first, second)));
		if (isPair) {
			pairs.push({relation: isSameContent(first, second) ? 'same' : 'changed', left: {layer: one++, facts: first}, right: {layer: other++, facts: second}});
		} else if (first !== undefined && (second === undefined || scores === undefined || scores[one + 1]![other]! >= scores[one]![other + 1]!)) {
			pairs.push({relation: 'left', left: {layer: one++, facts: first}, right: undefined});
		} else {
			pairs.push({relation: 'right', left: undefined, right: {layer: other++, facts: second!}});
		}
	}

	return pairs;
}

/** Counts what a comparison found. */
export function sumPairs(pairs: readonly LayerPair[]): LayerSums {
	const count = (relation: LayerPair['relation']) => pairs.filter(pair => pair.relation === relation).length;
	const sizes = pairs.map(({relation, left, right}) => relation === 'same' ? left.facts.compressedSize ?? right.facts.compressedSize : 0);
	return {
		same: count('same'),
		changed: count('changed'),
		left: count('left'),
		right: count('right'),
		sameBytes: sizes.every(size => size !== undefined) ? sizes.reduce((sum: number, size) => sum + size, 0) : undefined,
	};
}

/** Whether two layers hold the same files: by their diffIDs, or where one isn't known by the digests of their blobs. */
function isSameContent(one: LayerFacts, other: LayerFacts): boolean {
	return one.diffId === undefined || other.diffId === undefined ? one.digest !== undefined && one.digest === other.digest : one.diffId === other.diffId;
}

/** How well two layers go together: 0 not at all. The same content outweighs all steps that it might part. */
function likeness(one: LayerFacts, other: LayerFacts): number {
	if (isSameContent(one, other)) {
		return 1000;
	}

	const [first, second] = [one.instruction, other.instruction].map(text => text?.trim());
	if (first === undefined || second === undefined) {
		return 1;
	}

	// A base is added from another file for each platform, by the same word.
	return first === second ? 10 : (first.split(/\s/, 1)[0] === second.split(/\s/, 1)[0] ? 2 : 0);
}

/** By the numbers of the first layers that are left: the most that the rest can score (longest common subsequence, weighted). */
function alignmentScores(left: readonly LayerFacts[], right: readonly LayerFacts[]): readonly Float64Array[] {
	const scores = Array.from({length: left.length + 1}, () => new Float64Array(right.length + 1));
	for (let one = left.length - 1; one >= 0; one--) {
		for (let other = right.length - 1; other >= 0; other--) {
			const together = likeness(left[one]!, right[other]!);
			scores[one]![other] = Math.max(scores[one + 1]![other]!, scores[one]![other + 1]!, together === 0 ? 0 : together + scores[one + 1]![other + 1]!);
		}
	}

	return scores;
}

function isBest(scores: readonly Float64Array[], one: number, other: number, together: number): boolean {
	return together > 0 && scores[one]![other] === together + scores[one + 1]![other + 1]!;
}
