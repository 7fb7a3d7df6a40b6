import assert from 'node:assert/strict';
import {
	after, before, describe, test,
} from 'node:test';
import {baseOf, builtOn} from '../../source/catalogue/family.ts';
import {isDangling} from '../../source/catalogue/image-names.ts';
import type {Catalogue, LocalImage} from '../../source/catalogue/local-image.ts';
import {removalPlan} from '../../source/catalogue/removal-plan.ts';
import {createCatalogueMemory} from '../../source/engine/catalogue-memory.ts';
import {catalogueOf, completeCatalogue} from '../../source/engine/catalogue-of.ts';
import {connect, type EngineConnection} from '../../source/engine/connection.ts';
import type {Refusal} from '../../source/catalogue/removal-rules.ts';
import {RemovalConflictError} from '../../source/engine/removal-conflict.ts';
import {removeImages, type TargetResult} from '../../source/engine/remove-images.ts';
import {tagImage} from '../../source/engine/tag-image.ts';
import {skipWithoutEngine28, startEngine28} from '../helpers/engine-28.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {buildFamily} from '../helpers/family-images.ts';
import {skipWithoutPodman, startPodman} from '../helpers/podman.ts';

const {signal} = new AbortController();

const engines = [
	{
		name: 'Docker\'s own store', store: 'classic', skip: skipWithoutEngine(), start: startEngine,
	},
	{
		name: 'the containerd store', store: 'containerd', skip: skipWithoutEngine28(), start: startEngine28,
	},
	{
		name: 'Podman', store: 'podman', skip: skipWithoutPodman(), start: startPodman,
	},
] as const;

for (const {name, store, skip, start} of engines) {
	describe(`the images of ${name}`, {skip}, () => {
		let engine: TestEngine;
		let connection: EngineConnection;

		before(async () => {
			engine = await start();
			connection = await connect(engine.environment);
			await buildFamily(engine);
		});

		after(async () => {
			connection?.close();
			await engine?.stop();
		});

		const catalogue = async () => completeCatalogue(connection, signal);
		const imageIn = ({images}: Catalogue, tag: string): LocalImage => images.find(({tags}) => tags.includes(tag))!;
		const tagsOf = (images: readonly LocalImage[]) => images.map(({tags}) => tags.join(' ')).toSorted();

		async function remove(targets: readonly string[], isForced = false): Promise<TargetResult[]> {
			const results: TargetResult[] = [];
			for await (const result of removeImages(connection, {targets, isForced}, signal)) {
				results.push(result);
			}

			return results;
		}

		/** Bytes that the engine says its images take together; Podman doesn't. */
		async function layersSize(): Promise<number> {
			const response = await connection.send({path: '/system/df', query: {type: 'image'}});
			const {LayersSize: size} = JSON.parse(await new Response(response).text()) as {LayersSize: number};
			return size;
		}

		/** Plans a removal, does it, and asserts that it was as planned. */
		async function assertPlanned(targets: readonly string[], isForced = false): Promise<void> {
			const earlier = await catalogue();
			const size = await layersSize();
			const plan = removalPlan(earlier, targets, {isForced});
			const results = await remove(targets, isForced);
			const later = await catalogue();
			const what = `${isForced ? 'by force ' : ''}${targets.join(' ')}`;
			const short = (refusal: Refusal | undefined) => refusal && [refusal.reason, refusal.isForceable, refusal.containers.map(held => held.name), tagsOf(refusal.children)];
			assert.deepEqual(
				results.map(({error}) => error instanceof RemovalConflictError ? short(error.refusal) : undefined),
				plan.targets.map(({refusal}) => short(refusal)),
				what,
			);
			const namesLater = new Set(later.images.flatMap(({tags, repoDigests}) => [...tags, ...repoDigests]));
			assert.deepEqual(plan.targets.flatMap(({untagged}) => untagged).filter(name => namesLater.has(name)), [], what);
			assert.deepEqual(plan.targets.flatMap(({remaining}) => remaining).filter(name => !namesLater.has(name)), [], what);
			const left = new Set([...later.images, ...later.hidden ?? []].map(({id}) => id));
			assert.deepEqual(tagsOf(plan.deleted), tagsOf(earlier.images.filter(({id}) => !left.has(id))), what);
			if (plan.kept.some(({containers}) => containers.length > 0)) {
				// The engine counts no layers without an image, though the container keeps them.
				assert.equal(plan.freed.bytes, 0, what);
			} else if (store === 'classic') {
				assert.deepEqual(plan.freed, {bytes: size - await layersSize(), isExact: true}, what);
			} else if (store === 'containerd') {
				assert.ok(plan.freed.bytes <= size - await layersSize(), what);
			}
		}

		test('are listed at once, and told more of until all is known', async () => {
			const memory = createCatalogueMemory();
			const seen: Catalogue[] = [];
			for await (const snapshot of catalogueOf(connection, signal, memory)) {
				seen.push(snapshot);
			}

			assert.deepEqual(seen.map(({isComplete}) => isComplete), seen.map((_, index) => index === seen.length - 1));
			assert.ok(seen.every(({images}) => images.length === 5));
			assert.equal(seen[0]!.store, store);
			assert.equal(imageIn(seen[0]!, 'family/base:latest').diffIds, undefined);
			const complete = seen.at(-1)!;
			assert.deepEqual(tagsOf(complete.images), ['alone', 'base', 'middle', 'side', 'top'].map(member => `family/${member}:latest`));
			for (const image of complete.images) {
				assert.equal(image.platforms.map(platform => `${platform.os}/${platform.architecture}`).join(','), 'linux/amd64');
				assert.ok(image.created! > 1_700_000_000);
				assert.ok(image.size! > 300_000);
				assert.ok(!isDangling(image));
			}

			const again = catalogueOf(connection, signal, memory);
			const {value} = await again.next();
			await again.return();
			assert.deepEqual((value as Catalogue).images, complete.images);
		});

		test('know whom they are built on', async () => {
			const known = await catalogue();
			const top = imageIn(known, 'family/top:latest');
			assert.deepEqual(baseOf(top, known.images)?.tags, ['family/middle:latest']);
			assert.deepEqual(tagsOf(builtOn(imageIn(known, 'family/base:latest'), known.images)), ['family/middle:latest', 'family/side:latest', 'family/top:latest']);
			assert.equal(baseOf(imageIn(known, 'family/alone:latest'), known.images), undefined);
		});

		test('tell what is unique to them, or that it isn\'t known', async () => {
			const known = await catalogue();
			const uniqueOf = (member: string) => imageIn(known, `family/${member}:latest`).unique;
			const alone = imageIn(known, 'family/alone:latest');
			assert.equal(alone.unique, alone.size);
			assert.equal(alone.shared, 0);
			if (store === 'containerd') {
				assert.equal(uniqueOf('side'), undefined);
			} else {
				assert.ok(uniqueOf('side')! >= 70_000 && uniqueOf('side')! < 80_000);
				assert.ok(uniqueOf('base')! < 10_000);
				assert.ok(uniqueOf('top')! >= 50_000 && uniqueOf('top')! < 60_000);
			}
		});

		test('get one more name, and lose it again as planned', async () => {
			await tagImage(connection, 'family/base', 'family/base:two', signal);
			await tagImage(connection, 'family/base:two', 'other/base', signal);
			assert.deepEqual(imageIn(await catalogue(), 'other/base:latest').tags, ['family/base:latest', 'family/base:two', 'other/base:latest']);
			await assertPlanned(['other/base']);
			await assert.rejects(tagImage(connection, 'family/nobody', 'x', signal), {kind: 'not-found'});
			await assert.rejects(tagImage(connection, 'family/base', 'UPPER', signal), {kind: 'usage'});
			await assert.rejects(tagImage(connection, 'family/base', `x@sha256:${'0'.repeat(64)}`, signal), {kind: 'usage'});
		});

		test('are refused, forced or removed as planned while containers hold them', async () => {
			await engine.docker('create', '--name', 'holder', '--network', 'none', 'family/side');
			const known = await catalogue();
			const side = imageIn(known, 'family/side:latest');
			assert.deepEqual(side.containers.map(container => [container.name, container.isRunning]), [['holder', false]]);
			await assertPlanned(['family/side']);
			await assertPlanned([side.id]);
			const [{error}] = await remove(['family/side']) as [TargetResult];
			assert.match(error!.message, /container holder \(\w{12}, created\)/);
			assert.match(error!.advice!, /docker rm holder/);
			await assertPlanned(['family/side'], true);
			const names = await engine.docker('ps', '--all', '--format', '{{.Names}}');
			assert.ok(names.includes('holder'), 'no container is ever removed');
			await engine.docker('rm', 'holder');
		});

		test('are removed as planned, one and several at once, by names and IDs, with those that aren\'t there', async () => {
			const {images} = await catalogue();
			await assertPlanned([imageIn({images, isComplete: true}, 'family/base:latest').id]);
			await assertPlanned(['family/base:two']);
			await assertPlanned(['family/base', 'family/nobody']);
			await assertPlanned(['family/top']);
			await assertPlanned([imageIn({images, isComplete: true}, 'family/middle:latest').id.slice(7, 19), 'family/alone']);
			const [missing] = await remove(['family/nobody']) as [TargetResult];
			assert.equal(missing.error?.kind, 'not-found');
		});
	});
}
