import type {BuilderEntry} from '../../test/helpers/image-builder.ts';

/** A layer of the sample with the steps of the history that made it: the last one did, those before it are empty. */
export type SampleLayer = {
	readonly steps: readonly string[];
	readonly entries: readonly BuilderEntry[];
};

const users = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n';

/** Text of about so many bytes that is always the same and doesn't compress to nothing. */
function filler(bytes: number, seed: number): string {
	let state = seed;
	let text = '';
	while (text.length < bytes) {
		state = ((state * 1_103_515_245) + 12_345) % 2_147_483_648;
		text += `${state.toString(36)}${state % 11 === 0 ? '\n' : ' '}`;
	}

	return text.slice(0, bytes);
}

const program = (name: string, bytes: number, mode = 0o755): BuilderEntry => ({name, content: `#!sample ${name}\n${filler(bytes, name.length * 7919)}`, mode});
const modulePath = 'srv/app/node_modules';

const base: SampleLayer = {
	steps: ['ADD rootfs.tar.gz / # buildkit', 'CMD ["/bin/sh"]'],
	entries: [
		{
			name: 'bin', type: 'symlink', target: 'usr/bin', mode: 0o777,
		},
		{name: 'etc/'},
		{name: 'etc/group', content: 'root:x:0:\nnogroup:x:65534:\n'},
		{name: 'etc/hosts', content: '127.0.0.1\tlocalhost\n'},
		{name: 'etc/motd', content: 'Welcome!\n'},
		{name: 'etc/os-release', content: 'NAME="Sample Linux"\nID=sample\nVERSION_ID=1.0\n'},
		{name: 'etc/passwd', content: users},
		{
			name: 'etc/shadow', content: 'root:*::0:::::\n', mode: 0o640, gid: 42,
		},
		{name: 'root/', mode: 0o700},
		{name: 'tmp/', mode: 0o1777},
		{name: 'usr/'},
		{name: 'usr/bin/'},
		program('usr/bin/busybox', 24_000),
		{
			name: 'usr/bin/sh', type: 'symlink', target: 'busybox', mode: 0o777,
		},
		{name: 'usr/bin/ls', type: 'link', target: 'usr/bin/busybox'},
		{name: 'usr/bin/cat', type: 'link', target: 'usr/bin/busybox'},
		program('usr/bin/su', 3000, 0o4755),
		program('usr/bin/wall', 1200, 0o2755),
		{name: 'usr/lib/'},
		program('usr/lib/libc.so.6', 18_000),
		{name: 'usr/share/'},
		{name: 'usr/share/doc/'},
		{name: 'usr/share/doc/Grüße.txt', content: 'Schöne Grüße aus dem Beispiel.\n'},
		{name: 'usr/share/doc/読んで.txt', content: 'これは見本です。\n'},
		{name: 'usr/share/doc/emoji 🎉.md', content: '# A party\n'},
		{name: 'var/'},
		{name: 'var/cache/'},
		{name: 'var/cache/apk/'},
		{name: 'var/log/'},
		{
			name: 'var/run', type: 'symlink', target: '../run', mode: 0o777,
		},
	],
};

const tools: SampleLayer = {
	steps: ['ENV NODE_ENV=production', 'RUN /bin/sh -c apk add --update build-base nodejs # buildkit'],
	entries: [
		{name: 'usr/bin/'},
		program('usr/bin/cc', 16_000),
		program('usr/bin/node', 36_000),
		{name: 'usr/lib/gcc/'},
		{name: 'usr/lib/gcc/libgcc.a', content: filler(20_000, 3)},
		{name: 'var/cache/apk/'},
		{name: 'var/cache/apk/build-base.apk', content: filler(22_000, 5)},
		{name: 'var/cache/apk/nodejs.apk', content: filler(28_000, 7)},
		{name: 'var/log/apk.log', content: 'installed build-base\ninstalled nodejs\n'},
	],
};

const user: SampleLayer = {
	steps: ['RUN /bin/sh -c adduser -D -u 1000 app # buildkit'],
	entries: [
		{name: 'etc/group', content: 'root:x:0:\nnogroup:x:65534:\napp:x:1000:\n'},
		{name: 'etc/passwd', content: `${users}app:x:1000:1000::/home/app:/bin/sh\n`},
		{
			name: 'home/app/', uid: 1000, gid: 1000, mode: 0o750,
		},
		{
			name: 'home/app/.profile', content: 'export PS1="$ "\n', uid: 1000, gid: 1000,
		},
	],
};

const manifests: SampleLayer = {
	steps: ['WORKDIR /srv/app', 'COPY --chown=app package.json ./ # buildkit'],
	entries: [
		{name: 'srv/'},
		{name: 'srv/app/', uid: 1000, gid: 1000},
		{
			name: 'srv/app/package.json', content: '{"name": "sample-service", "version": "1.0.0"}\n', uid: 1000, gid: 1000,
		},
	],
};

const modules: SampleLayer = {
	steps: ['RUN /bin/sh -c npm ci # buildkit'],
	entries: [
		{name: 'srv/app/', uid: 1000, gid: 1000},
		...['router', 'template', 'logger', 'database'].flatMap((name, index) => [
			{name: `${modulePath}/${name}/package.json`, content: `{"name": "${name}", "version": "1.${index}.0"}\n`},
			{name: `${modulePath}/${name}/index.js`, content: `export default '${name}';\n${filler(2500, index + 11)}`},
			{name: `${modulePath}/${name}/readme.md`, content: `# ${name}\n`},
		]),
		{
			name: `${modulePath}/.bin/router`, type: 'symlink', target: '../router/index.js', mode: 0o777,
		},
	],
};

const cleaning: SampleLayer = {
	steps: ['RUN /bin/sh -c apk del build-base && rm -rf /var/cache/apk/* /usr/share/doc/emoji* # buildkit'],
	entries: [
		{name: 'usr/bin/.wh.cc'},
		{name: 'usr/lib/.wh.gcc'},
		{name: 'usr/share/doc/.wh.emoji 🎉.md'},
		{name: 'var/cache/apk/'},
		{name: 'var/cache/apk/.wh..wh..opq'},
		{name: 'var/log/apk.log', content: 'installed build-base\ninstalled nodejs\nremoved build-base\n'},
	],
};

const service: SampleLayer = {
	steps: ['COPY --chown=app . /srv/app # buildkit'],
	entries: [
		{name: 'srv/app/', uid: 1000, gid: 1000},
		{
			name: 'srv/app/package.json', content: '{"name": "sample-service", "version": "1.1.0"}\n', uid: 1000, gid: 1000,
		},
		{
			name: 'srv/app/server.js', content: 'import router from \'router\';\n\nrouter.listen(8080);\n', uid: 1000, gid: 1000,
		},
		{name: 'srv/app/public/', uid: 1000, gid: 1000},
		{
			name: 'srv/app/public/index.html', content: '<!doctype html>\n<title>Sample</title>\n<h1>It works</h1>\n', uid: 1000, gid: 1000,
		},
		{
			name: 'srv/app/public/logo.svg', content: '<svg xmlns="http://www.w3.org/2000/svg"/>\n', uid: 1000, gid: 1000,
		},
		{name: 'etc/motd', content: 'The sample service.\n'},
	],
};

const finish: SampleLayer = {
	steps: [
		'RUN /bin/sh -c chmod 0555 /srv/app/server.js && ln -s /srv/app/server.js /usr/bin/service && mkfifo /run/service.pipe # buildkit',
		'EXPOSE [8080/tcp]',
		'USER app',
		'ENTRYPOINT ["node" "server.js"]',
	],
	entries: [
		{name: 'srv/app/', uid: 1000, gid: 1000},
		{
			name: 'srv/app/server.js', content: 'import router from \'router\';\n\nrouter.listen(8080);\n', uid: 1000, gid: 1000, mode: 0o555,
		},
		{
			name: 'usr/bin/service', type: 'symlink', target: '/srv/app/server.js', mode: 0o777,
		},
		{name: 'run/service.pipe', type: 'fifo', mode: 0o660},
	],
};

/** The layers of the sample, a small web service, lowest first. */
export const sampleLayers: readonly SampleLayer[] = [base, tools, user, manifests, modules, cleaning, service, finish];
