import assert from 'node:assert/strict';
import {once} from 'node:events';
import {test} from 'node:test';
import {createDeskEffects} from '../../../source/app/desk/desk-effects.ts';
import type {DeskMessage} from '../../../source/app/desk/desk-messages.ts';
import type {EngineDesk} from '../../../source/app/engine-desk.ts';
import {LayerscopeError} from '../../../source/errors.ts';
import type {Progress} from '../../../source/progress/progress.ts';
import {idleDesk} from '../../helpers/idle-desk.ts';

const pull = {kind: 'pull', reference: 'nginx', platform: undefined} as const;
const progress = (subject: string): Progress => ({
	task: 'pull', subject, parts: [], status: undefined,
});

/** Effects of a desk, every message that came of them, and a way to wait for one. */
function effectsOf(changes: Partial<EngineDesk>) {
	const messages: DeskMessage[] = [];
	let told = () => undefined as void;
	const effects = createDeskEffects(async () => ({...idleDesk, ...changes}), message => {
		messages.push(message);
		told();
	});
	const waitFor = async (isThere: () => boolean) => {
		while (!isThere()) {
			await new Promise<void>(resolve => {
				told = resolve;
			});
		}
	};

	return {effects, messages, waitFor};
}

const types = (messages: readonly DeskMessage[]) => messages.map(({type}) => type);

test('the images are listed again for each change, also for one that comes while they are listed', async () => {
	let listings = 0;
	const {effects, messages, waitFor} = effectsOf({
		async * images() {
			yield {images: [], isComplete: ++listings > 0};
		},
		async * changes() {
			yield undefined;
			throw new LayerscopeError('engine', 'It has gone.');
		},
	});
	effects.run({type: 'desk-watch'});
	await waitFor(() => types(messages).includes('desk-failed'));
	assert.deepEqual(types(messages), ['desk-catalogue', 'desk-catalogue', 'desk-failed']);
});

test('the last of a work\'s progress is told before its end', async () => {
	const {effects, messages, waitFor} = effectsOf({
		async * pull() {
			yield progress('one');
			yield progress('two');
			yield progress('three');
		},
	});
	effects.run({type: 'desk-start', job: 1, wish: pull});
	await waitFor(() => types(messages).includes('desk-done'));
	assert.deepEqual(messages.map(message => message.type === 'desk-progress' ? message.progress.subject : message.type), ['one', 'three', 'desk-done']);
});

test('what is cancelled has nothing more to say', async () => {
	const {effects, messages, waitFor} = effectsOf({
		async * pull(_wish, signal) {
			yield progress('one');
			await once(signal, 'abort');
			signal.throwIfAborted();
		},
	});
	effects.run({type: 'desk-start', job: 1, wish: pull});
	await waitFor(() => messages.length > 0);
	effects.run({type: 'desk-cancel', job: 1});
	await effects.close();
	assert.deepEqual(types(messages), ['desk-progress']);
});

test('closing waits until a work has taken away what it leaves', async () => {
	let isClean = false;
	const {effects, messages, waitFor} = effectsOf({
		async * save(_wish, signal) {
			try {
				yield progress('one');
				await once(signal, 'abort');
				signal.throwIfAborted();
				return {kind: 'exists'};
			} finally {
				await new Promise(resolve => {
					setImmediate(resolve);
				});
				isClean = true;
			}
		},
	});
	effects.run({
		type: 'desk-start', job: 1, wish: {
			kind: 'save', references: ['a'], file: 'a.tar', isForced: false,
		},
	});
	await waitFor(() => messages.length > 0);
	await effects.close();
	assert.equal(isClean, true);
});

test('a failure keeps the engine\'s words', async () => {
	const {effects, messages, waitFor} = effectsOf({
		async remove() {
			throw new LayerscopeError('engine', 'web holds it.');
		},
	});
	effects.run({type: 'desk-remove', wish: {targets: ['a'], isForced: false}});
	await waitFor(() => messages.length > 0);
	assert.ok(messages[0]?.type === 'desk-remove-failed' && messages[0].error.message === 'web holds it.');
});
