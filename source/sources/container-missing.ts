import type {EngineConnection} from '../engine/connection.ts';
import {containerNames} from '../engine/container-names.ts';
import {LayerscopeError} from '../errors.ts';

const mostNamed = 5;

/** The error for a container that isn't there: it names those whose names are alike, else those that are running. */
export async function noSuchContainer(connection: EngineConnection, name: string): Promise<LayerscopeError> {
	const containers = await containerNames(connection).catch(() => []);
	const alike = containers.filter(({name: other}) => isAlike(other, name)).map(({name: other}) => other);
	const running = containers.filter(({state}) => state === 'running').map(({name: other}) => other);
	const list = (names: readonly string[]) => `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''}`;
	const advice = alike.length > 0
		? `Did you mean ${list(alike)}?`
		: (running.length > 0 ? `Running are: ${list(running)}.` : (containers.length > 0 ? `None is running; there are: ${list(containers.map(({name: other}) => other))}.` : 'This engine has no containers.'));
	return new LayerscopeError('not-found', `The engine has no container ${name}.`, {advice});
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
