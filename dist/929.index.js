export const id = 929;
export const ids = [929];
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
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _message_file_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(14826);
/* harmony import */ var _make_folder_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(32219);
/* harmony import */ var _owner_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(58241);







const pattern = new RegExp(String.raw `^\.buildpacks-oci-layout-${_owner_js__WEBPACK_IMPORTED_MODULE_6__/* .ownerPattern */ .at}-([0-9a-f]{12})-[0-9a-f-]{36}\.(partial|earlier)$`);
const parseStaging = (name) => {
    const [, pid, start, machine, target = '', kind] = pattern.exec(name) ?? [];
    const owner = (0,_owner_js__WEBPACK_IMPORTED_MODULE_6__/* .parseOwner */ .pZ)(pid, start, machine);
    if (owner === undefined || (kind !== 'partial' && kind !== 'earlier'))
        return undefined;
    return { owner, target, kind };
};
/** Whether a name is one that this project gives to folders beside the target of a layout, while it works on that. */
const isStaging = (name) => pattern.test(name);
/** A path beside a target for a folder of this process. */
const stagingPath = async (target, kind) => {
    const parts = [(0,_owner_js__WEBPACK_IMPORTED_MODULE_6__/* .formatOwner */ .Vu)(await (0,_owner_js__WEBPACK_IMPORTED_MODULE_6__/* .thisProcess */ .WF)()), keyOf(target), (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()];
    return (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target), `.buildpacks-oci-layout-${parts.join('-')}.${kind}`);
};
/**
 * A fresh folder beside the target of a layout, on the same file system, to assemble the layout in. What runs that were
 * killed left beside the target is cleared before.
 */
const stagingFolder = async (target) => {
    const folder = await stagingPath(target, 'partial');
    try {
        await (0,_make_folder_js__WEBPACK_IMPORTED_MODULE_5__/* .makeFolder */ .f)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target));
        await clearAbandoned(target);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)(folder);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.chmod)(folder, 0o755);
    }
    catch (error) {
        throw (0,_message_file_error_js__WEBPACK_IMPORTED_MODULE_4__/* .explainFileError */ .Y)(error, `make a folder for the layout beside ${target}`);
    }
    return folder;
};
/** Deletes a folder that stood at a target. Its name says first that it need not go back there: it is in pieces soon. */
const discardEarlier = async (earlier, discarded = earlier.replace(/\.earlier$/, '.partial')) => {
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(earlier, discarded);
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(discarded, { recursive: true, force: true });
};
const keyOf = (target) => (0,_owner_js__WEBPACK_IMPORTED_MODULE_6__/* .shortHash */ .BC)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(target));
// Of another machine's processes nothing can be known; no build takes so long.
const abandonedAfter = 24 * 3_600_000;
/** What dead processes left in a folder, the newest first. */
const findAbandoned = async (folder) => {
    const abandoned = [];
    // One may be allowed to make folders where one may not see what there is.
    for (const name of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(folder).catch(() => [])) {
        const staging = parseStaging(name);
        if (staging === undefined)
            continue;
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, name);
        const changed = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path).catch(() => undefined))?.ctimeMs;
        if (changed === undefined)
            continue;
        const isLive = (await (0,_owner_js__WEBPACK_IMPORTED_MODULE_6__/* .isAtWork */ .pG)(staging.owner)) ?? Date.now() - changed < abandonedAfter;
        if (!isLive)
            abandoned.push({ ...staging, path, changed });
    }
    return abandoned.sort((a, b) => b.changed - a.changed);
};
/** Deletes what dead processes left beside a target; an earlier layout that they had moved aside goes back first. */
const clearAbandoned = async (target) => {
    for (const { kind, path, target: key } of await findAbandoned((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target))) {
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
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ENOENT'))
            throw error;
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(earlier, target);
        return;
    }
    await discardEarlier(earlier);
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
