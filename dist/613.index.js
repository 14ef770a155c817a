export const id = 613;
export const ids = [613];
export const modules = {

/***/ 16531:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ downloadArtifact)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6998);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _step_step_context_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(33552);
/* harmony import */ var _artifact_client_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(38912);
/* harmony import */ var _artifact_failure_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(92553);







/**
 * Downloads an artifact of this run, or of another one, as a zip archive, into a new directory in `folder`. If several have
 * the name, it is the newest.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
const downloadArtifact = async (wanted, server, log) => {
    const { name, from, ownRun } = wanted;
    try {
        return await downloadFrom(from, wanted, server, log);
    }
    catch (failure) {
        const isOwnRun = from === undefined && (0,_step_step_context_js__WEBPACK_IMPORTED_MODULE_4__/* .isGithub */ .el)(server);
        if (!isOwnRun || !(failure instanceof _artifact_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .ArtifactUnavailable */ .Bh))
            throw failure;
        if (ownRun === undefined)
            throw needsPermission(name, failure);
        log.debug(`${failure.message} Trying again with the token.`);
        return downloadFrom(ownRun, wanted, server, log).catch((error) => {
            throw error instanceof _artifact_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .AccessDenied */ .Oy ? needsPermission(name, error) : error;
        });
    }
};
const needsPermission = (name, cause) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`The artifact "${name}" could not be downloaded: it is from an earlier attempt of this run, which takes a token that may ` +
    'read artifacts. Add "actions: read" to the permissions of this job, or run all jobs again.', { cause, detail: cause.detail });
const downloadFrom = async (from, { name, folder, signal }, server, log) => {
    const task = `The artifact "${name}" could not be downloaded`;
    const attempt = { task, way: 'download', server, from };
    const attempts = watchAttempts(attempt, `write the artifact "${name}" to ${folder}`);
    const debug = (line) => {
        attempts.see(line);
        log.debug(line);
    };
    const call = await (0,_artifact_client_js__WEBPACK_IMPORTED_MODULE_5__/* .openClient */ .My)(attempt, debug, signal);
    const where = from === undefined ? {} : { findBy: findByOf(from) };
    const { artifacts } = await call((client) => client.listArtifacts({ latest: true, ...where }));
    const artifact = artifacts.find((candidate) => candidate.name === name);
    if (artifact === undefined)
        throw notFound(name, artifacts, from);
    const own = await ownFolder(folder, name);
    const expected = artifact.digest === undefined ? {} : { expectedHash: artifact.digest };
    try {
        await call(async (client, lines) => {
            const options = { path: own, skipDecompress: true, ...expected, ...where };
            const downloading = client.downloadArtifact(artifact.id, options);
            const { digestMismatch } = await Promise.race([downloading, attempts.failed]);
            if (digestMismatch !== true)
                return;
            const found = lines.find(({ text }) => text.startsWith('Computed digest: '))?.text.slice(17);
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`${task}: its content differs from what was uploaded (expected ${artifact.digest}, found ${found}). ` +
                'Run the job again; if that does not help, build again.');
        });
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(own, 'artifact.zip');
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(await onlyFileIn(own, task), path);
        return { path, id: artifact.id };
    }
    catch (error) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(own, { recursive: true, force: true });
        throw error;
    }
};
/** A new directory: the server chooses the archive's file name, which must not name another file or a link. */
const ownFolder = async (folder, name) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(folder, { recursive: true });
        return await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdtemp)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'artifact-'));
    }
    catch (error) {
        throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .explainFileError */ .Y)(error, `make a folder for the artifact "${name}" in ${folder}`);
    }
};
/**
 * Watches the client's debug output, because it tries again every 5 s whatever the reason. If the disk is full or the storage
 * does not have the artifact, `failed` rejects. It never resolves.
 */
const watchAttempts = (attempt, writing) => {
    const { promise: failed, reject } = Promise.withResolvers();
    // The download may not have started yet.
    failed.catch(() => { });
    const see = (line) => {
        const [, message, code] = /Artifact download failed: ((E(?:NOSPC|DQUOT|ROFS|ACCES|IO))\b.*)/.exec(line) ?? [];
        if (code !== undefined)
            reject((0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .explainFileError */ .Y)(Object.assign(new Error(message), { code }), writing));
        const [reason] = /Unexpected HTTP response from blob storage: (?:404|410)\b/.exec(line) ?? [];
        if (reason !== undefined)
            reject((0,_artifact_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .artifactFailure */ .DQ)(attempt, new Error(reason), []));
    };
    return { see, failed };
};
const onlyFileIn = async (folder, task) => {
    const [entry, ...others] = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder, { withFileTypes: true });
    if (entry === undefined || !entry.isFile() || others.length > 0) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`${task}: the service did not send exactly one file. Run the job again.`);
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
        ? `${run} has no artifact "${name}", and no other artifacts. Check that the job that uploads it is in "needs:" and succeeded.`
        : `${run} has no artifact "${name}". Set artifact-name to one of these:`, { detail: [...names.slice(0, shownNames).map((existing) => `  ${existing}`), ...more] });
};


/***/ }),

/***/ 95678:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  X: () => (/* binding */ fetchLayout)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/image/annotations.ts
var image_annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/image/platform.ts
var platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
// EXTERNAL MODULE: ./src/layout/graph.ts + 1 modules
var layout_graph = __webpack_require__(5686);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
;// CONCATENATED MODULE: ./src/github/artifact/artifact-image.ts







/**
 * Verifies the layout that was unpacked from an artifact: it has an image or an index of images with the expected digest, and
 * nothing that does not belong to it. `blobs` are the files in the folder, whose digests are known to be right. Only layers
 * may be missing.
 *
 * Throws a Failure that names the artifact and the blobs that are wrong, with the expected and the actual value.
 */
const verifyLayout = async (artifact, folder, blobs, expected) => {
    const graph = await readContent(artifact, folder, expected);
    const { digest } = graph.root;
    if (expected !== 'any' && digest !== expected) {
        throw new failure/* Failure */.HR(`The artifact "${artifact}" contains another image than the expected one: expected ${expected}, found ` +
            `${digest}. Compare the input "digest" with the output "digest" of the job that built the image.`);
    }
    if (expected !== 'any')
        refuseUncovered(artifact, graph);
    const documents = [...graph.documents.map(({ descriptor }) => descriptor), ...graph.referrerLists];
    const listed = [...documents, ...graph.blobs];
    const reachable = new Set(listed.map((blob) => blob.digest));
    const stray = [...blobs].filter((blob) => !reachable.has(blob));
    if (stray.length > 0) {
        throw new failure/* Failure */.HR(`The artifact "${artifact}" contains ${(0,quantity/* formatCount */.B4)(stray.length, 'blob that does', 'blobs that do')} not belong ` +
            `to the image ${digest}. ` +
            'Find out which job uploaded it, then build and upload the image again.', { detail: stray.map((blob) => `${blob}: not referenced`) });
    }
    const flaws = await (0,verify/* findFlaws */.pG)(folder, listed, blobs);
    const layers = new Set(graph.images.flatMap(({ manifest }) => manifest.layers.map((layer) => layer.digest)));
    const isAllowed = ({ digest: blob, data }) => !blobs.has(blob) && (layers.has(blob) || Boolean(data));
    const wrong = flaws.filter(({ descriptor }) => !isAllowed(descriptor));
    if (wrong.length > 0) {
        throw new failure/* Failure */.HR(`The artifact "${artifact}" is corrupt: ${wrong.length} of the blobs of ${digest} differ from their descriptors. ` +
            'Build and upload the image again.', { detail: wrong.map(verify/* describeFlaw */.w8) });
    }
    const absent = new Set(flaws.map(({ descriptor }) => descriptor.digest));
    const present = (0,image_image/* uniqueBlobs */.ge)(listed).filter((blob) => !absent.has(blob.digest));
    return { root: graph.root, images: imagesOf(artifact, graph, absent), blobs: present };
};
/**
 * Refuses signatures, SBOMs and other documents that the expected digest does not cover: any job of the run can replace the
 * artifact and add them.
 */
const refuseUncovered = (artifact, { root, documents, referrerLists }) => {
    const requirements = new Map(documents.map(({ descriptor, requires }) => [descriptor.digest, requires]));
    const covered = new Set();
    const pending = [root.digest];
    for (let digest = pending.pop(); digest !== undefined; digest = pending.pop()) {
        if (covered.has(digest))
            continue;
        covered.add(digest);
        pending.push(...(requirements.get(digest) ?? []));
    }
    const all = [...documents.map(({ descriptor }) => descriptor), ...referrerLists];
    const uncovered = all.filter(({ digest }) => !covered.has(digest));
    if (uncovered.length === 0)
        return;
    throw new failure/* Failure */.HR(`The artifact "${artifact}" contains ${(0,quantity/* formatCount */.B4)(uncovered.length, 'document that does', 'documents that do')} not ` +
        `belong to the image ${root.digest}, such as a signature or an SBOM that refers to it. The digest does not cover ` +
        'them. Find out which job uploaded the artifact, or set "digest" to "any" if you trust all jobs of the run.', { detail: uncovered.map(({ digest }) => `${digest}: not covered by the digest`) });
};
const imagesOf = (artifact, { root, images }, absent) => {
    if (images.length === 0) {
        throw new failure/* Failure */.HR(`The artifact "${artifact}" contains no image: ${root.digest} is another kind of artifact, or an index of these.`);
    }
    return images.map((image) => {
        const annotations = (0,image_annotations/* annotationsOf */.Ih)(image.descriptor, root);
        return {
            image: { ...image, descriptor: { ...image.descriptor, annotations } },
            missing: image.manifest.layers.filter(({ digest, urls }) => absent.has(digest) && !urls?.length),
        };
    });
};
/** A line for the log that says what was verified. With `any`, nothing says which image was expected. */
const describeVerification = ({ digest }, blobs, expected) => {
    const checked = `${digest}, ${blobs} blobs, each with its size and digest.`;
    return expected === 'any'
        ? `Checked: ${checked} The digest was not checked ("digest: any").`
        : `Verified: ${checked}`;
};
const readContent = async (artifact, folder, expected) => {
    try {
        const graph = await (0,layout_graph/* readGraph */.t)(folder, expected);
        const [missing] = graph.missing;
        if (missing !== undefined)
            throw new read/* MissingBlob */.yC(missing.digest);
        return graph;
    }
    catch (error) {
        const reason = error instanceof read/* MissingBlob */.yC
            ? 'its manifest or its configuration is missing'
            : // The directory is a temporary one.
                (0,failure/* messageOf */.bD)(error).replaceAll(folder, 'it').replace(/\.$/, '');
        throw new failure/* Failure */.HR(`Could not use the image in the artifact "${artifact}": ${reason}. Use the artifact of an image build; if it ` +
            'is one, build and upload it again.', { cause: error, detail: error instanceof failure/* Failure */.HR ? error.detail : [] });
    }
};

// EXTERNAL MODULE: ./node_modules/yauzl/index.js
var yauzl = __webpack_require__(20663);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
;// CONCATENATED MODULE: ./src/github/artifact/artifact-unpack.ts








const usualLimits = { entries: 10_000, bytes: 128 * 1024 ** 3 };
// Per entry, in bytes. Zip programs write times, an owner and zip64 sizes there: 30 to 100 bytes. Every 4 bytes can become an
// object in memory, for each entry at the same time.
const extraLimit = 128;
const folders = ['blobs/', 'blobs/sha256/'];
// Unix file types are in the upper half of the external attributes, which is zero if the zip was not created on Unix.
const typeMask = 0o170000;
const regularFile = 0o100000;
const objectionTo = (entry, name, seen) => {
    if (![write/* layoutMarker */.fB, write/* layoutIndex */.vh].includes(name) && (0,blob/* blobAtPath */.Ib)(name) === undefined) {
        return 'which does not belong to an OCI image layout';
    }
    if (seen.has(name))
        return 'twice';
    const extra = entry.extraFieldLength + entry.fileCommentLength;
    if (extra > extraLimit) {
        return `with ${extra} bytes of extra fields and comment; at most ${extraLimit} are read`;
    }
    const type = (entry.externalFileAttributes >>> 16) & typeMask;
    if (type !== 0 && type !== regularFile)
        return 'which is not a regular file';
    if (entry.isEncrypted())
        return 'which is encrypted';
    if (!entry.canDecodeFileData())
        return `which is compressed by an unknown method (${entry.compressionMethod})`;
    return undefined;
};
/** Reads the table of contents, and refuses anything but a layout before a byte is unpacked. */
const listFiles = async (zip, limits) => {
    if (zip.entryCount > limits.entries) {
        throw new failure/* Failure */.HR(`it has ${zip.entryCount} entries; at most ${limits.entries} are unpacked`);
    }
    const files = new Map();
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
        // The raw bytes of the name. Names in extra fields and encodings are ignored.
        const name = entry.fileNameRaw.toString('latin1');
        if (folders.includes(name))
            continue;
        const objection = objectionTo(entry, name, files);
        if (objection !== undefined)
            throw new failure/* Failure */.HR(`it has the entry "${(0,printable/* printable */.g$)(name)}", ${objection}`);
        if ((0,blob/* blobAtPath */.Ib)(name) === undefined && entry.uncompressedSize > json_document/* documentLimit */.NL) {
            throw new failure/* Failure */.HR(`its ${name} has ${entry.uncompressedSize} bytes; at most ${json_document/* documentLimit */.NL} are read`);
        }
        bytes += entry.uncompressedSize;
        if (bytes > limits.bytes) {
            throw new failure/* Failure */.HR(`its files have more than ${limits.bytes} bytes, which exceeds the limit`);
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
 * The bytes of a file. Throws if their number differs from the one in the zip. Opens the stream with the first read, because
 * its errors would not be handled earlier.
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
        throw new failure/* Failure */.HR(`its entry "${name}" cannot be read: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
    }
}
/**
 * Unpacks the untrusted zip of an artifact into a directory: only files of a layout, within the limits, and each blob only if
 * its digest is the one in its name. `index.json` and `oci-layout` are limited in size, but not checked. Returns the digests
 * of the blobs.
 *
 * Throws a Failure that names the artifact and the entry.
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
        throw new failure/* Failure */.HR(`Could not unpack the artifact "${source.artifact}": ${(0,failure/* messageOf */.bD)(error).replace(/\.$/, '')}. ` +
            'Use the artifact of an image build; if it is one, build and upload it again.', { cause: error });
    }
    finally {
        zip?.close();
    }
};

;// CONCATENATED MODULE: ./src/github/artifact/artifact-layout.ts














/**
 * Downloads artifacts with one image each, verifies them, and creates one layout: that of the only artifact, or one with an
 * index of the images, ordered by platform. `work` is an empty directory on the layout's file system.
 *
 * Throws a Failure that names the artifact if it does not exist, contains another image, or does not fit the others: images
 * for the same platform, or with different names.
 */
const fetchLayout = async (artifacts, work, layout, source) => {
    if (artifacts.length === 1)
        return fetchOne(artifacts[0], work, layout, source);
    const parts = await fetchAll(artifacts, work, source);
    checkUnity(parts);
    return mergeLayouts(parts, layout);
};
const fetchOne = async ({ name, digest }, work, layout, { download, from, info, signal }) => {
    const { path: zip, id } = await download({ name, folder: work, from, signal });
    info(`Downloaded the artifact "${name}" (ID ${id}).`);
    const blobs = await unpackLayout({ artifact: name, zip }, layout, { signal });
    await (0,promises_.rm)(zip);
    const verified = await verifyLayout(name, layout, blobs, digest);
    info(describeVerification(verified.root, blobs.size, digest));
    return verified;
};
// The usual number of platforms. More downloads at once are not faster.
const concurrentDownloads = 4;
const fetchAll = async (artifacts, work, source) => {
    const parts = await (0,abort/* inParallel */.HN)(artifacts, concurrentDownloads, async (artifact, ended, position) => {
        const folder = (0,external_node_path_.join)(work, `part-${position}`);
        const signal = AbortSignal.any([source.signal, ended]);
        signal.throwIfAborted();
        const { root, images } = await fetchOne(artifact, work, folder, { ...source, signal });
        const [image] = images;
        if ((0,media_type/* isIndex */.nw)(root.mediaType) || image === undefined) {
            throw new failure/* Failure */.HR(`The artifact "${artifact.name}" contains an index of images and cannot be combined with others. Download it alone.`);
        }
        return { ...image, artifact: artifact.name, folder };
    });
    source.signal.throwIfAborted();
    return parts;
};
const platformOf = ({ image: { config } }) => (0,platform/* formatPlatform */.Bq)((0,platform/* normalizePlatform */.FL)((0,platform/* imagePlatform */.Ht)(config)));
/** Throws a Failure if images cannot be one image for several platforms. */
const checkUnity = (parts) => {
    for (const [platform, [one, other]] of Map.groupBy(parts, platformOf)) {
        if (one === undefined || other === undefined)
            continue;
        throw new failure/* Failure */.HR(`The artifacts "${one.artifact}" and "${other.artifact}" contain images for the same platform, ` +
            `${(0,printable/* printable */.g$)(platform)}. Use one artifact per platform, or separate steps.`);
    }
    const [first] = parts;
    const other = first && parts.find((part) => nameOf(part) !== nameOf(first));
    if (first === undefined || other === undefined)
        return;
    throw new failure/* Failure */.HR(`The artifacts "${first.artifact}" and "${other.artifact}" contain different images, ` +
        `${nameOf(first)} and ${nameOf(other)}. Images for several platforms need the same name: ` +
        'build them with the same last segment of "image-path", or use separate steps.');
};
/** The quoted name of the image without the tag, which may contain the platform. */
const nameOf = ({ image }) => {
    const name = (0,image_annotations/* imageNameOf */.mi)(image.descriptor)?.replace(/:[^:]*$/, '');
    return name === undefined ? 'an image without a name' : `"${name}"`;
};
/** Moves the blobs of several layouts into one, with an index of their images. */
const mergeLayouts = async (parts, layout) => {
    await (0,write/* createLayout */.Vz)(layout);
    const blobs = [];
    for (const { folder, image, missing } of parts) {
        const absent = new Set(missing.map(({ digest }) => digest));
        const present = (0,image_image/* closureOf */.TQ)(image).filter(({ digest }) => !absent.has(digest));
        for (const { digest } of present)
            await (0,promises_.rename)((0,blob/* blobPath */.nD)(folder, digest), (0,blob/* blobPath */.nD)(layout, digest));
        blobs.push(...present);
        await (0,promises_.rm)(folder, { recursive: true });
    }
    const { descriptor, bytes, images } = (0,image_index/* createMultiPlatformIndex */.nC)(parts.map(({ image }) => image));
    await (0,blob/* writeBlob */.Zh)(layout, descriptor, [bytes]);
    const ofEach = (0,image_annotations/* annotationsByImage */.rj)(parts.map(({ image }) => image.descriptor));
    const root = { ...descriptor, annotations: { ...commonAnnotations(parts), ...ofEach } };
    await (0,write/* writeIndex */._M)(layout, root);
    const missingOf = new Map(parts.map(({ image, missing }) => [image.descriptor.digest, missing]));
    const verified = images.map((image) => {
        const described = { ...image.descriptor, annotations: (0,image_annotations/* annotationsOf */.Ih)(image.descriptor, root) };
        return { image: { ...image, descriptor: described }, missing: missingOf.get(described.digest) ?? [] };
    });
    return { root, images: verified, blobs: (0,image_image/* uniqueBlobs */.ge)([root, ...blobs]) };
};
/** The annotations of the index in index.json: those that all images share. They are not part of a digest. */
const commonAnnotations = (parts) => {
    const keys = [image_annotations/* annotationKeys */.ic.refName, image_annotations/* annotationKeys */.ic.imageName, image_annotations/* annotationKeys */.ic.runImageRoot];
    return Object.fromEntries(keys.flatMap((key) => {
        const [value, ...others] = new Set(parts.map(({ image }) => image.descriptor.annotations?.[key]));
        return value === undefined || others.length > 0 ? [] : [[key, value]];
    }));
};


/***/ }),

/***/ 48650:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dc: () => (/* binding */ digestInput),
/* harmony export */   SK: () => (/* binding */ requiredDigestInput),
/* harmony export */   gL: () => (/* binding */ ownRunInput),
/* harmony export */   mG: () => (/* binding */ artifactsInput)
/* harmony export */ });
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78033);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(402);
/* harmony import */ var _artifact_artifact_client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(38912);
/* harmony import */ var _input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(98005);




const digestExample = `\${{ needs.build.outputs.digest }}`;
/**
 * Reads the inputs that name artifacts. `ownRepository` is the repository of this run. Throws a Failure that names the input,
 * the rule and an example.
 */
const artifactsInput = (get, ownRepository) => ({
    artifacts: expectedArtifacts(get),
    from: otherRunInput(get, ownRepository),
});
/** Reads `artifact-name` and `digest`: one digest per artifact, in the same order, or the word `any` for all. */
const expectedArtifacts = (get) => {
    const nameLines = (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .linesInput */ .WO)(get, 'artifact-name');
    const [first, ...others] = nameLines.map(({ text }) => text);
    if (first === undefined)
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('artifact-name', 'is required and is empty', 'my-app');
    const names = [first, ...others];
    for (const name of names)
        (0,_artifact_artifact_client_js__WEBPACK_IMPORTED_MODULE_1__/* .checkArtifactName */ .CN)(name);
    const twice = nameLines.find(({ text }, position) => names.indexOf(text) !== position);
    if (twice !== undefined) {
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .lineFailure */ .T4)('artifact-name', twice, 'it names the same artifact as another line', 'my-app-amd64');
    }
    const lines = (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .linesInput */ .WO)(get, 'digest');
    if (isAnyAlone(get)) {
        return [{ name: first, digest: 'any' }, ...others.map((name) => ({ name, digest: 'any' }))];
    }
    if (lines.length === 0)
        throw emptyDigest();
    if (lines.length !== names.length) {
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('digest', `has ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_3__/* .formatCount */ .B4)(lines.length, 'line')} for ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_3__/* .formatCount */ .B4)(names.length, 'artifact')}. Specify one digest per artifact, ` +
            'in the same order (an empty output counts as missing), or "any" to accept any image', digestExample);
    }
    const digests = lines.map((line) => (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .parsedLine */ .WP)('digest', line, parseDigestOrAny, digestExample));
    const wantedAt = (name, position) => ({
        name,
        digest: digests[position] ?? 'any',
    });
    return [wantedAt(first, 0), ...others.map((name, position) => wantedAt(name, position + 1))];
};
/** Reads the input `digest` for one image. Undefined if it is empty. */
const digestInput = (get) => (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .parsedInput */ .m8)(get, 'digest', parseDigestOrAny, digestExample);
/** Reads the input `digest` for one image. Throws a Failure if it is empty. */
const requiredDigestInput = (get) => {
    const digest = digestInput(get);
    if (digest === undefined)
        throw emptyDigest();
    return digest;
};
/** An empty digest is usually a mistake: an expression that names an unknown output is empty. */
const emptyDigest = () => (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('digest', 'is required and is empty. A job output is empty if that job has no "outputs:" for it, or if this job does not name ' +
    'that job in "needs:". Use "any" to accept any image', digestExample);
/** Whether `any` is the whole input. If another line is empty, because an output is empty, `any` does not count for it. */
const isAnyAlone = (get) => /^[^\S\n]*any[^\S\n]*\n?$/.test(get('digest', { trimWhitespace: false }));
const parseDigestOrAny = (text) => (text === 'any' ? 'any' : (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDigest */ .m)(text));
const repositoryPattern = /^[\w.-]+\/[\w.-]+$/;
/** Reads the inputs `run-id`, `repository` and `github-token`. Undefined for the current run. */
const otherRunInput = (get, ownRepository) => {
    const runId = (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .numberInput */ .QR)(get, 'run-id', 1, Number.MAX_SAFE_INTEGER);
    const repository = (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .optionalInput */ .$m)(get, 'repository');
    if (runId === undefined) {
        if (repository === undefined || repository === ownRepository)
            return undefined;
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('run-id', 'is required if "repository" is another repository', '1234567890');
    }
    if (repository !== undefined && !repositoryPattern.test(repository)) {
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('repository', `is "${repository}". Use owner/name`, 'octo-org/my-app');
    }
    const token = (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .optionalInput */ .$m)(get, 'github-token');
    if (token === undefined) {
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('github-token', 'is required if "run-id" is set', `\${{ github.token }}`);
    }
    return { token, repository: repository ?? ownRepository, runId };
};
/** This run, read with the input `github-token`. Undefined without a token. */
const ownRunInput = (get, { repository, runId }) => {
    const token = (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .optionalInput */ .$m)(get, 'github-token');
    return token === undefined ? undefined : { token, repository, runId };
};


/***/ }),

/***/ 5686:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ readGraph),
  Z: () => (/* binding */ stagesOf)
});

// EXTERNAL MODULE: ./src/image/config.ts
var config = __webpack_require__(86575);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/image/annotations.ts
var image_annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
;// CONCATENATED MODULE: ./src/layout/root.ts





/**
 * What the tag of an entry says about another digest. Undefined if it says nothing: most tags are names.
 *
 * - `sha256-…`: the list of its referrers, for registries without the referrers API:
 *   https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema
 * - `sha256-….sig`, `.att`, `.sbom`: cosign's signatures, attestations and SBOMs
 */
const relatedTagOf = ({ annotations, mediaType }) => {
    const tag = annotations?.[image_annotations/* annotationKeys */.ic.refName] ?? '';
    const [, hex, suffix] = /^sha256-([0-9a-f]{64})(\.[\w.-]+)?$/.exec(tag) ?? [];
    if (hex === undefined || (suffix === undefined && !(0,media_type/* isIndex */.nw)(mediaType)))
        return undefined;
    return { subject: (0,digest/* digestOfHex */.z9)(hex), tag, isList: suffix === undefined };
};
/**
 * Selects the entry of index.json with the given digest. If there is none, it is the only entry that is not a part or a
 * referrer of another one, whatever its digest.
 *
 * Throws a Failure with the digests to choose from, and their names, if there is no such entry or more than one.
 */
const selectRoot = (folder, entries, nodes, digest) => {
    const byDigest = Map.groupBy(entries, (entry) => entry.digest);
    const distinct = [...byDigest.values()].flatMap(([first]) => first ?? []);
    const readable = distinct.filter(({ digest }) => nodes.has(digest));
    const named = readable.find((entry) => entry.digest === digest);
    if (named !== undefined)
        return named;
    const candidates = candidatesOf(readable, nodes);
    const [only, ...others] = candidates;
    if (only === undefined) {
        const [first] = distinct;
        throw new failure/* Failure */.HR(first === undefined
            ? `${folder} contains no image.`
            : `${folder} contains a "${(0,printable/* printable */.g$)(first.mediaType)}", not an image or an index.`);
    }
    if (others.length === 0)
        return only;
    throw new failure/* Failure */.HR(`${folder} contains ${candidates.length} images${digest === 'any' ? '' : `, and none of them is ${digest}`}. ` +
        'Set the input "digest" to one of these:', { detail: candidates.map((candidate) => `  ${describe(candidate, entries)}`) });
};
/** The entries that are not listed by another one, and that do not refer to another one. */
const candidatesOf = (entries, nodes) => {
    const listed = new Set([...nodes.values()].flatMap((node) => node.listed.map(({ digest }) => digest)));
    const free = entries.filter((entry) => {
        const related = relatedTagOf(entry);
        return !listed.has(entry.digest) && (related === undefined || !nodes.has(related.subject));
    });
    const independent = free.filter(({ digest }) => nodes.get(digest)?.subject === undefined);
    return independent.length > 0 ? independent : free;
};
/** `sha256:… (1.2, latest)` */
const describe = ({ digest }, entries) => {
    const names = entries
        .filter((entry) => entry.digest === digest)
        .flatMap(({ annotations }) => annotations?.[image_annotations/* annotationKeys */.ic.imageName] ?? annotations?.[image_annotations/* annotationKeys */.ic.refName] ?? []);
    return names.length === 0 ? digest : `${digest} (${(0,printable/* printable */.g$)(names.join(', '))})`;
};

;// CONCATENATED MODULE: ./src/layout/graph.ts







/**
 * Reads what belongs to one root of a layout: everything that it lists, and everything in the layout that refers to it. The
 * digests of all documents are verified; blobs are not read, except the configurations of images.
 *
 * `digest` selects the root if the layout has several. Throws a Failure if the folder is not a layout, if no root or several
 * are found, or if a document is wrong.
 */
const readGraph = async (folder, digest) => {
    const entries = await (0,read/* readEntries */.$2)(folder);
    const nodes = await readNodes(folder, entries);
    const root = selectRoot(folder, entries, nodes, digest);
    const { order, referrerLists, artifactTags } = collectClosure(root, entries, nodes);
    const listed = order.flatMap((node) => node.listed);
    const included = new Set(order.map(({ descriptor }) => descriptor.digest));
    const images = [];
    const artifacts = [];
    for (const { descriptor, manifest } of order) {
        if (manifest === undefined)
            continue;
        const image = await readImageConfig(folder, descriptor, manifest);
        if (image === undefined)
            artifacts.push({ descriptor, manifest });
        else
            images.push(image);
    }
    return {
        root,
        documents: order.map((node) => documentOf(node, included)),
        images,
        artifacts,
        blobs: [
            ...order.flatMap(({ manifest }) => (manifest === undefined ? [] : (0,image_image/* blobsOf */.OR)(manifest))),
            ...listed.filter((descriptor) => !(0,media_type/* isDocument */.wz)(descriptor)),
        ],
        missing: listed.filter((descriptor) => (0,media_type/* isDocument */.wz)(descriptor) && !nodes.has(descriptor.digest)),
        artifactTags,
        referrerLists,
    };
};
/** Reads all documents that entries of index.json name, directly or by way of indexes, each once. */
const readNodes = async (folder, entries) => {
    const nodes = new Map();
    const seen = new Map();
    const visit = async (descriptor, isEntry) => {
        const known = seen.get(descriptor.digest);
        if (known !== undefined) {
            checkSame(known, descriptor, folder);
            const node = nodes.get(descriptor.digest);
            // The descriptor in an index names the platform; the one in index.json may not.
            if (node !== undefined && !isEntry && known.platform === undefined) {
                nodes.set(descriptor.digest, { ...node, descriptor });
            }
            return;
        }
        seen.set(descriptor.digest, descriptor);
        if (!(0,media_type/* isDocument */.wz)(descriptor))
            return;
        const node = await readNode(folder, descriptor).catch((error) => {
            // A layout may leave out what another store has: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md#blobs
            if (!isEntry && error instanceof read/* MissingBlob */.yC)
                return undefined;
            throw error;
        });
        if (node === undefined)
            return;
        nodes.set(descriptor.digest, node);
        for (const listed of node.listed)
            await visit(listed, false);
    };
    for (const entry of entries)
        await visit(entry, true);
    return nodes;
};
const readNode = async (folder, descriptor) => {
    const bytes = await (0,read/* readPart */.on)(folder, descriptor);
    if ((0,media_type/* isIndex */.nw)(descriptor.mediaType)) {
        const index = (0,image_index/* parseIndex */.A1)(bytes);
        (0,read/* checkMediaType */.xQ)(descriptor, index, folder);
        return { descriptor, manifest: undefined, listed: index.manifests, subject: index.subject?.digest };
    }
    const manifest = (0,image_image/* parseManifest */.Ng)(bytes);
    (0,read/* checkMediaType */.xQ)(descriptor, manifest, folder);
    return { descriptor, manifest, listed: [], subject: manifest.subject?.digest };
};
/** Throws a Failure if two descriptors of one digest differ, because only one of them was checked. */
const checkSame = (known, listed, folder) => {
    if (known.size === listed.size && known.mediaType === listed.mediaType)
        return;
    throw new failure/* Failure */.HR(`${folder} lists ${listed.digest} twice, with different sizes or media types.`);
};
/** Everything that a root lists, and everything that refers to one of these. Each node is after those that it requires. */
const collectClosure = (root, entries, nodes) => {
    const related = entries.flatMap((descriptor) => {
        const tag = relatedTagOf(descriptor);
        return tag === undefined ? [] : [{ ...tag, descriptor }];
    });
    const tagged = related.filter(({ isList }) => !isList);
    const order = new Map();
    const started = new Set();
    const include = (digest) => {
        const node = nodes.get(digest);
        if (node === undefined || started.has(digest))
            return;
        started.add(digest);
        for (const listed of node.listed)
            include(listed.digest);
        if (node.subject !== undefined)
            include(node.subject);
        order.set(digest, digest === root.digest ? { ...node, descriptor: root } : node);
        for (const other of nodes.values())
            if (other.subject === digest)
                include(other.descriptor.digest);
        for (const { subject, descriptor } of tagged)
            if (subject === digest)
                include(descriptor.digest);
    };
    include(root.digest);
    return {
        order: [...order.values()],
        referrerLists: related.flatMap(({ isList, subject, descriptor }) => isList && order.has(subject) ? [descriptor] : []),
        artifactTags: tagged.filter(({ subject }) => order.has(subject)),
    };
};
const documentOf = (node, included) => {
    const { descriptor, listed, subject } = node;
    const requires = [...listed.map(({ digest }) => digest), ...(subject === undefined ? [] : [subject])];
    return {
        descriptor,
        requires: requires.filter((digest) => included.has(digest)),
        isReferrer: subject !== undefined,
    };
};
/** The image of a manifest. Undefined if the manifest is an attestation, a signature or another artifact. */
const readImageConfig = async (folder, descriptor, manifest) => {
    if (descriptor.platform?.os === 'unknown' || !(0,image_image/* hasImageConfig */.mz)(manifest))
        return undefined;
    const bytes = await (0,read/* readPart */.on)(folder, manifest.config);
    return (0,config/* namesPlatform */.U)(bytes) ? (0,image_image/* parseImage */.zZ)(descriptor, manifest, bytes) : undefined;
};
/** Groups documents so that everything that a document requires is in an earlier group. */
const stagesOf = (documents) => {
    const stages = [];
    const stageOf = new Map();
    for (const document of documents) {
        const stage = Math.max(-1, ...document.requires.map((digest) => stageOf.get(digest) ?? -1)) + 1;
        stageOf.set(document.descriptor.digest, stage);
        stages[stage] = [...(stages[stage] ?? []), document];
    }
    return stages;
};


/***/ })

};
