import {buildImage, buildLayer} from './image-builder.ts';
import {dockerArchive, tarOf} from './image-builder-archives.ts';

/** An archive of images of one layer with one file each, as docker save writes it. */
export async function archiveOf(...images: ReadonlyArray<readonly [reference: string, content: Uint8Array]>): Promise<Uint8Array> {
	const built = await Promise.all(images.map(async ([reference, content]) => buildImage([await buildLayer([{name: 'file', content}])], {references: [reference]})));
	return tarOf(dockerArchive(...built));
}
