import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {
	formatPlatform, hostPlatform, parsePlatform, platformDistance,
} from '../../source/image/platform.ts';

const spellings: ReadonlyArray<readonly [written: string, meant: string]> = [
	['linux/amd64', 'linux/amd64'],
	['Linux/x86_64', 'linux/amd64'],
	['linux/aarch64', 'linux/arm64'],
	['linux/arm64/v8', 'linux/arm64'],
	['linux/arm', 'linux/arm/v7'],
	['linux/armhf', 'linux/arm/v7'],
	['linux/armel', 'linux/arm/v6'],
	['linux/arm/6', 'linux/arm/v6'],
	['linux/i386', 'linux/386'],
	['linux/amd64/v1', 'linux/amd64'],
	['linux/amd64/v3', 'linux/amd64/v3'],
	['windows(10.0.20348.1)/amd64', 'windows(10.0.20348.1)/amd64'],
	['macos/arm64', 'darwin/arm64'],
];

for (const [written, meant] of spellings) {
	test(`${written} means ${meant}`, () => {
		assert.equal(formatPlatform(parsePlatform(written)), meant);
	});
}

for (const text of ['linux', '', 'linux/', '/amd64', 'linux/arm/v7/x', 'linux amd64', 'li nux/amd64']) {
	test(`'${text}' is no platform`, () => {
		assert.throws(() => parsePlatform(text), (error: unknown) => error instanceof LayerscopeError && error.kind === 'usage' && error.advice !== undefined);
	});
}

const distance = (wanted: string, offered: string, strict = false) => platformDistance(parsePlatform(wanted), parsePlatform(offered), strict);

test('a processor takes its own variant, then the next older ones, and never a newer one', () => {
	assert.equal(distance('linux/arm/v7', 'linux/arm/v7'), 0);
	assert.equal(distance('linux/arm/v7', 'linux/arm/v6'), 1);
	assert.equal(distance('linux/arm/v7', 'linux/arm/v5'), 2);
	assert.equal(distance('linux/arm/v6', 'linux/arm/v7'), undefined);
	assert.equal(distance('linux/amd64/v3', 'linux/amd64'), 2);
	assert.equal(distance('linux/amd64', 'linux/amd64/v2'), undefined);
	assert.equal(distance('linux/arm/v7', 'linux/arm/v6', true), undefined);
});

test('another system, processor or Windows version doesn\'t serve', () => {
	assert.equal(distance('linux/amd64', 'windows/amd64'), undefined);
	assert.equal(distance('linux/amd64', 'linux/arm64'), undefined);
	assert.equal(distance('windows(1)/amd64', 'windows(2)/amd64'), undefined);
	assert.equal(distance('windows/amd64', 'windows(2)/amd64'), 0);
});

test('the host is Linux on the processor that Node names', () => {
	assert.equal(formatPlatform(hostPlatform('x64')), 'linux/amd64');
	assert.equal(formatPlatform(hostPlatform('arm64')), 'linux/arm64');
	assert.equal(formatPlatform(hostPlatform('arm')), 'linux/arm/v7');
	assert.equal(formatPlatform(hostPlatform('ppc64')), 'linux/ppc64le');
	assert.equal(formatPlatform(hostPlatform('riscv64')), 'linux/riscv64');
});
