import {isObject} from '../source/image/json.ts';

/** A package in the bundle, as `dist/packages.json` lists it. */
export type Bundled = {
	readonly name: string;
	readonly version: string;
	readonly license: string;
	readonly folder: string;
	/** Whether one of its files in the bundle knows how to start a program. */
	readonly startsPrograms: boolean;
};

/** What is known of a package; a grave one keeps it from being published. */
export type Advisory = {readonly name: string; readonly severity: string; readonly title: string; readonly url: string; readonly range: string; readonly isGrave: boolean};

type Vulnerability = {readonly name: string; readonly nodes: readonly string[]; readonly via: ReadonlyArray<string | Omit<Advisory, 'name' | 'isGrave'>>};

const grave: ReadonlySet<string> = new Set(['high', 'critical']);

/** What `npm audit --json` (its output as a value) knows of bundled packages; `undefined` where the registry doesn't tell any. */
export function advisoriesOf(answer: unknown, packages: readonly Bundled[]): readonly Advisory[] | undefined {
	if (!isObject(answer) || !isObject(answer.vulnerabilities)) {
		return undefined;
	}

	const folders = new Set(packages.map(({folder}) => folder));
	return (Object.values(answer.vulnerabilities) as Vulnerability[])
		.filter(({nodes}) => nodes.some(node => folders.has(node)))
		// What only depends on a package with an advisory names that one instead of an advisory.
		.flatMap(({name, via}) => via.filter(cause => typeof cause !== 'string').map(({severity, title, url, range}) => ({
			name, severity, title, url, range, isGrave: grave.has(severity),
		})));
}
