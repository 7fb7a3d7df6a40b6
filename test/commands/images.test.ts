import assert from 'node:assert/strict';
import {
	after, before, describe, test,
} from 'node:test';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {json, startFakeEngine} from '../helpers/fake-engine.ts';
import {buildFamily} from '../helpers/family-images.ts';
import {exitCodeOf, runProgram, type Run} from '../helpers/run-program.ts';

type Row = Readonly<Record<string, unknown>> & {readonly id: string; readonly tags: readonly string[]; readonly builtOn: readonly string[]};

describe('images, rmi and tag on a real engine', {skip: skipWithoutEngine()}, () => {
	let engine: TestEngine;

	before(async () => {
		engine = await startEngine();
		await buildFamily(engine);
	});

	after(async () => {
		await engine?.stop();
	});

	const run = async (...arguments_: readonly string[]): Promise<Run> => runProgram(arguments_, {environment: engine.environment});
	const rowsOf = async (...arguments_: readonly string[]) => {
		const {code, output, errors} = await run('images', '--json', ...arguments_);
		assert.deepEqual([code, errors], [0, '']);
		return JSON.parse(output) as Row[];
	};

	const tagsOf = (rows: readonly Row[]) => rows.flatMap(({tags}) => tags).toSorted();

	test('the JSON has the documented fields', async () => {
		const rows = await rowsOf();
		assert.equal(rows.length, 5);
		const byTag = (tag: string) => rows.find(({tags}) => tags.includes(tag))!;
		const middle = byTag('family/middle:latest');
		assert.deepEqual(Object.keys(middle), ['id', 'tags', 'digests', 'platforms', 'created', 'size', 'unique', 'shared', 'dangling', 'layers', 'base', 'builtOn', 'containers']);
		assert.deepEqual([middle.platforms, middle.size, middle.unique, middle.shared, middle.dangling, middle.containers], [['linux/amd64'], 1_200_000, 0, 1_200_000, false, []]);
		assert.equal(middle.base, byTag('family/base:latest').id);
		assert.deepEqual(middle.builtOn, [byTag('family/top:latest').id]);
		assert.equal((middle.layers as string[]).length, 2);
		assert.ok(Math.abs(Date.parse(String(middle.created)) - Date.now()) < 3_600_000);
		assert.equal(byTag('family/top:latest').unique, 50_000);
	});

	test('the table has whole facts and aligned columns', async () => {
		const {output} = await run('images');
		const lines = output.trimEnd().split('\n');
		assert.equal(lines.length, 6);
		assert.match(lines[0]!, /^ID +CREATED +SIZE +UNIQUE +PLATFORM +USED BY +NAMES$/);
		assert.ok(lines.slice(1).every(line => /^sha256:[\da-f]{64} {2}\d{4}-\d\d-\d\d \d\d:\d\d .* {2}family\/\w+:latest$/.test(line)));
		assert.equal(new Set(lines.map((line, index) => index === 0 ? line.indexOf('NAMES') : line.indexOf('family/'))).size, 1);
	});

	test('filters are the engine\'s, and what is unique counts those that are filtered out', async () => {
		assert.deepEqual(tagsOf(await rowsOf('--filter', 'label=kind=middle')), ['family/middle:latest', 'family/top:latest']);
		assert.deepEqual(tagsOf(await rowsOf('--filter', 'reference=family/s*')), ['family/side:latest']);
		assert.deepEqual(tagsOf(await rowsOf('--filter', 'since=family/middle', '--filter', 'before=family/side')), ['family/top:latest']);
		assert.deepEqual(await rowsOf('--filter', 'dangling=true'), []);
		const [base] = await rowsOf('--filter', 'reference=family/base') as [Row];
		assert.deepEqual([base.unique, base.builtOn.length], [0, 3]);
		const hidden = await rowsOf('--all');
		assert.ok(hidden.length > 5);
		assert.equal(hidden.filter(({dangling}) => dangling).length, hidden.length - 5);
		for (const filter of ['label', 'size=3', 'dangling=perhaps', 'reference=']) {
			assert.equal(await exitCodeOf(['images', '--filter', filter], {environment: engine.environment}), 2, filter);
		}

		assert.equal(await exitCodeOf(['images', '--filter', 'before=nobody'], {environment: engine.environment}), 3);
	});

	test('a tag is given and taken, and nothing else happens', async () => {
		const tagged = await run('tag', 'family/alone', 'other/name:2');
		assert.deepEqual([tagged.code, tagged.output, tagged.errors], [0, '', '']);
		assert.deepEqual(tagsOf(await rowsOf('--filter', 'reference=family/alone')), ['family/alone:latest', 'other/name:2']);
		const {code, output} = await run('rmi', 'other/name:2');
		assert.deepEqual([code, output], [0, 'Untagged: other/name:2\nFreed: 0 B (0 bytes)\n']);
		assert.equal(await exitCodeOf(['tag', 'family/nobody', 'x'], {environment: engine.environment}), 3);
		assert.equal(await exitCodeOf(['tag', 'family/alone', 'Not A Name'], {environment: engine.environment}), 2);
		assert.equal(await exitCodeOf(['tag', 'family/alone'], {environment: engine.environment}), 2);
	});

	test('what is removed is told with the bytes that it freed; one that fails doesn\'t keep the others', async () => {
		await engine.docker('create', '--name', 'keeper', '--network', 'none', 'family/alone', '/alone');
		const {code, output, errors} = await run('rmi', 'family/side', 'family/alone', 'family/nobody', 'family/top');
		assert.equal(code, 5);
		assert.match(output, /^Untagged: family\/side:latest\n(?:Deleted: sha256:[\da-f]{64}\n)+Untagged: family\/top:latest\n(?:Deleted: sha256:[\da-f]{64}\n)+Freed: 120\.0 kB \(120,000 bytes\)\n$/);
		const lines = errors.trimEnd().split('\n');
		assert.equal(lines.length, 2);
		assert.match(lines[0]!, /family\/alone can't be removed: the container keeper \(\w{12}, created\) uses it\. Remove it first, for example with `docker rm keeper`; or use --force/);
		assert.match(lines[1]!, /There is no image family\/nobody here/);
		assert.equal(await exitCodeOf(['rmi', 'family/nobody'], {environment: engine.environment}), 3);
	});

	test('force is never the default, and takes what the engine lets it', async () => {
		const forced = await run('rmi', '-f', 'family/alone');
		assert.deepEqual([forced.code, forced.errors], [0, '']);
		assert.match(forced.output, /^Untagged: family\/alone:latest\nDeleted: sha256:\w+\nFreed: 0 B/);
		await engine.docker('rm', 'keeper');
	});

	test('all images without a name go at once', async () => {
		await engine.docker('tag', 'family/middle', 'family/twin');
		await buildFamily(engine, ['base']);
		await engine.docker('rmi', 'family/middle');
		// Building it again leaves the old one without a name.
		await buildFamily(engine, ['alone']);
		await buildFamily(engine, ['alone']);
		const dangling = await rowsOf('--filter', 'dangling=true');
		assert.equal(dangling.length, 1);
		const {code, output} = await run('rmi', '--dangling');
		assert.equal(code, 0);
		assert.ok(output.includes(`Deleted: ${dangling[0]!.id}\n`));
		assert.match(output, /Freed: 500\.0 kB \(500,000 bytes\)\n$/);
		assert.deepEqual(await rowsOf('--filter', 'dangling=true'), []);
		assert.deepEqual(await run('rmi', '--dangling').then(({code: again, output: nothing}) => [again, nothing]), [0, '']);
		assert.equal(await exitCodeOf(['rmi'], {environment: engine.environment}), 2);
	});
});

test('an engine that goes away during the list is an error without a table', async () => {
	const id = `sha256:${'1'.repeat(64)}`;
	const engine = await startFakeEngine({
		'/images/json': json([{
			Id: id, RepoTags: ['a\u{1B}[31m:1'], Created: 1, Size: 5,
		}]),
		'/containers/json': json([]),
		'/json'(response) {
			response.destroy();
		},
	});
	const {code, output, errors} = await runProgram(['images'], {environment: {DOCKER_HOST: engine.address}});
	assert.deepEqual([code, output], [5, '']);
	assert.match(errors, /^layerscope: The connection to the engine broke/);
	engine.stop();
});

test('hostile names are harmless in the table and the JSON', async () => {
	const id = `sha256:${'1'.repeat(64)}`;
	const engine = await startFakeEngine({
		'/images/json': json([{
			Id: id, RepoTags: ['a\u{1B}[31m\u{202E}:1'], Created: 1, Size: 5,
		}]),
		'/containers/json': json([{
			Id: 'c', Names: ['/w\u{7}'], ImageID: id, State: '\u{9B}x',
		}]),
		'/json': json({
			Id: id, Os: 'linux', Architecture: '\u{1B}x', Config: {}, RootFS: {Layers: []},
		}),
	});
	for (const flags of [[], ['--json']]) {
		const {code, output} = await runProgram(['images', ...flags], {environment: {DOCKER_HOST: engine.address}});
		assert.equal(code, 0);
		assert.doesNotMatch(output.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
	}

	engine.stop();
});
