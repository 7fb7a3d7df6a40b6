import {entryTarget, typeCodes} from './layer-index.ts';
import {versionFlags} from './lifetimes.ts';
import {isListed, listedType, type OwnTree} from './own-tree.ts';
import {findOwn} from './own-walk.ts';
import {cleanPath} from './path-parts.ts';
import {resolvePath} from './resolve-path.ts';
import {contentVersion, isDirectory, versionAt} from './versions.ts';
import {warn} from './warning-log.ts';

/** The version that holds the content of a hard link to something that the same layer listed before it; -1 where it did not. */
export function linkWithinLayer(own: OwnTree, entry: number): number {
	const {index, lifetimes} = own;
	const node = findOwn(own, cleanPath(entryTarget(index, entry)).names);
	return node !== -1 && isListed(own, node) && listedType(own, node) !== typeCodes.directory
		? contentVersion(lifetimes, lifetimes.newest[node]!)
		: -1;
}

/** Links what `linkWithinLayer` could not, once the layer is overlaid: to what came later in the layer, or is in a lower one. */
export function linkElsewhere(own: OwnTree, version: number): void {
	const {lifetimes} = own;
	const entry = lifetimes.entries[version]!;
	const node = lifetimes.nodes[version]!;
	const later = linkWithinLayer(own, entry);
	const isLater = later !== -1 && later !== version;
	lifetimes.flags[version]! |= versionFlags.disputed;
	lifetimes.links[version] = isLater ? later : linkToLowerLayer(own, entry);
	if (isLater) {
		warn(lifetimes, 'link-to-nothing', node, 'The hard link comes before its target in the layer, where engines find nothing yet; the target is shown.');
	} else if (lifetimes.links[version] === -1) {
		warn(lifetimes, 'link-to-nothing', node, 'The target of the hard link is nowhere in the image.');
	} else {
		warn(lifetimes, 'link-to-lower-layer', node, 'The target of the hard link is in a lower layer, where not every engine looks.');
	}
}

function linkToLowerLayer(own: OwnTree, entry: number): number {
	const {index, lifetimes, layer} = own;
	const place = resolvePath(lifetimes, entryTarget(index, entry), layer - 1, {followLast: false});
	const version = place.kind === 'found' ? versionAt(lifetimes, place.node, layer - 1) : -1;
	return version === -1 || isDirectory(lifetimes, version) ? -1 : contentVersion(lifetimes, version);
}
