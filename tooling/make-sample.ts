import {rm} from 'node:fs/promises';
import {ociLayout, writeFiles} from '../test/helpers/image-builder-archives.ts';
import {buildImage, buildLayer} from '../test/helpers/image-builder.ts';
import {sampleLayers, type SampleLayer} from './sample/layers.ts';

// Writes the image that opens where there is nothing else: always the same bytes, committed with the sources.
const directory = 'source/sources/sample-image';
const firstStep = Date.UTC(2024, 4, 1, 12);

const steps = sampleLayers.flatMap(layer => layer.steps.map(step => ({step, makesLayer: makesLayer(layer, step)})));
const history = steps.map(({step, makesLayer: isMaking}, index) => ({
	created: new Date(firstStep + (index * 1000)).toISOString(),
	created_by: step,
	comment: 'buildkit.dockerfile.v0',
	...(isMaking ? {} : {empty_layer: true}),
}));

const layers = [];
for (const layer of sampleLayers) {
	layers.push(await buildLayer(layer.entries.map(entry => ({mtime: firstStep / 1000, ...entry})), 'gzip'));
}

const image = buildImage(layers, {
	references: ['layerscope/sample:1.0'],
	history,
	config: {
		User: 'app',
		ExposedPorts: {'8080/tcp': {}},
		Env: ['PATH=/usr/bin', 'NODE_ENV=production'],
		Entrypoint: ['node', 'server.js'],
		WorkingDir: '/srv/app',
		Volumes: {'/srv/app/data': {}},
		Labels: {'org.opencontainers.image.title': 'Sample service', 'org.opencontainers.image.licenses': 'MIT'},
		StopSignal: 'SIGTERM',
	},
	document: {author: 'layerscope'},
});
await rm(directory, {recursive: true, force: true});
await writeFiles(directory, ociLayout(image));

// The step that changes files: all others of a layer are about the config.
function makesLayer({steps: all}: SampleLayer, step: string): boolean {
	return step === all.findLast(other => /^(?:ADD|COPY|RUN) /.test(other));
}
