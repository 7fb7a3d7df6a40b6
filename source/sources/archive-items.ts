import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {parseArchiveManifest, type ArchiveItem} from '../image/manifest.ts';
import {familiarReference} from '../image/reference.ts';
import {cleanName, namedInside} from './archive-names.ts';
import {configDigestOf, layerDigestOf} from './blob-names.ts';
import type {Candidate, LayerBlob} from './candidate.ts';
import type {FileSet} from './file-set.ts';
import {createConfigReader, type ConfigReader} from './stored-config.ts';

// As many as a registry's index may list.
const mostImages = 1000;

/** The images that an archive's `manifest.json` lists, without those whose configs are known to be `artifacts`'. Throws a `LayerscopeError` where it lists too many. */
export async function readArchiveItems(files: FileSet, manifest: unknown, artifacts: ReadonlySet<Digest>): Promise<readonly Candidate[]> {
	const candidates: Candidate[] = [];
	const configs = createConfigReader(files);
	const items = parseArchiveManifest(manifest);
	if (items.length > mostImages) {
		throw new LayerscopeError('unreadable', `manifest.json lists more than ${mostImages} images.`, {advice: 'Save fewer of them at once.'});
	}

	for (const item of items) {
		const config = configDigestOf(cleanName(item.config));
		if (config === undefined || !artifacts.has(config)) {
			candidates.push(await readItem(configs, item));
		}
	}

	return candidates;
}

async function readItem(configs: ConfigReader, item: ArchiveItem): Promise<Candidate> {
	const base = {references: item.references.map(reference => familiarReference(reference)), manifestDigest: undefined};
	try {
		const name = namedInside(item.config);
		const {config, warnings} = await configs.named(name, configDigestOf(name));
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
	const name = namedInside(layer);
	return {
		name, descriptor: undefined, shipped: diffId === undefined ? undefined : sources.get(diffId), storedDigest: layerDigestOf(name),
	};
}
