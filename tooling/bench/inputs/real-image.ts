import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {messageOf} from '../../../source/errors.ts';
import type {BenchEngine} from '../engines.ts';
import {UnavailableError} from '../row.ts';

/** A real image that an engine has. */
export type RealImage = {readonly engine: BenchEngine; readonly reference: string};

/** The name of the image where none is given. */
export const builtReference = 'layerscope-bench:nginx';

// Layers with content of every size, files that are changed and removed, and some 14,000 entries in 750 MB.
const dockerfile = (base: string) => `FROM ${base}
RUN apt-get update && apt-get install -y --no-install-recommends nginx
RUN rm -rf /var/lib/apt/lists/* && rm -f /usr/share/zoneinfo/zone.tab /etc/motd
RUN echo hello > /var/www/html/index.html && rm -rf /usr/share/doc
RUN apt-get update && apt-get install -y --no-install-recommends python3 g++ && touch /zz-full
ENV A=1
CMD ["nginx", "-g", "daemon off;"]
`;

/**
The real image on an engine: the one that is given or was made before, else what `load` brings in, else built on a base that the engine
has or pulls. Throws an `UnavailableError` where it can't be had.
*/
export async function ensureImage(engine: BenchEngine, given: string | undefined, base: string, load?: () => Promise<void>): Promise<RealImage> {
	const reference = given ?? builtReference;
	if (!await hasImage(engine, reference)) {
		if (given !== undefined && load === undefined) {
			throw new UnavailableError(`${engine.name} at ${engine.host} has no image ${given}`);
		}

		await (load ?? (async () => buildImage(engine, base)))();
	}

	return {engine, reference};
}

/** The first digits of the image's ID, for the name of what is made of it. */
export async function imageIdOf({engine, reference}: RealImage): Promise<string> {
	const id = await engine.docker('image', 'inspect', '--format', '{{.Id}}', reference);
	return id.replace('sha256:', '').slice(0, 12);
}

async function hasImage(engine: BenchEngine, reference: string): Promise<boolean> {
	const found = await engine.docker('image', 'ls', '--quiet', reference);
	return found !== '';
}

async function buildImage(engine: BenchEngine, base: string): Promise<void> {
	console.error(`building ${builtReference} on ${engine.name}`);
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-bench-build-'));
	try {
		if (!await hasImage(engine, base)) {
			await engine.docker('pull', '--quiet', base);
		}

		await writeFile(path.join(folder, 'Dockerfile'), dockerfile(base));
		await engine.docker('build', '--quiet', '--network', 'host', '--tag', builtReference, folder);
	} catch (error) {
		throw new UnavailableError(`${engine.name} can't build the image: ${messageOf(error)}`, {cause: error});
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}
