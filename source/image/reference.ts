import {LayerscopeError} from '../errors.ts';
import type {Digest} from './digest.ts';
import {
	digestIn, faultOf, isDockerHub, splitReference, type Fault,
} from './reference-grammar.ts';

/** A reference taken apart, with Docker's defaults filled in (`nginx` is `docker.io/library/nginx:latest`). */
export type Reference = {
	readonly registry: string;
	readonly repository: string;
	/** `latest` where neither tag nor digest was written; `undefined` where only a digest was. */
	readonly tag: string | undefined;
	readonly digest: Digest | undefined;
};

/**
Parses a reference as Docker does (github.com/distribution/reference, whose grammar is in reference-grammar.ts). Throws a usage error that says what is
wrong, and at which character.
*/
export function parseReference(text: string): Reference {
	const written = splitReference(text);
	const fault = faultOf(text, written);
	if (fault !== undefined) {
		throw invalid(text, fault);
	}

	const digest = digestIn(written.digest);
	const tag = written.tag?.text ?? (digest === undefined ? 'latest' : undefined);
	const registry = written.registry?.text ?? 'docker.io';
	const repository = written.repository.text;
	if (!isDockerHub(registry)) {
		return {
			registry, repository, tag, digest,
		};
	}

	return {
		registry: 'docker.io', repository: repository.includes('/') ? repository : `library/${repository}`, tag, digest,
	};
}

/** A reference in full, as it is compared. */
export function formatReference({registry, repository, tag, digest}: Reference): string {
	return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** A reference as people write it: without `docker.io/library/`, but with its tag. Text that is no reference comes back unchanged. */
export function familiarReference(text: string): string {
	const full = canonicalReference(text);
	const short = full?.replace(/^docker\.io\/(?:library\/(?=[^/]*$))?/, '');
	// A user of Docker Hub may be called localhost.
	return short !== undefined && canonicalReference(short) === full ? short : full ?? text;
}

/** The one form in which two references can be compared; `undefined` for text that is no reference. */
export function canonicalReference(text: string): string | undefined {
	try {
		return formatReference(parseReference(text));
	} catch {
		return undefined;
	}
}

function invalid(text: string, {reason, at}: Fault): LayerscopeError {
	// Counted as a person does: an emoji is one.
	const place = text.slice(0, at).replaceAll(/./gsu, '.').length + 1;
	const found = text.codePointAt(at);
	const where = found === undefined ? 'at its end' : `at character ${place}, '${String.fromCodePoint(found)}'`;
	return new LayerscopeError('usage', `'${text}' is no image reference: ${reason} (${where}).`, {
		advice: 'Write it as [registry/]repository[:tag][@digest], such as nginx:1.27 or ghcr.io/me/app.',
	});
}
