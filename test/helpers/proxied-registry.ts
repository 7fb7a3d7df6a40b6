import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after, afterEach, before, beforeEach,
} from 'node:test';
import {startRegistryProxy, type RegistryProxy} from './registry-proxy.ts';
import {startRegistry, type TestRegistry} from './registry.ts';

/** A registry, what lies before it, and a folder that each test has to itself. */
export type ProxiedRegistry = {readonly registry: TestRegistry; readonly proxy: RegistryProxy; readonly folder: string};

/** Starts them before the first test of a suite and stops them after its last; after each the proxy lets all through again. */
export function proxiedRegistry(): ProxiedRegistry {
	let registry: TestRegistry;
	let proxy: RegistryProxy;
	let folder: string;
	before(async () => {
		registry = await startRegistry();
		proxy = await startRegistryProxy(registry.host);
	});

	beforeEach(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'layerscope-test-'));
	});

	afterEach(async () => {
		proxy.follow();
		await rm(folder, {recursive: true, force: true});
	});

	after(async () => {
		proxy?.stop();
		await registry?.stop();
	});

	return {
		get registry() {
			return registry;
		},
		get proxy() {
			return proxy;
		},
		get folder() {
			return folder;
		},
	};
}
