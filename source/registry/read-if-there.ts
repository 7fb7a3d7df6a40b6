import {readdirSync, readFileSync} from 'node:fs';

const passedBy: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM']);

/** A file's text; `undefined` where there is none, or none that this user may read. */
export function readIfThere(file: string): string | undefined {
	return orNothing(() => readFileSync(file, 'utf8'));
}

/** The names in a folder, sorted; none where there is no folder, or none that this user may read. */
export function namesIn(folder: string): readonly string[] {
	return orNothing(() => readdirSync(folder).toSorted()) ?? [];
}

function orNothing<Result>(read: () => Result): Result | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof Error && 'code' in error && passedBy.has(error.code)) {
			return undefined;
		}

		throw error;
	}
}
