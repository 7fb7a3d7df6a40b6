import {compression} from './cases/compression.ts';
import {runCases} from './run-cases.ts';

runCases('Compression', compression);
