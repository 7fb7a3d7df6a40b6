import {gzipSync} from 'node:zlib';
import {ociLayout, tarOf} from './image-builder-archives.ts';
import {buildImage, buildLayer, sha256} from './image-builder.ts';
import {concat, file, header} from './tar-bytes.ts';

// So much is packed once, to a thousandth, and repeated.
const member = 16 * 1024 * 1024;

/** An archive of three layers, whose middle one is a file of zeros, `gibibytes` long and stored in a thousandth of it. */
export async function bombArchive(gibibytes: number): Promise<Uint8Array> {
	const size = gibibytes * 1024 * 1024 * 1024;
	const zeros = gzipSync(new Uint8Array(member));
	const blob = concat(gzipSync(concat(file('readme', 'hello'), header({name: 'zeros', size}))), ...Array.from({length: size / member}, () => zeros), gzipSync(new Uint8Array(1024)));
	return tarOf(ociLayout(buildImage([
		await buildLayer([{name: 'below', content: 'x'}], 'gzip'),
		// Whoever made its digest would wait as long as whoever reads it.
		{
			tar: new Uint8Array(0), blob, compression: 'gzip', diffId: sha256(blob),
		},
		await buildLayer([{name: 'above', content: 'x'}], 'gzip'),
	])));
}
