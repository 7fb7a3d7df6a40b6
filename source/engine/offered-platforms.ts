import process from 'node:process';
import {
	asArray, asObject, field, isObject,
} from '../image/json.ts';
import {parsePlatformFields} from '../image/manifest.ts';
import type {Platform} from '../image/platform.ts';
import {formatReference, parseReference} from '../image/reference.ts';
import {pullErrorOf} from '../progress/pull-error.ts';
import {refusalOf} from './answer.ts';
import {since} from './api-version.ts';
import type {EngineConnection} from './connection.ts';
import type {Environment} from './environment.ts';
import {exchange, parseAnswer} from './get-json.ts';
import {registryAuth} from './registry-auth.ts';

/** What a registry offers, or that this engine can't tell: Podman doesn't ask registries, nor do very old engines. */
export type OfferedPlatforms =
	| {readonly isKnown: true; readonly platforms: readonly Platform[]}
	| {readonly isKnown: false};

type OfferOptions = {readonly environment?: Environment; readonly idle?: number};

/**
The platforms that the registry offers for a reference, asked through the engine with the user's login. Nothing is pulled.
Throws a `LayerscopeError`: `not-found` where there is no such image, `engine` where the registry can't be asked.
*/
export async function offeredPlatforms(connection: EngineConnection, reference: string, signal: AbortSignal, options: OfferOptions = {}): Promise<OfferedPlatforms> {
	const name = formatReference(parseReference(reference));
	if (connection.version < since.distribution) {
		return {isKnown: false};
	}

	const {registry, headers, problem} = await registryAuth(reference, options.environment ?? process.env, signal);
	const purpose = `while the registry was asked for ${reference}`;
	const path = `/distribution/${name.split('/').map(part => encodeURIComponent(part)).join('/')}/json`;
	const {statusCode, body} = await exchange(connection, {path, headers, signal}, purpose, {
		idle: options.idle, advice: `The registry ${registry} or the engine doesn't answer: check both, then try again.`,
	});
	if (statusCode === 200) {
		return {isKnown: true, platforms: platformsIn(parseAnswer(body, purpose))};
	}

	// An engine that knows the path gives its refusals as JSON.
	if (statusCode === 404 && !isJsonObject(body)) {
		return {isKnown: false};
	}

	throw pullErrorOf(reference, refusalOf(body), {
		status: statusCode, login: {registry, isSent: 'X-Registry-Auth' in headers, problem}, action: 'looked up',
	});
}

// Attestations stand in an index as images for an unknown platform.
function platformsIn(answer: unknown): readonly Platform[] {
	return asArray(field(asObject(answer, 'The engine\'s answer'), 'Platforms'), 'Platforms')
		.map((item, index) => parsePlatformFields(asObject(item, `Platforms[${index}]`), `Platforms[${index}]`))
		.filter((platform): platform is Platform => platform !== undefined && platform.os !== 'unknown');
}

function isJsonObject(body: string): boolean {
	try {
		return isObject(JSON.parse(body));
	} catch {
		return false;
	}
}
