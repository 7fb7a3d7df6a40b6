import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {artifactType} from '../image/entry-kind.ts';
import {parseImageJson} from '../image/json.ts';
import {
	isAttestation, parseManifest, type Descriptor, type Index, type Manifest,
} from '../image/manifest.ts';
import type {Platform} from '../image/platform.ts';
import {familiarReference} from '../image/reference.ts';
import type {Warning} from '../image/warning.ts';
import {blobName} from './blob-names.ts';
import {imageWarning, type Candidate} from './candidate.ts';
import type {FileSet} from './file-set.ts';
import {createConfigReader, readDescribed, type ConfigReader} from './stored-config.ts';

/** What an OCI layout holds. */
export type LayoutImages = {
	readonly candidates: readonly Candidate[];
	/** Manifests that an index lists but whose blobs are elsewhere, as for the platforms that weren't pulled. */
	readonly absent: readonly Descriptor[];
	/** Things that are no images: their types, and the digests of what stands in the place of a config. */
	readonly artifacts: ReadonlyArray<{readonly type: string; readonly config: Digest}>;
	/** All that is listed and can't be opened: attestations, artifacts, and images that are elsewhere. */
	readonly beside: readonly Beside[];
	readonly warnings: readonly Warning[];
};

/** An entry of an index that is no image, or whose manifest is elsewhere (`undefined`). */
export type Beside = {readonly descriptor: Descriptor; readonly manifest: Manifest | undefined; readonly references: readonly string[]};

const deepestNesting = 8;

// Indexes can list one another under any number of names.
const mostEntries = 10_000;

/** Walks an index and those it lists to the images. `isBare` is for blobs that lie without `blobs/sha256/`. Throws a `LayerscopeError` where there is no end to them. */
export async function readLayoutImages(files: FileSet, root: readonly Descriptor[], isBare = false): Promise<LayoutImages> {
	const walk = new LayoutWalk(files, isBare);
	await walk.list(root, [], 1);
	return walk;
}

class LayoutWalk implements LayoutImages {
	readonly absent: Descriptor[] = [];
	readonly artifacts: Array<{type: string; config: Digest}> = [];
	readonly warnings: Warning[] = [];
	readonly #files: FileSet;
	readonly #isBare: boolean;
	readonly #found = new Map<Digest, Candidate>();
	readonly #names = new Map<Digest, Set<string>>();
	readonly #indexes = new Set<string>();
	readonly #beside = new Map<Digest, Beside>();
	/** Manifests and indexes, each read once; `undefined` for one that isn't there. */
	readonly #manifests = new Map<string, Promise<Manifest | Index | undefined>>();
	readonly #configs: ConfigReader;
	#count = 0;

	constructor(files: FileSet, isBare: boolean) {
		this.#files = files;
		this.#isBare = isBare;
		this.#configs = createConfigReader(files);
	}

	get beside(): readonly Beside[] {
		return [...this.#beside.values()];
	}

	get candidates(): readonly Candidate[] {
		return [...this.#found].map(([digest, candidate]) => ({...candidate, references: [...this.#names.get(digest) ?? []]}));
	}

	async list(descriptors: readonly Descriptor[], inherited: readonly string[], depth: number): Promise<void> {
		this.#count += descriptors.length;
		if (this.#count > mostEntries) {
			throw new LayerscopeError('unreadable', `The index lists more than ${mostEntries.toLocaleString('en')} images.`, {advice: 'Copy the ones that you need to a layout of their own.'});
		}

		for (const descriptor of descriptors) {
			const own = referencesOf(descriptor);
			await this.#visit(descriptor, own.length > 0 ? own : inherited, depth);
		}
	}

	async #visit(descriptor: Descriptor, references: readonly string[], depth: number): Promise<void> {
		if (this.#found.has(descriptor.digest)) {
			this.#name(descriptor, references);
			return;
		}

		if (isAttestation(descriptor)) {
			this.#keepBeside(descriptor, await this.#manifestBeside(descriptor), references);
			return;
		}

		const manifest = await this.#read(descriptor, references);
		if (manifest === 'absent') {
			this.absent.push(descriptor);
			this.#keepBeside(descriptor, undefined, references);
		} else if (manifest?.kind === 'index') {
			await this.#enter(manifest.manifests, descriptor.digest, references, depth);
		}
	}

	/** The index that a descriptor names; an image's manifest is added, and what can't be read stands for itself. */
	async #read(descriptor: Descriptor, references: readonly string[]): Promise<Index | 'absent' | undefined> {
		try {
			const manifest = await this.#manifest(descriptor);
			if (manifest?.kind !== 'manifest') {
				return manifest ?? 'absent';
			}

			await this.#addImage(manifest, descriptor, references);
		} catch (error) {
			this.#found.set(descriptor.digest, failed(descriptor, error));
			this.#name(descriptor, references);
		}

		return undefined;
	}

	#name({digest}: Descriptor, references: readonly string[]): void {
		const names = this.#names.get(digest) ?? new Set();
		this.#names.set(digest, names);
		for (const reference of references) {
			names.add(reference);
		}
	}

	async #manifest(descriptor: Descriptor): Promise<Manifest | Index | undefined> {
		const name = blobName(descriptor.digest, this.#isBare);
		const key = `${name} ${descriptor.size}`;
		const reading = this.#manifests.get(key) ?? readManifest(this.#files, name, descriptor);
		this.#manifests.set(key, reading);
		return reading;
	}

	#keepBeside(descriptor: Descriptor, manifest: Manifest | undefined, references: readonly string[]): void {
		if (!this.#beside.has(descriptor.digest)) {
			this.#beside.set(descriptor.digest, {descriptor, manifest, references});
		}
	}

	/** What hangs beside an image is only told of: that it can't be read harms nobody. */
	async #manifestBeside(descriptor: Descriptor): Promise<Manifest | undefined> {
		try {
			const manifest = await this.#manifest(descriptor);
			return manifest?.kind === 'manifest' ? manifest : undefined;
		} catch (error) {
			if (error instanceof LayerscopeError) {
				return undefined;
			}

			throw error;
		}
	}

	async #enter(manifests: readonly Descriptor[], digest: Digest, references: readonly string[], depth: number): Promise<void> {
		// The same index under another name gives its images that name; on the way to itself it gives nothing.
		const visit = `${digest} ${references.join(' ')}`;
		if (this.#indexes.has(visit)) {
			return;
		}

		this.#indexes.add(visit);
		if (depth >= deepestNesting) {
			this.warnings.push(imageWarning('archive-irregular', `Indexes are nested more than ${deepestNesting} deep; ${digest} is left out.`));
			return;
		}

		await this.list(manifests, references, depth + 1);
	}

	async #addImage(manifest: Manifest, descriptor: Descriptor, references: readonly string[]): Promise<void> {
		const type = artifactType(manifest);
		if (type !== undefined) {
			this.artifacts.push({type, config: manifest.config.digest});
			this.#keepBeside(descriptor, manifest, references);
			return;
		}

		const name = blobName(manifest.config.digest, this.#isBare);
		const {config, warnings} = await this.#configs.described(name, manifest.config);
		this.#name(descriptor, references);
		this.#found.set(descriptor.digest, {
			references: [],
			manifestDigest: descriptor.digest,
			manifestSize: descriptor.size,
			annotations: new Map([...descriptor.annotations, ...manifest.annotations]),
			platform: platformOf(config.document.platform, descriptor.platform),
			config,
			layers: manifest.layers.map(layer => ({name: blobName(layer.digest, this.#isBare), descriptor: layer, storedDigest: layer.digest})),
			warnings,
			failure: undefined,
		});
	}
}

async function readManifest(files: FileSet, name: string, descriptor: Descriptor): Promise<Manifest | Index | undefined> {
	const checked = await readDescribed(files, name, descriptor);
	return checked && parseManifest(parseImageJson(checked.bytes, `The manifest ${name}`), `The manifest ${name}`);
}

// The config of a Windows image tells no version, and old builders left out the variant; only the index has them.
function platformOf(told: Platform | undefined, listed: Platform | undefined): Platform | undefined {
	const isSame = listed !== undefined && listed.os === told?.os && listed.architecture === told.architecture;
	return isSame ? {...told, variant: told.variant ?? listed.variant, osVersion: told.osVersion ?? listed.osVersion} : told ?? listed;
}

function referencesOf({annotations}: Descriptor): readonly string[] {
	const name = annotations.get('io.containerd.image.name') ?? annotations.get('org.opencontainers.image.ref.name') ?? '';
	// Many tools write the tag alone.
	const reference = /[/:]/.test(name) ? familiarReference(name) : name;
	return reference === '' ? [] : [reference];
}

function failed(descriptor: Descriptor, error: unknown): Candidate {
	if (!(error instanceof LayerscopeError)) {
		throw error;
	}

	return {
		references: [],
		manifestDigest: descriptor.digest,
		annotations: descriptor.annotations,
		platform: descriptor.platform,
		config: undefined,
		layers: [],
		warnings: [],
		failure: error,
	};
}
