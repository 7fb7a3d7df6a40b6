import {skipWithoutEngine} from '../../../test/helpers/engine.ts';
import type {Context} from '../context.ts';
import {measurePulls} from '../pull-cost.ts';
import {UnavailableError, type Figure, type Row} from '../row.ts';

/** A pull into an engine of its own, beside `docker pull`. */
export const pullRow: Row = {name: 'pull', what: 'pulling 352 MB', measure: measurePull};

async function measurePull(context: Context): Promise<Figure[]> {
	const reason = skipWithoutEngine('docker-registry');
	if (reason !== false) {
		throw new UnavailableError(reason);
	}

	const {layerscope, docker} = await measurePulls(context.slowRuns);
	const beside = (value: number) => [{what: 'docker pull', value}];
	return [
		{
			what: 'pulling 352 MB: until the layers are on the screen', value: layerscope.time, unit: 'ms', besides: beside(docker.time),
		},
		{
			what: 'pulling 352 MB: processor time',
			value: layerscope.sinceFirstFrame,
			unit: 'ms',
			besides: beside(docker.processor),
			targets: [{text: 'docker pull and 0.3 s', limit: docker.processor + 300}],
		},
		{
			what: 'pulling 352 MB: bytes to the terminal', value: layerscope.bytes, unit: 'bytes', besides: beside(docker.bytes), targets: [{text: 'twice docker pull', limit: docker.bytes * 2}],
		},
	];
}
