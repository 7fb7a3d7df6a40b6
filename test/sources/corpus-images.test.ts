import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {test} from 'node:test';
import {load} from '../helpers/open-image.ts';

const corpus = '../shared/corpus';
const skip = existsSync(corpus) ? false : 'The corpus isn\'t there.';

type Expected = {
	readonly file: string;
	/** Twelve digits of the image ID. */
	readonly id: string;
	readonly reference: string | undefined;
	/** Entries of each layer. */
	readonly entries: readonly number[];
	/** Digits of the digest of the first layer, where one is known. */
	readonly digest?: string;
	readonly warnings?: readonly string[];
	readonly wishes?: Parameters<typeof load>[2];
};

const images: readonly Expected[] = [
	{
		file: 'tar/dive_test-docker-image.tar', id: '75ae28b8ebf8', reference: 'dive-test:latest', entries: [415, 1, 4, 3, 3, 3, 3, 4, 2, 2, 4, 2, 3, 2],
	},
	{
		file: 'tar/dive_test-kaniko-image.tar', id: 'ae16a51058a7', reference: 'dive-test:kaniko-latest', entries: [421, 2, 5, 4, 4, 4, 4, 5, 3, 3, 5, 3, 4, 3], digest: '5c4213be9af9',
	},
	...(['estargz', 'gzip', 'uncompressed', 'zstd'] as const).map((form): Expected => ({
		file: `tar/dive_test-oci-${form}-image.tar`,
		id: form === 'estargz' ? '5c153971f5fe' : '3eaccc100f86',
		reference: undefined,
		entries: [1],
		digest: {
			estargz: 'faae588a698a', gzip: '9aef42427209', uncompressed: '356d5e7f4012', zstd: '0308a5d81b28',
		}[form],
	})),
	{
		file: 'tar/containers-image_docker_archive_fixtures_almostempty.tar', id: '9d7f147c0d0c', reference: 'emptyimage:latest', entries: [1],
	},
	{
		file: 'tar/ggcr_v1_tarball_testdata_hello-world-v25.tar', id: 'ee301c921b8a', reference: undefined, entries: [1], digest: '12660636fe55',
	},
	{
		file: 'tar/ggcr_v1_tarball_testdata_test_bundle.tar', id: '930705ce23e3', reference: 'test_image_2:latest', entries: [3], digest: '321460fa87fd', wishes: {image: 'test_image_2'},
	},
	{
		file: 'tar/ggcr_v1_tarball_testdata_test_link.tar', id: '6e0b05049ed9', reference: 'bazel/v1/tarball:test_image_1', entries: [3], wishes: {image: 'bazel/v1/tarball:test_image_1'},
	},
	{
		file: 'tar/ggcr_v1_tarball_testdata_test_link.tar', id: 'd4c9adacde69', reference: 'bazel/v1/tarball:test_image_3', entries: [3, 1], wishes: {image: 'bazel/v1/tarball:test_image_3'},
	},
	{
		file: 'tar/ggcr_v1_mutate_testdata_overwritten_file.tar', id: '68f6eb746cdb', reference: 'bazel/pkg/v1/mutate:overwritten_file', entries: [2, 3, 0],
	},
	{
		file: 'tar/ggcr_v1_mutate_testdata_source_image_with_empty_layer_history.tar', id: '05b5ec129058', reference: 'bazel/pkg/v1/mutate:source_image', entries: [3], warnings: ['digest-mismatch'],
	},
	{
		file: 'tar/ggcr_v1_mutate_testdata_whiteout_dir.tar', id: '92f1e3d53acd', reference: 'localhost:5000/whiteout:latest', entries: [2, 2, 1, 2], digest: 'e351ee8e5cab',
	},
	{
		file: 'tar/stereoscope_oci_testdata_valid-oci.tar', id: '61ee19e869a5', reference: 'sample:latest', entries: [1], digest: '00ffd085e9e7',
	},
	{
		file: 'layouts/ggcr/test_index', id: '930705ce23e3', reference: '2', entries: [3], digest: '321460fa87fd', wishes: {image: '2'},
	},
	{
		file: 'layouts/ggcr/test_index_one_image', id: '381d958b5558', reference: undefined, entries: [1], digest: '492b89b9dd3c',
	},
	{
		file: 'layouts/stereoscope-oci/multiplatform_oci_dir', id: '549248a7ac95', reference: 'multi-platform:latest', entries: [3], digest: '9795e995b4d8', wishes: {platform: 'linux/amd64'},
	},
	{
		file: 'layouts/stereoscope-oci/valid_oci_dir', id: '61ee19e869a5', reference: 'latest', entries: [1], digest: '00ffd085e9e7',
	},
];

for (const {file, id, reference, entries, digest, warnings = [], wishes} of images) {
	test(`${file} opens`, {skip}, async context => {
		const loaded = await load(context, `${corpus}/${file}`, wishes);
		assert.equal(loaded.image.id?.slice('sha256:'.length, 19), id);
		assert.equal(loaded.image.reference, reference);
		assert.deepEqual(loaded.lifetimes.layers.map(layer => layer.count), entries);
		assert.equal(loaded.image.layers[0]!.digest?.slice('sha256:'.length, 19), digest);
		assert.deepEqual(loaded.warnings.filter(warning => warning.path === undefined).map(warning => warning.code), warnings);
		assert.ok(loaded.layers.every(layer => layer.failure === undefined));
	});
}

const refused: ReadonlyArray<readonly [file: string, message: RegExp]> = [
	['tar/ggcr_crane_testdata_content.tar', /neither a manifest.json nor an index.json/],
	['tar/ggcr_v1_tarball_testdata_no_manifest.tar', /neither a manifest.json nor an index.json/],
	['tar/ggcr_v1_tarball_testdata_null_manifest.tar', /lists no image/],
	['tar/ggcr_v1_tarball_testdata_test_bundle.tar', /holds 2 images: test_image_2:latest \(linux\/amd64\), test_image_1:latest \(linux\/amd64\)/],
	['layouts/ggcr/README.md', /is no image archive/],
	['layouts/ggcr/test_gc_image_unknown_mediatype', /the manifest of none is there/],
	['layouts/ggcr/test_index', /holds 2 images: 1 \(linux\/amd64\), 2 \(linux\/amd64\)/],
	['layouts/ggcr/test_index_media_type', /an artifact of the type application\/vnd.cncf.helm.config.v1\+json/],
	['layouts/stereoscope-oci/invalid_file', /index.json is no valid JSON/],
	['layouts/stereoscope-oci/no_manifests', /index.json is no image index/],
	['layouts/stereoscope-oci/valid_manifest', /has 0 bytes, not 424 as its descriptor says/],
];

for (const [file, message] of refused) {
	test(`${file} is refused: ${message.source}`, {skip}, async context => {
		await assert.rejects(async () => load(context, `${corpus}/${file}`), message);
	});
}
