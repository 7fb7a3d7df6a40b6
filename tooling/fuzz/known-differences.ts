import {Buffer} from 'node:buffer';
import {headersOf} from './tar-headers.ts';

type Header = {
	readonly name: string;
	readonly type: string;
	readonly size: string;
	readonly magic: string;
	/** Where ustar has its prefix, and GNU tar its times. */
	readonly prefix: string;
};

type Difference = readonly [why: string, isSo: (headers: readonly Header[], text: string) => boolean];

const any = (isSo: (header: Header) => boolean) => (headers: readonly Header[]) => headers.some(header => isSo(header));
const types = (headers: readonly Header[]) => new Set(headers.map(({type}) => type));

function hasNoBody({name, type}: Header): boolean {
	return '123456'.includes(type) || /\/\0*$/.test(name);
}

/** Where GNU tar and libarchive read a tar otherwise than Go's archive/tar, by which engines unpack layers and which we follow. */
const differences: readonly Difference[] = [
	['They take X, Solaris\' PAX header, for a PAX header; to Go it is an entry.', any(({type}) => type === 'X')],
	['Dumps, volume labels, parts of files and old long names are entries to Go.', any(({type}) => 'DVMN'.includes(type))],
	['They skip a body that a link, a device, a directory or a fifo claims to have; to Go it has none.', any(header => hasNoBody(header) && !/^[0 \0]*$/.test(header.size))],
	['So they do where a PAX header claims it.', (headers, text) => text.includes(' size=') && headers.some(({type}) => '123456'.includes(type))],
	['They stop at a NUL in front of a number; Go passes over it.', any(({size}) => /^[ \0]*\0[ \0]*[^ \0]/.test(size))],
	['Go reads a prefix in a GNU header, as its own writer once put it there, where that is no time.', any(({magic, prefix}) => magic.startsWith('ustar ') && !/^[0-7 \0]*$/.test(prefix))],
	['They let a global PAX header count for what follows; Go lets it count for nothing, and forget what stands before it.', any(({type}) => type === 'g')],
	['Of a PAX path and a GNU long name Go takes the long name.', headers => types(headers).has('x') && (types(headers).has('L') || types(headers).has('K'))],
	['They take the name of a sparse file from records by which Go finds no sparse file.', (_, text) => text.includes('GNU.sparse.')],
];

/** Why others may list a tar otherwise than we do; `undefined` where they should list the same. */
export function knownDifference(tar: Uint8Array): string | undefined {
	const text = Buffer.from(tar).toString('latin1');
	const headers = headersOf(tar).map(at => headerOf(text.slice(at, at + 512)));
	return differences.find(([, isSo]) => isSo(headers, text))?.[0];
}

function headerOf(block: string): Header {
	const field = (start: number, end: number) => block.slice(start, end);
	return {
		name: field(0, 100), type: field(156, 157), size: field(124, 136), magic: field(257, 265), prefix: field(345, 369),
	};
}
