import {readFileSync} from 'node:fs';
import path from 'node:path';
import {rootCertificates} from 'node:tls';
import {LayerscopeError, messageOf} from '../errors.ts';
import {namesIn, readIfThere} from './read-if-there.ts';
import type {RegistryOptions} from './registry.ts';
import {given, userConfig, type Surroundings} from './surroundings.ts';

/** What a TLS connection needs, as PEM text. */
export type Trust = {readonly ca: readonly string[]; readonly cert: string | undefined; readonly key: string | undefined};

// Where systems keep the authorities that they trust.
const systemBundles = ['ssl/certs/ca-certificates.crt', 'pki/tls/certs/ca-bundle.crt', 'ssl/ca-bundle.pem', 'pki/ca-trust/extracted/pem/tls-ca-bundle.pem', 'ssl/cert.pem'];

/**
Which authorities vouch for a host, and what it is told of who asks: those of `SSL_CERT_FILE` or of the system, the file that the user
named, and what `certs.d` has for the host. Throws a usage error for a file that was named and can't be read.
*/
export function trustFor(host: string, options: Pick<RegistryOptions, 'environment' | 'authorities'>, {etc}: Pick<Surroundings, 'etc'>): Trust {
	const {environment, authorities} = options;
	const bundle = given(environment.SSL_CERT_FILE);
	const extra = given(environment.NODE_EXTRA_CA_CERTS);
	const folders = [path.join(etc, 'docker'), path.join(userConfig(environment), 'docker'), path.join(etc, 'containers'), path.join(userConfig(environment), 'containers')];
	const own = folders.map(folder => certificatesIn(path.join(folder, 'certs.d', host)));
	return {
		ca: [
			...(bundle === undefined ? systemAuthorities(etc) : [named('SSL_CERT_FILE', bundle)]),
			...(extra === undefined ? [] : [readIfThere(extra) ?? '']),
			...(authorities === undefined ? [] : [named('--registry-ca', authorities)]),
			...own.flatMap(({ca}) => ca),
		],
		...own.map(({cert, key}) => ({cert, key})).find(({cert}) => cert !== undefined) ?? {cert: undefined, key: undefined},
	};
}

function systemAuthorities(etc: string): readonly string[] {
	for (const bundle of systemBundles) {
		const text = readIfThere(path.join(etc, bundle));
		if (text !== undefined) {
			return [text];
		}
	}

	return rootCertificates;
}

function named(name: string, file: string): string {
	try {
		const text = readFileSync(file, 'utf8');
		if (text.includes('-----BEGIN ')) {
			return text;
		}
	} catch (error) {
		throw new LayerscopeError('usage', `${name} is ${file}, which can't be read: ${messageOf(error)}.`, {advice: 'Name a file of certificates, PEM.', cause: error});
	}

	throw new LayerscopeError('usage', `${name} is ${file}, in which there is no certificate.`, {advice: 'Name a file of certificates, PEM.'});
}

/** A host's folder as Docker has it: `*.crt` are authorities, `*.cert` with `*.key` is what the host is shown. */
function certificatesIn(folder: string): Trust {
	const names = namesIn(folder);
	const read = (name: string) => readIfThere(path.join(folder, name));
	const client = names.find(name => name.endsWith('.cert'));
	return {
		ca: names.filter(name => name.endsWith('.crt')).map(name => read(name) ?? ''),
		cert: client === undefined ? undefined : read(client),
		key: client === undefined ? undefined : read(client.replace(/\.cert$/, '.key')),
	};
}
