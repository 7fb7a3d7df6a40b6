import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseChallenges} from '../../source/registry/challenge.ts';
import {retryAfter} from '../../source/registry/retry.ts';

const challenges: ReadonlyArray<readonly [header: string, meant: ReadonlyArray<readonly [scheme: string, parameters: Readonly<Record<string, string>>]>]> = [
	['Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"', [['bearer', {realm: 'https://auth.docker.io/token', service: 'registry.docker.io', scope: 'repository:a/b:pull,push'}]]],
	[String.raw`Basic realm="a \"quoted\" one"`, [['basic', {realm: 'a "quoted" one'}]]],
	['BEARER Realm=https://x/y , service=z', [['bearer', {realm: 'https://x/y', service: 'z'}]]],
	['Negotiate, Basic realm="x", Bearer realm="y"', [['negotiate', {}], ['basic', {realm: 'x'}], ['bearer', {realm: 'y'}]]],
	['', []],
	['="', []],
];

for (const [header, meant] of challenges) {
	test(`the challenge ${header} is understood`, () => {
		assert.deepEqual(parseChallenges(header).map(({scheme, parameters}) => [scheme, Object.fromEntries(parameters)]), meant);
	});
}

test('Retry-After is seconds or a date, and whatever else is nothing', () => {
	const now = Date.parse('2024-01-01T00:00:00Z');
	const cases: ReadonlyArray<readonly [text: string | undefined, seconds: number | undefined]> = [
		['5', 5], ['0', 0], ['Mon, 01 Jan 2024 00:00:30 GMT', 30], ['Sun, 31 Dec 2023 23:00:00 GMT', 0], ['soon', undefined], ['', undefined], [undefined, undefined],
	];
	for (const [text, seconds] of cases) {
		assert.equal(retryAfter({headers: text === undefined ? {} : {'retry-after': text}}, now), seconds, text);
	}

	const headers = {'retry-after': 'Mon, 01 Jan 2024 00:00:30 GMT', date: 'Mon, 01 Jan 2024 00:00:10 GMT'};
	assert.equal(retryAfter({headers}, Date.parse('1974-01-01T00:00:00Z')), 20, 'a date is told by the server\'s clock');
});
