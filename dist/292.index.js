export const id = 292;
export const ids = [292];
export const modules = {

/***/ 66292:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DA: () => (/* binding */ removeLeftovers),
/* harmony export */   El: () => (/* binding */ hostState),
/* harmony export */   bX: () => (/* binding */ containerState),
/* harmony export */   fc: () => (/* binding */ stagingState)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _docker_remove_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4478);
/* harmony import */ var _layout_staging_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(14379);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(46735);






/** The names under which a step keeps, for its post step, what would be left if it died. */
const containerState = 'container';
const stagingState = 'staging';
const hostState = 'host';
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const containerName = new RegExp(`^buildpacks-oci-layout-${uuid}$`);
// In milliseconds: the step may have died while the engine was creating the container.
const creationLag = 5_000;
/**
 * Removes what a step that died left behind, and says so; says nothing where there is nothing. What does not look like
 * something that a step notes is left alone. What cannot be removed is a warning.
 */
const removeLeftovers = async ({ container, staging, host }, docker, log) => {
    const attempt = async (what, remove) => {
        try {
            if (await remove())
                log.info(`Removed the ${what}, which the step had left behind.`);
        }
        catch (error) {
            log.warning(`Could not remove the ${what}: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .messageOf */ .bD)(error).replace(/\.$/, '')}. Remove it by hand.`);
        }
    };
    await Promise.all([
        containerName.test(container) &&
            attempt(`build container ${container}`, () => (0,_docker_remove_js__WEBPACK_IMPORTED_MODULE_2__/* .removeContainer */ .o)(docker, container, { comesWithin: creationLag })),
        ...staging
            .filter((folder) => (0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(folder) && (0,_layout_staging_js__WEBPACK_IMPORTED_MODULE_3__/* .isStaging */ .YG)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.basename)(folder)))
            .map((folder) => attempt(`unfinished folder ${folder}`, () => removeFolder(folder))),
        host && attempt("build's folders and processes in this container", _sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_5__/* .releaseHost */ .A),
    ]);
};
const removeFolder = async (folder) => {
    const found = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(folder).catch(() => undefined);
    if (found === undefined)
        return false;
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(folder, { recursive: true, force: true });
    return true;
};


/***/ }),

/***/ 5996:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ proxyVariables)
/* harmony export */ });
/**
 * The proxy settings of an environment, each in both cases of letters, since programs differ in which they read.
 * As pack hands them to its containers:
 * https://github.com/buildpacks/pack/blob/main/internal/build/phase_config_provider.go, WithLifecycleProxy
 */
const proxyVariables = (environment) => {
    const variables = {};
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
        const value = environment[name] || environment[name.toLowerCase()];
        if (!value)
            continue;
        variables[name] = value;
        variables[name.toLowerCase()] = value;
    }
    return variables;
};


/***/ }),

/***/ 4478:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ removeContainer)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(85540);


// How often a container that may still come is looked for, in milliseconds.
const interval = 250;
/**
 * Removes a container with its volumes, whether it runs or not. Resolves with whether there was one.
 *
 * `comesWithin`: for how many milliseconds one that is not there may still come. The engine finishes a creation that it
 * has begun, also after the command that asked for it is gone.
 */
const removeContainer = async (docker, name, { comesWithin = 0, signal } = {}) => {
    const deadline = Date.now() + comesWithin;
    for (;;) {
        if (await remove(docker, name, signal))
            return true;
        if (Date.now() >= deadline)
            return false;
        await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(interval);
    }
};
const remove = async (docker, name, signal) => {
    try {
        // Where there is none, a newer command says so and succeeds.
        return (await docker.run(['rm', '--force', '--volumes', name], signal)).includes(name);
    }
    catch (error) {
        if (!(error instanceof _refusal_js__WEBPACK_IMPORTED_MODULE_1__/* .EngineRefusal */ .np))
            throw error;
        if (/no such container/i.test(error.message))
            return false;
        if (/already in progress/i.test(error.message))
            return true;
        throw error;
    }
};


/***/ }),

/***/ 46735:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  _: () => (/* binding */ hostSandbox),
  A: () => (/* binding */ releaseHost)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: ./src/docker/proxy.ts
var proxy = __webpack_require__(5996);
// EXTERNAL MODULE: ./src/sandbox/once.ts
var once = __webpack_require__(10874);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/image/document.ts + 1 modules
var image_document = __webpack_require__(71720);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/sandbox/process-identity.ts
var process_identity = __webpack_require__(93945);
;// CONCATENATED MODULE: ./src/sandbox/host/private-folders.ts




// What a build needs itself, so that only what lies further inside can be closed.
const shared = new Set([
    ...['/', '/bin', '/cnb', '/dev', '/etc', '/home', '/lib', '/media', '/mnt', '/opt', '/proc', '/run'],
    ...['/sbin', '/srv', '/sys', '/tmp', '/usr', '/usr/local', '/var', '/var/lib', '/var/run', '/var/tmp'],
]);
/**
 * The outermost folders around some paths that nobody but the job needs: of `/__w/app/app` and `/__w/_temp` it is
 * `/__w`. What is not there is left out.
 */
const foldersToClose = async (paths) => {
    const found = new Set();
    for (const path of paths) {
        const real = await (0,promises_.realpath)(path).catch(() => undefined);
        if (real === undefined || shared.has(real))
            continue;
        let folder = real;
        while (!shared.has((0,external_node_path_.dirname)(folder)))
            folder = (0,external_node_path_.dirname)(folder);
        found.add(folder);
    }
    return [...found];
};
/** How a folder has to be for a user to be shut out of it. */
const closedTo = (user, { uid, gid, mode }) => {
    const groupMayStay = gid !== user.gid;
    const bits = mode & (groupMayStay ? 0o7770 : 0o7700);
    if (uid !== user.uid)
        return { uid, gid, mode: bits };
    // Whose it is may always enter. Its group then has what its owner had: the runner, outside, is in it.
    return groupMayStay ? { uid: 0, gid, mode: bits | ((mode & 0o700) >> 3) } : undefined;
};
/**
 * Shuts a user out of a folder, and of all that lies in it, without taking it away from whose it is.
 *
 * Throws a Failure where that cannot be done: a build would have what is in there.
 */
const closeFolder = async ({ path, ...access }, user) => {
    const closed = closedTo(user, access);
    if (closed === undefined) {
        throw new failure/* Failure */.HR(`The build cannot be shut out of ${path}: the folder has the builder's own user and group, ` +
            `${user.uid}:${user.gid}. Use a builder with another user, or a runner with Docker.`);
    }
    try {
        if (closed.uid !== access.uid)
            await (0,promises_.chown)(path, closed.uid, closed.gid);
        await (0,promises_.chmod)(path, closed.mode);
        const now = await (0,promises_.stat)(path);
        if ((now.mode & 0o7777) === closed.mode && now.uid === closed.uid)
            return;
    }
    catch (cause) {
        throw cannotClose(path, (0,failure/* messageOf */.bD)(cause), cause);
    }
    throw cannotClose(path, 'its file system keeps the old mode or owner');
};
const cannotClose = (path, reason, cause) => new failure/* Failure */.HR(`The build cannot be shut out of ${path}, where the job's files are: ${reason}. ` +
    "Give the job's container a volume whose modes and owners can be changed, or use a runner with Docker.", { cause });
/** A folder's access as it is. */
const accessOf = async (path) => {
    const { uid, gid, mode } = await (0,promises_.lstat)(path);
    return { path, uid, gid, mode: mode & 0o7777 };
};
/** Gives a folder back the access that it had; one that has it, such as on a disk that takes no change, is left alone. */
const reopenFolder = async ({ path, uid, gid, mode }) => {
    const now = await accessOf(path);
    if (now.uid !== uid || now.gid !== gid)
        await (0,promises_.chown)(path, uid, gid);
    if (now.mode !== mode)
        await (0,promises_.chmod)(path, mode);
};
// Where engines listen; GitHub's runner puts the first one into every job's container.
const sockets = ['/run/docker.sock', '/run/podman/podman.sock', '/run/containerd/containerd.sock'];
/** Throws a Failure where a user may speak to a container engine, and so may do anything on its machine. */
const refuseEngineAccess = async (user) => {
    for (const path of sockets) {
        const found = await (0,promises_.stat)(path).catch(() => undefined);
        if (found === undefined || !mayWrite(user, found))
            continue;
        throw new failure/* Failure */.HR(`The build could use the container engine at ${path}: the builder's user ${user.uid}:${user.gid} may write there. ` +
            'Give the socket another group or mode, or keep it out of the job’s container.');
    }
};
/** Whether a user may write to a file, by its owner and mode. */
const mayWrite = (user, file) => {
    if (file.uid === user.uid)
        return (file.mode & external_node_fs_.constants.S_IWUSR) !== 0;
    if (file.gid === user.gid)
        return (file.mode & external_node_fs_.constants.S_IWGRP) !== 0;
    return (file.mode & external_node_fs_.constants.S_IWOTH) !== 0;
};

// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./src/sandbox/host/processes.ts




/** The processes that have a user's ID in any way: what they know, that user may know. */
const processesOf = (uid) => (0,external_node_fs_.readdirSync)('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
    try {
        const status = (0,external_node_fs_.readFileSync)(`/proc/${pid}/status`, 'utf8');
        const [, ids = ''] = /^Uid:\s+(.+)$/m.exec(status) ?? [];
        if (!ids.split(/\s+/).includes(String(uid)) || /^State:\s+[ZX]/m.test(status))
            return [];
        const [, name = ''] = /^Name:\s+(.*)$/m.exec(status) ?? [];
        const started = Number((0,process_identity/* statFields */.qV)((0,external_node_fs_.readFileSync)(`/proc/${pid}/stat`, 'utf8'))[19]);
        return [{ pid: Number(pid), name, started }];
    }
    catch {
        // It has ended meanwhile.
        return [];
    }
});
// In milliseconds: a cancelled step has a few seconds in all.
const endLimit = 3_000;
const endPause = 5;
/**
 * Ends the processes of a user that started at a moment or later, however they hid from whoever started them: daemons,
 * sessions of their own. Throws a Failure where some go on.
 */
const endProcessesOf = async (uid, since) => {
    const deadline = Date.now() + endLimit;
    for (;;) {
        const left = processesOf(uid).filter(({ started }) => started >= since);
        if (left.length === 0)
            return;
        for (const { pid } of left)
            kill(pid);
        if (Date.now() > deadline) {
            const [first] = left;
            throw new failure/* Failure */.HR(`The processes that the build left behind could not be ended, such as ${first?.pid}. ` +
                'End the job: what follows in it would run beside them.');
        }
        await (0,external_node_timers_promises_.setTimeout)(endPause);
    }
};
const kill = (pid) => {
    try {
        process.kill(pid, 'SIGKILL');
    }
    catch (error) {
        if (!(0,failure/* isSystemError */.Or)(error, 'ESRCH'))
            throw error;
    }
};

;// CONCATENATED MODULE: ./src/sandbox/host/claim.ts









const AccessSchema = dist/* object */.Ikc({ path: dist/* string */.YjP(), uid: dist/* number */.aig(), gid: dist/* number */.aig(), mode: dist/* number */.aig() });
/** What a build has of the container's file system; written down before it is true. */
const RecordSchema = dist/* object */.Ikc({
    /** The process that builds. */
    owner: dist/* string */.YjP(),
    uid: dist/* number */.aig(),
    /** Folders that were there, empty. */
    emptied: dist/* array */.YOg(dist/* string */.YjP()),
    /** What was not there. */
    made: dist/* array */.YOg(dist/* string */.YjP()),
    closed: dist/* array */.YOg(AccessSchema),
});
/** Where the record of a claim is: nobody but root can write there, and it goes with the container. */
const recordFile = '/run/buildpacks-oci-layout.json';
/**
 * Takes the build's folders, and shuts the build's user out of the job's. An earlier build's claim that was never
 * released is released first.
 *
 * Throws a Failure where another build has them, where they hold anything, or where the job's folders cannot be closed.
 */
const claim = async ({ user, folders, closed, record }) => {
    await refuseLive(record);
    await releaseAbandoned(record);
    refuseFellows(user);
    for (const folder of folders)
        refuseContent(folder);
    const isThere = (path) => (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false }) !== undefined;
    const owner = await (0,process_identity/* ownIdentity */.hY)();
    const held = {
        owner,
        uid: user.uid,
        emptied: folders.filter(isThere),
        made: folders.filter((folder) => !isThere(folder)),
        closed: await Promise.all(closed.map(accessOf)),
    };
    await (0,promises_.mkdir)((0,external_node_path_.dirname)(record), { recursive: true });
    writeRecord(record, held);
    const release = () => releaseAll(record, held);
    try {
        for (const folder of held.closed)
            await closeFolder(folder, user);
    }
    catch (error) {
        await release();
        throw error;
    }
    const covers = (path) => [...held.emptied, ...held.made].some((held) => path === held || path.startsWith(`${held}/`));
    return {
        add: (path) => {
            if (covers(path))
                return;
            held.made.push(path);
            writeRecord(record, held);
        },
        endProcesses: () => endProcessesOf(user.uid, (0,process_identity/* startOf */.GH)(owner)),
        release,
    };
};
/** Releases what a build that died has left; resolves with whether there was such a build. */
const releaseAbandoned = async (record) => {
    const held = await readRecord(record);
    if (held === undefined || (await (0,process_identity/* isAlive */._n)(held.owner)) === true)
        return false;
    await releaseAll(record, held);
    return true;
};
const refuseLive = async (record) => {
    const held = await readRecord(record);
    if (held === undefined || (await (0,process_identity/* isAlive */._n)(held.owner)) !== true)
        return;
    throw new failure/* Failure */.HR("Another step builds in this job's container at this moment, in the same folders. " +
        'Let one end before the other begins, or build in two jobs.');
};
/** A build can read what processes of its own user know, and end them. */
const refuseFellows = ({ uid }) => {
    const [fellow] = processesOf(uid);
    if (fellow === undefined)
        return;
    throw new failure/* Failure */.HR(`The process ${fellow.pid} runs as the builder's user ${uid}, and the build could read what it knows. ` +
        "End it, or give the job's container its own processes (no --pid=host).");
};
/** Refuses a folder that holds more than empty folders: it is somebody's, and would be lost. */
const refuseContent = (folder) => {
    const stat = (0,external_node_fs_.lstatSync)(folder, { throwIfNoEntry: false });
    if (stat === undefined)
        return;
    const found = stat.isDirectory() ? contentOf(folder) : folder;
    if (found === undefined)
        return;
    const what = found === folder ? 'is no folder' : `has ${found} in it`;
    throw new failure/* Failure */.HR(`The build needs ${folder} for itself, and it ${what}, which this action did not put there. ` +
        'Remove it before this step; a runner whose workspace lies there needs another folder for its jobs.');
};
/** The first thing in a folder that is not a folder. */
const contentOf = (folder) => {
    for (const entry of (0,external_node_fs_.readdirSync)(folder, { withFileTypes: true })) {
        const path = (0,external_node_path_.join)(folder, entry.name);
        const found = entry.isDirectory() ? contentOf(path) : path;
        if (found !== undefined)
            return found;
    }
    return undefined;
};
const releaseAll = async (record, held) => {
    const failures = [];
    const attempt = async (work) => {
        await work.catch((error) => failures.push(error));
    };
    await attempt(endProcessesOf(held.uid, (0,process_identity/* startOf */.GH)(held.owner)));
    for (const folder of held.closed)
        await attempt(reopenFolder(folder));
    for (const folder of held.emptied)
        await attempt(empty(folder));
    for (const path of held.made)
        await attempt((0,promises_.rm)(path, { recursive: true, force: true }));
    const [cause] = failures;
    if (cause === undefined)
        return (0,promises_.rm)(record, { force: true });
    throw new failure/* Failure */.HR(`What the build left in the job's container could not be removed: ${(0,failure/* messageOf */.bD)(cause)}`, {
        cause,
    });
};
const empty = async (folder) => {
    for (const name of await (0,promises_.readdir)(folder))
        await (0,promises_.rm)((0,external_node_path_.join)(folder, name), { recursive: true, force: true });
};
const writeRecord = (file, held) => {
    const partial = `${file}.partial`;
    (0,external_node_fs_.writeFileSync)(partial, JSON.stringify(held), { mode: 0o600 });
    (0,external_node_fs_.renameSync)(partial, file);
};
const readRecord = async (file) => {
    try {
        return (0,image_document/* parseDocument */.Tp)(RecordSchema, await (0,promises_.readFile)(file, 'utf8'), `record ${file}`);
    }
    catch (error) {
        if ((0,failure/* isSystemError */.Or)(error, 'ENOENT'))
            return undefined;
        throw error;
    }
};

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(78474);
;// CONCATENATED MODULE: ./src/sandbox/host/command.ts





/**
 * Runs a command as a user that has none of this process's groups and rights, with the environment given and no other;
 * and ends what it left running. Throws a Failure where it cannot be started, and the signal's reason once it was aborted.
 */
const runCommand = async ({ command, environment }, { user, through, signal, endProcesses }, onOutput) => {
    const killedBefore = await killedForMemory();
    signal.throwIfAborted();
    const [program = '', ...args] = [...through, ...command];
    const child = (0,external_node_child_process_.spawn)(program, args, {
        cwd: '/',
        env: { ...environment },
        uid: user.uid,
        gid: user.gid,
        // A group of its own: a terminal's Ctrl-C is for this process to act on.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => onOutput('stdout', chunk));
    child.stderr.on('data', (chunk) => onOutput('stderr', chunk));
    const closed = (0,external_node_events_.once)(child, 'close');
    closed.catch(() => { });
    const end = () => child.kill('SIGKILL');
    signal.addEventListener('abort', end, { once: true });
    let code;
    try {
        code = exitCode(await (0,external_node_events_.once)(child, 'exit'));
    }
    catch (cause) {
        throw new failure/* Failure */.HR(`The build could not be started by ${program}: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
    }
    finally {
        signal.removeEventListener('abort', end);
    }
    // What it left running may hold its output open, and would run beside whatever comes next.
    await endProcesses();
    await closed;
    signal.throwIfAborted();
    return { code, outOfMemory: code !== 0 && (await killedForMemory()) > killedBefore };
};
const exitCode = ([code, signal]) => {
    if (typeof code === 'number')
        return code;
    const number = Object.entries(external_node_os_.constants.signals).find(([name]) => name === signal)?.[1] ?? 0;
    return 128 + number;
};
/**
 * How many processes of this container the kernel has ended for lack of memory; 0 where it does not say.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
 */
const killedForMemory = async () => {
    const events = await (0,promises_.readFile)('/sys/fs/cgroup/memory.events', 'utf8').catch(() => '');
    return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
};

// EXTERNAL MODULE: ./src/tar/write.ts
var write = __webpack_require__(97052);
// EXTERNAL MODULE: ./src/sandbox/sandbox.ts
var sandbox = __webpack_require__(27304);
;// CONCATENATED MODULE: ./src/sandbox/host/folder-tar.ts






// In bytes.
const pieceSize = 256 * 1024;
/**
 * A file or folder that a build wrote, as a tar stream whose names start with the last part of the path; links come as
 * links.
 *
 * The build must have ended. What root reads here the build may have put there: nothing is read that is behind a link, or
 * not the build user's own. Throws a NotInSandbox failure where there is nothing, and another one where it, or a file in
 * it, is not to be had.
 */
async function* folderTar(path, user) {
    // Nothing is read, and so nothing can fail, before somebody takes what comes.
    yield* (0,write/* tarOf */.$t)(entriesOf(path, user), user);
}
async function* entriesOf(path, user) {
    for (let folder = (0,external_node_path_.dirname)(path); folder !== '/'; folder = (0,external_node_path_.dirname)(folder)) {
        if (!(await statOf(folder)).isDirectory())
            throw unreadable(folder, 'it is no folder');
    }
    yield* walk(path, (0,external_node_path_.basename)(path), user);
}
async function* walk(path, name, user) {
    const stat = await statOf(path);
    const mode = stat.mode & 0o7777;
    if (stat.isSymbolicLink()) {
        yield { name, mode, type: 'symlink', linkname: await (0,promises_.readlink)(path) };
    }
    else if (stat.isFile()) {
        if (stat.uid !== user.uid)
            throw unreadable(path, 'it is not the build’s user’s own');
        yield { name, mode, type: 'file', content: folder_tar_contentOf(path, stat.size), size: stat.size };
    }
    else if (stat.isDirectory()) {
        yield { name, mode, type: 'directory' };
        for (const inner of (await (0,promises_.readdir)(path)).toSorted()) {
            yield* walk((0,external_node_path_.join)(path, inner), `${name}/${inner}`, user);
        }
    }
    else {
        throw unreadable(path, 'it is neither a file nor a folder nor a link');
    }
}
async function* folder_tar_contentOf(path, size) {
    const handle = await (0,promises_.open)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NOFOLLOW | external_node_fs_.constants.O_NONBLOCK);
    let left = size;
    for await (const chunk of handle.createReadStream({ highWaterMark: pieceSize })) {
        left -= chunk.length;
        yield chunk;
    }
    if (left !== 0)
        throw unreadable(path, 'it changed while it was read');
}
const statOf = async (path) => {
    try {
        return await (0,promises_.lstat)(path);
    }
    catch (error) {
        if ((0,failure/* isSystemError */.Or)(error, 'ENOENT')) {
            throw new sandbox/* NotInSandbox */.s(`Could not read ${path}, which the build was to write: it is not there.`);
        }
        throw unreadable(path, (0,failure/* messageOf */.bD)(error), error);
    }
};
const unreadable = (path, reason, cause) => new failure/* Failure */.HR(`Could not read ${path}, which the build was to write: ${reason}. ` +
    'Look at what the buildpacks and the app do during the build.', { cause });

// EXTERNAL MODULE: ./src/command/run.ts
var run = __webpack_require__(24744);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/sandbox/host/named-pipe.ts



/** Makes a named pipe, which Node cannot; throws a Failure where that does not work, and the signal's reason. */
const makeNamedPipe = async (path, environment, signal) => {
    const failed = (reason, cause) => new failure/* Failure */.HR(`Could not make the named pipe ${path} for the build: ${reason} Keep it out of the app («exclude»), or use a ` +
        'builder with coreutils.', { cause });
    let ended;
    try {
        ended = await (0,run/* runCommand */.d)('mkfifo', ['--', path], { environment, signal });
    }
    catch (cause) {
        signal.throwIfAborted();
        throw failed((0,failure/* messageOf */.bD)(cause), cause);
    }
    if (ended.code !== 0)
        throw failed(`mkfifo ended with ${ended.code ?? 'a signal'}: ${(0,printable/* printable */.g)(ended.stderr)}.`);
};

// EXTERNAL MODULE: ./src/command/program.ts
var program = __webpack_require__(58769);
;// CONCATENATED MODULE: ./src/sandbox/host/privileges.ts

/**
 * The program, with its arguments, by which nothing that a build starts gets more rights, such as by a set-user-ID bit;
 * nothing, and a warning, where the environment's PATH has none.
 */
const withoutNewPrivileges = async (environment, warn) => {
    try {
        return [await (0,program/* findProgram */.K)('setpriv', environment), '--no-new-privs', '--'];
    }
    catch {
        warn('This container has no «setpriv», so programs in it with the set-user-ID bit give a build the rights of root, and ' +
            'with them all that this step knows. Add util-linux to the builder, or use a runner with Docker.');
        return [];
    }
};

// EXTERNAL MODULE: ./node_modules/tar-stream/index.js
var tar_stream = __webpack_require__(56118);
;// CONCATENATED MODULE: ./src/sandbox/host/unpack.ts





/**
 * Unpacks a tar stream of this project's own, with the owners and times that it says: nothing is written behind a link
 * or over a file. Throws what is thrown while the stream is read, and a Failure where the disk refuses.
 *
 * Most files are small, and the calls that do not wait take a tenth of the time for them.
 */
const unpack = async (tar, options) => {
    const folders = new Folders(options);
    const archive = (0,tar_stream.extract)();
    let broken;
    const feeding = feed(tar, archive).catch((error) => {
        broken = { error };
        archive.destroy();
    });
    try {
        for await (const entry of archive) {
            const { header } = entry;
            const path = pathOf(options.root, header.name);
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
                    return (0,external_node_fs_.linkSync)(pathOf(options.root, header.linkname ?? ''), path);
                if (header.type === 'fifo')
                    return makePipe(path, header, options);
                throw new Error(`«${header.name}» cannot be unpacked: it is a ${header.type}.`);
            });
            entry.resume();
        }
        await feeding;
    }
    catch (error) {
        // Where the stream broke, the archive's reader only knows that it did.
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
/** Writes a stream into an archive's reader, no faster than it is read. */
const feed = async (tar, archive) => {
    for await (const chunk of tar) {
        // What ended it is thrown where it is read.
        if (archive.destroyed)
            return;
        if (!archive.write(chunk))
            await (0,write/* drained */.oB)(archive);
    }
    archive.end(null);
};
const pathOf = (root, name) => {
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    if (parts.includes('..'))
        throw new Error(`The name «${name}» leads out of the sandbox.`);
    return (0,external_node_path_.join)(root, ...parts);
};
const reporting = async (path, work) => {
    try {
        await work();
    }
    catch (cause) {
        if (!(cause instanceof Error && 'syscall' in cause))
            throw cause;
        if ((0,failure/* isSystemError */.Or)(cause, 'ENOSPC', 'EDQUOT')) {
            throw new failure/* Failure */.HR(`Could not write ${path}: no space is left there. Give the job's container more disk.`, {
                cause,
            });
        }
        throw new failure/* Failure */.HR(`Could not write ${path} for the build: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
    }
};
/** The folders that were made or found to be folders: what lies in them is not behind a link. */
class Folders {
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
        }
        else if (!stat.isDirectory()) {
            throw new failure/* Failure */.HR(`Could not write to ${path} for the build: it is no folder.`);
        }
        this.#known.add(path);
    }
    make(path, header) {
        this.find(path);
        const descriptor = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_DIRECTORY | external_node_fs_.constants.O_NOFOLLOW);
        try {
            own(descriptor, header);
        }
        finally {
            (0,external_node_fs_.closeSync)(descriptor);
        }
        this.#times.push([path, timeOf(header)]);
    }
    /** Making something in a folder changes its time. */
    finish() {
        for (const [path, time] of this.#times)
            (0,external_node_fs_.utimesSync)(path, time, time);
    }
}
/** In this order: to change the owner takes the mode's set-user-ID bit away. */
const own = (descriptor, { uid = 0, gid = 0, mode = 0 }) => {
    (0,external_node_fs_.fchownSync)(descriptor, uid, gid);
    (0,external_node_fs_.fchmodSync)(descriptor, mode & 0o7777);
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
const makePipe = async (path, header, { makePipe }) => {
    await makePipe(path);
    const descriptor = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NONBLOCK | external_node_fs_.constants.O_NOFOLLOW);
    try {
        own(descriptor, header);
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
};

;// CONCATENATED MODULE: ./src/sandbox/host/host-sandbox.ts










/**
 * Makes sandboxes of the container that this process runs in: the command runs on its file system, in folders that are
 * empty at first, as the builder's user, with none of this process's environment. It cannot get at what root knows, and is
 * shut out of the job's folders; network and processes are the container's.
 */
const hostSandbox = (options) => async (command, signal) => {
    signal.throwIfAborted();
    const { user, imageEnvironment, stepEnvironment, folders, privatePaths, warn } = options;
    await refuseEngineAccess(user);
    const closed = await foldersToClose(privatePaths);
    const claimed = await claim({ user, folders, closed, record: recordFile });
    const environment = {
        HOSTNAME: (0,external_node_os_.hostname)(),
        ...imageEnvironment,
        ...(0,proxy/* proxyVariables */.e)(stepEnvironment),
        ...command.environment,
    };
    const through = await withoutNewPrivileges(imageEnvironment, warn);
    const release = (0,once/* once */.O)(claimed.release);
    return {
        put: (tar) => putIn(tar, claimed, signal),
        run: (onOutput) => runCommand({ ...command, environment }, { user, through, signal, endProcesses: claimed.endProcesses }, onOutput),
        get: async (path, receive) => {
            signal.throwIfAborted();
            return receive(untilAborted(folderTar(path, user), signal));
        },
        dispose: release,
    };
};
/** Releases what a build of this container that died has left; resolves with whether there was such a build. */
const releaseHost = () => releaseAbandoned(recordFile);
const putIn = (tar, { add }, signal) => unpack(untilAborted(tar, signal), {
    root: '/',
    onNew: add,
    makePipe: (path) => makeNamedPipe(path, process.env, signal),
});
async function* untilAborted(source, signal) {
    signal.throwIfAborted();
    for await (const chunk of source) {
        yield chunk;
        signal.throwIfAborted();
    }
}


/***/ }),

/***/ 10874:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ once)
/* harmony export */ });
/** Work that is done once, however often it is asked for; who asks later waits for the same. */
const once = (work) => {
    let done;
    return () => {
        done ??= work();
        return done;
    };
};


/***/ }),

/***/ 93945:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GH: () => (/* binding */ startOf),
/* harmony export */   _n: () => (/* binding */ isAlive),
/* harmony export */   hY: () => (/* binding */ ownIdentity),
/* harmony export */   qV: () => (/* binding */ statFields)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);

/** This process, as a text that no other process ever has. Throws where the system cannot tell. */
const ownIdentity = async () => {
    const { boot, namespace, pid, started } = await identify('self');
    return [boot, namespace, pid, started].join(' ');
};
/** Whether the process of an identity is alive; undefined where that cannot be seen from here. */
const isAlive = async (identity) => {
    const [boot, namespace, pid = '', started, more] = identity.split(' ');
    if (!/^\d+$/.test(pid) || started === undefined || more !== undefined)
        return undefined;
    const self = await identify('self');
    if (boot !== self.boot)
        return false;
    if (namespace !== self.namespace)
        return undefined;
    const now = await identify(pid).catch(() => undefined);
    return now?.started === started;
};
/** When the process of an identity started, in clock ticks since the boot. */
const startOf = (identity) => Number(identity.split(' ')[3]);
/** The fields of `/proc/PID/stat` from the third one on. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const statFields = (stat) => 
// The name of the program stands in parentheses, and may have anything in it.
stat.slice(stat.lastIndexOf(')') + 2).split(' ');
const identify = async (process) => {
    const stat = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(`/proc/${process}/stat`, 'utf8');
    const [pid = ''] = stat.split(' ', 1);
    const started = statFields(stat)[19] ?? '';
    const boot = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return { boot, namespace: await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readlink)('/proc/self/ns/pid'), pid, started };
};


/***/ }),

/***/ 27304:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ NotInSandbox)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

/** There is nothing at a path of a sandbox. */
class NotInSandbox extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}


/***/ })

};
