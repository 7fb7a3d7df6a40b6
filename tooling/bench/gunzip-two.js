import {createReadStream} from 'node:fs';
import process from 'node:process';
import {createGunzip} from 'node:zlib';

// Unpacks gzip files to nowhere, two at a time, as quickly as Node can: zlib works in threads of its own, here on two.
const waiting = process.argv.slice(2);

async function work() {
	for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
		for await (const _ of createReadStream(file, {highWaterMark: 1024 * 1024}).pipe(createGunzip({chunkSize: 1024 * 1024}))) {
			// Only the time counts.
		}
	}
}

await Promise.all([work(), work()]);
