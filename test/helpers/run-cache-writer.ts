import process from 'node:process';
import {writeForEver} from './cache-writer.ts';

process.stdout.write('begun\n');
void writeForEver(process.argv[2]!);
