import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {withoutEngine} from '../helpers/from-registry.ts';
import {leave} from '../helpers/leave.ts';
import {skipReason} from '../helpers/programs.ts';
import {pushIndex} from '../helpers/push-index.ts';
import {startRegistry, type TestRegistry} from '../helpers/registry.ts';
import {closeTerminals, openTerminal, type Terminal} from '../helpers/terminal.ts';

const enter = '\r';
const escape = '\u001B';
const right = '\u001B[C';

describe('a person without an engine', {skip: skipReason(['docker-registry'], {root: false})}, () => {
	let registry: TestRegistry;
	let folder: string;
	let terminal: Terminal;

	before(async () => {
		registry = await startRegistry();
		await pushIndex(registry.host, 'app', '1');
		folder = await mkdtemp(path.join(tmpdir(), 'layerscope-test-'));
	});

	after(async () => {
		closeTerminals();
		await registry?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	test('opens an image of a registry and sees its layers and files', async () => {
		terminal = openTerminal([`registry:${registry.host}/app:1`], {columns: 150, environment: withoutEngine(folder)});
		const screen = await terminal.waitFor(/one of 3 \(P\)[^]*▸ bin[^]*conf/);
		assert.match(screen, new RegExp(`app:1 +linux/amd64, one of 3 .*registry ${registry.host}`));
		assert.match(screen, /ADD rootfs\.tar \/[^]*COPY conf \/[^]*diffID +sha256:[^]*digest +sha256:[^]*verified +yes, hashed to the diffID/);
	});

	test('unfolds a directory, and views a file', async () => {
		terminal.type(right);
		await terminal.waitFor(/▾ bin[^]* app/);
		terminal.type('j');
		await terminal.waitFor(/▶ .* app/);
		terminal.type('v');
		await terminal.waitFor(/\/bin\/app {2}after layer 1[^]*1 {2}linux\/amd64 1/);
		terminal.type(escape);
		await terminal.waitFor(/▾ bin[^]*▶ .* app/);
	});

	test('lists the platforms, compares two of them and opens another', async () => {
		terminal.type('P');
		await terminal.waitFor(/3 images, and 2 beside[^]*▶ +linux\/amd64 +1\.3 kB +2 [^]*linux\/arm\/v7 +1\.7 kB +3 [^]*attestation of linux\/amd64[^]*signature/);
		terminal.type('jjc');
		await terminal.waitFor(/linux\/amd64 beside linux\/arm\/v7: 1 of 3 the same/);
		terminal.type(escape);
		await terminal.waitFor(/▶ +linux\/arm\/v7/);
		terminal.type(enter);
		await terminal.waitFor(/linux\/arm\/v7, one of 3 \(P\)[^]*RUN soften/);
	});

	test('leaves with q', async () => {
		assert.equal(await leave(terminal), 0);
	});

	const hasEngine = ['/var/run/docker.sock', '/run/podman/podman.sock'].some(socket => existsSync(socket));

	test('gets the registry\'s image for a plain name, and is told why', {skip: hasEngine && 'an engine is here'}, async () => {
		const plain = openTerminal([`${registry.host}/app:1`], {columns: 170, environment: withoutEngine(folder)});
		await plain.waitFor(/registry .*\(there is no engine here\)[^]*▸ bin/);
		assert.equal(await leave(plain), 0);
	});

	test('reads why where a registry doesn\'t have the image', async () => {
		const missing = openTerminal([`registry:${registry.host}/app:9`], {environment: withoutEngine(folder)});
		await missing.waitFor(/app:9/);
		const screen = await missing.waitFor(/The registry .* doesn't have app:9\./);
		assert.doesNotMatch(screen, /engine/i);
		missing.type('q');
		const {exitCode} = await missing.exited;
		assert.equal(exitCode, 3);
	});
});
