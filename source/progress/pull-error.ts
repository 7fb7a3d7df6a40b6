import {LayerscopeError, type ErrorKind} from '../errors.ts';
import {readPullMessage} from './pull-message.ts';

/** How the registry was logged in to. */
export type PullLogin = {
	/** As in a reference: `docker.io`, `host:port`. */
	readonly registry: string;
	/** Whether there was a login at all. */
	readonly isSent: boolean;
	/** Why none could be looked up, as a clause. */
	readonly problem: string | undefined;
};

/** What is known of a failed pull beside the engine's words. */
export type Circumstances = {
	/** The HTTP status of the engine's answer, where the answer was the refusal. */
	readonly status?: number | undefined;
	readonly login?: PullLogin;
	/** What failed, where it wasn't the pull itself. */
	readonly action?: 'looked up';
};

type Reason = {
	readonly pattern: RegExp;
	readonly kind: ErrorKind;
	/** What it is, as a clause. */
	readonly what: string;
	readonly advice: string;
};

const login = '`docker login` for this registry';

// The words are those of Docker, containerd, Podman and the registries behind them; the first that fits wins.
const reasons: readonly Reason[] = [
	{
		pattern: /toomanyrequests|too many requests|rate limit/i,
		kind: 'engine',
		what: 'the registry has had too many requests (429)',
		advice: `Wait a while, or use ${login}, which often allows more.`,
	},
	{
		pattern: /no basic auth credentials/i,
		kind: 'engine',
		what: 'the registry wants a login (401)',
		advice: `Use ${login}.`,
	},
	{
		pattern: /pull access denied/i,
		kind: 'not-found',
		what: 'the registry has no such image, or keeps it from you',
		advice: `Check the name; if the image is private, use ${login}.`,
	},
	{
		pattern: /forbidden|denied:/i,
		kind: 'engine',
		what: 'the registry forbids it (403)',
		advice: `Check the name and what your account may do, or use ${login} with another one.`,
	},
	{
		pattern: /unauthorized|authentication required/i,
		kind: 'engine',
		what: 'the registry wants a login (401)',
		advice: `Use ${login}.`,
	},
	{
		pattern: /no matching manifest|no image found in|does not match the specified platform/i,
		kind: 'not-found',
		what: 'it isn\'t there for this platform',
		advice: 'Choose a platform that the image has with --platform.',
	},
	{
		pattern: /manifest unknown|name unknown|repository name not known|repository does not exist|not found: |: not found|\(not found\)/i,
		kind: 'not-found',
		what: 'the registry has no such image (404)',
		advice: 'Check the name and the tag.',
	},
	{
		pattern: /invalid reference format|must be lowercase|unknown operating system or architecture/i,
		kind: 'usage',
		what: 'the engine doesn\'t understand it',
		advice: 'Check how the name and the platform are written.',
	},
	{
		pattern: /unsupported media type/i,
		kind: 'engine',
		what: 'it is no image',
		advice: 'This is an artifact that the engine can\'t take as an image.',
	},
	{
		pattern: /connection refused/i,
		kind: 'engine',
		what: 'the registry refuses the connection',
		advice: 'Check the registry\'s name and that the engine can reach it.',
	},
	{
		pattern: /no such host|i\/o timeout|network is unreachable|server gave http response|deadline exceeded/i,
		kind: 'engine',
		what: 'the engine can\'t reach the registry',
		advice: 'Check the registry\'s name and that the engine can reach it.',
	},
	{
		pattern: /internal server error|bad gateway|service unavailable|gateway timeout/i,
		kind: 'engine',
		what: 'the registry failed',
		advice: 'It\'s not your fault; try again later.',
	},
	{
		pattern: /unexpected eof|connection reset|filesystem layer verification failed|unexpected commit digest/i,
		kind: 'engine',
		what: 'what came from the registry was cut off or damaged',
		advice: 'Try again.',
	},
];

/** The error that an engine gave for a pull, by its words and what else is known. */
export function pullErrorOf(reference: string, words: string, {status, login, action}: Circumstances = {}): LayerscopeError {
	// A name may hold any of the words.
	const reason = reasons.find(({pattern}) => pattern.test(words.replaceAll(reference, '')));
	const kind = reason?.kind ?? (status === 404 ? 'not-found' : 'engine');
	const what = reason === undefined ? '' : `${refusedLogin(reason, login) ?? reason.what}: `;
	return new LayerscopeError(kind, `${reference} could not be ${action ?? 'pulled'}: ${what}${ended(words)}`, {advice: adviceOf(reason, login)});
}

// Engines end few of their sentences.
function ended(words: string): string {
	return /[.!?:)]$/.test(words) ? words : `${words}.`;
}

function refusedLogin({what}: Reason, login: PullLogin | undefined): string | undefined {
	return login?.isSent === true && what.includes('wants a login') ? 'the registry refused the login that is stored for it (401)' : undefined;
}

function adviceOf(reason: Reason | undefined, used: PullLogin | undefined): string {
	const advice = reason?.advice ?? 'Look at what the engine says, then try again.';
	if (used === undefined || !advice.includes(login)) {
		return advice;
	}

	const spelled = advice.replace(login, used.registry === 'docker.io' ? '`docker login`' : `\`docker login ${used.registry}\``);
	return used.problem === undefined ? spelled : `No login was used, since ${used.problem}. ${spelled}`;
}

/** The error that a line of a pull stream is, or `undefined` where it is none. */
export function pullError(reference: string, message: unknown, circumstances?: Circumstances): LayerscopeError | undefined {
	const {error} = readPullMessage(message);
	return error === undefined ? undefined : pullErrorOf(reference, error, circumstances);
}
