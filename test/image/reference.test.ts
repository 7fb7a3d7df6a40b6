import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {
	canonicalReference, familiarReference, formatReference, parseReference,
} from '../../source/image/reference.ts';
import {createRandom} from '../helpers/random-image.ts';

const digest = `sha256:${'a'.repeat(64)}`;

const references: ReadonlyArray<readonly [written: string, meant: string, familiar: string]> = [
	['nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
	['nginx:1.27', 'docker.io/library/nginx:1.27', 'nginx:1.27'],
	['me/app', 'docker.io/me/app:latest', 'me/app:latest'],
	['docker.io/nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
	['index.docker.io/library/nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
	['localhost/app', 'localhost/app:latest', 'localhost/app:latest'],
	['localhost:5000/a/b:1', 'localhost:5000/a/b:1', 'localhost:5000/a/b:1'],
	['ghcr.io/me/app@' + digest, 'ghcr.io/me/app@' + digest, 'ghcr.io/me/app@' + digest],
	['nginx:1@' + digest, 'docker.io/library/nginx:1@' + digest, 'nginx:1@' + digest],
	['a__b/c-d.e', 'docker.io/a__b/c-d.e:latest', 'a__b/c-d.e:latest'],
	['[::1]:5000/x', '[::1]:5000/x:latest', '[::1]:5000/x:latest'],
	['[2001:db8::A]/x:1', '[2001:db8::A]/x:1', '[2001:db8::A]/x:1'],
	['Team/app', 'Team/app:latest', 'Team/app:latest'],
	['registry:5000', 'docker.io/library/registry:5000', 'registry:5000'],
	['index.docker.io/me/app:1', 'docker.io/me/app:1', 'me/app:1'],
	['docker.io/localhost/app', 'docker.io/localhost/app:latest', 'docker.io/localhost/app:latest'],
	['a.b/c:D_e.f-g', 'a.b/c:D_e.f-g', 'a.b/c:D_e.f-g'],
	['x@sha512:' + 'b'.repeat(128), 'docker.io/library/x@sha512:' + 'b'.repeat(128), 'x@sha512:' + 'b'.repeat(128)],
	[`host.example:1/${'a'.repeat(255)}`, `host.example:1/${'a'.repeat(255)}:latest`, `host.example:1/${'a'.repeat(255)}:latest`],
	[`${'a'.repeat(64)}:1`, `docker.io/library/${'a'.repeat(64)}:1`, `${'a'.repeat(64)}:1`],
];

for (const [written, meant, familiar] of references) {
	test(`${written} means ${meant}`, () => {
		assert.equal(formatReference(parseReference(written)), meant);
		assert.equal(familiarReference(written), familiar);
	});
}

const wrong: ReadonlyArray<readonly [text: string, sentence: string]> = [
	['', 'a repository is missing (at its end)'],
	['Nginx', 'a repository is written in lower case (at character 1, \'N\')'],
	['me/aPp:1', 'a repository is written in lower case (at character 5, \'P\')'],
	['ghcr.io/Me/app', 'a repository is written in lower case (at character 9, \'M\')'],
	['nginx:', 'a tag is missing (at its end)'],
	['nginx:a b', 'that can\'t stand in a tag (at character 8, \' \')'],
	['nginx:-a', 'that can\'t stand at the beginning of a tag (at character 7, \'-\')'],
	['nginx:1:2', 'that can\'t stand in a tag (at character 8, \':\')'],
	[`nginx:${'x'.repeat(129)}`, 'a tag is at most 128 characters long (at character 135, \'x\')'],
	['a//b', 'that can\'t stand in a repository (at character 3, \'/\')'],
	['a/../b', 'that can\'t stand in a repository (at character 3, \'.\')'],
	['a___b', 'that can\'t stand in a repository (at character 4, \'_\')'],
	['a..b', 'that can\'t stand in a repository (at character 3, \'.\')'],
	['a-', 'a repository can\'t end so (at character 2, \'-\')'],
	['ghcr.io/me/', 'a repository can\'t end so (at character 11, \'/\')'],
	['-x', 'that can\'t stand at the beginning of a repository (at character 1, \'-\')'],
	['/x', 'that can\'t stand at the beginning of a repository (at character 1, \'/\')'],
	['caf\u{E9}', 'that can\'t stand in a repository (at character 4, \'\u{E9}\')'],
	['\u{1F40B}\u{1F40B}/x y', 'that can\'t stand at the beginning of a repository (at character 1, \'\u{1F40B}\')'],
	['gh_cr.io/x', 'that can\'t stand in a registry (at character 3, \'_\')'],
	['ghcr.io:/x', 'a registry can\'t end so (at character 8, \':\')'],
	['ghcr.io:80a/x', 'that can\'t stand in a registry (at character 11, \'a\')'],
	['[::1/x', 'that can\'t stand at the beginning of a registry (at character 1, \'[\')'],
	['[::g]:1/x', 'that can\'t stand at the beginning of a registry (at character 1, \'[\')'],
	['::1/x', 'that can\'t stand at the beginning of a registry (at character 1, \':\')'],
	['nginx@sha256:abc', 'a sha256 digest has 64 digits, and not 3 (at its end)'],
	[`nginx@sha256:${'A'.repeat(64)}`, 'a digest is written in the digits 0 to 9 and a to f (at character 14, \'A\')'],
	[`nginx@sha256:${'a'.repeat(65)}`, 'a sha256 digest has 64 digits, and not 65 (at character 78, \'a\')'],
	[`nginx@md5:${'a'.repeat(32)}`, 'a digest begins with sha256: or sha512: (at character 7, \'m\')'],
	['nginx@', 'a digest begins with sha256: or sha512: (at its end)'],
	['nginx@../../x', 'a digest begins with sha256: or sha512: (at character 7, \'.\')'],
	['a'.repeat(64), '64 hex digits are an image\'s ID, which can be no name (at character 1, \'a\')'],
	[`ghcr.io/${'a'.repeat(256)}`, 'a repository is at most 255 characters long (at character 264, \'a\')'],
	[`docker.io/${'a'.repeat(248)}`, 'a repository is at most 255 characters long (at character 258, \'a\')'],
	['a'.repeat(248), 'a repository is at most 255 characters long (at character 248, \'a\')'],
	['http://ghcr.io/x', 'a registry can\'t end so (at character 5, \':\')'],
];

for (const [text, sentence] of wrong) {
	test(`'${text}' is no reference, and the character is named`, () => {
		assert.throws(() => parseReference(text), (error: unknown) => {
			assert.ok(error instanceof LayerscopeError && error.kind === 'usage');
			assert.equal(error.message, `'${text}' is no image reference: ${sentence}.`);
			return true;
		});
		assert.equal(canonicalReference(text), undefined);
		assert.equal(familiarReference(text), text);
	});
}

function randomText(random: () => number, alphabet: readonly string[], most: number): string {
	return Array.from({length: 1 + Math.floor(random() * most)}, () => alphabet[Math.floor(random() * alphabet.length)]!).join('');
}

function randomReference(random: () => number): string {
	const pick = (...options: readonly string[]) => options[Math.floor(random() * options.length)]!;
	const word = () => randomText(random, ['a', 'b', '0'], 3);
	const name = () => Array.from({length: 1 + Math.floor(random() * 3)}, word).join(pick('.', '_', '__', '-', '---'));
	const path = Array.from({length: 1 + Math.floor(random() * 3)}, name).join('/');
	const registry = pick('', 'localhost/', 'LocalHost/', 'docker.io/', 'index.docker.io/', `${word()}.${word()}/`, `${word()}:${1 + Math.floor(random() * 9)}/`, '[::1]:5000/', '[fe80::A]/');
	const tag = random() < 0.5 ? '' : `:${word()}${pick('', '.', '-', '_')}`;
	const digest = pick('', `@sha256:${'0a'.repeat(32)}`, `@sha512:${'9f'.repeat(64)}`);
	return `${registry}${path}${tag}${digest}`;
}

test('a reference in full, and as people write it, means the same as it was written', () => {
	const random = createRandom(1);
	for (let round = 0; round < 5000; round++) {
		const text = randomReference(random);
		const reference = parseReference(text);
		assert.deepEqual(parseReference(formatReference(reference)), reference, text);
		assert.deepEqual(parseReference(familiarReference(text)), reference, text);
		assert.equal(formatReference(parseReference(formatReference(reference))), formatReference(reference));
		assert.match(reference.registry, /^[^/]+$/);
		assert.ok(reference.registry !== 'docker.io' || reference.repository.includes('/'), text);
	}
});

test('whatever else is written, it is a reference that stays what it is, or there is a sentence', () => {
	const random = createRandom(2);
	for (let round = 0; round < 20_000; round++) {
		const text = randomText(random, ['a', 'B', '0', '.', '-', '_', '/', ':', '@', '[', ']', ' ', '\u{E9}', 'sha256:', 'docker.io/', 'localhost'], 8);
		const full = canonicalReference(text);
		if (full === undefined) {
			assert.throws(() => parseReference(text), /is no image reference: .* \(at (?:its end|character \d+, '.')\)\.$/su);
		} else {
			assert.equal(canonicalReference(full), full, text);
			assert.equal(canonicalReference(familiarReference(text)), full, text);
		}
	}
});
