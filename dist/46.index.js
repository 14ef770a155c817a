export const id = 46;
export const ids = [46];
export const modules = {

/***/ 66292:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DA: () => (/* binding */ removeLeftovers),
/* harmony export */   El: () => (/* binding */ hostState),
/* harmony export */   bX: () => (/* binding */ containerState),
/* harmony export */   fc: () => (/* binding */ stagingState),
/* harmony export */   gO: () => (/* binding */ openStaging)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _cnb_sandbox_paths_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(96131);
/* harmony import */ var _files_staging_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(98842);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(52305);
/* harmony import */ var _sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(93216);
/* harmony import */ var _sandbox_remove_containers_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(28976);








/** The names of the state that a step saves for its post step, which cleans up if the step was killed. */
const containerState = 'container';
const stagingState = 'staging';
const hostState = 'host';
/** Creates a staging directory beside a target. The step removes it, unless it is moved to the target. */
const openStaging = async (target, { tasks, noteStaging }) => {
    const staging = await (0,_files_staging_js__WEBPACK_IMPORTED_MODULE_4__/* .stagingFolder */ .cy)(target);
    noteStaging(staging);
    tasks.cleanUp(() => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(staging, { recursive: true, force: true, maxRetries: 3 }));
    return staging;
};
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const containerName = new RegExp(`^buildpacks-oci-layout-${uuid}$`);
// In milliseconds: the step may have been killed while the engine was creating the container.
const creationLag = 5_000;
/**
 * Removes what a step that was killed left, and logs each removal. Ignores names that a step does not create. If something
 * cannot be removed, that is a warning.
 */
const removeLeftovers = async ({ container, staging, isInJobContainer }, docker, log) => {
    const attempt = async (what, remove) => {
        try {
            if (await remove())
                log.info(`Removed the ${what} that the step left.`);
        }
        catch (error) {
            log.warning(`Could not remove the ${what}: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .messageOf */ .bD)(error).replace(/\.$/, '')}. Remove it manually.`);
        }
    };
    await Promise.all([
        containerName.test(container) &&
            attempt(`build container ${container}`, () => (0,_sandbox_remove_containers_js__WEBPACK_IMPORTED_MODULE_7__/* .removeContainer */ .od)(docker, container, { comesWithin: creationLag })),
        ...staging
            .filter((folder) => (0,node_path__WEBPACK_IMPORTED_MODULE_2__.isAbsolute)(folder) && (0,_files_staging_js__WEBPACK_IMPORTED_MODULE_4__/* .isStaging */ .YG)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(folder)))
            .map((folder) => attempt(`incomplete directory ${folder}`, () => removeFolder(folder))),
        isInJobContainer &&
            attempt("build's directories and processes in this container", () => (0,_sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_6__/* .releaseHost */ .AL)(_cnb_sandbox_paths_js__WEBPACK_IMPORTED_MODULE_3__/* .hostFolders */ .M7)),
    ]);
};
const removeFolder = async (folder) => {
    if (!(0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(folder))
        return false;
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(folder, { recursive: true, force: true });
    return true;
};


/***/ }),

/***/ 96131:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M7: () => (/* binding */ hostFolders),
/* harmony export */   Z1: () => (/* binding */ layoutFolder),
/* harmony export */   ay: () => (/* binding */ sandboxPaths)
/* harmony export */ });
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(23564);

/** The paths in a sandbox that a build uses. https://github.com/buildpacks/spec/blob/main/platform.md#usage */
const sandboxPaths = {
    app: '/workspace',
    layers: '/layers',
    platform: '/platform',
    runToml: '/platform/run.toml',
    orderToml: '/platform/order.toml',
    projectMetadata: '/layers/project-metadata.toml',
    cache: '/cache',
    layoutRepo: '/layout-repo',
};
/** The folder of an image's layout in the sandbox's layout-repo. */
const layoutFolder = (reference) => `${sandboxPaths.layoutRepo}/${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .layoutRepoPath */ .aG)(reference)}`;
const { app, layers, platform, cache, layoutRepo } = sandboxPaths;
/** The directories that a build in the job's container uses. They are empty before and after the build. */
const hostFolders = [app, layers, platform, cache, layoutRepo];


/***/ }),

/***/ 91721:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ dockerClient),
/* harmony export */   b: () => (/* binding */ textOf)
/* harmony export */ });
/* harmony import */ var _command_environment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(37324);
/* harmony import */ var _command_run_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(24744);
/* harmony import */ var _command_start_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(55641);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(85540);





/** The docker command as an object; `environment` is the step's, and the command sees only a part of it. */
const dockerClient = (environment) => {
    const env = (0,_command_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .commandEnvironment */ .J$)(environment);
    const outputOf = async (run, args, signal) => {
        const running = run('docker', args, { environment: env, signal });
        const { code, stdout, stderr } = await running.catch((error) => notStarted(error, signal));
        if (code === 0)
            return stdout;
        throw (0,_refusal_js__WEBPACK_IMPORTED_MODULE_4__/* .explainRefusal */ .GC)(stderr, env, `"docker ${nameOf(args)}" ran`);
    };
    return {
        environment: env,
        start: (args, signal) => startDocker(args, env, signal),
        run: (args, signal) => outputOf(_command_run_js__WEBPACK_IMPORTED_MODULE_1__/* .runCommand */ .d1, args, signal),
        exec: (args, signal) => outputOf(_command_run_js__WEBPACK_IMPORTED_MODULE_1__/* .runShortCommand */ .$V, args, signal),
    };
};
/** `image inspect`, `create`: without what follows, which may be long. */
const nameOf = ([first = '', second = '']) => first === 'image' || first === 'container' ? `${first} ${second}` : first;
const startDocker = (args, environment, signal) => {
    try {
        const program = (0,_command_start_js__WEBPACK_IMPORTED_MODULE_2__/* .startProgram */ .Xd)('docker', args, { environment, signal });
        const ended = program.ended.catch((error) => notStarted(error, signal));
        // The caller may read the streams first; a rejection waits for it.
        ended.catch(() => { });
        return { ...program, ended };
    }
    catch (error) {
        return notStarted(error, signal);
    }
};
const notStarted = (cause, signal) => {
    signal?.throwIfAborted();
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(cause instanceof _command_start_js__WEBPACK_IMPORTED_MODULE_2__/* .MissingProgram */ .n1
        ? 'There is no docker command on PATH. Install the Docker command line, or use a runner that has it.'
        : 'The docker command could not be run.', { cause });
};
// More than any message of the docker command, and less than hurts.
const textLimit = 1024 * 1024;
/** What a process writes, as text; no more than a mebibyte of it is kept. */
const textOf = async (stream) => {
    const chunks = [];
    let size = 0;
    try {
        for await (const chunk of stream) {
            if (size < textLimit)
                chunks.push(chunk);
            size += chunk.length;
        }
    }
    catch (error) {
        // The process was killed; `ended` says why.
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ERR_STREAM_PREMATURE_CLOSE'))
            throw error;
    }
    return Buffer.concat(chunks).subarray(0, textLimit).toString('utf8');
};


/***/ }),

/***/ 85540:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GC: () => (/* binding */ explainRefusal),
/* harmony export */   db: () => (/* binding */ EngineUnreachable),
/* harmony export */   np: () => (/* binding */ EngineRefusal)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

/** The engine refused a request. The message is what the docker command wrote to stderr; the caller explains it. */
class EngineRefusal extends Error {
    name = 'EngineRefusal';
}
/** The engine was unreachable, or the connection to it broke. Another try may succeed. */
class EngineUnreachable extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/**
 * Finds out why a docker command failed: no permission for the engine's socket, no engine, a broken connection, or a
 * refusal by the engine. `doing` completes "The connection broke while …": `the build ran`. The texts are those of the
 * docker command from 20.10 to 29.
 */
const explainRefusal = (stderr, environment, doing) => {
    const said = firstLine(stderr);
    const address = addressIn(said, environment);
    const cause = new EngineRefusal(said);
    if (/error response from daemon/i.test(said))
        return cause;
    if (/permission denied while trying to connect|dial unix .*permission denied/i.test(said)) {
        return new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`This user is not allowed to use the Docker engine at ${address}. ` +
            'Add the user to the group of the socket (usually "docker"), or set DOCKER_HOST to another engine.', { cause });
    }
    if (isBroken(said)) {
        return new EngineUnreachable(`The connection to the Docker engine at ${address} broke while ${doing}. ` +
            'Run the step again; if it happens again, check the engine’s log and the network.', { cause });
    }
    if (/cannot connect to the docker daemon|failed to connect to the docker api|error during connect/i.test(said)) {
        return new EngineUnreachable(`No Docker engine answers at ${address}. Start the engine, or set DOCKER_HOST to a running engine.`, { cause });
    }
    return cause;
};
/** The command prints only `unexpected EOF` if the engine's answer is incomplete. */
const isBroken = (said) => /^unexpected EOF$/i.test(said) ||
    (/error during connect/i.test(said) &&
        /\bEOF$|connection reset|broken pipe|closed network connection/i.test(said) &&
        !/\bdial\b/.test(said));
/** The address of the engine, in the form of DOCKER_HOST. The command's message may contain a request's URL instead. */
const addressIn = (said, environment) => {
    if (environment['DOCKER_HOST'])
        return environment['DOCKER_HOST'];
    const [named] = /\b(?:unix|tcp|ssh|npipe):\/\/[^\s;,"]*[^\s;,":.?]/.exec(said) ?? [];
    if (named !== undefined)
        return named;
    const [, host] = /\bhttps?:\/\/([^/\s"]+)/.exec(said) ?? [];
    if (host === undefined)
        return 'its default socket';
    return host.startsWith('%2F') ? `unix://${host.replaceAll('%2F', '/')}` : `tcp://${host}`;
};
/** The first line of a docker command's stderr that is not a warning or a hint. */
const firstLine = (stderr) => {
    const lines = stderr
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    return (lines.find((line) => !/^(?:warning|debug|see '|using default tag)/i.test(line)) ??
        lines[0] ??
        'no message');
};


/***/ }),

/***/ 93216:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  _J: () => (/* binding */ hostSandbox),
  AL: () => (/* binding */ releaseHost),
  ai: () => (/* binding */ setHostUmask)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: ./src/command/environment.ts
var command_environment = __webpack_require__(37324);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
// EXTERNAL MODULE: ./src/sandbox/sandbox.ts
var sandbox = __webpack_require__(27304);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/files/folders.ts
var folders = __webpack_require__(12814);
// EXTERNAL MODULE: ./src/files/process-identity.ts
var process_identity = __webpack_require__(61793);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/sandbox/host/private-folders.ts
var private_folders = __webpack_require__(67317);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(78474);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./src/sandbox/host/processes.ts





const scanProcesses = (uid) => {
    const pids = [];
    let sawEnd = false;
    for (const name of (0,external_node_fs_.readdirSync)('/proc')) {
        if (!/^\d+$/.test(name))
            continue;
        try {
            const status = (0,external_node_fs_.readFileSync)(`/proc/${name}/status`, 'utf8');
            const [, ids = ''] = /^Uid:\s+(.+)$/m.exec(status) ?? [];
            if (!ids.split(/\s+/).includes(String(uid)))
                continue;
            if (/^State:\s+[ZX]/m.test(status))
                sawEnd = true;
            else
                pids.push(Number(name));
        }
        catch (error) {
            if (!(0,failure/* isSystemError */.Or)(error, 'ENOENT', 'ESRCH'))
                throw error;
            sawEnd = true;
        }
    }
    return { pids, sawEnd };
};
/** The running processes of a user. The user can read their memory. */
const processesOf = (uid) => scanProcesses(uid).pids;
// In milliseconds. If a cancelled step has no time for it, the post step kills the processes.
const endLimit = 10_000;
const endPause = 5;
const emptyScans = 5;
/**
 * Kills all processes of a user, also daemons, processes in other sessions, and chains of processes that each start the
 * next one and exit. Throws a Failure if some survive.
 */
const endProcessesOf = async (uid) => {
    const deadline = Date.now() + endLimit;
    let allKilled = false;
    for (let empty = 0; empty < emptyScans;) {
        const { pids, sawEnd } = scanProcesses(uid);
        // After all were killed at the same moment, none is left that could have started another one.
        if (pids.length === 0 && (allKilled || !sawEnd)) {
            empty += 1;
            await (0,promises_.setTimeout)(endPause);
            continue;
        }
        empty = 0;
        if (Date.now() > deadline) {
            throw new failure/* Failure */.HR(`Could not kill the processes that the build left running, such as ${pids[0] ?? 'one that starts others'}. ` +
                "The job's directories stay closed to the builder's user. End the job, because these processes would run during " +
                'the next steps.');
        }
        allKilled = await killAllOf(uid, deadline - Date.now());
        // If the container has reached its limit of processes, killing some of them one by one makes room.
        if (!allKilled)
            for (const pid of pids)
                kill(pid);
        await (0,promises_.setTimeout)(endPause);
    }
};
/**
 * Kills all processes of a user at the same moment with kill(-1), during which the kernel lets no process start another
 * one. Returns whether that worked. https://man7.org/linux/man-pages/man2/kill.2.html
 *
 * Only a process of that user can do it. The other processes could kill it, so it changes to the user only immediately
 * before.
 */
const killAllOf = async (uid, limit) => {
    // As root, kill(-1) would kill the whole job.
    if (!Number.isInteger(uid) || uid < 1)
        throw new Error(`A build cannot run as user ${uid}.`);
    const child = (0,external_node_child_process_.spawn)(process.execPath, ['--eval', killAll(uid)], {
        cwd: '/',
        env: {},
        detached: true,
        stdio: 'ignore',
        timeout: Math.max(limit, 1),
        killSignal: 'SIGKILL',
    });
    try {
        const [code] = await (0,external_node_events_.once)(child, 'exit');
        return code === 0;
    }
    catch {
        return false;
    }
};
// Repeated, because kernels that only imitate Linux may miss a process.
const killAll = (uid) => `
process.setgroups([]); process.setgid(${uid}); process.setuid(${uid})
for (let i = 0; i < 100; i++) {
  try { process.kill(-1, 'SIGKILL') } catch (error) { if (error.code !== 'ESRCH') throw error }
}`;
const kill = (pid) => {
    try {
        process.kill(pid, 'SIGKILL');
    }
    catch (error) {
        if (!(0,failure/* isSystemError */.Or)(error, 'ESRCH'))
            throw error;
    }
};

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/files/file-content.ts
var file_content = __webpack_require__(81849);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
;// CONCATENATED MODULE: ./src/sandbox/host/record.ts









// 2^32-1 means "none". A build never runs as root.
const IdSchema = dist/* pipe */.FsL(dist/* number */.aig(), dist/* integer */.ndf(), dist/* minValue */.Wwf(0), dist/* maxValue */.cGV(2 ** 32 - 2));
const UserSchema = dist/* pipe */.FsL(IdSchema, dist/* minValue */.Wwf(1));
const PathSchema = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* startsWith */.w1_('/'), dist/* check */.z6Y((path) => (0,external_node_path_.resolve)(path) === path && !path.includes('\0'), 'is not a normalized path'));
const AccessSchema = dist/* object */.Ikc({
    path: PathSchema,
    uid: IdSchema,
    gid: IdSchema,
    mode: dist/* pipe */.FsL(dist/* number */.aig(), dist/* integer */.ndf(), dist/* minValue */.Wwf(0), dist/* maxValue */.cGV(0o7777)),
});
/** The parts of the container's file system that a build uses. Each is recorded before it changes. */
const RecordSchema = dist/* object */.Ikc({
    /** The process of the build. */
    owner: dist/* string */.YjP(),
    uid: UserSchema,
    gid: IdSchema,
    /** Directories that existed and were empty. */
    emptied: dist/* array */.YOg(PathSchema),
    /** Paths that did not exist. */
    made: dist/* array */.YOg(PathSchema),
    closed: dist/* array */.YOg(AccessSchema),
});
/** Writes a new record. Returns false if there is one already. */
const createRecord = ({ file }, record) => {
    const folder = (0,external_node_path_.dirname)(file);
    // With explicit modes: the umask of the container's processes may be 0.
    makeRootFolder((0,external_node_path_.dirname)(folder), 0o755);
    makeRootFolder(folder, 0o700);
    refuseForeign(folder, (0,external_node_fs_.lstatSync)(folder));
    const partial = writePartial(file, record);
    try {
        (0,external_node_fs_.linkSync)(partial, file);
        return true;
    }
    catch (error) {
        if ((0,failure/* isSystemError */.Or)(error, 'EEXIST'))
            return false;
        throw error;
    }
    finally {
        (0,external_node_fs_.rmSync)(partial, { force: true });
    }
};
const updateRecord = ({ file }, record) => (0,external_node_fs_.renameSync)(writePartial(file, record), file);
const removeRecord = ({ file }) => {
    (0,external_node_fs_.rmSync)(file, { force: true });
    try {
        (0,external_node_fs_.rmdirSync)((0,external_node_path_.dirname)(file));
    }
    catch (error) {
        if (!(0,failure/* isSystemError */.Or)(error, 'ENOENT', 'ENOTEMPTY'))
            throw error;
    }
};
/**
 * Reads the record; undefined if there is none. Root acts on it, so a record is valid only if no other user can have
 * written it, and if it contains only paths that builds use. Throws a Failure otherwise.
 */
const readRecord = (place) => {
    const text = readOwn(place.file);
    if (text === undefined)
        return undefined;
    const record = (0,json_document/* parseDocument */.Tp)(RecordSchema, text, `record ${place.file}`);
    const { emptied, made, closed } = record;
    const foreign = emptied.find((path) => !place.folders.includes(path)) ??
        made.find((path) => ![...place.folders, place.additions].some((folder) => (0,folders/* isWithin */.UO)(path, folder))) ??
        closed.find(({ path }) => !(0,private_folders/* canBeClosed */.Ab)(path))?.path;
    if (foreign === undefined)
        return record;
    throw new failure/* Failure */.HR(`The record ${place.file} contains ${foreign}, which no build uses. The step ignored the record. ${advice}`);
};
const readOwn = (file) => {
    let descriptor;
    try {
        refuseForeign((0,external_node_path_.dirname)(file), (0,external_node_fs_.lstatSync)((0,external_node_path_.dirname)(file)));
        descriptor = (0,external_node_fs_.openSync)(file, file_content/* safeReadFlags */.F9);
    }
    catch (error) {
        if ((0,failure/* isSystemError */.Or)(error, 'ENOENT'))
            return undefined;
        throw error;
    }
    try {
        refuseForeign(file, (0,external_node_fs_.fstatSync)(descriptor));
        return (0,external_node_fs_.readFileSync)(descriptor, 'utf8');
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
};
const advice = 'Run the job in a new container.';
const refuseForeign = (path, stat) => {
    const isRight = stat.isDirectory() || stat.isFile();
    if (isRight && stat.uid === process.geteuid?.() && (stat.mode & 0o022) === 0)
        return;
    throw new failure/* Failure */.HR(`The record of a build in this container is not safe: ${path} belongs to user ${stat.uid} and has the mode ` +
        `${(stat.mode & 0o7777).toString(8)}, but only root may be able to write to it. The step ignored the record. ${advice}`);
};
const makeRootFolder = (path, mode) => {
    if ((0,external_node_fs_.mkdirSync)(path, { recursive: true }) !== undefined)
        (0,external_node_fs_.chmodSync)(path, mode);
};
const writePartial = (file, record) => {
    const partial = `${file}.${(0,external_node_crypto_.randomUUID)()}`;
    (0,external_node_fs_.writeFileSync)(partial, JSON.stringify(record), { mode: 0o600, flag: 'wx' });
    return partial;
};

// EXTERNAL MODULE: external "node:fs/promises"
var external_node_fs_promises_ = __webpack_require__(51455);
;// CONCATENATED MODULE: ./src/sandbox/host/remove.ts




/** Removes a file or directory if it exists, at any depth of nesting. The build must have ended. */
const removeTree = (path) => remove(Buffer.from(path));
/** Removes everything in a directory. */
const removeContent = async (folder) => {
    // As bytes, because file names need not be UTF-8.
    for (const name of await (0,external_node_fs_promises_.readdir)(folder, { encoding: 'buffer' }))
        await remove(within(folder, name));
};
const remove = async (path) => {
    const removeAll = () => (0,external_node_fs_promises_.rm)(path, { recursive: true, force: true });
    try {
        await removeAll();
    }
    catch (error) {
        if (!(0,failure/* isSystemError */.Or)(error, 'ENAMETOOLONG'))
            throw error;
        flatten(path);
        await removeAll();
    }
};
/**
 * Moves all nested directories to the top of a directory. A build can nest them deeper than the maximum path length, so
 * each one is opened by a descriptor, and no path has more than a few names.
 */
const flatten = (path) => {
    const top = openFolder(path);
    try {
        const pending = foldersIn(top);
        for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
            const descriptor = openFolder(folder);
            try {
                for (const inner of foldersIn(descriptor)) {
                    const target = within(pathOf(top), Buffer.from((0,external_node_crypto_.randomUUID)()));
                    pending.push(move(inner, target) ? target : within(folder, inner.subarray(inner.lastIndexOf('/') + 1)));
                }
            }
            finally {
                (0,external_node_fs_.closeSync)(descriptor);
            }
        }
    }
    finally {
        (0,external_node_fs_.closeSync)(top);
    }
};
/** Returns whether the move worked. overlayfs cannot move directories of the image; these are not nested that deep. */
const move = (from, to) => {
    try {
        (0,external_node_fs_.renameSync)(from, to);
        return true;
    }
    catch (error) {
        if ((0,failure/* isSystemError */.Or)(error, 'EXDEV', 'EBUSY'))
            return false;
        throw error;
    }
};
const openFolder = (path) => (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_DIRECTORY | external_node_fs_.constants.O_NOFOLLOW);
const pathOf = (descriptor) => `/proc/self/fd/${descriptor}`;
const foldersIn = (descriptor) => (0,external_node_fs_.readdirSync)(pathOf(descriptor), { withFileTypes: true, encoding: 'buffer' })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => within(pathOf(descriptor), name));
const within = (folder, name) => Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);

;// CONCATENATED MODULE: ./src/sandbox/host/claim.ts









/**
 * Claims the directories of a build, and denies its user access to the directories in `closed`. Releases an abandoned claim
 * of a previous build first.
 *
 * Throws a Failure if another build has the claim, if a directory is not empty, or if access cannot be denied.
 */
const claim = async (user, closed, record) => {
    if ((await releaseAbandoned(record)) === 'alive')
        throw anotherBuilds();
    refuseOtherProcesses(user);
    for (const folder of record.folders)
        requireEmpty(folder);
    const isThere = (path) => (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false }) !== undefined;
    const held = {
        owner: await (0,process_identity/* ownIdentity */.hY)(),
        ...{ uid: user.uid, gid: user.gid },
        emptied: record.folders.filter(isThere),
        made: record.folders.filter((folder) => !isThere(folder)),
        closed: await Promise.all(closed.map(private_folders/* accessOf */.YK)),
    };
    if (!createRecord(record, held))
        throw anotherBuilds();
    const release = () => releaseAll(record, held);
    try {
        for (const folder of held.closed)
            await (0,private_folders/* closeFolder */.$G)(folder, user);
    }
    catch (error) {
        await release().catch((later) => {
            throw new SuppressedError(later, error);
        });
        throw error;
    }
    return {
        add: (path) => {
            if ([...held.emptied, ...held.made].some((folder) => (0,folders/* isWithin */.UO)(path, folder)))
                return;
            held.made.push(path);
            updateRecord(record, held);
        },
        endProcesses: () => endProcessesOf(user.uid),
        release,
    };
};
/** Releases the claim of a killed build. Returns the state of the last build. */
const releaseAbandoned = async (record) => {
    const held = readRecord(record);
    if (held === undefined)
        return 'none';
    if ((await (0,process_identity/* isAlive */._n)(held.owner)) === true)
        return 'alive';
    await releaseAll(record, held);
    return 'released';
};
const anotherBuilds = () => new failure/* Failure */.HR("Another step is building in this job's container, in the same directories. " +
    'Run the steps one after the other, or build in two jobs.');
/** A build can read the memory of processes of its own user, and kill them. */
const refuseOtherProcesses = ({ uid }) => {
    const [other] = processesOf(uid);
    if (other === undefined)
        return;
    throw new failure/* Failure */.HR(`The process ${other} runs as the builder's user ${uid}, so the build could read its memory. ` +
        "End it, or give the job's container its own processes (no --pid=host).");
};
/** Refuses a directory that contains files: the cleanup would delete them. */
const requireEmpty = (folder) => {
    const stat = (0,external_node_fs_.lstatSync)(folder, { throwIfNoEntry: false });
    if (stat === undefined)
        return;
    const found = stat.isDirectory() ? findFile(folder) : folder;
    if (found === undefined)
        return;
    const what = found === folder ? 'is not a directory' : `contains ${found}`;
    throw new failure/* Failure */.HR(`The build requires an empty directory ${folder}, but it ${what}. ` +
        'Remove it before this step. If the runner has its workspace there, configure another directory for its jobs.');
};
/** Finds the first file in a directory or its subdirectories. */
const findFile = (folder) => {
    for (const entry of (0,external_node_fs_.readdirSync)(folder, { withFileTypes: true })) {
        const path = (0,external_node_path_.join)(folder, entry.name);
        const found = entry.isDirectory() ? findFile(path) : path;
        if (found !== undefined)
            return found;
    }
    return undefined;
};
const releaseAll = async (record, held) => {
    // Restore access and delete files only after the build's processes have ended: they could swap a path while root works on it.
    await endProcessesOf(held.uid);
    const results = await Promise.allSettled([
        ...held.closed.map((folder) => (0,private_folders/* reopenFolder */.Q3)(folder, held)),
        ...held.emptied.map(removeContent),
        ...held.made.map(removeTree),
    ]);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed === undefined)
        return removeRecord(record);
    const cause = failed.reason;
    throw new failure/* Failure */.HR(`Could not remove the build's files from the job's container: ${(0,failure/* messageOf */.bD)(cause)}`, {
        cause,
    });
};

// EXTERNAL MODULE: ./src/command/start.ts
var start = __webpack_require__(55641);
;// CONCATENATED MODULE: ./src/sandbox/host/command.ts






/**
 * Runs a command as another user, without this process's groups, privileges and environment. Kills the processes that it
 * leaves running. Throws a Failure if the command cannot be started, and the signal's reason after an abort.
 */
const runAsUser = async ({ command, environment }, { user, launcher, signal, endProcesses }, onOutput) => {
    const killedBefore = await killedForMemory();
    signal.throwIfAborted();
    const [program = '', ...args] = [...launcher, ...command];
    const child = (0,external_node_child_process_.spawn)(program, args, {
        cwd: '/',
        env: { ...environment },
        uid: user.uid,
        gid: user.gid,
        // In its own process group, because this process handles a terminal's Ctrl-C.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => onOutput('stdout', chunk));
    child.stderr.on('data', (chunk) => onOutput('stderr', chunk));
    const closed = (0,external_node_events_.once)(child, 'close');
    closed.catch(() => { });
    const end = () => child.kill('SIGKILL');
    signal.addEventListener('abort', end, { once: true });
    try {
        await (0,external_node_events_.once)(child, 'exit');
    }
    catch (cause) {
        throw new failure/* Failure */.HR(`Could not start the build with ${program}: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
    }
    finally {
        signal.removeEventListener('abort', end);
    }
    // Processes that it left running may keep its output open, and would run during the next steps.
    await endProcesses();
    await closed;
    signal.throwIfAborted();
    const { exitCode, signalCode } = child;
    const code = exitCode ?? 128 + (signalCode === null ? 0 : external_node_os_.constants.signals[signalCode]);
    return { code, ranOutOfMemory: code !== 0 && (await killedForMemory()) > killedBefore };
};
/**
 * The number of processes of this container that the kernel has killed because memory ran out; 0 if unknown.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
 */
const killedForMemory = async () => {
    const events = await (0,external_node_fs_promises_.readFile)('/sys/fs/cgroup/memory.events', 'utf8').catch(() => '');
    return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
};
/**
 * Finds `setpriv`, which starts a command so that no program gains privileges, such as by a set-user-ID bit. Returns it
 * with its arguments. Warns and returns an empty list if the environment's PATH does not contain it.
 */
const privilegeLauncher = (environment, warn) => {
    try {
        return [(0,start/* findProgram */.Kp)('setpriv', environment), '--no-new-privs', '--'];
    }
    catch {
        warn('This container has no "setpriv", so the build can become root through programs with the set-user-ID bit, and then ' +
            'read the secrets of this step. Add util-linux to the builder, or use a runner with Docker.');
        return [];
    }
};

// EXTERNAL MODULE: ./src/files/file-error.ts
var file_error = __webpack_require__(6998);
// EXTERNAL MODULE: ./src/tar/write.ts
var write = __webpack_require__(97052);
;// CONCATENATED MODULE: ./src/sandbox/host/folder-tar.ts







/**
 * Reads a file or directory that a build wrote, as a tar stream whose names start with the last part of the path.
 * Symbolic links stay links.
 *
 * The build must have ended. Root reads files that the build controls, so it follows no symbolic link and reads only
 * regular files of the build's user. Throws a NotInSandbox failure if the path does not exist, and a Failure if it or a
 * file in it cannot be read.
 */
async function* folderTar(path, user) {
    // A generator, so that nothing is read and nothing fails before the stream is read.
    yield* (0,write/* tarOf */.$t)(entriesOf(path, user), user);
}
async function* entriesOf(path, user) {
    for (let folder = (0,external_node_path_.dirname)(path); folder !== '/'; folder = (0,external_node_path_.dirname)(folder)) {
        if (!(await statOf(folder)).isDirectory())
            throw unreadable(folder, 'it is not a directory');
    }
    yield* walk(path, (0,external_node_path_.basename)(path), user);
}
async function* walk(path, name, user) {
    const stat = await statOf(path);
    const mode = stat.mode & 0o7777;
    if (stat.isSymbolicLink()) {
        yield { name, mode, type: 'symlink', linkname: await (0,external_node_fs_promises_.readlink)(path) };
    }
    else if (stat.isFile()) {
        if (stat.uid !== user.uid)
            throw unreadable(path, "it does not belong to the build's user");
        yield { name, mode, type: 'file', content: buildFileContent(path, stat.size), size: stat.size };
    }
    else if (stat.isDirectory()) {
        yield { name, mode, type: 'directory' };
        for (const inner of (await (0,external_node_fs_promises_.readdir)(path)).toSorted()) {
            yield* walk((0,external_node_path_.join)(path, inner), `${name}/${inner}`, user);
        }
    }
    else {
        throw unreadable(path, 'it is neither a file nor a directory nor a symbolic link');
    }
}
async function* buildFileContent(path, size) {
    try {
        yield* (0,file_content/* fileContent */.qY)(path, size);
    }
    catch (error) {
        throw error instanceof file_content/* SizeChange */.g1 ? unreadable(path, error.message) : error;
    }
}
const statOf = async (path) => {
    const stat = await (0,file_error/* unlessMissing */.F)((0,external_node_fs_promises_.lstat)(path)).catch((error) => {
        throw unreadable(path, (0,failure/* messageOf */.bD)(error), error);
    });
    if (stat !== undefined)
        return stat;
    throw new sandbox/* NotInSandbox */.s(`Could not read ${path}, which the build should have written: it does not exist.`);
};
const unreadable = (path, reason, cause) => new failure/* Failure */.HR(`Could not read ${path}, which the build should have written: ${reason}. ` +
    'Check what the buildpacks and the app do during the build.', { cause });

// EXTERNAL MODULE: ./node_modules/tar-stream/index.js
var tar_stream = __webpack_require__(56118);
// EXTERNAL MODULE: ./src/command/run.ts
var run = __webpack_require__(24744);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/sandbox/host/unpack.ts







/**
 * Unpacks a tar stream that this project wrote, with its owners and times. Never writes through a symbolic link or over a
 * file. Rethrows errors of the stream, and throws a Failure if the disk refuses.
 *
 * Uses synchronous calls: most files are small, and for them these take a tenth of the time.
 */
const unpack = async (tar, options) => {
    const folders = new FolderWriter(options);
    const archive = (0,tar_stream.extract)();
    let broken;
    const feeding = (0,write/* feed */.hm)(tar, archive).catch((error) => {
        broken = { error };
        archive.destroy();
    });
    try {
        for await (const entry of archive) {
            const { header } = entry;
            const path = unpack_pathOf(options.root, header.name);
            await reporting(path, async () => {
                if (header.type === 'directory')
                    return folders.make(path, header);
                folders.find((0,external_node_path_.dirname)(path));
                options.onNew(path);
                if (header.type === 'file')
                    return writeFile(path, header, entry);
                if (header.type === 'symlink')
                    return makeLink(path, header);
                if (header.type === 'link')
                    return (0,external_node_fs_.linkSync)(unpack_pathOf(options.root, header.linkname ?? ''), path);
                if (header.type === 'fifo') {
                    await options.makePipe(path);
                    return ownAt(path, external_node_fs_.constants.O_NONBLOCK, header);
                }
                throw new Error(`Could not unpack "${header.name}": entries of type ${header.type} are not supported.`);
            });
            entry.resume();
        }
        await feeding;
    }
    catch (error) {
        // If the stream broke, the error of the archive's reader is not the cause.
        if (broken === undefined)
            throw error;
    }
    finally {
        archive.destroy();
    }
    if (broken !== undefined)
        throw broken.error;
    folders.finish();
};
const unpack_pathOf = (root, name) => {
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    if (parts.includes('..'))
        throw new Error(`The name "${name}" leads out of the sandbox.`);
    return (0,external_node_path_.join)(root, ...parts);
};
const reporting = async (path, work) => {
    try {
        await work();
    }
    catch (cause) {
        if (!(cause instanceof Error && 'syscall' in cause))
            throw cause;
        const reason = (0,failure/* isSystemError */.Or)(cause, 'ENOSPC', 'EDQUOT')
            ? ": the disk is full. Give the job's container more disk space."
            : ` for the build: ${(0,failure/* messageOf */.bD)(cause)}`;
        throw new failure/* Failure */.HR(`Could not write ${path}${reason}`, { cause });
    }
};
/** The directories that were created or checked: paths in them do not go through a symbolic link. */
class FolderWriter {
    #known = new Set();
    #times = [];
    #onNew;
    constructor({ root, onNew }) {
        this.#known.add(root);
        this.#onNew = onNew;
    }
    find(path) {
        if (this.#known.has(path))
            return;
        this.find((0,external_node_path_.dirname)(path));
        const stat = (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false });
        if (stat === undefined) {
            this.#onNew(path);
            (0,external_node_fs_.mkdirSync)(path);
            // The umask may remove bits from the mode of `mkdir`.
            (0,external_node_fs_.chmodSync)(path, 0o755);
        }
        else if (!stat.isDirectory()) {
            throw new failure/* Failure */.HR(`Could not write to ${path} for the build: it is not a directory.`);
        }
        this.#known.add(path);
    }
    make(path, header) {
        this.find(path);
        ownAt(path, external_node_fs_.constants.O_DIRECTORY, header);
        this.#times.push([path, timeOf(header)]);
    }
    /** Sets the times at the end, because creating a file in a directory changes its time. */
    finish() {
        for (const [path, time] of this.#times)
            (0,external_node_fs_.utimesSync)(path, time, time);
    }
}
/** The owner comes first, because changing it removes the set-user-ID bit from the mode. */
const own = (descriptor, { uid = 0, gid = 0, mode = 0 }) => {
    (0,external_node_fs_.fchownSync)(descriptor, uid, gid);
    (0,external_node_fs_.fchmodSync)(descriptor, mode & 0o7777);
};
/** Sets the owner and the mode of a directory or pipe, but not through a link. */
const ownAt = (path, kind, header) => {
    const descriptor = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NOFOLLOW | kind);
    try {
        own(descriptor, header);
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
};
const timeOf = ({ mtime }) => mtime ?? new Date(0);
const createNew = external_node_fs_.constants.O_WRONLY | external_node_fs_.constants.O_CREAT | external_node_fs_.constants.O_EXCL | external_node_fs_.constants.O_NOFOLLOW;
const writeFile = async (path, header, content) => {
    const descriptor = (0,external_node_fs_.openSync)(path, createNew, 0o600);
    try {
        for await (const chunk of content) {
            if (!(chunk instanceof Uint8Array))
                continue;
            for (let at = 0; at < chunk.length;)
                at += (0,external_node_fs_.writeSync)(descriptor, chunk, at);
        }
        own(descriptor, header);
        (0,external_node_fs_.futimesSync)(descriptor, timeOf(header), timeOf(header));
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
};
const makeLink = (path, header) => {
    (0,external_node_fs_.symlinkSync)(header.linkname ?? '', path);
    (0,external_node_fs_.lchownSync)(path, header.uid ?? 0, header.gid ?? 0);
    (0,external_node_fs_.lutimesSync)(path, timeOf(header), timeOf(header));
};
/** Creates a named pipe with `mkfifo`, because Node cannot. Throws a Failure if that fails. */
const makeNamedPipe = async (path, environment, signal) => {
    const failed = (reason, cause) => new failure/* Failure */.HR(`Could not create the named pipe ${path} for the build: ${reason} Exclude it from the app (input "exclude"), or ` +
        'use a builder with coreutils.', { cause });
    const running = (0,run/* runCommand */.d1)('mkfifo', ['--', path], { environment, signal });
    const { code, stderr } = await running.catch((cause) => {
        signal.throwIfAborted();
        throw failed((0,failure/* messageOf */.bD)(cause), cause);
    });
    if (code !== 0)
        throw failed(`mkfifo ended with ${code ?? 'a signal'}: ${(0,printable/* printable */.g$)(stderr)}.`);
};

;// CONCATENATED MODULE: ./src/sandbox/host/host-sandbox.ts









/**
 * Creates sandboxes in the container that this process runs in. The command runs on the container's file system as the
 * builder's user, without this process's environment. Its directories are empty at the start. It cannot read root's files
 * or the job's directories. It shares the network and the process IDs of the container.
 */
const hostSandbox = (options) => async (command, signal) => {
    signal.throwIfAborted();
    const { user, imageEnvironment, stepEnvironment, folders, privatePaths, warn } = options;
    await (0,private_folders/* refuseEngineAccess */.RK)(user);
    const closed = await (0,private_folders/* foldersToClose */.FG)(privatePaths, warn);
    const claimed = await claim(user, closed, recordOf(folders));
    const environment = {
        HOSTNAME: (0,external_node_os_.hostname)(),
        ...imageEnvironment,
        ...(0,command_environment/* proxyVariables */.eq)(stepEnvironment),
        ...command.environment,
    };
    const launcher = privilegeLauncher(imageEnvironment, warn);
    const release = (0,sandbox/* once */.O)(claimed.release);
    return {
        put: (tar) => unpack((0,abort/* streamUnlessAborted */.Ot)(tar, signal), {
            root: '/',
            onNew: claimed.add,
            makePipe: (path) => makeNamedPipe(path, process.env, signal),
        }),
        run: (onOutput) => runAsUser({ ...command, environment }, { user, launcher, signal, endProcesses: claimed.endProcesses }, onOutput),
        get: async (path, receive) => {
            signal.throwIfAborted();
            return receive((0,abort/* streamUnlessAborted */.Ot)(folderTar(path, user), signal));
        },
        dispose: release,
    };
};
/** Releases the claim of a killed build on these directories. Returns whether there was one. */
const releaseHost = async (folders) => (await releaseAbandoned(recordOf(folders))) === 'released';
/** The record is in `/run`, so it is deleted with the container. Additional buildpacks are put next to the builder's. */
const recordOf = (folders) => ({
    file: '/run/buildpacks-oci-layout/claim.json',
    folders,
    additions: '/cnb/buildpacks',
});
/**
 * Sets the umask that the lifecycle expects: file modes are part of layers, and so of the digest. Some engines start the
 * processes of a job's container with a umask of 0, which would let every user write to files that root creates.
 */
const setHostUmask = () => {
    process.umask(0o022);
};


/***/ }),

/***/ 67317:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $G: () => (/* binding */ closeFolder),
/* harmony export */   Ab: () => (/* binding */ canBeClosed),
/* harmony export */   Bo: () => (/* binding */ loginFiles),
/* harmony export */   FG: () => (/* binding */ foldersToClose),
/* harmony export */   Q3: () => (/* binding */ reopenFolder),
/* harmony export */   RK: () => (/* binding */ refuseEngineAccess),
/* harmony export */   YK: () => (/* binding */ accessOf)
/* harmony export */ });
/* unused harmony export denyAccess */
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);





/**
 * The files in which Docker and Podman keep logins for registries.
 * https://docs.podman.io/en/latest/markdown/podman-login.1.html
 */
const loginFiles = (dockerConfig, environment, home = (0,node_os__WEBPACK_IMPORTED_MODULE_2__.homedir)()) => [
    (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(dockerConfig, 'config.json'),
    environment['REGISTRY_AUTH_FILE'],
    (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(environment['XDG_RUNTIME_DIR'] || `/run/user/${process.getuid?.()}`, 'containers', 'auth.json'),
    `/run/containers/${process.getuid?.()}/auth.json`,
    (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(environment['XDG_CONFIG_HOME'] || (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(home, '.config'), 'containers', 'auth.json'),
].flatMap((path) => path || []);
// Directories that a build needs itself. Only directories in them can be closed.
const shared = new Set([
    ...['/', '/bin', '/cnb', '/dev', '/etc', '/home', '/lib', '/media', '/mnt', '/opt', '/proc', '/run'],
    ...['/sbin', '/srv', '/sys', '/tmp', '/usr', '/usr/local', '/var', '/var/lib', '/var/run', '/var/tmp'],
]);
// Every user can write there, and runners know that.
const temporary = ['/tmp', '/var/tmp'];
/** Whether a directory can be closed to a build: it lies directly in a directory that the build needs. */
const canBeClosed = (path) => !shared.has(path) && shared.has((0,node_path__WEBPACK_IMPORTED_MODULE_3__.dirname)(path));
/**
 * Returns the outermost directories of paths that only the job needs: `/__w` for `/__w/app/app` and `/__w/_temp`. Ignores
 * paths that do not exist.
 *
 * Throws a Failure if the build needs one of the paths as well. Warns instead if that is a directory for temporary files.
 */
const foldersToClose = async (paths, warn) => {
    const existing = new Set(await Promise.all(paths.map((path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(path).catch(() => undefined))));
    const found = new Set();
    for (const path of existing) {
        if (path === undefined)
            continue;
        if (!shared.has(path)) {
            let folder = path;
            while (!canBeClosed(folder))
                folder = (0,node_path__WEBPACK_IMPORTED_MODULE_3__.dirname)(folder);
            found.add(folder);
        }
        else if (temporary.includes(path)) {
            warn(`The build can read the job's files in ${path}, because it needs this directory as well. Keep secrets out of it, or ` +
                'set RUNNER_TEMP to another directory.');
        }
        else {
            throw cannotClose(path, 'the build needs this directory as well');
        }
    }
    return [...found];
};
/** The owner and mode that deny a user access to a directory. Undefined if that is impossible. */
const denyAccess = (user, { uid, gid, mode }) => {
    const groupMayStay = gid !== user.gid;
    const bits = mode & (groupMayStay ? 0o7770 : 0o7700);
    if (uid !== user.uid)
        return { uid, gid, mode: bits };
    // An owner can always change the mode, so root becomes the owner. The group gets the owner's access, because the runner
    // outside of the container belongs to it.
    return groupMayStay ? { uid: 0, gid, mode: bits | ((mode & 0o700) >> 3) } : undefined;
};
/**
 * Denies a user access to a directory and everything in it. Other users keep their access. Throws a Failure if that is
 * impossible, because the build could read the directory.
 */
const closeFolder = async ({ path, ...access }, user) => {
    const closed = denyAccess(user, access);
    if (closed === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`Could not close ${path} to the build: the directory belongs to the builder's user and group, ` +
            `${user.uid}:${user.gid}. Use a builder with another user, or a runner with Docker.`);
    }
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.chmod)(path, closed.mode);
        if (closed.uid !== access.uid)
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.chown)(path, closed.uid, closed.gid);
        if (!hasAccess(await accessOf(path), closed)) {
            throw new Error('its file system keeps the old mode or owner');
        }
    }
    catch (cause) {
        await restore({ path, ...access }).catch(() => { });
        throw cannotClose(path, (0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .messageOf */ .bD)(cause), cause);
    }
};
const hasAccess = (now, { uid, gid, mode }) => now.uid === uid && now.gid === gid && now.mode === mode;
const cannotClose = (path, reason, cause) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`Could not close ${path}, which contains the job's files, to the build: ${reason}. ` +
    "Give the job's container a volume whose modes and owners can be changed, or use a runner with Docker.", { cause });
/** The current owner and mode of a directory. */
const accessOf = async (path) => {
    const { uid, gid, mode } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path);
    return { path, uid, gid, mode: mode & 0o7777 };
};
/**
 * Restores the owner and mode that a directory had before `closeFolder`.
 *
 * Throws a Failure if the directory has neither that access nor the access that `closeFolder` set: it was replaced or
 * changed since.
 */
const reopenFolder = async (access, user) => {
    const { path, uid, gid, mode } = access;
    const now = await accessOf(path);
    if (hasAccess(now, access))
        return;
    const closed = denyAccess(user, access);
    // A symbolic link never has such a mode.
    const isClosed = closed !== undefined && (hasAccess(now, closed) || hasAccess(now, { ...closed, uid }));
    if (!isClosed) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`Could not restore the access of ${path}: the directory was changed after it was closed to the build. ` +
            `Before, it had the owner ${uid}:${gid} and the mode ${mode.toString(8)}. Restore them if that is right.`);
    }
    await restore(access);
};
const restore = async ({ path, uid, gid, mode }) => {
    const now = await accessOf(path);
    if (now.uid !== uid || now.gid !== gid)
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.chown)(path, uid, gid);
    if (now.mode !== mode)
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.chmod)(path, mode);
};
// The sockets of container engines. GitHub's runner mounts the first one into every job's container.
const sockets = ['/run/docker.sock', '/run/podman/podman.sock', '/run/containerd/containerd.sock'];
/** Throws a Failure if a user can write to the socket of a container engine, which gives control of its machine. */
const refuseEngineAccess = async (user) => {
    for (const path of sockets) {
        const found = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(path).catch(() => undefined);
        if (found === undefined || !mayWrite(user, found))
            continue;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`The build could control the container engine at ${path}: the builder's user ${user.uid}:${user.gid} can write ` +
            "there. Give the socket another group or mode, or do not mount it into the job's container.");
    }
};
/** Whether a user can write to a file, by its owner and mode. */
const mayWrite = (user, file) => {
    if (file.uid === user.uid)
        return (file.mode & node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.S_IWUSR) !== 0;
    if (file.gid === user.gid)
        return (file.mode & node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.S_IWGRP) !== 0;
    return (file.mode & node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.S_IWOTH) !== 0;
};


/***/ }),

/***/ 28976:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H0: () => (/* binding */ ownerLabels),
/* harmony export */   od: () => (/* binding */ removeContainer),
/* harmony export */   zS: () => (/* binding */ removeAbandonedContainers)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _docker_refusal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(85540);
/* harmony import */ var _files_process_identity_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(61793);



/** The process that made a container, and when it did, in milliseconds since 1970. */
const processLabel = 'buildpacks-oci-layout.process';
const createdLabel = 'buildpacks-oci-layout.created';
/** The arguments of `docker create` that record a container's process. Empty if the system cannot identify processes. */
const ownerLabels = async () => {
    const owner = await (0,_files_process_identity_js__WEBPACK_IMPORTED_MODULE_2__/* .ownIdentity */ .hY)().catch(() => undefined);
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
const removeAbandonedContainers = async (docker, signal) => {
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
        const isLive = (await (0,_files_process_identity_js__WEBPACK_IMPORTED_MODULE_2__/* .isAlive */ ._n)(owner)) ?? !isOldAndStopped(state, Number(created));
        if (!isLive)
            abandoned.push(name);
    }
    if (abandoned.length > 0)
        await docker.run(['rm', '--force', '--volumes', ...abandoned], signal);
    return abandoned;
};
const isOldAndStopped = (state, created) => ['created', 'exited', 'dead'].includes(state) && created > 0 && Date.now() - created > abandonedAfter;
// In milliseconds, between two checks for a container that may still appear.
const interval = 250;
/**
 * Removes a container with its volumes, even if it is running. Returns whether there was one.
 *
 * `comesWithin` is how long to wait for a container that does not exist yet, in milliseconds: the engine finishes a
 * creation even after the command that requested it has ended.
 */
const removeContainer = async (docker, name, { comesWithin = 0, signal } = {}) => {
    const deadline = performance.now() + comesWithin;
    // At least one more attempt, because a busy engine may need all of that time for the first.
    const leastAttempts = comesWithin > 0 ? 2 : 1;
    for (let attempts = 1;; attempts += 1) {
        if (await remove(docker, name, signal))
            return true;
        if (attempts >= leastAttempts && performance.now() >= deadline)
            return false;
        await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(interval);
    }
};
const remove = async (docker, name, signal) => {
    try {
        // If there is no such container, newer versions of the command succeed with a message.
        return (await docker.run(['rm', '--force', '--volumes', name], signal)).includes(name);
    }
    catch (error) {
        if (!(error instanceof _docker_refusal_js__WEBPACK_IMPORTED_MODULE_1__/* .EngineRefusal */ .np))
            throw error;
        if (/no such container/i.test(error.message))
            return false;
        if (/already in progress/i.test(error.message))
            return true;
        throw error;
    }
};


/***/ }),

/***/ 27304:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ once),
/* harmony export */   s: () => (/* binding */ NotInSandbox)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

/** A path does not exist in a sandbox. */
class NotInSandbox extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/** Runs work only once. Later calls wait for the first one. */
const once = (work) => {
    let done;
    return () => {
        done ??= work();
        return done;
    };
};


/***/ }),

/***/ 97052:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $t: () => (/* binding */ tarOf),
/* harmony export */   NJ: () => (/* binding */ file),
/* harmony export */   hm: () => (/* binding */ feed),
/* harmony export */   yy: () => (/* binding */ directory)
/* harmony export */ });
/* harmony import */ var tar_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56118);

/** The entry of a directory at an absolute path in the sandbox. */
const directory = (path, mode = 0o755) => ({
    name: path.slice(1),
    mode,
    type: 'directory',
});
/** The entry of a small file at an absolute path in the sandbox, readable for everyone. */
const file = (path, content) => ({
    name: path.slice(1),
    mode: 0o644,
    type: 'file',
    content: typeof content === 'string' ? Buffer.from(content) : content,
});
// The time that pack and the lifecycle use, so that builds do not depend on the time of the checkout.
// https://github.com/buildpacks/spec/blob/main/platform.md#build-reproducibility
const normalizedTime = new Date('1980-01-01T00:00:01Z');
// Larger IDs do not fit into the octal field of the header.
const largestOctalId = 0o777777;
/** Writes entries as a tar stream. Passes on the errors that are thrown while the entries are read. */
const tarOf = (entries, owner) => {
    const archive = (0,tar_stream__WEBPACK_IMPORTED_MODULE_0__.pack)();
    write(archive, entries, owner).then(() => archive.finalize(), (error) => archive.destroy(asError(error)));
    return inBatches(archive);
};
const write = async (archive, entries, owner) => {
    for await (const entry of entries) {
        if (archive.destroyed)
            return;
        const header = headerOf(entry, owner);
        if (entry.type !== 'file')
            await whole(archive, header);
        else if (entry.content instanceof Uint8Array)
            await whole(archive, header, entry.content);
        else
            await streamed(archive, header, entry.content);
    }
};
const headerOf = (entry, owner) => {
    const { uid, gid } = entry.owner ?? owner;
    const pax = {
        ...(uid > largestOctalId && { uid: String(uid) }),
        ...(gid > largestOctalId && { gid: String(gid) }),
    };
    return {
        name: entry.name,
        // tar-stream replaces a mode of 0 by its default, so the file type is part of the mode.
        mode: entry.mode | 0o100000,
        uid,
        gid,
        mtime: normalizedTime,
        type: entry.type,
        ...('linkname' in entry && { linkname: entry.linkname }),
        ...('size' in entry && { size: entry.size }),
        ...(Object.keys(pax).length > 0 && { pax }),
    };
};
const whole = (archive, header, content) => new Promise((resolve, reject) => {
    const done = (error) => (error ? reject(error) : resolve());
    if (content === undefined)
        archive.entry(header, done);
    else
        archive.entry(header, content, done);
});
const streamed = (archive, header, content) => new Promise((resolve, reject) => {
    const sink = archive.entry(header, (error) => (error ? reject(error) : resolve()));
    // Its errors arrive through the callback.
    sink.on('error', () => { });
    feed(content, sink).catch((error) => {
        reject(error);
        sink.destroy(asError(error));
    });
});
/**
 * Writes chunks into a stream, no faster than the stream accepts them, and ends it. Stops without an error if the stream
 * was destroyed: its reader gets the reason.
 */
const feed = async (chunks, sink) => {
    for await (const chunk of chunks) {
        if (sink.destroyed)
            return;
        if (!sink.write(chunk))
            await waitForDrain(sink);
    }
    sink.end(null);
};
/** Resolves when a stream accepts more data or is closed. */
const waitForDrain = (stream) => new Promise((resolve) => {
    if (stream.destroyed)
        return resolve();
    const settle = () => {
        stream.off('drain', settle);
        stream.off('close', settle);
        resolve();
    };
    stream.on('drain', settle);
    stream.on('close', settle);
});
const asError = (error) => (error instanceof Error ? error : new Error(String(error)));
const batchSize = 256 * 1024;
/** Joins small chunks. Otherwise a tar of small files would need a system call for each 512 bytes. */
async function* inBatches(source) {
    let chunks = [];
    let size = 0;
    for await (const chunk of source) {
        if (!(chunk instanceof Uint8Array))
            continue;
        // Large chunks are passed on without a copy.
        const isLarge = chunk.length >= batchSize / 4;
        if (!isLarge) {
            chunks.push(chunk);
            size += chunk.length;
        }
        if (size >= batchSize || (isLarge && size > 0)) {
            yield Buffer.concat(chunks);
            chunks = [];
            size = 0;
        }
        if (isLarge)
            yield chunk;
    }
    if (size > 0)
        yield Buffer.concat(chunks);
}


/***/ })

};
