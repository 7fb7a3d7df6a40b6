import {queuedNote} from './at-work.ts';
import {readPullMessage, type PullMessage} from './pull-message.ts';
import type {PartProgress, PartState, Progress} from './progress.ts';

const states: ReadonlyMap<string, PartState> = new Map([
	['Pulling fs layer', 'waiting'],
	['Waiting', 'waiting'],
	['Downloading', 'downloading'],
	['Verifying Checksum', 'verifying'],
	['Download complete', 'downloaded'],
	['Extracting', 'extracting'],
	['Pull complete', 'done'],
	['Already exists', 'here'],
]);

// A layer only moves on: late and repeated lines must not take it back.
const order: readonly PartState[] = ['retrying', 'waiting', 'downloading', 'verifying', 'downloaded', 'extracting', 'done', 'here'];

/** A pull that has said nothing yet. `subject` is the reference that is pulled. */
export function startPull(subject: string): Progress {
	return {
		task: 'pull', subject, parts: [], status: undefined,
	};
}

/**
Takes one message of an engine's pull stream into the progress: Docker's classic store, its containerd store, or Podman.
Never throws; a message of no meaning changes nothing. An error message marks what wasn't finished as failed: `pullError` gives the error.
*/
export function foldPull(progress: Progress, message: unknown): Progress {
	const read = readPullMessage(message);
	if (read.error !== undefined) {
		return {...progress, status: read.error, parts: progress.parts.map(part => isFinished(part) ? part : {...part, state: 'failed'})};
	}

	if (read.status === undefined) {
		return progress;
	}

	const state = stateOf(read.status);
	return read.id === undefined || state === undefined
		? {...progress, status: read.status}
		: {...progress, parts: withPart(progress.parts, read.id, read, state)};
}

/** The progress of a pull whose stream ended well: Podman never says that a layer is done. */
export function finishPull(progress: Progress): Progress {
	return {...progress, parts: progress.parts.map(part => isFinished(part) ? part : {...part, state: 'done', note: undefined})};
}

function isFinished(part: PartProgress): boolean {
	return part.state === 'done' || part.state === 'here';
}

function stateOf(status: string): PartState | undefined {
	return status.startsWith('Retrying in ') ? 'retrying' : states.get(status);
}

function withPart(parts: readonly PartProgress[], id: string, message: PullMessage, state: PartState): PartProgress[] {
	const index = parts.findIndex(part => part.id === id);
	return index === -1
		? [...parts, nextPart({
			id, state: 'waiting', current: undefined, total: undefined, note: undefined,
		}, message, state)]
		: parts.with(index, nextPart(parts[index]!, message, state));
}

function nextPart(part: PartProgress, message: PullMessage, state: PartState): PartProgress {
	if (state === 'retrying') {
		const note = message.status!.slice('Retrying '.length);
		return {
			id: part.id, state, current: 0, total: undefined, note,
		};
	}

	if (order.indexOf(state) < order.indexOf(part.state)) {
		return part;
	}

	const total = largest(part.total, message.isSeconds ? undefined : message.total);
	return {id: part.id, state, ...counted(part, message, state, total)};
}

function counted(part: PartProgress, message: PullMessage, state: PartState, total: number | undefined): Pick<PartProgress, 'current' | 'total' | 'note'> {
	if (state === 'extracting' && message.isSeconds) {
		return {current: undefined, total, note: `${message.current ?? 0} s`};
	}

	if (state === 'downloading' || state === 'extracting') {
		const before = part.state === state ? part.current : undefined;
		return {current: largest(before, message.current), total, note: undefined};
	}

	return {current: state === 'waiting' ? undefined : total, total, note: message.status === 'Waiting' ? queuedNote : undefined};
}

function largest(first: number | undefined, second: number | undefined): number | undefined {
	return first === undefined || second === undefined ? first ?? second : Math.max(first, second);
}
