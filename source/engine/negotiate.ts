import {finished} from 'node:stream/promises';
import {refusalOf, readText} from './answer.ts';
import {apiVersionOf, newestVersion, oldestVersion} from './api-version.ts';
import type {EngineAddress} from './engine-address.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import type {Send} from './transport.ts';
import {checkIt, silent} from './unreachable.ts';

// A program over there has to be started first.
const answerSeconds = {socket: 4, tcp: 4, ssh: 15} as const;

/**
Agrees with an engine on the API version: the lower of ours and its own. Gives the minor number. Throws an `EngineUnreachableError`
where nothing, or no engine, answers, and where the two have no version in common.
*/
export async function negotiate(address: EngineAddress, send: Send): Promise<number> {
	const seconds = answerSeconds[address.kind];
	const signal = AbortSignal.timeout(seconds * 1000);
	try {
		const theirs = await ask(address, send, signal);
		if (theirs < oldestVersion) {
			throw tooOld(address, theirs);
		}

		if (theirs > newestVersion) {
			await checkThatItStillSpeaks(address, send, signal);
		}

		return Math.min(theirs, newestVersion);
	} catch (error) {
		throw signal.aborted ? silent(address, seconds) : error;
	}
}

async function ask(address: EngineAddress, send: Send, signal: AbortSignal): Promise<number> {
	let status: number | undefined;
	for (const method of ['HEAD', 'GET'] as const) {
		const response = await send({method, path: '/_ping', signal});
		// Read to its end, its connection serves the next request too; over ssh another is one more program over there.
		await finished(response.resume());
		status = response.statusCode;
		const version = apiVersionOf(response.headers['api-version']);
		if (version !== undefined) {
			return version;
		}
	}

	throw status === 401 || status === 403 ? refusing(address, status) : noEngine(address);
}

// Engines drop their oldest versions in time, and say so only when one is used.
async function checkThatItStillSpeaks(address: EngineAddress, send: Send, signal: AbortSignal): Promise<void> {
	const response = await send({path: `/v1.${newestVersion}/_ping`, signal});
	const words = refusalOf(await readText(response, 'while a version was agreed on', signal));
	if (response.statusCode === 400) {
		throw new EngineUnreachableError(`The engine at ${address.label} is too new for this layerscope: ${words}`, {advice: 'Update layerscope.'});
	}
}

function tooOld({label}: EngineAddress, theirs: number): EngineUnreachableError {
	return new EngineUnreachableError(`The engine at ${label} is too old: it speaks version 1.${theirs} of the API, layerscope needs 1.${oldestVersion}.`, {
		advice: 'Update the engine, or save the image there and open the archive.',
	});
}

function refusing({label, origin}: EngineAddress, status: number): EngineUnreachableError {
	return new EngineUnreachableError(`What answers at ${label} refuses to talk: status ${status}.`, {
		advice: `A proxy may stand before the engine and want to know who you are. ${checkIt(origin)}`,
	});
}

function noEngine(address: EngineAddress): EngineUnreachableError {
	const wantsTls = address.kind === 'tcp' && address.tls === undefined;
	return new EngineUnreachableError(`What answers at ${address.label} is no container engine.`, {
		advice: wantsTls ? `${checkIt(address.origin)} If the engine wants TLS, set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.` : checkIt(address.origin),
	});
}
