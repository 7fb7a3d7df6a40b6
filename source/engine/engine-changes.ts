import {setTimeout as sleep} from 'node:timers/promises';
import {LayerscopeError} from '../errors.ts';
import {field, isObject} from '../image/json.ts';
import {
	asEngineError, bodyOf, readText, refusalOf,
} from './answer.ts';
import type {EngineConnection} from './connection.ts';
import {refused} from './get-json.ts';
import {readNdjson} from './ndjson.ts';
import type {IdleWatch} from './idle.ts';
import {watchTransfer} from './watch-transfer.ts';

const quietMilliseconds = 150;
const longestBurstMilliseconds = 1000;
const purpose = 'while the engine was watched for changes';

// What only reads is no news, or looking at an image would be.
const readingActions = /^(?:save|push|archive-path|export|top|attach|detach|resize|exec_.*|health_status.*|mount|unmount|sync|init)\b/;

/**
One value each time that images or containers of an engine changed, a burst of changes being one. Ends only by an error: the signal's reason
where it was aborted, a `LayerscopeError` where the engine has gone or gone silent.
*/
export async function * engineChanges(connection: EngineConnection, signal: AbortSignal): AsyncGenerator<undefined, void> {
	const watch = watchTransfer(connection, purpose, signal);
	const changes = readChanges(connection, watch);
	const nextChange = async (): Promise<true> => {
		await changes.next();
		return true;
	};

	try {
		let next = nextChange();
		for (;;) {
			await next;
			const end = performance.now() + longestBurstMilliseconds;
			do {
				next = nextChange();
				// It may fail while nobody waits for it; whoever does next is told.
				next.catch(() => undefined);
			} while (performance.now() < end && await Promise.race([next, sleep(quietMilliseconds, false)]));

			yield undefined;
		}
	} finally {
		watch.stop();
	}
}

async function * readChanges(connection: EngineConnection, watch: IdleWatch): AsyncGenerator<undefined, never> {
	const {signal} = watch;
	try {
		const response = await connection.send({path: '/events', query: {filters: JSON.stringify({type: ['image', 'container']})}, signal});
		if (response.statusCode !== 200) {
			throw refused(refusalOf(await readText(response, purpose, signal)), response.statusCode, purpose);
		}

		for await (const event of readNdjson(bodyOf(response, purpose, signal))) {
			watch.touch();
			if (isChange(event)) {
				yield undefined;
			}
		}
	} catch (error) {
		throw asEngineError(error, purpose, signal);
	}

	throw new LayerscopeError('engine', 'The engine has ended: it tells no more of what changes.', {advice: 'Check that it is still running, then try again.'});
}

function isChange(event: unknown): boolean {
	const action = isObject(event) ? field(event, 'Action') ?? field(event, 'status') : undefined;
	return isObject(event) && !(typeof action === 'string' && readingActions.test(action));
}
