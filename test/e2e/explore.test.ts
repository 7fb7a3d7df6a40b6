import assert from 'node:assert/strict';
import {
	after, before, describe, test,
} from 'node:test';
import {type ExploredImage, writeExploredImage} from '../helpers/explored-image.ts';
import {nodes} from '../helpers/nodes.ts';
import {closeTerminals, openTerminal, type Terminal} from '../helpers/terminal.ts';

const down = '\u001B[B';
const enter = '\r';
const escape = '\u001B';

for (const {file: node, version} of nodes) {
	describe(`a person explores an image on Node ${version}`, () => {
		let image: ExploredImage;
		let terminal: Terminal;

		before(async () => {
			image = await writeExploredImage();
			terminal = openTerminal([image.file], {node});
		});

		after(() => {
			closeTerminals();
			image.remove();
		});

		test('it opens at the top layer, merged, the root unfolded one level', async () => {
			const screen = await terminal.waitFor(/Files after layer 2 /);
			assert.match(screen, /explored:1 +linux\/amd64/);
			assert.match(screen, /▶ +2 .*RUN/);
			for (const name of ['app', 'bin', 'data', 'etc']) {
				assert.match(screen, new RegExp(`drwxr-xr-x .*▸ ${name}`));
			}

			assert.match(screen, /lrwxrwxrwx .*sh → bin\/tool/);
			assert.match(screen, /ENV MODE=test/);
		});

		test('an opaque directory shows what it hides', async () => {
			terminal.type(`g${down}${down}${enter}`);
			const screen = await terminal.waitFor(/a-only\.txt[^]*file-00/);
			assert.match(screen, /\+ .*a-only\.txt/);
			assert.match(screen, /− .*file-00\.txt.*layer 0/);
		});

		test('below, the layer that removed a file shows it with the layer it came from', async () => {
			terminal.type('[');
			await terminal.waitFor(/Files after layer 1 /);
			terminal.type('a');
			const screen = await terminal.waitFor(/▾ etc/);
			assert.match(screen, /− .*motd.*layer 0/);
			assert.match(screen, /~ .*os-release/);
			assert.doesNotMatch(screen, /▸ bin$/m);
		});

		test('names do nothing to the terminal', async () => {
			const screen = terminal.screen().join('\n');
			assert.ok(screen.includes(String.raw`evil\x1b[31m<U+202E>`), screen);
			assert.match(screen, /naïve 日本\.txt/);
		});

		test('a filter keeps matches in their folders', async () => {
			terminal.type('a/server');
			await terminal.waitFor(screen => screen.includes('server.js') && !screen.includes('os-release'));
			terminal.type(enter);
			const screen = await terminal.waitFor(/▾ app/);
			assert.doesNotMatch(screen, /▸ bin$/m);
		});

		test('a file is viewed with line numbers, searched, and left again', async () => {
			terminal.type('G');
			await terminal.waitFor(/▶.*server\.js/);
			terminal.type('v');
			await terminal.waitFor(/^ +1 .*line 1$/m);
			terminal.type('/line 150');
			terminal.type(enter);
			await terminal.waitFor(/150 .*line 150/);
			terminal.type(escape);
			await terminal.waitFor(/Files after layer 1 /);
		});

		test('the config has a screen of its own', async () => {
			terminal.type(escape);
			await terminal.waitFor(/os-release|▸ bin/);
			terminal.type('i');
			const screen = await terminal.waitFor(/80\/tcp[^]*MODE=test[^]*example/);
			assert.ok(screen.includes(String.raw`example\x1b[2J`));
			terminal.type(escape);
			await terminal.waitFor(/Files after layer 1 /);
		});

		test('dead files are listed with the layers to blame', async () => {
			terminal.type('w');
			const screen = await terminal.waitFor(/file-59\.txt/);
			assert.match(screen, /59 B/);
			terminal.type(escape);
			await terminal.waitFor(/Files after layer 1 /);
		});

		test('q leaves, and the terminal is as it was', async () => {
			terminal.type('q');
			assert.deepEqual(await terminal.exited, {exitCode: 0, signal: 0});
			assert.equal(terminal.isAlternate(), false);
		});
	});
}
