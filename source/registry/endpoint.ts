/** One place where a repository can be had: its registry, or a mirror of it. */
export type Endpoint = {
	/** `host[:port]`, as it is connected to. */
	readonly host: string;
	/** As it is called there. */
	readonly repository: string;
	/** By what name of a registry logins are looked up. */
	readonly registry: string;
	/** Whether it may be asked over plain http, or with a certificate that nobody vouches for. */
	readonly isInsecure: boolean;
	/** Whether another one stands for the registry where this one fails. */
	readonly isMirror: boolean;
	/** What it is asked for. */
	readonly serves: 'all' | 'digests' | 'tags';
};

/** Whether a `host[:port]` is this machine, which engines trust without a certificate. */
export function isLoopback(host: string): boolean {
	return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1])(?::\d+)?$/i.test(host);
}
