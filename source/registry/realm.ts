import {isIP} from 'node:net';
import type {Endpoint} from './endpoint.ts';

// Registries whose tokens are sold under another domain.
const known: ReadonlyMap<string, ReadonlySet<string>> = new Map([
	['docker.io', new Set(['auth.docker.io'])],
	['registry.hub.docker.com', new Set(['auth.docker.io'])],
]);

/** What a registry's word on where tokens are had is worth. */
export type RealmTrust =
	/** It gets the registry's credentials. */
	| 'trusted'
	/** It is asked without any. */
	| 'anonymous'
	/** It isn't asked at all. */
	| 'refused';

/**
Judges the address that a registry names for its tokens. Credentials go only over https to the registry's own registrable domain, or to
one that is known for it; a registry that may be talked to in the clear may have its own host asked in the clear.
*/
export async function judgeRealm(realm: URL, {host, registry, isInsecure}: Endpoint): Promise<RealmTrust> {
	const {hostname} = new URL(`https://${host}`);
	if (realm.protocol === 'http:') {
		return isInsecure && realm.hostname === hostname ? 'trusted' : 'refused';
	}

	if (realm.protocol !== 'https:') {
		return 'refused';
	}

	const isTrusted = realm.hostname === hostname || known.get(registry)?.has(realm.hostname) === true || await isSameDomain(realm.hostname, hostname);
	return isTrusted ? 'trusted' : 'anonymous';
}

async function isSameDomain(one: string, other: string): Promise<boolean> {
	if ([one, other].some(host => host.startsWith('[') || isIP(host) !== 0 || !host.includes('.'))) {
		return false;
	}

	// Its list is long, and needed only where hosts differ.
	const {getDomain} = await import('tldts');
	// What people get below a suffix of a company, such as a cloud's, is theirs and nobody else's.
	const [domain, otherDomain] = [one, other].map(host => getDomain(host, {allowPrivateDomains: true}));
	return domain !== null && domain !== undefined && domain === otherDomain;
}
