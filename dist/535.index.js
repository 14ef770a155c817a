export const id = 535;
export const ids = [535];
export const modules = {

/***/ 80683:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readInputs)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _github_artifact_artifact_client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(38912);
/* harmony import */ var _github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48650);
/* harmony import */ var _github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(98005);
/* harmony import */ var _github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(25324);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(23564);






/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
const readInputs = (get, context) => {
    const { workspace, repository } = context;
    const runImage = (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_4__/* .runImageInput */ .bP)(get);
    const image = readImage(get, repository);
    const path = (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_4__/* .targetInput */ .Mn)(get('path') || nameOf(image, get('artifact-name')), workspace);
    return {
        image,
        path,
        runImage,
        force: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .flagInput */ .tc)(get, 'force'),
        complete: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .flagInput */ .tc)(get, 'complete'),
        insecureRegistries: (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_4__/* .insecureRegistriesInput */ .UD)(get),
        layoutRepo: (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_4__/* .layoutRepoInput */ .bf)(get, context),
        cache: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .flagInput */ .tc)(get, 'cache'),
        artifact: (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_4__/* .uploadInputs */ .fj)(get, () => nameOf(image, get('artifact-name'), (0,_github_artifact_artifact_client_js__WEBPACK_IMPORTED_MODULE_1__/* .artifactNameOf */ .nn)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(path)))),
        summary: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .flagInput */ .tc)(get, 'summary'),
    };
};
const imageExample = 'ghcr.io/octo-org/my-app:latest';
const readImage = (get, repository) => {
    const reference = (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .parsedInput */ .m8)(get, 'image', _image_reference_js__WEBPACK_IMPORTED_MODULE_5__/* .parseReference */ .F2, imageExample);
    const name = get('artifact-name');
    if (reference === undefined) {
        if (name.trim() !== '')
            return (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_2__/* .artifactsInput */ .mG)(get, repository);
        throw (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .inputFailure */ .vQ)('image', 'is empty, and "artifact-name" is empty too. Set one of them to name the image', imageExample);
    }
    if (name !== '')
        (0,_github_artifact_artifact_client_js__WEBPACK_IMPORTED_MODULE_1__/* .checkArtifactName */ .CN)(name);
    // The digest is optional: a registry, unlike an artifact, decides itself what a tag means.
    return { reference, digest: (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_2__/* .digestInput */ .Dc)(get) ?? 'any' };
};
/** The default name of the layout and the artifact. */
const nameOf = (image, artifactName, otherwise) => {
    if ('reference' in image) {
        return artifactName || (0,_github_artifact_artifact_client_js__WEBPACK_IMPORTED_MODULE_1__/* .artifactNameOf */ .nn)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(image.reference.repository));
    }
    const [{ name }, ...others] = image.artifacts;
    if (others.length === 0)
        return name;
    if (otherwise !== undefined)
        return otherwise;
    throw (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .inputFailure */ .vQ)('path', 'is empty, and there are several artifacts. Set the path of the layout', 'out/my-app');
};


/***/ }),

/***/ 77535:
/***/ ((module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _github_artifact_artifact_download_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(16531);
/* harmony import */ var _github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(97478);
/* harmony import */ var _github_cache_cache_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(28749);
/* harmony import */ var _github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(48650);
/* harmony import */ var _github_step_runner_files_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3124);
/* harmony import */ var _github_step_step_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(45205);
/* harmony import */ var _github_step_step_context_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(33552);
/* harmony import */ var _registry_registry_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(84041);
/* harmony import */ var _store_run_images_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(98847);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(80683);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(22951);












await (0,_github_step_step_js__WEBPACK_IMPORTED_MODULE_6__/* .runStep */ .e)({ title: 'Rebase failed' }, async ({ log, tasks }) => {
    const context = (0,_github_step_step_context_js__WEBPACK_IMPORTED_MODULE_7__/* .stepContext */ .ev)(process.env);
    const { signal } = tasks;
    const ownRun = (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_4__/* .ownRunInput */ .gL)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context);
    const inputs = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_10__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context);
    const insecure = inputs.insecureRegistries;
    const registry = (0,_registry_registry_js__WEBPACK_IMPORTED_MODULE_8__/* .userRegistry */ .t)(context, { insecure, warn: log.warning, signal });
    await (0,_run_js__WEBPACK_IMPORTED_MODULE_11__/* .run */ .e)(inputs, {
        ...{ tasks, log, registry, setOutputs: _github_step_step_js__WEBPACK_IMPORTED_MODULE_6__/* .setOutputs */ .n },
        runImages: new _store_run_images_js__WEBPACK_IMPORTED_MODULE_9__/* .RunImageStore */ .e({
            root: inputs.layoutRepo,
            registry,
            cache: inputs.cache ? (0,_github_cache_cache_js__WEBPACK_IMPORTED_MODULE_3__/* .actionsCache */ .kW)(log, signal) : undefined,
            info: log.info,
            warn: log.warning,
        }),
        download: (wanted) => (0,_github_artifact_artifact_download_js__WEBPACK_IMPORTED_MODULE_1__/* .downloadArtifact */ .b)({ ...wanted, ownRun }, context.server, log),
        uploadArtifact: (layout) => (0,_github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_2__/* .uploadArtifact */ .m)({ ...layout, signal }, context, log),
        writeSummary: (markdown) => (0,_github_step_runner_files_js__WEBPACK_IMPORTED_MODULE_5__/* .writeSummary */ .S)(markdown, context.summaryFile, log),
    });
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 22951:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/files/staging.ts
var files_staging = __webpack_require__(98842);
// EXTERNAL MODULE: ./src/github/artifact/artifact-layout.ts + 2 modules
var artifact_layout = __webpack_require__(95678);
// EXTERNAL MODULE: ./src/github/artifact/artifact-upload.ts
var artifact_upload = __webpack_require__(97478);
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./src/content/copy.ts
var copy = __webpack_require__(24392);
// EXTERNAL MODULE: ./src/image/annotations.ts
var image_annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/image/reference.ts
var image_reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/content.ts
var content = __webpack_require__(90583);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/layout/write.ts
var layout_write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/store/run-image.ts
var run_image = __webpack_require__(26072);
;// CONCATENATED MODULE: ./src/actions/rebase-image/layout.ts











/**
 * Writes rebased images into a layout: their documents and, with `complete`, all layers. Without it, only the app's layers
 * that are in an artifact and maybe nowhere else. Verifies every blob.
 *
 * Throws a Failure if a layer is missing.
 */
const writeRebased = async (layout, source, { images, root, indexBytes }, options) => {
    await (0,layout_write/* createLayout */.Vz)(layout);
    const target = (0,content/* layoutContent */.G)(layout);
    const documents = [];
    const write = async (descriptor, bytes) => {
        await (0,blob/* writeBlob */.Zh)(layout, descriptor, [bytes]);
        documents.push(descriptor);
    };
    for (const { rebased } of images) {
        await write(rebased.config, rebased.configBytes);
        await write(rebased.descriptor, rebased.manifestBytes);
    }
    if (indexBytes !== undefined)
        await write(root, indexBytes);
    const own = (0,image_image/* uniqueBlobs */.ge)(images.flatMap(({ rebased }) => rebased.ownLayers));
    const base = (0,image_image/* uniqueBlobs */.ge)(images.flatMap(({ runImage }) => runImage.manifest.layers));
    const copied = await copyOwnLayers(own, source, target, options);
    let cacheHit = false;
    if (options.complete) {
        for (const image of images)
            cacheHit = (await copyRunImage(image, layout, options)) || cacheHit;
    }
    const blobs = (0,image_image/* uniqueBlobs */.ge)([...documents, ...copied, ...(options.complete ? base : [])]);
    const has = new Set(blobs.map(({ digest }) => digest));
    const missing = [...own, ...base].filter(({ digest }) => !has.has(digest));
    const isOwnMissing = own.some(({ digest }) => !has.has(digest));
    await (0,layout_write/* writeIndex */._M)(layout, { ...root, annotations: annotationsOf(source, images, isOwnMissing) });
    await (0,verify/* checkBlobs */.rN)(source.name, layout, blobs, has);
    return { blobs, missing, cacheHit, size: (0,image_image/* sizeOf */.$d)(blobs) };
};
/** Copies the app's layers from an artifact. Copies them from a registry only if the layout must be complete. */
const copyOwnLayers = async (layers, { name, content, appReference }, target, { complete, registry, warn }) => {
    // A push copies layers in a registry when it needs them.
    if (!complete && 'reference' in content)
        return [];
    const present = 'reference' in content ? layers : await findPresent(content, layers);
    if (!complete) {
        await (0,copy/* copy */.C)(present, [content], target, { warn });
        return present;
    }
    if (appReference === undefined && present.length < layers.length) {
        throw new failure/* Failure */.HR(`Could not create a complete layout: ${name} lacks ${(0,quantity/* formatCount */.B4)(layers.length - present.length, 'layer')} of the app, and ` +
            'does not say which repository has them. Rebase the pushed image (input "image"), or set "complete: false".');
    }
    const registries = appReference === undefined ? [] : [registry.readableRepository(appReference)];
    await (0,copy/* copy */.C)(layers, [content, ...registries], target, { warn });
    return layers;
};
const findPresent = async (content, layers) => {
    const there = await Promise.all(layers.map((layer) => content.exists(layer)));
    return layers.filter((_, nth) => there[nth]);
};
/** Copies the layers of an image's run image to the layout. Returns whether the run image was in the cache. */
const copyRunImage = async ({ runImage: { reference, root, platform, manifest } }, layout, { runImages }) => {
    const opened = await runImages.open({ reference, root, platform }, { layers: true });
    await runImages.copyLayers(opened.image, manifest.layers, (0,content/* layoutContent */.G)(layout));
    await runImages.keep(opened);
    return opened.restored?.outcome === 'hit';
};
/** The annotations of the image in index.json. They are not part of its digest. */
const annotationsOf = ({ imageName, appReference }, images, isOwnMissing) => ({
    [image_annotations/* annotationKeys */.ic.refName]: imageName.split(':').at(-1) ?? 'latest',
    [image_annotations/* annotationKeys */.ic.imageName]: `docker.io/library/${imageName}`,
    ...runImageAnnotations(images),
    ...(isOwnMissing &&
        appReference !== undefined && { [image_annotations/* annotationKeys */.ic.appName]: (0,image_reference/* formatReference */.FH)(appReference) }),
});
/** The run image, as annotations of the index if all images have the same one, or of each image. */
const runImageAnnotations = (images) => {
    const [first, ...others] = images.map(({ runImage }) => runImage);
    if (first === undefined)
        return {};
    const repository = (0,image_reference/* formatRepository */.Sh)(first.reference);
    if (others.some(({ reference }) => (0,image_reference/* formatRepository */.Sh)(reference) !== repository)) {
        const described = images.map(({ runImage, rebased: { descriptor } }) => ({
            ...descriptor,
            annotations: (0,run_image/* baseAnnotations */.OH)(runImage),
        }));
        return (0,image_annotations/* annotationsByImage */.rj)(described);
    }
    const annotations = (0,run_image/* baseAnnotations */.OH)(first);
    // Each platform of an index has another run image manifest.
    if (others.length > 0)
        delete annotations[image_annotations/* annotationKeys */.ic.baseDigest];
    return annotations;
};

// EXTERNAL MODULE: ./src/cnb/builder/run-image-choice.ts
var run_image_choice = __webpack_require__(96834);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/image/conversion.ts
var conversion = __webpack_require__(8737);
// EXTERNAL MODULE: ./src/image/descriptor.ts
var image_descriptor = __webpack_require__(65328);
// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
// EXTERNAL MODULE: ./src/json/fields.ts
var fields = __webpack_require__(33905);
// EXTERNAL MODULE: ./src/json/go-json.ts
var go_json = __webpack_require__(59665);
// EXTERNAL MODULE: ./src/cnb/sandbox-paths.ts
var sandbox_paths = __webpack_require__(96131);
// EXTERNAL MODULE: ./src/cnb/labels.ts
var labels = __webpack_require__(45758);
;// CONCATENATED MODULE: ./src/cnb/rebase/rebase-config.ts






// The fields, in the order in which the lifecycle's library writes them. A build drops other fields of a run image, too.
// https://github.com/google/go-containerregistry/blob/v0.20.6/pkg/v1/config.go
const containerFields = ('AttachStderr AttachStdin AttachStdout Cmd Healthcheck Domainname Entrypoint Env Hostname Image Labels OnBuild ' +
    'OpenStdin StdinOnce Tty User Volumes WorkingDir ExposedPorts ArgsEscaped NetworkDisabled MacAddress StopSignal Shell').split(' ');
const healthcheckFields = ['Test', 'Interval', 'Timeout', 'StartPeriod', 'Retries'];
const HistorySchema = dist/* looseObject */._H3({ created: dist/* nullish */.cl6(dist/* string */.YjP()), empty_layer: dist/* nullish */.cl6(dist/* boolean */.zMY()) });
const ConfigSchema = dist/* looseObject */._H3({
    created: dist/* optional */.lqM(dist/* string */.YjP(), '0001-01-01T00:00:00Z'),
    history: dist/* nullish */.cl6(dist/* array */.YOg(HistorySchema)),
    rootfs: dist/* looseObject */._H3({ diff_ids: dist/* array */.YOg(digest/* DigestSchema */.eH) }),
    config: dist/* optional */.lqM(dist/* looseObject */._H3({
        Env: dist/* nullish */.cl6(dist/* array */.YOg(dist/* string */.YjP())),
        Labels: dist/* nullish */.cl6(fields/* TextsSchema */.C6),
        Healthcheck: dist/* nullish */.cl6(fields/* FieldsSchema */.Xo),
        Volumes: dist/* nullish */.cl6(fields/* FieldsSchema */.Xo),
        ExposedPorts: dist/* nullish */.cl6(fields/* FieldsSchema */.Xo),
    }), {}),
});
/**
 * The configuration that a build of the app on another run image would have: the run image's, with the settings of the
 * lifecycle and the buildpacks, and the app's own layers.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/exporter.go
 */
const rebasedConfig = (sources) => {
    const app = (0,json_document/* parseDocument */.Tp)(ConfigSchema, sources.app, 'image configuration');
    const runImage = (0,json_document/* parseDocument */.Tp)(ConfigSchema, sources.runImage, 'run image’s configuration');
    const former = sources.formerRunImage &&
        (0,json_document/* parseDocument */.Tp)(ConfigSchema, sources.formerRunImage, 'former run image’s configuration');
    const labels = labelsAfterRebase({
        app: app.config.Labels ?? {},
        runImage: runImage.config.Labels ?? {},
        former: former && (former.config.Labels ?? {}),
        metadata: sources.metadata,
    });
    const { created } = app;
    return Buffer.from((0,go_json/* goJson */.Pl)({
        architecture: runImage['architecture'] ?? '',
        ...(0,go_json/* goStruct */.cM)(runImage, ['author']),
        created,
        ...(0,go_json/* goStruct */.cM)(runImage, ['docker_version']),
        ...(0,go_json/* goStruct */.cM)({ history: historyOf(app, runImage, sources.baseLayers) }, ['history']),
        os: runImage['os'] ?? '',
        rootfs: {
            type: runImage.rootfs['type'] ?? 'layers',
            diff_ids: [...runImage.rootfs.diff_ids, ...app.rootfs.diff_ids.slice(sources.baseLayers)],
        },
        config: containerConfig(app.config, runImage.config, labels),
        ...(0,go_json/* goStruct */.cM)(runImage, ['os.version', 'variant', 'os.features']),
    }));
};
const containerConfig = (app, runImage, labels) => (0,go_json/* goStruct */.cM)({
    ...runImage,
    Healthcheck: runImage.Healthcheck ? (0,go_json/* goStruct */.cM)(runImage.Healthcheck, healthcheckFields) : undefined,
    Volumes: (0,go_json/* goMap */.XG)(runImage.Volumes),
    ExposedPorts: (0,go_json/* goMap */.XG)(runImage.ExposedPorts),
    Env: environmentOf(app.Env ?? [], runImage.Env ?? []),
    Labels: labels,
    Entrypoint: app['Entrypoint'],
    Cmd: app['Cmd'],
    WorkingDir: app['WorkingDir'],
}, containerFields);
/** The variables that the exporter sets, in its order. */
const exported = [
    ...['CNB_LAYERS_DIR', 'CNB_APP_DIR', 'CNB_PLATFORM_API', 'CNB_DEPRECATION_MODE', 'CNB_PROCESS_TYPE'],
];
const launcherPath = '/cnb/process:/cnb/lifecycle:';
/** The run image’s environment with the exporter's variables. An existing variable keeps its place. */
const environmentOf = (app, runImage) => {
    const environment = [...runImage];
    const set = (name, value) => {
        const place = environment.findIndex((entry) => entry.split('=', 1)[0] === name);
        environment.splice(place === -1 ? environment.length : place, 1, `${name}=${value}`);
    };
    for (const name of exported) {
        const value = environmentValue(app, name);
        if (value !== undefined)
            set(name, value);
    }
    if (environmentValue(app, 'PATH')?.startsWith(launcherPath)) {
        const path = environmentValue(runImage, 'PATH') ?? '';
        // The lifecycle ignores a value that contains an equals sign.
        set('PATH', launcherPath + (path.includes('=') ? '' : path));
    }
    return environment;
};
const historyFields = ['author', 'created', 'created_by', 'comment', 'empty_layer'];
/** One entry per layer. The run image's entries have the app's creation time. */
const historyOf = (app, runImage, baseLayers) => {
    const { created } = app;
    const own = normalized(app.history, app.rootfs.diff_ids.length).slice(baseLayers);
    const layers = runImage.rootfs.diff_ids.length;
    // Below platform API 0.12 the exporter drops the run image's history.
    const base = normalized(hasTargets(app.config.Env ?? []) ? runImage.history : undefined, layers);
    return [
        ...base.map((entry) => ({ ...entry, created })),
        ...own.map((entry) => ({ ...entry, created: entry.created ?? created })),
    ].map((entry) => (0,go_json/* goStruct */.cM)(entry, historyFields));
};
// https://github.com/buildpacks/imgutil/blob/51c1c8c/new.go (NormalizedHistory)
const normalized = (history, layers) => {
    const entries = (history ?? []).filter(({ empty_layer }) => !empty_layer);
    return entries.length === layers ? entries : Array.from({ length: layers }, () => ({}));
};
/** The value of a variable in an image's environment. Undefined if it is not set. */
const environmentValue = (environment, name) => environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
/** Whether an image was built for platform API 0.12 or newer, which replaced stacks by targets. */
const hasTargets = (environment) => {
    const [, major, minor] = /^(\d+)\.(\d+)$/.exec(environmentValue(environment, 'CNB_PLATFORM_API') ?? '') ?? [];
    return Number(major) > 0 || Number(minor) >= 12;
};
/** Labels that the exporter always writes. */
const lifecycleLabels = [
    labels/* buildMetadataLabel */.GY,
    'io.buildpacks.project.metadata',
    'io.buildpacks.exec-env',
];
/** Labels that only run images have. */
const runImagePrefixes = ['io.buildpacks.stack.', 'io.buildpacks.base.'];
/**
 * The labels of the rebased image: the run image's labels, overridden by those of the lifecycle, the buildpacks and the
 * build.
 *
 * A label of the app that the former run image has, too, belongs to that run image and is dropped. If the former run image
 * is unknown, labels that the new run image has are taken from it, and all others stay, although the former run image may
 * have set them. `metadata` is the new label `io.buildpacks.lifecycle.metadata`.
 */
const labelsAfterRebase = ({ app, runImage, former, metadata, }) => {
    const isOwn = (name, value) => {
        if (lifecycleLabels.includes(name))
            return true;
        if (runImagePrefixes.some((prefix) => name.startsWith(prefix)))
            return false;
        return former === undefined ? !Object.hasOwn(runImage, name) : former[name] !== value;
    };
    return new Map([
        ...Object.entries(runImage),
        ...Object.entries(app).filter(([name, value]) => isOwn(name, value)),
        [labels/* lifecycleMetadataLabel */.We, metadata],
    ]);
};

// EXTERNAL MODULE: ./src/cnb/rebase/run-image-record.ts
var run_image_record = __webpack_require__(36441);
;// CONCATENATED MODULE: ./src/cnb/rebase/rebase.ts














// https://github.com/google/go-containerregistry/blob/v0.20.6/pkg/v1/manifest.go
const optionalFields = ['data', 'urls', 'annotations', 'platform', 'artifactType'];
const AnnotationsSchema = dist/* nullish */.cl6(fields/* TextsSchema */.C6);
const GoDescriptorSchema = dist/* looseObject */._H3({ annotations: AnnotationsSchema, data: dist/* nullish */.cl6(dist/* string */.YjP()) });
const ManifestSchema = dist/* looseObject */._H3({
    config: GoDescriptorSchema,
    layers: dist/* array */.YOg(GoDescriptorSchema),
    annotations: AnnotationsSchema,
});
const described = (descriptor) => {
    const { mediaType, size, digest } = descriptor;
    return {
        ...{ mediaType, size, digest },
        ...(0,go_json/* goStruct */.cM)({ ...descriptor, annotations: (0,go_json/* goMap */.XG)(descriptor.annotations) }, optionalFields),
    };
};
/**
 * The manifest and the configuration that a build of the same app on another run image would have, byte for byte. Does not
 * check whether the rebase is allowed.
 *
 * Throws a Failure if the app does not have the layers of the run image that it names.
 */
const rebaseImage = ({ app, record, runImage, formerRunImage, rename, }) => {
    const baseLayers = app.config.rootfs.diff_ids.indexOf(record.topLayer) + 1;
    if (baseLayers === 0) {
        throw new failure/* Failure */.HR(`The image ${app.descriptor.digest} cannot be rebased: its label names ${record.topLayer} as the run image's last ` +
            'layer, and it has no such layer. Build it again.');
    }
    const metadata = (0,run_image_record/* formatRunImageRecord */.BQ)(record, {
        topLayer: runImage.config.rootfs.diff_ids.at(-1) ?? record.topLayer,
        reference: runImageReference(record.reference, runImage),
        rename,
    });
    const configBytes = rebasedConfig({
        app: app.configBytes,
        baseLayers,
        runImage: runImage.configBytes,
        formerRunImage,
        metadata,
    });
    const manifestBytes = rebasedManifest(app.manifestBytes, baseLayers, runImage.manifestBytes, configBytes);
    const wanted = hasOciTypes(app, baseLayers) ? (0,conversion/* withOciMediaTypes */.ne)(manifestBytes) : manifestBytes;
    const manifest = (0,image_image/* parseManifest */.Ng)(wanted);
    return {
        descriptor: (0,image_descriptor/* descriptorOf */.nb)(manifest.mediaType ?? (0,media_type/* ociMediaType */.Ys)(runImage.descriptor.mediaType), wanted),
        manifestBytes: wanted,
        config: manifest.config,
        configBytes,
        ownLayers: manifest.layers.slice(runImage.manifest.layers.length),
    };
};
/**
 * Whether the build converted all media types to OCI. The lifecycle itself writes the app's layers with Docker's.
 * https://github.com/buildpacks/imgutil/blob/51c1c8c/new.go (LayerType)
 */
const hasOciTypes = ({ manifest, descriptor }, baseLayers) => [descriptor, manifest.config, ...manifest.layers.slice(baseLayers)].every(({ mediaType }) => (0,media_type/* ociMediaType */.Ys)(mediaType) === mediaType);
const rebasedManifest = (app, baseLayers, runImage, configBytes) => {
    const own = (0,json_document/* parseDocument */.Tp)(ManifestSchema, app, 'manifest');
    const base = (0,json_document/* parseDocument */.Tp)(ManifestSchema, runImage, 'run image’s manifest');
    const config = {
        ...base.config,
        digest: (0,digest/* digestOf */.ol)(configBytes),
        size: configBytes.length,
        ...(base.config.data ? { data: configBytes.toString('base64') } : {}),
    };
    // As in a build, the tag annotation is the image's own, not the run image's.
    const { [refNameKey]: _, ...baseAnnotations } = base.annotations ?? {};
    const refName = own.annotations?.[refNameKey];
    const annotations = { ...baseAnnotations, ...(refName === undefined ? {} : { [refNameKey]: refName }) };
    return Buffer.from((0,go_json/* goJson */.Pl)({
        schemaVersion: 2,
        ...(0,go_json/* goStruct */.cM)(base, ['mediaType']),
        config: described(config),
        layers: [...base.layers, ...own.layers.slice(baseLayers)].map(described),
        ...(0,go_json/* goStruct */.cM)({ annotations: (0,go_json/* goMap */.XG)(annotations) }, ['annotations']),
    }));
};
/** The only annotation that the lifecycle sets in a manifest, and only in a layout. */
const refNameKey = image_annotations/* annotationKeys */.ic.refName;
/**
 * The lifecycle's reference to the run image. In a layout that is the folder of the run image, with the digest of an empty
 * image: https://github.com/buildpacks/lifecycle/pull/1523
 */
const runImageReference = (former, { reference, descriptor }) => {
    if (former.startsWith(`${sandbox_paths/* sandboxPaths */.ay.layoutRepo}/`))
        return (0,sandbox_paths/* layoutFolder */.Z1)(reference) + (/@.*/s.exec(former)?.[0] ?? '');
    return `${reference.registry}/${reference.repository}@${descriptor.digest}`;
};
const IndexSchema = dist/* looseObject */._H3({ manifests: dist/* array */.YOg(fields/* FieldsSchema */.Xo) });
/**
 * Replaces the images in an index and keeps everything else. Removes attestations and entries without a replacement.
 * Updates existing annotations about the run image.
 */
const rebaseIndex = (bytes, descriptor, replacements) => {
    const index = (0,json_document/* parseDocument */.Tp)(fields/* FieldsSchema */.Xo, bytes, 'index');
    const manifests = (0,json_document/* parseDocument */.Tp)(IndexSchema, bytes, 'index').manifests.flatMap((fields) => {
        const listed = (0,json_document/* checkDocument */.sw)(image_descriptor/* DescriptorSchema */.l5, fields, 'index');
        const replacement = replacements.get(listed.digest);
        if (replacement === undefined || isAttestation(listed))
            return [];
        const { mediaType, digest, size } = replacement.descriptor;
        const annotations = listed.annotations && renewed(listed.annotations, replacement.annotations);
        return [{ ...fields, mediaType, digest, size, ...(annotations && { annotations }) }];
    });
    const text = Buffer.from(JSON.stringify({ ...index, manifests }));
    return { descriptor: (0,image_descriptor/* descriptorOf */.nb)(descriptor.mediaType, text), bytes: text };
};
const renewable = [
    image_annotations/* annotationKeys */.ic.baseName,
    image_annotations/* annotationKeys */.ic.baseDigest,
    image_annotations/* annotationKeys */.ic.runImageRoot,
];
const renewed = (former, current) => Object.fromEntries(Object.entries(former).map(([key, value]) => [
    key,
    renewable.includes(key) ? (current[key] ?? value) : value,
]));
/** Whether an entry of an index is an attestation about another entry, as BuildKit writes them. */
const isAttestation = ({ platform, annotations }) => platform?.os === 'unknown' || annotations?.['vnd.docker.reference.type'] !== undefined;

// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/cnb/rebase/rebase-guards.ts






const EnvironmentSchema = dist/* fallback */.NpB(dist/* array */.YOg(dist/* string */.YjP()), []);
const rebasableLabel = 'io.buildpacks.rebasable';
const stackLabel = 'io.buildpacks.stack.id';
const mixinsLabel = 'io.buildpacks.stack.mixins';
const distribution = { name: 'io.buildpacks.base.distro.name', version: 'io.buildpacks.base.distro.version' };
const labelOf = ({ config }, name) => config?.Labels?.[name] ?? '';
const quoted = (text) => `"${(0,printable/* printable */.g$)(text)}"`;
/**
 * Checks that an app can be rebased onto a run image, by the rules of the lifecycle's rebaser. Throws a Failure for the
 * first broken rule. With `force` it warns instead, except for the rules about stacks, which the rebaser always enforces.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/rebaser.go
 */
const checkRebase = (pair, { force, warn }) => {
    const usesTargets = hasTargets(dist/* parse */.qgA(EnvironmentSchema, pair.app.config?.['Env']));
    const obstacle = usesTargets ? undefined : (stackObstacle(pair) ?? mixinObstacle(pair));
    if (obstacle !== undefined)
        throw new failure/* Failure */.HR(`${obstacle} Build the app again.`);
    for (const check of usesTargets ? targetChecks : [nameObstacle]) {
        const found = check(pair);
        if (found === undefined)
            continue;
        if (!force)
            throw new failure/* Failure */.HR(`${found} Build the app again, or set "force: true" to rebase it anyway.`);
        warn(`${found} It is rebased because of "force: true".`);
    }
};
const rebasableObstacle = ({ app }) => labelOf(app, rebasableLabel) === 'false'
    ? `The image is not rebasable: its label ${rebasableLabel} is "false", because an extension changed its run image.`
    : undefined;
const platformObstacle = ({ app, runImage, runImageName }) => {
    // A missing variant matches any.
    const hasSameVariant = !app.variant || !runImage.variant || app.variant === runImage.variant;
    if (app.os === runImage.os && app.architecture === runImage.architecture && hasSameVariant)
        return undefined;
    return (`The run image ${runImageName} is for ${(0,printable/* printable */.g$)((0,image_platform/* formatPlatform */.Bq)(runImage))}, but the image is for ` +
        `${(0,printable/* printable */.g$)((0,image_platform/* formatPlatform */.Bq)(app))}.`);
};
const distributionObstacle = ({ app, runImage, runImageName }) => {
    const fits = Object.values(distribution).every((label) => {
        const wanted = labelOf(runImage, label);
        return wanted === '' || wanted === labelOf(app, label);
    });
    if (fits)
        return undefined;
    return (`The distribution of the run image ${runImageName} is ${distributionOf(runImage)}, but that of the image is ` +
        `${distributionOf(app)}.`);
};
const distributionOf = (config) => {
    const words = Object.values(distribution).map((label) => labelOf(config, label));
    return quoted(words.filter((word) => word !== '').join(' ') || 'unknown');
};
/** Whether the image lists a name for its run image. Digests are ignored. */
const isNamed = (record, name) => [record.own, ...(record.stack ? [record.stack] : [])].flatMap(run_image_choice/* namesOf */.eZ).some((own) => (0,run_image_choice/* isSameName */.yS)(own, name));
const nameObstacle = ({ record, runImageName }) => isNamed(record, runImageName)
    ? undefined
    : `The run image ${runImageName} is not in the image's list of run images: ${(0,printable/* printable */.g$)((0,run_image_choice/* namesOf */.eZ)(record).join(', ')) || 'none'}.`;
const targetChecks = [
    rebasableObstacle,
    platformObstacle,
    distributionObstacle,
    nameObstacle,
];
const stackObstacle = ({ app, runImage, runImageName }) => {
    const [own, other] = [labelOf(app, stackLabel), labelOf(runImage, stackLabel)];
    if (own !== '' && own === other)
        return undefined;
    return (`The stack of the run image ${runImageName} (label ${stackLabel}) is ${quoted(other)}, but that of the image is ` +
        `${quoted(own)}.`);
};
const MixinsSchema = dist/* fallback */.NpB(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* parseJson */.qFJ(), dist/* nullable */.mee(dist/* array */.YOg(dist/* string */.YjP()))), []);
/** The mixins of an image, without their stages `build:` and `run:`. */
const mixinsOf = (config) => (dist/* parse */.qgA(MixinsSchema, labelOf(config, mixinsLabel)) ?? []).map((mixin) => mixin.replace(/^[^:]*:/, ''));
const mixinObstacle = ({ app, runImage, runImageName }) => {
    const offered = new Set(mixinsOf(runImage));
    const missing = mixinsOf(app).filter((mixin) => !offered.has(mixin));
    if (missing.length === 0)
        return undefined;
    return `The run image ${runImageName} lacks mixins that the image requires: ${(0,printable/* printable */.g$)(missing.toSorted().join(', '))}.`;
};

// EXTERNAL MODULE: ./src/content/image-documents.ts
var image_documents = __webpack_require__(67283);
// EXTERNAL MODULE: ./src/store/run-image-documents.ts
var run_image_documents = __webpack_require__(30683);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
;// CONCATENATED MODULE: ./src/actions/rebase-image/rebase-images.ts













/** An index may list thousands of images, and each takes requests. */
const concurrentImages = 4;
/** Rebases each image of a source. Throws a Failure if an image cannot or must not be rebased. */
const rebaseImages = async (source, { index, images }, inputs, { registry, log }) => {
    const { info, warning: warn } = log;
    const resolve = runImageResolver(registry, { info, warn });
    const rebase = async (former) => {
        const record = (0,run_image_record/* runImageRecordOf */.bU)(former.config, source.name);
        const names = inputs.runImage === undefined
            ? (0,run_image_choice/* preferredNames */.sQ)(record, source.appReference?.registry)
            : [inputs.runImage];
        const named = await resolve(names);
        const runImage = await openRunImage(named, former.config, registry);
        const guarded = { app: former.config, record, runImage: runImage.config, runImageName: named.name };
        checkRebase(guarded, { force: inputs.force, warn });
        const formerRunImage = await formerConfig(former, source.root, record, runImage, registry, info);
        const rename = isNamed(record, named.name) ? undefined : named.name;
        return {
            ...{ former, runImage },
            rebased: rebaseImage({ app: former, record, runImage, formerRunImage, rename }),
        };
    };
    const all = await (0,abort/* inParallel */.HN)(images, concurrentImages, rebase);
    if (index === undefined) {
        const [only] = all;
        return { images: all, root: only?.rebased.descriptor ?? source.root, indexBytes: undefined };
    }
    const replacements = new Map(all.map(({ former, runImage, rebased }) => [
        former.descriptor.digest,
        { descriptor: rebased.descriptor, annotations: (0,run_image/* baseAnnotations */.OH)(runImage) },
    ]));
    const { descriptor, bytes } = rebaseIndex(index.bytes, index.descriptor, replacements);
    return { images: all, root: descriptor, indexBytes: bytes };
};
/**
 * Looks up the names of run images in registries. Each reference is resolved once, so all platforms of an image get the
 * same run image.
 */
const runImageResolver = (registry, log) => {
    const answers = new Map();
    const resolve = (reference) => {
        const key = (0,image_reference/* formatReference */.FH)(reference);
        const answer = answers.get(key) ?? registry.resolve(reference);
        answers.set(key, answer);
        return answer;
    };
    return async ([first, ...others]) => {
        if (first === undefined)
            throw new failure/* Failure */.HR('The image names no run image. Set the input "run-image".');
        return (0,run_image_choice/* resolveRunImage */.Z)([first, ...others], resolve, log);
    };
};
/** Reads a run image without its layers. Chooses the image for the platform if the root is an index. */
const openRunImage = async ({ reference, root }, platform, registry) => {
    const content = registry.readableRepository(reference);
    if ((0,media_type/* isManifest */.Yh)(root.mediaType)) {
        const image = await (0,image_documents/* fetchImage */.aK)(content, root);
        return { reference, root: root.digest, ...image, platform: (0,image_platform/* imagePlatform */.Ht)(image.config) };
    }
    return (0,run_image/* readRunImage */.RR)({ reference, root: root.digest, platform }, (0,run_image_documents/* registryDocuments */.GO)(content));
};
/**
 * The configuration of the run image that an image is currently based on. The annotations of a layout name it; the label
 * names it if the image was built into a registry. Undefined if neither does, or if that image is unavailable.
 */
const formerConfig = async ({ descriptor }, root, record, current, registry, info) => {
    const former = formerReference(descriptor, root, record);
    if (former === undefined)
        return undefined;
    if (former.digest === current.descriptor.digest)
        return current.configBytes;
    try {
        const found = await registry.resolve(former);
        if (!(0,media_type/* isManifest */.Yh)(found.mediaType))
            return undefined;
        return (await (0,image_documents/* fetchImage */.aK)(registry.readableRepository(former), found)).configBytes;
    }
    catch (error) {
        if (!(error instanceof failure/* Failure */.HR))
            throw error;
        info(`The former run image is unavailable, so labels that it had may remain: ${(0,failure/* messageOf */.bD)(error)}`);
        return undefined;
    }
};
const formerReference = (descriptor, root, { reference }) => {
    const annotations = (0,image_annotations/* annotationsOf */.Ih)(descriptor, root);
    const name = annotations[image_annotations/* annotationKeys */.ic.baseName];
    const digest = annotations[image_annotations/* annotationKeys */.ic.baseDigest];
    if (name !== undefined && digest !== undefined)
        return parsePinned(`${name.split('@')[0]}@${digest}`);
    // In a layout the label has a path, whose digest is not the run image's.
    return reference.startsWith('/') ? undefined : parsePinned(reference);
};
const parsePinned = (name) => {
    const reference = (0,run_image_choice/* referenceOf */.Bz)(name);
    return reference?.digest === undefined ? undefined : reference;
};

// EXTERNAL MODULE: ./src/github/step/markdown.ts
var markdown = __webpack_require__(35285);
;// CONCATENATED MODULE: ./src/actions/rebase-image/report.ts




/** The outputs for the image, whether it changed or not. Several values are one per line. */
const imageOutputs = ({ imageName, root: former }, { images, root }) => ({
    changed: root.digest !== former.digest,
    'image-name': imageName,
    digest: root.digest,
    'image-id': uniqueLines(images.map(({ rebased }) => rebased.config.digest)),
    platform: images.map(({ runImage }) => (0,image_platform/* formatPlatform */.Bq)(runImage.platform)).join('\n'),
    'run-image': uniqueLines(images.map(({ runImage }) => (0,image_reference/* formatReference */.FH)(runImage.reference))),
    'run-image-digest': images.map(({ runImage }) => runImage.descriptor.digest).join('\n'),
});
const uniqueLines = (values) => [...new Set(values)].join('\n');
/** The outputs for the layout, which is only written if the image changed. */
const layoutOutputs = (path, { size, cacheHit }) => ({
    'layout-path': path,
    size,
    'cache-hit': cacheHit,
});
/** A run image, for the log. */
const describeRunImage = ({ reference, descriptor, }) => `Run image: ${(0,image_reference/* formatReference */.FH)(reference)}, ${descriptor.digest}`;
const rowLimit = 50;
/** Formats the summary of a rebase as GitHub-flavoured Markdown. Without a layout, the image did not change. */
const formatSummary = (source, { images, root }, layout) => `${[
    `<h2>${(0,markdown/* referenceCode */.x1)(source.imageName)}</h2>`,
    layout === undefined
        ? 'The image already has the newest run image. Nothing was written.'
        : describeLayout(source, layout),
    (0,markdown/* factsTable */.wd)([
        ['Before', (0,markdown/* code */.aY)(source.root.digest)],
        ['Digest', (0,markdown/* code */.aY)(root.digest)],
    ]),
    (0,markdown/* table */.tp)(['Platform', 'Run image', 'Digest of the run image'], images
        .slice(0, rowLimit)
        .map(({ runImage }) => [
        (0,markdown/* text */.Qq)((0,image_platform/* formatPlatform */.Bq)(runImage.platform)),
        (0,markdown/* referenceCode */.x1)((0,image_reference/* formatReference */.FH)(runImage.reference)),
        (0,markdown/* code */.aY)(runImage.descriptor.digest),
    ])),
].join('\n\n')}\n`;
const describeLayout = ({ name }, { blobs, missing, size }) => {
    const rest = missing.length === 0
        ? ''
        : `, and lacks ${(0,quantity/* formatCount */.B4)(missing.length, 'layer')}, which a push copies from their registries`;
    return (`Rebased without a build: the app's layers are those of ${(0,markdown/* referenceCode */.x1)(name)}. The layout has ` +
        `${(0,quantity/* formatCount */.B4)(blobs.length, 'blob')} (${(0,quantity/* formatBytes */.z3)(size)})${rest}.`);
};

;// CONCATENATED MODULE: ./src/actions/rebase-image/source.ts








/** Finds an image in a registry. Throws a Failure if it does not exist or has another digest than expected. */
const registrySource = async (reference, registry, expected) => {
    const name = (0,image_reference/* formatReference */.FH)(reference);
    const root = await registry.resolve(reference);
    if (expected !== 'any' && root.digest !== expected) {
        throw new failure/* Failure */.HR(`${name} is another image than the one that was asked for: expected ${expected}, found ${root.digest}. ` +
            'Compare the input "digest" with the output "digest" of the job that pushed the image.');
    }
    const { registry: host, repository, tag = 'latest' } = reference;
    return {
        name,
        content: registry.readableRepository(reference),
        root,
        appReference: { registry: host, repository, digest: root.digest },
        imageName: `${repository.split('/').at(-1)}:${tag}`,
    };
};
/** The image of artifacts, in a layout whose blobs are verified. */
const layoutSource = (artifacts, folder, root, warn) => {
    const [first = 'image'] = artifacts;
    const name = `the image in ${artifacts.map((artifact) => `"${artifact}"`).join(', ')}`;
    return {
        name,
        content: (0,content/* layoutContent */.G)(folder),
        root,
        appReference: readAppReference(root, name, warn),
        imageName: (0,image_annotations/* imageNameOf */.mi)(root) ?? `${first}:latest`,
    };
};
/** The repository of the app's layers according to index.json. No digest covers this annotation, so it may be wrong. */
const readAppReference = ({ annotations }, name, warn) => {
    const appName = annotations?.[image_annotations/* annotationKeys */.ic.appName];
    try {
        return appName === undefined ? undefined : (0,image_reference/* parseReference */.F2)(appName);
    }
    catch (cause) {
        if (!(cause instanceof failure/* Failure */.HR))
            throw cause;
        warn(`The location of the application layers of ${name} is unknown; missing layers cannot be fetched: ${cause.message}`);
        return undefined;
    }
};
// Enough to hide a registry's latency. An index may list thousands of images.
const concurrentReads = 4;
/**
 * Reads all documents of a source, and no layers. Leaves out attestations, because they are about the images before the
 * rebase. Throws a Failure if an index contains something other than images.
 */
const readSource = async ({ content, root, name }, warn) => {
    const index = await (0,image_documents/* fetchIndex */.RG)(content, root);
    if (index === undefined)
        return { index, images: [await (0,image_documents/* fetchImage */.aK)(content, root)] };
    const listed = index.listed.filter((descriptor) => !isAttestation(descriptor));
    const attestations = index.listed.length - listed.length;
    if (attestations > 0) {
        warn(`${name} has ${attestations} attestations, which are about the images before the rebase. They are left out. ` +
            'Attest the rebased image after the push.');
    }
    if (listed.length === 0 || listed.some(({ mediaType }) => (0,media_type/* isIndex */.nw)(mediaType))) {
        const what = listed.length === 0 ? 'no image' : 'an index inside its index';
        throw new failure/* Failure */.HR(`${name} cannot be rebased: it has ${what}. Rebase an image, or an index of images.`);
    }
    const images = await (0,abort/* inParallel */.HN)(listed, concurrentReads, (descriptor, signal) => (0,image_documents/* fetchImage */.aK)(content, descriptor, signal));
    return { index, images };
};

;// CONCATENATED MODULE: ./src/actions/rebase-image/run.ts











/**
 * Moves an app to the current version of its run image and writes the layout that a new build would write. If the image is
 * up to date, nothing is written.
 *
 * Throws a Failure, or the reason of the cancellation. The target keeps its previous layout until the new one is verified.
 */
const run = async (inputs, services) => {
    const { tasks, log, registry, runImages, setOutputs } = services;
    const { info, warning: warn } = log;
    const target = await (0,place/* checkTarget */.e)(inputs.path);
    const staging = await (0,files_staging/* stagingFolder */.cy)(target);
    tasks.cleanUp(() => (0,promises_.rm)(staging, { recursive: true, force: true, maxRetries: 3 }));
    const source = await openSource(inputs, staging, services);
    const images = await readSource(source, warn);
    const rebased = await rebaseImages(source, images, inputs, services);
    for (const { runImage } of rebased.images)
        info(describeRunImage(runImage));
    tasks.signal.throwIfAborted();
    const { digest } = rebased.root;
    if (digest === source.root.digest) {
        setOutputs(imageOutputs(source, rebased));
        info(`${source.name} is up to date, ${digest}: there is nothing to rebase.`);
        if (inputs.summary)
            await services.writeSummary(formatSummary(source, rebased, undefined));
        return;
    }
    const layout = (0,external_node_path_.join)(staging, 'layout');
    const written = await writeRebased(layout, source, rebased, {
        ...{ registry, runImages, warn, complete: inputs.complete },
    });
    tasks.signal.throwIfAborted();
    await (0,place/* moveIntoPlace */.h)(layout, target);
    setOutputs({ ...imageOutputs(source, rebased), ...layoutOutputs(inputs.path, written) });
    if (inputs.artifact !== undefined) {
        const layout = { ...inputs.artifact, layout: inputs.path, blobs: written.blobs };
        await (0,artifact_upload/* uploadLayout */.c)(layout, services);
    }
    const missing = written.missing.length === 0 ? '' : `, ${written.missing.length} layers left in their registries`;
    info(`Rebased ${source.name} from ${source.root.digest} to ${digest} in ${inputs.path}: ${(0,quantity/* formatBytes */.z3)(written.size)}` +
        `${missing}, ${(0,quantity/* formatSeconds */.Xo)(tasks.seconds)}`);
    if (inputs.summary)
        await services.writeSummary(formatSummary(source, rebased, written));
};
/** Finds the image in its registry, or fetches its artifacts into a layout in `folder`, which is empty. */
const openSource = async ({ image }, folder, { tasks, log, registry, download }) => {
    if ('reference' in image)
        return registrySource(image.reference, registry, image.digest);
    const layout = (0,external_node_path_.join)(folder, 'fetched');
    const { root } = await (0,artifact_layout/* fetchLayout */.X)(image.artifacts, folder, layout, {
        ...{ download, from: image.from, info: log.info, signal: tasks.signal },
    });
    return layoutSource(image.artifacts.map(({ name }) => name), layout, root, log.warning);
};


/***/ }),

/***/ 96834:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bz: () => (/* binding */ referenceOf),
/* harmony export */   Im: () => (/* binding */ runToml),
/* harmony export */   Z: () => (/* binding */ resolveRunImage),
/* harmony export */   eZ: () => (/* binding */ namesOf),
/* harmony export */   mt: () => (/* binding */ chooseRunImage),
/* harmony export */   sQ: () => (/* binding */ preferredNames),
/* harmony export */   yS: () => (/* binding */ isSameName)
/* harmony export */ });
/* harmony import */ var smol_toml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3292);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);




/**
 * The run image for a build: the requested one, or else the builder's first one and its mirrors.
 *
 * The lifecycle writes into the image's label which run image a later rebase takes. It looks for it in run.toml by the
 * name that analysis found, which for a layout is a path and never there, and so takes the first:
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/run_image.go#L80
 *
 * Throws a Failure if the builder names no run image.
 */
const chooseRunImage = ({ runImages }, builder, requested) => {
    const [own] = runImages;
    if (requested === undefined) {
        const [first, ...others] = own === undefined ? [] : preferredNames(own, builder?.registry);
        if (first !== undefined)
            return { names: [first, ...others] };
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`The builder${builder === undefined ? '' : ` ${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)(builder)}`} names no run image. ` +
            'Set the input "run-image".');
    }
    const listed = runImages.find((runImage) => namesOf(runImage).some((name) => isSameName(name, requested)));
    if (listed !== undefined && listed === own)
        return { names: [requested] };
    return { names: [requested], label: listed ?? { image: requested, mirrors: [] } };
};
/** The names of a run image: its own, then its mirrors. */
const namesOf = ({ image, mirrors }) => [image, ...mirrors].filter((name) => name !== '');
/**
 * The names of a run image in order of preference: those in `registry` first, as the platform specification says.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/run_image.go#L27
 */
const preferredNames = (runImage, registry) => {
    const names = namesOf(runImage);
    const isNear = (name) => referenceOf(name)?.registry === registry;
    return [...names.filter(isNear), ...names.filter((name) => !isNear(name))];
};
/**
 * Looks up the names of a run image in their order, and returns the first that is accessible. An inaccessible name is
 * logged; a malformed name is a warning.
 *
 * Throws the Failure of the lookup if there is one name only. Otherwise throws a Failure that contains every name and its
 * reason.
 */
const resolveRunImage = async (names, lookUp, { info, warn }) => {
    const failures = [];
    for (const name of names) {
        try {
            const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReference */ .F2)(name);
            return { name, reference, root: await lookUp(reference) };
        }
        catch (error) {
            if (!(error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR))
                throw error;
            if (names.length === 1)
                throw error;
            failures.push(error);
            const note = referenceOf(name) === undefined ? warn : info;
            note(`Skipped the run image "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}": ${error.message}`);
        }
    }
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`No name of the run image is accessible: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(names.join(', '))}. See the reason for each name below. ` +
        'Log in to a registry that has the image before this step, or set the input "run-image".', {
        cause: failures[0],
        detail: names.map((name, position) => `${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}: ${failures[position]?.message}`),
    });
};
/** Whether two names are the same apart from their digests. The lifecycle compares names like this. */
const isSameName = (name, other) => {
    const [one, two] = [referenceOf(name), referenceOf(other)];
    return one !== undefined && two !== undefined && withoutDigest(one) === withoutDigest(two);
};
const withoutDigest = ({ registry, repository, tag = 'latest' }) => (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)({ registry, repository, tag });
/** The reference that a name is; undefined if the name is malformed. */
const referenceOf = (name) => {
    try {
        return (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReference */ .F2)(name);
    }
    catch (error) {
        if (error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR)
            return undefined;
        throw error;
    }
};
/** A run.toml that lists one run image. */
const runToml = ({ image, mirrors }) => (0,smol_toml__WEBPACK_IMPORTED_MODULE_0__/* .stringify */ .As)({ images: [{ image, mirrors }] });


/***/ }),

/***/ 96131:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M7: () => (/* binding */ hostFolders),
/* harmony export */   Z1: () => (/* binding */ layoutFolder),
/* harmony export */   ay: () => (/* binding */ sandboxPaths)
/* harmony export */ });
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(23564);

/** The paths in a sandbox that a build uses. https://github.com/buildpacks/spec/blob/main/platform.md#usage */
const sandboxPaths = {
    app: '/workspace',
    layers: '/layers',
    platform: '/platform',
    runToml: '/platform/run.toml',
    orderToml: '/platform/order.toml',
    projectMetadata: '/layers/project-metadata.toml',
    cache: '/cache',
    layoutRepo: '/layout-repo',
};
/** The folder of an image's layout in the sandbox's layout-repo. */
const layoutFolder = (reference) => `${sandboxPaths.layoutRepo}/${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .layoutRepoPath */ .aG)(reference)}`;
const { app, layers, platform, cache, layoutRepo } = sandboxPaths;
/** The directories that a build in the job's container uses. They are empty before and after the build. */
const hostFolders = [app, layers, platform, cache, layoutRepo];


/***/ }),

/***/ 97478:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ uploadLayout),
/* harmony export */   m: () => (/* binding */ uploadArtifact)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78033);
/* harmony import */ var _layout_blob_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2935);
/* harmony import */ var _layout_verify_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(58193);
/* harmony import */ var _layout_write_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(66129);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(52305);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(402);
/* harmony import */ var _step_step_context_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(33552);
/* harmony import */ var _artifact_client_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(38912);










/** Uploads a layout as an artifact, and sets the outputs about the artifact. */
const uploadLayout = async (layout, { uploadArtifact, setOutputs, log }) => {
    const artifact = await uploadArtifact(layout);
    const { id, name, url, digest, size } = artifact;
    setOutputs({
        'artifact-id': id,
        'artifact-name': name,
        'artifact-url': url,
        'artifact-digest': digest,
    });
    log.info(`Artifact "${name}" uploaded: ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_9__/* .formatBytes */ .z3)(size)}, ${url}`);
    return artifact;
};
/** The client's message when it has read all files, and has still to send some of the bytes. */
const allIsRead = 'Zip stream for upload has ended';
/**
 * Uploads a layout as one workflow artifact: `oci-layout`, `index.json` and the blobs. Verifies the blobs while they are sent,
 * and deletes the artifact if one differs from its descriptor.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
const uploadArtifact = async (artifact, run, log) => {
    const { name, layout, blobs, retentionDays, compressionLevel, overwrite, signal } = artifact;
    const paths = blobs.map(({ digest }) => (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_3__/* .blobPath */ .nD)(layout, digest));
    const files = [(0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(layout, _layout_write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutMarker */ .fB), (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(layout, _layout_write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutIndex */ .vh), ...paths];
    await checkFiles(files);
    const task = `The artifact "${name}" could not be uploaded`;
    const findChanges = await watchBlobs(layout, blobs);
    let changes;
    const watch = (line) => {
        log.debug(line);
        if (!line.startsWith(allIsRead))
            return;
        changes = findChanges();
        // An upload that fails does not read the result.
        changes.catch(() => { });
    };
    const call = await (0,_artifact_client_js__WEBPACK_IMPORTED_MODULE_8__/* .openClient */ .My)({ task, way: 'upload', server: run.server }, watch, signal);
    if (overwrite) {
        const { artifacts } = await call((client) => client.listArtifacts({ latest: true }));
        const exists = artifacts.some((existing) => existing.name === name);
        if (exists)
            await call((client) => client.deleteArtifact(name));
    }
    const { id, digest, size } = await call(async (client, lines) => {
        const options = {
            compressionLevel,
            ...(retentionDays !== undefined && { retentionDays: daysFor(run.server, retentionDays) }),
        };
        const uploaded = await client.uploadArtifact(name, files, layout, options);
        // The client finishes without files that it cannot read.
        const incomplete = lines.find(({ level, text }) => level === 'warning' && text.includes('zip creation'));
        const changed = await (changes ?? findChanges());
        if (incomplete === undefined && changed.length === 0)
            return uploaded;
        const gone = await (0,_artifact_client_js__WEBPACK_IMPORTED_MODULE_8__/* .begin */ .qN)(run.server, () => client.deleteArtifact(name)).then(() => 'so it was deleted', (error) => `and could not be deleted (${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .messageOf */ .bD)(error)}), so do not use it`);
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .Failure */ .HR(`${task}: files of the layout were changed while they were sent, ${gone}. Another process writes to ${layout}, ` +
            'or to the layout-repo, which may share its files. Find that process, then build again.', { detail: [...changed.map(_layout_verify_js__WEBPACK_IMPORTED_MODULE_4__/* .describeFlaw */ .w8), ...(incomplete === undefined ? [] : [incomplete.text])] });
    });
    if (id === undefined || digest === undefined || size === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .Failure */ .HR(`${task}: the service's response has no ID, digest or size. Run the job again.`);
    }
    return { id, name, digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_2__/* .digestOfHex */ .z9)(digest), size, url: urlOf(run, name, id) };
};
/** Throws a Failure for anything but regular files, because the client follows links. */
const checkFiles = async (files) => {
    for (const file of files) {
        try {
            if (!(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(file)).isFile())
                throw new Error('not a regular file');
        }
        catch (cause) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .Failure */ .HR(`${file} cannot be part of an artifact: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .messageOf */ .bD)(cause)}. Build again.`, { cause });
        }
    }
};
const urlOf = ({ server, serverUrl, repository, runId }, name, id) => {
    const last = (0,_step_step_context_js__WEBPACK_IMPORTED_MODULE_7__/* .isGiteaOrForgejo */ .I9)(server) ? encodeURIComponent(name) : id;
    return `${serverUrl}/${repository}/actions/runs/${runId}/artifacts/${last}`;
};
/**
 * Watches the blobs of a layout while GitHub's client reads them. The returned function, called after the last read, finds
 * blobs that the client may have read with other bytes than their descriptors say.
 *
 * The client takes paths, and a layout may share files with a layout-repo to which others write. So each blob is hashed again
 * after it was read, and its file and modification time are compared. A writer that restores the bytes and the modification
 * time is not detected.
 */
const watchBlobs = async (layout, blobs) => {
    const before = await fileStatesOf(layout, blobs);
    return async () => {
        const flaws = await (0,_layout_verify_js__WEBPACK_IMPORTED_MODULE_4__/* .findFlaws */ .pG)(layout, blobs);
        const known = new Set(flaws.map(({ descriptor }) => descriptor.digest));
        const after = await fileStatesOf(layout, blobs);
        const touched = blobs.filter(({ digest }) => !known.has(digest) && before.get(digest) !== after.get(digest));
        return [
            ...flaws,
            ...touched.map((descriptor) => ({ descriptor, reason: 'written to while it was read' })),
        ];
    };
};
/** The inode and the modification time of each blob. */
const fileStatesOf = async (layout, blobs) => new Map(await Promise.all(blobs.map(async ({ digest }) => {
    const stats = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)((0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_3__/* .blobPath */ .nD)(layout, digest), { bigint: true }).catch(() => undefined);
    return [digest, stats && `${stats.dev} ${stats.ino} ${stats.mtimeNs}`];
})));
/** Gitea and Forgejo round the time until the expiry down to whole days, so one day would expire at once. */
const daysFor = (server, days) => (0,_step_step_context_js__WEBPACK_IMPORTED_MODULE_7__/* .isGiteaOrForgejo */ .I9)(server) ? days + 1 : days;


/***/ }),

/***/ 8737:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IO: () => (/* binding */ withLabels),
/* harmony export */   NV: () => (/* binding */ withConfig),
/* harmony export */   nb: () => (/* binding */ withoutTag),
/* harmony export */   ne: () => (/* binding */ withOciMediaTypes)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _json_go_json_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(59665);
/* harmony import */ var _annotations_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(10483);
/* harmony import */ var _media_type_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(22978);






const RuntimePart = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ config: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo) });
const LabelsPart = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ Labels: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .TextsSchema */ .C6) });
const ManifestPart = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ config: _json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo });
const PartsSchema = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ config: _json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, layers: valibot__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo) });
const converted = (fields) => {
    const { mediaType } = fields;
    return typeof mediaType === 'string' ? { ...fields, mediaType: (0,_media_type_js__WEBPACK_IMPORTED_MODULE_3__/* .ociMediaType */ .Ys)(mediaType) } : fields;
};
/**
 * A manifest with OCI media types instead of Docker's, for itself, the configuration and the layers, because some clients
 * reject the mixture that the lifecycle writes. Nothing else changes, nor does the order of the fields. A manifest without
 * Docker types is returned byte for byte.
 */
const withOciMediaTypes = (bytes) => {
    const manifest = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, bytes, 'manifest');
    const { config, layers } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(PartsSchema, bytes, 'manifest');
    const text = JSON.stringify({
        ...converted(manifest),
        config: converted(config),
        layers: layers.map(converted),
    });
    return text === JSON.stringify(manifest) ? bytes : Buffer.from(text);
};
const AnnotationsPart = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ annotations: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .TextsSchema */ .C6) });
/**
 * A manifest without the tag that the lifecycle writes into it as an annotation, so that equal sources have one digest
 * under every tag. Annotations that become empty are removed. A manifest without the tag is returned byte for byte.
 */
const withoutTag = (bytes) => {
    const manifest = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, bytes, 'manifest');
    const { annotations } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(AnnotationsPart, bytes, 'manifest');
    if (!Object.hasOwn(annotations ?? {}, _annotations_js__WEBPACK_IMPORTED_MODULE_2__/* .annotationKeys */ .ic.refName))
        return bytes;
    const others = Object.entries(annotations ?? {}).filter(([name]) => name !== _annotations_js__WEBPACK_IMPORTED_MODULE_2__/* .annotationKeys */ .ic.refName);
    const fields = Object.entries(manifest).flatMap(([name, value]) => {
        if (name !== 'annotations')
            return [[name, value]];
        return others.length === 0 ? [] : [[name, Object.fromEntries(others)]];
    });
    return Buffer.from((0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_5__/* .goJson */ .Pl)(Object.fromEntries(fields)));
};
/**
 * An image configuration with additional labels, which replace labels of the same name. Nothing else changes. Labels are sorted
 * and written as the lifecycle does, so that a Go program that adds the same labels writes the same bytes.
 */
const withLabels = (config, labels) => {
    if (labels.size === 0)
        return config;
    const document = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, config, 'image configuration');
    const { config: runtime } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(RuntimePart, config, 'image configuration');
    const { Labels: own } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .checkDocument */ .sw)(LabelsPart, runtime ?? {}, 'image configuration');
    const all = new Map([...Object.entries(own ?? {}), ...labels]);
    return Buffer.from((0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_5__/* .goJson */ .Pl)({ ...document, config: { ...runtime, Labels: all } }));
};
/** A manifest with another configuration. Nothing else changes. */
const withConfig = (manifest, { digest, size }) => {
    const document = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, manifest, 'manifest');
    const { config } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(ManifestPart, manifest, 'manifest');
    return Buffer.from((0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_5__/* .goJson */ .Pl)({ ...document, config: { ...config, digest, size } }));
};


/***/ })

};
