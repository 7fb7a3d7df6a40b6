import type {HoldingContainer} from '../catalogue/local-image.ts';
import type {EngineConnection} from '../engine/connection.ts';
import {listContainers} from '../engine/list-containers.ts';
import {LayerscopeError} from '../errors.ts';

const mostNamed = 5;

// The list is only advice, in milliseconds.
const patience = 2000;

/** The error for a container that isn't there: it names those whose names are alike, else those that are running, else all. */
export async function noSuchContainer(connection: EngineConnection, name: string): Promise<LayerscopeError> {
	const containers = await listContainers(connection, AbortSignal.timeout(patience)).catch(() => []);
	const likeliestFirst = containers.toSorted((first, second) => Number(second.isRunning) - Number(first.isRunning));
	return new LayerscopeError('not-found', `The engine has no container ${name}.`, {advice: adviceFor(likeliestFirst, name)});
}

function adviceFor(containers: readonly HoldingContainer[], name: string): string {
	const alike = containers.filter(({name: other}) => isAlike(other, name));
	if (alike.length > 0) {
		return `Did you mean ${listed(alike)}?`;
	}

	const running = containers.filter(({isRunning}) => isRunning);
	if (running.length > 0) {
		return `Running are: ${listed(running)}.`;
	}

	return containers.length > 0 ? `None is running; there are: ${listed(containers)}.` : 'This engine has no containers.';
}

function listed(containers: readonly HoldingContainer[]): string {
	const names = containers.slice(0, mostNamed).map(({name}) => name).join(', ');
	return containers.length > mostNamed ? `${names} and ${containers.length - mostNamed} more` : names;
}

function isAlike(name: string, wanted: string): boolean {
	const [first, second] = [name.toLowerCase(), wanted.toLowerCase()];
	return first.includes(second) || second.includes(first) || distance(first, second) <= 2;
}

/** How many letters have to be changed, added or left out to make one text the other. */
function distance(first: string, second: string): number {
	let row = Array.from({length: second.length + 1}, (_, at) => at);
	for (const [at, letter] of [...first].entries()) {
		const next = [at + 1];
		for (const [place, other] of [...second].entries()) {
			next.push(Math.min(row[place]! + (letter === other ? 0 : 1), row[place + 1]! + 1, next[place]! + 1));
		}

		row = next;
	}

	return row.at(-1) ?? 0;
}
