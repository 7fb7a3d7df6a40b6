import type {RemoteShell} from '../engine/remote-shell.ts';
import {LayerscopeError, messageOf} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import {noLimits} from '../image/reading-limits.ts';
import {createByteReader} from './byte-reader.ts';
import {decompressStream} from './decompress-stream.ts';

/** A program that packs a save on the machine of its engine. */
export type Packing = 'zstd' | 'gzip';

type PackedWish = {readonly id: Digest; readonly packing: Packing};

type Packer = {
	readonly packing: Packing;
	readonly command: string;
	/** Up to so many bytes a second of the link its bytes are here sooner than plain ones: the slower of packing and unpacking sets it. */
	readonly fastestLink: number;
};

const packers: readonly Packer[] = [
	{packing: 'zstd', command: 'zstd -1 -T0 -q -c', fastestLink: 60e6},
	{packing: 'gzip', command: 'gzip -1 -c', fastestLink: 25e6},
];

// Programs of the system, where a login without a terminal finds no more than its own.
const path = 'PATH=$PATH:/usr/local/bin:/usr/bin:/bin';

// Bytes that can't be packed, in case the link itself packs; they show how fast it is.
const probe = `${path}
for program in zstd gzip; do command -v $program >/dev/null 2>&1 && echo $program; done
echo
dd if=/dev/urandom bs=65536 count=16 2>/dev/null
exit 0`;

// A slow link shows that it is one long before the last byte.
const mostMilliseconds = 400;

/** Finds out how fast a link is, and which program over there would make a save come sooner; `undefined` for none. `log` is told. Throws only the signal's reason. */
export async function choosePacking(shell: RemoteShell, signal: AbortSignal, log?: (line: string) => void): Promise<Packing | undefined> {
	const reader = createByteReader(shell.run(probe, signal));
	try {
		const names = await reader.lines(1024) ?? [];
		const start = performance.now();
		let [bytes, milliseconds] = [0, 0];
		for await (const chunk of reader.take(Number.POSITIVE_INFINITY)) {
			bytes += chunk.length;
			milliseconds = performance.now() - start;
			if (milliseconds > mostMilliseconds) {
				break;
			}
		}

		const rate = bytes * 1000 / Math.max(milliseconds, 1);
		const packing = packers.find(({packing, fastestLink}) => names.includes(packing) && rate < fastestLink)?.packing;
		log?.(`The link gives ${(rate / 1e6).toFixed(1)} MB a second: a save comes ${packing === undefined ? 'plain' : `packed with ${packing}`}.`);
		return packing;
	} catch (error) {
		signal.throwIfAborted();
		log?.(`How fast the link is can't be told: ${messageOf(error)}`);
		return undefined;
	} finally {
		await reader.close();
	}
}

/**
The bytes of a save, packed over there and unpacked here; `onPacked` is told the length of each chunk as it comes. Gives `undefined` where it fails
before its first byte. Throws a `LayerscopeError` where it breaks off later.
*/
export async function packedSave(shell: RemoteShell, {id, packing}: PackedWish, signal: AbortSignal, onPacked: (bytes: number) => void): Promise<AsyncGenerator<Uint8Array, void> | undefined> {
	const {command} = packers.find(packer => packer.packing === packing)!;
	async function * counted() {
		for await (const chunk of shell.run(saveScript(shell.program(), id, command), signal, {mayBeSilent: true})) {
			onPacked(chunk.length);
			yield chunk;
		}
	}

	const plain = decompressStream(counted(), noLimits.unpacked);
	try {
		const first = await plain.next();
		return first.done ? undefined : from(first.value, plain);
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof LayerscopeError) {
			return undefined;
		}

		throw error;
	}
}

async function * from(first: Uint8Array, rest: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
	try {
		yield first;
		yield * rest;
	} finally {
		await rest.return();
	}
}

// A pipe ends as its last program does, but the engine's word is the one that counts.
function saveScript(program: string, id: Digest, command: string): string {
	return `${path}
exec 4>&1
status=$({ { ${program} save ${id} 3>&- 4>&-; echo $? >&3; } | ${command} >&4 3>&-; } 3>&1)
exit "$status"`;
}
