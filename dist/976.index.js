export const id = 976;
export const ids = [976];
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
    const isInJobContainer = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_4__/* .hostState */ .El) === 'true';
    if (isInJobContainer)
        (0,_sandbox_host_host_sandbox_js__WEBPACK_IMPORTED_MODULE_3__/* .setHostUmask */ .ai)();
    const staging = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_4__/* .stagingState */ .fc).split('\n');
    return (0,_leftovers_js__WEBPACK_IMPORTED_MODULE_4__/* .removeLeftovers */ .DA)({ container: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)(_leftovers_js__WEBPACK_IMPORTED_MODULE_4__/* .containerState */ .bX), staging, isInJobContainer }, (0,_docker_command_js__WEBPACK_IMPORTED_MODULE_1__/* .dockerClient */ ._)(process.env), log);
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ })

};
