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
/* harmony import */ var _github_artifact_name_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73197);
/* harmony import */ var _github_input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(31823);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(78033);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(52305);






/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
const readInputs = (get, { workspace, temporary, repository }) => {
    const artifactName = (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .requiredInput */ .YF)(get, 'artifact-name', 'my-app');
    (0,_github_artifact_name_js__WEBPACK_IMPORTED_MODULE_1__/* .checkArtifactName */ .C)(artifactName);
    const load = (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .optionalInput */ .$m)(get, 'load');
    return {
        artifactName,
        path: targetFolder(get('path') || artifactName, workspace),
        digest: expectedDigest(get('digest')),
        complete: (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .flagInput */ .tc)(get, 'complete'),
        load: load === undefined ? undefined : (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .parsedInput */ .m8)('load', load, parseLoadName, 'my-app:ci'),
        layoutRepo: (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, get('layout-repo') || (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(temporary, 'layout-repo')),
        cache: (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .flagInput */ .tc)(get, 'cache'),
        from: otherRun(get, repository),
    };
};
const digestExample = `\${{ needs.build.outputs.digest }}`;
/** An empty digest is a mistake more often than a wish: it is what an expression gives that names nothing. */
const expectedDigest = (text) => {
    if (text === 'any')
        return 'any';
    if (text !== '')
        return (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .parsedInput */ .m8)('digest', text, _image_digest_js__WEBPACK_IMPORTED_MODULE_3__/* .parseDigest */ .m, digestExample);
    throw (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('digest', 'is required and is empty: a job output is empty where that job has no «outputs:» for it, or this one does not ' +
        'name it in «needs:». Where whatever the artifact holds will do, say «any»', digestExample);
};
/** A layout replaces what is at its path, so that must not be the workspace, nor anything around it. */
const targetFolder = (text, workspace) => {
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, text);
    const way = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.relative)(folder, workspace);
    if (way === '' || (!way.startsWith('..') && !way.startsWith('/'))) {
        throw (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('path', `is «${text}», which is the workspace or contains it`, 'images/my-app');
    }
    return folder;
};
const parseLoadName = (text) => {
    const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_4__/* .parseReference */ .F2)(text);
    if (reference.digest === undefined)
        return reference;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`«${text}» has a digest, and an engine takes names with a tag only.`);
};
const repositoryPattern = /^[\w.-]+\/[\w.-]+$/;
const otherRun = (get, ownRepository) => {
    const runId = (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .numberInput */ .QR)(get, 'run-id', 1, Number.MAX_SAFE_INTEGER);
    const repository = (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .optionalInput */ .$m)(get, 'repository');
    if (runId === undefined) {
        if (repository === undefined || repository === ownRepository)
            return undefined;
        throw (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('run-id', 'is required where «repository» is another one', '1234567890');
    }
    if (repository !== undefined && !repositoryPattern.test(repository)) {
        throw (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('repository', `is «${repository}», and takes owner/name`, 'octo-org/my-app');
    }
    const token = (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .optionalInput */ .$m)(get, 'github-token');
    if (token === undefined) {
        throw (0,_github_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('github-token', 'is required where «run-id» is given', `\${{ github.token }}`);
    }
    return { token, repository: repository ?? ownRepository, runId };
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
/* harmony import */ var _github_cache_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(42865);
/* harmony import */ var _github_step_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(57150);
/* harmony import */ var _github_step_context_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(78544);
/* harmony import */ var _registry_credentials_docker_config_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(43763);
/* harmony import */ var _registry_registry_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(58251);
/* harmony import */ var _store_run_images_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(21173);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(38475);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(61552);












(0,_command_garbage_collection_js__WEBPACK_IMPORTED_MODULE_1__/* .collectEarly */ .E)();
await (0,_github_step_js__WEBPACK_IMPORTED_MODULE_5__/* .runStep */ .e)(async ({ log, abort: { signal } }) => {
    const context = (0,_github_step_context_js__WEBPACK_IMPORTED_MODULE_6__/* .stepContext */ .e)(process.env);
    const { environment } = context;
    const inputs = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_10__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context);
    const credentials = (0,_registry_credentials_docker_config_js__WEBPACK_IMPORTED_MODULE_7__/* .dockerCredentials */ .d)(context.dockerConfig, environment, signal);
    const registry = (0,_registry_registry_js__WEBPACK_IMPORTED_MODULE_8__/* .createRegistry */ .I)({ credentials, proxy: environment, warn: log.warning, signal });
    const outputs = await (0,_run_js__WEBPACK_IMPORTED_MODULE_11__/* .run */ .e)(inputs, {
        download: (wanted) => (0,_github_artifact_download_js__WEBPACK_IMPORTED_MODULE_3__/* .downloadArtifact */ .b)(wanted, context.server, log),
        runImages: new _store_run_images_js__WEBPACK_IMPORTED_MODULE_9__/* .RunImageStore */ .e({
            root: inputs.layoutRepo,
            registry,
            cache: inputs.cache ? (0,_github_cache_js__WEBPACK_IMPORTED_MODULE_4__/* .actionsCache */ .kW)(log, signal) : undefined,
            info: log.info,
            warn: log.warning,
        }),
        docker: (0,_docker_command_js__WEBPACK_IMPORTED_MODULE_2__/* .dockerClient */ ._)(environment),
        info: log.info,
        signal,
    });
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('layout-path', outputs.layoutPath);
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('digest', outputs.digest);
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('image-id', outputs.imageId);
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('image-name', outputs.imageName ?? '');
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('size', outputs.size);
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH)('complete', outputs.complete);
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 61552:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
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
    for (const { digest, size } of (0,image_image/* closureOf */.T)(image)) {
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
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
// EXTERNAL MODULE: ./src/layout/staging.ts
var staging = __webpack_require__(14379);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/layout/content.ts
var content = __webpack_require__(90583);
;// CONCATENATED MODULE: ./src/actions/download-image/complete.ts






/**
 * The image that an image is based on, as the index of its layout says; undefined where it does not.
 * The index is not covered by the image's digest: from a base that it names, only blobs are taken, by their digests.
 */
const baseOf = ({ descriptor }) => {
    const name = descriptor.annotations?.[image_annotations/* annotationKeys */.i.baseName];
    return name === undefined ? undefined : (0,image_reference/* parseReference */.F2)(name);
};
/**
 * Gives a sparse layout the layers that it lacks: from the layout-repo, its Actions cache, or the registry, each checked
 * against its digest. The image stays what it is.
 *
 * Throws a Failure that says what to do where a layer cannot be had, and the signal's reason.
 */
const completeImage = async ({ image, missing }, layout, runImages, signal) => {
    const layers = `${missing.length} of the ${image.manifest.layers.length} layers of ${image.descriptor.digest}`;
    const otherwise = 'build it without «sparse», or set «complete: false» to go on without these layers';
    let base;
    try {
        base = baseOf(image);
        if (base === undefined)
            throw new failure/* Failure */.HR(`its index.json has no annotation ${image_annotations/* annotationKeys */.i.baseName}`);
        const id = { reference: base, platform: image.config };
        const root = rootOf(image);
        if (root !== undefined)
            await runImages.restore({ ...id, root }, missing);
        return await runImages.copyLayers(id, missing, (0,content/* layoutContent */.G)(layout));
    }
    catch (cause) {
        signal.throwIfAborted();
        const from = base === undefined ? '' : ` from ${(0,image_reference/* formatReference */.FH)(base)}`;
        const access = base === undefined ? 'B' : `Log in to ${base.registry} in a step before («docker login»), b`;
        throw new failure/* Failure */.HR(`Could not fetch ${layers}${from}: ${(0,failure/* messageOf */.bD)(cause).replace(/\.$/, '')}. ${access}${otherwise.slice(1)}.`, { cause });
    }
};
/** What the build's name for the run image meant; undefined where the layout is not of this action's making. */
const rootOf = ({ descriptor }) => {
    const root = descriptor.annotations?.[image_annotations/* annotationKeys */.i.runImageRoot];
    return dist.is(digest/* DigestSchema */.eH, root) ? root : undefined;
};

;// CONCATENATED MODULE: ./src/actions/download-image/image-name.ts



/**
 * The name and tag that a build gave an image, `my-app:latest`, as the index of its layout says. It is no part of what
 * is proven: undefined where it is missing, or is no name.
 */
const imageNameOf = ({ annotations }) => {
    const text = annotations?.[image_annotations/* annotationKeys */.i.imageName];
    if (text === undefined)
        return undefined;
    try {
        const { repository, tag } = (0,image_reference/* parseReference */.F2)(text);
        return tag === undefined ? undefined : `${repository.replace(/^library\//, '')}:${tag}`;
    }
    catch (error) {
        if (error instanceof failure/* Failure */.HR)
            return undefined;
        throw error;
    }
};

// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
;// CONCATENATED MODULE: ./src/actions/download-image/prove.ts




/**
 * Proves that a folder holds one image and nothing else: it has the expected digest (or `any`), and each of its blobs has the
 * size that its descriptor says. `blobs` are those in the folder, whose digests are known to be right. Layers may be
 * missing; manifest and configuration may not.
 *
 * Throws a Failure that names the artifact and the blobs that are off, with what was expected and what was found.
 */
const proveImage = async (artifact, folder, blobs, expected) => {
    const image = await readImage(artifact, folder);
    const { digest } = image.descriptor;
    if (expected !== 'any' && digest !== expected) {
        throw new failure/* Failure */.HR(`The artifact «${artifact}» holds another image than the one that was asked for: expected ${expected}, found ` +
            `${digest}. Compare the input «digest» with the output «digest» of the job that built the image.`);
    }
    const closure = (0,image_image/* closureOf */.T)(image);
    const reachable = new Set(closure.map((blob) => blob.digest));
    const stray = [...blobs].filter((blob) => !reachable.has(blob));
    if (stray.length > 0) {
        throw new failure/* Failure */.HR(`The artifact «${artifact}» was enlarged: ${stray.length} of its blobs are no part of the image ${digest}. ` +
            'Find out who uploaded it, then build and upload the image again.', { detail: stray.map((blob) => `${blob}: not referenced`) });
    }
    const flaws = await (0,verify/* findFlaws */.pG)(folder, closure, blobs);
    const wrong = flaws.filter(({ descriptor }) => blobs.has(descriptor.digest));
    if (wrong.length > 0) {
        throw new failure/* Failure */.HR(`The artifact «${artifact}» is corrupt: ${wrong.length} of the blobs of ${digest} are not as described. ` +
            'Build and upload the image again.', { detail: wrong.map(verify/* describeFlaw */.w8) });
    }
    return { image, missing: flaws.map(({ descriptor }) => descriptor) };
};
/** What was proven of an image, for the log: an image that nobody named is proven to be itself only. */
const describeProof = ({ descriptor }, blobs, expected) => {
    const checked = `${descriptor.digest}, ${blobs} blobs, each with its size and digest.`;
    return expected === 'any'
        ? `Checked: ${checked} Nobody said which image it should be («digest: any»).`
        : `Proven: ${checked}`;
};
const readImage = async (artifact, folder) => {
    try {
        return await (0,read/* readLayout */.T4)(folder);
    }
    catch (error) {
        const reason = (0,failure/* isSystemError */.Or)(error instanceof failure/* Failure */.HR ? error.cause : error, 'ENOENT')
            ? 'it lacks its manifest or its configuration'
            : // The folder's name means nothing to the reader.
                (0,failure/* messageOf */.bD)(error).replaceAll(folder, 'it').replace(/\.$/, '');
        throw new failure/* Failure */.HR(`Could not use the image in the artifact «${artifact}»: ${reason}. Take the artifact of an image build; if it ` +
            'is one, build and upload it again.', { cause: error });
    }
};

// EXTERNAL MODULE: ./node_modules/yauzl/index.js
var yauzl = __webpack_require__(20663);
// EXTERNAL MODULE: ./src/image/document.ts
var image_document = __webpack_require__(85144);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/actions/download-image/unpack.ts








const usualLimits = { entries: 10_000, bytes: 128 * 1024 ** 3 };
const folders = ['blobs/', 'blobs/sha256/'];
// Unix file types in the upper half of the external attributes; zero where the zip was not made on Unix.
const typeMask = 0o170000;
const regularFile = 0o100000;
const objectionTo = (entry, name, seen) => {
    if (![write/* layoutMarker */.fB, write/* layoutIndex */.vh].includes(name) && (0,blob/* blobAtPath */.Ib)(name) === undefined) {
        return 'which is no part of an OCI image layout';
    }
    if (seen.has(name))
        return 'twice';
    const type = (entry.externalFileAttributes >>> 16) & typeMask;
    if (type !== 0 && type !== regularFile)
        return 'which is not a regular file';
    if (entry.isEncrypted())
        return 'which is encrypted';
    if (!entry.canDecodeFileData())
        return `which is compressed by an unknown method (${entry.compressionMethod})`;
    return undefined;
};
/** Reads the table of contents, and refuses whatever is not a layout before a byte is unpacked. */
const listFiles = async (zip, limits) => {
    if (zip.entryCount > limits.entries) {
        throw new failure/* Failure */.HR(`it has ${zip.entryCount} entries; at most ${limits.entries} are unpacked`);
    }
    const files = new Map();
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
        // The raw bytes of the name: what the zip claims in extra fields or by its encoding does not count.
        const name = entry.fileNameRaw.toString('latin1');
        if (folders.includes(name))
            continue;
        const objection = objectionTo(entry, name, files);
        if (objection !== undefined)
            throw new failure/* Failure */.HR(`it has the entry «${(0,printable/* printable */.g)(name)}», ${objection}`);
        if ((0,blob/* blobAtPath */.Ib)(name) === undefined && entry.uncompressedSize > image_document/* documentLimit */.NL) {
            throw new failure/* Failure */.HR(`its ${name} has ${entry.uncompressedSize} bytes; at most ${image_document/* documentLimit */.NL} are read`);
        }
        bytes += entry.uncompressedSize;
        if (bytes > limits.bytes) {
            throw new failure/* Failure */.HR(`its files have more than ${limits.bytes} bytes, which is too much to unpack`);
        }
        files.set(name, entry);
    }
    for (const name of [write/* layoutMarker */.fB, write/* layoutIndex */.vh]) {
        if (!files.has(name))
            throw new failure/* Failure */.HR(`it has no ${name}, so it is not an OCI image layout`);
    }
    return files;
};
/**
 * A file's bytes; throws where there are more or fewer of them than the zip declares. The zip is opened when the first
 * is asked for: its streams fail before anybody listens otherwise.
 */
async function* contentOf(zip, name, entry, signal) {
    try {
        const content = await zip.openReadStreamPromise(entry);
        for await (const chunk of content) {
            signal?.throwIfAborted();
            yield chunk;
        }
    }
    catch (cause) {
        throw new failure/* Failure */.HR(`its entry «${name}» cannot be read: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
    }
}
/**
 * Unpacks an artifact's zip, which is not trusted, as a layout into a folder: nothing but the files of a layout, no
 * more of them than the limits allow, and each blob only if its digest is the one in its name. Documents other than
 * blobs are bounded but unchecked. Resolves with the blobs.
 *
 * Throws a Failure that names the artifact, and the entry that is in the way.
 */
const unpackLayout = async (source, folder, options = {}) => {
    const { limits = usualLimits, signal } = options;
    const blobs = new Set();
    let zip;
    try {
        zip = await (0,yauzl/* openPromise */.sO)(source.zip, { decodeStrings: false, autoClose: false });
        const files = await listFiles(zip, limits);
        await (0,write/* createLayout */.Vz)(folder);
        for (const [name, entry] of files) {
            signal?.throwIfAborted();
            const content = contentOf(zip, name, entry, signal);
            const digest = (0,blob/* blobAtPath */.Ib)(name);
            if (digest === undefined) {
                await (0,promises_.writeFile)((0,external_node_path_.join)(folder, name), content, { mode: 0o644 });
            }
            else {
                await (0,blob/* writeBlob */.Zh)(folder, { digest, size: entry.uncompressedSize }, content);
                blobs.add(digest);
            }
        }
        return blobs;
    }
    catch (error) {
        signal?.throwIfAborted();
        if (error instanceof failure/* Failure */.HR && (0,failure/* isSystemError */.Or)(error.cause, 'ENOSPC', 'EDQUOT'))
            throw error;
        throw new failure/* Failure */.HR(`Could not unpack the artifact «${source.artifact}»: ${(0,failure/* messageOf */.bD)(error).replace(/\.$/, '')}. ` +
            'Take the artifact of an image build; if it is one, build and upload it again.', { cause: error });
    }
    finally {
        zip?.close();
    }
};

;// CONCATENATED MODULE: ./src/actions/download-image/run.ts
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
 * Fetches an artifact, proves that it holds the image that was asked for, completes and loads it. Until all is proven,
 * nothing is at the target; what was there before stays until then, and when this fails.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
const run = async (inputs, collaborators) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { artifactName, path } = inputs;
        const { runImages, docker, info, signal } = collaborators;
        const target = await (0,place/* checkTarget */.e)(path);
        const cleanup = __addDisposableResource(env_1, new AsyncDisposableStack(), true);
        const work = await (0,staging/* stagingFolder */.cy)(target);
        cleanup.defer(() => (0,promises_.rm)(work, { recursive: true, force: true }));
        const layout = (0,external_node_path_.join)(work, 'layout');
        const blobs = await fetchLayout(inputs, collaborators, work, layout);
        const proven = await proveImage(artifactName, layout, blobs, inputs.digest);
        const { image, missing } = proven;
        info(describeProof(image, blobs.size, inputs.digest));
        const complete = missing.length === 0 || inputs.complete;
        if (!complete)
            describeSparse(inputs, proven, info);
        else if (missing.length > 0) {
            const completing = completeImage(proven, layout, runImages, signal);
            const { reused, fetched } = await (0,abort/* unlessAborted */.W)(completing, signal);
            info(`Completed with layers: ${reused.length} reused, ${fetched.length} fetched from the registry.`);
        }
        signal.throwIfAborted();
        await (0,place/* moveIntoPlace */.h)(layout, target);
        info(`The layout is at ${path}.`);
        if (inputs.load !== undefined) {
            const { name, id, known } = await loadImage(docker, path, image, inputs.load, signal);
            info(known ? `Named ${name}: the engine had ${id} already.` : `Loaded ${name}, ID ${id}.`);
        }
        return {
            layoutPath: path,
            digest: image.descriptor.digest,
            imageId: image.manifest.config.digest,
            imageName: imageNameOf(image.descriptor),
            size: sizeOf(proven, complete),
            complete,
        };
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
/** Downloads the artifact and unpacks it; the zip is gone afterwards. Resolves with the layout's blobs. */
const fetchLayout = async ({ artifactName, from }, { download, info, signal }, work, layout) => {
    const { path: zip, id } = await download({ name: artifactName, folder: work, from, signal });
    info(`Downloaded the artifact «${artifactName}» (ID ${id}).`);
    const blobs = await unpackLayout({ artifact: artifactName, zip }, layout, { signal });
    await (0,promises_.rm)(zip);
    return blobs;
};
const describeSparse = ({ artifactName, load }, { missing }, info) => {
    const lacks = `The image in the artifact «${artifactName}» is sparse: it lacks ${missing.length} ${missing.length === 1 ? 'layer' : 'layers'} of its base`;
    if (load !== undefined) {
        throw new failure/* Failure */.HR(`${lacks}, so that it cannot be loaded into Docker. Set «complete: true».`);
    }
    info(`${lacks}, and stays so («complete: false»).`);
};
const sizeOf = ({ image, missing }, complete) => {
    const absent = new Set(complete ? [] : missing.map(({ digest }) => digest));
    return (0,image_image/* closureOf */.T)(image).reduce((sum, { digest, size }) => sum + (absent.has(digest) ? 0 : size), 0);
};


/***/ }),

/***/ 68866:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ downloadArtifact)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78033);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _artifact_client_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(67527);





/**
 * Downloads an artifact of this run, or of another one, as the zip archive that it is, into a folder of its own
 * under `folder`. Several of one name: the newest.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
const downloadArtifact = async (wanted, server, log) => {
    const { name, folder, from, signal } = wanted;
    const task = `The artifact «${name}» could not be downloaded`;
    const call = (0,_artifact_client_js__WEBPACK_IMPORTED_MODULE_4__/* .callsFor */ .$)({ task, way: 'download', server, from }, log, signal);
    const client = await (0,_artifact_client_js__WEBPACK_IMPORTED_MODULE_4__/* .artifactClient */ .A)(server);
    const where = from === undefined ? {} : { findBy: findByOf(from) };
    const { artifacts } = await call(() => client.listArtifacts({ latest: true, ...where }));
    const artifact = artifacts.find((candidate) => candidate.name === name);
    if (artifact === undefined)
        throw notFound(name, artifacts, from);
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(folder, { recursive: true });
    // The archive's file name is the server's to choose: in a folder of its own it meets no other file, nor a link.
    const own = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdtemp)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'artifact-'));
    const expected = artifact.digest === undefined ? {} : { expectedHash: artifact.digest };
    try {
        await call(async (lines) => {
            const options = { path: own, skipDecompress: true, ...expected, ...where };
            const { digestMismatch } = await client.downloadArtifact(artifact.id, options);
            if (digestMismatch !== true)
                return;
            const found = lines.find(({ text }) => text.startsWith('Computed digest: '))?.text.slice(17);
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`${task}: what came is not what was uploaded (expected ${artifact.digest}, found ${found}). ` +
                'Run the job again; if that does not help, build again.');
        });
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(own, 'artifact.zip');
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(await onlyFileIn(own, task), path);
        const digest = artifact.digest?.replace(/^sha256:/, '');
        return { path, id: artifact.id, name, digest: digest === undefined ? undefined : (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_2__/* .digestOfHex */ .z9)(digest) };
    }
    catch (error) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(own, { recursive: true, force: true });
        throw error;
    }
};
const onlyFileIn = async (folder, task) => {
    const [entry, ...others] = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder, { withFileTypes: true });
    if (entry === undefined || !entry.isFile() || others.length > 0) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`${task}: the service did not send one file. Run the job again.`);
    }
    return (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, entry.name);
};
const findByOf = ({ token, repository, runId }) => {
    const [repositoryOwner = '', repositoryName = ''] = repository.split('/');
    return { token, workflowRunId: runId, repositoryOwner, repositoryName };
};
const shownNames = 20;
const notFound = (name, artifacts, from) => {
    const run = from === undefined ? 'This workflow run' : `Run ${from.runId} of ${from.repository}`;
    const names = artifacts.map((artifact) => artifact.name);
    const more = names.length > shownNames ? [`… and ${names.length - shownNames} more`] : [];
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(names.length === 0
        ? `${run} has no artifact «${name}», nor any other. Does the job that uploads it come first (needs:), and did it succeed?`
        : `${run} has no artifact «${name}». Set artifact-name to one of those that it has:`, { detail: [...names.slice(0, shownNames).map((existing) => `  ${existing}`), ...more] });
};


/***/ })

};
