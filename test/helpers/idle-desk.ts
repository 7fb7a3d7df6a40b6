import {once} from 'node:events';
import type {EngineDesk} from '../../source/app/engine-desk.ts';

async function unasked(): Promise<never> {
	throw new Error('nobody should have asked for this');
}

/** A desk that holds no images, where nothing changes, and of which nothing else may be asked. */
export const idleDesk: EngineDesk = {
	location: () => '/run/test.sock',
	async * images() {
		yield {images: [], isComplete: true};
	},
	async * changes(signal) {
		await once(signal, 'abort');
		signal.throwIfAborted();
		yield undefined;
	},
	platforms: unasked,
	async * pull() {
		yield unasked();
	},
	remove: unasked,
	async * save() {
		yield unasked();
		return unasked();
	},
	async * load() {
		yield unasked();
		return unasked();
	},
	tag: unasked,
	search: unasked,
	registryDigest: unasked,
	tagsOf: unasked,
};
