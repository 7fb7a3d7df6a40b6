import type {FoundCredentials} from '../credentials/find-credentials.ts';
import {readWhole, type Answer} from './answer.ts';
import {createAuthorizer} from './authorizer.ts';
import {ConnectionError} from './connection-error.ts';
import type {Endpoint} from './endpoint.ts';
import {follow} from './follow.ts';
import type {Patience} from './surroundings.ts';
import {retrying} from './retry.ts';
import {send, type Wire} from './send.ts';
import type {Ways} from './ways.ts';

/** What an endpoint is asked: a path below its repository, such as `tags/list`, or a page that it named itself. */
export type Question = {
	readonly method: 'GET' | 'HEAD';
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
};

/** The talk with one endpoint. */
export type Talk = {
	readonly endpoint: Endpoint;
	/** Whether it goes on without TLS. */
	isPlain(): boolean;
	/** Whether a login was found for it, once one was needed. */
	hasLogin(): boolean;
	/** Why none could be looked up, as a clause; `undefined` where nothing was wrong. */
	problem(): string | undefined;
	/** Asks, authorized where that is wanted, redirected, and again where an answer is passing. Throws a `ConnectionError` or another `LayerscopeError`. */
	ask(question: Question, signal: AbortSignal): Promise<Answer>;
	/** The same for a document, with its bytes where the status is 200, so that a connection which breaks in them is made good too. */
	askWhole(question: Question, signal: AbortSignal): Promise<WholeAnswer>;
};

/** An answer with its body; `undefined` where that wasn't wanted. */
export type WholeAnswer = Answer & {readonly bytes: Uint8Array | undefined};

type FoundLogin = Pick<FoundCredentials, 'credentials' | 'problem'>;

type Means = {
	readonly ways: Ways;
	readonly patience: Patience;
	readonly credentials: (endpoint: Endpoint) => Promise<FoundLogin>;
	readonly log: (line: string) => void;
	/** Aborted when all is closed. */
	readonly closing: AbortSignal;
};

// What a server that knows no TLS makes of it.
const withoutTls = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE|RECORD_LAYER_FAILURE|NO_PROTOCOLS_AVAILABLE))$/;

/** Begins to talk with an endpoint; nothing is sent yet. */
export function createTalk(endpoint: Endpoint, {ways, patience, credentials, log, closing}: Means): Talk {
	const {host, isInsecure} = endpoint;
	let login: FoundLogin = {credentials: undefined, problem: undefined};

	const sendOne = senderFor(endpoint, {ways, patience, log});

	const authorizer = createAuthorizer({
		endpoint,
		async credentials() {
			login = await credentials(endpoint);
			return login.credentials;
		},
		send: async wire => retrying(async () => sendOne(wire, closing), {patience, signal: closing, log}),
		log,
	});

	const askOver = async (over: 'https' | 'http', {method, path, headers}: Question, signal: AbortSignal): Promise<Answer> => {
		const url = new URL(`/v2/${endpoint.repository}/${path}`, `${over}://${host}`);
		const following = async (authorization: string | undefined) => follow({method, url, headers}, {
			authorization, isInsecure, send: async wire => sendOne(wire, signal),
		});
		const used = authorizer.header();
		const answer = await following(used);
		// Where the registry has sent to is no place for its login.
		if (answer.status !== 401 || answer.url.origin !== url.origin) {
			return answer;
		}

		const authorization = await authorizer.answer(answer, used, signal);
		if (authorization === undefined) {
			return answer;
		}

		answer.drop();
		return following(authorization);
	};

	const {askOnce, isPlain} = overEither(askOver, isInsecure);
	return {
		endpoint,
		isPlain,
		hasLogin: () => login.credentials !== undefined,
		problem: () => login.problem,
		ask: async (question, signal) => retrying(async () => askOnce(question, signal), {patience, signal, log}),
		askWhole: async (question, signal) => retrying(async () => {
			const answer = await askOnce(question, signal);
			return {...answer, bytes: answer.status === 200 ? await readWhole(answer) : undefined};
		}, {patience, signal, log}),
	};
}

/** Sends single requests on behalf of an endpoint, whose certificate alone may go unseen where that is allowed. */
function senderFor({host, isInsecure}: Endpoint, {ways, patience, log}: Pick<Means, 'ways' | 'patience' | 'log'>) {
	return async (wire: Wire, signal: AbortSignal) => {
		const {method, url} = wire;
		// What stands in a query may be a secret.
		log(`${method} ${url.origin}${url.pathname}`);
		const isUnverified = isInsecure && url.host === new URL(`${url.protocol}//${host}`).host;
		return send(wire, ways.to(url, isUnverified), {idleSeconds: patience.idleSeconds, signal});
	};
}

type AskOver = (over: 'https' | 'http', question: Question, signal: AbortSignal) => Promise<Answer>;

/** Asks over https, and where that is allowed over http what knows no TLS; what went well once is kept to. */
function overEither(askOver: AskOver, isInsecure: boolean) {
	let scheme: 'https' | 'http' | undefined = isInsecure ? undefined : 'https';
	const askOnce = async (question: Question, signal: AbortSignal): Promise<Answer> => {
		let failure: ConnectionError;
		try {
			const answer = await askOver(scheme ?? 'https', question, signal);
			scheme ??= 'https';
			return answer;
		} catch (error) {
			if (scheme !== undefined || !(error instanceof ConnectionError && withoutTls.test(error.code))) {
				throw error;
			}

			failure = error;
		}

		const answer = await askOver('http', question, signal);
		// So a server of TLS answers who speaks to it without: it was there, and broke off.
		if (answer.status === 400) {
			answer.drop();
			throw failure;
		}

		scheme ??= 'http';
		return answer;
	};

	return {askOnce, isPlain: () => scheme === 'http'};
}
