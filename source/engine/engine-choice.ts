/** Which engine is wanted, as the flags say it, and how a person may be asked for a password on the way. */
export type EngineChoice = {
	/** `--context`: the name of a context of the docker CLI. */
	readonly context?: string | undefined;
	/** `--host`: an address as in `DOCKER_HOST`. */
	readonly host?: string | undefined;
	/** `--remote-sudo`: whether the engine's files are read as root on a machine behind ssh, where `sudo` doesn't ask. */
	readonly remoteSudo?: boolean | undefined;
	/** Whether ssh may ask on the terminal; false while the screen holds it. */
	readonly mayAsk?: boolean | undefined;
	/** Ends a login that is under way. */
	readonly signal?: AbortSignal | undefined;
	/** Told one line: which engine answered where none was named, what ssh says while it logs in. Untrusted text. */
	readonly tell?: ((line: string) => void) | undefined;
	/** Told the same where it is no surprise. */
	readonly log?: ((line: string) => void) | undefined;
};
