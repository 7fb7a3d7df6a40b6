import {createReadStream} from 'node:fs';
import {rm} from 'node:fs/promises';
import path from 'node:path';
import {extract, type Header} from 'tar-stream';
import type {Lifetimes} from '../../source/image/lifetimes.ts';
import {nodePath} from '../../source/image/nodes.ts';
import {versionAt, versionFacts} from '../../source/image/versions.ts';
import type {TestEngine} from './engine.ts';

// What an engine puts into a container beside the image; Podman's builds leave some of it in the image, and its list of changes tells some of it.
const engineOwn = /^\/(?:\.dockerenv|dev|etc|proc|run|sys)(?:[/ ]|$)/;

/** Whether a path, or a line of these trees, is of what engines themselves put into containers. */
export function isEngineOwn(place: string): boolean {
	return engineOwn.test(place);
}

/** What a container of an image sees, by `docker export`: a line for each path, sorted. */
export async function exportedTree(engine: TestEngine, image: string): Promise<string[]> {
	const container = await engine.docker('create', '--network', 'none', image, '/bin/sh');
	const lines = await exportedContainer(engine, container);
	await engine.docker('rm', container);
	return lines;
}

/** The same of a container that is there. */
export async function exportedContainer(engine: TestEngine, container: string): Promise<string[]> {
	const file = path.join(engine.folder, 'export.tar');
	await engine.docker('export', '--output', file, container);
	const tar = createReadStream(file).pipe(extract());
	const headers: Header[] = [];
	for await (const entry of tar) {
		headers.push(entry.header);
		entry.resume();
	}

	await rm(file);
	const sizes = new Map(headers.map(({name, size}) => [name, size]));
	return headers.map(header => line({
		path: `/${header.name.replace(/\/$/, '')}`,
		type: header.type === 'link' ? 'file' : header.type,
		mode: header.mode & 0o7777,
		uid: header.uid,
		gid: header.gid,
		size: header.type === 'link' ? sizes.get(header.linkname)! : header.size,
		mtime: header.mtime.getTime() / 1000,
		target: header.type === 'symlink' ? header.linkname : '',
	})).filter(text => !isEngineOwn(text)).toSorted();
}

/** The same of a merged image, or of a container's changes on top of one. */
export function mergedTree(lifetimes: Lifetimes): string[] {
	const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
	const lines: string[] = [];
	for (let node = 1; node < lifetimes.nodeCount; node++) {
		const version = versionAt(lifetimes, node, lifetimes.layers.length - 1);
		if (version !== -1) {
			const facts = versionFacts(lifetimes, version);
			lines.push(line({
				...facts,
				path: decode(nodePath(lifetimes, node)),
				type: facts.type === 'hardlink' ? 'file' : facts.type,
				target: facts.type === 'symlink' ? decode(facts.target) : '',
			}));
		}
	}

	return lines.filter(text => !isEngineOwn(text)).toSorted();
}

type Line = {
	readonly path: string;
	readonly type: string;
	/** Like the next, `undefined` where it isn't known. */
	readonly mode: number | undefined;
	readonly uid: number | undefined;
	readonly gid: number | undefined;
	readonly size: number | undefined;
	readonly mtime: number | undefined;
	readonly target: string;
};

function line(of: Line): string {
	return `${of.path} ${of.type} ${of.mode?.toString(8)} ${of.uid}:${of.gid} ${of.size} ${of.mtime === undefined ? undefined : Math.floor(of.mtime)} ${of.target}`;
}
