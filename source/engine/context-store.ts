import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {messageOf} from '../errors.ts';
import {field, isObject} from '../image/json.ts';
import {configFolder} from './docker-config.ts';
import {parseAddress, type EngineAddress} from './engine-address.ts';
import type {Environment} from './environment.ts';
import {EngineUnreachableError} from './engine-unreachable-error.ts';
import {contextTls} from './tls-files.ts';
import {codeOf} from './unreachable.ts';

const seeThem = 'See `docker context ls`.';

/** The engine of a context of the docker CLI. Throws an `EngineUnreachableError` that names the contexts there are where it doesn't exist, and where it can't be read. */
export function contextAddress(name: string, environment: Environment): EngineAddress {
	const folder = path.join(configFolder(environment), 'contexts');
	const id = createHash('sha256').update(name).digest('hex');
	const origin = `the context ${name}`;
	const endpoint = endpointOf(readMeta(path.join(folder, 'meta'), id, name));
	const host = endpoint === undefined ? undefined : field(endpoint, 'Host');
	if (endpoint === undefined || typeof host !== 'string' || host === '') {
		throw new EngineUnreachableError(`The context ${name} names no Docker engine.`, {advice: seeThem});
	}

	const isUnverified = field(endpoint, 'SkipTLSVerify') === true;
	return parseAddress(host, {
		origin,
		tls: isWanted => contextTls(path.join(folder, 'tls', id, 'docker'), isUnverified) ?? (isWanted
			? {
				ca: undefined, cert: undefined, key: undefined, isUnverified,
			}
			: undefined),
	});
}

function endpointOf(meta: unknown): Readonly<Record<string, unknown>> | undefined {
	const endpoints = isObject(meta) ? field(meta, 'Endpoints') : undefined;
	const endpoint = isObject(endpoints) ? field(endpoints, 'docker') : undefined;
	return isObject(endpoint) ? endpoint : undefined;
}

function readMeta(folder: string, id: string, name: string): unknown {
	try {
		return JSON.parse(readFileSync(path.join(folder, id, 'meta.json'), 'utf8'));
	} catch (error) {
		if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') {
			throw missing(name, namesIn(folder), error);
		}

		throw new EngineUnreachableError(`The context ${name} can't be read: ${messageOf(error)}.`, {advice: seeThem, cause: error});
	}
}

function missing(name: string, others: readonly string[], cause: unknown): EngineUnreachableError {
	return new EngineUnreachableError(`There is no context ${name}.`, {
		advice: `There ${others.length === 0 ? 'is only' : 'are'} ${['default', ...others].join(', ')}.`,
		cause,
	});
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder).flatMap(id => nameOf(path.join(folder, id, 'meta.json'))).toSorted();
	} catch {
		// There is no context at all.
		return [];
	}
}

function nameOf(file: string): string[] {
	try {
		const meta: unknown = JSON.parse(readFileSync(file, 'utf8'));
		const name = isObject(meta) ? field(meta, 'Name') : undefined;
		return typeof name === 'string' ? [name] : [];
	} catch {
		// One that is damaged can't be named.
		return [];
	}
}
