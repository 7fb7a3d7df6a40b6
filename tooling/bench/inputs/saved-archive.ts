import type {RealImage} from './real-image.ts';

/** Has an engine save its image into a file. */
export async function saveImage({engine, reference}: RealImage, file: string): Promise<void> {
	await engine.docker('save', '--output', file, reference);
}
