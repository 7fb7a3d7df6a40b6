import {LayerscopeError} from '../errors.ts';
import {
	asArray, asObject, asTexts, field, parseJson,
} from '../image/json.ts';
import type {TarEntry} from '../tar/entry.ts';
import {joinBytes} from '../tar/join-bytes.ts';
import {createTarReader} from '../tar/tar-reader.ts';
import {brokenArchive, noArchive} from './archive-errors.ts';
import {cleanName, nameOf} from './archive-names.ts';

/** Looks at an archive that streams past, so that one that was cut off is never taken for whole. */
export type ArchiveCheck = {
	/** Takes the next bytes. Throws a `LayerscopeError` (unreadable) where they are no tar. */
	take(chunk: Uint8Array): void;
	/** To be called at the end. Throws where the archive was cut off, also between two files, or holds no image. */
	end(): void;
	/** The files that manifest.json names and the archive lacks. */
	missing(): readonly string[];
};

// What has neither is from before Docker 1.10, and engines that take it don't say what they loaded.
const documents: ReadonlySet<string> = new Set(['manifest.json', 'index.json']);
const mostNames = 100_000;
const longestManifest = 16 * 1024 * 1024;

/** Begins to check an archive of images; `location` is what it is called in errors. */
export function createArchiveCheck(location: string): ArchiveCheck {
	const names = new Set<string>();
	const manifest = new Slice();
	const reader = createTarReader(entry => {
		const name = keep(names, entry);
		if (name === 'manifest.json' && entry.storedSize <= longestManifest) {
			manifest.begin(entry.dataOffset, entry.storedSize);
		}
	});
	const guard = (read: () => void) => {
		try {
			read();
		} catch (error) {
			throw names.size === 0 ? noArchive(location, error as LayerscopeError) : brokenArchive(location, error as LayerscopeError);
		}
	};

	return {
		take(chunk) {
			const start = reader.position;
			guard(() => {
				reader.write(chunk);
			});
			manifest.take(chunk, start);
		},
		end() {
			if (reader.position === 0) {
				throw noArchive(location, undefined);
			}

			guard(() => {
				reader.end();
				if (!reader.finished) {
					throw new LayerscopeError('unreadable', 'The blocks that end a tar are missing');
				}
			});
			if (![...documents].some(name => names.has(name))) {
				throw new LayerscopeError('unreadable', `${location} holds no image: it has neither a manifest.json nor an index.json.`, {
					advice: 'Give what docker save, podman save or skopeo wrote.',
				});
			}
		},
		missing: () => filesOf(manifest.bytes()).filter(name => !names.has(cleanName(name))),
	};
}

function keep(names: Set<string>, entry: TarEntry): string {
	const name = cleanName(nameOf(entry.name));
	if (names.add(name).size > mostNames) {
		throw new LayerscopeError('unreadable', `It has more than ${mostNames.toLocaleString('en')} files, and an image archive has a few for each layer`);
	}

	return name;
}

function filesOf(manifest: Uint8Array): string[] {
	if (manifest.length === 0) {
		return [];
	}

	return asArray(parseJson(manifest, 'manifest.json'), 'manifest.json').flatMap(item => {
		const object = asObject(item, 'manifest.json[]');
		const config = field(object, 'Config');
		// Layers that Windows takes from elsewhere are named and not there.
		return field(object, 'LayerSources') === undefined ? [...(typeof config === 'string' ? [config] : []), ...asTexts(field(object, 'Layers'), 'Layers')] : [];
	});
}

/** Collects the bytes of a stream that lie in one range. */
class Slice {
	#start = 0;
	#end = 0;
	#parts: Uint8Array[] = [];

	begin(start: number, length: number): void {
		this.#start = start;
		this.#end = start + length;
		this.#parts = [];
	}

	take(chunk: Uint8Array, position: number): void {
		const part = chunk.subarray(Math.max(0, this.#start - position), Math.max(0, this.#end - position));
		if (part.length > 0) {
			this.#parts.push(Uint8Array.from(part));
		}
	}

	bytes(): Uint8Array {
		return joinBytes(this.#parts);
	}
}
