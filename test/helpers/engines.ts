import {skipWithoutEngine, startEngine, type TestEngine} from './engine.ts';
import {skipWithoutEngine28, startEngine28} from './engine-28.ts';
import {skipWithoutPodman, startPodman} from './podman.ts';

/** An engine as tests are run on each of them. */
export type EngineKind = {
	readonly name: 'Docker with the classic store' | 'Docker 28 with the containerd store' | 'Podman';
	/** Why it can't be started here; takes the programs that are needed too. */
	readonly skip: (...programs: readonly string[]) => string | false;
	/** Starts it; `registries` are those (`host:port`) that it may ask without TLS. */
	readonly start: (registries: readonly string[]) => Promise<TestEngine>;
};

/** Every engine whose dialect is spoken. */
export const engineKinds: readonly EngineKind[] = [
	{name: 'Docker with the classic store', skip: skipWithoutEngine, start: async () => startEngine()},
	{name: 'Docker 28 with the containerd store', skip: skipWithoutEngine28, start: async () => startEngine28()},
	{name: 'Podman', skip: skipWithoutPodman, start: async registries => startPodman(registries)},
];
