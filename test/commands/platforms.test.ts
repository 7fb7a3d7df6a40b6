import assert from 'node:assert/strict';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {
	runCommand, skipWithoutEngine, startEngine, type TestEngine,
} from '../helpers/engine.ts';
import {skipWithoutEngine28, startEngine28} from '../helpers/engine-28.ts';
import {pushIndex, type PushedIndex} from '../helpers/push-index.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';
import {runProgram} from '../helpers/run-program.ts';

type Row = {
	readonly kind: string; readonly type: string | undefined; readonly platform: string | undefined; readonly digest: string; readonly size: number | undefined;
	readonly layerCount: number | undefined; readonly layers: ReadonlyArray<{readonly diffId: string; readonly instruction: string}> | undefined; readonly host: boolean; readonly here: boolean;
};

const signature = 'application/vnd.dev.cosign.simplesigning.v1+json';

describe('the platforms of an index', {skip: skipWithoutEngine28('docker-registry', 'skopeo')}, () => {
	let registry: TestRegistry;
	let engine: TestEngine;
	let pushed: PushedIndex;
	let reference: string;

	before(async () => {
		[registry, engine] = await Promise.all([startRegistry(), startEngine28()]);
		pushed = await pushIndex(registry.host, 'app', '1');
		reference = `${registry.host}/app:1`;
	});

	after(async () => {
		await engine?.stop();
		await registry?.stop();
	});

	const rowsOf = async (image: string): Promise<readonly Row[]> => {
		const {output, errors} = await runProgram(['platforms', image, '--json'], {environment: engine.environment});
		assert.equal(errors, '');
		return JSON.parse(output) as Row[];
	};

	test('are those that Docker 28 holds and those that it left in the registry', async () => {
		await engine.docker('pull', '--quiet', reference);
		await engine.docker('pull', '--quiet', '--platform', 'linux/arm64', reference);
		const rows = await rowsOf(reference);
		assert.deepEqual(rows.map(({kind, platform, host, here, layerCount}) => [kind, platform, host, here, layerCount]), [
			['image', 'linux/amd64', true, true, 2],
			['image', 'linux/arm64', false, true, 2],
			['image', 'linux/arm/v7', false, false, null],
			['attestation', null, false, false, null],
			['signature', null, false, false, null],
		]);
		assert.deepEqual(rows.slice(0, 3).map(({platform, digest}) => [platform, digest]), Object.entries(pushed.manifests).slice(0, 3));
		assert.equal(rows[4]!.type, signature);
		assert.deepEqual(rows[1]!.layers?.map(({instruction}) => instruction), ['ADD rootfs.tar /', 'COPY conf /']);
	});

	test('of an engine are compared layer by layer, where it has both', async () => {
		const {code, output} = await runProgram(['platforms', reference, 'linux/amd64', 'linux/arm64'], {environment: engine.environment});
		assert.equal(code, 0);
		assert.match(output, /^left +linux\/amd64 .*\nright +linux\/arm64 /);
		assert.match(output, /other content +0 .* ADD rootfs\.tar \/\nsame +1 .* COPY conf \/\n\n1 the same, 1 of the same step with other content, 0 only left, 0 only right\n$/);
		const absent = await runProgram(['platforms', reference, 'linux/amd64', 'linux/arm'], {environment: engine.environment});
		assert.equal(absent.code, 3);
		assert.match(absent.errors, /The layers of linux\/arm\/v7 aren't known here/);
		const unknown = await runProgram(['platforms', reference, 'linux/amd64', 'linux/mips'], {environment: engine.environment});
		assert.equal(unknown.code, 3);
		assert.match(unknown.errors, /holds no image for linux\/mips; it holds linux\/amd(?:64, linux\/arm){2}\/v7/);
		const one = await runProgram(['platforms', reference, 'linux/amd64'], {environment: engine.environment});
		assert.equal(one.code, 2);
	});

	test('are those of a layout that skopeo copied, with digests and sizes', async () => {
		const layout = path.join(engine.folder, 'layout');
		await runCommand('skopeo', ['copy', '--quiet', '--all', '--src-tls-verify=false', `docker://${reference}`, `oci:${layout}:1`], {});
		const rows = await rowsOf(layout);
		assert.deepEqual(rows.map(({digest}) => digest), Object.values(pushed.manifests));
		assert.deepEqual(rows.map(({kind, platform, layerCount, here}) => [kind, platform, layerCount, here]), [
			['image', 'linux/amd64', 2, true], ['image', 'linux/arm64', 2, true], ['image', 'linux/arm/v7', 3, true], ['attestation', null, 1, true], ['signature', null, 1, true],
		]);
		const same = await rowsOf(reference);
		assert.deepEqual(rows.slice(0, 2).map(({size}) => size), same.slice(0, 2).map(({size}) => size), 'the engine counts the same bytes');
		const {output} = await runProgram(['platforms', layout, 'linux/amd64', 'linux/arm/v7', '--json']);
		const compared = JSON.parse(output) as {same: number; onlyRight: number; sameBytes: number; layers: Array<{relation: string; left: {digest: string} | undefined; right: {digest: string}}>};
		assert.deepEqual(compared.layers.map(({relation}) => relation), ['changed', 'same', 'only-right']);
		assert.equal(compared.layers[1]!.left!.digest, compared.layers[1]!.right.digest);
		assert.ok(compared.sameBytes > 0);
	});

	test('are those that a registry offers, with the layers of all, and no engine is asked', async () => {
		const rows = await rowsOf(`registry:${reference}`);
		assert.deepEqual(rows.map(({kind, platform, layerCount, here}) => [kind, platform, layerCount, here]), [
			['image', 'linux/amd64', 2, true], ['image', 'linux/arm64', 2, true], ['image', 'linux/arm/v7', 3, true], ['attestation', null, null, false], ['signature', null, null, false],
		]);
		const {code, output} = await runProgram(['platforms', `registry:${reference}`, 'linux/amd64', 'linux/arm/v7']);
		assert.equal(code, 0);
		assert.match(output, /\n1 the same \(100 B\), 1 of the same step with other content, 0 only left, 1 only right\n$/);
	});

	test('are told in aligned columns', async () => {
		const {output} = await runProgram(['platforms', reference], {environment: engine.environment});
		const [titles, first, , third, fourth] = output.split('\n');
		assert.match(titles!, /^ {3}PLATFORM +WHAT +SIZE +LAYERS +MANIFEST +NOTES$/);
		assert.match(first!, /^\* {2}linux\/amd64 +image +[\d.]+ kB +2 +sha256:\w{64} +org\.opencontainers\.image\.version=1$/);
		assert.match(third!, /^ {3}linux\/arm\/v7 +image, not here +- +- /);
		assert.match(fourth!, /^ {3}- +attestation of linux\/amd64 /);
	});
});

describe('the platforms of an image of Docker 20.10', {skip: skipWithoutEngine('docker-registry')}, () => {
	test('are the one that it keeps', async context => {
		const [registry, engine] = await Promise.all([startRegistry(), startEngine()]);
		context.after(async () => {
			await engine.stop();
			await registry.stop();
		});
		await pushIndex(registry.host, 'app', '1');
		await engine.docker('pull', '--quiet', `${registry.host}/app:1`);
		const {output} = await runProgram(['platforms', `${registry.host}/app:1`, '--json'], {environment: engine.environment});
		const rows = JSON.parse(output) as Row[];
		assert.deepEqual(rows.map(({kind, platform, host, here, layerCount}) => [kind, platform, host, here, layerCount]), [['image', 'linux/amd64', true, true, 2]]);
		const missing = await runProgram(['platforms', `${registry.host}/app:9`], {environment: engine.environment});
		assert.equal(missing.code, 3);
	});
});
