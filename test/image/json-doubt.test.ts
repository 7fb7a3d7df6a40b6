import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {doubledField, isTooDeep} from '../../source/image/json-doubt.ts';
import {looseField, parseImageJson, parseJson} from '../../source/image/json.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test('JSON may be nested 1,000 deep, and brackets in texts are no nesting', () => {
	assert.equal(isTooDeep(nested(1000)), false);
	assert.equal(isTooDeep(nested(1001)), true);
	assert.equal(isTooDeep('[]'.repeat(5000)), false);
	assert.equal(isTooDeep(JSON.stringify([nested(2000), `"${nested(2000)}`])), false);
	assert.equal(isTooDeep(nested(3), 2), true);
});

const doubled: ReadonlyArray<readonly [text: string, names: readonly [string, string] | undefined]> = [
	['{"a":1,"b":{"a":2}}', undefined],
	['[{"a":1},{"a":1}]', undefined],
	['{"a":1,"b":[{}],"a":2}', ['a', 'a']],
	[String.raw`{"rootfs":1,"\u0072ootfs":2}`, ['rootfs', 'rootfs']],
	['{"config":{"Cmd":[],"cmd":["sh"]}}', ['Cmd', 'cmd']],
	// Go's decoder takes these letters for s and k.
	['{"history":1,"hi\u017Ftory":2}', ['history', 'hi\u017Ftory']],
	['{"Labels":{"Maintainer":"a","maintainer":"b"}}', undefined],
	['{"Labels":{"a":"b","a":"c"}}', ['a', 'a']],
	[JSON.stringify({a: 'a', b: ',"a":'}), undefined],
	['{"__proto__":1,"constructor":2,"toString":3}', undefined],
	['{}', undefined],
	['"a"', undefined],
];

for (const [text, names] of doubled) {
	test(`${text} ${names === undefined ? 'has no field twice' : `has ${names.join(' and ')}`}`, () => {
		assert.deepEqual(doubledField(text), names);
	});
}

test('a field that is written in another case is taken where the right one isn\'t there', () => {
	assert.equal(looseField({cmd: 1}, 'Cmd'), 1);
	assert.equal(looseField({cmd: 1, Cmd: 2}, 'Cmd'), 2);
	assert.equal(looseField({}, 'constructor'), undefined);
	assert.equal(looseField({cmds: 1}, 'Cmd'), undefined);
});

test('a document that is too deep, begins with a byte order mark, or has a field twice is refused by name', () => {
	assert.throws(() => parseJson(Buffer.from(nested(1_000_000)), 'It'), {kind: 'unreadable', message: 'It is JSON that is nested more than 1,000 deep.'});
	assert.throws(() => parseJson(Buffer.from('\uFEFF{}'), 'It'), {kind: 'unreadable', message: /^It is no valid JSON/});
	assert.throws(() => parseImageJson(Buffer.from('{"a":1,"a":2}'), 'It'), {kind: 'unreadable', message: 'It has the field "a" twice in one object, so that tools would read it differently.'});
	assert.throws(() => parseImageJson(Buffer.from('{"a":1,"A":2}'), 'It'), {kind: 'unreadable', message: /the fields "a" and "A" in one object/});
	assert.deepEqual(parseJson(Buffer.from('{"a":1,"a":2}'), 'It'), {a: 2});
});
