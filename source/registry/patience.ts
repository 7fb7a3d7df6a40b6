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

export const usualPatience: Patience = {
	idleSeconds: 30, attempts: 5, firstWaitSeconds: 0.25, longestWaitSeconds: 30,
};
