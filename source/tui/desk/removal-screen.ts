import {removalText} from '../../app/desk/removal-text.ts';
import {planOf, type Removal} from '../../app/desk/removal.ts';
import {screenRows} from '../../app/layout.ts';
import type {State} from '../../app/state.ts';
import {escapeText, ownText} from '../../text/escape.ts';
import {textRow} from '../details-pane.ts';
import type {Look} from '../look.ts';
import {rule} from '../rule.ts';
import {
	gap, row, type Span, type Styled,
} from '../styled.ts';

function question({targets, isForced}: ReturnType<typeof planOf>): string {
	const what = targets.length === 1 ? targets[0]!.target : `${targets.length} names`;
	return `${isForced ? 'Force the removal of' : 'Remove'} ${what}?`;
}

/** The answers that change what would happen. */
function choices(state: State, removal: Removal): readonly Span[] {
	const plan = planOf(state.desk.catalogue, removal);
	const isForceable = plan.targets.some(({refusal}) => refusal?.isForceable);
	const words = [
		...(removal.all.length > removal.targets.length ? [['t', removal.isAll ? ' only what was chosen' : ` all ${removal.all.length} tags of the image`]] : []),
		...(isForceable || removal.isForced ? [['f', removal.isForced ? ' don\'t force it' : ' force it']] : []),
	] as const;
	return words.flatMap(([key, text]): readonly Span[] => [[ownText(key!), 'key'], [ownText(`${text!}   `)]]);
}

/** Before something is removed: all that would happen. */
export function removalRows(state: State, removal: Removal, look: Look): readonly Styled[] {
	const {columns} = state.size;
	const height = screenRows(state.size);
	const lines = removalText(state, removal, columns - 2).map(line => textRow(line, columns, look));
	const others = choices(state, removal);
	const rows = [row([], columns, look), ...lines, ...(others.length === 0 ? [] : [row([], columns, look), row([gap(1), ...others], columns, look)])].slice(0, height);
	return [
		rule([[escapeText(question(planOf(state.desk.catalogue, removal))), 'bright']], [], columns, look),
		...rows,
		...Array.from({length: height - rows.length}, () => row([], columns, look)),
	];
}
