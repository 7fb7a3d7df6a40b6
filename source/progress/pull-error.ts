import {LayerscopeError, type ErrorKind} from '../errors.ts';
import {readPullMessage} from './pull-message.ts';

type Reason = {readonly pattern: RegExp; readonly kind: ErrorKind; readonly advice: string};

// The words are those of Docker, containerd, Podman and the registries behind them; the first that fits wins.
const reasons: readonly Reason[] = [
	{pattern: /toomanyrequests|too many requests|rate limit/i, kind: 'engine', advice: 'Wait a while, or log in with `docker login`.'},
	{pattern: /pull access denied/i, kind: 'not-found', advice: 'Check the name; if the image is private, log in with `docker login`.'},
	{pattern: /no basic auth credentials|unauthorized|authentication required|denied:/i, kind: 'engine', advice: 'Log in to the registry with `docker login`.'},
	{pattern: /no matching manifest|no image found in|does not match the specified platform/i, kind: 'not-found', advice: 'Choose a platform that the image has with --platform.'},
	{pattern: /manifest unknown|name unknown|repository name not known|repository does not exist|not found: |: not found/i, kind: 'not-found', advice: 'Check the name and the tag.'},
	{pattern: /invalid reference format|must be lowercase|unknown operating system or architecture/i, kind: 'usage', advice: 'Check how the name and the platform are written.'},
	{pattern: /unsupported media type/i, kind: 'engine', advice: 'This is an artifact that the engine can\'t take as an image.'},
	{pattern: /no such host|connection refused|i\/o timeout|network is unreachable|server gave http response/i, kind: 'engine', advice: 'Check the registry\'s name and that the engine can reach it.'},
];

/** The error that an engine gave for a pull, by its words and, where there is one, its HTTP status. */
export function pullErrorOf(reference: string, words: string, status?: number): LayerscopeError {
	// A name may hold any of the words.
	const reason = reasons.find(({pattern}) => pattern.test(words.replaceAll(reference, '')));
	const kind = reason?.kind ?? (status === 404 ? 'not-found' : 'engine');
	return new LayerscopeError(kind, `${reference} could not be pulled: ${asSentence(words)}`, {advice: reason?.advice ?? 'Look at what the engine says, then try again.'});
}

// Engines leave the full stop out, and advice comes behind it.
function asSentence(words: string): string {
	const text = words.trim();
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The error that a line of a pull stream is, or `undefined` where it is none. */
export function pullError(reference: string, message: unknown): LayerscopeError | undefined {
	const {error} = readPullMessage(message);
	return error === undefined ? undefined : pullErrorOf(reference, error);
}
