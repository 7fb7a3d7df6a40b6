import {removalPlan, type RemovalPlan} from '../../catalogue/removal-plan.ts';
import type {LayerscopeError} from '../../errors.ts';
import {rememberLast} from '../remember.ts';
import type {State} from '../state.ts';

/** A removal that is asked about, and perhaps under way. */
export type Removal = {
	/** What was pointed at: names, or an ID where there is none. */
	readonly targets: readonly string[];
	/** All names of the same images. */
	readonly all: readonly string[];
	/** Whether all names are meant. */
	readonly isAll: boolean;
	readonly isForced: boolean;
	readonly isBusy: boolean;
	/** What the engine said to it. */
	readonly error: LayerscopeError | undefined;
};

/** The names that would be removed. */
export function removalTargets({targets, all, isAll}: Removal): readonly string[] {
	return isAll ? all : targets;
}

/** What the removal would do to what is on the engine now. */
export const planOf = rememberLast((catalogue: State['desk']['catalogue'], removal: Removal): RemovalPlan =>
	removalPlan(catalogue ?? {images: [], isComplete: false}, removalTargets(removal), {isForced: removal.isForced}));

/** Whether there is anything that the engine wouldn't refuse. */
export function isPossible({targets}: RemovalPlan): boolean {
	return targets.some(({image, refusal}) => image !== undefined && refusal === undefined);
}
