import type {HostileCase} from '../hostile-case.ts';
import {answers} from './metadata/answers.ts';
import {digests} from './metadata/digests.ts';
import {history} from './metadata/history.ts';
import {json} from './metadata/json.ts';
import {kinds} from './metadata/kinds.ts';
import {names} from './metadata/names.ts';

/** What an image says of itself, made wrong in every way. */
export const metadata: readonly HostileCase[] = [...digests, ...names, ...json, ...history, ...kinds, ...answers];
