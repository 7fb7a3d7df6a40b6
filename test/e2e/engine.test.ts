import assert from 'node:assert/strict';
import {
	after, before, describe, test,
} from 'node:test';
import {buildBusybox, busyboxLayers} from '../helpers/busybox-image.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';
import {leave} from '../helpers/leave.ts';
import {nodes} from '../helpers/nodes.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';

describe('a person opens an image of an engine', {skip: skipWithoutEngine('docker-registry')}, () => {
	let engine: TestEngine;
	let registry: TestRegistry;
	let reference: string;

	before(async () => {
		engine = await startEngine();
		registry = await startRegistry();
		reference = `${registry.host}/tools/busybox:1`;
		await buildBusybox(engine, reference);
		await engine.docker('push', '--quiet', reference);
	});

	after(async () => {
		closeTerminals();
		await registry.stop();
		await engine.stop();
	});

	for (const {file: node, version} of nodes) {
		test(`one that is there, on Node ${version}`, async () => {
			const terminal = openTerminal([reference], {node, environment: engine.environment});
			const screen = await terminal.waitFor(new RegExp(`Files after layer ${busyboxLayers - 1} `));
			assert.match(screen, /COPY .*busybox|COPY file:/);
			assert.match(screen, /ENV PATH=\/bin GREETING=hello/);
			terminal.type('/new');
			terminal.type('\r');
			await terminal.waitFor(/▾ keep[^]*\+ .*new$/m);
			terminal.type('G');
			await terminal.waitFor(/▶.*new$/m);
			terminal.type('v');
			await terminal.waitFor(/^ +1 +new$/m);
			assert.equal(await leave(terminal), 0);
			assert.equal(terminal.isAlternate(), false);
		});

		test(`one that has to be pulled, on Node ${version}`, async () => {
			await engine.docker('rmi', '--force', reference);
			const terminal = openTerminal([reference], {node, environment: engine.environment});
			await terminal.waitFor(new RegExp(`Files after layer ${busyboxLayers - 1} `));
			assert.equal(await leave(terminal), 0);
			assert.match(terminal.output(), /Pulling/);
			assert.match(await engine.docker('images', '--quiet', reference), /^[\da-f]{12}$/);
		});
	}

	test('one that nobody has is an error on the screen, and the exit code says so', async () => {
		const terminal = openTerminal([`${registry.host}/nobody/has:this`], {environment: engine.environment});
		await terminal.waitFor(/nobody\/has:this/);
		await terminal.waitFor(/not found|no image|unknown/i);
		assert.equal(await leave(terminal), 3);
		assert.equal(terminal.isAlternate(), false);
	});
});
