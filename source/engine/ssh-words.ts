import {messageOf} from '../errors.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import type {SshAddress} from './ssh-address.ts';
import {lastWords, SshExit} from './ssh-exit.ts';
import type {Words} from './unreachable.ts';

/** Why ssh let nobody in, in words, with what to do about it. `wasAsked`: whether ssh could ask on a terminal. */
export function loginRefused(address: SshAddress, {code, words}: {readonly code: number | undefined; readonly words: string}, wasAsked: boolean): EngineUnreachableError {
	const {message, advice} = loginWords(address, words, wasAsked);
	return new EngineUnreachableError(message, {advice, cause: new SshExit(code, words.trim())});
}

/** The command that logs in by hand as layerscope does. */
function byHand({user, host, port}: SshAddress): string {
	return `\`ssh ${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${host}\``;
}

function loginWords(address: SshAddress, words: string, wasAsked: boolean): Words {
	const {label, host} = address;
	const hand = byHand(address);
	const said = lastWords(words);
	if (/host identification has changed/i.test(words)) {
		return {
			message: `${label} has another host key than the one that is known: it may be another machine.`,
			advice: `Where that is expected, forget the old key with \`ssh-keygen -R ${host}\` and log in once with ${hand}.`,
		};
	}

	if (/host key verification failed|host key is known/i.test(said)) {
		return {
			message: `The host key of ${label} isn't known${wasAsked ? ' and wasn\'t accepted' : ', and there is no terminal to ask on'}.`,
			advice: `Log in once with ${hand} and compare the key.`,
		};
	}

	if (/permission denied|too many authentication failures/i.test(said)) {
		return {
			message: `ssh doesn't let this user in at ${label}: ${said}.`,
			advice: wasAsked ? `Check the key and the user: ${hand} must work.` : `Without a terminal only a key without a question works: ${hand} must get in without asking (an agent helps).`,
		};
	}

	if (/could not resolve hostname/i.test(said)) {
		return {message: `The host of ${label} isn't known: ${said}.`, advice: 'Check the name, or the alias in ~/.ssh/config.'};
	}

	return {message: `ssh can't get to ${label}: ${said || 'it ended without a word'}.`, advice: `Check whether ${hand} works.`};
}

/** Why an engine behind a login gave no answer, in words. */
export function channelWords(address: SshAddress, cause: unknown): Words {
	const {label} = address;
	if (!(cause instanceof SshExit)) {
		return {message: `The engine at ${label} can't be reached: ${messageOf(cause)}.`, advice: `Check whether ${byHand(address)} works.`};
	}

	if (cause.exitCode === 127) {
		return {
			message: `ssh gets to ${label}, but there is neither docker nor podman over there.`,
			advice: 'Install one of them; it must be in the PATH of a login without a terminal.',
		};
	}

	return {
		message: `ssh gets to ${label}, but the engine over there can't be used: ${cause.words || cause.message}.`,
		advice: 'Look over there whether it runs, and whether this user may use it (`docker version`).',
	};
}
