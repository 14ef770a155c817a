export const id = 775;
export const ids = [775];
export const modules = {

/***/ 38475:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readInputs)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _github_artifact_input_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(55252);
/* harmony import */ var _github_input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(31823);
/* harmony import */ var _github_registry_input_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(86817);
/* harmony import */ var _github_sbom_input_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(975);
/* harmony import */ var _github_target_input_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(89815);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(52305);








/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
const readInputs = (get, { workspace, temporary, repository }) => {
    const artifacts = (0,_github_artifact_input_js__WEBPACK_IMPORTED_MODULE_1__/* .artifactsInput */ .mG)(get);
    const load = (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .optionalInput */ .$m)(get, 'load');
    const path = (0,_github_target_input_js__WEBPACK_IMPORTED_MODULE_5__/* .targetFolder */ .y)(pathFor(get, artifacts), workspace);
    return {
        artifacts,
        path,
        complete: (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .flagInput */ .tc)(get, 'complete'),
        load: load === undefined ? undefined : (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .parsedInput */ .m8)('load', load, parseLoadName, 'my-app:ci'),
        sbom: (0,_github_sbom_input_js__WEBPACK_IMPORTED_MODULE_4__/* .sbomInput */ .O)(get, workspace, path),
        insecureRegistries: (0,_github_registry_input_js__WEBPACK_IMPORTED_MODULE_3__/* .insecureRegistriesInput */ .U)(get),
        layoutRepo: (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, get('layout-repo') || (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(temporary, 'layout-repo')),
        cache: (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .flagInput */ .tc)(get, 'cache'),
        from: (0,_github_artifact_input_js__WEBPACK_IMPORTED_MODULE_1__/* .otherRunInput */ .YC)(get, repository),
    };
};
const pathFor = (get, [{ name }, ...others]) => {
    if (others.length === 0)
        return get('path') || name;
    return (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .requiredInput */ .YF)(get, 'path', 'images/my-app');
};
const parseLoadName = (text) => {
    const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_6__/* .parseReference */ .F2)(text);
    if (reference.digest === undefined)
        return reference;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_7__/* .Failure */ .HR(`«${text}» has a digest, and an engine takes names with a tag only.`);
};


/***/ }),

/***/ 95775:
/***/ ((module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _command_garbage_collection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(95871);
/* harmony import */ var _docker_command_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(91721);
/* harmony import */ var _github_artifact_download_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(68866);
/* harmony import */ var _github_cache_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(42392);
/* harmony import */ var _github_step_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(57150);
/* harmony import */ var _github_step_context_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(78544);
/* harmony import */ var _registry_user_registry_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(2003);
/* harmony import */ var _store_run_images_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(21173);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(38475);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(68972);











(0,_command_garbage_collection_js__WEBPACK_IMPORTED_MODULE_1__/* .collectEarly */ .E)();
await (0,_github_step_js__WEBPACK_IMPORTED_MODULE_5__/* .runStep */ .e)(async ({ log, abort: { signal } }) => {
    const context = (0,_github_step_context_js__WEBPACK_IMPORTED_MODULE_6__/* .stepContext */ .e)(process.env);
    const inputs = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_9__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context);
    const insecure = inputs.insecureRegistries;
    const registry = (0,_registry_user_registry_js__WEBPACK_IMPORTED_MODULE_7__/* .userRegistry */ .t)(context, { insecure, warn: log.warning, signal });
    const outputs = await (0,_run_js__WEBPACK_IMPORTED_MODULE_10__/* .run */ .e)(inputs, {
        download: (wanted) => (0,_github_artifact_download_js__WEBPACK_IMPORTED_MODULE_3__/* .downloadArtifact */ .b)(wanted, context.server, log),
        runImages: new _store_run_images_js__WEBPACK_IMPORTED_MODULE_8__/* .RunImageStore */ .e({
            root: inputs.layoutRepo,
            registry,
            cache: inputs.cache ? (0,_github_cache_js__WEBPACK_IMPORTED_MODULE_4__/* .actionsCache */ .kW)(log, signal) : undefined,
            info: log.info,
            warn: log.warning,
        }),
        registry,
        docker: (0,_docker_command_js__WEBPACK_IMPORTED_MODULE_2__/* .dockerClient */ ._)(context.environment),
        info: log.info,
        warn: log.warning,
        signal,
    });
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('layout-path', outputs.layoutPath);
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('digest', outputs.digest);
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('image-id', outputs.imageId ?? '');
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('image-name', outputs.imageName ?? '');
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('size', outputs.size);
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('complete', outputs.complete);
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('sbom-path', outputs.sbomPaths.join('\n'));
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 68972:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/cnb/sbom/folder.ts + 2 modules
var sbom_folder = __webpack_require__(44662);
// EXTERNAL MODULE: ./src/docker/inspect.ts
var inspect = __webpack_require__(94892);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./src/image/annotations.ts
var image_annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/image/reference.ts
var image_reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/tar/write.ts
var tar_write = __webpack_require__(97052);
// EXTERNAL MODULE: ./src/docker/command.ts
var command = __webpack_require__(91721);
// EXTERNAL MODULE: ./src/docker/refusal.ts
var docker_refusal = __webpack_require__(85540);
;// CONCATENATED MODULE: ./src/docker/load.ts











/**
 * Makes a complete and proven image of a layout known to a Docker engine under a name with a tag. Nothing is copied on
 * this side: the layout's files are streamed into `docker load`. What the engine has already is not sent again.
 *
 * Throws a Failure where the engine does not take it or gives it another ID, and the signal's reason once aborted.
 */
const loadImage = async (docker, layout, image, reference, signal) => {
    const name = (0,image_reference/* formatReference */.FH)(reference);
    for (const digest of [image.manifest.config.digest, image.descriptor.digest]) {
        const id = await idOf(docker, digest, signal);
        if (id !== digest)
            continue;
        await docker.run(['image', 'tag', digest, name], signal);
        return { name, id, known: true };
    }
    await sendImage(docker, layout, image, reference, signal);
    const id = await idOf(docker, name, signal);
    if (id !== image.manifest.config.digest && id !== image.descriptor.digest) {
        throw new failure/* Failure */.HR(`The Docker engine did not load ${name} as the image it is: expected the ID ${image.manifest.config.digest}, ` +
            `found ${id ?? 'none'}. Look at the engine's log, or load the layout by other means.`);
    }
    return { name, id, known: false };
};
/** The engine's ID of the image that a name or ID names there; undefined where it has none. */
const idOf = async (docker, name, signal) => {
    try {
        return (await docker.run(['image', 'inspect', '--format', '{{.Id}}', name], signal)).trim();
    }
    catch (error) {
        if (error instanceof docker_refusal/* EngineRefusal */.np && /no such image/i.test(error.message))
            return undefined;
        throw error;
    }
};
const sendImage = async (docker, layout, image, reference, signal) => {
    const load = docker.start(['image', 'load'], signal);
    // The engine may refuse in the middle: what is still to be read then is of no use.
    const ending = new AbortController();
    const reading = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
    const archive = (0,tar_write/* tarOf */.$t)(entriesOf(layout, image, reference, reading), { uid: 0, gid: 0 });
    const sent = (0,external_node_stream_promises_.pipeline)(archive, load.stdin).then(() => undefined, (error) => {
        // The client ended on its own, and says why.
        if ((0,failure/* isSystemError */.Or)(error, 'EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'))
            return undefined;
        // The engine must not take an archive that breaks off for a whole one.
        load.kill();
        return error;
    });
    try {
        const [, stderr, code] = await Promise.all([(0,command/* textOf */.b)(load.stdout), (0,command/* textOf */.b)(load.stderr), load.ended]);
        const unsent = await sent;
        if (unsent !== undefined)
            throw new failure/* Failure */.HR(`Could not read the layout ${layout}.`, { cause: unsent });
        if (code === 0)
            return;
        const refusal = (0,docker_refusal/* explainRefusal */.GC)(stderr, docker.environment, `${(0,image_reference/* formatReference */.FH)(reference)} was loaded`);
        throw refusal instanceof failure/* Failure */.HR ? refusal : explainLoad(refusal, image, (0,image_reference/* formatReference */.FH)(reference));
    }
    finally {
        ending.abort();
        await sent;
    }
};
const explainLoad = (cause, { manifest }, name) => {
    const zstd = manifest.layers.some(({ mediaType }) => mediaType.endsWith('+zstd'));
    return new failure/* Failure */.HR(`The Docker engine did not load ${name}: ${cause.message.replace(/\.$/, '')}. ${zstd
        ? 'The image has layers compressed with zstd, which engines older than 23.0 cannot read: update the engine.'
        : 'Look at the engine’s log, and whether its disk is full.'}`, { cause });
};
/**
 * An archive that both image stores read: `manifest.json` is for the classic one, `index.json` for containerd's. The
 * documents come last, so that an archive that breaks off names no image.
 * https://github.com/moby/moby/blob/v28.0.0/image/tarexport/load.go
 * https://github.com/containerd/containerd/blob/v2.0.0/core/images/archive/importer.go
 */
function* entriesOf(layout, image, reference, signal) {
    for (const { digest, size } of (0,image_image/* closureOf */.TQ)(image)) {
        const content = (0,external_node_fs_.createReadStream)((0,blob/* blobPath */.nD)(layout, digest), { highWaterMark: 256 * 1024, signal });
        yield { type: 'file', name: pathInArchive({ digest }), mode: 0o644, content, size };
    }
    const name = (0,image_reference/* formatReference */.FH)(reference);
    const { mediaType, digest, size } = image.descriptor;
    const annotations = {
        [image_annotations/* annotationKeys */.i.imageName]: name,
        ...(reference.tag !== undefined && { [image_annotations/* annotationKeys */.i.refName]: reference.tag }),
    };
    const documents = {
        [write/* layoutMarker */.fB]: write/* layoutMarkerText */.ku,
        [write/* layoutIndex */.vh]: (0,write/* indexText */.oX)({ mediaType, digest, size, annotations }),
        'manifest.json': JSON.stringify([
            {
                Config: pathInArchive(image.manifest.config),
                RepoTags: [name],
                Layers: image.manifest.layers.map(pathInArchive),
            },
        ]),
    };
    for (const [file, text] of Object.entries(documents)) {
        yield { type: 'file', name: file, mode: 0o644, content: Buffer.from(text) };
    }
}
const pathInArchive = ({ digest }) => (0,blob/* blobPath */.nD)('', digest);

// EXTERNAL MODULE: ./src/github/abort.ts
var abort = __webpack_require__(77861);
// EXTERNAL MODULE: ./src/github/artifact-layout.ts + 3 modules
var artifact_layout = __webpack_require__(34506);
// EXTERNAL MODULE: ./src/image/image-name.ts
var image_name = __webpack_require__(44626);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
// EXTERNAL MODULE: ./src/layout/staging.ts
var layout_staging = __webpack_require__(14379);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/cnb/layer-origin.ts
var layer_origin = __webpack_require__(6723);
// EXTERNAL MODULE: ./src/content/copy.ts
var copy = __webpack_require__(24392);
// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/layout/content.ts
var content = __webpack_require__(90583);
;// CONCATENATED MODULE: ./src/actions/download-image/complete.ts








/**
 * Gives a sparse layout the layers that it lacks: those of the run image from the layout-repo, its Actions cache, or the
 * registry, and the app's own, which a rebase leaves, from the registry; each checked against its digest. The image stays
 * what it is.
 *
 * Which repositories that are says the index of the layout, which the image's digest does not cover: only blobs are taken,
 * by their digests. Throws a Failure that says what to do where a layer cannot be had, and the signal's reason.
 */
const completeImage = async ({ image, missing }, layout, sources, signal) => {
    const origins = [];
    for (const { origin, layers } of groupsOf(image, missing, signal)) {
        try {
            origins.push(await copyFrom(origin, image, layers, layout, sources));
        }
        catch (cause) {
            signal.throwIfAborted();
            throw incomplete(image, layers, origin, cause);
        }
    }
    return {
        reused: origins.flatMap(({ reused }) => reused),
        fetched: origins.flatMap(({ fetched }) => fetched),
    };
};
/** The missing layers by whose they are. */
const groupsOf = (image, missing, signal) => {
    signal.throwIfAborted();
    const absent = new Set(missing.map(({ digest }) => digest));
    try {
        const originAt = (0,layer_origin/* layerOrigins */.n)(image);
        const layers = image.manifest.layers.flatMap((layer, position) => absent.has(layer.digest) ? [{ layer, origin: originAt(position) }] : []);
        return [...Map.groupBy(layers, ({ origin }) => origin)].map(([origin, group]) => ({
            origin,
            layers: group.map(({ layer }) => layer),
        }));
    }
    catch (cause) {
        throw incomplete(image, missing, undefined, cause);
    }
};
const copyFrom = async (origin, image, layers, layout, { runImages, registry, warn }) => {
    if (origin === undefined)
        throw new failure/* Failure */.HR(`its index.json has no annotation ${image_annotations/* annotationKeys */.i.baseName}`);
    const { reference, owner } = origin;
    const target = (0,content/* layoutContent */.G)(layout);
    if (owner === 'app') {
        const { existed, fetched } = await (0,copy/* copy */.C)(layers, [registry.readableRepository(reference)], target, {
            warn,
        });
        return { reused: existed, fetched };
    }
    const id = { reference, platform: image.config };
    const root = rootOf(image);
    if (root !== undefined)
        await runImages.restore({ ...id, root }, layers);
    return runImages.copyLayers(id, layers, target);
};
const incomplete = ({ manifest, descriptor }, layers, origin, cause) => {
    const what = `${layers.length} of the ${manifest.layers.length} layers of ${descriptor.digest}`;
    const otherwise = 'build it without «sparse», or set «complete: false» to go on without these layers';
    const from = origin === undefined ? '' : ` from ${(0,image_reference/* formatReference */.FH)(origin.reference)}`;
    const access = origin === undefined ? 'B' : `Log in to ${origin.reference.registry} in a step before («docker login»), b`;
    return new failure/* Failure */.HR(`Could not fetch ${what}${from}: ${(0,failure/* messageOf */.bD)(cause).replace(/\.$/, '')}. ${access}${otherwise.slice(1)}.`, { cause });
};
/** What the build's name for the run image meant; undefined where the layout is not of this action's making. */
const rootOf = ({ descriptor }) => {
    const root = descriptor.annotations?.[image_annotations/* annotationKeys */.i.runImageRoot];
    return dist.is(digest/* DigestSchema */.eH, root) ? root : undefined;
};

;// CONCATENATED MODULE: ./src/actions/download-image/sbom.ts
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






/**
 * Writes the bills of materials that are in an image into a folder; resolves with the path of the merged one. Throws a
 * Failure where the image's layer of them is not what the lifecycle writes.
 */
const writeSbom = async (folder, layout, image, { info, warn }) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const cleanup = __addDisposableResource(env_1, new AsyncDisposableStack(), true);
        const staging = await (0,layout_staging/* stagingFolder */.cy)(folder);
        cleanup.defer(() => (0,promises_.rm)(staging, { recursive: true, force: true }));
        const [name = 'image'] = (0,image_name/* imageNameOf */.m)(image.descriptor)?.split(':') ?? [];
        await (0,sbom_folder/* completeSbom */.pZ)(staging, { layout, image, name }, warn);
        await (0,sbom_folder/* placeSbom */.Ji)(staging, folder);
        info(`The bills of materials are at ${folder}.`);
        return (0,external_node_path_.join)(folder, sbom_folder/* mergedSbom */._C);
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
};
/**
 * Writes the bills of materials of images into a folder; of several, each into one of its own below it, named by its
 * platform. Resolves with the paths of the merged ones, in the order of the images.
 */
const writeSboms = async (folder, layout, images, log) => {
    const paths = [];
    for (const { image } of images) {
        const platform = (0,image_platform/* formatPlatform */.Bq)((0,image_platform/* normalizePlatform */.FL)((0,image_platform/* imagePlatform */.Ht)(image.config)));
        const own = images.length === 1 ? folder : (0,external_node_path_.join)(folder, platform.replaceAll('/', '-'));
        paths.push(await writeSbom(own, layout, image, log));
    }
    return paths;
};

;// CONCATENATED MODULE: ./src/actions/download-image/run.ts
var run_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var run_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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
















/**
 * Fetches artifacts, proves that they hold the images that were asked for, completes and loads them. Until all is proven,
 * nothing is at the target; what was there before stays until then, and when this fails.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
const run = async (inputs, collaborators) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { artifacts, path, from } = inputs;
        const { docker, info, signal } = collaborators;
        const target = await (0,place/* checkTarget */.e)(path);
        if (inputs.sbom !== undefined && artifacts.length === 1)
            await (0,sbom_folder/* checkSbomFolder */.OF)(inputs.sbom);
        const cleanup = run_addDisposableResource(env_1, new AsyncDisposableStack(), true);
        const work = await (0,layout_staging/* stagingFolder */.cy)(target);
        cleanup.defer(() => (0,promises_.rm)(work, { recursive: true, force: true }));
        const layout = (0,external_node_path_.join)(work, 'layout');
        const fetched = await (0,artifact_layout/* fetchLayout */.X)(artifacts, work, layout, { ...collaborators, from });
        const { root, images } = fetched;
        const loaded = inputs.load && (await imageForEngine(docker, images, signal));
        const sparse = images.filter(({ missing }) => missing.length > 0);
        const complete = sparse.length === 0 || inputs.complete;
        for (const proven of sparse) {
            if (!complete)
                describeSparse(proven, inputs.load, info);
            else {
                const completing = completeImage(proven, layout, collaborators, signal);
                const { reused, fetched } = await (0,abort/* unlessAborted */.W)(completing, signal);
                info(`Completed with layers: ${reused.length} reused, ${fetched.length} fetched from the registry.`);
            }
        }
        signal.throwIfAborted();
        await (0,place/* moveIntoPlace */.h)(layout, target);
        info(`The layout is at ${path}.`);
        const sbomPaths = inputs.sbom === undefined ? [] : await writeSboms(inputs.sbom, path, images, collaborators);
        if (inputs.load !== undefined && loaded !== undefined) {
            const { name, id, known } = await loadImage(docker, path, loaded, inputs.load, signal);
            info(known ? `Named ${name}: the engine had ${id} already.` : `Loaded ${name}, ID ${id}.`);
        }
        const [only, ...others] = images;
        return {
            layoutPath: path,
            digest: root.digest,
            imageId: others.length === 0 ? only?.image.manifest.config.digest : undefined,
            imageName: (0,image_name/* imageNameOf */.m)(root),
            size: (0,image_image/* sizeOf */.$d)(blobsOf(fetched, complete)),
            complete,
            sbomPaths,
        };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = run_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
};
const describeSparse = ({ image, missing }, load, info) => {
    const layers = `${missing.length} ${missing.length === 1 ? 'layer' : 'layers'}`;
    const lacks = `The image ${image.descriptor.digest} is sparse: it lacks ${layers} of its base`;
    if (load !== undefined) {
        throw new failure/* Failure */.HR(`${lacks}, so that it cannot be loaded into Docker. Set «complete: true».`);
    }
    info(`${lacks}, and stays so («complete: false»).`);
};
/** The image that a Docker engine can run: of several, the one for its own platform. */
const imageForEngine = async (docker, images, signal) => {
    const [only, ...others] = images;
    if (only !== undefined && others.length === 0)
        return only.image;
    const engine = await (0,inspect/* enginePlatform */.qY)(docker, signal);
    const own = images.find(({ image }) => (0,image_platform/* matchesPlatform */.pC)(engine, image.config));
    if (own !== undefined)
        return own.image;
    const offered = images.map(({ image }) => (0,image_platform/* formatPlatform */.Bq)(image.config)).join(', ');
    throw new failure/* Failure */.HR(`None of the images can be loaded into Docker: the engine runs ${(0,image_platform/* formatPlatform */.Bq)(engine)}, and they are for ` +
        `${(0,printable/* printable */.g)(offered)}. Leave «load» out, or load one of them in a step of its own.`);
};
const blobsOf = ({ root, images }, complete) => {
    const present = images.flatMap(({ image, missing }) => {
        const absent = new Set(complete ? [] : missing.map(({ digest }) => digest));
        return (0,image_image/* closureOf */.TQ)(image).filter(({ digest }) => !absent.has(digest));
    });
    return (0,image_image/* uniqueBlobs */.ge)([root, ...present]);
};


/***/ }),

/***/ 6723:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ layerOrigins)
/* harmony export */ });
/* harmony import */ var _image_annotations_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(10483);
/* harmony import */ var _image_image_annotations_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(24019);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(23564);
/* harmony import */ var _rebase_label_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8906);




/**
 * Where layers of an image are that its layout lacks, by their positions: those of its run image where that is, the app's
 * own where the image is that it was rebased from, as the index that lists it, the layout's own index (`root`), or its
 * manifest says; undefined where none does. They are places, no proof: from one that is named in vain, or by a stranger,
 * only blobs are taken, by their digests. Throws a Failure where a name is no reference.
 */
const layerOrigins = ({ descriptor, manifest, config }, root = descriptor) => {
    const said = (0,_image_image_annotations_js__WEBPACK_IMPORTED_MODULE_1__/* .annotationsOf */ .I)(descriptor, root);
    const named = (key, owner) => {
        const name = said[key] ?? manifest.annotations?.[key];
        return name === undefined ? undefined : { reference: (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReference */ .F2)(name), owner };
    };
    const base = named(_image_annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationKeys */ .i.baseName, 'base');
    const app = named(_image_annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationKeys */ .i.appName, 'app');
    const record = app === undefined ? undefined : (0,_rebase_label_js__WEBPACK_IMPORTED_MODULE_3__/* .readRunImageRecord */ .Sj)(config);
    if (record === undefined)
        return () => base;
    const baseLayers = config.rootfs.diff_ids.indexOf(record.topLayer) + 1;
    return (position) => (position < baseLayers ? base : app);
};


/***/ }),

/***/ 89815:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ targetFolder)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _layout_is_within_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(58258);
/* harmony import */ var _input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(31823);



/** Reads the input `path`: a layout replaces what is there, so that must not be the workspace, nor anything around it. */
const targetFolder = (text, workspace) => {
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, text);
    if ((0,_layout_is_within_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .U)(workspace, folder)) {
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('path', `is «${text}», which is the workspace or contains it`, 'images/my-app');
    }
    return folder;
};


/***/ })

};
