import assert from 'node:assert/strict';
import {once} from 'node:events';
import {test} from 'node:test';
import {connect} from '../../source/engine/connection.ts';
import {watchTransfer} from '../../source/engine/watch-transfer.ts';
import {LayerscopeError} from '../../source/errors.ts';
import {withAnswers} from '../helpers/with-answers.ts';

const idle = 0.05;

test('an engine that says nothing and does not answer either ends the transfer with an error that says so', async () => {
	let pings = 0;
	await withAnswers((_request, response) => {
		pings++;
		if (pings === 1) {
			response.writeHead(200, {'Api-Version': '1.41'}).end();
		} else {
			response.destroy();
		}
	}, async environment => {
		const connection = await connect(environment);
		const watch = watchTransfer(connection, 'while app was saved', new AbortController().signal, idle);
		await once(watch.signal, 'abort');
		const error: unknown = watch.signal.reason;
		assert.ok(error instanceof LayerscopeError);
		assert.equal(error.kind, 'engine');
		assert.match(error.message, /^Nothing has come from the engine for 0\.05 seconds while app was saved/);
		assert.ok(error.advice);
		watch.stop();
		connection.close();
	});
});

test('an engine that packs for long without a word, but answers, is waited for', async () => {
	const pings: Array<() => void> = [];
	let count = 0;
	await withAnswers((_request, response) => {
		response.writeHead(200, {'Api-Version': '1.41'}).end();
		count++;
		pings[count]?.();
	}, async environment => {
		const connection = await connect(environment);
		const asked = new Promise<void>(resolve => {
			pings[4] = resolve;
		});
		const watch = watchTransfer(connection, 'while app was saved', new AbortController().signal, idle);
		await asked;
		assert.equal(watch.signal.aborted, false);
		watch.stop();
		connection.close();
	});
});

test('who stops the transfer stops the watch\'s signal, with the same reason', async () => {
	await withAnswers((_request, response) => {
		response.writeHead(200, {'Api-Version': '1.41'}).end();
	}, async environment => {
		const connection = await connect(environment);
		const controller = new AbortController();
		const watch = watchTransfer(connection, 'while app was saved', controller.signal);
		controller.abort(new Error('enough'));
		assert.equal((watch.signal.reason as Error).message, 'enough');
		watch.stop();
		connection.close();
	});
});
