import assert from 'node:assert/strict';
import {
	after, before, describe, test,
} from 'node:test';
import {buildBusybox} from '../helpers/busybox-image.ts';
import type {TestEngine} from '../helpers/engine.ts';
import {engineKinds} from '../helpers/engines.ts';
import {pushIndex, type PushedIndex} from '../helpers/push-index.ts';
import {startRegistryProxy, type RegistryProxy} from '../helpers/registry-proxy.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';
import {runProgram} from '../helpers/run-program.ts';

type Row = {readonly tag: string; readonly state: string; readonly local: readonly string[]; readonly registry: string | undefined; readonly error: string | undefined};

for (const {name, skip, start} of engineKinds) {
	describe(`which tags of ${name} have moved`, {skip: skip('docker-registry')}, () => {
		let registry: TestRegistry;
		let proxy: RegistryProxy;
		let engine: TestEngine;
		let kept: PushedIndex;
		const tagged = (tag: string) => `${proxy.host}/app:${tag}`;

		before(async () => {
			registry = await startRegistry();
			proxy = await startRegistryProxy(registry.host);
			engine = await start([proxy.host]);
			await pushIndex(registry.host, 'app', 'moving', 'first');
			kept = await pushIndex(registry.host, 'app', 'kept', 'kept');
			for (const tag of ['moving', 'kept']) {
				await engine.docker('pull', '--quiet', tagged(tag));
			}

			await buildBusybox(engine, 'localhost/built:here');
		});

		after(async () => {
			await engine?.stop();
			proxy?.stop();
			await registry?.stop();
		});

		const run = async (...references: readonly string[]) => runProgram(['outdated', ...references], {environment: engine.environment});

		async function statesOf(...references: readonly string[]): Promise<{code: number | undefined; rows: readonly Row[]}> {
			const {code, output} = await run('--json', ...references);
			return {code, rows: (JSON.parse(output) as Row[]).toSorted((one, other) => one.tag < other.tag ? -1 : 1)};
		}

		test('is none as long as none has', async () => {
			const {code, rows} = await statesOf(tagged('moving'), tagged('kept'));
			assert.deepEqual(rows.map(({tag, state, registry: there}) => [tag, state, there === kept.index]), [[tagged('kept'), 'current', true], [tagged('moving'), 'current', false]]);
			assert.equal(code, 0);
		});

		test('is the one that was pushed anew, found by one HEAD for each and nothing more', async () => {
			const moved = await pushIndex(registry.host, 'app', 'moving', 'second');
			const earlier = proxy.requests.length;
			const {code, rows} = await statesOf(tagged('kept'), tagged('moving'));
			assert.equal(code, 1);
			assert.deepEqual(rows.map(({state}) => state), ['current', 'outdated']);
			assert.equal(rows[1]!.registry, moved.index);
			assert.ok(!rows[1]!.local.includes(moved.index));
			const asked = proxy.requests.slice(earlier).filter(request => request.includes('/manifests/'));
			assert.deepEqual(asked.toSorted(), ['HEAD /v2/app/manifests/kept', 'HEAD /v2/app/manifests/moving']);
			const {output} = await run(tagged('moving'));
			assert.match(output, new RegExp(`^STATE +HERE +IN THE REGISTRY +TAG\noutdated +sha256:\\w{64} +${moved.index} +${tagged('moving')}\n$`));
		});

		test('is none once it was pulled again', async () => {
			await engine.docker('pull', '--quiet', tagged('moving'));
			const {code, rows} = await statesOf(tagged('moving'));
			assert.deepEqual([code, rows.map(({state}) => state)], [0, ['current']]);
		});

		test('isn\'t asked of what was only named here, and what the registry hasn\'t is told', async () => {
			await engine.docker('tag', tagged('kept'), tagged('nowhere'));
			const {code, rows} = await statesOf(tagged('nowhere'));
			assert.deepEqual([code, rows.map(({state}) => state)], [0, ['gone']]);
			if (name !== 'Docker 28 with the containerd store') {
				const built = await statesOf('localhost/built:here');
				assert.deepEqual([built.code, built.rows.map(({state, error}) => [state, error])], [0, [['local', null]]]);
			}
		});

		test('isn\'t known where the registry refuses, which says so without hiding the others', async () => {
			proxy.follow(({path}) => path.includes('/manifests/kept') ? {status: 403, words: 'denied'} : undefined);
			const {code, output, errors} = await run(tagged('kept'), tagged('moving'));
			proxy.follow();
			assert.equal(code, 5);
			assert.match(output, /not known +sha256:\w+ +- +.*app:kept\ncurrent /);
			assert.match(errors, /app/);
			const gone = await run('nobody/nothing');
			assert.equal(gone.code, 3);
		});

		test('the tags of their repository are listed', async () => {
			const {code, output} = await runProgram(['tags', `${proxy.host}/app`]);
			assert.deepEqual([code, output], [0, 'kept\nmoving\n']);
			const json = await runProgram(['tags', `registry:${proxy.host}/app:kept`, '--json']);
			assert.deepEqual(JSON.parse(json.output), ['kept', 'moving']);
			const {code: missing} = await runProgram(['tags', `${proxy.host}/nothing`]);
			assert.equal(missing, 3);
		});
	});
}
