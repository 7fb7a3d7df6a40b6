import {paths} from './cases/paths.ts';
import {runCases} from './run-cases.ts';

runCases('Paths', paths);
