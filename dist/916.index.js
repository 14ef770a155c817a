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
            return { artifacts: (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_1__/* .artifactsInput */ .mG)(get), from: (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_1__/* .otherRunInput */ .YC)(get, repository) };
        }
        throw (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('artifact-name', 'is empty, and so is "path": one has to name what is pushed', 'my-app');
    }
    const other = ['artifact-name', 'run-id', 'repository'].find((name) => get(name) !== '');
    if (other !== undefined) {
        throw (0,_github_inputs_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)(other, 'says nothing of a layout that "path" names: give one of both', 'my-app');
    }
    return { path: (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, path), digest: (0,_github_inputs_artifact_input_js__WEBPACK_IMPORTED_MODULE_1__/* .digestInput */ .Dc)(get) };
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
// A colon after the registry's port, or one that no port comes after.
const slashInTag = /^(?:[^/]*\/[^:@]*|[^/:@]*):(?!\d+\/)([^@]*\/[^@]*)/;
/** A reference to push to; without a tag it is `latest`, as with Docker. */
const parseTarget = (text, info) => {
    if (/\s/.test(text))
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_6__/* .printable */ .g$)(text)}" has a space in it.`);
    const [, tag] = slashInTag.exec(text) ?? [];
    if (tag !== undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_6__/* .printable */ .g$)(tag)}" cannot be a tag, which has no "/": write ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_6__/* .printable */ .g$)(tag.replaceAll('/', '-'))}, for example.`);
    }
    const lowered = inLowerCase(text);
    const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_4__/* .parseReference */ .F2)(lowered);
    if (reference.digest !== undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`"${text}" has a digest, which what is pushed has by itself: name a tag, or nothing.`);
    }
    if (lowered !== text) {
        info(`Pushing to "${lowered}" instead of "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_6__/* .printable */ .g$)(text)}": a repository has no capital letters.`);
    }
    return reference;
};
/** A reference whose repository is in lower case: `github.repository` has capitals if the owner's name has. */
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
/* harmony import */ var _github_artifact_attestation_subjects_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76844);
/* harmony import */ var _github_step_step_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(45205);
/* harmony import */ var _github_step_step_context_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(33552);
/* harmony import */ var _github_step_summary_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(91378);
/* harmony import */ var _registry_registry_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(50191);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(32635);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(73112);









await (0,_github_step_step_js__WEBPACK_IMPORTED_MODULE_3__/* .runStep */ .e)({ title: 'Push failed' }, async ({ log, tasks }) => {
    const context = (0,_github_step_step_context_js__WEBPACK_IMPORTED_MODULE_4__/* .stepContext */ .e)(process.env);
    const inputs = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_7__/* .readInputs */ .K)(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4, context, log.info);
    const insecure = inputs.insecureRegistries;
    await (0,_run_js__WEBPACK_IMPORTED_MODULE_8__/* .run */ .e)(inputs, {
        ...{ tasks, log, setOutputs: _github_step_step_js__WEBPACK_IMPORTED_MODULE_3__/* .setOutputs */ .n },
        registry: (0,_registry_registry_js__WEBPACK_IMPORTED_MODULE_6__/* .userRegistry */ .t)(context, { insecure, warn: log.warning, signal: tasks.signal }),
        download: (wanted) => (0,_github_artifact_artifact_download_js__WEBPACK_IMPORTED_MODULE_1__/* .downloadArtifact */ .b)(wanted, context.server, log),
        temporary: context.temporary,
        checksAll: context.runAttempt > 1,
        nameSubjects: (references) => (0,_github_artifact_attestation_subjects_js__WEBPACK_IMPORTED_MODULE_2__/* .nameSubjects */ .X)(references, context.artifactsFile, log),
        writeSummary: (markdown) => (0,_github_step_summary_js__WEBPACK_IMPORTED_MODULE_5__/* .writeSummary */ .S)(markdown, context.summaryFile, log),
    });
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 73112:
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
// EXTERNAL MODULE: ./src/github/artifact/artifact-layout.ts + 3 modules
var artifact_layout = __webpack_require__(71561);
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
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/message/failure.ts
var message_failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
;// CONCATENATED MODULE: ./src/actions/push-image/source.ts









/**
 * Reads the layout in a folder: its documents are verified here, its layers as they are read.
 *
 * Throws a Failure if it holds something else than one image or one index of images, not the expected one, or files
 * that are not as described. Only layers may be missing.
 */
const openSource = async (folder, expected, warn) => {
    const found = await (0,read/* readLayoutImages */.T7)(folder);
    const { descriptor: root } = found;
    if (expected !== 'any' && root.digest !== expected) {
        throw new message_failure/* Failure */.HR(`The layout ${folder} holds another image than the one that was asked for: expected ${expected}, found ` +
            `${root.digest}. Compare the input "digest" with the output "digest" of the job that built the image.`);
    }
    const images = 'images' in found ? found.images : [found];
    const parts = images.flatMap(({ manifest }) => [manifest.config, ...manifest.layers]);
    const document = parts.find(({ mediaType }) => (0,media_type/* isManifest */.Yh)(mediaType) || (0,media_type/* isIndex */.nw)(mediaType));
    if (document !== undefined) {
        throw new message_failure/* Failure */.HR(`The layout ${folder} is corrupt: it lists ${document.digest}, a "${document.mediaType}", as a layer or a ` +
            'configuration. Nothing was pushed. Build the image again.');
    }
    // What is in them shows when they are read.
    const flaws = await (0,verify/* findFlaws */.pG)(folder, parts, new Set(parts.map(({ digest }) => digest)));
    const wrong = flaws.filter(({ reason }) => reason !== 'missing');
    if (wrong.length > 0) {
        throw new message_failure/* Failure */.HR(`The layout ${folder} is corrupt: ${wrong.length} of the blobs of ${root.digest} are not as described. ` +
            'Nothing was pushed. Build the image again.', { detail: wrong.map(verify/* describeFlaw */.w8) });
    }
    const missing = new Set(flaws.map(({ descriptor }) => descriptor.digest));
    return {
        root,
        rootBytes: await (0,read/* readDocument */.u0)(folder, root),
        images,
        indexes: 'images' in found ? found.indexes : [],
        blobs: (0,image_image/* uniqueBlobs */.ge)(parts).filter(({ digest }) => !missing.has(digest)),
        absent: absentFrom(images, root, missing, warn),
        content: (0,content/* layoutContent */.G)(folder),
    };
};
const absentFrom = (images, root, missing, warn) => {
    const wrong = new Set();
    const originsOf = (image) => {
        try {
            return (0,run_image_record/* layerOrigins */.nf)(image, root);
        }
        catch (cause) {
            if (!(cause instanceof message_failure/* Failure */.HR))
                throw cause;
            // The target may have the layers.
            wrong.add(cause.message);
            return () => undefined;
        }
    };
    const sparse = images.filter(({ manifest }) => manifest.layers.some(({ digest }) => missing.has(digest)));
    const layers = sparse.flatMap((image) => {
        const originAt = originsOf(image);
        return image.manifest.layers.flatMap((layer, position) => missing.has(layer.digest) ? [{ layer, origin: originAt(position)?.reference }] : []);
    });
    for (const reason of wrong) {
        warn(`The location of the layers that the layout lacks is unknown: ${reason}`);
    }
    const byOrigin = Map.groupBy(layers, ({ origin }) => (origin === undefined ? '' : (0,reference/* formatRepository */.Sh)(origin)));
    return [...byOrigin.values()].map((group) => ({
        origin: group[0]?.origin,
        layers: (0,image_image/* uniqueBlobs */.ge)(group.map(({ layer }) => layer)),
    }));
};
/** What a layout holds, for the log: `an index of 2 images`, and what is left to others. */
const describeSource = ({ root, images, indexes, absent }) => {
    const what = indexes.length > 0 ? `an index of ${images.length} images` : 'an image';
    const layers = absent.reduce((sum, group) => sum + group.layers.length, 0);
    const from = absent.flatMap(({ origin }) => (origin === undefined ? [] : (0,reference/* formatReference */.FH)(origin)));
    const thin = layers === 0
        ? ''
        : `, without ${(0,quantity/* formatCount */.B4)(layers, 'layer')}${from.length > 0 ? ` that are elsewhere (${from.join(', ')})` : ''}`;
    return `${root.digest}: ${what}${thin}.`;
};

// EXTERNAL MODULE: ./src/github/step/markdown.ts
var markdown = __webpack_require__(35285);
// EXTERNAL MODULE: ./src/image/platform.ts
var platform = __webpack_require__(22554);
;// CONCATENATED MODULE: ./src/actions/push-image/target.ts

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
/** All names that what is pushed gets: `ghcr.io/owner/app:1.2, ghcr.io/owner/app:latest` */
const tagsOf = (targets) => targets.flatMap(({ repository, tags }) => tags.map((tag) => (0,reference/* formatReference */.FH)({ ...repository.reference, tag })));

;// CONCATENATED MODULE: ./src/actions/push-image/summary.ts





// A reference that is cut cannot be copied: this is longer than any.
const referenceLimit = 600;
const rowLimit = 50;
/** The summary of a push as GitHub-flavoured Markdown: the names of what was pushed, and how it came there. */
const formatSummary = (push) => {
    const { source, transfers, references } = push;
    const { digest } = source.root;
    const tags = tagsOf(transfers.map(({ target }) => target));
    const what = source.indexes.length > 0 ? `An index of ${(0,quantity/* formatCount */.B4)(source.images.length, 'image')}` : 'An image';
    return `${[
        `<h2>${(0,markdown/* code */.aY)(tags[0] ?? '', referenceLimit)}</h2>`,
        `${what}, pushed and read back: ${tags.length === 1 ? 'one tag' : `${tags.length} tags`} in ` +
            `${(0,quantity/* formatCount */.B4)(transfers.length, 'repository', 'repositories')}.`,
        (0,markdown/* table */.tp)([], [
            ['<b>Digest</b>', (0,markdown/* code */.aY)(digest)],
            ['<b>By digest</b>', references.map((reference) => (0,markdown/* code */.aY)(reference, referenceLimit)).join('<br>')],
            [
                '<b>Tags</b>',
                shortened(tags.map((tag) => (0,markdown/* code */.aY)(tag, referenceLimit)), (more) => more).join('<br>'),
            ],
        ]),
        ['```sh', `docker pull ${references[0]}`, '```'].join('\n'),
        (0,markdown/* table */.tp)(['Repository', 'Platform', 'Uploaded', 'Mounted', 'Already there'], shortened(transfers.flatMap((transfer) => rowsOf(push, transfer)), (more) => [more, '', '', '', '']), [2, 3, 4]),
    ].join('\n\n')}\n`;
};
/** The first rows, and one that says how many there are beyond them. */
const shortened = (rows, rest) => rows.length <= rowLimit ? rows : [...rows.slice(0, rowLimit), rest(`… and ${rows.length - rowLimit} more`)];
/** A row for each image; what several of them have counts for each. */
const rowsOf = ({ source }, { target, copied }) => {
    const digestsOf = (descriptors) => new Set(descriptors.map(({ digest }) => digest));
    const outcomes = [
        digestsOf(copied.fetched),
        digestsOf(copied.mounted.map(({ descriptor }) => descriptor)),
        digestsOf(copied.existed),
    ];
    return source.images.map(({ config, manifest }) => {
        const parts = (0,image_image/* uniqueBlobs */.ge)([manifest.config, ...manifest.layers]);
        const cells = outcomes.map((outcome) => {
            const some = parts.filter(({ digest }) => outcome.has(digest));
            return some.length === 0 ? '' : `${(0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(some))} in ${(0,quantity/* formatCount */.B4)(some.length, 'blob')}`;
        });
        return [(0,markdown/* code */.aY)(target.name, referenceLimit), (0,markdown/* text */.Qq)((0,platform/* formatPlatform */.Bq)(config)), ...cells];
    });
};

// EXTERNAL MODULE: ./src/content/copy.ts
var copy = __webpack_require__(24392);
// EXTERNAL MODULE: ./src/registry/client/request-error.ts
var request_error = __webpack_require__(9513);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
;// CONCATENATED MODULE: ./src/actions/push-image/tags.ts




/**
 * Gives what was pushed its tags, except those that mean it already: the registry's word is enough for them. Resolves with
 * the target and the tags that are new or have changed.
 *
 * Throws a Failure if a registry does not take one, and the signal's reason.
 */
const tagAll = async ({ root, rootBytes }, target, { info, signal }) => {
    const { name, repository, tags } = target;
    const digests = await (0,abort/* inParallel */.HN)(tags, copy/* concurrentTransfers */.k3, (tag, ended) => repository.find(tag, ended));
    const changed = [];
    for (const [position, tag] of tags.entries()) {
        const earlier = digests[position];
        if (earlier === root.digest) {
            info(`${name}:${tag} was ${root.digest} already.`);
            continue;
        }
        try {
            await repository.tag(root, rootBytes, tag);
        }
        catch (cause) {
            signal.throwIfAborted();
            if (earlier === undefined || !(cause instanceof message_failure/* Failure */.HR && isImmutableTag(cause)))
                throw cause;
            throw new message_failure/* Failure */.HR(`${explain(cause)} The tag is ${earlier} so far: where a registry lets no tag change, choose a new ` +
                `one. What was pushed is there as ${name}@${root.digest}.`, { cause });
        }
        changed.push(tag);
        info(`${name}:${tag} is ${root.digest}${earlier === undefined ? '' : `, and was ${earlier}`}.`);
    }
    return { ...target, tags: changed };
};
// A login that is missing, a name, a size or a rate is refused whether there is such a tag or not.
const otherReasons = [404, 408, 413, 429];
/**
 * Whether a tag may have been refused since it exists: registries say that by different statuses, 400, 403, 405, 409, 412;
 * zot also by 401, although the login has just been good for everything else.
 */
const isImmutableTag = ({ cause }) => {
    if (!(cause instanceof request_error/* RequestError */.GI) || cause.status === undefined)
        return false;
    const { status, identified } = cause;
    return status >= 400 && status < 500 && !otherReasons.includes(status) && (status !== 401 || identified);
};
/** What a registry said; without the advice to log in, if the login is known to work. */
const explain = (failure) => {
    const message = (0,message_failure/* messageOf */.bD)(failure).replace(/\.?$/, '.');
    const { cause } = failure;
    if (!(cause instanceof request_error/* RequestError */.GI) || cause.status !== 401)
        return message;
    return message.replace(` ${cause.advice.replace(/\.?$/, '.')}`, '');
};
/** Reads back what was pushed by its tags; throws a Failure if anything else comes. */
const confirmTags = async ({ root }, { repository, tags }) => {
    await (0,abort/* inParallel */.HN)(tags, copy/* concurrentTransfers */.k3, (tag, ended) => repository.confirm(root, tag, ended));
};

// EXTERNAL MODULE: ./src/content/verify.ts
var content_verify = __webpack_require__(62584);
;// CONCATENATED MODULE: ./src/actions/push-image/documents.ts


/** All manifests and indexes of a layout: the root is the last one. */
const documentsOf = ({ images, indexes }) => [
    ...images.map(({ descriptor }) => descriptor),
    ...indexes,
];
/**
 * Which documents a repository has, byte for byte, as far as it was asked: the root first, and what is below it only if the
 * root is there. One request for each.
 */
const findDocuments = async (source, repository) => {
    const { root } = source;
    const hasRoot = await repository.holds(root);
    const below = hasRoot ? documentsOf(source).filter(({ digest }) => digest !== root.digest) : [];
    const answers = await (0,abort/* inParallel */.HN)(below, copy/* concurrentTransfers */.k3, async (document, ended) => {
        const answer = [document.digest, await repository.holds(document, ended)];
        return answer;
    });
    return new Map([[root.digest, hasRoot], ...answers]);
};
/**
 * Images in groups: each comes after the one that its manifest is about (its `subject`), which some registries (GitLab's)
 * want to have before it.
 */
const inOrderOfSubjects = (images) => {
    const groups = [];
    let left = images;
    while (left.length > 0) {
        const waiting = new Set(left.map(({ descriptor }) => descriptor.digest));
        const isReady = ({ manifest: { subject } }) => subject === undefined || !waiting.has(subject.digest);
        const others = left.filter((image) => !isReady(image));
        groups.push(left.filter(isReady));
        left = others;
    }
    return groups;
};

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
 * Sees to it that a repository has all of a layout, by digests. If it has the root and all manifests below it, it has
 * accepted them once, and so has had what they name: nothing else is asked, unless everything is to be checked. Otherwise
 * each blob that it lacks is mounted from another repository of its registry, or its bytes go there, those of an absent
 * layer from the registry that has it. Blobs go before the manifest that names them, and manifests before the index; each
 * document that was sent is read back.
 *
 * Throws the first failure, or the signal's reason; nothing is named by then.
 */
const transfer = async (source, target, { registry, filled, checksAll, info, warn, signal }) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { repository, name } = target;
        const documents = documentsOf(source);
        const found = await findDocuments(source, repository);
        const isThere = documents.every(({ digest }) => found.get(digest) === true);
        if (isThere && !checksAll && !source.images.some(isReferrer)) {
            const blobs = [...source.blobs, ...source.absent.flatMap(({ layers }) => layers)];
            const copied = { existed: [...blobs, ...documents], mounted: [], fetched: [] };
            info(`${name} has all of it: ${describeCopied(copied)}. The registry accepted the manifest before, so ` +
                `${(0,quantity/* formatCount */.B4)(blobs.length, 'blob')} were not checked.`);
            return { target, copied };
        }
        if (isThere)
            info(`${name} has ${source.root.digest}; all blobs are checked.`);
        const sibling = filled.filter(({ reference }) => reference.registry === repository.reference.registry);
        const options = { warn, mountFrom: sibling.slice(0, 1) };
        const progress = countBytes(repository);
        const _ = __addDisposableResource(env_1, reporting(() => info(`Pushing to ${name}: ${(0,quantity/* formatBytes */.z3)(progress.bytes())} sent so far.`)), false);
        const done = [await (0,copy/* copy */.C)(source.blobs, [source.content], progress.content, options)];
        for (const absent of source.absent) {
            done.push(await copyAbsent(absent, progress.content, { registry, options, signal }));
        }
        const sent = await pushDocuments(source, target, progress.content, found);
        const copied = {
            existed: [...done.flatMap(({ existed }) => existed), ...documents.filter((one) => !sent.includes(one))],
            mounted: done.flatMap(({ mounted }) => mounted),
            fetched: [...done.flatMap(({ fetched }) => fetched), ...sent],
        };
        info(`${name} has all of it: ${describeCopied(copied)}.`);
        return { target, copied };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        __disposeResources(env_1);
    }
};
/** Sends the documents that a repository lacks, and reads them back. Resolves with those that were sent. */
const pushDocuments = async ({ content, images, indexes }, { repository }, target, found) => {
    const sent = [];
    const push = async (document, ended) => {
        await target.push(document, () => content.fetch(document), ended);
        await repository.confirm(document, document.digest, ended);
        sent.push(document);
    };
    const pushIfAbsent = async (document, ended) => {
        if (!(found.get(document.digest) ?? (await repository.holds(document, ended)))) {
            await push(document, ended);
        }
    };
    for (const group of inOrderOfSubjects(images)) {
        const plain = group.filter((image) => !isReferrer(image));
        await (0,abort/* inParallel */.HN)(plain, copy/* concurrentTransfers */.k3, ({ descriptor }, ended) => pushIfAbsent(descriptor, ended));
        // Always, and one at a time: a list of referrers may have to be changed, and its absence does not show.
        for (const { descriptor } of group.filter(isReferrer))
            await push(descriptor);
    }
    for (const index of indexes)
        await pushIfAbsent(index);
    return sent;
};
const isReferrer = ({ manifest: { subject } }) => subject !== undefined;
/** Only what fails at the origin is told as its failure; the target's errors say what they are by themselves. */
const copyAbsent = async (absent, target, { registry, options, signal }) => {
    const { origin, layers } = absent;
    try {
        if (origin === undefined)
            return await (0,copy/* copy */.C)(layers, [], target, options);
        const repository = registry.readableRepository(origin);
        const source = {
            exists: (layer, ended) => repository.exists(layer, ended),
            async *fetch(layer, ended) {
                try {
                    yield* repository.fetch(layer, ended);
                }
                catch (cause) {
                    signal.throwIfAborted();
                    // Wrong bytes are asked for once more.
                    throw cause instanceof message_failure/* Failure */.HR && !(cause instanceof content_verify/* WrongContent */.lN)
                        ? missingLayersFailure(absent, cause)
                        : cause;
                }
            },
        };
        // A registry mounts from what is a repository itself.
        const mountFrom = [...(options.mountFrom ?? []), repository];
        return await (0,copy/* copy */.C)(layers, [source], target, { ...options, mountFrom });
    }
    catch (cause) {
        throw cause instanceof copy/* MissingSource */.CV ? missingLayersFailure(absent, cause) : cause;
    }
};
const missingLayersFailure = ({ origin, layers }, cause) => {
    const what = `${(0,quantity/* formatCount */.B4)(layers.length, 'layer')} that the layout lacks`;
    const from = origin === undefined ? '' : ` from ${(0,reference/* formatReference */.FH)(origin)}`;
    const advice = origin === undefined
        ? 'Nothing in the layout says which image it is based on: push a layout that is complete'
        : `Check that ${origin.registry} may be read from here ("docker/login-action"), or push a layout that is complete`;
    return new message_failure/* Failure */.HR(`Could not push ${what}${from}: ${cause.message.replace(/\.$/, '')}. ${advice}.`, {
        cause,
    });
};
const describeCopied = ({ existed, mounted, fetched }) => `${(0,quantity/* formatBytes */.z3)((0,image_image/* sizeOf */.$d)(fetched))} uploaded in ${fetched.length}, ${mounted.length} mounted, ` +
    `${existed.length} were there already`;
/** A repository, and the number of bytes that go to it. */
const countBytes = (repository) => {
    let bytes = 0;
    const content = {
        exists: (descriptor, ended) => repository.exists(descriptor, ended),
        fetch: (descriptor, ended) => repository.fetch(descriptor, ended),
        mount: (descriptor, from, ended) => repository.mount(descriptor, from, ended),
        push: (descriptor, open, ended) => {
            // What is read once more, to go on where a transfer broke off, does not count once more.
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
/** Tells of what takes long while it lasts. */
const reporting = (report) => {
    const timer = setInterval(report, reportEvery);
    return { [Symbol.dispose]: () => clearInterval(timer) };
};

;// CONCATENATED MODULE: ./src/actions/push-image/run.ts










/**
 * Pushes a layout to repositories and reads it back. No repository gets a tag before all of them have everything and it
 * was read back. If a push fails, the next one finds what was pushed.
 *
 * Throws a Failure that says what to do, or the reason of the cancellation.
 */
const run = async (inputs, services) => {
    const { tasks, log, registry } = services;
    const { signal } = tasks;
    const { info, warning: warn } = log;
    const source = await tasks.run('open the layout', () => openLayout(inputs.source, services));
    info(describeSource(source));
    const targets = targetsOf(inputs.to, registry);
    const transfers = [];
    for (const target of targets) {
        const filled = transfers.map((transfer) => transfer.target.repository);
        transfers.push(await transfer(source, target, { registry, checksAll: services.checksAll, info, warn, signal, filled }));
    }
    signal.throwIfAborted();
    const { digest } = source.root;
    const references = targets.map(({ name }) => `${name}@${digest}`);
    const changed = [];
    for (const target of targets)
        changed.push(await tagAll(source, target, { info, signal }));
    for (const target of changed)
        await confirmTags(source, target);
    info(`Read back by digest and by every tag: ${digest}.`);
    services.setOutputs({
        digest,
        references: references.join('\n'),
        'subject-name': (0,reference/* formatRepository */.Sh)(inputs.to[0]),
    });
    await services.nameSubjects(references);
    if (inputs.summary)
        await services.writeSummary(formatSummary({ source, transfers, references }));
};
/** Opens the layout that is pushed. One that comes in artifacts is removed afterwards. */
const openLayout = async (wanted, { tasks, log, download, temporary }) => {
    if ('path' in wanted) {
        const source = await openSource(wanted.path, wanted.digest, log.warning);
        if (wanted.digest === 'any')
            log.info('The digest was not checked ("digest: any").');
        return source;
    }
    const work = await workFolder(temporary);
    tasks.cleanUp(() => (0,promises_.rm)(work, { recursive: true, force: true, maxRetries: 3 }));
    const layout = (0,external_node_path_.join)(work, 'layout');
    const { root } = await (0,artifact_layout/* fetchLayout */.X)(wanted.artifacts, work, layout, {
        ...{ download, from: wanted.from, info: log.info, signal: tasks.signal },
    });
    return openSource(layout, root.digest, log.warning);
};
const workFolder = async (temporary) => {
    try {
        return await (0,promises_.mkdtemp)((0,external_node_path_.join)(temporary, 'push-'));
    }
    catch (error) {
        throw (0,file_error/* explainFileError */.Y)(error, `make a folder in ${temporary}`);
    }
};


/***/ }),

/***/ 76844:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ nameSubjects)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);


/**
 * Names images for later steps that attest them without being told: a line `oci://REPOSITORY@DIGEST` for each, in the
 * file that the runner names for it (`artifactsFile` of the step's context). What was done does not depend on it: where
 * it cannot be written that is a warning, and nothing else.
 * https://github.com/actions/runner/pull/4527
 */
const nameSubjects = async (images, file, log) => {
    if (file === undefined)
        return;
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.appendFile)(file, images.map((image) => `oci://${image}\n`).join(''));
    }
    catch (error) {
        log.warning(`The images were not named for attestation: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error)}. The step is not affected.`);
    }
};


/***/ })

};
