/** What kind of failure it is; each has a documented exit code. */
export type ErrorKind = 'usage' | 'not-found' | 'unreadable' | 'engine';

/** The exit code of each kind of failure; 1 is a threshold that was crossed. */
export const exitCodes: Readonly<Record<ErrorKind, number>> = {
	usage: 2,
	'not-found': 3,
	unreadable: 4,
	engine: 5,
};

type ErrorOptions = {
	/** What to do about it, as a sentence. */
	readonly advice?: string;
	readonly cause?: unknown;
	/** The layer it happened in, counted from 0. */
	readonly layer?: number;
	/** Where in the uncompressed layer or the archive, in bytes. */
	readonly offset?: number;
};

/** A failure that a person can understand: what happened, to what, and what to do. Its text may hold untrusted words: escape it before it is shown. */
export class LayerscopeError extends Error {
	override readonly name: string = 'LayerscopeError';
	readonly kind: ErrorKind;
	readonly advice: string | undefined;
	readonly layer: number | undefined;
	readonly offset: number | undefined;

	constructor(kind: ErrorKind, message: string, options: ErrorOptions = {}) {
		super(message, {cause: options.cause});
		this.kind = kind;
		this.advice = options.advice;
		this.layer = options.layer;
		this.offset = options.offset;
	}
}

/** What was read, whole, isn't what is named: nothing is lacking, but nobody vouches for it. */
export class WrongBytesError extends LayerscopeError {
	override readonly name = 'WrongBytesError';
}

/** How far something was unpacked when it passed a limit. */
export type Unpacked = {
	/** How much was read of what is stored, in bytes. */
	readonly stored: number;
	/** How much that came to, in bytes. */
	readonly plain: number;
	/** The limit in bytes, and in times what is stored. */
	readonly most: number;
	readonly ratio: number;
};

/** What is stored unpacks to so much more that nobody goes on without being asked. Nothing is wrong with what came before. */
export class UnpackingLimitError extends LayerscopeError {
	override readonly name = 'UnpackingLimitError';
	readonly unpacked: Unpacked;

	constructor(message: string, unpacked: Unpacked, options: ErrorOptions = {}) {
		super('unreadable', message, options);
		this.unpacked = unpacked;
	}
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
