import type {IncomingMessage} from 'node:http';
import process from 'node:process';
import type {Readable} from 'node:stream';
import type {EngineAddress} from './engine-address.ts';
import type {EngineChoice} from './engine-choice.ts';
import type {Environment} from './environment.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import {openConnection} from './open-connection.ts';
import type {RemoteShell} from './remote-shell.ts';
import {namedEngine} from './resolve-engine.ts';
import {noneAnswers, usualEngines} from './usual-engines.ts';

/** A request to an engine: `path` has its parts URL-encoded, `query` has not. */
export type EngineRequest = {
	readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
	readonly path: string;
	/** A list is sent as a parameter that comes several times. */
	readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
	readonly headers?: Readonly<Record<string, string>>;
	/** Sent as it comes, as `application/tar` where the headers don't say otherwise. Destroyed when the answer ends before it. */
	readonly body?: Readable | AsyncIterable<Uint8Array>;
	readonly signal?: AbortSignal;
};

/** A connection to an engine that has answered. */
export type EngineConnection = {
	/** The engine's address as the user knows it. */
	readonly location: string;
	/** Whether it is reached by a socket of this machine, so that its files may lie here too. */
	readonly isLocal: boolean;
	/** The shell of its machine, where that is reached by ssh. */
	readonly shell?: RemoteShell | undefined;
	/** The minor number of the API version that both sides know: 41 for 1.41. */
	readonly version: number;
	/** Sends a request; gives the answer whatever its status is, its body still to be read. */
	send(request: EngineRequest): Promise<IncomingMessage>;
	close(): void;
};

/**
Connects to the engine that the choice or the environment names, or to the first of the usual ones that answers where neither does, and agrees with it on an
API version. Throws an `EngineUnreachableError` with what to do about it, after a few seconds at most; an engine that was named is never replaced by another.
*/
export async function connectEngine(choice: EngineChoice = {}, environment: Environment = process.env): Promise<EngineConnection> {
	const address = namedEngine(choice, environment);
	return address === undefined
		? firstThatAnswers(usualEngines(environment), choice, environment)
		: openConnection(address, choice, environment);
}

/** Connects to the engine that the environment alone names. */
export async function connect(environment: Environment = process.env): Promise<EngineConnection> {
	return connectEngine({}, environment);
}

/** Connects to the first engine that answers, and tells which one it is where another one was there before it. Throws the most telling `EngineUnreachableError` where none does. */
export async function firstThatAnswers(addresses: readonly EngineAddress[], choice: EngineChoice, environment: Environment): Promise<EngineConnection> {
	const failures: EngineUnreachableError[] = [];
	for (const address of addresses) {
		try {
			const connection = await openConnection(address, choice, environment);
			choice.log?.(`No engine was named; ${address.label} answers.`);
			const before = failures.find(failure => !failure.isAbsent);
			if (before !== undefined) {
				choice.tell?.(`${before.message} The engine at ${address.label} is used instead.`);
			}

			return connection;
		} catch (error) {
			if (!(error instanceof EngineUnreachableError)) {
				throw error;
			}

			failures.push(error);
		}
	}

	throw noneAnswers(failures);
}
