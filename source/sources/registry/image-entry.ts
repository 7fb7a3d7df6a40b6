import {formatReference} from '../../image/reference.ts';
import {asObject, field, parseJson} from '../../image/json.ts';
import type {RegistryDocument} from '../../registry/registry.ts';
import type {FetchedImage} from './fetch-image.ts';
import {
	indexEntry, nameAnnotation, tagAnnotation, type IndexEntry,
} from './layout-index.ts';

const platformFields = ['architecture', 'os', 'os.version', 'os.features', 'variant'] as const;

/** How an index lists a fetched image by a manifest of it: with its platform, its name as containerd has it, and the tag by which skopeo finds it. */
export function imageEntry({reference, config}: FetchedImage, {mediaType, digest, bytes}: RegistryDocument, tag = reference.tag): IndexEntry {
	const document = asObject(parseJson(config, 'The image config'), 'The image config');
	const platform = Object.fromEntries(platformFields.map(name => [name, field(document, name)] as const).filter(([, value]) => value !== undefined && value !== ''));
	return indexEntry({mediaType, digest, size: bytes.length}, {
		[nameAnnotation]: formatReference(reference),
		...(tag !== undefined && {[tagAnnotation]: tag}),
	}, {platform});
}
