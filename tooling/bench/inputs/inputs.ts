import {
	existsSync, mkdirSync, readdirSync, renameSync, rmSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type {BenchEngine} from '../engines.ts';
import type {Options} from '../options.ts';
import {UnavailableError} from '../row.ts';
import {writeChunkedLayout} from './chunked-layout.ts';
import {largeFileLayers} from './large-files.ts';
import {manyEntriesLayer} from './many-entries.ts';
import {manyLayers} from './many-layers.ts';
import {loadLayout, writeLayout} from './oci-layout.ts';
import {ensureImage, imageIdOf, type RealImage} from './real-image.ts';
import {saveImage} from './saved-archive.ts';
import {writeArchive} from './write-archive.ts';

/** What is opened: each is made when it is first asked for, and kept for the next run. All are paths, but for the images of engines. */
export type Inputs = {
	/** The real image on the engine with that store. */
	readonly image: (store: BenchEngine['store']) => Promise<RealImage>;
	/** As an engine with a classic store saves it: plain layers. */
	readonly archive: () => Promise<string>;
	/** The same as an OCI layout with gzip layers. */
	readonly layout: () => Promise<string>;
	/** The same with zstd:chunked layers, which have tables of contents. */
	readonly chunked: () => Promise<string>;
	/** 5 GB in few files. */
	readonly large: () => Promise<string>;
	/** One layer of 1,020,000 entries. */
	readonly million: () => Promise<string>;
	/** 60 layers of 20,000 entries over a base of 200,000. */
	readonly layers: () => Promise<string>;
};

/** Inputs in the folder that the options give. */
export function openInputs({folder, image: given, base}: Options, engine: (store: BenchEngine['store']) => Promise<BenchEngine>): Inputs {
	mkdirSync(folder, {recursive: true});
	const keep = async (name: string, make: (file: string) => Promise<void> | void) => keepInput(path.join(folder, name), make);
	const classicImage = async () => ensureImage(await engine('classic'), given, base);
	const archive = async () => {
		const image = await orUnavailable(classicImage());
		if (image instanceof UnavailableError) {
			return keptArchive(folder, image);
		}

		return keep(`real-${await imageIdOf(image)}.tar`, async file => saveImage(image, file));
	};

	const layout = async () => {
		const saved = await archive();
		return keep(`${path.basename(saved, '.tar')}-layout`, async file => writeLayout(saved, file, given));
	};

	const containerdImage = async () => {
		const containerd = await engine('containerd');
		const classic = await orUnavailable(engine('classic'));
		return ensureImage(containerd, given, base, classic instanceof UnavailableError ? undefined : async () => loadLayout(containerd, await layout()));
	};

	return {
		image: async store => store === 'classic' ? classicImage() : containerdImage(),
		archive,
		layout,
		async chunked() {
			const saved = await archive();
			return keep(`${path.basename(saved, '.tar')}-chunked`, async file => writeChunkedLayout(saved, file));
		},
		large: async () => keep('large-files.tar', file => {
			writeArchive(file, largeFileLayers());
		}),
		million: async () => keep('million-entries.tar', file => {
			writeArchive(file, [manyEntriesLayer(1_020_000)]);
		}),
		layers: async () => keep('many-layers.tar', file => {
			writeArchive(file, manyLayers({base: 200_000, layers: 60, entries: 20_000}));
		}),
	};
}

async function keepInput(file: string, make: (file: string) => Promise<void> | void): Promise<string> {
	if (existsSync(file)) {
		return file;
	}

	console.error(`making ${file}`);
	// A name that is there is whole: a run may be stopped in the middle.
	const unfinished = `${file}.${process.pid}`;
	try {
		await make(unfinished);
		renameSync(unfinished, file);
	} finally {
		rmSync(unfinished, {recursive: true, force: true});
	}

	return file;
}

/** What an earlier run saved, where there is no engine now. */
function keptArchive(folder: string, reason: UnavailableError): string {
	const kept = readdirSync(folder).find(name => /^real-[\da-f]+\.tar$/.test(name));
	if (kept === undefined) {
		throw reason;
	}

	return path.join(folder, kept);
}

async function orUnavailable<Value>(value: Promise<Value>): Promise<Value | UnavailableError> {
	try {
		return await value;
	} catch (error) {
		if (error instanceof UnavailableError) {
			return error;
		}

		throw error;
	}
}
