import type {Digest} from '../image/digest.ts';
import {findNamed} from './image-names.ts';
import type {
	Catalogue, HoldingContainer, LocalImage, Store,
} from './local-image.ts';
import {
	freedBytes, keptLayers, type Freed, type KeptLayers,
} from './removal-bytes.ts';
import {outcomeOf, type Refusal} from './removal-rules.ts';

/** How images are removed. */
export type RemovalOptions = {
	/** Against conflicts that an engine lets one force. */
	readonly isForced: boolean;
	/** Whether the nameless steps that an image was built on go with it; true where it isn't given. */
	readonly isPruning?: boolean;
};

/** What happens to one target. */
export type PlannedTarget = {
	readonly target: string;
	/** `undefined` where there is no such image. */
	readonly image: LocalImage | undefined;
	/** The names that go. */
	readonly untagged: readonly string[];
	/** The names that still hold the image afterwards. */
	readonly remaining: readonly string[];
	readonly isDeleted: boolean;
	/** Why the engine will refuse it; nothing happens to this target then. */
	readonly refusal: Refusal | undefined;
	/** The images that the engine remembers to be built on it. */
	readonly children: readonly LocalImage[];
};

/** Exactly what will happen when images are removed, as far as it is known before. */
export type RemovalPlan = RemovalOptions & {
	readonly targets: readonly PlannedTarget[];
	/** Every image that goes, nameless steps of builds left out. */
	readonly deleted: readonly LocalImage[];
	readonly freed: Freed;
	/** What stays of each deleted image, and for whom. */
	readonly kept: readonly KeptLayers[];
	/** Containers without an image, which may hold some of the layers: nobody can say. */
	readonly orphans: readonly HoldingContainer[];
	readonly store: Store;
};

/** What is on an engine at one moment of a plan. */
type Shelf = readonly LocalImage[];

/** What will happen when these targets (names or IDs, as people write them) are removed one after another. */
export function removalPlan(catalogue: Catalogue, targets: readonly string[], {isForced, isPruning = true}: RemovalOptions): RemovalPlan {
	const store = catalogue.store ?? 'classic';
	const hidden = catalogue.hidden ?? [];
	let shelf: Shelf = [...catalogue.images, ...hidden];
	const planned: PlannedTarget[] = [];
	for (const target of targets) {
		const step = planTarget(shelf, target, store, isForced);
		planned.push(step);
		shelf = afterStep(shelf, step, store, isPruning);
	}

	const left = new Set(shelf.map(({id}) => id));
	const deleted = new Set(catalogue.images.filter(({id}) => !left.has(id)).map(({id}) => id));
	return {
		isForced,
		isPruning,
		targets: planned,
		deleted: catalogue.images.filter(({id}) => deleted.has(id)),
		freed: freedBytes(catalogue, deleted, isPruning),
		kept: keptLayers(catalogue, deleted),
		orphans: catalogue.orphans ?? [],
		store,
	};
}

function planTarget(shelf: Shelf, target: string, store: Store, isForced: boolean): PlannedTarget {
	const named = findNamed(shelf, target);
	if (named === undefined) {
		return {
			target, image: undefined, untagged: [], remaining: [], isDeleted: false, refusal: undefined, children: [],
		};
	}

	const {image} = named;
	const children = namedDescendants(shelf, shelf.filter(({parent}) => parent === image.id));
	const {untagged, isDeleted, refusal} = outcomeOf[store]({...named, children, isForced});
	const gone = new Set(untagged);
	return {
		target,
		image,
		untagged,
		remaining: isDeleted ? [] : [...image.tags, ...image.repoDigests].filter(name => !gone.has(name)),
		isDeleted,
		refusal,
		children,
	};
}

// A child is often a nameless step of a build, which says nothing to anybody.
function namedDescendants(shelf: Shelf, children: readonly LocalImage[]): readonly LocalImage[] {
	const seen = new Set<Digest>();
	const visit = (image: LocalImage): LocalImage[] => {
		if (seen.has(image.id)) {
			return [];
		}

		seen.add(image.id);
		const below = shelf.filter(({parent}) => parent === image.id);
		return image.tags.length > 0 || below.length === 0 ? [image] : below.flatMap(child => visit(child));
	};

	return children.flatMap(child => visit(child));
}

function afterStep(shelf: Shelf, {image, untagged, isDeleted}: PlannedTarget, store: Store, isPruning: boolean): Shelf {
	if (image === undefined) {
		return shelf;
	}

	if (!isDeleted) {
		const gone = new Set(untagged);
		const left = (names: readonly string[]) => names.filter(name => !gone.has(name));
		return shelf.map(other => other.id === image.id ? {...other, tags: left(other.tags), repoDigests: left(other.repoDigests)} : other);
	}

	const rest = shelf.filter(({id}) => id !== image.id);
	return isPruning && store !== 'podman' ? withoutParents(rest, image.parent, store) : rest;
}

function withoutParents(shelf: Shelf, id: Digest | undefined, store: Store): Shelf {
	const parent = shelf.find(other => other.id === id);
	const isNeeded = parent === undefined
		|| parent.tags.length > 0 || parent.repoDigests.length > 0 || parent.containers.length > 0
		|| (store === 'classic' && shelf.some(other => other.parent === parent.id));
	return isNeeded ? shelf : withoutParents(shelf.filter(other => other !== parent), parent.parent, store);
}
