export const id = 923;
export const ids = [923];
export const modules = {

/***/ 13976:
/***/ ((module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _docker_command_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(91721);
/* harmony import */ var _github_step_step_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(45205);
/* harmony import */ var _sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(93216);
/* harmony import */ var _leftovers_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(66292);





await (0,_github_step_step_js__WEBPACK_IMPORTED_MODULE_2__/* .runStep */ .e)(undefined, ({ log }) => {
    const host = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_4__/* .hostState */ .El) === 'true';
    if (host)
        (0,_sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_3__/* .setHostUmask */ .ai)();
    const staging = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_4__/* .stagingState */ .fc).split('\n');
    return (0,_leftovers_js__WEBPACK_IMPORTED_MODULE_4__/* .removeLeftovers */ .DA)({ container: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_4__/* .containerState */ .bX), staging, host }, (0,_docker_command_js__WEBPACK_IMPORTED_MODULE_1__/* .dockerClient */ ._)(process.env), log);
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 98842:
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
/* harmony import */ var _file_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6998);
/* harmony import */ var _folders_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(12814);
/* harmony import */ var _process_identity_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(61793);







const pattern = new RegExp(String.raw `^\.buildpacks-oci-layout-(${_process_identity_js__WEBPACK_IMPORTED_MODULE_6__/* .identityPattern */ .L2})-([0-9a-f]{12})-[0-9a-f-]{36}\.(partial|earlier)$`);
const parseStaging = (name) => {
    const [, owner, target = '', kind] = pattern.exec(name) ?? [];
    if (owner === undefined || (kind !== 'partial' && kind !== 'earlier'))
        return undefined;
    return { owner, target, kind };
};
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
        await (0,_folders_js__WEBPACK_IMPORTED_MODULE_5__/* .makeFolder */ .f)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target));
        await removeAbandoned(target);
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
        const staging = parseStaging(name);
        if (staging === undefined)
            continue;
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, name);
        const changed = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path).catch(() => undefined))?.ctimeMs;
        if (changed === undefined)
            continue;
        const isLive = (await (0,_process_identity_js__WEBPACK_IMPORTED_MODULE_6__/* .isAlive */ ._n)(staging.owner)) ?? Date.now() - changed < abandonedAfter;
        if (!isLive)
            abandoned.push({ ...staging, path, changed });
    }
    return abandoned.sort((a, b) => b.changed - a.changed);
};
/** Deletes what dead processes left beside a target. Moves a previous layout back if the target is missing. */
const removeAbandoned = async (target) => {
    for (const { kind, path, target: key } of await findAbandoned((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(target))) {
        try {
            if (kind === 'partial')
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(path, { recursive: true, force: true });
            else if (key === keyOf(target))
                await putBack(path, target);
        }
        catch {
            // It belongs to another user, or another run is removing it. It does no harm.
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


/***/ })

};
