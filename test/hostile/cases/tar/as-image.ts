import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import type {LoadedImage} from '../../../../source/image/loaded-image.ts';
import {resolvePath} from '../../../../source/image/resolve-path.ts';
import {versionAt, versionFacts, type VersionFacts} from '../../../../source/image/versions.ts';
import {file} from '../../../helpers/tar-bytes.ts';
import type {HostileCase} from '../../hostile-case.ts';
import {layerOf} from '../../hostile-image.ts';
import {shownBytes} from '../../outcome.ts';
import type {TarCase} from './tar-case.ts';

/** An image whose lowest layer is that of a case; the one above stays browsable whatever comes of it. */
export function asImage({name, tar, entries, problem, facts = [], warnings = []}: TarCase): HostileCase {
	return {
		name,
		image: () => ({layers: [{blob: tar()}, layerOf(file('above', 'x'))]}),
		expected: {
			failures: problem === undefined ? {} : {0: {says: problem.message, offset: problem.offset}},
			warnings: problem === undefined ? warnings : [...warnings, 'layer-unreadable'],
			tree: [...entries.map(entry => treeLine(entry)), '/above'].toSorted(),
		},
		check(loaded) {
			for (const [at, entry] of entries.entries()) {
				const {name: path, type, size} = partsOf(entry);
				const actual = factsOf(loaded, path);
				const wanted = {type, size, ...facts.find(fact => fact.entry === at)};
				assert.deepEqual(Object.fromEntries(Object.keys(wanted).map(key => [key, key === 'entry' ? at : actual[key as keyof VersionFacts]])), wanted, path);
			}
		},
	};
}

function partsOf(entry: string) {
	const [, name, type, size] = /^(.*) ([a-z-]+) (\d+)$/.exec(entry)!;
	return {name: name!, type: type as VersionFacts['type'], size: Number(size)};
}

const marks: Readonly<Partial<Record<VersionFacts['type'], string>>> = {
	symlink: ' -> to', directory: '/', 'character-device': ' c', 'block-device': ' b', fifo: ' p', other: ' ?',
};

function treeLine(entry: string): string {
	const {name, type} = partsOf(entry);
	return `/${shownBytes(Buffer.from(name.replace(/\/$/, ''), 'latin1'))}${marks[type] ?? ''}`;
}

function factsOf({lifetimes}: LoadedImage, name: string): VersionFacts {
	const layer = lifetimes.layers.length - 1;
	const found = resolvePath(lifetimes, Buffer.from(`/${name}`, 'latin1'), layer, {followLast: false});
	assert.equal(found.kind, 'found');
	return versionFacts(lifetimes, versionAt(lifetimes, found.kind === 'found' ? found.node : -1, layer));
}
