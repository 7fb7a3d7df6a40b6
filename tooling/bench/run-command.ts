import {execFile} from 'node:child_process';

/** Runs a program to its end and gives its standard output. Throws an error with the last line of what it complained about. */
export async function runCommand(file: string, arguments_: readonly string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		execFile(file, arguments_, {maxBuffer: 64 * 1024 * 1024}, (error, output, complaint) => {
			if (error === null) {
				resolve(output);
			} else {
				reject(new Error(complaint.trim().split('\n').at(-1)! || error.message, {cause: error}));
			}
		});
	});
}
