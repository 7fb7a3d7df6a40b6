import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {KeyMessage} from '../../source/app/messages.ts';
import type {State} from '../../source/app/state.ts';
import {update} from '../../source/app/update.ts';
import {lookOf} from '../../source/tui/look.ts';
import {groups} from '../../source/tui/keymap.ts';
import {screenLines} from '../../source/tui/screen.ts';
import {opened, play} from '../app/play.ts';
import {hostileTexts} from '../hostile/hostile-texts.ts';
import {
	directory, file, layerOf, symlink, whiteout,
} from '../helpers/layer-of.ts';
import {createRandom} from '../helpers/random-image.ts';

// What the styles are written with; no other sequence may ever be in a row.
const ownCodes = /\u001B\[(?:1|2|7|9|22|27|29|3[1-46]|39)m/g; // eslint-disable-line no-control-regex
const active = /[\p{C}\p{Zl}\p{Zp}\p{DI}]|(?! )\p{Zs}/u;

const messages = groups.flatMap(({bindings}) => bindings).map(({message}) => message)
	.filter((message): message is KeyMessage => message.type !== 'quit' && message.type !== 'suspend');

function * states(start: State, pressed: readonly KeyMessage[], presses: number): Generator<State, undefined> {
	const random = createRandom(5);
	let state = start;
	for (let press = 0; press < presses; press++) {
		[state] = update(state, random() < 0.3 ? {type: 'move', motion: 'down'} : pressed[Math.floor(random() * pressed.length)]!);
		yield state;
	}
}

function hostileImage(): State {
	const texts = hostileTexts.map(({bytes}) => new TextDecoder('latin1').decode(bytes));
	const names = hostileTexts.map(({bytes}) => bytes.filter(byte => byte !== 0 && byte !== 0x2F)).filter(name => name.length > 0);
	const history = ['RUN ', 'COPY '].map((word, layer) => ({
		instruction: word + texts.join(' '), layer, created: texts[layer], comment: texts.join('\n'),
	}));
	const layers = [layerOf(...names.map(name => file(name))), layerOf(...texts.map((text, place) => symlink(`link-${place}`, text)))];
	return play(opened(layers, {size: {columns: 160, rows: 50}, history}), {type: 'noticed', text: texts.join('')});
}

test('a row is text that went through escaping and codes of the styles, whatever an image says and whatever is pressed', () => {
	const looks = [lookOf({ascii: false, color: true}), lookOf({ascii: true, color: false})];
	let rows = 0;
	for (const state of states(hostileImage(), messages, 150)) {
		for (const row of looks.flatMap(look => screenLines(state, look))) {
			const text = row.replaceAll(ownCodes, '');
			assert.doesNotMatch(text, active, JSON.stringify(row));
			rows++;
		}
	}

	assert.ok(rows > 10_000);
});

test('rows that are remembered are those that would be made anew', () => {
	const many = Array.from({length: 60}, (_, place) => file(`many/file-${place}`, 'x'.repeat(place)));
	const image = opened([
		layerOf(directory('etc'), file('etc/motd', 'hello'), directory('many'), ...many, file('opt/a')),
		layerOf(whiteout('etc/.wh.motd'), file('many/file-7', 'other'), symlink('to', '../etc'), whiteout('opt/.wh..wh..opq')),
	], {size: {columns: 100, rows: 26}});
	const look = lookOf({ascii: false, color: true});
	// Other screens between two frames of the panes would leave little to remember.
	const inPanes = messages.filter(({type}) => ['move', 'layer', 'focus', 'sort', 'scope', 'hide', 'depth', 'turn', 'unfold', 'fold', 'change'].includes(type));
	const remembered = [...states(image, inPanes, 600)].map(state => ({state, rows: screenLines(state, look)}));
	for (const {state, rows} of remembered) {
		// What was made for another look isn't taken.
		assert.deepEqual(rows, screenLines(state, {...look}));
	}
});
