import {Buffer} from 'node:buffer';
import {gzipSync} from 'node:zlib';
import {sha256} from '../helpers/image-builder.ts';
import {
	concat, file, pax, tar,
} from '../helpers/tar-bytes.ts';
import {documentsOf, layerOf, type HostileImage} from './hostile-image.ts';
import {hostileStrings, hostileTexts} from './hostile-texts.ts';
import {directory, hardlink, symlink} from './tar-entries.ts';

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const names = hostileTexts.map(({bytes}) => latin1(bytes));

/** All hostile strings one after another. */
export const everything = hostileStrings.join('|');

/** The content of `/content` in the evil image: every hostile text, one of them without a line's end. */
export const evilContent = concat(...hostileTexts.flatMap(({bytes}) => [bytes, Uint8Array.of(0x0A)]), new TextEncoder().encode('\u001B]0;owned'));

const record = <Value>(value: (text: string) => Value) => Object.fromEntries(hostileStrings.map(text => [text, value(text)]));

/** An image that has a hostile text wherever there can be a text: names, targets, attributes, contents, warnings, dead paths, and everything in its config. */
export function evilImage(reference = 'evil:1'): HostileImage {
	const base = tar(file('content', evilContent), directory('names/'), directory('links/'), directory('deep/'), ...names.flatMap(name => [
		pax({'SCHILY.xattr.user.evil': name, [`SCHILY.xattr.user.${name.replaceAll('=', '-')}`]: 'x'}),
		file(`names/${name}`, `content ${name}`),
		symlink(`links/${name}`, name),
	]), file(`deep/${names.slice(0, 20).join('/')}/${'\u001B[5m'.repeat(10)}`, 'deep'));
	return {
		layers: [
			{blob: gzipSync(base), tar: base},
			// Each of them is changed, so that it is dead, and warned of.
			layerOf(...names.flatMap(name => [file(`names/${name}`, 'second'), file(`names/${name}`, 'third'), hardlink(`links/hard ${name}`, `nowhere/${name}`)])),
			layerOf(...names.map(name => file(`names/.wh.gone ${name}`)), file('../\u001B[5mout'), file('content/\u001B]0;owned\u0007')),
			layerOf(file('content', evilContent)),
		],
		references: [reference, ...hostileStrings],
		config: {
			author: everything, created: '\u001B[5m2024', os: 'linux', architecture: 'amd64', variant: '\u001B[5mv\u202E', 'os.version': everything,
			config: {
				Labels: record(text => text), Env: hostileStrings.map(text => `${text}=${text}`), Cmd: hostileStrings, Entrypoint: hostileStrings, User: everything, WorkingDir: everything,
				StopSignal: everything, Volumes: record(() => ({})), ExposedPorts: record(() => ({})), Shell: hostileStrings, OnBuild: hostileStrings,
			},
			history: [
				{created_by: `COPY ${everything}`, comment: everything, created: everything},
				...hostileStrings.map(text => ({created_by: `LABEL ${text}`, comment: text, empty_layer: true})),
				...hostileStrings.slice(0, 3).map(text => ({created_by: `RUN ${text}`, comment: text, created: text})),
			],
		},
	};
}

/** Two such images of different platforms in one layout, with hostile annotations, and an artifact beside them. */
export function evilImages(): HostileImage {
	const short = {...evilImage().config, 'os.version': '\u202E'};
	const one = {...evilImage(), config: short};
	const two = {...evilImage(), config: {...short, architecture: '\u001B[5marm', author: 'another'}};
	const documents = [documentsOf(one), documentsOf(two)];
	const annotations = {...record(text => text), 'org.opencontainers.image.ref.name': everything, 'io.containerd.image.name': everything};
	const manifests = documents.map(({manifest}, at) => ({
		mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256(manifest), size: manifest.length, annotations,
		platform: {
			os: 'linux', architecture: at === 0 ? 'amd64' : '\u001B[5marm', variant: '\u202E', 'os.version': everything,
		},
	}));
	const artifact = {
		mediaType: 'application/vnd.oci.image.manifest.v1+json', artifactType: everything, digest: sha256(new Uint8Array(1)), size: 1, annotations,
	};
	return {
		...one, form: 'oci', index: {manifests: [...manifests, artifact]}, blobs: documents[1]!.blobs,
	};
}
