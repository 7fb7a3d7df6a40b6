/** An image that a registry's search found; all of it is untrusted. */
export type FoundImage = {
	readonly name: string;
	readonly description: string;
	readonly stars: number;
	readonly isOfficial: boolean;
	readonly isAutomated: boolean;
};
