import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after, afterEach, before, test,
} from 'node:test';
import {cutServers} from '../helpers/cut-servers.ts';
import {json, startFakeEngine, type FakeEngine} from '../helpers/fake-engine.ts';
import {buildImage, buildLayer} from '../helpers/image-builder.ts';
import {leave} from '../helpers/leave.ts';
import {outputOf, runProgram} from '../helpers/run-program.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';

const servers = cutServers(async () => buildImage([
	await buildLayer([{name: 'etc/motd', content: 'hello'}]),
	await buildLayer([{name: 'large', content: new Uint8Array(200_000)}]),
], {references: ['app:1']}));
let shop: FakeEngine;
let folder: string;

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'layerscope-clock-'));
	shop = await startFakeEngine({
		'/images/json': json([['1', 1_700_000_000], ['2', 0], ['3', 1e300]].map(([digit, created]) => ({
			Id: `sha256:${String(digit).repeat(64)}`, RepoTags: [`shop:${digit}`], RepoDigests: [], Created: created, Size: 500, ParentId: '', Labels: null,
		}))),
		'/containers/json': json([]),
		'/json': json({
			Id: `sha256:${'1'.repeat(64)}`, Os: 'linux', Architecture: 'amd64', Created: '2024-01-01T00:00:00Z', Size: 500, Config: {}, RootFS: {Type: 'layers', Layers: []},
		}),
	});
});

afterEach(() => {
	closeTerminals();
});

after(async () => {
	shop?.stop();
	await rm(folder, {recursive: true, force: true});
});

const clockOff = (years: number) => ({NODE_OPTIONS: '--import=./test/helpers/shift-clock.mjs', SHIFT_CLOCK_YEARS: String(years)});
const list = ['ls', 'app:1', '--recursive', '--json'];

for (const years of [-50, 50]) {
	test(`with a clock ${years} years off an engine's and a registry's image are the same, and so they are out of the cache, now and then`, async () => {
		const now = {DOCKER_HOST: servers.engine.engine.address, XDG_CACHE_HOME: path.join(folder, `cache ${years}`)};
		const then = {...now, ...clockOff(years)};
		const expected = await outputOf(list, {environment: now});
		const fromRegistry = ['ls', `registry:${servers.registry.host}/team/app:1`, '--recursive', '--json', '--platform', 'linux/amd64'];
		for (const environment of [then, now, then]) {
			for (const words of [list, fromRegistry]) {
				const {code, output, errors} = await runProgram(words, {environment});
				assert.deepEqual([code, output, errors], [0, expected, '']);
			}
		}

		const listed = JSON.parse(await outputOf(['cache', '--json'], {environment: then})) as {layers: ReadonlyArray<{used: string}>};
		assert.equal(listed.layers.length, 2);
		assert.ok(listed.layers.every(({used}) => /^(?:19|20)\d\d-/.test(used)));
	});

	test(`with a clock ${years} years off the screens show no age that makes no sense, and everything else as ever`, async () => {
		const terminal = openTerminal([], {environment: {...clockOff(years), DOCKER_HOST: shop.address, XDG_CACHE_HOME: folder}});
		const screen = await terminal.waitFor(/shop:1[^]*q quit/);
		assert.match(screen, years > 0 ? /shop:1 .*5\d years/ : /shop:1 .* in future/);
		assert.doesNotMatch(screen, /NaN|Infinity|Invalid|-\d+ (?:second|year)/);
		assert.equal(await leave(terminal), 0);
		const explored = openTerminal(['app:1'], {environment: {...clockOff(years), DOCKER_HOST: servers.engine.engine.address, XDG_CACHE_HOME: path.join(folder, 'screen')}});
		assert.doesNotMatch(await explored.waitFor(/Files after layer 1 [^]*q quit/), /NaN|Infinity|Invalid/);
		assert.equal(await leave(explored), 0);
	});
}

test('a time that no date can tell is none', async () => {
	const {code, output} = await runProgram(['images', '--json'], {environment: {DOCKER_HOST: shop.address}});
	const images = JSON.parse(output) as ReadonlyArray<{tags: readonly string[]; created: string | undefined}>;
	assert.equal(code, 0);
	assert.deepEqual(new Map(images.map(({tags, created}) => [tags[0], created])), new Map([['shop:1', '2023-11-14T22:13:20.000Z'], ['shop:2', '1970-01-01T00:00:00.000Z'], ['shop:3', null]]));
});
