import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {buffer} from 'node:stream/consumers';
import {
	afterEach, beforeEach, describe, test,
} from 'node:test';
import {writeWhole} from '../../source/commands/safe-file.ts';
import {connect} from '../../source/engine/connection.ts';
import {findSaved} from '../../source/engine/save-images.ts';
import {saveArchive} from '../../source/sources/save-archive.ts';
import {archiveOf} from '../helpers/archive-of.ts';
import {exitCodeOfChild} from '../helpers/child-exit.ts';
import {skipWithoutEngine, startEngine, type TestEngine} from '../helpers/engine.ts';

const bigSize = 24 * 1024 * 1024;

describe('an engine that is lost', {skip: skipWithoutEngine()}, () => {
	let engine: TestEngine;
	let folder: string;

	beforeEach(async () => {
		engine = await startEngine();
		folder = path.join(engine.folder, 'mine');
		mkdirSync(folder);
		const file = path.join(engine.folder, 'images.tar');
		await writeFile(file, await archiveOf(['big:1', randomBytes(bigSize)]));
		await engine.docker('load', '--input', file);
	});

	afterEach(async () => {
		await engine?.stop();
	});

	test('during a save ends it with an error, into a pipe', async () => {
		const child = spawn(process.execPath, ['dist/cli.js', 'save', 'big:1'], {env: {...process.env, ...engine.environment}, stdio: ['ignore', 'pipe', 'pipe']});
		// A pipe that nobody reads holds the rest of the save back in the engine.
		await once(child.stdout, 'readable');
		await engine.kill();
		const [bytes, errors, code] = await Promise.all([buffer(child.stdout), buffer(child.stderr), exitCodeOfChild(child)]);
		assert.equal(code, 5);
		assert.ok(bytes.length < bigSize);
		assert.match(errors.toString(), /^layerscope: The connection to the engine broke while big:1 was saved/);
	});

	test('during a save leaves no half file', async () => {
		const {signal} = new AbortController();
		const connection = await connect(engine.environment);
		const images = await findSaved(connection, ['big:1'], undefined, signal);
		const target = path.join(folder, 'big.tar');

		async function * killedMeanwhile(): AsyncGenerator<Uint8Array, void> {
			let written = 0;
			for await (const chunk of saveArchive(connection, images, signal)) {
				yield chunk;
				written += chunk.length;
				if (written === chunk.length) {
					await engine.kill();
				}
			}
		}

		await assert.rejects(writeWhole(target, killedMeanwhile(), false), /connection to the engine broke while big:1 was saved/);
		assert.deepEqual(readdirSync(folder), []);
		assert.equal(existsSync(target), false);
		connection.close();
	});

	test('during a load ends it with an error', async () => {
		const archive = await archiveOf(['new:1', randomBytes(bigSize)]);
		const child = spawn(process.execPath, ['dist/cli.js', 'load'], {env: {...process.env, ...engine.environment}, stdio: ['pipe', 'pipe', 'pipe']});
		child.stdin.on('error', () => undefined);
		await new Promise(resolve => {
			child.stdin.write(archive.subarray(0, bigSize / 2), resolve);
		});
		await engine.kill();
		child.stdin.end(archive.subarray(bigSize / 2));
		const [output, errors, code] = await Promise.all([buffer(child.stdout), buffer(child.stderr), exitCodeOfChild(child)]);
		assert.equal(code, 5);
		assert.equal(output.length, 0);
		assert.match(errors.toString(), /^layerscope: The connection to the engine broke while standard input was loaded/);
	});
});
