export const id = 754;
export const ids = [754];
export const modules = {

/***/ 37324:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ commandEnvironment),
/* harmony export */   e: () => (/* binding */ proxyVariables)
/* harmony export */ });
const withheld = /^(?:ACTIONS_|INPUT_|GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/;
/** The step's environment without its inputs, tokens and files: the part that a command may see. */
const commandEnvironment = (step) => Object.fromEntries(Object.entries(step).filter(([name]) => !withheld.test(name)));
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

/***/ 58769:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ findProgram),
/* harmony export */   n: () => (/* binding */ MissingProgram)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);


/** PATH has no program of that name. */
class MissingProgram extends Error {
    name = 'MissingProgram';
}
/** Finds a program on PATH and returns its absolute path. Throws a MissingProgram. */
const findProgram = (name, environment) => {
    for (const folder of (environment['PATH'] ?? '').split(node_path__WEBPACK_IMPORTED_MODULE_1__.delimiter)) {
        // An empty entry means the working directory, which may belong to an app.
        if (folder === '')
            continue;
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(folder, name);
        if (isProgram(path))
            return path;
    }
    throw new MissingProgram(`There is no "${name}" on PATH.`);
};
const isProgram = (path) => {
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.accessSync)(path, node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.X_OK);
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(path).isFile();
    }
    catch {
        return false;
    }
};


/***/ }),

/***/ 24744:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BE: () => (/* binding */ ExcessiveOutput),
/* harmony export */   NK: () => (/* binding */ execCommand),
/* harmony export */   Rg: () => (/* binding */ CommandTimeout),
/* harmony export */   d1: () => (/* binding */ runCommand)
/* harmony export */ });
/* harmony import */ var _actions_exec__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(41955);
/* harmony import */ var _task_abort_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(56331);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(37324);
/* harmony import */ var _program_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(58769);
/* harmony import */ var _start_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(55641);





/** A command exceeded the limit for its output and was killed. */
class ExcessiveOutput extends Error {
    name = 'ExcessiveOutput';
}
/** A command did not end within its time limit, and was killed. */
class CommandTimeout extends Error {
    name = 'CommandTimeout';
}
// In bytes. No expected answer or message is longer.
const outputLimit = 1024 * 1024;
// In milliseconds. Programs that a command started may keep its output open after it ends.
const outputOpenFor = 2_000;
/**
 * Runs a program of PATH to its end and returns its output. Does not log its arguments or its output, and hides the
 * step's inputs, tokens and files from it.
 *
 * Throws a MissingProgram if PATH has no such program, an ExcessiveOutput if it wrote more than 1 MiB, a CommandTimeout
 * after the time limit, and the signal's reason after an abort.
 */
const runCommand = async (name, args, { environment, input, signal, timeLimit }) => {
    const limit = new AbortController();
    const timer = timeLimit === undefined
        ? undefined
        : setTimeout(() => limit.abort(new CommandTimeout(`"${name}" did not end within ${timeLimit} ms.`)), timeLimit);
    try {
        const program = (0,_start_js__WEBPACK_IMPORTED_MODULE_2__/* .startProgram */ .X)(name, args, {
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
    }
    finally {
        clearTimeout(timer);
    }
};
const textOf = (chunks) => Buffer.concat(chunks).toString('utf8');
/**
 * Runs a command that ends quickly. An abort does not kill the command; it only ends the wait. Otherwise like
 * `runCommand`, but without limits.
 */
const execCommand = async (name, args, { environment, signal }) => {
    signal?.throwIfAborted();
    // @actions/exec splits the first argument at spaces and quotes, like a shell.
    const path = `"${(0,_program_js__WEBPACK_IMPORTED_MODULE_1__/* .findProgram */ .K)(name, environment).replaceAll('"', '\\"')}"`;
    const executing = (0,_actions_exec__WEBPACK_IMPORTED_MODULE_0__/* .getExecOutput */ .H)(path, [...args], {
        env: definedOf((0,_environment_js__WEBPACK_IMPORTED_MODULE_3__/* .commandEnvironment */ .J)(environment)),
        silent: true,
        ignoreReturnCode: true,
        delay: outputOpenFor,
    });
    const { exitCode, stdout, stderr } = await (0,_task_abort_js__WEBPACK_IMPORTED_MODULE_4__/* .unlessAborted */ .W)(executing, signal);
    return { code: Number.isInteger(exitCode) ? exitCode : undefined, stdout, stderr };
};
const definedOf = (environment) => {
    const defined = {};
    for (const [name, value] of Object.entries(environment))
        if (value !== undefined)
            defined[name] = value;
    return defined;
};


/***/ }),

/***/ 55641:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ startProgram)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78474);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_events__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(37324);
/* harmony import */ var _program_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(58769);




/**
 * Starts a program of PATH. Only this function starts programs with a signal, because @actions/exec does not support one
 * (https://github.com/actions/toolkit/issues/1534).
 *
 * Throws a MissingProgram if PATH has no such program, and the signal's reason if it was aborted before.
 */
const startProgram = (name, args, { environment, signal, outputOpenFor }) => {
    signal?.throwIfAborted();
    const path = (0,_program_js__WEBPACK_IMPORTED_MODULE_2__/* .findProgram */ .K)(name, environment);
    // Detached: a terminal's Ctrl-C goes to its whole foreground group, and `docker start` would pass it to the
    // container. Only this process decides when a program ends.
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(path, args, { env: (0,_environment_js__WEBPACK_IMPORTED_MODULE_3__/* .commandEnvironment */ .J)(environment), detached: true, stdio: 'pipe' });
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

/***/ 6998:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ explainFileError)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

const elsewhere = 'Free some, or choose another folder.';
const noPermission = (path) => ({
    reason: `the user of this step (uid ${process.getuid?.()}) has no permission for ${path}`,
    advice: 'Change its owner or its mode, or choose another path.',
});
const notAFolder = (path) => ({
    reason: `${path} is a file or leads through one, where only a folder can be`,
    advice: 'Remove that file, or choose another path.',
});
/** What people can cause, by the code of the system call's error; `path` is what the call was about. */
const explanations = {
    EACCES: noPermission,
    EPERM: noPermission,
    EROFS: () => ({ reason: 'the file system is read-only', advice: 'Choose a path on another one.' }),
    ENOTDIR: notAFolder,
    // Of a folder that is to be made with its parents.
    EEXIST: notAFolder,
    EISDIR: (path) => ({
        reason: `${path} is a folder, where only a file can be`,
        advice: 'Remove that folder, or choose another path.',
    }),
    ELOOP: (path) => ({
        reason: `${path} is a symbolic link where none may be, or its links lead in a circle`,
        advice: 'Remove the link, or choose another path.',
    }),
    EBUSY: (path) => ({
        reason: `${path} is in use, for example as the place of a mount`,
        advice: 'Choose another path, such as a new folder inside it.',
    }),
    ENAMETOOLONG: () => ({ reason: 'a name in the path is too long', advice: 'Choose a shorter one.' }),
    ENOSPC: () => ({ reason: 'no space is left there', advice: elsewhere }),
    EDQUOT: () => ({ reason: 'the disk quota of this user is used up there', advice: elsewhere }),
    EIO: () => ({ reason: 'the disk reports an error', advice: 'Look at the log of the machine.' }),
};
/**
 * The Failure that an error of the file system is to people, where it is one that they can cause and mend:
 * `Could not <what>: <why>. <what to do>`. Any other error, and a Failure, comes back as it is.
 */
const explainFileError = (error, what) => {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
        return error;
    const path = 'path' in error && typeof error.path === 'string' ? error.path : 'it';
    const explanation = Object.hasOwn(explanations, error.code) ? explanations[error.code]?.(path) : undefined;
    if (explanation === undefined)
        return error;
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`Could not ${what}: ${explanation.reason}. ${explanation.advice}`, { cause: error });
};


/***/ }),

/***/ 27366:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ makeFolder)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);


/**
 * Makes a folder and those that it is to lie in, unless they are there. Throws what the file system says: Node.js itself
 * says ENOENT for much that is no reason to give up where one folder is made, such as a file system that is read-only.
 * https://github.com/nodejs/node/blob/v24.x/src/node_file.cc, MKDirpAsync
 */
const makeFolder = async (path) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(path, { recursive: true });
    }
    catch (error) {
        const missing = missingIn(error);
        if (missing === undefined)
            throw error;
        try {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(missing);
        }
        catch (again) {
            if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .isSystemError */ .Or)(again, 'EEXIST'))
                throw again;
        }
        // Another process makes and removes what is being made here.
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(path, { recursive: true });
    }
};
/** The folder that could not be made, as far as the error knows no better reason. */
const missingIn = (error) => {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT')
        return undefined;
    return 'path' in error && typeof error.path === 'string' ? error.path : undefined;
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
 * What the identity of a process looks like, for regular expressions: its ID, when it started in clock ticks since the
 * boot, and a hash of the machine. It fits into the name of a file and into a label.
 */
const identityPattern = String.raw `\d{1,10}-\d{1,20}-[0-9a-f]{12}`;
const pattern = /^(\d{1,10})-(\d{1,20})-([0-9a-f]{12})$/;
/** The first 12 digits of a text's SHA-256, where the text itself is too long. */
const shortHash = (text) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex').slice(0, 12);
let own;
/** This process, as a text that no other process has. */
const ownIdentity = () => {
    own ??= identify();
    return own;
};
const identify = async () => [process.pid, (await startedAt(process.pid)) ?? '0', await machine()].join('-');
/**
 * Where process IDs mean the same. The boot is a part of it: cloned machines have one host name and one machine ID, and
 * every machine gives its first PID namespace the same number. Without the boot, a process of another clone would pass
 * for a dead one of this machine.
 */
const machine = async () => {
    const boot = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)('/proc/sys/kernel/random/boot_id', 'utf8');
    return shortHash(`${(0,node_os__WEBPACK_IMPORTED_MODULE_2__.hostname)()} ${boot.trim()} ${await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readlink)('/proc/self/ns/pid')}`);
};
/** Whether the process of an identity is alive; undefined if it is another machine's, or this one's before a reboot. */
const isAlive = async (identity) => {
    const [, pid, started, where] = pattern.exec(identity) ?? [];
    if (where === undefined || where !== (await machine()))
        return undefined;
    try {
        process.kill(Number(pid), 0);
    }
    catch (error) {
        // The processes of other users cannot be sent signals, but they are there.
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ESRCH'))
            return false;
    }
    const found = await startedAt(Number(pid));
    return found === undefined || found === started;
};
/** The fields of `/proc/PID/stat` from the third one on. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const statFields = (stat) => 
// The second field is the program's name in parentheses, which may have spaces and parentheses itself.
stat.slice(stat.lastIndexOf(')') + 2).split(' ');
/** When a process started; undefined if there is none, or it is hidden. */
const startedAt = async (pid) => {
    const stat = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    return stat === undefined ? undefined : statFields(stat)[19];
};


/***/ }),

/***/ 92071:
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
    run(name, task) {
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
        });
    }
    cleanUp(work) {
        if (this.#isCleaning)
            this.#clean(work);
        else
            this.#cleanup.push(work);
    }
    /** Starts work that the group waits for. */
    start(work) {
        const begin = async () => {
            this.signal.throwIfAborted();
            return work();
        };
        const result = begin();
        this.#track(result.then(() => { }, (error) => this.#abort.abort(error)));
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

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/github/step/log.ts


/**
 * A log over a stream that the runner reads, such as the process's stdout; everything of it in one order.
 * `debugging` says whether the runner shows debug messages: where it does not, they would only be noise in the raw log.
 */
const openLog = (write, debugging) => {
    /** While untrusted output is shown: the secret that makes the runner obey again. */
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
        // A new one each time: the runner echoes a token when it was used.
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
                throw new Error('Untrusted output is shown already.');
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
 * The message as one line that is no command: the runner takes `::` at a line's start for one, blanks aside, and
 * `##[` anywhere in it.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const harmless = (message) => (0,printable/* oneLine */.TN)(message)
    .replace(/^(\s*:)(?=:)/, '$1\u200b')
    .replaceAll('##[', '#\u200b#[');
/** The message as the data of a command. */
const escapeData = (message) => (0,printable/* oneLine */.TN)(message).replaceAll('%', '%25');

;// CONCATENATED MODULE: ./src/github/step/step.ts




// In milliseconds: the work behind an uncaught error often fails as well, with a better message.
const uncaughtErrorDelay = 1_000;
/**
 * Does the work of a step and ends the process: with 0, or with 1 after it showed the error. SIGINT and SIGTERM cancel the
 * work; it then has a few seconds to clean up. An uncaught error cancels it too, unless the work ends by itself within a
 * second. The process ends even if GitHub's clients still hold connections.
 */
const runStep = async (work) => {
    const log = openLog((text) => process.stdout.write(text), (0,core/* isDebug */._o)());
    const cancel = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM']) {
        process.on(signal, () => cancel.abort(new failure/* Failure */.HR(`The step was cancelled (${signal}).`)));
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
        process.exit(1);
    }
    // All that the step promises was awaited, so an error beside it does not make the step fail.
    for (const error of uncaught)
        report(error, log, log.warning);
    process.exit(0);
};
/** Sets outputs of the action, by their names in action.yml. */
const setOutputs = (outputs) => {
    for (const [name, value] of Object.entries(outputs))
        (0,core/* setOutput */.uH)(name, value);
};
/** Shows why the step failed as an error. What could not be cleaned up after that is a warning. */
const report = (error, log, annotate = log.error) => {
    if (error instanceof SuppressedError) {
        report(error.suppressed, log, annotate);
        report(error.error, log, log.warning);
        return;
    }
    annotate(error instanceof failure/* Failure */.HR ? error.message : `Unexpected error (please report it): ${(0,failure/* messageOf */.bD)(error)}`);
    if (error instanceof failure/* Failure */.HR)
        for (const line of error.detail)
            log.info(`  ${line}`);
    else if (error instanceof Error)
        for (const line of (error.stack ?? '').split('\n'))
            log.info(line);
    for (const line of unshownCauses(error))
        log.info(line);
};
const unshownCauses = (error) => {
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
/** Reads a digest; throws a Failure if the text is not one. */
const parseDigest = (text) => {
    if (!isDigest(text)) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(text)}" is not a digest: it takes "sha256:" and 64 hexadecimal digits in lower case.`);
    }
    return text;
};
/** The hexadecimal digits of a digest: the name of its file in a layout. */
const hexOf = (digest) => digest.slice('sha256:'.length);
/** The digest whose hexadecimal digits these are. */
const digestOfHex = (hex) => parseDigest(`sha256:${hex}`);
/** The digest of bytes in memory. */
const digestOf = (bytes) => `sha256:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(bytes).digest('hex')}`;


/***/ }),

/***/ 22554:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bq: () => (/* binding */ formatPlatform),
/* harmony export */   FL: () => (/* binding */ normalizePlatform),
/* harmony export */   Ht: () => (/* binding */ imagePlatform),
/* harmony export */   Y8: () => (/* binding */ parsePlatform),
/* harmony export */   fR: () => (/* binding */ PlatformSchema),
/* harmony export */   pC: () => (/* binding */ matchesPlatform)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(77934);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33905);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);




const PlatformSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({ os: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), architecture: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), variant: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()) }), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .inOneSpelling */ .Md)(['os', 'architecture', 'variant']), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ os, architecture, variant }) => ({ os, architecture, ...(variant ? { variant } : {}) })));
const pattern = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9.]+))?$/;
/** Reads `os/arch[/variant]`; throws a Failure if the text is anything else. */
const parsePlatform = (text) => {
    const [, os, architecture, variant] = pattern.exec(text) ?? [];
    if (os === undefined || architecture === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(text)}" is not a platform: it takes os/arch[/variant], for example linux/arm64.`);
    }
    const known = Object.hasOwn(architectureNames, architecture) ? architectureNames[architecture] : undefined;
    if (known !== undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(text)}" is not a platform: images do not call an architecture "${architecture}". ` +
            `Did you mean ${os}/${known}?`);
    }
    return { os, architecture, ...(variant === undefined ? {} : { variant }) };
};
/** The names of architectures in images, which are Go's, by names that others use, such as `uname -m`. */
const architectureNames = {
    x86_64: 'amd64',
    x64: 'amd64',
    aarch64: 'arm64',
    armv8: 'arm64',
    armhf: 'arm/v7',
    armv7l: 'arm/v7',
    armv7: 'arm/v7',
    armv6l: 'arm/v6',
    armel: 'arm/v6',
    i386: '386',
    i686: '386',
    x86: '386',
    powerpc64le: 'ppc64le',
};
/** `linux/arm64/v8` */
const formatPlatform = ({ os, architecture, variant }) => [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
/**
 * The platform that an image's configuration names, without a variant that is empty; throws a Failure if it names none:
 * it is a stranger's text, and becomes a part of logs, indexes and the names of folders.
 */
const imagePlatform = ({ os, architecture, variant, }) => {
    const platform = { os, architecture, ...(variant ? { variant } : {}) };
    const text = formatPlatform(platform);
    if (os.includes('/') || !pattern.test(text)) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`An image is for "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(text)}", which is no platform. Build it for one, such as linux/amd64.`);
    }
    return platform;
};
// An image for arm64 need not say v8 and one for arm need not say v7: they mean the same.
// https://github.com/containerd/platforms/blob/v1.0.0/database.go (normalizeArch)
const defaultVariants = { arm64: 'v8', arm: 'v7', amd64: 'v1' };
const effectiveVariant = ({ architecture, variant }) => variant || defaultVariants[architecture];
/** The same platform by one name: without the variant that its architecture has anyway. */
const normalizePlatform = ({ os, architecture, variant }) => variant === undefined || variant === defaultVariants[architecture]
    ? { os, architecture }
    : { os, architecture, variant };
/** Whether an image for `offered` is one for `wanted`; a wanted platform without a variant means the usual one. */
const matchesPlatform = (wanted, offered) => wanted.os === offered.os &&
    wanted.architecture === offered.architecture &&
    effectiveVariant(wanted) === effectiveVariant(offered);


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
// The pattern has ports and addresses that there are not.
const isRegistry = (text) => registryPattern.test(text) && URL.canParse(`https://${text}`);
/** Whether a text can be a tag. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
const isTag = (text) => tagPattern.test(text);
/** Whether a text can be a repository, such as `library/debian`. */
const isRepository = (text) => text.length <= repositoryLimit && repositoryPattern.test(text);
/**
 * Reads an image reference by Docker's rules: the registry is Docker Hub unless the first part looks like a host
 * (has a dot or a port, or is `localhost`); Docker Hub is `docker.io` or `index.docker.io`, not its API's host; `library/` is put before a single name there, and the tag is `latest`
 * where neither tag nor digest is given. Throws a Failure that says which part breaks which rule.
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
/** The full name of a repository, Docker Hub's as `docker.io/…`, the name that container tools use. */
const formatRepository = ({ registry, repository }) => `${registry === dockerHub ? 'docker.io' : registry}/${repository}`;
/** The full name of an image: `docker.io/library/debian:12`, with the digest where there is one. */
const formatReference = (reference) => formatRepository(reference) +
    (reference.tag === undefined ? '' : `:${reference.tag}`) +
    (reference.digest === undefined ? '' : `@${reference.digest}`);
/**
 * The folder of an image in a layout-repo, relative to it: `<registry>/<repository>/<tag>`, or
 * `…/sha256/<hex>` where there is a digest (the tag is then left out).
 * https://github.com/buildpacks/imgutil/blob/51c1c8c/layout/util.go#L22
 *
 * It is the lifecycle that looks there, by go-containerregistry's rules. Throws a Failure if those, or those of one
 * of its versions, read the same reference otherwise: the run image would not be found.
 * https://github.com/google/go-containerregistry/blob/v0.20.6/pkg/name/repository.go#L71
 */
const layoutRepoPath = (reference) => {
    const { registry, repository, tag, digest } = reference;
    if (!/[.:]/.test(registry)) {
        const withPort = { ...reference, registry: `${registry}:${registry === 'localhost' ? 80 : 443}` };
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`${formatReference(reference)} cannot be used in a build: the lifecycle takes "${registry}" for a registry ` +
            `only with a port. Write ${formatReference(withPort)}`);
    }
    if ((registry === dockerHub ? repository.replace(/^library\//, '') : repository).length < 2) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`${formatReference(reference)} cannot be used in a build: the lifecycle takes no repository of one character. ` +
            'Choose an image with a longer name.');
    }
    return [registry, repository, ...(digest === undefined ? [tag] : ['sha256', (0,_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .hexOf */ .ZD)(digest)])].join('/');
};


/***/ }),

/***/ 74065:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NL: () => (/* binding */ documentLimit),
/* harmony export */   Tp: () => (/* binding */ parseDocument),
/* harmony export */   sw: () => (/* binding */ checkDocument)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(77934);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);
/* harmony import */ var _json_flaw_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(28561);




/**
 * The largest JSON document (manifest, index, config) that is read into memory, in bytes.
 * Registries are asked to accept manifests of at least 4 MiB:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 */
const documentLimit = 4 * 1024 * 1024;
/** Reads a JSON document of a known shape; throws a Failure that names the document and the field that is off. */
const parseDocument = (schema, bytes, name) => {
    const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8');
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (cause) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The ${name} is not JSON.`, { cause });
    }
    const flaw = (0,_json_flaw_js__WEBPACK_IMPORTED_MODULE_1__/* .jsonFlaw */ .h)(text);
    if (flaw !== undefined)
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The ${name} ${flaw}.`);
    return checkDocument(schema, value, name);
};
/** Checks that a document has a known shape; throws a Failure that names the document and the field that is off. */
const checkDocument = (schema, value, name) => {
    const result = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(schema, value, { abortEarly: true });
    if (!result.success) {
        const [issue] = result.issues;
        const path = valibot__WEBPACK_IMPORTED_MODULE_2__/* .getDotPath */ .BuJ(issue);
        const place = path === null ? '' : ` at "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(path)}"`;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The ${name} is malformed${place}: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(issue.message)}.`);
    }
    return result.output;
};


/***/ }),

/***/ 33905:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C6: () => (/* binding */ TextsSchema),
/* harmony export */   Md: () => (/* binding */ inOneSpelling),
/* harmony export */   Xo: () => (/* binding */ FieldsSchema),
/* harmony export */   pE: () => (/* binding */ documentFields)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77934);

// The very values that were parsed: what a schema makes of them has another order, or lacks fields with the names of an
// object's own, such as `constructor`, which a label may have.
const isFields = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** An object that is to be written again, with whatever it has. */
const FieldsSchema = valibot__WEBPACK_IMPORTED_MODULE_0__/* .custom */ .IeY(isFields, 'it is no object');
/** Labels, say: texts by names of any kind. */
const TextsSchema = valibot__WEBPACK_IMPORTED_MODULE_0__/* .custom */ .IeY((value) => isFields(value) && Object.values(value).every((text) => typeof text === 'string'), 'it is no object with texts');
/** What manifests and indexes have, by the specification. */
const documentFields = [
    'schemaVersion',
    'mediaType',
    'artifactType',
    'config',
    'layers',
    'manifests',
    'subject',
    'annotations',
];
/**
 * Refuses a field whose name is another spelling of a known one: Go's readers take names in any case, so that the
 * document would say to them what it does not say here.
 * https://pkg.go.dev/encoding/json#Unmarshal
 */
const inOneSpelling = (names) => {
    const known = new Set(names.map(folded));
    return valibot__WEBPACK_IMPORTED_MODULE_0__/* .check */ .z6Y((document) => Object.keys(document).every((key) => names.includes(key) || !known.has(folded(key))), 'a field is written as another one in other letters');
};
// There and back: the long s has no lower case, and is one of s.
const folded = (name) => name.toUpperCase().toLowerCase();


/***/ }),

/***/ 28561:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ jsonFlaw)
/* harmony export */ });
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4908);

// Far more than any has. Go reads up to 10,000 (https://github.com/golang/go/blob/go1.24.0/src/encoding/json/scanner.go#L154),
// and what is to be written again, in functions that call themselves, must not fill the stack.
const depthLimit = 500;
/**
 * What is wrong with a text that is JSON: objects and lists that are too deep inside of each other, or an object that has
 * a field twice. Of that, some readers take the first, others the last, and Go puts two objects together.
 */
const jsonFlaw = (text) => {
    /** The names in each object that is open; a list has none. */
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
                    return `has "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(name)}" twice in one object`;
                names.add(name);
            }
            at = end - 1;
        }
        if (open.length > depthLimit)
            return `has more than ${depthLimit} objects and lists inside of each other`;
    }
    return undefined;
};
const endOfString = (text, start) => {
    let at = start + 1;
    while (text[at] !== '"')
        at += text[at] === '\\' ? 2 : 1;
    return at + 1;
};
/** A colon follows names only. */
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
/* harmony export */   Mk: () => (/* binding */ escaped),
/* harmony export */   TN: () => (/* binding */ oneLine),
/* harmony export */   g$: () => (/* binding */ printable)
/* harmony export */ });
const shownLimit = 200;
/** The text as one line: line ends and other control characters become spaces. */
const oneLine = (text) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
/** Untrusted text for one line of a log: at most 200 characters, all of them printable. */
const printable = (text) => {
    // These classes exclude format characters, for example those that change the writing direction.
    const clean = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}]+/gu, ' ').trim();
    return clean.length > shownLimit ? `${clean.slice(0, shownLimit - 1).toWellFormed()}…` : clean;
};
/** User input for one line of a log, with invisible characters escaped: `a\\u{200b}b`. At most 200 characters. */
const escaped = (text) => {
    const shown = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
    return shown.length > shownLimit ? `${shown.slice(0, shownLimit - 1).toWellFormed()}…` : shown;
};


/***/ }),

/***/ 56331:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ streamUnlessAborted),
/* harmony export */   W: () => (/* binding */ unlessAborted)
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


/***/ })

};
