import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {buildBusybox} from '../helpers/busybox-image.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {engineKinds} from '../helpers/engines.ts';
import {leave} from '../helpers/leave.ts';
import {nodes} from '../helpers/nodes.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';
import {closeTerminals, openTerminal, type Terminal} from '../helpers/terminal.ts';

const enter = '\r';
const escape = '\u001B';

for (const {name: kind, skip, start} of engineKinds) {
	describe(`a person looks after the images of ${kind}`, {skip: skip('docker-registry')}, () => {
		const isClassic = kind === 'Docker with the classic store';
		const program = kind === 'Podman' ? 'podman' : 'docker';
		// What Podman names by itself has this host in front.
		const other = kind === 'Podman' ? 'localhost/tools:other' : 'tools:other';
		// The other stores give every name a digest, not only those that were pulled.
		const digest = isClassic ? '' : String.raw`(?:,\s+\S+@sha256:\w+)*`;
		let engine: TestEngine;
		let registry: TestRegistry;
		let pulled: string;

		before(async () => {
			registry = await startRegistry();
			engine = await start([registry.host]);
			pulled = `${registry.host}/tools/busybox:1`;
			await buildBusybox(engine, pulled);
			await engine.docker('push', '--quiet', pulled);
			await engine.docker('tag', pulled, 'tools:kept');
		});

		after(async () => {
			closeTerminals();
			await engine?.stop();
			await registry?.stop();
		});

		for (const {file: node, version} of isClassic ? nodes : nodes.slice(0, 1)) {
			describe(`on Node ${version}`, () => {
				let terminal: Terminal;

				before(async () => {
					await engine.docker('rmi', '--no-prune', pulled).catch(() => undefined);
					terminal = openTerminal([], {node, environment: engine.environment, columns: 160});
				});

				test('without an argument they are listed, and what changes on the engine is seen', async () => {
					await terminal.waitFor(/1 image on .*(?:docker|podman)\.sock[^]*▶ .*tools:kept/);
					await engine.docker('tag', 'tools:kept', other);
					await terminal.waitFor(new RegExp([other, 'tools:kept'].toSorted().join(', ')));
					await engine.docker('rmi', other);
					await terminal.waitFor(screen => screen.includes('tools:kept') && !screen.includes(other));
				});

				test('one is explored, and Esc comes back', async () => {
					terminal.type(enter);
					await terminal.waitFor(/Files after layer \d[^]*\d files/);
					terminal.type(escape);
					await terminal.waitFor(/▶ .*tools:kept/);
				});

				test('one is pulled, with the command that would do the same, and is then in the list', async () => {
					terminal.type('p');
					await terminal.waitFor(/pull: /);
					terminal.type(`${pulled}${enter}`);
					await terminal.waitFor(new RegExp(`Pulled ${pulled} .*done[^]*${program} pull ${pulled}`));
					terminal.type(escape);
					await terminal.waitFor(new RegExp(`${pulled}, tools:kept`));
				});

				test('one is saved to a file, and loaded again', async () => {
					const file = path.join(engine.folder, `saved-${version}.tar`);
					terminal.type('w');
					await terminal.waitFor(/save to file: /);
					terminal.type(`\u0015${file}${enter}`);
					await terminal.waitFor(/Saved .*done/);
					assert.ok(existsSync(file));
					terminal.type(escape);
					await terminal.waitFor(/▶ .*tools:kept/);
					terminal.type('o');
					await terminal.waitFor(/load from file: /);
					terminal.type(`${file}${enter}`);
					await terminal.waitFor(new RegExp(`Loaded: ${pulled}`));
					terminal.type(escape);
				});

				test('a tag is removed after a question, and the other one stays', async () => {
					await terminal.waitFor(/▶ .*tools:kept/);
					terminal.type('D');
					await terminal.waitFor(new RegExp(String.raw`Remove ${pulled}.[^]*tools:kept${digest} still names?\s+the\s+image[^]*${program} rmi ${pulled}`));
					terminal.type('n');
					await terminal.waitFor(new RegExp(`▶ .*${pulled}, tools:kept`));
					terminal.type('D');
					await terminal.waitFor(/Remove /);
					terminal.type('y');
					await terminal.waitFor(screen => /▶ .*tools:kept/.test(screen) && !new RegExp(`▶ .*${pulled}`).test(screen));
					assert.match(await engine.docker('images', '--format', '{{.Repository}}:{{.Tag}}'), /^tools:kept$/);
				});

				test('q leaves', async () => {
					assert.equal(await leave(terminal), 0);
					assert.equal(terminal.isAlternate(), false);
				});
			});
		}
	});
}

describe('a person looks after the images of an engine', {skip: skipWithoutEngine()}, () => {
	after(() => {
		closeTerminals();
	});

	test('an engine that goes away is said to have gone, and the list stays', async () => {
		const other = await startEngine();
		await buildBusybox(other, 'tools:lost');
		const terminal = openTerminal([], {environment: other.environment});
		await terminal.waitFor(/▶ .*tools:lost/);
		await other.stop();
		await terminal.waitFor(/not fresh: r tries again[^]*tools:lost/);
		assert.equal(await leave(terminal), 0);
	});
});
