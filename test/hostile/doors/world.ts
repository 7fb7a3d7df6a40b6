import type {ImageSource} from '../../../source/sources/image-source.ts';
import type {Door} from '../hostile-case.ts';
import type {Documents, HostileImage} from '../hostile-image.ts';
import {quickWorkers} from '../quick-workers.ts';
import {startEngine} from './engine-door.ts';
import {openArchive, openLayout, openStandardInput} from './file-doors.ts';
import {startRegistry} from './registry-door.ts';

/** All doors, with the servers behind them, which all cases of a file share. */
export type World = {
	/** Opens an image through a door, by the program's own sources. Throws what they throw. */
	readonly open: (door: Door, image: HostileImage, documents: Documents) => Promise<ImageSource>;
	readonly stop: () => Promise<void>;
};

export async function createWorld(): Promise<World> {
	const stopWorkers = await quickWorkers();
	const registry = await startRegistry();
	const engine = await startEngine();
	const open: Readonly<Record<Door, (image: HostileImage, documents: Documents) => Promise<ImageSource>>> = {
		archive: openArchive, stdin: openStandardInput, layout: openLayout, registry: registry.open, engine: engine.open,
	};
	return {
		open: async (door, image, documents) => open[door](image, documents),
		async stop() {
			registry.stop();
			engine.stop();
			await stopWorkers();
		},
	};
}
