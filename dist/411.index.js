export const id = 411;
export const ids = [411];
export const modules = {

/***/ 67283:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RG: () => (/* binding */ fetchIndex),
/* harmony export */   aK: () => (/* binding */ fetchImage),
/* harmony export */   sW: () => (/* binding */ fetchDocument)
/* harmony export */ });
/* harmony import */ var _image_image_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(75228);
/* harmony import */ var _image_image_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(36117);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(22978);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4908);






/**
 * The bytes of a manifest, an index or a configuration, which messages call `name`. Throws a Failure if there are more than
 * `documentLimit`.
 */
const fetchDocument = async (content, descriptor, { name = `document ${descriptor.digest}`, signal, } = {}) => {
    if (descriptor.size > _json_document_js__WEBPACK_IMPORTED_MODULE_3__/* .documentLimit */ .NL) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`The ${name} has ${descriptor.size} bytes. The limit is ${_json_document_js__WEBPACK_IMPORTED_MODULE_3__/* .documentLimit */ .NL} bytes. ` +
            'Choose another image.');
    }
    return Buffer.concat(await Array.fromAsync(content.fetch(descriptor, signal)));
};
/** Reads an image without its layers. Throws a Failure if the descriptor is not one of an image. */
const fetchImage = async (content, descriptor, signal) => {
    if (!(0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_2__/* .isManifest */ .Yh)(descriptor.mediaType)) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`${descriptor.digest} is a "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_5__/* .printable */ .g$)(descriptor.mediaType)}", not an image. Choose an image or an image index.`);
    }
    const manifestBytes = await fetchDocument(content, descriptor, { signal });
    const manifest = (0,_image_image_js__WEBPACK_IMPORTED_MODULE_0__/* .parseManifest */ .Ng)(manifestBytes);
    const configBytes = await fetchDocument(content, manifest.config, { signal });
    return { ...(0,_image_image_js__WEBPACK_IMPORTED_MODULE_0__/* .parseImage */ .zZ)(descriptor, manifest, configBytes), manifestBytes, configBytes };
};
/** Reads an index; undefined if the descriptor is one of something else. */
const fetchIndex = async (content, descriptor) => {
    if (!(0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_2__/* .isIndex */ .nw)(descriptor.mediaType))
        return undefined;
    const bytes = await fetchDocument(content, descriptor);
    return { descriptor, bytes, listed: (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_1__/* .parseIndex */ .A1)(bytes).manifests };
};


/***/ }),

/***/ 28749:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  kW: () => (/* binding */ actionsCache)
});

// UNUSED EXPORTS: restore, save

// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
// EXTERNAL MODULE: ./src/github/step/toolkit-output.ts
var toolkit_output = __webpack_require__(28640);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/files/process-identity.ts
var process_identity = __webpack_require__(61793);
;// CONCATENATED MODULE: ./src/github/cache/client-workspace.ts






/** The workspace in use, and the number of its users. */
let current;
/**
 * Does work of GitHub's cache client with a folder, by a path that is the same on every runner.
 *
 * The client makes the path that it gets a part of an entry's version, and packs and unpacks relative to GITHUB_WORKSPACE.
 * It takes both from the process: relative paths from the working directory, the workspace from the environment. So while
 * the client is at work, both are a temporary folder with a link to each cached folder. They belong to the whole process;
 * calls at the same time share them.
 * https://github.com/actions/toolkit/blob/main/packages/cache/src/internal/cacheUtils.ts
 */
const inClientWorkspace = async ({ root, name }, work) => {
    current ??= { opening: openWorkspace(), users: 0 };
    const shared = current;
    shared.users += 1;
    try {
        const workspace = await shared.opening;
        // The link leads to the folder around the cached one, because tar replaces a link by the folder that it unpacks.
        const around = (0,external_node_path_.dirname)((0,external_node_path_.join)(root, name));
        const link = (0,process_identity/* shortHash */.BC)(name);
        await (0,promises_.mkdir)(around, { recursive: true });
        await (0,promises_.symlink)(around, (0,external_node_path_.join)(workspace.path, link)).catch((error) => {
            if (!(0,failure/* isSystemError */.Or)(error, 'EEXIST'))
                throw error;
        });
        return await work(`${link}/${(0,external_node_path_.basename)(name)}`);
    }
    finally {
        shared.users -= 1;
        if (shared.users === 0) {
            current = undefined;
            await (await shared.opening).leave();
        }
    }
};
const openWorkspace = async () => {
    // Named like the client's own folders in RUNNER_TEMP, which the runner empties.
    const created = (0,external_node_path_.join)(process.env['RUNNER_TEMP'] || (0,external_node_os_.tmpdir)(), (0,external_node_crypto_.randomUUID)());
    await (0,promises_.mkdir)(created, { recursive: true, mode: 0o700 });
    const folder = process.cwd();
    const workspace = process.env['GITHUB_WORKSPACE'];
    process.chdir(created);
    // The client compares the working directory, which has no symbolic links, with the workspace.
    const path = process.cwd();
    process.env['GITHUB_WORKSPACE'] = path;
    return {
        path,
        leave: async () => {
            process.chdir(folder);
            if (workspace === undefined)
                delete process.env['GITHUB_WORKSPACE'];
            else
                process.env['GITHUB_WORKSPACE'] = workspace;
            await (0,promises_.rm)(path, { recursive: true, force: true });
        },
    };
};

;// CONCATENATED MODULE: ./src/github/cache/cache.ts





/**
 * Restores a folder. Its files are untrusted, because anyone with write access to the cache may have written them.
 *
 * A failure of the cache never fails the build: it becomes a result and a line in the log. Throws only the signal's
 * reason, and the client's `ValidationError` for an invalid key.
 */
const restore = async ({ folder, key, restoreKeys, signal }, log) => {
    const { value, error, lines, seconds } = await callClient(folder, ({ restoreCache }, path) => restoreCache([path], key, [...restoreKeys]), signal, log);
    if (value !== undefined) {
        const bytes = numberIn(lines, /^Cache Size: .*\((\d+) B\)$/);
        const outcome = value === key ? 'hit' : 'older';
        return { outcome, key: value, ...(bytes !== undefined && { bytes }), seconds };
    }
    const skipped = error === noService ? error : textAfter('Cache restore skipped: ', lines);
    const reason = skipped ?? error ?? complaintIn(lines);
    if (reason === undefined)
        return { outcome: 'miss', seconds };
    if (skipped !== undefined)
        log.info(`The cache was not restored: ${skipped}`);
    else
        log.warning(`The cache could not be restored: ${reason}. The build continues without it.`);
    return { outcome: 'unavailable', reason, seconds };
};
/** The Actions cache of this workflow's repository. Logs the result of each call. */
const actionsCache = (log, signal) => ({
    restore: async (folder, key, restoreKeys) => {
        const restored = await restore({ folder, key, restoreKeys, signal }, log);
        const line = describeRestore(restored);
        if (line !== undefined)
            log.info(line);
        return restored;
    },
    restoreNewest: async (folder, prefix) => {
        const restored = await restore({ folder, key: prefix, restoreKeys: [prefix], signal }, log);
        if (restored.outcome === 'miss') {
            log.info(`Cache miss: no entry begins with ${prefix}, in ${(0,quantity/* formatSeconds */.Xo)(restored.seconds)}`);
        }
        if (!('key' in restored))
            return restored;
        log.info(`Cache entry ${restored.key}: ${sizeOf(restored)} in ${(0,quantity/* formatSeconds */.Xo)(restored.seconds)}`);
        return { ...restored, outcome: 'hit' };
    },
    save: (folder, key) => save({ folder, key, signal }, log),
});
/** The log line for a restore; undefined for a failure, which is in the log already. */
const describeRestore = (restored) => {
    const seconds = (0,quantity/* formatSeconds */.Xo)(restored.seconds);
    if (restored.outcome === 'unavailable')
        return undefined;
    if (restored.outcome === 'miss')
        return `Cache miss, in ${seconds}`;
    const version = restored.outcome === 'hit' ? '' : ` of another version, ${restored.key}`;
    return `Cache hit${version}: ${sizeOf(restored)} in ${seconds}`;
};
const sizeOf = ({ bytes }) => bytes === undefined ? 'an entry of unknown size' : (0,quantity/* formatBytes */.z3)(bytes);
/**
 * Saves a folder under a new key. Other jobs see the entry only after the upload is complete. Throws the same errors as
 * `restore`.
 */
const save = async ({ folder, key, signal }, log) => {
    const { value, error, lines, seconds } = await callClient(folder, ({ saveCache }, path) => saveCache([path], key), signal, log);
    if (value !== undefined && value !== -1) {
        const bytes = numberIn(lines, /^File Size: (\d+)$/);
        return { outcome: 'saved', ...(bytes !== undefined && { bytes }), seconds };
    }
    const { outcome, reason } = error === undefined ? refusalIn(lines) : { outcome: 'unavailable', reason: error };
    if (outcome !== 'unavailable' || reason === noService)
        log.info(`The cache was not saved: ${reason}`);
    else
        log.warning(`The cache could not be saved: ${reason}. The build is not affected.`);
    return { outcome, reason, seconds };
};
/** Why nothing was saved. The client returns -1 for every reason, and prints the reason. */
const refusalIn = (lines) => {
    const skipped = textAfter('Cache save skipped: ', lines);
    if (skipped !== undefined)
        return { outcome: 'refused', reason: skipped };
    const denied = lines.find(({ level, text }) => level === 'warning' && text.includes('cache write denied:'));
    if (denied !== undefined) {
        return { outcome: 'refused', reason: denied.text.slice(denied.text.indexOf('cache write denied:')) };
    }
    const reservation = lines.find(({ text }) => text.startsWith('Failed to reserve cache: '));
    const reason = reservation === undefined ? undefined : reasonIn(reservation.text);
    if (reason !== undefined && /already exists|\(409\)/.test(reason))
        return { outcome: 'exists', reason };
    return { outcome: 'unavailable', reason: reason ?? complaintIn(lines) ?? noReason };
};
const noService = 'this runner offers no cache service';
/** Calls the client with a folder, and keeps its output. The error is `noService` if there is no service. */
const callClient = async (folder, call, signal, log) => {
    const start = performance.now();
    const lines = [];
    const keep = (line) => {
        lines.push(line);
        log.debug(line.text);
    };
    let value;
    let error;
    signal?.throwIfAborted();
    // Loaded on first use, because loading it takes longer than the rest of the process's start.
    const client = await Promise.all(/* import() */[__webpack_require__.e(271), __webpack_require__.e(142)]).then(__webpack_require__.bind(__webpack_require__, 60142));
    try {
        const work = () => inClientWorkspace(folder, (path) => call(client, path));
        if (client.isFeatureAvailable())
            value = await (0,abort/* unlessAborted */.Wh)((0,toolkit_output/* captureToolkit */.h)(work, keep), signal);
        else
            error = noService;
    }
    catch (thrown) {
        if (signal?.aborted === true || thrown instanceof client.ValidationError)
            throw thrown;
        error = reasonIn((0,failure/* messageOf */.bD)(thrown));
    }
    return { value, error, lines, seconds: (performance.now() - start) / 1000 };
};
/** The last warning or error that the client printed, with tar's message if tar failed. */
const complaintIn = (lines) => {
    const complaint = lines.findLast(({ level }) => level === 'warning' || level === 'error');
    if (complaint === undefined)
        return undefined;
    const tar = lines.find(({ level, text }) => level === 'info' && /^\S*tar: /.test(text));
    const detail = tar !== undefined && complaint.text.includes('tar') ? ` (${tar.text})` : '';
    return `${reasonIn(complaint.text)}${detail}`;
};
const noReason = 'the service gave no reason';
/** The reason in a message of the client: its first line, without the name of the failed step. */
const reasonIn = (text) => (text.split('\n', 1)[0] ?? '').replace(/^Failed to (?:restore|save|reserve cache): (?:Error: )?/, '') ||
    noReason;
/** The rest of the line that begins with a text. */
const textAfter = (start, lines) => lines.find(({ text }) => text.startsWith(start))?.text.slice(start.length);
const numberIn = (lines, pattern) => {
    const line = lines.find(({ text }) => pattern.test(text));
    return line && Number(line.text.replace(pattern, '$1'));
};


/***/ }),

/***/ 81097:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ checkTarget),
/* harmony export */   h: () => (/* binding */ moveIntoPlace)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6998);
/* harmony import */ var _files_staging_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(98842);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _write_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(66129);






const layoutKind = {
    name: 'the layout',
    mismatch: 'exists and is not (only) an OCI image layout',
    names: _write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutNames */ .Vm,
    marker: _write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutMarker */ .fB,
};
/**
 * Checks that a layout, or another kind of directory, can be written to a path: there is nothing, an empty directory, or a
 * directory of this kind, without other files, that can be deleted. A symbolic link to such a directory is followed. Returns
 * the resolved path. Throws a Failure otherwise, so that no other files are lost.
 */
const checkTarget = async (path, kind = layoutKind) => {
    try {
        const target = await resolveLink(path, kind);
        const names = await (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .unlessMissing */ .F)((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(target));
        if (names === undefined)
            return target;
        const foreign = names.filter((name) => !kind.names.includes(name));
        if (names.length > 0 && (foreign.length > 0 || !names.includes(kind.marker))) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`${path} ${kind.mismatch}; it has "${foreign[0] ?? names[0]}". ` +
                'Nothing was changed. Choose another path, or remove the directory first.');
        }
        // If it is missing by now, another run moved it.
        await (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .unlessMissing */ .F)(checkRemovable(target, (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(target), kind));
        return target;
    }
    catch (error) {
        throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .explainFileError */ .Y)(error, `use ${path} for ${kind.name}`);
    }
};
/** The target of a symbolic link, or the path itself. */
const resolveLink = async (path, { name }) => {
    const stats = await (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .unlessMissing */ .F)((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path));
    if (!stats?.isSymbolicLink())
        return path;
    const target = await (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .unlessMissing */ .F)((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(path));
    if (target === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`Could not use ${path} for ${name}: it is a symbolic link whose target does not exist. ` +
            'Create the target directory, or remove the link.');
    }
    if ((await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(target)).isDirectory())
        return target;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`Could not use ${path} for ${name}: it is a symbolic link to ${target}, which is not a directory. ` +
        'Remove the link, or choose another path.');
};
const sticky = 0o1000;
/**
 * Throws a Failure if a directory in `parent` cannot be moved and deleted with its content: deleting an entry needs write
 * permission for its directory and, if the directory is sticky, ownership.
 * https://man7.org/linux/man-pages/man2/unlink.2.html
 */
const checkRemovable = async (folder, parent, kind) => {
    const user = process.geteuid?.();
    const { uid } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(folder);
    const around = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(parent);
    const isKept = (around.mode & sticky) !== 0 && user !== 0 && user !== uid && user !== around.uid;
    const entries = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder, { withFileTypes: true });
    if (isKept || (entries.length > 0 && !(await isWritable(folder)))) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`Could not replace ${kind.name}: ${folder} belongs to user ${uid}, and this step runs as user ${user}, which cannot ` +
            'delete it. Nothing was changed. Remove it as its owner ("sudo rm -r"), or choose another path.');
    }
    for (const entry of entries) {
        if (entry.isDirectory())
            await checkRemovable((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, entry.name), folder, kind);
    }
};
const isWritable = async (folder) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.access)(folder, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.W_OK | node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.X_OK);
        return true;
    }
    catch (error) {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'EACCES', 'EPERM'))
            return false;
        // For example, another run moved it, or its file system is read-only.
        throw error;
    }
};
/**
 * Moves a complete layout, or another kind of directory, to its path, and replaces an earlier one. If that fails, the earlier
 * one is at its path as before, and the Failure says why.
 */
const moveIntoPlace = async (staging, path, kind = layoutKind) => {
    const target = await checkTarget(path, kind);
    const earlier = await (0,_files_staging_js__WEBPACK_IMPORTED_MODULE_3__/* .stagingPath */ .Vu)(target, 'earlier');
    try {
        const hasEarlier = (await (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .unlessMissing */ .F)((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(target, earlier).then(() => true))) ?? false;
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(staging, target).catch(async (error) => {
            if (hasEarlier)
                await (0,_files_staging_js__WEBPACK_IMPORTED_MODULE_3__/* .putBack */ .pK)(earlier, target);
            throw error;
        });
        // The new layout is in place, so a failure to delete the earlier one is ignored; the next run deletes it. The name of the
        // staging directory is free now, and a cleanup after this process looks for that name.
        if (hasEarlier)
            await (0,_files_staging_js__WEBPACK_IMPORTED_MODULE_3__/* .discardEarlier */ .pb)(earlier, staging).catch(() => { });
    }
    catch (error) {
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ENOTEMPTY', 'EEXIST'))
            throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .explainFileError */ .Y)(error, `put ${kind.name} at ${path}`);
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`Could not put ${kind.name} at ${path}: another run wrote to it at the same time. ` +
            'Run them one after the other, or give each its own path.', { cause: error });
    }
};


/***/ }),

/***/ 38129:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $n: () => (/* binding */ healLayout),
/* harmony export */   T7: () => (/* binding */ layoutsOf),
/* harmony export */   vc: () => (/* binding */ removeForeign)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6998);
/* harmony import */ var _files_staging_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(98842);
/* harmony import */ var _layout_blob_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2935);
/* harmony import */ var _layout_write_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(66129);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(52305);







/**
 * Makes sure that a folder of a store is a layout. A cache entry or another user of the disk may have put links in place of
 * folders, which would redirect writes, or folders in place of files, which no write replaces. Deletes incomplete files of
 * killed processes.
 */
const healLayout = async (folder, warn) => {
    const heal = async (path, kind) => {
        const stats = await (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .unlessMissing */ .F)((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path));
        if (stats === undefined || stats.isDirectory() === (kind === 'folder'))
            return;
        warn(`${path} is not a ${kind} and is replaced.`);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(path, { recursive: true, force: true });
    };
    for (const path of [folder, (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'blobs'), (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_4__/* .blobFolder */ .Mq)(folder)])
        await heal(path, 'folder');
    for (const name of [_layout_write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutMarker */ .fB, _layout_write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutIndex */ .vh])
        await heal((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, name), 'file');
    await (0,_layout_write_js__WEBPACK_IMPORTED_MODULE_5__/* .createLayout */ .Vz)(folder);
    for (const path of [folder, (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_4__/* .blobFolder */ .Mq)(folder)])
        await (0,_files_staging_js__WEBPACK_IMPORTED_MODULE_3__/* .clearPartials */ .OC)(path);
};
/** Deletes all files in a folder of a store that do not belong to a layout, so that the folder can be replaced. */
const removeForeign = async (folder) => {
    for (const name of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder)) {
        if (!_layout_write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutNames */ .Vm.includes(name))
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, name), { recursive: true, force: true });
    }
};
const listFolders = async (folder) => {
    try {
        const entries = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder, { withFileTypes: true });
        return entries.filter((entry) => entry.isDirectory()).map(({ name }) => (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, name));
    }
    catch (error) {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .isSystemError */ .Or)(error, 'ENOENT', 'ENOTDIR', 'EACCES'))
            return [];
        throw error;
    }
};
// A limit for the time of a search.
const searched = 100;
/**
 * The folders of a repository that may be layouts: those of this project, `<tag>/<platform>`, and those of pack, `<tag>` and
 * `sha256/<hex>`. Their blobs are used by digest, whatever the tag or the platform is.
 */
const layoutsOf = async (repository) => {
    const tags = (await listFolders(repository)).slice(0, searched);
    const inner = await Promise.all(tags.map(listFolders));
    return [...tags, ...inner.flat().slice(0, searched)];
};


/***/ }),

/***/ 30683:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GO: () => (/* binding */ registryDocuments),
/* harmony export */   Os: () => (/* binding */ storedRunImage),
/* harmony export */   Tf: () => (/* binding */ openPreviousImage),
/* harmony export */   ae: () => (/* binding */ completeRunImage)
/* harmony export */ });
/* harmony import */ var _content_image_documents_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(67283);
/* harmony import */ var _layout_blob_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2935);
/* harmony import */ var _layout_read_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(64480);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _run_image_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(26072);





/** Reads a run image from disk; undefined if a document is missing or corrupt. Makes no registry requests. */
const storedRunImage = async (id, folders) => {
    const find = (document) => findDocument(folders, document);
    try {
        return await (0,_run_image_js__WEBPACK_IMPORTED_MODULE_4__/* .readRunImage */ .RR)(id, { manifest: (digest) => find({ digest }), config: find });
    }
    catch (error) {
        // Missing or corrupt: `completeRunImage` replaces it.
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ENOENT', 'ENOTDIR', 'ELOOP') || error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR)
            return undefined;
        throw error;
    }
};
/**
 * Reads a run image. Fetches missing or corrupt documents from `remote` and stores them. `discard` deletes a corrupt
 * document.
 */
const completeRunImage = (id, folders, remote, discard) => {
    const read = async (document, fetch) => {
        try {
            return await findDocument(folders, document);
        }
        catch (error) {
            if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ENOENT'))
                await discard(document, (0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .bD)(error));
        }
        const bytes = await fetch();
        await (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_1__/* .writeBlob */ .Zh)(folders.folder, document, [bytes]);
        return bytes;
    };
    return (0,_run_image_js__WEBPACK_IMPORTED_MODULE_4__/* .readRunImage */ .RR)(id, {
        manifest: (digest) => read({ digest }, () => remote.manifest(digest)),
        config: (descriptor, name) => read(descriptor, () => remote.config(descriptor, name)),
    });
};
/** Reads a document from the run image's directory. If it is missing, copies it from another layout. */
const findDocument = async ({ folder, otherLayouts }, document) => {
    try {
        return await (0,_layout_read_js__WEBPACK_IMPORTED_MODULE_2__/* .readDocument */ .u0)(folder, document);
    }
    catch (error) {
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ENOENT'))
            throw error;
        for (const other of await otherLayouts()) {
            const bytes = await (0,_layout_read_js__WEBPACK_IMPORTED_MODULE_2__/* .readDocument */ .u0)(other, document).catch(() => undefined);
            if (bytes === undefined)
                continue;
            await (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_1__/* .writeBlob */ .Zh)(folder, document, [bytes]);
            return bytes;
        }
        throw error;
    }
};
/** Fetches documents of images from a repository in a registry, and verifies their digests. */
const registryDocuments = (repository) => ({
    manifest: (digest) => repository.manifest(digest),
    config: (descriptor, name) => (0,_content_image_documents_js__WEBPACK_IMPORTED_MODULE_0__/* .fetchDocument */ .sW)(repository, descriptor, { name }),
});
/**
 * Resolves a reference in a registry, and fetches the image for a platform without its layers. Throws a Failure if it is
 * missing or unavailable.
 */
const openPreviousImage = async (registry, reference, platform) => {
    const root = reference.digest ?? (await registry.resolve(reference)).digest;
    const documents = registryDocuments(registry.readableRepository(reference));
    return (0,_run_image_js__WEBPACK_IMPORTED_MODULE_4__/* .readRunImage */ .RR)({ reference, root, platform }, documents, 'previous image');
};


/***/ }),

/***/ 26072:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D$: () => (/* binding */ cacheKeyOf),
/* harmony export */   OH: () => (/* binding */ baseAnnotations),
/* harmony export */   RR: () => (/* binding */ readRunImage),
/* harmony export */   lX: () => (/* binding */ runImageFolder),
/* harmony export */   pe: () => (/* binding */ repositoryFolder)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(77934);
/* harmony import */ var _image_annotations_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(10483);
/* harmony import */ var _image_config_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(86575);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(78033);
/* harmony import */ var _image_image_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(75228);
/* harmony import */ var _image_image_index_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(36117);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(22978);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(22554);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(23564);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(4908);













/** Annotations in index.json for the run image that an image is based on. They are not part of the image's digest. */
const baseAnnotations = ({ reference, descriptor, root }) => ({
    [_image_annotations_js__WEBPACK_IMPORTED_MODULE_1__/* .annotationKeys */ .ic.baseName]: (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_8__/* .formatReference */ .FH)(reference),
    [_image_annotations_js__WEBPACK_IMPORTED_MODULE_1__/* .annotationKeys */ .ic.baseDigest]: descriptor.digest,
    [_image_annotations_js__WEBPACK_IMPORTED_MODULE_1__/* .annotationKeys */ .ic.runImageRoot]: root,
});
// A manifest need not repeat its media type: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md
const KindSchema = valibot__WEBPACK_IMPORTED_MODULE_11__/* .looseObject */ ._H3({ mediaType: valibot__WEBPACK_IMPORTED_MODULE_11__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_11__/* .string */ .YjP()), manifests: valibot__WEBPACK_IMPORTED_MODULE_11__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_11__/* .unknown */ .L5J()) });
const mediaTypeOf = (bytes, name) => {
    const { mediaType, manifests } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_9__/* .parseDocument */ .Tp)(KindSchema, bytes, name);
    return mediaType ?? (manifests === undefined ? _image_media_type_js__WEBPACK_IMPORTED_MODULE_6__/* .mediaTypes */ .Ib.manifest : _image_media_type_js__WEBPACK_IMPORTED_MODULE_6__/* .mediaTypes */ .Ib.index);
};
/**
 * Reads a run image, or an image in another role, for a platform, starting at the document that its reference names.
 *
 * Throws a Failure if there is no image for the platform (and lists the available platforms), if the document is not an
 * image, or if the image has no layers.
 */
const readRunImage = async ({ reference, root, platform }, documents, role = 'run image') => {
    const name = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_8__/* .formatReference */ .FH)(reference);
    const rootBytes = await documents.manifest(root);
    const rootType = mediaTypeOf(rootBytes, `manifest of ${name}`);
    if (!(0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_6__/* .isDocument */ .wz)({ mediaType: rootType })) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_10__/* .Failure */ .HR(`The ${role} ${name} is a "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_12__/* .printable */ .g$)(rootType)}", not an image. Choose another ${role}.`);
    }
    const manifestBytes = (0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_6__/* .isIndex */ .nw)(rootType)
        ? await documents.manifest(chooseManifest((0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_5__/* .parseIndex */ .A1)(rootBytes, `index of ${name}`).manifests, platform, name, role))
        : rootBytes;
    const manifest = (0,_image_image_js__WEBPACK_IMPORTED_MODULE_4__/* .parseManifest */ .Ng)(manifestBytes, `manifest of ${name}`);
    const configName = `configuration of ${name}`;
    const configBytes = await documents.config(manifest.config, configName);
    const config = (0,_image_config_js__WEBPACK_IMPORTED_MODULE_2__/* .parseImageConfig */ .F)(configBytes, configName);
    if (!(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_7__/* .matchesPlatform */ .pC)(platform, config))
        throw noSuchPlatform(name, platform, [config], role);
    if (manifest.layers.length === 0 || manifest.layers.length !== config.rootfs.diff_ids.length) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_10__/* .Failure */ .HR(`The ${role} ${name} cannot be built upon: its manifest lists ${manifest.layers.length} layers, its ` +
            `configuration ${config.rootfs.diff_ids.length}. Choose another ${role}, or push it again.`);
    }
    const descriptor = {
        mediaType: mediaTypeOf(manifestBytes, `manifest of ${name}`),
        digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_3__/* .digestOf */ .ol)(manifestBytes),
        size: manifestBytes.length,
    };
    return { reference, root, platform, descriptor, manifest, config, manifestBytes, configBytes };
};
const chooseManifest = (manifests, platform, name, role) => {
    const chosen = (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_5__/* .imageFor */ .zd)(platform, manifests);
    if (chosen !== undefined)
        return chosen.digest;
    throw noSuchPlatform(name, platform, (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_5__/* .platformsIn */ .S2)(manifests), role);
};
const noSuchPlatform = (name, platform, offered, role) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_10__/* .Failure */ .HR(`The ${role} ${name} does not exist for ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_7__/* .formatPlatform */ .Bq)(platform)}, only for: ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_7__/* .formatPlatforms */ .Iu)(offered)}. ` +
    `Choose another "${role.replace(' ', '-')}", or another "platform".`);
// Raised when the format changes.
const version = 2;
/**
 * The cache key of a run image's directory: version, platform, repository, and the digest of what its reference names
 * there. It contains no time and no size: the same key (`exact`) means the same content. `prefix` begins the keys of all
 * versions of the image, which may share most of their layers.
 */
const cacheKeyOf = ({ reference, root, platform }) => {
    const name = (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_7__/* .formatPlatform */ .Bq)((0,_image_platform_js__WEBPACK_IMPORTED_MODULE_7__/* .normalizePlatform */ .FL)(platform));
    // A repository has no "@", so that no repository's prefix begins another one's key.
    const prefix = `buildpacks-oci-layout-${version}-${name}-${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_8__/* .formatRepository */ .Sh)(reference)}@`;
    return { version, exact: `${prefix}${root}`, prefix };
};
/** The folder of a repository's images in a layout-repo, as pack names it. */
const repositoryFolder = ({ registry, repository }) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(registry, repository);
/**
 * The folder of a run image in a layout-repo, relative to it: `<registry>/<repository>/<tag>/<os>-<architecture>`, with
 * `sha256` instead of the tag if the reference has a digest. pack has its layout in `<tag>` itself, and knows no platforms.
 *
 * The path does not contain the digest, so a new version of a pinned image finds the layers of the previous one, on disk
 * and in the Actions cache (which finds an entry only for a folder with the same path). Images that several apps
 * pin therefore share a directory; `RunImageStore.keep` limits its size.
 */
const runImageFolder = ({ reference, platform }) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(repositoryFolder(reference), reference.digest === undefined ? (reference.tag ?? 'latest') : 'sha256', (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_7__/* .formatPlatform */ .Bq)((0,_image_platform_js__WEBPACK_IMPORTED_MODULE_7__/* .normalizePlatform */ .FL)(platform)).replaceAll('/', '-'));


/***/ }),

/***/ 98847:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ RunImageStore)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _content_copy_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(24392);
/* harmony import */ var _image_annotations_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(10483);
/* harmony import */ var _image_image_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(75228);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(22554);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(23564);
/* harmony import */ var _layout_blob_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(2935);
/* harmony import */ var _layout_content_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(90583);
/* harmony import */ var _layout_verify_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(58193);
/* harmony import */ var _layout_write_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(66129);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(402);
/* harmony import */ var _folder_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(38129);
/* harmony import */ var _run_image_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(26072);
/* harmony import */ var _run_image_documents_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(30683);















/**
 * Run images on disk (the layout-repo). Fetches missing content from a cache and a registry.
 *
 * The files are untrusted: a document or layer is used only if its digest matches. Otherwise it is fetched again, with a
 * warning. A layout gets its own files, which are verified there, so other builds can use, repair and prune the same
 * directory at the same time.
 */
class RunImageStore {
    #options;
    constructor(options) {
        this.#options = options;
    }
    /** The folder of a run image. */
    folderOf(id) {
        return (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.#options.root, (0,_run_image_js__WEBPACK_IMPORTED_MODULE_12__/* .runImageFolder */ .lX)(id));
    }
    #cacheFolderOf(id) {
        return { root: this.#options.root, name: (0,_run_image_js__WEBPACK_IMPORTED_MODULE_12__/* .runImageFolder */ .lX)(id) };
    }
    /**
     * Resolves a reference to its own digest, or to the registry's answer to one HEAD request. With `check`, the registry
     * also confirms a digest, unless the run image is on disk.
     */
    async resolve(reference, platform, { check = false } = {}) {
        if (reference.digest !== undefined) {
            const id = { reference, root: reference.digest, platform };
            if (!check || (await (0,_run_image_documents_js__WEBPACK_IMPORTED_MODULE_13__/* .storedRunImage */ .Os)(id, this.#foldersOf(id))) !== undefined)
                return id;
        }
        return { reference, root: (await this.#options.registry.resolve(reference)).digest, platform };
    }
    /**
     * Opens a run image without its layers: from disk, from the cache (if layers are wanted and some are missing), or from
     * the registry. Throws a Failure if it is unavailable.
     */
    async open(id, wanted) {
        const folder = this.folderOf(id);
        await (0,_folder_js__WEBPACK_IMPORTED_MODULE_11__/* .healLayout */ .$n)(folder, this.#options.warn);
        const before = new Set(await (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobNames */ .MQ)(folder));
        const stored = await (0,_run_image_documents_js__WEBPACK_IMPORTED_MODULE_13__/* .storedRunImage */ .Os)(id, this.#foldersOf(id));
        const isHere = stored !== undefined && (await hasBlobs(folder, stored.manifest.layers));
        const restored = await this.#restoreWhereUseful(id, wanted.layers, isHere);
        const image = stored ?? (await this.#complete(id));
        const own = digestsOf(image);
        // An older cache entry restores layers that are no longer used. Keep files from before: another build may use them.
        if (restored !== undefined)
            await (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .pruneBlobs */ .zd)(folder, own, (name) => !before.has(name));
        await (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .markUsed */ .Nm)(folder, own);
        // Identifies the run image if the layout is found in an app.
        const annotations = { [_image_annotations_js__WEBPACK_IMPORTED_MODULE_3__/* .annotationKeys */ .ic.runImageRoot]: id.root };
        await (0,_layout_write_js__WEBPACK_IMPORTED_MODULE_10__/* .writeIndex */ ._M)(folder, { ...image.descriptor, annotations });
        return { image, restored };
    }
    /** Restores the directory of a run image from the cache if some of these layers are missing. */
    async restore(id, layers) {
        if (this.#options.cache === undefined || (await hasBlobs(this.folderOf(id), layers)))
            return;
        await this.#restore(id, this.#options.cache);
    }
    /**
     * Copies layers of a run image to a layout and verifies them there. Fetches missing layers from the registry and keeps
     * them on disk. Throws the registry's Failure for the first layer that is unavailable.
     */
    async copyLayers(id, layers, target) {
        const { registry, warn } = this.#options;
        const folder = this.folderOf(id);
        await (0,_folder_js__WEBPACK_IMPORTED_MODULE_11__/* .healLayout */ .$n)(folder, warn);
        const own = (0,_layout_content_js__WEBPACK_IMPORTED_MODULE_8__/* .layoutContent */ .G)(folder, ({ digest }, reason) => this.#discard(folder, digest, reason));
        const others = (await this.#otherLayouts(id)).map((path) => (0,_layout_content_js__WEBPACK_IMPORTED_MODULE_8__/* .layoutContent */ .G)(path));
        await (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .markUsed */ .Nm)(folder, layers.map(({ digest }) => digest));
        const keep = ({ digest }) => (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .linkBlob */ .sm)(target.folder, folder, digest);
        const sources = [own, ...others, registry.readableRepository(id.reference)];
        const { existed, mounted, fetched } = await (0,_content_copy_js__WEBPACK_IMPORTED_MODULE_2__/* .copy */ .C)(layers, sources, target, { warn, onFetched: keep });
        for (const { descriptor, from } of mounted)
            if (from !== own)
                await keep(descriptor);
        return { reused: [...existed, ...mounted.map(({ descriptor }) => descriptor)], fetched };
    }
    /**
     * Deletes unused files in a run image's directory, and saves the directory in the cache if the cache does not have it.
     *
     * The directory of a tag keeps only the image that the tag names. All images pinned by a digest share one directory,
     * because a new pin reuses layers of the previous one, and several apps may pin different images. To limit its size,
     * layers that no build has used for 31 days are deleted.
     */
    async keep({ image, restored }) {
        const { cache, info } = this.#options;
        const folder = this.folderOf(image);
        const blobs = (0,_image_image_js__WEBPACK_IMPORTED_MODULE_4__/* .closureOf */ .TQ)(image);
        const isPinned = image.reference.digest !== undefined;
        await (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .pruneBlobs */ .zd)(folder, digestsOf(image), isPinned ? isUnused : undefined);
        if (cache === undefined || restored === undefined)
            return;
        if (restored.outcome === 'hit' || restored.outcome === 'unavailable')
            return;
        // Another build may have pruned layers of this image, and a saved cache entry cannot be changed.
        if (!(await hasBlobs(folder, blobs))) {
            info('The cache was not saved: another build changed the folder of the run image meanwhile.');
            return;
        }
        const saved = await cache.save(this.#cacheFolderOf(image), (0,_run_image_js__WEBPACK_IMPORTED_MODULE_12__/* .cacheKeyOf */ .D$)(image).exact);
        if (saved.outcome !== 'saved')
            return;
        const bytes = saved.bytes === undefined ? '' : `${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_14__/* .formatBytes */ .z3)(saved.bytes)} `;
        info(`Run image saved in the cache: ${bytes}in ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_14__/* .formatSeconds */ .Xo)(saved.seconds)}`);
    }
    async #restoreWhereUseful(id, layersWanted, isHere) {
        const { cache, info } = this.#options;
        if (cache === undefined)
            return undefined;
        if (layersWanted && !isHere)
            return this.#restore(id, cache);
        info(layersWanted
            ? 'Cache not asked: the layout-repo has the run image already.'
            : 'Cache not used: a sparse layout has none of the run image’s layers.');
        return undefined;
    }
    async #restore(id, cache) {
        const { reference, root, platform } = id;
        const { version, exact, prefix } = (0,_run_image_js__WEBPACK_IMPORTED_MODULE_12__/* .cacheKeyOf */ .D$)(id);
        this.#options.info(`Cache key: version ${version}, platform ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_5__/* .formatPlatform */ .Bq)(platform)}, ` +
            `run image ${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_6__/* .formatRepository */ .Sh)(reference)}, digest ${root}`);
        const restored = await cache.restore(this.#cacheFolderOf(id), exact, [prefix]);
        await (0,_folder_js__WEBPACK_IMPORTED_MODULE_11__/* .healLayout */ .$n)(this.folderOf(id), this.#options.warn);
        return restored;
    }
    #foldersOf(id) {
        return { folder: this.folderOf(id), otherLayouts: () => this.#otherLayouts(id) };
    }
    #complete(id) {
        const folders = this.#foldersOf(id);
        const remote = (0,_run_image_documents_js__WEBPACK_IMPORTED_MODULE_13__/* .registryDocuments */ .GO)(this.#options.registry.readableRepository(id.reference));
        return (0,_run_image_documents_js__WEBPACK_IMPORTED_MODULE_13__/* .completeRunImage */ .ae)(id, folders, remote, ({ digest }, reason) => this.#discard(folders.folder, digest, reason));
    }
    async #otherLayouts(id) {
        const layouts = await (0,_folder_js__WEBPACK_IMPORTED_MODULE_11__/* .layoutsOf */ .T7)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.#options.root, (0,_run_image_js__WEBPACK_IMPORTED_MODULE_12__/* .repositoryFolder */ .pe)(id.reference)));
        return layouts.filter((path) => path !== this.folderOf(id));
    }
    async #discard(folder, digest, reason) {
        const why = reason.replace(/\.$/, '');
        this.#options.warn(`The layout-repo's copy of ${digest} is corrupt and is fetched again: ${why}.`);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)((0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobPath */ .nD)(folder, digest), { recursive: true, force: true });
    }
}
const digestsOf = (image) => new Set([image.root, ...(0,_image_image_js__WEBPACK_IMPORTED_MODULE_4__/* .closureOf */ .TQ)(image).map(({ digest }) => digest)]);
// In milliseconds. Apps that are built once a month still find their layers.
const unusedAfter = 31 * 24 * 3_600_000;
/** Whether a file is not a blob, or no build has used it recently. */
const isUnused = async (name, path) => {
    if (!/^[0-9a-f]{64}$/.test(name))
        return true;
    // Another build may have removed it meanwhile.
    const { mtimeMs } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path).catch(() => ({ mtimeMs: 0 }));
    return Date.now() - mtimeMs > unusedAfter;
};
/** Whether a layout has files of the right size for some blobs. Their content is verified on use. */
const hasBlobs = async (folder, blobs) => (await (0,_layout_verify_js__WEBPACK_IMPORTED_MODULE_9__/* .findFlaws */ .pG)(folder, blobs, new Set(blobs.map(({ digest }) => digest)))).length === 0;


/***/ })

};
