export const id = 759;
export const ids = [759];
export const modules = {

/***/ 42538:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  $l: () => (/* binding */ dockerServices),
  NX: () => (/* binding */ jobContainerServices),
  DL: () => (/* binding */ privatePathsOf)
});

// UNUSED EXPORTS: reportMissingPrograms

// EXTERNAL MODULE: ./src/docker/inspect.ts
var inspect = __webpack_require__(94892);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/docker/refusal.ts
var docker_refusal = __webpack_require__(85540);
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
        if (error instanceof docker_refusal/* EngineRefusal */.np)
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

// EXTERNAL MODULE: ./src/image/reference.ts
var reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/cnb/builder/builder.ts
var builder = __webpack_require__(14086);
;// CONCATENATED MODULE: ./src/cnb/builder/find-builder.ts







/**
 * Finds the builder in the engine, pulls it if the pull policy says so, and reads its labels and environment.
 * `note` gets a message when a pull begins, and every 30 seconds while it goes on.
 *
 * Throws a Failure if no engine answers, if the image does not exist, needs a login or lacks the platform, or if it is
 * not a builder that can be used.
 */
const findBuilder = async (docker, order, note, signal) => {
    const name = (0,reference/* formatReference */.FH)(order.reference);
    const { platform, pullPolicy } = order;
    const present = pullPolicy === 'always' ? undefined : await inspectForPlatform(docker, name, platform, signal);
    if (present?.fits)
        return (0,builder/* readBuilder */.kj)(present.image, name);
    if (pullPolicy === 'never') {
        if (present !== undefined && hasPlatform(present.image))
            return readAnyway(present.image, name, platform);
        const suffix = platform === undefined ? '' : ` for ${(0,image_platform/* formatPlatform */.Bq)(platform)}`;
        throw new failure/* Failure */.HR(`The builder ${name} is not in the Docker engine${suffix}, and the pull policy "never" forbids pulling it. ` +
            'Pull it before this step, or set "pull-policy" to "if-not-present".');
    }
    await pullImage(docker, { name, role: 'builder', platform }, note, signal);
    const pulled = await inspectForPlatform(docker, name, platform, signal);
    if (pulled?.fits)
        return (0,builder/* readBuilder */.kj)(pulled.image, name);
    if (pulled !== undefined && hasPlatform(pulled.image))
        return readAnyway(pulled.image, name, platform);
    throw new failure/* Failure */.HR(`The builder ${name} was pulled, but is not in the Docker engine. Run the step again.`);
};
/**
 * The image that the engine has under a name, and whether it is for `platform`, or for the engine's own platform if none
 * is given: an earlier step may have pulled the builder for another one.
 *
 * The containerd image store, the default of new engines since Docker 29, keeps several platforms under one name. It
 * describes that of the engine, or none if it has others only.
 */
const inspectForPlatform = async (docker, name, platform, signal) => {
    const image = await inspectBuilder(docker, name, signal);
    if (image === undefined)
        return undefined;
    const wanted = platform ?? (await (0,inspect/* enginePlatform */.qY)(docker, signal));
    if (fits(image, wanted))
        return { image, fits: true };
    const variant = await (0,inspect/* inspectImage */.mm)(docker, name, { platform: wanted, signal }).catch((error) => {
        // A docker command older than 28 does not know the choice, and its engines keep one platform under a name.
        if (error instanceof docker_refusal/* EngineRefusal */.np)
            return undefined;
        throw error;
    });
    if (variant === undefined || !fits(variant, wanted))
        return { image, fits: false };
    // Here the engine gives the digest of the platform's manifest as the ID, but creates containers from the name's ID only.
    return { image: { ...variant, Id: image.Id }, fits: true };
};
const hasPlatform = ({ Os }) => Os !== '';
const fits = (image, wanted) => hasPlatform(image) && (0,image_platform/* matchesPlatform */.pC)(wanted, (0,inspect/* platformOf */.tj)(image));
/** A builder for another platform than the engine's is used if no platform is asked for: the engine may emulate it. */
const readAnyway = (image, name, platform) => {
    if (platform === undefined)
        return (0,builder/* readBuilder */.kj)(image, name);
    throw new failure/* Failure */.HR(`The builder ${name} in the Docker engine is for ${(0,image_platform/* formatPlatform */.Bq)((0,inspect/* platformOf */.tj)(image))}, ` +
        `not for ${(0,image_platform/* formatPlatform */.Bq)(platform)}. Choose a builder for that platform, or change the input "platform".`);
};
/** The builder in the engine; undefined if the engine lacks it. Throws a Failure if the engine does not say. */
const inspectBuilder = async (docker, name, signal) => {
    try {
        return await (0,inspect/* inspectImage */.mm)(docker, name, { signal });
    }
    catch (cause) {
        if (!(cause instanceof docker_refusal/* EngineRefusal */.np))
            throw cause;
        const what = `The Docker engine could not say whether it has the builder ${name}`;
        throw new failure/* Failure */.HR(`${what}: ${cause.message}`, { cause });
    }
};

// EXTERNAL MODULE: ./src/cnb/builder/host-builder.ts
var host_builder = __webpack_require__(5057);
// EXTERNAL MODULE: ./src/command/program.ts
var command_program = __webpack_require__(58769);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./src/docker/command.ts
var docker_command = __webpack_require__(91721);
// EXTERNAL MODULE: ./src/docker/proxy.ts
var proxy = __webpack_require__(5996);
// EXTERNAL MODULE: ./src/docker/remove.ts
var remove = __webpack_require__(4478);
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
// EXTERNAL MODULE: ./src/json/document.ts + 1 modules
var json_document = __webpack_require__(72591);
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
    const variables = { ...(0,proxy/* proxyVariables */.e)(docker.environment), ...environment };
    const options = [
        ...['--name', name],
        ...(await ownerLabels()),
        ...['--platform', (0,image_platform/* formatPlatform */.Bq)(image.platform)],
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
const dockerServices = (docker, { network }, { signal, saveState, info }) => ({
    findBuilder: ({ builder: reference, ...order }) => {
        if (reference === undefined)
            throw new failure/* Failure */.HR('No builder is named for the Docker engine.');
        return findBuilder(docker, { reference, ...order }, info, signal);
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
        return (0,host_builder/* findHostBuilder */.jG)(container, { platform, withBuildpacks });
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

/***/ 78677:
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
    return {
        runImageInActionsCache: cache !== 'false',
        buildCache: buildCacheOf(cache, namedFolder, temporary, environment),
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

// EXTERNAL MODULE: ./src/json/document.ts + 1 modules
var json_document = __webpack_require__(72591);
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
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _cnb_builder_host_builder_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5057);
/* harmony import */ var _cnb_buildpacks_find_buildpacks_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(14717);
/* harmony import */ var _docker_command_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(91721);
/* harmony import */ var _github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(90613);
/* harmony import */ var _github_cache_cache_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(44372);
/* harmony import */ var _github_step_step_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(92071);
/* harmony import */ var _github_step_step_context_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(23812);
/* harmony import */ var _github_step_summary_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(91378);
/* harmony import */ var _registry_user_registry_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(56578);
/* harmony import */ var _sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(93216);
/* harmony import */ var _store_build_caches_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(27782);
/* harmony import */ var _store_previous_image_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(82896);
/* harmony import */ var _store_run_images_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(21173);
/* harmony import */ var _builder_services_js__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(42538);
/* harmony import */ var _inputs_inputs_js__WEBPACK_IMPORTED_MODULE_15__ = __webpack_require__(78677);
/* harmony import */ var _leftovers_js__WEBPACK_IMPORTED_MODULE_16__ = __webpack_require__(66292);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_17__ = __webpack_require__(19213);


















/** The download action of the same version, for `uses:`. An action of the workflow's own repository has no name. */
const downloadAction = (repository, ref) => repository ? `${repository}/download@${ref}` : './download';
await (0,_github_step_step_js__WEBPACK_IMPORTED_MODULE_6__/* .runStep */ .e)(async ({ log, tasks }) => {
    const context = (0,_github_step_step_context_js__WEBPACK_IMPORTED_MODULE_7__/* .stepContext */ .e)(process.env);
    const { environment } = context;
    const { signal } = tasks;
    const container = { root: '/', environment };
    const inBuilder = (0,_cnb_builder_host_builder_js__WEBPACK_IMPORTED_MODULE_1__/* .isInBuilder */ .po)(container);
    if (inBuilder)
        (0,_sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_10__/* .setHostUmask */ .ai)();
    const inputs = await (0,_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_15__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, {
        ...context,
        warn: log.warning,
        inBuilder,
    });
    const { builder, layoutRepo, insecureRegistries: insecure } = inputs;
    const { runImageInActionsCache, buildCache } = inputs.cache;
    const registry = (0,_registry_user_registry_js__WEBPACK_IMPORTED_MODULE_9__/* .userRegistry */ .t)(context, { insecure, warn: log.warning, signal });
    const cache = (0,_github_cache_cache_js__WEBPACK_IMPORTED_MODULE_5__/* .actionsCache */ .kW)(log, signal);
    const builderContext = { signal, saveState: _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ, info: log.info, warn: log.warning };
    const staging = [];
    const noteStaging = (folder) => {
        staging.push(folder);
        (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ)(_leftovers_js__WEBPACK_IMPORTED_MODULE_16__/* .stagingState */ .fc, staging.join('\n'));
    };
    await (0,_run_js__WEBPACK_IMPORTED_MODULE_17__/* .run */ .e)(inputs, {
        ...(builder === undefined
            ? (0,_builder_services_js__WEBPACK_IMPORTED_MODULE_14__/* .jobContainerServices */ .NX)(container, inputs, (0,_builder_services_js__WEBPACK_IMPORTED_MODULE_14__/* .privatePathsOf */ .DL)(context, process.argv[1] ?? ''), builderContext)
            : (0,_builder_services_js__WEBPACK_IMPORTED_MODULE_14__/* .dockerServices */ .$l)((0,_docker_command_js__WEBPACK_IMPORTED_MODULE_3__/* .dockerClient */ ._)(environment), inputs, builderContext)),
        ...{ tasks, log, noteStaging, setOutputs: _github_step_step_js__WEBPACK_IMPORTED_MODULE_6__/* .setOutputs */ .n },
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
            image: await (0,_store_previous_image_js__WEBPACK_IMPORTED_MODULE_12__/* .openPreviousImage */ .T)(registry, reference, platform),
            content: registry.readableRepository(reference),
        }),
        uploadArtifact: (layout) => (0,_github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_4__/* .uploadArtifact */ .m)({ ...layout, signal }, context, log),
        writeSummary: (markdown) => (0,_github_step_summary_js__WEBPACK_IMPORTED_MODULE_8__/* .writeSummary */ .S)(markdown, context.summaryFile, log),
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

/***/ 19213:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./src/cnb/builder/run-image-choice.ts
var run_image_choice = __webpack_require__(96834);
// EXTERNAL MODULE: ./src/cnb/buildpacks/order.ts
var order = __webpack_require__(18628);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
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
// EXTERNAL MODULE: ./src/cnb/sandbox-paths.ts
var sandbox_paths = __webpack_require__(96131);
// EXTERNAL MODULE: ./src/cnb/sbom/tree.ts
var tree = __webpack_require__(26859);
// EXTERNAL MODULE: ./src/image/reference.ts
var image_reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
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
 * The command that builds an image into a layout. Throws a Failure if the builder's lifecycle does not know execution
 * environments and another one than the usual is wanted.
 * https://github.com/buildpacks/spec/blob/main/platform.md#creator
 */
const creatorCommand = ({ platformApi, runImage, image, ownOrder = false, reuse = false, defaultProcess, creationTime, executionEnvironment = 'production', }) => ({
    command: [
        '/cnb/lifecycle/creator',
        ...['-app', sandbox_paths/* sandboxPaths */.a.app],
        ...['-cache-dir', sandbox_paths/* sandboxPaths */.a.cache],
        ...['-run-image', runImage.name],
        ...(runImage.label === undefined ? [] : ['-run', sandbox_paths/* sandboxPaths */.a.runToml]),
        ...(ownOrder ? ['-order', sandbox_paths/* sandboxPaths */.a.orderToml] : []),
        ...(reuse ? ['-previous-image', (0,image_reference/* formatReference */.FH)(previousImageReference)] : []),
        ...(defaultProcess === undefined ? [] : ['-process-type', defaultProcess]),
        `${image.name}:${image.tag}`,
    ],
    environment: {
        CNB_PLATFORM_API: platformApi,
        CNB_EXPERIMENTAL_MODE: 'warn',
        CNB_USE_LAYOUT: 'true',
        CNB_LAYOUT_DIR: sandbox_paths/* sandboxPaths */.a.layoutRepo,
        ...executionVariables(platformApi, executionEnvironment),
        ...(creationTime !== undefined && { SOURCE_DATE_EPOCH: String(creationTime) }),
    },
});
/** Platform API 0.15 introduced execution environments; pack names `production` as well, and it is in the labels. */
const executionVariables = (platformApi, executionEnvironment) => {
    if (platformApi === '0.15')
        return { CNB_EXEC_ENV: executionEnvironment };
    if (executionEnvironment === 'production')
        return {};
    throw new failure/* Failure */.HR(`The builder's lifecycle does not know the execution environment "${executionEnvironment}": it speaks the platform ` +
        `API ${platformApi}, and environments other than production came with 0.15. Use a newer builder, or leave the ` +
        'input execution-environment away.');
};

// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/cnb/creator/exit-code.ts



/** What the creator's exit codes mean, and what to do next. https://github.com/buildpacks/spec/blob/main/platform.md#creator */
const exitCodes = {
    1: ['', 'an error without a code of its own', 'See the last lines of the build.'],
    3: [
        '',
        'the lifecycle refused its arguments',
        'See its last lines; the builder may be too old or too new.',
    ],
    11: ['', 'the lifecycle does not speak the platform API', 'Use a newer builder.'],
    12: ['', 'a buildpack has a buildpack API that the lifecycle does not speak', 'Use a newer builder.'],
    20: [
        'detect',
        'no group of buildpacks passed detection',
        'Check that the input path is the folder of the app, and that the builder has buildpacks for its language.',
    ],
    21: [
        'detect',
        'no group of buildpacks passed detection, and a buildpack failed at it',
        'See what the buildpack said.',
    ],
    22: ['detect', 'detection failed', 'See the last lines of the build.'],
    32: [
        'analyze',
        'the analysis of the run image or of an earlier image failed',
        'See the last lines of the build.',
    ],
    42: ['restore', 'restoring layers failed', 'See the last lines of the build.'],
    51: [
        'build',
        "a buildpack's build failed",
        'See what the buildpack said; the cause is usually in the app.',
    ],
    52: ['build', 'the build failed outside of the buildpacks', 'See the last lines of the build.'],
    62: ['export', 'writing the image failed', 'See the last lines of the build.'],
};
/** A creator that did not succeed. */
class CreatorFailure extends failure/* Failure */.HR {
    exitCode;
    /** Whether the cause is known for sure, so that another try would end as this one did. */
    isExplained;
    constructor(exitCode, message, detail, isExplained) {
        super(message, { detail });
        this.exitCode = exitCode;
        this.isExplained = isExplained;
    }
}
const signals = { 130: 'SIGINT', 137: 'SIGKILL', 143: 'SIGTERM' };
/** Explains a creator that did not succeed: the phase, what its exit code means, what to do, and its last lines. */
const creatorFailure = ({ code, outOfMemory }, lastPhase, lastLines, { buildpacks, processTypes = [] } = {}) => {
    const [phase, meaning, advice] = exitCodes[code] ?? [];
    const during = phase || (lastPhase === undefined ? 'start' : lastPhase.toLowerCase());
    const failed = `The build failed while ${gerund(during)}`;
    if (outOfMemory) {
        return new CreatorFailure(code, `${failed}: the kernel ended a process of it, since the memory ran out (exit code ${code}). ` +
            'Use a runner, or a Docker engine, with more memory, or make the build use less.', lastLines, true);
    }
    const signal = signals[code];
    if (signal !== undefined) {
        return new CreatorFailure(code, `${failed}: it was ended from outside, by ${signal} (exit code ${code}). ` +
            'Run the step again; if it happens again, look at what stops containers on the runner, such as a lack of memory.', lastLines, false);
    }
    const known = exportAdvice(code, lastLines, processTypes);
    return new CreatorFailure(code, `${failed}: ${meaning ?? 'the creator gave a reason that this action does not know'} (exit code ${code}). ` +
        (known ?? orderAdvice(code, buildpacks) ?? advice ?? 'See the last lines of the build.'), lastLines, known !== undefined);
};
/** What to do where no group passed detection and the groups are not the builder's own. */
const orderAdvice = (code, buildpacks) => buildpacks === undefined || code !== 20
    ? undefined
    : `The order was not the builder's own, but that of the inputs and of project.toml: ${(0,order/* formatOrder */.Gv)(buildpacks)}. ` +
        'Add the buildpacks that the app needs, or "from=builder" for those of the builder.';
const errorIn = (lastLines) => lastLines.findLast((line) => line.startsWith('ERROR: ')) ?? '';
/** The type of process that an export failed for, since no buildpack made one of it; undefined for any other reason. */
const unknownProcess = (code, lastLines) => {
    // https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/exporter.go#L584
    const [, process] = /tried to set (\S+) to default but it doesn't exist/.exec(errorIn(lastLines)) ?? [];
    return code === 62 ? process : undefined;
};
/** What to do about an export that failed for a reason that the lifecycle's own last line names. */
const exportAdvice = (code, lastLines, processTypes) => {
    if (code !== 62)
        return undefined;
    const error = errorIn(lastLines);
    // As Go words a system call that failed: "open /workspace/key: permission denied".
    const [, denied] = /.*\b[a-z]+ (\/.+): permission denied/.exec(error) ?? [];
    if (denied !== undefined) {
        return (`The builder's user may not read "${denied}": the build made it like that. ` +
            'Look for a buildpack, or a script of the app, that changes modes.');
    }
    const process = unknownProcess(code, lastLines);
    if (process !== undefined) {
        const types = (0,printable/* printable */.g$)([...new Set(processTypes)].join(', '));
        return (`The buildpacks made no process of the type "${process}", which the input default-process names. ` +
            `${types === '' ? 'See what they say of processes' : `Name one that they made ("${types}")`}, ` +
            'or add it, for example in a Procfile.');
    }
    if (!error.includes('no space left on device'))
        return undefined;
    return 'The disk of the Docker engine is full. Free some of it, or use an engine with more.';
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
// EXTERNAL MODULE: ./src/json/document.ts + 1 modules
var json_document = __webpack_require__(72591);
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
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./src/tar/read.ts
var tar_read = __webpack_require__(41067);
;// CONCATENATED MODULE: ./src/cnb/creator/output.ts













const refused = (reason) => new failure/* Failure */.HR(`The layout that the build wrote is refused: ${reason}. Nothing of it is used. ` +
    'The lifecycle writes no such thing; look at what the buildpacks and the app do during the build.');
// Names come with the layout's own folder. An image has at most 127 layers in practice; the limit leaves room.
const rules = { strip: 1, entryLimit: 4_096, refusal: refused };
// Of all files that are kept, as they are: an artifact may have no more either. It is far above any image.
const gigabytes = 128;
const byteLimit = gigabytes * 1000 ** 3;
const warningLimit = 5;
/**
 * Receives the layout that a build wrote, as a tar stream, into a staging layout, and checks it against the run image.
 *
 * Nothing in it is trusted. Throws a Failure if it has anything that could write elsewhere (an absolute name, `..`,
 * a link, a device), a blob that is not what its name says, not exactly one image, an image that is not built on the
 * run image, lacks a layer of its own that is not among the reusable ones, or has one with a wrong diff ID. What else is there is left out, with a warning.
 */
const receiveOutput = async (tar, { staging, runImage, reusable = new Set() }, warn) => {
    await (0,write/* createLayout */.Vz)(staging);
    const base = new Set(runImage.manifest.layers.map(({ digest }) => digest));
    const diffIds = await unpack(tar, staging, base, warn);
    const received = new Set(diffIds.keys());
    const image = await (0,read/* readLayout */.T4)(staging).catch((cause) => {
        throw new failure/* Failure */.HR(`The build wrote no image that can be used: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
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
    // The layers of the run image and of an earlier image may be arriving in the same folder at this moment.
    const stray = await (0,prune/* pruneBlobs */.zd)(staging, new Set([...keep, ...base, ...reusable]));
    if (stray.length > 0) {
        warn(`The build left ${stray.length} blobs that are not part of the image, ${stray[0]} first; they are left out.`);
    }
    const manifestBytes = await (0,read/* readDocument */.u0)(staging, image.descriptor);
    const configBytes = await (0,read/* readDocument */.u0)(staging, image.manifest.config);
    return { image, manifestBytes, configBytes, verified: keep, reused };
};
/** Unpacks blobs that are not the run image's, index and marker; resolves with the blobs' diff IDs. */
const unpack = async (tar, staging, base, warn) => {
    const blobs = new Map();
    const foreign = [];
    let bytes = 0;
    for await (const { name, type, size, content } of (0,tar_read/* checkedEntries */.Y)(tar, rules)) {
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
        warn(`The build wrote "${name}" into its layout; it is left out.`);
    }
    if (foreign.length > warningLimit) {
        warn(`The build wrote ${foreign.length - warningLimit} more such files; they are left out.`);
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
/** Throws a Failure if an image does not start with the layers of its run image. */
const checkBase = (image, runImage) => {
    const broken = runImage.manifest.layers.findIndex(({ digest }, position) => image.manifest.layers[position]?.digest !== digest ||
        image.config.rootfs.diff_ids[position] !== runImage.config.rootfs.diff_ids[position]);
    if (broken !== -1) {
        throw refused(`the image is not built on the run image ${runImage.descriptor.digest}, whose layer ${broken + 1} it lacks`);
    }
};
/** Throws a Failure if a blob of the image's own is missing from the staging layout, or has another size. */
const checkComplete = async (staging, own, { manifest }, verified) => {
    const [flaw] = await (0,verify/* findFlaws */.pG)(staging, own, verified);
    if (flaw === undefined)
        return;
    const { digest } = flaw.descriptor;
    const layer = manifest.layers.findIndex((descriptor) => descriptor.digest === digest);
    throw new failure/* Failure */.HR(`The image that the build wrote is incomplete: its layer ${layer + 1} of ${manifest.layers.length}, ${digest}, ` +
        `is ${flaw.reason === 'missing' ? 'missing' : `not as its manifest says (${flaw.reason})`}. Run the step again.`);
};
/** Throws a Failure if a layer that came out does not decompress to what the configuration says. */
const checkDiffIds = async ({ manifest, config }, diffIds) => {
    for (const [position, { digest }] of manifest.layers.entries()) {
        const expected = config.rootfs.diff_ids[position];
        const found = await diffIds.get(digest);
        if (found === undefined || found === expected)
            continue;
        throw new failure/* Failure */.HR(`The image that the build wrote cannot be unpacked: its layer ${position + 1} of ${manifest.layers.length}, ` +
            `${digest}, has the diff ID ${expected} in the configuration, but its content has ${found}. ` +
            'The lifecycle in the builder wrote this layer wrong. Nothing of it is used. ' +
            'Run the step again; if it fails again, use another version of the builder.');
    }
};

;// CONCATENATED MODULE: ./src/cnb/creator/phase.ts

const phases = ['ANALYZING', 'DETECTING', 'RESTORING', 'BUILDING', 'EXPORTING'];
/** The phase that a line of the creator announces; none of its text is passed on. */
const phaseOf = (line) => {
    if (!line.includes('===> ') || line.length > 100)
        return undefined;
    const text = (0,external_node_util_.stripVTControlCharacters)(line).trim();
    return phases.find((phase) => text === `===> ${phase}`);
};
// The lifecycle's cyan tells an announcement from a text that quotes one.
const cyan = '\u001b[36';
/**
 * Parts what a buildpack wrote from the announcement of a phase that follows it in the same line: the last line of a
 * buildpack may have no end.
 */
const splitAnnouncement = (line) => {
    const start = line.lastIndexOf(cyan);
    if (start <= 0 || phaseOf(line.slice(start)) === undefined)
        return [line];
    return [`${line.slice(0, start)}\n`, line.slice(start)];
};

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/json/list.ts
var list = __webpack_require__(62892);
// EXTERNAL MODULE: ./src/json/toml.ts
var toml = __webpack_require__(61200);
;// CONCATENATED MODULE: ./src/cnb/creator/process-types.ts







const fileName = 'metadata.toml';
// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#metadatatoml-toml
const MetadataSchema = dist/* looseObject */._H3({ processes: (0,list/* list */.p)(dist/* looseObject */._H3({ type: dist/* string */.YjP() })) });
const process_types_refused = (reason) => new failure/* Failure */.HR(`What the build says of its processes is refused: ${reason}.`);
const process_types_rules = { strip: 0, entryLimit: 1, refusal: process_types_refused };
/**
 * The types of the processes that the buildpacks made, which the builder writes down for the exporter; none if that
 * is not to be learned. A buildpack may have written it, so nothing in it is sure.
 */
const readProcessTypes = async (sandbox) => {
    try {
        return await sandbox.get(`${sandbox_paths/* sandboxPaths */.a.layers}/config/${fileName}`, async (tar) => {
            const types = [];
            for await (const { type, size, content } of (0,tar_read/* checkedEntries */.Y)(tar, process_types_rules)) {
                if (type !== 'file' || size > json_document/* documentLimit */.NL)
                    throw process_types_refused(`it is a ${type} of ${size} bytes`);
                const bytes = Buffer.concat(await Array.fromAsync(content));
                types.push(...(0,toml/* readToml */.D)(MetadataSchema, bytes, fileName).processes.map((process) => process.type));
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

;// CONCATENATED MODULE: ./src/cnb/creator/build.ts











/**
 * Runs the creator in a sandbox that has its inputs already, and receives the image.
 *
 * Throws a Failure that says which phase failed and why, with the last lines of the build; or what is wrong with the
 * layout that it wrote; and the reason of the sandbox's signal once it was aborted.
 */
const buildImage = async (sandbox, { image, runImage, staging, buildpacks, reusable, sbom }, log) => {
    await runCreator(sandbox, buildpacks, log);
    const output = await sandbox.get(creatorLayout(image), (tar) => receiveOutput(tar, { staging, runImage, reusable }, (message) => log.warning(message)));
    if (sbom !== undefined)
        await getSbom(sandbox, sbom);
    return output;
};
const sbomParts = ['build', 'cache'];
/** What is in the image has its SBOMs in the image itself; no buildpack need have written any. */
const getSbom = async (sandbox, folder) => {
    // A build that is done again has none of those of the first.
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
const runCreator = async (sandbox, buildpacks, log) => {
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
    throw creatorFailure(exit, phase, lines, { buildpacks, processTypes });
};

// EXTERNAL MODULE: ./src/tar/write.ts
var tar_write = __webpack_require__(97052);
// EXTERNAL MODULE: ./src/cnb/buildpacks/find-buildpacks.ts + 9 modules
var find_buildpacks = __webpack_require__(14717);
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
    for await (const { name, type, size } of (0,tar_read/* checkedEntries */.Y)(tar, cache_output_rules)) {
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
    for await (const entry of (0,tar_read/* checkedEntries */.Y)(tar, cache_output_rules)) {
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
        const { manifests } = (0,image_index/* parseIndex */.A)(await (0,read/* readSmallFile */.EW)((0,external_node_path_.join)(folder, write/* layoutIndex */.vh)), write/* layoutIndex */.vh);
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
// EXTERNAL MODULE: ./src/layout/content.ts
var layout_content = __webpack_require__(90583);
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
    const config = withLabels(await (0,read/* readDocument */.u0)(layout, manifest.config), labels);
    const measured = { digest: (0,image_digest/* digestOf */.ol)(config), size: config.length };
    await (0,layout_blob/* writeBlob */.Zh)(layout, measured, [config]);
    return writeManifest(layout, descriptor.mediaType, withConfig(await (0,read/* readDocument */.u0)(layout, descriptor), measured));
};
const convertMediaTypes = async (layout, { descriptor }) => writeManifest(layout, (0,media_type/* ociMediaType */.Ys)(descriptor.mediaType), (0,conversion/* withOciMediaTypes */.n)((0,conversion/* withoutTag */.G)(await (0,read/* readDocument */.u0)(layout, descriptor))));
const writeManifest = async (layout, mediaType, bytes) => {
    const descriptor = { mediaType, digest: (0,image_digest/* digestOf */.ol)(bytes), size: bytes.length };
    await (0,layout_blob/* writeBlob */.Zh)(layout, descriptor, [bytes]);
    return (0,read/* readImage */.AM)(layout, descriptor);
};

;// CONCATENATED MODULE: ./src/actions/build-image/completion.ts







/**
 * Completes a layout: the image gets the media types and labels from the inputs, the index gets the names of the image and
 * of its run image, other files are removed, and every blob of the image is checked (except the run image's layers in a
 * sparse layout). Blobs that were hashed when they were written are not hashed again.
 *
 * Throws a Failure that names the first flaws.
 */
const completeLayout = async (layout, inputs, output, runImage, runImageLayers) => {
    const { imagePath, sparse } = inputs;
    const image = await rewriteImage(layout, output.image, inputs);
    const leftOut = new Set(sparse ? runImage.manifest.layers.map(({ digest }) => digest) : []);
    const blobs = (0,image_image/* closureOf */.TQ)(image).filter(({ digest }) => !leftOut.has(digest));
    await (0,prune/* pruneBlobs */.zd)(layout, new Set(blobs.map(({ digest }) => digest)));
    await (0,write/* writeIndex */._M)(layout, { ...image.descriptor, annotations: imageAnnotations(imagePath, runImage) });
    const copied = [...runImageLayers.reused, ...runImageLayers.fetched, ...output.reused];
    const verified = new Set([...output.verified, ...copied.map(({ digest }) => digest)]);
    await (0,verify/* checkComplete */.gb)(imagePath.name, layout, blobs, verified);
    return { image, blobs, size: (0,image_image/* sizeOf */.$d)(blobs) };
};
/** The annotations of the image in index.json. They are not part of its digest. */
const imageAnnotations = ({ name, tag }, runImage) => ({
    [annotations/* annotationKeys */.i.refName]: tag,
    [annotations/* annotationKeys */.i.imageName]: `docker.io/library/${name}:${tag}`,
    ...(0,run_image/* baseAnnotations */.O)(runImage),
});

;// CONCATENATED MODULE: ./src/actions/build-image/outputs.ts


const layoutOutputs = ({ imagePath: { folder, name, tag } }, { lifecycleVersion }, { image: runImage, restored }, { image, size }, { reused, hit }) => ({
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
});

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
const reportOf = ({ imagePath: { name, tag }, sparse }, { runImage: { image: runImage, restored }, runImageLayers, layout, artifact, reuse, savedCache, }, { tasks, workflow: { runId, job, downloadAction } }) => ({
    imageName: `${name}:${tag}`,
    image: layout.image,
    platform: layout.image.config,
    size: layout.size,
    sparse,
    runImage: {
        reference: runImage.reference,
        digest: runImage.descriptor.digest,
        layers: runImage.manifest.layers.length,
    },
    reused: new Set([...runImageLayers.reused, ...reuse.reused].map(({ digest }) => digest)),
    restored: reuse.restored,
    reuse: describeReuse(reuse),
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

// EXTERNAL MODULE: ./src/github/step/markdown.ts
var markdown = __webpack_require__(35285);
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
const layerLimit = 12;
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
    const { shown, folded } = fold(layers, layerLimit);
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
const factsTable = ({ artifact, image, runImage }) => {
    const rows = [
        ['Digest', (0,markdown/* code */.aY)(image.descriptor.digest)],
        ['Image ID', (0,markdown/* code */.aY)(image.manifest.config.digest)],
        ['Run image', `${(0,markdown/* code */.aY)((0,image_reference/* formatReference */.FH)(runImage.reference), 200)}<br>${(0,markdown/* code */.aY)(runImage.digest)}`],
    ];
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
const timingSection = ({ cache, reuse, savedCache, timings, seconds }) => {
    const longest = Math.max(...timings.map((timing) => timing.seconds), Number.MIN_VALUE);
    const bar = (value) => '█'.repeat(Math.round((barLength * value) / longest)) || '▏';
    return (0,markdown/* details */.zH)(`Time and cache (${(0,quantity/* formatSeconds */.Xo)(seconds)}, ${cacheResult(cache)})`, (0,markdown/* table */.tp)(['Step', 'Time', ''], timings
        .slice(0, timingLimit)
        .map(({ name, seconds }) => [(0,markdown/* text */.Qq)(name), (0,quantity/* formatSeconds */.Xo)(seconds), bar(seconds)]), [1]), `<p>${cacheSentence(cache)}</p>`, `<p>${(0,markdown/* text */.Qq)(reuse, sentenceLimit)}.${savedCache === undefined ? '' : ` ${(0,markdown/* text */.Qq)(savedCache, sentenceLimit)}.`}</p>`);
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
    const { imagePath, project, sbom, sparse, artifact: upload } = inputs;
    // A target that cannot be written should not cost the time of a build.
    const target = await (0,place/* checkTarget */.e)(imagePath.folder);
    const sbomTarget = sbom && (await (0,sbom_folder/* checkSbomFolder */.OF)(sbom));
    const builder = await tasks.run('find the builder', () => services.findBuilder(inputs));
    log.info(describeBuilder(builder, inputs));
    const runImageChoice = (0,run_image_choice/* chooseRunImage */.mt)(builder, inputs.builder, inputs.runImage);
    const buildpacks = namesBuildpacks(inputs)
        ? await tasks.run('find the buildpacks', () => services.findBuildpacks(project.buildpacks, builder))
        : undefined;
    if (buildpacks !== undefined)
        log.info(`Buildpacks: ${(0,order/* formatOrder */.Gv)(buildpacks.order)}`);
    // The new layout is assembled in a staging folder beside the target. These three tasks go on while a container is
    // created and filled; two of them put layers into the staging folder.
    const staging = await openStaging(target, services);
    const sbomStaging = sbomTarget && (await openStaging(sbomTarget, services));
    const runImageTask = tasks.run('find the run image', () => findRunImage(runImageChoice, builder, sparse, services));
    const runImageLayersTask = tasks.run('copy the run image’s layers', async () => copyRunImageLayers(await runImageTask, sparse, staging, services));
    const previousBuildTask = tasks.run('find the previous build', () => findPreviousBuild(inputs, builder, staging, services));
    const command = creatorCommand({
        platformApi: builder.platformApi,
        image: imagePath,
        runImage: runImageChoice,
        ownOrder: buildpacks !== undefined,
        reuse: mayReuse(inputs),
        defaultProcess: inputs.defaultProcess,
        creationTime: inputs.creationTime,
        executionEnvironment: inputs.executionEnvironment,
    });
    const input = {
        app: appFolder(inputs, target, staging, log),
        environment: Object.fromEntries(inputs.environment),
        bindings: inputs.bindings,
        runImageLabel: runImageChoice.label,
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
    const layout = await tasks.run('complete the layout', () => completeLayout(staging, inputs, output, runImage.image, runImageLayers));
    const cacheDraft = await cacheDraftTask;
    // The container is removed beside the rest. The cleanup at the end waits for that, and reports it if it fails.
    sandbox.dispose().catch(() => { });
    tasks.signal.throwIfAborted();
    await (0,place/* moveIntoPlace */.h)(staging, target);
    const reuse = reuseReportOf(output, offer, previousBuild.why);
    log.info(describeReuse(reuse));
    services.setOutputs(layoutOutputs(inputs, builder, runImage, layout, reuse));
    // From here on the target has the new layout.
    if (sbom !== undefined && sbomStaging !== undefined) {
        const sbomOutputs = await tasks.run('write the SBOMs', () => writeSbom(sbomStaging, sbom, imagePath, layout, log.warning));
        services.setOutputs(sbomOutputs);
    }
    const artifactTask = upload &&
        tasks.run('upload the artifact', () => uploadLayout({ ...upload, layout: imagePath.folder, blobs: layout.blobs }, services));
    const savedCacheTask = buildCache &&
        cacheDraft &&
        tasks.run('save the build cache', () => saveBuildCache(buildCache, cacheDraft, target, services));
    const artifact = await artifactTask;
    const savedCache = await savedCacheTask;
    const report = reportOf(inputs, { runImage, runImageLayers, layout, reuse, artifact, savedCache }, services);
    log.info(lastLine(report, imagePath.folder));
    if (inputs.summary)
        await services.writeSummary(formatSummary(report));
};
const describeBuilder = ({ platform, lifecycleVersion, platformApi }, { builder: reference }) => {
    const name = reference === undefined ? "the job's container" : (0,image_reference/* formatReference */.FH)(reference);
    return (`Builder: ${name} for ${(0,image_platform/* formatPlatform */.Bq)(platform)}, ` +
        `lifecycle ${lifecycleVersion}, platform API ${platformApi}`);
};
const namesBuildpacks = ({ project: { buildpacks } }) => Object.values(buildpacks).some((names) => names.length > 0);
/** Makes a folder beside the target in which its new content is assembled. It is removed if it is not moved there. */
const openStaging = async (target, { tasks, noteStaging }) => {
    const staging = await (0,files_staging/* stagingFolder */.cy)(target);
    noteStaging(staging);
    tasks.cleanUp(() => (0,promises_.rm)(staging, { recursive: true, force: true, maxRetries: 3 }));
    return staging;
};
/** Finds the image that a reference names at this moment, and reads its manifest and configuration. */
const findRunImage = async ({ name, reference }, { platform }, sparse, { runImages, log }) => {
    const runImage = await runImages.open(await runImages.resolve(reference, platform), { layers: !sparse });
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

/***/ 96834:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Im: () => (/* binding */ runToml),
/* harmony export */   mt: () => (/* binding */ chooseRunImage),
/* harmony export */   yS: () => (/* binding */ isSameName)
/* harmony export */ });
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);


/**
 * The run image for a build: the requested one, or else the builder's, preferably from the builder's own registry, where
 * that is known.
 *
 * The lifecycle writes into the image's label which run image a later rebase takes. It looks for it in run.toml by the
 * name that analysis found, which for a layout is a path and never there, and so takes the first:
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/run_image.go#L80
 *
 * Throws a Failure if the builder names none, or a name that is no image reference.
 */
const chooseRunImage = ({ runImages }, builderReference, requested) => {
    const [first] = runImages;
    if (requested === undefined)
        return chooseOwn(first, builderReference);
    const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(requested);
    const named = runImages.find(({ image, mirrors }) => [image, ...mirrors].some((name) => isSameName(name, requested)));
    if (named !== undefined && named === first)
        return { name: requested, reference };
    return { name: requested, reference, label: named ?? { image: requested, mirrors: [] } };
};
const chooseOwn = (own, builder) => {
    const names = own === undefined ? [] : [own.image, ...own.mirrors];
    const candidates = names.map((name) => ({ name, reference: (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(name) }));
    const nearby = candidates.find(({ reference }) => reference.registry === builder?.registry);
    const chosen = nearby ?? candidates[0];
    if (chosen === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The builder${builder === undefined ? '' : ` ${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(builder)}`} names no run image. ` +
            'Name one with the input run-image.');
    }
    return chosen;
};
/** Whether two names mean the same, whatever their digests: the lifecycle compares names like this. */
const isSameName = (name, other) => {
    try {
        return tagged((0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(name)) === tagged((0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(other));
    }
    catch {
        return false;
    }
};
const tagged = ({ registry, repository, tag = 'latest' }) => (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)({ registry, repository, tag });
/**
 * A run.toml that names one run image. Throws a Failure if a name is no image reference: none of those needs an
 * escape in TOML.
 */
const runToml = ({ image, mirrors }) => {
    const list = mirrors.map(quoted).join(', ');
    return `[[images]]\n  image = ${quoted(image)}\n${list === '' ? '' : `  mirrors = [${list}]\n`}`;
};
const quoted = (name) => {
    (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(name);
    return `"${name}"`;
};


/***/ }),

/***/ 14717:
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
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/json/toml.ts
var toml = __webpack_require__(61200);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
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
// EXTERNAL MODULE: ./src/json/document.ts + 1 modules
var json_document = __webpack_require__(72591);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/write.ts
var layout_write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/tar/decompression.ts
var decompression = __webpack_require__(95620);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/buildpack-toml.ts




/** https://github.com/buildpacks/spec/blob/main/buildpack.md#buildpacktoml-toml */
const buildpackFile = 'buildpack.toml';
/** Buildpacks of it are Dockerfiles. https://github.com/buildpacks/spec/blob/main/image_extension.md */
const extensionFile = 'extension.toml';
const Schema = dist/* looseObject */._H3({
    api: dist/* optional */.lqM(dist/* string */.YjP()),
    buildpack: dist/* optional */.lqM(dist/* looseObject */._H3({ id: dist/* optional */.lqM(dist/* string */.YjP()), version: dist/* optional */.lqM(dist/* string */.YjP()) })),
});
/** Reads a buildpack.toml, which lies in `source`. */
const readBuildpackToml = (bytes, source) => {
    const { api, buildpack } = (0,toml/* readToml */.D)(Schema, bytes, `${source}/${buildpackFile}`);
    return (0,buildpacks_buildpack/* checkBuildpack */.E3)({ ...buildpack, api }, source);
};
/** That something is no buildpack, and what it is instead, as far as that can be told. */
const noBuildpack = (source, has) => has(extensionFile)
    ? new failure/* Failure */.HR(`${source} is an image extension, not a buildpack: the lifecycle cannot extend images in a layout. ` +
        'Build without it.')
    : new failure/* Failure */.HR(`${source} is no buildpack: it has no ${buildpackFile} at its top, and is no package of buildpacks either. ` +
        'Name the folder with that file, or an archive of what is in that folder.');

// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: ./src/tar/link.ts
var tar_link = __webpack_require__(763);
// EXTERNAL MODULE: ./src/tar/read.ts
var tar_read = __webpack_require__(41067);
// EXTERNAL MODULE: ./src/cnb/buildpacks/builder-buildpacks.ts
var builder_buildpacks = __webpack_require__(63502);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/package.ts











const metadataLabel = 'io.buildpacks.buildpackage.metadata';
const layersLabel = 'io.buildpacks.buildpack.layers';
const MetadataSchema = dist/* looseObject */._H3({ id: dist/* string */.YjP(), version: dist/* string */.YjP() });
/** Makes the error for a package, called `source`, that is refused. */
const refusalOf = (source) => (reason) => new failure/* Failure */.HR(`The package of buildpacks ${source} is refused: ${reason}. Nothing was built. Ask its author.`);
/**
 * The entries of an archive of buildpacks, which is not to be trusted. Throws a refusal where it has anything that could be
 * written elsewhere, or is broken; so does reading their content.
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
 * The buildpacks in a package: an image with a layer for each, or for several, in a registry or in a `.cnb` file.
 * https://github.com/buildpacks/spec/blob/main/distribution.md
 *
 * Throws a Failure if it is not one. Its layers are read when their entries are; those throw a refusal where a layer
 * is not what the image says, or has anything in it but its buildpacks.
 */
const readPackage = (image, content, source) => {
    const { manifest, config } = image;
    const labels = config.config?.Labels ?? {};
    const label = (name, schema) => {
        const text = labels[name];
        if (text !== undefined)
            return (0,json_document/* parseDocument */.Tp)(schema, text, `label ${name} of ${source}`);
        const extension = labels['io.buildpacks.extension.layers'] !== undefined;
        throw new failure/* Failure */.HR(`${source} is no package of buildpacks: it has no label ${name}${extension ? ', but is one of image extensions, which no layout can have' : ''}. ` +
            'Check the name; `pack buildpack package` makes packages.');
    };
    const named = label(metadataLabel, MetadataSchema);
    const buildpacks = Object.entries(label(layersLabel, builder_buildpacks/* LayersSchema */.a)).flatMap(([id, versions]) => Object.entries(versions).map(([version, { api, layerDiffID }]) => ({
        buildpack: (0,buildpacks_buildpack/* checkBuildpack */.E3)({ id, version, api }, source),
        diffId: layerDiffID,
    })));
    const main = buildpacks.find(({ buildpack: { id, version } }) => id === named.id && version === named.version);
    if (main === undefined)
        throw refusalOf(source)(`it lacks its own buildpack ${named.id}@${named.version}`);
    const layers = Map.groupBy(buildpacks, ({ diffId }) => diffId);
    return {
        main: main.buildpack,
        layers: [...layers].map(([diffId, inside]) => {
            const position = config.rootfs.diff_ids.indexOf(diffId);
            const descriptor = manifest.layers[position];
            if (descriptor === undefined)
                throw refusalOf(source)(`it lacks the layer ${diffId}`);
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
    const folders = buildpacks.map((buildpack) => (0,buildpacks_buildpack/* buildpackFolder */.ce)(buildpack).slice(1));
    const around = new Set(folders.flatMap(withParents));
    for (const buildpack of buildpacks)
        yield* (0,buildpacks_buildpack/* foldersOf */.pd)(buildpack);
    for await (const entry of archiveEntries(tar, refuse)) {
        const { name, type } = entry;
        if (type === 'directory' && (name === '' || around.has(name)))
            continue;
        const folder = folders.find((one) => name.startsWith(`${one}/`));
        if (folder === undefined)
            throw refuse(`it has "${(0,printable/* printable */.g$)(name)}", which is no part of its buildpacks`);
        yield placed(entry, name.slice(folder.length + 1), folder, refuse);
    }
}
const withParents = (path) => path.split('/').map((_, end, parts) => parts.slice(0, end + 1).join('/'));
/** An entry that belongs to a buildpack, at its place in the buildpack's folder. Links do not leave that folder. */
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
        throw refuse(`"${(0,printable/* printable */.g$)(path)}" is a link with ".." behind a name, which may be a link itself, so that its target is unknown`);
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
 * The buildpack in a file: a `.cnb` file, which is an image layout of a package in a tar archive, or an archive of a
 * buildpack's folder. Both may be gzipped; the file's name does not matter.
 *
 * Throws a Failure if it is neither.
 */
const archivePackage = async (path) => {
    const found = await documentsIn(path);
    const index = found.get(layout_write/* layoutIndex */.vh);
    if (index !== undefined && found.has(layout_write/* layoutMarker */.fB))
        return layoutPackage(path, index);
    const toml = found.get(buildpackFile);
    if (toml === undefined)
        throw noBuildpack(path, (name) => found.has(name));
    const main = readBuildpackToml(toml, path);
    const refuse = refusalOf(path);
    const folder = (0,buildpacks_buildpack/* buildpackFolder */.ce)(main).slice(1);
    async function* entries() {
        yield* (0,buildpacks_buildpack/* foldersOf */.pd)(main);
        for await (const entry of entriesIn(path)) {
            // Hard links name their file as the archive does, which begins at the buildpack's folder.
            const linkname = entry.type === 'link' ? `${folder}/${entry.linkname}` : entry.linkname;
            if (entry.name !== '')
                yield placed({ ...entry, linkname }, entry.name, folder, refuse);
        }
    }
    return { main, layers: [{ buildpacks: [main], entries }] };
};
/** The documents at the top of an archive that tell what it is. */
const documentsIn = async (path) => {
    const wanted = [layout_write/* layoutIndex */.vh, layout_write/* layoutMarker */.fB, buildpackFile, extensionFile];
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
/** A layout in an archive as content to read from. Each time it is read from its start: archives cannot be sought in. */
const archiveContent = (path) => ({
    exists: async () => true,
    async *fetch(descriptor) {
        for await (const { name, content } of entriesIn(path)) {
            if ((0,blob/* blobAtPath */.Ib)(name) !== descriptor.digest)
                continue;
            yield* verified(content, descriptor, refusalOf(path));
            return;
        }
        throw refusalOf(path)(`it lacks the blob ${descriptor.digest}`);
    },
});
async function* entriesIn(path) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        // Not a pipe, which would be waited for.
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






/** The buildpack in a folder; throws a Failure if there is none. */
const readFolder = async (path) => {
    const names = await (0,promises_.readdir)(path);
    if (!names.includes(buildpackFile))
        throw noBuildpack(path, (name) => names.includes(name));
    const main = readBuildpackToml(await (0,read/* readSmallFile */.EW)((0,external_node_path_.join)(path, buildpackFile), { followLink: true }), path);
    return { main, layer: { buildpacks: [main], entries: () => entriesOf(path, main) } };
};
async function* entriesOf(path, buildpack) {
    yield* (0,buildpacks_buildpack/* foldersOf */.pd)(buildpack);
    yield* walk(path, '', (0,buildpacks_buildpack/* buildpackFolder */.ce)(buildpack).slice(1));
}
/** What is in a folder of a buildpack, in bytewise order of the names, links as they are. */
async function* walk(root, inner, target) {
    const content = await (0,promises_.readdir)((0,external_node_path_.join)(root, inner), { withFileTypes: true }).catch((cause) => {
        throw unreadable((0,external_node_path_.join)(root, inner), cause);
    });
    const sorted = content
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
        throw new failure/* Failure */.HR(`${path} of a buildpack is neither a file nor a folder nor a link. Remove it.`);
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
        // What was a file when its folder was listed may be a link or a pipe by now.
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
    if (read !== size)
        throw new failure/* Failure */.HR(`${path} changed its size while it was read. End what writes to it.`);
}
const unreadable = (path, cause) => {
    if (cause instanceof failure/* Failure */.HR || !(0,failure/* isSystemError */.Or)(cause, 'EACCES', 'EPERM', 'ENOENT', 'ELOOP', 'EIO'))
        return cause;
    return new failure/* Failure */.HR(`Could not read ${path} of a buildpack: ${(0,failure/* messageOf */.bD)(cause)}. Make it readable.`, {
        cause,
    });
};

// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/image/reference.ts
var image_reference = __webpack_require__(23564);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/image.ts










/**
 * The buildpacks of an image in a registry. Nothing of it touches the engine: its layers are streamed, each verified, from
 * the registry into the sandbox.
 *
 * Throws a Failure if it is not to be had, not for the platform, or no package of buildpacks.
 */
const imagePackage = async (reference, platform, registry) => {
    const name = (0,image_reference/* formatReference */.FH)(reference);
    const root = await registry.resolve(reference);
    const manifestBytes = await registry.manifest(reference, (0,media_type/* isIndex */.nw)(root.mediaType)
        ? chooseImage(await registry.manifest(reference, root.digest), platform, name)
        : root.digest);
    const manifest = (0,image_manifest/* parseManifest */.N)(manifestBytes, `manifest of ${name}`);
    if (manifest.config.size > json_document/* documentLimit */.NL) {
        throw refusalOf(name)(`its configuration has ${manifest.config.size} bytes`);
    }
    const configBytes = Buffer.concat(await Array.fromAsync(registry.blob(reference, manifest.config)));
    const config = (0,image_config/* parseImageConfig */.F)(configBytes, `configuration of ${name}`);
    return readPackage({ manifest, config }, registry.readableRepository(reference), name);
};
const chooseImage = (index, platform, name) => {
    const { manifests } = (0,image_index/* parseIndex */.A)(index, `index of ${name}`);
    const chosen = (0,image_index/* imageFor */.z)(platform, manifests);
    if (chosen !== undefined)
        return chosen.digest;
    const images = manifests.filter(({ mediaType }) => (0,media_type/* isManifest */.Yh)(mediaType));
    const offered = images.flatMap((image) => image.platform ?? []).map(image_platform/* formatPlatform */.Bq);
    throw new failure/* Failure */.HR(`The buildpacks ${name} do not exist for ${(0,image_platform/* formatPlatform */.Bq)(platform)}, only for: ` +
        `${(0,printable/* printable */.g$)([...new Set(offered)].join(', ')) || 'none'}. Choose others, or another platform.`);
};

// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(73136);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/locator.ts







const builderPrefixes = ['urn:cnb:builder:', 'from=builder:'];
/**
 * Reads where a buildpack is, in the order of pack: `from=builder`, `urn:cnb:builder:<id>`, an address (`docker://…`,
 * `file://…`), a path that is there, the ID of a buildpack of the builder, and an image.
 *
 * Throws a Failure that says what to write instead where it is none of these.
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
        throw new failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(text)}" is not fetched: nothing says which bytes are meant. Download it in a step before, with a ` +
            'check of its digest, and name the file; or name an image, as docker://….');
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
const missing = (path, text) => new failure/* Failure */.HR(`There is no directory and no file ${path}, which "${(0,printable/* printable */.g$)(text)}" names as a buildpack. ` +
    'Check the path, and that an earlier step has made it.');
/** Whether a text says where an image is: its host, its tag or its digest. What does not is an ID. */
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
        throw new failure/* Failure */.HR(`The builder has ${(0,printable/* printable */.g$)(id)} not in the version "${(0,printable/* printable */.g$)(version ?? '')}", but in: ` +
            `${found.map((one) => (0,printable/* printable */.g$)(one.version)).join(', ')}. Name one of these.`);
    }
    throw new failure/* Failure */.HR(`The builder has no buildpack "${(0,printable/* printable */.g$)(text)}"; it has: ${listOf(known)}. Name one of these, a folder or a file ` +
        `that is there, or an image, as docker://docker.io/owner/name:1.2.`);
};
const listLimit = 40;
const listOf = (known) => {
    if (known.length === 0)
        return 'none that it tells of';
    const more = known.length > listLimit ? `, and ${known.length - listLimit} more` : '';
    return known.slice(0, listLimit).map(buildpacks_buildpack/* formatName */.nD).map(printable/* printable */.g$).join(', ') + more;
};
const fromRegistry = (text) => {
    const id = (0,printable/* printable */.g$)(text.slice('urn:cnb:registry:'.length).split('@')[0] ?? '');
    return new failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(text)}" is an entry of the buildpack registry, which is an index in a git repository and not read. ` +
        `Write the image that it names for ${id}, as docker://docker.io/owner/name@sha256:…: ` +
        'https://registry.buildpacks.io shows it.');
};
const imageAt = (text, name) => {
    try {
        return { kind: 'image', reference: (0,image_reference/* parseReference */.F2)(name) };
    }
    catch (cause) {
        if (!(cause instanceof failure/* Failure */.HR))
            throw cause;
        throw new failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(text)}" names no buildpack: ${cause.message}`, { cause });
    }
};
const pathOf = (text) => {
    try {
        return (0,external_node_url_.fileURLToPath)(text);
    }
    catch (cause) {
        throw new failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(text)}" is not an address of a file. Write its path.`, { cause });
    }
};

;// CONCATENATED MODULE: ./src/cnb/buildpacks/find-package.ts










/** What a locator of a folder, a file or an image means; throws a Failure if it is not to be had. */
const findPackage = (locator, sources) => findBelow(locator, sources, []);
const findBelow = async (locator, sources, above) => {
    if (locator.kind === 'image')
        return imagePackage(locator.reference, sources.platform, sources.registry);
    const { path } = locator;
    try {
        const stats = await (0,promises_.stat)(path);
        if (stats.isDirectory())
            return await folderPackage(path, sources, above);
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
    throw new failure/* Failure */.HR(`${path} is neither a folder nor a file, and so no buildpack. Name one that is.`);
};
const PackageSchema = dist/* looseObject */._H3({
    buildpack: dist/* optional */.lqM(dist/* looseObject */._H3({ uri: dist/* optional */.lqM(dist/* string */.YjP()) })),
    dependencies: dist/* optional */.lqM(dist/* array */.YOg(dist/* looseObject */._H3({ uri: dist/* optional */.lqM(dist/* string */.YjP()), image: dist/* optional */.lqM(dist/* string */.YjP()) })), []),
});
/** A buildpack's folder, and with it the buildpacks that its package.toml says it consists of. */
const folderPackage = async (path, sources, above) => {
    const folder = (0,external_node_path_.resolve)(path);
    if (above.includes(folder)) {
        throw new failure/* Failure */.HR(`The buildpack ${folder} consists of itself, by way of its package.toml. Correct that file.`);
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
    for (const { uri, image } of dependencies) {
        const text = uri ?? (image === undefined ? undefined : `docker://${image}`);
        if (text === undefined)
            throw new failure/* Failure */.HR(`${name} has a dependency without "uri". Give it one.`);
        const locator = await parseLocator(text, { folder: base, known: [] });
        if (locator.kind !== 'path' && locator.kind !== 'image') {
            throw new failure/* Failure */.HR(`${name} has the dependency "${text}", which is no folder, no file and no image. Name one.`);
        }
        layers.push(...(await findBelow(locator, sources, [...above, folder])).layers);
    }
    return { main, layers };
};
/** Where a package.toml says that its own buildpack is: its dependencies are relative to that, as for pack. */
const localPart = (uri = '.') => (/^[^/]+:/.test(uri) ? '.' : uri);

// EXTERNAL MODULE: ./node_modules/smol-toml/dist/index.js + 8 modules
var smol_toml_dist = __webpack_require__(3292);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/inline.ts



/**
 * The buildpack that a script in a project descriptor is, as pack makes it.
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
        yield (0,buildpacks_buildpack/* ofRoot */.qW)((0,write/* file */.NJ)(`${folder}/buildpack.toml`, (0,smol_toml_dist/* stringify */.As)({ api, buildpack: { id, version }, stacks })));
        yield (0,buildpacks_buildpack/* ofRoot */.qW)({ ...(0,write/* file */.NJ)(`${folder}/bin/build`, `#!${shell}\n\n${script}\n`), mode: 0o755 });
        yield (0,buildpacks_buildpack/* ofRoot */.qW)({ ...(0,write/* file */.NJ)(`${folder}/bin/detect`, `#!${shell}\n\nexit 0\n`), mode: 0o755 });
    }
    return { main, layers: [{ buildpacks: [main], entries }] };
};

// EXTERNAL MODULE: ./src/cnb/buildpacks/order.ts
var buildpacks_order = __webpack_require__(18628);
;// CONCATENATED MODULE: ./src/cnb/buildpacks/find-buildpacks.ts







/**
 * Finds the buildpacks that are to build, and their order, by the rules of pack; undefined if the builder decides.
 *
 * Throws a Failure if a buildpack is not to be had, is not clear, or cannot run on the builder's lifecycle.
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
/** One group of all buildpacks; or as many as the builder has, with them before and behind. */
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
            throw new failure/* Failure */.HR('The buildpacks of the builder are named twice. Keep one of the lines "from=builder".');
        }
        builderIsIn = true;
        const [before = []] = order;
        order = ownOrder(builder).map((group) => [...before, ...group]);
    }
    return order;
};
/** The builder's groups with buildpacks before and behind; of several before, the last comes first, as for pack. */
const extendedOrder = async (pre, post, entryOf, builder) => {
    if (pre.length === 0 && post.length === 0)
        return undefined;
    const single = async (named) => {
        const entry = await entryOf(named);
        if (entry !== 'builder')
            return entry;
        throw new failure/* Failure */.HR('The builder’s own order cannot come before or behind itself: "from=builder" is for the input buildpacks. ' +
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
    throw new failure/* Failure */.HR('The builder does not say in which order it tries its buildpacks: its label io.buildpacks.buildpack.order is ' +
        'missing. Name all buildpacks with the input buildpacks, or choose another builder.');
};
const checkApi = (buildpack, { buildpacks: { apis }, lifecycleVersion }) => {
    if (apis.length === 0 || apis.includes(buildpack.api))
        return;
    throw new failure/* Failure */.HR(`The buildpack ${(0,buildpacks_buildpack/* formatName */.nD)(buildpack)} has the buildpack API ${buildpack.api}, which the builder's lifecycle ` +
        `${lifecycleVersion} does not speak; it speaks ${apis.join(', ')}. ` +
        'Use another version of the buildpack, or another builder.');
};
/** Where a layer's buildpacks go. IDs that differ may mean one folder, as `acme/node` and `acme_node` do. */
const placesOf = ({ buildpacks }) => new Set(buildpacks.map(buildpacks_buildpack/* buildpackFolder */.ce));
/** Layers of which no two have a buildpack in one place: of those that would, the last one, as for pack. */
const withoutRepeated = (layers) => {
    let kept = [];
    for (const layer of layers) {
        const places = placesOf(layer);
        const rest = kept.filter((one) => !placesOf(one).isSubsetOf(places));
        const mixed = rest.find((one) => !placesOf(one).isDisjointFrom(places));
        const twice = mixed?.buildpacks.find((one) => places.has((0,buildpacks_buildpack/* buildpackFolder */.ce)(one)));
        if (twice !== undefined) {
            throw new failure/* Failure */.HR(`The buildpack ${(0,buildpacks_buildpack/* formatName */.nD)(twice)} comes twice, each time together with others, so that neither can be left ` +
                'out. Name only one of the packages that have it.');
        }
        kept = [...rest, layer];
    }
    return kept;
};
/**
 * Without what is in the builder as it is. What is there otherwise cannot be taken out, and would be mixed with it. `mains`
 * are the buildpacks that were named, and not only come with one.
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
        throw new failure/* Failure */.HR(`The builder has a buildpack ${(0,buildpacks_buildpack/* formatName */.nD)(first)} already, and ` +
            (isUnknown
                ? 'whether yours is the same cannot be told; '
                : 'that of the package has other content, or other buildpacks with it; ') +
            'a container cannot have both. ' +
            (isNamed
                ? `Give yours another version, or name the builder's: urn:cnb:builder:${(0,buildpacks_buildpack/* formatName */.nD)(first)}.`
                : 'It comes with a package: use another version of that, or a builder without it.'));
    });
};
/** The buildpacks, and their order at a path, as they go into a sandbox. */
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



/** Every group with a buildpack at its end. */
const append = (order, entry) => order.map((group) => [...group, entry]);
/** Every group with a buildpack before its first. */
const prepend = (order, entry) => order.map((group) => [entry, ...group]);
/**
 * An order whose every entry has a version. Throws a Failure if a buildpack is not there, or is there in several
 * versions of which none is named.
 */
const resolveOrder = (order, known) => order.map((group) => group.map((entry) => ({ ...entry, version: versionOf(entry, known) })));
const versionOf = ({ id, version }, known) => {
    const versions = [...new Set(known.filter((one) => one.id === id).map((one) => one.version))];
    if (version !== undefined && version !== '' && versions.includes(version))
        return version;
    const [only] = versions;
    if (only === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The order of the buildpacks names ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(id)}, which is neither in the builder nor among those that were ` +
            'added. Add it, or choose another builder.');
    }
    if (version !== undefined && version !== '') {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`There is no ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(id)} of the version ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(version)}: ${versions.map(_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$).join(', ')} there is. ` +
            'Name one of these.');
    }
    if (versions.length === 1)
        return only;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`There are several versions of the buildpack ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(id)}: ${versions.map(_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$).join(', ')}. ` +
        `Say which one is meant, as in ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(id)}@${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(only)}.`);
};
/** An order as the lifecycle reads it. https://github.com/buildpacks/spec/blob/main/platform.md#ordertoml-toml */
const orderToml = (order) => (0,smol_toml__WEBPACK_IMPORTED_MODULE_0__/* .stringify */ .As)({
    order: order.map((group) => ({
        group: group.map(({ id, version = '', optional }) => ({
            id,
            version,
            ...(optional && { optional }),
        })),
    })),
});
/** An order for people, at most three of its groups: `acme/node@1.2.3, acme/npm@2.0.0; or acme/python@3.0.0`. */
const formatOrder = (order) => {
    const groups = order.slice(0, 3).map((group) => group.map(formatEntry).join(', '));
    const more = order.length > 3 ? [`${order.length - 3} groups more`] : [];
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
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(72591);
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

/***/ 90613:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  m: () => (/* binding */ uploadArtifact)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/image/digest.ts
var image_digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/github/artifact/artifact-client.ts + 1 modules
var artifact_client = __webpack_require__(13574);
// EXTERNAL MODULE: ./src/github/artifact/artifact-name.ts
var artifact_name = __webpack_require__(18296);
;// CONCATENATED MODULE: ./src/github/artifact/artifact-verification.ts



/**
 * Watches the blobs of a layout while somebody else reads them. The function returned, called when all is read, finds
 * those whose reader may have had other bytes than their descriptors name.
 *
 * GitHub's client takes paths and reads them itself, and a layout may share its files with a layout-repo to which others
 * write. So each blob is hashed again after it was read: bytes that were wrong when they were read, and stayed so, are
 * seen. Bytes that were wrong for a moment only leave a file that was written to, or another file. Not seen is who puts
 * back the bytes and the time of the last write as well.
 */
const watchBlobs = async (layout, blobs) => {
    const before = await tracesOf(layout, blobs);
    return async () => {
        const flaws = await (0,verify/* findFlaws */.pG)(layout, blobs);
        const known = new Set(flaws.map(({ descriptor }) => descriptor.digest));
        const after = await tracesOf(layout, blobs);
        const touched = blobs.filter(({ digest }) => !known.has(digest) && before.get(digest) !== after.get(digest));
        return [
            ...flaws,
            ...touched.map((descriptor) => ({ descriptor, reason: 'written to while it was read' })),
        ];
    };
};
/** Which file each blob is, and when it was last written to. */
const tracesOf = async (layout, blobs) => new Map(await Promise.all(blobs.map(async ({ digest }) => {
    const stats = await (0,promises_.lstat)((0,blob/* blobPath */.nD)(layout, digest), { bigint: true }).catch(() => undefined);
    return [digest, stats && `${stats.dev} ${stats.ino} ${stats.mtimeNs}`];
})));

;// CONCATENATED MODULE: ./src/github/artifact/artifact-upload.ts










/** What the client says when it has read the last byte of the last file, and has still to send some of them. */
const allIsRead = 'Zip stream for upload has ended';
/**
 * Uploads a layout as one workflow artifact: `oci-layout`, `index.json` and the blobs, nothing else. Success means that
 * the blobs that were sent are those that their descriptors name; otherwise no artifact is left. Nothing is held in
 * memory but a few blocks.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
const uploadArtifact = async (artifact, run, log) => {
    const { name, layout, blobs, retentionDays, compressionLevel, overwrite, signal } = artifact;
    (0,artifact_name/* checkArtifactName */.C)(name);
    const paths = blobs.map(({ digest }) => (0,blob/* blobPath */.nD)(layout, digest));
    const files = [(0,external_node_path_.join)(layout, write/* layoutMarker */.fB), (0,external_node_path_.join)(layout, write/* layoutIndex */.vh), ...paths];
    await checkFiles(files);
    const task = `The artifact "${name}" could not be uploaded`;
    const findChanges = await watchBlobs(layout, blobs);
    let changes;
    const watch = (line) => {
        log.debug(line);
        if (!line.startsWith(allIsRead))
            return;
        changes = findChanges();
        // They are not needed if the upload fails.
        changes.catch(() => { });
    };
    const call = (0,artifact_client/* callsFor */.$)({ task, way: 'upload', server: run.server }, { debug: watch }, signal);
    const client = await (0,artifact_client/* artifactClient */.A)(run.server);
    if (overwrite) {
        const { artifacts } = await call(() => client.listArtifacts({ latest: true }));
        if (artifacts.some((existing) => existing.name === name))
            await call(() => client.deleteArtifact(name));
    }
    const { id, digest, size } = await call(async (lines) => {
        const options = { compressionLevel, ...(retentionDays !== undefined && { retentionDays }) };
        const uploaded = await client.uploadArtifact(name, files, layout, options);
        // A file that vanishes or can't be read is, to the client, no reason not to finish without it.
        const incomplete = lines.find(({ level, text }) => level === 'warning' && text.includes('zip creation'));
        const changed = await (changes ?? findChanges());
        if (incomplete === undefined && changed.length === 0)
            return uploaded;
        const gone = await client.deleteArtifact(name).then(() => 'so it was deleted', (error) => `and could not be deleted (${(0,failure/* messageOf */.bD)(error)}), so do not use it`);
        throw new failure/* Failure */.HR(`${task}: files of the layout were changed while they were sent, ${gone}. Something else writes to ${layout}, ` +
            'or to the layout-repo, whose files it may share. Find out what, then build again.', { detail: [...changed.map(verify/* describeFlaw */.w8), ...(incomplete === undefined ? [] : [incomplete.text])] });
    });
    if (id === undefined || digest === undefined || size === undefined) {
        throw new failure/* Failure */.HR(`${task}: the service's answer names neither its id nor its digest. Run the job again.`);
    }
    return { id, name, digest: (0,image_digest/* digestOfHex */.z9)(digest), size, url: urlOf(run, name, id) };
};
/** The client follows links. */
const checkFiles = async (files) => {
    for (const file of files) {
        try {
            if (!(await (0,promises_.lstat)(file)).isFile())
                throw new Error('not a regular file');
        }
        catch (cause) {
            throw new failure/* Failure */.HR(`${file} cannot be part of an artifact: ${(0,failure/* messageOf */.bD)(cause)}. Build again.`, { cause });
        }
    }
};
const urlOf = ({ server, serverUrl, repository, runId }, name, id) => {
    const last = server === 'Gitea' || server === 'Forgejo' ? encodeURIComponent(name) : id;
    return `${serverUrl}/${repository}/actions/runs/${runId}/artifacts/${last}`;
};


/***/ }),

/***/ 91417:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ artifactOutputs),
/* harmony export */   f: () => (/* binding */ uploadInputs)
/* harmony export */ });
/* harmony import */ var _input_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(98005);

/** Reads the inputs about the artifact that is uploaded; undefined if none is. `name` gives what it is called. */
const uploadInputs = (get, name) => (0,_input_js__WEBPACK_IMPORTED_MODULE_0__/* .flagInput */ .tc)(get, 'upload')
    ? {
        name: name(),
        retentionDays: (0,_input_js__WEBPACK_IMPORTED_MODULE_0__/* .numberInput */ .QR)(get, 'retention-days', 1, 400),
        overwrite: (0,_input_js__WEBPACK_IMPORTED_MODULE_0__/* .flagInput */ .tc)(get, 'overwrite'),
        compressionLevel: (0,_input_js__WEBPACK_IMPORTED_MODULE_0__/* .numberInput */ .QR)(get, 'compression-level', 0, 9) ?? 0,
    }
    : undefined;
const artifactOutputs = ({ id, name, url, digest }) => ({
    'artifact-id': id,
    'artifact-name': name,
    'artifact-url': url,
    'artifact-digest': digest,
});


/***/ }),

/***/ 35285:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ew: () => (/* binding */ yamlScalar),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   _b: () => (/* binding */ mermaidLabel),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   tp: () => (/* binding */ table),
/* harmony export */   uM: () => (/* binding */ linkTo),
/* harmony export */   zH: () => (/* binding */ details)
/* harmony export */ });
/* unused harmony export visible */
/**
 * How values of unknown origin get into a job summary. GitHub reads it as Markdown with raw HTML, then turns
 * `@name`, `#1` and `:name:` in the resulting text (not in code) into links and pictures.
 */
const replacement = '\uFFFD';
// Controls, unassigned and private characters, and the invisible ones that reorder or hide text.
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
// Piled up accents overflow their line.
const piledAccents = /\p{M}{4,}/gu;
const clean = (value) => value.toWellFormed().replace(/\s+/g, ' ').replace(invisible, replacement).replace(piledAccents, replacement);
/**
 * One line of visible characters, with the middle left out where the value is longer than `limit` characters.
 * White space becomes a space, what can't be seen becomes `\uFFFD`.
 */
const visible = (value, limit) => {
    // A name of megabytes is cut before it is looked at.
    const ample = 8 * limit;
    const shown = value.length > 2 * ample ? `${clean(value.slice(0, ample))}…${clean(value.slice(-ample))}` : clean(value);
    const characters = [...shown];
    if (characters.length <= limit)
        return shown;
    const tail = Math.floor((limit - 1) / 3);
    return [...characters.slice(0, limit - 1 - tail), '…', ...characters.slice(characters.length - tail)].join('');
};
// An encoded character is never markup, in HTML as in Markdown, nor a table's pipe.
// https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
const encode = (text) => text.replace(/[^A-Za-z0-9 .,:/+=\u0080-\u{10FFFF}-]/gu, (character) => `&#${character.codePointAt(0)};`);
const nameLimit = 80;
/** A value inside a sentence. A zero-width space keeps GitHub from making links of it, so it is not for copying. */
const text = (value, limit = nameLimit) => encode(visible(value, limit).replace(/\bwww(?=\.)|[@#:]|\bGH(?=-)/gi, '$&\u200B'));
/** A value in a code font, for copying; belongs into an HTML block, where Markdown makes no links. */
const code = (value, limit = nameLimit) => `<code>${encode(visible(value, limit))}</code>`;
const linkLimit = 300;
/** HTML that leads to a value's https address; the HTML alone where the value is no such address. */
const linkTo = (address, html) => {
    const url = address.length <= linkLimit ? URL.parse(address) : null;
    if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
        return html;
    return url.href.length > linkLimit ? html : `<a href="${encode(visible(url.href, linkLimit))}">${html}</a>`;
};
/**
 * A value inside the double quotes of a mermaid label. Only letters, digits and harmless signs stay: comments and
 * directives (`%%{…}%%`) would count even within quotes, and `#…;` is mermaid's own way to encode.
 */
const mermaidLabel = (value, limit = 40) => visible(value, limit).replace(/[^\p{L}\p{N} .,:/@_+()·…-]/gu, replacement);
const expression = '\u0024{{';
const plainScalar = /^[A-Za-z][\w./@:-]*\w$/;
// What readers of some version take for no text: the last is a number to some.
const keyword = /^(?:true|false|null|yes|no|on|off|e-?\d+)$/i;
/**
 * A value as a YAML scalar in a workflow file: exactly that text, on one line, without an expression in it.
 * https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions#literals
 */
const yamlScalar = (value) => {
    if (plainScalar.test(value) && !keyword.test(value))
        return value;
    return JSON.stringify(value.replaceAll(expression, () => `${expression} '${expression}' }}`)).replace(/[^ -~]|[<>`]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
};
/** A section that is closed until the reader opens it. The content starts and ends as an HTML or Markdown block. */
const details = (title, ...blocks) => [`<details><summary>${title}</summary>`, ...blocks, '</details>'].join('\n\n');
/** A table in HTML: `head` and `rows` are cells of safe HTML. Cells of the `right` columns are set to the right. */
const table = (head, rows, right = []) => {
    const line = (tag, cells) => `<tr>${cells.map((cell, i) => `<${tag}${right.includes(i) ? ' align="right" nowrap' : ''}>${cell}</${tag}>`).join('')}</tr>`;
    return [
        '<table>',
        ...(head.length > 0 ? [line('th', head)] : []),
        ...rows.map((row) => line('td', row)),
        '</table>',
    ].join('\n');
};


/***/ }),

/***/ 91378:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ writeSummary)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);


// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
const limit = 1024 * 1024;
/**
 * Adds Markdown to the job summary: to the file that the runner names for it (`summaryFile` of the step's context).
 * What was done does not depend on what is told of it: where it cannot be written that is a warning, and nothing else.
 */
const writeSummary = async (markdown, file, log) => {
    const warn = (reason) => log.warning(`The job summary was not written: ${reason}. The step is not affected.`);
    const size = Buffer.byteLength(markdown);
    if (file === undefined)
        return warn('this runner takes none');
    if (size > limit)
        return warn(`it has ${size} bytes, and GitHub shows at most ${limit} of a step`);
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.appendFile)(file, markdown);
    }
    catch (error) {
        warn((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error));
    }
};


/***/ }),

/***/ 8737:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ withoutTag),
/* harmony export */   n: () => (/* binding */ withOciMediaTypes)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(72591);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _json_go_json_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(59665);
/* harmony import */ var _annotations_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(10483);
/* harmony import */ var _media_type_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(22978);






const PartsSchema = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ config: _json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, layers: valibot__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo) });
const converted = (fields) => {
    const { mediaType } = fields;
    return typeof mediaType === 'string' ? { ...fields, mediaType: (0,_media_type_js__WEBPACK_IMPORTED_MODULE_3__/* .ociMediaType */ .Ys)(mediaType) } : fields;
};
/**
 * A manifest with OCI's media types instead of Docker's, of itself, the configuration and the layers: some clients
 * refuse the mixture that the lifecycle writes. Everything else stays as it was, and with it the order of the fields;
 * a manifest that has no Docker type comes back byte for byte.
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
 * under every tag. An object of annotations that becomes empty goes too. A manifest without the tag comes back byte for
 * byte.
 */
const withoutTag = (bytes) => {
    const manifest = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, bytes, 'manifest');
    const { annotations } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(AnnotationsPart, bytes, 'manifest');
    if (!Object.hasOwn(annotations ?? {}, _annotations_js__WEBPACK_IMPORTED_MODULE_2__/* .annotationKeys */ .i.refName))
        return bytes;
    const others = Object.entries(annotations ?? {}).filter(([name]) => name !== _annotations_js__WEBPACK_IMPORTED_MODULE_2__/* .annotationKeys */ .i.refName);
    const fields = Object.entries(manifest).flatMap(([name, value]) => {
        if (name !== 'annotations')
            return [[name, value]];
        return others.length === 0 ? [] : [[name, Object.fromEntries(others)]];
    });
    return Buffer.from((0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_5__/* .goJson */ .Pl)(Object.fromEntries(fields)));
};


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
