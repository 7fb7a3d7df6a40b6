import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {parseArchiveManifest, type ArchiveItem} from '../image/manifest.ts';
import {familiarReference} from '../image/reference.ts';
import {cleanName} from './archive-names.ts';
import {configDigestOf, layerDigestOf} from './blob-names.ts';
import type {Candidate, LayerBlob} from './candidate.ts';
import type {FileSet} from './file-set.ts';
import {readConfig} from './stored-config.ts';

/** The images that an archive's `manifest.json` lists, without those whose configs are known to be `artifacts`'. */
export async function readArchiveItems(files: FileSet, manifest: unknown, artifacts: ReadonlySet<Digest>): Promise<readonly Candidate[]> {
	const candidates: Candidate[] = [];
	for (const item of parseArchiveManifest(manifest)) {
		const config = configDigestOf(cleanName(item.config));
		if (config === undefined || !artifacts.has(config)) {
			candidates.push(await readItem(files, item));
		}
	}

	return candidates;
}

async function readItem(files: FileSet, item: ArchiveItem): Promise<Candidate> {
	const base = {references: item.references.map(reference => familiarReference(reference)), manifestDigest: undefined};
	const name = cleanName(item.config);
	try {
		const {config, warnings} = await readConfig(files, name, configDigestOf(name));
		const layers = item.layers.map((layer, index) => layerBlob(layer, item, config.document.diffIds[index]));
		return {
			...base, config, layers, warnings, platform: config.document.platform, failure: undefined,
		};
	} catch (error) {
		if (!(error instanceof LayerscopeError)) {
			throw error;
		}

		return {
			...base, config: undefined, layers: [], warnings: [], platform: undefined, failure: error,
		};
	}
}

function layerBlob(layer: string, {sources}: ArchiveItem, diffId: string | undefined): LayerBlob {
	const name = cleanName(layer);
	return {
		name, descriptor: undefined, shipped: diffId === undefined ? undefined : sources.get(diffId), storedDigest: layerDigestOf(name),
	};
}
