import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {sha256} from '../../../helpers/image-builder.ts';
import type {Expected, HostileCase} from '../../hostile-case.ts';
import {documentsOf} from '../../hostile-image.ts';
import type {GivenAnswer} from '../../loopback-server.ts';
import {
	layout, only, otherDigest,
} from './parts.ts';

const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
const engineDoors = only(['engine'], 'it is an answer of an engine');
const registryDoors = only(['registry'], 'it is an answer of a registry');
const plain: Expected = {tree: ['/a']};

function inspected(more: Readonly<Record<string, unknown>>): string {
	const {config, diffIds} = documentsOf(layout());
	return JSON.stringify({
		Id: sha256(config), Os: 'linux', Architecture: 'amd64', Config: {}, RootFS: {Type: 'layers', Layers: diffIds}, Size: config.length, ...more,
	});
}

function engineCase(name: string, path: string, body: string, expected: Expected): HostileCase {
	return {
		name: `an engine's ${path.slice(1)}: ${name}`, image: () => layout({engineAnswers: asked => asked.replace(/\?.*$/, '') === path ? {body} : undefined}), expected, doors: engineDoors,
	};
}

const isNone: Expected = {error: {says: /is not (?:an? |objects)/}};

const inspections: readonly HostileCase[] = [
	...['[]', 'null', '"x"', '5', '{}', inspected({Id: 'sha256:../../x'}), inspected({Id: 5})].map(body => engineCase(body.slice(0, 20), '/json', body, isNone)),
	...[
		{RootFS: 1},
		{RootFS: {Layers: {}}},
		{RootFS: {Layers: ['sha256:../../x']}},
		{Config: []},
		{Config: {Env: 'x'}},
		{Config: {Labels: {a: 1}}},
		{Os: {}},
		{Created: 5},
		{RepoDigests: {}},
		{Manifests: {}},
		{Manifests: [1]},
	].map(more => engineCase(JSON.stringify(more), '/json', inspected(more), isNone)),
	engineCase('no JSON', '/json', '<html>', {error: {kind: 'engine', says: /is no JSON/}}),
	engineCase('depth 1,000,000', '/json', deep, {error: {kind: 'engine', says: /nested more than 1,000 deep/}}),
	engineCase('20 MiB', '/json', inspected({x: ' '.repeat(20 * 1024 * 1024)}), {error: {kind: 'engine', says: /is far too long/}}),
	engineCase('a size beyond numbers', '/json', inspected({}).replace(/"Size":\d+/, '"Size":1e999'), plain),
	engineCase('a media type that is an object', '/json', inspected({Descriptor: {mediaType: {toString: 1}, digest: otherDigest}}), plain),
	engineCase('nulls', '/json', inspected({
		Config: null, Os: null, Architecture: null, RepoDigests: null, Manifests: null, Size: null,
	}), plain),
];

const step = {Created: 1, CreatedBy: 'COPY a /', Size: 5};

const histories: readonly HostileCase[] = [
	...['null', '{}', '5', '[1]', '[null]', '<html>', deep, JSON.stringify([{...step, CreatedBy: 5}])].map(body => engineCase(body.slice(0, 20), '/history', body, plain)),
	engineCase('a time beyond all clocks', '/history', JSON.stringify([{...step, Created: 1e300}]), plain),
	engineCase('a time and a size of other types', '/history', JSON.stringify([{...step, Created: {}, Size: '5'}]), plain),
	engineCase('20 MiB', '/history', JSON.stringify([{...step, Comment: ' '.repeat(20 * 1024 * 1024)}]), plain),
	engineCase('50,000 rows', '/history', JSON.stringify(Array.from({length: 50_000}, () => step)), plain),
];

const sound = layout();
const documents = documentsOf(sound);

function registryCase(name: string, answer: (path: string) => GivenAnswer | undefined, expected: Expected, check?: HostileCase['check']): HostileCase {
	return {
		name: `a registry's ${name}`, image: () => ({...sound, registryAnswers: answer}), expected, doors: registryDoors, ...(check && {check}),
	};
}

const manifestAnswer = (headers: Readonly<Record<string, string>>) => (path: string): GivenAnswer | undefined => path === '/manifests/latest' ? {body: documents.manifest, headers} : undefined;
const blobAnswer = (headers: Readonly<Record<string, string>>) => (path: string): GivenAnswer | undefined => {
	const {blob} = sound.layers[0]!;
	return path === `/blobs/${documents.blobs.find(({bytes}) => bytes === blob)!.digest}` ? {body: blob, headers} : undefined;
};

const isChanged: Expected = {error: {kind: 'engine', says: /isn't what its digest says/}};
const isCut: Expected = {error: {kind: 'engine', says: /./}};
const type = {'Content-Type': 'application/vnd.oci.image.manifest.v1+json'};

const registries: readonly HostileCase[] = [
	registryCase('Docker-Content-Digest of something else', manifestAnswer({...type, 'Docker-Content-Digest': otherDigest}), isChanged),
	...['sha256:../../x', documents.config.length.toString(), `SHA256:${'A'.repeat(64)}`, ''].map(digest =>
		registryCase(`Docker-Content-Digest of '${digest.slice(0, 20)}'`, manifestAnswer({...type, 'Docker-Content-Digest': digest}), plain, ({image}) => {
			assert.match(image.manifestDigest!, /^sha256:[\da-f]{64}$/);
		})),
	...['text/html', 'application/vnd.oci.image.index.v1+json', '', 'application/vnd.docker.distribution.manifest.v1+prettyjws', '\u00FF'].map(lie =>
		registryCase(`Content-Type of '${lie}'`, manifestAnswer({'Content-Type': lie}), plain)),
	registryCase('manifest of more bytes than come', manifestAnswer({...type, 'Content-Length': String(documents.manifest.length + 9)}), isCut),
	registryCase('layer of more bytes than it has', blobAnswer({'Content-Length': '999999'}), {warnings: ['layer-missing'], failures: {0: {kind: 'engine', says: /isn't what its digest says/}}}),
	registryCase('manifest as a page', path => path === '/manifests/latest' ? {body: Buffer.from('<html>'), headers: {'Content-Type': 'text/html'}} : undefined, {error: {says: /is no valid JSON/}}),
	registryCase('manifest of nothing', path => path === '/manifests/latest' ? {body: '', headers: type} : undefined, {error: {says: /is no valid JSON/}}),
];

/** Answers of engines and registries that lie, or are of other types than they should be. */
export const answers: readonly HostileCase[] = [...inspections, ...histories, ...registries];
