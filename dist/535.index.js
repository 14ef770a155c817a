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
/* harmony import */ var _github_artifact_artifact_name_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18296);
/* harmony import */ var _github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48650);
/* harmony import */ var _github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(98005);
/* harmony import */ var _github_inputs_registry_input_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(46907);
/* harmony import */ var _github_inputs_target_input_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(10033);
/* harmony import */ var _github_inputs_upload_input_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(91417);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(78033);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(23564);









/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
const readInputs = (get, { workspace, temporary, repository }) => {
    const runImage = (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .optionalInput */ .$m)(get, 'run-image');
    if (runImage !== undefined)
        (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .parsedInput */ .m8)('run-image', runImage, _image_reference_js__WEBPACK_IMPORTED_MODULE_8__/* .parseReference */ .F2, 'paketobuildpacks/run-jammy-base');
    const image = readImage(get, repository);
    const path = (0,_github_inputs_target_input_js__WEBPACK_IMPORTED_MODULE_5__/* .targetFolder */ .y)(get('path') || nameOf(image, get('artifact-name')), workspace);
    return {
        image,
        path,
        runImage,
        force: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .flagInput */ .tc)(get, 'force'),
        complete: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .flagInput */ .tc)(get, 'complete'),
        insecureRegistries: (0,_github_inputs_registry_input_js__WEBPACK_IMPORTED_MODULE_4__/* .insecureRegistriesInput */ .U)(get),
        layoutRepo: (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, get('layout-repo') || (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(temporary, 'layout-repo')),
        cache: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .flagInput */ .tc)(get, 'cache'),
        artifact: (0,_github_inputs_upload_input_js__WEBPACK_IMPORTED_MODULE_6__/* .uploadInputs */ .f)(get, () => nameOf(image, get('artifact-name'), (0,_github_artifact_artifact_name_js__WEBPACK_IMPORTED_MODULE_1__/* .artifactNameOf */ .n)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(path)))),
        summary: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .flagInput */ .tc)(get, 'summary'),
    };
};
const imageExample = 'ghcr.io/octo-org/my-app:latest';
const readImage = (get, repository) => {
    const text = (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .optionalInput */ .$m)(get, 'image');
    const name = get('artifact-name');
    if (text === undefined) {
        if (name.trim() !== '')
            return { artifacts: (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_2__/* .artifactsInput */ .mG)(get), from: (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_2__/* .otherRunInput */ .YC)(get, repository) };
        throw (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .inputFailure */ .vQ)('image', 'is empty, and so is "artifact-name": one has to name the image', imageExample);
    }
    if (name !== '')
        (0,_github_artifact_artifact_name_js__WEBPACK_IMPORTED_MODULE_1__/* .checkArtifactName */ .C)(name);
    return {
        reference: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .parsedInput */ .m8)('image', text, _image_reference_js__WEBPACK_IMPORTED_MODULE_8__/* .parseReference */ .F2, imageExample),
        digest: expectedDigest(get('digest')),
    };
};
/** A registry answers for what its names mean, so that nobody has to say which image it must be. */
const expectedDigest = (text) => text === '' || text === 'any'
    ? 'any'
    : (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .parsedInput */ .m8)('digest', text, _image_digest_js__WEBPACK_IMPORTED_MODULE_7__/* .parseDigest */ .m, `\${{ needs.build.outputs.digest }}`);
/** What the layout is called where nothing else is said. */
const nameOf = (image, artifactName, otherwise) => {
    if ('reference' in image) {
        return artifactName || (0,_github_artifact_artifact_name_js__WEBPACK_IMPORTED_MODULE_1__/* .artifactNameOf */ .n)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(image.reference.repository));
    }
    const [{ name }, ...others] = image.artifacts;
    if (others.length === 0)
        return name;
    if (otherwise !== undefined)
        return otherwise;
    throw (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_3__/* .inputFailure */ .vQ)('path', 'is empty, and there are several artifacts to name a layout after', 'out/my-app');
};


/***/ }),

/***/ 77535:
/***/ ((module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _github_artifact_artifact_download_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(16531);
/* harmony import */ var _github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(90613);
/* harmony import */ var _github_cache_cache_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(44372);
/* harmony import */ var _github_step_step_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(92071);
/* harmony import */ var _github_step_step_context_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(23812);
/* harmony import */ var _github_step_summary_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(91378);
/* harmony import */ var _registry_user_registry_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(56578);
/* harmony import */ var _store_run_images_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(21173);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(80683);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(30900);











await (0,_github_step_step_js__WEBPACK_IMPORTED_MODULE_4__/* .runStep */ .e)(async ({ log, tasks }) => {
    const context = (0,_github_step_step_context_js__WEBPACK_IMPORTED_MODULE_5__/* .stepContext */ .e)(process.env);
    const { signal } = tasks;
    const inputs = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_9__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context);
    const insecure = inputs.insecureRegistries;
    const registry = (0,_registry_user_registry_js__WEBPACK_IMPORTED_MODULE_7__/* .userRegistry */ .t)(context, { insecure, warn: log.warning, signal });
    await (0,_run_js__WEBPACK_IMPORTED_MODULE_10__/* .run */ .e)(inputs, {
        ...{ tasks, log, registry, setOutputs: _github_step_step_js__WEBPACK_IMPORTED_MODULE_4__/* .setOutputs */ .n },
        runImages: new _store_run_images_js__WEBPACK_IMPORTED_MODULE_8__/* .RunImageStore */ .e({
            root: inputs.layoutRepo,
            registry,
            cache: inputs.cache ? (0,_github_cache_cache_js__WEBPACK_IMPORTED_MODULE_3__/* .actionsCache */ .kW)(log, signal) : undefined,
            info: log.info,
            warn: log.warning,
        }),
        download: (wanted) => (0,_github_artifact_artifact_download_js__WEBPACK_IMPORTED_MODULE_1__/* .downloadArtifact */ .b)(wanted, context.server, log),
        uploadArtifact: (layout) => (0,_github_artifact_artifact_upload_js__WEBPACK_IMPORTED_MODULE_2__/* .uploadArtifact */ .m)({ ...layout, signal }, context, log),
        writeSummary: (markdown) => (0,_github_step_summary_js__WEBPACK_IMPORTED_MODULE_6__/* .writeSummary */ .S)(markdown, context.summaryFile, log),
    });
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 30900:
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
// EXTERNAL MODULE: ./src/github/artifact/artifact-layout.ts + 3 modules
var artifact_layout = __webpack_require__(71561);
// EXTERNAL MODULE: ./src/github/inputs/upload-input.ts
var upload_input = __webpack_require__(91417);
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
// EXTERNAL MODULE: ./src/image/image-annotations.ts
var image_image_annotations = __webpack_require__(24019);
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
 * Writes rebased images into a layout: their documents, and the layers that may be nowhere else, or, with `complete`, all
 * of them. Every blob is verified on its way there.
 *
 * Throws a Failure that says what to do where a layer cannot be had.
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
    const owned = await copyOwnLayers(own, source, target, options);
    let cacheHit = false;
    if (options.complete) {
        for (const image of images)
            cacheHit = (await copyRunImage(image, layout, options)) || cacheHit;
    }
    const blobs = (0,image_image/* uniqueBlobs */.ge)([...documents, ...owned, ...(options.complete ? base : [])]);
    const has = new Set(blobs.map(({ digest }) => digest));
    const lacking = [...own, ...base].filter(({ digest }) => !has.has(digest));
    const lacksOwn = own.some(({ digest }) => !has.has(digest));
    await (0,layout_write/* writeIndex */._M)(layout, { ...root, annotations: annotationsOf(source, images, lacksOwn) });
    await (0,verify/* checkComplete */.gb)(source.name, layout, blobs, has);
    return { blobs, lacking, cacheHit, size: (0,image_image/* sizeOf */.$d)(blobs) };
};
/** Copies the app’s layers out of an artifact, which may have them alone; out of a registry where all are wanted. */
const copyOwnLayers = async (layers, { name, content, place }, target, { complete, registry, warn }) => {
    // What a registry has stays there until a push wants it.
    if (!complete && 'reference' in content)
        return [];
    const near = 'reference' in content ? layers : await heldBy(content, layers);
    if (!complete) {
        await (0,copy/* copy */.C)(near, [content], target, { warn });
        return near;
    }
    if (place === undefined && near.length < layers.length) {
        throw new failure/* Failure */.HR(`Could not make a complete layout: ${name} lacks ${(0,quantity/* formatCount */.B4)(layers.length - near.length, 'layer')} of the app, and ` +
            'does not say which repository has them. Rebase the image where it was pushed ("image"), or set "complete: false".');
    }
    const far = place === undefined ? [] : [registry.readableRepository(place)];
    await (0,copy/* copy */.C)(layers, [content, ...far], target, { warn });
    return layers;
};
const heldBy = async (content, layers) => {
    const there = await Promise.all(layers.map((layer) => content.exists(layer)));
    return layers.filter((_, nth) => there[nth]);
};
/** Gives the layout the layers of an image’s run image; resolves with whether the cache had that. */
const copyRunImage = async ({ runImage: { reference, root, platform, manifest } }, layout, { runImages }) => {
    const opened = await runImages.open({ reference, root, platform }, { layers: true });
    await runImages.copyLayers(opened.image, manifest.layers, (0,content/* layoutContent */.G)(layout));
    await runImages.keep(opened);
    return opened.restored?.outcome === 'hit';
};
/** What index.json says of the image; no part of its digest. */
const annotationsOf = ({ imageName, place }, images, lacksOwn) => ({
    [image_annotations/* annotationKeys */.i.refName]: imageName.split(':').at(-1) ?? 'latest',
    [image_annotations/* annotationKeys */.i.imageName]: `docker.io/library/${imageName}`,
    ...runImageAnnotations(images),
    ...(lacksOwn && place !== undefined && { [image_annotations/* annotationKeys */.i.appName]: (0,image_reference/* formatReference */.FH)(place) }),
});
/** On which run image the images stand: of all of them where it is one, else of each. */
const runImageAnnotations = (images) => {
    const [first, ...others] = images.map(({ runImage }) => runImage);
    if (first === undefined)
        return {};
    const repository = (0,image_reference/* formatRepository */.Sh)(first.reference);
    if (others.some(({ reference }) => (0,image_reference/* formatRepository */.Sh)(reference) !== repository)) {
        const described = images.map(({ runImage, rebased: { descriptor } }) => ({
            ...descriptor,
            annotations: (0,run_image/* baseAnnotations */.O)(runImage),
        }));
        return (0,image_image_annotations/* annotationsByImage */.r)(described);
    }
    const annotations = (0,run_image/* baseAnnotations */.O)(first);
    // An index stands on as many manifests as it has platforms.
    if (others.length > 0)
        delete annotations[image_annotations/* annotationKeys */.i.baseDigest];
    return annotations;
};

// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
;// CONCATENATED MODULE: ./src/actions/rebase-image/outputs.ts


const lines = (values) => [...new Set(values)].join('\n');
/** What is known of an image whether it changed or not. */
const imageOutputs = ({ imageName, root: former }, { images, root }) => ({
    changed: root.digest !== former.digest,
    'image-name': imageName,
    digest: root.digest,
    'image-id': lines(images.map(({ rebased }) => rebased.config.digest)),
    platform: images.map(({ runImage }) => (0,image_platform/* formatPlatform */.Bq)(runImage.platform)).join('\n'),
    'run-image': lines(images.map(({ runImage }) => (0,image_reference/* formatReference */.FH)(runImage.reference))),
    'run-image-digest': images.map(({ runImage }) => runImage.descriptor.digest).join('\n'),
});
const layoutOutputs = (path, { size, cacheHit }) => ({
    'layout-path': path,
    size,
    'cache-hit': cacheHit,
});

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/image/conversion.ts
var conversion = __webpack_require__(8737);
// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/image/manifest.ts
var image_manifest = __webpack_require__(20596);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/json/document.ts + 1 modules
var json_document = __webpack_require__(72591);
// EXTERNAL MODULE: ./src/json/fields.ts
var fields = __webpack_require__(33905);
// EXTERNAL MODULE: ./src/json/go-json.ts
var go_json = __webpack_require__(59665);
// EXTERNAL MODULE: ./src/cnb/sandbox-paths.ts
var sandbox_paths = __webpack_require__(96131);
;// CONCATENATED MODULE: ./src/cnb/rebase/app-environment.ts
/** The value of a variable in an image's environment; undefined if it has none. */
const environmentValue = (environment, name) => environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
/** The platform API that an image was built for, major and minor; undefined if it does not say. */
const platformApiOf = (environment) => {
    const [, major, minor] = /^(\d+)\.(\d+)$/.exec(environmentValue(environment, 'CNB_PLATFORM_API') ?? '') ?? [];
    return major === undefined ? undefined : [Number(major), Number(minor)];
};

// EXTERNAL MODULE: ./src/cnb/labels.ts
var labels = __webpack_require__(45758);
;// CONCATENATED MODULE: ./src/cnb/rebase/rebase-labels.ts

/** What the exporter writes whatever the run image says. */
const lifecycleLabels = [
    'io.buildpacks.build.metadata',
    'io.buildpacks.project.metadata',
    'io.buildpacks.exec-env',
];
/** What a run image says of itself, and no buildpack does. */
const runImagePrefixes = ['io.buildpacks.stack.', 'io.buildpacks.base.'];
/**
 * The labels of the rebased image: the run image's, and over them the lifecycle's, the buildpacks' and the build's own.
 *
 * Which of the app's labels are those, the former run image tells: what it has, too, is not. Where it is unknown, the new
 * one decides: a label that it has is taken from it; one that only the app has stays, though it may have been the former
 * run image's.
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

;// CONCATENATED MODULE: ./src/cnb/rebase/rebase-config.ts







// The fields, in the order in which the lifecycle's library writes them; others of a run image are lost in a build too.
// https://github.com/google/go-containerregistry/blob/v0.20.6/pkg/v1/config.go
const containerFields = [
    ...['AttachStderr', 'AttachStdin', 'AttachStdout', 'Cmd', 'Healthcheck', 'Domainname', 'Entrypoint', 'Env'],
    ...[
        'Hostname',
        'Image',
        'Labels',
        'OnBuild',
        'OpenStdin',
        'StdinOnce',
        'Tty',
        'User',
        'Volumes',
        'WorkingDir',
    ],
    ...['ExposedPorts', 'ArgsEscaped', 'NetworkDisabled', 'MacAddress', 'StopSignal', 'Shell'],
];
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
 * The configuration that a build of the app on another run image writes: that run image's, with what the lifecycle and
 * the buildpacks set and the app's own layers.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/exporter.go
 */
const rebasedConfig = (sources) => {
    const app = (0,json_document/* parseDocument */.Tp)(ConfigSchema, sources.app, 'image configuration');
    const runImage = (0,json_document/* parseDocument */.Tp)(ConfigSchema, sources.runImage, 'run image’s configuration');
    const former = sources.formerRunImage === undefined
        ? undefined
        : (0,json_document/* parseDocument */.Tp)(ConfigSchema, sources.formerRunImage, 'former run image’s configuration');
    const ownDiffIds = app.rootfs.diff_ids.slice(sources.baseLayers);
    const labels = labelsAfterRebase({
        app: app.config.Labels ?? {},
        runImage: runImage.config.Labels ?? {},
        former: former?.config.Labels ?? (former === undefined ? undefined : {}),
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
            diff_ids: [...runImage.rootfs.diff_ids, ...ownDiffIds],
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
/** What the exporter sets, in its order. */
const exported = [
    ...['CNB_LAYERS_DIR', 'CNB_APP_DIR', 'CNB_PLATFORM_API', 'CNB_DEPRECATION_MODE', 'CNB_PROCESS_TYPE'],
];
const launcherPath = '/cnb/process:/cnb/lifecycle:';
/** The run image’s environment, and what the exporter sets in it: a variable that is there stays at its place. */
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
        // The lifecycle takes a value with an equals sign for none.
        set('PATH', launcherPath + (path.includes('=') ? '' : path));
    }
    return environment;
};
const historyFields = ['author', 'created', 'created_by', 'comment', 'empty_layer'];
/** One entry a layer; those of the run image are dated as the app. */
const historyOf = (app, runImage, baseLayers) => {
    const { created } = app;
    const [, minor = 0] = platformApiOf(app.config.Env ?? []) ?? [];
    const own = normalized(app.history, app.rootfs.diff_ids.length).slice(baseLayers);
    const layers = runImage.rootfs.diff_ids.length;
    // Below platform API 0.12 the exporter says nothing of how a layer came about.
    const base = minor < 12 ? normalized(undefined, layers) : normalized(runImage.history, layers);
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

// EXTERNAL MODULE: ./src/cnb/rebase/rebase-label.ts
var rebase_label = __webpack_require__(39627);
;// CONCATENATED MODULE: ./src/cnb/rebase/rebase.ts














// https://github.com/google/go-containerregistry/blob/v0.20.6/pkg/v1/manifest.go
const descriptorFields = [
    ...['mediaType', 'size', 'digest', 'data', 'urls', 'annotations', 'platform', 'artifactType'],
];
const AnnotationsSchema = dist/* nullish */.cl6(fields/* TextsSchema */.C6);
const DescriptorSchema = dist/* looseObject */._H3({ annotations: AnnotationsSchema, data: dist/* nullish */.cl6(dist/* string */.YjP()) });
const ManifestSchema = dist/* looseObject */._H3({
    config: DescriptorSchema,
    layers: dist/* array */.YOg(DescriptorSchema),
    annotations: AnnotationsSchema,
});
const described = (descriptor) => {
    const { mediaType, size, digest } = descriptor;
    return {
        ...{ mediaType, size, digest },
        ...(0,go_json/* goStruct */.cM)({ ...descriptor, annotations: (0,go_json/* goMap */.XG)(descriptor.annotations) }, descriptorFields.slice(3)),
    };
};
/**
 * The image that a build of the same app on another run image writes, byte for byte: two documents out of four. None of
 * the guards is asked here.
 *
 * Throws a Failure if the app does not stand on the run image that it names.
 */
const rebaseImage = ({ app, record, runImage, formerRunImage, rename }) => {
    const baseLayers = app.config.rootfs.diff_ids.indexOf(record.topLayer) + 1;
    if (baseLayers === 0) {
        throw new failure/* Failure */.HR(`The image ${app.descriptor.digest} cannot be rebased: it has no layer ${record.topLayer}, which it says is the last ` +
            'one of its run image. Build it again.');
    }
    const metadata = (0,rebase_label/* formatRunImageRecord */.BQ)(record, {
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
    const wanted = hasOciTypes(app, baseLayers) ? (0,conversion/* withOciMediaTypes */.n)(manifestBytes) : manifestBytes;
    const manifest = (0,image_manifest/* parseManifest */.N)(wanted);
    return {
        descriptor: {
            mediaType: manifest.mediaType ?? (0,media_type/* ociMediaType */.Ys)(runImage.descriptor.mediaType),
            digest: (0,digest/* digestOf */.ol)(wanted),
            size: wanted.length,
        },
        manifestBytes: wanted,
        config: manifest.config,
        configBytes,
        ownLayers: manifest.layers.slice(runImage.manifest.layers.length),
    };
};
/**
 * Whether the build made all media types OCI's. The lifecycle itself gives each layer of an app Docker's.
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
    // The tag is the image's own: the run image's is not taken over, as in a build.
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
/** The only annotation that the lifecycle sets in a manifest, and only in a layout's. */
const refNameKey = image_annotations/* annotationKeys */.i.refName;
/**
 * How the lifecycle refers to the run image. In a layout that is the folder in which it found it, and the digest of an
 * empty image: https://github.com/buildpacks/lifecycle/pull/1523
 */
const runImageReference = (former, { reference, descriptor }) => {
    const { layoutRepo } = sandbox_paths/* sandboxPaths */.a;
    if (former.startsWith(`${layoutRepo}/`)) {
        const suffix = former.slice(former.indexOf('@'));
        return `${layoutRepo}/${(0,image_reference/* layoutRepoPath */.aG)(reference)}${former.includes('@') ? suffix : ''}`;
    }
    return `${reference.registry}/${reference.repository}@${descriptor.digest}`;
};

// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: ./src/cnb/builder/run-image-choice.ts
var run_image_choice = __webpack_require__(96834);
;// CONCATENATED MODULE: ./src/cnb/rebase/rebase-guards.ts






const EnvironmentSchema = dist/* fallback */.NpB(dist/* array */.YOg(dist/* string */.YjP()), []);
const rebasableLabel = 'io.buildpacks.rebasable';
const stackLabel = 'io.buildpacks.stack.id';
const mixinsLabel = 'io.buildpacks.stack.mixins';
const distribution = { name: 'io.buildpacks.base.distro.name', version: 'io.buildpacks.base.distro.version' };
const labelOf = ({ config }, name) => config?.Labels?.[name] ?? '';
const quoted = (text) => `"${(0,printable/* printable */.g$)(text)}"`;
/**
 * Checks that an app may stand on another run image, by the rules of the lifecycle's own rebaser. Throws a Failure for the
 * first that is broken; with `force` that is a warning, except for the rules about stacks, which the rebaser does not
 * let go either.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/rebaser.go
 */
const checkRebase = (pair, { force, warn }) => {
    const api = platformApiOf(dist/* parse */.qgA(EnvironmentSchema, pair.app.config?.['Env']));
    const [major, minor] = api ?? [0, 0];
    const obstacles = major === 0 && minor < 12 ? [stackObstacle(pair), mixinObstacle(pair)] : [];
    const obstacle = obstacles.find((found) => found !== undefined);
    if (obstacle !== undefined)
        throw new failure/* Failure */.HR(`${obstacle} Build the app again.`);
    const checks = major === 0 && minor < 12 ? [nameObstacle] : targetChecks;
    for (const check of checks) {
        const found = check(pair);
        if (found === undefined)
            continue;
        if (!force)
            throw new failure/* Failure */.HR(`${found} Build the app again, or set "force: true" to rebase it nevertheless.`);
        warn(`${found} It is rebased nevertheless ("force: true").`);
    }
};
const rebasableObstacle = ({ app }) => labelOf(app, rebasableLabel) === 'false'
    ? `The image is not rebasable: its label ${rebasableLabel} is "false", since an extension changed its run image.`
    : undefined;
const platformObstacle = ({ app, runImage, runImageName }) => {
    const same = app.os === runImage.os &&
        app.architecture === runImage.architecture &&
        isSame(app.variant, runImage.variant);
    if (same)
        return undefined;
    return (`The run image ${runImageName} is for another platform: ${(0,printable/* printable */.g$)((0,image_platform/* formatPlatform */.Bq)(runImage))}, and the image is ` +
        `for ${(0,printable/* printable */.g$)((0,image_platform/* formatPlatform */.Bq)(app))}.`);
};
/** What is not said fits everything. */
const isSame = (one, other) => !one || !other || one === other;
const distributionObstacle = ({ app, runImage, runImageName }) => {
    const fits = Object.values(distribution).every((label) => {
        const wanted = labelOf(runImage, label);
        return wanted === '' || wanted === labelOf(app, label);
    });
    if (fits)
        return undefined;
    return (`The run image ${runImageName} is of another distribution: ${distributionOf(runImage)}, and the image is of ` +
        `${distributionOf(app)}.`);
};
const distributionOf = (config) => {
    const words = Object.values(distribution).map((label) => labelOf(config, label));
    return quoted(words.filter((word) => word !== '').join(' ') || 'none that it names');
};
/** The names by which an image knows its run image. */
const namesOf = ({ image, mirrors }) => [image, ...mirrors].filter((name) => name !== '');
/** Whether the image knows its run image by that name, whatever the digest. */
const isNamed = (record, name) => [record.own, ...(record.stack ? [record.stack] : [])].flatMap(namesOf).some((own) => (0,run_image_choice/* isSameName */.yS)(own, name));
const nameObstacle = ({ record, runImageName }) => isNamed(record, runImageName)
    ? undefined
    : `The image does not name the run image ${runImageName}, but: ${(0,printable/* printable */.g$)(namesOf(record).join(', ')) || 'none'}.`;
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
    return (`The run image ${runImageName} is of another stack: its label ${stackLabel} is ${quoted(other)}, and that of the ` +
        `image is ${quoted(own)}.`);
};
const MixinsSchema = dist/* fallback */.NpB(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* parseJson */.qFJ(), dist/* nullable */.mee(dist/* array */.YOg(dist/* string */.YjP()))), []);
/** Without the stage for which they are: `build:` or `run:`. */
const mixinsOf = (config) => (dist/* parse */.qgA(MixinsSchema, labelOf(config, mixinsLabel)) ?? []).map((mixin) => mixin.replace(/^[^:]*:/, ''));
const mixinObstacle = ({ app, runImage, runImageName }) => {
    const offered = new Set(mixinsOf(runImage));
    const missing = mixinsOf(app).filter((mixin) => !offered.has(mixin));
    if (missing.length === 0)
        return undefined;
    return `The run image ${runImageName} lacks mixins that the image has: ${(0,printable/* printable */.g$)(missing.toSorted().join(', '))}.`;
};

// EXTERNAL MODULE: ./src/image/descriptor.ts
var image_descriptor = __webpack_require__(65328);
;// CONCATENATED MODULE: ./src/cnb/rebase/rebase-index.ts






const IndexSchema = dist/* looseObject */._H3({ manifests: dist/* array */.YOg(fields/* FieldsSchema */.Xo) });
/**
 * An index with other images instead of those that it lists, everything else as it stands there; attestations, and
 * what has no replacement, are left out. Annotations about the run image are renewed where they are.
 */
const rebaseIndex = (bytes, descriptor, replacements) => {
    const index = (0,json_document/* parseDocument */.Tp)(fields/* FieldsSchema */.Xo, bytes, 'index');
    const manifests = (0,json_document/* parseDocument */.Tp)(IndexSchema, bytes, 'index').manifests.flatMap((fields) => {
        const listed = (0,json_document/* checkDocument */.sw)(image_descriptor/* DescriptorSchema */.l, fields, 'index');
        const replacement = replacements.get(listed.digest);
        if (replacement === undefined || isAttestation(listed))
            return [];
        const { mediaType, digest, size } = replacement.descriptor;
        const annotations = listed.annotations && renewed(listed.annotations, replacement.annotations);
        return [{ ...fields, mediaType, digest, size, ...(annotations && { annotations }) }];
    });
    const text = Buffer.from(JSON.stringify({ ...index, manifests }));
    return {
        descriptor: { mediaType: descriptor.mediaType, digest: (0,digest/* digestOf */.ol)(text), size: text.length },
        bytes: text,
    };
};
const renewable = [
    image_annotations/* annotationKeys */.i.baseName,
    image_annotations/* annotationKeys */.i.baseDigest,
    image_annotations/* annotationKeys */.i.runImageRoot,
];
const renewed = (former, current) => Object.fromEntries(Object.entries(former).map(([key, value]) => [
    key,
    renewable.includes(key) ? (current[key] ?? value) : value,
]));
/** Whether an index lists something that tells about another image in it, an attestation of BuildKit's, say. */
const isAttestation = ({ platform, annotations }) => platform?.os === 'unknown' || annotations?.['vnd.docker.reference.type'] !== undefined;

// EXTERNAL MODULE: ./src/content/in-parallel.ts
var in_parallel = __webpack_require__(55724);
// EXTERNAL MODULE: ./src/image/config.ts
var image_config = __webpack_require__(86575);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
;// CONCATENATED MODULE: ./src/content/image-documents.ts







/** The bytes of a manifest, an index or a configuration; throws a Failure if they are more than a document may have. */
const fetchDocument = async (content, descriptor, signal) => {
    if (descriptor.size > json_document/* documentLimit */.NL) {
        throw new failure/* Failure */.HR(`The document ${descriptor.digest} has ${descriptor.size} bytes; more than ${json_document/* documentLimit */.NL} are not read. ` +
            'Name another image.');
    }
    return Buffer.concat(await Array.fromAsync(content.fetch(descriptor, signal)));
};
/** Reads the image that a descriptor names, without its layers; throws a Failure if it names none. */
const fetchImage = async (content, descriptor, signal) => {
    if (!(0,media_type/* isManifest */.Yh)(descriptor.mediaType)) {
        throw new failure/* Failure */.HR(`${descriptor.digest} is a "${(0,printable/* printable */.g$)(descriptor.mediaType)}", not an image. Name an image, or an index of images.`);
    }
    const manifestBytes = await fetchDocument(content, descriptor, signal);
    const manifest = (0,image_manifest/* parseManifest */.N)(manifestBytes);
    const configBytes = await fetchDocument(content, manifest.config, signal);
    const config = (0,image_config/* parseImageConfig */.F)(configBytes);
    if (config.rootfs.diff_ids.length !== manifest.layers.length) {
        throw new failure/* Failure */.HR(`The image ${descriptor.digest} is inconsistent: its manifest lists ${manifest.layers.length} layers, ` +
            `its configuration ${config.rootfs.diff_ids.length}. Build it again.`);
    }
    return { descriptor, manifest, config, manifestBytes, configBytes };
};
/** Reads the index that a descriptor names; undefined if it names something else. */
const fetchIndex = async (content, descriptor) => {
    if (!(0,media_type/* isIndex */.nw)(descriptor.mediaType))
        return undefined;
    const bytes = await fetchDocument(content, descriptor);
    return { descriptor, bytes, listed: (0,image_index/* parseIndex */.A)(bytes).manifests };
};

// EXTERNAL MODULE: ./src/store/registry-documents.ts
var registry_documents = __webpack_require__(97293);
;// CONCATENATED MODULE: ./src/actions/rebase-image/run-image.ts










/** Finds out what names of run images mean: each once, so that all platforms of an image get the same. */
const runImageResolver = (registry, info) => {
    const asked = new Map();
    const resolve = (reference) => {
        const key = (0,image_reference/* formatReference */.FH)(reference);
        const answer = asked.get(key) ?? registry.resolve(reference);
        asked.set(key, answer);
        return answer;
    };
    return async (names) => {
        for (const [nth, name] of names.entries()) {
            try {
                const reference = run_image_runImageReference(name);
                return { name, reference, root: await resolve(reference) };
            }
            catch (error) {
                if (!(error instanceof failure/* Failure */.HR) || nth === names.length - 1)
                    throw error;
                info(`The run image is asked for at its next mirror: ${error.message}`);
            }
        }
        throw new failure/* Failure */.HR('The image names no run image. Name one with the input run-image.');
    };
};
const run_image_runImageReference = (name) => {
    try {
        return (0,image_reference/* parseReference */.F2)(name);
    }
    catch (cause) {
        if (!(cause instanceof failure/* Failure */.HR))
            throw cause;
        throw new failure/* Failure */.HR(`The image has a name for its run image that is none; give another one as run-image: ${cause.message}`, { cause });
    }
};
/** The names by which an image has its run image, those on its own registry first, as the lifecycle’s rebaser has them. */
const runImageNames = (record, registry) => {
    const names = namesOf(record);
    const isNear = (name) => parsed(name)?.registry === registry;
    return [...names.filter(isNear), ...names.filter((name) => !isNear(name))];
};
/** Reads a run image without its layers: of an index that for the platform, else what there is. */
const openRunImage = async ({ reference, root }, platform, registry) => {
    const content = registry.readableRepository(reference);
    if ((0,media_type/* isManifest */.Yh)(root.mediaType)) {
        const image = await fetchImage(content, root);
        return { reference, root: root.digest, ...image, platform: (0,image_platform/* imagePlatform */.Ht)(image.config) };
    }
    return (0,run_image/* readRunImage */.R)({ reference, root: root.digest, platform }, (0,registry_documents/* registryDocuments */.G)(registry, reference));
};
/**
 * The configuration of the run image that an image stands on so far: by what its layout says, or, where it was built right
 * into a registry, its label. Undefined where neither says so, or where that image is gone.
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
        return (await fetchImage(registry.readableRepository(former), found)).configBytes;
    }
    catch (error) {
        if (!(error instanceof failure/* Failure */.HR))
            throw error;
        info(`The former run image is not to be had, so that labels which it had may stay: ${(0,failure/* messageOf */.bD)(error)}`);
        return undefined;
    }
};
const formerReference = (descriptor, root, { reference }) => {
    const said = (0,image_image_annotations/* annotationsOf */.I)(descriptor, root);
    const name = said[image_annotations/* annotationKeys */.i.baseName];
    const digest = said[image_annotations/* annotationKeys */.i.baseDigest];
    if (name !== undefined && digest !== undefined)
        return digested(`${name.split('@')[0]}@${digest}`);
    // In a layout it is a path, with a digest that is no run image’s.
    return reference.startsWith('/') ? undefined : digested(reference);
};
const digested = (text) => {
    const reference = parsed(text);
    return reference?.digest === undefined ? undefined : reference;
};
const parsed = (text) => {
    try {
        return (0,image_reference/* parseReference */.F2)(text);
    }
    catch (error) {
        if (error instanceof failure/* Failure */.HR)
            return undefined;
        throw error;
    }
};

;// CONCATENATED MODULE: ./src/actions/rebase-image/rebased.ts







/** An index may list thousands, and each asks for documents. */
const concurrentImages = 4;
/** Rebases each image of a source; throws a Failure that says what to do where one cannot or must not be. */
const rebaseAll = async (source, { index, images }, inputs, options) => {
    const resolve = runImageResolver(options.registry, options.info);
    const rebase = async (former) => {
        const record = (0,rebase_label/* runImageRecordOf */.bU)(former.config, source.name);
        const names = inputs.runImage === undefined ? runImageNames(record, source.place?.registry) : [inputs.runImage];
        const named = await resolve(names);
        const runImage = await openRunImage(named, former.config, options.registry);
        const guarded = { app: former.config, record, runImage: runImage.config, runImageName: named.name };
        checkRebase(guarded, { force: inputs.force, warn: options.warn });
        const { registry, info } = options;
        const formerRunImage = await formerConfig(former, source.root, record, runImage, registry, info);
        const rename = isNamed(record, named.name) ? undefined : named.name;
        return {
            ...{ former, runImage },
            rebased: rebaseImage({ app: former, record, runImage, formerRunImage, rename }),
        };
    };
    const all = await (0,in_parallel/* inParallel */.H)(images, concurrentImages, rebase);
    if (index === undefined) {
        const [only] = all;
        return { images: all, root: only?.rebased.descriptor ?? source.root, indexBytes: undefined };
    }
    const replacements = new Map(all.map(({ former, runImage, rebased, }) => [
        former.descriptor.digest,
        { descriptor: rebased.descriptor, annotations: (0,run_image/* baseAnnotations */.O)(runImage) },
    ]));
    const { descriptor, bytes } = rebaseIndex(index.bytes, index.descriptor, replacements);
    return { images: all, root: descriptor, indexBytes: bytes };
};

// EXTERNAL MODULE: ./src/image/image-name.ts
var image_name = __webpack_require__(44626);
;// CONCATENATED MODULE: ./src/actions/rebase-image/source.ts









/** An image in a registry. Throws a Failure if there is none, or not the expected one. */
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
        place: { registry: host, repository, digest: root.digest },
        imageName: `${repository.split('/').at(-1)}:${tag}`,
    };
};
/** What artifacts held, in a layout whose blobs are verified. */
const layoutSource = (artifacts, folder, root, warn) => {
    const [first = 'image'] = artifacts;
    const name = `the image in ${artifacts.map((artifact) => `"${artifact}"`).join(', ')}`;
    return {
        name,
        content: (0,content/* layoutContent */.G)(folder),
        root,
        place: placeIn(root, name, warn),
        imageName: (0,image_name/* imageNameOf */.m)(root) ?? `${first}:latest`,
    };
};
/** What index.json says of where the app's layers are: no digest covers it, and it may be of no use. */
const placeIn = ({ annotations }, name, warn) => {
    const place = annotations?.[image_annotations/* annotationKeys */.i.appName];
    try {
        return place === undefined ? undefined : (0,image_reference/* parseReference */.F2)(place);
    }
    catch (cause) {
        if (!(cause instanceof failure/* Failure */.HR))
            throw cause;
        warn(`The location of the application layers of ${name} is unknown; missing layers cannot be fetched: ${cause.message}`);
        return undefined;
    }
};
// Enough to hide a registry's latency; an index may list thousands.
const concurrentReads = 4;
/**
 * Reads all documents of a source, and no layer. What an index says about other images in it is left out, since the
 * rebased images are others. Throws a Failure if there is something else than images.
 */
const readSource = async ({ content, root, name }, warn) => {
    const index = await fetchIndex(content, root);
    if (index === undefined)
        return { index, images: [await fetchImage(content, root)] };
    const listed = index.listed.filter((descriptor) => !isAttestation(descriptor));
    const attestations = index.listed.length - listed.length;
    if (attestations > 0) {
        warn(`${name} has ${attestations} attestations, which are about the images as they are; they are left out. ` +
            'Attest the rebased image after it was pushed.');
    }
    if (listed.length === 0 || listed.some(({ mediaType }) => (0,media_type/* isIndex */.nw)(mediaType))) {
        const what = listed.length === 0 ? 'no image' : 'an index in its index';
        throw new failure/* Failure */.HR(`${name} cannot be rebased: it has ${what}. Rebase an image, or an index of images.`);
    }
    const images = await (0,in_parallel/* inParallel */.H)(listed, concurrentReads, (descriptor, signal) => fetchImage(content, descriptor, signal));
    return { index, images };
};

// EXTERNAL MODULE: ./src/github/step/markdown.ts
var markdown = __webpack_require__(35285);
;// CONCATENATED MODULE: ./src/actions/rebase-image/summary.ts




// A reference that is cut cannot be copied: this is longer than any.
const referenceLimit = 600;
const rowLimit = 50;
/** The summary of a rebase as GitHub-flavoured Markdown; without a layout nothing changed. */
const formatSummary = (source, { images, root }, layout) => {
    const state = layout === undefined
        ? 'It stands on the newest run image already: nothing was written.'
        : `Rebased without a build: the app’s layers are those of ${(0,markdown/* code */.aY)(source.name, referenceLimit)}. The layout has ` +
            `${(0,quantity/* formatCount */.B4)(layout.blobs.length, 'blob')} (${(0,quantity/* formatBytes */.z3)(layout.size)})` +
            `${layout.lacking.length === 0 ? '.' : `, and lacks ${(0,quantity/* formatCount */.B4)(layout.lacking.length, 'layer')}, which a push takes from where they are.`}`;
    return `${[
        `<h2>${(0,markdown/* code */.aY)(source.imageName, referenceLimit)}</h2>`,
        state,
        (0,markdown/* table */.tp)([], [
            ['<b>Before</b>', (0,markdown/* code */.aY)(source.root.digest)],
            ['<b>Digest</b>', (0,markdown/* code */.aY)(root.digest)],
        ]),
        (0,markdown/* table */.tp)(['Platform', 'Run image', 'Digest of the run image'], images
            .slice(0, rowLimit)
            .map(({ runImage }) => [
            (0,markdown/* text */.Qq)((0,image_platform/* formatPlatform */.Bq)(runImage.platform)),
            (0,markdown/* code */.aY)((0,image_reference/* formatReference */.FH)(runImage.reference), referenceLimit),
            (0,markdown/* code */.aY)(runImage.descriptor.digest),
        ])),
    ].join('\n\n')}\n`;
};

;// CONCATENATED MODULE: ./src/actions/rebase-image/run.ts












/**
 * Puts an app on the current version of its run image, and writes the layout that a new build would write, without a
 * build. If the image is up to date, nothing is written.
 *
 * Throws a Failure that says what to do, or the reason of the cancellation. The target keeps its previous layout until the
 * new one is verified.
 */
const run = async (inputs, services) => {
    const { tasks, log, registry, runImages, setOutputs } = services;
    const { info, warning: warn } = log;
    const target = await (0,place/* checkTarget */.e)(inputs.path);
    const staging = await (0,files_staging/* stagingFolder */.cy)(target);
    tasks.cleanUp(() => (0,promises_.rm)(staging, { recursive: true, force: true, maxRetries: 3 }));
    const source = await openSource(inputs, staging, services);
    const images = await readSource(source, warn);
    const rebased = await rebaseAll(source, images, inputs, { registry, info, warn });
    for (const { runImage } of rebased.images) {
        info(`Run image: ${runImage.reference.repository}, ${runImage.descriptor.digest}`);
    }
    tasks.signal.throwIfAborted();
    const { digest } = rebased.root;
    if (digest === source.root.digest) {
        setOutputs(imageOutputs(source, rebased));
        info(`${source.name} is what a new build would give, ${digest}: there is nothing to rebase.`);
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
        const artifact = await services.uploadArtifact(layout);
        setOutputs((0,upload_input/* artifactOutputs */.F)(artifact));
        info(`Artifact "${artifact.name}" uploaded: ${(0,quantity/* formatBytes */.z3)(artifact.size)}, ${artifact.url}`);
    }
    const lacking = written.lacking.length === 0 ? '' : `, ${written.lacking.length} layers left where they are`;
    info(`Rebased ${source.name} from ${source.root.digest} to ${digest} in ${inputs.path}: ${(0,quantity/* formatBytes */.z3)(written.size)}` +
        `${lacking}, ${(0,quantity/* formatSeconds */.Xo)(tasks.seconds)}`);
    if (inputs.summary)
        await services.writeSummary(formatSummary(source, rebased, written));
};
/** The image where it is; out of an artifact it comes into a layout in `folder`, which is empty. */
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
/* harmony export */   Im: () => (/* binding */ runToml),
/* harmony export */   mt: () => (/* binding */ chooseRunImage),
/* harmony export */   yS: () => (/* binding */ isSameName)
/* harmony export */ });
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);


/**
 * The run image for a build: the requested one, or else the builder's, preferably from the builder's own registry, where
 * that is known.
 *
 * The lifecycle writes into the image's label which run image a later rebase takes. It looks for it in run.toml by the
 * name that analysis found, which for a layout is a path and never there, and so takes the first:
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/run_image.go#L80
 *
 * Throws a Failure if the builder names none, or a name that is no image reference.
 */
const chooseRunImage = ({ runImages }, builderReference, requested) => {
    const [first] = runImages;
    if (requested === undefined)
        return chooseOwn(first, builderReference);
    const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(requested);
    const named = runImages.find(({ image, mirrors }) => [image, ...mirrors].some((name) => isSameName(name, requested)));
    if (named !== undefined && named === first)
        return { name: requested, reference };
    return { name: requested, reference, label: named ?? { image: requested, mirrors: [] } };
};
const chooseOwn = (own, builder) => {
    const names = own === undefined ? [] : [own.image, ...own.mirrors];
    const candidates = names.map((name) => ({ name, reference: (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(name) }));
    const nearby = candidates.find(({ reference }) => reference.registry === builder?.registry);
    const chosen = nearby ?? candidates[0];
    if (chosen === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`The builder${builder === undefined ? '' : ` ${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(builder)}`} names no run image. ` +
            'Name one with the input run-image.');
    }
    return chosen;
};
/** Whether two names mean the same, whatever their digests: the lifecycle compares names like this. */
const isSameName = (name, other) => {
    try {
        return tagged((0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(name)) === tagged((0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(other));
    }
    catch {
        return false;
    }
};
const tagged = ({ registry, repository, tag = 'latest' }) => (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)({ registry, repository, tag });
/**
 * A run.toml that names one run image. Throws a Failure if a name is no image reference: none of those needs an
 * escape in TOML.
 */
const runToml = ({ image, mirrors }) => {
    const list = mirrors.map(quoted).join(', ');
    return `[[images]]\n  image = ${quoted(image)}\n${list === '' ? '' : `  mirrors = [${list}]\n`}`;
};
const quoted = (name) => {
    (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(name);
    return `"${name}"`;
};


/***/ }),

/***/ 96131:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ sandboxPaths)
/* harmony export */ });
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


/***/ }),

/***/ 90613:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  m: () => (/* binding */ uploadArtifact)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/image/digest.ts
var image_digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/github/artifact/artifact-client.ts + 1 modules
var artifact_client = __webpack_require__(13574);
// EXTERNAL MODULE: ./src/github/artifact/artifact-name.ts
var artifact_name = __webpack_require__(18296);
;// CONCATENATED MODULE: ./src/github/artifact/artifact-verification.ts



/**
 * Watches the blobs of a layout while somebody else reads them. The function returned, called when all is read, finds
 * those whose reader may have had other bytes than their descriptors name.
 *
 * GitHub's client takes paths and reads them itself, and a layout may share its files with a layout-repo to which others
 * write. So each blob is hashed again after it was read: bytes that were wrong when they were read, and stayed so, are
 * seen. Bytes that were wrong for a moment only leave a file that was written to, or another file. Not seen is who puts
 * back the bytes and the time of the last write as well.
 */
const watchBlobs = async (layout, blobs) => {
    const before = await tracesOf(layout, blobs);
    return async () => {
        const flaws = await (0,verify/* findFlaws */.pG)(layout, blobs);
        const known = new Set(flaws.map(({ descriptor }) => descriptor.digest));
        const after = await tracesOf(layout, blobs);
        const touched = blobs.filter(({ digest }) => !known.has(digest) && before.get(digest) !== after.get(digest));
        return [
            ...flaws,
            ...touched.map((descriptor) => ({ descriptor, reason: 'written to while it was read' })),
        ];
    };
};
/** Which file each blob is, and when it was last written to. */
const tracesOf = async (layout, blobs) => new Map(await Promise.all(blobs.map(async ({ digest }) => {
    const stats = await (0,promises_.lstat)((0,blob/* blobPath */.nD)(layout, digest), { bigint: true }).catch(() => undefined);
    return [digest, stats && `${stats.dev} ${stats.ino} ${stats.mtimeNs}`];
})));

;// CONCATENATED MODULE: ./src/github/artifact/artifact-upload.ts










/** What the client says when it has read the last byte of the last file, and has still to send some of them. */
const allIsRead = 'Zip stream for upload has ended';
/**
 * Uploads a layout as one workflow artifact: `oci-layout`, `index.json` and the blobs, nothing else. Success means that
 * the blobs that were sent are those that their descriptors name; otherwise no artifact is left. Nothing is held in
 * memory but a few blocks.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
const uploadArtifact = async (artifact, run, log) => {
    const { name, layout, blobs, retentionDays, compressionLevel, overwrite, signal } = artifact;
    (0,artifact_name/* checkArtifactName */.C)(name);
    const paths = blobs.map(({ digest }) => (0,blob/* blobPath */.nD)(layout, digest));
    const files = [(0,external_node_path_.join)(layout, write/* layoutMarker */.fB), (0,external_node_path_.join)(layout, write/* layoutIndex */.vh), ...paths];
    await checkFiles(files);
    const task = `The artifact "${name}" could not be uploaded`;
    const findChanges = await watchBlobs(layout, blobs);
    let changes;
    const watch = (line) => {
        log.debug(line);
        if (!line.startsWith(allIsRead))
            return;
        changes = findChanges();
        // They are not needed if the upload fails.
        changes.catch(() => { });
    };
    const call = (0,artifact_client/* callsFor */.$)({ task, way: 'upload', server: run.server }, { debug: watch }, signal);
    const client = await (0,artifact_client/* artifactClient */.A)(run.server);
    if (overwrite) {
        const { artifacts } = await call(() => client.listArtifacts({ latest: true }));
        if (artifacts.some((existing) => existing.name === name))
            await call(() => client.deleteArtifact(name));
    }
    const { id, digest, size } = await call(async (lines) => {
        const options = { compressionLevel, ...(retentionDays !== undefined && { retentionDays }) };
        const uploaded = await client.uploadArtifact(name, files, layout, options);
        // A file that vanishes or can't be read is, to the client, no reason not to finish without it.
        const incomplete = lines.find(({ level, text }) => level === 'warning' && text.includes('zip creation'));
        const changed = await (changes ?? findChanges());
        if (incomplete === undefined && changed.length === 0)
            return uploaded;
        const gone = await client.deleteArtifact(name).then(() => 'so it was deleted', (error) => `and could not be deleted (${(0,failure/* messageOf */.bD)(error)}), so do not use it`);
        throw new failure/* Failure */.HR(`${task}: files of the layout were changed while they were sent, ${gone}. Something else writes to ${layout}, ` +
            'or to the layout-repo, whose files it may share. Find out what, then build again.', { detail: [...changed.map(verify/* describeFlaw */.w8), ...(incomplete === undefined ? [] : [incomplete.text])] });
    });
    if (id === undefined || digest === undefined || size === undefined) {
        throw new failure/* Failure */.HR(`${task}: the service's answer names neither its id nor its digest. Run the job again.`);
    }
    return { id, name, digest: (0,image_digest/* digestOfHex */.z9)(digest), size, url: urlOf(run, name, id) };
};
/** The client follows links. */
const checkFiles = async (files) => {
    for (const file of files) {
        try {
            if (!(await (0,promises_.lstat)(file)).isFile())
                throw new Error('not a regular file');
        }
        catch (cause) {
            throw new failure/* Failure */.HR(`${file} cannot be part of an artifact: ${(0,failure/* messageOf */.bD)(cause)}. Build again.`, { cause });
        }
    }
};
const urlOf = ({ server, serverUrl, repository, runId }, name, id) => {
    const last = server === 'Gitea' || server === 'Forgejo' ? encodeURIComponent(name) : id;
    return `${serverUrl}/${repository}/actions/runs/${runId}/artifacts/${last}`;
};


/***/ }),

/***/ 91417:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ artifactOutputs),
/* harmony export */   f: () => (/* binding */ uploadInputs)
/* harmony export */ });
/* harmony import */ var _input_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(98005);

/** Reads the inputs about the artifact that is uploaded; undefined if none is. `name` gives what it is called. */
const uploadInputs = (get, name) => (0,_input_js__WEBPACK_IMPORTED_MODULE_0__/* .flagInput */ .tc)(get, 'upload')
    ? {
        name: name(),
        retentionDays: (0,_input_js__WEBPACK_IMPORTED_MODULE_0__/* .numberInput */ .QR)(get, 'retention-days', 1, 400),
        overwrite: (0,_input_js__WEBPACK_IMPORTED_MODULE_0__/* .flagInput */ .tc)(get, 'overwrite'),
        compressionLevel: (0,_input_js__WEBPACK_IMPORTED_MODULE_0__/* .numberInput */ .QR)(get, 'compression-level', 0, 9) ?? 0,
    }
    : undefined;
const artifactOutputs = ({ id, name, url, digest }) => ({
    'artifact-id': id,
    'artifact-name': name,
    'artifact-url': url,
    'artifact-digest': digest,
});


/***/ }),

/***/ 35285:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ew: () => (/* binding */ yamlScalar),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   _b: () => (/* binding */ mermaidLabel),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   tp: () => (/* binding */ table),
/* harmony export */   uM: () => (/* binding */ linkTo),
/* harmony export */   zH: () => (/* binding */ details)
/* harmony export */ });
/* unused harmony export visible */
/**
 * How values of unknown origin get into a job summary. GitHub reads it as Markdown with raw HTML, then turns
 * `@name`, `#1` and `:name:` in the resulting text (not in code) into links and pictures.
 */
const replacement = '\uFFFD';
// Controls, unassigned and private characters, and the invisible ones that reorder or hide text.
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
// Piled up accents overflow their line.
const piledAccents = /\p{M}{4,}/gu;
const clean = (value) => value.toWellFormed().replace(/\s+/g, ' ').replace(invisible, replacement).replace(piledAccents, replacement);
/**
 * One line of visible characters, with the middle left out where the value is longer than `limit` characters.
 * White space becomes a space, what can't be seen becomes `\uFFFD`.
 */
const visible = (value, limit) => {
    // A name of megabytes is cut before it is looked at.
    const ample = 8 * limit;
    const shown = value.length > 2 * ample ? `${clean(value.slice(0, ample))}…${clean(value.slice(-ample))}` : clean(value);
    const characters = [...shown];
    if (characters.length <= limit)
        return shown;
    const tail = Math.floor((limit - 1) / 3);
    return [...characters.slice(0, limit - 1 - tail), '…', ...characters.slice(characters.length - tail)].join('');
};
// An encoded character is never markup, in HTML as in Markdown, nor a table's pipe.
// https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
const encode = (text) => text.replace(/[^A-Za-z0-9 .,:/+=\u0080-\u{10FFFF}-]/gu, (character) => `&#${character.codePointAt(0)};`);
const nameLimit = 80;
/** A value inside a sentence. A zero-width space keeps GitHub from making links of it, so it is not for copying. */
const text = (value, limit = nameLimit) => encode(visible(value, limit).replace(/\bwww(?=\.)|[@#:]|\bGH(?=-)/gi, '$&\u200B'));
/** A value in a code font, for copying; belongs into an HTML block, where Markdown makes no links. */
const code = (value, limit = nameLimit) => `<code>${encode(visible(value, limit))}</code>`;
const linkLimit = 300;
/** HTML that leads to a value's https address; the HTML alone where the value is no such address. */
const linkTo = (address, html) => {
    const url = address.length <= linkLimit ? URL.parse(address) : null;
    if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
        return html;
    return url.href.length > linkLimit ? html : `<a href="${encode(visible(url.href, linkLimit))}">${html}</a>`;
};
/**
 * A value inside the double quotes of a mermaid label. Only letters, digits and harmless signs stay: comments and
 * directives (`%%{…}%%`) would count even within quotes, and `#…;` is mermaid's own way to encode.
 */
const mermaidLabel = (value, limit = 40) => visible(value, limit).replace(/[^\p{L}\p{N} .,:/@_+()·…-]/gu, replacement);
const expression = '\u0024{{';
const plainScalar = /^[A-Za-z][\w./@:-]*\w$/;
// What readers of some version take for no text: the last is a number to some.
const keyword = /^(?:true|false|null|yes|no|on|off|e-?\d+)$/i;
/**
 * A value as a YAML scalar in a workflow file: exactly that text, on one line, without an expression in it.
 * https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions#literals
 */
const yamlScalar = (value) => {
    if (plainScalar.test(value) && !keyword.test(value))
        return value;
    return JSON.stringify(value.replaceAll(expression, () => `${expression} '${expression}' }}`)).replace(/[^ -~]|[<>`]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
};
/** A section that is closed until the reader opens it. The content starts and ends as an HTML or Markdown block. */
const details = (title, ...blocks) => [`<details><summary>${title}</summary>`, ...blocks, '</details>'].join('\n\n');
/** A table in HTML: `head` and `rows` are cells of safe HTML. Cells of the `right` columns are set to the right. */
const table = (head, rows, right = []) => {
    const line = (tag, cells) => `<tr>${cells.map((cell, i) => `<${tag}${right.includes(i) ? ' align="right" nowrap' : ''}>${cell}</${tag}>`).join('')}</tr>`;
    return [
        '<table>',
        ...(head.length > 0 ? [line('th', head)] : []),
        ...rows.map((row) => line('td', row)),
        '</table>',
    ].join('\n');
};


/***/ }),

/***/ 91378:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ writeSummary)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);


// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
const limit = 1024 * 1024;
/**
 * Adds Markdown to the job summary: to the file that the runner names for it (`summaryFile` of the step's context).
 * What was done does not depend on what is told of it: where it cannot be written that is a warning, and nothing else.
 */
const writeSummary = async (markdown, file, log) => {
    const warn = (reason) => log.warning(`The job summary was not written: ${reason}. The step is not affected.`);
    const size = Buffer.byteLength(markdown);
    if (file === undefined)
        return warn('this runner takes none');
    if (size > limit)
        return warn(`it has ${size} bytes, and GitHub shows at most ${limit} of a step`);
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.appendFile)(file, markdown);
    }
    catch (error) {
        warn((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error));
    }
};


/***/ }),

/***/ 8737:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ withoutTag),
/* harmony export */   n: () => (/* binding */ withOciMediaTypes)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(72591);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _json_go_json_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(59665);
/* harmony import */ var _annotations_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(10483);
/* harmony import */ var _media_type_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(22978);






const PartsSchema = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({ config: _json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, layers: valibot__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo) });
const converted = (fields) => {
    const { mediaType } = fields;
    return typeof mediaType === 'string' ? { ...fields, mediaType: (0,_media_type_js__WEBPACK_IMPORTED_MODULE_3__/* .ociMediaType */ .Ys)(mediaType) } : fields;
};
/**
 * A manifest with OCI's media types instead of Docker's, of itself, the configuration and the layers: some clients
 * refuse the mixture that the lifecycle writes. Everything else stays as it was, and with it the order of the fields;
 * a manifest that has no Docker type comes back byte for byte.
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
 * under every tag. An object of annotations that becomes empty goes too. A manifest without the tag comes back byte for
 * byte.
 */
const withoutTag = (bytes) => {
    const manifest = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .FieldsSchema */ .Xo, bytes, 'manifest');
    const { annotations } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(AnnotationsPart, bytes, 'manifest');
    if (!Object.hasOwn(annotations ?? {}, _annotations_js__WEBPACK_IMPORTED_MODULE_2__/* .annotationKeys */ .i.refName))
        return bytes;
    const others = Object.entries(annotations ?? {}).filter(([name]) => name !== _annotations_js__WEBPACK_IMPORTED_MODULE_2__/* .annotationKeys */ .i.refName);
    const fields = Object.entries(manifest).flatMap(([name, value]) => {
        if (name !== 'annotations')
            return [[name, value]];
        return others.length === 0 ? [] : [[name, Object.fromEntries(others)]];
    });
    return Buffer.from((0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_5__/* .goJson */ .Pl)(Object.fromEntries(fields)));
};


/***/ })

};
