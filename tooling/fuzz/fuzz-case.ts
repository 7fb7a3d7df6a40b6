import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {zstdFrame} from '../../test/helpers/image-builder-zstd.ts';
import {readInputs, type Inputs} from './inputs.ts';
import {mutateBytes} from './mutate-bytes.ts';
import {mutateJson} from './mutate-json.ts';
import {mutateTar} from './mutate-tar.ts';
import {randomOf, type Random} from './random.ts';

/** What an input is read as. */
export type Kind = 'tar' | 'compressed' | 'documents' | 'lines' | 'table' | 'split';

/** One input; `documents` are the files of an archive as a JSON object of texts. */
export type FuzzCase = {readonly kind: Kind; readonly bytes: Uint8Array};

// Most of what is hostile is a tar.
const kinds: readonly Kind[] = ['tar', 'tar', 'tar', 'tar', 'tar', 'compressed', 'documents', 'documents', 'lines', 'table', 'split'];
const zstdLayer = new URL('../../test/fixtures/toc/zstd-chunked.layer', import.meta.url);

const table = {
	version: 1,
	entries: [
		{
			name: 'dir/', type: 'dir', modtime: '2024-01-02T03:04:05Z', mode: 0o755, uid: 1, gid: 1,
		},
		{
			name: 'dir/file', type: 'reg', size: 5, mode: 0o644, offset: 100, digest: `sha256:${'2'.repeat(64)}`, chunkDigest: `sha256:${'2'.repeat(64)}`, xattrs: {'user.a': 'Yg=='},
		},
		{
			name: 'dir/large', type: 'reg', size: 20, mode: 0o644, offset: 200, chunkSize: 10, chunkDigest: `sha256:${'3'.repeat(64)}`,
		},
		{
			name: 'dir/large', type: 'chunk', offset: 300, chunkOffset: 10, chunkSize: 10, chunkDigest: `sha256:${'4'.repeat(64)}`,
		},
		{name: 'link', type: 'symlink', linkName: 'dir/file'},
		{name: 'hard', type: 'hardlink', linkName: 'dir/file'},
		{
			name: 'null', type: 'char', devMajor: 1, devMinor: 3,
		},
	],
};

let inputs: Inputs | undefined;

/** The case of a number in the run of a seed, always the same. */
export function caseOf(seed: number, number: number): FuzzCase {
	inputs ??= readInputs();
	const random = randomOf(seed, number);
	const kind = random.pick(kinds);
	return {kind, bytes: makers[kind](inputs, random)};
}

const encode = (text: string) => new TextEncoder().encode(text);

const makers: Readonly<Record<Kind, (inputs: Inputs, random: Random) => Uint8Array>> = {
	tar: ({tars}, random) => mutateTar(random.pick(tars), random),
	compressed(all, random) {
		const tar = random.once(3) ? mutateTar(random.pick(all.tars), random) : random.pick(all.tars);
		const zstd = random.pick([() => zstdFrame(tar), () => readFileSync(zstdLayer)]);
		// Each reader of zstd is a machine of its own, which takes as long as thirty tars.
		const stored = random.once(8) ? zstd() : gzipSync(tar, {level: 1});
		return random.once(10) ? stored : mutateBytes(stored, random);
	},
	documents: (all, random) => encode(JSON.stringify(archiveOf(all, random))),
	lines({lines}, random) {
		const texts = Array.from({length: 1 + random.below(6)}, () => random.once(2) ? mutateJson(random.pick(lines), random) : JSON.stringify(random.pick(lines)));
		const bytes = encode(texts.join(random.pick(['\n', '\r\n', '\n\n'])));
		return random.once(4) ? mutateBytes(bytes, random) : bytes;
	},
	table: (_, random) => encode(mutateJson(table, random)),
	split({tars}, random) {
		const tar = random.once(2) ? random.pick(tars) : mutateTar(random.pick(tars), random);
		const middle = random.below(tar.length + 1);
		const segments = [tar.subarray(0, middle), tar.subarray(middle)].map((payload, position) => ({type: 2, payload: Buffer.from(payload).toString('base64'), position}));
		return encode(segments.map(segment => random.once(3) ? mutateJson(segment, random) : JSON.stringify(segment)).join('\n') + '\n');
	},
};

/** The documents of an image, one of them changed, in a layout or as `docker save` has them; all others name what they have become. */
function archiveOf({documents}: Inputs, random: Random): Readonly<Record<string, string>> {
	const files: Record<string, string> = {};
	const changed = random.below(4);
	const textOf = (value: unknown, place: number) => place === changed ? mutateJson(value, random) : JSON.stringify(value);
	const store = (text: string, mediaType: string) => {
		const digest = createHash('sha256').update(text).digest('hex');
		files[`blobs/sha256/${digest}`] = text;
		return {mediaType, digest: `sha256:${digest}`, size: encode(text).length};
	};

	const layer = {mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: `sha256:${'5'.repeat(64)}`, size: 5};
	const config = store(textOf(random.pick(documents), 0), 'application/vnd.oci.image.config.v1+json');
	const manifest = store(textOf({
		schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers: [layer], annotations: {a: 'b'},
	}, 1), 'application/vnd.oci.image.manifest.v1+json');
	const platform = {os: 'linux', architecture: 'arm64', variant: 'v8'};
	if (!random.once(4)) {
		files['index.json'] = textOf({schemaVersion: 2, manifests: [{...manifest, platform, annotations: {'org.opencontainers.image.ref.name': 'latest'}}]}, 2);
		files['oci-layout'] = '{"imageLayoutVersion":"1.0.0"}';
	}

	if (random.once(2)) {
		files['manifest.json'] = textOf([{
			Config: `blobs/sha256/${config.digest.slice(7)}`, RepoTags: ['shop:1'], Layers: ['5/layer.tar'], LayerSources: {[layer.digest]: layer},
		}], 3);
	}

	return files;
}
