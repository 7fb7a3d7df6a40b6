import type {Warning} from '../image/warning.ts';
import type {Session} from './state.ts';

/** All warnings, those of the source before those of the merge. */
export function shownWarnings({warnings, lifetimes}: Session): readonly Warning[] {
	return lifetimes === undefined ? warnings : [...warnings, ...lifetimes.warnings];
}
