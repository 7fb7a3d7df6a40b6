import {fileURLToPath} from 'node:url';
import type {ImageSource} from './image-source.ts';
import {openLayoutSource} from './oci-source.ts';
import type {OpenOptions} from './open-options.ts';

/** Where the sample lies: beside this file, and beside the bundle too. */
const directory = fileURLToPath(new URL('sample-image', import.meta.url));

/** Opens the image that comes with layerscope. What was selected is of no account: there is only the one. */
export async function openSampleSource(options: OpenOptions): Promise<ImageSource> {
	const source = await openLayoutSource(directory, undefined, {...options, selection: {platform: undefined, image: undefined}}, 'sample');
	return {...source, location: 'the built-in sample'};
}
