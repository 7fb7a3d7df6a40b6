import assert from 'node:assert/strict';
import {once} from 'node:events';
import {test} from 'node:test';
import {createEffects} from '../../source/app/effects.ts';
import type {Message} from '../../source/app/messages.ts';
import type {ImageSource} from '../../source/sources/image-source.ts';
import {idleDesk} from '../helpers/idle-desk.ts';
import {file, layerOf} from '../helpers/layer-of.ts';
import {loadedOf} from '../helpers/loaded.ts';

const layer = layerOf(file('a', 'a'));
const {image} = loadedOf([layer]);

/** A source with one small layer, which tells when it is closed. */
function sourceOf(onClose: () => void): ImageSource {
	return {
		kind: 'archive',
		location: 'a.tar',
		async * read() {
			yield {type: 'image', image};
			yield {
				type: 'layer', layer: 0, index: layer, verification: 'verified', failure: undefined,
			};
		},
		async * content() {
			yield * [];
		},
		async * contents() {
			yield * [];
		},
		async close() {
			onClose();
		},
	};
}

test('what is being written ends before the source is closed, and is told to', async () => {
	const order: string[] = [];
	let finished = () => undefined as void;
	const read = new Promise<void>(resolve => {
		finished = resolve;
	});
	const effects = createEffects({
		open: async () => sourceOf(() => {
			order.push('closed');
		}),
		async extract({signal}) {
			await once(signal, 'abort');
			order.push('taken away');
			throw new Error('stopped');
		},
		desk: async () => idleDesk,
		suspend: () => undefined,
		quit: () => undefined,
		dispatch({type}: Message) {
			if (type === 'finished') {
				finished();
			}
		},
	});
	effects.run({type: 'open', argument: undefined, selection: {platform: undefined, image: undefined}});
	await read;
	effects.run({
		type: 'extract', target: {path: new TextEncoder().encode('/a'), layer: 0}, file: 'a', isForced: false,
	});
	await effects.close();
	assert.deepEqual(order, ['taken away', 'closed']);
});
