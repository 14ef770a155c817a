export const id = 759;
export const ids = [759];
export const modules = {

/***/ 59290:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  $l: () => (/* binding */ dockerServices),
  NX: () => (/* binding */ jobContainerServices),
  DL: () => (/* binding */ privatePathsOf)
});

// UNUSED EXPORTS: reportMissingPrograms

// EXTERNAL MODULE: ./src/cnb/builder/find-builder.ts + 1 modules
var find_builder = __webpack_require__(18045);
// EXTERNAL MODULE: ./src/cnb/builder/host-builder.ts
var host_builder = __webpack_require__(5057);
// EXTERNAL MODULE: ./src/cnb/sandbox-paths.ts
var sandbox_paths = __webpack_require__(96131);
// EXTERNAL MODULE: ./src/command/start.ts
var start = __webpack_require__(55641);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./src/command/environment.ts
var command_environment = __webpack_require__(37324);
// EXTERNAL MODULE: ./src/docker/command.ts
var docker_command = __webpack_require__(91721);
// EXTERNAL MODULE: ./src/docker/refusal.ts
var docker_refusal = __webpack_require__(85540);
// EXTERNAL MODULE: ./src/image/platform.ts
var platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
// EXTERNAL MODULE: ./src/sandbox/sandbox.ts
var sandbox = __webpack_require__(27304);
;// CONCATENATED MODULE: ./src/sandbox/container.ts









/** Unpacks a tar stream at the container's root. */
const putIn = async (container, tar) => {
    const { docker, name, signal } = container;
    const child = docker.start(['cp', '-', `${name}:/`], signal);
    let broken;
    const watched = async function* () {
        try {
            yield* tar;
        }
        catch (error) {
            broken = { error };
            child.kill();
            throw error;
        }
    };
    const feeding = (0,external_node_stream_promises_.pipeline)(watched(), child.stdin).catch(() => { });
    child.stdout.resume();
    const [stderr, code] = await Promise.all([(0,docker_command/* textOf */.b)(child.stderr), child.ended, feeding]);
    if (broken !== undefined)
        throw broken.error;
    if (code !== 0)
        throw await explainFailure(container, stderr, 'the app went in', 'did not take the files');
};
const running = 'the build ran';
/** Runs the container's command to its end, even if the connection for its output breaks. */
const runIn = async (container, onOutput) => {
    const { docker, name, signal } = container;
    const child = docker.start(['start', '--attach', name], signal);
    child.stdin.end();
    // The container's stderr and the docker command's own messages are mixed. That does not matter, because the exit code
    // comes from the engine below.
    child.stdout.on('data', (chunk) => onOutput('stdout', chunk));
    child.stderr.on('data', (chunk) => onOutput('stderr', chunk));
    await child.ended;
    const state = await withRetries(signal, () => stateOfStarted(container));
    if (state.Status !== 'running')
        return exitOf(state);
    onOutput('stderr', Buffer.from(`\n${lostOutput}\n`));
    await withRetries(signal, () => waitFor(container));
    return exitOf(await withRetries(signal, () => stateOf(container, running)));
};
/**
 * The state of a container after its start. Starts a container that did not begin again, without its output: Podman says
 * only to that command why the container cannot start, and a broken connection may have prevented the first start.
 */
const stateOfStarted = async (container) => {
    const { docker, name, signal } = container;
    const state = await stateOf(container, running);
    if (state.Status !== 'created' || state.Error !== '')
        return state;
    try {
        await docker.run(['start', name], signal);
    }
    catch (cause) {
        if (!(cause instanceof docker_refusal/* EngineRefusal */.np))
            throw cause;
        throw new failure/* Failure */.HR(`The Docker engine could not start the build: ${cause.message}`, { cause });
    }
    return stateOf(container, running);
};
const lostOutput = 'The connection to the Docker engine broke. The build continues; its further output is not shown.';
const waitFor = async (container) => {
    try {
        await container.docker.run(['wait', container.name], container.signal);
    }
    catch (error) {
        throw lostContainer(container, running, error);
    }
};
/** Passes a directory of the container to the receiver as a tar stream. Starts again if the connection breaks. */
const getFrom = (container, path, receive) => withRetries(container.signal, () => getWithoutRetry(container, path, receive));
const getWithoutRetry = async (container, path, receive) => {
    const { docker, name, signal } = container;
    const child = docker.start(['cp', `${name}:${path}`, '-'], signal);
    child.stdin.end();
    // Read from the start, because output that is unread when a process ends is lost. The exit code shows a failure.
    const stdout = child.stdout.pipe(new external_node_stream_.PassThrough());
    child.stdout.once('close', () => stdout.end());
    const complaint = (0,docker_command/* textOf */.b)(child.stderr);
    let broken;
    const stream = async function* () {
        yield* stdout;
        if ((await child.ended) === 0)
            return;
        const error = await explainFailure(container, await complaint, 'the built image came out', `could not read ${path}`);
        broken = { error };
        throw error;
    };
    try {
        return await receive(stream());
    }
    catch (error) {
        // An abort kills the client and breaks the stream, so the receiver's error is not the cause.
        signal.throwIfAborted();
        throw broken === undefined ? error : broken.error;
    }
    finally {
        // The receiver may have stopped early; the client must not wait for a reader.
        child.kill();
    }
};
// Messages of several versions of the engine and the command.
const missing = /no such container:path|could not find the file|no such file or directory/i;
/** Explains why a docker command failed. Checks first whether the container still exists. */
const explainFailure = async (container, stderr, doing, what) => {
    const { docker, signal } = container;
    const refusal = (0,docker_refusal/* explainRefusal */.GC)(stderr, docker.environment, doing);
    if (refusal instanceof failure/* Failure */.HR)
        return refusal;
    try {
        await stateOf(container, doing);
    }
    catch (error) {
        signal.throwIfAborted();
        return error;
    }
    const Kind = missing.test(refusal.message) ? sandbox/* NotInSandbox */.s : failure/* Failure */.HR;
    return new Kind(`The Docker engine ${what}: ${refusal.message}`, { cause: refusal });
};
// In milliseconds. A restart of the engine takes a few seconds.
const pauses = [1_000, 4_000];
/** Repeats work up to twice if the engine is unreachable or the connection breaks. */
const withRetries = async (signal, work) => {
    for (const pause of pauses) {
        try {
            return await work();
        }
        catch (error) {
            if (!(error instanceof docker_refusal/* EngineUnreachable */.db))
                throw error;
        }
        await (0,promises_.setTimeout)(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
    return work();
};
const StateSchema = dist/* looseObject */._H3({
    Status: dist/* string */.YjP(),
    OOMKilled: dist/* boolean */.zMY(),
    ExitCode: dist/* number */.aig(),
    Error: dist/* string */.YjP(),
});
/** Asks the engine how a container is; throws a Failure if it is gone, or about to be. `doing`: `the build ran`. */
const stateOf = async (container, doing) => {
    const { docker, name, signal } = container;
    const answer = await docker
        .exec(['container', 'inspect', '--format', '{{json .State}}', name], signal)
        .catch((error) => {
        throw lostContainer(container, doing, error);
    });
    const state = (0,json_document/* parseDocument */.Tp)(StateSchema, answer, "engine's description of the build container");
    if (state.Status === 'removing' || state.Status === 'dead')
        throw removed(container, doing);
    return state;
};
/** How a container ended. The docker command's exit code is ambiguous: it may be the command's or the container's. */
const exitOf = ({ Status, Error: error, ExitCode, OOMKilled }) => {
    if (error !== '')
        throw new failure/* Failure */.HR(`The Docker engine could not start the build: ${error}`);
    // Podman calls a container stopped between its end and its cleanup.
    if (Status !== 'exited' && Status !== 'stopped') {
        throw new failure/* Failure */.HR(`The connection to the Docker engine broke before the build began (its container is "${Status}"). ` +
            'Run the step again.');
    }
    return { code: ExitCode, ranOutOfMemory: OOMKilled };
};
/** Explains an engine's refusal about a container. Returns other errors unchanged. */
const lostContainer = (container, doing, error) => {
    if (!(error instanceof docker_refusal/* EngineRefusal */.np))
        return error;
    if (/no such container/i.test(error.message))
        return removed(container, doing, error);
    return new failure/* Failure */.HR(`The Docker engine lost the build container while ${doing}: ${error.message}`, {
        cause: error,
    });
};
const removed = ({ name }, doing, cause) => new failure/* Failure */.HR(`The build container ${name} was removed by somebody else while ${doing}. ` +
    'Look for what removes containers on this machine, such as a cleanup job, and run the step again.', { cause });

// EXTERNAL MODULE: ./src/sandbox/remove-containers.ts
var remove_containers = __webpack_require__(28976);
;// CONCATENATED MODULE: ./src/sandbox/docker-sandbox.ts
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});











/**
 * Creates sandboxes that are containers of a builder. They run as the builder's user, without capabilities, mounts, or a
 * way to get more privileges. They have a network and the step's proxy settings, because buildpacks download files.
 * While a command runs, containers that killed runs of this machine left behind are removed.
 */
const dockerSandbox = (docker, image, { note, info }, settings = {}) => async (command, signal) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const name = `buildpacks-oci-layout-${(0,external_node_crypto_.randomUUID)()}`;
        note(name);
        const cleanup = __addDisposableResource(env_1, new AsyncDisposableStack(), true);
        const creating = createContainer(docker, name, image, command, settings);
        const remove = (0,sandbox/* once */.O)(async () => {
            if (await disposeOf(docker, name, creating))
                note(undefined);
        });
        cleanup.defer(remove);
        await (0,abort/* unlessAborted */.Wh)(creating, signal);
        cleanup.move();
        const container = { docker, name, signal };
        let cleaning;
        return {
            put: (tar) => putIn(container, tar),
            run: (onOutput) => {
                // The engine is idle now, and nothing waits for the cleanup.
                cleaning ??= cleanUpAbandoned(docker, info, signal);
                return runIn(container, onOutput);
            },
            get: (path, receive) => getFrom(container, path, receive),
            dispose: async () => {
                await Promise.all([remove(), cleaning]);
            },
        };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
};
/** The engine refused the creation, so there is no container. */
class ContainerRefused extends failure/* Failure */.HR {
}
/** Ignores an abort: the engine would finish the creation anyway, and leave the container behind. */
const createContainer = async (docker, name, image, { command, environment }, { network }) => {
    const [program, ...args] = command;
    const variables = { ...(0,command_environment/* proxyVariables */.eq)(docker.environment), ...environment };
    const options = [
        ...['--name', name],
        ...(await (0,remove_containers/* ownerLabels */.H0)()),
        ...['--platform', (0,platform/* formatPlatform */.Bq)(image.platform)],
        ...['--user', `${image.uid}:${image.gid}`],
        ...['--cap-drop', 'ALL'],
        ...['--security-opt', 'no-new-privileges'],
        ...(network === undefined ? [] : ['--network', network]),
        // The output is read while it is written, so the engine need not store a copy.
        ...['--log-driver', 'none'],
        // Only the names: the values may be secret, and any user of the machine can read a command line.
        ...Object.keys(variables).flatMap((variable) => ['--env', variable]),
        ...['--entrypoint', program],
    ];
    try {
        await (0,docker_command/* dockerClient */._)({ ...docker.environment, ...variables }).run(['create', ...options, image.id, ...args]);
    }
    catch (cause) {
        if (!(cause instanceof docker_refusal/* EngineRefusal */.np))
            throw cause;
        throw new ContainerRefused(`The Docker engine could not create the build container: ${cause.message}`, {
            cause,
        });
    }
};
// In milliseconds. A cancelled job has five seconds in total, so do not wait longer for a creation.
const createLimit = 3_500;
// The command may end before the engine has created the container.
const creationLag = 500;
// A busy engine needs time to delete many files. It continues even if its client is killed.
const removeLimit = 60_000;
/** Returns whether the container is certainly removed. Throws a Failure if it still exists. */
const disposeOf = async (docker, name, creating) => {
    const created = creating.then(() => true, 
    // If the connection broke or the command was killed, the engine may still have created it.
    (error) => (error instanceof ContainerRefused ? false : undefined));
    const outcome = await Promise.race([created, (0,promises_.setTimeout)(createLimit, undefined, { ref: false })]);
    const comesWithin = outcome === undefined ? creationLag : 0;
    try {
        const found = await (0,remove_containers/* removeContainer */.od)(docker, name, {
            comesWithin,
            signal: AbortSignal.timeout(removeLimit),
        });
        return found || outcome !== undefined;
    }
    catch (cause) {
        throw new failure/* Failure */.HR(`The build container ${name} could not be removed. Remove it with docker rm -f.`, {
            cause,
        });
    }
};
// In milliseconds. The next run removes the rest.
const cleaningLimit = 10_000;
const cleanUpAbandoned = async (docker, info, signal) => {
    const ending = AbortSignal.any([signal, AbortSignal.timeout(cleaningLimit)]);
    try {
        for (const name of await (0,remove_containers/* removeAbandonedContainers */.zS)(docker, ending)) {
            info(`Removed the build container ${name}, which a killed run had left behind.`);
        }
    }
    catch {
        // A failed cleanup must not fail the build.
    }
};

// EXTERNAL MODULE: ./src/sandbox/host/host-sandbox.ts + 7 modules
var host_sandbox = __webpack_require__(93216);
// EXTERNAL MODULE: ./src/sandbox/host/private-folders.ts
var private_folders = __webpack_require__(67317);
// EXTERNAL MODULE: ./src/actions/build-image/leftovers.ts
var leftovers = __webpack_require__(66292);
;// CONCATENATED MODULE: ./src/actions/build-image/builder-services.ts









/** Builds in a container that the Docker engine creates from the builder. */
const dockerServices = (docker, { network }, { signal, saveState, registry, log: { info, debug } }) => ({
    findBuilder: ({ builder: reference, ...order }) => {
        if (reference === undefined)
            throw new failure/* Failure */.HR('No builder is named for the Docker engine.');
        return (0,find_builder/* findBuilder */.L)({ docker, registry, info, debug, signal }, { reference, ...order });
    },
    openSandbox: (builder, command) => {
        const note = (container) => saveState(leftovers/* containerState */.bX, container ?? '');
        return dockerSandbox(docker, builder, { note, info }, { network })(command, signal);
    },
});
/** Builds in the container that the job runs in, which is one of the builder. */
const jobContainerServices = (container, { cache, project: { buildpacks } }, privatePaths, { signal, saveState, log: { info, warning: warn } }) => ({
    findBuilder: async ({ platform }) => {
        if (cache.runImageInActionsCache)
            reportMissingPrograms(container.environment, info);
        const listsBuildpacks = Object.values(buildpacks).some((named) => named.length > 0);
        return { builder: await (0,host_builder/* findHostBuilder */.jG)(container, { platform, listsBuildpacks }) };
    },
    openSandbox: async (user, command) => {
        saveState(leftovers/* hostState */.El, 'true');
        const open = (0,host_sandbox/* hostSandbox */._J)({
            user,
            imageEnvironment: await (0,host_builder/* imageEnvironment */.Xg)(container),
            stepEnvironment: container.environment,
            folders: sandbox_paths/* hostFolders */.M7,
            privatePaths,
            warn,
        });
        return open(command, signal);
    },
});
/** Reports a program that GitHub's cache client needs and that the job's container lacks. */
const reportMissingPrograms = (environment, info) => {
    const isThere = (program) => {
        try {
            return (0,start/* findProgram */.Kp)(program, environment) !== '';
        }
        catch (error) {
            if (error instanceof start/* MissingProgram */.n1)
                return false;
            throw error;
        }
    };
    if (!isThere('tar')) {
        info('This container has no "tar": nothing can be restored from the cache or saved to it.');
    }
    else if (!isThere('zstd')) {
        info('This container has no "zstd": cache entries are compressed with gzip, and entries of jobs that have zstd are not found.');
    }
};
const runnerFiles = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_EVENT_PATH'];
/**
 * Paths of the runner that a build must not read or change: the checkout and its credentials, the files through which steps
 * talk to the runner, actions and tools that later steps run, logins for registries, and the credentials of a pod.
 */
const privatePathsOf = ({ workspace, temporary, environment, summaryFile, dockerConfig }, bundle) => [
    ...[workspace, temporary, bundle, '/github', '/run/secrets', summaryFile],
    ...(0,private_folders/* loginFiles */.Bo)(dockerConfig, environment),
    ...['RUNNER_TOOL_CACHE', ...runnerFiles].map((name) => environment[name]),
].flatMap((path) => path || []);


/***/ }),

/***/ 18088:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  K: () => (/* binding */ readInputs)
});

// UNUSED EXPORTS: parseEnvironment

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/cnb/input/app-archive.ts
var app_archive = __webpack_require__(13518);
// EXTERNAL MODULE: ./src/cnb/project/descriptor.ts + 1 modules
var descriptor = __webpack_require__(37887);
// EXTERNAL MODULE: ./src/github/artifact/artifact-client.ts
var artifact_client = __webpack_require__(38912);
// EXTERNAL MODULE: ./src/github/inputs/input.ts
var inputs_input = __webpack_require__(98005);
// EXTERNAL MODULE: ./src/github/inputs/shared-inputs.ts
var shared_inputs = __webpack_require__(25324);
// EXTERNAL MODULE: ./src/image/platform.ts
var platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/image/reference.ts
var reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/actions/build-image/inputs/cache-inputs.ts




/** Reads the inputs about the caches. Throws a Failure that names the input that is wrong. */
const readCacheInputs = (get, { workspace, temporary, environment }) => {
    const cache = (0,inputs_input/* choiceInput */.ij)(get, 'cache', ['auto', 'true', 'false', 'run-image']);
    const given = (0,inputs_input/* folderInput */.j)(get, 'build-cache', '/var/cache/buildpacks');
    const namedFolder = given && (0,external_node_path_.resolve)(workspace, given);
    return {
        runImageInActionsCache: cache !== 'false',
        buildCache: get('reproduces') !== ''
            ? { off: '"reproduces" is set' }
            : buildCacheOf(cache, namedFolder, temporary, environment),
        namedFolder,
        previousImage: (0,inputs_input/* parsedInput */.m8)(get, 'previous-image', reference/* parseReference */.F2, 'ghcr.io/me/my-app:latest'),
        clear: (0,inputs_input/* flagInput */.tc)(get, 'clear-cache'),
    };
};
const buildCacheOf = (cache, folder, temporary, environment) => {
    const inActionsCache = cache === 'true' || cache === 'auto';
    if (cache === 'run-image')
        return { off: '"cache" is "run-image"' };
    if (cache === 'false' && folder === undefined)
        return { off: '"cache" is "false"' };
    const reason = cache === 'auto' ? reasonAgainst(environment) : undefined;
    if (reason !== undefined)
        return { off: `"cache" is "auto", and ${reason}` };
    return { folder: folder ?? (0,external_node_path_.join)(temporary, 'build-cache'), inActionsCache };
};
/** Events that only people with write access cause, or that have a separate cache. Empty: not in a workflow. */
const safeEvents = ['', 'push', 'pull_request', 'merge_group', 'schedule', 'workflow_dispatch'];
/**
 * Why a run must not use the build cache: it can release its image, or it has the cache of the default branch although anyone
 * can start it, for example with a comment. The digest of an entry does not say who saved it.
 * https://docs.github.com/actions/reference/events-that-trigger-workflows
 */
const reasonAgainst = (environment) => {
    const isTag = environment['GITHUB_REF_TYPE'] === 'tag' || environment['GITHUB_REF']?.startsWith('refs/tags/') === true;
    const event = environment['GITHUB_EVENT_NAME'] ?? '';
    if (!isTag && safeEvents.includes(event))
        return undefined;
    return `runs for ${isTag ? 'tags' : `"${(0,printable/* oneLine */.TN)(event)}"`} do not use the build cache`;
};

// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
;// CONCATENATED MODULE: ./src/actions/build-image/inputs/image-inputs.ts





/** Reads the inputs about the image. Throws a Failure that names the input, the rule and an example. */
const readImageInputs = (get) => ({
    defaultProcess: wordInput(get, 'default-process', 'worker'),
    creationTime: parseCreationTime(get('creation-time')),
    executionEnvironment: wordInput(get, 'execution-environment', 'test') ?? 'production',
    labels: parseLabels((0,inputs_input/* untrimmedInput */.G)(get, 'labels')),
});
// Of process types: https://github.com/buildpacks/spec/blob/main/buildpack.md#launchtoml-toml
const wordPattern = /^[A-Za-z0-9._-]+$/;
const wordInput = (get, name, example) => {
    const text = (0,inputs_input/* optionalInput */.$m)(get, name);
    if (text === undefined || (wordPattern.test(text) && !text.startsWith('-')))
        return text;
    throw (0,inputs_input/* inputFailure */.vQ)(name, `is "${text}". Use letters, digits, ".", "_" and "-" only`, example);
};
const timePattern = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
// The last second of the year 9999, the last one that RFC 3339 can express.
const lastTime = 253_402_300_799;
/** Whether the month has that day. `Date` reads the 31st of February as the 3rd of March. */
const isDay = (text) => {
    const day = text.slice(0, 10);
    return new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;
};
/** Parses `now`, seconds since 1970, a date, or a time with its zone. */
const parseCreationTime = (text) => {
    if (text === '')
        return undefined;
    if (text === 'now')
        return Math.floor(Date.now() / 1000);
    const seconds = /^\d+$/.test(text)
        ? Number(text)
        : Math.floor((timePattern.test(text) && isDay(text) ? Date.parse(text) : Number.NaN) / 1000);
    if (seconds >= 0 && seconds <= lastTime)
        return seconds;
    throw (0,inputs_input/* inputFailure */.vQ)('creation-time', `is "${text}". Use "now", seconds since 1970, or a time such as 2026-11-25T12:00:00Z`, 'now');
};
const labelName = /^[A-Za-z][A-Za-z0-9._/-]*$/;
const reserved = 'io.buildpacks.';
const labelExample = 'org.opencontainers.image.source=https://github.com/octo-org/my-app';
/** Parses one `name=value` per line. The last line for a name wins. */
const parseLabels = (text) => {
    const labels = new Map();
    for (const line of (0,inputs_input/* linesOf */.Dx)(text)) {
        const refuse = (rule) => (0,inputs_input/* lineFailure */.T4)('labels', line, rule, labelExample);
        const equals = line.text.indexOf('=');
        const name = (equals === -1 ? line.text : line.text.slice(0, equals)).trim();
        if (!labelName.test(name)) {
            throw refuse('it does not begin with the name of a label. Names begin with a letter and have letters, digits, ".", "_", "/" ' +
                'and "-"');
        }
        if (equals === -1)
            throw refuse('it has no "="');
        if (name.startsWith(reserved))
            throw refuse(`labels that begin with "${reserved}" are reserved for the lifecycle`);
        labels.set(name, line.text.slice(equals + 1));
    }
    return labels;
};
const reproducesExample = 'ghcr.io/octo-org/my-app:1.2.0';
/** Reads the input `reproduces`. Undefined if it is empty. Throws a Failure if it or `previous-image` is wrong. */
const readReproductionTarget = (get) => {
    if (get('reproduces') !== '' && get('previous-image') !== '') {
        throw (0,inputs_input/* inputFailure */.vQ)('previous-image', 'is set together with "reproduces". A build that reuses layers of an image does not verify that they can be ' +
            'reproduced: leave one of the two empty', '""');
    }
    return /^sha\d+:/.test(get('reproduces'))
        ? (0,inputs_input/* parsedInput */.m8)(get, 'reproduces', (text) => ({ digest: (0,digest/* parseDigest */.m)(text) }), `sha256:${'0'.repeat(64)}`)
        : (0,inputs_input/* parsedInput */.m8)(get, 'reproduces', (text) => ({ reference: (0,reference/* parseReference */.F2)(text) }), reproducesExample);
};
const imagePathExample = 'out/my-app:1.2';
/**
 * Parses `[oci:]folder/name[:tag]`, relative to `workspace`, with the rules of pack and the lifecycle: the last part must be
 * an image reference. Colons in folders and `..` as the last part are refused: pack writes such a layout to another place.
 * Throws a Failure that names the broken rule.
 */
const parseImagePath = (text, workspace) => {
    const refuse = (rule) => {
        throw (0,inputs_input/* inputFailure */.vQ)('image-path', rule, imagePathExample);
    };
    const path = text.startsWith('oci:') ? text.slice('oci:'.length) : text;
    if (path === '')
        refuse('is empty. Use a directory for the layout; its last part is the name of the image');
    if (path.includes('@'))
        refuse(`is "${text}", which has a digest. The digest is known only after the build`);
    const last = (0,external_node_path_.basename)(path);
    const [name = '', tag = 'latest', ...more] = last.split(':');
    const parent = (0,external_node_path_.dirname)(path);
    if (more.length > 0 || parent.includes(':')) {
        refuse(`is "${text}", which contains a colon outside the tag. Directory names must not contain colons`);
    }
    if (name === '.' || name === '..')
        refuse(`is "${text}", and its last part is not a name`);
    if (name.length < 2 || !(0,reference/* isRepository */.Z6)(name)) {
        refuse(`is "${text}". Its last part is the name of the image: at least 2 lower-case letters and digits, ` +
            'with a single ".", "_" or "-" between them');
    }
    if (!(0,reference/* isTag */.dz)(tag))
        refuse(`is "${text}". A tag has 1 to 128 letters, digits, "_", "." or "-"`);
    const folder = (0,external_node_path_.resolve)(workspace, (0,external_node_path_.join)(parent, name));
    (0,shared_inputs/* refuseWorkspace */.Wl)('image-path', text, folder, workspace, imagePathExample);
    return { folder, name, tag };
};

// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
;// CONCATENATED MODULE: ./src/actions/build-image/inputs/project-inputs.ts





/** Reads the project's descriptor and the inputs that override it. Throws a Failure if one is wrong. */
const readProject = async (get, context) => {
    const { workspace, app, executionEnvironment, warn } = context;
    const given = (0,inputs_input/* optionalInput */.$m)(get, 'descriptor');
    const path = given === undefined ? (0,external_node_path_.join)(app, 'project.toml') : (0,external_node_path_.resolve)(workspace, given);
    const bytes = await readDescriptorFile(path, given !== undefined);
    const read = bytes === undefined ? undefined : (0,descriptor/* parseDescriptor */.BA)(bytes, { name: path, executionEnvironment, warn });
    const folder = (0,external_node_path_.dirname)(path);
    const named = (input, described = []) => {
        const lines = (0,inputs_input/* linesInput */.WO)(get, input).map(({ number, text }) => ({
            buildpack: text,
            folder: workspace,
            origin: `the input "${input}", line ${number}`,
        }));
        return lines.length > 0 ? lines : described.map((buildpack) => ({ buildpack, folder }));
    };
    const buildpacks = {
        buildpacks: named('buildpacks', read?.group),
        pre: named('pre-buildpacks', read?.pre),
        post: named('post-buildpacks', read?.post),
    };
    if (buildpacks.buildpacks.length > 0 && buildpacks.pre.length + buildpacks.post.length > 0) {
        warn('"pre-buildpacks" and "post-buildpacks" are ignored, because ' +
            `${get('buildpacks').trim() === '' ? path : 'the input "buildpacks"'} replaces the builder's order. ` +
            'Add them there, or remove the list.');
    }
    return {
        path,
        builder: read?.builder,
        environment: read?.environment ?? new Map(),
        source: read?.source,
        files: { include: read?.include, exclude: [...(read?.exclude ?? []), ...patternsOf(get)] },
        buildpacks,
    };
};
/** White space around a pattern stays: an escaped space at its end is part of it. */
const patternsOf = (get) => (0,inputs_input/* linesOf */.Dx)((0,inputs_input/* untrimmedInput */.G)(get, 'exclude')).map(({ text }) => text);
/** Undefined if the file does not exist and no input names it. */
const readDescriptorFile = async (path, isGiven) => {
    try {
        return await (0,read/* readSmallFile */.EW)(path, { followLink: true });
    }
    catch (cause) {
        // An app that is an archive is not a directory.
        if (!isGiven && (0,failure/* isSystemError */.Or)(cause, 'ENOENT', 'ENOTDIR'))
            return undefined;
        if (cause instanceof failure/* Failure */.HR) {
            throw new failure/* Failure */.HR(`${cause.message} Replace it with a TOML file, or name another file in the input "descriptor".`, {
                cause,
            });
        }
        if (isGiven) {
            throw (0,inputs_input/* inputFailure */.vQ)('descriptor', `is ${path}, which cannot be read`, 'deploy/project.toml', cause);
        }
        throw new failure/* Failure */.HR(`Could not read ${path}: ${(0,failure/* messageOf */.bD)(cause)}. Make it readable, or name another file in the input "descriptor".`, { cause });
    }
};

// EXTERNAL MODULE: ./src/cnb/input/bindings.ts
var bindings = __webpack_require__(1526);
// EXTERNAL MODULE: ./src/files/folders.ts
var files_folders = __webpack_require__(12814);
;// CONCATENATED MODULE: ./src/actions/build-image/inputs/sandbox-inputs.ts






/** Reads the inputs about the environment of the build. Throws a Failure that names the input and shows no secret. */
const readSandboxInputs = async (get, { workspace, app }) => {
    const lines = (0,inputs_input/* linesInput */.WO)(get, 'bindings');
    for (const { text } of lines)
        (0,inputs_input/* refuseFlag */.X2)('bindings', text, bindingsExample);
    const folders = await Promise.all(lines.map(async (line) => {
        const folder = (0,external_node_path_.resolve)(workspace, line.text);
        const refuse = (rule) => (0,inputs_input/* lineFailure */.T4)('bindings', line, rule, bindingsExample);
        if ((0,files_folders/* isWithin */.UO)(app, folder))
            throw refuse('this is the directory of the app or contains it');
        // `readBindings` reports other errors.
        const isMissing = await (0,promises_.stat)(folder).then(() => false, (error) => (0,failure/* isSystemError */.Or)(error, 'ENOENT'));
        if (isMissing) {
            throw refuse(`${folder} does not exist. Check the path, and that an earlier step writes the binding`);
        }
        return folder;
    }));
    return { bindings: await (0,bindings/* readBindings */.v)(folders), bindingFolders: folders, network: readNetwork(get) };
};
const bindingsExample = '../bindings';
// A name or an ID of the engine. A text that begins with a dash would be an option.
const networkPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const readNetwork = (get) => {
    const text = (0,inputs_input/* optionalInput */.$m)(get, 'network');
    if (text === undefined || networkPattern.test(text))
        return text;
    if (text.startsWith('container:')) {
        throw (0,inputs_input/* inputFailure */.vQ)('network', `is "${text}". In the network of another container the build could reach services that listen on its loopback`, 'my-network');
    }
    throw (0,inputs_input/* inputFailure */.vQ)('network', `is "${text}". Use the name of a network of the Docker engine`, 'host');
};

;// CONCATENATED MODULE: ./src/actions/build-image/inputs/inputs.ts














const exampleBuilder = 'paketobuildpacks/ubuntu-noble-builder';
/** Reads and checks all inputs. Throws a Failure that names the input, the rule and an example. */
const readInputs = async (get, context) => {
    const { workspace, environment, warn, inBuilder } = context;
    const imagePath = parseImagePath(get('image-path'), workspace);
    const runImage = (0,shared_inputs/* runImageInput */.bP)(get);
    if (!(0,inputs_input/* flagInput */.tc)(get, 'experimental')) {
        throw (0,inputs_input/* inputFailure */.vQ)('experimental', 'is false, but exporting to an OCI layout is an experimental feature of the lifecycle', 'true');
    }
    const path = await appPath((0,external_node_path_.resolve)(workspace, get('path') || '.'));
    const image = readImageInputs(get);
    const { executionEnvironment } = image;
    const projectContext = { workspace, app: path, executionEnvironment, warn };
    const { path: descriptor, builder, environment: projectEnvironment, ...project } = await readProject(get, projectContext);
    return {
        ...image,
        ...(await readSandboxInputs(get, { workspace, app: path })),
        imagePath,
        builder: inBuilder ? refuseEngineInputs(get) : readBuilder(get, builder, descriptor),
        path,
        workspace,
        project,
        sparse: (0,inputs_input/* flagInput */.tc)(get, 'sparse'),
        runImage,
        platform: (0,inputs_input/* parsedInput */.m8)(get, 'platform', platform/* parsePlatform */.Y8, 'linux/arm64'),
        pullPolicy: (0,inputs_input/* choiceInput */.ij)(get, 'pull-policy', ['if-not-present', 'always', 'never']),
        environment: new Map([
            ...projectEnvironment,
            ...parseEnvironment((0,inputs_input/* untrimmedInput */.G)(get, 'env'), environment),
        ]),
        mediaTypes: (0,inputs_input/* choiceInput */.ij)(get, 'media-types', ['oci', 'preserve']),
        sbom: (0,shared_inputs/* sbomInput */.OM)(get, workspace, imagePath.folder),
        insecureRegistries: (0,shared_inputs/* insecureRegistriesInput */.UD)(get),
        layoutRepo: (0,shared_inputs/* layoutRepoInput */.bf)(get, context),
        cache: readCacheInputs(get, context),
        reproduces: readReproductionTarget(get),
        artifact: (0,shared_inputs/* uploadInputs */.fj)(get, () => artifactNameFor(get, imagePath)),
        summary: (0,inputs_input/* flagInput */.tc)(get, 'summary'),
    };
};
/** In the container of a builder, the build runs there, in the job's network. It does not use an engine. */
const refuseEngineInputs = (get) => {
    const rules = {
        builder: 'that builder builds',
        network: 'the build has the network of the job',
    };
    for (const [name, rule] of Object.entries(rules)) {
        const text = get(name);
        if (text === '')
            continue;
        throw (0,inputs_input/* inputFailure */.vQ)(name, `is "${text}", but this job runs in the container of a builder, so ${rule}. Leave it empty, or run the job with ` +
            'Docker and without "container:"', '""');
    }
};
const readBuilder = (get, projectBuilder, descriptor) => {
    const builder = (0,inputs_input/* parsedInput */.m8)(get, 'builder', reference/* parseReference */.F2, exampleBuilder);
    if (builder !== undefined)
        return builder;
    if (projectBuilder === undefined) {
        throw (0,inputs_input/* inputFailure */.vQ)('builder', 'is empty, and no project.toml names a builder', exampleBuilder);
    }
    try {
        return (0,reference/* parseReference */.F2)(projectBuilder);
    }
    catch (cause) {
        if (!(cause instanceof failure/* Failure */.HR))
            throw cause;
        throw new failure/* Failure */.HR(`Invalid builder image in ${descriptor}: ${cause.message}`, { cause });
    }
};
const artifactNameFor = (get, { name }) => {
    const given = (0,inputs_input/* optionalInput */.$m)(get, 'artifact-name');
    if (given !== undefined)
        (0,artifact_client/* checkArtifactName */.CN)(given);
    return given ?? (0,artifact_client/* artifactNameOf */.nn)(name);
};
const appPath = async (path) => {
    const refuse = (rule, cause) => {
        throw (0,inputs_input/* inputFailure */.vQ)('path', `is ${path}, ${rule}`, '.', cause);
    };
    const stats = await (0,promises_.stat)(path).catch((error) => refuse((0,failure/* isSystemError */.Or)(error, 'ENOENT') ? 'which does not exist' : 'which cannot be read', error));
    if (stats.isDirectory())
        return path;
    const rule = 'which is neither a directory nor a .jar, .war or .zip file';
    // Opening a named pipe would wait for a writer.
    if (!stats.isFile())
        return refuse(rule);
    await (0,app_archive/* checkArchive */.P)(path).catch((error) => refuse(rule, error));
    return path;
};
/**
 * Parses one `NAME=value` per line. `NAME` alone takes the value from the step's environment. No message shows any part of a
 * line: the second line of a private key looks like a name.
 */
const parseEnvironment = (text, stepEnvironment) => {
    const variables = new Map();
    for (const line of (0,inputs_input/* linesOf */.Dx)(text)) {
        const refuse = (rule) => (0,inputs_input/* lineFailure */.T4)('env', line, rule, 'BP_JVM_VERSION=21', { isSecret: true });
        const equals = line.text.indexOf('=');
        const name = (equals === -1 ? line.text : line.text.slice(0, equals)).trim();
        if (/^export\s/.test(name))
            throw refuse('it begins with "export". Remove that word');
        if (!(0,descriptor/* isVariableName */.KL)(name))
            throw refuse(`it does not begin with the name of a variable. ${severalLines}`);
        // Without properties that all objects inherit, such as `constructor`.
        const ofStep = Object.hasOwn(stepEnvironment, name) ? stepEnvironment[name] : undefined;
        const value = equals === -1 ? ofStep : line.text.slice(equals + 1);
        if (value === undefined) {
            throw refuse(`it has no "=", and the step's environment has no variable of that name. ${severalLines}`);
        }
        variables.set(name, value);
    }
    return variables;
};
const severalLines = 'For a value with several lines, such as a key, put the variable in the "env:" of the step and only its name here';


/***/ }),

/***/ 28759:
/***/ ((module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _cnb_builder_host_builder_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5057);
/* harmony import */ var _cnb_buildpacks_find_buildpacks_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(63274);
/* harmony import */ var _docker_command_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(91721);
/* harmony import */ var _github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(97478);
/* harmony import */ var _github_cache_cache_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(28749);
/* harmony import */ var _github_step_runner_files_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3124);
/* harmony import */ var _github_step_step_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(45205);
/* harmony import */ var _github_step_step_context_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(33552);
/* harmony import */ var _registry_registry_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(84041);
/* harmony import */ var _sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(93216);
/* harmony import */ var _store_build_caches_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(20935);
/* harmony import */ var _store_run_image_documents_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(30683);
/* harmony import */ var _store_run_images_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(98847);
/* harmony import */ var _builder_services_js__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(59290);
/* harmony import */ var _inputs_inputs_js__WEBPACK_IMPORTED_MODULE_15__ = __webpack_require__(18088);
/* harmony import */ var _leftovers_js__WEBPACK_IMPORTED_MODULE_16__ = __webpack_require__(66292);
/* harmony import */ var _reproduction_published_image_js__WEBPACK_IMPORTED_MODULE_17__ = __webpack_require__(26289);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_18__ = __webpack_require__(24014);
/* harmony import */ var _summary_failure_js__WEBPACK_IMPORTED_MODULE_19__ = __webpack_require__(78209);




















await (0,_github_step_step_js__WEBPACK_IMPORTED_MODULE_7__/* .runStep */ .e)(_summary_failure_js__WEBPACK_IMPORTED_MODULE_19__/* .buildFailureSummary */ .Z, async ({ log, tasks }) => {
    const context = (0,_github_step_step_context_js__WEBPACK_IMPORTED_MODULE_8__/* .stepContext */ .ev)(process.env);
    const { environment } = context;
    const { signal } = tasks;
    const container = { root: '/', environment };
    const inBuilder = (0,_cnb_builder_host_builder_js__WEBPACK_IMPORTED_MODULE_1__/* .isInBuilder */ .po)(container);
    if (inBuilder)
        (0,_sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_10__/* .setHostUmask */ .ai)();
    const inputs = await (0,_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_15__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, { ...context, warn: log.warning, inBuilder });
    const { builder, layoutRepo, insecureRegistries: insecure } = inputs;
    const { runImageInActionsCache, buildCache } = inputs.cache;
    const registry = (0,_registry_registry_js__WEBPACK_IMPORTED_MODULE_9__/* .userRegistry */ .t)(context, { insecure, warn: log.warning, signal });
    const cache = (0,_github_cache_cache_js__WEBPACK_IMPORTED_MODULE_5__/* .actionsCache */ .kW)(log, signal);
    const builderContext = {
        ...{ signal, saveState: _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ, log },
        // It only saves time, so its retries are no warnings.
        registry: (0,_registry_registry_js__WEBPACK_IMPORTED_MODULE_9__/* .userRegistry */ .t)(context, { insecure, warn: log.debug, signal }),
    };
    const staging = [];
    const noteStaging = (folder) => {
        staging.push(folder);
        (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ)(_leftovers_js__WEBPACK_IMPORTED_MODULE_16__/* .stagingState */ .fc, staging.join('\n'));
    };
    await (0,_run_js__WEBPACK_IMPORTED_MODULE_18__/* .run */ .e)(inputs, {
        ...(builder === undefined
            ? (0,_builder_services_js__WEBPACK_IMPORTED_MODULE_14__/* .jobContainerServices */ .NX)(container, inputs, (0,_builder_services_js__WEBPACK_IMPORTED_MODULE_14__/* .privatePathsOf */ .DL)(context, process.argv[1] ?? ''), builderContext)
            : (0,_builder_services_js__WEBPACK_IMPORTED_MODULE_14__/* .dockerServices */ .$l)((0,_docker_command_js__WEBPACK_IMPORTED_MODULE_3__/* .dockerClient */ ._)(environment), inputs, builderContext)),
        ...{ tasks, log, noteStaging, setOutputs: _github_step_step_js__WEBPACK_IMPORTED_MODULE_7__/* .setOutputs */ .n },
        findBuildpacks: (request, found) => (0,_cnb_buildpacks_find_buildpacks_js__WEBPACK_IMPORTED_MODULE_2__/* .findBuildpacks */ .E)(request, found, { registry, platform: found.platform }),
        runImages: new _store_run_images_js__WEBPACK_IMPORTED_MODULE_13__/* .RunImageStore */ .e({
            root: layoutRepo,
            registry,
            cache: runImageInActionsCache ? cache : undefined,
            info: log.info,
            warn: log.warning,
        }),
        buildCaches: new _store_build_caches_js__WEBPACK_IMPORTED_MODULE_11__/* .BuildCaches */ .q({
            root: 'off' in buildCache ? context.temporary : buildCache.folder,
            cache: 'off' in buildCache || !buildCache.inActionsCache ? undefined : cache,
            warn: log.warning,
            noteStaging,
        }),
        openPreviousImage: async (reference, platform) => ({
            image: await (0,_store_run_image_documents_js__WEBPACK_IMPORTED_MODULE_12__/* .openPreviousImage */ .Tf)(registry, reference, platform),
            content: registry.readableRepository(reference),
        }),
        findPublishedImage: (reference, platform) => (0,_reproduction_published_image_js__WEBPACK_IMPORTED_MODULE_17__/* .findPublishedImage */ .LN)(registry, reference, platform),
        uploadArtifact: (layout) => (0,_github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_4__/* .uploadArtifact */ .m)({ ...layout, signal }, context, log),
        writeSummary: (markdown) => (0,_github_step_runner_files_js__WEBPACK_IMPORTED_MODULE_6__/* .writeSummary */ .S)(markdown, context.summaryFile, log),
        context,
        debug: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .isDebug */ ._o)(),
    });
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 26289:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LN: () => (/* binding */ findPublishedImage),
/* harmony export */   c4: () => (/* binding */ isNotFound),
/* harmony export */   mL: () => (/* binding */ readPublishedImage)
/* harmony export */ });
/* harmony import */ var _cnb_rebase_run_image_record_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(36441);
/* harmony import */ var _content_image_documents_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(67283);
/* harmony import */ var _image_image_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(36117);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(22554);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(52305);
/* harmony import */ var _registry_client_request_error_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9513);







/**
 * Finds the image for a platform that a reference names in a registry. Reads no document of the image itself: the digest
 * is enough if it is the expected one. Throws a Failure if there is no such image.
 */
const findPublishedImage = async (registry, reference, platform) => {
    const name = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_4__/* .formatReference */ .FH)(reference);
    const content = registry.readableRepository(reference);
    try {
        const root = await registry.resolve(reference);
        const index = await (0,_content_image_documents_js__WEBPACK_IMPORTED_MODULE_1__/* .fetchIndex */ .RG)(content, root);
        if (index === undefined)
            return { name, platform, descriptor: root, content };
        const descriptor = (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_2__/* .imageFor */ .zd)(platform, index.listed);
        if (descriptor !== undefined)
            return { name, platform, descriptor, content };
        throw noSuchPlatform(name, platform, (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_2__/* .platformsIn */ .S2)(index.listed));
    }
    catch (cause) {
        if (!isNotFound(cause))
            throw cause;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The image to reproduce was not found: ${name}. Check the input "reproduces", and the login to the registry.`, { cause });
    }
};
/**
 * Reads the documents of a published image that differs from the built one. Throws a Failure if the registry lost one, or
 * if the image cannot be compared: it is for another platform, or no lifecycle built it.
 */
const readPublishedImage = async ({ name, platform, descriptor, content, }) => {
    const image = await (0,_content_image_documents_js__WEBPACK_IMPORTED_MODULE_1__/* .fetchImage */ .aK)(content, descriptor).catch((cause) => {
        if (!isNotFound(cause))
            throw cause;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The registry no longer has all documents of the image to reproduce: ${name}, ${descriptor.digest}. ` +
            'Push that image again, or name another one in "reproduces".', { cause });
    });
    if (!(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_3__/* .matchesPlatform */ .pC)(platform, image.config))
        throw noSuchPlatform(name, platform, [image.config]);
    if ((0,_cnb_rebase_run_image_record_js__WEBPACK_IMPORTED_MODULE_0__/* .countRunImageLayers */ .yO)(image.config) > 0)
        return image;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The image to reproduce was not built by a lifecycle: ${name}, ${descriptor.digest}, has no valid label ` +
        'io.buildpacks.lifecycle.metadata. Name an image in "reproduces" that was built with Cloud Native Buildpacks.');
};
const noSuchPlatform = (name, platform, offered) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The image to reproduce does not exist for ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_3__/* .formatPlatform */ .Bq)(platform)}: ${name} is only for: ` +
    `${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_3__/* .formatPlatforms */ .Iu)(offered)}. Set "platform", or name another image in "reproduces".`);
/** Whether a registry answered that it does not have something. */
const isNotFound = (error) => error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR && error.cause instanceof _registry_client_request_error_js__WEBPACK_IMPORTED_MODULE_6__/* .RequestError */ .GI && error.cause.status === 404;


/***/ }),

/***/ 24014:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/cnb/builder/find-builder.ts + 1 modules
var find_builder = __webpack_require__(18045);
// EXTERNAL MODULE: ./src/cnb/builder/run-image-choice.ts
var run_image_choice = __webpack_require__(96834);
// EXTERNAL MODULE: ./src/cnb/sbom/folder.ts + 3 modules
var sbom_folder = __webpack_require__(20672);
// EXTERNAL MODULE: ./src/github/artifact/artifact-upload.ts
var artifact_upload = __webpack_require__(97478);
// EXTERNAL MODULE: ./src/layout/blob.ts
var layout_blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
// EXTERNAL MODULE: ./src/image/annotations.ts
var annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/conversion.ts
var conversion = __webpack_require__(8737);
// EXTERNAL MODULE: ./src/image/digest.ts
var image_digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/image/reference.ts
var image_reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/store/run-image.ts
var run_image = __webpack_require__(26072);
;// CONCATENATED MODULE: ./src/actions/build-image/completion.ts












/**
 * Completes a layout: the image gets the media types and labels from the inputs, the index gets the names of the image and
 * of its run image, other files are removed, and every blob of the image is checked (except the run image's layers in a
 * sparse layout). Blobs that were hashed when they were written are not hashed again.
 *
 * Throws a Failure that names the first flaws.
 */
const completeLayout = async (layout, inputs, output, runImage, runImageLayers, builder) => {
    const { sparse } = inputs;
    const image = await rewriteImage(layout, output.image, inputs);
    const leftOut = new Set(sparse ? runImage.manifest.layers.map(({ digest }) => digest) : []);
    const blobs = (0,image_image/* closureOf */.TQ)(image).filter(({ digest }) => !leftOut.has(digest));
    await (0,layout_blob/* pruneBlobs */.zd)(layout, new Set(blobs.map(({ digest }) => digest)));
    const annotations = imageAnnotations(inputs, runImage, builder);
    await (0,write/* writeIndex */._M)(layout, { ...image.descriptor, annotations });
    const copied = [...runImageLayers.reused, ...runImageLayers.fetched, ...output.reused];
    const verified = new Set([...output.verified, ...copied.map(({ digest }) => digest)]);
    await (0,verify/* checkBlobs */.rN)(inputs.imagePath.name, layout, blobs, verified);
    return { image, blobs, size: (0,image_image/* sizeOf */.$d)(blobs) };
};
/** The annotations of the image in index.json. They are not part of its digest. */
const imageAnnotations = ({ imagePath: { name, tag }, builder: reference }, runImage, { digest, lifecycleVersion }) => ({
    [annotations/* annotationKeys */.ic.refName]: tag,
    [annotations/* annotationKeys */.ic.imageName]: `docker.io/library/${name}:${tag}`,
    ...(0,run_image/* baseAnnotations */.OH)(runImage),
    ...(reference !== undefined && { [annotations/* annotationKeys */.ic.builderName]: (0,image_reference/* formatReference */.FH)(reference) }),
    ...(digest !== undefined && { [annotations/* annotationKeys */.ic.builderDigest]: digest }),
    [annotations/* annotationKeys */.ic.lifecycleVersion]: lifecycleVersion,
    [annotations/* annotationKeys */.ic.platform]: (0,image_platform/* formatPlatform */.Bq)(runImage.platform),
});
/**
 * Rewrites the image that the lifecycle wrote: adds the labels from the inputs and, with OCI media types, replaces Docker's
 * types and removes the tag from the manifest. Layers stay as they are. Without labels, so does the configuration, and
 * with it the image ID.
 */
const rewriteImage = async (layout, image, { mediaTypes, labels }) => {
    if (labels.size === 0 && mediaTypes !== 'oci')
        return image;
    let { mediaType } = image.descriptor;
    let bytes = await (0,read/* readDocument */.u0)(layout, image.descriptor);
    if (labels.size > 0) {
        const config = (0,conversion/* withLabels */.IO)(await (0,read/* readDocument */.u0)(layout, image.manifest.config), labels);
        const measured = { digest: (0,image_digest/* digestOf */.ol)(config), size: config.length };
        await (0,layout_blob/* writeBlob */.Zh)(layout, measured, [config]);
        bytes = (0,conversion/* withConfig */.NV)(bytes, measured);
    }
    if (mediaTypes === 'oci') {
        mediaType = (0,media_type/* ociMediaType */.Ys)(mediaType);
        bytes = (0,conversion/* withOciMediaTypes */.ne)((0,conversion/* withoutTag */.nb)(bytes));
    }
    const descriptor = { mediaType, digest: (0,image_digest/* digestOf */.ol)(bytes), size: bytes.length };
    await (0,layout_blob/* writeBlob */.Zh)(layout, descriptor, [bytes]);
    return (0,read/* readImage */.AM)(layout, descriptor);
};

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
// EXTERNAL MODULE: ./src/json/fields.ts
var fields = __webpack_require__(33905);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: external "node:string_decoder"
var external_node_string_decoder_ = __webpack_require__(46193);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/sandbox/output-lines.ts



// In characters. Longer lines are passed on in pieces. A piece ends between two words if it can: the runner masks only
// complete secrets.
const pieceLength = 64 * 1024;
/**
 * Merges the two streams of a command into one, line by line, so that lines of the two do not mix.
 * Passes on whole lines with their line ends, except lines that are too long to hold in memory: these come in pieces.
 */
const mergeLines = (onText) => {
    const newSource = () => ({ decoder: new external_node_string_decoder_.StringDecoder('utf8'), pending: '' });
    const sources = { stdout: newSource(), stderr: newSource() };
    /** The source of the unfinished line at the end of the output so far. */
    let unfinished;
    const pass = (source, text) => {
        if (unfinished !== undefined && unfinished !== source)
            onText('\n');
        onText(text);
        unfinished = text.endsWith('\n') ? undefined : source;
    };
    const take = (source, text) => {
        const lines = (source.pending + text).split('\n');
        source.pending = lines.pop() ?? '';
        for (const line of lines)
            pass(source, `${line}\n`);
        if (source.pending.length < pieceLength)
            return;
        const end = (0,printable/* lastWordBoundary */.Jn)(source.pending, source.pending.length) + 1 || source.pending.length;
        pass(source, source.pending.slice(0, end));
        source.pending = source.pending.slice(end);
    };
    return {
        push: (stream, chunk) => take(sources[stream], sources[stream].decoder.write(Buffer.from(chunk))),
        /** Passes on the rest of unfinished lines. */
        end: () => {
            for (const source of Object.values(sources)) {
                take(source, source.decoder.end());
                if (source.pending !== '')
                    pass(source, source.pending);
                source.pending = '';
            }
            if (unfinished !== undefined)
                onText('\n');
            unfinished = undefined;
        },
    };
};
const lineCount = 20;
const lineLength = 500;
/** The last lines of an output, to show in an error: without control sequences, and long lines shortened. */
const lastLines = () => {
    const kept = [];
    let isInsideLine = false;
    return {
        /** Takes a line with its line end, or a piece of a long line. */
        push: (text) => {
            const isContinuation = isInsideLine;
            isInsideLine = !text.endsWith('\n');
            // The first piece of a line is longer than what is shown of it, and another piece may begin inside a secret.
            if (isContinuation)
                return;
            const line = terminalLine(text);
            if (line === '')
                return;
            kept.push((0,printable/* cutAtWord */.QI)(line, lineLength));
            if (kept.length > lineCount)
                kept.shift();
        },
        lines: () => [...kept],
    };
};
/** A line as a terminal shows it: without colors and control characters, and only the last version of overwritten text. */
const terminalLine = (text) => {
    const [line = ''] = (0,external_node_util_.stripVTControlCharacters)((0,printable/* cutAtWord */.QI)(text, 10 * lineLength))
        .trimEnd()
        .split('\r')
        .slice(-1);
    return line.replace(/\t/g, '  ').replace(/\p{Cc}/gu, '');
};

// EXTERNAL MODULE: ./src/sandbox/sandbox.ts
var sandbox_sandbox = __webpack_require__(27304);
// EXTERNAL MODULE: ./src/cnb/sandbox-files.ts
var sandbox_files = __webpack_require__(34128);
// EXTERNAL MODULE: ./src/cnb/sandbox-paths.ts
var sandbox_paths = __webpack_require__(96131);
;// CONCATENATED MODULE: ./src/cnb/reuse/reuse.ts

/**
 * The name of the previous image in a sandbox. No image of Docker Hub has three parts, so no run image has the same
 * path. The lifecycle treats an image that is not there as none.
 */
const previousImageReference = (0,image_reference/* parseReference */.F2)('previous/build/image:latest');
const noPreviousBuild = { cacheMetadata: '', cachedLayers: [], image: undefined };
/** The offer of a build that can reuse nothing. */
const noOffer = {
    hasImage: false,
    cachedLayers: new Set(),
    unusableLayers: new Map(),
    dropped: [],
};

;// CONCATENATED MODULE: ./src/cnb/creator/creator.ts






/** The folder of the layout that the creator writes. */
const creatorLayout = ({ name, tag }) => `${sandbox_paths/* sandboxPaths */.ay.layoutRepo}/index.docker.io/library/${name}/${tag}`;
/**
 * Settings that a builder image may have in its environment and that a build must not inherit: the directories and files
 * through which this action and the lifecycle exchange data, and other targets than the layout. The lifecycle treats an
 * empty value as unset. Settings that locate the builder's own files, such as CNB_BUILDPACKS_DIR, are left alone.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/defaults.go
 */
const fixedSettings = {
    CNB_APP_DIR: sandbox_paths/* sandboxPaths */.ay.app,
    CNB_LAYERS_DIR: sandbox_paths/* sandboxPaths */.ay.layers,
    CNB_PLATFORM_DIR: sandbox_paths/* sandboxPaths */.ay.platform,
    CNB_CACHE_DIR: sandbox_paths/* sandboxPaths */.ay.cache,
    ...Object.fromEntries([
        ...['ANALYZED_PATH', 'GROUP_PATH', 'PLAN_PATH', 'REPORT_PATH', 'PROJECT_METADATA_PATH'],
        ...['GENERATED_DIR', 'EXTENDED_DIR', 'LAUNCH_CACHE_DIR'],
        ...['CACHE_IMAGE', 'PREVIOUS_IMAGE', 'USE_DAEMON'],
    ].map((name) => [`CNB_${name}`, ''])),
};
/**
 * The command that builds an image into a layout. Throws a Failure if the builder's lifecycle does not support the
 * execution environment.
 * https://github.com/buildpacks/spec/blob/main/platform.md#creator
 */
const creatorCommand = ({ platformApi, runImage, image, hasOwnOrder = false, mayReuse = false, defaultProcess, creationTime, executionEnvironment = 'production', debug = false, }) => ({
    command: [
        '/cnb/lifecycle/creator',
        ...['-app', sandbox_paths/* sandboxPaths */.ay.app],
        ...['-cache-dir', sandbox_paths/* sandboxPaths */.ay.cache],
        ...['-run-image', runImage.name],
        ...(runImage.label === undefined ? [] : ['-run', sandbox_paths/* sandboxPaths */.ay.runToml]),
        ...(hasOwnOrder ? ['-order', sandbox_paths/* sandboxPaths */.ay.orderToml] : []),
        ...(mayReuse ? ['-previous-image', (0,image_reference/* formatReference */.FH)(previousImageReference)] : []),
        ...(defaultProcess === undefined ? [] : ['-process-type', defaultProcess]),
        ...(debug ? ['-log-level', 'debug'] : []),
        `${image.name}:${image.tag}`,
    ],
    environment: {
        ...fixedSettings,
        CNB_PLATFORM_API: platformApi,
        CNB_EXPERIMENTAL_MODE: 'warn',
        CNB_USE_LAYOUT: 'true',
        CNB_LAYOUT_DIR: sandbox_paths/* sandboxPaths */.ay.layoutRepo,
        ...executionVariables(platformApi, executionEnvironment),
        ...(creationTime !== undefined && { SOURCE_DATE_EPOCH: String(creationTime) }),
    },
});
/** Execution environments exist since platform API 0.15. The image's labels contain them, also `production`, as with pack. */
const executionVariables = (platformApi, executionEnvironment) => {
    if (platformApi === '0.15')
        return { CNB_EXEC_ENV: executionEnvironment };
    if (executionEnvironment === 'production')
        return {};
    throw new failure/* Failure */.HR(`The builder's lifecycle does not support the execution environment "${executionEnvironment}": it uses platform API ` +
        `${platformApi}, and environments other than "production" require 0.15. Use a newer builder, or remove the input ` +
        '"execution-environment".');
};
const phases = ['ANALYZING', 'DETECTING', 'RESTORING', 'BUILDING', 'EXPORTING'];
/** The phase that a line of the creator announces. */
const phaseOf = (line) => {
    if (!line.includes('===> ') || line.length > 100)
        return undefined;
    const text = (0,external_node_util_.stripVTControlCharacters)(line).trim();
    return phases.find((phase) => text === `===> ${phase}`);
};
// The lifecycle announces phases in cyan. That distinguishes an announcement from a text that quotes one.
const cyan = '\u001b[36';
/**
 * Separates the output of a buildpack from a phase announcement in the same line: the last line of a buildpack's output may
 * lack its line end.
 */
const splitAnnouncement = (line) => {
    const start = line.lastIndexOf(cyan);
    if (start <= 0 || phaseOf(line.slice(start)) === undefined)
        return [line];
    return [`${line.slice(0, start)}\n`, line.slice(start)];
};
// https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/detector.go: all groups log their results if none passes.
const resultLine = /^(pass|skip|fail|err): +(\S+@\S+)(?: (.*))?$/;
const results = { pass: 'passed', skip: 'skipped', fail: 'failed', err: 'error' };
const isKey = (key) => key !== undefined && key in results;
// A buildpack is in several groups. The result that explains more wins.
const ranks = ['passed', 'skipped', 'failed', 'error'];
const buildpackLimit = 200;
const lineLimit = 500;
/**
 * Collects one result for each buildpack, in the order of the detect phase's output. `push` takes a line, or a piece of a long
 * one.
 */
const collectDetectResults = () => {
    const found = new Map();
    return {
        push: (text) => {
            const line = (0,external_node_util_.stripVTControlCharacters)((0,printable/* cutAtWord */.QI)(text, lineLimit)).trim();
            const [, key, buildpack = '', reason = ''] = resultLine.exec(line) ?? [];
            if (!isKey(key))
                return;
            const result = results[key];
            const previous = found.get(buildpack);
            if (previous === undefined && found.size >= buildpackLimit)
                return;
            if (previous !== undefined && ranks.indexOf(previous.result) > ranks.indexOf(result))
                return;
            found.set(buildpack, {
                buildpack,
                result,
                reason: reason || (previous?.result === result ? previous.reason : ''),
            });
        },
        results: () => [...found.values()],
    };
};

// EXTERNAL MODULE: ./src/cnb/creator/exit-code.ts
var exit_code = __webpack_require__(12588);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./src/content/verify.ts
var content_verify = __webpack_require__(62584);
// EXTERNAL MODULE: ./src/files/file-content.ts
var file_content = __webpack_require__(81849);
// EXTERNAL MODULE: ./src/tar/decompression.ts
var decompression = __webpack_require__(95620);
;// CONCATENATED MODULE: ./src/layout/diff-id.ts
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});







/**
 * Passes the blob of a layer through and computes its diff ID, the digest of the decompressed content.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-diffid
 *
 * Decompression runs at the same time as the consumer, one chunk later. `onResult` gets the result as a promise when the blob
 * ends, so that the next blob does not wait for it.
 */
async function* withDiffId(blob, onResult) {
    const meter = new content_verify/* ContentMeter */.xl();
    let decompressor;
    let ended = Promise.resolve();
    let written;
    let isWhole = false;
    try {
        for await (const chunk of blob) {
            if (written === undefined) {
                const compression = compressionOf(chunk);
                written = Promise.resolve();
                if (compression !== 'none') {
                    decompressor = (0,decompression/* createDecompressor */.L)(compression);
                    ended = (0,external_node_stream_promises_.finished)(decompressor).catch((error) => error);
                    decompressor.on('data', (tar) => meter.add(tar));
                }
            }
            await written;
            if (decompressor === undefined)
                meter.add(chunk);
            // An error of the stream also ends each write.
            else
                written = new Promise((resolve) => decompressor?.write(chunk, () => resolve()));
            yield chunk;
        }
        isWhole = true;
    }
    finally {
        if (isWhole)
            decompressor?.end();
        else
            decompressor?.destroy();
    }
    const result = async () => {
        const error = await ended;
        return error === undefined ? meter.measure().digest : (0,failure/* messageOf */.bD)(error);
    };
    onResult(result());
}
/** The compression of a blob with these first bytes. */
const compressionOf = (start) => {
    const magic = Buffer.from(start.subarray(0, 4)).toString('hex');
    return magic.startsWith('1f8b') ? 'gzip' : magic === '28b52ffd' ? 'zstd' : 'none';
};
const refuse = (reason) => new Error(reason);
/**
 * How much the blob of a layer may unpack to, in bytes. That only bounds the time, because nothing is stored, so layers may
 * have larger sparse files than archives of an app.
 */
const layerLimit = (size) => Math.min(64 * 1024 ** 3, Math.max(1024 ** 3, size * 100));
/**
 * The diff ID of a layer whose blob is in a layout. The blob is untrusted: how much it may unpack to is limited. Throws the
 * signal's reason after an abort.
 */
const diffIdOf = async (layout, digest, signal) => {
    const meter = new content_verify/* ContentMeter */.xl();
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const file = __addDisposableResource(env_1, await (0,promises_.open)((0,layout_blob/* blobPath */.nD)(layout, digest), file_content/* safeReadFlags */.F9), true);
            const { size } = await file.stat();
            const start = Buffer.alloc(4);
            await file.read(start, { position: 0 });
            const blob = file.createReadStream({ highWaterMark: layout_blob/* chunkSize */.ZL, start: 0 });
            const tar = (0,decompression/* decompress */.m)(blob, compressionOf(start), size, refuse, layerLimit(size));
            for await (const chunk of tar) {
                signal?.throwIfAborted();
                meter.add(chunk);
            }
            return meter.measure().digest;
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = __disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    catch (error) {
        signal?.throwIfAborted();
        return (0,failure/* messageOf */.bD)(error);
    }
};

// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./src/tar/read.ts
var tar_read = __webpack_require__(41067);
;// CONCATENATED MODULE: ./src/cnb/creator/output.ts












const refused = (reason) => new failure/* Failure */.HR(`The layout that the build wrote is refused: ${reason}. Nothing of it is used. ` +
    'The lifecycle does not write such a layout, so look for a buildpack or an app that changes it during the build.');
// Names come with the layout's own folder. An image has at most 127 layers in practice; the limit leaves room.
const rules = { strip: 1, entryLimit: 4_096, refusal: refused };
// For all files together, as for artifacts. Far more than any image.
const gigabytes = 128;
const byteLimit = gigabytes * 1000 ** 3;
const warningLimit = 5;
/**
 * Receives the layout that a build wrote, as a tar stream, into a staging layout, and checks it against the run image.
 *
 * The stream is untrusted. Throws a Failure if an entry could be written elsewhere (an absolute name, `..`, a link, a
 * device), if a blob differs from its digest, if there is not exactly one image, or if the image is not based on the run
 * image, lacks a layer that is not reusable, or has a layer with a wrong diff ID. Other files are ignored with a warning.
 */
const receiveOutput = async (tar, { staging, runImage, reusable = new Set() }, warn) => {
    await (0,write/* createLayout */.Vz)(staging);
    const base = new Set(runImage.manifest.layers.map(({ digest }) => digest));
    const diffIds = await unpack(tar, staging, base, warn);
    const received = new Set(diffIds.keys());
    const image = await (0,read/* readLayout */.T4)(staging).catch((cause) => {
        throw new failure/* Failure */.HR(`The build wrote no usable image: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
    });
    checkBase(image, runImage);
    const own = [image.descriptor, image.manifest.config, ...image.manifest.layers].filter(({ digest }) => !base.has(digest));
    const layers = new Set(image.manifest.layers.map(({ digest }) => digest));
    const isReused = ({ digest }) => layers.has(digest) && reusable.has(digest) && !received.has(digest);
    const reused = (0,image_image/* uniqueBlobs */.ge)(own.filter(isReused));
    const written = own.filter((blob) => !isReused(blob));
    await checkWrittenBlobs(staging, written, image, received);
    await checkDiffIds(image, diffIds);
    const keep = new Set(written.map(({ digest }) => digest));
    // Other tasks may be adding layers of the run image and of the previous image to the same folder.
    const stray = await (0,layout_blob/* pruneBlobs */.zd)(staging, new Set([...keep, ...base, ...reusable]));
    if (stray.length > 0) {
        warn(`Ignored ${stray.length} blobs of the build's layout that are not part of the image, for example ${stray[0]}.`);
    }
    const manifestBytes = await (0,read/* readDocument */.u0)(staging, image.descriptor);
    const configBytes = await (0,read/* readDocument */.u0)(staging, image.manifest.config);
    return { image, manifestBytes, configBytes, verified: keep, reused };
};
/** Unpacks index, marker and blobs, except the run image's. Returns the diff IDs of the blobs. */
const unpack = async (tar, staging, base, warn) => {
    const blobs = new Map();
    const foreign = [];
    let bytes = 0;
    for await (const entry of (0,tar_read/* checkedEntries */.Yy)(tar, rules)) {
        const { name, type, size, content } = entry;
        const blob = (0,layout_blob/* blobAtPath */.Ib)(name);
        if (type === 'directory' || (blob !== undefined && base.has(blob)))
            continue;
        if (blob !== undefined) {
            bytes += size;
            if (bytes > byteLimit)
                throw refused(`its files have more than ${gigabytes} GB`);
            await checkSpace(staging, blob, size);
            const measured = withDiffId(content, (diffId) => blobs.set(blob, diffId));
            await (0,layout_blob/* writeBlob */.Zh)(staging, { digest: blob, size }, measured);
        }
        else if (name === write/* layoutIndex */.vh || name === write/* layoutMarker */.fB) {
            const bytes = await (0,sandbox_files/* smallContent */.fz)(entry, refused);
            await (0,layout_blob/* writeAtomically */.vK)((0,external_node_path_.join)(staging, name), (partial) => (0,promises_.writeFile)(partial, bytes, { mode: 0o644 }));
        }
        else {
            foreign.push(name);
        }
    }
    for (const name of foreign.slice(0, warningLimit)) {
        warn(`Ignored "${name}" in the build's layout.`);
    }
    if (foreign.length > warningLimit) {
        warn(`Ignored ${foreign.length - warningLimit} more files in the build's layout.`);
    }
    return blobs;
};
/**
 * Throws a Failure if a blob is larger than the free space. A build can announce a sparse file of any size: it must not
 * fill the runner's disk before its digest turns out to be wrong.
 */
const checkSpace = async (staging, blob, size) => {
    const { bavail, bsize } = await (0,promises_.statfs)(staging);
    const free = bavail * bsize;
    if (size <= free)
        return;
    throw new failure/* Failure */.HR(`Could not write ${(0,layout_blob/* blobPath */.nD)(staging, blob)}: no space is left there. Free some, or choose another folder: ` +
        `the blob has ${(0,quantity/* formatBytes */.z3)(size)}, and ${(0,quantity/* formatBytes */.z3)(free)} are free.`);
};
/** Throws a Failure if an image does not begin with the layers of its run image. */
const checkBase = (image, runImage) => {
    const broken = runImage.manifest.layers.findIndex(({ digest }, position) => image.manifest.layers[position]?.digest !== digest ||
        image.config.rootfs.diff_ids[position] !== runImage.config.rootfs.diff_ids[position]);
    if (broken !== -1) {
        throw refused(`the image is not built on the run image ${runImage.descriptor.digest}: its layer ${broken + 1} is missing`);
    }
};
/** Throws a Failure if one of the image's own blobs is missing from the staging layout, or has another size. */
const checkWrittenBlobs = async (staging, own, { manifest }, verified) => {
    const [flaw] = await (0,verify/* findFlaws */.pG)(staging, own, verified);
    if (flaw === undefined)
        return;
    const { digest } = flaw.descriptor;
    const layer = manifest.layers.findIndex((descriptor) => descriptor.digest === digest);
    throw new failure/* Failure */.HR(`The image that the build wrote is incomplete: its layer ${layer + 1} of ${manifest.layers.length}, ${digest}, ` +
        `${flaw.reason === 'missing' ? 'is missing' : `differs from its manifest (${flaw.reason})`}. Run the step again.`);
};
/** Throws a Failure if the diff ID of a received layer differs from the configuration. */
const checkDiffIds = async ({ manifest, config }, diffIds) => {
    for (const [position, { digest }] of manifest.layers.entries()) {
        const expected = config.rootfs.diff_ids[position];
        const found = await diffIds.get(digest);
        if (found === undefined || found === expected)
            continue;
        throw new failure/* Failure */.HR(`The image that the build wrote cannot be unpacked: its layer ${position + 1} of ${manifest.layers.length}, ` +
            `${digest}, has the diff ID ${expected} in the configuration, but its content has ${found}. ` +
            'The lifecycle in the builder wrote a wrong layer. Nothing of the image is used. ' +
            'Run the step again; if it fails again, use another version of the builder.');
    }
};

;// CONCATENATED MODULE: ./src/cnb/creator/build.ts














/**
 * Runs the creator in a sandbox that has its inputs, and receives the image.
 *
 * Throws a Failure that names the phase and the reason, with the last lines of the build; or that says what is wrong with
 * the layout; and the reason of the sandbox's signal after an abort.
 */
const buildImage = async (sandbox, { image, runImage, staging, reusable, sbom, ...facts }, log) => {
    await runCreator(sandbox, facts, log);
    const output = await sandbox.get(creatorLayout(image), (tar) => receiveOutput(tar, { staging, runImage, reusable }, (message) => log.warning(message)));
    if (sbom !== undefined)
        await getSbom(sandbox, sbom);
    return output;
};
const sbomParts = ['build', 'cache'];
/** The SBOMs of launch layers are in the image. Buildpacks need not write SBOMs. */
const getSbom = async (sandbox, folder) => {
    // A repeated build must not have SBOMs of the first one.
    for (const part of sbomParts)
        await (0,promises_.rm)((0,external_node_path_.join)(folder, part), { recursive: true, force: true });
    try {
        await sandbox.get(`${sandbox_paths/* sandboxPaths */.ay.layers}/sbom`, (tar) => (0,sbom_folder/* receiveSbom */.FR)(tar, folder, sbomParts, 'sbom'));
    }
    catch (error) {
        if (!(error instanceof sandbox_sandbox/* NotInSandbox */.s))
            throw error;
    }
};
const runCreator = async (sandbox, facts, log) => {
    const tail = lastLines();
    const detection = collectDetectResults();
    let phase;
    const take = (text) => {
        const announced = phaseOf(text);
        if (announced === undefined) {
            tail.push(text);
            if (phase === 'DETECTING')
                detection.push(text);
            log.write(text);
            return;
        }
        phase = announced;
        log.phase(announced);
    };
    const merger = mergeLines((text) => splitAnnouncement(text).forEach(take));
    const exit = await sandbox.run(merger.push);
    merger.end();
    if (exit.code === 0)
        return;
    const lines = tail.lines();
    const processTypes = (0,exit_code/* lacksProcess */.i5)(exit.code, lines) ? await readProcessTypes(sandbox) : [];
    throw (0,exit_code/* creatorFailure */.fm)(exit, phase, lines, { ...facts, processTypes, detectResults: detection.results() });
};
// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#metadatatoml-toml
const MetadataSchema = dist/* looseObject */._H3({ processes: (0,fields/* list */.p_)(dist/* looseObject */._H3({ type: dist/* string */.YjP() })) });
const build_refused = (reason) => new failure/* Failure */.HR(`Refused the build's process types: ${reason}.`);
/**
 * The process types that the buildpacks created, which the lifecycle's build phase writes for its export phase. Empty if
 * they cannot be read. A buildpack may have written the file, so its content is untrusted.
 */
const readProcessTypes = async (sandbox) => {
    try {
        const path = `${sandbox_paths/* sandboxPaths */.ay.layers}/config/metadata.toml`;
        const bytes = await (0,sandbox_files/* receiveFile */.At)(sandbox, path, build_refused, (file) => (0,sandbox_files/* smallContent */.fz)(file, build_refused));
        return (0,json_document/* readToml */.D7)(MetadataSchema, bytes, path).processes.map(({ type }) => type);
    }
    catch (error) {
        if (error instanceof failure/* Failure */.HR)
            return [];
        throw error;
    }
};

// EXTERNAL MODULE: ./src/tar/write.ts
var tar_write = __webpack_require__(97052);
// EXTERNAL MODULE: ./src/cnb/buildpacks/find-buildpacks.ts + 3 modules
var find_buildpacks = __webpack_require__(63274);
// EXTERNAL MODULE: ./src/cnb/project/descriptor.ts + 1 modules
var descriptor = __webpack_require__(37887);
;// CONCATENATED MODULE: ./src/tar/header-reader.ts

const blockSize = 512;
// In bytes. Go's writer has the same limit: https://github.com/golang/go/blob/go1.24.0/src/archive/tar/format.go#L149
const recordsLimit = 1024 * 1024;
/**
 * Reads tars in the form that Go's writer creates, and refuses any other form: Go unpacks such a tar later, and both readers
 * must understand each header in the same way. Only USTAR headers with octal fields are accepted, and before them extended
 * headers with a path, a link's target, a size or an owner.
 * https://github.com/golang/go/blob/go1.24.0/src/archive/tar/writer.go
 */
const headerReader = (onHeader) => {
    const block = Buffer.alloc(blockSize);
    let filled = 0;
    /** Bytes of content and padding to skip. */
    let skipped = 0;
    /** The extended records in progress. */
    let records;
    let extended = {};
    let zeroBlocks = 0;
    let refusal;
    const takeHeader = () => {
        if (isZero(block, 0, blockSize)) {
            zeroBlocks += 1;
            return Object.keys(extended).length > 0 ? 'an extended header has no entry' : undefined;
        }
        if (zeroBlocks > 0)
            return 'it has data after its end';
        const header = parseHeader(block);
        if (typeof header === 'string')
            return header;
        if (header.flag === 'x') {
            if (Object.keys(extended).length > 0)
                return 'it has two extended headers in a row';
            if (header.size === 0 || header.size > recordsLimit)
                return `an extended header has ${header.size} bytes`;
            records = { bytes: Buffer.alloc(padded(header.size)), filled: 0, size: header.size };
            return undefined;
        }
        const type = types[header.flag];
        const name = extended.path ?? header.name;
        if (type === undefined)
            return `"${printableName(name)}" is not a file, a directory or a symbolic link`;
        const size = extended.size ?? header.size;
        if (type !== 'file' && size !== 0)
            return `"${printableName(name)}" is not a file but has content`;
        extended = {};
        skipped = padded(size);
        return onHeader({ type, name });
    };
    const take = (chunk) => {
        for (let at = 0; at < chunk.length;) {
            const rest = chunk.length - at;
            if (skipped > 0) {
                const some = Math.min(skipped, rest);
                skipped -= some;
                at += some;
            }
            else if (records !== undefined) {
                const some = Math.min(records.bytes.length - records.filled, rest);
                chunk.copy(records.bytes, records.filled, at, at + some);
                records.filled += some;
                at += some;
                if (records.filled < records.bytes.length)
                    continue;
                const parsed = parseRecords(records.bytes.toString('latin1', 0, records.size));
                if (typeof parsed === 'string')
                    return parsed;
                extended = parsed;
                records = undefined;
            }
            else {
                const some = Math.min(blockSize - filled, rest);
                chunk.copy(block, filled, at, at + some);
                filled += some;
                at += some;
                if (filled < blockSize)
                    continue;
                filled = 0;
                const wrong = takeHeader();
                if (wrong !== undefined)
                    return wrong;
            }
        }
        return undefined;
    };
    return {
        push: (chunk) => {
            refusal ??= take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
            return refusal;
        },
        end: () => {
            refusal ??= zeroBlocks < 2 || filled > 0 ? 'it is incomplete' : undefined;
            return refusal;
        },
    };
};
const types = { 0: 'file', 5: 'directory', 2: 'symlink' };
const padded = (size) => Math.ceil(size / blockSize) * blockSize;
/** A name with one character per byte, for messages. */
const printableName = (name) => (0,printable/* printable */.g$)(Buffer.from(name, 'latin1').toString('utf8'));
const magic = Buffer.from('ustar\u000000', 'latin1');
const magicAt = 257;
// Other formats, such as star's, use the bytes after the prefix.
const prefixEnd = 500;
/** Mode, user, group and modification time. */
const otherNumbers = [
    [100, 108],
    [108, 116],
    [116, 124],
    [136, 148],
];
/** The major and minor device numbers. */
const deviceFields = [
    [329, 337],
    [337, 345],
];
const deviceNumbers = [329, 345];
// Layers have many thousands of headers, so this creates no other objects or strings than it returns.
const parseHeader = (block) => {
    const isUstar = block.compare(magic, 0, magic.length, magicAt, magicAt + magic.length) === 0;
    if (!isUstar || !isZero(block, prefixEnd, blockSize))
        return 'a header is not in the USTAR format';
    if (octal(block, 148, 155) !== checksum(block))
        return 'a header has a wrong checksum';
    const flag = block.toString('latin1', 156, 157);
    const size = octal(block, 124, 136);
    const isOctal = ([start, end]) => octal(block, start, end) !== undefined;
    // Go leaves the device numbers empty in extended headers only.
    const hasDevice = flag === 'x' ? isZero(block, ...deviceNumbers) : deviceFields.every(isOctal);
    if (size === undefined || !otherNumbers.every(isOctal) || !hasDevice) {
        return 'a header has a number that is not octal';
    }
    const prefix = header_reader_text(block, 345, prefixEnd);
    const name = header_reader_text(block, 0, 100);
    return {
        flag,
        name: prefix === '' ? name : `${prefix}/${name}`,
        size,
    };
};
const isZero = (block, start, end) => {
    for (let at = start; at < end; at += 1)
        if (block[at] !== 0)
            return false;
    return true;
};
const header_reader_text = (block, start, end) => {
    const stop = block.indexOf(0, start);
    return block.toString('latin1', start, stop === -1 ? end : Math.min(stop, end));
};
/** The octal number of a field that ends with a zero byte; undefined for anything else. */
const octal = (block, start, end) => {
    let value = 0;
    for (let at = start; at < end; at += 1) {
        const digit = (block[at] ?? 0) - 48;
        if (digit === -48 && at > start)
            return value;
        if (digit < 0 || digit > 7)
            return undefined;
        value = value * 8 + digit;
    }
    return undefined;
};
/** The sum of a header's bytes, with spaces in the checksum field. */
const checksum = (block) => {
    let sum = 8 * 32;
    for (let at = 0; at < blockSize; at += 1)
        if (at < 148 || at >= 156)
            sum += block[at] ?? 0;
    return sum;
};
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
const parseRecords = (bytes) => {
    let records = { other: true };
    const keys = new Set();
    for (let at = 0; at < bytes.length;) {
        const [head = '', digits = '', key = ''] = /^([1-9]\d{0,6}) ([a-z]+)=/.exec(bytes.slice(at, at + 32)) ?? [];
        const record = bytes.slice(at, at + Number(digits));
        const value = record.slice(head.length, -1);
        if (head === '' || record.length !== Number(digits) || !record.endsWith('\n') || value.includes('\0')) {
            return 'an extended header is malformed';
        }
        if (keys.has(key) || !isKnown(key, value))
            return `an extended header has "${printableName(record)}"`;
        keys.add(key);
        if (key === 'path')
            records = { ...records, path: value };
        if (key === 'size')
            records = { ...records, size: Number(value) };
        at += record.length;
    }
    return records;
};
const isKnown = (key, value) => {
    if (key === 'path' || key === 'linkpath')
        return value !== '';
    return ['size', 'uid', 'gid'].includes(key) && /^\d{1,15}$/.test(value);
};

;// CONCATENATED MODULE: ./src/cnb/reuse/cached-layers.ts





/** The name of the lifecycle's cache metadata, as a file or as a label of a cache image. */
const cacheMetadataName = 'io.buildpacks.lifecycle.cache.metadata';
const flag = dist/* optional */.lqM(dist/* boolean */.zMY());
/** A layer that may be missing, for example of SBOMs. */
const PartSchema = dist/* nullish */.cl6(dist/* object */.Ikc({ sha: dist/* nullish */.cl6(dist/* union */.KCZ([dist/* literal */.euz(''), image_digest/* DigestSchema */.eH])) }));
/** A buildpack's layer in the metadata of a cache or of an image. */
const LayerSchema = dist/* object */.Ikc({
    sha: image_digest/* DigestSchema */.eH,
    /** The buildpack's own metadata. */
    data: dist/* optional */.lqM(dist/* unknown */.L5J()),
    build: flag,
    launch: flag,
    cache: flag,
});
// https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/cache.go and buildpack/files.go#L279
// Unknown keys are dropped: Go accepts keys in any case, so the lifecycle would read keys that this project did not check.
const CacheMetadataSchema = dist/* object */.Ikc({
    sbom: PartSchema,
    buildpacks: dist/* nullish */.cl6(dist/* array */.YOg(dist/* object */.Ikc({
        key: dist/* string */.YjP(),
        version: dist/* optional */.lqM(dist/* string */.YjP(), ''),
        layers: dist/* nullish */.cl6(dist/* record */.g1P(dist/* string */.YjP(), LayerSchema)),
    }))),
});
/** Throws a Failure if the text is not cache metadata. */
const parseCacheMetadata = (text) => (0,json_document/* parseDocument */.Tp)(CacheMetadataSchema, text, 'metadata of the lifecycle’s cache');
/**
 * The layers by diff ID, and the folder that the lifecycle unpacks each into; undefined if that is not exactly one folder, or
 * if another layer is unpacked into it too: a link of one layer would redirect files of the other.
 */
const cachedFolders = ({ sbom, buildpacks, }) => {
    const layers = [
        ...(sbom?.sha ? [{ diffId: sbom.sha, folder: sbomFolders.cache }] : []),
        ...(buildpacks ?? []).flatMap(({ key, layers }) => Object.entries(layers ?? {}).map(([name, { sha }]) => ({
            diffId: sha,
            folder: layerFolder(key, name),
        }))),
    ];
    const inFolder = Map.groupBy(layers, ({ folder }) => folder);
    const withDiffId = Map.groupBy(layers, ({ diffId }) => diffId);
    return new Map(layers.map(({ diffId, folder }) => {
        const isAlone = inFolder.get(folder)?.length === 1 && withDiffId.get(diffId)?.length === 1;
        return [diffId, isAlone ? folder : undefined];
    }));
};
/** The folders of the SBOMs of cached layers and of launch layers. */
const sbomFolders = {
    cache: `${sandbox_paths/* sandboxPaths */.ay.layers}/sbom/cache`,
    launch: `${sandbox_paths/* sandboxPaths */.ay.layers}/sbom/launch`,
};
/** Whether a layer's name is a valid name of a folder. The lifecycle makes a path of it. */
const isLayerName = (name) => /^(?!\.{1,2}$)[^/\0]+$/.test(name);
// https://github.com/buildpacks/lifecycle/blob/v0.21.0/launch/launch.go#L96
const layerFolder = (buildpack, name) => {
    const escaped = buildpack.replaceAll('/', '_');
    return isLayerName(escaped) && isLayerName(name) ? `${sandbox_paths/* sandboxPaths */.ay.layers}/${escaped}/${name}` : undefined;
};
/** The metadata without the layers that are not in `diffIds`. */
const withOnly = ({ sbom, buildpacks }, diffIds) => ({
    sbom: onlyPart(sbom, diffIds),
    buildpacks: onlyLayers(buildpacks, diffIds),
});
/** A layer that may be missing; without a digest if that is not in `diffIds`. */
const onlyPart = (part, diffIds) => ({ sha: part?.sha && diffIds.has(part.sha) ? part.sha : '' });
/** Buildpacks without the layers that are not in `diffIds`. */
const onlyLayers = (buildpacks, diffIds) => (buildpacks ?? []).map((buildpack) => ({
    ...buildpack,
    layers: Object.fromEntries(Object.entries(buildpack.layers ?? {}).filter(([, { sha }]) => diffIds.has(sha))),
}));
/** Why a cached layer cannot be checked. */
const notOneFolder = 'it is not the only layer of one folder';
/**
 * Checks a layer's tar while it is streamed: it must look as if the lifecycle had written it from `folder`, an absolute path.
 * Its entries are the parent folders, then the folder and everything below it, in the order of names.
 *
 * The lifecycle unpacks the tar at the root and follows links. A tar with other names, or with files below a link, would
 * write into the app or into other layers. So each parent must be a folder of the same tar, and each name must occur once.
 * The targets of links are not checked: real layers have links to other layers and into the run image.
 */
const layerTarCheck = (folder) => {
    const own = Buffer.from(folder).toString('latin1');
    /** The current folder and its parents; `last` is the last name in each. */
    const open = [{ path: '', last: '' }];
    const check = ({ type, name }) => {
        const isAround = name.length <= own.length && `${own}/`.startsWith(`${name}/`);
        if (!isAround && !name.startsWith(`${own}/`))
            return `"${printableName(name)}" lies outside of ${folder}`;
        if (isAround && type !== 'directory')
            return `"${printableName(name)}" is not a folder`;
        const slash = name.lastIndexOf('/');
        const last = name.slice(slash + 1);
        if (slash === -1 || ['', '.', '..'].includes(last))
            return `"${printableName(name)}" is not a path`;
        while (open.length > 1 && open.at(-1)?.path !== name.slice(0, slash))
            open.pop();
        const parent = open.at(-1);
        if (parent === undefined || parent.path !== name.slice(0, slash))
            return `"${printableName(name)}" is not in a folder of the layer`;
        if (last <= parent.last)
            return `"${printableName(name)}" comes after "${printableName(parent.last)}"`;
        parent.last = last;
        if (type === 'directory')
            open.push({ path: name, last: '' });
        return undefined;
    };
    return headerReader(check);
};

;// CONCATENATED MODULE: ./src/cnb/reuse/cache-output.ts





/** Where the lifecycle's cache is. https://github.com/buildpacks/lifecycle/blob/v0.21.0/cache/volume_cache.go */
const committedCache = `${sandbox_paths/* sandboxPaths */.ay.cache}/committed`;
/** The tar of a cached layer in a sandbox. */
const committedLayer = (diffId) => `${committedCache}/${diffId}.tar`;
/**
 * Reads what the lifecycle wrote about its cache. It is untrusted: a buildpack may have written it. Throws a Failure if
 * there is no cache, or if it is unusable.
 */
const readCache = async (sandbox) => {
    const path = `${committedCache}/${cacheMetadataName}`;
    const bytes = await (0,sandbox_files/* receiveFile */.At)(sandbox, path, cache_output_refused, (file) => (0,sandbox_files/* smallContent */.fz)(file, cache_output_refused));
    const text = bytes.toString('utf8');
    const metadata = parseCacheMetadata(text);
    const folders = cachedFolders(metadata);
    return {
        folders,
        metadata: (diffIds) => [...folders.keys()].every((diffId) => diffIds.has(diffId))
            ? text
            : JSON.stringify(withOnly(metadata, diffIds)),
    };
};
/** The size of a cached layer's tar in bytes, without reading its content. Throws a Failure if there is no such layer. */
const cachedLayerSize = (sandbox, diffId) => sandbox.get(committedLayer(diffId), async (tar) => {
    const rules = { strip: 0, entryLimit: 1, refusal: cache_output_refused };
    for await (const { name, type, size } of (0,tar_read/* checkedEntries */.Yy)(tar, rules)) {
        if (type === 'file' && name === `${diffId}.tar`)
            return size;
    }
    throw cache_output_refused(`it has no ${diffId}.tar`);
});
/**
 * Receives a cached layer: the size of its tar in bytes, and the tar, whose content is untrusted. `take` is called again,
 * from the start, if the stream is interrupted. Returns why the lifecycle cannot or must not unpack the layer later;
 * undefined if it can. Throws a Failure if there is no such layer.
 */
const receiveCachedLayer = (sandbox, diffId, folder, take) => (0,sandbox_files/* receiveFile */.At)(sandbox, committedLayer(diffId), cache_output_refused, async ({ size, content }) => {
    if (folder === undefined)
        return notOneFolder;
    const check = layerTarCheck(folder);
    await take(size, checkedContent(content, check));
    return check.end();
});
async function* checkedContent(content, check) {
    for await (const chunk of content) {
        check.push(chunk);
        yield chunk;
    }
}
const cache_output_refused = (reason) => new failure/* Failure */.HR(`The cache of the build is refused: ${reason}. It is not saved.`);

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
// EXTERNAL MODULE: ./src/image/descriptor.ts
var image_descriptor = __webpack_require__(65328);
// EXTERNAL MODULE: ./src/cnb/labels.ts
var labels = __webpack_require__(45758);
;// CONCATENATED MODULE: ./src/cnb/reuse/previous-image.ts













// https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/files/analyzed.go#L67
const LayersMetadataSchema = dist/* object */.Ikc({
    app: dist/* nullish */.cl6(dist/* array */.YOg(dist/* object */.Ikc({ sha: image_digest/* DigestSchema */.eH }))),
    sbom: PartSchema,
    buildpacks: dist/* nullish */.cl6(dist/* array */.YOg(dist/* object */.Ikc({
        key: dist/* string */.YjP(),
        version: dist/* optional */.lqM(dist/* string */.YjP(), ''),
        layers: dist/* nullish */.cl6(dist/* record */.g1P(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* check */.z6Y(isLayerName, 'is not a valid layer name')), LayerSchema)),
        store: dist/* optional */.lqM(dist/* unknown */.L5J()),
    }))),
    config: PartSchema,
    launcher: PartSchema,
    'process-types': PartSchema,
});
// Go rejects a configuration with an invalid time: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
// https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties
const HistorySchema = dist/* nullish */.cl6(dist/* array */.YOg(dist/* object */.Ikc({
    created: dist/* nullish */.cl6(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(timePattern, 'is not a time'))),
    created_by: dist/* nullish */.cl6(dist/* string */.YjP()),
    author: dist/* nullish */.cl6(dist/* string */.YjP()),
    comment: dist/* nullish */.cl6(dist/* string */.YjP()),
    empty_layer: dist/* nullish */.cl6(dist/* boolean */.zMY()),
})));
/**
 * The media type of the lifecycle's own layers. A reused layer keeps its type of the previous image, which may have been
 * converted since.
 */
const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
/** Whether a layer is compressed like the lifecycle's own. The image may have been converted. */
const isGzip = ({ mediaType }) => (0,media_type/* ociMediaType */.Ys)(mediaType) === (0,media_type/* ociMediaType */.Ys)(layerType);
/**
 * Prepares a previous image for the sandbox: its layers, and the part of its label about available layers. The lifecycle needs
 * nothing else. Unknown keys are dropped: Go accepts keys in any case, so the lifecycle would read keys that this project did
 * not check.
 *
 * Throws a Failure if the image is unusable: the label is invalid or names a layer that the image does not have, or the SBOM
 * layer is missing or has other content, which would make the new image's SBOM incomplete without notice.
 */
const preparePreviousImage = async (previous) => {
    const { descriptor, config, manifest, missing } = previous;
    if (!(0,media_type/* isManifest */.Yh)(descriptor.mediaType)) {
        throw new failure/* Failure */.HR(`it is a "${(0,printable/* printable */.g$)(descriptor.mediaType)}", not an image`);
    }
    const metadata = (0,json_document/* parseDocument */.Tp)(LayersMetadataSchema, config.config?.Labels?.[labels/* lifecycleMetadataLabel */.We] ?? '', `label ${labels/* lifecycleMetadataLabel */.We}`);
    const blobs = new Map();
    for (const [position, diffId] of config.rootfs.diff_ids.entries()) {
        const blob = manifest.layers[position]?.digest;
        // The lifecycle uses the first of several equal diff IDs.
        if (blob !== undefined && !blobs.has(diffId))
            blobs.set(diffId, blob);
    }
    const named = shasOf(metadata).find((sha) => !blobs.has(sha));
    if (named !== undefined)
        throw new failure/* Failure */.HR(`its label names the layer ${named}, which it does not have`);
    const sbom = await checkedSbom(metadata.sbom?.sha || undefined, previous, blobs);
    const unusable = new Set(manifest.layers.filter((layer) => !isGzip(layer)).map(({ digest }) => digest)).union(missing);
    const usable = new Set([...blobs].filter(([, blob]) => !unusable.has(blob)).map(([diffId]) => diffId));
    return { image: minimalImage(previous, previous_image_withOnly(metadata, usable)), sbom };
};
const shasOf = ({ app, buildpacks, ...others }) => {
    const layers = (buildpacks ?? []).flatMap((buildpack) => Object.values(buildpack.layers ?? {}));
    return [...(app ?? []), ...layers, ...Object.values(others)].flatMap((part) => part?.sha || []);
};
// In bytes, uncompressed: the lifecycle unpacks it in the container, so a small blob must not fill the disk.
const sbomLimit = 512 * 1024 * 1024;
const checkedSbom = async (diffId, { sbom: bytes }, blobs) => {
    const digest = diffId === undefined ? undefined : blobs.get(diffId);
    if (digest === undefined)
        return undefined;
    const what = `its SBOM layer, ${digest},`;
    if (bytes === undefined)
        throw new failure/* Failure */.HR(`${what} is missing`);
    if ((0,image_digest/* digestOf */.ol)(bytes) !== digest)
        throw new failure/* Failure */.HR(`${what} is corrupt`);
    const meter = new content_verify/* ContentMeter */.xl();
    const check = layerTarCheck(sbomFolders.launch);
    let size = 0;
    let refusal;
    try {
        for await (const chunk of external_node_stream_.Readable.from([bytes]).pipe((0,external_node_zlib_.createGunzip)({ chunkSize: 256 * 1024 }))) {
            meter.add(chunk);
            size += chunk.length;
            refusal = size > sbomLimit ? `it has more than ${sbomLimit} bytes` : check.push(chunk);
            if (refusal !== undefined)
                break;
        }
    }
    catch (cause) {
        throw new failure/* Failure */.HR(`${what} is not compressed with gzip`, { cause });
    }
    refusal ??= check.end();
    if (refusal !== undefined)
        throw new failure/* Failure */.HR(`${what} is refused: ${refusal}`);
    if (meter.measure().digest !== diffId)
        throw new failure/* Failure */.HR(`${what} is not what its label says`);
    return { digest, bytes };
};
const previous_image_withOnly = (metadata, usable) => ({
    app: (metadata.app ?? []).filter(({ sha }) => usable.has(sha)),
    ...(metadata.sbom?.sha && { sbom: { sha: metadata.sbom.sha } }),
    buildpacks: onlyLayers(metadata.buildpacks, usable),
    config: onlyPart(metadata.config, usable),
    launcher: onlyPart(metadata.launcher, usable),
    'process-types': onlyPart(metadata['process-types'], usable),
});
const minimalImage = ({ descriptor, manifest, config }, metadata) => {
    const { architecture, os, variant, rootfs } = config;
    const history = (0,json_document/* checkDocument */.sw)(HistorySchema, config['history'] ?? null, 'history of the image');
    const configBytes = Buffer.from(JSON.stringify({
        ...{ architecture, os, variant, history },
        rootfs: { type: rootfs.type, diff_ids: rootfs.diff_ids },
        config: { Labels: { [labels/* lifecycleMetadataLabel */.We]: JSON.stringify(metadata) } },
    }));
    const content = {
        schemaVersion: 2,
        mediaType: descriptor.mediaType,
        config: (0,image_descriptor/* descriptorOf */.nb)(manifest.config.mediaType, configBytes),
        layers: manifest.layers.map(({ digest, size }) => ({ mediaType: layerType, digest, size })),
    };
    const manifestBytes = Buffer.from(JSON.stringify(content));
    return {
        reference: previousImageReference,
        descriptor: (0,image_descriptor/* descriptorOf */.nb)(descriptor.mediaType, manifestBytes),
        manifest: content,
        config,
        manifestBytes,
        configBytes,
    };
};

;// CONCATENATED MODULE: ./src/cnb/reuse/reuse-entries.ts










/**
 * The entries for what a build can reuse; the generator returns what the lifecycle gets. Parts that are wrong are dropped.
 *
 * A cached layer is verified while it is streamed, so the metadata that names the good layers comes last: lifecycles
 * before 0.18 trust every layer that is named. Without the image no cache goes in: a build with nothing but the cache
 * takes longer than one without.
 */
async function* reuseEntries({ image, cacheMetadata, cachedLayers, }) {
    const dropped = [];
    const attempt = async (what, work) => {
        try {
            return await work();
        }
        catch (error) {
            if (!(error instanceof failure/* Failure */.HR))
                throw error;
            dropped.push({ what, reason: error.message });
            return undefined;
        }
    };
    const prepared = image && (await attempt('the previous image', () => preparePreviousImage(image)));
    if (prepared === undefined)
        return { ...noOffer, dropped };
    const metadata = cacheMetadata === ''
        ? undefined
        : await attempt('the cache of the previous build', () => parseCacheMetadata(cacheMetadata));
    if (metadata === undefined) {
        yield* imageEntries(prepared);
        return { ...noOffer, hasImage: true, dropped };
    }
    const cache = yield* cacheEntries(cachedLayers, metadata);
    yield* imageEntries(prepared);
    yield (0,tar_write/* file */.NJ)(`${committedCache}/${cacheMetadataName}`, JSON.stringify(withOnly(metadata, cache.diffIds)));
    return {
        hasImage: true,
        cachedLayers: cache.diffIds,
        unusableLayers: cache.unusable,
        dropped: [...dropped, ...cache.dropped],
    };
}
async function* cacheEntries(layers, metadata) {
    yield (0,tar_write/* directory */.yy)(committedCache);
    const folders = cachedFolders(metadata);
    const diffIds = new Set();
    const unusable = new Map();
    const dropped = [];
    for (const layer of layers) {
        const { diffId, size } = layer;
        const folder = folders.get(diffId);
        if (folder === undefined) {
            dropped.push({ what: `the cached layer ${diffId}`, reason: notOneFolder });
            continue;
        }
        let verdict = {};
        const content = async function* () {
            verdict = yield* paddedContent(layer, folder);
        };
        yield { name: committedLayer(diffId).slice(1), mode: 0o644, type: 'file', size, content: content() };
        const { flaw, refusal } = verdict;
        const reason = flaw ?? refusal;
        if (reason === undefined)
            diffIds.add(diffId);
        else
            dropped.push({ what: `the cached layer ${folder}`, reason });
        if (flaw === undefined && refusal !== undefined)
            unusable.set(diffId, refusal);
    }
    return { diffIds, unusable, dropped };
}
function* imageEntries({ image, sbom }) {
    yield* (0,sandbox_files/* sparseLayoutEntries */.$h)(image);
    if (sbom !== undefined)
        yield (0,tar_write/* file */.NJ)((0,layout_blob/* blobPath */.nD)((0,sandbox_paths/* layoutFolder */.Z1)(image.reference), sbom.digest), sbom.bytes);
}
const zeros = new Uint8Array(256 * 1024);
/**
 * Streams a layer's bytes and verifies them. From the first flaw on, the content is zeros up to the announced size, because
 * an entry that has begun cannot be taken back.
 */
async function* paddedContent(layer, folder) {
    const meter = new content_verify/* ContentMeter */.xl();
    const check = layerTarCheck(folder);
    let left = layer.size;
    let flaw;
    let refusal;
    try {
        for await (const chunk of layer.open()) {
            if (chunk.length > left) {
                flaw = `it is longer than the ${layer.size} bytes that were announced`;
                break;
            }
            refusal ??= check.push(chunk);
            meter.add(chunk);
            left -= chunk.length;
            yield refusal === undefined ? chunk : new Uint8Array(chunk.length);
        }
    }
    catch (error) {
        flaw = (0,failure/* messageOf */.bD)(error);
    }
    if (left > 0)
        flaw ??= `it ends ${left} bytes too early`;
    refusal ??= check.end();
    const { digest } = meter.measure();
    // The header of damaged content says more than its digest.
    if (digest !== layer.diffId)
        flaw ??= refusal ?? `it is ${digest}`;
    for (; left > 0; left -= zeros.length)
        yield zeros.subarray(0, left);
    return { flaw, refusal };
}

// EXTERNAL MODULE: ./src/cnb/input/app-archive.ts
var app_archive = __webpack_require__(13518);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./src/files/folders.ts
var folders = __webpack_require__(12814);
// EXTERNAL MODULE: ./src/files/staging.ts
var staging = __webpack_require__(98842);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
// EXTERNAL MODULE: ./src/cnb/input/app-source.ts
var app_source = __webpack_require__(25291);
;// CONCATENATED MODULE: ./src/cnb/input/app-directory.ts















/** Opens a directory with an app. `exclude` are absolute paths that are not part of the app. */
const openDirectory = async (path, exclude, log) => {
    const root = await (0,promises_.realpath)(path);
    const excluded = new Set(await Promise.all(exclude.map(realPathOf)));
    const pathOf = (name) => (0,external_node_path_.join)(root, name);
    const list = async (folder) => {
        const name = folder?.name ?? '';
        const path = pathOf(name);
        if (folder !== undefined && (0,staging/* isStaging */.YG)(folder.dirent.name)) {
            log.info(`${path} is left out of the app: a build that was killed left it there.`);
            return undefined;
        }
        const dirents = (await app_directory_read(path)).filter((dirent) => !excluded.has((0,external_node_path_.join)(path, dirent.name)));
        const output = folder && (await outputIn(path, dirents));
        if (output !== undefined) {
            log.info(`${path} is left out of the app: it is ${output} that this action made.`);
            return undefined;
        }
        return dirents.map((dirent) => ({
            name: (0,external_node_path_.join)(name, dirent.name),
            isFolder: dirent.isDirectory(),
            dirent,
        }));
    };
    return {
        pathOf,
        list,
        // A folder for output must not change the image.
        keepsEmpty: ({ name }) => !excluded.values().some((path) => (0,folders/* isWithin */.UO)(path, pathOf(name))),
        entry: ({ name, dirent }, entryName) => entryOf(pathOf(name), entryName, dirent),
        close: () => { },
    };
};
/** The real path of a file that need not exist: the real path of the part that exists, and the rest. */
const realPathOf = async (path) => {
    const absolute = (0,external_node_path_.resolve)(path);
    try {
        return await (0,promises_.realpath)(absolute);
    }
    catch (error) {
        const parent = (0,external_node_path_.dirname)(absolute);
        if (parent === absolute || !(0,failure/* isSystemError */.Or)(error, 'ENOENT', 'ENOTDIR'))
            return absolute;
        return (0,external_node_path_.join)(await realPathOf(parent), (0,external_node_path_.basename)(absolute));
    }
};
const outputIn = async (path, dirents) => {
    const names = dirents.map(({ name }) => name);
    if (await isOwnLayout(path, names))
        return 'an image layout';
    return (await (0,sbom_folder/* isOwnSbomFolder */.gw)(path, names)) ? 'a folder of SBOMs' : undefined;
};
const app_directory_read = async (folder) => {
    try {
        const dirents = await (0,promises_.readdir)(folder, { withFileTypes: true });
        await checkNames(folder, dirents);
        return (0,folders/* sortByName */.VV)(dirents);
    }
    catch (error) {
        throw unreadable(folder, error);
    }
};
/** Refuses names that are not UTF-8: Node replaces their bytes. */
const checkNames = async (folder, dirents) => {
    if (!dirents.some(({ name }) => name.includes('\ufffd')))
        return;
    const names = await (0,promises_.readdir)(folder, { encoding: 'buffer' });
    const invalid = names.find((name) => !Buffer.from(name.toString('utf8')).equals(name));
    if (invalid === undefined)
        return;
    throw new failure/* Failure */.HR(`The name of ${(0,external_node_path_.join)(folder, invalid.toString('utf8'))} is not valid UTF-8. Rename or remove it.`);
};
const unreadable = (path, cause) => {
    if (cause instanceof failure/* Failure */.HR)
        return cause;
    if ((0,failure/* isSystemError */.Or)(cause, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO')) {
        return replaced(path, cause);
    }
    return new failure/* Failure */.HR(`Could not read ${path} of the app: ${(0,failure/* messageOf */.bD)(cause)}. Make it readable, or exclude it with the input "exclude".`, { cause });
};
const replaced = (path, cause) => new failure/* Failure */.HR(`${path} was removed or replaced while the app was read. ${keepStill}`, { cause });
const keepStill = 'Stop the process that changes it, or exclude it with the input "exclude".';
const entryOf = (path, name, dirent) => {
    try {
        if (dirent.isFile())
            return fileEntry(path, name);
        if (dirent.isDirectory()) {
            const stats = (0,external_node_fs_.lstatSync)(path);
            if (!stats.isDirectory())
                throw replaced(path);
            const { mode } = stats;
            (0,app_source/* checkMode */.e)(path, mode, true);
            return { name, mode, type: 'directory' };
        }
        if (dirent.isSymbolicLink())
            return { name, mode: 0o777, type: 'symlink', linkname: (0,external_node_fs_.readlinkSync)(path) };
        if (dirent.isFIFO())
            return { name, mode: (0,external_node_fs_.lstatSync)(path).mode, type: 'fifo' };
        return undefined;
    }
    catch (error) {
        throw unreadable(path, error);
    }
};
// Reading a smaller file at once takes microseconds; waiting for another thread takes several times as long, and apps have
// tens of thousands of files. Larger files are streamed.
const wholeSize = 256 * 1024;
const fileEntry = (path, name) => {
    const file = (0,external_node_fs_.openSync)(path, file_content/* safeReadFlags */.F9);
    try {
        const stats = (0,external_node_fs_.fstatSync)(file);
        const { mode, size } = stats;
        if (!stats.isFile())
            throw replaced(path);
        (0,app_source/* checkMode */.e)(path, mode, false);
        if (size > wholeSize)
            return { name, mode, type: 'file', size, content: appFileContent(path, size) };
        // One byte more than the size shows whether the file grew.
        const buffer = Buffer.allocUnsafe(size + 1);
        if ((0,external_node_fs_.readSync)(file, buffer, 0, size + 1, 0) !== size)
            throw changed(path);
        return { name, mode, type: 'file', content: buffer.subarray(0, size) };
    }
    finally {
        (0,external_node_fs_.closeSync)(file);
    }
};
async function* appFileContent(path, size) {
    try {
        yield* (0,file_content/* fileContent */.qY)(path, size);
    }
    catch (error) {
        throw error instanceof file_content/* SizeChange */.g1 ? changed(path) : unreadable(path, error);
    }
}
const changed = (path) => new failure/* Failure */.HR(`${path} changed its size while the app was read. ${keepStill}`);
/**
 * Whether a folder with files of these names is a layout that this project built or downloaded: the only descriptor in its
 * index has an annotation of this project. Layouts of other tools are part of the app.
 */
const isOwnLayout = async (folder, names) => {
    if (!write/* layoutNames */.Vm.every((name) => names.includes(name)))
        return false;
    try {
        const { manifests } = (0,image_index/* parseIndex */.A1)(await (0,read/* readSmallFile */.EW)((0,external_node_path_.join)(folder, write/* layoutIndex */.vh)), write/* layoutIndex */.vh);
        return (manifests.length === 1 && dist.is(image_digest/* DigestSchema */.eH, manifests[0]?.annotations?.[annotations/* annotationKeys */.ic.runImageRoot]));
    }
    catch {
        // It is part of the app. If it is not readable, reading the app fails.
        return false;
    }
};

;// CONCATENATED MODULE: ./src/cnb/input/app.ts





/**
 * The files of an app as tar entries, in bytewise order of their names. Symbolic links, named pipes and modes stay as they
 * are.
 *
 * Output of this project is not part of an app, and neither is a folder that contains nothing else: output of a previous
 * build in the app must not change the image. Throws a Failure that names the first file that cannot be read, here or in the
 * build, and if the project's patterns exclude everything.
 */
async function* appEntries(app, prefix) {
    const { path, exclude } = app;
    if (await isFile(path))
        yield* entriesOf(await (0,app_archive/* openArchive */.p)(path), prefix, app);
    else
        yield* entriesOf(await openDirectory(path, exclude, app.log), prefix, app);
}
const isFile = async (path) => {
    try {
        return (await (0,promises_.stat)(path)).isFile();
    }
    catch (cause) {
        throw new failure/* Failure */.HR(`Could not read the app ${path}: ${(0,failure/* isSystemError */.Or)(cause, 'ENOENT') ? 'it does not exist' : (0,failure/* messageOf */.bD)(cause)}. ` +
            'Check the input "path".', { cause });
    }
};
async function* entriesOf(source, prefix, { filter, log }) {
    try {
        const selection = { source, filter, log, hasGitData: false };
        const content = (await source.list()) ?? [];
        let isEmpty = true;
        for await (const file of walk(selected(content, selection), selection)) {
            isEmpty = false;
            const entry = await source.entry(file, `${prefix}/${file.name}`);
            if (entry !== undefined)
                yield entry;
            else
                log.warning(`${source.pathOf(file.name)} is left out of the app: it is a socket or a device.`);
        }
        const own = content.filter(({ name, isFolder }) => !filter.isGitData(name, isFolder));
        if (isEmpty && own.length > 0) {
            const count = (0,quantity/* formatCount */.B4)(own.length, 'file or folder', 'files and folders');
            throw new failure/* Failure */.HR(`The project's patterns exclude all of the app: ${source.pathOf('')} contains ${count}, and none is left. ` +
                'Check "exclude" and "include" in project.toml and the input "exclude".');
        }
    }
    finally {
        source.close();
    }
}
/**
 * The selected files, each folder before its content. `pending` are the folders around the content in which no file was
 * found yet. They come before the first file that is found.
 */
async function* walk(content, selection, pending = []) {
    const { source, filter } = selection;
    for (const file of content) {
        if (!file.isFolder) {
            if (!filter.includes(file.name, false))
                continue;
            if (pending.length > 0)
                yield* pending.splice(0);
            yield file;
            continue;
        }
        const inner = await source.list(file);
        if (inner === undefined)
            continue;
        pending.push(file);
        const rest = selected(inner, selection);
        // An empty folder is part of the app, also if patterns emptied it.
        const isEmpty = inner.length === 0 && source.keepsEmpty(file);
        if ((isEmpty || rest.length < inner.length) && filter.includes(file.name, true))
            yield* pending.splice(0);
        yield* walk(rest, selection, pending);
        if (pending.at(-1) === file)
            pending.pop();
    }
}
/** The files that can be in an image and that the patterns do not exclude. */
const selected = (content, selection) => content.filter(({ name, isFolder }) => {
    const { source, filter, log, hasGitData } = selection;
    if (filter.excludes(name, isFolder)) {
        if (hasGitData || !filter.isGitData(name, isFolder))
            return false;
        selection.hasGitData = true;
        log.info(`${source.pathOf(name)} is left out of the app, so that each checkout gives the same image. ` +
            'If the build needs it, add "!.git" to the input "exclude".');
        return false;
    }
    if (!isWhiteout(name))
        return true;
    log.warning(`${source.pathOf(name)} is left out of the app: in the layers of images, names that begin with ".wh." mark files as ` +
        'deleted, so no image can contain it.');
    return false;
});
// https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#whiteouts
const isWhiteout = (name) => /(?:^|\/)\.wh\.[^/]*$/.test(name);

// EXTERNAL MODULE: ./src/cnb/input/bindings.ts
var input_bindings = __webpack_require__(1526);
;// CONCATENATED MODULE: ./src/cnb/input/input.ts










/**
 * Fills a sandbox for a build, and returns which parts of the previous build the lifecycle can reuse. Everything is in one
 * stream, because each stream takes the engine as long as a small app.
 */
const fillSandbox = async (sandbox, input, owner) => {
    const { openRunImage, openPreviousBuild = async () => noPreviousBuild } = input;
    let offer = noOffer;
    const entries = async function* () {
        yield* buildEntries(input);
        offer = yield* reuseEntries(await openPreviousBuild());
        yield* (0,sandbox_files/* sparseLayoutEntries */.$h)(await openRunImage());
    };
    await sandbox.put((0,tar_write/* tarOf */.$t)(entries(), owner));
    return offer;
};
async function* buildEntries(input) {
    const { app, environment, bindings = [], runImageLabel, buildpacks, source } = input;
    yield* creatorFolders();
    yield* environmentEntries(environment);
    yield* (0,input_bindings/* bindingEntries */.q)(bindings);
    if (runImageLabel !== undefined)
        yield (0,tar_write/* file */.NJ)(sandbox_paths/* sandboxPaths */.ay.runToml, (0,run_image_choice/* runToml */.Im)(runImageLabel));
    if (source !== undefined)
        yield (0,tar_write/* file */.NJ)(sandbox_paths/* sandboxPaths */.ay.projectMetadata, (0,descriptor/* projectMetadataToml */.Zt)(source));
    if (buildpacks !== undefined)
        yield* (0,find_buildpacks/* buildpackEntries */.S)(buildpacks, sandbox_paths/* sandboxPaths */.ay.orderToml);
    // The mode is part of the image's digest, and the same as with pack.
    yield (0,tar_write/* directory */.yy)(sandbox_paths/* sandboxPaths */.ay.app, 0o777);
    yield* appEntries(app, sandbox_paths/* sandboxPaths */.ay.app.slice(1));
}
/** The folders that the creator writes to, and the platform folder. */
function* creatorFolders() {
    yield (0,tar_write/* directory */.yy)(sandbox_paths/* sandboxPaths */.ay.layers);
    yield (0,tar_write/* directory */.yy)(sandbox_paths/* sandboxPaths */.ay.cache);
    yield (0,tar_write/* directory */.yy)(sandbox_paths/* sandboxPaths */.ay.platform);
}
/** https://github.com/buildpacks/spec/blob/main/platform.md#user-provided-variables */
function* environmentEntries(environment) {
    const folder = `${sandbox_paths/* sandboxPaths */.ay.platform}/env`;
    yield (0,tar_write/* directory */.yy)(folder);
    for (const [name, value] of Object.entries(environment))
        yield (0,tar_write/* file */.NJ)(`${folder}/${name}`, value);
}

// EXTERNAL MODULE: ./node_modules/ignore/index.js
var ignore = __webpack_require__(70298);
var ignore_default = /*#__PURE__*/__webpack_require__.n(ignore);
;// CONCATENATED MODULE: ./src/cnb/project/file-filter.ts

/**
 * Git's own data differs from checkout to checkout, and so would the image's digest. It can also contain credentials.
 * The project's patterns come after this one.
 */
const gitData = '.git';
/**
 * Creates a filter of patterns that have the same meaning as in git: nothing in an excluded folder can be included again
 * by a later pattern, so the folder is not read.
 */
const fileFilter = ({ include = [], exclude }) => {
    const ofProject = matcher(exclude);
    const excluded = matcher([gitData, ...include.flatMap(gitDataNamedIn), ...exclude]);
    const included = include.length === 0 ? () => true : matcher(include);
    return {
        excludes: excluded,
        includes: included,
        isGitData: (path, isFolder) => excluded(path, isFolder) && !ofProject(path, isFolder),
    };
};
/** The patterns that keep git's data in the build because a pattern of `include` names it, or a file in it. */
const gitDataNamedIn = (pattern) => {
    const segments = anchored(pattern).split('/');
    const position = segments.indexOf(gitData);
    if (position === -1)
        return [];
    const folder = segments.slice(0, position + 1).join('/');
    // A slash before the end anchors the whole pattern, so it has to anchor its first part too.
    const isAnchored = position === 0 && segments.slice(1).some((segment) => segment !== '');
    return [`!${isAnchored ? '/' : ''}${folder}`];
};
/** Creates a function that decides whether a path, or a folder around it, matches. */
const matcher = (lines) => {
    const patterns = ignore_default()({ ignorecase: false, allowRelativePaths: true }).add(lines.map((line) => asBytes(anchored(line))));
    return (path, isFolder) => patterns.ignores(asBytes(isFolder ? `${path}/` : path));
};
/** `./src` means `src` in the app's folder. In git it would match nothing. */
const anchored = (pattern) => pattern.replace(/^(!?)\.\//, '$1/');
// Git matches bytes: "?" stands for one of the two bytes of "ä".
const asBytes = (text) => Buffer.from(text, 'utf8').toString('latin1');

// EXTERNAL MODULE: ./src/content/copy.ts
var copy = __webpack_require__(24392);
// EXTERNAL MODULE: ./src/layout/content.ts
var layout_content = __webpack_require__(90583);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
;// CONCATENATED MODULE: ./src/actions/build-image/reuse/previous-build.ts









/** A build that reuses nothing. */
const nothingToReuse = (why, buildCache) => ({
    ...noPreviousBuild,
    cachedLayers: [],
    buildCache,
    layerSources: [],
    layersInLayout: [],
    why,
});
/** Whether a build may reuse something: the creator must know that before the previous build is found. */
const mayReuse = ({ cache: { buildCache, previousImage, clear } }) => !clear && (!('off' in buildCache) || previousImage !== undefined);
/**
 * Finds what the previous build of the app left: on disk, in the Actions cache, or in a registry. Copies its image's
 * layers from the build cache into the new layout, `staging`. If something is wrong with it, the build takes longer, but
 * does not fail.
 */
const findPreviousBuild = async (inputs, builder, staging, services) => {
    const { buildCache: settings, clear, previousImage } = inputs.cache;
    const { buildCaches } = services;
    const id = buildCacheId(inputs, builder);
    if (clear) {
        const why = '"clear-cache" is "true"';
        return nothingToReuse(why, 'off' in settings ? undefined : buildCaches.skip(id, why));
    }
    const buildCache = 'off' in settings ? undefined : await buildCaches.open(id);
    const why = 'off' in settings ? settings.off : (buildCache?.why ?? '');
    const cachedLayers = buildCache === undefined ? [] : await openCachedLayers(buildCache, services);
    const cacheMetadata = buildCache?.found?.cache?.metadata ?? '';
    const stored = { ...nothingToReuse(why, buildCache), cacheMetadata, cachedLayers };
    const fromRegistry = previousImage && (await openImageInRegistry(stored, previousImage, id.platform, services));
    return fromRegistry ?? copyImageFromCache(stored, staging, services);
};
const buildCacheId = ({ imagePath, path, workspace, builder: reference, executionEnvironment }, { platform, runImages }) => ({
    platform,
    image: imagePath.name,
    app: (0,external_node_path_.relative)(workspace, path) || '.',
    // The image of the job's container is unknown. Builders with different operating systems have different run images.
    builder: reference ?? `with ${runImages[0]?.image}`,
    executionEnvironment,
});
/** Opens the cached layers, and decompresses them from now on: the container may not be there yet. */
const openCachedLayers = async (buildCache, { buildCaches, tasks }) => {
    const tars = await buildCaches.cachedTars(buildCache);
    tasks.run('decompress the cached layers', () => buildCaches.decompressAhead(tars, tasks.signal));
    tasks.cleanUp(() => releaseCachedLayers({ cachedLayers: tars }));
    return tars;
};
/** Ends the decompression of cached layers and frees their disk space, when the container has what it needs of them. */
const releaseCachedLayers = async ({ cachedLayers, }) => {
    await Promise.all(cachedLayers.map((tar) => tar[Symbol.asyncDispose]()));
};
/** Uses an image in a registry. Returns undefined if that cannot be used. Its layers are fetched when they are reused. */
const openImageInRegistry = async (stored, reference, platform, { openPreviousImage, log }) => {
    const name = (0,image_reference/* formatReference */.FH)(reference);
    const { buildCache } = stored;
    try {
        const { image, content } = await openPreviousImage(reference, platform);
        const sbom = await readSbom(content, (0,labels/* sbomLayerOf */.AD)(image));
        log.info(`Previous image: ${name}, ${image.descriptor.digest}`);
        return {
            ...stored,
            image: { ...image, sbom, missing: new Set() },
            layerSources: [...(buildCache?.found === undefined ? [] : [(0,layout_content/* layoutContent */.G)(buildCache.folder)]), content],
            why: '',
        };
    }
    catch (error) {
        if (!(error instanceof failure/* Failure */.HR))
            throw error;
        const instead = buildCache?.found === undefined
            ? 'The build reuses nothing.'
            : 'The image in the build cache is used instead.';
        log.info(`The previous image ${name} is not used: ${error.message} ${instead}`);
        return undefined;
    }
};
/** Uses the image in the build cache, if there is one. */
const copyImageFromCache = async (stored, staging, { buildCaches, log }) => {
    const { buildCache } = stored;
    if (buildCache?.found === undefined)
        return stored;
    const { image } = buildCache.found;
    const layout = (0,layout_content/* layoutContent */.G)(staging);
    const copyLayer = async (layer) => {
        try {
            await buildCaches.copyLayers(buildCache, [layer], layout);
            return layer;
        }
        catch (error) {
            if (!(error instanceof failure/* Failure */.HR))
                throw error;
            log.warning(`A layer of the previous build cannot be reused and will be rebuilt: ${error.message}`);
            return undefined;
        }
    };
    const layers = (0,image_image/* uniqueBlobs */.ge)((0,labels/* ownLayersOf */.aU)(image));
    const copies = await (0,abort/* inParallel */.HN)(layers, copy/* concurrentTransfers */.k3, copyLayer);
    const layersInLayout = copies.filter((layer) => layer !== undefined);
    const missing = new Set(layers.filter((_, nth) => copies[nth] === undefined).map(({ digest }) => digest));
    const sbomLayer = layersInLayout.find(({ digest }) => digest === (0,labels/* sbomLayerOf */.AD)(image)?.digest);
    let sbom;
    try {
        sbom = await readSbom(layout, sbomLayer);
    }
    catch (error) {
        if (!(error instanceof failure/* Failure */.HR))
            throw error;
        log.warning(`The image of the previous build cannot be reused: ${error.message}`);
        return { ...stored, why: 'the previous build could not be used' };
    }
    return {
        ...stored,
        image: { ...image, sbom, missing },
        layerSources: [(0,layout_content/* layoutContent */.G)(buildCache.folder)],
        layersInLayout,
        why: '',
    };
};
// In bytes, compressed: the layer is held in memory.
const previous_build_sbomLimit = 64 * 1024 * 1024;
const readSbom = async (content, layer) => {
    if (layer === undefined)
        return undefined;
    if (layer.size > previous_build_sbomLimit)
        throw new failure/* Failure */.HR(`Its SBOM layer has ${layer.size} bytes.`);
    return Buffer.concat(await Array.fromAsync(content.fetch(layer)));
};

;// CONCATENATED MODULE: ./src/actions/build-image/reuse/reused-layers.ts









/**
 * Finds out the diff IDs of the previous build's layers that are in the new layout. Takes as long as it takes to unpack
 * them, so it is done while the creator works.
 */
const readDiffIds = async ({ buildCache, layersInLayout }, { cachedLayers }, staging, signal) => {
    // A layer that is cached too was unpacked and hashed on its way into the sandbox.
    const known = new Map(buildCache?.found?.cache?.layers
        .filter(({ diffId }) => cachedLayers.has(diffId))
        .map(({ blob, diffId }) => [blob.digest, diffId]));
    const diffIds = await (0,abort/* inParallel */.HN)(layersInLayout, concurrentLayers, async ({ digest }) => known.get(digest) ?? (await diffIdOf(staging, digest, signal)));
    return new Map(layersInLayout.map(({ digest }, nth) => [digest, diffIds[nth] ?? '']));
};
// As many as Node decompresses at the same time.
const concurrentLayers = 4;
/** A layer that the lifecycle reused cannot be fetched, or is not what the previous image says. */
class LostLayer extends failure/* Failure */.HR {
}
/**
 * Adds the layers that the lifecycle reused to the layout. Each is verified twice: by its digest, and by its diff ID.
 * The lifecycle takes both from the previous image without a check. Throws a LostLayer if one is missing or wrong.
 */
const addReusedLayers = async ({ image: { manifest, config }, reused }, { layerSources }, diffIds, staging) => {
    try {
        await (0,copy/* copy */.C)(reused, layerSources, (0,layout_content/* layoutContent */.G)(staging), { warn: () => { } });
    }
    catch (cause) {
        if (!(cause instanceof failure/* Failure */.HR))
            throw cause;
        throw new LostLayer(`A layer of the previous build is missing: ${cause.message}`, { cause });
    }
    const digests = new Set(reused.map(({ digest }) => digest));
    for (const [position, { digest }] of manifest.layers.entries()) {
        if (!digests.has(digest))
            continue;
        const expected = config.rootfs.diff_ids[position];
        const found = diffIds.get(digest) ?? (await diffIdOf(staging, digest));
        if (found !== expected) {
            throw new LostLayer(`The layer ${digest} of the previous build does not have the diff ID ${expected}: ${found}.`);
        }
    }
};
// Exit codes of a lifecycle that fails because of the previous build: unspecific, while analyzing, restoring, exporting.
// All other codes are about the app, the buildpacks or the platform.
const exitCodesOfReuse = [1, 32, 42, 62];
/** Whether a build that reused something may succeed if it reuses nothing. */
const isCausedByReuse = (error) => error instanceof LostLayer ||
    (error instanceof exit_code/* CreatorFailure */.Vn &&
        !error.result.isExplained &&
        exitCodesOfReuse.includes(error.result.exitCode));
/** The digests of the layers that the creator may leave out of the layout that it writes. */
const reusableDigests = ({ image }) => new Set(image && (0,labels/* ownLayersOf */.aU)(image).map(({ digest }) => digest));
/** Reports what a build reused. `why` says why there was nothing to reuse, and is empty if there was something. */
const reuseReportOf = ({ image, reused }, offer, previousBuild) => {
    const reusable = offer.hasImage ? reusableDigests(previousBuild) : new Set();
    return {
        reused,
        unchanged: new Set(image.manifest.layers.map(({ digest }) => digest)).intersection(reusable),
        cached: offer.cachedLayers.size,
        isHit: offer.hasImage,
        why: reused.length > 0 ? '' : previousBuild.why || reasonOf(offer),
    };
};
const reasonOf = ({ hasImage }) => hasImage ? 'no layer of the previous build is in this one' : 'the previous build could not be used';
/** What was reused, for the log and the summary, without a full stop. */
const describeReuse = ({ reused, cached, why }) => {
    const restored = cached === 0 ? '' : `; ${(0,quantity/* formatCount */.B4)(cached, 'cached layer')} restored`;
    if (reused.length === 0)
        return `Nothing was reused: ${why}${restored}`;
    return `Reused from the previous build: ${(0,quantity/* formatCount */.B4)(reused.length, 'layer')} (${(0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(reused))})${restored}`;
};

;// CONCATENATED MODULE: ./src/actions/build-image/container-build.ts








/**
 * Builds the image in a new container, and builds it again without the previous build if that may be the reason of a
 * failure. The image has all its layers in `staging`, except those of the run image, which may still be on their way.
 *
 * Everything goes into the container in one stream. The run image and the previous build are last in it, because other
 * tasks may still be looking for them.
 */
const buildInContainer = async (inputs, parts, openRunImage, openPreviousBuild, services) => {
    const { tasks, log } = services;
    const { builder, buildpacks, staging, sbomStaging } = parts;
    const input = {
        app: appOf(inputs, parts, services),
        environment: Object.fromEntries(inputs.environment),
        bindings: inputs.bindings,
        runImageLabel: parts.runImage.label,
        buildpacks,
        source: inputs.project.source,
        openRunImage,
        openPreviousBuild,
    };
    const command = commandOf(inputs, parts, services);
    const sandbox = await tasks.run('create the container', () => services.openSandbox(builder, command));
    tasks.cleanUp(() => sandbox.dispose());
    const offer = await tasks.run('fill the container', () => fillSandbox(sandbox, input, builder));
    for (const { what, reason } of offer.dropped) {
        log.warning(`Not reused: ${what}: ${reason.replace(/\.$/, '')}.`);
    }
    const runImage = await openRunImage();
    const previousBuild = await openPreviousBuild();
    await releaseCachedLayers(previousBuild);
    const diffIdsTask = tasks.run('verify the reusable layers', () => readDiffIds(previousBuild, offer, staging, tasks.signal));
    const order = {
        image: inputs.imagePath,
        runImage,
        staging,
        buildpacks: buildpacks?.order,
        defaultProcess: inputs.defaultProcess,
        reusable: reusableDigests(previousBuild),
        sbom: sbomStaging,
    };
    const output = await tasks.run('build', async () => {
        try {
            const output = await log.untrusted((shown) => buildImage(sandbox, order, { ...shown, warning: log.warning }));
            await addReusedLayers(output, previousBuild, await diffIdsTask, staging);
            return output;
        }
        catch (error) {
            if (!offer.hasImage || !isCausedByReuse(error))
                throw error;
            log.warning(`${(0,failure/* messageOf */.bD)(error)} The build is repeated and reuses nothing.`);
            return undefined;
        }
    });
    if (output !== undefined)
        return { sandbox, offer, output };
    // Start again, with nothing of the previous build. A job's own container has room for one build at a time.
    await sandbox.dispose().catch(() => { });
    await (0,layout_blob/* pruneBlobs */.zd)(staging, new Set(runImage.manifest.layers.map(({ digest }) => digest)));
    return buildInContainer(inputs, parts, openRunImage, async () => nothingToReuse(''), services);
};
const commandOf = (inputs, { builder, buildpacks, runImage }, { debug }) => creatorCommand({
    platformApi: builder.platformApi,
    image: inputs.imagePath,
    runImage,
    hasOwnOrder: buildpacks !== undefined,
    mayReuse: mayReuse(inputs),
    defaultProcess: inputs.defaultProcess,
    creationTime: inputs.creationTime,
    executionEnvironment: inputs.executionEnvironment,
    debug,
});
/** The app, without the files that this action wrote into its directory. */
const appOf = ({ path, layoutRepo, bindingFolders, sbom, project, cache: { buildCache, namedFolder } }, { target, staging, sbomStaging }, { log }) => ({
    path,
    exclude: [
        ...[target, staging, layoutRepo, ...bindingFolders],
        ...('off' in buildCache ? [] : [buildCache.folder]),
        ...[namedFolder, sbom, sbomStaging].filter((folder) => folder !== undefined),
    ],
    filter: fileFilter(project.files),
    log,
});

// EXTERNAL MODULE: ./src/actions/build-image/leftovers.ts
var leftovers = __webpack_require__(66292);
// EXTERNAL MODULE: ./src/cnb/buildpacks/order.ts
var order = __webpack_require__(18628);
;// CONCATENATED MODULE: ./src/actions/build-image/preparation.ts






/**
 * Prepares a build with the builder that a registry described. The engine may pull another one, for example from a mirror: the
 * preparation starts again then. So the log shows a failure at once, but it fails the step only when the engine has pulled
 * the described builder. If the pull fails, that is the step's failure.
 *
 * `isDescribed` waits for the pull. It is undefined if the engine has the builder: then all failures count.
 */
const prepareDuringPull = (isDescribed, { tasks, log }) => {
    const failures = [];
    let isPulling = isDescribed !== undefined;
    isDescribed?.()
        .catch(() => { })
        .finally(() => {
        isPulling = false;
    });
    return {
        run: (name, task) => {
            if (isDescribed === undefined)
                return tasks.run(name, task);
            const watched = async () => {
                try {
                    return await task();
                }
                catch (error) {
                    // Others may follow from it.
                    if (failures.push(error) === 1 && isPulling && !tasks.signal.aborted) {
                        log.info(`${(0,failure/* messageOf */.bD)(error)} The step fails unless the engine pulls another builder.`);
                    }
                    throw error;
                }
            };
            return tasks.run(name, watched, () => isDescribed().catch(() => false));
        },
        throwIfFailed: () => {
            if (failures.length > 0)
                throw failures[0];
        },
    };
};
/** Chooses the run image for a builder, and finds out which of its names is accessible. */
const resolveRunImageName = async (inputs, builder, { runImages, log }) => {
    const { names } = (0,run_image_choice/* chooseRunImage */.mt)(builder, inputs.builder, inputs.runImage);
    const check = names.length > 1;
    return (0,run_image_choice/* resolveRunImage */.Z)(names, (reference) => runImages.resolve(reference, builder.platform, { check }), {
        info: log.info,
        warn: log.warning,
    });
};
/** Reads the manifest and the configuration of the run image. */
const openRunImage = async ({ name, root }, { sparse }, { runImages, log }) => {
    const runImage = await runImages.open(root, { layers: !sparse });
    log.info(`Run image: ${name}, ${runImage.image.descriptor.digest}`);
    return runImage;
};
/** Copies the run image's layers into the layout, verifies them, and saves the run image for the next build. */
const copyRunImageLayers = async (runImage, { sparse }, staging, { runImages, log }) => {
    if (sparse)
        return { reused: [], fetched: [] };
    const { image } = runImage;
    const layers = await runImages.copyLayers(image, image.manifest.layers, (0,layout_content/* layoutContent */.G)(staging));
    log.info(`Run image's layers: ${layers.reused.length} reused, ` +
        `${(0,quantity/* formatCount */.B4)(layers.fetched.length, 'layer')} fetched from the registry (${(0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(layers.fetched))})`);
    await runImages.keep(runImage);
    return layers;
};
/** Whether the inputs or the project descriptor name buildpacks. Otherwise the builder's order is used. */
const namesBuildpacks = ({ project: { buildpacks } }) => Object.values(buildpacks).some((names) => names.length > 0);
/** Finds the buildpacks that the inputs and the project descriptor name. */
const findBuildpacks = async ({ project: { buildpacks } }, builder, services) => {
    const chosen = await services.findBuildpacks(buildpacks, builder);
    if (chosen !== undefined)
        services.log.info(`Buildpacks: ${(0,order/* formatOrder */.Gv)(chosen.order)}`);
    return chosen;
};

// EXTERNAL MODULE: ./src/files/file-error.ts
var file_error = __webpack_require__(6998);
;// CONCATENATED MODULE: ./src/actions/build-image/provenance.ts










/**
 * Writes the provenance of a build as `provenance.json`: a predicate for `actions/attest`. Returns the path. Nothing in the
 * image depends on it. Throws a Failure if it cannot be written.
 */
const writeProvenance = async (inputs, materials, context) => {
    const source = await findSourceCommit(inputs.path, inputs.workspace);
    const folder = (0,external_node_path_.join)(context.temporary, 'buildpacks-provenance', (0,image_digest/* hexOf */.ZD)(materials.image.descriptor.digest));
    const path = (0,external_node_path_.join)(folder, 'provenance.json');
    try {
        await (0,folders/* makeFolder */.fc)(folder);
        await (0,promises_.writeFile)(path, `${JSON.stringify(provenanceOf(inputs, materials, context, source), null, 2)}\n`);
    }
    catch (error) {
        throw (0,file_error/* explainFileError */.Y)(error, `write ${path}`);
    }
    return path;
};
/** Says how `externalParameters` and `internalParameters` are to be read: docs/reproduce.md. */
const buildType = 'https://buildpacks-oci-layout.github.io/build/v1';
/** The predicate of SLSA's provenance: https://slsa.dev/spec/v1.0/provenance#schema */
const provenanceOf = (inputs, { builder, runImageName, runImage, buildpacks, image, seconds }, { environment, serverUrl, repository, runId, runAttempt, actionRef }, source) => ({
    buildDefinition: {
        buildType,
        externalParameters: externalParameters(inputs, runImageName),
        internalParameters: {
            platform: (0,image_platform/* formatPlatform */.Bq)(image.config),
            platformApi: builder.platformApi,
            lifecycle: builder.lifecycleVersion,
            buildpacks: (0,labels/* readBuildMetadata */.q3)(image.config).buildpacks.map(({ id, version }) => ({ id, version })),
        },
        resolvedDependencies: [
            ...(source === undefined ? [] : [sourceDependency(source)]),
            ...(inputs.builder === undefined ? [] : [builderDependency(inputs.builder, builder)]),
            imageDependency('run image', runImage.reference, runImage.descriptor.digest),
            ...(buildpacks?.images ?? []).flatMap((reference) => reference.digest === undefined ? [] : [imageDependency('buildpack', reference, reference.digest)]),
        ],
    },
    runDetails: {
        builder: {
            // The workflow that defines the job.
            id: `${serverUrl}/${environment['GITHUB_WORKFLOW_REF'] || repository}`,
            ...(actionRef !== undefined && { version: { 'buildpacks-oci-layout': actionRef } }),
        },
        metadata: {
            invocationId: `${serverUrl}/${repository}/actions/runs/${runId}/attempts/${runAttempt}`,
            startedOn: timeOf(Date.now() - seconds * 1000),
            finishedOn: timeOf(Date.now()),
        },
    },
});
/** The inputs on which the image depends. Values of variables and bindings may be secret: only their names are there. */
const externalParameters = (inputs, runImage) => ({
    image: `${inputs.imagePath.name}:${inputs.imagePath.tag}`,
    builder: inputs.builder === undefined ? "the job's container" : (0,image_reference/* formatReference */.FH)(inputs.builder),
    'run-image': runImage,
    path: (0,external_node_path_.relative)(inputs.workspace, inputs.path) || '.',
    exclude: inputs.project.files.exclude ?? [],
    ...(inputs.project.files.include !== undefined && { include: inputs.project.files.include }),
    ...namedBuildpacks(inputs.project.buildpacks),
    env: [...inputs.environment.keys()],
    bindings: inputs.bindings.map(({ name }) => name),
    labels: Object.fromEntries(inputs.labels),
    'media-types': inputs.mediaTypes,
    'execution-environment': inputs.executionEnvironment,
    ...(inputs.defaultProcess !== undefined && { 'default-process': inputs.defaultProcess }),
    ...(inputs.creationTime !== undefined && { 'creation-time': inputs.creationTime }),
});
const namedBuildpacks = ({ buildpacks, pre, post }) => {
    const lists = { buildpacks, 'pre-buildpacks': pre, 'post-buildpacks': post };
    return Object.fromEntries(Object.entries(lists)
        .filter(([, list]) => list.length > 0)
        .map(([name, list]) => [
        name,
        list.map(({ buildpack }) => (typeof buildpack === 'string' ? buildpack : buildpack.id)),
    ]));
};
const sourceDependency = ({ repository, commit }) => ({
    name: 'source',
    ...(repository !== '' && { uri: `git+${repository}` }),
    digest: { gitCommit: commit },
});
const builderDependency = (reference, { id, digest }) => {
    if (digest !== undefined)
        return imageDependency('builder', reference, digest);
    // An image that was built on this machine has no digest in a registry.
    return { name: 'builder', uri: packageUrl(reference), annotations: { imageId: id } };
};
const imageDependency = (name, reference, digest) => ({
    name,
    uri: packageUrl(reference, digest),
    digest: { sha256: (0,image_digest/* hexOf */.ZD)(digest) },
});
/** https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
const packageUrl = (reference, digest) => {
    const repository = (0,image_reference/* formatRepository */.Sh)(reference);
    const name = repository.slice(repository.lastIndexOf('/') + 1);
    const version = digest === undefined ? '' : `@${encodeURIComponent(digest)}`;
    const tag = reference.tag === undefined ? '' : `&tag=${encodeURIComponent(reference.tag)}`;
    return `pkg:oci/${name}${version}?repository_url=${encodeURI(repository)}${tag}`;
};
const timeOf = (milliseconds) => new Date(milliseconds).toISOString().replace(/\.\d+/, '');
const commitPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/**
 * Finds the commit that the app was checked out from: in `.git` of its directory or of a directory above it, up to the
 * workspace. Undefined if there is none. Changes that are not committed do not show.
 */
const findSourceCommit = async (app, workspace) => {
    for (let folder = app;; folder = (0,external_node_path_.dirname)(folder)) {
        const git = (0,external_node_path_.join)(folder, '.git');
        const commit = await headCommit(git);
        if (commit !== undefined)
            return { repository: await originOf(git), commit };
        if (folder === workspace || folder === (0,external_node_path_.dirname)(folder))
            return undefined;
    }
};
const readText = async (path) => (0,read/* readSmallFile */.EW)(path).then((bytes) => bytes.toString('utf8'), () => '');
/** https://git-scm.com/docs/gitrepository-layout */
const headCommit = async (git) => {
    const head = (await readText((0,external_node_path_.join)(git, 'HEAD'))).trim();
    if (commitPattern.test(head))
        return head;
    const [, reference] = /^ref: (refs\/[\w./-]+)$/.exec(head) ?? [];
    if (reference === undefined || reference.includes('..'))
        return undefined;
    const loose = (await readText((0,external_node_path_.join)(git, reference))).trim();
    if (commitPattern.test(loose))
        return loose;
    const packed = (await readText((0,external_node_path_.join)(git, 'packed-refs'))).split('\n');
    const commit = packed.find((line) => line.endsWith(` ${reference}`))?.split(' ')[0] ?? '';
    return commitPattern.test(commit) ? commit : undefined;
};
/** https://git-scm.com/docs/git-config#_syntax */
const originOf = async (git) => {
    const lines = (await readText((0,external_node_path_.join)(git, 'config'))).split('\n').map((line) => line.trim());
    const start = lines.indexOf('[remote "origin"]');
    if (start === -1)
        return '';
    const section = lines.slice(start + 1);
    const end = section.findIndex((line) => line.startsWith('['));
    const url = section.slice(0, end === -1 ? undefined : end).find((line) => /^url\s*=/.test(line)) ?? '';
    return (0,descriptor/* withoutCredentials */.ri)(url.replace(/^url\s*=\s*/, ''));
};

;// CONCATENATED MODULE: ./src/actions/build-image/reuse/build-cache.ts




/**
 * Receives what buildpacks cached from the sandbox, as far as it is not stored yet. Returns undefined after a warning if
 * that fails: the image does not depend on it.
 */
const draftBuildCache = (buildCache, previousBuild, offer, sandbox, { image, manifestBytes, configBytes }, runImage, services) => orWarning(services, async () => {
    const runImageLayers = new Set(runImage.manifest.layers.map(({ digest }) => digest));
    const { folders, metadata } = await readCache(sandbox);
    const result = {
        image: { ...image, manifestBytes, configBytes },
        own: image.manifest.layers.filter(({ digest }) => !runImageLayers.has(digest)),
        cachedLayers: [...folders.keys()],
        verified: {
            image: offer.hasImage && previousBuild.image?.missing.size === 0,
            cached: offer.cachedLayers,
        },
        unusable: offer.unusableLayers,
    };
    const draft = await services.buildCaches.draft(buildCache, result, {
        metadata,
        size: (diffId) => cachedLayerSize(sandbox, diffId),
        receive: (diffId, take) => receiveCachedLayer(sandbox, diffId, folders.get(diffId), take),
    });
    const { staging } = draft;
    if (staging !== undefined)
        services.tasks.cleanUp(() => (0,promises_.rm)(staging, { recursive: true, force: true }));
    return draft;
});
/** Saves the build cache, with the image's own layers from the layout. Returns undefined after a warning if that fails. */
const saveBuildCache = (buildCache, draft, layout, services) => orWarning(services, async () => {
    const saved = await services.buildCaches.save(buildCache, draft, layout);
    services.log.info(describeSavedCache(saved));
    return saved;
});
const orWarning = async ({ log, tasks }, work) => {
    try {
        return await work();
    }
    catch (error) {
        tasks.signal.throwIfAborted();
        log.warning(`The build cache was not saved: ${(0,failure/* messageOf */.bD)(error)}`);
        return undefined;
    }
};
/** What was saved, for the log and the summary, without a full stop. */
const describeSavedCache = ({ size, hasChanged, uploaded }) => {
    if (!hasChanged && uploaded === 0)
        return `Build cache: ${(0,quantity/* formatBytes */.z3)(size)}, unchanged`;
    if (uploaded === 0)
        return `Build cache: ${(0,quantity/* formatBytes */.z3)(size)}, saved on disk`;
    const bytes = uploaded === undefined ? '' : `: ${(0,quantity/* formatBytes */.z3)(uploaded)}`;
    return `Build cache: ${(0,quantity/* formatBytes */.z3)(size)}, saved in the Actions cache${bytes}`;
};

;// CONCATENATED MODULE: ./src/actions/build-image/report.ts








/** The builder, for the log. */
const describeBuilder = ({ platform, lifecycleVersion, platformApi }, inputs) => `Builder: ${builderName(inputs)} for ${(0,image_platform/* formatPlatform */.Bq)(platform)}, ` +
    `lifecycle ${lifecycleVersion}, platform API ${platformApi}`;
const builderName = ({ builder }) => builder === undefined ? "the job's container" : (0,image_reference/* formatReference */.FH)(builder);
/** The outputs for the layout. */
const layoutOutputs = ({ imagePath: { folder, name, tag } }, { digest: builderDigest, lifecycleVersion }, { image: runImage, restored }, { image, size }, { reused, isHit }) => ({
    'layout-path': folder,
    'image-name': `${name}:${tag}`,
    digest: image.descriptor.digest,
    'image-id': image.manifest.config.digest,
    platform: (0,image_platform/* formatPlatform */.Bq)(image.config),
    size,
    'run-image': (0,image_reference/* formatReference */.FH)(runImage.reference),
    'run-image-digest': runImage.descriptor.digest,
    'cache-hit': restored?.outcome === 'hit',
    'reused-layers': reused.length,
    'build-cache-hit': isHit,
    'lifecycle-version': lifecycleVersion,
    'builder-digest': builderDigest ?? '',
});
/** The content of the job summary. */
const reportOf = (inputs, results, { tasks, context }) => {
    const { builder, layout, artifact, reuse, runImageLayers, savedCache } = results;
    const { image, restored } = results.runImage;
    const { runId, job, commit, actionRepository, actionRef } = context;
    // The download action of the same version, for `uses:`.
    const downloadAction = actionRepository === undefined ? './download' : `${actionRepository}/download@${actionRef}`;
    return {
        imageName: `${inputs.imagePath.name}:${inputs.imagePath.tag}`,
        image: layout.image,
        size: layout.size,
        sparse: inputs.sparse,
        builder: {
            name: builderName(inputs),
            digest: builder.digest,
            lifecycleVersion: builder.lifecycleVersion,
        },
        runImage: {
            reference: image.reference,
            digest: image.descriptor.digest,
            layers: image.manifest.layers.length,
        },
        commit,
        previousImage: results.previousImage,
        reused: new Set([...runImageLayers.reused.map(({ digest }) => digest), ...reuse.unchanged]),
        reuse: describeReuse(reuse),
        changes: results.changes,
        reproduced: results.reproduced,
        savedCache: savedCache && describeSavedCache(savedCache),
        runImageCache: restored && { key: (0,run_image/* cacheKeyOf */.D$)(image).exact, restored },
        timings: tasks.timings,
        seconds: tasks.seconds,
        artifact: artifact && { name: artifact.name, id: artifact.id, runId, job, downloadAction },
    };
};
/** The last line of the log: what was built, and where it is. */
const describeResult = ({ image, imageName, runImage, seconds, size, sparse }, folder) => {
    const own = image.manifest.layers.length - runImage.layers;
    const base = `${runImage.layers} from the run image${sparse ? ', left out' : ''}`;
    return (`Built ${imageName} ${image.descriptor.digest} in ${folder}: ${(0,quantity/* formatBytes */.z3)(size)}, ` +
        `${(0,quantity/* formatCount */.B4)(own, 'layer')} of its own and ${base}, ${(0,quantity/* formatSeconds */.Xo)(seconds)}`);
};
/**
 * Why the launcher cannot start the image without a command, and what to do. Undefined if it can. Launcher:
 * https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#launcher
 */
const describeMissingProcess = (config) => {
    const { processes } = (0,labels/* readBuildMetadata */.q3)(config);
    const startable = processes.filter(({ command }) => command.some((word) => word !== ''));
    if (startable.length === 0) {
        return 'The image has no process, so it only starts with a command. Add a process, for example in a Procfile.';
    }
    const type = (0,labels/* defaultProcessType */.fA)(config);
    if (startable.some((process) => process.type === type))
        return undefined;
    const problem = type === undefined
        ? 'The image has no default process, so it only starts with a command'
        : `The image cannot start its default process "${(0,printable/* printable */.g$)(type)}", which has no command`;
    const types = (0,printable/* printable */.g$)(startable.map((process) => process.type).join(', '));
    return `${problem}. Set the input "default-process" to one of: ${types}.`;
};

// EXTERNAL MODULE: ./src/content/image-documents.ts
var image_documents = __webpack_require__(67283);
// EXTERNAL MODULE: ./src/github/step/markdown.ts
var markdown = __webpack_require__(35285);
// EXTERNAL MODULE: ./src/cnb/rebase/run-image-record.ts
var run_image_record = __webpack_require__(36441);
;// CONCATENATED MODULE: ./src/image/comparison.ts


/**
 * Compares the manifests and the configurations of two images, field by field. Equal bytes have no difference, and
 * different bytes have at least one. Labels that contain JSON are compared inside, variables by their names. Stops after
 * 1,000 differences.
 *
 * Throws a Failure if a document is not a JSON object.
 */
const compareDocuments = (expected, found) => [
    ...allDifferences(expected, found).take(documentDifferenceLimit),
];
/** How many differences between documents are reported. */
const documentDifferenceLimit = 1_000;
// In characters. Longer labels are compared as text, and not as JSON.
const jsonLabelLimit = 64 * 1024;
function* allDifferences(expected, found) {
    yield* compareBytes('configuration', expected.configBytes, found.configBytes);
    yield* compareBytes('manifest', expected.manifestBytes, found.manifestBytes);
}
function* compareBytes(document, expected, found) {
    if (Buffer.compare(expected, found) === 0)
        return;
    const name = document === 'manifest' ? 'manifest' : 'image configuration';
    const values = [expected, found].map((bytes) => (0,json_document/* parseDocument */.Tp)(fields/* FieldsSchema */.Xo, bytes, name));
    const differences = compareValues(values[0], values[1], []);
    const spelling = { path: [], expected: undefined, found: undefined, form: 'spelling' };
    for (const difference of orElse(differences, spelling))
        yield { document, ...difference };
}
/** The differences, or a replacement if there are none. */
function* orElse(differences, replacement) {
    let isEmpty = true;
    for (const difference of differences) {
        isEmpty = false;
        yield difference;
    }
    if (isEmpty)
        yield replacement;
}
/** Documents have a limit of depth, and so has JSON inside of a label: recursion ends. */
function* compareValues(expected, found, path) {
    if (isSameText(expected, found))
        return;
    const [one, other] = [meaningOf(expected, path), meaningOf(found, path)];
    if (one !== undefined && other !== undefined) {
        const form = typeof expected === 'string' ? 'spelling' : 'order';
        yield* orElse(compareValues(one, other, path), { path, expected, found, form });
    }
    else if ((0,fields/* isFields */.Ce)(expected) && (0,fields/* isFields */.Ce)(found))
        yield* compareFields(expected, found, path);
    else if (Array.isArray(expected) && Array.isArray(found))
        yield* compareItems(expected, found, path);
    else
        yield { path, expected, found };
}
/** Both come out of JSON, so they can be written again. */
const isSameText = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);
const fieldOf = (fields, name) => Object.hasOwn(fields, name) ? fields[name] : undefined;
function* compareFields(expected, found, path) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
        yield* compareValues(fieldOf(expected, name), fieldOf(found, name), [...path, name]);
    }
}
/** What a label contains as JSON, or the variables of an environment by their names. Undefined for any other value. */
const meaningOf = (value, [part, name, ...rest]) => {
    if (part !== 'config')
        return undefined;
    if (name === 'Labels' && rest.length === 1 && typeof value === 'string')
        return parsedLabel(value);
    return name === 'Env' && rest.length === 0 && Array.isArray(value) ? variablesOf(value) : undefined;
};
/** The object or the list that a label contains as JSON. Undefined if it is any other text, or longer than 64 KiB. */
const parsedLabel = (label) => {
    if (label.length > jsonLabelLimit)
        return undefined;
    try {
        const value = JSON.parse(label);
        return typeof value === 'object' && value !== null && (0,json_document/* jsonFlaw */.h4)(label) === undefined ? value : undefined;
    }
    catch {
        return undefined;
    }
};
/** Variables by their names. Undefined if the list has another form, or a name twice. */
const variablesOf = (list) => {
    const variables = new Map();
    for (const item of list) {
        if (typeof item !== 'string' || !item.includes('='))
            return undefined;
        const equals = item.indexOf('=');
        if (variables.has(item.slice(0, equals)))
            return undefined;
        variables.set(item.slice(0, equals), item.slice(equals + 1));
    }
    return Object.fromEntries(variables);
};
/** An item that was inserted should not make all later items differ: items are paired from both ends. */
function* compareItems(expected, found, path) {
    const shorter = Math.min(expected.length, found.length);
    let start = 0;
    while (start < shorter && isSameText(expected[start], found[start]))
        start += 1;
    let end = 0;
    while (end < shorter - start && isSameText(expected.at(-1 - end), found.at(-1 - end)))
        end += 1;
    const length = Math.max(expected.length, found.length) - start - end;
    const inside = (list, nth) => start + nth < list.length - end ? list[start + nth] : undefined;
    for (let nth = 0; nth < length; nth += 1) {
        yield* compareValues(inside(expected, nth), inside(found, nth), [...path, String(start + nth + 1)]);
    }
}

;// CONCATENATED MODULE: ./src/actions/build-image/reproduction/finding.ts
/** `application layer`, or `buildpack acme/node 4.1 → 4.2` */
const formatBriefly = ({ subject, brief }) => brief === '' ? subject : `${subject} ${brief}`;
/** `label title: "one" → "two"` */
const formatInFull = ({ subject, detail }) => detail === '' ? subject : `${subject}: ${detail}`;
const briefLimit = 5;
/** The most important differences in one line, without a full stop. */
const formatInOneLine = (findings) => {
    const shown = findings.slice(0, briefLimit).map(formatBriefly);
    const more = findings.length - shown.length;
    return [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ');
};

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./src/tar/comparison.ts


const properties = ['type', 'mode', 'owner', 'time', 'size', 'link', 'content', 'attributes'];
/** How many differences are reported. The comparison ends early if it has found so many. */
const differenceLimit = 20;
// Entries that wait for their counterpart in the other tar. Both tars are usually in the same order, so few wait.
const waitingLimit = 20_000;
// Contents are kept for `contentPattern` while their entries wait. In bytes: of one, and of all.
const keptContentLimit = 64 * 1024;
const keptContentsLimit = 4 * 1024 * 1024;
// Names, links and other values of the entries that wait, and their contents. In characters and bytes: of one value, and of all.
const valueLimit = 4 * 1024;
const keptLimit = 16 * 1024 * 1024;
/**
 * Compares two tars entry by entry while they are streamed. The entries may be in any order. Reads no further than to the
 * 20th difference, and ends early if more than 20,000 entries of one tar, or 16 MiB of names and other values, wait for their
 * counterparts.
 *
 * Throws a refusal if one is not a complete tar or has a name of more than 4 KiB, and whatever reading it throws.
 */
const compareTars = async (expected, found, refusal) => {
    const sides = [sideOf(expected, refusal), sideOf(found, refusal)];
    try {
        return await compareSides(...sides);
    }
    finally {
        await Promise.allSettled(sides.map(({ entries }) => entries.return(undefined)));
    }
};
const sideOf = (tar, refusal) => ({
    entries: describedEntries(tar, refusal),
    waiting: new Map(),
    count: 0,
    keptBytes: 0,
});
const compareSides = async (expected, found) => {
    const differences = [];
    let last = { expected: -1, found: -1 };
    let moved;
    const compare = (one, other) => {
        const changes = changesOf(one, other);
        const { name } = one;
        if (changes.length > 0) {
            const pattern = contentPattern(one.content, other.content);
            differences.push({ name, kind: 'changed', changes, pattern });
        }
        if (one.position < last.expected || other.position < last.found) {
            moved ??= { name, kind: 'moved', changes: [] };
        }
        last = { expected: one.position, found: other.position };
    };
    let isOpen = [true, true];
    while (isOpen.includes(true) && differences.length < differenceLimit) {
        const next = await Promise.all([expected, found].map(({ entries }) => entries.next()));
        isOpen = next.map(({ done }) => done !== true);
        const [one, other] = next.map(({ value }) => value ?? undefined);
        if (one !== undefined)
            matchEntry(one, expected, found, (counterpart) => compare(one, counterpart));
        if (other !== undefined)
            matchEntry(other, found, expected, (counterpart) => compare(counterpart, other));
        if ([expected, found].some((side) => side.count > waitingLimit || side.keptBytes > keptLimit))
            break;
    }
    const isComplete = !isOpen.includes(true);
    // If the other tar was not read to its end, its rest may have the entries that wait.
    const [isExpectedOpen, isFoundOpen] = isOpen;
    if (isFoundOpen === false)
        differences.push(...unmatched(expected, 'missing'));
    if (isExpectedOpen === false)
        differences.push(...unmatched(found, 'additional'));
    if (differences.length === 0 && moved !== undefined)
        differences.push(moved);
    return { differences: differences.slice(0, differenceLimit), isComplete };
};
/** Finds the counterpart of an entry, or lets the entry wait for it. */
const matchEntry = (entry, own, other, compare) => {
    const namesakes = other.waiting.get(entry.name);
    const counterpart = namesakes?.shift();
    if (counterpart !== undefined) {
        if (namesakes?.length === 0)
            other.waiting.delete(entry.name);
        other.count -= 1;
        other.keptBytes -= sizeOf(counterpart);
        compare(counterpart);
        return;
    }
    own.count += 1;
    own.keptBytes += sizeOf(entry);
    if (own.keptBytes > keptContentsLimit) {
        own.keptBytes -= entry.content?.length ?? 0;
        entry.content = undefined;
    }
    const waiting = own.waiting.get(entry.name);
    if (waiting === undefined)
        own.waiting.set(entry.name, [entry]);
    else
        waiting.push(entry);
};
const sizeOf = ({ name, properties, content }) => Object.values(properties).reduce((sum, value) => sum + value.length, name.length + (content?.length ?? 0));
const unmatched = ({ waiting }, kind) => [...waiting.values()]
    .flat()
    .slice(0, differenceLimit)
    .map(({ name }) => ({ name, kind, changes: [] }));
const changesOf = (expected, found) => properties
    .map((property) => ({
    property,
    expected: expected.properties[property],
    found: found.properties[property],
}))
    .filter((change) => change.expected !== change.found);
async function* describedEntries(tar, refusal) {
    let position = 0;
    for await (const { header, content } of (0,tar_read/* tarEntries */.O_)(tar, refusal)) {
        const known = propertiesOf(header);
        if ([header.name, ...Object.values(known)].some((value) => value.length > valueLimit)) {
            throw refusal('an entry has a name, a link or another value of more than 4 KiB');
        }
        const file = header.type === 'file' ? await readContent(content) : { digest: '', kept: undefined };
        yield {
            name: header.name,
            position,
            properties: { ...known, content: file.digest },
            content: file.kept,
        };
        position += 1;
    }
}
const readContent = async (content) => {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const chunks = [];
    let size = 0;
    for await (const chunk of content) {
        hash.update(chunk);
        size += chunk.length;
        if (size <= keptContentLimit)
            chunks.push(chunk);
    }
    return {
        digest: `sha256:${hash.digest('hex')}`,
        kept: size <= keptContentLimit ? Buffer.concat(chunks) : undefined,
    };
};
const knownRecords = ['path', 'linkpath', 'size', 'uid', 'gid', 'mtime'];
// tar-stream takes only names and the size from extended headers.
const propertiesOf = (header) => {
    const records = new Map(Object.entries(header.pax ?? {}));
    const others = [...records].filter(([name]) => !knownRecords.includes(name));
    const { uname = '', gname = '', devmajor = 0, devminor = 0 } = header;
    return {
        type: header.type ?? 'unknown',
        mode: (header.mode ?? 0).toString(8).padStart(4, '0'),
        owner: `${records.get('uid') ?? header.uid}:${records.get('gid') ?? header.gid}`,
        time: records.get('mtime') ?? String((header.mtime?.getTime() ?? 0) / 1000),
        size: String(header.size),
        link: header.linkname ?? '',
        attributes: (0,external_node_crypto_.createHash)('sha256')
            .update(JSON.stringify([uname, gname, devmajor, devminor, others.toSorted()]))
            .digest('hex'),
    };
};
const times = /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d\b|\b1[5-9]\d{8}(?:\d{3}|\d{6}|\d{9})?\b|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ?\d{0,2}/g;
const paths = /(?:\/[\w.@+-]{1,255}){2,64}/g;
const identifiers = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,128}\b/gi;
const replaceable = [
    ['times', times],
    ['identifiers', identifiers],
    ['paths', paths],
];
/** Finds the pattern that explains all differences between two contents. Undefined if none of the known ones does. */
const contentPattern = (expected, found) => {
    if (expected === undefined || found === undefined)
        return undefined;
    const one = Buffer.from(expected).toString('latin1');
    const other = Buffer.from(found).toString('latin1');
    if (one === other)
        return undefined;
    if (one.length === other.length && sortedParts(one) === sortedParts(other))
        return 'order';
    return replaceable.find(([, pattern]) => one.replace(pattern, '') === other.replace(pattern, ''))?.[0];
};
/** Lines, and the parts of JSON and similar formats. */
const sortedParts = (text) => text
    .split(/[\n,;{}[\]]/)
    .toSorted()
    .join('\n');

;// CONCATENATED MODULE: ./src/actions/build-image/summary/origin.ts


/** The layers of an image by origin, in the image's order. Origins that only the previous image has come last. */
const groupByOrigin = (image, runImageLayers, previousImage) => {
    const groups = layersByOrigin(originsOf(image, runImageLayers));
    const previousGroups = previousImage === undefined
        ? new Map()
        : layersByOrigin(originsOf(previousImage, countLayersBeforeOwn(previousImage)));
    const keys = [...groups.keys(), ...previousGroups.keys()];
    return [...new Set(keys)].flatMap((key) => {
        const layers = groups.get(key) ?? [];
        const previousLayers = previousGroups.get(key) ?? [];
        const [first = previousLayers[0]] = layers;
        return first === undefined ? [] : [{ origin: first.origin, layers, size: (0,image_image/* sizeOf */.$d)(layers), previousLayers }];
    });
};
// Without the version, so that a new version of a buildpack is compared with the previous one.
const layersByOrigin = (layers) => Map.groupBy(layers, ({ origin: { kind, id = '' } }) => `${kind} ${id}`);
const countLayersBeforeOwn = (image) => {
    const [first] = (0,labels/* ownLayersOf */.aU)(image);
    return first === undefined ? image.manifest.layers.length : image.manifest.layers.indexOf(first);
};
/** The origin of each layer of an image. The first `runImageLayers` are those of the run image. */
const originsOf = ({ manifest, config }, runImageLayers) => {
    const runImage = { kind: 'run image' };
    const unknown = { kind: 'buildpacks' };
    const claims = claimsOf(config);
    return manifest.layers.map((layer, i) => {
        const diffId = config.rootfs.diff_ids[i];
        const claim = i < runImageLayers ? undefined : takeClaim(claims, diffId);
        const origin = i < runImageLayers ? runImage : unknown;
        return { ...layer, diffId, origin, name: `layer ${i + 1}`, ...claim };
    });
};
const claimsOf = (config) => {
    const metadata = (0,labels/* readLifecycleMetadata */.wi)(config);
    const claims = new Map();
    const claim = (layer, origin, name) => {
        if (layer === null)
            return;
        const others = claims.get(layer.sha);
        if (others === undefined)
            claims.set(layer.sha, [{ origin, name }]);
        else
            others.push({ origin, name });
    };
    for (const { key: id, version, layers } of metadata.buildpacks) {
        for (const [name, layer] of Object.entries(layers))
            claim(layer, { kind: 'buildpack', id, version }, name);
    }
    claim(metadata.sbom, { kind: 'SBOM' }, 'SBOM');
    const lastSlice = metadata.app.length - 1;
    for (const [i, layer] of metadata.app.entries()) {
        claim(layer, { kind: 'app' }, i === lastSlice ? 'application' : `slice ${i + 1}`);
    }
    claim(metadata.launcher, { kind: 'launcher' }, 'launcher');
    claim(metadata.config, { kind: 'configuration' }, 'launcher configuration');
    claim(metadata['process-types'], { kind: 'configuration' }, 'process types');
    return claims;
};
// Layers with the same content have the same diff ID. Each takes the next claim, and all others the last one.
const takeClaim = (claims, diffId) => {
    const open = diffId === undefined ? undefined : claims.get(diffId);
    return open !== undefined && open.length > 1 ? open.shift() : open?.[0];
};

;// CONCATENATED MODULE: ./src/actions/build-image/reproduction/causes.ts
const archive = /\.(?:jar|war|ear|zip|whl|egg|nupkg|gz|tgz|tar|bz2|xz)$/i;
const bytecode = /\.py[co]$/;
const lockFile = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|\.package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock|go\.sum|Cargo\.lock)$/;
const patternCauses = {
    times: 'a file contains the time of the build: make the tool that writes it use a fixed time, for example SOURCE_DATE_EPOCH in "env"',
    order: 'a file has the same parts in a random order: make the tool that writes it sort them',
    paths: 'a file contains a path of the machine: let the tool write relative paths, or build at the same path',
    identifiers: 'a file contains an identifier or a hash that differs in every build',
};
/** Names of one version and another, such as `node-v22.1.0` and `node-v22.2.0`, have the same text without numbers. */
const withoutVersion = (name) => name.replace(/\d+(?:\.\d+)*/g, '0');
const isOtherVersion = (differences) => {
    const names = (kind) => differences.filter((difference) => difference.kind === kind).map(({ name }) => name);
    const added = new Set(names('additional').map(withoutVersion));
    return names('missing').some((name) => /\d/.test(name) && added.has(withoutVersion(name)));
};
const changesOnly = (differences, property) => differences.some(({ changes }) => changes.length > 0 && changes.every((change) => change.property === property));
/** The known reasons for differences like these, with what to do about them. Empty if none is known. */
const causesOf = (differences) => {
    const withContent = differences.filter(({ changes }) => changes.some(({ property }) => property === 'content'));
    const some = (pattern, list = differences) => list.some(({ name }) => pattern.test(name));
    const patterns = new Set(withContent.flatMap(({ pattern }) => pattern ?? []));
    const causes = [
        [
            some(/(?:^|\/)\.git(?:\/|$)/),
            'the app contains ".git", which differs in every checkout: add ".git" to "exclude"',
        ],
        [
            some(lockFile, withContent),
            'a lock file was written during the build: commit a complete lock file, and install exactly what it says',
        ],
        [
            some(archive, withContent),
            'archives such as JAR and ZIP files contain time stamps: create them with fixed times, for example with ' +
                'project.build.outputTimestamp in Maven, or preserveFileTimestamps = false and reproducibleFileOrder = true in Gradle',
        ],
        [
            some(bytecode, withContent),
            'Python\'s bytecode contains the time of its source: set SOURCE_DATE_EPOCH in "env"',
        ],
        [
            isOtherVersion(differences),
            'another version was downloaded, for example the latest one: name the exact version in the app or in "env"',
        ],
        ...[...patterns].map((pattern) => [true, patternCauses[pattern]]),
        [changesOnly(differences, 'mode'), 'only file modes differ: they come from the checkout and its umask'],
        [changesOnly(differences, 'owner'), 'only owners differ: the builders run as different users'],
        [
            changesOnly(differences, 'time'),
            'only times of files differ: whatever wrote the layer kept the times of the build',
        ],
        [differences.some(({ kind }) => kind === 'moved'), 'the same files were written in a random order'],
    ];
    return causes.flatMap(([applies, cause]) => (applies ? [cause] : []));
};

// EXTERNAL MODULE: ./src/actions/build-image/reproduction/published-image.ts
var published_image = __webpack_require__(26289);
;// CONCATENATED MODULE: ./src/actions/build-image/reproduction/layers.ts











/**
 * Compares the layers of two images by their diff IDs, without those of the run images. Layers belong together if the same
 * buildpack made them under the same name, as the lifecycle's label says.
 */
const compareLayers = ({ expected, found }) => {
    const [one, other] = [appLayersOf(expected), appLayersOf(found)];
    const differences = [...new Set([...one.keys(), ...other.keys()])].flatMap((name) => compareLayer(name, one.get(name), other.get(name)));
    const isMoved = [...one.keys()].join('\n') !== [...other.keys()].join('\n');
    if (differences.length > 0 || !isMoved)
        return differences;
    const detail = 'they are the same, in another order: the buildpacks ran in another order';
    return [{ finding: { subject: 'layers', brief: 'in another order', detail }, pair: undefined }];
};
const compareLayer = (subject, expected, found) => {
    const difference = (brief, detail) => [
        { finding: { subject, brief, detail }, pair: undefined },
    ];
    if (expected === undefined)
        return difference('added', 'the published image does not have it');
    if (found === undefined)
        return difference('removed', 'only the published image has it');
    if (expected.diffId !== found.diffId) {
        return [{ finding: { subject, brief: '', detail: 'its content differs' }, pair: { expected, found } }];
    }
    if (expected.digest === found.digest)
        return [];
    return difference('compressed differently', 'its content is the same, but compressed differently: another lifecycle wrote it; use the same builder by its digest');
};
const appLayersOf = (image) => {
    const base = (0,run_image_record/* countRunImageLayers */.yO)(image.config);
    const layers = originsOf(image, base).slice(base);
    return new Map(layers.map((layer, position) => [subjectOf(layer, position), layer]));
};
const subjectOf = ({ origin: { kind, id = '' }, name }, position) => {
    switch (kind) {
        case 'app':
            return name === 'application' ? 'application layer' : `application layer "${name}"`;
        case 'buildpack':
            return `layer "${(0,printable/* printable */.g$)(name)}" of ${(0,printable/* printable */.g$)(id)}`;
        case 'launcher':
        case 'SBOM':
            return `${kind} layer`;
        case 'configuration':
            return `layer "${name}"`;
        default:
            return `layer ${position + 1} above the run image`;
    }
};
// One cause usually changes few layers, or all. In compressed bytes: of both images together.
const layers_layerLimit = 10;
const layers_byteLimit = 4 * 1000 ** 3;
/**
 * Compares the entries of layers that differ, one layer after the other, and describes them line by line. Layers that cannot
 * be read, and those beyond the limits of 10 layers and 4 GB, are described as such.
 */
const describeLayers = async (differences, sources) => {
    const lines = [];
    let layers = 0;
    let bytes = 0;
    for (const { finding, pair } of differences) {
        lines.push(formatInFull(finding));
        if (pair === undefined)
            continue;
        layers += 1;
        bytes += pair.expected.size + pair.found.size;
        const isWithinLimits = layers <= layers_layerLimit && bytes <= layers_byteLimit;
        lines.push(...(isWithinLimits
            ? await describeLayer(pair.expected, pair.found, sources)
            : [
                `  Its files were not compared: the limit is ${layers_layerLimit} layers and ${(0,quantity/* formatBytes */.z3)(layers_byteLimit)}.`,
            ]));
    }
    return lines;
};
const mayBeMore = '  There may be more differences.';
const endedEarly = '  The comparison ended early: too many entries in another order, or in only one of the layers.';
const describeLayer = async (expected, found, sources) => {
    try {
        const { differences, isComplete } = await compareTars(tarOf(expected, sources.expected, sources.signal), tarOf(found, sources.found, sources.signal), unreadableLayer);
        if (differences.length === 0 && isComplete)
            return ['  The files are the same, but the tar is written differently.'];
        return [
            ...differences.map((difference) => `  ${describeEntry(difference)}`),
            ...(isComplete ? [] : [differences.length < differenceLimit ? endedEarly : mayBeMore]),
            ...causesOf(differences).map((cause) => `  Likely cause: ${cause}.`),
        ];
    }
    catch (error) {
        sources.signal.throwIfAborted();
        if (!(error instanceof failure/* Failure */.HR))
            throw error;
        const reason = (0,published_image/* isNotFound */.c4)(error) ? 'The registry no longer has the published layer.' : error.message;
        return [`  Its files could not be compared: ${reason}`];
    }
};
const unreadableLayer = (reason) => new failure/* Failure */.HR(`The layer could not be read: ${reason}.`);
const tarOf = (descriptor, content, signal) => (0,decompression/* decompress */.m)(content.fetch(descriptor, signal), (0,media_type/* compressionOf */.MB)(descriptor.mediaType), descriptor.size, unreadableLayer);
/** `changed: workspace/run.sh (mode 0644 → 0755, content)` */
const describeEntry = ({ kind, name, changes }) => {
    const shown = (0,printable/* printable */.g$)(name);
    if (kind === 'moved')
        return `in another order: ${shown} first`;
    return changes.length === 0
        ? `${kind}: ${shown}`
        : `${kind}: ${shown} (${changes.map(describeChange).join(', ')})`;
};
const describeChange = ({ property, expected, found }) => {
    if (property === 'content' || property === 'attributes')
        return property;
    const [before, after] = [expected, found].map((value) => property === 'time' ? layers_timeOf(value) : (0,printable/* printable */.g$)(value) || 'none');
    return `${property} ${before} → ${after}`;
};
const layers_timeOf = (seconds) => {
    const time = new Date(Number(seconds) * 1000);
    return Number.isNaN(time.getTime()) ? (0,printable/* printable */.g$)(seconds) : time.toISOString();
};

;// CONCATENATED MODULE: ./src/actions/build-image/reproduction/documents.ts








/** Compares two images by their documents alone. Images with different digests have at least one difference. */
const compareImages = (images) => {
    const runImage = compareRunImages(images);
    const buildpacks = compareBuildpacks(images);
    const origins = [...runImage, ...buildpacks];
    const layers = compareLayers(images);
    const differences = compareDocuments(images.expected, images.found);
    const isConsequence = (difference) => isOfConfig(difference) ||
        (layers.length + runImage.length > 0 && isOfLayers(difference)) ||
        (runImage.length > 0 && isOfRunImage(difference)) ||
        (buildpacks.length > 0 && isOfBuildpacks(difference));
    const own = differences.filter((difference) => !isConsequence(difference));
    const isExplained = own.length + origins.length + layers.length > 0;
    return { origins, layers, fields: (isExplained ? own : differences).map(fieldFinding) };
};
/** The differences in one line, the most important ones first, without a full stop. Empty if there are none. */
const comparisonInOneLine = ({ origins, layers, fields }) => formatInOneLine([...origins, ...layers.map(({ finding }) => finding), ...fields]);
/**
 * The reference of the run image that an image was built on, by its label. A lifecycle that writes a layout names the path
 * in its layout-repo, `<registry>/<repository>/<tag>` or `…/sha256/<hex>`, with a digest that means nothing.
 * https://github.com/buildpacks/lifecycle/pull/1523
 */
const runImageNameOf = (config) => {
    const reference = (0,run_image_record/* readRunImageRecord */.Sj)(config)?.reference ?? '';
    const [, path, hex, tag] = /^\/layout-repo\/([^@]+?)\/(?:sha256\/([0-9a-f]{64})|([^/@]+))(?:@.*)?$/.exec(reference) ?? [];
    const name = path === undefined ? reference : `${path}${hex === undefined ? `:${tag}` : `@sha256:${hex}`}`;
    if (name === '')
        return undefined;
    try {
        return (0,image_reference/* formatReference */.FH)((0,image_reference/* parseReference */.F2)(name));
    }
    catch (error) {
        if (error instanceof failure/* Failure */.HR)
            return undefined;
        throw error;
    }
};
/** Compares what two images stand on. */
const compareRunImages = ({ expected, found }) => {
    const base = (config) => config.rootfs.diff_ids.slice(0, (0,run_image_record/* countRunImageLayers */.yO)(config)).join();
    const names = [runImageNameOf(expected.config), runImageNameOf(found.config)];
    const isSameBase = base(expected.config) === base(found.config);
    if (isSameBase && names[0] === names[1])
        return [];
    const [wanted, used] = names;
    const subject = 'run image';
    if (isSameBase) {
        const detail = `the layers are the same, but the label names it ${wanted ?? 'otherwise'}, not ${used ?? 'so'}; ` +
            `set "run-image" to ${wanted ?? 'the reference of the first build'}`;
        return [{ subject, brief: 'under another name', detail }];
    }
    return [{ subject, brief: '', detail: describeOtherBase(expected.config, wanted, used) }];
};
const describeOtherBase = (config, wanted, used) => {
    const stands = `the published image stands on ${wanted ?? 'another one'}, and this one on ${used ?? 'another one'}`;
    if (wanted?.includes('@'))
        return `${stands}; set "run-image" to ${wanted}`;
    const named = wanted ?? (0,printable/* printable */.g$)((0,run_image_record/* readRunImageRecord */.Sj)(config)?.image ?? '');
    const reference = named === '' ? 'the one that it was built on' : `${named}@sha256:…`;
    return (`${stands}, with other layers; the label does not have the digest: take it from the output "run-image-digest" or ` +
        `the provenance of the published build, and set "run-image" to ${reference} in both builds`);
};
const compareBuildpacks = ({ expected, found }) => {
    const [one, other] = [expected, found].map(({ config }) => new Map((0,labels/* readBuildMetadata */.q3)(config).buildpacks.map(({ id, version }) => [id, version])));
    const ids = new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])]);
    return [...ids].flatMap((id) => {
        const [before, after] = [one?.get(id), other?.get(id)].map((version) => version && (0,printable/* printable */.g$)(version));
        if (before === after)
            return [];
        const subject = `buildpack ${(0,printable/* printable */.g$)(id)}`;
        if (before === undefined)
            return [{ subject, brief: 'added', detail: `took part, in version ${after}` }];
        if (after === undefined)
            return [{ subject, brief: 'removed', detail: 'took no part' }];
        const change = `${before} → ${after}`;
        const detail = `${change}; use the same builder by its digest, or name ${(0,printable/* printable */.g$)(id)}@${before} in "buildpacks"`;
        return [{ subject, brief: change, detail }];
    });
};
/** The manifest's descriptor of the configuration differs whenever the configuration does. */
const isOfConfig = ({ document, path }) => document === 'manifest' && path[0] === 'config' && path[1] !== 'mediaType';
const labelOf = ({ document, path }) => document === 'configuration' && path[0] === 'config' && path[1] === 'Labels' ? path[2] : undefined;
const isOfLayers = (difference) => {
    const { document, path } = difference;
    if (document === 'manifest')
        return path[0] === 'layers';
    if (path[0] === 'rootfs' || path[0] === 'history')
        return true;
    return labelOf(difference) === labels/* lifecycleMetadataLabel */.We && path.at(-1) === 'sha';
};
const isOfRunImage = (difference) => labelOf(difference) === labels/* lifecycleMetadataLabel */.We && difference.path[3] === 'runImage';
const isOfBuildpacks = (difference) => [labels/* lifecycleMetadataLabel */.We, labels/* buildMetadataLabel */.GY].includes(labelOf(difference) ?? '') &&
    difference.path[3] === 'buildpacks';
const fieldFinding = (difference) => {
    const { expected, found, form } = difference;
    const subject = documents_subjectOf(difference);
    if (form === 'order')
        return { subject, brief: 'in another order', detail: 'the order differs' };
    if (form === 'spelling') {
        return {
            subject,
            brief: 'written differently',
            detail: 'the content is the same, but written differently',
        };
    }
    return {
        subject,
        brief: '',
        detail: `${formatValue(expected)} → ${formatValue(found)}${adviceOf(difference)}`,
    };
};
const documents_subjectOf = (difference) => {
    const { document, path } = difference;
    const label = labelOf(difference);
    if (label !== undefined) {
        const field = path.slice(3).join('.');
        return `label ${(0,printable/* printable */.g$)(label)}${field === '' ? '' : ` at ${(0,printable/* printable */.g$)(field)}`}`;
    }
    if (document === 'configuration' && path[0] === 'config') {
        if (path[1] === 'Env' && path.length === 3)
            return `variable ${(0,printable/* printable */.g$)(path[2] ?? '')}`;
        return (0,printable/* printable */.g$)(path.slice(1).join('.')) || 'configuration';
    }
    return [document, ...(path.length === 0 ? [] : [`at ${(0,printable/* printable */.g$)(path.join('.'))}`])].join(' ');
};
const documents_valueLimit = 120;
// Strings are not escaped as in JSON: together with the escapes of the summary, the runner would not find a secret in them.
const formatValue = (value) => {
    if (value === undefined)
        return 'nothing';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const cut = (0,printable/* printable */.g$)((0,printable/* cutAtWord */.QI)(text, documents_valueLimit));
    const quoted = typeof value === 'string' ? `"${cut}"` : cut;
    return text.length > documents_valueLimit ? `${quoted} (${text.length} characters)` : quoted;
};
/** What to do about a difference, if an input of the action decides about the field. */
const adviceOf = ({ document, path }) => {
    if (path.at(-1) === 'mediaType' || (document === 'manifest' && path[0] === 'annotations')) {
        return '; set "media-types" as in the first build';
    }
    if (document === 'configuration' && path[0] === 'created')
        return '; set "creation-time" as in the first build';
    if (path[0] === 'config' &&
        path[1] === 'Labels' &&
        path.length === 3 &&
        !path[2]?.startsWith('io.buildpacks.')) {
        return '; set "labels" as in the first build, if they come from that input';
    }
    if (path[1] === 'Entrypoint')
        return '; set "default-process" as in the first build';
    if (path[3] === 'launcher')
        return '; use the same builder by its digest';
    return '';
};

;// CONCATENATED MODULE: ./src/actions/build-image/reproduction/reproduce.ts








/**
 * Verifies that a build reproduced the image that the input `reproduces` names, if it names one. Returns the name of that
 * image. Throws a Failure that explains the difference if the digests differ; the layout stays in place.
 */
const verifyReproduction = async (inputs, { image }, services) => {
    const { reproduces, imagePath } = inputs;
    if (reproduces === undefined)
        return undefined;
    services.setOutputs({ reproduced: false });
    const published = 'digest' in reproduces ? undefined : await services.findPublishedImage(reproduces.reference, image.config);
    const expected = 'digest' in reproduces ? reproduces.digest : published?.descriptor.digest;
    const name = published?.name ?? `${expected}`;
    const { digest } = image.descriptor;
    if (expected === digest) {
        services.setOutputs({ reproduced: true });
        services.log.info(`Reproduced: ${name} has the digest of this build, ${digest}`);
        return name;
    }
    const built = await (0,image_documents/* fetchImage */.aK)((0,layout_content/* layoutContent */.G)(imagePath.folder), image.descriptor);
    const lines = published === undefined
        ? explainDigest(expected, built)
        : await explainDifference(published, built, imagePath.folder, services.tasks.signal);
    if (inputs.summary) {
        const imageName = `${imagePath.name}:${imagePath.tag}`;
        await services.writeSummary(formatFailedReproduction(imageName, name, { expected, digest }, lines));
    }
    throw new failure/* Failure */.HR(`The build did not reproduce ${name}: expected ${expected}, built ${digest}. Nothing was uploaded; the layout is ` +
        `in ${imagePath.folder}. See the differences below.`, { detail: lines });
};
const explainDifference = async (published, found, layout, signal) => {
    const expected = await (0,published_image/* readPublishedImage */.mL)(published);
    const { origins, layers, fields } = compareImages({ expected, found });
    const sources = { expected: published.content, found: (0,layout_content/* layoutContent */.G)(layout), signal };
    return [
        ...origins.map(formatInFull),
        ...(await describeLayers(layers, sources)),
        ...firstFields(fields.map(formatInFull)),
    ];
};
const fieldLimit = 100;
const firstFields = (lines) => lines.length <= fieldLimit
    ? lines
    : [...lines.slice(0, fieldLimit), `At least ${lines.length - fieldLimit} more fields differ.`];
const explainDigest = (expected, { manifest: { config } }) => expected === config.digest
    ? [
        'The digest in "reproduces" is the image ID of this build: configuration and layers are the same.',
        'Set "reproduces" to the digest of the manifest, which is the output "digest" of the first build.',
    ]
    : [
        'A digest alone does not say what differs. Set "reproduces" to a reference, such as ghcr.io/octo-org/my-app@sha256:…',
        'Compare the outputs "builder-digest", "run-image-digest" and "lifecycle-version" of both builds.',
    ];
const reproduce_lineLimit = 300;
const formatFailedReproduction = (imageName, target, { expected = '', digest }, lines) => {
    const digests = (0,markdown/* factsTable */.wd)([
        ['Expected', `${(0,markdown/* code */.aY)(target, 200)}<br>${(0,markdown/* code */.aY)(expected)}`],
        ['Built', (0,markdown/* code */.aY)(digest)],
    ]);
    const items = lines.slice(0, reproduce_lineLimit).map((line) => `<li>${(0,markdown/* verbatim */.Bj)(line, 400)}</li>`);
    const list = `<ul>${items.join('\n')}</ul>`;
    const sections = [`<h2>❌ ${(0,markdown/* code */.aY)(imageName)} was not reproduced</h2>`, digests];
    return `${[...sections, (0,markdown/* details */.zH)(`Differences (${lines.length})`, list)].join('\n\n')}\n`;
};
/** What changed since the previous build that the build cache holds, by the images' documents alone: a sentence's part. */
const describeChanges = (buildCache, output) => {
    const expected = buildCache?.found?.image;
    if (expected === undefined)
        return undefined;
    const { manifestBytes, configBytes, image } = output;
    const found = { ...image, manifestBytes, configBytes };
    const changes = comparisonInOneLine(compareImages({ expected, found }));
    return changes === ''
        ? 'Nothing changed since the previous build'
        : `Changed since the previous build: ${changes}`;
};

;// CONCATENATED MODULE: ./src/actions/build-image/summary/buildpacks.ts

const listLimit = 50;
// In characters.
const buildpacks_valueLimit = 80;
/** A closed section with the buildpacks of the build. None if the label does not list any. */
const buildpacksSection = ({ buildpacks, launcher }) => {
    if (buildpacks.length === 0)
        return [];
    const rows = (0,markdown/* firstRows */.C)(buildpacks, listLimit, ({ homepage, id, version }) => [
        (0,markdown/* linkTo */.uM)(homepage, (0,markdown/* verbatim */.Bj)(id, buildpacks_valueLimit)),
        (0,markdown/* verbatim */.Bj)(version, buildpacks_valueLimit),
    ], 'more buildpack');
    const version = launcher?.version ?? '';
    return [
        (0,markdown/* details */.zH)(`Buildpacks (${buildpacks.length})`, (0,markdown/* table */.tp)(['Buildpack', 'Version'], rows), ...(version === '' ? [] : [`<p>Launcher ${(0,markdown/* verbatim */.Bj)(version, buildpacks_valueLimit)}</p>`])),
    ];
};
const commandLimit = 300;
// With the quotes of a shell, so that arguments can be told apart. Long arguments are shortened before they are joined.
const commandLine = (words) => words
    .slice(0, commandLimit)
    .map((word) => word.slice(0, 2 * commandLimit))
    .map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw `'\''`)}'`))
    .join(' ');
/** A closed section with the processes of an image. None if the label does not list any. */
const processesSection = ({ processes }, defaultType) => {
    if (processes.length === 0)
        return [];
    // The default process first, so that it is always shown.
    const isDefault = ({ type }) => type === defaultType;
    const ordered = [...processes.filter(isDefault), ...processes.filter((process) => !isDefault(process))];
    const rows = (0,markdown/* firstRows */.C)(ordered, listLimit, (process) => [
        `${(0,markdown/* verbatim */.Bj)(process.type, buildpacks_valueLimit)}${isDefault(process) ? ' <b>default</b>' : ''}`,
        (0,markdown/* verbatim */.Bj)(commandLine([...process.command, ...process.args]), commandLimit),
        process['working-dir'] === '' ? '' : (0,markdown/* verbatim */.Bj)(process['working-dir'], buildpacks_valueLimit),
        process.buildpackID === '' ? '' : (0,markdown/* verbatim */.Bj)(process.buildpackID, buildpacks_valueLimit),
    ], 'more process', 'more processes');
    return [
        (0,markdown/* details */.zH)(`Processes (${processes.length})`, (0,markdown/* table */.tp)(['Process', 'Command', 'Working directory', 'Buildpack'], rows)),
    ];
};

;// CONCATENATED MODULE: ./src/actions/build-image/summary/layers.ts



const originLimit = 40;
const summary_layers_layerLimit = 12;
const barLength = 10;
/** A table with a row for each origin. With a previous image, it also shows the changes. */
const originTable = (groups, sources, hasPrevious) => {
    const total = (0,image_image/* sizeOf */.$d)(groups.filter((group) => isInLayout(group, sources)));
    const { shown, folded } = foldItems(groups, originLimit);
    const row = (name, combined) => {
        const inLayout = (0,image_image/* sizeOf */.$d)(combined.filter((group) => isInLayout(group, sources)));
        return [
            name,
            String(combined.flatMap(({ layers }) => layers).length),
            (0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(combined)),
            barOf(inLayout, total),
            ...(hasPrevious ? [layers_describeChange(combined)] : []),
            describeStates(combined, sources),
        ];
    };
    const rows = shown.map((group) => row(originName(group.origin), [group]));
    if (folded.length > 0)
        rows.push(row(`<i>${(0,quantity/* formatCount */.B4)(folded.length, 'more origin')}</i>`, folded));
    const change = hasPrevious ? ['Change'] : [];
    return (0,markdown/* table */.tp)(['Origin', 'Layers', 'Size', 'Share', ...change, 'State'], rows, [
        ...[1, 2],
        ...(hasPrevious ? [4] : []),
    ]);
};
const isInLayout = ({ origin }, { sparse }) => !sparse || origin.kind !== 'run image';
const barOf = (size, total) => size === 0 ? '' : '█'.repeat(Math.round((barLength * size) / total)) || '▏';
/** The total size of the layers in the layout compared with the previous image: `+1.2 MB`, or `unchanged`. */
const describeTotalChange = (groups, sources) => layers_describeChange(groups.filter((group) => isInLayout(group, sources)));
const layers_describeChange = (groups) => {
    const layers = groups.flatMap((group) => group.layers);
    const previous = groups.flatMap(({ previousLayers }) => previousLayers);
    const digestsOf = (list) => list
        .map(({ digest }) => digest)
        .toSorted()
        .join();
    if (digestsOf(layers) === digestsOf(previous))
        return 'unchanged';
    const change = (0,image_image/* sizeOf */.$d)(layers) - (0,image_image/* sizeOf */.$d)(previous);
    const sign = change === 0 ? '±' : change < 0 ? '−' : '+';
    return `${sign}${(0,quantity/* formatBytes */.z3)(Math.abs(change))}`;
};
const stateOf = ({ digest, name }, { origin, previousLayers }, { reused, sparse }) => {
    if (sparse && origin.kind === 'run image')
        return 'left out';
    if (reused.has(digest))
        return 'reused';
    if (origin.kind === 'run image')
        return 'fetched';
    return previousLayers.some((previous) => previous.name === name) ? 'rebuilt' : 'new';
};
/** The states of all layers: `reused`, or `2 reused, 1 new`. */
const describeStates = (groups, sources) => {
    const states = groups.flatMap((group) => group.layers.map((layer) => stateOf(layer, group, sources)));
    const counts = Map.groupBy(states, (state) => state);
    if (counts.size < 2)
        return states[0] ?? 'removed';
    return [...counts].map(([state, { length }]) => `${length} ${state}`).join(', ');
};
/** A closed section with a row for each layer. Small layers of origins with many layers share a row. */
const layersSection = (groups, sources) => {
    const { shown, folded } = foldItems(groups.filter(({ layers }) => layers.length > 0), originLimit);
    const rows = shown.flatMap((group) => layerRows(group, sources));
    if (folded.length > 0) {
        rows.push([`<i>${(0,quantity/* formatCount */.B4)(folded.length, 'more origin')}</i>`, ...combinedRow(folded, sources)]);
    }
    const count = groups.reduce((sum, { layers }) => sum + layers.length, 0);
    return (0,markdown/* details */.zH)(`Layers (${count})`, (0,markdown/* table */.tp)(['Origin', 'Layer', 'Size', 'State'], rows, [2]));
};
const layerRows = (group, sources) => {
    const { shown, folded } = foldItems(group.layers, summary_layers_layerLimit);
    const cells = shown.map((layer) => [
        (0,markdown/* code */.aY)(layer.name),
        (0,quantity/* formatBytes */.z3)(layer.size),
        stateOf(layer, group, sources),
    ]);
    if (folded.length > 0)
        cells.push([...combinedRow([{ ...group, layers: folded }], sources)]);
    return cells.map((row, i) => [i === 0 ? originName(group.origin) : '', ...row]);
};
const combinedRow = (groups, sources) => {
    const layers = groups.flatMap((group) => group.layers);
    return [
        `<i>${(0,quantity/* formatCount */.B4)(layers.length, 'more layer')}</i>`,
        (0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(layers)),
        describeStates(groups, sources),
    ];
};
const originName = ({ id, kind, version }) => {
    if (id === undefined)
        return kind;
    return (0,markdown/* code */.aY)(id) + (version === undefined || version === '' ? '' : ` ${(0,markdown/* code */.aY)(version, 40)}`);
};
/** The largest items, in their order, and the others. */
const foldItems = (items, limit) => {
    if (items.length <= limit)
        return { shown: items, folded: [] };
    const largest = new Set([...items].sort((a, b) => b.size - a.size).slice(0, limit - 1));
    return {
        shown: items.filter((item) => largest.has(item)),
        folded: items.filter((item) => !largest.has(item)),
    };
};

;// CONCATENATED MODULE: ./src/actions/build-image/summary/next-job.ts

/** The command that starts an image, as arguments of a shell. */
const dockerRun = (imageName, defaultProcess, options = ['--rm']) => [
    ...['docker run', ...options],
    // The web process listens on PORT, by convention of the buildpacks.
    ...(defaultProcess === 'web' ? ['--publish 8080:8080 --env PORT=8080'] : []),
    imageName,
].join(' ');
const jobPattern = /^[A-Za-z_][\w-]{0,99}$/;
// A shortened name would be wrong, so there is no snippet for a name that is longer.
const scalarLimit = 1000;
/**
 * A job that loads the image from the artifact and runs it, to paste below `jobs:`; none without an artifact.
 *
 * A job output of a matrix has the value of one of its jobs. Jobs of a matrix need different artifact names, so the digest
 * is taken from an output only if the artifact has its default name, which is the name of the image.
 */
const nextJob = (artifact, imageName, platform, defaultProcess) => {
    if (artifact === undefined)
        return [];
    const { name, downloadAction } = artifact;
    if ([downloadAction, name].some(({ length }) => length > scalarLimit))
        return [];
    const job = jobPattern.test(artifact.job) ? artifact.job : 'build';
    const [repository = ''] = imageName.split(':');
    const isInWorkspace = downloadAction.startsWith('./');
    const run = dockerRun(imageName, defaultProcess, defaultProcess === 'web' ? ['--detach'] : ['--rm']);
    const digest = name === repository
        ? [
            `          # Verified if the job "${job}" has the output "digest".`,
            `          digest: \${{ needs.${job}.outputs.digest || 'any' }}`,
        ]
        : [
            `          # To verify it, use an output of the job "${job}" that only this artifact has.`,
            '          digest: any',
        ];
    return [
        '<h3>Use it in the next job</h3>',
        [
            '```yaml',
            `  run-${repository.replace(/[^\w-]/g, '-')}:`,
            `    needs: ${job}`,
            `    runs-on: ${platform.architecture === 'arm64' ? 'ubuntu-24.04-arm' : 'ubuntu-latest'}`,
            '    steps:',
            ...(isInWorkspace ? ['      - uses: actions/checkout@v7'] : []),
            `      - uses: ${(0,markdown/* yamlScalar */.Ew)(downloadAction)}`,
            '        with:',
            `          artifact-name: ${(0,markdown/* yamlScalar */.Ew)(name)}`,
            ...digest,
            `          load: ${(0,markdown/* yamlScalar */.Ew)(imageName)}`,
            ...(defaultProcess === undefined ? [] : [`      - run: ${run}`]),
            '```',
        ].join('\n'),
    ];
};

;// CONCATENATED MODULE: ./src/actions/build-image/summary/summary.ts










/**
 * Formats the job summary of a build as GitHub-flavoured Markdown. It is always smaller than GitHub's limit of 1 MiB: long
 * values are shortened, and long lists are folded. Sections are HTML blocks, in which Markdown has no effect.
 */
const formatSummary = (report) => {
    const { image, imageName, artifact } = report;
    const groups = groupByOrigin(image, report.runImage.layers, report.previousImage);
    const metadata = (0,labels/* readBuildMetadata */.q3)(image.config);
    const defaultProcess = (0,labels/* defaultProcessType */.fA)(image.config);
    const sections = [
        `<h2>${(0,markdown/* referenceCode */.x1)(imageName)}</h2>`,
        fence(image.descriptor.digest),
        buildFacts(report, groups),
        ...sparseNote(report),
        originTable(groups, report, report.previousImage !== undefined),
        ...(defaultProcess === undefined
            ? []
            : ['<h3>Run the loaded image</h3>', fence(dockerRun(imageName, defaultProcess))]),
        ...nextJob(artifact, imageName, image.config, defaultProcess),
        layersSection(groups, report),
        ...buildpacksSection(metadata),
        ...processesSection(metadata, defaultProcess),
        (0,markdown/* details */.zH)('Image ID', `<p>${(0,markdown/* code */.aY)(image.manifest.config.digest)}</p>`),
        timingSection(report),
    ];
    return `${sections.join('\n\n')}\n`;
};
/** A block with GitHub's button to copy it. */
const fence = (line) => ['```', line, '```'].join('\n');
const buildFacts = (report, groups) => {
    const { artifact, builder, commit, image, previousImage, runImage } = report;
    const total = image.manifest.layers.length;
    const own = Math.max(0, total - runImage.layers);
    const change = previousImage === undefined ? '' : ` (${describeTotalChange(groups, report)} since the previous build)`;
    const rows = [
        ['Platform', (0,markdown/* text */.Qq)((0,image_platform/* formatPlatform */.Bq)(image.config))],
        [
            'Builder',
            [
                (0,markdown/* referenceCode */.x1)(builder.name),
                ...(builder.digest === undefined ? [] : [(0,markdown/* code */.aY)(builder.digest)]),
                `lifecycle ${(0,markdown/* text */.Qq)(builder.lifecycleVersion)}`,
            ].join('<br>'),
        ],
        ['Run image', `${(0,markdown/* referenceCode */.x1)((0,image_reference/* formatReference */.FH)(runImage.reference))}<br>${(0,markdown/* code */.aY)(runImage.digest)}`],
    ];
    if (commit !== undefined)
        rows.push(['Commit', commitLink(commit)]);
    rows.push([
        'Size',
        `<b>${(0,quantity/* formatBytes */.z3)(report.size)}</b>${change}, ${report.sparse ? 'sparse layout' : 'full layout'}, ` +
            `${(0,quantity/* formatCount */.B4)(total, 'layer')} (${total - own} of the run image, ${own} of its own)`,
    ]);
    if (report.reproduced !== undefined)
        rows.push(['Reproduced', `✅ ${(0,markdown/* referenceCode */.x1)(report.reproduced)}`]);
    // Links are relative, because the runner masks an absolute address if a secret contains the name of the repository.
    if (artifact !== undefined) {
        rows.push([
            'Artifact',
            `<a href="./${artifact.runId}/artifacts/${artifact.id}">${(0,markdown/* code */.aY)(artifact.name)}</a>`,
        ]);
    }
    return (0,markdown/* factsTable */.wd)(rows);
};
const commitLink = (commit) => /^[0-9a-f]{40,64}$/.test(commit) ? `<a href="../../commit/${commit}">${(0,markdown/* code */.aY)(commit)}</a>` : (0,markdown/* code */.aY)(commit);
const sparseNote = ({ image, runImage, size, sparse }) => {
    if (!sparse)
        return [];
    const missing = image.manifest.layers.slice(0, runImage.layers);
    const bytes = (0,image_image/* sizeOf */.$d)(missing);
    return [
        `The run image's ${(0,quantity/* formatCount */.B4)(missing.length, 'layer')} (${(0,quantity/* formatBytes */.z3)(bytes)}) are left out: the download action ` +
            'adds them from its layout-repo, its cache or the registry. The complete layout has ' +
            `${(0,quantity/* formatBytes */.z3)(size + bytes)} and the same digest.`,
    ];
};
const summary_barLength = 20;
const timingLimit = 50;
const sentenceLimit = 500;
const timingSection = ({ runImageCache, changes, reuse, savedCache, timings, seconds }) => {
    const longest = Math.max(...timings.map((timing) => timing.seconds), Number.MIN_VALUE);
    const bar = (value) => '█'.repeat(Math.round((summary_barLength * value) / longest)) || '▏';
    const sentences = [changes, reuse, savedCache].filter((sentence) => sentence !== undefined);
    return (0,markdown/* details */.zH)(`Time and cache (${(0,quantity/* formatSeconds */.Xo)(seconds)}, ${cacheResult(runImageCache)})`, (0,markdown/* table */.tp)(['Task', 'Time', ''], timings
        .slice(0, timingLimit)
        .map(({ name, seconds }) => [(0,markdown/* text */.Qq)(name), (0,quantity/* formatSeconds */.Xo)(seconds), bar(seconds)]), [1]), `<p>${cacheSentence(runImageCache)}</p>`, `<p>${sentences.map((sentence) => `${(0,markdown/* text */.Qq)(sentence, sentenceLimit)}.`).join(' ')}</p>`);
};
const cacheResults = {
    hit: 'cache hit',
    older: 'older cache entry',
    miss: 'cache miss',
    unavailable: 'no cache',
};
const cacheResult = (cache) => cacheResults[cache?.restored.outcome ?? 'unavailable'];
const cacheSentence = (cache) => {
    if (cache === undefined)
        return 'No cache was used for the run image.';
    const { restored } = cache;
    const key = (0,markdown/* code */.aY)(cache.key, keyLimit);
    const duration = (0,quantity/* formatSeconds */.Xo)(restored.seconds);
    switch (restored.outcome) {
        case 'hit':
            return `Cache hit for the run image: ${entrySize(restored.bytes)} in ${duration}, entry ${key}.`;
        case 'older':
            return (`An older cache entry for the run image was used, ${(0,markdown/* code */.aY)(restored.key, keyLimit)}: ` +
                `${entrySize(restored.bytes)} in ${duration}. There was no entry ${key}.`);
        case 'miss':
            return `Cache miss for the run image in ${duration}: there was no entry ${key}.`;
        case 'unavailable':
            return `No cache for the run image: ${(0,markdown/* text */.Qq)(restored.reason, 300)}.`;
    }
};
// The maximum length of a cache key.
const keyLimit = 512;
const entrySize = (bytes) => bytes === undefined ? 'an unknown size' : (0,quantity/* formatBytes */.z3)(bytes);

;// CONCATENATED MODULE: ./src/actions/build-image/run.ts

















/**
 * Builds an app into a complete OCI image layout and uploads it as a workflow artifact.
 *
 * `tasks.run` starts a task and returns its promise, so tasks run at the same time until one awaits another. The first
 * failure aborts all of them and makes the step fail, except during the pull of a builder: see `prepareDuringPull`. At the
 * end the task group waits for all tasks, then cleans up: no container and no part of a layout is left, also after a failure
 * or a cancellation.
 *
 * The target keeps its previous layout until the new one is verified. From then on it has the new one, even if the upload
 * fails or is cancelled.
 */
const run = async (inputs, services) => {
    // Check that the targets can be written before the build takes its time.
    const target = await (0,place/* checkTarget */.e)(inputs.imagePath.folder);
    const sbomTarget = inputs.sbom && (await (0,sbom_folder/* checkSbomFolder */.OF)(inputs.sbom));
    const found = await services.tasks.run('find the builder', () => services.findBuilder(inputs));
    const staging = await (0,leftovers/* openStaging */.gO)(target, services);
    const sbomStaging = sbomTarget && (await (0,leftovers/* openStaging */.gO)(sbomTarget, services));
    await build(found, { target, staging, sbomStaging }, inputs, services);
};
/** Builds with a builder that the engine has, or is pulling. If it pulls another one, the build starts again with that one. */
const build = async ({ builder: described, finishPull }, folders, inputs, services) => {
    const { tasks, log } = services;
    const { target, staging, sbomStaging } = folders;
    const { imagePath, sbom, artifact: upload } = inputs;
    log.info(describeBuilder(described, inputs));
    const pullTask = finishPull ? tasks.run('pull the builder', finishPull) : Promise.resolve(described);
    // During the pull, start the tasks that need only the builder's description. Some put layers into `staging`, and continue
    // while the container is created and filled.
    const isDescribed = async () => (0,find_builder/* isSameBuilder */.a)(await pullTask, described);
    const preparation = prepareDuringPull(finishPull && isDescribed, services);
    const runImageNameTask = preparation.run('resolve the run image', () => resolveRunImageName(inputs, described, services));
    const runImageTask = preparation.run('find the run image', async () => openRunImage(await runImageNameTask, inputs, services));
    const runImageLayersTask = preparation.run('copy the run image’s layers', async () => copyRunImageLayers(await runImageTask, inputs, staging, services));
    const previousBuildTask = preparation.run('find the previous build', () => findPreviousBuild(inputs, described, staging, services));
    const buildpacksTask = namesBuildpacks(inputs)
        ? preparation.run('find the buildpacks', () => findBuildpacks(inputs, described, services))
        : undefined;
    // What was pulled wins.
    const builder = await pullTask;
    if (!(0,find_builder/* isSameBuilder */.a)(builder, described)) {
        log.info('The engine pulled another builder than the one in its registry: the tag moved, or the engine uses a mirror. ' +
            'The build starts again with the pulled builder.');
        // Nothing of the first attempt is left in `staging`.
        await Promise.allSettled([runImageLayersTask, previousBuildTask, buildpacksTask]);
        await previousBuildTask.then(releaseCachedLayers, () => { });
        await (0,layout_blob/* pruneBlobs */.zd)(staging, new Set());
        return build({ builder }, folders, inputs, services);
    }
    preparation.throwIfFailed();
    // Build in a container. What comes out is the image without the run image's layers, and with the reused layers.
    const buildpacks = await buildpacksTask;
    const { names, label } = (0,run_image_choice/* chooseRunImage */.mt)(builder, inputs.builder, inputs.runImage);
    // Only a run image with several names has to wait for the registries.
    const runImageName = names.length === 1 ? names[0] : (await runImageNameTask).name;
    const { sandbox, output, offer } = await buildInContainer(inputs, { ...folders, builder, buildpacks, runImage: { name: runImageName, label } }, async () => (await runImageTask).image, () => previousBuildTask, services);
    // Complete and verify the layout. At the same time, get the cache out of the container.
    const runImage = await runImageTask;
    const previousBuild = await previousBuildTask;
    const { buildCache } = previousBuild;
    const cacheDraftTask = buildCache &&
        tasks.run('get the cache out of the container', () => draftBuildCache(buildCache, previousBuild, offer, sandbox, output, runImage.image, services));
    const runImageLayers = await runImageLayersTask;
    const layout = await tasks.run('complete the layout', () => completeLayout(staging, inputs, output, runImage.image, runImageLayers, builder));
    const cacheDraft = await cacheDraftTask;
    // Nothing waits for the removal of the container. The cleanup at the end does, and reports an error.
    sandbox.dispose().catch(() => { });
    // Replace the target. The outputs are true from now on.
    tasks.signal.throwIfAborted();
    await (0,place/* moveIntoPlace */.h)(staging, target);
    const reuse = reuseReportOf(output, offer, previousBuild);
    log.info(describeReuse(reuse));
    services.setOutputs(layoutOutputs(inputs, builder, runImage, layout, reuse));
    const changes = describeChanges(buildCache, output);
    if (changes !== undefined)
        log.info(changes);
    const missingProcess = describeMissingProcess(layout.image.config);
    if (missingProcess !== undefined)
        log.warning(missingProcess);
    // Publish the results.
    const materials = {
        ...{ builder, runImageName, runImage: runImage.image, buildpacks },
        ...{ image: layout.image, seconds: tasks.seconds },
    };
    services.setOutputs({ 'provenance-path': await writeProvenance(inputs, materials, services.context) });
    if (sbom !== undefined && sbomStaging !== undefined) {
        const source = { layout: imagePath.folder, name: imagePath.name, image: layout.image };
        const path = await tasks.run('write the SBOMs', () => (0,sbom_folder/* writeSbom */.Tz)(sbomStaging, sbom, source, log));
        services.setOutputs({ 'sbom-path': path });
    }
    const reproduced = inputs.reproduces &&
        (await tasks.run('verify the reproduction', () => verifyReproduction(inputs, layout, services)));
    const artifactTask = upload &&
        tasks.run('upload the artifact', () => (0,artifact_upload/* uploadLayout */.c)({ ...upload, layout: imagePath.folder, blobs: layout.blobs }, services));
    const savedCacheTask = buildCache &&
        cacheDraft &&
        tasks.run('save the build cache', () => saveBuildCache(buildCache, cacheDraft, target, services));
    const artifact = await artifactTask;
    const savedCache = await savedCacheTask;
    const { image: previousImage } = previousBuild;
    const results = {
        ...{ builder, runImage, runImageLayers, layout, previousImage, reuse },
        ...{ changes, reproduced, artifact, savedCache },
    };
    const report = reportOf(inputs, results, services);
    log.info(describeResult(report, imagePath.folder));
    if (inputs.summary)
        await services.writeSummary(formatSummary(report));
};


/***/ }),

/***/ 78209:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ buildFailureSummary)
/* harmony export */ });
/* harmony import */ var _cnb_creator_exit_code_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(12588);
/* harmony import */ var _github_step_markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(35285);


const buildpackLimit = 50;
/** The job summary of a build that failed. If the lifecycle failed, it has the phase, the exit code and the last lines. */
const buildFailureSummary = {
    title: 'Build failed',
    sections: (error) => (error instanceof _cnb_creator_exit_code_js__WEBPACK_IMPORTED_MODULE_0__/* .CreatorFailure */ .Vn ? [phaseTable(error), ...detectTable(error)] : []),
    detailTitle: (error) => (error instanceof _cnb_creator_exit_code_js__WEBPACK_IMPORTED_MODULE_0__/* .CreatorFailure */ .Vn ? 'Last lines of the build' : 'Details'),
};
const phaseTable = ({ result: { phase, exitCode, meaning } }) => (0,_github_step_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .factsTable */ .wd)([
    ['Failed while', (0,_github_step_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(phase)],
    ['Exit code', (0,_github_step_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(String(exitCode))],
    ['Meaning', (0,_github_step_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(meaning, 300)],
]);
/** The detect result of each buildpack. Those that explain most come first. */
const detectTable = ({ result: { detectResults } }) => {
    if (detectResults.length === 0)
        return [];
    const order = ['error', 'failed', 'passed', 'skipped'];
    const sorted = detectResults.toSorted((a, b) => order.indexOf(a.result) - order.indexOf(b.result));
    const rows = (0,_github_step_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .firstRows */ .C)(sorted, buildpackLimit, ({ buildpack, result, reason }) => [
        (0,_github_step_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .verbatim */ .Bj)(buildpack, 200),
        result,
        reason === '' ? '' : (0,_github_step_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .verbatim */ .Bj)(reason, 200),
    ], 'more buildpack');
    return [(0,_github_step_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .table */ .tp)(['Buildpack', 'Detection', 'Reason'], rows)];
};


/***/ }),

/***/ 14086:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jm: () => (/* binding */ choosePlatformApi),
/* harmony export */   Ue: () => (/* binding */ readUser),
/* harmony export */   gi: () => (/* binding */ knownPlatformApis),
/* harmony export */   kj: () => (/* binding */ readBuilder)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(77934);
/* harmony import */ var _docker_inspect_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(94892);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22554);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(23564);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _buildpacks_buildpack_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(31933);
/* harmony import */ var _buildpacks_order_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(18628);
/* harmony import */ var _buildpacks_package_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(80720);
/* harmony import */ var _run_image_choice_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(96834);










/** The platform APIs that this platform supports, the highest first. Below 0.12 no lifecycle writes a layout. */
const knownPlatformApis = ['0.15', '0.14', '0.13', '0.12'];
const metadataLabel = 'io.buildpacks.builder.metadata';
const RunImageSchema = valibot__WEBPACK_IMPORTED_MODULE_9__/* .looseObject */ ._H3({ image: valibot__WEBPACK_IMPORTED_MODULE_9__/* .string */ .YjP(), mirrors: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_9__/* .string */ .YjP())) });
// https://github.com/buildpacks/spec/blob/main/platform.md#iobuildpacksbuildermetadata-json
const ApisSchema = valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .looseObject */ ._H3({
    deprecated: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_9__/* .string */ .YjP())),
    supported: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_9__/* .string */ .YjP())),
}));
const BuilderMetadataSchema = valibot__WEBPACK_IMPORTED_MODULE_9__/* .looseObject */ ._H3({
    buildpacks: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_9__/* .looseObject */ ._H3({ id: valibot__WEBPACK_IMPORTED_MODULE_9__/* .string */ .YjP(), version: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .string */ .YjP()) }))),
    images: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .array */ .YOg(RunImageSchema)),
    stack: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .looseObject */ ._H3({ runImage: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(RunImageSchema) })),
    lifecycle: valibot__WEBPACK_IMPORTED_MODULE_9__/* .looseObject */ ._H3({
        version: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .string */ .YjP()),
        apis: valibot__WEBPACK_IMPORTED_MODULE_9__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_9__/* .looseObject */ ._H3({
            platform: ApisSchema,
            buildpack: ApisSchema,
        })),
    }),
});
const orderLabel = 'io.buildpacks.buildpack.order';
/** Reads a label about buildpacks. Undefined if it is missing or malformed. */
const readLabel = (schema, label) => {
    try {
        return label === undefined ? undefined : (0,_json_document_js__WEBPACK_IMPORTED_MODULE_3__/* .parseDocument */ .Tp)(schema, label, 'label');
    }
    catch {
        return undefined;
    }
};
/**
 * Reads the description of a builder. `name` is the builder in messages.
 *
 * Throws a Failure if the image is not a builder, is not for Linux, does not set a user for the build, or has a lifecycle
 * that cannot write a layout.
 */
const readBuilder = (image, name) => {
    const platform = (0,_docker_inspect_js__WEBPACK_IMPORTED_MODULE_0__/* .platformOf */ .tj)(image);
    if (platform.os !== 'linux') {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`The builder ${name} is for ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_1__/* .formatPlatform */ .Bq)(platform)}. Only builders for Linux are supported.`);
    }
    const labels = image.Config?.Labels ?? {};
    const metadata = readMetadata(labels[metadataLabel], name);
    const { platform: platformApis, buildpack: buildpackApis } = metadata.lifecycle.apis ?? {};
    const digest = digestIn(image, name);
    const stack = metadata.stack?.runImage;
    const runImages = metadata.images?.length ? metadata.images : stack ? [stack] : [];
    return {
        id: image.Id,
        ...(digest !== undefined && { digest }),
        platform,
        ...readUser(image.Config?.Env ?? [], name),
        platformApi: choosePlatformApi(allOf(platformApis), name),
        lifecycleVersion: metadata.lifecycle.version ?? 'unknown',
        buildpacks: {
            all: (metadata.buildpacks ?? []).map(({ id, version }) => ({ id, version: version ?? '' })),
            order: readLabel(_buildpacks_order_js__WEBPACK_IMPORTED_MODULE_6__/* .OrderSchema */ .A9, labels[orderLabel]),
            diffIds: new Map(Object.entries(readLabel(_buildpacks_package_js__WEBPACK_IMPORTED_MODULE_7__/* .LayersSchema */ .ay, labels[_buildpacks_package_js__WEBPACK_IMPORTED_MODULE_7__/* .layersLabel */ .Ly]) ?? {}).flatMap(([id, versions]) => Object.entries(versions).map(([version, layer]) => [
                (0,_buildpacks_buildpack_js__WEBPACK_IMPORTED_MODULE_5__/* .formatName */ .nD)({ id, version }),
                layer.layerDiffID,
            ]))),
            apis: allOf(buildpackApis),
            stackId: labels['io.buildpacks.stack.id'] ?? '',
        },
        runImages: runImages
            .filter(({ image }) => image !== '')
            .map(({ image, mirrors }) => ({ image, mirrors: mirrors ?? [] })),
    };
};
/** The digest with which a full reference names an image, or under which the engine pulled it from that repository. */
const digestIn = ({ RepoDigests }, name) => {
    const [repository = '', digest] = name.split('@');
    const candidates = digest === undefined ? (RepoDigests ?? []) : [name];
    const repositories = [repository, repository.replace(/:[^/:]*$/, '')];
    return candidates
        .flatMap((candidate) => (0,_run_image_choice_js__WEBPACK_IMPORTED_MODULE_8__/* .referenceOf */ .Bz)(candidate) ?? [])
        .find((reference) => repositories.includes((0,_image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .formatRepository */ .Sh)(reference)))?.digest;
};
const allOf = (apis) => [
    ...new Set([...(apis?.supported ?? []), ...(apis?.deprecated ?? [])]),
];
const readMetadata = (label, name) => {
    const advice = 'Name a builder image, for example paketobuildpacks/ubuntu-noble-builder.';
    if (label === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`The image ${name} is not a builder: it has no label ${metadataLabel}. ${advice}`);
    }
    try {
        return (0,_json_document_js__WEBPACK_IMPORTED_MODULE_3__/* .parseDocument */ .Tp)(BuilderMetadataSchema, label, `label ${metadataLabel}`);
    }
    catch (cause) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`The image ${name} is not a valid builder: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .messageOf */ .bD)(cause)} ${advice}`, { cause });
    }
};
// The largest ID in the kernel: 2^32-1 means "no ID".
const largestId = 2 ** 32 - 2;
/** Reads the build's user and group from a builder's environment. Throws a Failure if one is not a numeric ID. */
const readUser = (environment, name) => ({
    uid: readId('CNB_USER_ID', environment, name),
    gid: readId('CNB_GROUP_ID', environment, name),
});
const readId = (variable, environment, name) => {
    const text = environment.findLast((entry) => entry.startsWith(`${variable}=`))?.slice(variable.length + 1);
    if (text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= largestId)
        return Number(text);
    const found = text === undefined ? 'is not set' : `is "${text}"`;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`The builder ${name} does not set the user of the build: ${variable} ${found}, but must be a numeric ID. ` +
        'Choose another builder, or set the variable in the builder with ENV.');
};
/** The highest platform API of `offered` that is supported. Throws a Failure if none is. */
const choosePlatformApi = (offered, name) => {
    const platformApi = knownPlatformApis.find((api) => offered.includes(api));
    if (platformApi !== undefined)
        return platformApi;
    const has = offered.length === 0 ? 'names no platform API' : `supports the platform APIs ${offered.join(', ')}`;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`The lifecycle of the builder ${name} ${has}. This action requires one of 0.12 to 0.15: older lifecycles cannot write ` +
        'an OCI image layout, and would try to publish the image instead. ' +
        'Choose a builder with lifecycle 0.17.0 or newer.');
};


/***/ }),

/***/ 18045:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  L: () => (/* binding */ findBuilder),
  a: () => (/* binding */ isSameBuilder)
});

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/content/image-documents.ts
var image_documents = __webpack_require__(67283);
// EXTERNAL MODULE: ./src/docker/inspect.ts
var inspect = __webpack_require__(94892);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/docker/refusal.ts
var refusal = __webpack_require__(85540);
;// CONCATENATED MODULE: ./src/docker/pull.ts



const heartbeat = 30_000;
/**
 * Pulls the image of a builder with the engine, for the engine's platform by default. Reports the start and the progress to
 * `note`. Throws a Failure that explains the engine's refusal.
 */
const pullImage = async (docker, name, platform, note, signal) => {
    const choice = platform === undefined ? [] : ['--platform', (0,image_platform/* formatPlatform */.Bq)(platform)];
    const began = Date.now();
    note(`Pulling the builder ${name}`);
    const timer = setInterval(() => note(`Still pulling the builder ${name}, for ${Math.round((Date.now() - began) / 1000)} s`), heartbeat);
    try {
        await docker.run(['pull', '--quiet', ...choice, name], signal);
    }
    catch (error) {
        if (error instanceof refusal/* EngineRefusal */.np)
            throw explainPull(error, name, platform);
        throw error;
    }
    finally {
        clearInterval(timer);
    }
};
/** Messages of engines when a pull fails, and what they mean. The first match counts. */
const pullFailures = [
    [
        /toomanyrequests|too many requests|rate limit|\b429\b/i,
        'its registry allows no more pulls for now. Log in to the registry before this step, or wait and run it again.',
    ],
    [
        /no matching manifest|no match for platform|no image found in manifest list|no image found in image index|does not match the specified platform|cannot be used on this platform/i,
        'it does not exist for the platform. Choose one that does, or another platform.',
    ],
    [
        // The classic image store keeps one platform under a digest, which it does not replace.
        /cannot overwrite digest/i,
        'the engine has this digest for another platform already. Remove that image with "docker image rm", or name the builder by a tag or by the digest of the platform’s own manifest.',
    ],
    [
        /manifest (?:for .* )?(?:not found|unknown)|name unknown|repository .* not found|:\s*not found$/i,
        'its registry has no such image. Check the name and the tag.',
    ],
    [
        /repository does not exist or may require/i,
        'it does not exist, or needs a login. Check the name, or log in to its registry before this step.',
    ],
    [
        /unauthorized|denied|forbidden|no basic auth credentials|authentication required/i,
        'its registry refuses access. Log in to the registry before this step with an account that may read it.',
    ],
    [
        /dial tcp|no such host|timeout|connection re(?:fused|set)|x509|tls|http response to https|\beof\b|unavailable/i,
        'its registry cannot be reached from the Docker engine. Check the name and the network.',
    ],
];
const explainPull = (cause, name, platform) => {
    const [, reason] = pullFailures.find(([pattern]) => pattern.test(cause.message)) ?? [];
    const what = `${name}${platform === undefined ? '' : ` for ${(0,image_platform/* formatPlatform */.Bq)(platform)}`}`;
    return new failure/* Failure */.HR(`Could not pull the builder ${what}: ${reason ?? 'the Docker engine refused. See below what it said.'}`, { cause, detail: [cause.message] });
};

// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
// EXTERNAL MODULE: ./src/image/reference.ts
var reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/cnb/builder/builder.ts
var builder_builder = __webpack_require__(14086);
;// CONCATENATED MODULE: ./src/cnb/builder/find-builder.ts











/**
 * Finds the builder in the engine, and reads its labels and environment. Starts a pull if the pull policy says so.
 *
 * A pull takes long, so if the engine lacks the builder, its description is read from the registry meanwhile. That takes
 * at most four requests: HEAD for the tag, GET for index, manifest and configuration. If the registry cannot be read, for
 * example because only the engine knows a mirror or a login, the function waits for the pull.
 *
 * Throws a Failure if no engine answers, if the image does not exist, needs a login or lacks the platform, or if it is
 * not a supported builder.
 */
const findBuilder = async (sources, order) => {
    const { docker, signal, debug } = sources;
    const name = (0,reference/* formatReference */.FH)(order.reference);
    const { platform, pullPolicy } = order;
    const present = await inspectForPlatform(docker, name, platform, signal);
    if (present?.fits && pullPolicy !== 'always')
        return { builder: (0,builder_builder/* readBuilder */.kj)(present.image, name) };
    if (pullPolicy === 'never') {
        const builder = builderOf(present, name, platform);
        if (builder !== undefined)
            return { builder };
        const suffix = platform === undefined ? '' : ` for ${(0,image_platform/* formatPlatform */.Bq)(platform)}`;
        throw new failure/* Failure */.HR(`The builder ${name} is not in the Docker engine${suffix}, and the pull policy "never" forbids pulling it. ` +
            'Pull it before this step, or set "pull-policy" to "if-not-present".');
    }
    const pulling = pullBuilder(sources, order, name);
    // The engine checks quickly that it has the current image.
    if (present?.fits)
        return { builder: await pulling };
    const announced = readFromRegistry(sources, order, name).catch((error) => {
        debug(`Could not read the builder ${name} from its registry, so the build waits for the pull: ${(0,failure/* messageOf */.bD)(error)}`);
        return undefined;
    });
    const builder = await Promise.race([announced, pulling.then(() => undefined)]);
    return builder === undefined ? { builder: await pulling } : { builder, finishPull: () => pulling };
};
/**
 * Whether two descriptions of a builder lead to the same build. Their IDs and digests do not matter: only an engine knows
 * them, and it may add the usual variant of an architecture.
 */
const isSameBuilder = (one, other) => (0,image_platform/* matchesPlatform */.pC)(one.platform, other.platform) &&
    (0,external_node_util_.isDeepStrictEqual)({ ...one, id: '', digest: '', platform: other.platform }, { ...other, id: '', digest: '' });
const pullBuilder = async ({ docker, info, signal }, { platform }, name) => {
    await pullImage(docker, name, platform, info, signal);
    const builder = builderOf(await inspectForPlatform(docker, name, platform, signal), name, platform);
    if (builder !== undefined)
        return builder;
    throw new failure/* Failure */.HR(`The builder ${name} was pulled, but is not in the Docker engine. Run the step again.`);
};
const EnvironmentSchema = dist/* nullish */.cl6(dist/* array */.YOg(dist/* string */.YjP()));
/** Reads a builder's description from its registry. Throws a Failure if that is not possible. */
const readFromRegistry = async ({ docker, registry, signal }, { reference, platform }, name) => {
    const root = await registry.resolve(reference);
    const content = registry.readableRepository(reference);
    const index = await (0,image_documents/* fetchIndex */.RG)(content, root);
    const wanted = platform ?? (await (0,inspect/* enginePlatform */.qY)(docker, signal));
    const descriptor = index === undefined ? root : (0,image_index/* imageFor */.zd)(wanted, index.listed);
    if (descriptor === undefined)
        throw new failure/* Failure */.HR(`It does not exist for ${(0,image_platform/* formatPlatform */.Bq)(wanted)}.`);
    const { config } = await (0,image_documents/* fetchImage */.aK)(content, descriptor);
    if (!(0,image_platform/* matchesPlatform */.pC)(wanted, config))
        throw new failure/* Failure */.HR(`It is for ${(0,image_platform/* formatPlatform */.Bq)(config)}.`);
    return (0,builder_builder/* readBuilder */.kj)({
        Id: '',
        Os: config.os,
        Architecture: config.architecture,
        Variant: config.variant,
        Config: { Env: dist/* parse */.qgA(EnvironmentSchema, config.config?.['Env']), Labels: config.config?.Labels },
    }, name);
};
/**
 * The image that the engine has under a name, and whether it is for `platform`, or for the engine's own platform if none
 * is given. An earlier step may have pulled the builder for another platform.
 *
 * The containerd image store, the default of new engines since Docker 29, keeps several platforms under one name. It
 * describes the image for the engine's platform, or an image without a platform if it has only others.
 */
const inspectForPlatform = async (docker, name, platform, signal) => {
    const image = await (0,inspect/* inspectImage */.mm)(docker, name, { signal }).catch((cause) => {
        if (!(cause instanceof refusal/* EngineRefusal */.np))
            throw cause;
        const what = `The Docker engine could not say whether it has the builder ${name}`;
        throw new failure/* Failure */.HR(`${what}: ${cause.message}`, { cause });
    });
    if (image === undefined)
        return undefined;
    const wanted = platform ?? (await (0,inspect/* enginePlatform */.qY)(docker, signal));
    if (fits(image, wanted))
        return { image, fits: true };
    const variant = await (0,inspect/* inspectImage */.mm)(docker, name, { platform: wanted, signal }).catch((error) => {
        // Docker commands before 28 have no such flag, and their engines keep one platform under a name.
        if (error instanceof refusal/* EngineRefusal */.np)
            return undefined;
        throw error;
    });
    if (variant === undefined || !fits(variant, wanted))
        return { image, fits: false };
    // This answer has the digest of the platform's manifest as ID, but containers are created only from the ID of the name.
    return { image: { ...variant, Id: image.Id }, fits: true };
};
const hasPlatform = ({ Os }) => Os !== '';
const fits = (image, wanted) => hasPlatform(image) && (0,image_platform/* matchesPlatform */.pC)(wanted, (0,inspect/* platformOf */.tj)(image));
/**
 * The builder that the engine has. Without the input `platform`, it may be for another platform than the engine's: the engine
 * may emulate it.
 */
const builderOf = (found, name, platform) => {
    if (found === undefined || !hasPlatform(found.image))
        return undefined;
    if (found.fits || platform === undefined)
        return (0,builder_builder/* readBuilder */.kj)(found.image, name);
    throw new failure/* Failure */.HR(`The builder ${name} in the Docker engine is for ${(0,image_platform/* formatPlatform */.Bq)((0,inspect/* platformOf */.tj)(found.image))}, ` +
        `not for ${(0,image_platform/* formatPlatform */.Bq)(platform)}. Choose a builder for that platform, or change the input "platform".`);
};


/***/ }),

/***/ 5057:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Xg: () => (/* binding */ imageEnvironment),
/* harmony export */   jG: () => (/* binding */ findHostBuilder),
/* harmony export */   po: () => (/* binding */ isInBuilder)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(57975);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_4___default = /*#__PURE__*/__webpack_require__.n(node_util__WEBPACK_IMPORTED_MODULE_4__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(77934);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6998);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(22554);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(52305);
/* harmony import */ var _buildpacks_order_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(18628);
/* harmony import */ var _builder_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(14086);












const creator = '/cnb/lifecycle/creator';
/** Whether the job runs in the container of a builder. */
const isInBuilder = ({ root, environment }) => Boolean(environment['CNB_USER_ID']) && (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.existsSync)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(root, creator));
// The variables that affect a build: https://github.com/buildpacks/lifecycle/blob/v0.21.0/env/build.go
const imageVariables = /^(?:CNB_\w+|PATH|LD_LIBRARY_PATH|LIBRARY_PATH|CPATH|PKG_CONFIG_PATH)$/;
/**
 * The environment from the builder's image. The container's first process has it, without changes by earlier steps, such
 * as another PATH. If that process does not belong to the builder, as in a pod whose containers share a process namespace,
 * the step's environment is used.
 */
const imageEnvironment = async ({ root, environment, }) => {
    const first = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(root, 'proc/1/environ'), 'utf8').catch(() => '');
    const ofFirst = first.split('\0').map((entry) => {
        const equals = entry.indexOf('=');
        return [entry.slice(0, equals), entry.slice(equals + 1)];
    });
    const known = ofFirst.some(([name]) => name === 'CNB_USER_ID') ? ofFirst : Object.entries(environment);
    return Object.fromEntries(known.flatMap(([name, value]) => value !== undefined && imageVariables.test(name) ? [[name, value]] : []));
};
/** The name of the builder in messages. */
const hostBuilderName = "of the job's container";
/**
 * Reads the description of the builder in whose container the job runs. The image's labels are not available there, so the
 * builder's files and its lifecycle replace them. Listing the builder's buildpacks takes a while.
 *
 * Throws a Failure if this process does not run as root, if the builder's user is root or unknown, if the builder is for
 * another platform, or if its lifecycle does not run or cannot write a layout.
 */
const findHostBuilder = async (container, { platform, listsBuildpacks, }) => {
    const { root } = container;
    const environment = await imageEnvironment(container);
    refuseOtherThanRoot(process.getuid?.());
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const user = (0,_builder_js__WEBPACK_IMPORTED_MODULE_10__/* .readUser */ .Ue)(variables, hostBuilderName);
    refuseRootsRights(user);
    const [runImages, order, all, lifecycle] = await Promise.all([
        readRunImages(root),
        readOptional(OrderTomlSchema, root, '/cnb/order.toml'),
        listsBuildpacks ? readBuildpacks(root) : [],
        askLifecycle((0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(root, creator), environment, user),
    ]);
    const stackId = environment['CNB_STACK_ID'] ?? '';
    const builder = {
        id: '',
        platform: { os: 'linux', architecture: architectures[process.arch] ?? process.arch },
        ...user,
        ...lifecycle,
        buildpacks: { all, order: order?.order, apis: [], diffIds: new Map(), stackId },
        runImages: runImages.filter(({ image }) => image !== ''),
    };
    if (platform === undefined || (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .matchesPlatform */ .pC)(platform, builder.platform))
        return builder;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The builder ${hostBuilderName} is for ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .formatPlatform */ .Bq)(builder.platform)}, not for ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .formatPlatform */ .Bq)(platform)}. ` +
        'Remove the input "platform", or run the job on a machine of that platform.');
};
/** Refuses to build if the build could read this step's secrets. */
const refuseOtherThanRoot = (own) => {
    if (own === 0)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`This step runs as user ${own}, but in a builder's container it must run as root: a build with the same user could ` +
        `read the tokens of this step. Set "options: --user root" in the job's "container", or "runAsUser: 0" in the pod ` +
        'template. The build itself does not run as root.');
};
const refuseRootsRights = ({ uid, gid }) => {
    if (uid === 0) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The builder ${hostBuilderName} builds as root (its CNB_USER_ID is 0), so the build could read the tokens of this ` +
            'step. Choose another builder, or use a runner with Docker.');
    }
    if (gid !== 0)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The builder ${hostBuilderName} builds with root's group (its CNB_GROUP_ID is 0), so the build could change files ` +
        'of root that this group can write. Choose another builder, or use a runner with Docker.');
};
/** The names of architectures in Go and in images. */
const architectures = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };
const RunImageSchema = valibot__WEBPACK_IMPORTED_MODULE_11__/* .object */ .Ikc({ image: valibot__WEBPACK_IMPORTED_MODULE_11__/* .string */ .YjP(), mirrors: valibot__WEBPACK_IMPORTED_MODULE_11__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_11__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_11__/* .string */ .YjP()), []) });
// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#runtoml-toml
const RunSchema = valibot__WEBPACK_IMPORTED_MODULE_11__/* .object */ .Ikc({ images: valibot__WEBPACK_IMPORTED_MODULE_11__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_11__/* .array */ .YOg(RunImageSchema), []) });
// https://github.com/buildpacks/spec/blob/platform/0.11/platform.md#stacktoml-toml
const StackSchema = valibot__WEBPACK_IMPORTED_MODULE_11__/* .object */ .Ikc({ 'run-image': valibot__WEBPACK_IMPORTED_MODULE_11__/* .optional */ .lqM(RunImageSchema) });
/** A malformed order counts as unknown, as in a builder's label. */
const OrderTomlSchema = valibot__WEBPACK_IMPORTED_MODULE_11__/* .object */ .Ikc({ order: valibot__WEBPACK_IMPORTED_MODULE_11__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_11__/* .optional */ .lqM(_buildpacks_order_js__WEBPACK_IMPORTED_MODULE_9__/* .OrderSchema */ .A9), undefined) });
/** Older builders have only a stack.toml. */
const readRunImages = async (root) => {
    const run = await readOptional(RunSchema, root, '/cnb/run.toml');
    if (run !== undefined && run.images.length > 0)
        return run.images;
    const stack = await readOptional(StackSchema, root, '/cnb/stack.toml');
    return stack?.['run-image'] === undefined ? [] : [stack['run-image']];
};
const readOptional = async (schema, root, path) => {
    const bytes = await (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_5__/* .unlessMissing */ .F)((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(root, path)));
    return bytes === undefined ? undefined : (0,_json_document_js__WEBPACK_IMPORTED_MODULE_7__/* .readToml */ .D7)(schema, bytes, path);
};
const BuildpackSchema = valibot__WEBPACK_IMPORTED_MODULE_11__/* .object */ .Ikc({ buildpack: valibot__WEBPACK_IMPORTED_MODULE_11__/* .object */ .Ikc({ id: valibot__WEBPACK_IMPORTED_MODULE_11__/* .string */ .YjP(), version: valibot__WEBPACK_IMPORTED_MODULE_11__/* .string */ .YjP() }) });
const readBuildpacks = async (root) => {
    const files = await Array.fromAsync((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.glob)('cnb/buildpacks/*/*/buildpack.toml', { cwd: root }));
    return Promise.all(files.map(async (file) => (0,_json_document_js__WEBPACK_IMPORTED_MODULE_7__/* .readToml */ .D7)(BuildpackSchema, await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(root, file)), `/${file}`).buildpack));
};
const run = (0,node_util__WEBPACK_IMPORTED_MODULE_4__.promisify)(node_child_process__WEBPACK_IMPORTED_MODULE_0__.execFile);
// In milliseconds. The answer takes a few.
const answerLimit = 10_000;
/**
 * Finds out the version and the highest platform API of the lifecycle, which no file contains: the lifecycle refuses an
 * unsupported platform API with exit code 11 before it does anything else.
 */
const askLifecycle = async (program, environment, { uid, gid }) => {
    for (const api of _builder_js__WEBPACK_IMPORTED_MODULE_10__/* .knownPlatformApis */ .gi) {
        const env = { ...environment, CNB_PLATFORM_API: api };
        try {
            const { stdout } = await run(program, ['-version'], { env, uid, gid, cwd: '/', timeout: answerLimit });
            const [lifecycleVersion = 'unknown'] = stdout.trim().split('+', 1);
            return { lifecycleVersion, platformApi: api };
        }
        catch (cause) {
            if (cause instanceof Error && 'code' in cause && cause.code === 11)
                continue;
            const what = `The lifecycle of the builder ${hostBuilderName} does not run`;
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`${what}: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .messageOf */ .bD)(cause)}`, { cause });
        }
    }
    return { lifecycleVersion: 'unknown', platformApi: (0,_builder_js__WEBPACK_IMPORTED_MODULE_10__/* .choosePlatformApi */ .Jm)([], hostBuilderName) };
};


/***/ }),

/***/ 96834:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bz: () => (/* binding */ referenceOf),
/* harmony export */   Im: () => (/* binding */ runToml),
/* harmony export */   Z: () => (/* binding */ resolveRunImage),
/* harmony export */   eZ: () => (/* binding */ namesOf),
/* harmony export */   mt: () => (/* binding */ chooseRunImage),
/* harmony export */   sQ: () => (/* binding */ preferredNames),
/* harmony export */   yS: () => (/* binding */ isSameName)
/* harmony export */ });
/* harmony import */ var smol_toml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3292);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);




/**
 * The run image for a build: the requested one, or else the builder's first one and its mirrors.
 *
 * The lifecycle writes into the image's label which run image a later rebase takes. It looks for it in run.toml by the
 * name that analysis found, which for a layout is a path and never there, and so takes the first:
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/run_image.go#L80
 *
 * Throws a Failure if the builder names no run image.
 */
const chooseRunImage = ({ runImages }, builder, requested) => {
    const [own] = runImages;
    if (requested === undefined) {
        const [first, ...others] = own === undefined ? [] : preferredNames(own, builder?.registry);
        if (first !== undefined)
            return { names: [first, ...others] };
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`The builder${builder === undefined ? '' : ` ${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)(builder)}`} names no run image. ` +
            'Set the input "run-image".');
    }
    const listed = runImages.find((runImage) => namesOf(runImage).some((name) => isSameName(name, requested)));
    if (listed !== undefined && listed === own)
        return { names: [requested] };
    return { names: [requested], label: listed ?? { image: requested, mirrors: [] } };
};
/** The names of a run image: its own, then its mirrors. */
const namesOf = ({ image, mirrors }) => [image, ...mirrors].filter((name) => name !== '');
/**
 * The names of a run image in order of preference: those in `registry` first, as the platform specification says.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/run_image.go#L27
 */
const preferredNames = (runImage, registry) => {
    const names = namesOf(runImage);
    const isNear = (name) => referenceOf(name)?.registry === registry;
    return [...names.filter(isNear), ...names.filter((name) => !isNear(name))];
};
/**
 * Looks up the names of a run image in their order, and returns the first that is accessible. An inaccessible name is
 * logged; a malformed name is a warning.
 *
 * Throws the Failure of the lookup if there is one name only. Otherwise throws a Failure that contains every name and its
 * reason.
 */
const resolveRunImage = async (names, lookUp, { info, warn }) => {
    const failures = [];
    for (const name of names) {
        try {
            const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReference */ .F2)(name);
            return { name, reference, root: await lookUp(reference) };
        }
        catch (error) {
            if (!(error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR))
                throw error;
            if (names.length === 1)
                throw error;
            failures.push(error);
            const note = referenceOf(name) === undefined ? warn : info;
            note(`Skipped the run image "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}": ${error.message}`);
        }
    }
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`No name of the run image is accessible: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(names.join(', '))}. See the reason for each name below. ` +
        'Log in to a registry that has the image before this step, or set the input "run-image".', {
        cause: failures[0],
        detail: names.map((name, position) => `${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}: ${failures[position]?.message}`),
    });
};
/** Whether two names are the same apart from their digests. The lifecycle compares names like this. */
const isSameName = (name, other) => {
    const [one, two] = [referenceOf(name), referenceOf(other)];
    return one !== undefined && two !== undefined && withoutDigest(one) === withoutDigest(two);
};
const withoutDigest = ({ registry, repository, tag = 'latest' }) => (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)({ registry, repository, tag });
/** The reference that a name is; undefined if the name is malformed. */
const referenceOf = (name) => {
    try {
        return (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReference */ .F2)(name);
    }
    catch (error) {
        if (error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR)
            return undefined;
        throw error;
    }
};
/** A run.toml that lists one run image. */
const runToml = ({ image, mirrors }) => (0,smol_toml__WEBPACK_IMPORTED_MODULE_0__/* .stringify */ .As)({ images: [{ image, mirrors }] });


/***/ }),

/***/ 31933:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dw: () => (/* binding */ noBuildpack),
/* harmony export */   E3: () => (/* binding */ checkBuildpack),
/* harmony export */   GM: () => (/* binding */ extensionFile),
/* harmony export */   IB: () => (/* binding */ fileMode),
/* harmony export */   ce: () => (/* binding */ buildpackFolder),
/* harmony export */   g7: () => (/* binding */ buildpackFile),
/* harmony export */   kk: () => (/* binding */ readBuildpackToml),
/* harmony export */   nD: () => (/* binding */ formatName),
/* harmony export */   pd: () => (/* binding */ foldersOf),
/* harmony export */   qW: () => (/* binding */ ofRoot)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);
/* harmony import */ var _tar_write_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(97052);





/** `acme/node@1.2.3` */
const formatName = ({ id, version }) => `${id}@${version}`;
/** Whether a text is a valid buildpack ID. https://github.com/buildpacks/spec/blob/main/buildpack.md#buildpacktoml-toml */
const isId = (text) => /^[\w./-]+$/.test(text) && text.split('/').every(isName);
const isVersion = (text) => /^[\w.+-]+$/.test(text) && isName(text);
// IDs and versions become names of folders.
const isName = (part) => part !== '' && part !== '.' && part !== '..';
/** Checks the ID, version and API of a buildpack. Throws a Failure if one is missing or malformed. */
const checkBuildpack = ({ id, version, api }, source) => {
    const refuse = (field, value) => {
        const found = value ? `the invalid ${field} "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(value)}"` : `no ${field}`;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The buildpack in ${source} has ${found}. Ask its author to correct it.`);
    };
    if (id === undefined || !isId(id))
        return refuse('id', id);
    if (version === undefined || !isVersion(version))
        return refuse('version', version);
    if (api === undefined || !/^\d+(?:\.\d+)?$/.test(api))
        return refuse('buildpack API', api);
    return { id, version, api };
};
// The build must not change a buildpack.
const root = { uid: 0, gid: 0 };
/** An entry that belongs to root. */
const ofRoot = (entry) => ({ ...entry, owner: root });
/** The folder in which the lifecycle expects a buildpack. https://github.com/buildpacks/spec/blob/main/platform.md#buildpacks-directory-layout */
const buildpackFolder = ({ id, version }) => `/cnb/buildpacks/${id.replaceAll('/', '_')}/${version}`;
/** The folders of a buildpack, the outer one first. */
const foldersOf = (buildpack) => {
    const folder = buildpackFolder(buildpack);
    return [folder.slice(0, folder.lastIndexOf('/')), folder].map((path) => ofRoot((0,_tar_write_js__WEBPACK_IMPORTED_MODULE_2__/* .directory */ .yy)(path)));
};
/** The mode that pack gives a file of a buildpack. `name` is relative to the buildpack's folder. */
const fileMode = (name, mode) => (mode & 0o111) !== 0 || name === 'bin/build' || name === 'bin/detect' ? 0o755 : 0o644;
/** https://github.com/buildpacks/spec/blob/main/buildpack.md#buildpacktoml-toml */
const buildpackFile = 'buildpack.toml';
/** https://github.com/buildpacks/spec/blob/main/image_extension.md */
const extensionFile = 'extension.toml';
const BuildpackTomlSchema = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({
    api: valibot__WEBPACK_IMPORTED_MODULE_4__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP()),
    buildpack: valibot__WEBPACK_IMPORTED_MODULE_4__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ id: valibot__WEBPACK_IMPORTED_MODULE_4__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP()), version: valibot__WEBPACK_IMPORTED_MODULE_4__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP()) })),
});
/** Reads the buildpack.toml of `source`. */
const readBuildpackToml = (bytes, source) => {
    const { api, buildpack } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .readToml */ .D7)(BuildpackTomlSchema, bytes, `${source}/${buildpackFile}`);
    return checkBuildpack({ ...buildpack, api }, source);
};
/** The error for a source without a buildpack. `names` are those of the files at its top. */
const noBuildpack = (source, names) => names.includes(extensionFile)
    ? new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`${source} is an image extension, not a buildpack. The lifecycle cannot extend images in an OCI layout. ` +
        'Build without it.')
    : new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`${source} is not a buildpack: it has no ${buildpackFile} at its top, and is not a package of buildpacks. ` +
        'Name the folder with that file, or an archive of that folder.');


/***/ }),

/***/ 63274:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  S: () => (/* binding */ buildpackEntries),
  E: () => (/* binding */ findBuildpacks)
});

// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/tar/write.ts
var write = __webpack_require__(97052);
// EXTERNAL MODULE: ./src/cnb/buildpacks/buildpack.ts
var buildpacks_buildpack = __webpack_require__(31933);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/smol-toml/dist/index.js + 8 modules
var dist = __webpack_require__(3292);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var valibot_dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/files/file-content.ts
var file_content = __webpack_require__(81849);
// EXTERNAL MODULE: ./src/files/folders.ts
var folders = __webpack_require__(12814);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: ./src/content/image-documents.ts
var image_documents = __webpack_require__(67283);
// EXTERNAL MODULE: ./src/content/verify.ts
var verify = __webpack_require__(62584);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/write.ts
var layout_write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/tar/decompression.ts
var decompression = __webpack_require__(95620);
// EXTERNAL MODULE: ./src/tar/read.ts
var tar_read = __webpack_require__(41067);
// EXTERNAL MODULE: ./src/cnb/sandbox-files.ts
var sandbox_files = __webpack_require__(34128);
// EXTERNAL MODULE: ./src/cnb/buildpacks/package.ts
var buildpacks_package = __webpack_require__(80720);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/archive.ts
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});













/**
 * Reads a buildpack from a file: a `.cnb` file, which is an image layout of a package in a tar archive, or an archive of
 * a buildpack's folder. Both may be compressed with gzip. The file's name does not matter.
 *
 * Throws a Failure if the file is neither.
 */
const archivePackage = async (path) => {
    const found = await documentsIn(path);
    const index = found.get(layout_write/* layoutIndex */.vh);
    if (index !== undefined && found.has(layout_write/* layoutMarker */.fB))
        return layoutPackage(path, index);
    const toml = found.get(buildpacks_buildpack/* buildpackFile */.g7);
    if (toml === undefined)
        throw (0,buildpacks_buildpack/* noBuildpack */.Dw)(path, [...found.keys()]);
    const main = (0,buildpacks_buildpack/* readBuildpackToml */.kk)(toml, path);
    const refuse = (0,buildpacks_package/* refusalOf */.Of)(path);
    const folder = (0,buildpacks_buildpack/* buildpackFolder */.ce)(main).slice(1);
    async function* entries() {
        yield* (0,buildpacks_buildpack/* foldersOf */.pd)(main);
        for await (const entry of entriesIn(path)) {
            // The target of a hard link is relative to the root of the archive, which is the buildpack's folder.
            const linkname = entry.type === 'link' ? `${folder}/${entry.linkname}` : entry.linkname;
            if (entry.name !== '')
                yield (0,buildpacks_package/* placed */.GS)({ ...entry, linkname }, entry.name, folder, refuse);
        }
    }
    return { main, layers: [{ buildpacks: [main], entries }] };
};
/** The documents at the top of an archive that identify its kind. */
const documentsIn = async (path) => {
    const wanted = [layout_write/* layoutIndex */.vh, layout_write/* layoutMarker */.fB, buildpacks_buildpack/* buildpackFile */.g7, buildpacks_buildpack/* extensionFile */.GM];
    const found = new Map();
    for await (const entry of entriesIn(path)) {
        if (entry.type !== 'file' || !wanted.includes(entry.name))
            continue;
        found.set(entry.name, await (0,sandbox_files/* smallContent */.fz)(entry, (0,buildpacks_package/* refusalOf */.Of)(path)));
    }
    return found;
};
const layoutPackage = async (path, index) => {
    const { manifests } = (0,image_index/* parseIndex */.A1)(index, `index of ${path}`);
    const root = manifests.find(({ mediaType }) => (0,media_type/* isManifest */.Yh)(mediaType));
    if (root === undefined)
        throw (0,buildpacks_package/* refusalOf */.Of)(path)('its index lists no image');
    const content = archiveContent(path);
    const [manifestName, configName] = [`manifest of ${path}`, `configuration of ${path}`];
    const manifest = (0,image_image/* parseManifest */.Ng)(await (0,image_documents/* fetchDocument */.sW)(content, root, { name: manifestName }), manifestName);
    const configBytes = await (0,image_documents/* fetchDocument */.sW)(content, manifest.config, { name: configName });
    return (0,buildpacks_package/* readPackage */.LY)((0,image_image/* parseImage */.zZ)(root, manifest, configBytes, configName), content, path);
};
/** The blobs of a layout in an archive. Each read starts at the beginning: compressed archives have no random access. */
const archiveContent = (path) => ({
    exists: async () => true,
    async *fetch(descriptor) {
        for await (const { name, content } of entriesIn(path)) {
            if ((0,blob/* blobAtPath */.Ib)(name) !== descriptor.digest)
                continue;
            yield* (0,verify/* verifyStream */.ui)(content, descriptor, (0,buildpacks_package/* refusalOf */.Of)(path));
            return;
        }
        throw (0,buildpacks_package/* refusalOf */.Of)(path)(`the blob ${descriptor.digest} is missing`);
    },
});
async function* entriesIn(path) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        // Do not wait for a writer if the file was replaced by a pipe.
        const file = __addDisposableResource(env_1, await (0,promises_.open)(path, promises_.constants.O_RDONLY | promises_.constants.O_NONBLOCK), true);
        const { size } = await file.stat();
        const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
        const gzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
        const bytes = file.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 });
        const refuse = (0,buildpacks_package/* refusalOf */.Of)(path);
        yield* (0,tar_read/* checkedEntries */.Yy)((0,decompression/* decompress */.m)(bytes, gzip ? 'gzip' : 'none', size, refuse), (0,buildpacks_package/* archiveRules */.gF)(refuse));
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}

// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(73136);
// EXTERNAL MODULE: ./src/image/reference.ts
var reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/locator.ts








const builderPrefixes = ['urn:cnb:builder:', 'from=builder:'];
/**
 * Parses the locator of a buildpack, in the order of pack: `from=builder`, `urn:cnb:builder:<id>`, a URI (`docker://…`,
 * `file://…`), an existing path that is relative to `folder`, the ID of a buildpack in the builder (`known`), and an image.
 *
 * Throws a Failure that says what to write instead if the text has none of these forms.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/buildpack/locator_type.go
 */
const parseLocator = async (text, { folder, known }) => {
    if (text === 'from=builder' || text === 'urn:cnb:builder')
        return { kind: 'builder' };
    const prefix = builderPrefixes.find((one) => text.startsWith(one));
    if (prefix !== undefined)
        return knownId(text.slice(prefix.length), known);
    if (text.startsWith('urn:cnb:registry:'))
        throw fromRegistry(text);
    if (text.startsWith('docker:/'))
        return imageAt(text, text.replace(/^docker:\/+/, ''));
    if (text.startsWith('file:')) {
        const path = pathOf(text);
        if (!(await isThere(path)))
            throw missing(path, text);
        return { kind: 'path', path };
    }
    if (/^https?:/i.test(text)) {
        throw new failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(text)}" is not fetched, because its content has no digest. Download it in an earlier step, verify its ` +
            'digest, and name the file. Or name an image: docker://….');
    }
    const path = (0,external_node_path_.resolve)(folder, text);
    if (await isThere(path))
        return { kind: 'path', path };
    const [id = '', version] = text.split('@');
    if (known.some((one) => one.id === id))
        return knownId(text, known);
    if (/^\.{0,2}\/|\.(?:cnb|tgz|tar|tar\.gz)$/.test(text))
        throw missing(path, text);
    return isReference(text, version) ? imageAt(text, text) : knownId(text, known);
};
const isThere = async (path) => (await (0,promises_.stat)(path).catch(() => undefined)) !== undefined;
const missing = (path, text) => new failure/* Failure */.HR(`The buildpack "${(0,printable/* printable */.g$)(text)}" was not found: ${(0,printable/* printable */.g$)(path)} does not exist. ` +
    'Check the path, and that an earlier step creates it.');
/** Whether a text is an image reference, with a host, a tag or a digest, and not an ID. */
const isReference = (text, version) => {
    if (version !== undefined)
        return version.startsWith('sha256:');
    const [first = '', ...rest] = text.split('/');
    return text.includes(':') || (rest.length > 0 && (first.includes('.') || first === 'localhost'));
};
const knownId = (text, known) => {
    const [id = '', version] = text.split('@');
    const found = known.filter((one) => one.id === id);
    if (found.some((one) => version === undefined || one.version === version))
        return { kind: 'id', id, version };
    if (found.length > 0) {
        throw new failure/* Failure */.HR(`Version "${(0,printable/* printable */.g$)(version ?? '')}" of ${(0,printable/* printable */.g$)(id)} is not in the builder. ` +
            `Available versions: ${found.map((one) => (0,printable/* printable */.g$)(one.version)).join(', ')}.`);
    }
    const names = known.map((one) => (0,printable/* printable */.g$)((0,buildpacks_buildpack/* formatName */.nD)(one)));
    throw new failure/* Failure */.HR(`The builder has no buildpack "${(0,printable/* printable */.g$)(text)}". ` +
        `It has: ${(0,quantity/* formatList */.ki)(names, 40) || 'none that its labels list'}. Name one of these, an existing ` +
        'folder or file, or an image, for example docker://docker.io/owner/name:1.2.');
};
const fromRegistry = (text) => {
    const id = (0,printable/* printable */.g$)(text.slice('urn:cnb:registry:'.length).split('@')[0] ?? '');
    return new failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(text)}" is an entry of the buildpack registry, which this action does not read. ` +
        `Name the image of ${id} instead, for example docker://docker.io/owner/name@sha256:…. ` +
        'https://registry.buildpacks.io shows it.');
};
const imageAt = (text, name) => {
    try {
        return { kind: 'image', reference: (0,reference/* parseReference */.F2)(name) };
    }
    catch (cause) {
        if (!(cause instanceof failure/* Failure */.HR))
            throw cause;
        throw new failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(text)}" is not a buildpack: ${cause.message}`, { cause });
    }
};
const pathOf = (text) => {
    try {
        return (0,external_node_url_.fileURLToPath)(text);
    }
    catch (cause) {
        throw new failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(text)}" is not a valid file URI. Use a path.`, { cause });
    }
};

;// CONCATENATED MODULE: ./src/cnb/buildpacks/find-package.ts















/** Reads the package at a path or in a registry. Throws a Failure if it is unavailable or not a package. */
const findPackage = (locator, sources) => new Search(sources).find(locator, []);
const PackageSchema = valibot_dist/* looseObject */._H3({
    buildpack: valibot_dist/* optional */.lqM(valibot_dist/* looseObject */._H3({ uri: valibot_dist/* optional */.lqM(valibot_dist/* string */.YjP()) })),
    dependencies: valibot_dist/* optional */.lqM(valibot_dist/* array */.YOg(valibot_dist/* looseObject */._H3({ uri: valibot_dist/* optional */.lqM(valibot_dist/* string */.YjP()), image: valibot_dist/* optional */.lqM(valibot_dist/* string */.YjP()) })), []),
});
/** A search for a package and its dependencies, of which it reads a limited number. */
class Search {
    #sources;
    #count = 0;
    constructor(sources) {
        this.#sources = sources;
    }
    /** `above` are the real paths of the folders that the package is a dependency of. */
    async find(locator, above) {
        this.#count += 1;
        if (this.#count > buildpacks_package/* packageLimit */.MA) {
            throw new failure/* Failure */.HR(`The buildpack ${above[0]} has more than ${buildpacks_package/* packageLimit */.MA} dependencies. Remove some from its package.toml.`);
        }
        if (locator.kind === 'image')
            return (0,buildpacks_package/* imagePackage */.YU)(locator.reference, this.#sources);
        const { path } = locator;
        try {
            const stats = await (0,promises_.stat)(path);
            if (stats.isDirectory())
                return await this.#findInFolder(await (0,promises_.realpath)(path), above);
            if (stats.isFile())
                return await archivePackage(path);
        }
        catch (cause) {
            throw unreadable(path, cause);
        }
        throw new failure/* Failure */.HR(`${path} is not a buildpack: it is neither a folder nor a file. Name one of these.`);
    }
    /** The buildpack in a folder, and the dependencies in its package.toml. */
    async #findInFolder(folder, above) {
        if (above.includes(folder)) {
            throw new failure/* Failure */.HR(`The buildpack ${folder} depends on itself. Correct its package.toml.`);
        }
        const { main, ...layer } = await readFolder(folder);
        const name = (0,external_node_path_.join)(folder, 'package.toml');
        const bytes = await (0,read/* readSmallFile */.EW)(name, { followLink: true }).catch((error) => {
            if ((0,failure/* isSystemError */.Or)(error, 'ENOENT'))
                return undefined;
            throw error;
        });
        if (bytes === undefined)
            return { main, layers: [layer] };
        const { buildpack, dependencies } = (0,json_document/* readToml */.D7)(PackageSchema, bytes, name);
        const base = (0,external_node_path_.join)(folder, localPart(buildpack?.uri));
        const layers = [layer];
        const images = [];
        for (const { uri, image } of dependencies) {
            const text = uri || (image && `docker://${image}`);
            if (!text)
                throw new failure/* Failure */.HR(`A dependency in ${name} has no "uri". Add one.`);
            const locator = await parseLocator(text, { folder: base, known: [] });
            if (locator.kind !== 'path' && locator.kind !== 'image') {
                throw new failure/* Failure */.HR(`The dependency "${(0,printable/* printable */.g$)(text)}" in ${name} is not a folder, a file or an image. Name one of these.`);
            }
            const found = await this.find(locator, [...above, folder]);
            layers.push(...found.layers);
            images.push(...(found.images ?? []));
        }
        return { main, layers, images };
    }
}
/** The path of the package's own buildpack in a package.toml. Dependencies are relative to it, as with pack. */
const localPart = (uri = '.') => (/^[^/]+:/.test(uri) ? '.' : uri);
/** Reads the buildpack in a folder. Throws a Failure if there is none. */
const readFolder = async (path) => {
    const names = await (0,promises_.readdir)(path);
    if (!names.includes(buildpacks_buildpack/* buildpackFile */.g7))
        throw (0,buildpacks_buildpack/* noBuildpack */.Dw)(path, names);
    const main = (0,buildpacks_buildpack/* readBuildpackToml */.kk)(await (0,read/* readSmallFile */.EW)((0,external_node_path_.join)(path, buildpacks_buildpack/* buildpackFile */.g7), { followLink: true }), path);
    async function* entries() {
        yield* (0,buildpacks_buildpack/* foldersOf */.pd)(main);
        yield* walk(path, '', (0,buildpacks_buildpack/* buildpackFolder */.ce)(main).slice(1));
    }
    return { main, buildpacks: [main], entries };
};
// A buildpack may be a repository's root, and its .git may have the credentials of the checkout.
const withheld = '.git';
/** The content of a buildpack's folder, in bytewise order of the names. Links are not followed. */
async function* walk(root, inner, target) {
    const content = await (0,promises_.readdir)((0,external_node_path_.join)(root, inner), { withFileTypes: true }).catch((cause) => {
        throw unreadable((0,external_node_path_.join)(root, inner), cause);
    });
    for (const dirent of (0,folders/* sortByName */.VV)(content.filter(({ name }) => name !== withheld))) {
        const name = (0,external_node_path_.join)(inner, dirent.name);
        yield await entryOf(root, name, `${target}/${name}`, dirent).catch((cause) => {
            throw unreadable((0,external_node_path_.join)(root, name), cause);
        });
        if (dirent.isDirectory())
            yield* walk(root, name, target);
    }
}
const entryOf = async (root, name, target, dirent) => {
    const path = (0,external_node_path_.join)(root, name);
    if (dirent.isDirectory())
        return (0,buildpacks_buildpack/* ofRoot */.qW)({ name: target, mode: 0o755, type: 'directory' });
    if (dirent.isSymbolicLink()) {
        return (0,buildpacks_buildpack/* ofRoot */.qW)({ name: target, mode: 0o777, type: 'symlink', linkname: await (0,promises_.readlink)(path) });
    }
    if (!dirent.isFile()) {
        throw new failure/* Failure */.HR(`Could not read the buildpack: ${path} is not a file, folder or link. Remove it.`);
    }
    const { mode, size } = await (0,promises_.lstat)(path);
    const content = buildpackFileContent(path, size);
    return (0,buildpacks_buildpack/* ofRoot */.qW)({ name: target, mode: (0,buildpacks_buildpack/* fileMode */.IB)(name, mode), type: 'file', size, content });
};
async function* buildpackFileContent(path, size) {
    try {
        yield* (0,file_content/* fileContent */.qY)(path, size);
    }
    catch (cause) {
        throw unreadable(path, cause);
    }
}
/** Explains an error of the file system, or a change of the file. Returns other errors unchanged. */
const unreadable = (path, cause) => cause instanceof file_content/* SizeChange */.g1 ||
    (0,failure/* isSystemError */.Or)(cause, 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EIO')
    ? new failure/* Failure */.HR(`Could not read the buildpack ${path}: ${(0,failure/* messageOf */.bD)(cause)}. Make it readable, and do not change it during the build.`, { cause })
    : cause;
/**
 * The buildpack of a script in a project descriptor, with the files that pack creates.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/client/build.go (createInlineBuildpack)
 */
const inlinePackage = (inline, stackId) => {
    const { shell, script } = inline;
    const main = (0,buildpacks_buildpack/* checkBuildpack */.E3)(inline, 'project.toml');
    const { id, version, api } = main;
    const folder = (0,buildpacks_buildpack/* buildpackFolder */.ce)(main);
    const stacks = [{ id: stackId || '*' }];
    async function* entries() {
        yield* (0,buildpacks_buildpack/* foldersOf */.pd)(main);
        yield (0,buildpacks_buildpack/* ofRoot */.qW)({ name: `${folder.slice(1)}/bin`, mode: 0o755, type: 'directory' });
        yield (0,buildpacks_buildpack/* ofRoot */.qW)((0,write/* file */.NJ)(`${folder}/${buildpacks_buildpack/* buildpackFile */.g7}`, (0,dist/* stringify */.As)({ api, buildpack: { id, version }, stacks })));
        yield (0,buildpacks_buildpack/* ofRoot */.qW)({ ...(0,write/* file */.NJ)(`${folder}/bin/build`, `#!${shell}\n\n${script}\n`), mode: 0o755 });
        yield (0,buildpacks_buildpack/* ofRoot */.qW)({ ...(0,write/* file */.NJ)(`${folder}/bin/detect`, `#!${shell}\n\nexit 0\n`), mode: 0o755 });
    }
    return { main, layers: [{ buildpacks: [main], entries }] };
};

// EXTERNAL MODULE: ./src/cnb/buildpacks/order.ts
var buildpacks_order = __webpack_require__(18628);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/find-buildpacks.ts






/**
 * Finds the requested buildpacks and their order, by the rules of pack. Undefined if the builder's order is used.
 *
 * Throws a Failure if a buildpack is unavailable or ambiguous, or if the builder's lifecycle does not support it.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/client/build.go (processBuildpacks)
 */
const findBuildpacks = async ({ buildpacks, pre, post }, builder, sources) => {
    if (buildpacks.length + pre.length + post.length === 0)
        return undefined;
    const added = [];
    const entriesOf = async (list) => {
        const entries = [];
        for (const named of list) {
            const found = await findBuildpack(named, builder.buildpacks, sources);
            if ('layers' in found)
                added.push(found);
            entries.push('layers' in found ? { id: found.main.id, version: found.main.version } : found);
        }
        return entries;
    };
    const declared = buildpacks.length > 0
        ? await entriesOf(buildpacks)
        : // The last of `pre` comes first, as with pack.
            [...(await entriesOf(pre)).toReversed(), builderOrder, ...(await entriesOf(post))];
    if (declared.filter((entry) => !('id' in entry)).length > 1) {
        throw new failure/* Failure */.HR(buildpacks.length > 0
            ? 'The buildpacks contain "from=builder" twice. Remove one of them.'
            : '"from=builder" is not allowed in "pre-buildpacks" and "post-buildpacks", or in "pre" and "post" of project.toml: ' +
                "they extend the builder's order. Name a buildpack there.");
    }
    const order = orderOf(declared, builder.buildpacks);
    const layers = withoutRepeated(added.flatMap((one) => one.layers));
    const inside = layers.flatMap((layer) => layer.buildpacks);
    for (const buildpack of inside)
        checkApi(buildpack, builder);
    return {
        order: (0,buildpacks_order/* resolveOrder */.vN)(order, [...builder.buildpacks.all, ...inside]),
        images: added.flatMap(({ images = [] }) => images),
        layers: withoutKnown(layers, builder.buildpacks, new Set(added.map(({ main }) => (0,buildpacks_buildpack/* formatName */.nD)(main)))),
    };
};
const builderOrder = { kind: 'builder' };
const findBuildpack = async ({ buildpack, folder, origin }, { all, stackId }, sources) => {
    if (typeof buildpack !== 'string')
        return inlinePackage(buildpack, stackId);
    const locator = await parseLocator(buildpack, { folder, known: all }).catch((cause) => {
        if (origin === undefined || !(cause instanceof failure/* Failure */.HR))
            throw cause;
        throw new failure/* Failure */.HR(`Invalid buildpack in ${origin}: ${cause.message}`, { cause });
    });
    return locator.kind === 'path' || locator.kind === 'image' ? findPackage(locator, sources) : locator;
};
/** One group of all entries. With `from=builder`, the builder's groups, with the others before and after them. */
const orderOf = (declared, builder) => {
    const others = declared.filter((entry) => 'id' in entry);
    if (others.length === declared.length)
        return [others];
    const position = declared.findIndex((entry) => !('id' in entry));
    const [before, after] = [others.slice(0, position), others.slice(position)];
    return ownOrder(builder).map((group) => [...before, ...group, ...after]);
};
const ownOrder = ({ order }) => {
    if (order !== undefined && order.length > 0)
        return order;
    throw new failure/* Failure */.HR('The order of the builder is unknown: its label io.buildpacks.buildpack.order is missing or malformed. ' +
        'List all buildpacks in the input "buildpacks", or choose another builder.');
};
const checkApi = (buildpack, { buildpacks: { apis }, lifecycleVersion }) => {
    if (apis.length === 0 || apis.includes(buildpack.api))
        return;
    throw new failure/* Failure */.HR(`The buildpack ${(0,buildpacks_buildpack/* formatName */.nD)(buildpack)} uses the buildpack API ${buildpack.api}, which the builder's lifecycle ` +
        `${lifecycleVersion} does not support. It supports ${apis.join(', ')}. ` +
        'Use another version of the buildpack, or another builder.');
};
/** The folders of a layer's buildpacks. Different IDs may have the same folder: `acme/node` and `acme_node`. */
const placesOf = ({ buildpacks }) => new Set(buildpacks.map(buildpacks_buildpack/* buildpackFolder */.ce));
/** Removes layers whose buildpacks a later layer has too. The last one counts, as with pack. */
const withoutRepeated = (layers) => {
    let kept = [];
    for (const layer of layers) {
        const places = placesOf(layer);
        const rest = kept.filter((one) => !placesOf(one).isSubsetOf(places));
        const mixed = rest.find((one) => !placesOf(one).isDisjointFrom(places));
        const twice = mixed?.buildpacks.find((one) => places.has((0,buildpacks_buildpack/* buildpackFolder */.ce)(one)));
        if (twice !== undefined) {
            throw new failure/* Failure */.HR(`Two packages contain the buildpack ${(0,buildpacks_buildpack/* formatName */.nD)(twice)}, each in one layer with other buildpacks, so neither ` +
                'can be left out. Name only one of the packages.');
        }
        kept = [...rest, layer];
    }
    return kept;
};
/**
 * Removes layers that the builder has, too. Refuses layers that the builder has with other content: files cannot be removed
 * from a builder, so the two would mix. `mains` are the requested buildpacks, without their dependencies.
 */
const withoutKnown = (layers, builder, mains) => {
    const places = new Map(builder.all.map((one) => [(0,buildpacks_buildpack/* buildpackFolder */.ce)(one), one]));
    return layers.filter(({ buildpacks, diffId }) => {
        const own = buildpacks.filter((one) => places.has((0,buildpacks_buildpack/* buildpackFolder */.ce)(one)));
        const known = own.flatMap((one) => places.get((0,buildpacks_buildpack/* buildpackFolder */.ce)(one)) ?? []);
        const [first] = known;
        if (first === undefined)
            return true;
        if (diffId !== undefined && known.every((one) => builder.diffIds.get((0,buildpacks_buildpack/* formatName */.nD)(one)) === diffId))
            return false;
        const isNamed = own.some((one) => mains.has((0,buildpacks_buildpack/* formatName */.nD)(one)));
        const isUnknown = diffId === undefined || known.some((one) => !builder.diffIds.has((0,buildpacks_buildpack/* formatName */.nD)(one)));
        throw new failure/* Failure */.HR(`The builder already has the buildpack ${(0,buildpacks_buildpack/* formatName */.nD)(first)}, ` +
            (isUnknown
                ? 'and it is unknown whether the added one is the same. '
                : 'and the added one has other content, or is in one layer with other buildpacks. ') +
            'A container cannot have both. ' +
            (isNamed
                ? `Change the version of the added one, or use the builder's: urn:cnb:builder:${(0,buildpacks_buildpack/* formatName */.nD)(first)}.`
                : 'It is a dependency of a package: use another version of the package, or another builder.'));
    });
};
/** The entries of the buildpacks and of their order.toml in a sandbox. */
async function* buildpackEntries({ order, layers }, orderPath) {
    yield (0,buildpacks_buildpack/* ofRoot */.qW)((0,write/* file */.NJ)(orderPath, (0,buildpacks_order/* orderToml */.re)(order)));
    for (const { entries } of layers)
        yield* entries();
}


/***/ }),

/***/ 18628:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A9: () => (/* binding */ OrderSchema),
/* harmony export */   Gv: () => (/* binding */ formatOrder),
/* harmony export */   re: () => (/* binding */ orderToml),
/* harmony export */   vN: () => (/* binding */ resolveOrder)
/* harmony export */ });
/* harmony import */ var smol_toml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3292);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(77934);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);




const OrderEntrySchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    id: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    /** Default: the only known version. */
    version: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    /** Whether the group can pass detection without it. */
    optional: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()),
});
/** https://github.com/buildpacks/spec/blob/main/platform.md#ordertoml-toml */
const OrderSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ group: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(OrderEntrySchema) })), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((order) => order.map(({ group }) => group)));
/**
 * Adds the missing versions to an order. Throws a Failure if a buildpack is unknown, or if it has several versions and the
 * order does not choose one.
 */
const resolveOrder = (order, known) => order.map((group) => group.map((entry) => ({ ...entry, version: versionOf(entry, known) })));
const versionOf = ({ id, version }, known) => {
    const versions = [...new Set(known.filter((one) => one.id === id).map((one) => one.version))];
    if (version && versions.includes(version))
        return version;
    const [only] = versions;
    if (only === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The order contains the buildpack ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(id)}, which is neither in the builder nor added by the inputs. ` +
            'Add it, or choose another builder.');
    }
    if (version) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`Version ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(version)} of the buildpack ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(id)} was not found. ` +
            `Available versions: ${versions.map(_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$).join(', ')}.`);
    }
    if (versions.length === 1)
        return only;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The buildpack ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(id)} has several versions: ${versions.map(_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$).join(', ')}. ` +
        `Choose one, for example ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(id)}@${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(only)}.`);
};
/** An order.toml. https://github.com/buildpacks/spec/blob/main/platform.md#ordertoml-toml */
const orderToml = (order) => (0,smol_toml__WEBPACK_IMPORTED_MODULE_0__/* .stringify */ .As)({
    order: order.map((group) => ({
        group: group.map(({ id, version = '', optional }) => ({ id, version, ...(optional && { optional }) })),
    })),
});
/** An order for messages, with at most three groups: `acme/node@1.2.3, acme/npm@2.0.0; or acme/python@3.0.0`. */
const formatOrder = (order) => {
    const groups = order.slice(0, 3).map((group) => group.map(formatEntry).join(', '));
    const more = order.length > 3 ? [`${order.length - 3} more groups`] : [];
    return (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)([...groups, ...more].join('; or '));
};
const formatEntry = ({ id, version, optional }) => `${id}${version === undefined ? '' : `@${version}`}${optional ? ' (optional)' : ''}`;


/***/ }),

/***/ 80720:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GS: () => (/* binding */ placed),
/* harmony export */   LY: () => (/* binding */ readPackage),
/* harmony export */   Ly: () => (/* binding */ layersLabel),
/* harmony export */   MA: () => (/* binding */ packageLimit),
/* harmony export */   Of: () => (/* binding */ refusalOf),
/* harmony export */   YU: () => (/* binding */ imagePackage),
/* harmony export */   ay: () => (/* binding */ LayersSchema),
/* harmony export */   gF: () => (/* binding */ archiveRules)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(77934);
/* harmony import */ var _content_image_documents_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(67283);
/* harmony import */ var _content_verify_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(62584);
/* harmony import */ var _files_folders_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(12814);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(78033);
/* harmony import */ var _image_image_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(36117);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(22978);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(22554);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(23564);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(4908);
/* harmony import */ var _tar_decompression_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(95620);
/* harmony import */ var _tar_read_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(41067);
/* harmony import */ var _buildpack_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(31933);















/** In a label of packages and of builders. */
const layersLabel = 'io.buildpacks.buildpack.layers';
/** By ID and version. https://github.com/buildpacks/pack/blob/v0.40.5/pkg/dist/dist.go */
const LayersSchema = valibot__WEBPACK_IMPORTED_MODULE_13__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_13__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_13__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_13__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_13__/* .looseObject */ ._H3({ api: valibot__WEBPACK_IMPORTED_MODULE_13__/* .string */ .YjP(), layerDiffID: _image_digest_js__WEBPACK_IMPORTED_MODULE_3__/* .DigestSchema */ .eH })));
const metadataLabel = 'io.buildpacks.buildpackage.metadata';
/** Far more buildpacks than any composite has. */
const packageLimit = 1_000;
const MetadataSchema = valibot__WEBPACK_IMPORTED_MODULE_13__/* .looseObject */ ._H3({ id: valibot__WEBPACK_IMPORTED_MODULE_13__/* .string */ .YjP(), version: valibot__WEBPACK_IMPORTED_MODULE_13__/* .string */ .YjP() });
/** Creates errors for a refused package, called `source`. */
const refusalOf = (source) => (reason) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`The package of buildpacks ${source} is refused: ${reason}. Nothing was built. Ask its author to correct it.`);
/** The rules for an untrusted archive of buildpacks. */
const archiveRules = (refusal) => ({
    ...{ strip: 0, rooted: true, links: true },
    ...{ nameLimit: 1_000, entryLimit: 200_000 },
    refusal,
});
/**
 * Reads a package of buildpacks from a registry. The engine is not involved: the layers are streamed from the registry into
 * the sandbox, and verified on the way.
 *
 * Throws a Failure if the image is unavailable, does not exist for the platform, or is not a package of buildpacks.
 */
const imagePackage = async (reference, { registry, platform }) => {
    const name = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_7__/* .formatReference */ .FH)(reference);
    const root = await registry.resolve(reference);
    const content = registry.readableRepository(reference);
    const index = await (0,_content_image_documents_js__WEBPACK_IMPORTED_MODULE_0__/* .fetchIndex */ .RG)(content, root);
    const descriptor = index === undefined ? root : (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_4__/* .imageFor */ .zd)(platform, index.listed);
    if (descriptor === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`The package of buildpacks ${name} does not exist for ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .formatPlatform */ .Bq)(platform)}, only for: ` +
            `${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .formatPlatforms */ .Iu)((0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_4__/* .platformsIn */ .S2)(index?.listed ?? []))}. Choose another package, or another platform.`);
    }
    const found = readPackage(await (0,_content_image_documents_js__WEBPACK_IMPORTED_MODULE_0__/* .fetchImage */ .aK)(content, descriptor), content, name);
    return { ...found, images: [{ ...reference, digest: root.digest }] };
};
/**
 * Reads the buildpacks in a package: an image in a registry or in a `.cnb` file. Each layer has one or several buildpacks.
 * https://github.com/buildpacks/spec/blob/main/distribution.md
 *
 * Throws a Failure if the image is not a package. Layers are fetched when their entries are read. Reading entries throws a
 * refusal if the layer differs from its digest, or contains files outside of its buildpacks.
 */
const readPackage = ({ manifest, config }, content, source) => {
    const refuse = refusalOf(source);
    const labels = config.config?.Labels ?? {};
    const label = (name, schema) => {
        const text = labels[name];
        if (text !== undefined)
            return (0,_json_document_js__WEBPACK_IMPORTED_MODULE_8__/* .parseDocument */ .Tp)(schema, text, `label ${name} of ${source}`);
        const extension = labels['io.buildpacks.extension.layers'] !== undefined;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`${source} is not a package of buildpacks: it has no label ${name}. ` +
            (extension
                ? 'It is a package of image extensions, and the lifecycle cannot extend images in an OCI layout. Build without it.'
                : 'Check the name; `pack buildpack package` creates packages.'));
    };
    const named = label(metadataLabel, MetadataSchema);
    const buildpacks = Object.entries(label(layersLabel, LayersSchema)).flatMap(([id, versions]) => Object.entries(versions).map(([version, { api, layerDiffID }]) => ({
        buildpack: (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .checkBuildpack */ .E3)({ id, version, api }, source),
        diffId: layerDiffID,
    })));
    if (buildpacks.length > packageLimit) {
        throw refuse(`it has ${buildpacks.length} buildpacks, more than ${packageLimit}`);
    }
    const main = buildpacks.find(({ buildpack }) => (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .formatName */ .nD)(buildpack) === (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .formatName */ .nD)(named));
    if (main === undefined)
        throw refuse(`its main buildpack ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_14__/* .printable */ .g$)((0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .formatName */ .nD)(named))} is missing`);
    const layers = [...Map.groupBy(buildpacks, ({ diffId }) => diffId)].map(([diffId, group]) => {
        const descriptor = manifest.layers[config.rootfs.diff_ids.indexOf(diffId)];
        if (descriptor === undefined)
            throw refuse(`the layer ${diffId} is missing`);
        const inside = group.map(({ buildpack }) => buildpack);
        const entries = () => {
            const compression = (0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_5__/* .compressionOf */ .MB)(descriptor.mediaType);
            const tar = (0,_tar_decompression_js__WEBPACK_IMPORTED_MODULE_10__/* .decompress */ .m)(content.fetch(descriptor), compression, descriptor.size, refuse);
            return layerEntries((0,_content_verify_js__WEBPACK_IMPORTED_MODULE_1__/* .verifyStream */ .ui)(tar, { digest: diffId }, refuse), inside, refuse);
        };
        return { buildpacks: inside, diffId, entries };
    });
    return { main: main.buildpack, layers };
};
/** The entries of a layer's buildpacks. */
async function* layerEntries(tar, buildpacks, refuse) {
    const folders = new Set(buildpacks.map(_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .buildpackFolder */ .ce));
    const around = new Set([...folders].flatMap(_files_folders_js__WEBPACK_IMPORTED_MODULE_2__/* .withParents */ .M2));
    for (const buildpack of buildpacks)
        yield* (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .foldersOf */ .pd)(buildpack);
    for await (const entry of (0,_tar_read_js__WEBPACK_IMPORTED_MODULE_11__/* .checkedEntries */ .Yy)(tar, archiveRules(refuse))) {
        const { name, type } = entry;
        if (type === 'directory' && (name === '' || around.has(`/${name}`)))
            continue;
        const folder = name.split('/').slice(0, 4).join('/');
        if (!folders.has(`/${folder}`) || folder === name) {
            throw refuse(`it has "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_14__/* .printable */ .g$)(name)}", which is not part of its buildpacks`);
        }
        yield placed(entry, name.slice(folder.length + 1), folder, refuse);
    }
}
/** An entry at its place in a buildpack's folder. Throws a refusal if it is a link that leaves that folder. */
const placed = ({ type, mode, size, linkname, content }, name, folder, refuse) => {
    const path = `${folder}/${name}`;
    if (type === 'directory')
        return (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .ofRoot */ .qW)({ name: path, mode: 0o755, type });
    if (type === 'file')
        return (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .ofRoot */ .qW)({ name: path, mode: (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .fileMode */ .IB)(name, mode), type, size, content });
    const leavingLink = () => refuse(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_14__/* .printable */ .g$)(path)}" is a link that leads out of its buildpack`);
    if (type === 'link') {
        if (!linkname.startsWith(`${folder}/`))
            throw leavingLink();
        return (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .ofRoot */ .qW)({ name: path, mode: (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .fileMode */ .IB)(name, mode), type, linkname });
    }
    if ((0,_tar_read_js__WEBPACK_IMPORTED_MODULE_11__/* .countClimbs */ .QW)(linkname) > name.split('/').length - 1)
        throw leavingLink();
    return (0,_buildpack_js__WEBPACK_IMPORTED_MODULE_12__/* .ofRoot */ .qW)({ name: path, mode: 0o777, type, linkname });
};


/***/ }),

/***/ 12588:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vn: () => (/* binding */ CreatorFailure),
/* harmony export */   fm: () => (/* binding */ creatorFailure),
/* harmony export */   i5: () => (/* binding */ lacksProcess)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4908);
/* harmony import */ var _buildpacks_order_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18628);



/** The exit code of a failure while the image was written. */
const exportFailed = 62;
const seeLastLines = 'See the last lines of the build.';
const detecting = 'detecting buildpacks';
/**
 * The creator's exit codes: the phase (empty if it can be any), the meaning, and what to do next.
 * https://github.com/buildpacks/spec/blob/main/platform.md#creator
 */
const exitCodes = {
    1: ['', 'an error without an exit code of its own', seeLastLines],
    3: [
        '',
        'the lifecycle rejected its arguments',
        'See the last lines of the build; the builder may be too old or too new.',
    ],
    11: ['', 'the lifecycle does not support the platform API', 'Use a newer builder.'],
    12: ['', 'the lifecycle does not support the buildpack API of a buildpack', 'Use a newer builder.'],
    20: [
        detecting,
        'no group of buildpacks passed detection',
        'Check that the input "path" is the directory of the app, and that the builder has buildpacks for its language.',
    ],
    21: [
        detecting,
        'no group of buildpacks passed detection, and a buildpack reported an error',
        'See the output of the buildpack.',
    ],
    22: [detecting, 'detection failed', seeLastLines],
    32: ['analyzing', 'the analysis of the run image or of the previous image failed', seeLastLines],
    42: ['restoring', 'restoring layers failed', seeLastLines],
    51: [
        'building',
        "a buildpack's build failed",
        'See the output of the buildpack; the cause is usually in the app.',
    ],
    52: ['building', 'the build failed outside of the buildpacks', seeLastLines],
    [exportFailed]: ['exporting', 'writing the image failed', seeLastLines],
};
/** The creator ended with an exit code other than 0. `detail` has the last lines of its output. */
class CreatorFailure extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
    result;
    constructor(result, nextStep, lastLines) {
        const { phase, meaning, exitCode } = result;
        super(`The build failed while ${phase}: ${meaning} (exit code ${exitCode}). ${nextStep}`, {
            detail: lastLines,
        });
        this.result = result;
    }
}
const signals = { 130: 'SIGINT', 137: 'SIGKILL', 143: 'SIGTERM' };
const memoryAdvice = 'Use a runner, or a Docker engine, with more memory, or reduce the memory that the build needs.';
/** Explains a failed build: the phase, the meaning of the exit code, what to do next, and the last lines of the output. */
const creatorFailure = ({ code, ranOutOfMemory }, lastPhase, lastLines, facts = {}) => {
    const [knownPhase, meaning, advice] = exitCodes[code] ?? [];
    const phase = knownPhase || gerundOf(lastPhase);
    const fail = (meaning, nextStep, isExplained) => {
        const detectResults = phase === detecting ? (facts.detectResults ?? []) : [];
        return new CreatorFailure({ exitCode: code, phase, meaning, isExplained, detectResults }, nextStep, lastLines);
    };
    if (ranOutOfMemory)
        return fail('the kernel killed a process of the build because memory ran out', memoryAdvice, true);
    const signal = signals[code];
    if (signal !== undefined) {
        return fail(`something outside of the build ended it with ${signal}`, 'Run the step again. If it happens again, find out what stops containers on the runner, for example a lack of memory.', false);
    }
    const known = knownAdvice(code, lastLines, facts);
    return fail(meaning ?? 'the creator ended with an unknown exit code', known ?? orderAdvice(code, facts.buildpacks) ?? gitAdvice(code, lastLines) ?? advice ?? seeLastLines, known !== undefined);
};
const gerundOf = (phase) => phase === undefined ? 'starting' : phase === 'DETECTING' ? detecting : phase.toLowerCase();
/** If no group passed detection and the order is not the builder's, the message shows the order. */
const orderAdvice = (code, buildpacks) => buildpacks === undefined || code !== 20
    ? undefined
    : `The order is not the builder's: the inputs and project.toml set it to ${(0,_buildpacks_order_js__WEBPACK_IMPORTED_MODULE_1__/* .formatOrder */ .Gv)(buildpacks)}. ` +
        'Add the buildpacks that the app needs, or "from=builder" for the builder\'s buildpacks.';
// As git itself, setuptools-scm, git-commit-id and Go's stamp of the revision report it.
const missingGitData = /git repository|(?:^|[\s"'(/])\.git\b|dotGitDirectory|setuptools.scm|\bVCS\b/i;
/** What to do if a buildpack failed because the build has no `.git`. */
const gitAdvice = (code, lastLines) => code === 51 && lastLines.some((line) => missingGitData.test(line))
    ? 'See the output of the buildpack. If it needs ".git", which stays out of the build by default, add "!.git" to the input "exclude".'
    : undefined;
/** The lifecycle's own last error. A build may write such a line too, so it decides only the advice. */
const errorIn = (lastLines) => lastLines.findLast((line) => line.startsWith('ERROR: ')) ?? '';
// https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/exporter.go#L584
const unknownProcess = /tried to set (\S+) to default but it doesn't exist/;
/** Whether an export failed because no buildpack created the default process type. */
const lacksProcess = (code, lastLines) => code === exportFailed && unknownProcess.test(errorIn(lastLines));
/** The advice for the first cause that the output names. */
const knownAdvice = (code, lastLines, facts) => {
    for (const { exitCode, isInAnyLine, pattern, advise } of causes) {
        if (exitCode === undefined ? code === exportFailed : exitCode !== code)
            continue;
        // The output of a buildpack's build says less than the lifecycle's error about it.
        const lines = isInAnyLine && code !== 51 ? lastLines : [errorIn(lastLines)];
        const match = lines.map((line) => pattern.exec(line)).find(Boolean);
        if (match)
            return advise(match, facts);
    }
    return undefined;
};
const causes = [
    {
        isInAnyLine: true,
        // A script that the kernel could not start.
        pattern: /fork\/exec (\/\S+\/bin\/(?:detect|build)): (no such file or directory|exec format error)/,
        advise: ([, script = '', reason]) => reason === 'exec format error'
            ? `"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(script)}" cannot be executed: it is a script without "#!" in its first line, or a program for ` +
                'another platform. Correct the buildpack.'
            : `"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(script)}" does not exist, or its first line ("#!…") names a program that the builder lacks. ` +
                'Windows line endings (CRLF) have this effect, too: save the file with LF. Correct the buildpack.',
    },
    {
        exitCode: 51,
        // As Go and shells report a killed process.
        pattern: /: (?:signal: killed|exit status 137)\s*$/,
        advise: () => `A process of the buildpack was killed, usually because memory ran out. ${memoryAdvice}`,
    },
    {
        exitCode: 21,
        isInAnyLine: true,
        // https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/detector.go#L220
        pattern: /unable to satisfy target os\/arch constraints/,
        advise: ({ input }) => `A buildpack does not support this platform or distribution: "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(input.trim())}". ` +
            'Choose another builder, run image or platform, or another version of the buildpack.',
    },
    {
        exitCode: 22,
        // https://github.com/buildpacks/lifecycle/blob/v0.21.0/cmd/lifecycle/creator.go#L168
        pattern: /contains extensions/,
        advise: () => "The builder's order has image extensions that apply to this app, and the lifecycle cannot extend images in an OCI " +
            'layout. Set the input "buildpacks" to "from=builder" to build without the extensions, or choose another builder.',
    },
    {
        exitCode: exportFailed,
        // As Go words a system call that failed: "open /workspace/key: permission denied".
        pattern: /.*\b[a-z]+ (\/.+): permission denied/,
        advise: ([, path = '']) => `The builder's user has no permission to read "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(path)}", because the build changed its mode. ` +
            'Look for a buildpack, or a script of the app, that changes modes.',
    },
    {
        exitCode: exportFailed,
        pattern: unknownProcess,
        advise: ([, process = ''], { processTypes = [], defaultProcess }) => {
            const types = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)([...new Set(processTypes)].join(', '));
            const source = defaultProcess === undefined
                ? 'which the builder sets in its environment (CNB_PROCESS_TYPE). Set the input "default-process"'
                : 'which the input "default-process" names. Change it';
            const choice = types === '' ? 'to a type that the buildpacks report' : `to one that they created ("${types}")`;
            return (`The buildpacks created no process of the type "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(process)}", ${source} ${choice}, ` +
                'or add the process, for example in a Procfile.');
        },
    },
    {
        exitCode: exportFailed,
        pattern: /no space left on device/,
        advise: () => 'The disk of the Docker engine is full. Free some space, or use an engine with more.',
    },
];


/***/ }),

/***/ 13518:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ checkArchive),
/* harmony export */   p: () => (/* binding */ openArchive)
/* harmony export */ });
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38522);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_zlib__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var yauzl__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20663);
/* harmony import */ var _files_folders_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(12814);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4908);
/* harmony import */ var _app_source_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(25291);






// Far more than an app needs, and little enough for the memory of a runner and the disk of an engine.
const limits = { files: 200_000, bytes: 16 * 1024 ** 3, listBytes: 64 * 1024 ** 2, pathBytes: 4095 };
/**
 * Opens a .jar, .war or .zip file with an app. Its files get the modes that pack gives them.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/archive/archive.go#L264
 *
 * The archive is not trusted. Throws a Failure that names the first entry that leads out of the app or into a link, comes
 * twice, is neither a file nor a folder nor a link, or cannot be unpacked. Unpacked sizes and checksums are verified.
 */
const openArchive = async (path) => {
    const zip = await openZip(path);
    try {
        const folders = await readFolders(zip);
        return {
            pathOf: (name) => (name === '' ? path : `${name} in ${path}`),
            list: async (folder) => (0,_files_folders_js__WEBPACK_IMPORTED_MODULE_2__/* .sortByName */ .VV)([...(folders.get(folder?.name ?? '')?.values() ?? [])]),
            keepsEmpty: () => true,
            entry: (file, name) => entryOf(zip, path, file, name),
            close: () => zip.close(),
        };
    }
    catch (cause) {
        zip.close();
        throw notUnpacked(path, cause);
    }
};
/** Throws a Failure if a file is not an archive. */
const checkArchive = async (path) => {
    const zip = await openZip(path);
    zip.close();
};
const openZip = async (path) => {
    try {
        return await (0,yauzl__WEBPACK_IMPORTED_MODULE_1__/* .openPromise */ .sO)(path, { decodeStrings: false, autoClose: false });
    }
    catch (cause) {
        throw notUnpacked(path, cause);
    }
};
const notUnpacked = (path, cause) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`Could not unpack the app ${path}: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .bD)(cause).replace(/\.$/, '')}. ` +
    'Check that it is a complete .jar, .war or .zip file, or unpack it in an earlier step and name the directory.', { cause });
const readFolders = async (zip) => {
    const folders = new Map([['', new Map()]]);
    let [files, bytes, listBytes] = [0, 0, 0];
    for await (const entry of zip.eachEntry()) {
        bytes += entry.uncompressedSize;
        listBytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
        try {
            for (const added of addFile(folders, entry)) {
                files++;
                // Few entries can be in very many folders.
                listBytes += added.name.length;
            }
        }
        catch (cause) {
            const name = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_5__/* .printable */ .g$)(entry.fileNameRaw.toString('utf8'));
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`it contains "${name}", ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .bD)(cause)}`, { cause });
        }
        if (files > limits.files)
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`it contains more than ${limits.files} files and folders`);
        if (bytes > limits.bytes)
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`its files have more than ${limits.bytes} bytes`);
        if (listBytes > limits.listBytes) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`the names of its files have more than ${limits.listBytes} bytes`);
        }
        // Each takes much more memory than its four bytes in the archive.
        entry.extraFields = [];
    }
    return folders;
};
/** Adds an entry and the folders around it. Yields the files and folders that were not there before. */
function* addFile(folders, entry) {
    const parts = partsOf(entry.fileNameRaw);
    let parent = '';
    for (const [depth, part] of parts.entries()) {
        const siblings = folders.get(parent);
        const known = siblings?.get(part);
        const name = parent === '' ? part : `${parent}/${part}`;
        parent = name;
        const isAround = depth < parts.length - 1;
        if (isAround && known?.isFolder)
            continue;
        if (isAround && known)
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR('which is in a file or a link');
        const file = isAround ? impliedFolder(name) : fileOf(entry, name);
        if (known && !(known.isFolder && file.isFolder))
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR('twice');
        siblings?.set(part, file);
        if (known)
            continue;
        if (file.isFolder)
            folders.set(name, new Map());
        yield file;
    }
}
/** A folder without an entry, as Docker makes it, and so does pack. */
const impliedFolder = (name) => ({
    ...{ name, mode: 0o755, isFolder: true },
    ...{ isLink: false, entry: undefined },
});
/** The parts of an entry's name. As in pack, the name is its bytes, and not what extra fields say. */
const partsOf = (name) => {
    const text = decode(name);
    const parts = text.split('/').filter((part) => part !== '' && part !== '.');
    if (text.startsWith('/') || parts.includes('..'))
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR('which leads out of the app');
    if (text.includes('\0') || parts.length === 0)
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR('which is not the name of a file');
    if (name.length > limits.pathBytes)
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`whose name has more than ${limits.pathBytes} bytes`);
    return parts;
};
const decode = (bytes) => {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch (cause) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR('which is not valid UTF-8', { cause });
    }
};
// The systems on which archives are created, as Go and Info-ZIP number them. https://pkg.go.dev/archive/zip#FileHeader.Mode
const unixHosts = [3, 19];
const ntfsHost = 11;
const dosFolder = 0x10;
const dosReadOnly = 0x01;
const unixType = { mask: 0o170000, file: 0o100000, folder: 0o040000, link: 0o120000 };
const fileOf = (entry, name) => {
    const { versionMadeBy, externalFileAttributes: attributes } = entry;
    const host = versionMadeBy >>> 8;
    const unixMode = unixHosts.includes(host) ? attributes >>> 16 : 0;
    const type = unixMode & unixType.mask;
    const isFolder = entry.fileNameRaw.at(-1) === 0x2f ||
        type === unixType.folder ||
        (type === 0 && (attributes & dosFolder) !== 0);
    const mode = modeOf(host, unixMode, attributes, isFolder);
    if (isFolder)
        return { ...impliedFolder(name), mode };
    const isLink = type === unixType.link;
    if (type !== 0 && type !== unixType.file && !isLink) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR('which is neither a file nor a folder nor a symbolic link');
    }
    if (entry.isEncrypted())
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR('which is encrypted');
    if (!entry.canDecodeFileData()) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`which is compressed with an unknown method (${entry.compressionMethod})`);
    }
    if (isLink && entry.uncompressedSize > limits.pathBytes) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`which is a link to a path of more than ${limits.pathBytes} bytes`);
    }
    return { name, isFolder, isLink, mode, entry };
};
/** An archive without modes, such as those of the program "jar", gets 0777 for all. */
const modeOf = (host, unixMode, attributes, isFolder) => {
    if (unixMode !== 0)
        return unixMode & 0o7777;
    if (host !== ntfsHost)
        return 0o777;
    return (isFolder ? 0o777 : 0o666) & ((attributes & dosReadOnly) === 0 ? 0o777 : 0o555);
};
const entryOf = async (zip, path, file, name) => {
    const { entry, mode, isLink } = file;
    if (isLink && entry !== undefined) {
        const target = Buffer.concat(await Array.fromAsync(contentOf(zip, path, file.name, entry)));
        if (target.length === 0 || target.includes(0)) {
            throw notUnpacked(path, new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`it contains "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_5__/* .printable */ .g$)(file.name)}", a link to no file`));
        }
        return { name, mode: 0o777, type: 'symlink', linkname: decode(target) };
    }
    (0,_app_source_js__WEBPACK_IMPORTED_MODULE_4__/* .checkMode */ .e)(`${file.name} in ${path}`, mode, file.isFolder);
    if (entry === undefined)
        return { name, mode, type: 'directory' };
    const content = contentOf(zip, path, file.name, entry);
    return { name, mode, type: 'file', size: entry.uncompressedSize, content };
};
/** yauzl checks the size. */
async function* contentOf(zip, path, name, entry) {
    try {
        const content = await zip.openReadStreamPromise(entry);
        let checksum = 0;
        for await (const chunk of content) {
            checksum = (0,node_zlib__WEBPACK_IMPORTED_MODULE_0__.crc32)(chunk, checksum);
            yield chunk;
        }
        if (checksum !== entry.crc32)
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR('its checksum (CRC-32) does not match');
    }
    catch (cause) {
        throw notUnpacked(path, new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_5__/* .printable */ .g$)(name)}" is damaged: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .bD)(cause)}`, { cause }));
    }
}


/***/ }),

/***/ 25291:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ checkMode)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

/** Throws if the owner of a file cannot read it. Root can, but in the build the owner is a user without capabilities. */
const checkMode = (path, mode, isFolder) => {
    const needed = isFolder ? 0o500 : 0o400;
    if ((mode & needed) === needed)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The build could not read ${path} of the app: its mode is ${(mode & 0o7777).toString(8).padStart(4, '0')}, and the ` +
        `builder's user, who owns it there, needs ${isFolder ? 'u+rx' : 'u+r'}. Change the mode, or exclude it with the ` +
        'input "exclude".');
};


/***/ }),

/***/ 1526:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ bindingEntries),
/* harmony export */   v: () => (/* binding */ readBindings)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _files_folders_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(12814);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(4908);
/* harmony import */ var _tar_write_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(97052);
/* harmony import */ var _sandbox_paths_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(96131);
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});









/**
 * Reads the bindings in directories. Each directory is a binding, with a file `type`, or contains bindings. Links are
 * followed within the directory: Kubernetes mounts a secret as links to a folder `..data`. Names that begin with two dots are
 * not part of a binding.
 *
 * Throws a Failure that names the first file that is wrong, and never shows its content.
 */
const readBindings = async (folders) => {
    const bindings = (await Promise.all(folders.map(bindingsIn))).flat();
    const names = new Set();
    for (const { name } of bindings) {
        if (names.has(name)) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`Two bindings have the name "${name}". Rename the directory of one of them.`);
        }
        names.add(name);
    }
    return bindings;
};
const bindingsIn = async (path) => {
    const root = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(path).catch((error) => {
        throw unreadable(path, error);
    });
    const content = await list(path, root);
    const folders = content.filter(({ isFolder }) => isFolder);
    const isBinding = folders.length === 0 || content.some(({ name }) => name === 'type');
    if (isBinding)
        return [await readBinding((0,node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(path), path, content, root)];
    return Promise.all(folders.map(async (folder) => readBinding(folder.name, folder.path, await list(folder.path, root), root)));
};
const list = async (folder, root) => {
    try {
        checkWithin(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(folder), folder, root);
        const names = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(folder)).filter((name) => !name.startsWith('..')).sort();
        return await Promise.all(names.map(async (name) => {
            const path = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, name);
            return { name, path, isFolder: (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(path)).isDirectory() };
        }));
    }
    catch (error) {
        throw unreadable(folder, error);
    }
};
/** Throws a Failure if the real path of a file is not in the directory that the input names. */
const checkWithin = (real, path, root) => {
    if ((0,_files_folders_js__WEBPACK_IMPORTED_MODULE_3__/* .isWithin */ .UO)(real, root))
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding's file ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)(path)} is a link that leads out of the directory of the binding. ` +
        'Replace the link with the file, or name a directory in the input "bindings" that contains both.');
};
const readBinding = async (name, path, content, root) => {
    checkName(name, path);
    if (content.length === 0) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding ${path} is empty. Add a file "type", and one file for each secret.`);
    }
    if (!content.some(({ name }) => name === 'type')) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding ${path} has no file "type", which tells buildpacks what it is for. ` +
            'Add one that contains a word such as ca-certificates or maven.');
    }
    // One after the other: a process can open only some hundred files.
    const files = [];
    for (const file of content)
        files.push(await readFile(file, root));
    return { name, files };
};
const namePattern = /^[A-Za-z0-9._-]{1,253}$/;
const checkName = (name, path) => {
    if (namePattern.test(name))
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)(path)} has an invalid name, "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .printable */ .g$)(name)}": names of bindings and of their files have ` +
        '1 to 253 letters, digits, ".", "_" or "-". Rename it.');
};
const readFile = async ({ name, path }, root) => {
    checkName(name, path);
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            // Without waiting for the writer of a pipe.
            const file = __addDisposableResource(env_1, await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(path, node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK)
            // A link can have changed since the directory was listed, so the check is about the file that is open.
            , true);
            // A link can have changed since the directory was listed, so the check is about the file that is open.
            checkWithin(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readlink)(`/proc/self/fd/${file.fd}`), path, root);
            if (!(await file.stat()).isFile()) {
                throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`A binding contains only files, but ${path} is not a file. Move it out of the binding.`);
            }
            const content = await readSecret(file, path);
            if (name === 'type' && content.toString('utf8').trim() === '') {
                throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding's file ${path} is empty. Write the type of the binding into it.`);
            }
            return { name, content };
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = __disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    catch (error) {
        throw unreadable(path, error);
    }
};
/** Reads at most one byte more than the limit, also from a file that grows or has no size. */
const readSecret = async (file, path) => {
    const content = Buffer.concat(await Array.fromAsync(file.createReadStream({ end: _json_document_js__WEBPACK_IMPORTED_MODULE_4__/* .documentLimit */ .NL })));
    if (content.length <= _json_document_js__WEBPACK_IMPORTED_MODULE_4__/* .documentLimit */ .NL)
        return content;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding's file ${path} has more than ${_json_document_js__WEBPACK_IMPORTED_MODULE_4__/* .documentLimit */ .NL} bytes. Bindings are for secrets.`);
};
const unreadable = (path, cause) => {
    if (cause instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR)
        return cause;
    if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .isSystemError */ .Or)(cause, 'ENOTDIR')) {
        return new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)(path)} is not a directory. Name the directory of the file.`, {
            cause,
        });
    }
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`Could not read the binding ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)(path)}: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .messageOf */ .bD)(cause))}. ` +
        'Make it readable, or correct the input "bindings".', { cause });
};
/** The bindings as they go into a sandbox. Only its user can read them. */
function* bindingEntries(bindings) {
    if (bindings.length === 0)
        return;
    const folder = `${_sandbox_paths_js__WEBPACK_IMPORTED_MODULE_7__/* .sandboxPaths */ .ay.platform}/bindings`;
    yield (0,_tar_write_js__WEBPACK_IMPORTED_MODULE_6__/* .directory */ .yy)(folder);
    for (const { name, files } of bindings) {
        yield (0,_tar_write_js__WEBPACK_IMPORTED_MODULE_6__/* .directory */ .yy)(`${folder}/${name}`, 0o700);
        for (const file of files) {
            yield {
                name: `${folder}/${name}/${file.name}`.slice(1),
                mode: 0o400,
                type: 'file',
                content: file.content,
            };
        }
    }
}


/***/ }),

/***/ 37887:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  KL: () => (/* binding */ isVariableName),
  BA: () => (/* binding */ parseDescriptor),
  Zt: () => (/* binding */ projectMetadataToml),
  ri: () => (/* binding */ withoutCredentials)
});

// EXTERNAL MODULE: ./node_modules/smol-toml/dist/index.js + 8 modules
var dist = __webpack_require__(3292);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var valibot_dist = __webpack_require__(77934);
;// CONCATENATED MODULE: ./src/cnb/project/schema.ts

// https://github.com/buildpacks/spec/blob/main/extensions/project-descriptor.md. Version 0.1, and what the specification
// leaves open, follow pack: https://github.com/buildpacks/pack/tree/v0.40.5/pkg/project
// Parsing drops keys that a schema does not have. `unknownKeys` finds them.
const schema_text = valibot_dist/* optional */.lqM(valibot_dist/* string */.YjP());
const texts = valibot_dist/* optional */.lqM(valibot_dist/* array */.YOg(valibot_dist/* string */.YjP()));
const anything = valibot_dist/* optional */.lqM(valibot_dist/* unknown */.L5J());
const script = valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({ api: schema_text, inline: schema_text, shell: schema_text }));
const plainBuildpack = valibot_dist/* object */.Ikc({ id: schema_text, version: schema_text, uri: schema_text, script });
/** A variable without a value is empty, as in pack. */
const plainVariable = valibot_dist/* object */.Ikc({ name: valibot_dist/* string */.YjP(), value: valibot_dist/* optional */.lqM(valibot_dist/* string */.YjP(), '') });
// https://github.com/buildpacks/rfcs/blob/main/text/0134-execution-environments.md
const limitedBuildpack = valibot_dist/* object */.Ikc({ ...plainBuildpack.entries, 'exec-env': texts });
const limitedVariable = valibot_dist/* object */.Ikc({ ...plainVariable.entries, 'exec-env': texts });
/** An array of tables. A single table with this name is valid TOML, but has another meaning. */
const listOf = (schema, name) => valibot_dist/* optional */.lqM(valibot_dist/* array */.YOg(schema, ({ input, message }) => typeof input === 'object' && !Array.isArray(input) ? `is one table; write [[${name}]]` : message));
/** The keys with the same names in all versions, in the table `name`. */
const sharedKeys = (buildpack, name) => ({
    include: texts,
    exclude: texts,
    builder: schema_text,
    pre: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({ group: listOf(buildpack, `${name}.pre.group`) })),
    post: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({ group: listOf(buildpack, `${name}.post.group`) })),
});
const described = {
    id: anything,
    name: anything,
    version: schema_text,
    authors: anything,
    licenses: anything,
    'documentation-url': anything,
    'source-url': schema_text,
};
/** The only table that all versions have. */
const VersionSchema = valibot_dist/* object */.Ikc({ _: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({ 'schema-version': schema_text })) });
const Schema01 = valibot_dist/* object */.Ikc({
    ...VersionSchema.entries,
    project: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc(described), {}),
    build: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({
        ...sharedKeys(plainBuildpack, 'build'),
        buildpacks: listOf(plainBuildpack, 'build.buildpacks'),
        env: listOf(plainVariable, 'build.env'),
    })),
    metadata: anything,
    /** The table of later versions. Version 0.1 has none of its keys. */
    io: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({})),
});
const laterSchema = (keys) => valibot_dist/* object */.Ikc({
    _: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({ 'schema-version': schema_text, ...described, metadata: anything })),
    io: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({ buildpacks: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc(keys)) })),
});
const Schema02 = laterSchema({
    ...sharedKeys(plainBuildpack, 'io.buildpacks'),
    group: listOf(plainBuildpack, 'io.buildpacks.group'),
    build: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({ env: listOf(plainVariable, 'io.buildpacks.build.env') })),
    /** The name before https://github.com/buildpacks/pack/pull/1479. */
    env: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({ build: listOf(plainVariable, 'io.buildpacks.env.build') })),
});
const Schema03 = laterSchema({
    ...sharedKeys(limitedBuildpack, 'io.buildpacks'),
    group: listOf(limitedBuildpack, 'io.buildpacks.group'),
    build: valibot_dist/* optional */.lqM(valibot_dist/* object */.Ikc({ env: listOf(limitedVariable, 'io.buildpacks.build.env') })),
});
/** The keys of a document, with dots between them, that parsing with a schema dropped. */
const unknownKeys = (document, parsed, path = '') => {
    if (document === parsed)
        return [];
    if (Array.isArray(document)) {
        const list = Array.isArray(parsed) ? parsed : [];
        return [
            ...new Set(document.flatMap((item, position) => unknownKeys(item, list[position], path))),
        ];
    }
    if (!isTable(document))
        return [];
    const known = isTable(parsed) ? parsed : {};
    return Object.entries(document).flatMap(([key, value]) => {
        const name = path === '' ? key : `${path}.${key}`;
        return Object.hasOwn(known, key) ? unknownKeys(value, known[key], name) : [name];
    });
};
const isTable = (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

;// CONCATENATED MODULE: ./src/cnb/project/descriptor.ts






// https://github.com/buildpacks/spec/blob/main/buildpack.md#user-provided-variables
const variableName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Whether a text can be the name of a build-time variable. The lifecycle gets it as the name of a file. */
const isVariableName = (text) => variableName.test(text);
/**
 * Parses a project descriptor of schema 0.1, 0.2 or 0.3. Warns about unknown keys.
 *
 * Throws a Failure if it is not TOML, has another schema, `include` together with `exclude`, a buildpack without ID and URI, or
 * a variable with an invalid name.
 */
const parseDescriptor = (bytes, options) => {
    const { name, executionEnvironment } = options;
    const read = parseTables((0,json_document/* parseToml */.MT)(bytes, name), options);
    if (read.include !== undefined && read.exclude !== undefined) {
        throw new failure/* Failure */.HR(`${name} has both "include" and "exclude". Remove one of them.`);
    }
    const isUsed = ({ 'exec-env': environments = [] }) => environments.length === 0 || ['*', executionEnvironment].some((one) => environments.includes(one));
    const group = (entries = []) => entries.filter(isUsed).map((entry) => describedBuildpack(entry, name));
    const variables = (read.variables ?? []).filter(isUsed);
    const invalid = variables.find((variable) => !isVariableName(variable.name));
    if (invalid !== undefined) {
        throw new failure/* Failure */.HR(`${name} has a build-time variable with an invalid name, "${(0,printable/* printable */.g$)(invalid.name)}". ` +
            'Names have letters, digits, "_", "." and "-", and begin with a letter or "_", for example BP_JVM_VERSION.');
    }
    return {
        builder: read.builder || undefined,
        include: read.include,
        exclude: read.exclude,
        environment: new Map(variables.map((variable) => [variable.name, variable.value])),
        group: group(read.group),
        pre: group(read.pre?.group),
        post: group(read.post?.group),
        source: read.source,
    };
};
const parseTables = (document, { name, warn }) => {
    const file = `file ${name}`;
    const declared = (0,json_document/* checkDocument */.sw)(VersionSchema, document, file)._?.['schema-version'];
    const schemaVersion = declared || '0.1';
    const read = (schema) => {
        const content = (0,json_document/* checkDocument */.sw)(schema, document, file);
        const keys = unknownKeys(document, content).filter(isSpecified);
        if (keys.length > 0) {
            warn(`${name} has keys that schema ${schemaVersion} does not have: ${(0,quantity/* formatList */.ki)(keys.map(printable/* printable */.g$), 10)}. They are ignored. ` +
                'Check their spelling and the schema-version.');
        }
        return content;
    };
    if (!declared) {
        warn(`${name} has no schema version, so it is read as 0.1. If it has tables that begin with "io.buildpacks", ` +
            'write schema-version = "0.2" into its table [_].');
    }
    switch (schemaVersion) {
        case '0.1': {
            const { build, project } = read(Schema01);
            const { version = '', 'source-url': url = '' } = project;
            const source = version === '' && url === '' ? undefined : { version, url };
            return { ...build, source, variables: build?.env, group: build?.buildpacks };
        }
        case '0.2': {
            const table = read(Schema02).io?.buildpacks;
            return { ...table, variables: table?.build?.env ?? table?.env?.build };
        }
        case '0.3': {
            const table = read(Schema03).io?.buildpacks;
            return { ...table, variables: table?.build?.env };
        }
        default:
            throw new failure/* Failure */.HR(`${name} has the unsupported schema version "${(0,printable/* printable */.g$)(schemaVersion)}". Use 0.1, 0.2 or 0.3.`);
    }
};
/** Whether a key is in a table of the specification. Other tables are for other tools. */
const isSpecified = (key) => /^(?:_|project|build|io\.buildpacks)(?:\.|$)/.test(key);
const describedBuildpack = (entry, name) => {
    const { id = '', version = '', uri = '', script } = entry;
    if (id === '' && uri === '') {
        throw new failure/* Failure */.HR(`${name} has a buildpack without "id" and without "uri". Add one of them.`);
    }
    if (uri !== '' && version !== '') {
        throw new failure/* Failure */.HR(`${name} has a buildpack with "uri" and "version", ${(0,printable/* printable */.g$)(uri)}. The buildpack at the URI defines its version. ` +
            'Remove "version".');
    }
    if (uri !== '')
        return uri;
    if (script?.inline !== undefined && script.inline !== '') {
        const { api = '', inline, shell = '' } = script;
        if (api === '') {
            throw new failure/* Failure */.HR(`${name} has a script for the buildpack ${(0,printable/* printable */.g$)(id)} without "api". Add the buildpack API of the script, ` +
                'for example api = "0.10".');
        }
        return { id, version: version || '0.0.0', api, shell: shell || '/bin/sh', script: inline };
    }
    // A file with the name of the ID must not be used instead.
    return `urn:cnb:builder:${id}${version === '' ? '' : `@${version}`}`;
};
/**
 * The content of project-metadata.toml, as pack writes it. The lifecycle makes the label `io.buildpacks.project.metadata` of it.
 *
 * If a project declares no source, pack writes the commit, the branch, the tags and the remote of the app's git repository.
 * This project does not: two checkouts of the same files would be two images.
 * https://github.com/buildpacks/spec/blob/main/platform.md#project-metadatatoml-toml
 */
const projectMetadataToml = ({ version, url }) => (0,dist/* stringify */.As)({
    source: {
        type: 'project',
        version: { declared: version },
        metadata: { url: withoutCredentials(url) },
    },
});
/**
 * A URL without user name, password, query and fragment, because everyone who can pull the image can read it. Empty for a
 * text that is not a URL with a host: any part of it could be secret.
 */
const withoutCredentials = (text) => {
    const url = URL.parse(text);
    if (url === null || url.host === '')
        return '';
    const clean = new URL(url);
    clean.username = '';
    clean.password = '';
    clean.search = '';
    clean.hash = '';
    // A URL without these parts is not normalized.
    return clean.href === url.href ? text.trim() : clean.href;
};


/***/ }),

/***/ 34128:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $h: () => (/* binding */ sparseLayoutEntries),
/* harmony export */   At: () => (/* binding */ receiveFile),
/* harmony export */   fz: () => (/* binding */ smallContent)
/* harmony export */ });
/* harmony import */ var _files_folders_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(12814);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(74065);
/* harmony import */ var _layout_blob_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2935);
/* harmony import */ var _layout_write_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(66129);
/* harmony import */ var _tar_read_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(41067);
/* harmony import */ var _tar_write_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(97052);
/* harmony import */ var _sandbox_paths_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(96131);







/**
 * The layout of an image without its layers, in the place where the lifecycle reads it, and the folder in which the lifecycle
 * writes the layout of the built image. The lifecycle does not write layers whose blobs are missing.
 * https://github.com/buildpacks/imgutil/blob/51c1c8c/layout/v1_facade.go#L132
 */
function* sparseLayoutEntries({ reference, descriptor, manifest, manifestBytes, configBytes, }) {
    const folder = (0,_sandbox_paths_js__WEBPACK_IMPORTED_MODULE_6__/* .layoutFolder */ .Z1)(reference);
    const outputFolder = `${_sandbox_paths_js__WEBPACK_IMPORTED_MODULE_6__/* .sandboxPaths */ .ay.layoutRepo}/index.docker.io/library`;
    for (const path of new Set([outputFolder, (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_2__/* .blobFolder */ .Mq)(folder)].flatMap(_files_folders_js__WEBPACK_IMPORTED_MODULE_0__/* .withParents */ .M2)))
        yield (0,_tar_write_js__WEBPACK_IMPORTED_MODULE_5__/* .directory */ .yy)(path);
    const { mediaType, size, digest } = descriptor;
    yield (0,_tar_write_js__WEBPACK_IMPORTED_MODULE_5__/* .file */ .NJ)(`${folder}/${_layout_write_js__WEBPACK_IMPORTED_MODULE_3__/* .layoutMarker */ .fB}`, _layout_write_js__WEBPACK_IMPORTED_MODULE_3__/* .layoutMarkerText */ .ku);
    yield (0,_tar_write_js__WEBPACK_IMPORTED_MODULE_5__/* .file */ .NJ)(`${folder}/${_layout_write_js__WEBPACK_IMPORTED_MODULE_3__/* .layoutIndex */ .vh}`, (0,_layout_write_js__WEBPACK_IMPORTED_MODULE_3__/* .indexText */ .oX)({ mediaType, size, digest }));
    yield (0,_tar_write_js__WEBPACK_IMPORTED_MODULE_5__/* .file */ .NJ)((0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_2__/* .blobPath */ .nD)(folder, digest), manifestBytes);
    yield (0,_tar_write_js__WEBPACK_IMPORTED_MODULE_5__/* .file */ .NJ)((0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_2__/* .blobPath */ .nD)(folder, manifest.config.digest), configBytes);
}
/**
 * Receives a file of a sandbox, whose content is untrusted. `receive` is called again, from the start, if the stream is
 * interrupted. Throws a refusal if something else than this file comes out.
 */
const receiveFile = (sandbox, path, refusal, receive) => sandbox.get(path, async (tar) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    let received;
    for await (const entry of (0,_tar_read_js__WEBPACK_IMPORTED_MODULE_4__/* .checkedEntries */ .Yy)(tar, { strip: 0, entryLimit: 1, refusal })) {
        if (entry.name !== name || entry.type !== 'file')
            throw refusal(`"${entry.name}" is not a file named ${name}`);
        received = { result: await receive(entry) };
    }
    if (received === undefined)
        throw refusal(`it has no ${name}`);
    return received.result;
});
/** The content of a file in an untrusted tar stream. Throws a refusal if it has more than `documentLimit` bytes. */
const smallContent = async ({ name, size, content }, refusal) => {
    if (size > _json_document_js__WEBPACK_IMPORTED_MODULE_1__/* .documentLimit */ .NL)
        throw refusal(`its ${name} has ${size} bytes`);
    return Buffer.concat(await Array.fromAsync(content));
};


/***/ }),

/***/ 97478:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ uploadLayout),
/* harmony export */   m: () => (/* binding */ uploadArtifact)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78033);
/* harmony import */ var _layout_blob_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2935);
/* harmony import */ var _layout_verify_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(58193);
/* harmony import */ var _layout_write_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(66129);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(52305);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(402);
/* harmony import */ var _step_step_context_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(33552);
/* harmony import */ var _artifact_client_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(38912);










/** Uploads a layout as an artifact, and sets the outputs about the artifact. */
const uploadLayout = async (layout, { uploadArtifact, setOutputs, log }) => {
    const artifact = await uploadArtifact(layout);
    const { id, name, url, digest, size } = artifact;
    setOutputs({
        'artifact-id': id,
        'artifact-name': name,
        'artifact-url': url,
        'artifact-digest': digest,
    });
    log.info(`Artifact "${name}" uploaded: ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_9__/* .formatBytes */ .z3)(size)}, ${url}`);
    return artifact;
};
/** The client's message when it has read all files, and has still to send some of the bytes. */
const allIsRead = 'Zip stream for upload has ended';
/**
 * Uploads a layout as one workflow artifact: `oci-layout`, `index.json` and the blobs. Verifies the blobs while they are sent,
 * and deletes the artifact if one differs from its descriptor.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
const uploadArtifact = async (artifact, run, log) => {
    const { name, layout, blobs, retentionDays, compressionLevel, overwrite, signal } = artifact;
    const paths = blobs.map(({ digest }) => (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_3__/* .blobPath */ .nD)(layout, digest));
    const files = [(0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(layout, _layout_write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutMarker */ .fB), (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(layout, _layout_write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutIndex */ .vh), ...paths];
    await checkFiles(files);
    const task = `The artifact "${name}" could not be uploaded`;
    const findChanges = await watchBlobs(layout, blobs);
    let changes;
    const watch = (line) => {
        log.debug(line);
        if (!line.startsWith(allIsRead))
            return;
        changes = findChanges();
        // An upload that fails does not read the result.
        changes.catch(() => { });
    };
    const call = await (0,_artifact_client_js__WEBPACK_IMPORTED_MODULE_8__/* .openClient */ .My)({ task, way: 'upload', server: run.server }, watch, signal);
    if (overwrite) {
        const { artifacts } = await call((client) => client.listArtifacts({ latest: true }));
        const exists = artifacts.some((existing) => existing.name === name);
        if (exists)
            await call((client) => client.deleteArtifact(name));
    }
    const { id, digest, size } = await call(async (client, lines) => {
        const options = {
            compressionLevel,
            ...(retentionDays !== undefined && { retentionDays: daysFor(run.server, retentionDays) }),
        };
        const uploaded = await client.uploadArtifact(name, files, layout, options);
        // The client finishes without files that it cannot read.
        const incomplete = lines.find(({ level, text }) => level === 'warning' && text.includes('zip creation'));
        const changed = await (changes ?? findChanges());
        if (incomplete === undefined && changed.length === 0)
            return uploaded;
        const gone = await (0,_artifact_client_js__WEBPACK_IMPORTED_MODULE_8__/* .begin */ .qN)(run.server, () => client.deleteArtifact(name)).then(() => 'so it was deleted', (error) => `and could not be deleted (${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .messageOf */ .bD)(error)}), so do not use it`);
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .Failure */ .HR(`${task}: files of the layout were changed while they were sent, ${gone}. Another process writes to ${layout}, ` +
            'or to the layout-repo, which may share its files. Find that process, then build again.', { detail: [...changed.map(_layout_verify_js__WEBPACK_IMPORTED_MODULE_4__/* .describeFlaw */ .w8), ...(incomplete === undefined ? [] : [incomplete.text])] });
    });
    if (id === undefined || digest === undefined || size === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .Failure */ .HR(`${task}: the service's response has no ID, digest or size. Run the job again.`);
    }
    return { id, name, digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_2__/* .digestOfHex */ .z9)(digest), size, url: urlOf(run, name, id) };
};
/** Throws a Failure for anything but regular files, because the client follows links. */
const checkFiles = async (files) => {
    for (const file of files) {
        try {
            if (!(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(file)).isFile())
                throw new Error('not a regular file');
        }
        catch (cause) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .Failure */ .HR(`${file} cannot be part of an artifact: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .messageOf */ .bD)(cause)}. Build again.`, { cause });
        }
    }
};
const urlOf = ({ server, serverUrl, repository, runId }, name, id) => {
    const last = (0,_step_step_context_js__WEBPACK_IMPORTED_MODULE_7__/* .isGiteaOrForgejo */ .I9)(server) ? encodeURIComponent(name) : id;
    return `${serverUrl}/${repository}/actions/runs/${runId}/artifacts/${last}`;
};
/**
 * Watches the blobs of a layout while GitHub's client reads them. The returned function, called after the last read, finds
 * blobs that the client may have read with other bytes than their descriptors say.
 *
 * The client takes paths, and a layout may share files with a layout-repo to which others write. So each blob is hashed again
 * after it was read, and its file and modification time are compared. A writer that restores the bytes and the modification
 * time is not detected.
 */
const watchBlobs = async (layout, blobs) => {
    const before = await fileStatesOf(layout, blobs);
    return async () => {
        const flaws = await (0,_layout_verify_js__WEBPACK_IMPORTED_MODULE_4__/* .findFlaws */ .pG)(layout, blobs);
        const known = new Set(flaws.map(({ descriptor }) => descriptor.digest));
        const after = await fileStatesOf(layout, blobs);
        const touched = blobs.filter(({ digest }) => !known.has(digest) && before.get(digest) !== after.get(digest));
        return [
            ...flaws,
            ...touched.map((descriptor) => ({ descriptor, reason: 'written to while it was read' })),
        ];
    };
};
/** The inode and the modification time of each blob. */
const fileStatesOf = async (layout, blobs) => new Map(await Promise.all(blobs.map(async ({ digest }) => {
    const stats = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)((0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_3__/* .blobPath */ .nD)(layout, digest), { bigint: true }).catch(() => undefined);
    return [digest, stats && `${stats.dev} ${stats.ino} ${stats.mtimeNs}`];
})));
/** Gitea and Forgejo round the time until the expiry down to whole days, so one day would expire at once. */
const daysFor = (server, days) => (0,_step_step_context_js__WEBPACK_IMPORTED_MODULE_7__/* .isGiteaOrForgejo */ .I9)(server) ? days + 1 : days;


/***/ }),

/***/ 8737:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IO: () => (/* binding */ withLabels),
/* harmony export */   NV: () => (/* binding */ withConfig),
/* harmony export */   nb: () => (/* binding */ withoutTag),
/* harmony export */   ne: () => (/* binding */ withOciMediaTypes)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _json_go_json_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(59665);
/* harmony import */ var _annotations_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(10483);
/* harmony import */ var _media_type_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(22978);






const RuntimePart = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ config: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo) });
const LabelsPart = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ Labels: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .TextsSchema */ .C6) });
const ManifestPart = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ config: _json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo });
const PartsSchema = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ config: _json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, layers: valibot__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo) });
const converted = (fields) => {
    const { mediaType } = fields;
    return typeof mediaType === 'string' ? { ...fields, mediaType: (0,_media_type_js__WEBPACK_IMPORTED_MODULE_3__/* .ociMediaType */ .Ys)(mediaType) } : fields;
};
/**
 * A manifest with OCI media types instead of Docker's, for itself, the configuration and the layers, because some clients
 * reject the mixture that the lifecycle writes. Nothing else changes, nor does the order of the fields. A manifest without
 * Docker types is returned byte for byte.
 */
const withOciMediaTypes = (bytes) => {
    const manifest = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, bytes, 'manifest');
    const { config, layers } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(PartsSchema, bytes, 'manifest');
    const text = JSON.stringify({
        ...converted(manifest),
        config: converted(config),
        layers: layers.map(converted),
    });
    return text === JSON.stringify(manifest) ? bytes : Buffer.from(text);
};
const AnnotationsPart = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ annotations: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .TextsSchema */ .C6) });
/**
 * A manifest without the tag that the lifecycle writes into it as an annotation, so that equal sources have one digest
 * under every tag. Annotations that become empty are removed. A manifest without the tag is returned byte for byte.
 */
const withoutTag = (bytes) => {
    const manifest = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, bytes, 'manifest');
    const { annotations } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(AnnotationsPart, bytes, 'manifest');
    if (!Object.hasOwn(annotations ?? {}, _annotations_js__WEBPACK_IMPORTED_MODULE_2__/* .annotationKeys */ .ic.refName))
        return bytes;
    const others = Object.entries(annotations ?? {}).filter(([name]) => name !== _annotations_js__WEBPACK_IMPORTED_MODULE_2__/* .annotationKeys */ .ic.refName);
    const fields = Object.entries(manifest).flatMap(([name, value]) => {
        if (name !== 'annotations')
            return [[name, value]];
        return others.length === 0 ? [] : [[name, Object.fromEntries(others)]];
    });
    return Buffer.from((0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_5__/* .goJson */ .Pl)(Object.fromEntries(fields)));
};
/**
 * An image configuration with additional labels, which replace labels of the same name. Nothing else changes. Labels are sorted
 * and written as the lifecycle does, so that a Go program that adds the same labels writes the same bytes.
 */
const withLabels = (config, labels) => {
    if (labels.size === 0)
        return config;
    const document = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, config, 'image configuration');
    const { config: runtime } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(RuntimePart, config, 'image configuration');
    const { Labels: own } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .checkDocument */ .sw)(LabelsPart, runtime ?? {}, 'image configuration');
    const all = new Map([...Object.entries(own ?? {}), ...labels]);
    return Buffer.from((0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_5__/* .goJson */ .Pl)({ ...document, config: { ...runtime, Labels: all } }));
};
/** A manifest with another configuration. Nothing else changes. */
const withConfig = (manifest, { digest, size }) => {
    const document = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, manifest, 'manifest');
    const { config } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(ManifestPart, manifest, 'manifest');
    return Buffer.from((0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_5__/* .goJson */ .Pl)({ ...document, config: { ...config, digest, size } }));
};


/***/ }),

/***/ 20935:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  q: () => (/* binding */ BuildCaches)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/content/copy.ts
var copy = __webpack_require__(24392);
// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/content.ts
var content = __webpack_require__(90583);
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
// EXTERNAL MODULE: ./src/files/staging.ts
var files_staging = __webpack_require__(98842);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/image/annotations.ts
var image_annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
;// CONCATENATED MODULE: ./src/store/build-cache-layout.ts











const metadataLabel = 'io.buildpacks.lifecycle.cache.metadata';
const unusableLabel = 'io.github.buildpacks-oci-layout.cache.unusable';
// The size must be known before the layer is decompressed, because a tar entry's header has it.
const sizeKey = 'io.github.buildpacks-oci-layout.tar.size';
/** The names in index.json. */
const imageName = 'image';
const cacheName = 'cache';
const documentOf = (mediaType, bytes) => ({
    descriptor: { mediaType, digest: (0,digest/* digestOf */.ol)(bytes), size: bytes.length },
    bytes,
});
const named = ({ mediaType, digest, size }, name) => ({
    mediaType,
    digest,
    size,
    annotations: { [image_annotations/* annotationKeys */.ic.refName]: name },
});
const layerOf = ({ blob: { mediaType, digest, size }, size: tarSize }) => ({
    mediaType,
    digest,
    size,
    annotations: { [sizeKey]: String(tarSize) },
});
/** The documents of a build cache. The same content has the same bytes. */
const formatBuildCache = ({ image, cache }, { os, architecture }) => {
    const documents = [
        { descriptor: image.descriptor, bytes: image.manifestBytes },
        { descriptor: image.manifest.config, bytes: image.configBytes },
    ];
    const manifests = [named(image.descriptor, imageName)];
    if (cache !== undefined) {
        const config = documentOf(media_type/* mediaTypes */.Ib.config, Buffer.from(JSON.stringify({
            architecture,
            os,
            config: {
                Labels: {
                    [metadataLabel]: cache.metadata,
                    ...(cache.unusable.size > 0 && {
                        [unusableLabel]: JSON.stringify([...cache.unusable]),
                    }),
                },
            },
            rootfs: { type: 'layers', diff_ids: cache.layers.map(({ diffId }) => diffId) },
        })));
        const manifest = documentOf(media_type/* mediaTypes */.Ib.manifest, Buffer.from(JSON.stringify({
            schemaVersion: 2,
            mediaType: media_type/* mediaTypes */.Ib.manifest,
            config: config.descriptor,
            layers: cache.layers.map(layerOf),
        })));
        documents.push(config, manifest);
        manifests.push(named(manifest.descriptor, cacheName));
    }
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: media_type/* mediaTypes */.Ib.index, manifests }));
    return { index, documents };
};
/** The media type of a cached layer that is not a layer of the image. */
const tarMediaType = 'application/vnd.oci.image.layer.v1.tar';
/** Reads the build cache in a folder. Verifies its documents, but not its layers. Throws an error if a document is wrong. */
const readBuildCache = async (folder) => {
    const index = await (0,read/* readSmallFile */.EW)((0,external_node_path_.join)(folder, write/* layoutIndex */.vh));
    const { manifests } = (0,image_index/* parseIndex */.A1)(index, `index of ${folder}`);
    const find = (name) => manifests.find(({ annotations }) => annotations?.[image_annotations/* annotationKeys */.ic.refName] === name);
    const image = find(imageName);
    if (image === undefined)
        throw new failure/* Failure */.HR(`${folder} names no image.`);
    const cache = find(cacheName);
    return {
        index,
        image: await readSparse(folder, image),
        cache: cache === undefined ? undefined : cacheOf(await readSparse(folder, cache)),
    };
};
const readSparse = async (folder, { mediaType, digest, size }) => {
    const manifestBytes = await (0,read/* readDocument */.u0)(folder, { digest, size });
    const manifest = (0,image_image/* parseManifest */.Ng)(manifestBytes);
    const configBytes = await (0,read/* readDocument */.u0)(folder, manifest.config);
    return { ...(0,image_image/* parseImage */.zZ)({ mediaType, digest, size }, manifest, configBytes), manifestBytes, configBytes };
};
const UnusableSchema = dist/* array */.YOg(dist/* tuple */.PVZ([digest/* DigestSchema */.eH, dist/* string */.YjP()]));
const unusableIn = (label = '[]') => new Map((0,json_document/* parseDocument */.Tp)(UnusableSchema, label, `label ${unusableLabel}`));
const cacheOf = ({ manifest, config }) => ({
    metadata: config.config?.Labels?.[metadataLabel] ?? '',
    unusable: unusableIn(config.config?.Labels?.[unusableLabel]),
    layers: config.rootfs.diff_ids.flatMap((diffId, position) => {
        const blob = manifest.layers[position];
        if (blob === undefined)
            return [];
        const size = blob.annotations?.[sizeKey] ?? '';
        return [{ diffId, blob, size: /^\d{1,15}$/.test(size) ? Number(size) : 0 }];
    }),
});

;// CONCATENATED MODULE: ./src/store/build-cache-draft.ts





/**
 * Starts a new build cache: receives the cached layers that are neither stored already nor layers of the image. If that
 * fails, it throws and leaves nothing.
 */
const receiveBuildCache = async ({ folder, platform, found, warn, noteStaging }, { image, own, cachedLayers, verified, ...result }, lifecycleCache) => {
    const ownDigests = new Set(own.map(({ digest }) => digest));
    const stored = new Map(found?.cache?.layers.map((layer) => [layer.diffId, layer]));
    const storedUnusable = found?.cache?.unusable ?? new Map();
    const knownUnusable = new Map([...storedUnusable, ...result.unusable]);
    let staging;
    const openStaging = async () => {
        if (staging === undefined) {
            staging = await (0,files_staging/* stagingFolder */.cy)(folder);
            noteStaging(staging);
            await (0,write/* createLayout */.Vz)(staging);
        }
        return staging;
    };
    try {
        const layers = [];
        const unusable = new Map();
        // Sorted, so that the same layers give the same bytes.
        for (const diffId of cachedLayers.toSorted()) {
            const blob = layerByDiffId(image, diffId);
            const storedLayer = verified.cached.has(diffId) ? stored.get(diffId) : undefined;
            const reason = knownUnusable.get(diffId);
            if (reason !== undefined)
                unusable.set(diffId, reason);
            else if (blob !== undefined && ownDigests.has(blob.digest)) {
                const size = storedLayer?.size ?? (await lifecycleCache.size(diffId));
                layers.push({ diffId, blob, size });
            }
            else if (storedLayer?.blob.digest === diffId)
                layers.push(storedLayer);
            else {
                const received = await receiveLayer(diffId, await openStaging(), lifecycleCache);
                if (typeof received !== 'string')
                    layers.push(received);
                else {
                    unusable.set(diffId, received);
                    warn(`The cached layer ${diffId} is not saved, because it could not be restored: ${received}.`);
                }
            }
        }
        const diffIds = new Set(layers.map(({ diffId }) => diffId));
        const cache = { metadata: lifecycleCache.metadata(diffIds), layers };
        const isVerified = verified.image && layers.every(({ diffId }) => verified.cached.has(diffId));
        // A layer that cannot be restored may differ in each build. That alone is no reason to save everything again.
        const unchanged = { image, cache: { ...cache, unusable: storedUnusable } };
        if (isVerified && found?.index.equals(formatBuildCache(unchanged, platform).index)) {
            if (staging !== undefined)
                await (0,promises_.rm)(staging, { recursive: true, force: true });
            return { staging: undefined, own, content: unchanged };
        }
        return { staging: await openStaging(), own, content: { image, cache: { ...cache, unusable } } };
    }
    catch (error) {
        if (staging !== undefined)
            await (0,promises_.rm)(staging, { recursive: true, force: true });
        throw error;
    }
};
/**
 * Receives a cached layer from a sandbox into a layout, and verifies its digest. Returns why the layer is unusable instead
 * if that is so.
 */
const receiveLayer = async (diffId, layout, lifecycleCache) => {
    let tar = 0;
    const unusable = await lifecycleCache.receive(diffId, async (size, bytes) => {
        tar = size;
        await (0,blob/* writeBlob */.Zh)(layout, { digest: diffId, size }, bytes);
    });
    if (unusable !== undefined) {
        await (0,promises_.rm)((0,blob/* blobPath */.nD)(layout, diffId), { force: true });
        return unusable;
    }
    return { diffId, blob: { mediaType: tarMediaType, digest: diffId, size: tar }, size: tar };
};
const layerByDiffId = ({ manifest, config }, diffId) => manifest.layers[config.rootfs.diff_ids.indexOf(diffId)];

// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/image/reference.ts
var reference = __webpack_require__(23564);
;// CONCATENATED MODULE: ./src/store/build-cache-id.ts




// Raised when the format changes.
const version = 1;
/** Hashes the whole ID, for the directory and the cache key. */
const hashOf = ({ platform, image, app, builder, executionEnvironment }) => {
    const name = (0,image_platform/* formatPlatform */.Bq)((0,image_platform/* normalizePlatform */.FL)(platform));
    const builderName = typeof builder === 'string' ? builder : (0,reference/* formatRepository */.Sh)(builder);
    const identity = [version, name, image, app, builderName, executionEnvironment];
    return (0,digest/* hexOf */.ZD)((0,digest/* digestOf */.ol)(JSON.stringify(identity))).slice(0, 16);
};
/**
 * The directory of an app's build cache, relative to the root of all build caches: the image's name, then a hash. These
 * are two levels because both together can exceed the maximum length of a file name.
 */
const buildCacheFolder = (id) => (0,external_node_path_.join)(id.image, hashOf(id));
/** The prefix of the cache keys of an app. It contains no time. */
const buildCachePrefix = (id) => `buildpacks-oci-layout-build-${version}-${id.image}-${hashOf(id)}@`;

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
// EXTERNAL MODULE: ./src/files/file-content.ts
var file_content = __webpack_require__(81849);
;// CONCATENATED MODULE: ./src/files/spool.ts


// In bytes.
const chunkSize = 256 * 1024;
/**
 * A temporary file that is read while it is written, so that a slow reader does not hold up the writer. It loses its name
 * as soon as it is created, so the system deletes it if this process is killed.
 */
class Spool {
    #file;
    #written = 0;
    #end;
    #progress = Promise.withResolvers();
    constructor(file) {
        this.#file = file;
    }
    /** Creates a spool in a folder. Throws the error of the file system. */
    static async create(folder) {
        const path = await (0,files_staging/* partialPath */.Dn)(`${folder}/spool`);
        const file = await (0,promises_.open)(path, 'wx+', 0o600);
        try {
            await (0,promises_.rm)(path);
            return new Spool(file);
        }
        catch (error) {
            await file.close();
            throw error;
        }
    }
    /**
     * Writes all of a stream. Errors of the stream and of the file system go to the reader. Returns whether all of it was
     * written.
     */
    async fill(source) {
        try {
            for await (const chunk of source) {
                await this.#file.writeFile(chunk);
                this.#written += chunk.length;
                this.#notify();
            }
            this.#end = {};
        }
        catch (error) {
            this.#end = { error };
        }
        this.#notify();
        return !('error' in this.#end);
    }
    /** Reads from the start, and waits for what is not written yet. */
    async *read() {
        for (let position = 0;;) {
            // Before the check, so that no progress is missed.
            const progress = this.#progress.promise;
            const available = this.#written - position;
            if (available > 0) {
                const buffer = Buffer.allocUnsafe(Math.min(available, chunkSize));
                const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, position);
                position += bytesRead;
                yield buffer.subarray(0, bytesRead);
            }
            else if (this.#end === undefined)
                await progress;
            else if ('error' in this.#end)
                throw this.#end.error;
            else
                return;
        }
    }
    /** Frees the disk space. If the file is still being filled, that ends with an error. */
    async [Symbol.asyncDispose]() {
        await this.#file.close();
    }
    #notify() {
        this.#progress.resolve();
        this.#progress = Promise.withResolvers();
    }
}

;// CONCATENATED MODULE: ./src/store/cached-tar.ts
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});






// The highest ratio that gzip can reach: https://www.zlib.net/zlib_tech.html
const largestRatio = 1_100;
const smallTar = 1024 * 1024;
/** The tar of a cached layer in a layout. Its content is not verified. */
class CachedTar {
    diffId;
    blob;
    size;
    /** Whether it is stored compressed. */
    isCompressed;
    #folder;
    #spool;
    #signal;
    /** From then on, nothing is decompressed ahead. */
    #isTaken = false;
    constructor(folder, { diffId, blob, size }) {
        this.diffId = diffId;
        this.blob = blob;
        this.size = size;
        this.isCompressed = blob.digest !== diffId;
        this.#folder = folder;
    }
    /**
     * Finds the tar of a cached layer. Throws the file system's error if the file cannot be read, and an error if the recorded
     * size cannot be right, because callers that stream the tar rely on it.
     */
    static async find(folder, layer) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const tar = new CachedTar(folder, layer);
            const { size, isCompressed } = tar;
            const file = __addDisposableResource(env_1, await (0,promises_.open)(tar.#path, file_content/* safeReadFlags */.F9), true);
            const stats = await file.stat();
            if (!stats.isFile())
                throw new Error('it is not a regular file');
            const isRight = isCompressed
                ? size > 0 && size <= stats.size * largestRatio + smallTar
                : size === stats.size;
            if (!isRight)
                throw new Error(`its file has ${stats.size} bytes, which cannot be ${size} of a tar`);
            return tar;
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = __disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    get #path() {
        return (0,blob/* blobPath */.nD)(this.#folder, this.blob.digest);
    }
    /**
     * Decompresses the tar into a temporary file, ahead of its reader. Does nothing if it is stored uncompressed, or if there
     * is a reader already.
     */
    async decompressAhead(signal) {
        this.#signal = signal;
        if (!this.isCompressed || this.#isTaken)
            return;
        let spool;
        try {
            spool = await Spool.create(this.#folder);
        }
        catch {
            // For example in a read-only folder. The tar is decompressed while it is read.
            return;
        }
        if (this.#isTaken)
            return spool[Symbol.asyncDispose]();
        this.#spool = spool;
        const isWhole = await spool.fill(this.#decompress(signal));
        // Frees a full disk. Without an abort, the reader decompresses all of it.
        if (!isWhole && !this.#isTaken && !signal.aborted)
            await this[Symbol.asyncDispose]();
    }
    /** The tar's bytes: those that are decompressed already, then the others. */
    async *open() {
        this.#isTaken = true;
        const spool = this.#spool;
        let read = 0;
        if (spool !== undefined) {
            try {
                for await (const chunk of spool.read()) {
                    yield chunk;
                    read += chunk.length;
                }
                return;
            }
            catch (error) {
                if (this.#signal?.aborted || this.#spool !== spool)
                    throw error;
                // The disk may be full. An error of the tar itself occurs again.
            }
            finally {
                await this[Symbol.asyncDispose]();
            }
        }
        for await (const chunk of this.isCompressed ? this.#decompress() : readFile(this.#path)) {
            if (read < chunk.length)
                yield chunk.subarray(read);
            read = Math.max(0, read - chunk.length);
        }
    }
    async *#decompress(signal) {
        const tar = (0,external_node_zlib_.createGunzip)({ chunkSize: 256 * 1024 });
        // The reader of the tar throws the error.
        (0,external_node_stream_.pipeline)(readFile(this.#path), tar, () => { });
        let left = this.size;
        for await (const chunk of tar) {
            signal?.throwIfAborted();
            yield chunk;
            left -= chunk.length;
            // The reader finds out that it is too long.
            if (left < 0)
                return;
        }
    }
    /** Removes the temporary file. */
    async [Symbol.asyncDispose]() {
        this.#isTaken = true;
        const spool = this.#spool;
        this.#spool = undefined;
        await spool?.[Symbol.asyncDispose]();
    }
}
async function* readFile(path) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const file = __addDisposableResource(env_2, await (0,promises_.open)(path, file_content/* safeReadFlags */.F9), true);
        yield* file.createReadStream({ highWaterMark: blob/* chunkSize */.ZL });
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = __disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}

// EXTERNAL MODULE: ./src/store/folder.ts
var store_folder = __webpack_require__(38129);
;// CONCATENATED MODULE: ./src/store/build-caches.ts

















/**
 * The build caches: for each app the image of its last build and what its buildpacks cached.
 *
 * They are untrusted. A folder is replaced as a whole, so several builds can use it at the same time, and a build that fails
 * or is cancelled does not change it.
 */
class BuildCaches {
    #options;
    constructor(options) {
        this.#options = options;
    }
    folderOf(id) {
        return (0,external_node_path_.join)(this.#options.root, buildCacheFolder(id));
    }
    #cacheFolderOf(id) {
        return { root: this.#options.root, name: buildCacheFolder(id) };
    }
    /** Finds an app's build cache on disk or, if there is none, in the Actions cache. A damaged one does not make it throw. */
    async open(id) {
        const folder = this.folderOf(id);
        const emptyCache = (why, restored) => ({
            id,
            folder,
            found: undefined,
            why,
            restored,
        });
        let restored;
        try {
            restored = await this.#restoreWhereMissing(id, folder);
            if (!(await isThere(folder)))
                return emptyCache(describeAbsence(restored), restored);
            return { id, folder, found: await readBuildCache(folder), why: '', restored };
        }
        catch (error) {
            return emptyCache(`the build cache cannot be read: ${withoutStop((0,failure/* messageOf */.bD)(error))}`, restored);
        }
    }
    /** The build cache of an app, without reading it: it will be replaced. */
    skip(id, why) {
        return { id, folder: this.folderOf(id), found: undefined, why, restored: undefined };
    }
    /**
     * The tars of the cached layers. Warns about each that is missing or unusable. Each tar will be written into a container
     * before its content is known, so a forged cache must not get more of them than a real one.
     */
    async cachedTars({ folder, found }) {
        const tars = [];
        for (const [diffId, reason] of found?.cache?.unusable ?? [])
            this.#warnUnused(diffId, (0,printable/* printable */.g$)(reason));
        const names = new Set();
        let total = 0;
        for (const layer of found?.cache?.layers ?? []) {
            const { diffId, blob } = layer;
            try {
                if (names.has(diffId) || names.has(blob.digest))
                    throw new Error('the cache names it or its file twice');
                for (const name of [diffId, blob.digest])
                    names.add(name);
                const tar = await CachedTar.find(folder, layer);
                total += tar.size;
                if (total > totalLimit)
                    throw new Error(`all layers together have more than ${totalLimit} bytes`);
                tars.push(tar);
            }
            catch (error) {
                this.#warnUnused(layer.diffId, withoutStop((0,failure/* messageOf */.bD)(error)));
            }
        }
        return tars;
    }
    /**
     * Decompresses tars before a container takes them. Otherwise that would take most of the time of filling the container. A
     * reader of a tar need not wait for the end. Ends early after an abort. Does nothing if the disk has too little space.
     */
    async decompressAhead(tars, signal) {
        const compressed = tars.filter(({ isCompressed }) => isCompressed);
        const space = await (0,promises_.statfs)(this.#options.root).then(({ bavail, bsize }) => bavail * bsize, () => 0);
        if (compressed.reduce((sum, { size }) => sum + size, 0) > space * spaceShare)
            return;
        await (0,abort/* inParallel */.HN)(compressed, concurrentTars, (tar) => tar.decompressAhead(signal));
    }
    #warnUnused(diffId, reason) {
        this.#options.warn(`The cached layer ${diffId} is not used: ${reason}. It will be rebuilt.`);
    }
    /** Copies layers of the stored image into a layout and verifies them. Throws a Failure if one is missing or wrong. */
    async copyLayers({ folder }, layers, target) {
        await (0,copy/* copy */.C)(layers, [(0,content/* layoutContent */.G)(folder)], target, { warn: () => { } });
    }
    /** Starts a new build cache while the sandbox of the build still exists. */
    draft(opened, result, cache) {
        const { folder, found, id } = opened;
        return receiveBuildCache({ folder, found, platform: id.platform, ...this.#options }, result, cache);
    }
    /** Replaces the stored build cache by the new one. Takes the image's own layers from `layout`. */
    async save(opened, draft, layout) {
        const { staging, own, content } = draft;
        const { index, documents } = formatBuildCache(content, opened.id.platform);
        const cached = (content.cache?.layers ?? []).map(({ blob }) => blob);
        if (staging !== undefined) {
            try {
                for (const { digest } of own)
                    await (0,blob/* linkBlob */.sm)(layout, staging, digest);
                for (const { digest } of cached) {
                    if (!(await isThere((0,blob/* blobPath */.nD)(staging, digest))))
                        await (0,blob/* linkBlob */.sm)(opened.folder, staging, digest);
                }
                for (const { descriptor, bytes } of documents)
                    await (0,blob/* writeBlob */.Zh)(staging, descriptor, [bytes]);
                await (0,blob/* writeAtomically */.vK)((0,external_node_path_.join)(staging, write/* layoutIndex */.vh), (partial) => (0,promises_.writeFile)(partial, index, { mode: 0o644 }));
                await this.#clearPlace(opened.folder);
                await (0,place/* moveIntoPlace */.h)(staging, opened.folder);
            }
            finally {
                await (0,promises_.rm)(staging, { recursive: true, force: true });
            }
        }
        const all = [...documents.map(({ descriptor }) => descriptor), ...own, ...cached];
        const hasChanged = staging !== undefined;
        const uploaded = await this.#upload(opened, index, hasChanged);
        return { size: (0,image_image/* sizeOf */.$d)((0,image_image/* uniqueBlobs */.ge)(all)), hasChanged, uploaded };
    }
    /** Makes sure that what is at a path can be replaced and leads nowhere else. */
    async #clearPlace(folder) {
        if (!(await isThere(folder)))
            return;
        await (0,store_folder/* healLayout */.$n)(folder, this.#options.warn);
        await (0,store_folder/* removeForeign */.vc)(folder);
    }
    async #restoreWhereMissing(id, folder) {
        const { cache } = this.#options;
        if (cache === undefined || (await isThere((0,external_node_path_.join)(folder, write/* layoutIndex */.vh))))
            return undefined;
        await this.#clearPlace(folder);
        return await cache.restoreNewest(this.#cacheFolderOf(id), buildCachePrefix(id));
    }
    /** Saves a folder in the Actions cache under a key that names its content, unless it came from there. Returns the bytes. */
    async #upload({ id, restored, found }, index, changed) {
        const { cache } = this.#options;
        if (cache === undefined || restored?.outcome === 'unavailable')
            return 0;
        const isSame = found?.index.equals(index) === true;
        if (isSame && restored === undefined)
            return 0;
        const key = newEntryKey(`${buildCachePrefix(id)}${(0,digest/* hexOf */.ZD)((0,digest/* digestOf */.ol)(index))}`, restored, changed);
        if (key === undefined)
            return 0;
        const saved = await cache.save(this.#cacheFolderOf(id), key);
        return saved.outcome === 'saved' ? saved.bytes : 0;
    }
}
// The engine's images, the container and the layout may need the same disk.
const spaceShare = 0.25;
// Each needs a processor, and the engine may be busy with the builder.
const concurrentTars = 2;
// In bytes, uncompressed. A whole Actions cache has 10 GB, and layers seldom shrink to less than a sixth.
const totalLimit = 64 * 1024 ** 3;
const isThere = (path) => (0,promises_.lstat)(path).then(() => true, () => false);
const withoutStop = (message) => message.replace(/\.$/, '');
/**
 * The key of a new entry; undefined if the restored entry has the same content. An entry cannot be overwritten, so the key
 * gets a suffix if the restored entry is damaged. Otherwise every build would find that entry.
 */
const newEntryKey = (exact, restored, changed) => {
    const key = restored !== undefined && 'key' in restored ? restored.key : '';
    if (!key.startsWith(exact))
        return exact;
    return changed ? `${exact}-${(0,digest/* hexOf */.ZD)((0,digest/* digestOf */.ol)(key)).slice(0, 8)}` : undefined;
};
const describeAbsence = (restored) => {
    if (restored?.outcome === 'unavailable')
        return `the cache could not be read: ${withoutStop(restored.reason)}`;
    return 'there is no build cache for this app yet';
};


/***/ })

};
