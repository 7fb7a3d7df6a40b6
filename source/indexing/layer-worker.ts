import {parentPort, type MessagePort} from 'node:worker_threads';
import {messageOf} from '../errors.ts';
import {columnsOf} from '../image/layer-index.ts';
import {hashRange, withFile} from './file-range.ts';
import {readGrowingFile, type GrowingFile} from './growing-file.ts';
import {indexFile} from './index-file.ts';
import type {
	LayerResult, LayerTask, TaskMessage, WorkerMessage,
} from './layer-task.ts';
import {createLayerReader, type LayerReader} from './read-layer.ts';
import {indexSplit} from './split-layer.ts';

const progressInterval = 100;

function serve(port: MessagePort): void {
	const report = createReporter(port);
	let stream: LayerReader | undefined;
	let growing: GrowingFile | undefined;
	// Of the chunk before: the last one may still be decompressed.
	let used: ArrayBuffer | undefined;
	// Messages are worked on one after the other, because a chunk must be used up before the next.
	let work: Promise<void> = Promise.resolve();
	port.on('message', (message: TaskMessage) => {
		work = work.then(async () => handle(message)).catch((error: unknown) => {
			void growing?.close();
			[stream, growing] = [undefined, undefined];
			answer(port, {type: 'failed', message: messageOf(error)});
		});
	});

	const handle = async (message: TaskMessage) => {
		switch (message.type) {
			case 'task': {
				const {task} = message;
				stream = task.type === 'index-stream' ? createLayerReader(task.limits) : undefined;
				growing = task.type === 'index-growing' ? readGrowingFile(task.path, createLayerReader(task.limits, false)) : undefined;
				await perform(task, port, report);
				break;
			}

			case 'chunk': {
				await stream?.write(message.bytes);
				port.postMessage({type: 'taken', memory: used} satisfies WorkerMessage, used === undefined ? [] : [used]);
				used = message.bytes.buffer;
				break;
			}

			case 'grown': {
				await growing?.readTo(message.length);
				answer(port, {type: 'taken', memory: undefined});
				break;
			}

			case 'end': {
				const result = await (stream ?? growing)?.end();
				if (result) {
					answerIndexed(port, result);
				}

				break;
			}
		}
	};
}

async function perform(task: LayerTask, port: MessagePort, report: (bytes: number) => void): Promise<void> {
	switch (task.type) {
		case 'index-stream':
		case 'index-growing': {
			break;
		}

		case 'index-file': {
			answerIndexed(port, await indexFile(task.range, task, report));
			break;
		}

		case 'index-split': {
			answerIndexed(port, await indexSplit(task.split, task.limits, report));
			break;
		}

		case 'hash-file': {
			const digest = await withFile(task.range.path, async file => hashRange(file, task.range, report));
			answer(port, {type: 'hashed', digest});
			break;
		}
	}
}

// Progress leaves at most ten times a second, however fast the bytes pass.
function createReporter(port: MessagePort): (bytes: number) => void {
	let last = 0;
	return bytes => {
		const now = performance.now();
		if (now - last >= progressInterval) {
			last = now;
			answer(port, {type: 'progress', bytes});
		}
	};
}

function answerIndexed(port: MessagePort, result: LayerResult): void {
	port.postMessage({type: 'indexed', result} satisfies WorkerMessage, columnsOf(result.index));
}

function answer(port: MessagePort, message: WorkerMessage): void {
	port.postMessage(message);
}

serve(parentPort!);
answer(parentPort!, {type: 'ready'});
