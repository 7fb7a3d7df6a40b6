import {gzipSync} from 'node:zlib';
import {buildTar, bytesOf, sha256} from './image-builder.ts';
import {pushBlob, pushManifest, type Descriptor} from './push-image.ts';

const types = {
	config: 'application/vnd.oci.image.config.v1+json',
	layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
	manifest: 'application/vnd.oci.image.manifest.v1+json',
	index: 'application/vnd.oci.image.index.v1+json',
	statement: 'application/vnd.in-toto+json',
	signature: 'application/vnd.dev.cosign.simplesigning.v1+json',
};

/** What `pushIndex` pushed: digests of the index and of the manifests by platform, `attestation` and `signature`. */
export type PushedIndex = {readonly index: string; readonly manifests: Readonly<Record<string, string>>};

const platforms = [
	{os: 'linux', architecture: 'amd64'},
	{os: 'linux', architecture: 'arm64', variant: 'v8'},
	{os: 'linux', architecture: 'arm', variant: 'v7'},
];

/**
Pushes an OCI index as builders write it: three platforms that share the layer of `COPY conf /`, the last with a step more,
an attestation about the first and a signature. Another `revision` gives other content everywhere.
*/
export async function pushIndex(host: string, repository: string, tag: string, revision = '1'): Promise<PushedIndex> {
	const base = `http://${host}/v2/${repository}`;
	const manifests: Record<string, string> = {};
	const descriptors: unknown[] = [];
	const shared = await buildTar([{name: 'conf', content: `the same ${revision}\n`}]);
	for (const platform of platforms) {
		const name = [platform.os, platform.architecture, platform.variant === 'v8' ? undefined : platform.variant].filter(Boolean).join('/');
		const layers = [
			await buildTar([{name: 'bin/app', content: `${name} ${revision}\n`.repeat(2000)}]),
			shared,
			...(platform.variant === 'v7' ? [await buildTar([{name: 'lib/soft-float', content: revision}])] : []),
		];
		const manifest = await pushOci(base, {...platform, layers});
		manifests[name] = manifest.digest;
		descriptors.push({...manifest, platform, annotations: {'org.opencontainers.image.version': revision}});
	}

	const attestation = await pushBeside(base, types.statement, {});
	manifests.attestation = attestation.digest;
	descriptors.push({
		...attestation,
		platform: {os: 'unknown', architecture: 'unknown'},
		annotations: {'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': manifests['linux/amd64']},
	});
	const signature = await pushBeside(base, types.signature, {artifactType: types.signature});
	manifests.signature = signature.digest;
	descriptors.push({...signature, artifactType: types.signature});
	const {digest} = await pushManifest(base, tag, {schemaVersion: 2, mediaType: types.index, manifests: descriptors});
	return {index: digest, manifests};
}

type OciImage = {readonly os: string; readonly architecture: string; readonly variant?: string; readonly layers: readonly Uint8Array[]};

async function pushOci(base: string, {layers, ...platform}: OciImage): Promise<Descriptor> {
	const steps = ['ADD rootfs.tar /', 'COPY conf /', 'RUN soften'];
	const blobs = await Promise.all(layers.map(async layer => pushBlob(base, types.layer, gzipSync(layer))));
	const config = await pushBlob(base, types.config, bytesOf({
		...platform,
		created: '2024-01-01T00:00:00Z',
		config: {Cmd: ['/bin/app']},
		rootfs: {type: 'layers', diff_ids: layers.map(layer => sha256(layer))},
		history: layers.map((_, layer) => ({created: '2024-01-01T00:00:00Z', created_by: steps[layer]})),
	}));
	return pushManifest(base, undefined, {
		schemaVersion: 2, mediaType: types.manifest, config, layers: blobs,
	});
}

/** Pushes a manifest of one JSON layer, as attestations and signatures are. */
async function pushBeside(base: string, mediaType: string, more: Readonly<Record<string, unknown>>): Promise<Descriptor> {
	const config = await pushBlob(base, types.config, bytesOf({rootfs: {type: 'layers', diff_ids: []}, architecture: 'unknown', os: 'unknown'}));
	const statement = await pushBlob(base, mediaType, bytesOf({about: mediaType}));
	return pushManifest(base, undefined, {
		schemaVersion: 2, mediaType: types.manifest, config, layers: [statement], ...more,
	});
}
