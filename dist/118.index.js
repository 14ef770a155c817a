export const id = 118;
export const ids = [118];
export const modules = {

/***/ 38475:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readInputs)
/* harmony export */ });
/* harmony import */ var _github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48650);
/* harmony import */ var _github_inputs_input_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(98005);
/* harmony import */ var _github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(25324);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);





/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
const readInputs = (get, context) => {
    const { workspace, repository } = context;
    const wanted = (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_0__/* .artifactsInput */ .mG)(get, repository);
    const path = (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .targetInput */ .Mn)(pathFor(get, wanted), workspace);
    return {
        ...wanted,
        path,
        complete: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_1__/* .flagInput */ .tc)(get, 'complete'),
        load: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_1__/* .parsedInput */ .m8)(get, 'load', parseLoadName, 'my-app:ci'),
        sbom: (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .sbomInput */ .OM)(get, workspace, path),
        insecureRegistries: (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .insecureRegistriesInput */ .UD)(get),
        layoutRepo: (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .layoutRepoInput */ .bf)(get, context),
        cache: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_1__/* .flagInput */ .tc)(get, 'cache'),
    };
};
const pathFor = (get, { artifacts: [{ name }, ...others] }) => {
    if (others.length === 0)
        return get('path') || name;
    return (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_1__/* .requiredInput */ .YF)(get, 'path', 'images/my-app');
};
const parseLoadName = (text) => {
    const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_3__/* .parseReference */ .F2)(text);
    if (reference.digest === undefined)
        return reference;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`"${text}" contains a digest, but Docker loads images under names with a tag.`);
};


/***/ }),

/***/ 95775:
/***/ ((module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _docker_command_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(91721);
/* harmony import */ var _github_artifact_artifact_download_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(16531);
/* harmony import */ var _github_cache_cache_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(28749);
/* harmony import */ var _github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(48650);
/* harmony import */ var _github_step_step_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(45205);
/* harmony import */ var _github_step_step_context_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(33552);
/* harmony import */ var _registry_registry_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(84041);
/* harmony import */ var _store_run_images_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(98847);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(38475);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(43689);











await (0,_github_step_step_js__WEBPACK_IMPORTED_MODULE_5__/* .runStep */ .e)({ title: 'Download failed' }, async ({ log, tasks }) => {
    const context = (0,_github_step_step_context_js__WEBPACK_IMPORTED_MODULE_6__/* .stepContext */ .ev)(process.env);
    const { signal } = tasks;
    const ownRun = (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_4__/* .ownRunInput */ .gL)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context);
    const inputs = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_9__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context);
    const insecure = inputs.insecureRegistries;
    const registry = (0,_registry_registry_js__WEBPACK_IMPORTED_MODULE_7__/* .userRegistry */ .t)(context, { insecure, warn: log.warning, signal });
    await (0,_run_js__WEBPACK_IMPORTED_MODULE_10__/* .run */ .e)(inputs, {
        ...{ tasks, log, registry, setOutputs: _github_step_step_js__WEBPACK_IMPORTED_MODULE_5__/* .setOutputs */ .n },
        download: (wanted) => (0,_github_artifact_artifact_download_js__WEBPACK_IMPORTED_MODULE_2__/* .downloadArtifact */ .b)({ ...wanted, ownRun }, context.server, log),
        runImages: new _store_run_images_js__WEBPACK_IMPORTED_MODULE_8__/* .RunImageStore */ .e({
            root: inputs.layoutRepo,
            registry,
            cache: inputs.cache ? (0,_github_cache_cache_js__WEBPACK_IMPORTED_MODULE_3__/* .actionsCache */ .kW)(log, signal) : undefined,
            info: log.info,
            warn: log.warning,
        }),
        docker: (0,_docker_command_js__WEBPACK_IMPORTED_MODULE_1__/* .dockerClient */ ._)(context.environment),
    });
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 43689:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/cnb/sbom/folder.ts + 3 modules
var sbom_folder = __webpack_require__(20672);
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
 * Loads a complete, verified image of a layout into a Docker engine, under a name with a tag. Streams the layout's files
 * into `docker load` without a copy on disk. Does not send an image that the engine already has.
 *
 * Throws a Failure if the engine refuses the image or gives it another ID, and the signal's reason after an abort.
 */
const loadImage = async (docker, layout, image, reference, signal) => {
    const name = (0,image_reference/* formatReference */.FH)(reference);
    for (const digest of [image.manifest.config.digest, image.descriptor.digest]) {
        const found = await (0,inspect/* inspectImage */.mm)(docker, digest, { signal });
        if (found?.Id !== digest)
            continue;
        await docker.exec(['image', 'tag', digest, name], signal);
        return { name, id: digest, wasPresent: true };
    }
    await sendImage(docker, layout, image, reference, signal);
    const id = (await (0,inspect/* inspectImage */.mm)(docker, name, { signal }))?.Id;
    if (id !== image.manifest.config.digest && id !== image.descriptor.digest) {
        throw new failure/* Failure */.HR(`The Docker engine loaded ${name} with an unexpected image ID: expected ${image.manifest.config.digest}, ` +
            `found ${id ?? 'none'}. Check the engine's log, or load the layout with another tool.`);
    }
    return { name, id, wasPresent: false };
};
const sendImage = async (docker, layout, image, reference, signal) => {
    const load = docker.start(['image', 'load'], signal);
    // If the engine refuses the image halfway, the rest need not be read.
    const ending = new AbortController();
    const reading = AbortSignal.any([signal, ending.signal]);
    const archive = (0,tar_write/* tarOf */.$t)(entriesOf(layout, image, reference, reading), { uid: 0, gid: 0 });
    const sent = (0,external_node_stream_promises_.pipeline)(archive, load.stdin).then(() => undefined, (error) => {
        // The client ended early; its exit code and stderr say why.
        if ((0,failure/* isSystemError */.Or)(error, 'EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'))
            return undefined;
        // The engine must not treat an incomplete archive as a complete one.
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
        : 'Check the engine’s log, and whether its disk is full.'}`, { cause });
};
/**
 * An archive that both image stores read: `manifest.json` is for the classic one, `index.json` for containerd's. The
 * documents come last, so that an incomplete archive contains no image.
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
        [image_annotations/* annotationKeys */.ic.imageName]: name,
        ...(reference.tag !== undefined && { [image_annotations/* annotationKeys */.ic.refName]: reference.tag }),
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

// EXTERNAL MODULE: ./src/files/staging.ts
var files_staging = __webpack_require__(98842);
// EXTERNAL MODULE: ./src/github/artifact/artifact-layout.ts + 2 modules
var artifact_layout = __webpack_require__(95678);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/cnb/rebase/run-image-record.ts
var run_image_record = __webpack_require__(36441);
// EXTERNAL MODULE: ./src/content/copy.ts
var copy = __webpack_require__(24392);
// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/layout/content.ts
var content = __webpack_require__(90583);
;// CONCATENATED MODULE: ./src/actions/download-image/complete.ts








/**
 * Adds the missing layers to a sparse layout: those of the run image from the layout-repo, its Actions cache or the registry,
 * and those of the app, after a rebase, from the registry. The image does not change.
 *
 * The layout's index.json names the repositories. The image's digest does not cover it, so only blobs are fetched, and each
 * is verified by its digest. Throws a Failure that says what to do if a layer cannot be fetched, and the signal's reason.
 */
const completeImage = async ({ image, missing }, layout, sources, signal) => {
    const origins = [];
    signal.throwIfAborted();
    for (const [origin, group] of groupByOrigin(image, missing)) {
        const layers = group.map(({ layer }) => layer);
        try {
            origins.push(await copyFrom(origin, image, layers, layout, sources));
        }
        catch (cause) {
            signal.throwIfAborted();
            throw incompleteFailure(image, layers, origin, cause);
        }
    }
    return {
        reused: origins.flatMap(({ reused }) => reused),
        fetched: origins.flatMap(({ fetched }) => fetched),
    };
};
/** The missing layers, by their origin. */
const groupByOrigin = (image, missing) => {
    const absent = new Set(missing.map(({ digest }) => digest));
    try {
        const originAt = (0,run_image_record/* layerOrigins */.nf)(image);
        const layers = image.manifest.layers.flatMap((layer, position) => absent.has(layer.digest) ? [{ layer, origin: originAt(position) }] : []);
        return Map.groupBy(layers, ({ origin }) => origin);
    }
    catch (cause) {
        throw incompleteFailure(image, missing, undefined, cause);
    }
};
const copyFrom = async (origin, image, layers, layout, { runImages, registry, log }) => {
    if (origin === undefined)
        throw new failure/* Failure */.HR(`index.json has no annotation ${image_annotations/* annotationKeys */.ic.baseName}`);
    const { reference, owner } = origin;
    const target = (0,content/* layoutContent */.G)(layout);
    if (owner === 'app') {
        const { existed, fetched } = await (0,copy/* copy */.C)(layers, [registry.readableRepository(reference)], target, {
            warn: log.warning,
        });
        return { reused: existed, fetched };
    }
    const id = { reference, platform: image.config };
    const root = rootOf(image);
    if (root !== undefined)
        await runImages.restore({ ...id, root }, layers);
    return runImages.copyLayers(id, layers, target);
};
const incompleteFailure = ({ manifest, descriptor }, layers, origin, cause) => {
    const what = `${layers.length} of the ${manifest.layers.length} layers of ${descriptor.digest}`;
    const otherwise = 'build it without "sparse", or set "complete: false" to continue without these layers';
    const from = origin === undefined ? '' : ` from ${(0,image_reference/* formatReference */.FH)(origin.reference)}`;
    const access = origin === undefined ? 'B' : `Log in to ${origin.reference.registry} in a step before ("docker login"), b`;
    return new failure/* Failure */.HR(`Could not fetch ${what}${from}: ${(0,failure/* messageOf */.bD)(cause).replace(/\.$/, '')}. ${access}${otherwise.slice(1)}.`, { cause });
};
/** The digest that the run image's reference had in the build. Undefined if this action did not create the layout. */
const rootOf = ({ descriptor }) => {
    const root = descriptor.annotations?.[image_annotations/* annotationKeys */.ic.runImageRoot];
    return dist.is(digest/* DigestSchema */.eH, root) ? root : undefined;
};

;// CONCATENATED MODULE: ./src/actions/download-image/run.ts
















/**
 * Downloads artifacts, verifies that they contain the expected images, completes the images and loads one into Docker. The
 * previous layout stays at the target until the new one is verified.
 *
 * Throws a Failure that says what to do, or the reason of the cancellation.
 */
const run = async (inputs, services) => {
    const { artifacts, path, from, sbom, load } = inputs;
    const { tasks, log, download, docker, setOutputs } = services;
    const { signal } = tasks;
    const target = await (0,place/* checkTarget */.e)(path);
    if (sbom !== undefined && artifacts.length === 1)
        await (0,sbom_folder/* checkSbomFolder */.OF)(sbom);
    const work = await (0,files_staging/* stagingFolder */.cy)(target);
    tasks.cleanUp(() => (0,promises_.rm)(work, { recursive: true, force: true, maxRetries: 3 }));
    const layout = (0,external_node_path_.join)(work, 'layout');
    const { root, images, blobs } = await tasks.run('download', () => (0,artifact_layout/* fetchLayout */.X)(artifacts, work, layout, { download, from, info: log.info, signal }));
    const sbomFolders = sbom === undefined ? [] : await checkSbomFolders(sbom, images);
    const imageToLoad = load && (await imageForEngine(docker, images, signal));
    const sparse = images.filter(({ missing }) => missing.length > 0);
    const complete = sparse.length === 0 || inputs.complete;
    for (const image of sparse) {
        if (complete)
            await tasks.run('complete', () => addMissingLayers(image, layout, services));
        else
            describeSparse(image, load, log.info);
    }
    signal.throwIfAborted();
    await (0,place/* moveIntoPlace */.h)(layout, target);
    log.info(`The layout is at ${path}.`);
    const [only, ...others] = images;
    setOutputs({
        'layout-path': path,
        digest: root.digest,
        'image-id': (others.length === 0 && only?.image.manifest.config.digest) || '',
        'image-name': (0,image_annotations/* imageNameOf */.mi)(root) ?? '',
        size: (0,image_image/* sizeOf */.$d)([...blobs, ...(complete ? (0,image_image/* uniqueBlobs */.ge)(sparse.flatMap(({ missing }) => missing)) : [])]),
        complete,
    });
    const sbomPaths = await tasks.run('write the SBOMs', () => writeSboms(sbomFolders, path, services));
    setOutputs({ 'sbom-path': sbomPaths.join('\n') });
    if (load !== undefined && imageToLoad !== undefined) {
        const { name, id, wasPresent } = await tasks.run('load', () => loadImage(docker, path, imageToLoad, load, signal));
        log.info(wasPresent ? `Named ${name}: the engine had ${id} already.` : `Loaded ${name}, ID ${id}.`);
    }
};
/** Adds the missing layers of a sparse image. */
const addMissingLayers = async (image, layout, services) => {
    const { signal } = services.tasks;
    const { reused, fetched } = await (0,abort/* unlessAborted */.Wh)(completeImage(image, layout, services, signal), signal);
    services.log.info(`Completed with layers: ${reused.length} reused, ${fetched.length} fetched from the registry.`);
};
const describeSparse = ({ image, missing }, load, info) => {
    const layers = (0,quantity/* formatCount */.B4)(missing.length, 'layer');
    const lacks = `The image ${image.descriptor.digest} is sparse: its layout lacks ${layers} of its base`;
    if (load !== undefined) {
        throw new failure/* Failure */.HR(`${lacks}, so it cannot be loaded into Docker. Set "complete: true".`);
    }
    info(`${lacks} ("complete: false").`);
};
/** The image to load: the only one, or the one for the engine's platform. */
const imageForEngine = async (docker, images, signal) => {
    const [only, ...others] = images;
    if (only !== undefined && others.length === 0)
        return only.image;
    const engine = await (0,inspect/* enginePlatform */.qY)(docker, signal);
    const own = images.find(({ image }) => (0,image_platform/* matchesPlatform */.pC)(engine, image.config));
    if (own !== undefined)
        return own.image;
    const offered = images.map(({ image }) => (0,image_platform/* formatPlatform */.Bq)(image.config)).join(', ');
    throw new failure/* Failure */.HR(`None of the images can be loaded into Docker: the engine runs ${(0,image_platform/* formatPlatform */.Bq)(engine)}, and the images are for ` +
        `${(0,printable/* printable */.g$)(offered)}. Remove "load", or download the artifact to load in a separate step.`);
};
/**
 * The directories for the SBOMs of images: `folder` itself for one image; for several, one subdirectory per image, with the
 * name of the platform. Throws a Failure if one of them contains other files.
 */
const checkSbomFolders = async (folder, images) => {
    const folders = images.map(({ image }) => {
        const platform = (0,image_platform/* formatPlatform */.Bq)((0,image_platform/* normalizePlatform */.FL)((0,image_platform/* imagePlatform */.Ht)(image.config)));
        return { image, folder: images.length === 1 ? folder : (0,external_node_path_.join)(folder, platform.replaceAll('/', '-')) };
    });
    for (const { folder } of folders)
        await (0,sbom_folder/* checkSbomFolder */.OF)(folder);
    return folders;
};
/** Writes the SBOMs of images to their directories. Returns the paths of the merged SBOMs, in the order of the images. */
const writeSboms = async (folders, layout, { tasks, log }) => {
    const paths = [];
    for (const { folder, image } of folders) {
        const staging = await (0,files_staging/* stagingFolder */.cy)(folder);
        tasks.cleanUp(() => (0,promises_.rm)(staging, { recursive: true, force: true, maxRetries: 3 }));
        const [name = 'image'] = (0,image_annotations/* imageNameOf */.mi)(image.descriptor)?.split(':') ?? [];
        paths.push(await (0,sbom_folder/* writeSbom */.Tz)(staging, folder, { layout, image, name }, log));
        log.info(`The SBOMs are at ${folder}.`);
    }
    return paths;
};


/***/ }),

/***/ 91721:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ dockerClient),
/* harmony export */   b: () => (/* binding */ textOf)
/* harmony export */ });
/* harmony import */ var _command_environment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(37324);
/* harmony import */ var _command_run_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(24744);
/* harmony import */ var _command_start_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(55641);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(85540);





/** The docker command as an object; `environment` is the step's, and the command sees only a part of it. */
const dockerClient = (environment) => {
    const env = (0,_command_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .commandEnvironment */ .J$)(environment);
    const outputOf = async (run, args, signal) => {
        const running = run('docker', args, { environment: env, signal });
        const { code, stdout, stderr } = await running.catch((error) => notStarted(error, signal));
        if (code === 0)
            return stdout;
        throw (0,_refusal_js__WEBPACK_IMPORTED_MODULE_4__/* .explainRefusal */ .GC)(stderr, env, `"docker ${nameOf(args)}" ran`);
    };
    return {
        environment: env,
        start: (args, signal) => startDocker(args, env, signal),
        run: (args, signal) => outputOf(_command_run_js__WEBPACK_IMPORTED_MODULE_1__/* .runCommand */ .d1, args, signal),
        exec: (args, signal) => outputOf(_command_run_js__WEBPACK_IMPORTED_MODULE_1__/* .runShortCommand */ .$V, args, signal),
    };
};
/** `image inspect`, `create`: without what follows, which may be long. */
const nameOf = ([first = '', second = '']) => first === 'image' || first === 'container' ? `${first} ${second}` : first;
const startDocker = (args, environment, signal) => {
    try {
        const program = (0,_command_start_js__WEBPACK_IMPORTED_MODULE_2__/* .startProgram */ .Xd)('docker', args, { environment, signal });
        const ended = program.ended.catch((error) => notStarted(error, signal));
        // The caller may read the streams first; a rejection waits for it.
        ended.catch(() => { });
        return { ...program, ended };
    }
    catch (error) {
        return notStarted(error, signal);
    }
};
const notStarted = (cause, signal) => {
    signal?.throwIfAborted();
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(cause instanceof _command_start_js__WEBPACK_IMPORTED_MODULE_2__/* .MissingProgram */ .n1
        ? 'There is no docker command on PATH. Install the Docker command line, or use a runner that has it.'
        : 'The docker command could not be run.', { cause });
};
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
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ERR_STREAM_PREMATURE_CLOSE'))
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

/** The engine refused a request. The message is what the docker command wrote to stderr; the caller explains it. */
class EngineRefusal extends Error {
    name = 'EngineRefusal';
}
/** The engine was unreachable, or the connection to it broke. Another try may succeed. */
class EngineUnreachable extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/**
 * Finds out why a docker command failed: no permission for the engine's socket, no engine, a broken connection, or a
 * refusal by the engine. `doing` completes "The connection broke while …": `the build ran`. The texts are those of the
 * docker command from 20.10 to 29.
 */
const explainRefusal = (stderr, environment, doing) => {
    const said = firstLine(stderr);
    const address = addressIn(said, environment);
    const cause = new EngineRefusal(said);
    if (/error response from daemon/i.test(said))
        return cause;
    if (/permission denied while trying to connect|dial unix .*permission denied/i.test(said)) {
        return new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`This user is not allowed to use the Docker engine at ${address}. ` +
            'Add the user to the group of the socket (usually "docker"), or set DOCKER_HOST to another engine.', { cause });
    }
    if (isBroken(said)) {
        return new EngineUnreachable(`The connection to the Docker engine at ${address} broke while ${doing}. ` +
            'Run the step again; if it happens again, check the engine’s log and the network.', { cause });
    }
    if (/cannot connect to the docker daemon|failed to connect to the docker api|error during connect/i.test(said)) {
        return new EngineUnreachable(`No Docker engine answers at ${address}. Start the engine, or set DOCKER_HOST to a running engine.`, { cause });
    }
    return cause;
};
/** The command prints only `unexpected EOF` if the engine's answer is incomplete. */
const isBroken = (said) => /^unexpected EOF$/i.test(said) ||
    (/error during connect/i.test(said) &&
        /\bEOF$|connection reset|broken pipe|closed network connection/i.test(said) &&
        !/\bdial\b/.test(said));
/** The address of the engine, in the form of DOCKER_HOST. The command's message may contain a request's URL instead. */
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
/** The first line of a docker command's stderr that is not a warning or a hint. */
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

/***/ 97052:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $t: () => (/* binding */ tarOf),
/* harmony export */   NJ: () => (/* binding */ file),
/* harmony export */   hm: () => (/* binding */ feed),
/* harmony export */   yy: () => (/* binding */ directory)
/* harmony export */ });
/* harmony import */ var tar_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56118);

/** The entry of a directory at an absolute path in the sandbox. */
const directory = (path, mode = 0o755) => ({
    name: path.slice(1),
    mode,
    type: 'directory',
});
/** The entry of a small file at an absolute path in the sandbox, readable for everyone. */
const file = (path, content) => ({
    name: path.slice(1),
    mode: 0o644,
    type: 'file',
    content: typeof content === 'string' ? Buffer.from(content) : content,
});
// The time that pack and the lifecycle use, so that builds do not depend on the time of the checkout.
// https://github.com/buildpacks/spec/blob/main/platform.md#build-reproducibility
const normalizedTime = new Date('1980-01-01T00:00:01Z');
// Larger IDs do not fit into the octal field of the header.
const largestOctalId = 0o777777;
/** Writes entries as a tar stream. Passes on the errors that are thrown while the entries are read. */
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
        // tar-stream replaces a mode of 0 by its default, so the file type is part of the mode.
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
    feed(content, sink).catch((error) => {
        reject(error);
        sink.destroy(asError(error));
    });
});
/**
 * Writes chunks into a stream, no faster than the stream accepts them, and ends it. Stops without an error if the stream
 * was destroyed: its reader gets the reason.
 */
const feed = async (chunks, sink) => {
    for await (const chunk of chunks) {
        if (sink.destroyed)
            return;
        if (!sink.write(chunk))
            await waitForDrain(sink);
    }
    sink.end(null);
};
/** Resolves when a stream accepts more data or is closed. */
const waitForDrain = (stream) => new Promise((resolve) => {
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
/** Joins small chunks. Otherwise a tar of small files would need a system call for each 512 bytes. */
async function* inBatches(source) {
    let chunks = [];
    let size = 0;
    for await (const chunk of source) {
        if (!(chunk instanceof Uint8Array))
            continue;
        // Large chunks are passed on without a copy.
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


/***/ }),

/***/ 3389:
/***/ ((module) => {

module.exports = /*#__PURE__*/JSON.parse('["AGPL-1.0","AGPL-3.0","BSD-2-Clause-FreeBSD","BSD-2-Clause-NetBSD","GFDL-1.1","GFDL-1.2","GFDL-1.3","GPL-1.0","GPL-2.0","GPL-2.0-with-GCC-exception","GPL-2.0-with-autoconf-exception","GPL-2.0-with-bison-exception","GPL-2.0-with-classpath-exception","GPL-2.0-with-font-exception","GPL-3.0","GPL-3.0-with-GCC-exception","GPL-3.0-with-autoconf-exception","LGPL-2.0","LGPL-2.1","LGPL-3.0","Net-SNMP","Nunit","StandardML-NJ","bzip2-1.0.5","eCos-2.0","wxWindows"]');

/***/ }),

/***/ 75204:
/***/ ((module) => {

module.exports = /*#__PURE__*/JSON.parse('["0BSD","3D-Slicer-1.0","AAL","ADSL","AFL-1.1","AFL-1.2","AFL-2.0","AFL-2.1","AFL-3.0","AGPL-1.0-only","AGPL-1.0-or-later","AGPL-3.0-only","AGPL-3.0-or-later","ALGLIB-Documentation","AMD-newlib","AMDPLPA","AML","AML-glslang","AMPAS","ANTLR-PD","ANTLR-PD-fallback","APAFML","APL-1.0","APSL-1.0","APSL-1.1","APSL-1.2","APSL-2.0","ASWF-Digital-Assets-1.0","ASWF-Digital-Assets-1.1","Abstyles","AdaCore-doc","Adobe-2006","Adobe-Display-PostScript","Adobe-Glyph","Adobe-Utopia","Advanced-Cryptics-Dictionary","Afmparse","Aladdin","Apache-1.0","Apache-1.1","Apache-2.0","App-s2p","Arphic-1999","Artistic-1.0","Artistic-1.0-Perl","Artistic-1.0-cl8","Artistic-2.0","Artistic-dist","Aspell-RU","BOLA-1.1","BSD-1-Clause","BSD-2-Clause","BSD-2-Clause-Darwin","BSD-2-Clause-Patent","BSD-2-Clause-Views","BSD-2-Clause-first-lines","BSD-2-Clause-pkgconf-disclaimer","BSD-2-Clause-pos-unchanged","BSD-3-Clause","BSD-3-Clause-Attribution","BSD-3-Clause-Clear","BSD-3-Clause-HP","BSD-3-Clause-LBNL","BSD-3-Clause-Modification","BSD-3-Clause-No-Military-License","BSD-3-Clause-No-Nuclear-License","BSD-3-Clause-No-Nuclear-License-2014","BSD-3-Clause-No-Nuclear-Warranty","BSD-3-Clause-Open-MPI","BSD-3-Clause-OpenWebUI","BSD-3-Clause-Sun","BSD-3-Clause-Tso","BSD-3-Clause-acpica","BSD-3-Clause-flex","BSD-4-Clause","BSD-4-Clause-Shortened","BSD-4-Clause-UC","BSD-4.3RENO","BSD-4.3TAHOE","BSD-Advertising-Acknowledgement","BSD-Attribution-HPND-disclaimer","BSD-Inferno-Nettverk","BSD-Mark-Modifications","BSD-Protection","BSD-Source-Code","BSD-Source-Code-no-disclaimer","BSD-Source-alt-GPL","BSD-Source-beginning-file","BSD-Systemics","BSD-Systemics-W3Works","BSD-ask-to-endorse","BSL-1.0","BUSL-1.1","Baekmuk","Bahyph","Barr","Beerware","BitTorrent-1.0","BitTorrent-1.1","Bitstream-Charter","Bitstream-Vera","BlueOak-1.0.0","Boehm-GC","Boehm-GC-without-fee","Borceux","Brian-Gladman-2-Clause","Brian-Gladman-3-Clause","Brian-Gladman-3-Clause-no-conversion","Buddy","Bugroff","C-UDA-1.0","CAL-1.0","CAL-1.0-Combined-Work-Exception","CAPEC-tou","CATOSL-1.1","CC-BY-1.0","CC-BY-2.0","CC-BY-2.5","CC-BY-2.5-AU","CC-BY-3.0","CC-BY-3.0-AT","CC-BY-3.0-AU","CC-BY-3.0-DE","CC-BY-3.0-IGO","CC-BY-3.0-NL","CC-BY-3.0-US","CC-BY-4.0","CC-BY-NC-1.0","CC-BY-NC-2.0","CC-BY-NC-2.5","CC-BY-NC-3.0","CC-BY-NC-3.0-DE","CC-BY-NC-3.0-IGO","CC-BY-NC-4.0","CC-BY-NC-ND-1.0","CC-BY-NC-ND-2.0","CC-BY-NC-ND-2.5","CC-BY-NC-ND-3.0","CC-BY-NC-ND-3.0-DE","CC-BY-NC-ND-3.0-IGO","CC-BY-NC-ND-4.0","CC-BY-NC-SA-1.0","CC-BY-NC-SA-2.0","CC-BY-NC-SA-2.0-DE","CC-BY-NC-SA-2.0-FR","CC-BY-NC-SA-2.0-UK","CC-BY-NC-SA-2.5","CC-BY-NC-SA-3.0","CC-BY-NC-SA-3.0-DE","CC-BY-NC-SA-3.0-IGO","CC-BY-NC-SA-4.0","CC-BY-ND-1.0","CC-BY-ND-2.0","CC-BY-ND-2.5","CC-BY-ND-3.0","CC-BY-ND-3.0-DE","CC-BY-ND-4.0","CC-BY-SA-1.0","CC-BY-SA-2.0","CC-BY-SA-2.0-UK","CC-BY-SA-2.1-JP","CC-BY-SA-2.5","CC-BY-SA-3.0","CC-BY-SA-3.0-AT","CC-BY-SA-3.0-DE","CC-BY-SA-3.0-IGO","CC-BY-SA-4.0","CC-PDDC","CC-PDM-1.0","CC-SA-1.0","CC0-1.0","CDDL-1.0","CDDL-1.1","CDL-1.0","CDLA-Permissive-1.0","CDLA-Permissive-2.0","CDLA-Sharing-1.0","CECILL-1.0","CECILL-1.1","CECILL-2.0","CECILL-2.1","CECILL-B","CECILL-C","CERN-OHL-1.1","CERN-OHL-1.2","CERN-OHL-P-2.0","CERN-OHL-S-2.0","CERN-OHL-W-2.0","CFITSIO","CMU-Mach","CMU-Mach-nodoc","CNRI-Jython","CNRI-Python","CNRI-Python-GPL-Compatible","COIL-1.0","CPAL-1.0","CPL-1.0","CPOL-1.02","CUA-OPL-1.0","Caldera","Caldera-no-preamble","Catharon","ClArtistic","Clips","Community-Spec-1.0","Condor-1.1","Cornell-Lossless-JPEG","Cronyx","Crossword","CryptoSwift","CrystalStacker","Cube","D-FSL-1.0","DEC-3-Clause","DL-DE-BY-2.0","DL-DE-ZERO-2.0","DOC","DRL-1.0","DRL-1.1","DSDP","DocBook-DTD","DocBook-Schema","DocBook-Stylesheet","DocBook-XML","Dotseqn","ECL-1.0","ECL-2.0","EFL-1.0","EFL-2.0","EPICS","EPL-1.0","EPL-2.0","ESA-PL-permissive-2.4","ESA-PL-strong-copyleft-2.4","ESA-PL-weak-copyleft-2.4","EUDatagrid","EUPL-1.0","EUPL-1.1","EUPL-1.2","Elastic-2.0","Entessa","ErlPL-1.1","Eurosym","FBM","FDK-AAC","FDK-MPEG-H","FSFAP","FSFAP-no-warranty-disclaimer","FSFUL","FSFULLR","FSFULLRSD","FSFULLRWD","FSL-1.1-ALv2","FSL-1.1-MIT","FTL","Fair","Ferguson-Twofish","Frameworx-1.0","FreeBSD-DOC","FreeImage","Furuseth","GCR-docs","GD","GFDL-1.1-invariants-only","GFDL-1.1-invariants-or-later","GFDL-1.1-no-invariants-only","GFDL-1.1-no-invariants-or-later","GFDL-1.1-only","GFDL-1.1-or-later","GFDL-1.2-invariants-only","GFDL-1.2-invariants-or-later","GFDL-1.2-no-invariants-only","GFDL-1.2-no-invariants-or-later","GFDL-1.2-only","GFDL-1.2-or-later","GFDL-1.3-invariants-only","GFDL-1.3-invariants-or-later","GFDL-1.3-no-invariants-only","GFDL-1.3-no-invariants-or-later","GFDL-1.3-only","GFDL-1.3-or-later","GL2PS","GLWTPL","GPL-1.0-only","GPL-1.0-or-later","GPL-2.0-only","GPL-2.0-or-later","GPL-3.0-only","GPL-3.0-or-later","Game-Programming-Gems","Giftware","Glide","Glulxe","Graphics-Gems","Gutmann","HDF5","HIDAPI","HP-1986","HP-1989","HPND","HPND-DEC","HPND-Fenneberg-Livingston","HPND-INRIA-IMAG","HPND-Intel","HPND-Kevlin-Henney","HPND-MIT-disclaimer","HPND-Markus-Kuhn","HPND-Netrek","HPND-Pbmplus","HPND-SMC","HPND-UC","HPND-UC-export-US","HPND-doc","HPND-doc-sell","HPND-export-US","HPND-export-US-acknowledgement","HPND-export-US-modify","HPND-export2-US","HPND-merchantability-variant","HPND-sell-MIT-disclaimer-xserver","HPND-sell-regexpr","HPND-sell-variant","HPND-sell-variant-MIT-disclaimer","HPND-sell-variant-MIT-disclaimer-rev","HPND-sell-variant-critical-systems","HTMLTIDY","HaskellReport","Hippocratic-2.1","Hippocratic-3.0-core","IBM-pibs","ICU","IEC-Code-Components-EULA","IJG","IJG-short","IPA","IPL-1.0","ISC","ISC-Veillard","ISO-permission","ImageMagick","Imlib2","Info-ZIP","Informatica","Inner-Net-2.0","InnoSetup","Intel","Intel-ACPI","Interbase-1.0","JPL-image","JPNIC","JSON","Jam","JasPer-2.0","Kastrup","Kazlib","Knuth-CTAN","LAL-1.2","LAL-1.3","LGPL-2.0-only","LGPL-2.0-or-later","LGPL-2.1-only","LGPL-2.1-or-later","LGPL-3.0-only","LGPL-3.0-or-later","LGPLLR","LOOP","LPD-document","LPL-1.0","LPL-1.02","LPPL-1.0","LPPL-1.1","LPPL-1.2","LPPL-1.3a","LPPL-1.3c","LZMA-SDK-9.11-to-9.20","LZMA-SDK-9.22","Latex2e","Latex2e-translated-notice","Leptonica","LiLiQ-P-1.1","LiLiQ-R-1.1","LiLiQ-Rplus-1.1","Libpng","Linux-OpenIB","Linux-man-pages-1-para","Linux-man-pages-copyleft","Linux-man-pages-copyleft-2-para","Linux-man-pages-copyleft-var","Lucida-Bitmap-Fonts","MIPS","MIT","MIT-0","MIT-CMU","MIT-Click","MIT-Festival","MIT-Khronos-old","MIT-Modern-Variant","MIT-STK","MIT-Wu","MIT-advertising","MIT-enna","MIT-feh","MIT-open-group","MIT-testregex","MITNFA","MMIXware","MMPL-1.0.1","MPEG-SSG","MPL-1.0","MPL-1.1","MPL-2.0","MPL-2.0-no-copyleft-exception","MS-LPL","MS-PL","MS-RL","MTLL","MVT-1.1","Mackerras-3-Clause","Mackerras-3-Clause-acknowledgment","MakeIndex","Martin-Birgmeier","McPhee-slideshow","Minpack","MirOS","Motosoto","MulanPSL-1.0","MulanPSL-2.0","Multics","Mup","NAIST-2003","NASA-1.3","NBPL-1.0","NCBI-PD","NCGL-UK-2.0","NCL","NCSA","NGPL","NICTA-1.0","NIST-PD","NIST-PD-TNT","NIST-PD-fallback","NIST-Software","NLOD-1.0","NLOD-2.0","NLPL","NOSL","NPL-1.0","NPL-1.1","NPOSL-3.0","NRL","NTIA-PD","NTP","NTP-0","Naumen","NetCDF","Newsletr","Nokia","Noweb","O-UDA-1.0","OAR","OCCT-PL","OCLC-2.0","ODC-By-1.0","ODbL-1.0","OFFIS","OFL-1.0","OFL-1.0-RFN","OFL-1.0-no-RFN","OFL-1.1","OFL-1.1-RFN","OFL-1.1-no-RFN","OGC-1.0","OGDL-Taiwan-1.0","OGL-Canada-2.0","OGL-UK-1.0","OGL-UK-2.0","OGL-UK-3.0","OGTSL","OLDAP-1.1","OLDAP-1.2","OLDAP-1.3","OLDAP-1.4","OLDAP-2.0","OLDAP-2.0.1","OLDAP-2.1","OLDAP-2.2","OLDAP-2.2.1","OLDAP-2.2.2","OLDAP-2.3","OLDAP-2.4","OLDAP-2.5","OLDAP-2.6","OLDAP-2.7","OLDAP-2.8","OLFL-1.3","OML","OPL-1.0","OPL-UK-3.0","OPUBL-1.0","OSC-1.0","OSET-PL-2.1","OSL-1.0","OSL-1.1","OSL-2.0","OSL-2.1","OSL-3.0","OSSP","OpenMDW-1.0","OpenPBS-2.3","OpenSSL","OpenSSL-standalone","OpenVision","PADL","PDDL-1.0","PHP-3.0","PHP-3.01","PPL","PSF-2.0","ParaType-Free-Font-1.3","Parity-6.0.0","Parity-7.0.0","Pixar","Plexus","PolyForm-Noncommercial-1.0.0","PolyForm-Small-Business-1.0.0","PostgreSQL","Python-2.0","Python-2.0.1","QPL-1.0","QPL-1.0-INRIA-2004","Qhull","RHeCos-1.1","RPL-1.1","RPL-1.5","RPSL-1.0","RSA-MD","RSCPL","Rdisc","Ruby","Ruby-pty","SAX-PD","SAX-PD-2.0","SCEA","SGI-B-1.0","SGI-B-1.1","SGI-B-2.0","SGI-OpenGL","SGMLUG-PM","SGP4","SHL-0.5","SHL-0.51","SISSL","SISSL-1.2","SL","SMAIL-GPL","SMLNJ","SMPPL","SNIA","SOFA","SPL-1.0","SSH-OpenSSH","SSH-short","SSLeay-standalone","SSPL-1.0","SUL-1.0","SWL","Saxpath","SchemeReport","Sendmail","Sendmail-8.23","Sendmail-Open-Source-1.1","SimPL-2.0","Sleepycat","Soundex","Spencer-86","Spencer-94","Spencer-99","SugarCRM-1.1.3","Sun-PPP","Sun-PPP-2000","SunPro","Symlinks","TAPR-OHL-1.0","TCL","TCP-wrappers","TGPPL-1.0","TMate","TORQUE-1.1","TOSL","TPDL","TPL-1.0","TTWL","TTYP0","TU-Berlin-1.0","TU-Berlin-2.0","TekHVC","TermReadKey","ThirdEye","TrustedQSL","UCAR","UCL-1.0","UMich-Merit","UPL-1.0","URT-RLE","Ubuntu-font-1.0","UnRAR","Unicode-3.0","Unicode-DFS-2015","Unicode-DFS-2016","Unicode-TOU","UnixCrypt","Unlicense","Unlicense-libtelnet","Unlicense-libwhirlpool","VOSTROM","VSL-1.0","Vim","Vixie-Cron","W3C","W3C-19980720","W3C-20150513","WTFNMFPL","WTFPL","Watcom-1.0","Widget-Workshop","WordNet","Wsuipa","X11","X11-distribute-modifications-variant","X11-no-permit-persons","X11-swapped","XFree86-1.1","XSkat","Xdebug-1.03","Xerox","Xfig","Xnet","YPL-1.0","YPL-1.1","ZPL-1.1","ZPL-2.0","ZPL-2.1","Zed","Zeeff","Zend-2.0","Zimbra-1.3","Zimbra-1.4","Zlib","any-OSI","any-OSI-perl-modules","atc-game","bcrypt-Solar-Designer","blessing","bzip2-1.0.6","check-cvs","checkmk","copyleft-next-0.3.0","copyleft-next-0.3.1","curl","cve-tou","diffmark","dtoa","dvipdfm","eGenix","etalab-2.0","fwlw","gSOAP-1.3b","generic-xts","gnuplot","gtkbook","hdparm","hyphen-bulgarian","iMatix","jove","libpng-1.6.35","libpng-2.0","libselinux-1.0","libtiff","libutil-David-Nugent","lsof","magaz","mailprio","man2html","metamail","mpi-permissive","mpich2","mplus","ngrep","pkgconf","pnmstitch","psfrag","psutils","python-ldap","radvd","snprintf","softSurfer","ssh-keyscan","swrule","threeparttable","ulem","w3m","wwl","xinetd","xkeyboard-config-Zinoviev","xlock","xpp","xzoom","zlib-acknowledgement"]');

/***/ })

};
