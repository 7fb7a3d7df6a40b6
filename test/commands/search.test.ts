import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {type TestEngine, skipWithoutEngine, startEngine} from '../helpers/engine.ts';
import {skipWithoutEngine28, startEngine28} from '../helpers/engine-28.ts';
import {skipWithoutPodman, startPodman} from '../helpers/podman.ts';
import {runProgram, type Run} from '../helpers/run-program.ts';
import {startSearchServer, type SearchServer} from '../helpers/search-server.ts';
import {openTerminal} from '../helpers/terminal.ts';

const engines = [
	{name: 'Docker 20.10', skip: skipWithoutEngine(), start: async () => startEngine()},
	{name: 'Docker 28', skip: skipWithoutEngine28(), start: startEngine28},
	{name: 'Podman', skip: skipWithoutPodman(), start: async () => startPodman()},
];

for (const {name, skip, start} of engines) {
	describe(`a search through ${name}`, {skip}, () => {
		let engine: TestEngine;
		let server: SearchServer;

		before(async () => {
			[engine, server] = await Promise.all([start(), startSearchServer()]);
		});

		after(async () => {
			server?.stop();
			await engine?.stop();
		});

		async function search(word: string, ...more: readonly string[]): Promise<Run> {
			return runProgram(['search', `${server.host}/${word}`, ...more], {environment: engine.environment});
		}

		test('finds images by names that can be pulled, with nothing that a terminal would obey', async () => {
			const {code, output, errors} = await search('nginx');
			assert.deepEqual([code, errors], [0, '']);
			const [headings, ...rows] = output.trimEnd().split('\n');
			assert.match(headings!, /^NAME +STARS +OFFICIAL +AUTOMATED +DESCRIPTION$/);
			assert.deepEqual(rows.map(row => row.split(/ {2,}/)), [
				[`${server.host}/library/nginx`, '20000', 'yes', String.raw`Official \x1b[31mbuild of nginx`],
				[`${server.host}/me/nginx`, '3', 'mine'],
				[`${server.host}/you/nginx`, '0'],
			]);
		});

		test('gives JSON', async () => {
			const {output} = await search('nginx', '--json');
			assert.deepEqual((JSON.parse(output) as unknown[])[0], {
				name: `${server.host}/library/nginx`, description: 'Official \u001B[31mbuild of nginx', stars: 20_000, official: true, automated: false,
			});
			assert.ok(!output.includes('\u001B'));
			const nothing = await search('nothing', '--json');
			assert.equal(nothing.output, '[]\n');
		});

		test('filters and limits', async () => {
			const names = async (...more: readonly string[]) => {
				const {output} = await search('nginx', '--json', ...more);
				return (JSON.parse(output) as Array<{name: string}>).map(found => found.name.slice(server.host.length + 1));
			};

			assert.deepEqual(await names('--filter', 'is-official=true'), ['library/nginx']);
			assert.deepEqual(await names('--filter', 'is-official=false', '--filter', 'stars=1'), ['me/nginx']);
			assert.deepEqual(await names('--limit', '2'), ['library/nginx', 'me/nginx']);
			assert.equal(server.searches.at(-1)!.query.get('n'), '2');
		});

		test('that finds nothing says so', async () => {
			const {code, output, errors} = await search('nothing');
			assert.deepEqual([code, output], [0, '']);
			assert.equal(errors, `Nothing was found for ${server.host}/nothing.\n`);
		});

		test('that fails says why, on one line, and what to do', async () => {
			for (const [word, sentence] of [['web', /can't be searched for.*This registry can't be searched/], ['dropped', /dropped can't be searched for/]] as const) {
				const {code, output, errors} = await search(word);
				assert.deepEqual([code, output], [5, '']);
				assert.match(errors, sentence);
				assert.equal(errors.trimEnd().split('\n').length, 1);
			}

			const gone = await runProgram(['search', '127.0.0.1:1/nginx'], {environment: engine.environment});
			assert.equal(gone.code, 5);
			assert.match(gone.errors, /connection refused.*Check the registry's name/);
		});
	});
}

describe('a search through Docker', {skip: skipWithoutEngine()}, () => {
	let engine: TestEngine;
	let server: SearchServer;

	before(async () => {
		[engine, server] = await Promise.all([startEngine(), startSearchServer()]);
	});

	after(async () => {
		server?.stop();
		await engine?.stop();
	});

	test('that wants a login, or less requests, says so', async () => {
		const wanted = await runProgram(['search', `${server.host}/private`], {environment: engine.environment});
		assert.match(wanted.errors, /401\. The registry wants a login: use `docker login`/);
		const busy = await runProgram(['search', `${server.host}/busy`], {environment: engine.environment});
		assert.match(busy.errors, /429\. The registry wants less requests: wait a while/);
	});

	test('sends the login that Docker\'s config has for the registry', async () => {
		const folder = path.join(engine.folder, 'login');
		await mkdir(folder);
		await writeFile(path.join(folder, 'config.json'), JSON.stringify({auths: {[server.host]: {auth: Buffer.from('me:secret').toString('base64')}}}));
		const {code} = await runProgram(['search', `${server.host}/nginx`], {environment: {...engine.environment, DOCKER_CONFIG: folder}});
		assert.equal(code, 0);
		assert.equal(server.searches.at(-1)!.headers.authorization, `Basic ${Buffer.from('me:secret').toString('base64')}`);
	});

	test('cuts the table to the terminal', async () => {
		const terminal = openTerminal(['search', `${server.host}/nginx`], {columns: 70, environment: engine.environment});
		const {exitCode} = await terminal.exited;
		assert.equal(exitCode, 0);
		const rows = terminal.screen().filter(row => row !== '');
		assert.equal(rows.length, 4, rows.join('\n'));
		assert.match(rows[1]!, /library\/nginx +20{4} +yes.*…$/);
	});
});
