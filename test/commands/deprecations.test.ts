import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cutServers} from '../helpers/cut-servers.ts';
import {buildImage, buildLayer} from '../helpers/image-builder.ts';
import {nodes} from '../helpers/nodes.ts';
import {runProgram} from '../helpers/run-program.ts';

const servers = cutServers(async () => buildImage([await buildLayer([{name: 'etc/motd', content: 'hello'}])], {references: ['app:1']}));

for (const {file, version} of nodes) {
	test(`${version} warns of nothing that a package does, whether an engine is asked over TCP or a registry`, async () => {
		for (const reference of ['app:1', `registry:${servers.registry.host}/team/app:1`]) {
			const {code, output, errors} = await runProgram(['cat', reference, '/etc/motd', '--no-cache'], {
				command: [file, 'dist/cli.js'], environment: {DOCKER_HOST: servers.engine.engine.address, HOME: '/nowhere'},
			});
			assert.deepEqual([code, output, errors], [0, 'hello', '']);
		}
	});
}
