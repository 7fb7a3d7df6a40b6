import {repositoryOf} from './image-names.ts';
import type {HoldingContainer, LocalImage, Store} from './local-image.ts';

/**
Why an engine won't remove an image. `children`: images were built on it. `running`, `stopped`: containers hold it.
`last-name`: it is the last name of an image that containers hold. `several-names`: an ID was given, and it has several names.
*/
export type Refusal = {
	readonly reason: 'children' | 'running' | 'stopped' | 'last-name' | 'several-names';
	/** Whether force helps. Never where containers would be removed by it, as Podman does. */
	readonly isForceable: boolean;
	readonly containers: readonly HoldingContainer[];
	readonly children: readonly LocalImage[];
	readonly names: readonly string[];
};

/** A target that was found, and what stands about it. */
export type FoundTarget = {
	readonly image: LocalImage;
	/** The image's name that was given; `undefined` for an ID. */
	readonly name: string | undefined;
	readonly children: readonly LocalImage[];
	readonly isForced: boolean;
};

/** What an engine does with a target. */
export type Outcome = {readonly untagged: readonly string[]; readonly isDeleted: boolean; readonly refusal: Refusal | undefined};

/** The rules of each store, as they were seen on Docker 20.10, Docker 28 with the containerd store, and Podman 4.3. */
export const outcomeOf: Readonly<Record<Store, (target: FoundTarget) => Outcome>> = {
	classic: classicOutcome,
	containerd: containerdOutcome,
	podman: podmanOutcome,
};

function classicOutcome(target: FoundTarget): Outcome {
	const {image, name, children, isForced} = target;
	const names = [...image.tags, ...image.repoDigests];
	const running = image.containers.filter(({isRunning}) => isRunning);
	if (name === undefined) {
		return firstRefusal(target, [
			[children.length > 0, 'children', false],
			[running.length > 0, 'running', false],
			[!isForced && !isOneReference(image), 'several-names', true],
			[!isForced && image.containers.length > 0, 'stopped', true],
		]) ?? deleted(names);
	}

	if (!isForced && isOneReference(image) && image.containers.length > 0) {
		return refused(target, 'last-name', true);
	}

	const gone = [name, ...loneDigests(image, name)];
	return gone.length < names.length || children.length > 0 || running.length > 0 ? untagged(gone) : deleted(gone);
}

function containerdOutcome(target: FoundTarget): Outcome {
	const {image, name, isForced, children} = target;
	const {containers, tags, repoDigests} = image;
	const names = tags.length > 0 ? tags : repoDigests;
	const isRunning = containers.some(container => container.isRunning);
	if (name === undefined) {
		return firstRefusal(target, [
			[isRunning, 'running', false],
			[!isForced && containers.length > 0, 'stopped', true],
			[!isForced && tags.length > 1, 'several-names', true],
		]) ?? deleted(names);
	}

	const gone = name.includes('@') ? names.filter(other => repositoryOf(other) === repositoryOf(name)) : [name];
	if (gone.length < names.length) {
		return untagged([...gone, ...loneDigests(image, name)]);
	}

	if (containers.length > 0) {
		return isForced ? untagged([...gone, ...repoDigests]) : refused(target, 'last-name', true);
	}

	// The engine says that it is deleted, but keeps it without a name.
	return children.length > 0 && !isForced ? untagged([...gone, ...repoDigests]) : deleted(gone);
}

// Podman's force would remove the containers as well, which is never what layerscope asks for.
function podmanOutcome(target: FoundTarget): Outcome {
	const {image, name, isForced} = target;
	if (name !== undefined && !name.includes('@') && image.tags.length > 1) {
		return untagged([name, ...loneDigests(image, name)]);
	}

	return firstRefusal(target, [
		[image.containers.length > 0, image.containers.some(({isRunning}) => isRunning) ? 'running' : 'stopped', false],
		[!isForced && image.tags.length > 1, 'several-names', true],
	]) ?? deleted(image.tags);
}

/** Whether all names of an image are in one repository, at most one of them a tag. */
function isOneReference({tags, repoDigests}: LocalImage): boolean {
	const repositories = new Set([...tags, ...repoDigests].map(name => repositoryOf(name)));
	return tags.length + repoDigests.length <= 1 || (tags.length <= 1 && repositories.size === 1);
}

/** The digests of a repository, which go with its last tag; Podman and the containerd store make them up from it. */
function loneDigests({tags, repoDigests}: LocalImage, name: string): readonly string[] {
	const repository = repositoryOf(name);
	const isLast = !name.includes('@') && !tags.some(tag => tag !== name && repositoryOf(tag) === repository);
	return isLast ? repoDigests.filter(digest => repositoryOf(digest) === repository) : [];
}

type Check = readonly [isSo: boolean, reason: Refusal['reason'], isForceable: boolean];

function firstRefusal(target: FoundTarget, checks: readonly Check[]): Outcome | undefined {
	const found = checks.find(([isSo]) => isSo);
	return found && refused(target, found[1], found[2]);
}

function refused({image, children}: FoundTarget, reason: Refusal['reason'], isForceable: boolean): Outcome {
	const isHeld = reason === 'running' || reason === 'stopped' || reason === 'last-name';
	return {
		untagged: [],
		isDeleted: false,
		refusal: {
			reason,
			isForceable,
			containers: isHeld ? image.containers.filter(({isRunning}) => reason !== 'running' || isRunning) : [],
			children: reason === 'children' ? children : [],
			names: reason === 'several-names' ? [...image.tags, ...image.repoDigests] : [],
		},
	};
}

function untagged(names: readonly string[]): Outcome {
	return {untagged: names, isDeleted: false, refusal: undefined};
}

function deleted(names: readonly string[]): Outcome {
	return {untagged: names, isDeleted: true, refusal: undefined};
}
