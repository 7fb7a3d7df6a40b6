import {Buffer} from 'node:buffer';
import type {ImageSource} from '../../../source/sources/image-source.ts';
import {openSource} from '../../../source/sources/open-source.ts';
import {sha256} from '../../helpers/image-builder.ts';
import type {Documents, HostileImage} from '../hostile-image.ts';
import {archiveOf} from '../image-files.ts';
import {startServer, type GivenAnswer, type LoopbackServer} from '../loopback-server.ts';

export type Held = {readonly image: HostileImage; readonly documents: Documents; readonly id: string};

/** What speaks the Engine API and holds images that real engines would have refused. */
export type HostileEngine = LoopbackServer & {
	/** Puts an image into the engine, and opens it there. */
	readonly open: (image: HostileImage, documents: Documents) => Promise<ImageSource>;
};

export async function startEngine(): Promise<HostileEngine> {
	const images = new Map<string, Held>();
	const server = await startServer((url, request, response) => {
		const path = url.replace(/^\/v1\.\d+/, '');
		if (path === '/_ping') {
			return {headers: {'Api-Version': '1.41'}};
		}

		if (path === '/version' || path === '/info') {
			return {body: JSON.stringify({Version: '24.0.0', ApiVersion: '1.41'})};
		}

		const [, name, rest] = /^\/images\/([^/]+)(\/.*)$/.exec(path) ?? [];
		const held = name === undefined ? undefined : images.get(decodeURIComponent(name));
		return held && (held.image.engineAnswers?.(rest!, request, response) ?? answerOf(held, rest!));
	});
	return {
		...server,
		async open(image, documents) {
			const held = {image, documents, id: sha256(documents.config)};
			const name = `hostile:${images.size}`;
			images.set(name, held);
			images.set(held.id, held);
			const source = await openSource({kind: 'docker', reference: name}, {
				selection: {platform: undefined, image: undefined}, pull: 'never', spool: false, verify: false, store: false, limits: image.limits, engine: {host: `tcp://${server.host}`},
			});
			return {
				...source,
				async close() {
					await source.close();
					images.set(held.id, {...held, image: {layers: []}});
					images.delete(name);
					images.set(name, {...held, image: {layers: []}});
				},
			};
		},
	};
}

/** What an engine says of an image that it holds, by what is asked of it: `/json`, `/history`, `/get`. */
export function answerOf(held: Held, path: string): GivenAnswer | undefined {
	switch (path.replace(/\?.*$/, '')) {
		case '/json': {
			return {body: JSON.stringify(inspected(held))};
		}

		case '/history': {
			return {body: JSON.stringify(historyOf(held))};
		}

		case '/get': {
			return {body: archiveOf(held.image, held.documents)};
		}

		default: {
			return undefined;
		}
	}
}

// An engine has read the config long ago; where it is none, it answers what it can.
function configOf({documents}: Held): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(Buffer.from(documents.config).toString());
		return typeof value === 'object' && value !== null ? {...value} : {};
	} catch {
		return {};
	}
}

function inspected(held: Held): unknown {
	const {created, os, architecture, config} = configOf(held);
	return {
		Id: held.id, Created: created, Os: os, Architecture: architecture, Config: config ?? {}, Size: 1_000_000,
		RootFS: {Type: 'layers', Layers: held.documents.diffIds},
		...(held.image.form === 'oci' ? {Descriptor: {mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256(held.documents.manifest), size: held.documents.manifest.length}} : {}),
	};
}

function historyOf(held: Held): unknown {
	const {history} = configOf(held);
	return Array.isArray(history)
		? history.map((step: unknown) => {
			const {created_by: line, comment, empty_layer: isEmpty} = typeof step === 'object' && step !== null ? step as Record<string, unknown> : {};
			return {
				Id: '<missing>', Created: 1_714_564_800, CreatedBy: line, Comment: comment, Size: isEmpty === true ? 0 : 1000, Tags: null,
			};
		}).toReversed()
		: [];
}
