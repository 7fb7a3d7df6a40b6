import type {ErrorKind} from '../../source/errors.ts';
import type {LoadedImage} from '../../source/image/loaded-image.ts';
import type {HostileImage} from './hostile-image.ts';

/** The ways into the program, each of which every case takes. */
export const doors = ['archive', 'stdin', 'layout', 'registry', 'engine'] as const;

export type Door = (typeof doors)[number];

/** A failure that is wanted: of what kind it is (`unreadable` where nothing is said), what its message says, and where it is. */
export type ExpectedError = {
	readonly kind?: ErrorKind;
	readonly says: RegExp;
	/** Of an error that ends the reading; a layer's own is known by its key. */
	readonly layer?: number;
	/** In the uncompressed layer, in bytes; compared where it is given. */
	readonly offset?: number;
};

/** What reading an image must come to: an error, or an image with exactly these warnings and failures; where there are neither, the plain result. */
export type Expected =
	| {readonly error: ExpectedError}
	| {
		/** Layers that can't be read to their end, by number; the others are browsable. */
		readonly failures?: Readonly<Record<number, ExpectedError>>;
		/** All of them, in any order: `code`, or `code /path` of one about a path; paths as in `tree`. */
		readonly warnings?: readonly string[];
		/**
		What is there at the top layer, sorted: `/directory/`, `/file`, `/link -> target`, `/device c`; bytes that aren't printable ASCII as `\xff`,
		a backslash as `\\`. Not compared where it isn't given.
		*/
		readonly tree?: readonly string[];
	};

/** An image that nobody sane would build, and what must come of it through each door. */
export type HostileCase = {
	readonly name: string;
	/** Made when it is needed and dropped after it, since some are large. */
	readonly image: () => HostileImage | Promise<HostileImage>;
	readonly expected: Expected;
	/** Doors through which it can't come, and why; those that it is spared since it costs too much, and why; and those that rightly answer otherwise. */
	readonly doors?: Readonly<Partial<Record<Door, Expected | {readonly cannot: string} | {readonly spared: string}>>>;
	/** Until when each door must have answered, in seconds; 10 where nothing is said. */
	readonly deadline?: number;
	/** Looks at what was read; throws where something is wrong. */
	readonly check?: (loaded: LoadedImage, door: Door) => void;
};
