import {LayerscopeError} from '../errors.ts';
import {isDigest, type Digest} from './digest.ts';

/** A reference taken apart, with Docker's defaults filled in (`nginx` is `docker.io/library/nginx:latest`). */
export type Reference = {
	readonly registry: string;
	readonly repository: string;
	/** `latest` where neither tag nor digest was written; `undefined` where only a digest was. */
	readonly tag: string | undefined;
	readonly digest: Digest | undefined;
};

const repositoryGrammar = /^[a-z\d]+(?:(?:\.|_{1,2}|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:\.|_{1,2}|-+)[a-z\d]+)*)*$/;
const tagGrammar = /^\w[\w.-]{0,127}$/;
const registryGrammar = /^(?:[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*|\[[a-f\d:]+])(?::\d+)?$/i;

/** Whether a text can be a tag. */
export function isTag(text: string): boolean {
	return tagGrammar.test(text);
}

/** Parses a reference by the grammar of distribution/reference. Throws a usage error that says what is wrong. */
export function parseReference(text: string): Reference {
	const [withoutDigest, digest] = splitDigest(text);
	const colon = withoutDigest.lastIndexOf(':');
	const hasTag = colon > withoutDigest.lastIndexOf('/');
	const tag = hasTag ? withoutDigest.slice(colon + 1) : undefined;
	const [registry, repository] = splitRegistry(hasTag ? withoutDigest.slice(0, colon) : withoutDigest);
	if (tag !== undefined && !tagGrammar.test(tag)) {
		throw invalid(text, `'${tag}' is no tag`);
	}

	if (!registryGrammar.test(registry)) {
		throw invalid(text, `'${registry}' is no registry`);
	}

	if (!repositoryGrammar.test(repository)) {
		throw invalid(text, /[A-Z]/.test(repository) ? 'a repository is written in lower case' : `'${repository}' is no repository`);
	}

	return {
		registry, repository, tag: tag ?? (digest === undefined ? 'latest' : undefined), digest,
	};
}

function splitDigest(text: string): [string, Digest | undefined] {
	const at = text.indexOf('@');
	if (at === -1) {
		return [text, undefined];
	}

	const digest = text.slice(at + 1);
	if (!isDigest(digest)) {
		throw invalid(text, `'${digest}' is no digest`);
	}

	return [text.slice(0, at), digest];
}

// The first part is a registry only where it looks like a host; else it belongs to the repository on Docker Hub.
function splitRegistry(name: string): [registry: string, repository: string] {
	const slash = name.indexOf('/');
	const first = name.slice(0, Math.max(slash, 0));
	if (slash === -1 || !(/[.:A-Z]/.test(first) || first === 'localhost')) {
		return ['docker.io', name.includes('/') ? name : `library/${name}`];
	}

	const rest = name.slice(slash + 1);
	if (first !== 'docker.io' && first !== 'index.docker.io') {
		return [first, rest];
	}

	return ['docker.io', rest.includes('/') ? rest : `library/${rest}`];
}

/** A reference in full, as it is compared. */
export function formatReference({registry, repository, tag, digest}: Reference): string {
	return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** A reference as people write it: without `docker.io/library/`, but with its tag. Text that is no reference comes back unchanged. */
export function familiarReference(text: string): string {
	const full = canonicalReference(text);
	return full === undefined ? text : full.replace(/^docker\.io\/(?:library\/(?=[^/]*$))?/, '');
}

/** The one form in which two references can be compared; `undefined` for text that is no reference. */
export function canonicalReference(text: string): string | undefined {
	try {
		return formatReference(parseReference(text));
	} catch {
		return undefined;
	}
}

function invalid(text: string, reason: string): LayerscopeError {
	return new LayerscopeError('usage', `'${text}' is no image reference: ${reason}.`, {advice: 'Write it as [registry/]repository[:tag][@digest], such as nginx:1.27 or ghcr.io/me/app.'});
}
