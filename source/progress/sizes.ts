import type {PartProgress, Progress} from './progress.ts';

const mostRemembered = 10_000;

const isHere = ({state}: PartProgress): boolean => state === 'here';

/** Remembers how many bytes the layers of a pull have, by their short ids, as far as the peer says. */
export function rememberSizes(sizes: Map<string, number>, {parts}: Progress): void {
	for (const {id, total} of parts) {
		if (total !== undefined && (sizes.has(id) || sizes.size < mostRemembered)) {
			sizes.set(id, total);
		}
	}
}

/** The progress with the sizes of the layers that are here already, where another pull has told them: an engine doesn't. */
export function withKnownSizes(progress: Progress, sizes: ReadonlyMap<string, number>): Progress {
	return progress.parts.some(part => isHere(part) && part.total === undefined && sizes.has(part.id))
		? {...progress, parts: progress.parts.map(part => isHere(part) ? {...part, total: part.total ?? sizes.get(part.id)} : part)}
		: progress;
}

/**
What needn't be downloaded since it is here already: how many layers, and how many bytes they have as shipped. Bytes are
`undefined` where those of any such layer aren't known: no engine says how large a layer is that it has.
*/
export function savedByLayersHere({parts}: Progress): {readonly layers: number; readonly bytes: number | undefined} {
	const here = parts.filter(part => isHere(part));
	const isKnown = here.every(({total}) => total !== undefined);
	return {layers: here.length, bytes: isKnown ? here.reduce((sum, {total}) => sum + total!, 0) : undefined};
}
