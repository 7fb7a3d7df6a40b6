import assert from 'node:assert/strict';
import {PassThrough} from 'node:stream';
import {describe, test} from 'node:test';
import {createStore} from '../../source/app/store.ts';
import {startState} from '../../source/app/state.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {drawUntilInk} from '../../source/tui/before-ink.ts';

function begin() {
	const store = createStore(startState({
		size: {columns: 80, rows: 24}, title: 'shop', notice: undefined, selection: {platform: undefined, image: undefined}, help: [],
	}), () => undefined);
	const keys = new PassThrough();
	const controller = new AbortController();
	let painted = 0;
	const drawn = drawUntilInk(store, {
		keys, signal: controller.signal, paint() {
			painted++;
		},
	});
	return {
		store, keys, controller, drawn, painted: () => painted,
	};
}

describe('until Ink draws', () => {
	test('what comes is drawn, and Ink is loaded when all is', async () => {
		const {store, drawn, painted} = begin();
		store.dispatch({type: 'failed', error: new LayerscopeError('engine', 'The engine is gone.')});
		await drawn;
		assert.equal(painted(), 1);
	});

	test('a key is for Ink, which still finds it', async () => {
		const {keys, drawn} = begin();
		keys.write('q');
		await drawn;
		assert.equal(String(keys.read()), 'q');
	});

	test('it isn\'t waited for long', async () => {
		const {drawn, painted} = begin();
		await drawn;
		assert.equal(painted(), 1);
	});

	test('nothing is drawn any more when the program ends', async () => {
		const {controller, drawn, painted} = begin();
		controller.abort();
		await drawn;
		assert.equal(painted(), 0);
	});
});
