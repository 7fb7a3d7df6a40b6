import {createHash} from 'node:crypto';
import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {parseConfig} from '../image/image-config.ts';
import {parseImageJson} from '../image/json.ts';
import type {Descriptor} from '../image/manifest.ts';
import type {Warning} from '../image/warning.ts';
import {imageWarning, type StoredConfig} from './candidate.ts';
import type {FileSet} from './file-set.ts';

/** The digest of some bytes, by the algorithm of the digest they are compared with. */
export function digestOf(bytes: Uint8Array, like: Digest | undefined): Digest {
	const algorithm = like?.startsWith('sha512:') ? 'sha512' : 'sha256';
	return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** A document whose bytes were compared with what names it. */
export type CheckedDocument = {
	readonly bytes: Uint8Array;
	readonly digest: Digest;
};

/**
Reads a document that a descriptor names. Gives `undefined` where it isn't there. Throws a `LayerscopeError` where its bytes have another digest
or number than the descriptor says, since engines refuse it then.
*/
export async function readDescribed(files: FileSet, name: string, {digest, size}: Pick<Descriptor, 'digest' | 'size'>): Promise<CheckedDocument | undefined> {
	const bytes = await files.document(name);
	if (!bytes) {
		return undefined;
	}

	if (size !== bytes.length) {
		throw new LayerscopeError('unreadable', `${name} has ${bytes.length} bytes, not ${size} as its descriptor says.`, {advice: changed});
	}

	const actual = digestOf(bytes, digest);
	if (actual !== digest) {
		throw new LayerscopeError('unreadable', otherDigest(name, actual, digest), {advice: changed});
	}

	return {bytes, digest};
}

/** A config and what is wrong with it. */
export type ReadConfig = {readonly config: StoredConfig; readonly warnings: readonly Warning[]};

/** Reads configs, each once however many images have it. */
export type ConfigReader = {
	/** The config that a manifest's descriptor names. Throws as `readDescribed`, and where it isn't there or is damaged. */
	readonly described: (name: string, descriptor: Descriptor) => Promise<ReadConfig>;
	/** The config in a file, whose name may say its digest; that it says a wrong one is a warning, since engines don't look. Throws where it isn't there or is damaged. */
	readonly named: (name: string, promised: Digest | undefined) => Promise<ReadConfig>;
};

/** Makes a reader of the configs among some files. */
export function createConfigReader(files: FileSet): ConfigReader {
	const known = new Map<string, Promise<ReadConfig>>();
	const once = async (key: string, read: () => Promise<ReadConfig>) => {
		const config = known.get(key) ?? read();
		known.set(key, config);
		return config;
	};

	return {
		described: async (name, descriptor) => once(`${name} ${descriptor.digest} ${descriptor.size}`, async () => parsed(name, await readDescribed(files, name, descriptor))),
		named: async (name, promised) => once(name, async () => {
			const bytes = await files.document(name);
			const digest = bytes && digestOf(bytes, promised);
			const read = parsed(name, bytes && {bytes, digest: digest!});
			return promised === undefined || digest === promised ? read : {...read, warnings: [imageWarning('digest-mismatch', otherDigest(name, digest!, promised))]};
		}),
	};
}

const changed = 'The image was changed or damaged; save or copy it again.';

function otherDigest(name: string, actual: Digest, promised: Digest): string {
	return `${name} has the digest ${actual}, not ${promised} as named: it was changed.`;
}

function parsed(name: string, checked: CheckedDocument | undefined): ReadConfig {
	if (!checked) {
		throw new LayerscopeError('unreadable', `The image config ${name} is missing.`, {advice: 'Save the image again.'});
	}

	const {bytes, digest: id} = checked;
	const document = parseConfig(parseImageJson(bytes, `The image config ${name}`));
	return {
		config: {
			id, text: new TextDecoder().decode(bytes), size: bytes.length, document,
		},
		warnings: [],
	};
}
