import {formatPlatform} from '../image/platform.ts';
import {layerCounts, type LayerCounts} from '../image/changes.ts';
import {
	deadBytes, deadPaths, efficiency, shippedBytes,
} from '../image/dead-bytes.ts';
import type {ImageConfig} from '../image/image-config.ts';
import {isContainerLayer, type ContainerFacts, type ImageFacts} from '../image/image-facts.ts';
import {isTooDeep} from '../image/json-doubt.ts';
import {looseField, type JsonObject} from '../image/json.ts';
import {isPartlyRead, type LoadedImage} from '../image/loaded-image.ts';
import {bytesToFetch} from '../image/presence.ts';
import type {Warning} from '../image/warning.ts';
import {deepestIndent} from '../text/indentation.ts';
import {jsonText, textFields} from './json-text.ts';

/** So many dead paths are listed: those that matter most. */
const mostDeadPaths = 1000;

/** The report of an image as JSON; its fields are documented in the readme and stable. `source` is the kind of the source. */
export function jsonReport(loaded: LoadedImage, source: string): string {
	const {image, lifetimes, layers} = loaded;
	const isUnread = layers.some(layer => layer.isUnread);
	return jsonText({
		reference: image.reference ?? null,
		source,
		...(image.container ? {container: containerFields(image.container)} : {}),
		id: image.id ?? null,
		digest: image.manifestDigest ?? null,
		platform: image.platform ? formatPlatform(image.platform) : null,
		created: image.created ?? null,
		size: isUnread ? null : shippedBytes(lifetimes),
		config: configFields(image),
		...(image.presence ? {download: {engine: bytesToFetch(image.presence, 'engine') ?? null, cache: bytesToFetch(image.presence, 'blob') ?? null}} : {}),
		layers: layerRows(loaded),
		deadBytes: isUnread ? null : deadBytes(lifetimes),
		efficiency: isUnread || isPartlyRead(loaded) ? null : efficiency(lifetimes),
		deadPaths: isUnread ? null : deadPaths(lifetimes, mostDeadPaths).map(({path, ...others}) => ({...textFields('path', path), ...others})),
		warnings: loaded.warnings.map(warning => warningFields(warning)),
	}, image.configText !== undefined && isTooDeep(image.configText, deepestIndent) ? undefined : '\t');
}

function containerFields({id, name, state, imageName}: ContainerFacts) {
	return {
		id, name, state, image: imageName ?? null,
	};
}

function layerRows({image, lifetimes, layers}: LoadedImage) {
	return image.layers.map((facts, index) => {
		const {entries, size, added, changed, removed, deadBytes} = countsOf({lifetimes, layers}, index);
		return {
			index,
			...(image.container ? {writable: isContainerLayer(image, index)} : {}),
			diffId: facts.diffId ?? null,
			digest: facts.digest ?? null,
			mediaType: facts.mediaType || null,
			compressedSize: facts.compressedSize ?? null,
			...hereFields(image, index),
			size: size ?? null,
			entries: isContainerLayer(image, index) ? null : entries ?? null,
			instruction: facts.instruction ?? null,
			created: facts.created ?? null,
			added: added ?? null,
			changed: changed ?? null,
			removed: removed ?? null,
			deadBytes: deadBytes ?? null,
			verification: isContainerLayer(image, index) ? null : layers[index]!.verification,
			error: layers[index]!.failure?.message ?? null,
		};
	});
}

function hereFields({presence}: ImageFacts, index: number) {
	const {engine = null, blob, files} = presence?.[index] ?? {};
	return presence ? {here: {engine, blob, files}} : {};
}

/** What a layer's files tell; what layers that weren't read may change isn't known. */
function countsOf({lifetimes, layers}: Pick<LoadedImage, 'lifetimes' | 'layers'>, index: number): Partial<LayerCounts> {
	const counts = layerCounts(lifetimes, index);
	if (layers[index]!.isUnread) {
		return {};
	}

	const {entries, size, ...others} = counts;
	const isAlone = layers.some(layer => layer.isUnread);
	return isAlone ? {entries, size} : {entries, size, ...others};
}

function warningFields({code, layer, path, message}: Warning) {
	return {
		code, layer: layer ?? null, ...(path ? textFields('path', path) : {path: null}), message,
	};
}

function configFields({configText, config}: ImageFacts): unknown {
	if (configText !== undefined) {
		return looseField(JSON.parse(configText) as JsonObject, 'config') ?? {};
	}

	return fieldsOf(config);
}

// A source that gives no config document (a bare root file system) still has the same field names.
function fieldsOf(config: ImageConfig) {
	return {
		Entrypoint: config.entrypoint,
		Cmd: config.command,
		Env: config.environment,
		Labels: Object.fromEntries(config.labels),
		ExposedPorts: Object.fromEntries(config.exposedPorts.map(port => [port, {}])),
		User: config.user,
		Volumes: Object.fromEntries(config.volumes.map(volume => [volume, {}])),
		WorkingDir: config.workingDirectory,
		StopSignal: config.stopSignal,
	};
}
