export const id = 759;
export const ids = [759];
export const modules = {

/***/ 22195:
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
// EXTERNAL MODULE: ./src/command/program.ts
var command_program = __webpack_require__(58769);
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
// EXTERNAL MODULE: ./src/docker/remove.ts
var remove = __webpack_require__(4478);
// EXTERNAL MODULE: ./src/image/platform.ts
var platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
// EXTERNAL MODULE: ./src/files/process-identity.ts
var process_identity = __webpack_require__(61793);
;// CONCATENATED MODULE: ./src/sandbox/abandoned.ts

/** The process that made a container, and when it did, in milliseconds since 1970. */
const processLabel = 'buildpacks-oci-layout.process';
const createdLabel = 'buildpacks-oci-layout.created';
/** The arguments of `docker create` that record a container's process. Empty if the system cannot identify processes. */
const ownerLabels = async () => {
    const owner = await (0,process_identity/* ownIdentity */.hY)().catch(() => undefined);
    if (owner === undefined)
        return [];
    return [...['--label', `${processLabel}=${owner}`], ...['--label', `${createdLabel}=${Date.now()}`]];
};
// In milliseconds. No build takes that long.
const abandonedAfter = 24 * 3_600_000;
/**
 * Removes the containers that killed runs left behind, and returns their names. Those of live processes stay.
 *
 * Several machines may share an engine. If it is unknown whether the process is alive (it belongs to another machine or
 * container, or is from before a reboot), a container counts as abandoned only if it is stopped and a day old.
 */
const removeAbandoned = async (docker, signal) => {
    const format = [
        '{{.Names}}',
        '{{.State}}',
        `{{.Label "${processLabel}"}}`,
        `{{.Label "${createdLabel}"}}`,
    ].join('\t');
    const listed = await docker.run(['ps', '--all', '--no-trunc', '--filter', `label=${processLabel}`, '--format', format], signal);
    const abandoned = [];
    for (const line of listed.split('\n')) {
        const [name = '', state = '', owner = '', created = ''] = line.split('\t');
        if (!/^buildpacks-oci-layout-[0-9a-f-]{36}$/.test(name))
            continue;
        const isLive = (await (0,process_identity/* isAlive */._n)(owner)) ?? !isOldAndStopped(state, Number(created));
        if (!isLive)
            abandoned.push(name);
    }
    if (abandoned.length > 0)
        await docker.run(['rm', '--force', '--volumes', ...abandoned], signal);
    return abandoned;
};
const isOldAndStopped = (state, created) => ['created', 'exited', 'dead'].includes(state) && created > 0 && Date.now() - created > abandonedAfter;

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
;// CONCATENATED MODULE: ./src/sandbox/container-state.ts




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
    if (Status !== 'exited') {
        throw new failure/* Failure */.HR(`The connection to the Docker engine broke before the build began (its container is "${Status}"). ` +
            'Run the step again.');
    }
    return { code: ExitCode, outOfMemory: OOMKilled };
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
        throw await explain(container, stderr, 'the app went in', 'did not take the files');
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
    const state = await withRetries(signal, () => stateOf(container, running));
    if (state.Status !== 'running')
        return exitOf(state);
    onOutput('stderr', Buffer.from(`\n${lostOutput}\n`));
    await withRetries(signal, () => waitFor(container));
    return exitOf(await withRetries(signal, () => stateOf(container, running)));
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
        const error = await explain(container, await complaint, 'the built image came out', `could not read ${path}`);
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
const explain = async (container, stderr, doing, what) => {
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
        await (0,abort/* unlessAborted */.W)(creating, signal);
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
    const variables = { ...(0,command_environment/* proxyVariables */.e)(docker.environment), ...environment };
    const options = [
        ...['--name', name],
        ...(await ownerLabels()),
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
        const found = await (0,remove/* removeContainer */.o)(docker, name, {
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
        for (const name of await removeAbandoned(docker, ending)) {
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
const dockerServices = (docker, { network }, { signal, saveState, registry, info, debug }) => ({
    findBuilder: ({ builder: reference, ...order }) => {
        if (reference === undefined)
            throw new failure/* Failure */.HR('No builder is named for the Docker engine.');
        return (0,find_builder/* findBuilder */.L)({ docker, registry, info, debug, signal }, { reference, ...order });
    },
    openSandbox: (builder, command) => {
        const notes = {
            note: (container) => saveState(leftovers/* containerState */.bX, container ?? ''),
            info,
        };
        return dockerSandbox(docker, builder, notes, { network })(command, signal);
    },
});
/** Builds in the container that the job runs in, which is one of the builder. */
const jobContainerServices = (container, { cache, project: { buildpacks } }, privatePaths, { signal, saveState, info, warn }) => ({
    findBuilder: async ({ platform }) => {
        if (cache.runImageInActionsCache)
            reportMissingPrograms(container.environment, info);
        const withBuildpacks = Object.values(buildpacks).some((named) => named.length > 0);
        return { builder: await (0,host_builder/* findHostBuilder */.jG)(container, { platform, withBuildpacks }) };
    },
    openSandbox: async (user, command) => {
        saveState(leftovers/* hostState */.El, 'true');
        const open = (0,host_sandbox/* hostSandbox */._J)({
            user,
            imageEnvironment: await (0,host_builder/* imageEnvironment */.Xg)(container),
            stepEnvironment: container.environment,
            folders: host_builder/* hostFolders */.M7,
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
            return (0,command_program/* findProgram */.K)(program, environment) !== '';
        }
        catch (error) {
            if (error instanceof command_program/* MissingProgram */.n)
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

/***/ 69825:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TG: () => (/* binding */ compareRunImages),
/* harmony export */   sJ: () => (/* binding */ runImageLayersOf)
/* harmony export */ });
/* unused harmony export runImageNameOf */
/* harmony import */ var _cnb_rebase_run_image_record_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(36441);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);




/** How many layers at the start of an image are the run image's, by its label. 0 if the label does not say. */
const runImageLayersOf = (config) => {
    const record = (0,_cnb_rebase_run_image_record_js__WEBPACK_IMPORTED_MODULE_0__/* .readRunImageRecord */ .Sj)(config);
    return record === undefined ? 0 : config.rootfs.diff_ids.indexOf(record.topLayer) + 1;
};
/**
 * The reference of the run image that an image was built on, by its label. A lifecycle that writes a layout names the path
 * in its layout-repo, `<registry>/<repository>/<tag>` or `…/sha256/<hex>`, with a digest that means nothing.
 * https://github.com/buildpacks/lifecycle/pull/1523
 */
const runImageNameOf = (config) => {
    const reference = (0,_cnb_rebase_run_image_record_js__WEBPACK_IMPORTED_MODULE_0__/* .readRunImageRecord */ .Sj)(config)?.reference ?? '';
    const [, path, hex, tag] = /^\/layout-repo\/([^@]+?)\/(?:sha256\/([0-9a-f]{64})|([^/@]+))(?:@.*)?$/.exec(reference) ?? [];
    const name = path === undefined ? reference : `${path}${hex === undefined ? `:${tag}` : `@sha256:${hex}`}`;
    if (name === '')
        return undefined;
    try {
        return (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)((0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReference */ .F2)(name));
    }
    catch (error) {
        if (error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR)
            return undefined;
        throw error;
    }
};
/** Compares what two images stand on. */
const compareRunImages = ({ expected, found }) => {
    const base = (config) => config.rootfs.diff_ids.slice(0, runImageLayersOf(config)).join();
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
    return [{ subject, brief: '', detail: otherBase(expected.config, wanted, used) }];
};
const otherBase = (config, wanted, used) => {
    const stands = `the published image stands on ${wanted ?? 'another one'}, and this one on ${used ?? 'another one'}`;
    if (wanted?.includes('@'))
        return `${stands}; set "run-image" to ${wanted}`;
    const named = wanted ?? (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)((0,_cnb_rebase_run_image_record_js__WEBPACK_IMPORTED_MODULE_0__/* .readRunImageRecord */ .Sj)(config)?.image ?? '');
    const reference = named === '' ? 'the one that it was built on' : `${named}@sha256:…`;
    return (`${stands}, with other layers; the label does not have the digest: take it from the output "run-image-digest" or ` +
        `the provenance of the published build, and set "run-image" to ${reference} in both builds`);
};


/***/ }),

/***/ 41900:
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
;// CONCATENATED MODULE: ./src/cnb/input/variable-name.ts
// https://github.com/buildpacks/spec/blob/main/buildpack.md#user-provided-variables
const pattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Whether a text can name a variable of the build: the lifecycle takes a file's name for it. */
const isVariableName = (text) => pattern.test(text);

// EXTERNAL MODULE: ./src/github/artifact/artifact-name.ts
var artifact_name = __webpack_require__(18296);
// EXTERNAL MODULE: ./src/github/inputs/input.ts
var inputs_input = __webpack_require__(98005);
// EXTERNAL MODULE: ./src/github/inputs/registry-input.ts
var registry_input = __webpack_require__(46907);
// EXTERNAL MODULE: ./src/github/inputs/sbom-input.ts
var sbom_input = __webpack_require__(45693);
// EXTERNAL MODULE: ./src/github/inputs/upload-input.ts
var upload_input = __webpack_require__(91417);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/image/reference.ts
var reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/actions/build-image/inputs/cache-inputs.ts




/** Reads what the inputs say of caches; throws a Failure that names the one that is wrong. */
const readCacheInputs = (get, { workspace, temporary, environment }) => {
    const cache = (0,inputs_input/* choiceInput */.ij)(get, 'cache', ['auto', 'true', 'false', 'run-image']);
    const given = (0,inputs_input/* folderInput */.j)(get, 'build-cache', '/var/cache/buildpacks');
    const namedFolder = given && (0,external_node_path_.resolve)(workspace, given);
    const previous = (0,inputs_input/* optionalInput */.$m)(get, 'previous-image');
    const isReproduction = (0,inputs_input/* optionalInput */.$m)(get, 'reproduces') !== undefined;
    return {
        runImageInActionsCache: cache !== 'false',
        buildCache: isReproduction
            ? { off: '"reproduces" is set' }
            : buildCacheOf(cache, namedFolder, temporary, environment),
        namedFolder,
        previousImage: previous === undefined
            ? undefined
            : (0,inputs_input/* parsedInput */.m8)('previous-image', previous, reference/* parseReference */.F2, 'ghcr.io/me/my-app:latest'),
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
/** Events that only people with write access cause, or that get a cache of their own. The empty one: no workflow. */
const safeEvents = ['', 'push', 'pull_request', 'merge_group', 'schedule', 'workflow_dispatch'];
/**
 * Why a run had better not use the build cache: it may release its image, or it runs with the default branch's cache and
 * anyone may have caused it, such as by a comment. A cache entry vouches for its integrity, not for its origin.
 * https://docs.github.com/actions/reference/events-that-trigger-workflows
 */
const reasonAgainst = (environment) => {
    const isTag = environment['GITHUB_REF_TYPE'] === 'tag' || environment['GITHUB_REF']?.startsWith('refs/tags/') === true;
    const event = environment['GITHUB_EVENT_NAME'] ?? '';
    if (!isTag && safeEvents.includes(event))
        return undefined;
    return `runs for ${isTag ? 'tags' : `"${(0,printable/* oneLine */.TN)(event)}"`} do not use the build cache`;
};

;// CONCATENATED MODULE: ./src/actions/build-image/inputs/image-inputs.ts

/** Reads the inputs about the image; throws a Failure that names the input, the rule and an example. */
const readImageInputs = (get) => ({
    defaultProcess: wordInput(get, 'default-process', 'worker'),
    creationTime: parseCreationTime(get('creation-time')),
    executionEnvironment: wordInput(get, 'execution-environment', 'test') ?? 'production',
    labels: parseLabels((0,inputs_input/* untrimmedInput */.G)(get, 'labels')),
});
/** https://github.com/buildpacks/spec/blob/main/buildpack.md#launchtoml-toml: process types are words like this. */
const wordPattern = /^[A-Za-z0-9._-]+$/;
const wordInput = (get, name, example) => {
    const text = (0,inputs_input/* optionalInput */.$m)(get, name);
    if (text === undefined || (wordPattern.test(text) && !text.startsWith('-')))
        return text;
    throw (0,inputs_input/* inputFailure */.vQ)(name, `is "${text}", and takes letters, digits, ".", "_" and "-" only`, example);
};
const timePattern = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
// The last second of the year 9999: no date has more digits.
const lastTime = 253_402_300_799;
/** Whether the day is in its month: the 31st of February would be the 3rd of March without a word. */
const isDay = (text) => {
    const day = text.slice(0, 10);
    return new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;
};
/** Reads `now`, seconds since 1970, a date, or a time with its zone. */
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
    throw (0,inputs_input/* inputFailure */.vQ)('creation-time', `is "${text}", and takes "now", seconds since 1970, or a time such as 2026-11-25T12:00:00Z`, 'now');
};
const labelName = /^[A-Za-z][A-Za-z0-9._/-]*$/;
const reserved = 'io.buildpacks.';
const labelExample = 'org.opencontainers.image.source=https://github.com/octo-org/my-app';
/** Reads one `name=value` per line; of two lines with one name the last counts. */
const parseLabels = (text) => {
    const labels = new Map();
    for (const line of (0,inputs_input/* linesOf */.Dx)(text)) {
        const refuse = (rule) => (0,inputs_input/* lineFailure */.T4)('labels', line, rule, labelExample);
        const equals = line.text.indexOf('=');
        const name = (equals === -1 ? line.text : line.text.slice(0, equals)).trim();
        if (!labelName.test(name)) {
            throw refuse('it begins with no name of a label, which begins with a letter and has letters, digits, ".", "_", "/" and "-" only');
        }
        if (equals === -1)
            throw refuse('it has no "=" and no value');
        if (name.startsWith(reserved))
            throw refuse(`labels that begin with "${reserved}" are the lifecycle's`);
        labels.set(name, line.text.slice(equals + 1));
    }
    return labels;
};

// EXTERNAL MODULE: ./src/github/inputs/target-input.ts
var target_input = __webpack_require__(10033);
;// CONCATENATED MODULE: ./src/actions/build-image/inputs/image-path.ts




const example = 'out/my-app:1.2';
/**
 * Reads `[oci:]folder/name[:tag]`, relative to `workspace`. The rules are pack's and the lifecycle's, who make an image
 * reference of the last part; but what pack takes and puts somewhere else (colons in folders, `..`) is refused.
 * Throws a Failure that says which rule is broken.
 */
const parseImagePath = (text, workspace) => {
    const refuse = (rule) => {
        throw (0,inputs_input/* inputFailure */.vQ)('image-path', rule, example);
    };
    const path = text.startsWith('oci:') ? text.slice('oci:'.length) : text;
    if (path === '')
        refuse('is empty; it takes a folder for the layout, whose last part names the image');
    if (path.includes('@'))
        refuse(`is "${text}", with a digest; an image that is yet to be built has none`);
    const last = (0,external_node_path_.basename)(path);
    const [name = '', tag = 'latest', ...more] = last.split(':');
    const parent = (0,external_node_path_.dirname)(path);
    if (more.length > 0 || parent.includes(':')) {
        refuse(`is "${text}", with a colon where no tag begins; a folder’s name may have none`);
    }
    if (name === '.' || name === '..')
        refuse(`is "${text}", whose last part is no name for an image`);
    if (name.length < 2 || !(0,reference/* isRepository */.Z6)(name)) {
        refuse(`is "${text}"; its last part names the image and takes at least 2 lower-case letters and digits, ` +
            'with single ".", "_" or "-" between them');
    }
    if (!(0,reference/* isTag */.dz)(tag))
        refuse(`is "${text}"; a tag takes 1 to 128 letters, digits, "_", "." or "-"`);
    const folder = (0,external_node_path_.resolve)(workspace, (0,external_node_path_.join)(parent, name));
    (0,target_input/* refuseWorkspace */.W)('image-path', text, folder, workspace, example);
    return { folder, name, tag };
};

// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
// EXTERNAL MODULE: ./src/json/toml.ts
var toml = __webpack_require__(61200);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
;// CONCATENATED MODULE: ./src/cnb/project/schema.ts

// https://github.com/buildpacks/spec/blob/main/extensions/project-descriptor.md; of 0.1, and of where the
// specification is silent, pack's reading: https://github.com/buildpacks/pack/tree/v0.40.5/pkg/project
// What these schemas do not have is dropped, and so known to be unknown.
const schema_text = dist/* optional */.lqM(dist/* string */.YjP());
const texts = dist/* optional */.lqM(dist/* array */.YOg(dist/* string */.YjP()));
const anything = dist/* optional */.lqM(dist/* unknown */.L5J());
const script = dist/* optional */.lqM(dist/* object */.Ikc({ api: schema_text, inline: schema_text, shell: schema_text }));
const plainBuildpack = dist/* object */.Ikc({ id: schema_text, version: schema_text, uri: schema_text, script });
/** A variable without a value is empty, as with pack. */
const plainVariable = dist/* object */.Ikc({ name: dist/* string */.YjP(), value: dist/* optional */.lqM(dist/* string */.YjP(), '') });
// https://github.com/buildpacks/rfcs/blob/main/text/0134-execution-environments.md
const limitedBuildpack = dist/* object */.Ikc({ ...plainBuildpack.entries, 'exec-env': texts });
const limitedVariable = dist/* object */.Ikc({ ...plainVariable.entries, 'exec-env': texts });
/** An array of tables. A single table of the same name is TOML that looks right and means something else. */
const tables = (schema, name) => dist/* array */.YOg(schema, ({ input, message }) => typeof input === 'object' && !Array.isArray(input) ? `is one table; write [[${name}]]` : message);
const listOf = (schema, name) => dist/* optional */.lqM(tables(schema, name), []);
const groupOf = (schema, name) => dist/* optional */.lqM(dist/* object */.Ikc({ group: listOf(schema, `${name}.group`) }));
const described = {
    id: anything,
    name: anything,
    version: schema_text,
    authors: anything,
    licenses: anything,
    'documentation-url': anything,
    'source-url': schema_text,
};
const header = dist/* optional */.lqM(dist/* object */.Ikc({ 'schema-version': schema_text, ...described, metadata: anything }), {});
/** The one table that all versions may have. */
const VersionSchema = dist/* object */.Ikc({ _: dist/* optional */.lqM(dist/* object */.Ikc({ 'schema-version': schema_text })) });
const Schema01 = dist/* object */.Ikc({
    _: dist/* optional */.lqM(dist/* object */.Ikc({ 'schema-version': schema_text })),
    project: dist/* optional */.lqM(dist/* object */.Ikc(described), {}),
    build: dist/* optional */.lqM(dist/* object */.Ikc({
        include: texts,
        exclude: texts,
        builder: schema_text,
        buildpacks: listOf(plainBuildpack, 'build.buildpacks'),
        env: listOf(plainVariable, 'build.env'),
        pre: groupOf(plainBuildpack, 'build.pre'),
        post: groupOf(plainBuildpack, 'build.post'),
    }), {}),
    metadata: anything,
    /** Later schemas' table, none of which is known to this one. */
    io: dist/* optional */.lqM(dist/* object */.Ikc({})),
});
const Schema02 = dist/* object */.Ikc({
    _: header,
    io: dist/* optional */.lqM(dist/* object */.Ikc({
        buildpacks: dist/* optional */.lqM(dist/* object */.Ikc({
            include: texts,
            exclude: texts,
            builder: schema_text,
            group: listOf(plainBuildpack, 'io.buildpacks.group'),
            build: dist/* optional */.lqM(dist/* object */.Ikc({ env: dist/* optional */.lqM(tables(plainVariable, 'io.buildpacks.build.env')) }), {}),
            /** As it was before https://github.com/buildpacks/pack/pull/1479. */
            env: dist/* optional */.lqM(dist/* object */.Ikc({ build: listOf(plainVariable, 'io.buildpacks.env.build') }), {}),
            pre: groupOf(plainBuildpack, 'io.buildpacks.pre'),
            post: groupOf(plainBuildpack, 'io.buildpacks.post'),
        }), {}),
    }), {}),
});
const Schema03 = dist/* object */.Ikc({
    _: header,
    io: dist/* optional */.lqM(dist/* object */.Ikc({
        buildpacks: dist/* optional */.lqM(dist/* object */.Ikc({
            include: texts,
            exclude: texts,
            builder: schema_text,
            group: listOf(limitedBuildpack, 'io.buildpacks.group'),
            build: dist/* optional */.lqM(dist/* object */.Ikc({ env: listOf(limitedVariable, 'io.buildpacks.build.env') }), {}),
            pre: groupOf(limitedBuildpack, 'io.buildpacks.pre'),
            post: groupOf(limitedBuildpack, 'io.buildpacks.post'),
        }), {}),
    }), {}),
});

;// CONCATENATED MODULE: ./src/cnb/project/unknown-keys.ts
/** The keys of a document, with dots between them, that a schema dropped when it read the document. */
const unknownKeys = (document, read, path = '') => {
    if (document === read)
        return [];
    if (Array.isArray(document)) {
        const list = Array.isArray(read) ? read : [];
        return [
            ...new Set(document.flatMap((item, position) => unknownKeys(item, list[position], path))),
        ];
    }
    if (!isTable(document))
        return [];
    const known = isTable(read) ? read : {};
    return Object.entries(document).flatMap(([key, value]) => {
        const name = path === '' ? key : `${path}.${key}`;
        return Object.hasOwn(known, key) ? unknownKeys(value, known[key], name) : [name];
    });
};
const isTable = (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

;// CONCATENATED MODULE: ./src/cnb/project/descriptor.ts







/**
 * Reads a project descriptor of the schema 0.1, 0.2 or 0.3. What it has and nobody reads is warned of.
 *
 * Throws a Failure if it is no TOML, of another schema, has include and exclude at once, a buildpack that is not told
 * by one of id, URI and script, or a variable whose name is none.
 */
const readDescriptor = (bytes, reading) => {
    const { name, executionEnvironment } = reading;
    const document = (0,toml/* parseToml */.M)(bytes, name);
    const read = readTables(document, reading);
    if (read.include !== undefined && read.exclude !== undefined) {
        throw new failure/* Failure */.HR(`${name} has "include" and "exclude", and only one of them can be. Remove one.`);
    }
    const meant = (entry) => isMeant(entry, executionEnvironment);
    const group = (entries) => entries.filter(meant).map((entry) => describedBuildpack(entry, name));
    const variables = read.variables.filter(meant);
    const odd = variables.find((variable) => !isVariableName(variable.name));
    if (odd !== undefined) {
        throw new failure/* Failure */.HR(`${name} has a variable of the build called "${(0,printable/* printable */.g$)(odd.name)}", which is no variable’s name. ` +
            'A name has letters, digits, "_", "." and "-", and begins with a letter or "_", as BP_JVM_VERSION.');
    }
    return {
        builder: read.builder || undefined,
        include: read.include,
        exclude: read.exclude,
        environment: new Map(variables.map((variable) => [variable.name, variable.value])),
        group: group(read.group),
        pre: group(read.pre),
        post: group(read.post),
        source: read.source,
    };
};
const readTables = (document, { name, warn }) => {
    const file = `file ${name}`;
    const declared = (0,json_document/* checkDocument */.sw)(VersionSchema, document, file)._?.['schema-version'];
    const noteUnknown = (read, version) => {
        const keys = unknownKeys(document, read).filter(isOurs);
        if (keys.length === 0)
            return;
        warn(`${name} has keys that the schema ${version} does not know: ${listed(keys)}. They are ignored; ` +
            'is one of them misspelt, or of another schema-version?');
    };
    if (declared === undefined || declared === '') {
        warn(`${name} declares no schema version and is read as 0.1. Write schema-version = "0.2" into its table [_], ` +
            'if it has tables that begin with io.buildpacks.');
    }
    switch (declared || '0.1') {
        case '0.1': {
            const read = (0,json_document/* checkDocument */.sw)(Schema01, document, file);
            noteUnknown(read, '0.1');
            const { version = '', 'source-url': url = '' } = read.project;
            const source = version === '' && url === '' ? undefined : { version, url };
            const { buildpacks, env } = read.build;
            return { ...tablesOf(read.build), source, variables: env, group: buildpacks };
        }
        case '0.2': {
            const read = (0,json_document/* checkDocument */.sw)(Schema02, document, file);
            noteUnknown(read, '0.2');
            const { group, build, env } = read.io.buildpacks;
            return { ...tablesOf(read.io.buildpacks), variables: build.env ?? env.build, group };
        }
        case '0.3': {
            const read = (0,json_document/* checkDocument */.sw)(Schema03, document, file);
            noteUnknown(read, '0.3');
            const { group, build } = read.io.buildpacks;
            return { ...tablesOf(read.io.buildpacks), variables: build.env, group };
        }
        default:
            throw new failure/* Failure */.HR(`${name} has the schema version "${(0,printable/* printable */.g$)(declared ?? '')}"; 0.1, 0.2 and 0.3 are known. Write one of them.`);
    }
};
/** What is called the same in all versions. */
const tablesOf = (tables) => ({
    builder: tables.builder,
    include: tables.include,
    exclude: tables.exclude,
    pre: tables.pre?.group ?? [],
    post: tables.post?.group ?? [],
    source: undefined,
});
const mostListed = 10;
const listed = (keys) => {
    const more = keys.length - mostListed;
    const shown = keys.slice(0, mostListed).map(printable/* printable */.g$).join(', ');
    return more > 0 ? `${shown} and ${more} more` : shown;
};
/** Whether a key is one of the descriptor's own: other tables are other tools'. */
const isOurs = (key) => /^(?:_|project|build|io\.buildpacks)(?:\.|$)/.test(key);
const isMeant = (entry, executionEnvironment) => {
    const { 'exec-env': environments = [] } = entry;
    return (environments.length === 0 || environments.includes('*') || environments.includes(executionEnvironment));
};
const describedBuildpack = (entry, name) => {
    const { id = '', version = '', uri = '', script } = entry;
    if (id === '' && uri === '') {
        throw new failure/* Failure */.HR(`${name} has a buildpack without "id" and without "uri". Give it one of them, to say which buildpack is meant.`);
    }
    if (uri !== '' && version !== '') {
        throw new failure/* Failure */.HR(`${name} has a buildpack with "uri" and "version", ${(0,printable/* printable */.g$)(uri)}: what is there has a version of its own. ` +
            'Remove the version.');
    }
    if (uri !== '')
        return uri;
    if (script?.inline !== undefined && script.inline !== '') {
        const { api = '', inline, shell = '' } = script;
        if (api === '') {
            throw new failure/* Failure */.HR(`${name} has a script for the buildpack ${(0,printable/* printable */.g$)(id)} without "api". Say which buildpack API it is written ` +
                'for, such as api = "0.10".');
        }
        return { id, version: version || '0.0.0', api, shell: shell || '/bin/sh', script: inline };
    }
    // So that no file of that name is taken for it.
    return `urn:cnb:builder:${id}${version === '' ? '' : `@${version}`}`;
};

// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
;// CONCATENATED MODULE: ./src/actions/build-image/inputs/project-inputs.ts





/** Reads the project's descriptor, and the inputs that say the same and win; throws a Failure if one is wrong. */
const readProject = async (get, context) => {
    const { workspace, app, executionEnvironment, warn } = context;
    const given = (0,inputs_input/* optionalInput */.$m)(get, 'descriptor');
    const path = given === undefined ? (0,external_node_path_.join)(app, 'project.toml') : (0,external_node_path_.resolve)(workspace, given);
    const bytes = await readDescriptorFile(path, given !== undefined);
    const read = bytes === undefined ? undefined : readDescriptor(bytes, { name: path, executionEnvironment, warn });
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
        warn('Buildpacks for before and behind are not used: they extend the order of the builder, and all buildpacks are named, ' +
            `by ${get('buildpacks').trim() === '' ? path : 'the input buildpacks'}. Put them there, or name no others.`);
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
/** The white space around a pattern stays: a space at its end may belong to it. */
const patternsOf = (get) => (0,inputs_input/* linesOf */.Dx)((0,inputs_input/* untrimmedInput */.G)(get, 'exclude')).map(({ text }) => text);
/** Undefined if there is no file and no input names one. */
const readDescriptorFile = async (path, isGiven) => {
    try {
        return await (0,read/* readSmallFile */.EW)(path, { followLink: true });
    }
    catch (cause) {
        if (!isGiven && (0,failure/* isSystemError */.Or)(cause, 'ENOENT'))
            return undefined;
        if (cause instanceof failure/* Failure */.HR) {
            throw new failure/* Failure */.HR(`${cause.message} Put a file of TOML there, or name one with the input descriptor.`, {
                cause,
            });
        }
        if (isGiven) {
            throw (0,inputs_input/* inputFailure */.vQ)('descriptor', `is ${path}, which cannot be read`, 'deploy/project.toml', cause);
        }
        throw new failure/* Failure */.HR(`Could not read ${path}: ${(0,failure/* messageOf */.bD)(cause)}. Make it readable, or name another one with the input descriptor.`, { cause });
    }
};

// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
;// CONCATENATED MODULE: ./src/actions/build-image/inputs/reproduce-input.ts



const reproduce_input_example = 'ghcr.io/octo-org/my-app:1.2.0';
/** Reads the input `reproduces`. Undefined if it is empty. Throws a Failure if it or `previous-image` is wrong. */
const readReproductionTarget = (get) => {
    const text = (0,inputs_input/* optionalInput */.$m)(get, 'reproduces');
    if (text === undefined)
        return undefined;
    if (get('previous-image') !== '') {
        throw (0,inputs_input/* inputFailure */.vQ)('previous-image', 'is set together with "reproduces". A build that reuses layers of an image does not verify that they can be ' +
            'reproduced: leave one of the two empty', '""');
    }
    return /^sha\d+:/.test(text)
        ? { digest: (0,inputs_input/* parsedInput */.m8)('reproduces', text, digest/* parseDigest */.m, `sha256:${'0'.repeat(64)}`) }
        : { reference: (0,inputs_input/* parsedInput */.m8)('reproduces', text, reference/* parseReference */.F2, reproduce_input_example) };
};

// EXTERNAL MODULE: ./src/cnb/input/bindings.ts
var bindings = __webpack_require__(1526);
// EXTERNAL MODULE: ./src/files/is-within.ts
var is_within = __webpack_require__(90891);
;// CONCATENATED MODULE: ./src/actions/build-image/inputs/sandbox-inputs.ts






/** Reads the inputs about the build's surroundings; throws a Failure that says which is wrong, and none of their secrets. */
const readSandboxInputs = async (get, { workspace, app }) => {
    const lines = (0,inputs_input/* linesInput */.WO)(get, 'bindings');
    for (const { text } of lines)
        (0,inputs_input/* refuseFlag */.X2)('bindings', text, bindingsExample);
    const folders = await Promise.all(lines.map(async (line) => {
        const folder = (0,external_node_path_.resolve)(workspace, line.text);
        const refuse = (rule) => (0,inputs_input/* lineFailure */.T4)('bindings', line, rule, bindingsExample);
        if ((0,is_within/* isWithin */.U)(app, folder))
            throw refuse('this is the directory of the app or contains it');
        if (!(await isThere(folder))) {
            throw refuse(`there is no ${folder}. Check the path, and that an earlier step has written the binding`);
        }
        return folder;
    }));
    return { bindings: await (0,bindings/* readBindings */.v)(folders), bindingFolders: folders, network: readNetwork(get) };
};
const bindingsExample = '../bindings';
const isThere = async (path) => {
    try {
        await (0,promises_.stat)(path);
        return true;
    }
    catch (error) {
        // Of anything else that is wrong with it, `readBindings` says what.
        return !(0,failure/* isSystemError */.Or)(error, 'ENOENT');
    }
};
// A name or an ID of the engine's; what begins with a dash would be an option.
const networkPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const readNetwork = (get) => {
    const text = (0,inputs_input/* optionalInput */.$m)(get, 'network');
    if (text === undefined || networkPattern.test(text))
        return text;
    if (text.startsWith('container:')) {
        throw (0,inputs_input/* inputFailure */.vQ)('network', `is "${text}": the build would be in the network of another container, and reach what listens there on loopback`, 'my-network');
    }
    throw (0,inputs_input/* inputFailure */.vQ)('network', `is "${text}", and takes the name of a network of the Docker engine`, 'host');
};

;// CONCATENATED MODULE: ./src/actions/build-image/inputs/inputs.ts

















const exampleBuilder = 'paketobuildpacks/ubuntu-noble-builder';
/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
const readInputs = async (get, context) => {
    const { workspace, temporary, environment, warn, inBuilder } = context;
    const imagePath = parseImagePath(get('image-path'), workspace);
    const runImage = (0,inputs_input/* optionalInput */.$m)(get, 'run-image');
    if (runImage !== undefined)
        (0,inputs_input/* parsedInput */.m8)('run-image', runImage, reference/* parseReference */.F2, 'paketobuildpacks/run-jammy-base');
    const platform = (0,inputs_input/* optionalInput */.$m)(get, 'platform');
    if (!(0,inputs_input/* flagInput */.tc)(get, 'experimental')) {
        throw (0,inputs_input/* inputFailure */.vQ)('experimental', 'is false, and exporting to an OCI layout is an experimental feature of the lifecycle: nothing was built', 'true');
    }
    const path = await appFolder((0,external_node_path_.resolve)(workspace, get('path') || '.'));
    const image = readImageInputs(get);
    const { executionEnvironment } = image;
    const projectContext = { workspace, app: path, executionEnvironment, warn };
    const { path: descriptor, builder, environment: ofProject, ...project } = await readProject(get, projectContext);
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
        platform: platform === undefined ? undefined : (0,inputs_input/* parsedInput */.m8)('platform', platform, image_platform/* parsePlatform */.Y8, 'linux/arm64'),
        pullPolicy: (0,inputs_input/* choiceInput */.ij)(get, 'pull-policy', ['if-not-present', 'always', 'never']),
        environment: new Map([...ofProject, ...parseEnvironment((0,inputs_input/* untrimmedInput */.G)(get, 'env'), environment)]),
        mediaTypes: (0,inputs_input/* choiceInput */.ij)(get, 'media-types', ['oci', 'preserve']),
        sbom: (0,sbom_input/* sbomInput */.O)(get, workspace, imagePath.folder),
        insecureRegistries: (0,registry_input/* insecureRegistriesInput */.U)(get),
        layoutRepo: (0,external_node_path_.resolve)(workspace, get('layout-repo') || (0,external_node_path_.join)(temporary, 'layout-repo')),
        cache: readCacheInputs(get, context),
        reproduces: readReproductionTarget(get),
        artifact: (0,upload_input/* uploadInputs */.f)(get, () => artifactNameFor(get, imagePath)),
        summary: (0,inputs_input/* flagInput */.tc)(get, 'summary'),
    };
};
/** In the container of a builder, that one builds, in the job's network: there may be no engine, and it is not used. */
const refuseEngineInputs = (get) => {
    const rules = {
        builder: 'is the one that builds',
        network: 'has the job’s network for the build as well',
    };
    for (const [name, rule] of Object.entries(rules)) {
        const text = get(name);
        if (text === '')
            continue;
        throw (0,inputs_input/* inputFailure */.vQ)(name, `is "${text}", and this job runs in the container of a builder, which ${rule}; leave it empty, or run the job ` +
            'outside of a builder’s container, with Docker', '""');
    }
};
const readBuilder = (get, ofProject, descriptor) => {
    const text = get('builder');
    if (text !== '')
        return (0,inputs_input/* parsedInput */.m8)('builder', text, reference/* parseReference */.F2, exampleBuilder);
    if (ofProject === undefined) {
        throw (0,inputs_input/* inputFailure */.vQ)('builder', 'is empty, and no project.toml names a builder', exampleBuilder);
    }
    try {
        return (0,reference/* parseReference */.F2)(ofProject);
    }
    catch (cause) {
        if (!(cause instanceof failure/* Failure */.HR))
            throw cause;
        throw new failure/* Failure */.HR(`The project's descriptor ${descriptor} names a builder that is none: ${cause.message}`, { cause });
    }
};
const artifactNameFor = (get, { name }) => {
    const given = (0,inputs_input/* optionalInput */.$m)(get, 'artifact-name');
    if (given !== undefined)
        (0,artifact_name/* checkArtifactName */.C)(given);
    return given ?? (0,artifact_name/* artifactNameOf */.n)(name);
};
const appFolder = async (path) => {
    const refuse = (rule, cause) => {
        throw (0,inputs_input/* inputFailure */.vQ)('path', `is ${path}, ${rule}; it takes the app’s folder`, '.', cause);
    };
    const stats = await (0,promises_.stat)(path).catch((error) => refuse('which cannot be read', error));
    return stats.isDirectory() ? path : refuse('which is not a folder');
};
// An environment has inherited properties too, such as `constructor`.
const ownValue = (own, name) => Object.hasOwn(own, name) ? own[name] : undefined;
/**
 * Reads one `NAME=value` per line; `NAME` alone takes the step's own value. No message has anything of a line, not even a
 * name: the second line of a key is read as a name, too.
 */
const parseEnvironment = (text, own) => {
    const variables = new Map();
    for (const line of (0,inputs_input/* linesOf */.Dx)(text)) {
        const refuse = (rule) => (0,inputs_input/* lineFailure */.T4)('env', line, rule, 'BP_JVM_VERSION=21', { isSecret: true });
        const equals = line.text.indexOf('=');
        const name = (equals === -1 ? line.text : line.text.slice(0, equals)).trim();
        if (/^export\s/.test(name))
            throw refuse('it begins with "export", which is no part of a variable: remove that word');
        if (!isVariableName(name))
            throw refuse(`it does not begin with the name of a variable. ${severalLines}`);
        const value = equals === -1 ? ownValue(own, name) : line.text.slice(equals + 1);
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
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33838);
/* harmony import */ var _cnb_builder_host_builder_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5057);
/* harmony import */ var _cnb_buildpacks_find_buildpacks_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(97996);
/* harmony import */ var _docker_command_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(91721);
/* harmony import */ var _github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(90613);
/* harmony import */ var _github_cache_cache_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(44372);
/* harmony import */ var _github_step_step_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(92071);
/* harmony import */ var _github_step_step_context_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(23812);
/* harmony import */ var _github_step_summary_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(91378);
/* harmony import */ var _registry_user_registry_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(56578);
/* harmony import */ var _sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(93216);
/* harmony import */ var _store_build_caches_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(27782);
/* harmony import */ var _store_previous_image_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(82896);
/* harmony import */ var _store_run_images_js__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(21173);
/* harmony import */ var _builder_services_js__WEBPACK_IMPORTED_MODULE_15__ = __webpack_require__(22195);
/* harmony import */ var _inputs_inputs_js__WEBPACK_IMPORTED_MODULE_16__ = __webpack_require__(41900);
/* harmony import */ var _leftovers_js__WEBPACK_IMPORTED_MODULE_17__ = __webpack_require__(66292);
/* harmony import */ var _published_image_js__WEBPACK_IMPORTED_MODULE_18__ = __webpack_require__(19642);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_19__ = __webpack_require__(45565);




















/** The download action of the same version, for `uses:`. An action of the workflow's own repository has no name. */
const downloadAction = (repository, ref) => repository ? `${repository}/download@${ref}` : './download';
/** Where the job is defined, and the attempt that it is a part of. */
const provenanceContext = ({ environment, serverUrl, repository, runId, runAttempt, temporary, actionRef, }) => ({
    folder: (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(temporary, 'buildpacks-provenance'),
    workflow: `${serverUrl}/${environment['GITHUB_WORKFLOW_REF'] || repository}`,
    invocation: `${serverUrl}/${repository}/actions/runs/${runId}/attempts/${runAttempt}`,
    actionVersion: actionRef ?? '',
});
await (0,_github_step_step_js__WEBPACK_IMPORTED_MODULE_7__/* .runStep */ .e)(async ({ log, tasks }) => {
    const context = (0,_github_step_step_context_js__WEBPACK_IMPORTED_MODULE_8__/* .stepContext */ .e)(process.env);
    const { environment } = context;
    const { signal } = tasks;
    const container = { root: '/', environment };
    const inBuilder = (0,_cnb_builder_host_builder_js__WEBPACK_IMPORTED_MODULE_2__/* .isInBuilder */ .po)(container);
    if (inBuilder)
        (0,_sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_11__/* .setHostUmask */ .ai)();
    const inputs = await (0,_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_16__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_1__/* .getInput */ .V4, {
        ...context,
        warn: log.warning,
        inBuilder,
    });
    const { builder, layoutRepo, insecureRegistries: insecure } = inputs;
    const { runImageInActionsCache, buildCache } = inputs.cache;
    const registry = (0,_registry_user_registry_js__WEBPACK_IMPORTED_MODULE_10__/* .userRegistry */ .t)(context, { insecure, warn: log.warning, signal });
    const cache = (0,_github_cache_cache_js__WEBPACK_IMPORTED_MODULE_6__/* .actionsCache */ .kW)(log, signal);
    const builderContext = {
        ...{ signal, saveState: _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .saveState */ .LZ, info: log.info, debug: log.debug, warn: log.warning },
        // It only saves time, so its retries are no warnings.
        registry: (0,_registry_user_registry_js__WEBPACK_IMPORTED_MODULE_10__/* .userRegistry */ .t)(context, { insecure, warn: log.debug, signal }),
    };
    const staging = [];
    const noteStaging = (folder) => {
        staging.push(folder);
        (0,_actions_core__WEBPACK_IMPORTED_MODULE_1__/* .saveState */ .LZ)(_leftovers_js__WEBPACK_IMPORTED_MODULE_17__/* .stagingState */ .fc, staging.join('\n'));
    };
    await (0,_run_js__WEBPACK_IMPORTED_MODULE_19__/* .run */ .e)(inputs, {
        ...(builder === undefined
            ? (0,_builder_services_js__WEBPACK_IMPORTED_MODULE_15__/* .jobContainerServices */ .NX)(container, inputs, (0,_builder_services_js__WEBPACK_IMPORTED_MODULE_15__/* .privatePathsOf */ .DL)(context, process.argv[1] ?? ''), builderContext)
            : (0,_builder_services_js__WEBPACK_IMPORTED_MODULE_15__/* .dockerServices */ .$l)((0,_docker_command_js__WEBPACK_IMPORTED_MODULE_4__/* .dockerClient */ ._)(environment), inputs, builderContext)),
        ...{ tasks, log, noteStaging, setOutputs: _github_step_step_js__WEBPACK_IMPORTED_MODULE_7__/* .setOutputs */ .n },
        findBuildpacks: (request, found) => (0,_cnb_buildpacks_find_buildpacks_js__WEBPACK_IMPORTED_MODULE_3__/* .findBuildpacks */ .E)(request, found, { registry, platform: found.platform }),
        runImages: new _store_run_images_js__WEBPACK_IMPORTED_MODULE_14__/* .RunImageStore */ .e({
            root: layoutRepo,
            registry,
            cache: runImageInActionsCache ? cache : undefined,
            info: log.info,
            warn: log.warning,
        }),
        buildCaches: new _store_build_caches_js__WEBPACK_IMPORTED_MODULE_12__/* .BuildCaches */ .q({
            root: 'off' in buildCache ? context.temporary : buildCache.folder,
            cache: 'off' in buildCache || !buildCache.inActionsCache ? undefined : cache,
            warn: log.warning,
            noteStaging,
        }),
        openPreviousImage: async (reference, platform) => ({
            image: await (0,_store_previous_image_js__WEBPACK_IMPORTED_MODULE_13__/* .openPreviousImage */ .T)(registry, reference, platform),
            content: registry.readableRepository(reference),
        }),
        findPublishedImage: (reference, platform) => (0,_published_image_js__WEBPACK_IMPORTED_MODULE_18__/* .findPublishedImage */ .LN)(registry, reference, platform),
        uploadArtifact: (layout) => (0,_github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_5__/* .uploadArtifact */ .m)({ ...layout, signal }, context, log),
        writeSummary: (markdown) => (0,_github_step_summary_js__WEBPACK_IMPORTED_MODULE_9__/* .writeSummary */ .S)(markdown, context.summaryFile, log),
        provenance: provenanceContext(context),
        debug: (0,_actions_core__WEBPACK_IMPORTED_MODULE_1__/* .isDebug */ ._o)(),
        workflow: {
            runId: context.runId,
            job: context.job,
            downloadAction: downloadAction(context.actionRepository, context.actionRef),
        },
    });
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 19642:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LN: () => (/* binding */ findPublishedImage),
/* harmony export */   c4: () => (/* binding */ isNotFound),
/* harmony export */   mL: () => (/* binding */ readPublishedImage)
/* harmony export */ });
/* harmony import */ var _content_image_documents_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(67283);
/* harmony import */ var _image_image_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(36117);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(22978);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(22554);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(4908);
/* harmony import */ var _registry_client_request_error_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9513);
/* harmony import */ var _comparison_run_image_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(69825);









/**
 * Finds the image for a platform that a reference names in a registry. Reads no document of the image itself: the digest
 * is enough if it is the expected one. Throws a Failure if there is no such image.
 */
const findPublishedImage = async (registry, reference, platform) => {
    const name = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_4__/* .formatReference */ .FH)(reference);
    const content = registry.readableRepository(reference);
    try {
        const root = await registry.resolve(reference);
        const index = await (0,_content_image_documents_js__WEBPACK_IMPORTED_MODULE_0__/* .fetchIndex */ .RG)(content, root);
        if (index === undefined)
            return { name, platform, descriptor: root, content };
        const descriptor = (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_1__/* .imageFor */ .z)(platform, index.listed);
        if (descriptor !== undefined)
            return { name, platform, descriptor, content };
        const images = index.listed.filter(({ mediaType }) => (0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_2__/* .isManifest */ .Yh)(mediaType));
        throw noSuchPlatform(name, platform, 
        // Attestations are listed as images for unknown/unknown.
        images.flatMap((image) => (image.platform?.os === 'unknown' ? [] : (image.platform ?? []))));
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
    const image = await (0,_content_image_documents_js__WEBPACK_IMPORTED_MODULE_0__/* .fetchImage */ .aK)(content, descriptor).catch((cause) => {
        if (!isNotFound(cause))
            throw cause;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The registry no longer has all documents of the image to reproduce: ${name}, ${descriptor.digest}. ` +
            'Push that image again, or name another one in "reproduces".', { cause });
    });
    if (!(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_3__/* .matchesPlatform */ .pC)(platform, image.config))
        throw noSuchPlatform(name, platform, [image.config]);
    if ((0,_comparison_run_image_js__WEBPACK_IMPORTED_MODULE_7__/* .runImageLayersOf */ .sJ)(image.config) > 0)
        return image;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The image to reproduce was not built by a lifecycle: ${name}, ${descriptor.digest}, has no valid label ` +
        'io.buildpacks.lifecycle.metadata. Name an image in "reproduces" that was built with Cloud Native Buildpacks.');
};
const noSuchPlatform = (name, platform, offered) => {
    const platforms = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .printable */ .g$)([...new Set(offered.map(_image_platform_js__WEBPACK_IMPORTED_MODULE_3__/* .formatPlatform */ .Bq))].join(', ')) || 'none';
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The image to reproduce does not exist for ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_3__/* .formatPlatform */ .Bq)(platform)}: ${name} is only for: ${platforms}. ` +
        'Set "platform", or name another image in "reproduces".');
};
/** Whether a registry answered that it does not have something. */
const isNotFound = (error) => error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR && error.cause instanceof _registry_client_request_error_js__WEBPACK_IMPORTED_MODULE_6__/* .RequestError */ .G && error.cause.status === 404;


/***/ }),

/***/ 45565:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/cnb/builder/find-builder.ts + 1 modules
var find_builder = __webpack_require__(18045);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
// EXTERNAL MODULE: ./src/json/list.ts
var list = __webpack_require__(62892);
// EXTERNAL MODULE: ./src/json/toml.ts
var toml = __webpack_require__(61200);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: external "node:string_decoder"
var external_node_string_decoder_ = __webpack_require__(46193);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
;// CONCATENATED MODULE: ./src/sandbox/output-lines.ts


// In characters. Longer lines are passed on in pieces.
const pieceLength = 64 * 1024;
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
        pass(source, source.pending);
        source.pending = '';
    };
    return {
        push: (stream, chunk) => take(sources[stream], sources[stream].decoder.write(Buffer.from(chunk))),
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
const lastLines = () => {
    const kept = [];
    return {
        push: (text) => {
            const line = terminalLine(text);
            if (line === '')
                return;
            kept.push(line.length > lineLength ? `${line.slice(0, lineLength)}…` : line);
            if (kept.length > lineCount)
                kept.shift();
        },
        lines: () => [...kept],
    };
};
/** A line as a terminal shows it: without colors and control characters, and only the last version of overwritten text. */
const terminalLine = (text) => {
    const [line = ''] = (0,external_node_util_.stripVTControlCharacters)(text.slice(0, 10 * lineLength))
        .trimEnd()
        .split('\r')
        .slice(-1);
    return line.replace(/\t/g, '  ').replace(/\p{Cc}/gu, '');
};

// EXTERNAL MODULE: ./src/sandbox/sandbox.ts
var sandbox_sandbox = __webpack_require__(27304);
// EXTERNAL MODULE: ./src/tar/read.ts
var read = __webpack_require__(41067);
// EXTERNAL MODULE: ./src/cnb/sandbox-paths.ts
var sandbox_paths = __webpack_require__(96131);
// EXTERNAL MODULE: ./src/cnb/sbom/tree.ts
var tree = __webpack_require__(26859);
// EXTERNAL MODULE: ./src/image/reference.ts
var image_reference = __webpack_require__(23564);
;// CONCATENATED MODULE: ./src/cnb/reuse/reuse.ts

/**
 * The name of the previous image in a sandbox. No image of Docker Hub has three parts, so no run image has the same
 * path. The lifecycle treats an image that is not there as none.
 */
const previousImageReference = (0,image_reference/* parseReference */.F2)('previous/build/image:latest');
const noPreviousBuild = { cacheMetadata: '', cachedLayers: [], image: undefined };

;// CONCATENATED MODULE: ./src/cnb/creator/creator.ts





/** The folder of the layout that the creator writes. */
const creatorLayout = ({ name, tag }) => `${sandbox_paths/* sandboxPaths */.a.layoutRepo}/index.docker.io/library/${name}/${tag}`;
/**
 * Settings that a builder image may have in its environment and that a build must not inherit: the directories and files
 * through which this action and the lifecycle exchange data, and other targets than the layout. The lifecycle treats an
 * empty value as unset. Settings that locate the builder's own files, such as CNB_BUILDPACKS_DIR, are left alone.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/defaults.go
 */
const fixedSettings = {
    CNB_APP_DIR: sandbox_paths/* sandboxPaths */.a.app,
    CNB_LAYERS_DIR: sandbox_paths/* sandboxPaths */.a.layers,
    CNB_PLATFORM_DIR: sandbox_paths/* sandboxPaths */.a.platform,
    CNB_CACHE_DIR: sandbox_paths/* sandboxPaths */.a.cache,
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
const creatorCommand = ({ platformApi, runImage, image, ownOrder = false, reuse = false, defaultProcess, creationTime, executionEnvironment = 'production', debug = false, }) => ({
    command: [
        '/cnb/lifecycle/creator',
        ...['-app', sandbox_paths/* sandboxPaths */.a.app],
        ...['-cache-dir', sandbox_paths/* sandboxPaths */.a.cache],
        ...['-run-image', runImage.name],
        ...(runImage.label === undefined ? [] : ['-run', sandbox_paths/* sandboxPaths */.a.runToml]),
        ...(ownOrder ? ['-order', sandbox_paths/* sandboxPaths */.a.orderToml] : []),
        ...(reuse ? ['-previous-image', (0,image_reference/* formatReference */.FH)(previousImageReference)] : []),
        ...(defaultProcess === undefined ? [] : ['-process-type', defaultProcess]),
        ...(debug ? ['-log-level', 'debug'] : []),
        `${image.name}:${image.tag}`,
    ],
    environment: {
        ...fixedSettings,
        CNB_PLATFORM_API: platformApi,
        CNB_EXPERIMENTAL_MODE: 'warn',
        CNB_USE_LAYOUT: 'true',
        CNB_LAYOUT_DIR: sandbox_paths/* sandboxPaths */.a.layoutRepo,
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

// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: ./src/cnb/buildpacks/order.ts
var order = __webpack_require__(18628);
;// CONCATENATED MODULE: ./src/cnb/creator/exit-code.ts



const seeLastLines = 'See the last lines of the build.';
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
        'detect',
        'no group of buildpacks passed detection',
        'Check that the input "path" is the directory of the app, and that the builder has buildpacks for its language.',
    ],
    21: [
        'detect',
        'no group of buildpacks passed detection, and a buildpack reported an error',
        'See the output of the buildpack.',
    ],
    22: ['detect', 'detection failed', seeLastLines],
    32: ['analyze', 'the analysis of the run image or of the previous image failed', seeLastLines],
    42: ['restore', 'restoring layers failed', seeLastLines],
    51: [
        'build',
        "a buildpack's build failed",
        'See the output of the buildpack; the cause is usually in the app.',
    ],
    52: ['build', 'the build failed outside of the buildpacks', seeLastLines],
    62: ['export', 'writing the image failed', seeLastLines],
};
/** The creator ended with an exit code other than 0. */
class CreatorFailure extends failure/* Failure */.HR {
    exitCode;
    /** Whether the cause is certain, so that another try would end in the same way. */
    isExplained;
    constructor(exitCode, message, detail, isExplained) {
        super(message, { detail });
        this.exitCode = exitCode;
        this.isExplained = isExplained;
    }
}
const signals = { 130: 'SIGINT', 137: 'SIGKILL', 143: 'SIGTERM' };
const memoryAdvice = 'Use a runner, or a Docker engine, with more memory, or reduce the memory that the build needs.';
/** Explains a failed build: the phase, the meaning of the exit code, what to do next, and the last lines of the output. */
const creatorFailure = ({ code, outOfMemory }, lastPhase, lastLines, facts = {}) => {
    const [phase, meaning, advice] = exitCodes[code] ?? [];
    const during = phase || (lastPhase === undefined ? 'start' : lastPhase.toLowerCase());
    const fail = (reason, nextStep, isExplained) => {
        const message = `The build failed while ${gerund(during)}: ${reason} (exit code ${code}). ${nextStep}`;
        return new CreatorFailure(code, message, lastLines, isExplained);
    };
    if (outOfMemory)
        return fail('the kernel killed a process of the build because memory ran out', memoryAdvice, true);
    const signal = signals[code];
    if (signal !== undefined) {
        return fail(`something outside of the build ended it with ${signal}`, 'Run the step again. If it happens again, find out what stops containers on the runner, for example a lack of memory.', false);
    }
    const known = knownAdvice(code, lastLines, facts);
    return fail(meaning ?? 'the creator ended with an unknown exit code', known ?? orderAdvice(code, facts.buildpacks) ?? advice ?? seeLastLines, known !== undefined);
};
/** If no group passed detection and the order is not the builder's, the message shows the order. */
const orderAdvice = (code, buildpacks) => buildpacks === undefined || code !== 20
    ? undefined
    : `The order is not the builder's: the inputs and project.toml set it to ${(0,order/* formatOrder */.Gv)(buildpacks)}. ` +
        'Add the buildpacks that the app needs, or "from=builder" for the builder\'s buildpacks.';
/** The lifecycle's own last error. A build may write such a line too, so it decides only the advice. */
const errorIn = (lastLines) => lastLines.findLast((line) => line.startsWith('ERROR: ')) ?? '';
/** The process type that an export failed for because no buildpack created it; undefined for any other reason. */
const unknownProcess = (code, lastLines) => {
    // https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/exporter.go#L584
    const [, process] = /tried to set (\S+) to default but it doesn't exist/.exec(errorIn(lastLines)) ?? [];
    return code === 62 ? process : undefined;
};
/** The advice for a cause that the lifecycle's own lines name. */
const knownAdvice = (code, lastLines, facts) => {
    if (code === 62)
        return exportAdvice(lastLines, facts);
    const scripts = code === 51 ? [errorIn(lastLines)] : lastLines;
    for (const line of scripts) {
        const advice = scriptAdvice(line);
        if (advice !== undefined)
            return advice;
    }
    if (code === 51)
        return killedAdvice(errorIn(lastLines));
    if (code === 21)
        return targetAdvice(lastLines);
    // https://github.com/buildpacks/lifecycle/blob/v0.21.0/cmd/lifecycle/creator.go#L168
    if (code !== 22 || !errorIn(lastLines).includes('contains extensions'))
        return undefined;
    return ("The builder's order has image extensions that apply to this app, and the lifecycle cannot extend images in an OCI " +
        'layout. Set the input "buildpacks" to "from=builder" to build without the extensions, or choose another builder.');
};
/** A `bin/detect` or `bin/build` that the kernel could not start. */
const scriptAdvice = (line) => {
    const [, script, reason] = /fork\/exec (\/\S+\/bin\/(?:detect|build)): (no such file or directory|exec format error)/.exec(line) ??
        [];
    if (script === undefined)
        return undefined;
    if (reason === 'exec format error') {
        return (`"${(0,printable/* printable */.g$)(script)}" cannot be executed: it is a script without "#!" in its first line, or a program for ` +
            'another platform. Correct the buildpack.');
    }
    return (`"${(0,printable/* printable */.g$)(script)}" does not exist, or its first line ("#!…") names a program that the builder lacks. Windows ` +
        'line endings (CRLF) have this effect, too: save the file with LF. Correct the buildpack.');
};
/** As Go and shells report a killed process. */
const killedAdvice = (error) => /: (?:signal: killed|exit status 137)$/.test(error.trimEnd())
    ? `A process of the buildpack was killed, usually because memory ran out. ${memoryAdvice}`
    : undefined;
/** https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/detector.go#L220 */
const targetAdvice = (lastLines) => {
    const line = lastLines.find((text) => text.includes('unable to satisfy target os/arch constraints'));
    return line === undefined
        ? undefined
        : `A buildpack does not support this platform or distribution: "${(0,printable/* printable */.g$)(line.trim())}". ` +
            'Choose another builder, run image or platform, or another version of the buildpack.';
};
const exportAdvice = (lastLines, { processTypes = [], defaultProcess }) => {
    const error = errorIn(lastLines);
    // As Go words a system call that failed: "open /workspace/key: permission denied".
    const [, denied] = /.*\b[a-z]+ (\/.+): permission denied/.exec(error) ?? [];
    if (denied !== undefined) {
        return (`The builder's user has no permission to read "${(0,printable/* printable */.g$)(denied)}", because the build changed its mode. ` +
            'Look for a buildpack, or a script of the app, that changes modes.');
    }
    const process = unknownProcess(62, lastLines);
    if (process !== undefined) {
        const types = (0,printable/* printable */.g$)([...new Set(processTypes)].join(', '));
        const source = defaultProcess === undefined
            ? 'which the builder sets in its environment (CNB_PROCESS_TYPE). Set the input "default-process"'
            : 'which the input "default-process" names. Change it';
        const choice = types === '' ? 'to a type that the buildpacks report' : `to one that they created ("${types}")`;
        return (`The buildpacks created no process of the type "${(0,printable/* printable */.g$)(process)}", ${source} ${choice}, ` +
            'or add the process, for example in a Procfile.');
    }
    if (!error.includes('no space left on device'))
        return undefined;
    return 'The disk of the Docker engine is full. Free some space, or use an engine with more.';
};
const gerunds = {
    start: 'starting',
    detect: 'detecting buildpacks',
    detecting: 'detecting buildpacks',
    analyze: 'analyzing',
    restore: 'restoring',
    build: 'building',
    export: 'exporting',
};
const gerund = (phase) => gerunds[phase] ?? phase;

// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/layout/blob.ts
var layout_blob = __webpack_require__(2935);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
// EXTERNAL MODULE: ./src/image/digest.ts
var image_digest = __webpack_require__(78033);
;// CONCATENATED MODULE: ./src/layout/diff-id.ts







/**
 * Passes the blob of a layer on, and finds its diff ID on the way: the digest of what the blob decompresses to.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-diffid
 *
 * Decompression runs beside what happens to the bytes elsewhere, one chunk behind. `onResult` gets the result as a promise
 * when the blob ends, so that the next blob does not wait for this one.
 */
async function* withDiffId(blob, onResult) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let decompressor;
    let ended = Promise.resolve();
    let written;
    let isWhole = false;
    try {
        for await (const chunk of blob) {
            if (written === undefined) {
                decompressor = decompressorFor(chunk);
                written = Promise.resolve();
                if (decompressor !== undefined) {
                    ended = (0,external_node_stream_promises_.finished)(decompressor).catch((error) => error);
                    decompressor.on('data', (tar) => hash.update(tar));
                }
            }
            await written;
            if (decompressor === undefined)
                hash.update(chunk);
            // What breaks the stream also ends each write to it.
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
        return error === undefined ? (0,image_digest/* digestOfHex */.z9)(hash.digest('hex')) : (0,failure/* messageOf */.bD)(error);
    };
    onResult(result());
}
/** What decompresses a blob that starts with these bytes; undefined if it is not compressed. */
const decompressorFor = (start) => {
    const magic = Buffer.from(start.subarray(0, 4)).toString('hex');
    if (magic.startsWith('1f8b'))
        return (0,external_node_zlib_.createGunzip)({ chunkSize: 256 * 1024 });
    return magic === '28b52ffd' ? (0,external_node_zlib_.createZstdDecompress)({ chunkSize: 256 * 1024 }) : undefined;
};
/** The diff ID of a layer whose blob is in a layout. */
const diffIdOf = async (layout, digest) => {
    const blob = (0,external_node_fs_.createReadStream)((0,layout_blob/* blobPath */.nD)(layout, digest), { highWaterMark: layout_blob/* chunkSize */.ZL });
    let result;
    try {
        for await (const _ of withDiffId(blob, (found) => (result = found)))
            ;
    }
    catch (error) {
        return (0,failure/* messageOf */.bD)(error);
    }
    return (await result) ?? 'it was not read';
};

// EXTERNAL MODULE: ./src/layout/prune.ts
var prune = __webpack_require__(89106);
// EXTERNAL MODULE: ./src/layout/read.ts
var layout_read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
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
    const image = await (0,layout_read/* readLayout */.T4)(staging).catch((cause) => {
        throw new failure/* Failure */.HR(`The build wrote no usable image: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
    });
    checkBase(image, runImage);
    const own = [image.descriptor, image.manifest.config, ...image.manifest.layers].filter(({ digest }) => !base.has(digest));
    const layers = new Set(image.manifest.layers.map(({ digest }) => digest));
    const isReused = ({ digest }) => layers.has(digest) && reusable.has(digest) && !received.has(digest);
    const reused = (0,image_image/* uniqueBlobs */.ge)(own.filter(isReused));
    const written = own.filter((blob) => !isReused(blob));
    await checkComplete(staging, written, image, received);
    await checkDiffIds(image, diffIds);
    const keep = new Set(written.map(({ digest }) => digest));
    // Other tasks may be adding layers of the run image and of the previous image to the same folder.
    const stray = await (0,prune/* pruneBlobs */.zd)(staging, new Set([...keep, ...base, ...reusable]));
    if (stray.length > 0) {
        warn(`Ignored ${stray.length} blobs of the build's layout that are not part of the image, for example ${stray[0]}.`);
    }
    const manifestBytes = await (0,layout_read/* readDocument */.u0)(staging, image.descriptor);
    const configBytes = await (0,layout_read/* readDocument */.u0)(staging, image.manifest.config);
    return { image, manifestBytes, configBytes, verified: keep, reused };
};
/** Unpacks index, marker and blobs, except the run image's. Returns the diff IDs of the blobs. */
const unpack = async (tar, staging, base, warn) => {
    const blobs = new Map();
    const foreign = [];
    let bytes = 0;
    for await (const { name, type, size, content } of (0,read/* checkedEntries */.Y)(tar, rules)) {
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
            if (size > json_document/* documentLimit */.NL)
                throw refused(`its ${name} has ${size} bytes`);
            const bytes = Buffer.concat(await Array.fromAsync(content));
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
const checkComplete = async (staging, own, { manifest }, verified) => {
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
        await sandbox.get(`${sandbox_paths/* sandboxPaths */.a.layers}/sbom`, (tar) => (0,tree/* receiveSbom */.F)(tar, folder, sbomParts, 'sbom'));
    }
    catch (error) {
        if (!(error instanceof sandbox_sandbox/* NotInSandbox */.s))
            throw error;
    }
};
const runCreator = async (sandbox, facts, log) => {
    const tail = lastLines();
    let phase;
    const take = (text) => {
        const announced = phaseOf(text);
        if (announced === undefined) {
            tail.push(text);
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
    const processTypes = unknownProcess(exit.code, lines) === undefined ? [] : await readProcessTypes(sandbox);
    throw creatorFailure(exit, phase, lines, { ...facts, processTypes });
};
const metadataFile = 'metadata.toml';
// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#metadatatoml-toml
const MetadataSchema = dist/* looseObject */._H3({ processes: (0,list/* list */.p)(dist/* looseObject */._H3({ type: dist/* string */.YjP() })) });
const build_refused = (reason) => new failure/* Failure */.HR(`Refused the build's process types: ${reason}.`);
const build_rules = { strip: 0, entryLimit: 1, refusal: build_refused };
/**
 * The process types that the buildpacks created, which the lifecycle's build phase writes for its export phase. Empty if
 * they cannot be read. A buildpack may have written the file, so its content is untrusted.
 */
const readProcessTypes = async (sandbox) => {
    try {
        return await sandbox.get(`${sandbox_paths/* sandboxPaths */.a.layers}/config/${metadataFile}`, async (tar) => {
            const types = [];
            for await (const { type, size, content } of (0,read/* checkedEntries */.Y)(tar, build_rules)) {
                if (type !== 'file' || size > json_document/* documentLimit */.NL)
                    throw build_refused(`the file is a ${type} of ${size} bytes`);
                const bytes = Buffer.concat(await Array.fromAsync(content));
                types.push(...(0,toml/* readToml */.D)(MetadataSchema, bytes, metadataFile).processes.map((process) => process.type));
            }
            return types;
        });
    }
    catch (error) {
        if (error instanceof failure/* Failure */.HR)
            return [];
        throw error;
    }
};

// EXTERNAL MODULE: ./src/tar/write.ts
var tar_write = __webpack_require__(97052);
// EXTERNAL MODULE: ./src/cnb/builder/run-image-choice.ts
var run_image_choice = __webpack_require__(96834);
// EXTERNAL MODULE: ./src/cnb/buildpacks/find-buildpacks.ts + 7 modules
var find_buildpacks = __webpack_require__(97996);
// EXTERNAL MODULE: ./node_modules/smol-toml/dist/index.js + 8 modules
var smol_toml_dist = __webpack_require__(3292);
;// CONCATENATED MODULE: ./src/cnb/project/source.ts

/**
 * What the lifecycle makes the label `io.buildpacks.project.metadata` of, as pack writes it.
 *
 * Where the descriptor declares no source, pack writes the commit, branch, tags and remote of the app's git repository.
 * They are left away here: with them two checkouts of the same files are two images.
 * https://github.com/buildpacks/spec/blob/main/platform.md#project-metadatatoml-toml
 */
const projectMetadataToml = ({ version, url }) => (0,smol_toml_dist/* stringify */.As)({
    source: {
        type: 'project',
        version: { declared: version },
        metadata: { url: withoutCredentials(url) },
    },
});
/**
 * An address without user name, password, query and fragment: anyone who may pull the image reads it. Empty if it is none
 * that has a host, since nobody can tell then what in it is secret.
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
    // What has nothing to be taken away stays in the author's own words.
    return clean.href === url.href ? text.trim() : clean.href;
};

;// CONCATENATED MODULE: ./src/cnb/input/thin-image.ts





/** The folder of the layout of an image in a sandbox's layout-repo. */
const layoutFolder = (reference) => `${sandbox_paths/* sandboxPaths */.a.layoutRepo}/${(0,image_reference/* layoutRepoPath */.aG)(reference)}`;
/**
 * The layout of an image without its layers, where the lifecycle looks for it, and the folders in which the
 * lifecycle makes that of the built image. A layer whose blob is not there is taken for one that need not be written.
 * https://github.com/buildpacks/imgutil/blob/51c1c8c/layout/v1_facade.go#L132
 */
function* thinImageEntries({ reference, descriptor, manifest, manifestBytes, configBytes, }) {
    const { layoutRepo } = sandbox_paths/* sandboxPaths */.a;
    const folder = layoutFolder(reference);
    const folders = new Set([`${layoutRepo}/index.docker.io/library`, (0,layout_blob/* blobFolder */.Mq)(folder)].flatMap(withParents));
    for (const path of folders)
        yield (0,tar_write/* directory */.yy)(path);
    const { mediaType, size, digest } = descriptor;
    yield (0,tar_write/* file */.NJ)(`${folder}/${write/* layoutMarker */.fB}`, write/* layoutMarkerText */.ku);
    yield (0,tar_write/* file */.NJ)(`${folder}/${write/* layoutIndex */.vh}`, (0,write/* indexText */.oX)({ mediaType, size, digest }));
    yield (0,tar_write/* file */.NJ)((0,layout_blob/* blobPath */.nD)(folder, digest), manifestBytes);
    yield (0,tar_write/* file */.NJ)((0,layout_blob/* blobPath */.nD)(folder, manifest.config.digest), configBytes);
}
/** A path below the root, preceded by those of the folders that it lies in. */
const withParents = (path) => path
    .split('/')
    .slice(1)
    .map((_, position, parts) => `/${parts.slice(0, position + 1).join('/')}`);

;// CONCATENATED MODULE: ./src/cnb/reuse/cache-metadata.ts




/** The name under which the lifecycle keeps what it says of its cache, as a file or as a label of a cache image. */
const cacheMetadataName = 'io.buildpacks.lifecycle.cache.metadata';
const flag = dist/* optional */.lqM(dist/* boolean */.zMY());
/** A layer that is there or not: of SBOMs, say. */
const PartSchema = dist/* nullish */.cl6(dist/* object */.Ikc({ sha: dist/* nullish */.cl6(dist/* union */.KCZ([dist/* literal */.euz(''), image_digest/* DigestSchema */.eH])) }));
/** A layer of a buildpack, as the lifecycle has it in a cache and in an image's label. */
const LayerSchema = dist/* object */.Ikc({
    sha: image_digest/* DigestSchema */.eH,
    /** Whatever the buildpack wrote of it. */
    data: dist/* optional */.lqM(dist/* unknown */.L5J()),
    build: flag,
    launch: flag,
    cache: flag,
});
// https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/cache.go and buildpack/files.go#L279
// Only what is known is kept. Go takes keys in any case, and so would read what this project never saw.
const CacheMetadataSchema = dist/* object */.Ikc({
    sbom: PartSchema,
    buildpacks: dist/* nullish */.cl6(dist/* array */.YOg(dist/* object */.Ikc({
        key: dist/* string */.YjP(),
        version: dist/* optional */.lqM(dist/* string */.YjP(), ''),
        layers: dist/* nullish */.cl6(dist/* record */.g1P(dist/* string */.YjP(), LayerSchema)),
    }))),
});
/** Throws a Failure if it is none. */
const parseCacheMetadata = (text) => (0,json_document/* parseDocument */.Tp)(CacheMetadataSchema, text, 'metadata of the lifecycle’s cache');
/** The layers, by diff ID, and the folder that the lifecycle unpacks each in; undefined if that is no single one. */
const cachedFolders = ({ sbom, buildpacks, }) => {
    const folders = new Map();
    const add = (diffId, folder) => {
        folders.set(diffId, folders.has(diffId) ? undefined : folder);
    };
    if (sbom?.sha)
        add(sbom.sha, sbomFolders.cache);
    for (const { key, layers } of buildpacks ?? []) {
        for (const [name, { sha }] of Object.entries(layers ?? {}))
            add(sha, layerFolder(key, name));
    }
    return folders;
};
/** Where the SBOMs of cached and of launched layers lie. */
const sbomFolders = {
    cache: `${sandbox_paths/* sandboxPaths */.a.layers}/sbom/cache`,
    launch: `${sandbox_paths/* sandboxPaths */.a.layers}/sbom/launch`,
};
/** Whether a layer's name is that of a folder in its buildpack's: the lifecycle makes paths of it. */
const isLayerName = (name) => /^(?!\.{1,2}$)[^/\0]+$/.test(name);
// https://github.com/buildpacks/lifecycle/blob/v0.21.0/launch/launch.go#L96
const layerFolder = (buildpack, name) => {
    const escaped = buildpack.replaceAll('/', '_');
    return isLayerName(escaped) && isLayerName(name) ? `${sandbox_paths/* sandboxPaths */.a.layers}/${escaped}/${name}` : undefined;
};
/** The same without all that is in other layers than those given. */
const withOnly = ({ sbom, buildpacks }, diffIds) => ({
    sbom: { sha: sbom?.sha && diffIds.has(sbom.sha) ? sbom.sha : '' },
    buildpacks: (buildpacks ?? []).map(({ key, version, layers }) => ({
        key,
        version,
        layers: Object.fromEntries(Object.entries(layers ?? {}).filter(([, { sha }]) => diffIds.has(sha))),
    })),
});

;// CONCATENATED MODULE: ./src/cnb/reuse/cache-output.ts





/** Where the lifecycle's cache is. https://github.com/buildpacks/lifecycle/blob/v0.21.0/cache/volume_cache.go */
const committedCache = `${sandbox_paths/* sandboxPaths */.a.cache}/committed`;
/** The tar of a cached layer in a sandbox. */
const committedLayer = (diffId) => `${committedCache}/${diffId}.tar`;
/**
 * What a build left in the lifecycle's cache. A buildpack may have written it, so nothing in it is sure.
 * Throws a Failure if there is nothing, or nothing that could be used.
 */
const readCache = async (sandbox) => {
    const metadata = await sandbox.get(`${committedCache}/${cacheMetadataName}`, (tar) => onlyFile(tar, cacheMetadataName, async ({ size, content }) => {
        if (size > json_document/* documentLimit */.NL)
            throw cache_output_refused(`what it says of itself has ${size} bytes`);
        return Buffer.concat(await Array.fromAsync(content)).toString('utf8');
    }));
    return { metadata, diffIds: [...cachedFolders(parseCacheMetadata(metadata)).keys()] };
};
/** The size of a cached layer's tar, in bytes; nothing of it is read. Throws a Failure if there is no such layer. */
const cachedLayerSize = (sandbox, diffId) => sandbox.get(committedLayer(diffId), async (tar) => {
    for await (const { name, type, size } of (0,read/* checkedEntries */.Y)(tar, cache_output_rules)) {
        if (type === 'file' && name === `${diffId}.tar`)
            return size;
    }
    throw cache_output_refused(`it has no ${diffId}.tar`);
});
/**
 * Has a cached layer received: its size in bytes, and a tar that may be anything. `take` is called again, from the
 * start, where the stream breaks off. Throws a Failure if there is no such layer.
 */
const receiveCachedLayer = (sandbox, diffId, take) => sandbox.get(committedLayer(diffId), (tar) => onlyFile(tar, `${diffId}.tar`, ({ size, content }) => take(size, content)));
const cache_output_refused = (reason) => new failure/* Failure */.HR(`The cache that the build left is refused: ${reason}. Nothing of it is kept.`);
const cache_output_rules = { strip: 0, entryLimit: 1, refusal: cache_output_refused };
/** Has the one file of a tar stream received. */
const onlyFile = async (tar, name, receive) => {
    let received;
    for await (const entry of (0,read/* checkedEntries */.Y)(tar, cache_output_rules)) {
        if (entry.name !== name || entry.type !== 'file')
            throw cache_output_refused(`"${entry.name}" is no file ${name}`);
        received = { result: await receive(entry) };
    }
    if (received === undefined)
        throw cache_output_refused(`it has no ${name}`);
    return received.result;
};

;// CONCATENATED MODULE: ./src/tar/header-reader.ts

const blockSize = 512;
// Go's writer stops there too: https://github.com/golang/go/blob/go1.24.0/src/archive/tar/format.go#L149
const recordsLimit = 1024 * 1024;
/**
 * Reads a tar as Go's writer makes it, and refuses everything else: it is Go that unpacks such a tar later, and what a
 * header means must not depend on who reads it. So there are USTAR headers with fields in octal only, and before them
 * extended ones with a path, the target of a link, a size or an owner. Everything here is synchronous.
 * https://github.com/golang/go/blob/go1.24.0/src/archive/tar/writer.go
 */
const headerReader = (onHeader) => {
    const block = Buffer.alloc(blockSize);
    let filled = 0;
    /** Bytes of content and padding that are not looked at. */
    let skipped = 0;
    /** The extended records that are being read. */
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
            return 'something follows its end';
        const header = parseHeader(block);
        if (typeof header === 'string')
            return header;
        if (header.flag === 'x') {
            if (Object.keys(extended).length > 0)
                return 'two extended headers follow each other';
            if (header.size === 0 || header.size > recordsLimit)
                return `an extended header has ${header.size} bytes`;
            records = { bytes: Buffer.alloc(padded(header.size)), filled: 0, size: header.size };
            return undefined;
        }
        const type = types[header.flag];
        const name = extended.path ?? header.name;
        if (type === undefined)
            return `"${printableName(name)}" is neither a file, a folder nor a symbolic link`;
        const size = extended.size ?? header.size;
        if (type !== 'file' && size !== 0)
            return `"${printableName(name)}" is no file and has a content`;
        extended = {};
        skipped = padded(size);
        return onHeader({ type, name });
    };
    const takeRecords = ({ bytes, size, }) => {
        const parsed = parseRecords(bytes.toString('latin1', 0, size));
        if (typeof parsed === 'string')
            return parsed;
        extended = parsed;
        return undefined;
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
                const wrong = takeRecords(records);
                if (wrong !== undefined)
                    return wrong;
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
            refusal ??= zeroBlocks < 2 || filled > 0 ? 'it has no end' : undefined;
            return refusal;
        },
    };
};
const types = { 0: 'file', 5: 'directory', 2: 'symlink' };
const padded = (size) => Math.ceil(size / blockSize) * blockSize;
/** What headers hold, of which each character is a byte, as messages have a stranger's text. */
const printableName = (name) => (0,printable/* printable */.g$)(Buffer.from(name, 'latin1').toString('utf8'));
const magic = Buffer.from('ustar\u000000', 'latin1');
const magicAt = 257;
// What follows the prefix tells other formats from this one, such as star's.
const prefixEnd = 500;
/** Mode, user, group and time of change. */
const otherNumbers = [
    [100, 108],
    [108, 116],
    [116, 124],
    [136, 148],
];
/** The major and the minor number of a device. */
const deviceFields = [
    [329, 337],
    [337, 345],
];
const deviceNumbers = [329, 345];
// Layers have many thousands of headers, so nothing here makes an object or a string that it does not return.
const parseHeader = (block) => {
    const isUstar = block.compare(magic, 0, magic.length, magicAt, magicAt + magic.length) === 0;
    if (!isUstar || !isZero(block, prefixEnd, blockSize))
        return 'a header is not in the USTAR format';
    if (octal(block, 148, 155) !== checksum(block))
        return 'a header has a wrong checksum';
    const flag = block.toString('latin1', 156, 157);
    const size = octal(block, 124, 136);
    const isOctal = ([start, end]) => octal(block, start, end) !== undefined;
    // Go leaves the device of an extended header empty, and of no other header.
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
/** The digits that a field begins with, up to a zero byte; undefined if there is anything else. */
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
/** The sum of a header's bytes, with blanks instead of the sum itself. */
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

;// CONCATENATED MODULE: ./src/cnb/reuse/layer-tar.ts

/**
 * Looks at a layer's tar while it passes by, and finds out whether the lifecycle can have written it: folder and files
 * in the order in which it walks a folder, below the layer's own, with the folders around it. `folder` is absolute.
 *
 * The lifecycle unpacks it at the root, and follows what is there: a tar whose names lead elsewhere, or through a link of
 * its own, would be written into the app or into other layers. So a parent has to be a folder of the same tar, and a name
 * comes but once. Where links lead is free: those of real layers lead to other layers and into the run image.
 */
const layerTarCheck = (folder) => {
    const own = Buffer.from(folder).toString('latin1');
    /** The folder that was entered last, and those around it; `last` is the name that came last in each. */
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
            return `"${printableName(name)}" lies in no folder of it`;
        if (last <= parent.last)
            return `"${printableName(name)}" comes after "${printableName(parent.last)}"`;
        parent.last = last;
        if (type === 'directory')
            open.push({ path: name, last: '' });
        return undefined;
    };
    return headerReader(check);
};

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
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
        layers: dist/* nullish */.cl6(dist/* record */.g1P(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* check */.z6Y(isLayerName, 'is no name of a layer')), LayerSchema)),
        store: dist/* optional */.lqM(dist/* unknown */.L5J()),
    }))),
    config: PartSchema,
    launcher: PartSchema,
    'process-types': PartSchema,
});
// Go refuses a configuration whose times are no times: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
// https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties
const HistorySchema = dist/* nullish */.cl6(dist/* array */.YOg(dist/* object */.Ikc({
    created: dist/* nullish */.cl6(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(timePattern, 'is no time'))),
    created_by: dist/* nullish */.cl6(dist/* string */.YjP()),
    author: dist/* nullish */.cl6(dist/* string */.YjP()),
    comment: dist/* nullish */.cl6(dist/* string */.YjP()),
    empty_layer: dist/* nullish */.cl6(dist/* boolean */.zMY()),
})));
/**
 * What the lifecycle gives to each layer that it makes. One that is reused keeps the type that it has in the earlier image,
 * which somebody may have converted since.
 */
const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
/** Whether a layer is compressed as the lifecycle does it: another one may have been pushed instead of that. */
const isGzip = ({ mediaType }) => (0,media_type/* ociMediaType */.Ys)(mediaType) === (0,media_type/* ociMediaType */.Ys)(layerType);
/**
 * Makes an image for the sandbox of what a previous build left: its layers, and what its label says of those that can be
 * had. Nothing else of it is of use to the lifecycle, and nothing goes in that this project did not read: Go takes the
 * keys of JSON in any case.
 *
 * Throws a Failure if it cannot serve: the label is none, names a layer that the image does not have, or the layer of
 * SBOMs is not there or holds anything else; without that, the new image's would silently be a poorer one.
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
        // The lifecycle takes the first of two that are the same.
        if (blob !== undefined && !blobs.has(diffId))
            blobs.set(diffId, blob);
    }
    const named = shasOf(metadata).find((sha) => !blobs.has(sha));
    if (named !== undefined)
        throw new failure/* Failure */.HR(`its label names the layer ${named}, which it does not have`);
    const sbom = await checkedSbom(metadata.sbom?.sha || undefined, previous, blobs);
    const foreign = new Set(manifest.layers.filter((layer) => !isGzip(layer)).map(({ digest }) => digest));
    const isUsable = (blob) => !missing.has(blob) && !foreign.has(blob);
    const usable = new Set([...blobs].filter(([, blob]) => isUsable(blob)).map(([diffId]) => diffId));
    return { image: minimalImage(previous, previous_image_withOnly(metadata, usable)), sbom };
};
const shasOf = ({ app, sbom, buildpacks, config, launcher, 'process-types': types }) => {
    const layers = (buildpacks ?? []).flatMap((buildpack) => Object.values(buildpack.layers ?? {}));
    return [...(app ?? []), ...layers, sbom, config, launcher, types].flatMap((part) => part?.sha || []);
};
const checkedSbom = async (diffId, { sbom: bytes }, blobs) => {
    const digest = diffId === undefined ? undefined : blobs.get(diffId);
    if (digest === undefined)
        return undefined;
    const what = `its SBOM layer, ${digest},`;
    if (bytes === undefined)
        throw new failure/* Failure */.HR(`${what} is missing`);
    if ((0,image_digest/* digestOf */.ol)(bytes) !== digest)
        throw new failure/* Failure */.HR(`${what} is corrupt`);
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const check = layerTarCheck(sbomFolders.launch);
    let refusal;
    try {
        for await (const chunk of external_node_stream_.Readable.from([bytes]).pipe((0,external_node_zlib_.createGunzip)())) {
            hash.update(chunk);
            refusal = check.push(chunk);
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
    if ((0,image_digest/* digestOfHex */.z9)(hash.digest('hex')) !== diffId)
        throw new failure/* Failure */.HR(`${what} is not what its label says`);
    return { digest, bytes };
};
const previous_image_withOnly = (metadata, usable) => {
    const part = (one) => ({
        sha: one?.sha && usable.has(one.sha) ? one.sha : '',
    });
    return {
        app: (metadata.app ?? []).filter(({ sha }) => usable.has(sha)),
        ...(metadata.sbom?.sha && { sbom: { sha: metadata.sbom.sha } }),
        buildpacks: (metadata.buildpacks ?? []).map((buildpack) => ({
            ...buildpack,
            layers: Object.fromEntries(Object.entries(buildpack.layers ?? {}).filter(([, { sha }]) => usable.has(sha))),
        })),
        config: part(metadata.config),
        launcher: part(metadata.launcher),
        'process-types': part(metadata['process-types']),
    };
};
const minimalImage = ({ descriptor, manifest, config }, metadata) => {
    const { architecture, os, variant, rootfs } = config;
    const history = (0,json_document/* parseDocument */.Tp)(HistorySchema, JSON.stringify(config['history'] ?? null), 'history of the image');
    const configBytes = Buffer.from(JSON.stringify({
        ...{ architecture, os, variant, history },
        rootfs: { type: rootfs.type, diff_ids: rootfs.diff_ids },
        config: { Labels: { [labels/* lifecycleMetadataLabel */.We]: JSON.stringify(metadata) } },
    }));
    const { mediaType } = manifest.config;
    const described = { mediaType, digest: (0,image_digest/* digestOf */.ol)(configBytes), size: configBytes.length };
    const layers = manifest.layers.map(({ digest, size }) => ({ mediaType: layerType, digest, size }));
    const content = { schemaVersion: 2, mediaType: descriptor.mediaType, config: described, layers };
    const manifestBytes = Buffer.from(JSON.stringify(content));
    return {
        reference: previousImageReference,
        descriptor: {
            mediaType: descriptor.mediaType,
            digest: (0,image_digest/* digestOf */.ol)(manifestBytes),
            size: manifestBytes.length,
        },
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
        return { hasImage: false, cachedLayers: new Set(), dropped };
    const metadata = cacheMetadata === ''
        ? undefined
        : await attempt('the cache of the previous build', () => parseCacheMetadata(cacheMetadata));
    if (metadata === undefined) {
        yield* imageEntries(prepared);
        return { hasImage: true, cachedLayers: new Set(), dropped };
    }
    const cache = yield* cacheEntries(cachedLayers, metadata);
    yield* imageEntries(prepared);
    yield (0,tar_write/* file */.NJ)(`${committedCache}/${cacheMetadataName}`, JSON.stringify(withOnly(metadata, cache.diffIds)));
    return { hasImage: true, cachedLayers: cache.diffIds, dropped: [...dropped, ...cache.dropped] };
}
async function* cacheEntries(layers, metadata) {
    yield (0,tar_write/* directory */.yy)(committedCache);
    const folders = cachedFolders(metadata);
    const diffIds = new Set();
    const dropped = [];
    for (const layer of layers) {
        const { diffId, size } = layer;
        const folder = folders.get(diffId);
        if (folder === undefined) {
            dropped.push({ what: `the cached layer ${diffId}`, reason: 'it is not the layer of one folder' });
            continue;
        }
        let flaw;
        const content = async function* () {
            flaw = yield* paddedContent(layer, folder);
        };
        yield { name: committedLayer(diffId).slice(1), mode: 0o644, type: 'file', size, content: content() };
        if (flaw === undefined)
            diffIds.add(diffId);
        else
            dropped.push({ what: `the cached layer ${folder}`, reason: flaw });
    }
    return { diffIds, dropped };
}
function* imageEntries({ image, sbom }) {
    yield* thinImageEntries(image);
    if (sbom !== undefined)
        yield (0,tar_write/* file */.NJ)((0,layout_blob/* blobPath */.nD)(layoutFolder(image.reference), sbom.digest), sbom.bytes);
}
const zeros = new Uint8Array(256 * 1024);
/**
 * A layer's bytes, and zeros up to the announced size if it has a flaw: an entry that has begun cannot be taken back.
 * Returns the flaw.
 */
async function* paddedContent(layer, folder) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const check = layerTarCheck(folder);
    let left = layer.size;
    let flaw;
    try {
        for await (const chunk of layer.open()) {
            if (chunk.length > left)
                flaw = `it is longer than the ${layer.size} bytes that were announced`;
            flaw ??= check.push(chunk);
            if (flaw !== undefined)
                break;
            hash.update(chunk);
            left -= chunk.length;
            yield chunk;
        }
    }
    catch (error) {
        flaw = (0,failure/* messageOf */.bD)(error);
    }
    if (left > 0)
        flaw ??= `it ends ${left} bytes too early`;
    flaw ??= check.end();
    const digest = (0,image_digest/* digestOfHex */.z9)(hash.digest('hex'));
    if (digest !== layer.diffId)
        flaw ??= `it is ${digest}`;
    for (; left > 0; left -= zeros.length)
        yield zeros.subarray(0, left);
    return flaw;
}

// EXTERNAL MODULE: ./node_modules/ignore/index.js
var ignore = __webpack_require__(70298);
var ignore_default = /*#__PURE__*/__webpack_require__.n(ignore);
;// CONCATENATED MODULE: ./src/cnb/project/file-filter.ts

/** Takes all that there is. */
const everything = { excludes: () => false, includes: () => true };
/**
 * Makes a filter of patterns, which mean what they mean to git: what lies in a folder that is left out cannot be taken
 * back in by a later pattern, so that nobody has to look into it.
 * https://git-scm.com/docs/gitignore#_pattern_format
 */
const fileFilter = ({ include, exclude }) => {
    const all = include === undefined || include.length === 0;
    if (all && exclude.length === 0)
        return everything;
    const out = matcher(exclude);
    const taken = all ? undefined : matcher(include);
    return {
        excludes: (path, isFolder) => matches(out, path, isFolder),
        includes: (path, isFolder) => taken === undefined || matches(taken, path, isFolder),
    };
};
const matcher = (patterns) => ignore_default()({ ignorecase: false, allowRelativePaths: true }).add(patterns.map(anchored).map(asBytes));
/** `./src` is written for what lies in the app's folder itself; to git it would mean nothing at all. */
const anchored = (pattern) => pattern.replace(/^(!?)\.\//, '$1/');
/** Looks at the folders around a path as well: what lies in one that matches does, too. */
const matches = (patterns, path, isFolder) => patterns.ignores(asBytes(isFolder ? `${path}/` : path));
// Git matches bytes: "?" stands for one of the two that "ä" has.
const asBytes = (text) => Buffer.from(text, 'utf8').toString('latin1');

;// CONCATENATED MODULE: ./src/cnb/input/app-entry.ts



const unreadable = (path, cause) => cause instanceof failure/* Failure */.HR
    ? cause
    : new failure/* Failure */.HR(`Could not read ${path} of the app: ${(0,failure/* messageOf */.bD)(cause)}. Make it readable, or keep it out of the app's folder.`, { cause });
/** The entry of a file, a folder, a link or a pipe of an app; undefined for anything else. */
const appEntry = (path, name, dirent) => {
    try {
        if (dirent.isFile())
            return fileEntry(path, name);
        if (dirent.isDirectory()) {
            const { mode } = (0,external_node_fs_.lstatSync)(path);
            if ((mode & 0o500) !== 0o500)
                throw denied(path, mode, 'list', 'u+rx');
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
// Root reads everything here, but nobody does in the build: there, who owns the app has no capabilities.
const denied = (path, mode, what, change) => new failure/* Failure */.HR(`The build could not read ${path} of the app: its mode is ${(mode & 0o7777).toString(8).padStart(4, '0')}, so that ` +
    `the builder's user, who owns it there, may not ${what} it. Change that with chmod ${change}, or keep it out of ` +
    "the app's folder.");
// Smaller files are read at once: that takes microseconds, and to wait for another thread several times as many. Apps
// have ten thousands of them. Larger ones are streamed.
const heldSize = 256 * 1024;
// What was a file when its folder was listed may be a link or a pipe by now.
const openFlags = external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NOFOLLOW | external_node_fs_.constants.O_NONBLOCK;
const fileEntry = (path, name) => {
    const file = (0,external_node_fs_.openSync)(path, openFlags);
    try {
        const { mode, size } = (0,external_node_fs_.fstatSync)(file);
        if ((mode & 0o400) === 0)
            throw denied(path, mode, 'read', 'u+r');
        if (size > heldSize)
            return { name, mode, type: 'file', size, content: contentOf(path, size) };
        // Asking for a byte more shows whether the file grew.
        const buffer = Buffer.allocUnsafe(size + 1);
        if ((0,external_node_fs_.readSync)(file, buffer, 0, size + 1, 0) !== size)
            throw changed(path);
        return { name, mode, type: 'file', content: buffer.subarray(0, size) };
    }
    finally {
        (0,external_node_fs_.closeSync)(file);
    }
};
async function* contentOf(path, size) {
    let read = 0;
    try {
        const file = await (0,promises_.open)(path, openFlags);
        for await (const chunk of file.createReadStream({ highWaterMark: heldSize })) {
            read += chunk.length;
            if (read > size)
                break;
            yield chunk;
        }
    }
    catch (error) {
        throw unreadable(path, error);
    }
    if (read !== size)
        throw changed(path);
}
const changed = (path) => new failure/* Failure */.HR(`${path} changed its size while the app was read. Keep it out of the app's folder, or end what writes to it.`);

// EXTERNAL MODULE: ./src/image/annotations.ts
var annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
// EXTERNAL MODULE: ./src/cnb/sbom/folder.ts + 1 modules
var sbom_folder = __webpack_require__(86854);
// EXTERNAL MODULE: ./src/cnb/sbom/merge.ts
var merge = __webpack_require__(81559);
;// CONCATENATED MODULE: ./src/cnb/input/leftovers.ts
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
 * Whether a folder that has these names in it is a layout that this project made or downloaded: the only descriptor of
 * its index has this project's own annotation. Layouts of other tools are part of the app.
 */
const isOwnLayout = async (folder, names) => {
    if (!write/* layoutNames */.Vm.every((name) => names.includes(name)))
        return false;
    try {
        const { manifests } = (0,image_index/* parseIndex */.A)(await (0,layout_read/* readSmallFile */.EW)((0,external_node_path_.join)(folder, write/* layoutIndex */.vh)), write/* layoutIndex */.vh);
        return (manifests.length === 1 && dist.is(image_digest/* DigestSchema */.eH, manifests[0]?.annotations?.[annotations/* annotationKeys */.i.runImageRoot]));
    }
    catch {
        // Not a layout, or not readable: it is part of the app, and reading the app reports what is wrong.
        return false;
    }
};
/**
 * Whether a folder that has these names in it is a folder of SBOMs that this project made: the merged document has this
 * project's own property.
 */
const isOwnSbomFolder = async (folder, names) => {
    if (!(0,sbom_folder/* isSbomFolder */.eK)(names))
        return false;
    try {
        return (0,merge/* isOwnSbom */.Aq)(await startOf((0,external_node_path_.join)(folder, sbom_folder/* mergedSbom */._C)));
    }
    catch {
        return false;
    }
};
// The property comes before the components, of which there may be many megabytes.
const startLength = 4096;
const startOf = async (path) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const file = __addDisposableResource(env_1, await (0,promises_.open)(path, promises_.constants.O_RDONLY | promises_.constants.O_NOFOLLOW | promises_.constants.O_NONBLOCK), true);
        if (!(await file.stat()).isFile())
            return '';
        const { buffer, bytesRead } = await file.read(Buffer.alloc(startLength), 0, startLength, 0);
        return buffer.toString('utf8', 0, bytesRead);
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

;// CONCATENATED MODULE: ./src/cnb/input/app.ts







/**
 * The contents of an app's folder, in bytewise order of their names: symbolic links and pipes as they are, modes kept.
 *
 * Nothing that this project ever made is part of an app, and so neither are folders that hold nothing else: whether an
 * previous build's output lies inside the app must not change what is built. Throws a Failure that names the first
 * file that cannot be read, here or in the build, and where the project's patterns leave nothing of it.
 */
async function* appEntries(folder, prefix) {
    const root = await (0,promises_.realpath)(folder.path).catch((cause) => {
        throw new failure/* Failure */.HR(`Could not read the app's folder ${folder.path}: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
    });
    const excluded = new Set(await Promise.all(folder.exclude.map(realPathOf)));
    excluded.delete(root);
    const { isStagingName, filter = everything, log } = folder;
    const around = ancestorsOf(excluded, root);
    const selection = { excluded, around, isStagingName, filter, log };
    const content = await app_list(root, '');
    let isEmpty = true;
    for await (const { path, name, dirent } of walk(taken(content, selection), selection)) {
        isEmpty = false;
        const entry = appEntry(path, `${prefix}/${name}`, dirent);
        if (entry !== undefined)
            yield entry;
        else
            log.warning(`${path} is left out of the app: it is a socket or a device.`);
    }
    if (isEmpty && content.length > 0 && filter !== everything) {
        const count = (0,quantity/* formatCount */.B4)(content.length, 'file or folder', 'files and folders');
        throw new failure/* Failure */.HR(`The project's patterns leave nothing of the app: ${folder.path} has ${count}, and all are left out. ` +
            'Look at "exclude" and "include" of project.toml and at the input exclude.');
    }
}
/** The real path of something that need not exist: that of the part that does, and the rest as it is. */
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
const ancestorsOf = (paths, root) => {
    const ancestors = new Set();
    for (const path of paths) {
        if (!path.startsWith(root === external_node_path_.sep ? external_node_path_.sep : root + external_node_path_.sep))
            continue;
        for (let folder = (0,external_node_path_.dirname)(path); folder !== root; folder = (0,external_node_path_.dirname)(folder))
            ancestors.add(folder);
    }
    return ancestors;
};
/**
 * What is found and not left out, each folder before its content. `held` are the folders around it that nothing was
 * found in yet: they follow once something is.
 */
async function* walk(content, selection, held = []) {
    const { excluded, around, filter } = selection;
    for (const found of content) {
        if (excluded.has(found.path))
            continue;
        if (!found.dirent.isDirectory()) {
            if (!filter.includes(found.name, false))
                continue;
            if (held.length > 0)
                yield* held.splice(0);
            yield found;
            continue;
        }
        const inner = await app_contentOf(found, selection);
        if (inner === undefined)
            continue;
        held.push(found);
        const rest = taken(inner, selection);
        // An empty folder is part of the app, except for one that an output is to be put in. So is one that patterns emptied.
        const isEmpty = inner.length === 0 && !around.has(found.path);
        if ((isEmpty || rest.length < inner.length) && filter.includes(found.name, true))
            yield* held.splice(0);
        yield* walk(rest, selection, held);
        if (held.at(-1) === found)
            held.pop();
    }
}
/** What the project's patterns do not leave out. */
const taken = (content, { filter }) => content.filter(({ name, dirent }) => !filter.excludes(name, dirent.isDirectory()));
/** What is in a folder of the app; undefined if the folder is this project's. */
const app_contentOf = async ({ path, name, dirent }, { isStagingName, log }) => {
    if (isStagingName(dirent.name)) {
        log.info(`${path} is left out of the app: a build that was ended left it behind.`);
        return undefined;
    }
    const content = await app_list(path, `${name}/`);
    const names = content.map(({ dirent }) => dirent.name);
    const made = (await isOwnLayout(path, names))
        ? 'an image layout'
        : (await isOwnSbomFolder(path, names)) && 'a folder of SBOMs';
    if (!made)
        return content;
    log.info(`${path} is left out of the app: it is ${made} that this action made.`);
    return undefined;
};
const app_list = async (folder, prefix) => {
    try {
        const entries = await (0,promises_.readdir)(folder, { withFileTypes: true });
        await refuseOddNames(folder, entries);
        return entries
            .map((dirent) => ({
            path: (0,external_node_path_.join)(folder, dirent.name),
            name: prefix + dirent.name,
            dirent,
            key: Buffer.from(dirent.name),
        }))
            .sort((a, b) => Buffer.compare(a.key, b.key));
    }
    catch (error) {
        throw unreadable(folder, error);
    }
};
/** Refuses names that are not UTF-8: they would arrive as others. */
const refuseOddNames = async (folder, entries) => {
    if (!entries.some(({ name }) => name.includes('\ufffd')))
        return;
    const names = await (0,promises_.readdir)(folder, { encoding: 'buffer' });
    const odd = names.find((name) => !Buffer.from(name.toString('utf8')).equals(name));
    if (odd === undefined)
        return;
    throw new failure/* Failure */.HR(`The name of ${(0,external_node_path_.join)(folder, odd.toString('utf8'))} is not valid UTF-8. Rename or remove it.`);
};

// EXTERNAL MODULE: ./src/cnb/input/bindings.ts
var input_bindings = __webpack_require__(1526);
;// CONCATENATED MODULE: ./src/cnb/input/input.ts










/**
 * Puts into a sandbox what a build needs, and returns what the lifecycle got of the previous build. All of it is one
 * stream: every stream costs the engine as much time as a small app.
 */
const fillSandbox = async (sandbox, input, owner) => {
    const { openRunImage, openPreviousBuild = async () => noPreviousBuild } = input;
    let offer = { hasImage: false, cachedLayers: new Set(), dropped: [] };
    const entries = async function* () {
        yield* ownEntries(input);
        offer = yield* reuseEntries(await openPreviousBuild());
        yield* thinImageEntries(await openRunImage());
    };
    await sandbox.put((0,tar_write/* tarOf */.$t)(entries(), owner));
    return offer;
};
async function* ownEntries(input) {
    const { app, environment, bindings = [], runImageLabel, buildpacks, source } = input;
    yield* creatorFolders();
    yield* environmentEntries(environment);
    yield* (0,input_bindings/* bindingEntries */.q)(bindings);
    if (runImageLabel !== undefined)
        yield (0,tar_write/* file */.NJ)(sandbox_paths/* sandboxPaths */.a.runToml, (0,run_image_choice/* runToml */.Im)(runImageLabel));
    if (source !== undefined)
        yield (0,tar_write/* file */.NJ)(sandbox_paths/* sandboxPaths */.a.projectMetadata, projectMetadataToml(source));
    if (buildpacks !== undefined)
        yield* (0,find_buildpacks/* buildpackEntries */.S)(buildpacks, sandbox_paths/* sandboxPaths */.a.orderToml);
    // The mode that pack gives it: it is part of the image, and so of the image's digest.
    yield (0,tar_write/* directory */.yy)(sandbox_paths/* sandboxPaths */.a.app, 0o777);
    yield* appEntries(app, sandbox_paths/* sandboxPaths */.a.app.slice(1));
}
/** The folders that the creator writes to, and that of the platform. */
function* creatorFolders() {
    yield (0,tar_write/* directory */.yy)(sandbox_paths/* sandboxPaths */.a.layers);
    yield (0,tar_write/* directory */.yy)(sandbox_paths/* sandboxPaths */.a.cache);
    yield (0,tar_write/* directory */.yy)(sandbox_paths/* sandboxPaths */.a.platform);
}
/** https://github.com/buildpacks/spec/blob/main/platform.md#user-provided-variables */
function* environmentEntries(environment) {
    const folder = `${sandbox_paths/* sandboxPaths */.a.platform}/env`;
    yield (0,tar_write/* directory */.yy)(folder);
    for (const [name, value] of Object.entries(environment))
        yield (0,tar_write/* file */.NJ)(`${folder}/${name}`, value);
}

// EXTERNAL MODULE: ./src/files/staging.ts
var files_staging = __webpack_require__(98842);
// EXTERNAL MODULE: ./src/github/inputs/upload-input.ts
var upload_input = __webpack_require__(91417);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
;// CONCATENATED MODULE: ./src/actions/build-image/build-cache.ts




/**
 * Receives what buildpacks cached from the sandbox, as far as it is not stored yet. Returns undefined after a warning if
 * that fails: the image does not depend on it.
 */
const draftBuildCache = (buildCache, previousBuild, offer, sandbox, { image, manifestBytes, configBytes }, runImage, services) => orWarning(services, async () => {
    const runImageLayers = new Set(runImage.manifest.layers.map(({ digest }) => digest));
    const result = {
        image: { ...image, manifestBytes, configBytes },
        own: image.manifest.layers.filter(({ digest }) => !runImageLayers.has(digest)),
        cache: await readCache(sandbox),
        verified: {
            image: offer.hasImage && previousBuild.image?.missing.size === 0,
            cached: offer.cachedLayers,
        },
    };
    const draft = await services.buildCaches.draft(buildCache, result, {
        size: (diffId) => cachedLayerSize(sandbox, diffId),
        receive: (diffId, take) => receiveCachedLayer(sandbox, diffId, take),
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
const describeSavedCache = ({ size, changed, uploaded }) => {
    if (!changed && uploaded === 0)
        return `Build cache: ${(0,quantity/* formatBytes */.z3)(size)}, unchanged`;
    if (uploaded === 0)
        return `Build cache: ${(0,quantity/* formatBytes */.z3)(size)}, saved on disk`;
    const bytes = uploaded === undefined ? '' : `: ${(0,quantity/* formatBytes */.z3)(uploaded)}`;
    return `Build cache: ${(0,quantity/* formatBytes */.z3)(size)}, saved in the Actions cache${bytes}`;
};

// EXTERNAL MODULE: ./src/store/run-image.ts
var run_image = __webpack_require__(26072);
// EXTERNAL MODULE: ./src/image/conversion.ts
var conversion = __webpack_require__(8737);
// EXTERNAL MODULE: ./src/json/fields.ts
var fields = __webpack_require__(33905);
// EXTERNAL MODULE: ./src/json/go-json.ts
var go_json = __webpack_require__(59665);
;// CONCATENATED MODULE: ./src/image/labels.ts




const RuntimePart = dist/* looseObject */._H3({ config: dist/* nullish */.cl6(fields/* FieldsSchema */.Xo) });
const LabelsPart = dist/* looseObject */._H3({ Labels: dist/* nullish */.cl6(fields/* TextsSchema */.C6) });
const ManifestPart = dist/* looseObject */._H3({ config: fields/* FieldsSchema */.Xo });
/**
 * An image's configuration with more labels, which count before its own of the same name. Nothing else of it changes:
 * labels are sorted and written as the lifecycle does it, so that a tool of Go's that adds the same gives the same bytes.
 */
const withLabels = (config, labels) => {
    if (labels.size === 0)
        return config;
    const document = (0,json_document/* parseDocument */.Tp)(fields/* FieldsSchema */.Xo, config, 'image configuration');
    const { config: runtime } = (0,json_document/* parseDocument */.Tp)(RuntimePart, config, 'image configuration');
    const { Labels: own } = (0,json_document/* checkDocument */.sw)(LabelsPart, runtime ?? {}, 'image configuration');
    const all = new Map([...Object.entries(own ?? {}), ...labels]);
    return Buffer.from((0,go_json/* goJson */.Pl)({ ...document, config: { ...runtime, Labels: all } }));
};
/** A manifest that names another configuration; everything else stays as it was. */
const withConfig = (manifest, { digest, size }) => {
    const document = (0,json_document/* parseDocument */.Tp)(fields/* FieldsSchema */.Xo, manifest, 'manifest');
    const { config } = (0,json_document/* parseDocument */.Tp)(ManifestPart, manifest, 'manifest');
    return Buffer.from((0,go_json/* goJson */.Pl)({ ...document, config: { ...config, digest, size } }));
};

;// CONCATENATED MODULE: ./src/actions/build-image/rewriting.ts






/**
 * Rewrites the image that the lifecycle wrote: adds the labels from the inputs and, with OCI media types, replaces Docker's
 * types and removes the tag from the manifest. Layers stay as they are. Without labels, so does the configuration, and
 * with it the image ID.
 */
const rewriteImage = async (layout, image, { mediaTypes, labels }) => {
    const labelled = labels.size === 0 ? image : await addLabels(layout, image, labels);
    return mediaTypes === 'oci' ? convertMediaTypes(layout, labelled) : labelled;
};
const addLabels = async (layout, { descriptor, manifest }, labels) => {
    const config = withLabels(await (0,layout_read/* readDocument */.u0)(layout, manifest.config), labels);
    const measured = { digest: (0,image_digest/* digestOf */.ol)(config), size: config.length };
    await (0,layout_blob/* writeBlob */.Zh)(layout, measured, [config]);
    return writeManifest(layout, descriptor.mediaType, withConfig(await (0,layout_read/* readDocument */.u0)(layout, descriptor), measured));
};
const convertMediaTypes = async (layout, { descriptor }) => writeManifest(layout, (0,media_type/* ociMediaType */.Ys)(descriptor.mediaType), (0,conversion/* withOciMediaTypes */.n)((0,conversion/* withoutTag */.G)(await (0,layout_read/* readDocument */.u0)(layout, descriptor))));
const writeManifest = async (layout, mediaType, bytes) => {
    const descriptor = { mediaType, digest: (0,image_digest/* digestOf */.ol)(bytes), size: bytes.length };
    await (0,layout_blob/* writeBlob */.Zh)(layout, descriptor, [bytes]);
    return (0,layout_read/* readImage */.AM)(layout, descriptor);
};

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
    await (0,prune/* pruneBlobs */.zd)(layout, new Set(blobs.map(({ digest }) => digest)));
    const annotations = imageAnnotations(inputs, runImage, builder);
    await (0,write/* writeIndex */._M)(layout, { ...image.descriptor, annotations });
    const copied = [...runImageLayers.reused, ...runImageLayers.fetched, ...output.reused];
    const verified = new Set([...output.verified, ...copied.map(({ digest }) => digest)]);
    await (0,verify/* checkComplete */.gb)(inputs.imagePath.name, layout, blobs, verified);
    return { image, blobs, size: (0,image_image/* sizeOf */.$d)(blobs) };
};
/** The annotations of the image in index.json. They are not part of its digest. */
const imageAnnotations = ({ imagePath: { name, tag }, builder: reference }, runImage, { digest, lifecycleVersion }) => ({
    [annotations/* annotationKeys */.i.refName]: tag,
    [annotations/* annotationKeys */.i.imageName]: `docker.io/library/${name}:${tag}`,
    ...(0,run_image/* baseAnnotations */.O)(runImage),
    ...(reference !== undefined && { [annotations/* annotationKeys */.i.builderName]: (0,image_reference/* formatReference */.FH)(reference) }),
    ...(digest !== undefined && { [annotations/* annotationKeys */.i.builderDigest]: digest }),
    [annotations/* annotationKeys */.i.lifecycleVersion]: lifecycleVersion,
    [annotations/* annotationKeys */.i.platform]: (0,image_platform/* formatPlatform */.Bq)(runImage.platform),
});

;// CONCATENATED MODULE: ./src/actions/build-image/outputs.ts


const layoutOutputs = ({ imagePath: { folder, name, tag } }, { digest: builderDigest, lifecycleVersion }, { image: runImage, restored }, { image, size }, { reused, hit }) => ({
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
    'build-cache-hit': hit,
    'lifecycle-version': lifecycleVersion,
    'builder-digest': builderDigest ?? '',
});

// EXTERNAL MODULE: ./src/layout/content.ts
var layout_content = __webpack_require__(90583);
;// CONCATENATED MODULE: ./src/actions/build-image/previous-build.ts







/** A build that reuses nothing. */
const nothingToReuse = (why, buildCache) => ({
    ...noPreviousBuild,
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
    const stored = { ...nothingToReuse(why, buildCache), ...(await readCachedLayers(buildCache, buildCaches)) };
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
const readCachedLayers = async (buildCache, buildCaches) => buildCache === undefined
    ? noPreviousBuild
    : {
        cacheMetadata: buildCache.found?.cache?.metadata ?? '',
        cachedLayers: await buildCaches.cachedTars(buildCache),
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
    const copies = await Promise.all(layers.map(copyLayer));
    const layersInLayout = copies.filter((layer) => layer !== undefined);
    const missing = new Set(layers.filter((_, nth) => copies[nth] === undefined).map(({ digest }) => digest));
    const sbomLayer = layersInLayout.find(({ digest }) => digest === (0,labels/* sbomLayerOf */.AD)(image)?.digest);
    return {
        ...stored,
        image: { ...image, sbom: await readSbom(layout, sbomLayer), missing },
        layerSources: [(0,layout_content/* layoutContent */.G)(buildCache.folder)],
        layersInLayout,
        why: '',
    };
};
// In bytes, compressed: the layer is held in memory.
const sbomLimit = 64 * 1024 * 1024;
const readSbom = async (content, layer) => {
    if (layer === undefined)
        return undefined;
    if (layer.size > sbomLimit)
        throw new failure/* Failure */.HR(`Its SBOM layer has ${layer.size} bytes.`);
    return Buffer.concat(await Array.fromAsync(content.fetch(layer)));
};
/** The digests of the layers that the creator may leave out of the layout that it writes. */
const reusableDigests = ({ image }) => new Set(image && (0,labels/* ownLayersOf */.aU)(image).map(({ digest }) => digest));

;// CONCATENATED MODULE: ./src/actions/build-image/preparation.ts








/** Starts the tasks that need only the builder's description, and finds the buildpacks. */
const prepareBuild = async (builder, target, inputs, services) => {
    const { tasks, log, runImages } = services;
    const { sparse, project } = inputs;
    const { names, label } = (0,run_image_choice/* chooseRunImage */.mt)(builder, inputs.builder, inputs.runImage);
    const staging = await openStaging(target, services);
    const resolved = tasks.run('resolve the run image', () => (0,run_image_choice/* resolveRunImage */.Z)(names, (reference) => runImages.resolve(reference, builder.platform, { check: names.length > 1 }), { info: log.info, warn: log.warning }));
    const runImageTask = tasks.run('find the run image', async () => findRunImage(await resolved, sparse, services));
    const runImageLayersTask = tasks.run('copy the run image’s layers', async () => copyRunImageLayers(await runImageTask, sparse, staging, services));
    const previousBuildTask = tasks.run('find the previous build', () => findPreviousBuild(inputs, builder, staging, services));
    const buildpacks = namesBuildpacks(inputs)
        ? await tasks.run('find the buildpacks', () => services.findBuildpacks(project.buildpacks, builder))
        : undefined;
    if (buildpacks !== undefined)
        log.info(`Buildpacks: ${(0,order/* formatOrder */.Gv)(buildpacks.order)}`);
    return {
        staging,
        buildpacks,
        runImageLabel: label,
        runImageName: async () => (names.length === 1 ? names[0] : (await resolved).name),
        runImageTask,
        runImageLayersTask,
        previousBuildTask,
        end: async () => {
            await Promise.allSettled([runImageLayersTask, previousBuildTask]);
        },
    };
};
const namesBuildpacks = ({ project: { buildpacks } }) => Object.values(buildpacks).some((names) => names.length > 0);
/** Makes a folder beside the target in which its new content is assembled. It is removed if it is not moved there. */
const openStaging = async (target, { tasks, noteStaging }) => {
    const staging = await (0,files_staging/* stagingFolder */.cy)(target);
    noteStaging(staging);
    tasks.cleanUp(() => (0,promises_.rm)(staging, { recursive: true, force: true, maxRetries: 3 }));
    return staging;
};
/** Reads the manifest and the configuration of the run image. */
const findRunImage = async ({ name, root }, sparse, { runImages, log }) => {
    const runImage = await runImages.open(root, { layers: !sparse });
    log.info(`Run image: ${name}, ${runImage.image.descriptor.digest}`);
    return runImage;
};
/** Copies the run image's layers into the layout, verifies them, and saves the run image for the next build. */
const copyRunImageLayers = async (runImage, sparse, staging, { runImages, log }) => {
    if (sparse)
        return { reused: [], fetched: [] };
    const { image } = runImage;
    const layers = await runImages.copyLayers(image, image.manifest.layers, (0,layout_content/* layoutContent */.G)(staging));
    log.info(`Run image's layers: ${layers.reused.length} reused, ` +
        `${(0,quantity/* formatCount */.B4)(layers.fetched.length, 'layer')} fetched from the registry (${(0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(layers.fetched))})`);
    await runImages.keep(runImage);
    return layers;
};

// EXTERNAL MODULE: ./src/files/file-error.ts
var file_error = __webpack_require__(6998);
// EXTERNAL MODULE: ./src/files/make-folder.ts
var make_folder = __webpack_require__(27366);
;// CONCATENATED MODULE: ./src/actions/build-image/source-commit.ts



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
const readText = async (path) => (0,layout_read/* readSmallFile */.EW)(path).then((bytes) => bytes.toString('utf8'), () => '');
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
    return withoutCredentials(url.replace(/^url\s*=\s*/, ''));
};

;// CONCATENATED MODULE: ./src/actions/build-image/provenance.ts









/**
 * Writes the provenance of a build as `provenance.json`: a predicate for `actions/attest`. Returns the path. Nothing in the
 * image depends on it. Throws a Failure if it cannot be written.
 */
const writeProvenance = async (inputs, materials, context) => {
    const source = await findSourceCommit(inputs.path, inputs.workspace);
    const folder = (0,external_node_path_.join)(context.folder, (0,image_digest/* hexOf */.ZD)(materials.image.descriptor.digest));
    const path = (0,external_node_path_.join)(folder, 'provenance.json');
    try {
        await (0,make_folder/* makeFolder */.f)(folder);
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
const provenanceOf = (inputs, { builder, runImageName, runImage, buildpacks, image, seconds }, { workflow, invocation, actionVersion }, source) => ({
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
            id: workflow,
            ...(actionVersion !== '' && { version: { 'buildpacks-oci-layout': actionVersion } }),
        },
        metadata: {
            invocationId: invocation,
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

// EXTERNAL MODULE: ./src/store/run-image-id.ts
var run_image_id = __webpack_require__(83920);
;// CONCATENATED MODULE: ./src/actions/build-image/reuse-report.ts


/** What a build reused. `why` says why there was nothing to reuse, and is empty if there was something. */
const reuseReportOf = ({ image, reused }, offer, why) => {
    const digests = new Set(reused.map(({ digest }) => digest));
    const restored = image.manifest.layers.filter(({ digest }, position) => {
        const diffId = image.config.rootfs.diff_ids[position];
        return diffId !== undefined && offer.cachedLayers.has(diffId) && !digests.has(digest);
    });
    return {
        reused,
        restored: new Set(restored.map(({ digest }) => digest)),
        cached: offer.cachedLayers.size,
        hit: offer.hasImage,
        why: reused.length > 0 ? '' : why || reasonOf(offer),
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

;// CONCATENATED MODULE: ./src/actions/build-image/report.ts




/** The content of the job summary. */
const reportOf = ({ imagePath: { name, tag }, builder: reference, sparse }, { builder, runImage: { image: runImage, restored }, runImageLayers, layout, artifact, reuse, changes, reproduced, savedCache, }, { tasks, workflow: { runId, job, downloadAction } }) => ({
    imageName: `${name}:${tag}`,
    image: layout.image,
    platform: layout.image.config,
    size: layout.size,
    sparse,
    ...(reference !== undefined && { builder: { reference, digest: builder.digest } }),
    runImage: {
        reference: runImage.reference,
        digest: runImage.descriptor.digest,
        layers: runImage.manifest.layers.length,
    },
    reused: new Set([...runImageLayers.reused, ...reuse.reused].map(({ digest }) => digest)),
    restored: reuse.restored,
    reuse: describeReuse(reuse),
    ...(changes !== undefined && { changes }),
    ...(reproduced !== undefined && { reproduced }),
    ...(savedCache !== undefined && { savedCache: describeSavedCache(savedCache) }),
    ...(restored !== undefined && { cache: { key: (0,run_image_id/* cacheKeyOf */.D$)(runImage).exact, restored } }),
    timings: tasks.timings,
    seconds: tasks.seconds,
    ...(artifact !== undefined && {
        artifact: { name: artifact.name, id: artifact.id, runId, job, downloadAction },
    }),
});
/** The last line of the log: what was built, and where it is. */
const lastLine = ({ image, imageName, runImage, seconds, size, sparse }, folder) => {
    const own = image.manifest.layers.length - runImage.layers;
    const base = `${runImage.layers} from the run image${sparse ? ', left out' : ''}`;
    return (`Built ${imageName} ${image.descriptor.digest} in ${folder}: ${(0,quantity/* formatBytes */.z3)(size)}, ` +
        `${(0,quantity/* formatCount */.B4)(own, 'layer')} of its own and ${base}, ${(0,quantity/* formatSeconds */.Xo)(seconds)}`);
};

// EXTERNAL MODULE: ./src/content/image-documents.ts
var image_documents = __webpack_require__(67283);
// EXTERNAL MODULE: ./src/github/step/markdown.ts
var markdown = __webpack_require__(35285);
// EXTERNAL MODULE: ./src/json/json-flaw.ts
var json_flaw = __webpack_require__(28561);
;// CONCATENATED MODULE: ./src/image/comparison.ts



/**
 * Compares the manifests and the configurations of two images, field by field. Equal bytes have no difference, and
 * different bytes have at least one. Labels that contain JSON are compared inside, variables by their names.
 *
 * Throws a Failure if a document is not a JSON object.
 */
const compareDocuments = (expected, found) => [
    ...compareBytes('configuration', expected.configBytes, found.configBytes),
    ...compareBytes('manifest', expected.manifestBytes, found.manifestBytes),
];
const compareBytes = (document, expected, found) => {
    if (Buffer.compare(expected, found) === 0)
        return [];
    const name = document === 'manifest' ? 'manifest' : 'image configuration';
    const values = [expected, found].map((bytes) => (0,json_document/* parseDocument */.Tp)(fields/* FieldsSchema */.Xo, bytes, name));
    const differences = compareValues(values[0], values[1], []);
    const all = differences.length > 0 ? differences : [spelling([], undefined, undefined)];
    return all.map((difference) => ({ document, ...difference }));
};
const spelling = (path, expected, found) => ({
    path,
    expected,
    found,
    form: 'spelling',
});
/** Documents have a limit of depth, and so has JSON inside of a label: recursion ends. */
const compareValues = (expected, found, path) => {
    if (isFields(expected) && isFields(found))
        return compareFields(expected, found, path);
    if (Array.isArray(expected) && Array.isArray(found))
        return compareLists(expected, found, path);
    if (isSameText(expected, found))
        return [];
    if (typeof expected === 'string' && typeof found === 'string' && isLabel(path)) {
        return compareLabels(expected, found, path);
    }
    return [{ path, expected, found }];
};
/** Both come out of JSON, so they can be written again. The order of fields counts: fields are compared by name first. */
const isSameText = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);
const isFields = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldOf = (fields, name) => Object.hasOwn(fields, name) ? fields[name] : undefined;
const compareFields = (expected, found, path) => [...new Set([...Object.keys(expected), ...Object.keys(found)])].flatMap((name) => compareValues(fieldOf(expected, name), fieldOf(found, name), [...path, name]));
const isLabel = (path) => path.length === 3 && path[0] === 'config' && path[1] === 'Labels';
const isEnvironment = (path) => path.length === 2 && path[0] === 'config' && path[1] === 'Env';
const compareLabels = (expected, found, path) => {
    const one = parsedLabel(expected);
    const other = parsedLabel(found);
    if (one === undefined || other === undefined)
        return [{ path, expected, found }];
    const inside = compareValues(one, other, path);
    return inside.length > 0 ? inside : [spelling(path, expected, found)];
};
/** The object or the list that a label contains as JSON. Undefined if it is any other text. */
const parsedLabel = (label) => {
    try {
        const value = JSON.parse(label);
        return typeof value === 'object' && value !== null && (0,json_flaw/* jsonFlaw */.h)(label) === undefined ? value : undefined;
    }
    catch {
        return undefined;
    }
};
const compareLists = (expected, found, path) => {
    if (isSameText(expected, found))
        return [];
    const [one, other] = isEnvironment(path) ? [variablesOf(expected), variablesOf(found)] : [];
    if (one !== undefined && other !== undefined) {
        const differences = compareFields(one, other, path);
        return differences.length > 0 ? differences : [{ path, expected, found, form: 'order' }];
    }
    return compareItems(expected, found, path);
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
const compareItems = (expected, found, path) => {
    const shorter = Math.min(expected.length, found.length);
    let start = 0;
    while (start < shorter && isSameText(expected[start], found[start]))
        start += 1;
    let end = 0;
    while (end < shorter - start && isSameText(expected.at(-1 - end), found.at(-1 - end)))
        end += 1;
    const length = Math.max(expected.length, found.length) - start - end;
    const inside = (list, nth) => start + nth < list.length - end ? list[start + nth] : undefined;
    return Array.from({ length }, (_, nth) => compareValues(inside(expected, nth), inside(found, nth), [...path, String(start + nth + 1)])).flat();
};

;// CONCATENATED MODULE: ./src/actions/build-image/comparison/finding.ts
/** `application layer`, or `buildpack acme/node 4.1 → 4.2` */
const briefly = ({ subject, brief }) => brief === '' ? subject : `${subject} ${brief}`;
/** `label title: "one" → "two"` */
const inFull = ({ subject, detail }) => detail === '' ? subject : `${subject}: ${detail}`;
const briefLimit = 5;
/** The most important differences in one line, without a full stop. */
const inOneLine = (findings) => {
    const shown = findings.slice(0, briefLimit).map(briefly);
    const more = findings.length - shown.length;
    return [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ');
};

;// CONCATENATED MODULE: ./src/actions/build-image/summary/origin.ts


/** Says of each layer of an image where it comes from; the first `runImageLayers` are the run image's. */
const originsOf = ({ manifest, config }, runImageLayers) => {
    const runImage = { kind: 'run image' };
    const unknown = { kind: 'buildpacks' };
    const claims = claimsOf(config);
    return manifest.layers.map(({ digest, size }, i) => {
        const claim = i < runImageLayers ? undefined : takeClaim(claims, config.rootfs.diff_ids[i]);
        const origin = i < runImageLayers ? runImage : unknown;
        return { origin, name: `layer ${i + 1}`, ...claim, digest, size };
    });
};
const claimsOf = (config) => {
    const { app, buildpacks, config: settings, launcher, 'process-types': types, sbom, } = (0,labels/* readLifecycleMetadata */.wi)(config);
    const claims = new Map();
    const claim = (layer, origin, name) => {
        if (layer === null)
            return;
        const earlier = claims.get(layer.sha);
        if (earlier === undefined)
            claims.set(layer.sha, [{ origin, name }]);
        else
            earlier.push({ origin, name });
    };
    for (const { key: id, version, layers } of buildpacks) {
        const origin = { kind: 'buildpack', id, version };
        for (const [name, layer] of Object.entries(layers))
            claim(layer, origin, name);
    }
    claim(sbom, { kind: 'SBOM' }, 'software SBOM');
    const application = { kind: 'app' };
    for (const [i, layer] of app.entries()) {
        claim(layer, application, i === app.length - 1 ? 'application' : `slice ${i + 1}`);
    }
    claim(launcher, { kind: 'launcher' }, 'launcher');
    const configuration = { kind: 'configuration' };
    claim(settings, configuration, 'launcher configuration');
    claim(types, configuration, 'process types');
    return claims;
};
// Layers of the same content have the same diff ID: each takes the next claim, and the last claim serves the rest.
const takeClaim = (claims, diffId) => {
    const open = diffId === undefined ? undefined : claims.get(diffId);
    return open !== undefined && open.length > 1 ? open.shift() : open?.[0];
};
const groupByOrigin = (layers) => [...Map.groupBy(layers, ({ origin }) => origin)].map(([origin, group]) => ({
    origin,
    layers: group,
    size: (0,image_image/* sizeOf */.$d)(group),
}));

// EXTERNAL MODULE: ./src/actions/build-image/comparison/run-image.ts
var comparison_run_image = __webpack_require__(69825);
;// CONCATENATED MODULE: ./src/actions/build-image/comparison/layer-pairs.ts



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
    const base = (0,comparison_run_image/* runImageLayersOf */.sJ)(image.config);
    const layers = originsOf(image, base).flatMap((layer, position) => {
        const descriptor = image.manifest.layers[position];
        if (descriptor === undefined || position < base)
            return [];
        return [
            [
                subjectOf(layer, position - base),
                { ...layer, descriptor, diffId: image.config.rootfs.diff_ids[position] },
            ],
        ];
    });
    return new Map(layers);
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

;// CONCATENATED MODULE: ./src/actions/build-image/comparison/documents.ts






/** Compares two images by their documents alone. Images with different digests have at least one difference. */
const compareImages = (images) => {
    const runImage = (0,comparison_run_image/* compareRunImages */.TG)(images);
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
const comparisonInOneLine = ({ origins, layers, fields }) => inOneLine([...origins, ...layers.map(({ finding }) => finding), ...fields]);
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
const lifecycleMetadata = 'io.buildpacks.lifecycle.metadata';
const isOfLayers = (difference) => {
    const { document, path } = difference;
    if (document === 'manifest')
        return path[0] === 'layers';
    if (path[0] === 'rootfs' || path[0] === 'history')
        return true;
    return labelOf(difference) === lifecycleMetadata && path.at(-1) === 'sha';
};
const isOfRunImage = (difference) => labelOf(difference) === lifecycleMetadata && difference.path[3] === 'runImage';
const isOfBuildpacks = (difference) => [lifecycleMetadata, 'io.buildpacks.build.metadata'].includes(labelOf(difference) ?? '') &&
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
    return { subject, brief: '', detail: `${shown(expected)} → ${shown(found)}${adviceOf(difference)}` };
};
const documents_subjectOf = (difference) => {
    const { document, path } = difference;
    const label = labelOf(difference);
    if (label !== undefined) {
        const place = path.slice(3).join('.');
        return `label ${(0,printable/* printable */.g$)(label)}${place === '' ? '' : ` at ${(0,printable/* printable */.g$)(place)}`}`;
    }
    if (document === 'configuration' && path[0] === 'config') {
        if (path[1] === 'Env' && path.length === 3)
            return `variable ${(0,printable/* printable */.g$)(path[2] ?? '')}`;
        return (0,printable/* printable */.g$)(path.slice(1).join('.')) || 'configuration';
    }
    return [document, ...(path.length === 0 ? [] : [`at ${(0,printable/* printable */.g$)(path.join('.'))}`])].join(' ');
};
const valueLimit = 120;
const shown = (value) => {
    if (value === undefined)
        return 'nothing';
    const text = (0,printable/* printable */.g$)(JSON.stringify(value));
    return text.length > valueLimit ? `${text.slice(0, valueLimit - 1).toWellFormed()}…` : text;
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

;// CONCATENATED MODULE: ./src/tar/comparison.ts


/** How many differences are reported. The comparison ends early if it has found so many. */
const differenceLimit = 20;
// Entries that wait for their counterpart in the other tar. Both tars are usually in the same order, so few wait.
const waitingLimit = 20_000;
// Contents are kept for `contentPattern` while their entries wait. In bytes: of one, and of all.
const keptContentLimit = 64 * 1024;
const keptContentsLimit = 4 * 1024 * 1024;
/**
 * Compares two tars entry by entry while they are streamed. The entries may be in any order. Reads no further than to the
 * 20th difference, and holds at most 20,000 entries that the other tar may still have.
 *
 * Throws a refusal if one is not a complete tar, and whatever reading it throws.
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
    let isInOrder = true;
    let last = { expected: -1, found: -1 };
    let firstMoved = '';
    const compare = (one, other) => {
        const changes = changesOf(one, other);
        if (changes.length > 0) {
            const contents = one.content !== undefined && other.content !== undefined;
            const pattern = contents && changes.some(({ property }) => property === 'content')
                ? contentPattern(one.content ?? Buffer.of(), other.content ?? Buffer.of())
                : undefined;
            differences.push({ name: one.name, kind: 'changed', changes, pattern });
        }
        if (isInOrder && (one.position < last.expected || other.position < last.found)) {
            isInOrder = false;
            firstMoved = one.name;
        }
        last = { expected: one.position, found: other.position };
    };
    let isOpen = [true, true];
    while (isOpen.includes(true) && differences.length < differenceLimit) {
        const next = await Promise.all([expected, found].map(({ entries }) => entries.next()));
        isOpen = next.map(({ done }) => done !== true);
        const [one, other] = next.map(({ value }) => value ?? undefined);
        if (one !== undefined)
            meet(one, expected, found, (counterpart) => compare(one, counterpart));
        if (other !== undefined)
            meet(other, found, expected, (counterpart) => compare(counterpart, other));
        if (expected.count > waitingLimit || found.count > waitingLimit)
            break;
    }
    const isComplete = !isOpen.includes(true);
    // The 20th difference ends the reading: then the rest of the other tar may have what waits.
    if (differences.length < differenceLimit) {
        differences.push(...unmatched(expected, 'missing'), ...unmatched(found, 'additional'));
    }
    if (differences.length === 0 && !isInOrder) {
        differences.push({ name: firstMoved, kind: 'moved', changes: [] });
    }
    return { differences: differences.slice(0, differenceLimit), isComplete };
};
/** Finds the counterpart of an entry, or lets the entry wait for it. */
const meet = (entry, own, other, compare) => {
    const namesakes = other.waiting.get(entry.name);
    const counterpart = namesakes?.shift();
    if (counterpart !== undefined) {
        if (namesakes?.length === 0)
            other.waiting.delete(entry.name);
        other.count -= 1;
        other.keptBytes -= counterpart.content?.length ?? 0;
        compare(counterpart);
        return;
    }
    own.count += 1;
    own.keptBytes += entry.content?.length ?? 0;
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
const unmatched = ({ waiting }, kind) => [...waiting.values()]
    .flat()
    .slice(0, differenceLimit)
    .map(({ name }) => ({ name, kind, changes: [] }));
const properties = ['type', 'mode', 'owner', 'time', 'size', 'link', 'content', 'attributes'];
const changesOf = (expected, found) => properties
    .map((property) => ({
    property,
    expected: expected.properties[property],
    found: found.properties[property],
}))
    .filter((change) => change.expected !== change.found);
async function* describedEntries(tar, refusal) {
    let position = 0;
    for await (const { header, content } of (0,read/* tarEntries */.O)(tar, refusal)) {
        // The reader would wait forever for the content.
        if (!Number.isSafeInteger(header.size))
            throw refusal('an entry has a size that no file has');
        const file = header.type === 'file' ? await readContent(content) : { digest: '', kept: undefined };
        yield {
            name: header.name,
            position,
            properties: { ...propertiesOf(header), content: file.digest },
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
        attributes: JSON.stringify([uname, gname, devmajor, devminor, others.toSorted()]),
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
    const one = Buffer.from(expected).toString('latin1');
    const other = Buffer.from(found).toString('latin1');
    if (one.length === other.length && sortedParts(one) === sortedParts(other))
        return 'order';
    return replaceable.find(([, pattern]) => one.replace(pattern, '') === other.replace(pattern, ''))?.[0];
};
/** Lines, and the parts of JSON and similar formats. */
const sortedParts = (text) => text
    .split(/[\n,;{}[\]]/)
    .toSorted()
    .join('\n');

// EXTERNAL MODULE: ./src/tar/decompression.ts
var decompression = __webpack_require__(95620);
// EXTERNAL MODULE: ./src/actions/build-image/published-image.ts
var published_image = __webpack_require__(19642);
;// CONCATENATED MODULE: ./src/actions/build-image/comparison/causes.ts
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
const changedOnly = (differences, property) => differences.some(({ changes }) => changes.length > 0 && changes.every((change) => change.property === property));
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
        [changedOnly(differences, 'mode'), 'only file modes differ: they come from the checkout and its umask'],
        [changedOnly(differences, 'owner'), 'only owners differ: the builders run as different users'],
        [
            changedOnly(differences, 'time'),
            'only times of files differ: whatever wrote the layer kept the times of the build',
        ],
        [differences.some(({ kind }) => kind === 'moved'), 'the same files were written in a random order'],
    ];
    return causes.flatMap(([applies, cause]) => (applies ? [cause] : []));
};

;// CONCATENATED MODULE: ./src/actions/build-image/comparison/layers.ts









// One cause usually changes few layers, or all. In compressed bytes: of both images together.
const layerLimit = 10;
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
        lines.push(inFull(finding));
        if (pair === undefined)
            continue;
        layers += 1;
        bytes += pair.expected.size + pair.found.size;
        const isWithinLimits = layers <= layerLimit && bytes <= layers_byteLimit;
        lines.push(...(isWithinLimits
            ? await describeLayer(pair.expected, pair.found, sources)
            : [
                `  Its files were not compared: the limit is ${layerLimit} layers and ${(0,quantity/* formatBytes */.z3)(layers_byteLimit)}.`,
            ]));
    }
    return lines;
};
const describeLayer = async (expected, found, sources) => {
    try {
        const { differences, isComplete } = await compareTars(tarOf(expected.descriptor, sources.expected, sources.signal), tarOf(found.descriptor, sources.found, sources.signal), refusal);
        if (differences.length === 0)
            return ['  The files are the same, but the tar is written differently.'];
        return [
            ...differences.map((difference) => `  ${describeEntry(difference)}`),
            ...(isComplete ? [] : ['  There may be more differences.']),
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
const refusal = (reason) => new failure/* Failure */.HR(`The layer could not be read: ${reason}.`);
const tarOf = (descriptor, content, signal) => (0,decompression/* decompressed */.j)(content.fetch(descriptor, signal), (0,media_type/* compressionOf */.MB)(descriptor.mediaType), descriptor.size, refusal);
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

;// CONCATENATED MODULE: ./src/actions/build-image/reproduce.ts








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
    return [...origins.map(inFull), ...(await describeLayers(layers, sources)), ...limited(fields.map(inFull))];
};
const fieldLimit = 100;
const limited = (lines) => lines.length <= fieldLimit
    ? lines
    : [...lines.slice(0, fieldLimit), `${lines.length - fieldLimit} more fields differ.`];
const explainDigest = (expected, { manifest: { config } }) => expected === config.digest
    ? [
        'The digest in "reproduces" is the image ID of this build: configuration and layers are the same.',
        'Set "reproduces" to the digest of the manifest, which is the output "digest" of the first build.',
    ]
    : [
        'A digest alone does not say what differs. Set "reproduces" to a reference, such as ghcr.io/octo-org/my-app@sha256:…',
        'Compare the outputs "builder-digest", "run-image-digest" and "lifecycle-version" of both builds.',
    ];
const lineLimit = 300;
const formatFailedReproduction = (imageName, target, { expected = '', digest }, lines) => {
    const rows = [
        ['<b>Expected</b>', `${(0,markdown/* code */.aY)(target, 200)}<br>${(0,markdown/* code */.aY)(expected)}`],
        ['<b>Built</b>', (0,markdown/* code */.aY)(digest)],
    ];
    const items = lines.slice(0, lineLimit).map((line) => `<li>${(0,markdown/* code */.aY)(line, 400)}</li>`);
    const list = `<ul>${items.join('\n')}</ul>`;
    const sections = [`<h2>❌ ${(0,markdown/* code */.aY)(imageName)} was not reproduced</h2>`, (0,markdown/* table */.tp)([], rows)];
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

// EXTERNAL MODULE: ./src/content/copy.ts
var copy = __webpack_require__(24392);
;// CONCATENATED MODULE: ./src/actions/build-image/reused-layers.ts





/**
 * Finds out the diff IDs of the previous build's layers that are in the new layout. Takes as long as it takes to unpack
 * them, so it is done while the creator works.
 */
const readDiffIds = async ({ buildCache, layersInLayout }, { cachedLayers }, staging) => {
    // A layer that is cached too was unpacked and hashed on its way into the sandbox.
    const known = new Map(buildCache?.found?.cache?.layers
        .filter(({ diffId }) => cachedLayers.has(diffId))
        .map(({ blob, diffId }) => [blob.digest, diffId]));
    const diffIds = await Promise.all(layersInLayout.map(async ({ digest }) => known.get(digest) ?? (await diffIdOf(staging, digest))));
    return new Map(layersInLayout.map(({ digest }, nth) => [digest, diffIds[nth] ?? '']));
};
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
            throw new LostLayer(`The layer ${digest} of the previous build does not have the diff ID ${expected}.`);
        }
    }
};
// Exit codes of a lifecycle that fails because of the previous build: unspecific, while analyzing, restoring, exporting.
// All other codes are about the app, the buildpacks or the platform.
const exitCodesOfReuse = [1, 32, 42, 62];
/** Whether a build that reused something may succeed if it reuses nothing. */
const isCausedByReuse = (error) => error instanceof LostLayer ||
    (error instanceof CreatorFailure && !error.isExplained && exitCodesOfReuse.includes(error.exitCode));

;// CONCATENATED MODULE: ./src/actions/build-image/sbom.ts


/** Moves the SBOMs from their staging folder into `folder`, with one document that merges those of the image. */
const writeSbom = async (staging, folder, { name, folder: layout }, { image }, warn) => {
    await (0,sbom_folder/* completeSbom */.pZ)(staging, { layout, image, name }, warn);
    await (0,sbom_folder/* placeSbom */.Ji)(staging, folder);
    return { 'sbom-path': (0,external_node_path_.join)(folder, sbom_folder/* mergedSbom */._C) };
};

;// CONCATENATED MODULE: ./src/actions/build-image/summary/buildpacks.ts


const listLimit = 50;
const more = (hidden, columns) => [
    `<i>${hidden}</i>`,
    ...Array(columns - 1).fill(''),
];
/** A closed section with the buildpacks that took part; none if none is known. */
const buildpacksSection = ({ buildpacks, launcher }) => {
    if (buildpacks.length === 0)
        return [];
    const rows = buildpacks
        .slice(0, listLimit)
        .map(({ homepage, id, version }) => [(0,markdown/* linkTo */.uM)(homepage, (0,markdown/* code */.aY)(id)), (0,markdown/* code */.aY)(version, 40)]);
    if (buildpacks.length > listLimit) {
        rows.push([...more((0,quantity/* formatCount */.B4)(buildpacks.length - listLimit, 'more buildpack'), 2)]);
    }
    const version = launcher?.version ?? '';
    return [
        (0,markdown/* details */.zH)(`Buildpacks (${buildpacks.length})`, (0,markdown/* table */.tp)(['Buildpack', 'Version'], rows), ...(version === '' ? [] : [`<p>Launcher ${(0,markdown/* code */.aY)(version, 40)}</p>`])),
    ];
};
const commandLimit = 300;
// Words as a shell would need them, so that the borders between them show; long ones are cut off before they are joined.
const commandLine = (words) => words
    .slice(0, commandLimit)
    .map((word) => word.slice(0, 2 * commandLimit))
    .map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw `'\''`)}'`))
    .join(' ');
/** A closed section with the processes that an image can start; none if none is known. */
const processesSection = ({ processes }, defaultType) => {
    if (processes.length === 0)
        return [];
    // The default one first, so that it is never folded away.
    const isDefault = ({ type }) => type === defaultType;
    const ordered = [...processes.filter(isDefault), ...processes.filter((process) => !isDefault(process))];
    const rows = ordered
        .slice(0, listLimit)
        .map((process) => [
        `${(0,markdown/* code */.aY)(process.type)}${isDefault(process) ? ' <b>default</b>' : ''}`,
        (0,markdown/* code */.aY)(commandLine([...process.command, ...process.args]), commandLimit),
        process['working-dir'] === '' ? '' : (0,markdown/* code */.aY)(process['working-dir']),
        process.buildpackID === '' ? '' : (0,markdown/* code */.aY)(process.buildpackID),
    ]);
    if (processes.length > listLimit) {
        rows.push([...more((0,quantity/* formatCount */.B4)(processes.length - listLimit, 'more process', 'more processes'), 4)]);
    }
    return [
        (0,markdown/* details */.zH)(`Processes (${processes.length})`, (0,markdown/* table */.tp)(['Process', 'Command', 'Folder', 'Buildpack'], rows)),
    ];
};

;// CONCATENATED MODULE: ./src/actions/build-image/summary/layers.ts



const plainName = ({ id, kind }) => id ?? kind;
const originName = ({ id, kind, version }) => {
    if (id === undefined)
        return kind;
    return (0,markdown/* code */.aY)(id) + (version === undefined || version === '' ? '' : ` ${(0,markdown/* code */.aY)(version, 40)}`);
};
/** The largest items, in their own order, and those that are too many to be shown. */
const fold = (items, limit) => {
    if (items.length <= limit)
        return { shown: items, folded: [] };
    const largest = new Set([...items].sort((a, b) => b.size - a.size).slice(0, limit - 1));
    return {
        shown: items.filter((item) => largest.has(item)),
        folded: items.filter((item) => !largest.has(item)),
    };
};
const sliceLimit = 8;
// A smaller slice would be a line.
const smallestShare = 0.01;
// Mermaid's own colours for a dark page are dark as well: these, and the grey of the text, are seen on either.
const sliceColours = '#0969da #1a7f37 #9a6700 #8250df #bf3989 #1b7c83 #bc4c00 #57606a #cf222e'.split(' ');
const chartTheme = `%%{init: ${JSON.stringify({
    theme: 'base',
    themeVariables: {
        ...Object.fromEntries(sliceColours.map((colour, i) => [`pie${i + 1}`, colour])),
        pieOpacity: '1',
        pieStrokeWidth: '0px',
        pieOuterStrokeWidth: '0px',
        pieSectionTextColor: '#ffffff',
        pieLegendTextColor: '#7d8590',
    },
})}}%%`;
/**
 * Where a layout's bytes are, as the pie that GitHub draws: small origins share a slice.
 * https://mermaid.js.org/syntax/pie.html
 */
const originChart = (groups) => {
    const total = (0,image_image/* sizeOf */.$d)(groups);
    if (total === 0)
        return [];
    const { shown } = fold(groups.filter(({ size }) => size / total >= smallestShare), sliceLimit);
    // A label counts once, so those that look alike share one.
    const slices = new Map();
    for (const { origin, size } of shown) {
        const label = (0,markdown/* mermaidLabel */._b)(plainName(origin));
        slices.set(label, (slices.get(label) ?? 0) + size);
    }
    const rest = total - (0,image_image/* sizeOf */.$d)(shown);
    if (rest > 0)
        slices.set('all others', (slices.get('all others') ?? 0) + rest);
    const lines = [...slices].map(([label, size]) => `  "${label} · ${(0,quantity/* formatBytes */.z3)(size)}" : ${size}`);
    return [['```mermaid', chartTheme, 'pie', ...lines, '```'].join('\n')];
};
const originLimit = 40;
const layers_layerLimit = 12;
const stateOf = ({ digest, origin }, { reused, restored, sparse }) => {
    if (sparse && origin.kind === 'run image')
        return 'left out';
    if (reused.has(digest))
        return 'reused';
    return restored.has(digest) ? 'restored from the cache' : 'new';
};
const stateOfAll = (layers, context) => {
    const states = layers.map((layer) => stateOf(layer, context));
    const [first = ''] = states;
    if (states.every((state) => state === first))
        return first;
    return `${states.filter((state) => state === 'reused').length} of ${states.length} reused`;
};
/** A table with one line for each origin. */
const originTable = (groups, context) => {
    const { shown, folded } = fold(groups, originLimit);
    const row = (name, layers, size) => [
        name,
        String(layers.length),
        (0,quantity/* formatBytes */.z3)(size),
        stateOfAll(layers, context),
    ];
    const rows = shown.map(({ layers, origin, size }) => row(originName(origin), layers, size));
    if (folded.length > 0) {
        const layers = folded.flatMap((group) => group.layers);
        rows.push(row(`<i>${(0,quantity/* formatCount */.B4)(folded.length, 'more origin')}</i>`, layers, (0,image_image/* sizeOf */.$d)(folded)));
    }
    return (0,markdown/* table */.tp)(['Origin', 'Layers', 'Size', 'State'], rows, [1, 2]);
};
/** A closed section with one line for each layer; those that are too many are counted. */
const layersSection = (groups, context) => {
    const { shown, folded } = fold(groups, originLimit);
    const rows = shown.flatMap((group) => layerRows(group, context));
    if (folded.length > 0) {
        const layers = folded.flatMap((group) => group.layers);
        rows.push([`<i>${(0,quantity/* formatCount */.B4)(folded.length, 'more origin')}</i>`, ...moreLayers(layers, context)]);
    }
    const count = groups.reduce((sum, { layers }) => sum + layers.length, 0);
    return (0,markdown/* details */.zH)(`Layers (${count})`, (0,markdown/* table */.tp)(['Origin', 'Layer', 'Size', 'State'], rows, [2]));
};
const layerRows = ({ layers, origin }, context) => {
    const { shown, folded } = fold(layers, layers_layerLimit);
    const cells = shown.map((layer) => [(0,markdown/* code */.aY)(layer.name), (0,quantity/* formatBytes */.z3)(layer.size), stateOf(layer, context)]);
    if (folded.length > 0)
        cells.push([...moreLayers(folded, context)]);
    return cells.map((row, i) => [i === 0 ? originName(origin) : '', ...row]);
};
const moreLayers = (layers, context) => [
    `<i>${(0,quantity/* formatCount */.B4)(layers.length, 'more layer')}</i>`,
    (0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(layers)),
    stateOfAll(layers, context),
];

;// CONCATENATED MODULE: ./src/actions/build-image/summary/summary.ts









/**
 * The summary of a build as GitHub-flavoured Markdown. Whatever the image is like, it stays under GitHub's limit of
 * 1 MiB: long names are shortened, long lists folded. Sections are HTML blocks, where Markdown has no say.
 */
const formatSummary = (report) => {
    const groups = groupByOrigin(originsOf(report.image, report.runImage.layers));
    const inLayout = report.sparse ? groups.filter(({ origin }) => origin.kind !== 'run image') : groups;
    const metadata = (0,labels/* readBuildMetadata */.q3)(report.image.config);
    const sections = [
        `<h2>${(0,markdown/* code */.aY)(report.imageName)}</h2>`,
        headline(report),
        factsTable(report),
        ...sparseNote(report),
        ...originChart(inLayout),
        originTable(groups, report),
        ...nextJob(report),
        layersSection(groups, report),
        ...buildpacksSection(metadata),
        ...processesSection(metadata, (0,labels/* defaultProcessType */.fA)(report.image.config)),
        timingSection(report),
    ];
    return `${sections.join('\n\n')}\n`;
};
const headline = ({ image, platform, runImage, seconds, size, sparse }) => {
    const total = image.manifest.layers.length;
    const own = Math.max(0, total - runImage.layers);
    return (`An image for ${(0,markdown/* text */.Qq)((0,image_platform/* formatPlatform */.Bq)(platform))} as ${sparse ? 'a <b>sparse</b>' : 'a <b>full</b>'} OCI image layout: ` +
        `<b>${(0,quantity/* formatBytes */.z3)(size)}</b>, ${(0,quantity/* formatCount */.B4)(total, 'layer')} ` +
        `(${total - own} of the run image, ${own} of its own), built in ${(0,quantity/* formatSeconds */.Xo)(seconds)}.`);
};
const factsTable = ({ artifact, builder, image, reproduced, runImage }) => {
    const rows = [
        ['Digest', (0,markdown/* code */.aY)(image.descriptor.digest)],
        ['Image ID', (0,markdown/* code */.aY)(image.manifest.config.digest)],
        ['Run image', `${(0,markdown/* code */.aY)((0,image_reference/* formatReference */.FH)(runImage.reference), 200)}<br>${(0,markdown/* code */.aY)(runImage.digest)}`],
    ];
    if (builder !== undefined) {
        const digest = builder.digest === undefined ? '' : `<br>${(0,markdown/* code */.aY)(builder.digest)}`;
        rows.push(['Builder', `${(0,markdown/* code */.aY)((0,image_reference/* formatReference */.FH)(builder.reference), 200)}${digest}`]);
    }
    if (reproduced !== undefined)
        rows.push(['Reproduced', `✅ ${(0,markdown/* code */.aY)(reproduced, 200)}`]);
    if (artifact !== undefined) {
        // Relative, since the runner masks an absolute address when the owner's or the repository's name is part of a secret.
        rows.push([
            'Artifact',
            `<a href="./${artifact.runId}/artifacts/${artifact.id}">${(0,markdown/* code */.aY)(artifact.name)}</a>`,
        ]);
    }
    return (0,markdown/* table */.tp)([], rows.map(([name = '', value = '']) => [`<b>${name}</b>`, value]));
};
const sparseNote = ({ image, runImage, size, sparse }) => {
    if (!sparse)
        return [];
    const missing = image.manifest.layers.slice(0, runImage.layers);
    const bytes = (0,image_image/* sizeOf */.$d)(missing);
    return [
        `The run image's ${(0,quantity/* formatCount */.B4)(missing.length, 'layer')} (${(0,quantity/* formatBytes */.z3)(bytes)}) are left out: the download action ` +
            'adds them from its layout-repo, its cache or the registry. Complete, the layout has ' +
            `${(0,quantity/* formatBytes */.z3)(size + bytes)} and the same digest.`,
    ];
};
const jobPattern = /^[A-Za-z_][\w-]{0,99}$/;
const scalarLimit = 1000;
// A shortened name would be a wrong one, so a snippet with an absurd name is left out.
const nextJob = ({ artifact, image, imageName }) => {
    if (artifact === undefined)
        return [];
    if ([artifact.downloadAction, artifact.name, imageName].some(({ length }) => length > scalarLimit))
        return [];
    const job = jobPattern.test(artifact.job) ? artifact.job : 'build';
    return [
        '<h3>Use it in the next job</h3>',
        [
            '```yaml',
            `needs: ${job}`,
            'steps:',
            `  - uses: ${(0,markdown/* yamlScalar */.Ew)(artifact.downloadAction)}`,
            '    with:',
            `      artifact-name: ${(0,markdown/* yamlScalar */.Ew)(artifact.name)}`,
            `      # here ${image.descriptor.digest}`,
            `      digest: \${{ needs.${job}.outputs.digest }}`,
            `      load: ${(0,markdown/* yamlScalar */.Ew)(imageName)}`,
            '```',
        ].join('\n'),
    ];
};
const barLength = 20;
const timingLimit = 50;
const sentenceLimit = 500;
const timingSection = ({ cache, changes, reuse, savedCache, timings, seconds }) => {
    const longest = Math.max(...timings.map((timing) => timing.seconds), Number.MIN_VALUE);
    const bar = (value) => '█'.repeat(Math.round((barLength * value) / longest)) || '▏';
    return (0,markdown/* details */.zH)(`Time and cache (${(0,quantity/* formatSeconds */.Xo)(seconds)}, ${cacheResult(cache)})`, (0,markdown/* table */.tp)(['Step', 'Time', ''], timings
        .slice(0, timingLimit)
        .map(({ name, seconds }) => [(0,markdown/* text */.Qq)(name), (0,quantity/* formatSeconds */.Xo)(seconds), bar(seconds)]), [1]), `<p>${cacheSentence(cache)}</p>`, ...(changes === undefined ? [] : [`<p>${(0,markdown/* text */.Qq)(changes, sentenceLimit)}.</p>`]), `<p>${(0,markdown/* text */.Qq)(reuse, sentenceLimit)}.${savedCache === undefined ? '' : ` ${(0,markdown/* text */.Qq)(savedCache, sentenceLimit)}.`}</p>`);
};
const cacheResult = (cache) => {
    const outcome = cache?.restored.outcome ?? 'unavailable';
    return { hit: 'cache hit', older: 'older cache entry', miss: 'cache miss', unavailable: 'no cache' }[outcome];
};
const cacheSentence = (cache) => {
    if (cache === undefined)
        return 'No cache was asked for layers of the run image.';
    const { restored } = cache;
    const key = (0,markdown/* code */.aY)(cache.key, keyLimit);
    const duration = (0,quantity/* formatSeconds */.Xo)(restored.seconds);
    switch (restored.outcome) {
        case 'hit':
            return `Cache hit: ${entrySize(restored.bytes)} in ${duration}, entry ${key}.`;
        case 'older':
            return (`Cache hit of an older entry, ${(0,markdown/* code */.aY)(restored.key, keyLimit)}: ${entrySize(restored.bytes)} in ${duration}. ` +
                `The wanted one would be ${key}.`);
        case 'miss':
            return `Cache miss in ${duration}: there was no entry ${key}.`;
        case 'unavailable':
            return `No cache: ${(0,markdown/* text */.Qq)(restored.reason, 300)}.`;
    }
};
// The longest key that the cache takes.
const keyLimit = 512;
const entrySize = (bytes) => bytes === undefined ? 'an unknown size' : (0,quantity/* formatBytes */.z3)(bytes);

;// CONCATENATED MODULE: ./src/actions/build-image/run.ts


























/**
 * Builds an app into a complete OCI image layout and uploads it as a workflow artifact.
 *
 * `tasks.run` starts a task and returns its promise, so tasks run at the same time until one awaits another. The first
 * failure aborts all of them and is what the step fails with. At the end the task group waits for all tasks, then cleans
 * up: no container and no part of a layout is left, also after a failure or a cancellation.
 *
 * The target keeps its previous layout until the new one is verified. From then on it has the new one, even if the upload
 * fails or is cancelled.
 */
const run = async (inputs, services) => {
    const { tasks, log } = services;
    const { imagePath, project, sbom, artifact: upload } = inputs;
    // A target that cannot be written should not cost the time of a build.
    const target = await (0,place/* checkTarget */.e)(imagePath.folder);
    const sbomTarget = sbom && (await (0,sbom_folder/* checkSbomFolder */.OF)(sbom));
    // While the engine pulls the builder, everything that does not need the container starts.
    const found = await tasks.run('find the builder', () => services.findBuilder(inputs));
    const { finishPull } = found;
    const pullTask = finishPull && tasks.run('pull the builder', finishPull);
    log.info(describeBuilder(found.builder, inputs));
    let preparation = await prepareBuild(found.builder, target, inputs, services);
    const builder = (await pullTask) ?? found.builder;
    if (!(0,find_builder/* isSameBuilder */.a)(builder, found.builder)) {
        log.info('The engine pulled another builder than the one in its registry: the tag moved, or the engine uses a mirror. ' +
            'The build starts again with the pulled builder.');
        log.info(describeBuilder(builder, inputs));
        await preparation.end();
        preparation = await prepareBuild(builder, target, inputs, services);
    }
    const { staging, buildpacks, runImageLabel } = preparation;
    const { runImageTask, runImageLayersTask, previousBuildTask } = preparation;
    const runImageName = await preparation.runImageName();
    const sbomStaging = sbomTarget && (await openStaging(sbomTarget, services));
    const command = creatorCommand({
        platformApi: builder.platformApi,
        image: imagePath,
        runImage: { name: runImageName, label: runImageLabel },
        ownOrder: buildpacks !== undefined,
        reuse: mayReuse(inputs),
        defaultProcess: inputs.defaultProcess,
        creationTime: inputs.creationTime,
        executionEnvironment: inputs.executionEnvironment,
        debug: services.debug,
    });
    const input = {
        app: appFolder(inputs, target, staging, log),
        environment: Object.fromEntries(inputs.environment),
        bindings: inputs.bindings,
        runImageLabel,
        buildpacks,
        source: project.source,
        openRunImage: async () => (await runImageTask).image,
    };
    const buildInContainer = async (openPreviousBuild) => {
        const sandbox = await tasks.run('create the container', () => services.openSandbox(builder, command));
        tasks.cleanUp(() => sandbox.dispose());
        // Everything goes in as one stream. Last in it is what other tasks may still be looking for.
        const offer = await tasks.run('fill the container', () => fillSandbox(sandbox, { ...input, openPreviousBuild }, builder));
        logDroppedParts(offer, log);
        const runImage = await runImageTask;
        const previousBuild = await openPreviousBuild();
        const diffIdsTask = tasks.run('verify the reusable layers', () => readDiffIds(previousBuild, offer, staging));
        // The image comes out without layers of the run image, and without layers that the lifecycle reused.
        const output = await tasks.run('build', async () => {
            const order = {
                image: imagePath,
                runImage: runImage.image,
                staging,
                buildpacks: buildpacks?.order,
                defaultProcess: inputs.defaultProcess,
                reusable: reusableDigests(previousBuild),
                sbom: sbomStaging,
            };
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
        // A job's own container has room for one build at a time.
        await sandbox.dispose().catch(() => { });
        await (0,prune/* pruneBlobs */.zd)(staging, new Set(runImage.image.manifest.layers.map(({ digest }) => digest)));
        return buildInContainer(async () => nothingToReuse(''));
    };
    const { sandbox, offer, output } = await buildInContainer(() => previousBuildTask);
    // The cache comes out of the container while the layout is completed.
    const runImage = await runImageTask;
    const previousBuild = await previousBuildTask;
    const { buildCache } = previousBuild;
    const cacheDraftTask = buildCache &&
        tasks.run('get the cache out of the container', () => draftBuildCache(buildCache, previousBuild, offer, sandbox, output, runImage.image, services));
    const runImageLayers = await runImageLayersTask;
    const layout = await tasks.run('complete the layout', () => completeLayout(staging, inputs, output, runImage.image, runImageLayers, builder));
    const cacheDraft = await cacheDraftTask;
    // The container is removed beside the rest. The cleanup at the end waits for that, and reports it if it fails.
    sandbox.dispose().catch(() => { });
    tasks.signal.throwIfAborted();
    await (0,place/* moveIntoPlace */.h)(staging, target);
    const reuse = reuseReportOf(output, offer, previousBuild.why);
    log.info(describeReuse(reuse));
    services.setOutputs(layoutOutputs(inputs, builder, runImage, layout, reuse));
    const changes = describeChanges(buildCache, output);
    if (changes !== undefined)
        log.info(changes);
    // From here on the target has the new layout.
    const { image } = layout;
    const materials = {
        builder,
        runImageName,
        runImage: runImage.image,
        buildpacks,
        image,
        seconds: tasks.seconds,
    };
    services.setOutputs({ 'provenance-path': await writeProvenance(inputs, materials, services.provenance) });
    if (sbom !== undefined && sbomStaging !== undefined) {
        const sbomOutputs = await tasks.run('write the SBOMs', () => writeSbom(sbomStaging, sbom, imagePath, layout, log.warning));
        services.setOutputs(sbomOutputs);
    }
    const reproduced = inputs.reproduces &&
        (await tasks.run('verify the reproduction', () => verifyReproduction(inputs, layout, services)));
    const artifactTask = upload &&
        tasks.run('upload the artifact', () => uploadLayout({ ...upload, layout: imagePath.folder, blobs: layout.blobs }, services));
    const savedCacheTask = buildCache &&
        cacheDraft &&
        tasks.run('save the build cache', () => saveBuildCache(buildCache, cacheDraft, target, services));
    const artifact = await artifactTask;
    const savedCache = await savedCacheTask;
    const report = reportOf(inputs, { builder, runImage, runImageLayers, layout, reuse, changes, reproduced, artifact, savedCache }, services);
    log.info(lastLine(report, imagePath.folder));
    if (inputs.summary)
        await services.writeSummary(formatSummary(report));
};
const describeBuilder = ({ platform, lifecycleVersion, platformApi }, { builder: reference }) => {
    const name = reference === undefined ? "the job's container" : (0,image_reference/* formatReference */.FH)(reference);
    return (`Builder: ${name} for ${(0,image_platform/* formatPlatform */.Bq)(platform)}, ` +
        `lifecycle ${lifecycleVersion}, platform API ${platformApi}`);
};
/** The app without what this action itself put into its folder. */
const appFolder = ({ path, layoutRepo, bindingFolders, sbom, project, cache: { buildCache, namedFolder } }, target, staging, log) => ({
    path,
    exclude: [
        ...[target, staging, layoutRepo, ...bindingFolders],
        ...('off' in buildCache ? [] : [buildCache.folder]),
        ...[namedFolder, sbom].filter((folder) => folder !== undefined),
    ],
    isStagingName: files_staging/* isStaging */.YG,
    filter: fileFilter(project.files),
    log,
});
const logDroppedParts = ({ dropped }, { warning }) => {
    for (const { what, reason } of dropped)
        warning(`Not reused: ${what}: ${reason.replace(/\.$/, '')}.`);
};
/** Uploads the layout as a workflow artifact. */
const uploadLayout = async (layout, { uploadArtifact, setOutputs, log }) => {
    const artifact = await uploadArtifact(layout);
    setOutputs((0,upload_input/* artifactOutputs */.F)(artifact));
    log.info(`Artifact "${artifact.name}" uploaded: ${(0,quantity/* formatBytes */.z3)(artifact.size)}, ${artifact.url}`);
    return artifact;
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
 * Pulls an image with the engine. Reports the start and the progress to `note`. Throws a Failure that explains the
 * engine's refusal.
 */
const pullImage = async (docker, order, note, signal) => {
    const { name, role, platform } = order;
    const choice = platform === undefined ? [] : ['--platform', (0,image_platform/* formatPlatform */.Bq)(platform)];
    const began = Date.now();
    note(`Pulling the ${role} ${name}`);
    const timer = setInterval(() => note(`Still pulling the ${role} ${name}, for ${Math.round((Date.now() - began) / 1000)} s`), heartbeat);
    try {
        await docker.run(['pull', '--quiet', ...choice, name], signal);
    }
    catch (error) {
        if (error instanceof refusal/* EngineRefusal */.np)
            throw explainPull(error, order);
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
const explainPull = (cause, { name, role, platform }) => {
    const [, reason] = pullFailures.find(([pattern]) => pattern.test(cause.message)) ?? [];
    const what = `${role} ${name}${platform === undefined ? '' : ` for ${(0,image_platform/* formatPlatform */.Bq)(platform)}`}`;
    return new failure/* Failure */.HR(`Could not pull the ${what}: ${reason ?? 'the Docker engine refused. See below what it said.'}`, { cause, detail: [cause.message] });
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
        if (present !== undefined && hasPlatform(present.image)) {
            return { builder: readForAnotherPlatform(present.image, name, platform) };
        }
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
/** Whether two descriptions of a builder lead to the same build. An engine may add the usual variant of an architecture. */
const isSameBuilder = (one, other) => (0,image_platform/* matchesPlatform */.pC)(one.platform, other.platform) &&
    (0,external_node_util_.isDeepStrictEqual)({ ...one, id: '', platform: other.platform }, { ...other, id: '' });
const pullBuilder = async ({ docker, info, signal }, { platform }, name) => {
    await pullImage(docker, { name, role: 'builder', platform }, info, signal);
    const pulled = await inspectForPlatform(docker, name, platform, signal);
    if (pulled?.fits)
        return (0,builder_builder/* readBuilder */.kj)(pulled.image, name);
    if (pulled !== undefined && hasPlatform(pulled.image)) {
        return readForAnotherPlatform(pulled.image, name, platform);
    }
    throw new failure/* Failure */.HR(`The builder ${name} was pulled, but is not in the Docker engine. Run the step again.`);
};
const EnvironmentSchema = dist/* nullish */.cl6(dist/* array */.YOg(dist/* string */.YjP()));
/** Reads a builder's description from its registry. Throws a Failure if that is not possible. */
const readFromRegistry = async ({ docker, registry, signal }, { reference, platform }, name) => {
    const root = await registry.resolve(reference);
    const content = registry.readableRepository(reference);
    const index = await (0,image_documents/* fetchIndex */.RG)(content, root);
    const wanted = platform ?? (await (0,inspect/* enginePlatform */.qY)(docker, signal));
    const descriptor = index === undefined ? root : (0,image_index/* imageFor */.z)(wanted, index.listed);
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
    const image = await inspectBuilder(docker, name, signal);
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
/** Without the input `platform`, a builder for another platform than the engine's is used: the engine may emulate it. */
const readForAnotherPlatform = (image, name, platform) => {
    if (platform === undefined)
        return (0,builder_builder/* readBuilder */.kj)(image, name);
    throw new failure/* Failure */.HR(`The builder ${name} in the Docker engine is for ${(0,image_platform/* formatPlatform */.Bq)((0,inspect/* platformOf */.tj)(image))}, ` +
        `not for ${(0,image_platform/* formatPlatform */.Bq)(platform)}. Choose a builder for that platform, or change the input "platform".`);
};
/** The builder in the engine; undefined if the engine lacks it. Throws a Failure if the engine does not answer that. */
const inspectBuilder = async (docker, name, signal) => {
    try {
        return await (0,inspect/* inspectImage */.mm)(docker, name, { signal });
    }
    catch (cause) {
        if (!(cause instanceof refusal/* EngineRefusal */.np))
            throw cause;
        const what = `The Docker engine could not say whether it has the builder ${name}`;
        throw new failure/* Failure */.HR(`${what}: ${cause.message}`, { cause });
    }
};


/***/ }),

/***/ 97996:
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
// EXTERNAL MODULE: ./src/json/toml.ts
var toml = __webpack_require__(61200);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./src/image/descriptor.ts
var descriptor = __webpack_require__(65328);
// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
;// CONCATENATED MODULE: ./src/content/verified.ts



/** The same bytes; throws a refusal instead of their end where they are not what was expected. */
async function* verified(source, expected, refuse) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let size = 0;
    for await (const chunk of source) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
    }
    const wrong = (0,descriptor/* mismatch */.J)(expected, { digest: (0,digest/* digestOfHex */.z9)(hash.digest('hex')), size });
    if (wrong !== undefined)
        throw refuse(`it is not what it says: ${wrong}`);
}

// EXTERNAL MODULE: ./src/image/config.ts
var image_config = __webpack_require__(86575);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
// EXTERNAL MODULE: ./src/image/manifest.ts
var image_manifest = __webpack_require__(20596);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/write.ts
var layout_write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/tar/decompression.ts
var decompression = __webpack_require__(95620);
// EXTERNAL MODULE: ./src/tar/link.ts
var tar_link = __webpack_require__(763);
// EXTERNAL MODULE: ./src/tar/read.ts
var tar_read = __webpack_require__(41067);
// EXTERNAL MODULE: ./src/cnb/buildpacks/builder-buildpacks.ts
var builder_buildpacks = __webpack_require__(63502);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/package.ts











const metadataLabel = 'io.buildpacks.buildpackage.metadata';
const layersLabel = 'io.buildpacks.buildpack.layers';
/** Far more buildpacks than any composite has. */
const packageLimit = 1_000;
const MetadataSchema = valibot_dist/* looseObject */._H3({ id: valibot_dist/* string */.YjP(), version: valibot_dist/* string */.YjP() });
/** Creates errors for a refused package, called `source`. */
const refusalOf = (source) => (reason) => new failure/* Failure */.HR(`The package of buildpacks ${source} is refused: ${reason}. Nothing was built. Ask its author to correct it.`);
/**
 * The entries of an untrusted archive of buildpacks. Throws a refusal if the archive is broken, or if an entry could be
 * written outside of it. Reading the content of an entry throws the same.
 */
const archiveEntries = (tar, refuse) => (0,tar_read/* checkedEntries */.Y)(tar, { ...archiveRules, refusal: refuse });
const archiveRules = {
    strip: 0,
    rooted: true,
    links: true,
    nameLimit: 1_000,
    entryLimit: 200_000,
};
/**
 * Reads the buildpacks in a package: an image in a registry or in a `.cnb` file. Each layer has one or several buildpacks.
 * https://github.com/buildpacks/spec/blob/main/distribution.md
 *
 * Throws a Failure if the image is not a package. Layers are fetched when their entries are read. Reading entries throws a
 * refusal if the layer differs from its digest, or contains files outside of its buildpacks.
 */
const readPackage = (image, content, source) => {
    const { manifest, config } = image;
    const labels = config.config?.Labels ?? {};
    const label = (name, schema) => {
        const text = labels[name];
        if (text !== undefined)
            return (0,json_document/* parseDocument */.Tp)(schema, text, `label ${name} of ${source}`);
        const extension = labels['io.buildpacks.extension.layers'] !== undefined;
        throw new failure/* Failure */.HR(`${source} is not a package of buildpacks: it has no label ${name}. ` +
            (extension
                ? 'It is a package of image extensions, and the lifecycle cannot extend images in an OCI layout. Build without it.'
                : 'Check the name; `pack buildpack package` creates packages.'));
    };
    const named = label(metadataLabel, MetadataSchema);
    const buildpacks = Object.entries(label(layersLabel, builder_buildpacks/* LayersSchema */.a)).flatMap(([id, versions]) => Object.entries(versions).map(([version, { api, layerDiffID }]) => ({
        buildpack: (0,buildpacks_buildpack/* checkBuildpack */.E3)({ id, version, api }, source),
        diffId: layerDiffID,
    })));
    if (buildpacks.length > packageLimit) {
        throw refusalOf(source)(`it has ${buildpacks.length} buildpacks, more than ${packageLimit}`);
    }
    const main = buildpacks.find(({ buildpack: { id, version } }) => id === named.id && version === named.version);
    if (main === undefined) {
        throw refusalOf(source)(`its main buildpack ${(0,printable/* printable */.g$)((0,buildpacks_buildpack/* formatName */.nD)(named))} is missing`);
    }
    const layers = Map.groupBy(buildpacks, ({ diffId }) => diffId);
    return {
        main: main.buildpack,
        layers: [...layers].map(([diffId, inside]) => {
            const position = config.rootfs.diff_ids.indexOf(diffId);
            const descriptor = manifest.layers[position];
            if (descriptor === undefined)
                throw refusalOf(source)(`the layer ${diffId} is missing`);
            return packageLayer(inside.map(({ buildpack }) => buildpack), diffId, descriptor, content, source);
        }),
    };
};
const packageLayer = (buildpacks, diffId, descriptor, content, source) => {
    const refuse = refusalOf(source);
    return {
        buildpacks,
        diffId,
        entries: () => {
            const compression = (0,media_type/* compressionOf */.MB)(descriptor.mediaType);
            const tar = (0,decompression/* decompressed */.j)(content.fetch(descriptor), compression, descriptor.size, refuse);
            return layerEntries(verified(tar, { digest: diffId }, refuse), buildpacks, refuse);
        },
    };
};
/** The entries of a layer's buildpacks. */
async function* layerEntries(tar, buildpacks, refuse) {
    const folders = new Set(buildpacks.map((buildpack) => (0,buildpacks_buildpack/* buildpackFolder */.ce)(buildpack).slice(1)));
    const around = new Set([...folders].flatMap(withParents));
    for (const buildpack of buildpacks)
        yield* (0,buildpacks_buildpack/* foldersOf */.pd)(buildpack);
    for await (const entry of archiveEntries(tar, refuse)) {
        const { name, type } = entry;
        if (type === 'directory' && (name === '' || around.has(name)))
            continue;
        const folder = name.split('/').slice(0, 4).join('/');
        if (!folders.has(folder) || folder === name) {
            throw refuse(`it has "${(0,printable/* printable */.g$)(name)}", which is not part of its buildpacks`);
        }
        yield placed(entry, name.slice(folder.length + 1), folder, refuse);
    }
}
const withParents = (path) => path.split('/').map((_, end, parts) => parts.slice(0, end + 1).join('/'));
/** An entry at its place in a buildpack's folder. Throws a refusal if it is a link that leaves that folder. */
const placed = ({ type, mode, size, linkname, content }, name, folder, refuse) => {
    const path = `${folder}/${name}`;
    if (type === 'directory')
        return (0,buildpacks_buildpack/* ofRoot */.qW)({ name: path, mode: 0o755, type });
    if (type === 'file')
        return (0,buildpacks_buildpack/* ofRoot */.qW)({ name: path, mode: (0,buildpacks_buildpack/* fileMode */.IB)(name, mode), type, size, content });
    if (type === 'link') {
        if (!linkname.startsWith(`${folder}/`))
            throw refuse(`"${(0,printable/* printable */.g$)(path)}" is a link that leads out of its buildpack`);
        return (0,buildpacks_buildpack/* ofRoot */.qW)({ name: path, mode: (0,buildpacks_buildpack/* fileMode */.IB)(name, mode), type, linkname });
    }
    const climb = (0,tar_link/* climbOf */.T)(linkname);
    if (climb === Number.POSITIVE_INFINITY) {
        throw refuse(`"${(0,printable/* printable */.g$)(path)}" is a link with ".." after a name, which may be a link itself, so its target is unknown`);
    }
    if (climb > name.split('/').length - 1) {
        throw refuse(`"${(0,printable/* printable */.g$)(path)}" is a link that leads out of its buildpack`);
    }
    return (0,buildpacks_buildpack/* ofRoot */.qW)({ name: path, mode: 0o777, type, linkname });
};

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
        throw (0,buildpacks_buildpack/* noBuildpack */.Dw)(path, (name) => found.has(name));
    const main = (0,buildpacks_buildpack/* readBuildpackToml */.kk)(toml, path);
    const refuse = refusalOf(path);
    const folder = (0,buildpacks_buildpack/* buildpackFolder */.ce)(main).slice(1);
    async function* entries() {
        yield* (0,buildpacks_buildpack/* foldersOf */.pd)(main);
        for await (const entry of entriesIn(path)) {
            // The target of a hard link is relative to the root of the archive, which is the buildpack's folder.
            const linkname = entry.type === 'link' ? `${folder}/${entry.linkname}` : entry.linkname;
            if (entry.name !== '')
                yield placed({ ...entry, linkname }, entry.name, folder, refuse);
        }
    }
    return { main, layers: [{ buildpacks: [main], entries }] };
};
/** The documents at the top of an archive that identify its kind. */
const documentsIn = async (path) => {
    const wanted = [layout_write/* layoutIndex */.vh, layout_write/* layoutMarker */.fB, buildpacks_buildpack/* buildpackFile */.g7, buildpacks_buildpack/* extensionFile */.GM];
    const found = new Map();
    for await (const entry of entriesIn(path)) {
        if (entry.type === 'file' && wanted.includes(entry.name))
            found.set(entry.name, await small(entry, path));
    }
    return found;
};
const small = async ({ name, size, content }, path) => {
    if (size > json_document/* documentLimit */.NL)
        throw refusalOf(path)(`its ${name} has ${size} bytes`);
    return Buffer.concat(await Array.fromAsync(content));
};
const layoutPackage = async (path, index) => {
    const { manifests } = (0,image_index/* parseIndex */.A)(index, `index of ${path}`);
    const root = manifests.find(({ mediaType }) => (0,media_type/* isManifest */.Yh)(mediaType));
    if (root === undefined)
        throw refusalOf(path)('its index lists no image');
    const content = archiveContent(path);
    const document = async (descriptor) => {
        if (descriptor.size > json_document/* documentLimit */.NL)
            throw refusalOf(path)(`it has a document of ${descriptor.size} bytes`);
        return Buffer.concat(await Array.fromAsync(content.fetch(descriptor)));
    };
    const manifest = (0,image_manifest/* parseManifest */.N)(await document(root), `manifest of ${path}`);
    const config = (0,image_config/* parseImageConfig */.F)(await document(manifest.config), `configuration of ${path}`);
    return readPackage({ manifest, config }, content, path);
};
/** The blobs of a layout in an archive. Each read starts at the beginning: compressed archives have no random access. */
const archiveContent = (path) => ({
    exists: async () => true,
    async *fetch(descriptor) {
        for await (const { name, content } of entriesIn(path)) {
            if ((0,blob/* blobAtPath */.Ib)(name) !== descriptor.digest)
                continue;
            yield* verified(content, descriptor, refusalOf(path));
            return;
        }
        throw refusalOf(path)(`the blob ${descriptor.digest} is missing`);
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
        const refuse = refusalOf(path);
        yield* archiveEntries((0,decompression/* decompressed */.j)(bytes, gzip ? 'gzip' : 'none', size, refuse), refuse);
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

;// CONCATENATED MODULE: ./src/cnb/buildpacks/folder.ts





/** Reads the buildpack in a folder. Throws a Failure if there is none. */
const readFolder = async (path) => {
    const names = await (0,promises_.readdir)(path);
    if (!names.includes(buildpacks_buildpack/* buildpackFile */.g7))
        throw (0,buildpacks_buildpack/* noBuildpack */.Dw)(path, (name) => names.includes(name));
    const main = (0,buildpacks_buildpack/* readBuildpackToml */.kk)(await (0,read/* readSmallFile */.EW)((0,external_node_path_.join)(path, buildpacks_buildpack/* buildpackFile */.g7), { followLink: true }), path);
    return { main, layer: { buildpacks: [main], entries: () => entriesOf(path, main) } };
};
async function* entriesOf(path, buildpack) {
    yield* (0,buildpacks_buildpack/* foldersOf */.pd)(buildpack);
    yield* walk(path, '', (0,buildpacks_buildpack/* buildpackFolder */.ce)(buildpack).slice(1));
}
// A buildpack may be a repository's root, and its .git may have the credentials of the checkout.
const withheld = '.git';
/** The content of a buildpack's folder, in bytewise order of the names. Links are not followed. */
async function* walk(root, inner, target) {
    const content = await (0,promises_.readdir)((0,external_node_path_.join)(root, inner), { withFileTypes: true }).catch((cause) => {
        throw unreadable((0,external_node_path_.join)(root, inner), cause);
    });
    const sorted = content
        .filter(({ name }) => name !== withheld)
        .map((dirent) => ({ dirent, key: Buffer.from(dirent.name) }))
        .sort((a, b) => Buffer.compare(a.key, b.key));
    for (const { dirent } of sorted) {
        const name = inner === '' ? dirent.name : `${inner}/${dirent.name}`;
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
    return (0,buildpacks_buildpack/* ofRoot */.qW)({
        name: target,
        mode: (0,buildpacks_buildpack/* fileMode */.IB)(name, mode),
        type: 'file',
        size,
        content: contentOf(path, size),
    });
};
async function* contentOf(path, size) {
    let read = 0;
    try {
        // The file may have been replaced by a link or a pipe since its folder was listed.
        const file = await (0,promises_.open)(path, promises_.constants.O_RDONLY | promises_.constants.O_NOFOLLOW | promises_.constants.O_NONBLOCK);
        for await (const chunk of file.createReadStream({ highWaterMark: 256 * 1024 })) {
            read += chunk.length;
            if (read > size)
                break;
            yield chunk;
        }
    }
    catch (cause) {
        throw unreadable(path, cause);
    }
    if (read !== size) {
        throw new failure/* Failure */.HR(`Could not read the buildpack: ${path} changed while it was read. Stop the process that writes to it.`);
    }
}
const unreadable = (path, cause) => {
    if (cause instanceof failure/* Failure */.HR || !(0,failure/* isSystemError */.Or)(cause, 'EACCES', 'EPERM', 'ENOENT', 'ELOOP', 'EIO'))
        return cause;
    return new failure/* Failure */.HR(`Could not read the buildpack: ${path}: ${(0,failure/* messageOf */.bD)(cause)}. Make it readable.`, {
        cause,
    });
};

// EXTERNAL MODULE: ./src/content/image-documents.ts
var image_documents = __webpack_require__(67283);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/image/reference.ts
var image_reference = __webpack_require__(23564);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/image.ts








/**
 * Reads a package of buildpacks from a registry. The engine is not involved: the layers are streamed from the registry into
 * the sandbox, and verified on the way.
 *
 * Throws a Failure if the image is unavailable, does not exist for the platform, or is not a package of buildpacks.
 */
const imagePackage = async (reference, platform, registry) => {
    const name = (0,image_reference/* formatReference */.FH)(reference);
    const root = await registry.resolve(reference);
    const content = registry.readableRepository(reference);
    const index = await (0,image_documents/* fetchIndex */.RG)(content, root);
    const descriptor = index === undefined ? root : chooseImage(index.listed, platform, name);
    const found = await readPackage(await (0,image_documents/* fetchImage */.aK)(content, descriptor), content, name);
    return { ...found, images: [{ ...reference, digest: root.digest }] };
};
const chooseImage = (listed, platform, name) => {
    const chosen = (0,image_index/* imageFor */.z)(platform, listed);
    if (chosen !== undefined)
        return chosen;
    const images = listed.filter(({ mediaType }) => (0,media_type/* isManifest */.Yh)(mediaType));
    const platforms = images.flatMap((image) => image.platform ?? []).map(image_platform/* formatPlatform */.Bq);
    throw new failure/* Failure */.HR(`The package of buildpacks ${name} does not exist for ${(0,image_platform/* formatPlatform */.Bq)(platform)}, only for: ` +
        `${(0,printable/* printable */.g$)([...new Set(platforms)].join(', ')) || 'none'}. Choose another package, or another platform.`);
};

// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(73136);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/locator.ts







const builderPrefixes = ['urn:cnb:builder:', 'from=builder:'];
/**
 * Parses the locator of a buildpack. Tries the forms in the order of pack: `from=builder`, `urn:cnb:builder:<id>`, a URI
 * (`docker://…`, `file://…`), an existing path, the ID of a buildpack in the builder, and an image.
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
    const { id, version } = splitId(text);
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
const splitId = (text) => {
    const [id = '', version] = text.split('@');
    return { id, version };
};
const knownId = (text, known) => {
    const { id, version } = splitId(text);
    const found = known.filter((one) => one.id === id);
    if (found.some((one) => version === undefined || one.version === version))
        return { kind: 'id', id, version };
    if (found.length > 0) {
        throw new failure/* Failure */.HR(`Version "${(0,printable/* printable */.g$)(version ?? '')}" of ${(0,printable/* printable */.g$)(id)} is not in the builder. ` +
            `Available versions: ${found.map((one) => (0,printable/* printable */.g$)(one.version)).join(', ')}.`);
    }
    throw new failure/* Failure */.HR(`The builder has no buildpack "${(0,printable/* printable */.g$)(text)}". It has: ${listOf(known)}. Name one of these, an existing folder ` +
        'or file, or an image, for example docker://docker.io/owner/name:1.2.');
};
const listLimit = 40;
const listOf = (known) => {
    if (known.length === 0)
        return 'none that its labels list';
    const more = known.length > listLimit ? `, and ${known.length - listLimit} more` : '';
    return known.slice(0, listLimit).map(buildpacks_buildpack/* formatName */.nD).map(printable/* printable */.g$).join(', ') + more;
};
const fromRegistry = (text) => {
    const id = (0,printable/* printable */.g$)(text.slice('urn:cnb:registry:'.length).split('@')[0] ?? '');
    return new failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(text)}" is an entry of the buildpack registry, which this action does not read. ` +
        `Name the image of ${id} instead, for example docker://docker.io/owner/name@sha256:…. ` +
        'https://registry.buildpacks.io shows it.');
};
const imageAt = (text, name) => {
    try {
        return { kind: 'image', reference: (0,image_reference/* parseReference */.F2)(name) };
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
        if (this.#count > packageLimit) {
            throw new failure/* Failure */.HR(`The buildpack ${above[0]} has more than ${packageLimit} dependencies. Remove some from its package.toml.`);
        }
        const { registry, platform } = this.#sources;
        if (locator.kind === 'image')
            return imagePackage(locator.reference, platform, registry);
        const { path } = locator;
        try {
            const stats = await (0,promises_.stat)(path);
            if (stats.isDirectory())
                return await this.#findInFolder(await (0,promises_.realpath)(path), above);
            if (stats.isFile())
                return await archivePackage(path);
        }
        catch (cause) {
            if (!(0,failure/* isSystemError */.Or)(cause, 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EIO'))
                throw cause;
            throw new failure/* Failure */.HR(`Could not read the buildpack ${path}: ${(0,failure/* messageOf */.bD)(cause)}. Make it readable.`, {
                cause,
            });
        }
        throw new failure/* Failure */.HR(`${path} is not a buildpack: it is neither a folder nor a file. Name one of these.`);
    }
    /** The buildpack in a folder, and the dependencies in its package.toml. */
    async #findInFolder(folder, above) {
        if (above.includes(folder)) {
            throw new failure/* Failure */.HR(`The buildpack ${folder} depends on itself. Correct its package.toml.`);
        }
        const { main, layer } = await readFolder(folder);
        const name = (0,external_node_path_.join)(folder, 'package.toml');
        const bytes = await (0,read/* readSmallFile */.EW)(name, { followLink: true }).catch((error) => {
            if ((0,failure/* isSystemError */.Or)(error, 'ENOENT'))
                return undefined;
            throw error;
        });
        if (bytes === undefined)
            return { main, layers: [layer] };
        const { buildpack, dependencies } = (0,toml/* readToml */.D)(PackageSchema, bytes, name);
        const base = (0,external_node_path_.join)(folder, localPart(buildpack?.uri));
        const layers = [layer];
        const images = [];
        for (const { uri, image } of dependencies) {
            const text = uri ?? (image === undefined ? undefined : `docker://${image}`);
            if (text === undefined)
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
        yield (0,buildpacks_buildpack/* ofRoot */.qW)((0,write/* file */.NJ)(`${folder}/buildpack.toml`, (0,dist/* stringify */.As)({ api, buildpack: { id, version }, stacks })));
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
    const added = [];
    const entryOf = async (named) => {
        const found = await find(named, builder.buildpacks, sources);
        if (!('layers' in found))
            return found.kind === 'builder' ? 'builder' : found;
        added.push(found);
        const { id, version } = found.main;
        return { id, version };
    };
    const order = buildpacks.length > 0
        ? await declaredOrder(buildpacks, entryOf, builder.buildpacks)
        : await extendedOrder(pre, post, entryOf, builder.buildpacks);
    if (order === undefined)
        return undefined;
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
const find = async ({ buildpack, folder, origin }, { all, stackId }, sources) => {
    if (typeof buildpack !== 'string')
        return inlinePackage(buildpack, stackId);
    const locator = await parseLocator(buildpack, { folder, known: all }).catch((cause) => {
        if (origin === undefined || !(cause instanceof failure/* Failure */.HR))
            throw cause;
        throw new failure/* Failure */.HR(`Invalid buildpack in ${origin}: ${cause.message}`, { cause });
    });
    return locator.kind === 'path' || locator.kind === 'image' ? findPackage(locator, sources) : locator;
};
/** One group of all buildpacks. With `from=builder`, the builder's groups, with the others before and after them. */
const declaredOrder = async (buildpacks, entryOf, builder) => {
    let order = [[]];
    let builderIsIn = false;
    for (const named of buildpacks) {
        const entry = await entryOf(named);
        if (entry !== 'builder') {
            order = (0,buildpacks_order/* append */.BC)(order, entry);
            continue;
        }
        if (builderIsIn) {
            throw new failure/* Failure */.HR('The buildpacks contain "from=builder" twice. Remove one of them.');
        }
        builderIsIn = true;
        const [before = []] = order;
        order = ownOrder(builder).map((group) => [...before, ...group]);
    }
    return order;
};
/** The builder's groups with buildpacks before and after them. The last of `pre` comes first, as with pack. */
const extendedOrder = async (pre, post, entryOf, builder) => {
    if (pre.length === 0 && post.length === 0)
        return undefined;
    const single = async (named) => {
        const entry = await entryOf(named);
        if (entry !== 'builder')
            return entry;
        throw new failure/* Failure */.HR('"from=builder" is allowed only in the input "buildpacks", not in "pre-buildpacks" and "post-buildpacks". ' +
            'Name a buildpack.');
    };
    let order = ownOrder(builder);
    for (const named of pre)
        order = (0,buildpacks_order/* prepend */.Hs)(order, await single(named));
    for (const named of post)
        order = (0,buildpacks_order/* append */.BC)(order, await single(named));
    return order;
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
/* harmony export */   BC: () => (/* binding */ append),
/* harmony export */   Gv: () => (/* binding */ formatOrder),
/* harmony export */   Hs: () => (/* binding */ prepend),
/* harmony export */   re: () => (/* binding */ orderToml),
/* harmony export */   vN: () => (/* binding */ resolveOrder)
/* harmony export */ });
/* harmony import */ var smol_toml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3292);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4908);



/** Adds a buildpack at the end of every group. */
const append = (order, entry) => order.map((group) => [...group, entry]);
/** Adds a buildpack at the start of every group. */
const prepend = (order, entry) => order.map((group) => [entry, ...group]);
/**
 * Adds the missing versions to an order. Throws a Failure if a buildpack is unknown, or if it has several versions and the
 * order does not choose one.
 */
const resolveOrder = (order, known) => order.map((group) => group.map((entry) => ({ ...entry, version: versionOf(entry, known) })));
const versionOf = ({ id, version }, known) => {
    const versions = [...new Set(known.filter((one) => one.id === id).map((one) => one.version))];
    if (version !== undefined && version !== '' && versions.includes(version))
        return version;
    const [only] = versions;
    if (only === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The order contains the buildpack ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(id)}, which is neither in the builder nor added by the inputs. ` +
            'Add it, or choose another builder.');
    }
    if (version !== undefined && version !== '') {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`Version ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(version)} of the buildpack ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(id)} was not found. ` +
            `Available versions: ${versions.map(_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$).join(', ')}.`);
    }
    if (versions.length === 1)
        return only;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The buildpack ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(id)} has several versions: ${versions.map(_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$).join(', ')}. ` +
        `Choose one, for example ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(id)}@${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(only)}.`);
};
/** An order.toml. https://github.com/buildpacks/spec/blob/main/platform.md#ordertoml-toml */
const orderToml = (order) => (0,smol_toml__WEBPACK_IMPORTED_MODULE_0__/* .stringify */ .As)({
    order: order.map((group) => ({
        group: group.map(({ id, version = '', optional }) => ({
            id,
            version,
            ...(optional && { optional }),
        })),
    })),
});
/** An order for messages, with at most three groups: `acme/node@1.2.3, acme/npm@2.0.0; or acme/python@3.0.0`. */
const formatOrder = (order) => {
    const groups = order.slice(0, 3).map((group) => group.map(formatEntry).join(', '));
    const more = order.length > 3 ? [`${order.length - 3} more groups`] : [];
    return (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)([...groups, ...more].join('; or '));
};
const formatEntry = ({ id, version, optional }) => `${id}${version === undefined ? '' : `@${version}`}${optional ? ' (optional)' : ''}`;


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
/* harmony import */ var _files_is_within_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(90891);
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









const namePattern = /^[A-Za-z0-9._-]{1,253}$/;
/**
 * Reads the bindings in some folders, each of which is a binding, with a file `type`, or a folder of bindings. Links are
 * followed within the given folder: Kubernetes mounts a secret as links into a folder `..data`, and what is called like
 * that is no part of a binding itself.
 *
 * Throws a Failure that names the first folder that is none, and never what is in its files.
 */
const readBindings = async (folders) => {
    const bindings = (await Promise.all(folders.map(bindingsIn))).flat();
    const names = new Set();
    for (const { name } of bindings) {
        if (names.has(name)) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`There are two bindings with the name "${name}". Rename the folder of one.`);
        }
        names.add(name);
    }
    return bindings;
};
const bindingsIn = async (path) => {
    const root = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(path).catch((error) => {
        throw unreadable(path, error);
    });
    const found = await list({ path, root });
    const names = new Set(found.map(({ name }) => name));
    const inner = found.filter(({ stats }) => stats.isDirectory());
    if (names.has('type') || inner.length === 0)
        return [await bindingOf((0,node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(path), path, found)];
    return Promise.all(inner.map(async ({ name, place }) => bindingOf(name, place.path, await list(place))));
};
const list = async ({ path, root }) => {
    try {
        const names = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(path)).filter((name) => !name.startsWith('..')).sort();
        return await Promise.all(names.map(async (name) => {
            const place = { path: (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(path, name), root };
            return { name, place, stats: await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(await within(place)) };
        }));
    }
    catch (error) {
        throw unreadable(path, error);
    }
};
/** Where a path leads. Throws a Failure if that is outside of the folder that was given. */
const within = async ({ path, root }) => {
    const real = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(path);
    if ((0,_files_is_within_js__WEBPACK_IMPORTED_MODULE_3__/* .isWithin */ .U)(real, root))
        return real;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding's file ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)(path)} is a link that leads out of the folder given as binding. ` +
        'Put the file itself there, or give the folder that it is in.');
};
const bindingOf = async (name, path, found) => {
    checkName(name, path);
    if (found.length === 0) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding ${path} is empty. Put a file "type" there, and one for each secret.`);
    }
    if (!found.some(({ name }) => name === 'type')) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding ${path} has no file "type", which tells buildpacks what it is. ` +
            'Put one there, with a word such as ca-certificates or maven in it.');
    }
    return { name, files: await Promise.all(found.map(readFound)) };
};
const checkName = (name, path) => {
    if (namePattern.test(name))
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)(path)} has a name that is not allowed, "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .printable */ .g$)(name)}": bindings and their files are named by ` +
        '1 to 253 letters, digits, ".", "_" or "-". Rename it.');
};
const readFound = async ({ name, place, stats }) => {
    const { path } = place;
    checkName(name, path);
    if (!stats.isFile()) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`A binding has files only, and ${path} is none. Move it out of the binding.`);
    }
    const content = await readBounded(place);
    if (name === 'type' && content.toString('utf8').trim() === '') {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding's file ${path} is empty. Write the binding's type into it.`);
    }
    return { name, content };
};
// What was a file a moment ago may be a link or a pipe by now.
const openFlags = node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NOFOLLOW | node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK;
const readBounded = async (place) => {
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const file = __addDisposableResource(env_1, await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(await within(place), openFlags), true);
            const { size } = await file.stat();
            if (size <= _json_document_js__WEBPACK_IMPORTED_MODULE_4__/* .documentLimit */ .NL)
                return await file.readFile();
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
        throw unreadable(place.path, error);
    }
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding's file ${place.path} has more than ${_json_document_js__WEBPACK_IMPORTED_MODULE_4__/* .documentLimit */ .NL} bytes. Bindings are for secrets.`);
};
const unreadable = (path, cause) => {
    if (cause instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR)
        return cause;
    if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .isSystemError */ .Or)(cause, 'ENOTDIR')) {
        return new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The binding ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)(path)} is not a folder. Give the folder that the file lies in.`, {
            cause,
        });
    }
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`Could not read the binding ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)(path)}: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_8__/* .oneLine */ .TN)((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .messageOf */ .bD)(cause))}. Make it readable, or correct the input bindings.`, { cause });
};
/** The bindings as they go into a sandbox, for its user's eyes only. */
function* bindingEntries(bindings) {
    if (bindings.length === 0)
        return;
    const folder = `${_sandbox_paths_js__WEBPACK_IMPORTED_MODULE_7__/* .sandboxPaths */ .a.platform}/bindings`;
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

/***/ 27782:
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
var layout_blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/content.ts
var content = __webpack_require__(90583);
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/files/staging.ts
var files_staging = __webpack_require__(98842);
// EXTERNAL MODULE: ./src/image/annotations.ts
var image_annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/config.ts
var image_config = __webpack_require__(86575);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
// EXTERNAL MODULE: ./src/image/manifest.ts
var image_manifest = __webpack_require__(20596);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
;// CONCATENATED MODULE: ./src/store/build-cache-layout.ts










const metadataLabel = 'io.buildpacks.lifecycle.cache.metadata';
// A tar's header has its size, and a stream that is being unpacked shows it at its end only.
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
    annotations: { [image_annotations/* annotationKeys */.i.refName]: name },
});
const layerOf = ({ blob: { mediaType, digest, size }, size: tarSize }) => ({
    mediaType,
    digest,
    size,
    annotations: { [sizeKey]: String(tarSize) },
});
/** Writes down a build cache; the same content gives the same bytes. */
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
            config: { Labels: { [metadataLabel]: cache.metadata } },
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
/** The plain tar of a cached layer that is no layer of the image. */
const tarMediaType = 'application/vnd.oci.image.layer.v1.tar';
/**
 * Reads the build cache in a folder; every document is checked against its digest, no layer is looked at. Throws what is
 * wrong with it.
 */
const readBuildCache = async (folder) => {
    const index = await (0,read/* readSmallFile */.EW)((0,external_node_path_.join)(folder, write/* layoutIndex */.vh));
    const { manifests } = (0,image_index/* parseIndex */.A)(index, `index of ${folder}`);
    const find = (name) => manifests.find(({ annotations }) => annotations?.[image_annotations/* annotationKeys */.i.refName] === name);
    const image = find(imageName);
    if (image === undefined)
        throw new failure/* Failure */.HR(`${folder} names no image.`);
    const cache = find(cacheName);
    return {
        index,
        image: await readThin(folder, image),
        cache: cache === undefined ? undefined : cacheOf(await readThin(folder, cache)),
    };
};
const readThin = async (folder, { mediaType, digest, size }) => {
    const manifestBytes = await (0,read/* readDocument */.u0)(folder, { digest, size });
    const manifest = (0,image_manifest/* parseManifest */.N)(manifestBytes);
    const configBytes = await (0,read/* readDocument */.u0)(folder, manifest.config);
    const config = (0,image_config/* parseImageConfig */.F)(configBytes);
    if (manifest.layers.length !== config.rootfs.diff_ids.length) {
        throw new failure/* Failure */.HR(`${digest} lists ${manifest.layers.length} layers and ${config.rootfs.diff_ids.length} diff IDs.`);
    }
    return { descriptor: { mediaType, digest, size }, manifest, config, manifestBytes, configBytes };
};
const cacheOf = ({ manifest, config }) => ({
    metadata: config.config?.Labels?.[metadataLabel] ?? '',
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
 * fails, it throws and leaves nothing. `noteStaging` gets the folder that would be left if this process were killed.
 */
const draftBuildCache = async ({ folder, platform, found }, { image, own, cache, verified }, lifecycleCache, noteStaging) => {
    const ownDigests = new Set(own.map(({ digest }) => digest));
    const stored = new Map(found?.cache?.layers.map((layer) => [layer.diffId, layer]));
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
        // Sorted, so that the same layers give the same bytes.
        for (const diffId of cache.diffIds.toSorted()) {
            const blob = layerByDiffId(image, diffId);
            const storedLayer = verified.cached.has(diffId) ? stored.get(diffId) : undefined;
            if (blob !== undefined && ownDigests.has(blob.digest)) {
                const size = storedLayer?.size ?? (await lifecycleCache.size(diffId));
                layers.push({ diffId, blob, size });
            }
            else if (storedLayer?.blob.digest === diffId)
                layers.push(storedLayer);
            else
                layers.push(await receiveLayer(diffId, await openStaging(), lifecycleCache));
        }
        const content = { image, cache: { metadata: cache.metadata, layers } };
        const { index } = formatBuildCache(content, platform);
        const isVerified = verified.image && cache.diffIds.every((diffId) => verified.cached.has(diffId));
        if (!isVerified || found?.index.equals(index) !== true)
            await openStaging();
        return { staging, own, content };
    }
    catch (error) {
        if (staging !== undefined)
            await (0,promises_.rm)(staging, { recursive: true, force: true });
        throw error;
    }
};
/** Receives a cached layer from a sandbox into a layout, and verifies its digest. */
const receiveLayer = async (diffId, layout, lifecycleCache) => {
    let tar = 0;
    await lifecycleCache.receive(diffId, async (size, bytes) => {
        tar = size;
        await (0,layout_blob/* writeBlob */.Zh)(layout, { digest: diffId, size }, bytes);
    });
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




const readFlags = promises_.constants.O_RDONLY | promises_.constants.O_NOFOLLOW | promises_.constants.O_NONBLOCK;
// The highest ratio that gzip can reach: https://www.zlib.net/zlib_tech.html
const largestRatio = 1_100;
const smallTar = 1024 * 1024;
/**
 * Opens the tar of a cached layer in a layout. Throws the file system's error if the file cannot be read, and an error
 * if the recorded size cannot be right, because callers that stream the tar rely on it.
 */
const cachedTar = async (folder, { diffId, blob, size }) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const path = (0,layout_blob/* blobPath */.nD)(folder, blob.digest);
        const file = __addDisposableResource(env_1, await (0,promises_.open)(path, readFlags), true);
        const stats = await file.stat();
        if (!stats.isFile())
            throw new Error('it is not a regular file');
        const isPlain = blob.digest === diffId;
        const isRight = isPlain ? size === stats.size : size > 0 && size <= stats.size * largestRatio + smallTar;
        if (!isRight)
            throw new Error(`its file has ${stats.size} bytes, which cannot be ${size} of a tar`);
        return { size, open: () => (isPlain ? readPlain(path) : readCompressed(path)) };
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
async function* readPlain(path) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const file = __addDisposableResource(env_2, await (0,promises_.open)(path, readFlags), true);
        yield* file.createReadStream({ highWaterMark: layout_blob/* chunkSize */.ZL });
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
async function* readCompressed(path) {
    const env_3 = { stack: [], error: void 0, hasError: false };
    try {
        const file = __addDisposableResource(env_3, await (0,promises_.open)(path, readFlags), true);
        const tar = (0,external_node_zlib_.createGunzip)({ chunkSize: 256 * 1024 });
        // The reader of the tar throws the error.
        (0,external_node_stream_.pipeline)(file.createReadStream({ highWaterMark: layout_blob/* chunkSize */.ZL }), tar, () => { });
        yield* tar;
    }
    catch (e_3) {
        env_3.error = e_3;
        env_3.hasError = true;
    }
    finally {
        const result_3 = __disposeResources(env_3);
        if (result_3)
            await result_3;
    }
}

// EXTERNAL MODULE: ./src/store/folder.ts
var store_folder = __webpack_require__(38129);
;// CONCATENATED MODULE: ./src/store/build-caches.ts















/**
 * The build caches: for each app the image of its last build and what its buildpacks cached.
 *
 * Nothing in them is trusted. A folder is replaced as a whole, so several builds may use it at once, and a build that
 * fails or is cancelled leaves it as it was.
 */
class BuildCaches {
    #options;
    constructor(options) {
        this.#options = options;
    }
    folderOf(id) {
        return (0,external_node_path_.join)(this.#options.root, buildCacheFolder(id));
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
            return emptyCache(`what was kept cannot be read: ${withoutStop((0,failure/* messageOf */.bD)(error))}`, restored);
        }
    }
    /** The build cache of an app, without reading it: it will be replaced. */
    skip(id, why) {
        return { id, folder: this.folderOf(id), found: undefined, why, restored: undefined };
    }
    /** The tars of the cached layers. Warns about each that is missing. */
    async cachedTars({ folder, found }) {
        const tars = [];
        for (const layer of found?.cache?.layers ?? []) {
            try {
                tars.push({ ...layer, ...(await cachedTar(folder, layer)) });
            }
            catch (error) {
                this.#options.warn(`The cached layer ${layer.diffId} is not used: ${withoutStop((0,failure/* messageOf */.bD)(error))}. It will be rebuilt.`);
            }
        }
        return tars;
    }
    /** Copies layers of the stored image into a layout and verifies them. Throws a Failure if one is missing or wrong. */
    async copyLayers({ folder }, layers, target) {
        await (0,copy/* copy */.C)(layers, [(0,content/* layoutContent */.G)(folder)], target, { warn: () => { } });
    }
    /** Starts a new build cache while the sandbox of the build still exists. */
    draft(opened, result, cache) {
        const { folder, found, id } = opened;
        return draftBuildCache({ folder, found, platform: id.platform }, result, cache, this.#options.noteStaging);
    }
    /** Replaces the stored build cache by the new one. Takes the image's own layers from `layout`. */
    async save(opened, draft, layout) {
        const { staging, own, content } = draft;
        const { index, documents } = formatBuildCache(content, opened.id.platform);
        const cached = (content.cache?.layers ?? []).map(({ blob }) => blob);
        if (staging !== undefined) {
            try {
                for (const { digest } of own)
                    await (0,layout_blob/* linkBlob */.sm)(layout, staging, digest);
                for (const { digest } of cached) {
                    if (!(await isThere((0,layout_blob/* blobPath */.nD)(staging, digest))))
                        await (0,layout_blob/* linkBlob */.sm)(opened.folder, staging, digest);
                }
                for (const { descriptor, bytes } of documents)
                    await (0,layout_blob/* writeBlob */.Zh)(staging, descriptor, [bytes]);
                await (0,layout_blob/* writeAtomically */.vK)((0,external_node_path_.join)(staging, write/* layoutIndex */.vh), (partial) => (0,promises_.writeFile)(partial, index, { mode: 0o644 }));
                await this.#clearPlace(opened.folder);
                await (0,place/* moveIntoPlace */.h)(staging, opened.folder);
            }
            finally {
                await (0,promises_.rm)(staging, { recursive: true, force: true });
            }
        }
        const all = [...documents.map(({ descriptor }) => descriptor), ...own, ...cached];
        const changed = staging !== undefined;
        const uploaded = await this.#upload(opened, index, changed);
        return { size: (0,image_image/* sizeOf */.$d)((0,image_image/* uniqueBlobs */.ge)(all)), changed, uploaded };
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
        return await cache.restoreNewest(folder, buildCachePrefix(id));
    }
    /** Saves a folder in the Actions cache under a key that names its content, unless it came from there. Returns the bytes. */
    async #upload({ folder, id, restored, found }, index, changed) {
        const { cache } = this.#options;
        if (cache === undefined || restored?.outcome === 'unavailable')
            return 0;
        const isSame = found?.index.equals(index) === true;
        if (isSame && restored === undefined)
            return 0;
        const key = keyFor(`${buildCachePrefix(id)}${(0,digest/* hexOf */.ZD)((0,digest/* digestOf */.ol)(index))}`, restored, changed);
        if (key === undefined)
            return 0;
        const saved = await cache.save(folder, key);
        return saved.outcome === 'saved' ? saved.bytes : 0;
    }
}
const isThere = (path) => (0,promises_.lstat)(path).then(() => true, () => false);
const withoutStop = (message) => message.replace(/\.$/, '');
/**
 * The key of an entry; undefined if it was restored from one of that content. Where that one turned out to be damaged
 * it cannot be written again, and would be found for ever: then the key has a suffix of its own.
 */
const keyFor = (exact, restored, changed) => {
    const key = restored !== undefined && 'key' in restored ? restored.key : '';
    if (!key.startsWith(exact))
        return exact;
    return changed ? `${exact}-${(0,digest/* hexOf */.ZD)((0,digest/* digestOf */.ol)(key)).slice(0, 8)}` : undefined;
};
const describeAbsence = (restored) => {
    if (restored?.outcome === 'unavailable')
        return `the cache could not be read: ${withoutStop(restored.reason)}`;
    return 'no previous build of this app was kept';
};


/***/ }),

/***/ 82896:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ openPreviousImage)
/* harmony export */ });
/* harmony import */ var _registry_documents_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(97293);
/* harmony import */ var _run_image_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(26072);


/**
 * The image for a platform that a reference names in a registry at this moment, without its layers. Throws a Failure
 * if there is none, or it cannot be had.
 */
const openPreviousImage = async (registry, reference, platform) => {
    const root = reference.digest ?? (await registry.resolve(reference)).digest;
    return (0,_run_image_js__WEBPACK_IMPORTED_MODULE_1__/* .readRunImage */ .R)({ reference, root, platform }, (0,_registry_documents_js__WEBPACK_IMPORTED_MODULE_0__/* .registryDocuments */ .G)(registry, reference), 'previous image');
};


/***/ })

};
