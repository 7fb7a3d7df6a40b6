import {LayerscopeError} from '../errors.ts';
import {isDigest} from '../image/digest.ts';
import type {Descriptor} from '../image/manifest.ts';
import {isTag} from '../image/reference-grammar.ts';
import {joined, longestDocument} from './answer.ts';
import {createAsking} from './asking.ts';
import {spanOf, wholeBlob, type Download} from './blobs.ts';
import {fetchDocument, resolve} from './documents.ts';
import type {Endpoint} from './endpoint.ts';
import type {OpenRegistry, Registry, RegistryOptions} from './registry.ts';
import {usualSurroundings, type Surroundings} from './surroundings.ts';
import {listTags} from './tags.ts';
import type {Talk} from './talk.ts';

/** Opens a repository of a registry; nothing is read or asked before it's needed. */
export const openRegistry: OpenRegistry = (name, options) => openIn(name, options, usualSurroundings);

/** Opens a repository as `openRegistry` does, in surroundings of one's own. */
export function openIn(name: {readonly registry: string; readonly repository: string}, options: RegistryOptions, surroundings: Surroundings): Registry {
	const {registry, repository} = name;
	const asking = createAsking(name, options, surroundings);
	const download = async ({digest}: Descriptor, signal: AbortSignal): Promise<Download> => {
		checkDigest(digest);
		return {
			talks: await asking.talks('digests'),
			subject: (talk: Talk) => asking.subject(talk, `${shortName(digest)} of ${repository}`),
			patience: surroundings.patience,
			log: asking.log,
			signal,
		};
	};

	return {
		host: registry,
		repository,
		get isPlain() {
			return asking.isPlain();
		},
		async resolve(reference, signal) {
			return asking.first({...questionOf(repository, reference), ask: async (talk, subject) => resolve(talk, reference, subject, signal)}, signal);
		},
		async document(reference, signal) {
			return asking.first({...questionOf(repository, reference), ask: async (talk, subject) => fetchDocument(talk, reference, subject, signal)}, signal);
		},
		async smallBlob(descriptor, signal) {
			checkSize(descriptor, repository);
			const chunks: Uint8Array[] = [];
			for await (const chunk of wholeBlob(descriptor, await download(descriptor, signal))) {
				chunks.push(chunk);
			}

			return joined(chunks, descriptor.size);
		},
		async * blob(descriptor, signal, range) {
			const from = await download(descriptor, signal);
			if (range === undefined) {
				yield * wholeBlob(descriptor, from);
				return;
			}

			const {start, length = descriptor.size} = range;
			const end = Math.min(descriptor.size, start + length);
			if (start < end) {
				yield * spanOf(descriptor, {start, end}, from);
			}
		},
		async tags(signal) {
			return asking.first({what: `the tags of ${repository}`, kind: 'all', ask: async (talk, subject) => listTags(talk, subject, signal)}, signal);
		},
		close() {
			asking.close();
		},
	};
}

function questionOf(repository: string, reference: string): {readonly what: string; readonly kind: Endpoint['serves']} {
	if (isDigest(reference)) {
		return {what: `${repository}@${shortName(reference)}`, kind: 'digests'};
	}

	if (isTag(reference)) {
		return {what: `${repository}:${reference}`, kind: 'tags'};
	}

	throw new LayerscopeError('usage', `'${reference}' is neither a tag nor a digest.`, {advice: 'Write a tag such as 1.27, or a digest such as sha256:….'});
}

function shortName(digest: string): string {
	return digest.slice(0, digest.indexOf(':') + 13);
}

// It becomes a path: what a manifest says isn't taken on trust.
function checkDigest(digest: string): void {
	if (!isDigest(digest)) {
		throw new LayerscopeError('unreadable', `'${digest}' is no digest.`, {advice: 'The image is damaged or was written by a faulty tool.'});
	}
}

function checkSize({digest, size}: Descriptor, repository: string): void {
	if (size > longestDocument) {
		throw new LayerscopeError('unreadable', `${shortName(digest)} of ${repository} is a document of ${size} bytes, which is far too much.`, {advice: 'Ask whoever built the image.'});
	}
}
