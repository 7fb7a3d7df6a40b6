import {whiteouts} from './cases/whiteouts.ts';
import {runCases} from './run-cases.ts';

runCases('Whiteouts', whiteouts);
