export const id = 820;
export const ids = [820];
export const modules = {

/***/ 37324:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J$: () => (/* binding */ commandEnvironment),
/* harmony export */   eq: () => (/* binding */ proxyVariables),
/* harmony export */   hh: () => (/* binding */ startFolder)
/* harmony export */ });
/**
 * The folder in which the step began. Commands run there, because their environment may hold relative paths, such as
 * DOCKER_CONFIG. The process itself may be in another folder while GitHub's cache client is at work.
 */
const startFolder = process.cwd();
const withheld = /^(?:ACTIONS_|INPUT_|GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/;
/** The step's environment without its inputs, tokens and files: the part that a command may see. */
const commandEnvironment = (step) => Object.fromEntries(Object.entries(step).flatMap(([name, value]) => value === undefined || withheld.test(name) ? [] : [[name, value]]));
/**
 * The proxy settings of an environment, each in upper case and in lower case, because programs differ in which one they read.
 * pack passes them to its containers in the same way:
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

/***/ 24744:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $V: () => (/* binding */ runShortCommand),
/* harmony export */   BE: () => (/* binding */ ExcessiveOutput),
/* harmony export */   d1: () => (/* binding */ runCommand)
/* harmony export */ });
/* harmony import */ var _actions_exec__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(41955);
/* harmony import */ var _task_abort_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(56331);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(37324);
/* harmony import */ var _start_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(55641);




/** A command exceeded the limit for its output and was killed. */
class ExcessiveOutput extends Error {
    name = 'ExcessiveOutput';
}
// In bytes. No expected output is longer.
const outputLimit = 1024 * 1024;
// In milliseconds. Programs that a command started may keep its output open after it ends.
const outputOpenFor = 2_000;
/**
 * Runs a program of PATH to its end and returns its output. Does not log its arguments or its output, and hides the
 * step's inputs, tokens and files from it.
 *
 * Throws a MissingProgram if PATH has no such program, an ExcessiveOutput if it wrote more than 1 MiB, and the signal's
 * reason after an abort.
 */
const runCommand = async (name, args, { environment, input, signal }) => {
    const limit = new AbortController();
    const program = (0,_start_js__WEBPACK_IMPORTED_MODULE_2__/* .startProgram */ .Xd)(name, args, {
        environment,
        signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
        outputOpenFor,
    });
    let size = 0;
    const read = (stream) => {
        const chunks = [];
        stream.on('data', (chunk) => {
            size += chunk.length;
            chunks.push(chunk);
            if (size > outputLimit)
                limit.abort(new ExcessiveOutput(`"${name}" wrote more than ${outputLimit} bytes.`));
        });
        return chunks;
    };
    const [stdout, stderr] = [read(program.stdout), read(program.stderr)];
    program.stdin.end(input);
    const code = await program.ended;
    return { code, stdout: textOf(stdout), stderr: textOf(stderr) };
};
const textOf = (chunks) => Buffer.concat(chunks).toString('utf8');
/**
 * Runs a command that ends quickly. An abort does not kill the command; it only ends the wait. Otherwise like
 * `runCommand`, but without limits.
 */
const runShortCommand = async (name, args, { environment, signal }) => {
    signal?.throwIfAborted();
    // @actions/exec splits the first argument at spaces and quotes, like a shell.
    const path = `"${(0,_start_js__WEBPACK_IMPORTED_MODULE_2__/* .findProgram */ .Kp)(name, environment).replaceAll('"', '\\"')}"`;
    const executing = (0,_actions_exec__WEBPACK_IMPORTED_MODULE_0__/* .getExecOutput */ .H)(path, [...args], {
        cwd: _environment_js__WEBPACK_IMPORTED_MODULE_1__/* .startFolder */ .hh,
        env: (0,_environment_js__WEBPACK_IMPORTED_MODULE_1__/* .commandEnvironment */ .J$)(environment),
        silent: true,
        ignoreReturnCode: true,
        delay: outputOpenFor,
    });
    const { exitCode, stdout, stderr } = await (0,_task_abort_js__WEBPACK_IMPORTED_MODULE_3__/* .unlessAborted */ .Wh)(executing, signal);
    return { code: Number.isInteger(exitCode) ? exitCode : undefined, stdout, stderr };
};


/***/ }),

/***/ 55641:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kp: () => (/* binding */ findProgram),
/* harmony export */   Xd: () => (/* binding */ startProgram),
/* harmony export */   n1: () => (/* binding */ MissingProgram)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78474);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_events__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(37324);





/** PATH has no program of that name. */
class MissingProgram extends Error {
    name = 'MissingProgram';
}
/** Finds a program on PATH and returns its absolute path. Throws a MissingProgram. */
const findProgram = (name, environment) => {
    for (const folder of (environment['PATH'] ?? '').split(node_path__WEBPACK_IMPORTED_MODULE_3__.delimiter)) {
        // Relative to the working directory, which may belong to an app.
        if (!(0,node_path__WEBPACK_IMPORTED_MODULE_3__.isAbsolute)(folder))
            continue;
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(folder, name);
        if (isProgram(path))
            return path;
    }
    throw new MissingProgram(`There is no "${name}" on PATH.`);
};
const isProgram = (path) => {
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_2__.accessSync)(path, node_fs__WEBPACK_IMPORTED_MODULE_2__.constants.X_OK);
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_2__.statSync)(path).isFile();
    }
    catch {
        return false;
    }
};
/**
 * Starts a program of PATH. Only this function starts programs with a signal, because @actions/exec does not support one
 * (https://github.com/actions/toolkit/issues/1534).
 *
 * Throws a MissingProgram if PATH has no such program, and the signal's reason if it was aborted before.
 */
const startProgram = (name, args, { environment, signal, outputOpenFor }) => {
    signal?.throwIfAborted();
    const path = findProgram(name, environment);
    // Detached: a terminal's Ctrl-C goes to its whole foreground group, and `docker start` would pass it to the
    // container. Only this process decides when a program ends.
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(path, args, {
        cwd: _environment_js__WEBPACK_IMPORTED_MODULE_4__/* .startFolder */ .hh,
        env: (0,_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .commandEnvironment */ .J$)(environment),
        detached: true,
        stdio: 'pipe',
    });
    const close = () => {
        for (const stream of [child.stdin, child.stdout, child.stderr])
            stream.destroy();
    };
    // A program may end before it has read its input; its exit code and stderr say why.
    child.stdin.on('error', () => { });
    const kill = () => {
        child.kill('SIGKILL');
        // Programs that it started may still run and hold its streams open.
        close();
    };
    signal?.addEventListener('abort', kill, { once: true });
    let closing;
    if (outputOpenFor !== undefined) {
        child.once('exit', () => {
            closing = setTimeout(close, outputOpenFor);
        });
    }
    const ended = (async () => {
        try {
            const [code] = await (0,node_events__WEBPACK_IMPORTED_MODULE_1__.once)(child, 'close');
            return typeof code === 'number' ? code : undefined;
        }
        finally {
            clearTimeout(closing);
            signal?.removeEventListener('abort', kill);
            signal?.throwIfAborted();
        }
    })();
    // The caller may read the streams first, so an early rejection must not count as unhandled.
    ended.catch(() => { });
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, kill };
};


/***/ }),

/***/ 81849:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F9: () => (/* binding */ safeReadFlags),
/* harmony export */   g1: () => (/* binding */ SizeChange),
/* harmony export */   qY: () => (/* binding */ fileContent)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
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

/** A file's size changed while the file was read. */
class SizeChange extends Error {
    name = 'SizeChange';
}
/** Flags to read a file that another process may replace by a link or a pipe at any time. */
const safeReadFlags = node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_NOFOLLOW | node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK;
// In bytes.
const chunkSize = 256 * 1024;
/**
 * Reads a file whose size was announced, and never yields more bytes than that. Does not follow a link. Throws a
 * SizeChange if the file has another size by now, and the file system's error if the file cannot be read.
 */
async function* fileContent(path, size) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const file = __addDisposableResource(env_1, await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(path, safeReadFlags), true);
        let read = 0;
        // One byte more shows whether the file grew.
        for await (const chunk of file.createReadStream({ highWaterMark: chunkSize, end: size })) {
            read += chunk.length;
            if (read > size)
                break;
            yield chunk;
        }
        if (read !== size)
            throw new SizeChange('its size changed while it was read');
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


/***/ }),

/***/ 6998:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ unlessMissing),
/* harmony export */   Y: () => (/* binding */ explainFileError)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

/** The result of a file operation. Undefined if the file does not exist. */
const unlessMissing = async (work) => {
    try {
        return await work;
    }
    catch (error) {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .isSystemError */ .Or)(error, 'ENOENT'))
            return undefined;
        throw error;
    }
};
const noPermission = (path) => `the user of this step (uid ${process.getuid?.()}) has no permission for ${path}. ` +
    'Change its owner or its mode, or choose another path.';
const notAFolder = (path) => `${path} is a file or leads through one, where only a folder can be. ` +
    'Remove that file, or choose another path.';
/** Reasons and advice for errors that users can fix, by the code of the system call's error and its path. */
const explanations = {
    EACCES: noPermission,
    EPERM: noPermission,
    EROFS: () => 'the file system is read-only. Choose a path on another one.',
    ENOTDIR: notAFolder,
    // When a folder is created with its parents.
    EEXIST: notAFolder,
    EISDIR: (path) => `${path} is a folder, where only a file can be. Remove that folder, or choose another path.`,
    ELOOP: (path) => `${path} is a symbolic link where none may be, or its links lead in a circle. ` +
        'Remove the link, or choose another path.',
    EBUSY: (path) => `${path} is in use, for example as the place of a mount. ` +
        'Choose another path, such as a new folder inside it.',
    ENAMETOOLONG: () => 'a name in the path is too long. Choose a shorter one.',
    ENOSPC: () => 'no space is left there. Free some, or choose another folder.',
    EDQUOT: () => 'the disk quota of this user is used up there. Free some, or choose another folder.',
    EIO: () => 'the disk reports an error. Look at the log of the machine.',
};
/**
 * Explains an error of the file system that users can fix, as a Failure: `Could not <what>: <why>. <what to do>`. Returns any
 * other error, and a Failure, unchanged.
 */
const explainFileError = (error, what) => {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
        return error;
    const path = 'path' in error && typeof error.path === 'string' ? error.path : 'it';
    const explanation = Object.hasOwn(explanations, error.code) ? explanations[error.code]?.(path) : undefined;
    if (explanation === undefined)
        return error;
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`Could not ${what}: ${explanation}`, { cause: error });
};


/***/ }),

/***/ 12814:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M2: () => (/* binding */ withParents),
/* harmony export */   UO: () => (/* binding */ isWithin),
/* harmony export */   VV: () => (/* binding */ sortByName),
/* harmony export */   fc: () => (/* binding */ makeFolder)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(52305);



/** Whether an absolute path is that of a folder or of something below it. Compares only the paths. */
const isWithin = (path, folder) => {
    const way = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(folder, path);
    return way !== '..' && !way.startsWith('../');
};
/** Sorts items by the bytes of their names, as tar writers in Go do. */
const sortByName = (items) => items
    .map((item) => ({ item, key: Buffer.from(item.name) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ item }) => item);
/** The folders around a path, and the path itself: `a`, `a/b`, `a/b/c`. */
const withParents = (path) => path
    .split('/')
    .map((_, last, parts) => parts.slice(0, last + 1).join('/'))
    .filter((folder) => folder !== '');
/**
 * Creates a folder and its parents if they are missing. Throws the error of the file system. `mkdir` with `recursive` reports
 * ENOENT for other errors too, for example for a read-only file system.
 * https://github.com/nodejs/node/blob/v24.x/src/node_file.cc, MKDirpAsync
 */
const makeFolder = async (path) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(path, { recursive: true });
    }
    catch (error) {
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .isSystemError */ .Or)(error, 'ENOENT') || (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path) === path)
            throw error;
        await makeFolder((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path));
        try {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(path);
        }
        catch (again) {
            if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .isSystemError */ .Or)(again, 'EEXIST'))
                throw again;
            // Another process created it, or it is a link that leads nowhere.
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(path, { recursive: true });
        }
    }
};


/***/ }),

/***/ 61793:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BC: () => (/* binding */ shortHash),
/* harmony export */   L2: () => (/* binding */ identityPattern),
/* harmony export */   _n: () => (/* binding */ isAlive),
/* harmony export */   hY: () => (/* binding */ ownIdentity)
/* harmony export */ });
/* unused harmony export statFields */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);




/**
 * The pattern of a process identity: the process ID, its start time in clock ticks since the boot, and a hash of the machine.
 * It is valid in file names and in labels.
 */
const identityPattern = String.raw `\d{1,10}-\d{1,20}-[0-9a-f]{12}`;
const pattern = /^(\d{1,10})-(\d{1,20})-([0-9a-f]{12})$/;
/** The first 12 hexadecimal digits of a text's SHA-256. */
const shortHash = (text) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex').slice(0, 12);
let own;
/** The identity of this process. It is unique. */
const ownIdentity = () => {
    own ??= identify();
    return own;
};
const identify = async () => [process.pid, (await startedAt(process.pid)) ?? '0', await machine()].join('-');
/**
 * The scope of process IDs. It includes the boot, because cloned machines have the same host name and machine ID, and the
 * first PID namespace has the same number everywhere. Without the boot, a live process of another clone would look like a
 * dead process of this machine.
 */
const machine = async () => {
    const boot = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)('/proc/sys/kernel/random/boot_id', 'utf8');
    return shortHash(`${(0,node_os__WEBPACK_IMPORTED_MODULE_2__.hostname)()} ${boot.trim()} ${await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readlink)('/proc/self/ns/pid')}`);
};
/** Whether a process is alive; undefined if it is on another machine, or from before a reboot. */
const isAlive = async (identity) => {
    const [, pid, started, where] = pattern.exec(identity) ?? [];
    if (where === undefined || where !== (await machine()))
        return undefined;
    try {
        process.kill(Number(pid), 0);
    }
    catch (error) {
        // EPERM means that it is another user's process, and exists.
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ESRCH'))
            return false;
    }
    const found = await startedAt(Number(pid));
    return found === undefined || found === started;
};
/** The fields of `/proc/PID/stat` from the third one on. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const statFields = (stat) => 
// The second field, the program's name in parentheses, may contain spaces and parentheses.
stat.slice(stat.lastIndexOf(')') + 2).split(' ');
/** The start time of a process; undefined if it does not exist or is hidden. */
const startedAt = async (pid) => {
    const stat = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    return stat === undefined ? undefined : statFields(stat)[19];
};


/***/ }),

/***/ 98842:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dn: () => (/* binding */ partialPath),
/* harmony export */   Fr: () => (/* binding */ isBeingWritten),
/* harmony export */   OC: () => (/* binding */ clearPartials),
/* harmony export */   Vu: () => (/* binding */ stagingPath),
/* harmony export */   YG: () => (/* binding */ isStaging),
/* harmony export */   cy: () => (/* binding */ stagingFolder),
/* harmony export */   mt: () => (/* binding */ isPartial),
/* harmony export */   pK: () => (/* binding */ putBack),
/* harmony export */   pb: () => (/* binding */ discardEarlier)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _file_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6998);
/* harmony import */ var _folders_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(12814);
/* harmony import */ var _process_identity_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(61793);







const pattern = new RegExp(String.raw `^\.buildpacks-oci-layout-(${_process_identity_js__WEBPACK_IMPORTED_MODULE_6__/* .identityPattern */ .L2})-([0-9a-f]{12})-[0-9a-f-]{36}\.(partial|earlier)$`);
/** Whether a name is that of a staging folder of this project. */
const isStaging = (name) => pattern.test(name);
/** A path beside a target for a staging folder of this process. */
const stagingPath = async (target, kind) => {
    const parts = [await (0,_process_identity_js__WEBPACK_IMPORTED_MODULE_6__/* .ownIdentity */ .hY)(), keyOf(target), (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()];
    return (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target), `.buildpacks-oci-layout-${parts.join('-')}.${kind}`);
};
/**
 * Creates a folder beside the target of a layout, on the same file system, to assemble the layout in. First removes what
 * killed runs left beside the target.
 */
const stagingFolder = async (target) => {
    const folder = await stagingPath(target, 'partial');
    try {
        await (0,_folders_js__WEBPACK_IMPORTED_MODULE_5__/* .makeFolder */ .fc)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target));
        await removeAbandonedFolders(target);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)(folder);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.chmod)(folder, 0o755);
    }
    catch (error) {
        throw (0,_file_error_js__WEBPACK_IMPORTED_MODULE_4__/* .explainFileError */ .Y)(error, `create a folder for the layout beside ${target}`);
    }
    return folder;
};
/** Deletes a previous layout. It is renamed first, so that an incomplete one is never moved back. */
const discardEarlier = async (earlier, discarded = earlier.replace(/\.earlier$/, '.partial')) => {
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(earlier, discarded);
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(discarded, { recursive: true, force: true });
};
const keyOf = (target) => (0,_process_identity_js__WEBPACK_IMPORTED_MODULE_6__/* .shortHash */ .BC)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(target));
// In milliseconds, for processes of another machine or from before a reboot. No build takes so long.
const abandonedAfter = 24 * 3_600_000;
/** The staging folders of dead processes, the newest first. */
const findAbandoned = async (folder) => {
    const abandoned = [];
    // The user may have permission to create folders but not to list them.
    for (const name of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(folder).catch(() => [])) {
        const [, owner, key = '', kind = ''] = pattern.exec(name) ?? [];
        if (owner === undefined)
            continue;
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, name);
        const changed = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path).catch(() => undefined))?.ctimeMs;
        if (changed === undefined)
            continue;
        const isLive = (await (0,_process_identity_js__WEBPACK_IMPORTED_MODULE_6__/* .isAlive */ ._n)(owner)) ?? Date.now() - changed < abandonedAfter;
        if (!isLive)
            abandoned.push({ kind, key, path, changed });
    }
    return abandoned.sort((a, b) => b.changed - a.changed);
};
/** Deletes what dead processes left beside a target. Moves a previous layout back if the target is missing. */
const removeAbandonedFolders = async (target) => {
    for (const { kind, key, path } of await findAbandoned((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target))) {
        try {
            if (kind === 'partial')
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(path, { recursive: true, force: true });
            else if (key !== keyOf(target))
                continue;
            else if ((await (0,_file_error_js__WEBPACK_IMPORTED_MODULE_4__/* .unlessMissing */ .F)((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(target))) === undefined)
                await putBack(path, target);
            else
                await discardEarlier(path);
        }
        catch {
            // It belongs to another user, or another run is removing it. It does no harm.
        }
    }
};
/** Moves a previous layout back. Deletes it instead if another layout is there, because it was to be replaced anyway. */
const putBack = async (earlier, target) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(earlier, target);
    }
    catch (error) {
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ENOTEMPTY', 'EEXIST'))
            throw error;
        await discardEarlier(earlier);
    }
};
const partialPattern = new RegExp(String.raw `^\.(${_process_identity_js__WEBPACK_IMPORTED_MODULE_6__/* .identityPattern */ .L2})-[0-9a-f-]{36}\.partial$`);
/** A temporary path beside another one, for a file or folder that gets that name when it is complete. */
const partialPath = async (path) => (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(path), `.${await (0,_process_identity_js__WEBPACK_IMPORTED_MODULE_6__/* .ownIdentity */ .hY)()}-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}.partial`);
/** Whether a name is that of an incomplete file or folder of this project, in any version. */
const isPartial = (name) => name.startsWith('.') && name.endsWith('.partial');
// In milliseconds, if it is unknown whether the writer is alive. Such names exist only for moments.
const partialAbandonedAfter = 3_600_000;
/** Whether a process may still be writing to such a path. */
const isBeingWritten = async (path) => {
    const [, owner] = partialPattern.exec((0,node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(path)) ?? [];
    const isLive = owner === undefined ? undefined : await (0,_process_identity_js__WEBPACK_IMPORTED_MODULE_6__/* .isAlive */ ._n)(owner);
    if (isLive !== undefined)
        return isLive;
    const stats = await (0,_file_error_js__WEBPACK_IMPORTED_MODULE_4__/* .unlessMissing */ .F)((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path));
    // If it is missing, its writer has just given it its final name.
    return stats === undefined || Date.now() - stats.ctimeMs < partialAbandonedAfter;
};
/** Deletes what dead processes left incomplete in a folder. Ignores missing permissions, because nothing reads these files. */
const clearPartials = async (folder) => {
    for (const name of (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(folder)).filter(isPartial)) {
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, name);
        try {
            if (!(await isBeingWritten(path)))
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(path, { recursive: true, force: true });
        }
        catch (error) {
            if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'EACCES', 'EPERM', 'EROFS'))
                throw error;
        }
    }
};


/***/ }),

/***/ 35285:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bj: () => (/* binding */ verbatim),
/* harmony export */   C: () => (/* binding */ firstRows),
/* harmony export */   EC: () => (/* binding */ preformatted),
/* harmony export */   Ew: () => (/* binding */ yamlScalar),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   tp: () => (/* binding */ table),
/* harmony export */   uM: () => (/* binding */ linkTo),
/* harmony export */   wd: () => (/* binding */ factsTable),
/* harmony export */   x1: () => (/* binding */ referenceCode),
/* harmony export */   zH: () => (/* binding */ details)
/* harmony export */ });
/* unused harmony export visible */
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4908);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(402);


/**
 * Untrusted values in a job summary. GitHub reads the summary as Markdown with raw HTML, and then turns `@name`, `#1` and
 * `:name:` in the resulting text (not in code) into links and images.
 */
const replacement = '\uFFFD';
// Controls, unassigned and private characters, and the invisible ones that reorder or hide text.
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
// Many combining characters on one letter cover the lines above and below.
const stackedAccents = /\p{M}{4,}/gu;
const replaceInvisible = (value) => value.toWellFormed().replace(invisible, replacement).replace(stackedAccents, replacement);
const clean = (value) => replaceInvisible(value.replace(/\s+/g, ' '));
/**
 * One line of visible characters. If the value has more than `limit` characters, the middle is left out. White space
 * becomes one space, and invisible characters become `\uFFFD`.
 */
const visible = (value, limit) => {
    // A value of megabytes is cut before it is processed.
    const ample = 8 * limit;
    const shown = value.length > 2 * ample ? `${clean(value.slice(0, ample))}…${clean(value.slice(-ample))}` : clean(value);
    const characters = [...shown];
    if (characters.length <= limit)
        return shown;
    const tail = Math.floor((limit - 1) / 3);
    return [...characters.slice(0, limit - 1 - tail), '…', ...characters.slice(characters.length - tail)].join('');
};
// An encoded character is never markup, neither in HTML nor in Markdown, and never separates the cells of a table.
// https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
const encode = (text) => text.replace(/[^A-Za-z0-9 .,:/+=\u0080-\u{10FFFF}-]/gu, (character) => `&#${character.codePointAt(0)};`);
const nameLimit = 80;
/** A value inside a sentence. Zero-width spaces prevent links, so users should not copy it. */
const text = (value, limit = nameLimit) => encode(visible(value, limit).replace(/\bwww(?=\.)|[@#:]|\bGH(?=-)/gi, '$&\u200B'));
/** A value in a code font that users can copy. Use it inside an HTML block, where Markdown creates no links. */
const code = (value, limit = nameLimit) => `<code>${encode(visible(value, limit))}</code>`;
/** An image's reference in a code font, whole, so that users can copy it: the limit is longer than any. */
const referenceCode = (reference) => code(reference, 600);
const linkLimit = 300;
/**
 * Text that may contain secrets, in a code font. Use it inside an HTML block. The runner masks secrets in a job summary
 * only as they are, or escaped as in XML, so nothing else is encoded.
 * https://github.com/actions/runner/blob/main/src/Runner.Sdk/Util/ValueEncoders.cs
 */
const verbatim = (value, limit) => `<code>${escapeXml(value, limit)}</code>`;
/** Lines that may contain secrets, as a block. */
const preformatted = (lines) => `<pre>${lines.map((line) => escapeXml(line, 500)).join('\n')}</pre>`;
const xmlEntities = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
};
const escapeXml = (value, limit) => {
    const shown = replaceInvisible((0,_message_printable_js__WEBPACK_IMPORTED_MODULE_0__/* .cutAtWord */ .QI)(value, limit));
    return shown.replace(/[&<>"']/g, (character) => xmlEntities[character] ?? '');
};
/** HTML with a link to an https address. Returns the HTML alone if the address is not one. */
const linkTo = (address, html) => {
    const url = address.length <= linkLimit ? URL.parse(address) : null;
    if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
        return html;
    return url.href.length > linkLimit ? html : `<a href="${encode(visible(url.href, linkLimit))}">${html}</a>`;
};
const expression = '\u0024{{';
const plainScalar = /^[A-Za-z][\w./@:-]*\w$/;
// Plain scalars that a YAML parser may read as another type. Some parsers read the last one as a number.
const keyword = /^(?:true|false|null|yes|no|on|off|e-?\d+)$/i;
/**
 * A value as a YAML scalar in a workflow file: exactly that text, on one line, and not evaluated as an expression.
 * https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions#literals
 */
const yamlScalar = (value) => {
    if (plainScalar.test(value) && !keyword.test(value))
        return value;
    return JSON.stringify(value.replaceAll(expression, () => `${expression} '${expression}' }}`)).replace(/[^ -~]|[<>`]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
};
/** A section that is closed until the reader opens it. `blocks` are HTML or Markdown blocks. */
const details = (title, ...blocks) => [`<details><summary>${title}</summary>`, ...blocks, '</details>'].join('\n\n');
/** A table of facts: each has a name, and a value of safe HTML. */
const factsTable = (facts) => table([], facts.map(([name, value]) => [`<b>${name}</b>`, value]));
/** The rows of the first items, and one that counts the others, for example `3 more buildpacks`. */
const firstRows = (items, limit, rowOf, what, plural) => {
    const rows = items.slice(0, limit).map(rowOf);
    if (items.length <= limit)
        return rows;
    const blanks = Array((rows[0]?.length ?? 1) - 1).fill('');
    return [...rows, [`<i>${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCount */ .B4)(items.length - limit, what, plural)}</i>`, ...blanks]];
};
/** A table in HTML: `head` and `rows` are cells of safe HTML. The `right` columns are aligned to the right. */
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

/***/ 3124:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ writeSummary),
/* harmony export */   r: () => (/* binding */ recordSubjects)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);


// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
const limit = 1024 * 1024;
/**
 * Adds Markdown to the job summary: to `summaryFile` of the step's context. If that fails, the log has a warning, and the
 * step's result stays the same.
 */
const writeSummary = async (markdown, file, log) => {
    const warn = (reason) => log.warning(`The job summary was not written: ${reason}. The step is not affected.`);
    const size = Buffer.byteLength(markdown);
    if (file === undefined)
        return warn('this runner does not support summaries');
    if (size > limit)
        return warn(`it has ${size} bytes, and GitHub shows at most ${limit} per step`);
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.appendFile)(file, markdown);
    }
    catch (error) {
        warn((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error));
    }
};
/**
 * Records images for later steps that attest them: one line `oci://REPOSITORY@DIGEST` per image, in the file that the runner
 * provides (`artifactsFile` of the step's context). A file that cannot be written is a warning.
 * https://github.com/actions/runner/pull/4527
 */
const recordSubjects = async (images, file, log) => {
    if (file === undefined)
        return;
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.appendFile)(file, images.map((image) => `oci://${image}\n`).join(''));
    }
    catch (error) {
        log.warning(`Could not record the images for attestation: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error)}. The step is not affected.`);
    }
};


/***/ }),

/***/ 33552:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I9: () => (/* binding */ isGiteaOrForgejo),
/* harmony export */   el: () => (/* binding */ isGithub),
/* harmony export */   ev: () => (/* binding */ stepContext)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);


/** Whether the server is GitHub, in the cloud or on premises. */
const isGithub = (server) => server === 'GitHub' || server === 'GitHub Enterprise Server';
/** Whether the server is Gitea or Forgejo, which have the same artifact service. */
const isGiteaOrForgejo = (server) => server === 'Gitea' || server === 'Forgejo';
/** Reads the step's context. Outside of a workflow, the workspace is the current directory. */
const stepContext = (environment) => ({
    server: serverOf(environment),
    serverUrl: (environment['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, ''),
    repository: environment['GITHUB_REPOSITORY'] ?? '',
    runId: Number(environment['GITHUB_RUN_ID']),
    runAttempt: Number(environment['GITHUB_RUN_ATTEMPT']) || 1,
    workspace: environment['GITHUB_WORKSPACE'] || process.cwd(),
    temporary: environment['RUNNER_TEMP'] || '/tmp',
    job: environment['GITHUB_JOB'] || 'build',
    commit: environment['GITHUB_SHA'] || undefined,
    actionRepository: environment['GITHUB_ACTION_REPOSITORY'] || undefined,
    actionRef: environment['GITHUB_ACTION_REF'] || undefined,
    summaryFile: environment['GITHUB_STEP_SUMMARY'] || undefined,
    artifactsFile: environment['GITHUB_ARTIFACTS'] || undefined,
    dockerConfig: (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(environment['DOCKER_CONFIG'] || (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)((0,node_os__WEBPACK_IMPORTED_MODULE_0__.homedir)(), '.docker')),
    environment,
});
const serverOf = (environment) => {
    // Forgejo's runner also sets Gitea's variable, and both runners are based on act.
    if (environment['FORGEJO_ACTIONS'] === 'true')
        return 'Forgejo';
    if (environment['GITEA_ACTIONS'] === 'true')
        return 'Gitea';
    if (environment['ACT'] === 'true')
        return 'act';
    const host = URL.parse(environment['GITHUB_SERVER_URL'] || 'https://github.com')?.hostname ?? '';
    return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost')
        ? 'GitHub'
        : 'GitHub Enterprise Server';
};


/***/ }),

/***/ 45205:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ runStep),
  n: () => (/* binding */ setOutputs)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 7 modules
var core = __webpack_require__(33838);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
;// CONCATENATED MODULE: ./src/task/task-group.ts
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

// In milliseconds: the time that tasks have to end after an abort before the cleanup starts.
const endLimit = 1_000;
// In milliseconds: the runner kills a cancelled step 7.5 seconds after it asked the step to end.
const cancelLimit = 4_500;
/**
 * Does the work of a step with a group of tasks. Returns when all tasks have ended and the cleanup is done, and then
 * throws the first failure, which aborted the others. Failures that follow from the abort are not reported.
 *
 * After an abort the cleanup starts when all tasks have ended, or after a second. If the step was cancelled, all of it is
 * over within 4.5 seconds: tasks and cleanup that need longer are abandoned.
 */
const runTasks = async (work, { cancelled, warn }) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const group = new Group(cancelled, warn);
        const timeToEnd = __addDisposableResource(env_1, timeAfterAbort(group.signal, endLimit), false);
        const timeToCleanUp = __addDisposableResource(env_1, timeAfterAbort(cancelled, cancelLimit), false);
        const result = group.start(() => work(group));
        await Promise.race([group.ended(), timeToEnd.isUp]);
        const { aborted } = group.signal;
        group.startCleanup();
        await Promise.race([group.ended(), timeToCleanUp.isUp]);
        if (aborted)
            throw group.signal.reason;
        return result;
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        __disposeResources(env_1);
    }
};
class Group {
    #abort = new AbortController();
    #warn;
    #start = performance.now();
    #timings = [];
    #running = new Set();
    #cleanup = [];
    #isCleaning = false;
    constructor(cancelled, warn) {
        this.#warn = warn;
        const cancel = () => this.#abort.abort(cancelled.reason);
        if (cancelled.aborted)
            cancel();
        else
            cancelled.addEventListener('abort', cancel, { once: true });
    }
    get signal() {
        return this.#abort.signal;
    }
    get timings() {
        return this.#timings;
    }
    get seconds() {
        return secondsSince(this.#start);
    }
    run(name, task, failureCounts) {
        return this.start(async () => {
            const timing = { name, seconds: 0 };
            this.#timings.push(timing);
            const start = performance.now();
            try {
                return await task();
            }
            finally {
                timing.seconds = secondsSince(start);
            }
        }, failureCounts);
    }
    cleanUp(work) {
        if (this.#isCleaning)
            this.#clean(work);
        else
            this.#cleanup.push(work);
    }
    /** Starts work that the group waits for. */
    start(work, failureCounts) {
        const begin = async () => {
            this.signal.throwIfAborted();
            return work();
        };
        const result = begin();
        this.#track(result.then(() => { }, async (error) => {
            if (failureCounts === undefined || (await failureCounts().catch(() => true)))
                this.#abort.abort(error);
        }));
        return result;
    }
    /** Resolves when nothing runs any more. */
    async ended() {
        while (this.#running.size > 0)
            await Promise.all(this.#running);
    }
    startCleanup() {
        this.#isCleaning = true;
        for (const work of this.#cleanup)
            this.#clean(work);
    }
    #clean(work) {
        this.#track(work().catch((error) => this.#warn((0,failure/* messageOf */.bD)(error))));
    }
    #track(work) {
        this.#running.add(work);
        work.finally(() => this.#running.delete(work));
    }
}
const secondsSince = (start) => (performance.now() - start) / 1_000;
/** A time that begins when a signal is aborted. */
const timeAfterAbort = (signal, milliseconds) => {
    const { promise, resolve } = Promise.withResolvers();
    let timer;
    const begin = () => {
        timer = setTimeout(resolve, milliseconds);
    };
    if (signal.aborted)
        begin();
    else
        signal.addEventListener('abort', begin, { once: true });
    return {
        isUp: promise,
        [Symbol.dispose]: () => {
            signal.removeEventListener('abort', begin);
            clearTimeout(timer);
        },
    };
};

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/github/step/markdown.ts
var markdown = __webpack_require__(35285);
;// CONCATENATED MODULE: ./src/github/step/failure-summary.ts




const messageLimit = 2_000;
const detailLimit = 20;
/** Formats the job summary of a step that failed, as GitHub-flavoured Markdown. `link` is HTML. */
const formatFailure = (error, { title, sections = () => [], detailTitle = () => 'Details' }, link) => {
    const detail = error.detail.slice(0, detailLimit);
    const more = error.detail.length > detail.length ? ' The log has more lines.' : '';
    const blocks = [
        `<h2>${(0,markdown/* text */.Qq)(title)}</h2>`,
        `<blockquote>${(0,markdown/* verbatim */.Bj)(error.message, messageLimit)}</blockquote>`,
        ...sections(error),
        ...(detail.length === 0 ? [] : [`<p>${(0,markdown/* text */.Qq)(detailTitle(error))}:${more}</p>`, (0,markdown/* preformatted */.EC)(detail)]),
        `<p>${link}</p>`,
    ];
    return `${blocks.join('\n\n')}\n`;
};
/** The failure to show for an error. An unexpected error is a defect of this action. */
const failureOf = (error) => error instanceof failure/* Failure */.HR
    ? error
    : new failure/* Failure */.HR(`Unexpected error (please report it): ${(0,failure/* messageOf */.bD)(error)}`, { cause: error });
/**
 * A link to the section of docs/troubleshooting.md about an error, in the version of this action. The page comes with the
 * action: `bundle` is the path of the program that the runner started, which is in `dist`.
 */
const troubleshootingLink = async (error, { serverUrl, repository, commit, actionRepository, actionRef }, bundle) => {
    const page = await (0,promises_.readFile)((0,external_node_path_.join)((0,external_node_path_.dirname)(bundle), '..', troubleshootingPage), 'utf8').catch(() => '');
    const section = findSection(error.message, page);
    const version = actionRepository === undefined ? [repository, commit] : [actionRepository, actionRef];
    const [name, ref = 'HEAD'] = version;
    const address = `${serverUrl}/${name}/blob/${ref}/${troubleshootingPage}`;
    return section === undefined
        ? (0,markdown/* linkTo */.uM)(address, 'Troubleshooting')
        : (0,markdown/* linkTo */.uM)(`${address}#${section.anchor}`, `Troubleshooting: ${(0,markdown/* text */.Qq)(section.heading.replaceAll('`', ''), 200)}`);
};
const troubleshootingPage = 'docs/troubleshooting.md';
// Shorter quotes, such as the name of an input, are in messages of many kinds.
const leastQuote = 12;
// A quote with an open end says what failed, but not why: a shorter quote of the reason wins.
const openEndPenalty = 8;
/**
 * Finds the section about an error message. Headings, and the first cells of tables, quote messages: `…` stands for text
 * that differs, and commas separate alternatives. The longest quote in the message wins.
 */
const findSection = (message, page) => {
    let heading = '';
    let found;
    let best = 0;
    for (const line of page.split('\n')) {
        const [, title] = /^#{2,3} (.*)$/.exec(line) ?? [];
        heading = title ?? heading;
        const quotes = title ?? (line.startsWith('| `') ? (line.split(' | ')[0] ?? '') : '');
        for (const alternative of quotes.split(/(?<=`)(?:, | and )(?=`)/)) {
            const length = lengthOfQuote(alternative, message);
            const score = /…`$/.test(alternative) ? length - openEndPenalty : length;
            if (length < leastQuote || score <= best)
                continue;
            best = score;
            found = { heading, anchor: anchorOf(heading) };
        }
    }
    return found;
};
/** How many characters of a message the code spans of a text quote; 0 if the message does not have all of them. */
const lengthOfQuote = (quote, message) => {
    let position = 0;
    let length = 0;
    for (const [, span = ''] of quote.matchAll(/`([^`]+)`/g)) {
        for (const part of span.split('…').map((part) => part.trim())) {
            const index = message.indexOf(part, position);
            if (index === -1)
                return 0;
            position = index + part.length;
            length += part.length;
        }
    }
    return length;
};
/** GitHub's anchor of a heading: lower case, hyphens instead of spaces, and no other punctuation. */
const anchorOf = (heading) => heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/github/step/log.ts


/**
 * Opens a log that writes to a stream that the runner reads, such as stdout. `debugging` says whether the runner shows
 * debug messages. If it does not, they are not written.
 */
const openLog = (write, debugging) => {
    /** Ends the runner's pause from commands. Undefined if it executes commands. */
    let token;
    let unfinishedLine = false;
    let openGroup = false;
    const line = (text) => {
        if (unfinishedLine)
            write('\n');
        unfinishedLine = false;
        write(`${text}\n`);
    };
    const stopCommands = () => {
        // A new one each time: the runner shows a token in the log when it is used.
        token = (0,external_node_crypto_.randomBytes)(16).toString('hex');
        line(`::stop-commands::${token}`);
    };
    const resumeCommands = () => {
        if (token !== undefined)
            line(`::${token}::`);
        token = undefined;
    };
    const command = (...commands) => {
        const stopped = token !== undefined;
        resumeCommands();
        commands.forEach(line);
        if (stopped)
            stopCommands();
    };
    const endGroup = () => (openGroup ? ['::endgroup::'] : []);
    return {
        info: (message) => line(harmless(message)),
        debug: (message) => {
            if (debugging)
                command(`::debug::${escapeData(message)}`);
        },
        warning: (message) => command(`::warning::${escapeData(message)}`),
        error: (message) => command(`::error::${escapeData(message)}`),
        untrusted: async (work) => {
            if (token !== undefined)
                throw new Error('Untrusted output is already being shown.');
            stopCommands();
            try {
                return await work({
                    phase: (title) => {
                        command(...endGroup(), `::group::${escapeData(title)}`);
                        openGroup = true;
                    },
                    write: (text) => {
                        if (text === '')
                            return;
                        write(text);
                        unfinishedLine = !text.endsWith('\n');
                    },
                });
            }
            finally {
                resumeCommands();
                endGroup().forEach(line);
                openGroup = false;
            }
        },
    };
};
/**
 * The message as one line that is not a command. The runner reads `::` at the start of a line, after spaces, and `##[`
 * anywhere in a line as a command.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const harmless = (message) => (0,printable/* oneLine */.TN)(message)
    .replace(/^(\s*:)(?=:)/, '$1\u200b')
    .replaceAll('##[', '#\u200b#[');
/** The message as the data of a command. */
const escapeData = (message) => (0,printable/* oneLine */.TN)(message).replaceAll('%', '%25');

// EXTERNAL MODULE: ./src/github/step/runner-files.ts
var runner_files = __webpack_require__(3124);
// EXTERNAL MODULE: ./src/github/step/step-context.ts
var step_context = __webpack_require__(33552);
;// CONCATENATED MODULE: ./src/github/step/step.ts







// In milliseconds: after an uncaught error the work often fails too, with a better message.
const uncaughtErrorDelay = 1_000;
/**
 * Does the work of a step and ends the process: with 0, or with 1 after an error, which it shows in the log and, with
 * `failureSummary`, in the job summary. SIGINT and SIGTERM cancel the work; it then has a few seconds to clean up. An
 * uncaught error cancels it too, unless the work ends within a second. The process ends even if GitHub's clients still have
 * open connections.
 */
const runStep = async (failureSummary, work) => {
    const log = openLog((text) => process.stdout.write(text), (0,core/* isDebug */._o)());
    const cancel = new AbortController();
    let isCancelled = false;
    for (const signal of ['SIGINT', 'SIGTERM']) {
        process.on(signal, () => {
            isCancelled = true;
            cancel.abort(new failure/* Failure */.HR(`The step was cancelled (${signal}).`));
        });
    }
    // GitHub's clients have streams whose errors nothing handles. Without this, the process would end without a cleanup.
    const uncaught = [];
    process.on('uncaughtException', (error) => {
        uncaught.push(error);
        setTimeout(() => cancel.abort(error), uncaughtErrorDelay);
    });
    try {
        await runTasks((tasks) => work({ log, tasks }), { cancelled: cancel.signal, warn: log.warning });
    }
    catch (error) {
        report(error, log);
        // A cancelled step has no time to write a summary.
        if (failureSummary !== undefined && !isCancelled)
            await summarize(error, failureSummary, log);
        process.exit(1);
    }
    // Everything that the step promises is done, so another error does not make the step fail.
    for (const error of uncaught)
        report(error, log, log.warning);
    process.exit(0);
};
/** Sets outputs of the action. */
const setOutputs = (outputs) => {
    for (const [name, value] of Object.entries(outputs))
        (0,core/* setOutput */.uH)(name, value);
};
/** Writes the job summary of a step that failed, unless the runner does not support it or the input `summary` is `false`. */
const summarize = async (thrown, summary, log) => {
    const context = (0,step_context/* stepContext */.ev)(process.env);
    if (context.summaryFile === undefined || (0,core/* getInput */.V4)('summary') === 'false')
        return;
    const error = failureOf(thrown instanceof SuppressedError ? thrown.suppressed : thrown);
    const link = await troubleshootingLink(error, context, process.argv[1] ?? '');
    await (0,runner_files/* writeSummary */.S)(formatFailure(error, summary, link), context.summaryFile, log);
};
/** Shows why the step failed as an error, and failures of the cleanup after it as warnings. */
const report = (error, log, annotate = log.error) => {
    if (error instanceof SuppressedError) {
        report(error.suppressed, log, annotate);
        report(error.error, log, log.warning);
        return;
    }
    const { message, detail } = failureOf(error);
    annotate(message);
    for (const line of detail)
        log.info(`  ${line}`);
    if (!(error instanceof failure/* Failure */.HR) && error instanceof Error)
        for (const line of (error.stack ?? '').split('\n'))
            log.info(line);
    for (const line of causesNotShown(error))
        log.info(line);
};
const causesNotShown = (error) => {
    if (!(error instanceof Error) || error.cause === undefined)
        return [];
    const cause = (0,failure/* messageOf */.bD)(error.cause);
    const shown = [error.message, ...(error instanceof failure/* Failure */.HR ? error.detail : [])];
    return shown.some((line) => line.includes(cause)) ? [] : [`  Caused by: ${cause}`];
};


/***/ }),

/***/ 78033:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ZD: () => (/* binding */ hexOf),
/* harmony export */   eH: () => (/* binding */ DigestSchema),
/* harmony export */   m: () => (/* binding */ parseDigest),
/* harmony export */   ol: () => (/* binding */ digestOf),
/* harmony export */   z9: () => (/* binding */ digestOfHex)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(77934);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);




const pattern = /^sha256:[0-9a-f]{64}$/;
const isDigest = (value) => typeof value === 'string' && pattern.test(value);
/** A digest inside a JSON document. */
const DigestSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .custom */ .IeY(isDigest, 'is not a sha256 digest');
/** Reads a digest. Throws a Failure if the text is not a digest. */
const parseDigest = (text) => {
    if (!isDigest(text)) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(text)}" is not a digest. A digest is "sha256:" and 64 hexadecimal digits in lower case.`);
    }
    return text;
};
/** The hexadecimal digits of a digest, which are the name of its file in a layout. */
const hexOf = (digest) => digest.slice('sha256:'.length);
/** The digest with the given hexadecimal digits. */
const digestOfHex = (hex) => parseDigest(`sha256:${hex}`);
/** The digest of bytes in memory. */
const digestOf = (bytes) => `sha256:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(bytes).digest('hex')}`;


/***/ }),

/***/ 23564:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F2: () => (/* binding */ parseReference),
/* harmony export */   FH: () => (/* binding */ formatReference),
/* harmony export */   Sh: () => (/* binding */ formatRepository),
/* harmony export */   Z6: () => (/* binding */ isRepository),
/* harmony export */   aG: () => (/* binding */ layoutRepoPath),
/* harmony export */   dz: () => (/* binding */ isTag)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4908);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78033);



const dockerHub = 'index.docker.io';
const dockerHubNames = [dockerHub, 'docker.io'];
// https://github.com/distribution/reference/blob/v0.6.0/regexp.go
const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const registryPattern = new RegExp(String.raw `^(?:${label}(?:\.${label})*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$`);
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const repositoryPattern = new RegExp(`^${component}(?:/${component})*$`);
const tagPattern = /^\w[\w.-]{0,127}$/;
const repositoryLimit = 255;
const refuse = (text, reason) => {
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(text)}" is not an image reference: ${reason}. An example: ghcr.io/owner/app:1.2`);
};
// The pattern allows ports and addresses that do not exist.
const isRegistry = (text) => registryPattern.test(text) && URL.canParse(`https://${text}`);
/** Whether a text can be a tag. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
const isTag = (text) => tagPattern.test(text);
/** Whether a text can be a repository, such as `library/debian`. */
const isRepository = (text) => text.length <= repositoryLimit && repositoryPattern.test(text);
/**
 * Reads an image reference by Docker's rules. The registry is Docker Hub (`docker.io` or `index.docker.io`, not its API's host)
 * unless the first part looks like a host: it has a dot or a port, or is `localhost`. A single name on Docker Hub gets the
 * prefix `library/`. The tag is `latest` if there is neither a tag nor a digest. Throws a Failure that names the wrong part.
 */
const parseReference = (text) => {
    const [beforeDigest = '', digestText, ...more] = text.split('@');
    if (more.length > 0)
        refuse(text, 'it has more than one "@"');
    const digest = digestText === undefined ? undefined : (0,_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .parseDigest */ .m)(digestText);
    const colon = beforeDigest.indexOf(':', beforeDigest.lastIndexOf('/') + 1);
    const name = colon === -1 ? beforeDigest : beforeDigest.slice(0, colon);
    const tag = colon === -1 ? undefined : beforeDigest.slice(colon + 1);
    if (tag !== undefined && !isTag(tag)) {
        refuse(text, `the tag "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(tag)}" is not 1 to 128 letters, digits, "_", "." or "-"`);
    }
    const slash = name.indexOf('/');
    const first = name.slice(0, slash);
    const hasRegistry = slash !== -1 && (/[.:[]/.test(first) || first === 'localhost' || /[A-Z]/.test(first));
    if (hasRegistry && !isRegistry(first))
        refuse(text, `"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(first)}" is not a registry's host`);
    const registry = !hasRegistry || dockerHubNames.includes(first) ? dockerHub : first;
    const path = hasRegistry ? name.slice(slash + 1) : name;
    if (!isRepository(path)) {
        refuse(text, `the repository "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(path)}" may have lower-case letters, digits, and ".", "_", "-", "/" between them`);
    }
    const repository = registry === dockerHub && !path.includes('/') ? `library/${path}` : path;
    if (digest === undefined)
        return { registry, repository, tag: tag ?? 'latest' };
    return { registry, repository, ...(tag === undefined ? {} : { tag }), digest };
};
/** The full name of a repository. Docker Hub's begin with `docker.io/`, as in other container tools. */
const formatRepository = ({ registry, repository }) => `${registry === dockerHub ? 'docker.io' : registry}/${repository}`;
/** The full reference of an image: `docker.io/library/debian:12`, with the digest if there is one. */
const formatReference = (reference) => formatRepository(reference) +
    (reference.tag === undefined ? '' : `:${reference.tag}`) +
    (reference.digest === undefined ? '' : `@${reference.digest}`);
/**
 * The directory of an image in a layout-repo, relative to it: `<registry>/<repository>/<tag>`, or `…/sha256/<hex>` if there is a
 * digest.
 * https://github.com/buildpacks/imgutil/blob/51c1c8c/layout/util.go#L22
 *
 * The lifecycle looks there, by the rules of go-containerregistry. Throws a Failure if a version of these rules reads the
 * reference differently, because the lifecycle would not find the run image.
 * https://github.com/google/go-containerregistry/blob/v0.20.6/pkg/name/repository.go#L71
 */
const layoutRepoPath = (reference) => {
    const { registry, repository, tag, digest } = reference;
    if (!/[.:]/.test(registry)) {
        const withPort = { ...reference, registry: `${registry}:${registry === 'localhost' ? 80 : 443}` };
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`${formatReference(reference)} cannot be used in a build: the lifecycle recognizes "${registry}" as a registry ` +
            `only with a port. Write ${formatReference(withPort)}`);
    }
    if ((registry === dockerHub ? repository.replace(/^library\//, '') : repository).length < 2) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`${formatReference(reference)} cannot be used in a build: the lifecycle does not accept a repository of one character. ` +
            'Choose an image with a longer name.');
    }
    return [registry, repository, ...(digest === undefined ? [tag] : ['sha256', (0,_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .hexOf */ .ZD)(digest)])].join('/');
};


/***/ }),

/***/ 74065:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D7: () => (/* binding */ readToml),
/* harmony export */   MT: () => (/* binding */ parseToml),
/* harmony export */   NL: () => (/* binding */ documentLimit),
/* harmony export */   Tp: () => (/* binding */ parseDocument),
/* harmony export */   h4: () => (/* binding */ jsonFlaw),
/* harmony export */   sw: () => (/* binding */ checkDocument)
/* harmony export */ });
/* harmony import */ var smol_toml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3292);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(77934);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);




/**
 * The largest JSON document (manifest, index, config) that is read into memory, in bytes.
 * Registries are asked to accept manifests of at least 4 MiB:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 */
const documentLimit = 4 * 1024 * 1024;
/** Reads a JSON document. Throws a Failure that names the document and the first field that does not match the schema. */
const parseDocument = (schema, bytes, name) => {
    const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8');
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (cause) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The ${name} is not JSON.`, { cause });
    }
    const flaw = jsonFlaw(text);
    if (flaw !== undefined)
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The ${name} ${flaw}.`);
    return checkDocument(schema, value, name);
};
/** Checks a parsed document. Throws a Failure that names the document and the first field that does not match the schema. */
const checkDocument = (schema, value, name) => {
    const result = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(schema, value, { abortEarly: true });
    if (!result.success) {
        const [issue] = result.issues;
        const path = valibot__WEBPACK_IMPORTED_MODULE_2__/* .getDotPath */ .BuJ(issue);
        const place = path === null ? '' : ` at "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(path)}"`;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The ${name} is malformed${place}: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(issue.message)}.`);
    }
    return result.output;
};
/** Reads a TOML document. Throws a Failure with the line and the column of a syntax error. `name` is a path. */
const parseToml = (bytes, name) => {
    if (bytes.length > documentLimit) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`${name} has ${bytes.length} bytes. The limit is ${documentLimit}.`);
    }
    try {
        const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        // Tables of other tools may have integers that a number cannot hold.
        return (0,smol_toml__WEBPACK_IMPORTED_MODULE_0__/* .parse */ .qg)(text, { integersAsBigInt: 'asNeeded' });
    }
    catch (cause) {
        if (cause instanceof TypeError) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`${name} is not TOML: it is not valid UTF-8. Save it as UTF-8.`, { cause });
        }
        if (!(cause instanceof smol_toml__WEBPACK_IMPORTED_MODULE_0__/* .TomlError */ .zx))
            throw cause;
        // The other lines of the message quote the document.
        const [reason = ''] = cause.message.replace(/^Invalid TOML document: /, '').split('\n');
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`${name} is not TOML: line ${cause.line}, column ${cause.column}: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(reason)}. Correct that line.`, { cause });
    }
};
/** Reads a TOML document. Throws a Failure that names the line, or the first key that does not match the schema. */
const readToml = (schema, bytes, name) => checkDocument(schema, parseToml(bytes, name), `file ${name}`);
// More than any real document has, and few enough for the recursive functions that write it again. Go reads up to 10,000:
// https://github.com/golang/go/blob/go1.24.0/src/encoding/json/scanner.go#L154
const depthLimit = 500;
/**
 * What is wrong with valid JSON: objects and lists are nested too deeply, or an object has a field twice. For such a field
 * some readers use the first value, others the last, and Go merges two objects.
 */
const jsonFlaw = (text) => {
    /** The names in each open object; undefined for a list. */
    const open = [];
    for (let at = 0; at < text.length; at += 1) {
        const character = text[at];
        if (character === '{')
            open.push(new Set());
        else if (character === '[')
            open.push(undefined);
        else if (character === '}' || character === ']')
            open.pop();
        else if (character === '"') {
            const end = endOfString(text, at);
            const names = open.at(-1);
            if (names !== undefined && isName(text, end)) {
                const name = String(JSON.parse(text.slice(at, end)));
                if (names.has(name))
                    return `has "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}" twice in one object`;
                names.add(name);
            }
            at = end - 1;
        }
        if (open.length > depthLimit)
            return `has more than ${depthLimit} nested objects and lists`;
    }
    return undefined;
};
const endOfString = (text, start) => {
    let at = start + 1;
    while (text[at] !== '"')
        at += text[at] === '\\' ? 2 : 1;
    return at + 1;
};
/** Only a name is followed by a colon. */
const isName = (text, end) => {
    colon.lastIndex = end;
    return colon.test(text);
};
const colon = /\s*:/y;


/***/ }),

/***/ 52305:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HR: () => (/* binding */ Failure),
/* harmony export */   Or: () => (/* binding */ isSystemError),
/* harmony export */   bD: () => (/* binding */ messageOf)
/* harmony export */ });
/**
 * An error that the reader can act on: shown without a stack.
 *
 * The message is one line: what could not be done, to what, why, and what to do next.
 * `detail` contains more lines, for example the last lines of a build. The log shows `cause`.
 */
class Failure extends Error {
    name = 'Failure';
    detail;
    constructor(message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.detail = options.detail ?? [];
    }
}
/** The message of a thrown value, with the messages of its causes: `could not read x: EACCES: …`. */
const messageOf = (error) => {
    if (!(error instanceof Error))
        return String(error);
    const cause = error.cause === undefined ? '' : messageOf(error.cause);
    return cause === '' || error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
};
/** Whether a system call failed with the given code, such as `ENOENT`. */
const isSystemError = (error, ...codes) => error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);


/***/ }),

/***/ 4908:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jn: () => (/* binding */ lastWordBoundary),
/* harmony export */   QI: () => (/* binding */ cutAtWord),
/* harmony export */   TN: () => (/* binding */ oneLine),
/* harmony export */   g$: () => (/* binding */ printable),
/* harmony export */   ts: () => (/* binding */ escapeInvisible)
/* harmony export */ });
const shownLimit = 200;
const shorten = (text) => text.length > shownLimit ? `${text.slice(0, shownLimit - 1).toWellFormed()}…` : text;
/** The text as one line: line ends and other control characters become spaces. */
const oneLine = (text) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
/** Untrusted text for one line of a log: at most 200 characters, all of them printable. */
const printable = (text) => 
// These classes exclude format characters, for example those that change the writing direction.
shorten(text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}]+/gu, ' ').trim());
/** User input for one line of a log, with invisible characters escaped: `a\\u{200b}b`. At most 200 characters. */
const escapeInvisible = (text) => shorten(text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`));
const wordBoundary = /[\s"'`,]/;
/** The position of the last space, quote or comma among the first `limit` characters. -1 if there is none. */
const lastWordBoundary = (text, limit) => {
    let position = Math.min(limit, text.length) - 1;
    while (position >= 0 && !wordBoundary.test(text.charAt(position)))
        position -= 1;
    return position;
};
/**
 * A text of at most `limit` characters. Cuts a longer one at a space, quote or comma, because the runner masks a secret only
 * if it is complete. Returns `…` alone if the first word is too long.
 */
const cutAtWord = (text, limit) => text.length <= limit ? text : `${text.slice(0, Math.max(0, lastWordBoundary(text, limit)))}…`;


/***/ }),

/***/ 402:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B4: () => (/* binding */ formatCount),
/* harmony export */   Xo: () => (/* binding */ formatSeconds),
/* harmony export */   ki: () => (/* binding */ formatList),
/* harmony export */   z3: () => (/* binding */ formatBytes)
/* harmony export */ });
const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
/** A readable size, in powers of 1000: `0 B`, `999 B`, `1.4 kB`, `93.1 MB`, `213 MB`. */
const formatBytes = (bytes) => {
    let value = bytes;
    let unit = 0;
    // 999.5 would be rounded to four digits.
    while (value >= 999.5 && unit < units.length - 1) {
        value /= 1000;
        unit += 1;
    }
    return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
};
/** A readable duration: `0.4 s`, `12 s`, `2 min 5 s`. */
const formatSeconds = (seconds) => {
    if (seconds < 9.95)
        return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
};
/** The first texts of a list, and how many more there are: `a, b and 3 more`. */
const formatList = (texts, limit) => {
    const more = texts.length - limit;
    return `${texts.slice(0, limit).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
/** `1 layer`, `2 layers`, `1,200 processes` */
const formatCount = (count, noun, plural = `${noun}s`) => 
// Not toLocaleString: its first call in a process takes 20 ms.
`${String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${count === 1 ? noun : plural}`;


/***/ }),

/***/ 56331:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HN: () => (/* binding */ inParallel),
/* harmony export */   Ot: () => (/* binding */ streamUnlessAborted),
/* harmony export */   Wh: () => (/* binding */ unlessAborted)
/* harmony export */ });
/**
 * Waits for work until the signal is aborted, then throws the signal's reason. The work itself continues in the
 * background. Use it for clients that do not support signals, such as GitHub's.
 */
const unlessAborted = (work, signal) => new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    // Also handles a failure of the work after the abort.
    work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort));
    if (signal?.aborted)
        abort();
    else
        signal?.addEventListener('abort', abort, { once: true });
});
/** Yields a stream's chunks until the signal is aborted, then throws the signal's reason. */
async function* streamUnlessAborted(stream, signal) {
    const iterator = stream[Symbol.asyncIterator]();
    try {
        for (;;) {
            signal.throwIfAborted();
            const { value, done } = await unlessAborted(iterator.next(), signal);
            if (done)
                return;
            yield value;
        }
    }
    finally {
        // Not awaited, because a stalled stream ends only after its own timeout.
        iterator.return?.().catch(() => { });
    }
}
/**
 * Does the same work for each item, for a few items at the same time. Returns the results in the order of the items.
 *
 * The first failure aborts the signal of the work in progress, and no more work starts. The failure is thrown when all
 * work has ended, so cleanup never races with running work.
 */
const inParallel = async (items, limit, work) => {
    const results = [];
    const failed = new AbortController();
    const waiting = items.entries();
    const worker = async () => {
        for (const [position, item] of waiting) {
            if (failed.signal.aborted)
                return;
            try {
                results[position] = await work(item, failed.signal, position);
            }
            catch (error) {
                failed.abort(error);
            }
        }
    };
    await Promise.all(Array.from({ length: limit }, worker));
    failed.signal.throwIfAborted();
    return results;
};


/***/ })

};
