import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {file, latin1, pax} from '../../helpers/tar-bytes.ts';
import type {HostileCase} from '../hostile-case.ts';
import {imageOf, type HostileImage} from '../hostile-image.ts';
import {hostileTexts, type HostileText} from '../hostile-texts.ts';
import {shownBytes} from '../outcome.ts';
import {symlink} from '../tar-entries.ts';

const asLatin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const decoder = new TextDecoder('utf-8', {ignoreBOM: true});

/** An image in which a text is a name, a link's target, and all that a config can tell. */
function imageWith(text: Uint8Array): HostileImage {
	const json = decoder.decode(text);
	return {
		...imageOf(file(asLatin1(text), text), symlink('link', asLatin1(text))),
		config: {
			author: json,
			config: {
				Labels: {[json]: json}, Env: [json], Cmd: [json], Entrypoint: [json], User: json, WorkingDir: json, StopSignal: json, Volumes: {[json]: {}}, ExposedPorts: {[json]: {}},
			},
			history: [{created_by: json, comment: json, created: json}],
		},
	};
}

/** A text in an image: it stays what it is, down to the byte, and isn't told from any other by chance. */
function textCase({name, bytes}: HostileText): HostileCase {
	const json = decoder.decode(bytes);
	return {
		name,
		image: () => imageWith(bytes),
		expected: {tree: [`/${shownBytes(bytes)}`, `/link -> ${shownBytes(bytes)}`]},
		check({image: {config}}) {
			assert.deepEqual([...config.labels], [[json, json]]);
			assert.deepEqual([config.environment, config.command, config.entrypoint, config.volumes, config.exposedPorts], [[json], [json], [json], [json], [json]]);
			assert.deepEqual([config.user, config.workingDirectory, config.stopSignal], [json, json, json]);
		},
	};
}

const large: readonly HostileCase[] = [
	{
		name: 'all of them as names in one directory',
		image: () => imageOf(...hostileTexts.map(({bytes}) => file(asLatin1(bytes)))),
		expected: {tree: hostileTexts.map(({bytes}) => `/${shownBytes(bytes)}`)},
	},
	{
		name: 'NUL ends a name in a header',
		image: () => imageOf(file('name\0\u001B[31m')),
		expected: {tree: ['/name']},
	},
	{
		name: 'NUL in a name of PAX',
		image: () => imageOf(file('before'), pax({path: 'a\0b'}), file('short')),
		expected: {failures: {0: {says: /PAX record can't be read/, offset: 512}}, warnings: ['layer-unreadable'], tree: ['/before']},
	},
	{
		name: 'a label of 200 KiB',
		image: () => ({...imageOf(), config: {config: {Labels: {large: '\u001B'.repeat(200 * 1024)}}}}),
		expected: {tree: []},
		check({image: {config}}) {
			assert.equal(config.labels.get('large')?.length, 200 * 1024);
		},
	},
	{
		name: 'a history line of 1 MiB',
		image: () => ({...imageOf(), config: {history: [{created_by: `RUN ${'\u202E'.repeat(350_000)}`}]}}),
		expected: {tree: []},
		check({image: {history}}) {
			assert.equal(history[0]!.instruction.length, 350_004);
		},
	},
	{
		name: 'names of an image',
		image: () => ({...imageOf(file('a')), references: hostileTexts.map(({bytes}) => decoder.decode(bytes))}),
		expected: {tree: ['/a']},
	},
	{
		name: 'a platform',
		image: () => ({
			...imageOf(file('a')), config: {
				os: '\u001B[5m', architecture: '\u202E', variant: '\u0007', created: '\u001B]0;owned\u0007',
			},
		}),
		expected: {tree: ['/a']},
	},
];

const words = '\u001B]0;owned\u0007\u001B[2J\u202E\u009B31m\nsecond line';
const onlyAt = (door: 'registry' | 'engine') => ({cannot: `only the ${door} says such a thing`});
const filesCannot = (door: 'registry' | 'engine') => ({archive: onlyAt(door), stdin: onlyAt(door), layout: onlyAt(door)});

const answers: readonly HostileCase[] = [
	{
		name: 'an error of a registry',
		image: () => ({...imageOf(file('a')), registryAnswers: path => path.startsWith('/manifests/') ? {status: 418, body: JSON.stringify({errors: [{code: words, message: words}]})} : undefined}),
		expected: {error: {kind: 'engine', says: /^The registry 127\.0\.0\.1:\d+ answers 418 when asked for [\w:-]+\.$/}},
		doors: {...filesCannot('registry'), engine: onlyAt('registry')},
	},
	{
		name: 'headers of a registry',
		image: () => ({
			...imageOf(file('a')),
			registryAnswers: path => path.startsWith('/manifests/') ? {status: 401, headers: {'WWW-Authenticate': 'Bearer realm="\u009B5m",service="\u009B31m",scope="\t"'}} : undefined,
		}),
		expected: {error: {kind: 'engine', says: /./}},
		doors: {...filesCannot('registry'), engine: onlyAt('registry')},
	},
	{
		name: 'an error of an engine',
		image: () => ({...imageOf(file('a')), engineAnswers: path => path.startsWith('/json') ? {status: 500, body: JSON.stringify({message: words})} : undefined}),
		// It is quoted as it is; the one function that shows errors escapes them.
		expected: {error: {kind: 'engine', says: /refused while hostile:\d+ was inspected: .]0;owned/}},
		doors: {...filesCannot('engine'), registry: onlyAt('engine')},
	},
	{
		name: 'an error of an engine that is no JSON',
		image: () => ({...imageOf(file('a')), engineAnswers: path => path.startsWith('/get') ? {status: 500, body: latin1(`${'\u009B'.repeat(10)}\u00FF`)} : undefined}),
		expected: {error: {kind: 'engine', says: /./}},
		doors: {...filesCannot('engine'), registry: onlyAt('engine')},
	},
];

/** Texts that a terminal would obey, that hide, or that are no text. */
export const texts: readonly HostileCase[] = [...hostileTexts.map(text => textCase(text)), ...large, ...answers];
