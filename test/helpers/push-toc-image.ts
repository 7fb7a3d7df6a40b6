import {createLayerReader} from '../../source/indexing/read-layer.ts';
import {bytesOf} from './image-builder.ts';
import {pushBlob, pushManifest} from './push-image.ts';
import type {TocLayer} from './toc-layer.ts';

/** Pushes an image of layers with their annotations, lowest first. */
export async function pushTocImage(host: string, repository: string, layers: readonly TocLayer[]): Promise<void> {
	const base = `http://${host}/v2/${repository}`;
	const diffIds = [];
	const described = [];
	for (const {blob, descriptor} of layers) {
		const reader = createLayerReader();
		await reader.write(blob);
		const {diffId, compression} = await reader.end();
		diffIds.push(diffId);
		described.push({
			...await pushBlob(base, `application/vnd.oci.image.layer.v1.tar+${compression}`, blob), annotations: Object.fromEntries(descriptor.annotations),
		});
	}

	const config = await pushBlob(base, 'application/vnd.oci.image.config.v1+json', bytesOf({os: 'linux', architecture: 'amd64', rootfs: {type: 'layers', diff_ids: diffIds}}));
	await pushManifest(base, 'latest', {
		schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers: described,
	});
}
