/** A login for a registry, all of it secret: a user and a password, or tokens that stand for them. */
export type Credentials = {
	readonly username?: string;
	readonly password?: string;
	/** Buys tokens of the registry. */
	readonly identityToken?: string;
	/** Is such a token itself. */
	readonly registryToken?: string;
};

/** Where a login is looked up. */
export type Environment = Readonly<Record<string, string | undefined>>;
