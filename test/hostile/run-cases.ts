import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {messageOf} from '../../source/errors.ts';
import {differences, resultOf} from './compare.ts';
import {doors, type Door, type HostileCase} from './hostile-case.ts';
import {readThrough} from './outcome.ts';
import {printTable, type Results} from './table.ts';
import {createWorld, type World} from './doors/world.ts';

/** Makes a test of each case, which takes it through all doors; then one that prints what came of them as a table, and fails where one is missing. */
export function runCases(group: string, cases: readonly HostileCase[]): void {
	let world: World;
	const results: Results = new Map();
	before(async () => {
		world = await createWorld();
	});
	after(async () => {
		await world.stop();
	});
	for (const hostile of cases) {
		test(`${group}: ${hostile.name}`, async () => {
			const cells = new Map<Door, string>();
			results.set(hostile.name, cells);
			const image = await hostile.image();
			const wrong = await Promise.all(doors.map(async door => tryDoor(world, door, {hostile, image, cells})));
			if (wrong.some(lines => lines.length > 0)) {
				assert.fail(`not as expected\n${wrong.flat().join('\n')}`);
			}
		});
	}

	test(`${group}: the table of cases and doors has no gap`, () => {
		printTable(group, results);
		assert.equal(results.size, cases.length, 'two cases have the same name');
		const gaps = cases.flatMap(({name}) => doors.filter(door => !results.get(name)?.has(door)).map(door => `${name}: ${door}`));
		assert.deepEqual(gaps, []);
	});
}

type Trial = {readonly hostile: HostileCase; readonly image: Awaited<ReturnType<HostileCase['image']>>; readonly cells: Map<Door, string>};

async function tryDoor(world: World, door: Door, {hostile, image, cells}: Trial): Promise<readonly string[]> {
	const {expected, doors: overrides = {}, deadline = 10, check} = hostile;
	const wanted = overrides[door] ?? expected;
	if ('cannot' in wanted || 'spared' in wanted) {
		cells.set(door, 'cannot' in wanted ? '-' : '.');
		return [];
	}

	const outcome = await readThrough(world, door, image, deadline);
	const wrong = [...differences(outcome, wanted)];
	if (outcome.kind === 'loaded' && wrong.length === 0) {
		try {
			check?.(outcome.loaded, door);
		} catch (error) {
			wrong.push(messageOf(error));
		}
	}

	cells.set(door, wrong.length === 0 ? resultOf(outcome) : `!${resultOf(outcome)}`);
	return wrong.map(line => `${door}: ${line}`);
}
