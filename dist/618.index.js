export const id = 618;
export const ids = [618];
export const modules = {

/***/ 13976:
/***/ ((module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _docker_command_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(91721);
/* harmony import */ var _github_step_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(57150);
/* harmony import */ var _leftovers_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(66292);




await (0,_github_step_js__WEBPACK_IMPORTED_MODULE_2__/* .runStep */ .e)(({ log }) => (0,_leftovers_js__WEBPACK_IMPORTED_MODULE_3__/* .removeLeftovers */ .DA)({
    container: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_3__/* .containerState */ .bX),
    staging: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_3__/* .stagingState */ .fc).split('\n'),
    host: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_3__/* .hostState */ .El) === 'true',
}, (0,_docker_command_js__WEBPACK_IMPORTED_MODULE_1__/* .dockerClient */ ._)(process.env), log));

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

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

/***/ 91721:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ dockerClient),
/* harmony export */   b: () => (/* binding */ textOf)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78474);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_events__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _command_environment_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(37324);
/* harmony import */ var _command_program_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(58769);
/* harmony import */ var _command_run_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(24744);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(85540);







/** The docker command as an object; `environment` is the step's, of which it hands on what it may. */
const dockerClient = (environment) => {
    const env = (0,_command_environment_js__WEBPACK_IMPORTED_MODULE_6__/* .commandEnvironment */ .J)(environment);
    return {
        environment: env,
        start: (args, signal) => startProcess(args, env, signal),
        run: async (args, signal) => {
            const { code, stdout, stderr } = await runToEnd(args, env, signal);
            if (code === 0)
                return stdout;
            throw (0,_refusal_js__WEBPACK_IMPORTED_MODULE_5__/* .explainRefusal */ .GC)(stderr, env, `«docker ${nameOf(args)}» ran`);
        },
    };
};
const runToEnd = async (args, environment, signal) => {
    try {
        return await (0,_command_run_js__WEBPACK_IMPORTED_MODULE_3__/* .runCommand */ .d)('docker', args, { environment, signal });
    }
    catch (error) {
        signal?.throwIfAborted();
        throw error instanceof _command_program_js__WEBPACK_IMPORTED_MODULE_2__/* .MissingProgram */ .n ? noDockerCommand(error) : notStarted(error);
    }
};
/** `image inspect`, `create`: without what follows, which may be long. */
const nameOf = ([first = '', second = '']) => first === 'image' || first === 'container' ? `${first} ${second}` : first;
const startProcess = (args, env, signal) => {
    signal?.throwIfAborted();
    // Detached: a terminal's Ctrl-C reaches the whole foreground group, and `docker start` would hand it to the
    // container. When a client ends is decided here alone.
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)('docker', args, { env, detached: true, stdio: 'pipe' });
    // A broken pipe is no news: why it broke is in the exit code and on stderr.
    child.stdin.on('error', () => { });
    const kill = () => {
        child.kill('SIGKILL');
        // A credential helper that outlives its client would hold the pipes open.
        for (const stream of [child.stdin, child.stdout, child.stderr])
            stream.destroy();
    };
    signal?.addEventListener('abort', kill, { once: true });
    const ended = (async () => {
        try {
            const [code] = await (0,node_events__WEBPACK_IMPORTED_MODULE_1__.once)(child, 'close');
            return typeof code === 'number' ? code : 1;
        }
        catch (error) {
            throw (0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ENOENT') ? noDockerCommand(error) : notStarted(error);
        }
        finally {
            signal?.removeEventListener('abort', kill);
            signal?.throwIfAborted();
        }
    })();
    // Whoever started it may look at the streams first; the rejection waits for them.
    ended.catch(() => { });
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, kill };
};
const noDockerCommand = (cause) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR('There is no docker command on PATH. Install the Docker command line, or use a runner that has it.', { cause });
const notStarted = (cause) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR('The docker command could not be run.', { cause });
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
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ERR_STREAM_PREMATURE_CLOSE'))
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

/** The engine answered, and refused: what the docker command wrote to stderr, for the caller to explain. */
class EngineRefusal extends Error {
    name = 'EngineRefusal';
}
/** The engine was not reached, or the connection to it broke: what was wanted may be had in another try. */
class EngineUnreachable extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/**
 * Tells apart what kept a docker command from its end: no right to the engine's socket, no engine, a connection that
 * broke, or an engine that said no. `doing` says what went on: `the build ran`. The texts are those of the docker
 * command from 20.10 to 29.
 */
const explainRefusal = (stderr, environment, doing) => {
    const said = firstLine(stderr);
    const address = addressIn(said, environment);
    const cause = new EngineRefusal(said);
    if (/error response from daemon/i.test(said))
        return cause;
    if (/permission denied while trying to connect|dial unix .*permission denied/i.test(said)) {
        return new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`This user has no right to use the Docker engine at ${address}. ` +
            'Add the user to the group of the socket (usually «docker»), or set DOCKER_HOST to an engine it may use.', { cause });
    }
    if (isBroken(said)) {
        return new EngineUnreachable(`The connection to the Docker engine at ${address} broke while ${doing}. ` +
            'Run the step again; if it happens again, look at the engine’s log and at the network to it.', { cause });
    }
    if (/cannot connect to the docker daemon|failed to connect to the docker api|error during connect/i.test(said)) {
        return new EngineUnreachable(`No Docker engine answers at ${address}. Start the engine, or set DOCKER_HOST to one that runs.`, { cause });
    }
    return cause;
};
/** `unexpected EOF` alone is what the command says of an answer that breaks off. */
const isBroken = (said) => /^unexpected EOF$/i.test(said) ||
    (/error during connect/i.test(said) &&
        /\bEOF$|connection reset|broken pipe|closed network connection/i.test(said) &&
        !/\bdial\b/.test(said));
/** The address of the engine, as DOCKER_HOST would have it: what the command says may be that of a request. */
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
/** The line of a docker command's complaint that says something: warnings and hints left out. */
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
const graceAfterSignal = 4_500;
/**
 * Does the work of a step, and ends the process: with 0, or with 1 after an error was shown. A SIGINT or SIGTERM aborts
 * the work, which then has a few seconds to clean up. The process ends even if GitHub's clients still hold connections.
 */
const runStep = async (work) => {
    const log = openLog((text) => process.stdout.write(text), (0,core/* isDebug */._o)());
    const abort = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM']) {
        process.on(signal, () => {
            abort.abort(new failure/* Failure */.HR(`The step was cancelled (${signal}).`));
            setTimeout(() => process.exit(1), graceAfterSignal).unref();
        });
    }
    try {
        await work({ log, abort });
    }
    catch (error) {
        report(error, log);
        process.exit(1);
    }
    process.exit(0);
};
const report = (error, log) => {
    if (error instanceof SuppressedError) {
        report(error.suppressed, log);
        report(error.error, log);
        return;
    }
    log.error(error instanceof failure/* Failure */.HR ? error.message : `This is a defect of the action: ${(0,failure/* messageOf */.bD)(error)}`);
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

/***/ 14379:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vu: () => (/* binding */ stagingPath),
/* harmony export */   YG: () => (/* binding */ isStaging),
/* harmony export */   cy: () => (/* binding */ stagingFolder),
/* harmony export */   pb: () => (/* binding */ discardEarlier)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _message_file_error_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(14826);






const pattern = /^\.buildpacks-oci-layout-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})-([0-9a-f]{12})-[0-9a-f-]{36}\.(partial|earlier)$/;
const parseStaging = (name) => {
    const [, pid, start = '', machine = '', target = '', kind] = pattern.exec(name) ?? [];
    if (pid === undefined || (kind !== 'partial' && kind !== 'earlier'))
        return undefined;
    return { pid: Number(pid), start, machine, target, kind };
};
/** Whether a name is one that this project gives to folders beside the target of a layout, while it works on that. */
const isStaging = (name) => pattern.test(name);
/** A path beside a target for a folder of this process. */
const stagingPath = async (target, kind) => {
    const parts = [process.pid, (await startOf(process.pid)) ?? '0', await thisMachine(), keyOf(target)];
    return (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.dirname)(target), `.buildpacks-oci-layout-${parts.join('-')}-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}.${kind}`);
};
/**
 * A fresh folder beside the target of a layout, on the same file system, to assemble the layout in. What runs that were
 * killed left beside the target is cleared before.
 */
const stagingFolder = async (target) => {
    const folder = await stagingPath(target, 'partial');
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.dirname)(target), { recursive: true });
        await clearAbandoned(target);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)(folder);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.chmod)(folder, 0o755);
    }
    catch (error) {
        throw (0,_message_file_error_js__WEBPACK_IMPORTED_MODULE_5__/* .explainFileError */ .Y)(error, `make a folder for the layout beside ${target}`);
    }
    return folder;
};
/** Deletes a folder that stood at a target. Its name says first that it need not go back there: it is in pieces soon. */
const discardEarlier = async (earlier) => {
    const discarded = earlier.replace(/\.earlier$/, '.partial');
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(earlier, discarded);
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(discarded, { recursive: true, force: true });
};
/** A short name for a long one, which a file's name has no room for. */
const shortHash = (text) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex').slice(0, 12);
const keyOf = (target) => shortHash((0,node_path__WEBPACK_IMPORTED_MODULE_3__.basename)(target));
// Containers with one host name may share a disk, but they do not see each other's processes.
const thisMachine = async () => shortHash(`${(0,node_os__WEBPACK_IMPORTED_MODULE_2__.hostname)()} ${await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readlink)('/proc/self/ns/pid')}`);
/** The start of a process; undefined where there is none, or it is hidden. */
const startOf = async (pid) => {
    const stat = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // The second field is the program's name in parentheses, and may have spaces and parentheses itself.
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};
const isRunning = async ({ pid, start }) => {
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        // Another user's may not be sent signals, but it is there.
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ESRCH'))
            return false;
    }
    const found = await startOf(pid);
    return found === undefined || found === start;
};
// Of another machine's processes nothing can be known; no build takes so long.
const abandonedAfter = 24 * 3_600_000;
/** What dead processes left in a folder, the newest first. */
const findAbandoned = async (folder) => {
    const machine = await thisMachine();
    const abandoned = [];
    // One may be allowed to make folders where one may not see what there is.
    for (const name of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(folder).catch(() => [])) {
        const staging = parseStaging(name);
        if (staging === undefined)
            continue;
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(folder, name);
        const changed = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path).catch(() => undefined))?.ctimeMs;
        if (changed === undefined)
            continue;
        const isOver = staging.machine === machine ? !(await isRunning(staging)) : Date.now() - changed > abandonedAfter;
        if (isOver)
            abandoned.push({ ...staging, path, changed });
    }
    return abandoned.sort((a, b) => b.changed - a.changed);
};
/** Deletes what dead processes left beside a target; an earlier layout that they had moved aside goes back first. */
const clearAbandoned = async (target) => {
    for (const { kind, path, target: key } of await findAbandoned((0,node_path__WEBPACK_IMPORTED_MODULE_3__.dirname)(target))) {
        try {
            if (kind === 'partial')
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(path, { recursive: true, force: true });
            else if (key === keyOf(target))
                await putBack(path, target);
        }
        catch {
            // Another user's, or another run is clearing it just now: it harms nobody where it is.
        }
    }
};
const putBack = async (earlier, target) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(target);
    }
    catch (error) {
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ENOENT'))
            throw error;
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(earlier, target);
        return;
    }
    await discardEarlier(earlier);
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


/***/ }),

/***/ 97052:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $t: () => (/* binding */ tarOf),
/* harmony export */   NJ: () => (/* binding */ file),
/* harmony export */   oB: () => (/* binding */ drained),
/* harmony export */   yy: () => (/* binding */ directory)
/* harmony export */ });
/* harmony import */ var tar_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56118);

/** The entry of a folder at an absolute path in the sandbox. */
const directory = (path, mode = 0o755) => ({
    name: path.slice(1),
    mode,
    type: 'directory',
});
/** The entry of a small file at an absolute path in the sandbox, readable for all. */
const file = (path, content) => ({
    name: path.slice(1),
    mode: 0o644,
    type: 'file',
    content: typeof content === 'string' ? Buffer.from(content) : content,
});
// pack and the lifecycle give everything this time, so that no build depends on when a checkout was made.
// https://github.com/buildpacks/spec/blob/main/platform.md#build-reproducibility
const normalizedTime = new Date('1980-01-01T00:00:01Z');
// Larger ids do not fit the classic header's octal field.
const largestOctalId = 0o777777;
/** Writes entries as a tar stream, in their order. What is thrown while they are read is passed on. */
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
        // The file type's bits keep a mode of 0 from being taken for no mode at all.
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
    const copy = async () => {
        for await (const chunk of content) {
            if (sink.destroyed)
                return;
            if (!sink.write(chunk))
                await drained(sink);
        }
        sink.end(null);
    };
    copy().catch((error) => {
        reject(error);
        sink.destroy(asError(error));
    });
});
/** Resolves once a stream takes more, or never will. */
const drained = (stream) => new Promise((resolve) => {
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
/** The same bytes in fewer chunks: a tar of small files would else be a system call for each half kilobyte. */
async function* inBatches(source) {
    let chunks = [];
    let size = 0;
    for await (const chunk of source) {
        if (!(chunk instanceof Uint8Array))
            continue;
        // A copy of what is large already would only be garbage.
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
