import assert from 'node:assert/strict';
import {
	after, before, describe, test,
} from 'node:test';
import type {TestEngine} from '../helpers/engine.ts';
import {skipWithoutEngine28, startEngine28} from '../helpers/engine-28.ts';
import {leave} from '../helpers/leave.ts';
import {pushIndex} from '../helpers/push-index.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';
import {closeTerminals, openTerminal, type Terminal} from '../helpers/terminal.ts';

const enter = '\r';
const escape = '\u001B';

describe('a person looks at an image of several platforms on Docker 28', {skip: skipWithoutEngine28('docker-registry')}, () => {
	let registry: TestRegistry;
	let engine: TestEngine;
	let terminal: Terminal;
	let reference: string;

	before(async () => {
		[registry, engine] = await Promise.all([startRegistry(), startEngine28()]);
		await pushIndex(registry.host, 'app', '1');
		reference = `${registry.host}/app:1`;
		await engine.docker('pull', '--quiet', reference);
		await engine.docker('pull', '--quiet', '--platform', 'linux/arm64', reference);
		terminal = openTerminal([reference], {environment: engine.environment});
	});

	after(async () => {
		closeTerminals();
		await engine?.stop();
		await registry?.stop();
	});

	test('the header says how many there are, and P lists them with what hangs beside', async () => {
		await terminal.waitFor(/linux\/amd64, one of 3 \(P\)/);
		terminal.type('P');
		await terminal.waitFor(/3 images, and 2 beside[^]*▶ +linux\/amd64 +1\.3 kB +2 .*open {2}for this machine[^]*linux\/arm\/v7 .*not here/);
		await terminal.waitFor(/attestation of linux\/amd64[^]*signature {2}application/);
	});

	test('two are compared, and one is opened', async () => {
		terminal.type('jc');
		await terminal.waitFor(/linux\/amd64 beside linux\/arm64: 1 of 2 the same[^]*~[^]*ADD rootfs\.tar[^]*=[^]*COPY conf/);
		terminal.type(escape);
		await terminal.waitFor(/▶ +linux\/arm64/);
		terminal.type(enter);
		await terminal.waitFor(/linux\/arm64, one of 3 \(P\)[^]*▸ bin/);
	});

	test('u says that the tag has moved, in the header and in the list', async () => {
		await terminal.waitFor(/also in/);
		terminal.type('u');
		await terminal.waitFor(/ as in its registry .*[^]*no tag has moved/);
		await pushIndex(registry.host, 'app', '1', 'moved');
		terminal.type('u');
		await terminal.waitFor(/outdated in its registry[^]*1 of 1 tag has moved/);
		terminal.type('I');
		await terminal.waitFor(/1 outdated[^]*registry[^]*app:1 +outdated/);
	});

	test('the tags are listed while a reference is typed for a pull, which makes it current', async () => {
		terminal.type('p');
		await terminal.waitFor(/pull: .*Tab its tags/);
		terminal.type(`${registry.host}/app:`);
		await terminal.waitFor(/app: /);
		terminal.type('\t');
		await terminal.waitFor(/Tags of .*app: 1[^]*▶ 1/);
		terminal.type(enter);
		await terminal.waitFor(/Pulled .*done/);
		terminal.type(escape);
		await terminal.waitFor(/Tags of /);
		terminal.type(escape);
		await terminal.waitFor(/pull: /);
		terminal.type(escape);
		await terminal.waitFor(/app:1 +current/);
		assert.equal(await leave(terminal), 0);
	});
});
