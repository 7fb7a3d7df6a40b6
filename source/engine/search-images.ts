import type {FoundImage} from '../catalogue/found-image.ts';
import {LayerscopeError} from '../errors.ts';
import {
	asArray, asObject, asOptionalText, field, type JsonObject,
} from '../image/json.ts';
import {familiarReference} from '../image/reference.ts';
import type {EngineConnection, EngineRequest} from './connection.ts';
import type {Environment} from './environment.ts';
import {exchange, parseAnswer} from './get-json.ts';
import {registryAuth} from './registry-auth.ts';
import {searchError, type Searched} from './search-error.ts';

/** What is searched for. */
export type SearchWish = {
	/** A word, or `registry/word` for another registry than Docker Hub. */
	readonly term: string;
	/** How many at most, from 1 to 100; the engine's 25 where it isn't given. */
	readonly limit?: number;
	readonly isOfficial?: boolean;
	readonly isAutomated?: boolean;
	/** So many stars at least. */
	readonly stars?: number;
};

const waitSeconds = 30;
const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1])(?::\d+)?$/;

/**
Has the engine search a registry, with the credentials that Docker's config has for it. Names come as they can be pulled. Throws a
`LayerscopeError` where the registry or the engine refuses, or nothing comes within 30 seconds.
*/
export async function searchImages(connection: EngineConnection, wish: SearchWish, environment: Environment, signal: AbortSignal): Promise<readonly FoundImage[]> {
	const {term, limit} = wish;
	const registry = registryOf(term);
	const purpose = `while ${term} was searched for`;
	const patience = AbortSignal.timeout(waitSeconds * 1000);
	const {headers} = await registryAuth(registry === undefined ? 'search' : `${registry}/search`, environment, signal);
	const request = {...searchRequest(wish, registry), headers, signal: AbortSignal.any([signal, patience])};
	const {statusCode, body} = await exchange(connection, request, purpose).catch((error: unknown) => {
		throw patience.aborted && !signal.aborted ? silentRegistry(term, error) : error;
	});
	if (statusCode !== 200) {
		return nothingOrError({term, isQualified: term.includes('/')}, body, statusCode);
	}

	return asArray(parseAnswer(body, purpose), 'The engine\'s answer')
		.map(item => parseFound(asObject(item, 'What the engine found'), registry))
		.filter(found => isWanted(found, wish))
		.slice(0, limit);
}

function searchRequest(wish: SearchWish, registry: string | undefined): EngineRequest {
	return {
		path: '/images/search',
		query: {
			term: wish.term,
			limit: wish.limit === undefined ? undefined : String(wish.limit),
			filters: filtersOf(wish),
			// Docker takes registries on loopback without TLS by itself, Podman only when told.
			tlsVerify: registry !== undefined && loopback.test(registry) ? 'false' : undefined,
		},
	};
}

function nothingOrError(searched: Searched, body: string, status: number | undefined): readonly FoundImage[] {
	const error = searchError(searched, body, status);
	if (error === undefined) {
		return [];
	}

	throw error;
}

/** The registry that a term begins with, by Docker's rule; `undefined` for Docker Hub. */
function registryOf(term: string): string | undefined {
	const slash = term.indexOf('/');
	const first = term.slice(0, Math.max(slash, 0));
	const isHost = /[.:]/.test(first) || first === 'localhost';
	return isHost && first !== 'docker.io' && first !== 'index.docker.io' ? first : undefined;
}

// Lists, since Podman breaks on the objects that Docker takes as well.
function filtersOf({isOfficial, isAutomated, stars}: SearchWish): string | undefined {
	const filters = Object.entries({'is-official': isOfficial, 'is-automated': isAutomated, stars}).filter(([, value]) => value !== undefined);
	return filters.length === 0 ? undefined : JSON.stringify(Object.fromEntries(filters.map(([name, value]) => [name, [String(value)]])));
}

// An engine, or the registry behind it, may not know what it was asked for.
function isWanted(found: FoundImage, {isOfficial, isAutomated, stars}: SearchWish): boolean {
	return (isOfficial === undefined || found.isOfficial === isOfficial)
		&& (isAutomated === undefined || found.isAutomated === isAutomated)
		&& (stars === undefined || found.stars >= stars);
}

/** Docker and Podman name the fields differently. */
function parseFound(object: JsonObject, registry: string | undefined): FoundImage {
	const name = asOptionalText(field(object, 'name') ?? field(object, 'Name'), 'name') ?? '';
	const stars = field(object, 'star_count') ?? field(object, 'Stars');
	return {
		name: nameToPull(name, registry),
		description: asOptionalText(field(object, 'description') ?? field(object, 'Description'), 'description') ?? '',
		stars: typeof stars === 'number' && stars > 0 ? Math.floor(stars) : 0,
		isOfficial: isYes(field(object, 'is_official') ?? field(object, 'Official')),
		isAutomated: isYes(field(object, 'is_automated') ?? field(object, 'Automated')),
	};
}

function isYes(value: unknown): boolean {
	return value === true || value === '[OK]';
}

// Docker leaves the registry out, Podman has it always.
function nameToPull(name: string, registry: string | undefined): string {
	if (registry !== undefined) {
		return name.startsWith(`${registry}/`) ? name : `${registry}/${name}`;
	}

	return familiarReference(name).replace(/:latest$/, '');
}

function silentRegistry(term: string, cause: unknown): LayerscopeError {
	return new LayerscopeError('engine', `Nothing came within ${waitSeconds} seconds while ${term} was searched for.`, {
		advice: 'Check that the engine can reach the registry, then try again.', cause,
	});
}
