/** The flags of the command line, as meow takes them. */
export const flags = {
	json: {type: 'boolean'},
	recursive: {type: 'boolean'},
	layer: {type: 'string'},
	raw: {type: 'boolean'},
	output: {type: 'string', shortFlag: 'o'},
	force: {type: 'boolean', shortFlag: 'f'},
	input: {type: 'string', shortFlag: 'i'},
	limit: {type: 'string'},
	filter: {type: 'string', isMultiple: true},
	all: {type: 'boolean', shortFlag: 'a'},
	dangling: {type: 'boolean'},
	prune: {type: 'boolean', default: true},
	platform: {type: 'string'},
	image: {type: 'string'},
	pull: {type: 'string', default: 'missing'},
	context: {type: 'string', shortFlag: 'c'},
	host: {type: 'string', shortFlag: 'H'},
	insecureRegistry: {type: 'string', isMultiple: true},
	registryCa: {type: 'string'},
	spool: {type: 'boolean'},
	verify: {type: 'boolean'},
	unpackAll: {type: 'boolean'},
	store: {type: 'boolean', default: true},
	remoteSudo: {type: 'boolean'},
	cache: {type: 'boolean', default: true},
	clear: {type: 'boolean'},
	to: {type: 'string'},
	minEfficiency: {type: 'string'},
	maxDead: {type: 'string'},
	maxDeadRatio: {type: 'string'},
	ascii: {type: 'boolean'},
	debug: {type: 'boolean'},
	help: {type: 'boolean', shortFlag: 'h'},
	version: {type: 'boolean'},
} as const;

/** What meow makes of them. */
export type Flags = {
	readonly [Name in keyof typeof flags]: (typeof flags)[Name] extends {isMultiple: true}
		? readonly string[] | undefined
		: ((typeof flags)[Name]['type'] extends 'boolean' ? boolean | undefined : string | undefined);
};

/** Whether a flag is on where nobody gives it, so that it is only there to be switched off: `--no-prune`. */
export function isOnByItself(name: string): boolean {
	const flag = Object.entries(flags).find(([own]) => own === name)?.[1];
	return flag !== undefined && 'default' in flag && flag.default === true;
}

/** A flag as a person writes it. */
export function spelledFlag(name: string): string {
	const words = name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
	return name.length === 1 ? `-${name}` : `--${isOnByItself(name) ? 'no-' : ''}${words}`;
}

/** The help text, without the first line. */
export const help = `
Usage
  $ layerscope [IMAGE]                      explore an image; without one those of the engine, or the sample
  $ layerscope ls IMAGE [PATH]              list the merged file system
  $ layerscope entries IMAGE --layer N      list the tar entries of one layer, as stored
  $ layerscope cat IMAGE PATH               print a file
  $ layerscope extract IMAGE PATH -o FILE   write a file, or a directory as a tar
  $ layerscope platforms IMAGE [A B]        list its platforms, or compare two of them layer by layer
  $ layerscope pull REF…                    have the engine pull images; with --to without an engine
  $ layerscope images                       list the images of the engine, and what removing each would free
  $ layerscope rmi REF…                     remove images, or names of them
  $ layerscope tag SOURCE TARGET            give an image one more name
  $ layerscope save REF… -o FILE            write images of the engine into an archive
  $ layerscope load -i FILE                 load an archive into the engine
  $ layerscope search TERM                  search a registry through the engine
  $ layerscope outdated [REF…]              which tags name something else in their registries now
  $ layerscope tags REF                     list the tags of a repository, straight from its registry
  $ layerscope cache                        list the layers that are kept from earlier runs

IMAGE is
  nginx:1.27, docker://NAME                 an image of an engine, Docker's or Podman's
  registry:REF, registry://NAME             an image of a registry, without an engine
  container:NAME                            a container: what it changed, over its image's layers
  ./image.tar, image.tar.gz, archive:FILE   what docker save, podman save, skopeo or kaniko wrote
  ./layout, oci:DIR[:TAG]                   an OCI image layout
  rootfs:FILE.tar                           any tar as one layer, such as a docker export
  -                                         an archive on standard input
An image that is called as a command is: layerscope docker://ls, or layerscope -- ls

Which image
  --platform OS/ARCH[/VARIANT]              of several platforms
  --image REFERENCE                         of several images in one archive
  --pull missing|always|never               when the engine may pull (missing)

Which engine, as docker has it: DOCKER_HOST, DOCKER_CONTEXT, the current context, else the first that answers
  -c, --context NAME                        a context of the docker CLI
  -H, --host ADDRESS                        unix:///PATH, tcp://HOST:PORT or ssh://[USER@]HOST[:PORT][/PATH]

Registries
  --insecure-registry HOST[:PORT]           may be asked without TLS, or with any certificate; several times
  --registry-ca FILE                        certificates of authorities to trust besides the system's
  --to oci:DIR[:TAG], --to FILE.tar         with pull: where to, without an engine, as skopeo and docker load read it

Reading
  --verify                                  hash every byte before anything is said
  --unpack-all                              also what unpacks to far more than it is stored as: over 1 GiB and 100 times
  --no-store                                have the engine save its image, even where its own files can be read
  --remote-sudo                             over ssh: read those files by sudo -n, where this user may not
  --spool                                   keep standard input in a temporary file, so that contents can be read
  --no-cache                                neither take layers from earlier runs nor keep them for later ones

Output
  --json                                    for scripts; the fields are in the readme
  --layer N                                 up to this layer, counted from 0 (all)
  --recursive                               with ls: everything below
  --raw                                     with cat: don't escape what goes to a terminal
  -o, --output FILE                         with extract and save: where to
  -f, --force                               with extract, save and pull --to: overwrite; with rmi: against conflicts
  -i, --input FILE                          with load: where from
  --limit N                                 with search: so many at most (25)
  --filter KEY=VALUE                        with search: is-official=true, is-automated=true, stars=N;
                                            with images: dangling, reference, label, before, since; several times
  -a, --all                                 with images: the nameless steps of builds too;
                                            with registry:REF --json: fetch its layers, for what only they tell
  --dangling                                with rmi: all images without a name
  --no-prune                                with rmi: keep the nameless images that it was built on
  --clear                                   with cache: remove them
  --ascii                                   draw with plain ASCII (chosen where the locale isn't UTF-8)
  --debug                                   say more about an error
  -h, --help, --version                     print this, or the version, and end

A gate for CI: exit code 1, with the paths to blame
  --min-efficiency 0.95                     at least this share of the bytes is seen by a container
  --max-dead 20MB                           at most so many dead bytes
  --max-dead-ratio 0.1                      at most this share of the bytes is dead

Exit codes
  0 done   1 a gate was crossed, or a tag has moved   2 wrong usage   3 not found
  4 an image that can't be read, or isn't what its digests name   5 the engine or a registry

Environment
  DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH as docker has them;
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY, SSL_CERT_FILE, REGISTRY_AUTH_FILE for registries;
  NO_COLOR; LAYERSCOPE_LOG=FILE; XDG_CACHE_HOME
`;
