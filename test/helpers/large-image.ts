import {randomBytes} from 'node:crypto';
import type {Progress} from '../../source/progress/progress.ts';
import type {ImageSource} from '../../source/sources/image-source.ts';
import {buildImage, buildLayer, type BuiltImage} from './image-builder.ts';

/** What it is called. */
export const large = 'large:1';
export const megabyte = 1_000_000;

const {signal} = new AbortController();

/** An image of one layer: bytes that no packing makes fewer, such as pack well, and a few. */
export async function largeImage(reference: string): Promise<BuiltImage> {
	return buildImage([
		await buildLayer([
			{name: 'usr/lib/random', content: randomBytes(4 * megabyte)},
			{name: 'usr/lib/plain', content: new Uint8Array(8 * megabyte).fill(0x61)},
			{name: 'usr/lib/small', content: 'a small one\n'},
		]),
	], {references: [reference]});
}

/** What reading an image told, with the places of the files of its first layer. */
export async function readEvents(source: ImageSource) {
	const progress: Progress[] = [];
	const offsets: number[] = [];
	let isFromStore: true | undefined;
	for await (const event of source.read(signal)) {
		switch (event.type) {
			case 'progress': {
				progress.push(event.progress);
				break;
			}

			case 'image': {
				({isFromStore} = event.image);
				break;
			}

			case 'layer': {
				offsets.push(...event.index.offsets);
				break;
			}

			case 'verification':
			case 'warning': {
				break;
			}
		}
	}

	return {progress, offsets, isFromStore};
}

/** How many bytes the content of an entry of the first layer has. */
export async function lengthOf(source: ImageSource, offset: number): Promise<number> {
	let length = 0;
	for await (const event of source.content({layer: 0, offset}, signal)) {
		length += event.type === 'bytes' ? event.bytes.length : 0;
	}

	return length;
}
