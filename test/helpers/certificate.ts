import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';

/** A certificate that vouches for itself. */
export type Certificate = {
	/** The files, PEM. */
	readonly certFile: string;
	readonly keyFile: string;
	readonly cert: string;
	readonly key: string;
	remove(): Promise<void>;
};

/** Makes a certificate for hosts (`DNS:host`, `IP:127.0.0.1`) with openssl. */
export async function makeCertificate(names: readonly string[]): Promise<Certificate> {
	const folder = await mkdtemp(path.join(tmpdir(), 'layerscope-certificate-'));
	const [certFile, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')] as const;
	execFileSync('openssl', [
		'req',
		'-x509',
		'-newkey',
		'ec',
		'-pkeyopt',
		'ec_paramgen_curve:prime256v1',
		'-nodes',
		'-days',
		'2',
		'-subj',
		'/CN=layerscope tests',
		'-keyout',
		keyFile,
		'-out',
		certFile,
		'-addext',
		`subjectAltName=${names.join(',')}`,
	], {stdio: 'ignore'});
	return {
		certFile,
		keyFile,
		cert: readFileSync(certFile, 'utf8'),
		key: readFileSync(keyFile, 'utf8'),
		async remove() {
			await rm(folder, {recursive: true, force: true});
		},
	};
}
