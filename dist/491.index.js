export const id = 491;
export const ids = [491];
export const modules = {

/***/ 37324:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ commandEnvironment)
/* harmony export */ });
const withheld = /^(?:ACTIONS_|INPUT_|GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/;
/** The part of a step's environment that a command may see: without the step's inputs, its tokens and its files. */
const commandEnvironment = (step) => Object.fromEntries(Object.entries(step).filter(([name]) => !withheld.test(name)));


/***/ }),

/***/ 58769:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ findProgram),
/* harmony export */   n: () => (/* binding */ MissingProgram)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);



/** There is no program of that name in the folders of PATH. */
class MissingProgram extends Error {
    name = 'MissingProgram';
}
/** The absolute path of a program that an environment's PATH leads to; throws a MissingProgram. */
const findProgram = async (name, environment) => {
    for (const folder of (environment['PATH'] ?? '').split(node_path__WEBPACK_IMPORTED_MODULE_2__.delimiter)) {
        if (folder === '')
            continue;
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.resolve)(folder, name);
        if (await isProgram(path))
            return path;
    }
    throw new MissingProgram(`There is no «${name}» on PATH.`);
};
const isProgram = async (path) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.access)(path, node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.X_OK);
        return (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(path)).isFile();
    }
    catch {
        return false;
    }
};


/***/ }),

/***/ 24744:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ ExcessiveOutput),
/* harmony export */   d: () => (/* binding */ runCommand)
/* harmony export */ });
/* harmony import */ var node_async_hooks__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(16698);
/* harmony import */ var node_async_hooks__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_async_hooks__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(31421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(53053);
/* harmony import */ var node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _actions_exec__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(41955);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(37324);
/* harmony import */ var _program_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(58769);






/** A command wrote more than its reader would ever use, and was ended. */
class ExcessiveOutput extends Error {
    name = 'ExcessiveOutput';
}
// More than any answer or message, and less than hurts.
const outputLimit = 1024 * 1024;
// What a command leaves running may hold its output open; what the command itself wrote is read long before.
const millisecondsForStreams = 2_000;
/**
 * Runs a program of PATH to its end, for what it writes. Nothing of it is shown, neither its arguments nor its output,
 * and it sees nothing of the step's inputs, tokens and files.
 *
 * Throws a MissingProgram where PATH has no such program, an ExcessiveOutput when it wrote more than a mebibyte, and
 * the signal's reason once that was aborted: the program is gone then, and whoever still holds its output open is not
 * waited for.
 */
const runCommand = async (name, args, { environment, input, signal }) => {
    const path = await (0,_program_js__WEBPACK_IMPORTED_MODULE_4__/* .findProgram */ .K)(name, environment);
    const excess = new AbortController();
    const ending = signal === undefined ? excess.signal : AbortSignal.any([signal, excess.signal]);
    let size = 0;
    const count = (chunk) => {
        size += chunk.length;
        if (size > outputLimit)
            excess.abort(new ExcessiveOutput(`«${name}» wrote more than ${outputLimit} bytes.`));
    };
    const child = new StartedChild(ending);
    try {
        ending.throwIfAborted();
        const { exitCode, stdout, stderr } = await child.watch(() => 
        // The first argument is split at blanks and quotes, as a shell would.
        (0,_actions_exec__WEBPACK_IMPORTED_MODULE_3__/* .getExecOutput */ .H)(`"${path.replaceAll('"', '\\"')}"`, [...args], {
            env: definedOf((0,_environment_js__WEBPACK_IMPORTED_MODULE_5__/* .commandEnvironment */ .J)(environment)),
            silent: true,
            ignoreReturnCode: true,
            delay: millisecondsForStreams,
            listeners: { stdout: count, stderr: count },
            ...(input !== undefined && { input: Buffer.from(input) }),
        }));
        ending.throwIfAborted();
        return { code: Number.isInteger(exitCode) ? exitCode : undefined, stdout, stderr };
    }
    finally {
        child.release();
    }
};
const definedOf = (environment) => {
    const defined = {};
    for (const [name, value] of Object.entries(environment))
        if (value !== undefined)
            defined[name] = value;
    return defined;
};
/** Who waits for the child of the command that is being started in this asynchronous context. */
const starting = new node_async_hooks__WEBPACK_IMPORTED_MODULE_0__.AsyncLocalStorage();
/**
 * The child that @actions/exec starts. That package takes no signal and tells no process ID
 * (https://github.com/actions/toolkit/issues/1534), but Node announces each child that it makes, in the asynchronous
 * context of whoever makes it, so there is no doubt whose it is, however many are started at the same time.
 * https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#process
 */
class StartedChild {
    #ending;
    #process;
    #end = () => {
        this.#process?.kill('SIGKILL');
        this.release();
    };
    constructor(ending) {
        this.#ending = ending;
        ending.addEventListener('abort', this.#end, { once: true });
    }
    /** Does the work that starts the child. */
    watch(work) {
        return starting.run(this, work);
    }
    take(process) {
        this.#process = process;
        process.once('spawn', () => {
            // A program that ends without reading its input is no news.
            process.stdin?.on('error', () => { });
            if (this.#ending.aborted)
                this.#end();
        });
    }
    /** Closes what the child, or what it left behind, may hold open. */
    release() {
        this.#ending.removeEventListener('abort', this.#end);
        for (const stream of [this.#process?.stdin, this.#process?.stdout, this.#process?.stderr])
            stream?.destroy();
    }
}
(0,node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_2__.subscribe)('child_process', (message) => {
    if (typeof message !== 'object' || message === null || !('process' in message))
        return;
    if (message.process instanceof node_child_process__WEBPACK_IMPORTED_MODULE_1__.ChildProcess)
        starting.getStore()?.take(message.process);
});


/***/ }),

/***/ 57150:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ runStep)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 7 modules
var core = __webpack_require__(33838);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/github/log.ts


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
const harmless = (message) => (0,printable/* oneLine */.T)(message)
    .replace(/^(\s*:)(?=:)/, '$1\u200b')
    .replaceAll('##[', '#\u200b#[');
/** The message as the data of a command. */
const escapeData = (message) => (0,printable/* oneLine */.T)(message).replaceAll('%', '%25');

;// CONCATENATED MODULE: ./src/github/step.ts



// The runner ends a cancelled step's processes 7.5 seconds after it asked them to end.
const grace = 4_500;
// In milliseconds: who caused an error that nobody caught has often failed as well, and knows better why.
const untilStrayErrorCounts = 1_000;
/**
 * Does the work of a step, and ends the process: with 0, or with 1 after an error was shown. A SIGINT or SIGTERM aborts
 * the work, and so does an error that nobody caught, unless the work fails by itself; it then has a few seconds to clean up.
 * The process ends even if GitHub's clients still hold connections.
 */
const runStep = async (work) => {
    const log = openLog((text) => process.stdout.write(text), (0,core/* isDebug */._o)());
    const abort = new AbortController();
    const end = (reason) => {
        abort.abort(reason);
        setTimeout(() => {
            report(reason, log);
            process.exit(1);
        }, grace).unref();
    };
    for (const signal of ['SIGINT', 'SIGTERM']) {
        process.on(signal, () => end(new failure/* Failure */.HR(`The step was cancelled (${signal}).`)));
    }
    // GitHub's clients have streams whose errors nobody awaits; the process would end there, with all that it has begun.
    const stray = [];
    process.on('uncaughtException', (error) => {
        stray.push(error);
        setTimeout(() => end(error), untilStrayErrorCounts);
    });
    try {
        await work({ log, abort });
        if (stray.length > 0)
            throw stray[0];
    }
    catch (error) {
        report(error, log);
        process.exit(1);
    }
    process.exit(0);
};
/** Shows why the step failed as an error; what could not be cleared up after that is no second reason, but a warning. */
const report = (error, log, annotate = log.error) => {
    if (error instanceof SuppressedError) {
        report(error.suppressed, log, annotate);
        report(error.error, log, log.warning);
        return;
    }
    annotate(error instanceof failure/* Failure */.HR ? error.message : `This is a defect of the action: ${(0,failure/* messageOf */.bD)(error)}`);
    if (error instanceof failure/* Failure */.HR)
        for (const line of error.detail)
            log.info(`  ${line}`);
    else if (error instanceof Error)
        for (const line of (error.stack ?? '').split('\n'))
            log.info(line);
    for (const line of causesOf(error))
        log.info(line);
};
/** What of an error's causes is not shown yet. */
const causesOf = (error) => {
    if (!(error instanceof Error) || error.cause === undefined)
        return [];
    const cause = (0,failure/* messageOf */.bD)(error.cause);
    const shown = [error.message, ...(error instanceof failure/* Failure */.HR ? error.detail : [])];
    return shown.some((line) => line.includes(cause)) ? [] : [`  Caused by: ${cause}`];
};


/***/ }),

/***/ 71720:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  sw: () => (/* binding */ checkDocument),
  NL: () => (/* binding */ documentLimit),
  Tp: () => (/* binding */ parseDocument)
});

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/image/json-flaw.ts

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
                    return `has «${(0,printable/* printable */.g)(name)}» twice in one object`;
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

;// CONCATENATED MODULE: ./src/image/document.ts




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
        throw new failure/* Failure */.HR(`The ${name} is not JSON.`, { cause });
    }
    const flaw = jsonFlaw(text);
    if (flaw !== undefined)
        throw new failure/* Failure */.HR(`The ${name} ${flaw}.`);
    return checkDocument(schema, value, name);
};
/** Checks that a document has a known shape; throws a Failure that names the document and the field that is off. */
const checkDocument = (schema, value, name) => {
    const result = dist/* safeParse */.xLC(schema, value, { abortEarly: true });
    if (!result.success) {
        const [issue] = result.issues;
        const path = dist/* getDotPath */.BuJ(issue);
        const place = path === null ? '' : ` at «${(0,printable/* printable */.g)(path)}»`;
        throw new failure/* Failure */.HR(`The ${name} is malformed${place}: ${(0,printable/* printable */.g)(issue.message)}.`);
    }
    return result.output;
};


/***/ }),

/***/ 32219:
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

/***/ 58241:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BC: () => (/* binding */ shortHash),
/* harmony export */   Vu: () => (/* binding */ formatOwner),
/* harmony export */   WF: () => (/* binding */ thisProcess),
/* harmony export */   at: () => (/* binding */ ownerPattern),
/* harmony export */   pG: () => (/* binding */ isAtWork),
/* harmony export */   pZ: () => (/* binding */ parseOwner)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);




/** What `formatOwner` writes, in a regular expression; its groups are for `parseOwner`. */
const ownerPattern = String.raw `(\d{1,10})-(\d{1,20})-([0-9a-f]{12})`;
/** A part of a name. */
const formatOwner = ({ pid, start, machine }) => [pid, start, machine].join('-');
/** The owner of the groups of `ownerPattern`; undefined where there are none. */
const parseOwner = (pid, start = '', machine = '') => pid === undefined ? undefined : { pid: Number(pid), start, machine };
let known;
/** This process. */
const thisProcess = () => {
    known ??= identify();
    return known;
};
const identify = async () => {
    const { pid } = process;
    return { pid, start: (await startOf(pid)) ?? '0', machine: await thisMachine() };
};
/** A short name for a long one, which a file's name has no room for. */
const shortHash = (text) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex').slice(0, 12);
// Containers with one host name may share a disk, but they do not see each other's processes.
const thisMachine = async () => shortHash(`${(0,node_os__WEBPACK_IMPORTED_MODULE_2__.hostname)()} ${await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readlink)('/proc/self/ns/pid')}`);
/** Whether a process is at work; undefined where it is another machine's, of whose processes nothing can be known. */
const isAtWork = async ({ pid, start, machine }) => {
    if (machine !== (await thisProcess()).machine)
        return undefined;
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        // Another user's may not be sent signals, but it is there.
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ESRCH'))
            return false;
    }
    const found = await startOf(pid);
    return found === undefined || found === start;
};
/** The start of a process; undefined where there is none, or it is hidden. */
const startOf = async (pid) => {
    const stat = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // The second field is the program's name in parentheses, and may have spaces and parentheses itself.
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};


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
 * `detail` are further lines (for example the last lines of a build); `cause` is kept for the log.
 */
class Failure extends Error {
    name = 'Failure';
    detail;
    constructor(message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.detail = options.detail ?? [];
    }
}
/** The message of anything that was thrown, with those of its causes: `could not read x: EACCES: …`. */
const messageOf = (error) => {
    if (!(error instanceof Error))
        return String(error);
    const cause = error.cause === undefined ? '' : messageOf(error.cause);
    return cause === '' || error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
};
/** Whether a system call failed with the given code, such as `ENOENT`. */
const isSystemError = (error, ...codes) => error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);


/***/ }),

/***/ 14826:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ explainFileError)
/* harmony export */ });
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

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
    return new _failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`Could not ${what}: ${explanation.reason}. ${explanation.advice}`, { cause: error });
};


/***/ }),

/***/ 4908:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ oneLine),
/* harmony export */   g: () => (/* binding */ printable)
/* harmony export */ });
const shownLimit = 200;
/** The text as one line: line ends and other control characters become blanks. */
const oneLine = (text) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
/** Text of a stranger for one line of a log: printable characters only, at most 200 of them. */
const printable = (text) => {
    // Format characters, among them those that turn the direction of writing, are in none of these classes.
    const clean = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}]+/gu, ' ').trim();
    return clean.length > shownLimit ? `${clean.slice(0, shownLimit - 1).toWellFormed()}…` : clean;
};


/***/ })

};
