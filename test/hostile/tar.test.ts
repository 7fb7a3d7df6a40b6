import {asImage} from './cases/tar/as-image.ts';
import {ends} from './cases/tar/ends.ts';
import {headers} from './cases/tar/headers.ts';
import {sizes} from './cases/tar/sizes.ts';
import {sparse} from './cases/tar/sparse.ts';
import {runCases} from './run-cases.ts';

runCases('Tar', [...sizes, ...sparse, ...headers, ...ends].map(tarCase => asImage(tarCase)));
