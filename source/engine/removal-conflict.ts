import type {LocalImage} from '../catalogue/local-image.ts';
import {refusalWords} from '../catalogue/refusal-words.ts';
import type {Refusal} from '../catalogue/removal-rules.ts';
import {LayerscopeError} from '../errors.ts';
import type {EngineConnection} from './connection.ts';
import {inspectImage} from './inspect-image.ts';
import {listContainers} from './list-containers.ts';
import {listImages} from './list-images.ts';

/** The engine won't remove an image, because something holds it. */
export class RemovalConflictError extends LayerscopeError {
	override readonly name = 'RemovalConflictError';
	readonly target: string;
	readonly refusal: Refusal;

	constructor(target: string, refusal: Refusal) {
		const {message, advice} = refusalWords(target, refusal);
		super('engine', message, {advice});
		this.target = target;
		this.refusal = refusal;
	}
}

/** The conflict that an engine's words tell of, with the names of what holds the image; it is asked for those. */
export async function removalConflict(connection: EngineConnection, target: string, words: string, signal: AbortSignal): Promise<RemovalConflictError> {
	// Its force would remove the containers too.
	const isPodman = words.includes('image used by');
	const image = await inspectImage(connection, target, undefined, signal);
	const [containers, {images}] = await Promise.all([listContainers(connection, signal), listImages(connection, {isAll: true}, signal)]);
	const reason = reasonOf(words);
	const own = containers.filter(({imageId}) => imageId === image?.id);
	const named = own.length > 0 ? own : containers.filter(({id}) => words.includes(id.slice(0, 12)));
	const isHeld = reason !== 'children' && reason !== 'several-names';
	return new RemovalConflictError(target, {
		reason,
		isForceable: reason === 'several-names' || (!isPodman && !words.includes('cannot be forced')),
		containers: isHeld ? named.filter(({isRunning}) => reason !== 'running' || isRunning) : [],
		children: reason === 'children' ? descendants(images, image?.id) : [],
		names: reason === 'several-names' ? images.filter(({id}) => id === image?.id).flatMap(({tags, repoDigests}) => [...tags, ...repoDigests]) : [],
	});
}

function reasonOf(words: string): Refusal['reason'] {
	const reasons: ReadonlyArray<readonly [RegExp, Refusal['reason']]> = [
		[/dependent child/, 'children'],
		[/running container/, 'running'],
		[/multiple repositories|more than one tag/, 'several-names'],
		[/is using its referenced image/, 'last-name'],
	];
	return reasons.find(([pattern]) => pattern.test(words))?.[1] ?? 'stopped';
}

// A child is often a nameless step of a build: those with a name say more.
function descendants(images: readonly LocalImage[], id: string | undefined, seen: ReadonlySet<string> = new Set()): readonly LocalImage[] {
	return images.filter(({parent, id: own}) => parent === id && id !== undefined && !seen.has(own)).flatMap(child => {
		const below = child.tags.length > 0 ? [] : descendants(images, child.id, new Set([...seen, child.id]));
		return below.length > 0 ? below : [child];
	});
}
