import {LayerscopeError, messageOf} from '../errors.ts';
import type {Patience} from './surroundings.ts';

/** A registry couldn't be reached, or its connection broke. */
export class ConnectionError extends LayerscopeError {
	override readonly name = 'ConnectionError';
	/** As Node names it: `ECONNREFUSED`; empty where it has no name for it. */
	readonly code: string;

	constructor(host: string, cause: unknown) {
		const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
		super('engine', `The registry at ${host} can't be reached: ${reasonOf(cause, code)}.`, {advice: adviceFor(code), cause});
		this.code = code;
	}

	/** Whether the next attempt may go better. */
	get isPassing(): boolean {
		return passing.has(this.code);
	}

	/** How often it is tried in all. Silence takes so long that it is borne only once more. */
	attempts({attempts}: Patience): number {
		return this.code === silent ? Math.min(attempts, 2) : attempts;
	}
}

/** The code of a connection on which nothing came for too long. */
export const silent = 'ESILENT';

const passing: ReadonlySet<string> = new Set([silent, 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'HPE_INVALID_EOF_STATE']);

function reasonOf(cause: unknown, code: string): string {
	// Where a name has several addresses there is an error for each.
	const errors = cause instanceof AggregateError ? cause.errors as unknown[] : [cause];
	return errors.map(error => messageOf(error)).find(message => message !== '') ?? code;
}

function adviceFor(code: string): string {
	return /CERT|SELF_SIGNED|UNABLE_TO_|ISSUER/.test(code)
		? 'Name the certificate of its authority with --registry-ca FILE, or say --insecure-registry HOST where you trust the way to it.'
		: 'Check its name, the network and the proxy.';
}
