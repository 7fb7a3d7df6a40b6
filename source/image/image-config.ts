import {isDigest, type Digest} from './digest.ts';
import {
	asArray, asNames, asObject, asOptionalText, asTextMap, asTexts, looseField, malformed, type JsonObject,
} from './json.ts';
import {parsePlatformFields} from './manifest.ts';
import type {Platform} from './platform.ts';

/** The part of an image config that says how a container starts. All of it is untrusted text. (OCI image-spec, config.md) */
export type ImageConfig = {
	readonly entrypoint: readonly string[];
	readonly command: readonly string[];
	readonly environment: readonly string[];
	readonly labels: ReadonlyMap<string, string>;
	readonly exposedPorts: readonly string[];
	readonly user: string | undefined;
	readonly volumes: readonly string[];
	readonly workingDirectory: string | undefined;
	readonly stopSignal: string | undefined;
	readonly author: string | undefined;
};

/** One record of a config's history, as it was stored. */
export type HistoryRecord = {
	readonly created: string | undefined;
	readonly createdBy: string | undefined;
	readonly comment: string | undefined;
	readonly isEmptyLayer: boolean;
};

/** A whole config document: how a container starts, which layers there are, and how they were made. */
export type ConfigDocument = {
	readonly config: ImageConfig;
	readonly created: string | undefined;
	readonly platform: Platform | undefined;
	readonly diffIds: readonly Digest[];
	readonly history: readonly HistoryRecord[];
};

/** The config of an image that says nothing. */
export const emptyConfig: ImageConfig = parseRuntimeConfig({}, undefined);

/** Parses a config document. Throws a `LayerscopeError` that names the field where one has the wrong type or a diffID is none. */
export function parseConfig(value: unknown): ConfigDocument {
	const object = asObject(value, 'The image config');
	const rootfs = asObject(looseField(object, 'rootfs') ?? {}, 'config.rootfs');
	return {
		config: parseRuntimeConfig(asObject(looseField(object, 'config') ?? {}, 'config.config'), asOptionalText(looseField(object, 'author'), 'config.author')),
		created: asOptionalText(looseField(object, 'created'), 'config.created'),
		platform: parsePlatformFields(object, 'config'),
		diffIds: asTexts(looseField(rootfs, 'diff_ids'), 'config.rootfs.diff_ids').map((text, index) => {
			if (!isDigest(text)) {
				throw malformed(`config.rootfs.diff_ids[${index}]`, 'a sha256 or sha512 digest');
			}

			return text;
		}),
		history: asArray(looseField(object, 'history'), 'config.history').map((item, index) => parseHistoryRecord(item, `config.history[${index}]`)),
	};
}

function parseRuntimeConfig(object: JsonObject, author: string | undefined): ImageConfig {
	return {
		entrypoint: asCommand(looseField(object, 'Entrypoint'), 'config.Entrypoint'),
		command: asCommand(looseField(object, 'Cmd'), 'config.Cmd'),
		environment: asTexts(looseField(object, 'Env'), 'config.Env'),
		labels: asTextMap(looseField(object, 'Labels'), 'config.Labels'),
		exposedPorts: asNames(looseField(object, 'ExposedPorts'), 'config.ExposedPorts'),
		user: asOptionalText(looseField(object, 'User'), 'config.User'),
		volumes: asNames(looseField(object, 'Volumes'), 'config.Volumes'),
		workingDirectory: asOptionalText(looseField(object, 'WorkingDir'), 'config.WorkingDir'),
		stopSignal: asOptionalText(looseField(object, 'StopSignal'), 'config.StopSignal'),
		author,
	};
}

// Engines take a bare text for a command of one word.
function asCommand(value: unknown, what: string): readonly string[] {
	return typeof value === 'string' ? [value] : asTexts(value, what);
}

function parseHistoryRecord(value: unknown, what: string): HistoryRecord {
	const object = asObject(value, what);
	return {
		created: asOptionalText(looseField(object, 'created'), `${what}.created`),
		createdBy: asOptionalText(looseField(object, 'created_by'), `${what}.created_by`),
		comment: asOptionalText(looseField(object, 'comment'), `${what}.comment`),
		isEmptyLayer: looseField(object, 'empty_layer') === true,
	};
}
