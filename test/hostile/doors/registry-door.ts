import {openIn} from '../../../source/registry/open-registry.ts';
import type {ImageSource} from '../../../source/sources/image-source.ts';
import {openSource} from '../../../source/sources/open-source.ts';
import {sha256} from '../../helpers/image-builder.ts';
import {impatient} from '../../helpers/impatient.ts';
import type {Documents, HostileImage} from '../hostile-image.ts';
import {startServer, type GivenAnswer, type LoopbackServer} from '../loopback-server.ts';

type Repository = {readonly image: HostileImage; readonly documents: Documents};

/** A registry that serves any bytes under any digest; real ones refuse most of these images. */
export type HostileRegistry = LoopbackServer & {
	/** Gives an image a repository of its own, and its name there. */
	readonly hold: (image: HostileImage, documents: Documents) => string;
	/** Gives an image a repository of its own, and opens it. */
	readonly open: (image: HostileImage, documents: Documents) => Promise<ImageSource>;
};

export async function startRegistry(): Promise<HostileRegistry> {
	const repositories = new Map<string, Repository>();
	const server = await startServer((url, request, response) => {
		const [, name, path] = /^\/v2\/([^/]+)(\/.*)$/.exec(url) ?? [];
		const repository = name === undefined ? undefined : repositories.get(name);
		if (repository === undefined) {
			return url === '/v2/' ? {body: '{}'} : undefined;
		}

		return repository.image.registryAnswers?.(path!, request, response) ?? answerOf(repository, decodeURIComponent(path!));
	});
	const hold = (image: HostileImage, documents: Documents): string => {
		const name = `image-${repositories.size}`;
		repositories.set(name, {image, documents});
		return name;
	};

	return {
		...server,
		hold: (image, documents) => `${server.host}/${hold(image, documents)}:latest`,
		async open(image, documents) {
			const name = hold(image, documents);
			const source = await openSource({kind: 'registry', reference: `${server.host}/${name}:latest`}, {
				selection: {platform: undefined, image: undefined}, pull: 'missing', spool: false, verify: false, limits: image.limits,
				registry: {open: async names => openIn(names, {insecure: [], environment: {DOCKER_CONFIG: '/nowhere'}}, impatient), blobs: undefined},
			});
			return {
				...source,
				async close() {
					await source.close();
					repositories.set(name, {image: {layers: []}, documents: {...documents, blobs: []}});
				},
			};
		},
	};
}

function answerOf({image, documents}: Repository, path: string): GivenAnswer | undefined {
	const [, kind, reference] = path.split('/');
	if (kind === 'manifests' && reference === 'latest') {
		const isIndex = image.index !== undefined || image.manifestDescriptor !== undefined;
		return documentAnswer(isIndex ? documents.index : documents.manifest, undefined);
	}

	const blob = documents.blobs.find(({digest}) => digest === reference);
	if (blob === undefined) {
		return undefined;
	}

	return kind === 'manifests' ? documentAnswer(blob.bytes, blob.digest) : {body: blob.bytes, headers: {'Content-Type': 'application/octet-stream'}};
}

function documentAnswer(bytes: Uint8Array, digest: string | undefined): GivenAnswer {
	return {body: bytes, headers: {'Content-Type': 'application/vnd.oci.image.manifest.v1+json', 'Docker-Content-Digest': digest ?? sha256(bytes)}};
}
