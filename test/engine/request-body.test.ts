import assert from 'node:assert/strict';
import {once} from 'node:events';
import type {RequestListener} from 'node:http';
import {PassThrough, Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {test} from 'node:test';
import {connect} from '../../source/engine/connection.ts';
import {withAnswers} from '../helpers/with-answers.ts';

/** Tells how many bytes came, once all are here. */
const countBytes: RequestListener = (request, response) => {
	let length = 0;
	request.on('data', (chunk: Uint8Array) => {
		length += chunk.length;
	});
	request.on('end', () => {
		response.writeHead(200, {'Api-Version': '1.41'}).end(`${request.method} ${request.headers['content-type']} ${length}`);
	});
};

async function * pieces(count: number, failure?: Error): AsyncGenerator<Uint8Array, void> {
	for (let index = 0; index < count; index++) {
		yield new Uint8Array(100_000);
	}

	if (failure) {
		throw failure;
	}
}

for (const body of [() => pieces(30), () => Readable.from(pieces(30))]) {
	test('a body is sent as it comes, from a stream or a generator', async () => {
		await withAnswers(countBytes, async environment => {
			const connection = await connect(environment);
			const response = await connection.send({
				method: 'POST', path: '/images/load', query: {quiet: '0'}, body: body(),
			});
			assert.equal(await text(response), 'POST application/tar 3000000');
			connection.close();
		});
	});
}

test('a body that fails breaks the request with its own error', async () => {
	await withAnswers(countBytes, async environment => {
		const connection = await connect(environment);
		await assert.rejects(connection.send({method: 'PUT', path: '/images/load', body: pieces(3, new Error('the disk is gone'))}), /the disk is gone/);
		connection.close();
	});
});

test('a body that fails after the answer began breaks the answer with its own error', async () => {
	await withAnswers((request, response) => {
		request.resume();
		response.writeHead(200, {'Api-Version': '1.41'});
		if (request.url === '/_ping') {
			response.end();
		} else {
			response.write('begun');
		}
	}, async environment => {
		const connection = await connect(environment);
		const body = new PassThrough();
		body.write('x');
		const response = await connection.send({method: 'POST', path: '/images/load', body});
		body.destroy(new Error('the disk is gone'));
		await assert.rejects(text(response), /the disk is gone/);
		connection.close();
	});
});

test('a body that the engine refuses is not read on', async () => {
	await withAnswers((request, response) => {
		response.writeHead(request.url === '/_ping' ? 200 : 400, {'Api-Version': '1.41'}).end('no');
	}, async environment => {
		const connection = await connect(environment);
		const body = Readable.from(pieces(1_000_000), {objectMode: false});
		const response = await connection.send({method: 'POST', path: '/images/load', body});
		const closed = once(body, 'close');
		assert.equal(await text(response), 'no');
		await closed;
		connection.close();
	});
});

test('an image is removed with DELETE', async () => {
	await withAnswers(countBytes, async environment => {
		const connection = await connect(environment);
		const response = await connection.send({method: 'DELETE', path: '/images/a', query: {force: '1'}});
		assert.equal(await text(response), 'DELETE undefined 0');
		connection.close();
	});
});
