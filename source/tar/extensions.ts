import {ByteBuffer} from './byte-buffer.ts';
import {flags, noBytes, type TarEntry} from './entry.ts';
import {mergePax} from './merge-pax.ts';
import {PaxRecords} from './pax-records.ts';

/** The longest body of a PAX header or GNU name, as in Go and libarchive. */
export const maxExtensionSize = 2 ** 20;

/** Whether the header is none of an entry, but says more about the next one. */
export function isExtension(typeflag: number): boolean {
	return typeflag === flags.paxLocal || typeflag === flags.paxGlobal || typeflag === flags.gnuLongName || typeflag === flags.gnuLongLink;
}

/** What PAX headers and GNU long names say about the next entry. */
export class Extensions {
	readonly #pax = new PaxRecords();
	readonly #long = new ByteBuffer();
	#hasPax = false;
	#longName = noBytes;
	#longTarget = noBytes;
	#typeflag = 0;
	#body = this.#long;
	#left = 0;

	/** The PAX records of the next entry. */
	get pax(): PaxRecords | undefined {
		return this.#hasPax ? this.#pax : undefined;
	}

	/** Forgets all, for the next entry. */
	clear(): void {
		this.#hasPax = false;
		this.#longName = noBytes;
		this.#longTarget = noBytes;
	}

	/** Starts the body of an extension header. */
	start(typeflag: number, size: number): void {
		const isPax = typeflag === flags.paxLocal || typeflag === flags.paxGlobal;
		this.#typeflag = typeflag;
		this.#body = isPax ? this.#pax.body : this.#long;
		this.#body.clear();
		this.#left = size;
	}

	/** Bytes of the body that have yet to come. */
	get left(): number {
		return this.#left;
	}

	/** Takes bytes of the body from a chunk and gives how many. */
	take(chunk: Uint8Array, at: number): number {
		const taken = Math.min(this.#left, chunk.length - at);
		this.#body.add(chunk, at, at + taken);
		this.#left -= taken;
		return taken;
	}

	/** Reads the whole body; false where it can't be read. A later header of a kind replaces an earlier one, and a global one all, as in Go. */
	finish(): boolean {
		switch (this.#typeflag) {
			case flags.gnuLongName: {
				this.#longName = untilNul(this.#body.view());
				return true;
			}

			case flags.gnuLongLink: {
				this.#longTarget = untilNul(this.#body.view());
				return true;
			}

			case flags.paxGlobal: {
				this.clear();
				return this.#pax.parse();
			}

			default: {
				this.#hasPax = true;
				return this.#pax.parse();
			}
		}
	}

	/** Puts what the extensions say into the entry; false where a number can't be read. */
	apply(entry: TarEntry): boolean {
		entry.xattrs = noBytes;
		const isRight = !this.#hasPax || mergePax(entry, this.#pax);
		if (this.#longName.length > 0) {
			entry.name = this.#longName;
		}

		if (this.#longTarget.length > 0) {
			entry.target = this.#longTarget;
		}

		return isRight;
	}
}

function untilNul(bytes: Uint8Array): Uint8Array {
	const end = bytes.indexOf(0);
	return bytes.slice(0, end === -1 ? bytes.length : end);
}
