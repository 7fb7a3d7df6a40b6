import {createHash} from 'node:crypto';
import {LayerscopeError} from '../errors.ts';
import {isDigest, type Digest} from '../image/digest.ts';
import {field, isObject} from '../image/json.ts';
import type {Answer} from './answer.ts';
import {refusal, type Subject} from './refusal.ts';
import type {RegistryDocument, Resolved} from './registry.ts';
import type {Talk} from './talk.ts';

// With fewer, old registries answer a manifest of schema 1, which has another digest.
const accepted = [
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.oci.image.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
	'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** The digest of some bytes, by the algorithm of another digest. */
export function digestOf(bytes: Uint8Array, like: Digest | undefined): Digest {
	const algorithm = like?.startsWith('sha512:') ? 'sha512' : 'sha256';
	return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Asks what a tag or digest names. */
export async function resolve(talk: Talk, reference: string, subject: Subject, signal: AbortSignal): Promise<Resolved> {
	const answer = await talk.ask({method: 'HEAD', path: `manifests/${reference}`, headers: {Accept: accepted}}, signal);
	answer.drop();
	const promised = promisedDigest(answer);
	if (answer.status === 405 || (answer.status === 200 && promised === undefined)) {
		// Some registries don't answer HEAD, or without the digest.
		const {mediaType, digest, bytes} = await fetchDocument(talk, reference, subject, signal);
		return {mediaType, digest, size: bytes.length};
	}

	if (answer.status !== 200 || promised === undefined) {
		throw refusal(answer, subject);
	}

	if (isDigest(reference) && promised !== reference) {
		throw otherThanAsked(subject);
	}

	const length = answer.headers['content-length'] ?? '';
	return {mediaType: mediaTypeOf(answer), digest: promised, size: /^\d{1,15}$/.test(length) ? Number(length) : undefined};
}

/** Fetches a manifest or an index. */
export async function fetchDocument(talk: Talk, reference: string, subject: Subject, signal: AbortSignal): Promise<RegistryDocument> {
	const answer = await talk.askWhole({method: 'GET', path: `manifests/${reference}`, headers: {Accept: accepted}}, signal);
	const {bytes} = answer;
	if (bytes === undefined) {
		answer.drop();
		throw refusal(answer, subject);
	}

	const expected = isDigest(reference) ? reference : promisedDigest(answer);
	const digest = digestOf(bytes, expected);
	if (expected !== undefined && digest !== expected) {
		throw otherThanAsked(subject);
	}

	return {mediaType: typeIn(bytes) ?? mediaTypeOf(answer), digest, bytes};
}

/** The error for bytes that aren't those of their digest. */
export function otherThanAsked({what, registry}: Subject): LayerscopeError {
	return new LayerscopeError('engine', `What the registry ${registry} sent for ${what} isn't what its digest says: it was changed or damaged on the way.`, {
		advice: 'Try again; if it stays so, ask the owner of the registry.',
	});
}

function promisedDigest({headers}: Answer): Digest | undefined {
	const digest = headers['docker-content-digest'];
	return isDigest(digest) ? digest : undefined;
}

function mediaTypeOf({headers}: Answer): string {
	return (headers['content-type'] ?? '').replace(/;.*$/, '').trim().toLowerCase();
}

// Unlike the header, it is covered by the digest.
function typeIn(bytes: Uint8Array): string | undefined {
	try {
		const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
		const type = isObject(value) ? field(value, 'mediaType') : undefined;
		return typeof type === 'string' && type !== '' ? type : undefined;
	} catch {
		return undefined;
	}
}
