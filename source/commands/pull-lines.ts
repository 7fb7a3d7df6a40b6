import type {InspectedImage} from '../engine/inspect-image.ts';
import type {SavedByPull} from '../engine/saved-bytes.ts';
import type {Digest} from '../image/digest.ts';
import {canonicalReference, familiarReference, parseReference} from '../image/reference.ts';
import {bytesDone, bytesInAll} from '../progress/amounts.ts';
import type {PartProgress, Progress} from '../progress/progress.ts';
import {savedByLayersHere} from '../progress/sizes.ts';
import type {RegistryImage} from '../sources/registry/registry-image.ts';
import {escapeText, ownText, type SafeText} from '../text/escape.ts';
import {formatBytes} from '../text/format.ts';

const words: Readonly<Record<PartProgress['state'], string>> = {
	waiting: 'waiting',
	downloading: 'downloading',
	verifying: 'verifying',
	downloaded: 'downloaded',
	extracting: 'extracting',
	reading: 'reading',
	retrying: 'retrying',
	here: 'here already',
	done: 'done',
	failed: 'failed',
};

/** A line for each layer that has come into another state, such as `c70306203109 downloading 227.5 MB`; with the image before it where several are pulled. */
export function changeLines(before: Progress | undefined, {subject, parts}: Progress, isNamed: boolean): readonly SafeText[] {
	const states = new Map(before?.parts.map(({id, state}) => [id, state]));
	return parts
		.filter(({id, state}) => states.get(id) !== state)
		.map(part => ownText([
			...(isNamed ? [escapeText(familiarReference(subject))] : []),
			escapeText(part.id),
			words[part.state],
			...(part.state === 'retrying' && part.note !== undefined ? [escapeText(part.note)] : []),
			...(part.total === undefined || part.state === 'failed' ? [] : [formatBytes(part.total)]),
		].join(' ')));
}

/** The line at the end of a pull: what is here now, what came for it, and what needn't come. */
export function pulledLine(reference: string, image: InspectedImage, progress: Progress | undefined, saved: SavedByPull): SafeText {
	const digest = digestFor(reference, image.repoDigests);
	return ownText([
		`${escapeText(familiarReference(reference))} is here: image ID ${image.id}`,
		...(digest === undefined || digest === image.id ? [] : [`digest ${escapeText(digest)}`]),
		...amounts(progress, saved),
	].join(', '));
}

type Fetched = {
	readonly image: Pick<RegistryImage, 'manifest' | 'manifestDocument'>;
	readonly progress: Progress | undefined;
	/** Of its manifest where it is now, which may have been written anew. */
	readonly digest?: Digest;
};

/** The line at the end of a pull without an engine: where the image is now, and what came for it. */
export function fetchedLine(reference: string, {image: {manifest, manifestDocument}, progress, digest}: Fetched, place: string): SafeText {
	const layers = progress === undefined ? 0 : savedByLayersHere(progress).layers;
	return ownText([
		`${escapeText(familiarReference(reference))} is in ${escapeText(place)}: image ID ${manifest.config.digest}`,
		`digest ${manifestDocument.digest}`,
		...(digest === undefined || digest === manifestDocument.digest ? [] : [`with OCI's types ${digest}`]),
		...amounts(progress, {layers, unpackedBytes: undefined}),
	].join(', '));
}

function amounts(progress: Progress | undefined, {layers, unpackedBytes}: SavedByPull): readonly string[] {
	if (progress === undefined || progress.parts.length === 0) {
		return ['nothing had to be pulled'];
	}

	const known = bytesDone(progress);
	const isAll = bytesInAll(progress) !== undefined;
	const spared = savedByLayersHere(progress).bytes;
	const size = spared === undefined || spared === 0 ? (unpackedBytes === undefined ? '' : ` (${formatBytes(unpackedBytes)} unpacked)`) : ` (${formatBytes(spared)} saved)`;
	return [
		...(known === 0 ? [] : [`${isAll ? '' : 'at least '}${formatBytes(known)} pulled`]),
		...(layers === 0 ? [] : [`${layers} ${layers === 1 ? 'layer was' : 'layers were'} here already${size}`]),
	];
}

// An image may have digests of several repositories, and Podman gives that of the index and that of the manifest.
function digestFor(reference: string, repoDigests: readonly string[]): string | undefined {
	const {registry, repository, digest} = parseReference(reference);
	const found = repoDigests
		.filter(text => canonicalReference(text) !== undefined)
		.map(text => parseReference(text))
		.filter(other => other.registry === registry && other.repository === repository)
		.map(other => other.digest);
	return digest ?? (found.length === 1 ? found[0] : undefined);
}
