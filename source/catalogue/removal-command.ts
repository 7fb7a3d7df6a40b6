import {isDigest} from '../image/digest.ts';
import {engineProgram, quoted} from './engine-program.ts';
import type {PlannedTarget, RemovalPlan} from './removal-plan.ts';

/** The command of the engine's own program that does what the plan says, ready for a shell. */
export function removalCommand(plan: RemovalPlan): string {
	const {targets, isForced, isPruning, store} = plan;
	const isPodman = store === 'podman';
	return [
		engineProgram(store),
		'rmi',
		// Podman's force removes containers too.
		...(isForced && !isPodman ? ['--force'] : []),
		...(isPruning === false ? ['--no-prune'] : []),
		...targets.flatMap(target => isPodman ? namesOf(target) : [target.target]).map(word => quoted(word)),
	].join(' ');
}

// An image with several names goes without force where each of them is removed.
function namesOf({target, image, isDeleted, untagged}: PlannedTarget): readonly string[] {
	return isDeleted && untagged.length > 1 && (isDigest(target) || image?.id.includes(target)) ? untagged : [target];
}
