import {randomBytes} from 'node:crypto';
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {TestEngine} from './engine.ts';

/** What each of the images is built from, and the bytes of the file that it adds. */
const recipes = {
	base: ['scratch', 900_000],
	middle: ['family/base', 300_000],
	top: ['family/middle', 50_000],
	side: ['family/base', 70_000],
	alone: ['scratch', 500_000],
} as const;

/** Each further step leaves a nameless image behind. */
const more: Readonly<Record<string, string>> = {base: 'CMD ["/base"]\n', middle: 'LABEL kind=middle\n', side: 'CMD ["/side"]\n'};

/** The images of a family that `buildFamily` makes: `middle` and `side` are built on `base`, `top` on `middle`. */
export type FamilyMember = keyof typeof recipes;

/** Builds images that share layers, as `family/NAME:latest`, each with a file of random bytes of its own; `middle` has a label. */
export async function buildFamily(engine: TestEngine, members: readonly FamilyMember[] = ['base', 'middle', 'top', 'side', 'alone']): Promise<void> {
	for (const member of members) {
		const [from, size] = recipes[member];
		const context = path.join(engine.folder, `family-${member}`);
		await mkdir(context, {recursive: true});
		await writeFile(path.join(context, member), randomBytes(size));
		await writeFile(path.join(context, 'Dockerfile'), `FROM ${from}\nCOPY ${member} /${member}\n${more[member] ?? ''}`);
		await engine.docker('build', '--quiet', '--tag', `family/${member}`, context);
	}
}
