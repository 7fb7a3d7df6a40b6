import {realpath, stat} from 'node:fs/promises';
import path from 'node:path';
import {readRange} from '../indexing/file-range.ts';
import type {FileRange} from '../indexing/layer-task.ts';
import {cleanName} from './archive-names.ts';
import {createDocuments, type LocatedFileSet} from './file-set.ts';

/** The files of a layout directory. Only ordinary files that really lie inside of it are there, whatever links lead elsewhere. */
export async function openDirectoryFiles(directory: string): Promise<LocatedFileSet> {
	const root = await realpath(directory);
	const locate = async (name: string): Promise<FileRange | undefined> => {
		try {
			const file = await realpath(path.join(root, cleanName(name)));
			const {size, ...facts} = await inside(root, file);
			return facts.isFile ? {path: file, start: 0, length: size} : undefined;
		} catch (error) {
			if (isAbsence(error)) {
				return undefined;
			}

			throw error;
		}
	};

	const document = createDocuments(
		async name => {
			const range = await locate(name);
			return range && readRange(range);
		},
		async name => {
			const range = await locate(name);
			return range?.length;
		},
	);
	return {document, locate};
}

async function inside(root: string, file: string): Promise<{size: number; isFile: boolean}> {
	if (!file.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) {
		return {size: 0, isFile: false};
	}

	const facts = await stat(file);
	return {size: facts.size, isFile: facts.isFile()};
}

const absences = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

function isAbsence(error: unknown): boolean {
	return error instanceof Error && absences.has((error as NodeJS.ErrnoException).code ?? '');
}
