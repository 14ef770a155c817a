export const id = 916;
export const ids = [916];
export const modules = {

/***/ 32635:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readInputs)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(48650);
/* harmony import */ var _github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(98005);
/* harmony import */ var _github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(25324);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4908);







/**
 * Reads and checks all inputs; `info` gets one line for each reference that is changed. Throws a Failure that names the
 * input, the rule and an example.
 */
const readInputs = (get, context, info) => ({
    source: sourceOf(get, context),
    to: references(get, info),
    insecureRegistries: (0,_github_inputs_shared_inputs_js__WEBPACK_IMPORTED_MODULE_3__/* .insecureRegistriesInput */ .UD)(get),
    summary: (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .flagInput */ .tc)(get, 'summary'),
});
const sourceOf = (get, { workspace, repository }) => {
    const path = (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .optionalInput */ .$m)(get, 'path');
    if (path === undefined) {
        if ((0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .linesInput */ .WO)(get, 'artifact-name').length > 0) {
            return (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_1__/* .artifactsInput */ .mG)(get, repository);
        }
        throw (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('artifact-name', 'is empty, and so is "path". Set one of them', 'my-app');
    }
    const other = ['artifact-name', 'run-id', 'repository'].find((name) => get(name) !== '');
    if (other !== undefined) {
        throw (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)(other, 'cannot be combined with "path"; remove one of them', 'my-app');
    }
    return { path: (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, path), digest: (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_1__/* .requiredDigestInput */ .SK)(get) };
};
const toExample = 'ghcr.io/owner/app:1.2';
const references = (get, info) => {
    const lines = (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .linesInput */ .WO)(get, 'to').flatMap(({ number, text }) => text
        .split(',')
        .map((part) => ({ number, text: part.trim() }))
        .filter((line) => line.text !== ''));
    const [first, ...others] = lines.map((line) => (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .parsedLine */ .WP)('to', line, (target) => parseTarget(target, info), toExample));
    if (first === undefined)
        throw (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('to', 'is required and is empty', toExample);
    return [first, ...others];
};
// Either the registry has a port, or the colon does not start one.
const slashInTag = /^(?:[^/]*\/[^:@]*|[^/:@]*):(?!\d+\/)([^@]*\/[^@]*)/;
/** A reference to push to; without a tag it is `latest`, as with Docker. */
const parseTarget = (text, info) => {
    if (/\s/.test(text))
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_6__/* .printable */ .g$)(text)}" contains a space.`);
    const [, tag] = slashInTag.exec(text) ?? [];
    if (tag !== undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_6__/* .printable */ .g$)(tag)}" cannot be a tag, because tags contain no "/". Use ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_6__/* .printable */ .g$)(tag.replaceAll('/', '-'))}, for example.`);
    }
    const lowered = inLowerCase(text);
    const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_4__/* .parseReference */ .F2)(lowered);
    if (reference.digest !== undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`"${text}" contains a digest, which the image determines. Use a tag, or neither.`);
    }
    if (lowered !== text) {
        info(`Pushing to "${lowered}" instead of "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_6__/* .printable */ .g$)(text)}": repositories have no capital letters.`);
    }
    return reference;
};
/** A reference with its repository in lower case: `github.repository` has capitals if the owner's name has. */
const inLowerCase = (text) => {
    const [, name = '', rest = ''] = /^(.*?)((?::[^/@]*)?(?:@.*)?)$/.exec(text) ?? [];
    const [, registry = '', repository = ''] = /^((?:[^/]*[.:][^/]*|localhost)\/)?(.*)$/.exec(name) ?? [];
    return registry + repository.toLowerCase() + rest;
};


/***/ }),

/***/ 47535:
/***/ ((module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33838);
/* harmony import */ var _github_artifact_artifact_download_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(16531);
/* harmony import */ var _github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48650);
/* harmony import */ var _github_step_runner_files_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3124);
/* harmony import */ var _github_step_step_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(45205);
/* harmony import */ var _github_step_step_context_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(33552);
/* harmony import */ var _registry_registry_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(84041);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(32635);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(58119);









await (0,_github_step_step_js__WEBPACK_IMPORTED_MODULE_4__/* .runStep */ .e)({ title: 'Push failed' }, async ({ log, tasks }) => {
    const context = (0,_github_step_step_context_js__WEBPACK_IMPORTED_MODULE_5__/* .stepContext */ .ev)(process.env);
    const ownRun = (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_2__/* .ownRunInput */ .gL)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context);
    const inputs = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_7__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context, log.info);
    const insecure = inputs.insecureRegistries;
    await (0,_run_js__WEBPACK_IMPORTED_MODULE_8__/* .run */ .e)(inputs, {
        ...{ tasks, log, setOutputs: _github_step_step_js__WEBPACK_IMPORTED_MODULE_4__/* .setOutputs */ .n },
        registry: (0,_registry_registry_js__WEBPACK_IMPORTED_MODULE_6__/* .userRegistry */ .t)(context, { insecure, warn: log.warning, signal: tasks.signal }),
        download: (wanted) => (0,_github_artifact_artifact_download_js__WEBPACK_IMPORTED_MODULE_1__/* .downloadArtifact */ .b)({ ...wanted, ownRun }, context.server, log),
        temporary: context.temporary,
        checksAll: context.runAttempt > 1,
        recordSubjects: (references) => (0,_github_step_runner_files_js__WEBPACK_IMPORTED_MODULE_3__/* .recordSubjects */ .r)(references, context.artifactsFile, log),
        writeSummary: (markdown) => (0,_github_step_runner_files_js__WEBPACK_IMPORTED_MODULE_3__/* .writeSummary */ .S)(markdown, context.summaryFile, log),
    });
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 58119:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/files/file-error.ts
var file_error = __webpack_require__(6998);
// EXTERNAL MODULE: ./src/github/artifact/artifact-layout.ts + 2 modules
var artifact_layout = __webpack_require__(95678);
// EXTERNAL MODULE: ./src/image/reference.ts
var reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/cnb/rebase/run-image-record.ts
var run_image_record = __webpack_require__(36441);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/layout/content.ts
var content = __webpack_require__(90583);
// EXTERNAL MODULE: ./src/layout/graph.ts + 1 modules
var layout_graph = __webpack_require__(5686);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/message/failure.ts
var message_failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
;// CONCATENATED MODULE: ./src/actions/push-image/payload.ts










/** Registries have separate endpoints for documents and blobs. A blob is sent as a blob, whatever its media type says. */
const asBlob = (blob) => ({ ...blob, mediaType: 'application/octet-stream' });
/**
 * Reads the layout in a folder. Verifies its documents here; its blobs are verified when they are read.
 *
 * Throws a Failure if the layout has no root, several roots, or another one than expected, or if a file differs from its
 * descriptor. Blobs may be missing.
 */
const openPayload = async (folder, expected, warn) => {
    const graph = await (0,layout_graph/* readGraph */.t)(folder, expected);
    const { root, images } = graph;
    if (expected !== 'any' && root.digest !== expected) {
        throw new message_failure/* Failure */.HR(`The layout ${folder} contains another image than the expected one: expected ${expected}, found ` +
            `${root.digest}. Compare the input "digest" with the output "digest" of the job that built the image.`);
    }
    const missing = await findMissing(folder, root, graph.blobs);
    // Of several descriptors of one blob, one that embeds its content counts.
    const blobs = (0,image_image/* uniqueBlobs */.ge)([...graph.blobs, ...graph.blobs.filter(({ data }) => data)]);
    const lacking = blobs.filter(({ digest }) => missing.has(digest));
    const isForeign = ({ urls }) => (urls ?? []).length > 0;
    return {
        ...graph,
        blobs: blobs.filter(({ digest }) => !missing.has(digest)).map(asBlob),
        missingBlobs: locate(images, root, lacking.filter((blob) => !isForeign(blob)).map(asBlob), warn),
        foreignLayers: lacking.filter(isForeign),
        content: (0,content/* layoutContent */.G)(folder),
    };
};
/** The blobs that a layout does not have. Throws a Failure if a file has another size, or is not a regular file. */
const findMissing = async (folder, root, blobs) => {
    // Their content is verified when it is read.
    const flaws = await (0,verify/* findFlaws */.pG)(folder, blobs, new Set(blobs.map(({ digest }) => digest)));
    const wrong = flaws.filter(({ reason }) => reason !== 'missing');
    const link = wrong.find(({ reason }) => reason === verify/* symbolicLink */.L$);
    if (link !== undefined)
        throw (0,read/* linkFailure */.RA)(`The blob ${link.descriptor.digest}`, folder);
    if (wrong.length > 0) {
        throw new message_failure/* Failure */.HR(`The layout ${folder} is corrupt: ${wrong.length} of the blobs of ${root.digest} differ from their descriptors. ` +
            'Nothing was pushed. Create the layout again.', { detail: wrong.map(verify/* describeFlaw */.w8) });
    }
    const embedded = new Set(blobs.filter(({ data }) => data).map(({ digest }) => digest));
    return new Set(flaws.flatMap(({ descriptor: { digest } }) => (embedded.has(digest) ? [] : digest)));
};
/** Groups missing blobs by the repository that has them. */
const locate = (images, root, missing, warn) => {
    const origins = new Map();
    const reasons = new Set();
    const digests = new Set(missing.map(({ digest }) => digest));
    for (const image of images) {
        if (!image.manifest.layers.some(({ digest }) => digests.has(digest)))
            continue;
        try {
            const originAt = (0,run_image_record/* layerOrigins */.nf)(image, root);
            for (const [position, { digest }] of image.manifest.layers.entries()) {
                const origin = originAt(position);
                if (origin !== undefined)
                    origins.set(digest, origin.reference);
            }
        }
        catch (cause) {
            if (!(cause instanceof message_failure/* Failure */.HR))
                throw cause;
            // The target may have the layers.
            reasons.add(cause.message);
        }
    }
    for (const reason of reasons) {
        warn(`The location of the layers that the layout lacks is unknown: ${reason}`);
    }
    const byName = new Map([...origins.values()].map((origin) => [(0,reference/* formatRepository */.Sh)(origin), origin]));
    const groups = Map.groupBy(missing, ({ digest }) => {
        const origin = origins.get(digest);
        return origin === undefined ? '' : (0,reference/* formatRepository */.Sh)(origin);
    });
    return [...groups].map(([name, blobs]) => ({ origin: byName.get(name), blobs }));
};
/** What a push sends, for the log: `sha256:…: an index of 2 images, 2 other artifacts, without 3 layers …`. */
const describePayload = (payload) => {
    const { root, artifacts, missing, missingBlobs, foreignLayers } = payload;
    const count = missingBlobs.reduce((sum, { blobs }) => sum + blobs.length, 0);
    const from = missingBlobs.flatMap(({ origin }) => (origin === undefined ? [] : (0,reference/* formatReference */.FH)(origin)));
    const parts = [
        describeRoot(payload),
        ...(artifacts.length > 0 && artifacts[0]?.descriptor.digest !== root.digest
            ? [(0,quantity/* formatCount */.B4)(artifacts.length, 'attestation or other artifact', 'attestations or other artifacts')]
            : []),
        ...(count > 0
            ? [`without ${(0,quantity/* formatCount */.B4)(count, 'layer')}${from.length > 0 ? ` from ${from.join(', ')}` : ''}`]
            : []),
        ...(foreignLayers.length > 0
            ? [`without ${(0,quantity/* formatCount */.B4)(foreignLayers.length, 'foreign layer')}, which clients get from elsewhere`]
            : []),
        ...(missing.length > 0
            ? [`without ${(0,quantity/* formatCount */.B4)(missing.length, 'manifest')} that its index lists`]
            : []),
    ];
    return `${root.digest}: ${parts.join(', ')}.`;
};
/** `an image`, `an artifact`, `an index of 2 images` */
const describeRoot = ({ root, images }) => {
    if ((0,media_type/* isIndex */.nw)(root.mediaType))
        return `an index of ${(0,quantity/* formatCount */.B4)(images.length, 'image')}`;
    return images.length > 0 ? 'an image' : 'an artifact';
};

// EXTERNAL MODULE: ./src/github/step/markdown.ts
var markdown = __webpack_require__(35285);
// EXTERNAL MODULE: ./src/image/platform.ts
var platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/content/copy.ts
var copy = __webpack_require__(24392);
// EXTERNAL MODULE: ./src/registry/client/request-error.ts
var request_error = __webpack_require__(9513);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
;// CONCATENATED MODULE: ./src/actions/push-image/targets.ts





/** The repositories that references name, each once, in their order. */
const targetsOf = (references, registry) => {
    const byRepository = Map.groupBy(references, reference/* formatRepository */.Sh);
    return [...byRepository].flatMap(([name, [first, ...others]]) => {
        if (first === undefined)
            return [];
        const tags = [first, ...others].flatMap(({ tag }) => tag ?? []);
        return { name, repository: registry.repository(first), tags: [...new Set(tags)] };
    });
};
/** All references by tag: `ghcr.io/owner/app:1.2, ghcr.io/owner/app:latest` */
const tagReferences = (targets) => targets.flatMap(({ repository, tags }) => tags.map((tag) => (0,reference/* formatReference */.FH)({ ...repository.reference, tag })));
/** Looks up the tags that the root gets, and those by which clients find other artifacts. */
const findTags = ({ root, artifactTags }, { repository, tags }) => (0,abort/* inParallel */.HN)([...artifactTags, ...tags.map((tag) => ({ descriptor: root, tag }))], copy/* concurrentTransfers */.k3, async (wanted, ended) => ({ ...wanted, previous: await repository.find(wanted.tag, ended) }));
/**
 * Tags what was pushed. Tags that are right already stay; the registry's answer is enough for them. Returns the tags that are
 * new or have changed.
 *
 * Throws a Failure if a registry rejects a tag, and the signal's reason.
 */
const setTags = async ({ content }, { name, repository }, tags, { log, tasks }) => {
    const changed = [];
    for (const { descriptor, tag, previous } of tags) {
        const { digest } = descriptor;
        if (previous === digest) {
            log.info(`${name}:${tag} was ${digest} already.`);
            continue;
        }
        const bytes = Buffer.concat(await Array.fromAsync(content.fetch(descriptor)));
        try {
            await repository.tag(descriptor, bytes, tag);
        }
        catch (cause) {
            tasks.signal.throwIfAborted();
            if (previous === undefined || !(cause instanceof message_failure/* Failure */.HR && isPossiblyImmutable(cause)))
                throw cause;
            throw new message_failure/* Failure */.HR(`${explainTagFailure(cause)} The tag still points to ${previous}. If the registry does not allow tags to change, use a ` +
                `new tag. The image was pushed as ${name}@${digest}.`, { cause });
        }
        changed.push({ descriptor, tag });
        log.info(`${name}:${tag} is ${digest}${previous === undefined ? '' : `, and was ${previous}`}.`);
    }
    return changed;
};
// These have other causes: no login, the name, the size, a rate limit.
const otherCauses = [404, 408, 413, 429];
/**
 * Whether a registry may have rejected a tag because it exists. Registries answer with different statuses, 400, 403, 405, 409
 * or 412; zot also with 401, although the login has just worked for everything else.
 */
const isPossiblyImmutable = ({ cause }) => {
    if (!(cause instanceof request_error/* RequestError */.GI) || cause.status === undefined)
        return false;
    const { status, hadCredential } = cause;
    return status >= 400 && status < 500 && !otherCauses.includes(status) && (status !== 401 || hadCredential);
};
/** The registry's answer, without the advice to log in if the login has worked. */
const explainTagFailure = (failure) => {
    const message = (0,message_failure/* messageOf */.bD)(failure).replace(/\.?$/, '.');
    const { cause } = failure;
    if (!(cause instanceof request_error/* RequestError */.GI) || cause.status !== 401)
        return message;
    return message.replace(` ${cause.advice.replace(/\.?$/, '.')}`, '');
};
/** Reads manifests and indexes back by their tags. Throws a Failure if the registry returns something else. */
const confirmTags = async ({ repository }, tags) => {
    await (0,abort/* inParallel */.HN)(tags, copy/* concurrentTransfers */.k3, ({ descriptor, tag }, ended) => repository.confirm(descriptor, tag, ended));
};

;// CONCATENATED MODULE: ./src/actions/push-image/summary.ts






const rowLimit = 50;
/** The summary of a push as GitHub-flavoured Markdown: the references of the image, and how it came to each repository. */
const formatSummary = (push) => {
    const { payload, transfers, references } = push;
    const { digest } = payload.root;
    const tags = tagReferences(transfers.map(({ target }) => target));
    const what = describeRoot(payload).replace(/^a/, 'A');
    return `${[
        `<h2>${(0,markdown/* referenceCode */.x1)(tags[0] ?? '')}</h2>`,
        `${what}, pushed and read back: ${tags.length === 1 ? 'one tag' : `${tags.length} tags`} in ` +
            `${(0,quantity/* formatCount */.B4)(transfers.length, 'repository', 'repositories')}.`,
        (0,markdown/* factsTable */.wd)([
            ['Digest', (0,markdown/* code */.aY)(digest)],
            ['By digest', references.map(markdown/* referenceCode */.x1).join('<br>')],
            [
                'Tags',
                (0,markdown/* firstRows */.C)(tags, rowLimit, (tag) => [(0,markdown/* referenceCode */.x1)(tag)], 'more tag')
                    .flat()
                    .join('<br>'),
            ],
        ]),
        ['```sh', `docker pull ${references[0]}`, '```'].join('\n'),
        (0,markdown/* table */.tp)(['Repository', 'Platform', 'Uploaded', 'Mounted', 'Already there'], (0,markdown/* firstRows */.C)(transfers.flatMap((transfer) => rowsOf(push, transfer)), rowLimit, (row) => row, 'more row'), [2, 3, 4]),
    ].join('\n\n')}\n`;
};
/** A row for each image. A blob that several images share counts for each of them. */
const rowsOf = ({ payload }, { target, copied }) => {
    const digestsOf = (descriptors) => new Set(descriptors.map(({ digest }) => digest));
    const outcomes = [
        digestsOf(copied.fetched),
        digestsOf(copied.mounted.map(({ descriptor }) => descriptor)),
        digestsOf(copied.existed),
    ];
    return payload.images.map(({ config, manifest }) => {
        const parts = (0,image_image/* uniqueBlobs */.ge)((0,image_image/* blobsOf */.OR)(manifest));
        const cells = outcomes.map((outcome) => {
            const some = parts.filter(({ digest }) => outcome.has(digest));
            return some.length === 0 ? '' : `${(0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(some))} in ${(0,quantity/* formatCount */.B4)(some.length, 'blob')}`;
        });
        return [(0,markdown/* referenceCode */.x1)(target.name), (0,markdown/* text */.Qq)((0,platform/* formatPlatform */.Bq)(config)), ...cells];
    });
};

// EXTERNAL MODULE: ./src/content/verify.ts
var content_verify = __webpack_require__(62584);
;// CONCATENATED MODULE: ./src/actions/push-image/transfer.ts
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
 * Gives a repository everything in a payload, by digest. A repository that has the root and all other documents has accepted
 * them before, and so has had their blobs: these are not checked, unless `checksAll` is set. Otherwise each blob that the
 * repository lacks is mounted from another repository of its registry (one of those in `filled`, which have the whole payload
 * already), or sent; a blob that the layout lacks comes from the registry that has it. Then documents follow in their order.
 *
 * Throws the first failure, or the signal's reason. No tag is changed before this succeeds.
 */
const transfer = async (payload, target, filled, services) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { checksAll, log } = services;
        const { repository, name } = target;
        const documents = payload.documents.map(({ descriptor }) => descriptor);
        const found = await findDocuments(payload, repository);
        const isThere = documents.every(({ digest }) => found.get(digest) === true);
        const skipsBlobs = isThere && !checksAll;
        if (isThere && checksAll)
            log.info(`${name} has ${payload.root.digest}; all blobs are checked.`);
        const progress = countBytes(repository);
        const _ = __addDisposableResource(env_1, reportRegularly(() => log.info(`Pushing to ${name}: ${(0,quantity/* formatBytes */.z3)(progress.bytes())} sent so far.`)), false);
        const done = [];
        if (skipsBlobs) {
            const blobs = [...payload.blobs, ...payload.missingBlobs.flatMap((missing) => missing.blobs)];
            done.push({ existed: blobs, mounted: [], fetched: [] });
        }
        else {
            await checkMissingDocuments(payload, target);
            const sibling = filled.filter(({ reference }) => reference.registry === repository.reference.registry);
            const options = { warn: log.warning, mountFrom: sibling.slice(0, 1) };
            done.push(await (0,copy/* copy */.C)(payload.blobs, [payload.content], progress.content, options));
            for (const missing of payload.missingBlobs) {
                done.push(await copyMissing(missing, progress.content, options, services));
            }
        }
        const { sent, unconfirmed } = await pushDocuments(payload, target, progress.content, found);
        const copied = {
            existed: [...done.flatMap(({ existed }) => existed), ...documents.filter((one) => !sent.includes(one))],
            mounted: done.flatMap(({ mounted }) => mounted),
            fetched: [...done.flatMap(({ fetched }) => fetched), ...sent],
        };
        const unchecked = skipsBlobs
            ? ` The registry accepted the manifest before, so ${(0,quantity/* formatCount */.B4)(done[0]?.existed.length ?? 0, 'blob')} were not checked.`
            : '';
        log.info(`${name} has all of it: ${describeCopied(copied)}.${unchecked}`);
        return { target, copied, unconfirmed };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        __disposeResources(env_1);
    }
};
/** Reads documents back by their digests. Throws a Failure if the registry returns something else. */
const confirmDocuments = async ({ repository }, documents) => {
    await (0,abort/* inParallel */.HN)(documents, copy/* concurrentTransfers */.k3, (document, ended) => repository.confirm(document, document.digest, ended));
};
/** Copies blobs that the layout does not have. A failure of the origin gets advice; one of the target explains itself. */
const copyMissing = async (missing, target, options, { registry, tasks }) => {
    const { origin, blobs } = missing;
    try {
        if (origin === undefined)
            return await (0,copy/* copy */.C)(blobs, [], target, options);
        const repository = registry.readableRepository(origin);
        const source = {
            exists: (blob, ended) => repository.exists(blob, ended),
            async *fetch(blob, ended) {
                try {
                    yield* repository.fetch(blob, ended);
                }
                catch (cause) {
                    tasks.signal.throwIfAborted();
                    // The copy asks once more for content that is wrong.
                    throw cause instanceof message_failure/* Failure */.HR && !(cause instanceof content_verify/* WrongContent */.lN)
                        ? missingBlobsFailure(missing, cause)
                        : cause;
                }
            },
        };
        // A registry can mount only from a repository itself.
        const mountFrom = [...(options.mountFrom ?? []), repository];
        return await (0,copy/* copy */.C)(blobs, [source], target, { ...options, mountFrom });
    }
    catch (cause) {
        throw cause instanceof copy/* MissingSource */.CV ? missingBlobsFailure(missing, cause) : cause;
    }
};
const missingBlobsFailure = ({ origin, blobs }, cause) => {
    const what = `${(0,quantity/* formatCount */.B4)(blobs.length, 'layer')} that the layout lacks`;
    const from = origin === undefined ? '' : ` from ${(0,reference/* formatReference */.FH)(origin)}`;
    const advice = origin === undefined
        ? 'The layout does not name the image that it is based on. Push a complete layout'
        : `Check that this job can read from ${origin.registry} ("docker/login-action"), or push a complete layout`;
    return new message_failure/* Failure */.HR(`Could not push ${what}${from}: ${cause.message.replace(/\.$/, '')}. ${advice}.`, {
        cause,
    });
};
/**
 * Asks which documents a repository has, byte for byte: first the root, then the others if the root is there. One request for
 * each. Documents that were not asked for are not in the map.
 */
const findDocuments = async ({ root, documents }, repository) => {
    const hasRoot = await repository.exists(root);
    const others = documents.filter(({ descriptor }) => hasRoot && descriptor.digest !== root.digest);
    const answers = await (0,abort/* inParallel */.HN)(others, copy/* concurrentTransfers */.k3, async ({ descriptor }, ended) => {
        const answer = [descriptor.digest, await repository.exists(descriptor, ended)];
        return answer;
    });
    return new Map([[root.digest, hasRoot], ...answers]);
};
/**
 * Sends the documents that a repository does not have, each after those that it requires were read back. Some registries
 * (GitLab) accept a referrer only after its subject. Returns the documents that were sent, and those that nothing requires,
 * which were not read back.
 */
const pushDocuments = async ({ content, documents }, to, target, found) => {
    const sent = [];
    let confirmed = 0;
    const push = async ({ descriptor }, ended) => {
        await target.push(descriptor, () => content.fetch(descriptor), ended);
        sent.push(descriptor);
    };
    for (const stage of (0,layout_graph/* stagesOf */.Z)(documents)) {
        await confirmDocuments(to, sent.slice(confirmed));
        confirmed = sent.length;
        const others = stage.filter(({ isReferrer }) => !isReferrer);
        await (0,abort/* inParallel */.HN)(others, copy/* concurrentTransfers */.k3, async (document, ended) => {
            const { descriptor } = document;
            const isThere = found.get(descriptor.digest) ?? (await to.repository.exists(descriptor, ended));
            if (!isThere)
                await push(document, ended);
        });
        // Always, and one at a time: the list of referrers may have to change, and a registry does not say so.
        for (const document of stage.filter(({ isReferrer }) => isReferrer))
            await push(document);
    }
    return { sent, unconfirmed: sent.slice(confirmed) };
};
/** Throws a Failure if a repository does not have the manifests that the layout's indexes list and the layout lacks. */
const checkMissingDocuments = async ({ root, missing }, { repository, name }) => {
    const answers = await (0,abort/* inParallel */.HN)(missing, copy/* concurrentTransfers */.k3, (document, ended) => repository.exists(document, ended));
    const lacking = missing.filter((_, position) => answers[position] !== true);
    if (lacking.length === 0)
        return;
    throw new message_failure/* Failure */.HR(`Could not push the index ${root.digest} to ${name}: it lists ${(0,quantity/* formatCount */.B4)(lacking.length, 'manifest')} that neither ` +
        'the layout nor the registry has. Copy all platforms into the layout ("skopeo copy --all"), or push these first:', { detail: lacking.map(({ digest }) => `  ${digest}`) });
};
const describeCopied = ({ existed, mounted, fetched }) => `${(0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(fetched))} uploaded in ${fetched.length}, ${mounted.length} mounted, ` +
    `${existed.length} were there already`;
/** A repository as the target of a copy, and the number of bytes that were sent to it. */
const countBytes = (repository) => {
    let bytes = 0;
    const content = {
        exists: (descriptor, ended) => repository.exists(descriptor, ended),
        fetch: (descriptor, ended) => repository.fetch(descriptor, ended),
        mount: (descriptor, from, ended) => repository.mount(descriptor, from, ended),
        push: (descriptor, open, ended) => {
            // A resumed transfer reads bytes again; they count once.
            let furthest = 0;
            const counted = async function* () {
                let position = 0;
                for await (const chunk of open()) {
                    yield chunk;
                    position += chunk.length;
                    bytes += Math.max(0, position - furthest);
                    furthest = Math.max(furthest, position);
                }
            };
            return repository.push(descriptor, counted, ended);
        },
    };
    return { content, bytes: () => bytes };
};
const reportEvery = 10_000;
/** Reports the progress every 10 s. */
const reportRegularly = (report) => {
    const timer = setInterval(report, reportEvery);
    return { [Symbol.dispose]: () => clearInterval(timer) };
};

;// CONCATENATED MODULE: ./src/actions/push-image/run.ts









/**
 * Pushes a layout to repositories and reads it back. No repository gets a tag before all repositories have everything and it
 * was read back. After a push that failed, the next one finds what was pushed.
 *
 * Throws a Failure that says what to do, or the reason of the cancellation.
 */
const run = async (inputs, services) => {
    const { tasks, log, registry } = services;
    const { signal } = tasks;
    const payload = await tasks.run('open the layout', () => openLayout(inputs.source, services));
    log.info(describePayload(payload));
    const targets = targetsOf(inputs.to, registry);
    const transfers = [];
    for (const target of targets) {
        const filled = transfers.map((transfer) => transfer.target.repository);
        transfers.push(await transfer(payload, target, filled, services));
    }
    signal.throwIfAborted();
    const { digest } = payload.root;
    const references = targets.map(({ name }) => `${name}@${digest}`);
    const found = [];
    for (const { target, unconfirmed } of transfers) {
        const tagsTask = tasks.run('look up the tags', () => findTags(payload, target));
        await tasks.run('read the manifests back', () => confirmDocuments(target, unconfirmed));
        found.push({ target, tags: await tagsTask });
    }
    const changes = [];
    for (const { target, tags } of found) {
        const changed = await setTags(payload, target, tags, services);
        // With several repositories, a tag that was right may have changed since it was looked up.
        changes.push({ target, tags: targets.length === 1 ? changed : tags });
    }
    for (const { target, tags } of changes)
        await confirmTags(target, tags);
    log.info(`Read back by digest and by every tag: ${digest}.`);
    services.setOutputs({
        digest,
        references: references.join('\n'),
        // The subject of attestations: https://github.com/actions/attest#container-image
        'subject-name': (0,reference/* formatRepository */.Sh)(inputs.to[0]),
    });
    await services.recordSubjects(references);
    if (inputs.summary)
        await services.writeSummary(formatSummary({ payload, transfers, references }));
};
/** Opens the layout. One from artifacts is removed at the end of the step. */
const openLayout = async (wanted, { tasks, log, download, temporary }) => {
    if ('path' in wanted) {
        const payload = await openPayload(wanted.path, wanted.digest, log.warning);
        if (wanted.digest === 'any')
            log.info('The digest was not checked ("digest: any").');
        return payload;
    }
    const work = await workFolder(temporary);
    tasks.cleanUp(() => (0,promises_.rm)(work, { recursive: true, force: true, maxRetries: 3 }));
    const layout = (0,external_node_path_.join)(work, 'layout');
    const { root } = await (0,artifact_layout/* fetchLayout */.X)(wanted.artifacts, work, layout, {
        ...{ download, from: wanted.from, info: log.info, signal: tasks.signal },
    });
    return openPayload(layout, root.digest, log.warning);
};
const workFolder = async (temporary) => {
    try {
        return await (0,promises_.mkdtemp)((0,external_node_path_.join)(temporary, 'push-'));
    }
    catch (error) {
        throw (0,file_error/* explainFileError */.Y)(error, `create a directory in ${temporary}`);
    }
};


/***/ })

};
