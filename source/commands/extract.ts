import process from 'node:process';
import {LayerscopeError} from '../errors.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {versionAt, versionFacts} from '../image/versions.ts';
import type {ImageSource} from '../sources/image-source.ts';
import {contentBytes} from './content.ts';
import type {Context} from './context.ts';
import {
	contentPlace, findPath, pathBytes, type PathSearch,
} from './find-path.ts';
import {chosenLayer, withFiles} from './load.ts';
import {writeBytes} from './output.ts';
import {writeWhole, type WriteResult} from './safe-file.ts';
import {tarOf} from './tar-of.ts';

type ExtractCommand = {
	readonly image: string;
	readonly path: string;
	readonly layer: number | undefined;
	readonly file: string | undefined;
	readonly isForced: boolean;
};

/** `layerscope extract`: one file as it is, or a directory as a tar, into a file or to standard output that is no terminal. */
export async function extract({image, path, layer, file, isForced}: ExtractCommand, context: Context): Promise<number> {
	if (file === undefined && process.stdout.isTTY) {
		throw new LayerscopeError('usage', 'Nothing says where to extract to.', {advice: 'Add -o FILE, or send the output into a pipe or a file.'});
	}

	return withFiles(image, context, async ({source, loaded}) => {
		const chosen = chosenLayer(loaded, layer);
		const bytes = extractedBytes({
			source, lifetimes: loaded.lifetimes, layer: chosen, signal: context.signal,
		}, pathBytes(path));
		if (file === undefined) {
			await writeBytes(process.stdout, bytes);
			return 0;
		}

		const result = await writeWhole(file, bytes, isForced);
		if (result.kind === 'exists') {
			throw new LayerscopeError('usage', `${file} is there already.`, {advice: 'Choose another name, or overwrite it with --force.'});
		}

		return 0;
	});
}

type ExtractToFile = {
	readonly source: ImageSource;
	readonly lifetimes: Lifetimes;
	/** Of the file or directory in the image, absolute. */
	readonly path: Uint8Array;
	readonly layer: number;
	/** Where to. */
	readonly file: string;
	readonly isForced: boolean;
	readonly signal: AbortSignal;
};

/** Writes one file, or a directory as a tar, to a file, whole or not at all. */
export async function extractToFile({source, lifetimes, path, layer, file, isForced, signal}: ExtractToFile): Promise<WriteResult> {
	return writeWhole(file, extractedBytes({
		source, lifetimes, layer, signal,
	}, path), isForced);
}

async function * extractedBytes(search: PathSearch, path: Uint8Array): AsyncGenerator<Uint8Array, void> {
	const {source, lifetimes, layer, signal} = search;
	const {node, asked} = await findPath(search, path);
	const {type} = versionFacts(lifetimes, versionAt(lifetimes, node, layer), asked);
	if (type === 'directory') {
		yield * tarOf(source, lifetimes, {node, layer}, signal);
		return;
	}

	yield * contentBytes(source, contentPlace(lifetimes, node, {layer, asked}), signal);
}
