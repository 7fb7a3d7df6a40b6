import {buildTar} from './image-builder.ts';
import {pushImage, pushList, type Descriptor} from './push-image.ts';

/** Digests of what `pushPlatforms` pushed. */
export type PushedPlatforms = {readonly list: string; readonly manifests: ReadonlyMap<string, string>};

/** Pushes an image of one layer for each architecture, with a file `/architecture` that names it, under one list and tag. */
export async function pushPlatforms(host: string, repository: string, tag: string, architectures: readonly string[]): Promise<PushedPlatforms> {
	const manifests = new Map<string, Descriptor>();
	for (const architecture of architectures) {
		const layer = await buildTar([{name: 'architecture', content: `${architecture}\n`}]);
		const {manifest} = await pushImage(host, repository, {architecture, layers: [layer]});
		manifests.set(architecture, manifest);
	}

	const {digest} = await pushList(host, repository, tag, manifests);
	return {list: digest, manifests: new Map([...manifests].map(([architecture, manifest]) => [architecture, manifest.digest]))};
}
