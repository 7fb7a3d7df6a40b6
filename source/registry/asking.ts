import {findCredentials} from '../credentials/find-credentials.ts';
import {LayerscopeError} from '../errors.ts';
import type {Endpoint} from './endpoint.ts';
import {endpointsOf} from './endpoints.ts';
import type {Subject} from './refusal.ts';
import type {RegistryOptions} from './registry.ts';
import type {Surroundings} from './surroundings.ts';
import {createTalk, type Talk} from './talk.ts';
import {createWays} from './ways.ts';

/** Asks all places where a repository can be had, one after the other. */
export type Asking = {
	readonly log: (line: string) => void;
	/** Those that are asked for tags, or for what has a digest. The registry itself is the last. */
	talks(kind: Endpoint['serves']): Promise<readonly Talk[]>;
	/** The first answer that is none of failure; else the failure of the registry itself. */
	first<Result>(question: Asked<Result>, signal: AbortSignal): Promise<Result>;
	/** What is asked of one of them, for errors. */
	subject(talk: Talk, what: string): Subject;
	isPlain(): boolean;
	close(): void;
};

type Asked<Result> = {
	readonly what: string;
	readonly kind: Endpoint['serves'];
	readonly ask: (talk: Talk, subject: Subject) => Promise<Result>;
};

type Name = {readonly registry: string; readonly repository: string};

/** Prepares to ask for a repository; nothing is read or sent yet. */
export function createAsking(name: Name, options: RegistryOptions, surroundings: Surroundings): Asking {
	const closing = new AbortController();
	const ways = createWays(options, surroundings);
	const log = (line: string) => {
		options.log?.(`registry: ${line}`);
	};

	let opened: Promise<readonly Talk[]> | undefined;
	let used: Talk | undefined;
	const means = {
		ways, patience: surroundings.patience, log, closing: closing.signal, credentials: credentialsFrom(options, log, closing.signal),
	};
	const open = async () => {
		const endpoints = await endpointsOf(name, options, surroundings);
		return endpoints.map(endpoint => createTalk(endpoint, means));
	};

	const subject = (talk: Talk, what: string): Subject => ({
		what, registry: talk.endpoint.registry, hasLogin: () => talk.hasLogin(), problem: () => talk.problem(),
	});
	const talks = async (kind: Endpoint['serves']) => {
		opened ??= open();
		const all = await opened;
		return all.filter(({endpoint: {serves}}) => serves === 'all' || serves === kind);
	};

	return {
		log,
		talks,
		subject,
		async first({what, kind, ask}, signal) {
			const all = await talks(kind);
			for (const talk of all.slice(0, -1)) {
				const result = await orNone(async () => ask(talk, subject(talk, what)), signal, log);
				if (result !== undefined) {
					used = talk;
					return result;
				}
			}

			used = all.at(-1)!;
			return ask(used, subject(used, what));
		},
		isPlain: () => used?.isPlain() ?? false,
		close() {
			closing.abort();
			ways.close();
		},
	};
}

function credentialsFrom({environment}: RegistryOptions, log: (line: string) => void, signal: AbortSignal) {
	return async ({registry, repository}: Endpoint) => {
		const found = await findCredentials({registry, repository}, environment, signal);
		if (found.problem !== undefined) {
			log(found.problem);
		}

		return found;
	};
}

/** What a mirror gives; `undefined` where it fails, since another is asked then. */
async function orNone<Result>(ask: () => Promise<Result>, signal: AbortSignal, log: (line: string) => void): Promise<Result | undefined> {
	try {
		return await ask();
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof LayerscopeError)) {
			throw error;
		}

		log(`${error.message} On to the next.`);
		return undefined;
	}
}
