import type {Surroundings} from '../../source/registry/surroundings.ts';

/** Surroundings in which a registry is given up soon, and that nothing of this machine's configuration changes. */
export const impatient: Surroundings = {
	patience: {
		idleSeconds: 1, attempts: 3, firstWaitSeconds: 0.01, longestWaitSeconds: 2,
	},
	etc: '/nowhere',
};
