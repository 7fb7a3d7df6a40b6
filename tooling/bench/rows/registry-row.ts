import path from 'node:path';
import process from 'node:process';
import {skipReason} from '../../../test/helpers/programs.ts';
import {startRegistry} from '../../../test/helpers/registry.ts';
import type {Context} from '../context.ts';
import {measureBeside} from '../figures.ts';
import {layerBlobs} from '../inputs/oci-layout.ts';
import {measureOpening} from '../opening.ts';
import {emptyNode, gzipOneByOne, skopeoCopy} from '../peers.ts';
import {UnavailableError, type Figure, type Row} from '../row.ts';
import {runCommand} from '../run-command.ts';

/** An image of a registry on loopback, of which nothing is here yet, beside what fetches and unpacks it one after the other. */
export const registryRow: Row = {name: 'registry', what: 'image of a registry, gzip layers', measure: measureRegistry};

async function measureRegistry(context: Context): Promise<Figure[]> {
	const reason = skipReason(['docker-registry', 'skopeo'], {root: false});
	if (reason !== false) {
		throw new UnavailableError(reason);
	}

	const layout = await context.inputs.layout();
	const registry = await startRegistry();
	try {
		const reference = `${registry.host}/bench/image:1`;
		await runCommand('skopeo', ['copy', '--quiet', '--dest-tls-verify=false', `oci:${layout}`, `docker://${reference}`]);
		const open = async () => {
			await forget(context);
			return measureOpening([`registry:${reference}`], context);
		};

		const peers = [skopeoCopy(reference, path.join(context.temporary, 'copy')), gzipOneByOne(await layerBlobs(layout)), emptyNode];
		const {ours, besides: [copy, unpack, floor]} = await measureBeside(context.slowRuns, open, peers);
		return [
			{
				what: 'image of a registry: until the layers are on the screen', value: ours.layers, unit: 'ms', besides: [floor!],
			},
			{
				what: 'image of a registry, gzip layers: until the whole tree is',
				value: ours.tree,
				unit: 'ms',
				besides: [copy!, unpack!],
				targets: [{text: 'half of both together', limit: (copy!.value + unpack!.value) / 2}],
			},
		];
	} finally {
		await registry.stop();
	}
}

/** Removes what an earlier start kept of the image, but not the compiled code. */
async function forget({environment}: Context): Promise<void> {
	await runCommand('env', [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), process.execPath, 'dist/cli.js', 'cache', '--clear']);
}
