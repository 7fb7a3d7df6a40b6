import {Buffer} from 'node:buffer';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {caseOf, type FuzzCase, type Kind} from './fuzz-case.ts';
import type {Failure} from './run-fuzz.ts';

/** Writes a case that failed into a folder, with its seed and all that is needed to read it again; gives the file. */
export function writeFailure(folder: string, seed: number, {number, why}: Failure): string {
	const {kind, bytes} = caseOf(seed, number);
	const file = path.join(folder, `fuzz-${seed}-${number}.json`);
	mkdirSync(folder, {recursive: true});
	writeFileSync(file, JSON.stringify({
		seed, number, kind, why, bytes: Buffer.from(bytes).toString('base64'),
	}, undefined, '\t'));
	return file;
}

/** The case in a file that `writeFailure` wrote. */
export function readFailure(file: string): FuzzCase {
	const {kind, bytes} = JSON.parse(readFileSync(file, 'utf8')) as {kind: Kind; bytes: string};
	return {kind, bytes: Buffer.from(bytes, 'base64')};
}
