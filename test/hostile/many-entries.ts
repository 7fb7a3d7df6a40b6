import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {header, type HeaderFields} from '../helpers/tar-bytes.ts';
import type {HostileLayer} from './hostile-image.ts';

const digits = 7;
const blockSize = 512;
const blocksInAPiece = 32_768;
const checksumAt = 148;

/** A gzipped layer of very many empty entries, whose names have a number of seven digits in place of `#######`. It is made piece by piece, so that it never lies in memory as a whole. */
export function manyEntries(count: number, fields: HeaderFields & {readonly name: string}): HostileLayer {
	const template = header(fields);
	const at = fields.name.indexOf('#'.repeat(digits));
	const sum = template.reduce((total, byte) => total + byte, 0) - template.subarray(at, at + digits).reduce((total, byte) => total + byte, 0)
		- template.subarray(checksumAt, checksumAt + 8).reduce((total, byte) => total + byte, 0) + (8 * 0x20);
	const hash = createHash('sha256');
	const members: Uint8Array[] = [];
	const add = (piece: Uint8Array) => {
		hash.update(piece);
		members.push(gzipSync(piece, {level: 1}));
	};

	for (let start = 0; start < count; start += blocksInAPiece) {
		const piece = Buffer.alloc(Math.min(blocksInAPiece, count - start) * blockSize);
		for (let block = 0; block * blockSize < piece.length; block++) {
			piece.set(template, block * blockSize);
			writeNumber(piece, (block * blockSize) + at, start + block);
			const own = piece.subarray((block * blockSize) + at, (block * blockSize) + at + digits).reduce((total, byte) => total + byte, sum);
			piece.write(`${own.toString(8).padStart(6, '0')}\0 `, (block * blockSize) + checksumAt, 'latin1');
		}

		add(piece);
	}

	add(new Uint8Array(2 * blockSize));
	return {blob: Buffer.concat(members), diffId: `sha256:${hash.digest('hex')}`};
}

function writeNumber(bytes: Uint8Array, at: number, value: number): void {
	let rest = value;
	for (let place = at + digits - 1; place >= at; place--) {
		bytes[place] = 0x30 + (rest % 10);
		rest = Math.floor(rest / 10);
	}
}
