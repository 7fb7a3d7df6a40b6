import {Buffer} from 'node:buffer';
import {LayerscopeError} from '../../source/errors.ts';
import type {Digest} from '../../source/image/digest.ts';
import type {BlobRange, Registry} from '../../source/registry/registry.ts';
import {sha256} from './image-builder.ts';

/** What was asked of a registry's blobs, whole ones without a range. */
export type AskedBlob = {readonly digest: Digest; readonly range: BlobRange | undefined};

/** A repository of a registry on loopback without a login, and what was asked of it. `change` may change the bytes of ranges on their way. */
export function plainRegistry(host: string, repository: string, change: (bytes: Uint8Array, range: BlobRange) => void = () => undefined): Registry & {readonly asked: AskedBlob[]} {
	const asked: AskedBlob[] = [];
	const ask = async (path: string, signal: AbortSignal, headers: Readonly<Record<string, string>> = {}) => {
		const response = await fetch(`http://${host}/v2/${repository}${path}`, {signal, headers: {Accept: 'application/vnd.oci.image.manifest.v1+json', ...headers}});
		if (!response.ok) {
			throw new LayerscopeError('not-found', `${host} answers ${response.status}.`);
		}

		return response;
	};

	const bytesOf = async (response: Response) => new Uint8Array(Buffer.from(await response.arrayBuffer()));
	return {
		host,
		repository,
		isPlain: true,
		asked,
		async resolve() {
			throw new Error('No test asks for it');
		},
		async document(reference, signal) {
			const response = await ask(`/manifests/${reference}`, signal);
			const bytes = await bytesOf(response);
			return {mediaType: response.headers.get('content-type')!, digest: sha256(bytes), bytes};
		},
		smallBlob: async ({digest}, signal) => bytesOf(await ask(`/blobs/${digest}`, signal)),
		async * blob({digest}, signal, range) {
			asked.push({digest, range});
			const last = range?.length === undefined ? '' : range.start + range.length - 1;
			const bytes = await bytesOf(await ask(`/blobs/${digest}`, signal, range && {Range: `bytes=${range.start}-${last}`}));
			if (range !== undefined) {
				change(bytes, range);
			}

			yield bytes;
		},
		async tags() {
			return [];
		},
		close: () => undefined,
	};
}
