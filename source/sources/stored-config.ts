import {createHash} from 'node:crypto';
import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {parseConfig} from '../image/image-config.ts';
import {parseJson} from '../image/json.ts';
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
	readonly warnings: readonly Warning[];
};

/** Reads a document and compares its bytes with the digest and size that name it. Gives `undefined` where it isn't there. */
export async function readChecked(files: FileSet, name: string, expected: Digest | undefined, size?: number): Promise<CheckedDocument | undefined> {
	const bytes = await files.document(name);
	if (!bytes) {
		return undefined;
	}

	const digest = digestOf(bytes, expected);
	const warnings: Warning[] = [];
	if (expected !== undefined && digest !== expected) {
		warnings.push(imageWarning('digest-mismatch', `${name} has the digest ${digest}, not ${expected} as named: it was changed.`));
	}

	if (size !== undefined && size !== bytes.length) {
		warnings.push(imageWarning('size-mismatch', `${name} has ${bytes.length} bytes, not ${size} as its descriptor says.`));
	}

	return {bytes, digest, warnings};
}

/** Reads and parses a config. Throws a `LayerscopeError` where it isn't there or is damaged. */
export async function readConfig(files: FileSet, name: string, expected: Digest | undefined, descriptor?: Descriptor): Promise<{config: StoredConfig; warnings: readonly Warning[]}> {
	const checked = await readChecked(files, name, expected, descriptor?.size);
	if (!checked) {
		throw new LayerscopeError('unreadable', `The image config ${name} is missing.`, {advice: 'Save the image again.'});
	}

	const document = parseConfig(parseJson(checked.bytes, `The image config ${name}`));
	return {
		config: {id: checked.digest, text: new TextDecoder().decode(checked.bytes), document},
		warnings: checked.warnings,
	};
}
