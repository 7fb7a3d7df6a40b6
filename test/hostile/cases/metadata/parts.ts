import {gzipSync} from 'node:zlib';
import {sha256} from '../../../helpers/image-builder.ts';
import {file, tar} from '../../../helpers/tar-bytes.ts';
import {doors, type Door, type HostileCase} from '../../hostile-case.ts';
import {documentsOf, type HostileImage, type HostileLayer} from '../../hostile-image.ts';

/** A layer of one file, compressed, so that it is hashed as it is read. */
export function packed(name: string): HostileLayer {
	const plain = tar(file(name, name));
	return {blob: gzipSync(plain), tar: plain};
}

/** A sound image of one layer with the file `a`, as a layout in every door; some of it replaced. */
export function layout(change: Partial<HostileImage> = {}): HostileImage {
	return {layers: [packed('a')], form: 'oci', ...change};
}

/** The same as Docker's archive of old, where a door takes archives. */
export function archive(change: Partial<HostileImage> = {}): HostileImage {
	return {layers: [packed('a')], ...change};
}

/** The digest of nothing that is there. */
export const otherDigest = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** The doors besides some, closed with a reason. */
export function only(open: readonly Door[], cannot: string): HostileCase['doors'] {
	return Object.fromEntries(doors.filter(door => !open.includes(door)).map(door => [door, {cannot}]));
}

/** The doors that an archive's manifest.json comes through; the others have none. */
export const archiveDoors = only(['archive', 'stdin', 'engine'], 'it has no manifest.json');

/** The fields of the config that an image would have. */
export function configOf(image: HostileImage): Record<string, unknown> {
	return JSON.parse(new TextDecoder().decode(documentsOf(image).config)) as Record<string, unknown>;
}

/** The descriptor of a blob, as an index or a manifest has it. */
export function descriptorOf(bytes: Uint8Array, mediaType: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
	return {
		mediaType, digest: sha256(bytes), size: bytes.length, ...more,
	};
}

export const indexType = 'application/vnd.oci.image.index.v1+json';
export const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** A text as bytes. */
export function utf8(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
