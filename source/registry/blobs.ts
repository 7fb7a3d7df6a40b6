import {createHash} from 'node:crypto';
import {setTimeout as wait} from 'node:timers/promises';
import {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import type {Descriptor} from '../image/manifest.ts';
import type {Answer} from './answer.ts';
import {ConnectionError} from './connection-error.ts';
import {otherThanAsked} from './documents.ts';
import type {Patience} from './surroundings.ts';
import {refusal, type Subject} from './refusal.ts';
import type {Talk} from './talk.ts';

/** Bytes of a blob, from `start` to before `end`. */
export type Span = {readonly start: number; readonly end: number};

type Blob = Pick<Descriptor, 'digest' | 'size'>;

/** How a blob is downloaded, and from whom. */
export type Download = {
	/** Those that have the blob, what counts first coming first; when one fails the next goes on where it broke. */
	readonly talks: readonly Talk[];
	readonly subject: (talk: Talk) => Subject;
	readonly patience: Patience;
	readonly log: (line: string) => void;
	readonly signal: AbortSignal;
};

/**
A blob's bytes as they come. A whole one is verified: its last chunk comes only when digest and size agree. Throws a `LayerscopeError` where nobody
has it, or what came is something else.
*/
export async function * wholeBlob(blob: Blob, download: Download): AsyncGenerator<Uint8Array, void> {
	const hash = createHash(blob.digest.startsWith('sha512:') ? 'sha512' : 'sha256');
	const last: {talk?: Talk} = {};
	let held: Uint8Array | undefined;
	for await (const chunk of spanOf(blob, {start: 0, end: blob.size}, download, last)) {
		hash.update(chunk);
		if (held !== undefined) {
			yield held;
		}

		held = chunk;
	}

	const digest = `${blob.digest.slice(0, blob.digest.indexOf(':'))}:${hash.digest('hex')}` as Digest;
	if (digest !== blob.digest) {
		throw otherThanAsked(download.subject(last.talk ?? download.talks.at(-1)!));
	}

	if (held !== undefined) {
		yield held;
	}
}

/** Some bytes of a blob as they come, whose number is right and whose digest nobody knows. */
export async function * spanOf(blob: Blob, span: Span, download: Download, last: {talk?: Talk} = {}): AsyncGenerator<Uint8Array, void> {
	let {start} = span;
	for (const [index, talk] of download.talks.entries()) {
		last.talk = talk;
		try {
			for await (const chunk of resumed(blob, {...span, start}, talk, download)) {
				start += chunk.length;
				yield chunk;
			}

			return;
		} catch (error) {
			download.signal.throwIfAborted();
			if (!(error instanceof LayerscopeError) || index === download.talks.length - 1) {
				throw error;
			}

			download.log(`${error.message} On to the next.`);
		}
	}
}

// An attempt that brought something gives all attempts anew: a blob is only so long.
async function * resumed(blob: Blob, span: Span, talk: Talk, download: Download): AsyncGenerator<Uint8Array, void> {
	const {patience, log, signal} = download;
	let {start} = span;
	let failures = 0;
	for (;;) {
		const rest = {...span, start};
		const isWhole = start === 0 && span.end === blob.size;
		const headers: Readonly<Record<string, string>> = isWhole ? {} : {Range: `bytes=${start}-${span.end - 1}`};
		const answer = await talk.ask({method: 'GET', path: `blobs/${blob.digest}`, headers}, signal);
		const subject = download.subject(talk);
		const position = firstByte(answer, blob, start, subject);
		try {
			for await (const chunk of spanIn(answer, rest, position, {size: blob.size, subject})) {
				start += chunk.length;
				failures = 0;
				yield chunk;
			}

			return;
		} catch (error) {
			signal.throwIfAborted();
			// It broke behind what was wanted.
			if (start === span.end && error instanceof ConnectionError) {
				return;
			}

			failures++;
			if (!(error instanceof ConnectionError && error.isPassing) || failures >= error.attempts(patience)) {
				throw error;
			}

			const seconds = patience.firstWaitSeconds * (2 ** (failures - 1));
			log(`${error.message} On from byte ${start} in ${seconds} s.`);
			await wait(seconds * 1000, undefined, {signal}).catch((error_: unknown) => {
				signal.throwIfAborted();
				throw error_;
			});
		}
	}
}

type Whole = {readonly size: number; readonly subject: Subject};

/** What of a span is in an answer that begins at `position` of the blob; throws a `ConnectionError` where it ends too soon. */
async function * spanIn(answer: Answer, {start, end}: Span, position: number, {size, subject}: Whole): AsyncGenerator<Uint8Array, void> {
	for await (const chunk of answer.body) {
		if (position + chunk.length > size) {
			throw otherThanAsked(subject);
		}

		const from = Math.max(0, start - position);
		const to = Math.min(chunk.length, end - position);
		position += chunk.length;
		if (from < to) {
			yield chunk.subarray(from, to);
		}

		// Whoever doesn't know ranges sends all of it.
		if (answer.status === 200 && position >= end && end < size) {
			return;
		}
	}

	if (position < end) {
		throw new ConnectionError(answer.url.host, Object.assign(new Error(`${end - position} bytes are missing`), {code: 'ECONNRESET'}));
	}
}

/** Where in the blob an answer begins. */
function firstByte(answer: Answer, {size}: Blob, start: number, subject: Subject): number {
	const {status, headers} = answer;
	if (status === 200) {
		const length = headers['content-length'];
		if (length !== undefined && Number(length) !== size) {
			answer.drop();
			throw otherThanAsked(subject);
		}

		return 0;
	}

	const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
	if (status === 206 && Number(range?.[1]) === start && (range?.[2] === '*' || Number(range?.[2]) === size)) {
		return start;
	}

	answer.drop();
	throw status === 206 || status === 416 ? otherThanAsked(subject) : refusal(answer, subject);
}
