import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {
	concat, endBlocks, header, paxText,
} from '../../../helpers/tar-bytes.ts';
import type {HostileCase} from '../../hostile-case.ts';
import type {HostileLayer} from '../../hostile-image.ts';

const count = 300;
const spared = {spared: 'it is the same stream of bytes as through another door, and each takes a second'};

/** A layer in which 1 MiB that says nothing stands before each entry. */
function wordy(): HostileLayer {
	const hash = createHash('sha256');
	const members: Uint8Array[] = [];
	const global = paxText('10 path=a\n'.repeat(100_000), 'g');
	const member = gzipSync(global, {level: 1});
	for (let number = 0; number < count; number++) {
		const entry = header({name: `f${number}`});
		hash.update(global).update(entry);
		members.push(member, gzipSync(entry));
	}

	hash.update(endBlocks);
	return {blob: Buffer.from(concat(...members, gzipSync(endBlocks))), diffId: `sha256:${hash.digest('hex')}`};
}

/** Much that is said of nothing; that it is read in 2 seconds of processor time is tested with the reader alone. */
export const globalHeaders: readonly HostileCase[] = [
	{
		name: 'a global PAX header of 1 MiB before each of 300 entries',
		image: () => ({layers: [wordy()]}),
		expected: {},
		doors: {stdin: spared, layout: spared, engine: spared},
		check({lifetimes}) {
			assert.equal(lifetimes.nodeCount, count + 1);
		},
	},
];
