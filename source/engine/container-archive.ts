import {Buffer} from 'node:buffer';
import type {IncomingMessage} from 'node:http';
import {LayerscopeError} from '../errors.ts';
import type {AskedFacts} from '../image/asked-facts.ts';
import type {EntryType} from '../image/layer-index.ts';
import {
	asObject, asOptionalText, asSize, asText, field, parseJson,
} from '../image/json.ts';
import {
	asEngineError, bodyOf, readText, refusalOf,
} from './answer.ts';
import type {EngineConnection} from './connection.ts';
import {containerPath} from './container-path.ts';
import {refused} from './get-json.ts';
import {watchAnswer} from './idle.ts';

/** A path of a container: the container's ID or name, and the absolute path. */
export type ContainerPlace = {readonly container: string; readonly path: string};

/**
What is at a path of a container now, or `undefined` where nothing is; a symbolic link isn't followed, but its target is where it leads
in the end, as engines tell it. Asks for this one path, and reads no content.
*/
export async function statContainerPath(connection: EngineConnection, place: ContainerPlace, signal: AbortSignal): Promise<AskedFacts | undefined> {
	const purpose = purposeOf(place);
	const watch = watchAnswer(purpose, signal);
	const response = await ask(connection, 'HEAD', place, watch.signal).finally(() => {
		watch.stop();
	});
	response.resume();
	if (response.statusCode === 404) {
		return undefined;
	}

	const header = response.headers['x-docker-container-path-stat'];
	if (response.statusCode !== 200 || typeof header !== 'string') {
		throw refused('', response.statusCode, purpose);
	}

	return parseStat(Buffer.from(header, 'base64'));
}

/**
A tar of what is at a path of a container, as it comes. Leaving early closes the connection. Throws a `LayerscopeError`: `not-found` with the
engine's words where there is no such path or container, `engine` where the engine breaks off or says nothing for 30 seconds.
*/
export async function * readContainerArchive(connection: EngineConnection, place: ContainerPlace, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	const purpose = purposeOf(place);
	const watch = watchAnswer(purpose, signal);
	try {
		const response = await ask(connection, 'GET', place, watch.signal);
		if (response.statusCode !== 200) {
			throw archiveRefused(place, refusalOf(await readText(response, purpose, watch.signal, watch)), response.statusCode);
		}

		yield * bodyOf(response, purpose, watch.signal, watch);
	} finally {
		watch.stop();
	}
}

function archiveRefused({path}: ContainerPlace, words: string, status: number | undefined): LayerscopeError {
	return status === 404
		? new LayerscopeError('not-found', `${path} can't be read from the container: ${words}`, {advice: 'It or the container was removed meanwhile; open it again.'})
		: refused(words, status, `while ${path} was asked of the container`);
}

async function ask(connection: EngineConnection, method: 'GET' | 'HEAD', place: ContainerPlace, signal: AbortSignal): Promise<IncomingMessage> {
	try {
		return await connection.send({
			method, path: containerPath(place.container, 'archive'), query: {path: place.path}, signal,
		});
	} catch (error) {
		throw asEngineError(error, purposeOf(place), signal);
	}
}

function purposeOf({container, path}: ContainerPlace): string {
	return `while ${path} was asked of the container ${container}`;
}

function parseStat(bytes: Uint8Array): AskedFacts {
	const object = asObject(parseJson(bytes, 'What the engine says of the path'), 'What the engine says of the path');
	const mode = asSize(field(object, 'mode'), 'The mode of the path');
	const type = typeOf(mode);
	return {
		type,
		mode: permissionsOf(mode),
		size: type === 'file' ? asSize(field(object, 'size'), 'The size of the path') : 0,
		mtime: timeOf(asText(field(object, 'mtime'), 'The time of the path')),
		// Podman gives the path itself for what is no link.
		target: type === 'symlink' ? new TextEncoder().encode(asOptionalText(field(object, 'linkTarget'), 'The target of the link') ?? '') : new Uint8Array(0),
	};
}

// The bits of Go's io/fs.FileMode, which are not those of Unix.
const goBits = {
	directory: 2 ** 31, symlink: 2 ** 27, device: 2 ** 26, fifo: 2 ** 25, socket: 2 ** 24, setuid: 2 ** 23, setgid: 2 ** 22, characterDevice: 2 ** 21, sticky: 2 ** 20, irregular: 2 ** 19,
} as const;

function has(mode: number, bit: keyof typeof goBits): boolean {
	return Math.floor(mode / goBits[bit]) % 2 === 1;
}

function typeOf(mode: number): EntryType {
	if (has(mode, 'device')) {
		return has(mode, 'characterDevice') ? 'character-device' : 'block-device';
	}

	const type = (['directory', 'symlink', 'fifo'] as const).find(type => has(mode, type));
	return type ?? (has(mode, 'socket') || has(mode, 'irregular') ? 'other' : 'file');
}

function permissionsOf(mode: number): number {
	return (mode % 0o1000) + (has(mode, 'setuid') ? 0o4000 : 0) + (has(mode, 'setgid') ? 0o2000 : 0) + (has(mode, 'sticky') ? 0o1000 : 0);
}

function timeOf(text: string): number {
	const time = Date.parse(text);
	return Number.isNaN(time) ? 0 : time / 1000;
}
