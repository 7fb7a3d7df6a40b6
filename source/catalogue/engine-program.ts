import type {Store} from './local-image.ts';

/** The program that a person would type to work on an engine of such a store; `docker` where that isn't known. */
export function engineProgram(store: Store | undefined): 'docker' | 'podman' {
	return store === 'podman' ? 'podman' : 'docker';
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
	return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll('\'', String.raw`'\''`)}'`;
}
