import type {State} from '../../source/app/state.ts';
import {containerLayerIndex, containerTree} from '../../source/image/container-layer.ts';
import {directory, file, layerOf} from '../helpers/layer-of.ts';
import {opened, play, terminal} from './play.ts';

/** An image of one layer, and what a container did to it. */
export const containerLayers = [
	layerOf(directory('etc'), file('etc/passwd', 'root'), directory('usr'), file('usr/tool', 'tool')),
	containerLayerIndex(containerTree([
		{path: '/etc', kind: 'changed'},
		{path: '/etc/passwd', kind: 'changed'},
		{path: '/link', kind: 'added'},
		{path: '/plain', kind: 'added'},
		{path: '/run', kind: 'added'},
		{path: '/run/pid', kind: 'added'},
	])),
];

/** An explorer with that container, /etc unfolded. */
export function explored(size: State['size'] = terminal): State {
	const facts = [{instruction: 'ADD rootfs /'}, {instruction: 'container web (running)', diffId: undefined}];
	const container = {
		id: 'c0ffee', name: 'web', state: 'running', imageName: 'site:1',
	};
	const image = {reference: 'container:web', container};
	return play(opened(containerLayers, {size, facts: {facts, image}}), {type: 'unfold'});
}
