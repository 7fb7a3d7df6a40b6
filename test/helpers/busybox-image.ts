import {copyFile, mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {TestEngine} from './engine.ts';

const dockerfile = `
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "sh", "-c", "/bin/busybox --install -s /bin"]
ENV PATH=/bin GREETING=hello
LABEL org.example.note="für alle"
RUN mkdir -p /data/keep /data/gone/deep && echo one > /data/keep/one && echo two > /data/gone/deep/two && echo old > /data/file
COPY nötig.txt /data/nötig.txt
RUN rm /data/file && rm -rf /data/gone
RUN chmod 4755 /bin/busybox && ln /data/keep/one /data/keep/hard && ln -s keep/one /data/link && mkfifo /data/fifo && chown 1000:2000 /data/keep && ln /data/nötig.txt /data/twin
RUN rm -rf /data/keep && mkdir /data/keep && echo new > /data/keep/new
CMD ["/bin/sh"]
`;

/** The layers that `buildBusybox` makes; its other instructions are metadata. */
export const busyboxLayers = 7;

/** Builds an image with the classic builder from Debian's busybox: copies, removals, an opaque directory, links, a set-user-ID bit. */
export async function buildBusybox(engine: TestEngine, tag: string): Promise<void> {
	const context = path.join(engine.folder, 'build');
	await mkdir(context, {recursive: true});
	await copyFile('/bin/busybox', path.join(context, 'busybox'));
	// Podman can't copy a file to such a name from another one.
	await writeFile(path.join(context, 'nötig.txt'), 'a note\n');
	await writeFile(path.join(context, 'Dockerfile'), dockerfile);
	await engine.docker('build', '--quiet', '--network', 'none', '--tag', tag, context);
}
