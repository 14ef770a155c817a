export const id = 976;
export const ids = [976];
export const modules = {

/***/ 66292:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DA: () => (/* binding */ removeLeftovers),
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





/** The names under which a step keeps, for its post step, what would be left if it died. */
const containerState = 'container';
const stagingState = 'staging';
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const containerName = new RegExp(`^buildpacks-oci-layout-${uuid}$`);
// In milliseconds: the step may have died while the engine was creating the container.
const creationLag = 5_000;
/**
 * Removes what a step that died left behind, and says so; says nothing where there is nothing. What does not look like
 * something that a step notes is left alone. What cannot be removed is a warning.
 */
const removeLeftovers = async ({ container, staging }, docker, log) => {
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
        (0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(staging) &&
            (0,_layout_staging_js__WEBPACK_IMPORTED_MODULE_3__/* .isStaging */ .YG)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.basename)(staging)) &&
            attempt(`unfinished layout ${staging}`, () => removeFolder(staging)),
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

/***/ 13976:
/***/ ((module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _docker_command_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(91721);
/* harmony import */ var _github_step_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(57150);
/* harmony import */ var _leftovers_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(66292);




await (0,_github_step_js__WEBPACK_IMPORTED_MODULE_2__/* .runStep */ .e)(({ log }) => (0,_leftovers_js__WEBPACK_IMPORTED_MODULE_3__/* .removeLeftovers */ .DA)({ container: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_3__/* .containerState */ .bX), staging: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_3__/* .stagingState */ .fc) }, (0,_docker_command_js__WEBPACK_IMPORTED_MODULE_1__/* .dockerClient */ ._)(process.env), log));

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

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


/***/ })

};
