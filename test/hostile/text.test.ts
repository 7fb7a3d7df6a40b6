import {texts} from './cases/text.ts';
import {runCases} from './run-cases.ts';

runCases('Text', texts);
