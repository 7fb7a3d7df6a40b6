import path from 'node:path';
import type {Environment} from '../credentials/credentials.ts';
import {homeFolder} from '../home-folder.ts';

/** How long a registry is waited for, and how often it is asked. */
export type Patience = {
	/** Without a byte, a connection counts as lost. */
	readonly idleSeconds: number;
	/** How often one thing is asked for before it fails, the first time included. */
	readonly attempts: number;
	/** Before the second attempt; twice as long before each further one. */
	readonly firstWaitSeconds: number;
	/** A registry that wants to be left alone for longer isn't asked again. */
	readonly longestWaitSeconds: number;
};

/** What is the same for all registries of a machine, and otherwise only in tests. */
export type Surroundings = {
	readonly patience: Patience;
	/** The folder of the machine's configuration. */
	readonly etc: string;
};

export const usualSurroundings: Surroundings = {
	patience: {
		idleSeconds: 30, attempts: 5, firstWaitSeconds: 0.25, longestWaitSeconds: 30,
	},
	etc: '/etc',
};

/** The folder of the user's configuration. */
export function userConfig(environment: Environment): string {
	return given(environment.XDG_CONFIG_HOME) ?? path.join(homeFolder(environment), '.config');
}

/** A variable's value; an empty one is none. */
export function given(value: string | undefined): string | undefined {
	return value === '' ? undefined : value;
}
