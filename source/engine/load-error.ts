import {LayerscopeError, type ErrorKind} from '../errors.ts';
import {asSentence} from './answer.ts';

type Reason = {readonly pattern: RegExp; readonly kind: ErrorKind; readonly advice: string};

// The words are those of Docker's classic store, its containerd store, and Podman; the first that fits wins.
const reasons: readonly Reason[] = [
	{pattern: /no space left on device|disk quota exceeded/i, kind: 'engine', advice: 'Free some space on the engine\'s disk, for example with `docker image prune`, then try again.'},
	{pattern: /cannot overwrite digest|diff id|digest mismatch|unexpected commit digest|invalid checksum/i, kind: 'unreadable', advice: 'The archive is damaged; save the image again.'},
	{pattern: /unexpected eof|invalid tar header|short read|not found$/i, kind: 'unreadable', advice: 'The archive was cut off or damaged; save the image again.'},
	{
		pattern: /unrecognized image format|docker-import-\S+: no such file|match any of the supported image formats|filtered out|images are required/i,
		kind: 'unreadable',
		advice: 'Give what docker save or podman save wrote; an OCI layout that this engine doesn\'t know becomes one with `skopeo copy oci-archive:FILE docker-archive:NEW`.',
	},
];

/** The error for an archive that an engine refused, by its words. */
export function loadError(name: string, words: string): LayerscopeError {
	// A name may hold any of the words.
	const reason = reasons.find(({pattern}) => pattern.test(words.replaceAll(name, '')));
	return new LayerscopeError(reason?.kind ?? 'engine', `The engine can't load ${name}: ${asSentence(shortened(words))}`, {
		advice: reason?.advice ?? 'Look at the engine\'s log, for example with `journalctl -u docker`.',
		cause: new Error(words),
	});
}

// Podman tells why it is none of all the formats that it knows, line by line.
function shortened(words: string): string {
	return words.replace(/(supported image formats):[^]*/, '$1');
}
