import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {
	canonicalReference, familiarReference, formatReference, parseReference,
} from '../../source/image/reference.ts';

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
];

for (const [written, meant, familiar] of references) {
	test(`${written} means ${meant}`, () => {
		assert.equal(formatReference(parseReference(written)), meant);
		assert.equal(familiarReference(written), familiar);
	});
}

for (const text of ['', 'Nginx', 'nginx:', 'nginx:a b', 'a//b', 'nginx@sha256:abc', '-x', 'a/../b', `nginx:${'x'.repeat(129)}`, 'nginx:1:2']) {
	test(`'${text}' is no reference`, () => {
		assert.throws(() => parseReference(text), (error: unknown) => error instanceof LayerscopeError && error.kind === 'usage');
		assert.equal(canonicalReference(text), undefined);
		assert.equal(familiarReference(text), text);
	});
}
