import {readFileSync} from 'node:fs';

/**
The packages that files belong to, by name: `files` are paths of esbuild's metafile. Gives name, version, licence and folder of each, and whether
one of these files knows how to start programs; a package that is there twice comes twice.
*/
export function bundledPackages(files) {
	const byFolder = new Map();
	for (const file of files) {
		// What a plugin has changed has the plugin's name in front.
		const [place, folder] = /(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\/.*/.exec(file) ?? [];
		if (place !== undefined) {
			byFolder.set(folder, byFolder.get(folder) === true || readFileSync(place, 'utf8').includes('child_process'));
		}
	}

	return [...byFolder].map(([folder, startsPrograms]) => {
		const {name, version, license} = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
		return {
			name, version, license, folder, startsPrograms,
		};
	}).toSorted((a, b) => `${a.name} ${a.folder}` < `${b.name} ${b.folder}` ? -1 : 1);
}
