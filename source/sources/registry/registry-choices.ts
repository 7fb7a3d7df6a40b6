import type {ImageChoice} from '../../image/image-choice.ts';
import type {Platform} from '../../image/platform.ts';
import {familiarReference, formatReference, type Reference} from '../../image/reference.ts';
import {choicesOf} from '../image-choices.ts';
import type {Documents} from './documents.ts';
import {
	descriptorOf, listEntries, parseDocument, readEntries,
} from './registry-entries.ts';
import {asOffered} from './registry-image.ts';

type Wish = {readonly reference: Reference; readonly host: Platform};

/**
What a reference names in a registry: at once as its index lists it, then with the manifests and configs of its images. What hangs beside
them is told by its descriptor alone. Throws a `LayerscopeError` where the registry can't be asked; an image that it hasn't is a row that isn't here.
*/
export async function * registryChoices(documents: Documents, {reference, host}: Wish, signal: AbortSignal): AsyncGenerator<readonly ImageChoice[], void> {
	const name = familiarReference(formatReference(reference));
	const top = await documents.named(reference, signal);
	const parsed = parseDocument(top);
	const listed = parsed.kind === 'manifest'
		? {images: [descriptorOf(top)], beside: []}
		: await listEntries(documents, parsed.manifests, signal);
	const offered = await asOffered(documents, {listed, name}, signal);
	yield choicesOf(offered, host);
	const {candidates, beside} = await readEntries(documents, listed.images, signal);
	const known = new Set(beside.map(({descriptor: {digest}}) => digest));
	yield choicesOf({
		candidates: candidates.map(candidate => ({...candidate, references: [name]})),
		beside: [...beside, ...offered.beside.filter(({descriptor: {digest}}) => !known.has(digest))],
	}, host);
}
