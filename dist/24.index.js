export const id = 24;
export const ids = [24];
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
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(78033);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _artifact_client_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(13574);






/**
 * Downloads an artifact of this run, or of another one, as the zip archive that it is, into a folder of its own
 * under `folder`. Several of one name: the newest.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
const downloadArtifact = async (wanted, server, log) => {
    const { name, folder, from, signal } = wanted;
    const task = `The artifact "${name}" could not be downloaded`;
    const disk = watchDisk(`write the artifact "${name}" to ${folder}`);
    const debug = (line) => {
        disk.see(line);
        log.debug(line);
    };
    const call = (0,_artifact_client_js__WEBPACK_IMPORTED_MODULE_5__/* .callsFor */ .$)({ task, way: 'download', server, from }, { debug }, signal);
    const client = await (0,_artifact_client_js__WEBPACK_IMPORTED_MODULE_5__/* .artifactClient */ .A)(server);
    const where = from === undefined ? {} : { findBy: findByOf(from) };
    const { artifacts } = await call(() => client.listArtifacts({ latest: true, ...where }));
    const artifact = artifacts.find((candidate) => candidate.name === name);
    if (artifact === undefined)
        throw notFound(name, artifacts, from);
    const own = await ownFolder(folder, name);
    const expected = artifact.digest === undefined ? {} : { expectedHash: artifact.digest };
    try {
        await call(async (lines) => {
            const options = { path: own, skipDecompress: true, ...expected, ...where };
            const downloading = client.downloadArtifact(artifact.id, options);
            const { digestMismatch } = await Promise.race([downloading, disk.failed]);
            if (digestMismatch !== true)
                return;
            const found = lines.find(({ text }) => text.startsWith('Computed digest: '))?.text.slice(17);
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`${task}: what came is not what was uploaded (expected ${artifact.digest}, found ${found}). ` +
                'Run the job again; if that does not help, build again.');
        });
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(own, 'artifact.zip');
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(await onlyFileIn(own, task), path);
        const digest = artifact.digest?.replace(/^sha256:/, '');
        return { path, id: artifact.id, name, digest: digest === undefined ? undefined : (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_3__/* .digestOfHex */ .z9)(digest) };
    }
    catch (error) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(own, { recursive: true, force: true });
        throw error;
    }
};
/** The archive's file name is the server's to choose: in a folder of its own it meets no other file, nor a link. */
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
 * Listens to what the client says of its tries: where the disk is the reason, another one is of no use. `failed` never
 * resolves.
 */
const watchDisk = (what) => {
    const { promise: failed, reject } = Promise.withResolvers();
    const see = (line) => {
        const [, message, code] = /Artifact download failed: ((E(?:NOSPC|DQUOT|ROFS|ACCES|IO))\b.*)/.exec(line) ?? [];
        if (code !== undefined)
            reject((0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .explainFileError */ .Y)(Object.assign(new Error(message), { code }), what));
    };
    return { see, failed };
};
const onlyFileIn = async (folder, task) => {
    const [entry, ...others] = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder, { withFileTypes: true });
    if (entry === undefined || !entry.isFile() || others.length > 0) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`${task}: the service did not send one file. Run the job again.`);
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
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(names.length === 0
        ? `${run} has no artifact "${name}", nor any other. Does the job that uploads it come first (needs:), and did it succeed?`
        : `${run} has no artifact "${name}". Set artifact-name to one of those that it has:`, { detail: [...names.slice(0, shownNames).map((existing) => `  ${existing}`), ...more] });
};


/***/ }),

/***/ 71561:
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
var annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/image/image-annotations.ts
var image_annotations = __webpack_require__(24019);
// EXTERNAL MODULE: ./src/image/image-name.ts
var image_name = __webpack_require__(44626);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/image/digest.ts
var digest = __webpack_require__(78033);
;// CONCATENATED MODULE: ./src/image/united-index.ts



// A reader that knows no platforms takes the first one.
const commonest = ['linux/amd64', 'linux/arm64'];
const nameOf = (image) => (0,image_platform/* formatPlatform */.Bq)((0,image_platform/* normalizePlatform */.FL)((0,image_platform/* imagePlatform */.Ht)(image.config)));
/**
 * Makes an index of images: the same images give the same bytes, in whatever order they come. The commonest platform comes
 * first. Nothing that an index.json says of an image gets in: no digest covers that, and the index has one.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md
 */
const uniteImages = (images) => {
    const rankOf = (name) => {
        const rank = commonest.indexOf(name);
        return rank === -1 ? commonest.length : rank;
    };
    const sorted = [...images].sort((one, other) => {
        const [a, b] = [nameOf(one), nameOf(other)];
        return rankOf(a) - rankOf(b) || (a < b ? -1 : a > b ? 1 : 0);
    });
    const listed = sorted.map((image) => ({ ...image, descriptor: listedDescriptor(image) }));
    const manifests = listed.map(({ descriptor }) => descriptor);
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: media_type/* mediaTypes */.Ib.index, manifests }));
    return {
        descriptor: { mediaType: media_type/* mediaTypes */.Ib.index, digest: (0,digest/* digestOf */.ol)(bytes), size: bytes.length },
        bytes,
        images: listed,
    };
};
const listedDescriptor = (image) => {
    const { mediaType, digest, size } = image.descriptor;
    const { architecture, ...platform } = (0,image_platform/* imagePlatform */.Ht)(image.config);
    // In the order of the specification: another one is another digest.
    return { mediaType, digest, size, platform: { architecture, ...platform } };
};

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
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
;// CONCATENATED MODULE: ./src/github/artifact/artifact-image.ts





/**
 * Verifies that a folder holds one image, or one index of images, and nothing else: it has the expected digest (or `any`), and each of its blobs has the
 * size that its descriptor says. `blobs` are those in the folder, whose digests are known to be right. Layers may be
 * missing; manifest and configuration may not.
 *
 * Throws a Failure that names the artifact and the blobs that are off, with what was expected and what was found.
 */
const proveImage = async (artifact, folder, blobs, expected) => {
    const content = await readContent(artifact, folder);
    const { digest } = content.descriptor;
    if (expected !== 'any' && digest !== expected) {
        throw new failure/* Failure */.HR(`The artifact "${artifact}" holds another image than the one that was asked for: expected ${expected}, found ` +
            `${digest}. Compare the input "digest" with the output "digest" of the job that built the image.`);
    }
    const named = (0,image_image/* namedBy */.T)(content);
    const reachable = new Set(named.map((blob) => blob.digest));
    const stray = [...blobs].filter((blob) => !reachable.has(blob));
    if (stray.length > 0) {
        throw new failure/* Failure */.HR(`The artifact "${artifact}" was enlarged: ${stray.length} of its blobs are no part of the image ${digest}. ` +
            'Find out who uploaded it, then build and upload the image again.', { detail: stray.map((blob) => `${blob}: not referenced`) });
    }
    const flaws = await (0,verify/* findFlaws */.pG)(folder, named, blobs);
    const wrong = flaws.filter(({ descriptor }) => blobs.has(descriptor.digest));
    if (wrong.length > 0) {
        throw new failure/* Failure */.HR(`The artifact "${artifact}" is corrupt: ${wrong.length} of the blobs of ${digest} are not as described. ` +
            'Build and upload the image again.', { detail: wrong.map(verify/* describeFlaw */.w8) });
    }
    return provenLayout(content, new Set(flaws.map(({ descriptor }) => descriptor.digest)));
};
const provenLayout = (content, absent) => {
    const root = content.descriptor;
    const verify = (image) => {
        const annotations = (0,image_annotations/* annotationsOf */.I)(image.descriptor, root);
        return {
            image: { ...image, descriptor: { ...image.descriptor, annotations } },
            missing: image.manifest.layers.filter(({ digest }) => absent.has(digest)),
        };
    };
    if (!('images' in content))
        return { root, images: [verify(content)] };
    const [first, ...others] = content.images;
    if (first === undefined)
        throw new failure/* Failure */.HR(`The index ${root.digest} lists no image.`);
    return { root, images: [verify(first), ...others.map(verify)] };
};
/** What was verified of an image, for the log: an image that nobody named is verified to be itself only. */
const describeProof = ({ digest }, blobs, expected) => {
    const checked = `${digest}, ${blobs} blobs, each with its size and digest.`;
    return expected === 'any'
        ? `Checked: ${checked} The digest was not checked ("digest: any").`
        : `Verified: ${checked}`;
};
const readContent = async (artifact, folder) => {
    try {
        return await (0,read/* readLayoutImages */.T7)(folder);
    }
    catch (error) {
        const reason = (0,failure/* isSystemError */.Or)(error instanceof failure/* Failure */.HR ? error.cause : error, 'ENOENT')
            ? 'it lacks its manifest or its configuration'
            : // The folder's name means nothing to the reader.
                (0,failure/* messageOf */.bD)(error).replaceAll(folder, 'it').replace(/\.$/, '');
        throw new failure/* Failure */.HR(`Could not use the image in the artifact "${artifact}": ${reason}. Take the artifact of an image build; if it ` +
            'is one, build and upload it again.', { cause: error });
    }
};

// EXTERNAL MODULE: ./node_modules/yauzl/index.js
var yauzl = __webpack_require__(20663);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
;// CONCATENATED MODULE: ./src/github/artifact/artifact-unpack.ts








const usualLimits = { entries: 10_000, bytes: 128 * 1024 ** 3 };
// Of one entry, in bytes. Zip programs write times, an owner and zip64 sizes there: 30 to 100 bytes. Each 4 bytes can
// become an object in memory, which the unpacking keeps for every entry.
const extraLimit = 128;
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
            throw new failure/* Failure */.HR(`it has the entry "${(0,printable/* printable */.g$)(name)}", ${objection}`);
        if ((0,blob/* blobAtPath */.Ib)(name) === undefined && entry.uncompressedSize > json_document/* documentLimit */.NL) {
            throw new failure/* Failure */.HR(`its ${name} has ${entry.uncompressedSize} bytes; at most ${json_document/* documentLimit */.NL} are read`);
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
        throw new failure/* Failure */.HR(`its entry "${name}" cannot be read: ${(0,failure/* messageOf */.bD)(cause)}`, { cause });
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
        throw new failure/* Failure */.HR(`Could not unpack the artifact "${source.artifact}": ${(0,failure/* messageOf */.bD)(error).replace(/\.$/, '')}. ` +
            'Take the artifact of an image build; if it is one, build and upload it again.', { cause: error });
    }
    finally {
        zip?.close();
    }
};

;// CONCATENATED MODULE: ./src/github/artifact/artifact-layout.ts
















/**
 * Fetches artifacts that hold one image each, verifies them, and makes one layout of them: the image's own or, of several,
 * one with an index of the images, in the order of their platforms. `work` is an empty folder on the layout's file system.
 *
 * Throws a Failure that names the artifact where one is not there, holds another image, or cannot be one of several: two
 * for the same platform, or images of different names.
 */
const fetchLayout = async (artifacts, work, layout, source) => {
    const [first, ...others] = artifacts;
    if (others.length === 0) {
        return fetchOne(first, work, layout, source);
    }
    const parts = await fetchAll(artifacts, work, source);
    checkUnity(parts);
    return unite(parts, layout);
};
const fetchOne = async ({ name, digest }, work, layout, { download, from, info, signal }) => {
    const { path: zip, id } = await download({ name, folder: work, from, signal });
    info(`Downloaded the artifact "${name}" (ID ${id}).`);
    const blobs = await unpackLayout({ artifact: name, zip }, layout, { signal });
    await (0,promises_.rm)(zip);
    const verified = await proveImage(name, layout, blobs, digest);
    info(describeProof(verified.root, blobs.size, digest));
    return verified;
};
// As many as there are commonly platforms; more would only share the line.
const concurrentDownloads = 4;
const fetchAll = async (artifacts, work, source) => {
    const parts = await (0,abort/* inParallel */.HN)(artifacts, concurrentDownloads, async (artifact, ended, position) => {
        const folder = (0,external_node_path_.join)(work, `part-${position}`);
        const signal = AbortSignal.any([source.signal, ended]);
        signal.throwIfAborted();
        const { root, images } = await fetchOne(artifact, work, folder, { ...source, signal });
        if ((0,media_type/* isIndex */.nw)(root.mediaType))
            throw indexAmongOthers(artifact);
        return { ...images[0], artifact: artifact.name, folder };
    });
    source.signal.throwIfAborted();
    return parts;
};
const indexAmongOthers = ({ name }) => new failure/* Failure */.HR(`The artifact "${name}" holds an index of images, and cannot be one of several. Name it alone.`);
const platformOf = ({ image: { config } }) => (0,image_platform/* formatPlatform */.Bq)((0,image_platform/* normalizePlatform */.FL)((0,image_platform/* imagePlatform */.Ht)(config)));
/** Throws a Failure where images cannot be those of one name for several platforms. */
const checkUnity = (parts) => {
    const byPlatform = new Map();
    for (const part of parts) {
        const platform = platformOf(part);
        const other = byPlatform.get(platform);
        if (other !== undefined) {
            throw new failure/* Failure */.HR(`The artifacts "${other.artifact}" and "${part.artifact}" hold images for the same platform, ` +
                `${(0,printable/* printable */.g$)(platform)}. Name one artifact for each platform, or each in a step of its own.`);
        }
        byPlatform.set(platform, part);
    }
    const named = parts.map((part) => ({ part, name: artifact_layout_nameOf(part.image) }));
    const [first] = named;
    const other = named.find(({ name }) => name !== first?.name);
    if (first !== undefined && other !== undefined) {
        throw new failure/* Failure */.HR(`The artifacts "${first.part.artifact}" and "${other.part.artifact}" hold different images, ` +
            `${describeName(first.name)} and ${describeName(other.name)}. Images for several platforms have one name: build ` +
            'them with the same last part of "image-path", or name each in a step of its own.');
    }
};
/** Without the tag: it may say for which platform an image is. */
const artifact_layout_nameOf = ({ descriptor }) => (0,image_name/* imageNameOf */.m)(descriptor)?.replace(/:[^:]*$/, '');
const describeName = (name) => name === undefined ? 'one without a name' : `"${name}"`;
/** Makes one layout of several: their blobs are moved there, and an index names the images. */
const unite = async (parts, layout) => {
    await (0,write/* createLayout */.Vz)(layout);
    for (const { folder, image, missing } of parts) {
        const absent = new Set(missing.map(({ digest }) => digest));
        for (const { digest } of (0,image_image/* closureOf */.TQ)(image)) {
            if (!absent.has(digest))
                await (0,promises_.rename)((0,blob/* blobPath */.nD)(folder, digest), (0,blob/* blobPath */.nD)(layout, digest));
        }
        await (0,promises_.rm)(folder, { recursive: true });
    }
    const { descriptor, bytes, images } = uniteImages(parts.map(({ image }) => image));
    await (0,blob/* writeBlob */.Zh)(layout, descriptor, [bytes]);
    const ofEach = (0,image_annotations/* annotationsByImage */.r)(parts.map(({ image }) => image.descriptor));
    const root = { ...descriptor, annotations: { ...commonAnnotations(parts), ...ofEach } };
    await (0,write/* writeIndex */._M)(layout, root);
    const missingOf = new Map(parts.map(({ image, missing }) => [image.descriptor.digest, missing]));
    return {
        root,
        images: images.map((image) => {
            const described = { ...image.descriptor, annotations: (0,image_annotations/* annotationsOf */.I)(image.descriptor, root) };
            return { image: { ...image, descriptor: described }, missing: missingOf.get(described.digest) ?? [] };
        }),
    };
};
/** What index.json says of the index: what it says of every image. It is no part of any digest. */
const commonAnnotations = (parts) => {
    const of = ({ image }, key) => image.descriptor.annotations?.[key];
    const keys = [annotations/* annotationKeys */.i.refName, annotations/* annotationKeys */.i.imageName, annotations/* annotationKeys */.i.runImageRoot];
    return Object.fromEntries(keys.flatMap((key) => {
        const values = new Set(parts.map((part) => of(part, key)));
        const [value] = values;
        return values.size === 1 && value !== undefined ? [[key, value]] : [];
    }));
};


/***/ }),

/***/ 48650:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dc: () => (/* binding */ digestInput),
/* harmony export */   YC: () => (/* binding */ otherRunInput),
/* harmony export */   mG: () => (/* binding */ artifactsInput)
/* harmony export */ });
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78033);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(402);
/* harmony import */ var _artifact_artifact_name_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18296);
/* harmony import */ var _input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(98005);




const digestExample = `\${{ needs.build.outputs.digest }}`;
/**
 * Reads the inputs `artifact-name` and `digest`: one digest per artifact, in the same order, or the word `any` for all. Throws
 * a Failure that names the input, the rule and an example.
 */
const artifactsInput = (get) => {
    const nameLines = (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .linesInput */ .WO)(get, 'artifact-name');
    const [first, ...others] = nameLines.map(({ text }) => text);
    if (first === undefined)
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('artifact-name', 'is required and is empty', 'my-app');
    const names = [first, ...others];
    for (const name of names)
        (0,_artifact_artifact_name_js__WEBPACK_IMPORTED_MODULE_1__/* .checkArtifactName */ .C)(name);
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
/** Reads the input `digest` for one image. Throws a Failure if it is empty. */
const digestInput = (get) => {
    const text = get('digest');
    if (text === '')
        throw emptyDigest();
    return (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .parsedInput */ .m8)('digest', text, parseDigestOrAny, digestExample);
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


/***/ }),

/***/ 44626:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ imageNameOf)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);
/* harmony import */ var _annotations_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(10483);
/* harmony import */ var _reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(23564);



/**
 * The name and tag that a build gave an image, `my-app:latest`, as the index of its layout says. It is no part of what
 * is verified: undefined if it is missing, or is no name.
 */
const imageNameOf = ({ annotations }) => {
    const text = annotations?.[_annotations_js__WEBPACK_IMPORTED_MODULE_1__/* .annotationKeys */ .i.imageName];
    if (text === undefined)
        return undefined;
    try {
        const { repository, tag } = (0,_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReference */ .F2)(text);
        return tag === undefined ? undefined : `${repository.replace(/^library\//, '')}:${tag}`;
    }
    catch (error) {
        if (error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR)
            return undefined;
        throw error;
    }
};


/***/ })

};
