import process from 'node:process';
import type {EngineAddress} from './engine-address.ts';
import type {EngineChoice} from './engine-choice.ts';
import type {EngineUnreachableError} from './engine-unreachable-error.ts';
import type {Environment} from './environment.ts';
import {reach} from './reach.ts';
import {namedEngine} from './resolve-engine.ts';
import {noneAnswers, usualEngines} from './usual-engines.ts';

/**
Does what has to be done before the screen takes the terminal: logs in where the engine is behind ssh, which may ask for a password.
Everything else is left to `connectEngine`. Throws an `EngineUnreachableError`.
*/
export async function prepareEngine(choice: EngineChoice, environment: Environment = process.env): Promise<void> {
	const address = namedEngine(choice, environment);
	if (address?.kind === 'ssh') {
		const {loginAt} = await import('./ssh-login.ts');
		await loginAt(address, choice, environment);
	}
}

/** Looks whether there is an engine, without a word to it; one behind ssh isn't logged in to. Throws an `EngineUnreachableError` where there is none. */
export async function lookForEngine(choice: EngineChoice, environment: Environment = process.env): Promise<EngineAddress> {
	const address = namedEngine(choice, environment);
	const failures: EngineUnreachableError[] = [];
	for (const candidate of address === undefined ? usualEngines(environment) : [address]) {
		try {
			if (candidate.kind !== 'ssh') {
				await reach(candidate);
			}

			return candidate;
		} catch (error) {
			failures.push(error as EngineUnreachableError);
		}
	}

	throw address === undefined ? noneAnswers(failures) : failures[0]!;
}
