import {accessSync, constants} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
Why tests that need these programs and root can't run here, as one line for node:test's `skip`, or `false` where they can.
Throws where `CI` is set: there they must run.
*/
export function skipReason(programs: readonly string[], {root = true} = {}): string | false {
	const missing = programs.filter(program => !isInstalled(program));
	const reasons = [
		...(missing.length === 0 ? [] : [`not installed: ${missing.join(', ')}`]),
		...(root && process.getuid?.() !== 0 ? ['the user isn\'t root'] : []),
	];
	if (reasons.length > 0 && process.env.CI) {
		throw new Error(`These tests must run in CI, but can't: ${reasons.join('; ')}`);
	}

	return reasons.length > 0 && reasons.join('; ');
}

function isInstalled(program: string): boolean {
	return program.startsWith('/') ? isExecutable(program) : searchPath().some(folder => isExecutable(path.join(folder, program)));
}

function searchPath(): string[] {
	return (process.env.PATH ?? '').split(path.delimiter);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
