import {skipReason} from '../../../test/helpers/programs.ts';
import {UnavailableError} from '../row.ts';
import {runCommand} from '../run-command.ts';

/** Has skopeo write the image of a docker archive as an OCI layout, its layers as zstd:chunked, into the folder `into`. */
export async function writeChunkedLayout(archive: string, into: string): Promise<void> {
	const reason = skipReason(['skopeo'], {root: false});
	if (reason !== false) {
		throw new UnavailableError(reason);
	}

	await runCommand('skopeo', ['copy', '--quiet', '--dest-compress', '--dest-compress-format', 'zstd:chunked', `docker-archive:${archive}`, `oci:${into}:chunked`]);
}
