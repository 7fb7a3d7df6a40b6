import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Catalogue, Store} from '../../source/catalogue/local-image.ts';
import {removalCommand} from '../../source/catalogue/removal-command.ts';
import {removalPlan, type RemovalOptions, type RemovalPlan} from '../../source/catalogue/removal-plan.ts';
import {refusalWords} from '../../source/catalogue/refusal-words.ts';
import {withUnique} from '../../source/catalogue/unique-bytes.ts';
import {
	catalogueWith, container, digestOf, localImage,
} from '../helpers/local-images.ts';

const stores: readonly Store[] = ['classic', 'containerd', 'podman'];

function planOf(catalogue: Catalogue, targets: readonly string[], options: Partial<RemovalOptions> = {}): RemovalPlan {
	const images = withUnique(catalogue.images, [...catalogue.images, ...(catalogue.hidden ?? [])], catalogue.store ?? 'classic');
	return removalPlan({...catalogue, images}, targets, {isForced: false, ...options});
}

/** What happens to the first target, shortly. */
function first({targets: [target]}: RemovalPlan) {
	const {untagged, remaining, isDeleted, refusal} = target!;
	return refusal === undefined ? {untagged, remaining, isDeleted} : {refusal: refusal.reason, isForceable: refusal.isForceable};
}

test('one of two tags goes alone; the other still names the image, and nothing is freed', () => {
	for (const store of stores) {
		const plan = planOf(catalogueWith([localImage('a', {tags: ['web:1', 'web:2'], containers: [container('one', 'a', 'running')]})], {store}), ['web:1']);
		assert.deepEqual(first(plan), {untagged: ['web:1'], remaining: ['web:2'], isDeleted: false}, store);
		assert.deepEqual([plan.deleted, plan.freed], [[], {bytes: 0, isExact: true}]);
		assert.equal(removalCommand(plan), `${store === 'podman' ? 'podman' : 'docker'} rmi web:1`);
	}
});

test('the last tag takes the image with it, and frees what nobody else needs', () => {
	const catalogue = catalogueWith([localImage('b', {layers: 'ab'}), localImage('c', {layers: 'ac'})]);
	const plan = planOf(catalogue, ['b']);
	assert.deepEqual(first(plan), {untagged: ['b:latest'], remaining: [], isDeleted: true});
	assert.deepEqual(plan.freed, {bytes: 200, isExact: true});
	assert.deepEqual(plan.kept.map(({layers, bytes, images}) => [layers, bytes, images.map(({tags}) => tags[0])]), [[1, 100, ['c:latest']]]);
});

test('both tags at once take the image, the first as a name and the second with everything', () => {
	const plan = planOf(catalogueWith([localImage('c', {tags: ['web:1', 'web:2']})]), ['web:1', 'web:2']);
	assert.deepEqual(plan.targets.map(({untagged, isDeleted}) => [untagged, isDeleted]), [[['web:1'], false], [['web:2'], true]]);
	assert.deepEqual(plan.freed, {bytes: 300, isExact: true});
	assert.equal(removalCommand(plan), 'docker rmi web:1 web:2');
});

test('layers that removed images share with each other are freed, and counted once', () => {
	const images = [localImage('b', {layers: 'ab'}), localImage('c', {layers: 'abc'}), localImage('d', {layers: 'ad'}), localImage('e', {layers: 'e'})];
	assert.deepEqual(planOf(catalogueWith(images), ['b']).freed.bytes, 0);
	assert.deepEqual(planOf(catalogueWith(images), ['c']).freed.bytes, 300);
	assert.deepEqual(planOf(catalogueWith(images), ['b', 'c']).freed.bytes, 500);
	assert.deepEqual(planOf(catalogueWith(images), ['d', 'c', 'b']).freed.bytes, 1000);
	assert.deepEqual(planOf(catalogueWith(images), ['b', 'c', 'd', 'e']).freed, {bytes: 1500, isExact: true});
});

test('a dangling image goes by its ID', () => {
	for (const store of stores) {
		const plan = planOf(catalogueWith([localImage('a', {tags: []})], {store}), [digestOf('a')]);
		assert.deepEqual(first(plan), {untagged: [], remaining: [], isDeleted: true}, store);
		assert.deepEqual(plan.freed, {bytes: 100, isExact: true});
	}
});

test('an ID with several names must be forced; on Podman that is each name without force', () => {
	for (const store of stores) {
		const catalogue = catalogueWith([localImage('a', {tags: ['web:1', 'web:2']})], {store});
		const plan = planOf(catalogue, [digestOf('a')]);
		assert.deepEqual(first(plan), {refusal: 'several-names', isForceable: true}, store);
		assert.deepEqual(plan.freed.bytes, 0);
		const forced = planOf(catalogue, [digestOf('a')], {isForced: true});
		assert.deepEqual(first(forced), {untagged: ['web:1', 'web:2'], remaining: [], isDeleted: true}, store);
		assert.equal(removalCommand(forced), store === 'podman' ? 'podman rmi web:1 web:2' : `docker rmi --force ${digestOf('a')}`);
	}
});

test('the last name of an image that a container holds is refused, and says which container', () => {
	for (const [store, reason] of [['classic', 'last-name'], ['containerd', 'last-name'], ['podman', 'stopped']] as const) {
		const plan = planOf(catalogueWith([localImage('a', {containers: [container('worker', 'a')]})], {store}), ['a']);
		assert.deepEqual(first(plan), {refusal: reason, isForceable: store !== 'podman'}, store);
		const {message, advice} = refusalWords('a', plan.targets[0]!.refusal!);
		assert.match(message, /the container worker \(\w{12}, exited\) uses it/);
		assert.match(advice, /`docker rm worker`/);
		assert.equal(advice.includes('--force, and'), store !== 'podman');
	}
});

test('force takes the name of an image whose container runs; the image stays without a name', () => {
	for (const store of ['classic', 'containerd'] as const) {
		const plan = planOf(catalogueWith([localImage('a', {containers: [container('one', 'a', 'running')]})], {store}), ['a'], {isForced: true});
		assert.deepEqual(first(plan), {untagged: ['a:latest'], remaining: [], isDeleted: false}, store);
		assert.deepEqual([plan.deleted, plan.freed.bytes], [[], 0]);
	}
});

test('force never takes an image whose container runs by its ID', () => {
	for (const store of stores) {
		const plan = planOf(catalogueWith([localImage('a', {containers: [container('one', 'a', 'running')]})], {store}), [digestOf('a')], {isForced: true});
		assert.deepEqual(first(plan), {refusal: 'running', isForceable: false}, store);
	}
});

test('force takes an image whose container is stopped, but the container keeps the layers', () => {
	const images = [localImage('a', {layers: 'ab', containers: [container('one', 'a')]}), localImage('c', {layers: 'abc'})];
	const plan = planOf(catalogueWith(images), ['a', 'c'], {isForced: true});
	assert.deepEqual(first(plan), {untagged: ['a:latest'], remaining: [], isDeleted: true});
	assert.deepEqual(plan.freed, {bytes: 300, isExact: true});
	assert.deepEqual(plan.kept.map(({containers}) => containers.map(({name}) => name)), [['one'], []]);
	assert.equal(removalCommand(plan), 'docker rmi --force a c');
});

test('an image that another was built on keeps its place when its last name goes, and can\'t go by its ID', () => {
	const hidden = [localImage('h', {layers: 'ab', tags: [], parent: 'a'})];
	const catalogue = catalogueWith([localImage('a'), localImage('c', {layers: 'abc', parent: 'h'})], {hidden});
	const plan = planOf(catalogue, ['a']);
	assert.deepEqual(first(plan), {untagged: ['a:latest'], remaining: [], isDeleted: false});
	assert.deepEqual(plan.targets[0]!.children.map(({tags}) => tags[0]), ['c:latest']);
	const byId = planOf(catalogue, [digestOf('a')], {isForced: true});
	assert.deepEqual(first(byId), {refusal: 'children', isForceable: false});
	// The containerd store keeps it without a name, but only where the name is removed, and not by force.
	const isDeleted = (store: Store, target: string, isForced = false) => planOf({...catalogue, store}, [target], {isForced}).targets[0]!.isDeleted;
	assert.deepEqual([isDeleted('containerd', 'a'), isDeleted('containerd', 'a', true), isDeleted('containerd', digestOf('a'))], [false, true, true]);
	assert.equal(isDeleted('podman', 'a'), true);
});

test('when the last image that was built on a nameless one goes, that goes too, but not where a container holds it', () => {
	const images = [localImage('a'), localImage('c', {layers: 'abc', parent: 'h'})];
	const step = localImage('h', {layers: 'ab', tags: [], parent: 'a'});
	const plan = planOf(catalogueWith(images, {hidden: [step]}), ['a', 'c']);
	assert.deepEqual(plan.deleted.map(({id}) => id), [digestOf('a'), digestOf('c')]);
	assert.deepEqual(plan.freed, {bytes: 600, isExact: true});
	const held = planOf(catalogueWith(images, {hidden: [{...step, containers: [container('one', 'h')]}]}), ['a', 'c']);
	assert.deepEqual(held.deleted.map(({id}) => id), [digestOf('c')]);
	assert.deepEqual(held.freed, {bytes: 300, isExact: true});
	const kept = planOf(catalogueWith(images, {hidden: [step]}), ['c'], {isPruning: false});
	assert.deepEqual(kept.freed, {bytes: 0, isExact: false});
	assert.equal(removalCommand(kept), 'docker rmi --no-prune c');
});

test('the digests of a repository go with its last tag', () => {
	const pulled = localImage('a', {tags: ['reg.io/web:1', 'other:1'], repoDigests: [`reg.io/web@${digestOf('x')}`]});
	assert.deepEqual(first(planOf(catalogueWith([pulled]), ['reg.io/web:1'])), {untagged: ['reg.io/web:1', `reg.io/web@${digestOf('x')}`], remaining: ['other:1'], isDeleted: false});
	assert.deepEqual(first(planOf(catalogueWith([pulled]), ['other:1'])), {untagged: ['other:1'], remaining: ['reg.io/web:1', `reg.io/web@${digestOf('x')}`], isDeleted: false});
	const single = {...pulled, tags: ['reg.io/web:1']};
	assert.deepEqual(first(planOf(catalogueWith([single]), [digestOf('a')])), {untagged: ['reg.io/web:1', `reg.io/web@${digestOf('x')}`], remaining: [], isDeleted: true});
});

test('where compressed layers are kept too, the freed bytes of what was shared are a lower limit', () => {
	const images = [localImage('b', {layers: 'ab', size: 500}), localImage('c', {layers: 'abc', size: 1000}), localImage('e', {size: 900})];
	const catalogue = catalogueWith(images, {store: 'containerd'});
	assert.deepEqual(planOf(catalogue, ['c']).freed, {bytes: 300, isExact: false});
	assert.deepEqual(planOf(catalogue, ['b', 'c']).freed, {bytes: 600, isExact: false});
	assert.deepEqual(planOf(catalogue, ['e']).freed, {bytes: 900, isExact: true});
});

test('what isn\'t there is said, the rest goes on; a word for a shell is quoted', () => {
	const plan = planOf(catalogueWith([localImage('a')]), ['it\'s; rm', 'a']);
	assert.deepEqual(plan.targets.map(({image}) => image?.tags[0]), [undefined, 'a:latest']);
	assert.equal(plan.freed.bytes, 100);
	assert.equal(removalCommand(plan), String.raw`docker rmi 'it'\''s; rm' a`);
});

test('containers without an image are told, since they may hold layers', () => {
	const orphans = [container('lost', 'z')];
	assert.deepEqual(planOf(catalogueWith([localImage('a')], {orphans}), ['a']).orphans, orphans);
});
