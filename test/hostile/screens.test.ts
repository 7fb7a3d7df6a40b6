import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after, before, describe, test,
} from 'node:test';
import {leave} from '../helpers/leave.ts';
import {closeTerminals, openTerminal, type Terminal} from '../helpers/terminal.ts';
import {startEvilEngine} from './evil-engine.ts';
import {evilImage, evilImages} from './evil-image.ts';
import {documentsOf} from './hostile-image.ts';
import {archiveOf} from './image-files.ts';
import type {LoopbackServer} from './loopback-server.ts';
import {createWitness} from './terminal-effects.ts';

const size = {columns: 100, rows: 30};
const escape = '\u001B';
const enter = '\r';

/** Keys, and the screen that they lead to. */
type Step = readonly [keys: string, screen: RegExp];

/** Goes from screen to screen and leaves; nothing but cells may be touched on the way. */
async function walk(terminal: Terminal, steps: readonly Step[], exitCode = 0): Promise<void> {
	const witness = createWitness(size);
	for (const [keys, screen] of steps) {
		terminal.type(keys);
		await terminal.waitFor(screen);
		await witness.see(terminal.output());
		assert.deepEqual(witness.told(), [], `after ${JSON.stringify(keys)}`);
		assert.equal(terminal.isAlternate(), true);
	}

	assert.equal(await leave(terminal), exitCode);
	await witness.see(terminal.output());
	assert.deepEqual(witness.told(), []);
	assert.equal(terminal.isAlternate(), false);
}

describe('whatever an image and its engine say, a terminal shows it and does nothing', () => {
	let folder: string;
	let archive: string;
	let engine: LoopbackServer;

	before(async () => {
		folder = mkdtempSync(path.join(tmpdir(), 'layerscope-screens-'));
		archive = path.join(folder, 'evil.tar');
		const image = evilImage();
		writeFileSync(archive, archiveOf(image, documentsOf(image)));
		engine = await startEvilEngine();
	});

	after(() => {
		closeTerminals();
		engine?.stop();
		rmSync(folder, {recursive: true});
	});

	test('on the screens of an image', async () => {
		const terminal = openTerminal([archive], {...size, environment: {DOCKER_HOST: 'unix:///nowhere/engine.sock', XDG_CACHE_HOME: '/dev/null'}});
		await walk(terminal, [
			['', /Files after layer 3[^]*▸ names/],
			['Z', /▾ names|▾ links/],
			['G', /\u65E5\u672C\u8A9E/],
			['/owned', /filter: owned/],
			[enter, /\d+ of \d+[^]*]0;owned/],
			[escape, /content {2}was/],
			['g', /5mout/],
			['j', /▶ ~ +\S+ +988 B {4}content/],
			['v', /─ \/content {2}after layer 3, hexadecimal/],
			['t', /─ \/content[^]* 1 {2}\\x1b\[5mblink/],
			['G', /\d {2}\\x1b]0;owned\n(?![^]*\d {2})/],
			['/second', /search: second/],
			[enter, /second/],
			[escape, /content {2}was/],
			['\t', /Enter details/],
			['gj', /Layer 0|LABEL/],
			[enter, /─ (?:Layer|Step|LABEL)[^]*Esc back/],
			[escape, /Enter details/],
			['i', /How a container starts/],
			['d', / command {5}\[/],
			['t', /Image config, raw JSON/],
			['d', /Image config, raw JSON[^]*Volumes|Labels/],
			[escape, /Enter details/],
			['w', /Dead bytes: /],
			['d', /▶ [^]*\/names\//],
			[escape, /Enter details/],
			['W', /188 warnings/],
			['G', /whiteout|link-to/],
			[enter, /Enter (?:open|details)/],
			['P', /─ 1 image/],
			[escape, /Files after/],
			['?', /Moving/],
			[escape, /Files after/],
		]);
	});

	test('on the screens of an engine', async () => {
		const terminal = openTerminal([], {...size, environment: {DOCKER_HOST: `tcp://${engine.host}`, HOME: folder, XDG_CACHE_HOME: '/dev/null'}});
		await walk(terminal, [
			['', /2 images on [^]*bad:1[^]*x1bP\$q[^]*5mblink/],
			['j', /▶ ▸ \\x1b/],
			['l', /▾ [^]*@sha256|tag|container/],
			['G', /▶ (?! ▸)/],
			['g', /▶ ▸ bad:1/],
			['D', /Remove bad:1[^]*docker rmi bad:1/],
			['y', /bad:1[^]*(?:conflict|5mblink)/],
			[escape, /▶ ▸ bad:1/],
			['S', /search for: /],
			[`evil${enter}`, /stars {2}official/],
			['G', /~root/],
			['g', /▶ \\x1b\[5mblink/],
			[enter, /tags|no repository|not a|isn't/i],
			[escape, /2 images on/],
			[escape, /2 images on/],
			['p', /pull: /],
			[`evil:2${enter}`, /evil:2 could not be pulled/],
			[escape, /▶ ▸ bad:1/],
			['J', /evil:2/],
			[escape, /▶ ▸ bad:1/],
			['o', /load from file: /],
			[`${archive}${enter}`, /The engine can't load/],
			[escape, /▶ ▸ bad:1/],
			['w', /save to file: /],
			[`\u0015${path.join(folder, 'saved.tar')}${enter}`, /can't be saved|refused|could not/],
			[escape, /▶ ▸ bad:1/],
			['t', /tag|new name/i],
			[`evil:9${enter}`, /▶ ▸ bad:1/],
			[enter, /while bad:1 was inspected|try again/],
			['t', /bad:1/],
			[escape, /▶ ▸ bad:1/],
			['/blink', /filter: blink/],
			[enter, /▶ ▸ bad:1/],
			['j', /▶ ▾ \\x1b/],
			[enter, /Files after layer 3/],
		]);
	});

	test('on the screen of an error', async () => {
		const terminal = openTerminal(['docker://bad:1'], {...size, environment: {DOCKER_HOST: `tcp://${engine.host}`, XDG_CACHE_HOME: '/dev/null'}});
		await walk(terminal, [['', /refused while bad:1 was inspected:\s+\\x1b\[5mblink/], ['t', /refused/]], 5);
	});

	test('on the screens of several images', async () => {
		const several = path.join(folder, 'several.tar');
		const image = evilImages();
		writeFileSync(several, archiveOf(image, documentsOf(image)));
		const terminal = openTerminal([several], {...size, environment: {DOCKER_HOST: 'unix:///nowhere/engine.sock', XDG_CACHE_HOME: '/dev/null'}});
		await walk(terminal, [
			['', /Several images are here/],
			[' ', / \* linux/],
			[' ', / \* linux[^]* \* linux/],
			['c', / beside /],
			['G', /RUN|LABEL|COPY/],
			[escape, /Several images are here/],
			['g', /▶ \* linux/],
			[enter, /Files after layer/],
			['P', /─ \d images/],
		]);
	});

	test('and the test would see it', async () => {
		for (const text of [
			'\u001B[5mx', '\u001B]0;owned\u0007', '\u0007', '\u001B[c', '\u001B]52;c;b3duZWQ=\u0007', '\u001BP$q"p\u001B\\', '\u001B[4h', '\u001B[?1000h', '\u009B5mx', '\u202E', '\u001B_x\u001B\\',
		]) {
			const witness = createWitness(size);
			await witness.see(text);
			assert.notDeepEqual(witness.told(), [], JSON.stringify(text));
		}
	});
});
