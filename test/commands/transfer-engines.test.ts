import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {
	after, before, describe, test,
} from 'node:test';
import {archiveOf} from '../helpers/archive-of.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {skipWithoutEngine28, startEngine28} from '../helpers/engine-28.ts';
import {skipWithoutPodman, startPodman} from '../helpers/podman.ts';
import {pushPlatforms} from '../helpers/push-platforms.ts';
import {startRegistry} from '../helpers/registry.ts';
import {readContent, readTar, text} from '../helpers/read-tar.ts';
import {runProgram} from '../helpers/run-program.ts';

const engines = ['Docker 20.10', 'Docker 28', 'Podman'] as const;

type Kind = (typeof engines)[number];

describe('what one engine saves, the others load', {skip: skipWithoutEngine('docker-registry') || skipWithoutEngine28() || skipWithoutPodman()}, () => {
	let started: Readonly<Record<Kind, TestEngine>>;

	before(async () => {
		const [old, modern, podman] = await Promise.all([startEngine(), startEngine28(), startPodman()]);
		started = {'Docker 20.10': old, 'Docker 28': modern, Podman: podman};
	});

	after(async () => {
		await Promise.all(Object.values(started ?? {}).map(async engine => engine.stop()));
	});

	async function save(from: Kind, reference: string): Promise<Uint8Array> {
		const {code, bytes, errors} = await runProgram(['save', reference], {environment: started[from].environment});
		assert.deepEqual([code, errors], [0, '']);
		return bytes;
	}

	async function load(into: Kind, input: Uint8Array): Promise<string> {
		const {code, output, errors} = await runProgram(['load'], {environment: started[into].environment, input});
		assert.deepEqual([code, errors], [0, '']);
		return output.trim();
	}

	/** The digest of the config, which a containerd store doesn't call the image ID. */
	function configOf(archive: Uint8Array): string {
		const {entries} = readTar(archive);
		const {offset} = entries.find(({name}) => text(name) === 'manifest.json')!;
		const [item] = JSON.parse(text(readContent(archive, offset))) as Array<{Config: string}>;
		return /[\da-f]{64}/.exec(item!.Config)![0];
	}

	for (const from of engines) {
		for (const into of engines) {
			test(`${from} to ${into}: the same image`, async () => {
				const name = `me/from-${from}:1`.toLowerCase().replace(' ', '-');
				await load(from, await archiveOf([name, randomBytes(70_000)]));
				const saved = await save(from, name);
				await started[from].docker('rmi', name);
				const loaded = await load(into, saved);
				assert.ok(loaded.endsWith(name), loaded);
				assert.equal(configOf(await save(into, loaded)), configOf(saved));
			});
		}
	}

	test('Docker 28 saves one of several platforms, or all of them', async () => {
		const registry = await startRegistry();
		const engine = started['Docker 28'];
		const reference = `${registry.host}/me/many:1`;
		try {
			const {manifests} = await pushPlatforms(registry.host, 'me/many', '1', ['amd64', 'arm64', 's390x']);
			await engine.docker('pull', '--quiet', '--platform', 'linux/amd64', reference);
			await engine.docker('pull', '--quiet', '--platform', 'linux/arm64', reference);
			const namesIn = (bytes: Uint8Array) => readTar(bytes).entries.map(({name}) => text(name));
			const blobOf = (architecture: string) => `blobs/sha256/${manifests.get(architecture)!.slice('sha256:'.length)}`;
			const one = await runProgram(['save', reference, '--platform', 'linux/arm64'], {environment: engine.environment});
			assert.ok(namesIn(one.bytes).includes(blobOf('arm64')));
			assert.ok(!namesIn(one.bytes).includes(blobOf('amd64')));
			const all = namesIn(await save('Docker 28', reference));
			assert.ok(all.includes(blobOf('arm64')) && all.includes(blobOf('amd64')));
			const absent = await runProgram(['save', reference, '--platform', 'linux/s390x'], {environment: engine.environment});
			assert.equal(absent.code, 3);
			assert.match(absent.errors, /for(?: linux\/a\w+64,){2} not for linux\/s390x/);
		} finally {
			await registry.stop();
		}
	});

	test('docker load takes what was saved, under the same image ID', async () => {
		const engine = started['Docker 20.10'];
		await load('Docker 20.10', await archiveOf(['me/app:1', randomBytes(1000)]));
		const inspect = ['image', 'inspect', '--format', '{{.Id}}', 'me/app:1'];
		const id = await engine.docker(...inspect);
		const file = `${engine.folder}/app.tar`;
		await writeFile(file, await save('Docker 20.10', 'me/app:1'));
		await engine.docker('rmi', 'me/app:1');
		assert.match(await engine.docker('load', '--input', file), /Loaded image: me\/app:1/);
		assert.equal(await engine.docker(...inspect), id);
		assert.equal(`sha256:${configOf(await save('Docker 20.10', 'me/app:1'))}`, id);
	});
});
