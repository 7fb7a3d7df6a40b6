import type {HelpEntry} from '../app/help-text.ts';
import {keyLabel} from './key-label.ts';
import type {Binding, Group} from './binding.ts';
import {groups} from './keymap.ts';
import type {Look} from './look.ts';

const isDepth = ({message}: Binding) => message.type === 'depth' && message.depth > 1 && Number.isFinite(message.depth);

/** The bindings of a group as they are told: the digits are one. */
function told({bindings}: Group): ReadonlyArray<{readonly keys: string[]; readonly description: string}> {
	return bindings.filter(binding => !isDepth(binding)).map(({keys, message, description}) => {
		const isFirstDigit = message.type === 'depth' && keys[0] === '1';
		return isFirstDigit ? {keys: ['1'], description: 'unfold everything so deep: 1 to 9'} : {keys: [...keys], description};
	});
}

function keysText(keys: readonly string[], look: Pick<Look, 'isAscii'>): string {
	return keys.map(key => keyLabel(key, look)).join(' ');
}

/** What the help screen tells: every binding of the table. */
export function helpEntries(look: Pick<Look, 'isAscii'>): readonly HelpEntry[] {
	return groups.flatMap((group): readonly HelpEntry[] => [
		{title: group.title},
		...told(group).map(({keys, description}) => ({keys: keysText(keys, look), description})),
	]);
}

/** The table of keys for the readme, as Markdown. */
export function keyTable(): string {
	return groups.map(group => [
		`| ${group.title} | |`,
		'| --- | --- |',
		...told(group).map(({keys, description}) => `| ${keys.map(key => `\`${keyLabel(key, {isAscii: false})}\``).join(' ')} | ${description.replaceAll('|', String.raw`\|`)} |`),
	].join('\n')).join('\n\n') + '\n';
}
