import {homedir} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';

/** What is measured, and with what. */
export type Options = {
	/** Names of rows; all where none is named. */
	readonly rows: readonly string[];
	/** Where inputs are kept from one run to the next. */
	readonly folder: string;
	/** The real image; built where it isn't given and the engine hasn't got it. */
	readonly image: string | undefined;
	/** What the real image is built on. */
	readonly base: string;
	/** Addresses of engines; each is asked which store it has. */
	readonly hosts: readonly string[];
	/** How often what is quick is measured, and what is slow. */
	readonly runs: number;
	readonly isMarkdown: boolean;
};

export const usage = `Usage: npm run bench -- [ROW…] [--folder DIRECTORY] [--image REFERENCE] [--base REFERENCE] [--host ADDRESS]… [--runs N] [--markdown]

  --folder    where inputs are kept from one run to the next; a folder of the user's cache by default
  --image     a real image that the engines have; else layerscope-bench:nginx, which is built where it is missing
  --base      the Debian image that it is built on (debian:bookworm), with apt settings that work here
  --host      an engine's address, with a classic or a containerd store, more than one where both are to be measured;
              LAYERSCOPE_BENCH_HOSTS holds them too, with blanks between; DOCKER_HOST or the default socket by default
  --runs      of how many runs medians are taken (5)
  --markdown  prints the table as it stands in the readme`;

/** Reads the command line; throws a TypeError for what it doesn't know. */
export function parseOptions(arguments_: readonly string[], environment: Readonly<Record<string, string | undefined>>): Options {
	const {values, positionals} = parseArgs({
		args: [...arguments_],
		allowPositionals: true,
		options: {
			folder: {type: 'string'},
			image: {type: 'string'},
			base: {type: 'string', default: 'debian:bookworm'},
			host: {type: 'string', multiple: true},
			runs: {type: 'string', default: '5'},
			markdown: {type: 'boolean', default: false},
		},
	});
	const runs = Number(values.runs);
	if (!Number.isInteger(runs) || runs < 1) {
		throw new TypeError('--runs takes a whole number from 1 on');
	}

	return {
		rows: positionals,
		folder: path.resolve(values.folder ?? path.join(environment.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'layerscope-bench')),
		image: values.image,
		base: values.base,
		hosts: values.host ?? environment.LAYERSCOPE_BENCH_HOSTS?.split(' ').filter(word => word !== '') ?? [environment.DOCKER_HOST ?? 'unix:///var/run/docker.sock'],
		runs,
		isMarkdown: values.markdown,
	};
}
