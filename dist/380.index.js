export const id = 380;
export const ids = [380];
export const modules = {

/***/ 45758:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AD: () => (/* binding */ sbomLayerOf),
/* harmony export */   We: () => (/* binding */ lifecycleMetadataLabel),
/* harmony export */   aU: () => (/* binding */ ownLayersOf),
/* harmony export */   fA: () => (/* binding */ defaultProcessType),
/* harmony export */   q3: () => (/* binding */ readBuildMetadata),
/* harmony export */   wi: () => (/* binding */ readLifecycleMetadata)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(77934);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78033);
/* harmony import */ var _json_list_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(62892);



// Shapes: https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/files/metadata.go and analyzed.go,
// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#iobuildpacksbuildmetadata-json
// A buildpack can set any label to any value, so labels are untrusted: a malformed field counts as missing, and the rest is
// still used.
const maybe = (schema) => valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullable */ .mee(schema), null);
const text = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), '');
const LayerSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ sha: _image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .DigestSchema */ .eH });
const LifecycleMetadataSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    /** One layer; or one layer for each slice, and one for the remaining files. */
    app: (0,_json_list_js__WEBPACK_IMPORTED_MODULE_2__/* .list */ .p)(LayerSchema),
    buildpacks: (0,_json_list_js__WEBPACK_IMPORTED_MODULE_2__/* .list */ .p)(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        key: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        version: text,
        layers: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), maybe(LayerSchema)), {}),
    })),
    config: maybe(LayerSchema),
    launcher: maybe(LayerSchema),
    'process-types': maybe(LayerSchema),
    sbom: maybe(LayerSchema),
});
const BuildMetadataSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    buildpacks: (0,_json_list_js__WEBPACK_IMPORTED_MODULE_2__/* .list */ .p)(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ id: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), version: text, homepage: text })),
    launcher: maybe(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ version: text })),
    processes: (0,_json_list_js__WEBPACK_IMPORTED_MODULE_2__/* .list */ .p)(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        /** A list since platform API 0.10, a string before. */
        command: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([
            valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
            valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi((word) => [word])),
        ]), []),
        args: (0,_json_list_js__WEBPACK_IMPORTED_MODULE_2__/* .list */ .p)(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
        /** Whether it starts without a shell. */
        direct: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY(), false),
        default: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY(), false),
        buildpackID: text,
        'working-dir': text,
    })),
    'buildpack-default-process-type': text,
});
const readLabel = ({ config }, name, schema) => {
    let value;
    try {
        value = JSON.parse(config?.Labels?.[name] ?? '{}');
    }
    catch {
        value = {};
    }
    const result = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(schema, value);
    return result.success ? result.output : valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(schema, {});
};
/** https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#iobuildpackslifecyclemetadata-json */
const lifecycleMetadataLabel = 'io.buildpacks.lifecycle.metadata';
/** Reads the label `io.buildpacks.lifecycle.metadata`. Missing and malformed fields are empty or null. */
const readLifecycleMetadata = (config) => readLabel(config, lifecycleMetadataLabel, LifecycleMetadataSchema);
/** The layers of an image that a lifecycle added to a run image: those in its label. */
const ownLayersOf = ({ manifest, config }) => {
    const { app, buildpacks, sbom, launcher, config: settings, 'process-types': types, } = readLifecycleMetadata(config);
    const layers = buildpacks.flatMap((buildpack) => Object.values(buildpack.layers));
    const named = new Set([...app, ...layers, sbom, launcher, settings, types].flatMap((layer) => layer?.sha ?? []));
    return manifest.layers.filter((_, position) => {
        const diffId = config.rootfs.diff_ids[position];
        return diffId !== undefined && named.has(diffId);
    });
};
/** The layer of an image that contains the SBOMs. Undefined if there is none. */
const sbomLayerOf = ({ manifest, config }) => {
    const { sbom } = readLifecycleMetadata(config);
    return sbom === null ? undefined : manifest.layers[config.rootfs.diff_ids.indexOf(sbom.sha)];
};
/** Reads the label `io.buildpacks.build.metadata`. Missing and malformed fields are empty or null. */
const readBuildMetadata = (config) => readLabel(config, 'io.buildpacks.build.metadata', BuildMetadataSchema);
const EntrypointSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .looseTuple */ .t6w([valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .regex */ .yGV(/^\/cnb\/process\/./))]);
/**
 * The process type that the image starts without a command, if it has one: the entrypoint is `/cnb/process/<type>`, and the
 * label contains the type that a buildpack set.
 * https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#exporter
 */
const defaultProcessType = (config) => {
    const entrypoint = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(EntrypointSchema, config.config?.['Entrypoint']);
    if (entrypoint.success)
        return entrypoint.output[0].slice('/cnb/process/'.length);
    const { processes, 'buildpack-default-process-type': requested } = readBuildMetadata(config);
    return requested === '' ? processes.find((process) => process.default)?.type : requested;
};


/***/ }),

/***/ 36441:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BQ: () => (/* binding */ formatRunImageRecord),
/* harmony export */   Sj: () => (/* binding */ readRunImageRecord),
/* harmony export */   bU: () => (/* binding */ runImageRecordOf),
/* harmony export */   nf: () => (/* binding */ layerOrigins)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(77934);
/* harmony import */ var _image_annotations_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(10483);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78033);
/* harmony import */ var _image_image_annotations_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(24019);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(23564);
/* harmony import */ var _json_go_json_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(59665);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _labels_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(45758);








const NamedSchema = valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({
    image: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP(), ''),
    mirrors: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_6__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP()))),
});
const LabelSchema = valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({
    runImage: valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({
        topLayer: _image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .DigestSchema */ .eH,
        reference: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP(), ''),
        ...NamedSchema.entries,
    }),
    stack: valibot__WEBPACK_IMPORTED_MODULE_6__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({ runImage: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(NamedSchema, {}) })),
});
const named = ({ image, mirrors }) => ({
    image,
    mirrors: mirrors ?? [],
});
/**
 * Reads the part of the label `io.buildpacks.lifecycle.metadata` that a rebase changes. Undefined if no lifecycle wrote it.
 * The rest is kept as text, because its numbers and the order of its keys are Go's.
 */
const readRunImageRecord = ({ config }) => {
    const text = config?.Labels?.[_labels_js__WEBPACK_IMPORTED_MODULE_5__/* .lifecycleMetadataLabel */ .We];
    if (text === undefined)
        return undefined;
    const result = valibot__WEBPACK_IMPORTED_MODULE_6__/* .safeParse */ .xLC(valibot__WEBPACK_IMPORTED_MODULE_6__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_6__/* .parseJson */ .qFJ(), LabelSchema), text);
    if (!result.success)
        return undefined;
    const { runImage, stack } = result.output;
    const own = named(runImage);
    const ofStack = stack ? named(stack.runImage) : undefined;
    const record = {
        topLayer: runImage.topLayer,
        reference: runImage.reference,
        own,
        stack: ofStack,
        ...(own.image !== '' || ofStack === undefined ? own : ofStack),
    };
    const end = endOf(record);
    return text.endsWith(end) ? { ...record, before: text.slice(0, -end.length) } : undefined;
};
/** The label's last two fields, as the lifecycle writes them. */
const endOf = ({ topLayer, reference, own, stack }) => {
    const names = ['image', 'mirrors'];
    const runImage = (0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_7__/* .goJson */ .Pl)({ topLayer, reference, ...(0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_7__/* .goStruct */ .cM)({ ...own }, names) });
    const ofStack = stack === undefined ? '' : `,"stack":${(0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_7__/* .goJson */ .Pl)({ runImage: (0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_7__/* .goStruct */ .cM)({ ...stack }, names) })}`;
    return `"runImage":${runImage}${ofStack}}`;
};
/** The label of the rebased image. `rename` is the run image's name if the image does not list that name. */
const formatRunImageRecord = (record, { topLayer, reference, rename, }) => {
    const other = rename === undefined ? undefined : { image: rename, mirrors: [] };
    return (record.before + endOf({ topLayer, reference, own: other ?? record.own, stack: other ?? record.stack }));
};
/** As `readRunImageRecord`, but throws a Failure if no lifecycle built the image. */
const runImageRecordOf = (config, name) => {
    const record = readRunImageRecord(config);
    if (record !== undefined)
        return record;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR(`The image ${name} cannot be rebased: it was not built with Cloud Native Buildpacks, or something changed its label ` +
        `${_labels_js__WEBPACK_IMPORTED_MODULE_5__/* .lifecycleMetadataLabel */ .We}, which separates the app from the run image.`);
};
/**
 * The repositories of layers that an image's layout lacks, by the layers' positions: the run image's repository, and the
 * repository of the image that was rebased. Annotations in the index that lists the image, in the layout's index.json
 * (`root`), or in the manifest name them; undefined if none does.
 *
 * These locations are untrusted hints: blobs from there are verified by digest. Throws a Failure if a name is malformed.
 */
const layerOrigins = ({ descriptor, manifest, config }, root = descriptor) => {
    const annotations = (0,_image_image_annotations_js__WEBPACK_IMPORTED_MODULE_2__/* .annotationsOf */ .I)(descriptor, root);
    const origin = (key, owner) => {
        const name = annotations[key] ?? manifest.annotations?.[key];
        return name === undefined ? undefined : { reference: (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_3__/* .parseReference */ .F2)(name), owner };
    };
    const base = origin(_image_annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationKeys */ .i.baseName, 'base');
    const app = origin(_image_annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationKeys */ .i.appName, 'app');
    const record = app === undefined ? undefined : readRunImageRecord(config);
    if (record === undefined)
        return () => base;
    const baseLayers = config.rootfs.diff_ids.indexOf(record.topLayer) + 1;
    return (position) => (position < baseLayers ? base : app);
};


/***/ }),

/***/ 24392:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ copy),
/* harmony export */   k: () => (/* binding */ concurrentTransfers)
/* harmony export */ });
/* harmony import */ var _image_image_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(75228);
/* harmony import */ var _task_abort_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(56331);
/* harmony import */ var _in_parallel_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(55724);
/* harmony import */ var _no_source_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58118);
/* harmony import */ var _wrong_content_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(91968);





/**
 * How many transfers, and so connections to a registry, there are at once: enough to hide its latency; more only makes many
 * slow transfers out of a few fast ones.
 */
const concurrentTransfers = 5;
/**
 * Sees to it that `target` has what descriptors name. What it has is left; else it is mounted from the first of the
 * `sources` from which that works; else fetched from the first that has it, and pushed. `sources` come in the order of
 * preference: those first that cost least. A source that gives something else is passed over, and all whose next answer
 * may be another one are asked once more before that is a failure.
 *
 * There is no order among descriptors: where a target takes a manifest only after what it refers to (a registry does),
 * copy the blobs first. Throws the first failure, which ends what else is being copied, so that nothing goes on behind who
 * cleans up: transfers, and waiting for another try or for an answer, except for a token, which others may wait for too.
 */
const copy = async (descriptors, sources, target, options) => {
    const all = (0,_image_image_js__WEBPACK_IMPORTED_MODULE_2__/* .uniqueBlobs */ .ge)(descriptors);
    const outcomes = await (0,_in_parallel_js__WEBPACK_IMPORTED_MODULE_3__/* .inParallel */ .H)(all, concurrentTransfers, (descriptor, signal) => copyOne(descriptor, sources, target, options, signal));
    return {
        existed: all.filter((_, nth) => outcomes[nth] === 'existed'),
        mounted: all.flatMap((descriptor, nth) => {
            const outcome = outcomes[nth];
            return typeof outcome === 'object' ? { descriptor, from: outcome.from } : [];
        }),
        fetched: all.filter((_, nth) => outcomes[nth] === 'fetched'),
    };
};
const copyOne = async (descriptor, sources, target, { warn, onFetched, mountFrom = [] }, signal) => {
    if (await target.exists(descriptor, signal))
        return 'existed';
    for (const from of [...mountFrom, ...sources]) {
        if (await target.mount(descriptor, from, signal))
            return { from };
    }
    await fetchAndPush(descriptor, sources, target, warn, signal);
    await onFetched?.(descriptor);
    return 'fetched';
};
const fetchAndPush = async (descriptor, sources, target, warn, signal) => {
    const corrupt = new Set();
    let failure;
    for (const source of [...sources, ...sources]) {
        if (corrupt.has(source))
            continue;
        // The last source is not asked whether it has it: that costs a request, and its failure says best why it has not.
        const isLast = source === sources.at(-1);
        if (!isLast && !(await source.exists(descriptor, signal)))
            continue;
        if (failure !== undefined)
            warn(`A layer is fetched once more: ${failure.message}`);
        try {
            const open = () => (0,_task_abort_js__WEBPACK_IMPORTED_MODULE_4__/* .streamUnlessAborted */ .O)(source.fetch(descriptor, signal), signal);
            return await target.push(descriptor, open, signal);
        }
        catch (error) {
            if (!(error instanceof _wrong_content_js__WEBPACK_IMPORTED_MODULE_1__/* .WrongContent */ .l) || signal.aborted)
                throw error;
            if (error instanceof _wrong_content_js__WEBPACK_IMPORTED_MODULE_1__/* .CorruptContent */ .B)
                corrupt.add(source);
            failure = error;
        }
    }
    throw failure ?? new _no_source_js__WEBPACK_IMPORTED_MODULE_0__/* .NoSource */ .t(`No source was given for ${descriptor.digest}, which the target lacks.`);
};


/***/ }),

/***/ 55724:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ inParallel)
/* harmony export */ });
/**
 * Does work for each of some items, for a few of them at a time, and resolves with the results in the order of the items.
 * The first that fails aborts the signal that the others were given, and no further one begins; when this throws, with that
 * failure, all have ended, so that nothing goes on behind the back of who cleans up.
 */
const inParallel = async (items, limit, work) => {
    const results = [];
    const ended = new AbortController();
    const waiting = items.entries();
    const worker = async () => {
        for (const [position, item] of waiting) {
            if (ended.signal.aborted)
                return;
            try {
                results[position] = await work(item, ended.signal, position);
            }
            catch (error) {
                ended.abort(error);
            }
        }
    };
    await Promise.all(Array.from({ length: limit }, worker));
    ended.signal.throwIfAborted();
    return results;
};


/***/ }),

/***/ 58118:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ NoSource)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

/** A target lacks something, and nothing was given that may have it. */
class NoSource extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}


/***/ }),

/***/ 91968:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ CorruptContent),
/* harmony export */   l: () => (/* binding */ WrongContent)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

/** What was fetched came whole but is something else: another try, or another source, may bring the right one. */
class WrongContent extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/** What was fetched is something else where it is kept, and will be at the next try: only another source may help. */
class CorruptContent extends WrongContent {
}


/***/ }),

/***/ 350:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dn: () => (/* binding */ partialPath),
/* harmony export */   Fr: () => (/* binding */ isBeingWritten),
/* harmony export */   OC: () => (/* binding */ clearPartials),
/* harmony export */   mt: () => (/* binding */ isPartial)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _process_identity_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(61793);





const pattern = new RegExp(String.raw `^\.(${_process_identity_js__WEBPACK_IMPORTED_MODULE_4__/* .identityPattern */ .L2})-[0-9a-f-]{36}\.partial$`);
/** A path beside another one, for what is to get that name when it is whole. */
const partialPath = async (path) => (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(path), `.${await (0,_process_identity_js__WEBPACK_IMPORTED_MODULE_4__/* .ownIdentity */ .hY)()}-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}.partial`);
/** Whether a file's name is one that this project, in this version or another, gives to what is not whole yet. */
const isPartial = (name) => name.startsWith('.') && name.endsWith('.partial');
// Where nobody knows whether the writer is at work: such a name lasts for moments, and an hour later its writer is dead.
const abandonedAfter = 3_600_000;
/** Whether somebody may still be at work on what has such a name. */
const isBeingWritten = async (path) => {
    const [, owner] = pattern.exec((0,node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(path)) ?? [];
    const isLive = owner === undefined ? undefined : await (0,_process_identity_js__WEBPACK_IMPORTED_MODULE_4__/* .isAlive */ ._n)(owner);
    if (isLive !== undefined)
        return isLive;
    try {
        return Date.now() - (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path)).ctimeMs < abandonedAfter;
    }
    catch (error) {
        // Its writer has just finished, and it has its final name by now.
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ENOENT'))
            return true;
        throw error;
    }
};
/** Deletes what dead processes have left half-written in a folder, as far as that is allowed: nothing reads it. */
const clearPartials = async (folder) => {
    for (const name of (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(folder)).filter(isPartial)) {
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, name);
        try {
            if (!(await isBeingWritten(path)))
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(path, { recursive: true, force: true });
        }
        catch (error) {
            if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'EACCES', 'EPERM', 'EROFS'))
                throw error;
        }
    }
};


/***/ }),

/***/ 13574:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ artifactClient),
  $: () => (/* binding */ callsFor)
});

// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
// EXTERNAL MODULE: ./src/github/step/toolkit-output.ts
var toolkit_output = __webpack_require__(28640);
;// CONCATENATED MODULE: ./src/github/artifact/artifact-failure.ts

const otherWay = 'hand the layout on in another way, such as a registry';
/** What to do about each way in which GitHub's client fails; it tells them apart by their text alone. */
const advice = [
    [
        /not currently supported on GHES/,
        ({ way }) => 'GitHub Enterprise Server has no artifacts of this kind. ' +
            (way === 'upload'
                ? `Set "upload: false" and ${otherWay}.`
                : `No build can have uploaded one there: leave this step out, and ${otherWay}.`),
    ],
    [
        /ACTIONS_RUNTIME_TOKEN|ACTIONS_RESULTS_URL|Failed to get backend IDs|Invalid token specified/,
        ({ way }) => 'this process has no access to the artifact service, which the runner gives to actions ("uses:") and not to ' +
            `commands ("run:"). Run it as an action${way === 'upload' ? ', or set "upload: false"' : ''}.`,
    ],
    [
        /\(409\)|already exists/,
        ({ way }) => way === 'download'
            ? undefined
            : 'an artifact of this name exists in this workflow run, and artifacts do not change. Set "overwrite: true" to replace it; ' +
                `in a matrix, give each job an artifact-name of its own, such as "my-app-\${{ matrix.arch }}".`,
    ],
    [
        /storage quota has been hit/,
        () => "the account's artifact storage is full. Delete artifacts that are not needed, set retention-days to fewer days, " +
            'or raise the spending limit; GitHub counts again every 6 to 12 hours.',
    ],
    [
        /\(401\)|\(403\)/,
        () => 'the artifact service denied access. Run the job again: its token may have expired.',
    ],
];
const network = /Unable to make request: \w+|ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|socket hang up|progress stalled|download failed after/;
/** Says what could not be done to an artifact, why, and what to do. */
const artifactFailure = (undertaken, cause, lines) => {
    const { task, server, from } = undertaken;
    const status = statusOf(cause);
    // Some services refuse with nothing but a status, and some clients keep no more of it than an empty message.
    const message = (0,failure/* messageOf */.bD)(cause) || (status === undefined ? 'nothing' : `HTTP status ${status}`);
    const because = (why, reason = message) => new failure/* Failure */.HR(`${task}: ${why}`, { cause, detail: [`GitHub's client says: ${reason}`] });
    if (from !== undefined && (status === 401 || status === 403 || status === 404)) {
        return because(`run ${from.runId} of ${from.repository} is not there, or github-token may not read it. ` +
            'Check run-id and repository; the token takes the permission "actions: read".');
    }
    const outdated = outdatedServer(undertaken, message, status, lines);
    if (outdated !== undefined)
        return because(outdated);
    for (const [pattern, why] of advice) {
        const said = pattern.test(message) ? why(undertaken) : undefined;
        if (said !== undefined)
            return because(said);
    }
    const retried = lines.findLast(({ text }) => text.startsWith('Failed to download artifact after'))?.text;
    if (network.test(message))
        return because(unreachable(server), retried ?? message);
    return because(`${server}'s artifact service failed. Run the job again, and ${lookAt(server)}.`);
};
/** Why a server other than GitHub's does not understand this client's requests; undefined if it may well do. */
const outdatedServer = ({ way, server }, message, status, lines) => {
    if (way !== 'upload')
        return undefined;
    const answer = lines.findLast(({ text }) => text.startsWith('[Response]'))?.text;
    // They do not know the request's field "mime_type", and say so with the status alone, or in words that are no JSON.
    const misunderstood = message.startsWith('Failed to CreateArtifact: ') && answer === '[Response] - 500';
    // https://github.com/nektos/act/issues/6021 and 6022
    if (server === 'act' && (misunderstood || status === 401)) {
        return `act's own artifact server does not take what this client sends. Set "upload: false" where act runs the job.`;
    }
    if (server === 'Gitea' && misunderstood) {
        return 'this Gitea does not take what this client sends. Update it to 1.26 or newer, or set "upload: false".';
    }
    if (server === 'Forgejo' && misunderstood) {
        return 'this Forgejo does not take what this client sends. Update it, or set "upload: false".';
    }
    return undefined;
};
const ofGithub = (server) => server === 'GitHub' || server === 'GitHub Enterprise Server';
const unreachable = (server) => `the connection to ${server} failed. Run the job again; ` +
    (ofGithub(server)
        ? 'a self-hosted runner must reach ' +
            'https://docs.github.com/actions/reference/runners/self-hosted-runners#accessible-domains-by-function.'
        : 'the runner must reach the address in ACTIONS_RESULTS_URL.');
const lookAt = (server) => ofGithub(server) ? 'see https://www.githubstatus.com' : `see the log of ${server}`;
/** The HTTP status that an error stands for; the clients of the REST API and of the storage name it differently. */
const statusOf = (error) => {
    if (!(error instanceof Error))
        return undefined;
    if ('status' in error && typeof error.status === 'number')
        return error.status;
    return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
};

;// CONCATENATED MODULE: ./src/github/artifact/artifact-client.ts




/**
 * GitHub's client, for any server that has the artifact service. Two thirds of the bundle are the client's, and most of
 * a process's start: it is loaded when it is needed.
 */
const artifactClient = async (server) => {
    const { DefaultArtifactClient } = await Promise.all(/* import() */[__webpack_require__.e(737), __webpack_require__.e(271), __webpack_require__.e(888)]).then(__webpack_require__.bind(__webpack_require__, 37888));
    const client = new DefaultArtifactClient();
    return {
        deleteArtifact: (name, options) => begin(server, () => client.deleteArtifact(name, options)),
        downloadArtifact: (id, options) => begin(server, () => client.downloadArtifact(id, options)),
        listArtifacts: (options) => begin(server, () => client.listArtifacts(options)),
        uploadArtifact: (name, files, folder, options) => begin(server, () => client.uploadArtifact(name, files, folder, options)),
    };
};
/**
 * Begins a call of the client's. It refuses every server that it takes for GitHub Enterprise Server, by its URL, in the
 * part of a call that runs before anything is waited for, and nowhere else. Gitea and Forgejo have the service: for as
 * long as that part takes, their URL is one that the client takes for GitHub's.
 */
const begin = (server, call) => {
    if (server !== 'Gitea' && server !== 'Forgejo')
        return call();
    const { env } = process;
    const { GITHUB_SERVER_URL: url } = env;
    env['GITHUB_SERVER_URL'] = 'https://x.localhost';
    try {
        return call();
    }
    finally {
        if (url === undefined)
            delete env['GITHUB_SERVER_URL'];
        else
            env['GITHUB_SERVER_URL'] = url;
    }
};
/** How the client is called: what it prints goes to those who debug, what it throws becomes a Failure. */
const callsFor = (undertaken, log, signal) => async (work) => {
    signal?.throwIfAborted();
    const lines = [];
    const keep = (line) => {
        lines.push(line);
        log.debug(line.text);
    };
    try {
        return await (0,abort/* unlessAborted */.W)((0,toolkit_output/* captureToolkit */.h)(() => work(lines), keep), signal);
    }
    catch (error) {
        if (signal?.aborted === true || error instanceof failure/* Failure */.HR)
            throw error;
        throw artifactFailure(undertaken, error, lines);
    }
};


/***/ }),

/***/ 18296:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ checkArtifactName),
/* harmony export */   n: () => (/* binding */ artifactNameOf)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

/** What GitHub allows in no artifact's name, since some file systems can't have it in a file's. */
const forbidden = /["<>|*?:\r\n\\/]/g;
/** The valid artifact name that is nearest to an image's name. */
const artifactNameOf = (imageName) => imageName.replace(forbidden, '-');
/** Throws a Failure where GitHub would not take the name. */
const checkArtifactName = (name) => {
    if (name === '')
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('The input artifact-name is empty. Give it a name such as "my-app".');
    const [character] = name.match(forbidden) ?? [];
    if (character === undefined)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The input artifact-name is "${name}": GitHub allows no ${JSON.stringify(character)} in an artifact's name. ` +
        `"${artifactNameOf(name)}" would do.`);
};


/***/ }),

/***/ 98005:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $m: () => (/* binding */ optionalInput),
/* harmony export */   Dx: () => (/* binding */ linesOf),
/* harmony export */   G: () => (/* binding */ untrimmedInput),
/* harmony export */   QR: () => (/* binding */ numberInput),
/* harmony export */   T4: () => (/* binding */ lineFailure),
/* harmony export */   WO: () => (/* binding */ linesInput),
/* harmony export */   WP: () => (/* binding */ parsedLine),
/* harmony export */   X2: () => (/* binding */ refuseFlag),
/* harmony export */   YF: () => (/* binding */ requiredInput),
/* harmony export */   ij: () => (/* binding */ choiceInput),
/* harmony export */   j: () => (/* binding */ folderInput),
/* harmony export */   m8: () => (/* binding */ parsedInput),
/* harmony export */   tc: () => (/* binding */ flagInput),
/* harmony export */   vQ: () => (/* binding */ inputFailure)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4908);


/** An input that is wrong: the message names it, the rule it breaks, and an example. */
const inputFailure = (name, rule, example, cause) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The input "${name}" ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .TN)(rule)}. An example: ${name}: ${example}`, { cause });
/** An input that must not be empty. */
const requiredInput = (get, name, example) => {
    const text = get(name);
    if (text === '')
        throw inputFailure(name, 'is required and is empty', example);
    return text;
};
/** An input that may be empty, which is as if it were not there. */
const optionalInput = (get, name) => get(name) || undefined;
/** The lines of a text. Blank lines, and lines that begin with `#`, are skipped: every input with several lines has them. */
const linesOf = (text) => text
    .split(/\r?\n/)
    .map((line, position) => ({ number: position + 1, text: line }))
    .filter((line) => !/^\s*(?:#|$)/.test(line.text));
/** The lines of an input, without the white space around each. */
const linesInput = (get, name) => linesOf(untrimmedInput(get, name)).map(({ number, text }) => ({ number, text: text.trim() }));
/** An input as the workflow has it, so that its lines can be counted. */
const untrimmedInput = (get, name) => get(name, { trimWhitespace: false });
/** A line of an input that is wrong. The message shows the line once, and never one that may be secret. */
const lineFailure = (name, { number, text }, rule, example, { isSecret = false, cause } = {}) => {
    const shown = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_1__/* .escaped */ .Mk)(text.trim());
    const isHidden = isSecret || rule.includes(`"${shown}"`) || rule.includes(`"${shown}"`);
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The input "${name}" is wrong in line ${number}${isHidden ? '' : `, "${shown}"`}: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .TN)(rule)}. ` +
        `An example: ${name}: ${example}`, { cause });
};
/** An input that is one of a few words. */
const choiceInput = (get, name, choices) => {
    const text = get(name);
    const choice = choices.find((one) => one === text);
    if (choice === undefined) {
        throw inputFailure(name, `is "${text}", and takes ${choices.join(', ')} only`, choices[0]);
    }
    return choice;
};
/** An input that is `true` or `false`. */
const flagInput = (get, name) => choiceInput(get, name, ['true', 'false']) === 'true';
/** An input that is a whole number within bounds, or undefined if it is empty. */
const numberInput = (get, name, least, most) => {
    const text = get(name);
    if (text === '')
        return undefined;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
        throw inputFailure(name, `is "${text}", and takes a whole number from ${least} to ${most}`, String(least));
    }
    return value;
};
/** What `parse` makes of an input; its Failure becomes one that names the input. */
const parsedInput = (name, text, parse, example) => {
    try {
        return parse(text);
    }
    catch (cause) {
        if (!(cause instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR))
            throw cause;
        throw inputFailure(name, `is wrong: ${cause.message.replace(/\.$/, '')}`, example, cause);
    }
};
/** What `parse` makes of a line of an input; its Failure becomes one that names the input and the line. */
const parsedLine = (name, line, parse, example) => {
    try {
        return parse(line.text);
    }
    catch (cause) {
        if (!(cause instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR))
            throw cause;
        throw lineFailure(name, line, cause.message.replace(/\.$/, ''), example, { cause });
    }
};
/** A folder that an input names; undefined if it is empty. Actions of others take `true` and `false` here. */
const folderInput = (get, name, example) => {
    const text = optionalInput(get, name);
    if (text !== undefined)
        refuseFlag(name, text, example);
    return text;
};
/** Refuses `true` and `false` for an input that takes folders. */
const refuseFlag = (name, text, example) => {
    if (!/^(?:true|false)$/i.test(text))
        return;
    throw inputFailure(name, `is "${text}", and takes a directory. Leave it empty for none, and write ./${text} for a directory of that name`, example);
};


/***/ }),

/***/ 46907:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ insecureRegistriesInput)
/* harmony export */ });
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(98005);



/**
 * The registries that may be accessed over plain HTTP, or with an untrusted certificate: one `host[:port]` per line.
 * Throws a Failure for a line that names none.
 */
const insecureRegistriesInput = (get) => new Set((0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .linesInput */ .WO)(get, 'insecure-registries').map(registryOf));
const registryOf = (line) => {
    const { text } = line;
    try {
        // As references to its images have it: a name alone would be a repository on Docker Hub.
        const { registry } = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(`${text}${/[.:]|^localhost$/.test(text) ? '' : ':443'}/x`);
        if (!text.includes('/') && registry.startsWith(text))
            return text;
    }
    catch (error) {
        if (!(error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR))
            throw error;
    }
    throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .lineFailure */ .T4)('insecure-registries', line, 'it is no registry, which is written as host or host:port', 'registry.internal:5000');
};


/***/ }),

/***/ 23812:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ stepContext)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
;// CONCATENATED MODULE: ./src/github/step/server.ts
/** Finds out what runs this workflow. */
const serverOf = (environment) => {
    // Forgejo's runner says that it is Gitea's as well, and both are made of act.
    if (environment['FORGEJO_ACTIONS'] === 'true')
        return 'Forgejo';
    if (environment['GITEA_ACTIONS'] === 'true')
        return 'Gitea';
    if (environment['ACT'] === 'true')
        return 'act';
    const host = URL.parse(environment['GITHUB_SERVER_URL'] || 'https://github.com')?.hostname ?? '';
    return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost')
        ? 'GitHub'
        : 'GitHub Enterprise Server';
};

;// CONCATENATED MODULE: ./src/github/step/step-context.ts



/** Reads what a step needs of its environment; outside of a workflow it is a step in this folder. */
const stepContext = (environment) => ({
    server: serverOf(environment),
    serverUrl: (environment['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, ''),
    repository: environment['GITHUB_REPOSITORY'] ?? '',
    runId: Number(environment['GITHUB_RUN_ID']),
    runAttempt: Number(environment['GITHUB_RUN_ATTEMPT']) || 1,
    workspace: environment['GITHUB_WORKSPACE'] || process.cwd(),
    temporary: environment['RUNNER_TEMP'] || '/tmp',
    job: environment['GITHUB_JOB'] || 'build',
    actionRepository: environment['GITHUB_ACTION_REPOSITORY'] || undefined,
    actionRef: environment['GITHUB_ACTION_REF'] || undefined,
    summaryFile: environment['GITHUB_STEP_SUMMARY'] || undefined,
    artifactsFile: environment['GITHUB_ARTIFACTS'] || undefined,
    dockerConfig: environment['DOCKER_CONFIG'] || (0,external_node_path_.join)((0,external_node_os_.homedir)(), '.docker'),
    environment,
});


/***/ }),

/***/ 28640:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ captureToolkit)
/* harmony export */ });
/* harmony import */ var node_async_hooks__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(16698);
/* harmony import */ var node_async_hooks__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_async_hooks__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_string_decoder__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(46193);
/* harmony import */ var node_string_decoder__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_string_decoder__WEBPACK_IMPORTED_MODULE_1__);


/** Where output goes that is written by the code under way; outside of a capture: to the stream itself. */
const captures = new node_async_hooks__WEBPACK_IMPORTED_MODULE_0__.AsyncLocalStorage();
/**
 * Runs a function of GitHub's toolkit and takes what it prints away from stdout and stderr.
 *
 * The clients for cache and artifacts print on their own: progress, `::warning::`, `::debug::` lines with signed URLs
 * and `::add-mask::` commands for the signatures. While the build's output is shown the runner obeys no commands, so
 * that the masks would be ignored and the secrets be shown. And what they print is the only way to know why they did
 * not do what they were asked.
 *
 * Only what the function itself prints is taken, not what others print at the same time. Secrets that it names
 * with `::add-mask::` are struck out. What it prints after it has ended is dropped.
 */
const captureToolkit = async (run, onLine) => {
    for (const stream of [process.stdout, process.stderr])
        divert(stream);
    const secrets = new Set();
    const decoder = new node_string_decoder__WEBPACK_IMPORTED_MODULE_1__.StringDecoder();
    let rest = '';
    let ended = false;
    const take = (line) => {
        const [, command, text = ''] = /^::([a-z-]+)(?: [^:]*)?::(.*)$/s.exec(line) ?? [];
        if (command === 'add-mask')
            secrets.add(unescaped(text));
        else if (line !== '') {
            const shown = [...secrets].reduce((shownSoFar, secret) => shownSoFar.replaceAll(secret, '***'), command === undefined ? line : unescaped(text));
            captures.run(undefined, onLine, { level: levelOf(command), text: shown });
        }
    };
    const write = (chunk) => {
        if (ended)
            return;
        const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)))).split(/\r?\n/);
        rest = lines.pop() ?? '';
        lines.forEach(take);
    };
    try {
        return await captures.run(write, run);
    }
    finally {
        take(rest);
        ended = true;
    }
};
const diverted = new WeakSet();
/** Makes a stream ask for each write whether it belongs to a capture. It stays so: a client may print late. */
const divert = (stream) => {
    if (diverted.has(stream))
        return;
    diverted.add(stream);
    const write = stream.write;
    stream.write = (chunk, encodingOrCallback, callback) => {
        const capture = captures.getStore();
        if (capture === undefined)
            return Reflect.apply(write, stream, [chunk, encodingOrCallback, callback]);
        capture(chunk);
        const written = typeof encodingOrCallback === 'function' ? encodingOrCallback : callback;
        if (written !== undefined)
            process.nextTick(written);
        return true;
    };
};
const levelOf = (command) => {
    switch (command) {
        case undefined:
        case 'notice':
            return 'info';
        case 'warning':
        case 'error':
            return command;
        default:
            return 'debug';
    }
};
/** Undoes the escaping of workflow commands. */
const unescaped = (text) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');


/***/ }),

/***/ 10483:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ annotationKeys)
/* harmony export */ });
/**
 * The annotations of an image's descriptor in index.json that this project writes in one job and reads in another.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys
 */
const annotationKeys = {
    /** The tag. */
    refName: 'org.opencontainers.image.ref.name',
    /** The name under which containerd takes the image in. */
    imageName: 'io.containerd.image.name',
    /** The reference of the image that it is based on. */
    baseName: 'org.opencontainers.image.base.name',
    /** The digest of that image's manifest. */
    baseDigest: 'org.opencontainers.image.base.digest',
    /**
     * The digest of what that reference named when the image was built, an index or a manifest. The key is this project's
     * own: a layout that has it was made by the build, anyone who brought it where it is.
     */
    runImageRoot: 'io.github.buildpacks-oci-layout.run-image.root',
    /** The reference of the builder. This key and those below are this project's own. */
    builderName: 'io.github.buildpacks-oci-layout.builder.name',
    /** The digest of what that reference named, an index or a manifest. */
    builderDigest: 'io.github.buildpacks-oci-layout.builder.digest',
    /** The version of the lifecycle that wrote the image. */
    lifecycleVersion: 'io.github.buildpacks-oci-layout.lifecycle.version',
    /** The platform, such as `linux/amd64`. */
    platform: 'io.github.buildpacks-oci-layout.platform',
    /**
     * The reference, by digest, of the image that it was rebased from: where the app's own layers are that a sparse layout
     * lacks. The key is this project's own.
     */
    appName: 'io.github.buildpacks-oci-layout.app.name',
};


/***/ }),

/***/ 86575:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ parseImageConfig)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78033);




const ImageConfigSchema = valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({
    os: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    architecture: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    variant: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()),
    config: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({ Labels: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP())) }), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(['Labels', 'Env', 'User', 'Entrypoint', 'Cmd', 'WorkingDir']))),
    rootfs: valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({ type: valibot__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .euz('layers'), diff_ids: valibot__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(_digest_js__WEBPACK_IMPORTED_MODULE_2__/* .DigestSchema */ .eH) }), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(['type', 'diff_ids'])),
}), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(['os', 'architecture', 'variant', 'config', 'rootfs', 'history', 'created']));
/** Reads an image's configuration; throws a Failure that says what is off. */
const parseImageConfig = (bytes, name = 'image configuration') => (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(ImageConfigSchema, bytes, name);


/***/ }),

/***/ 65328:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ mismatch),
/* harmony export */   l: () => (/* binding */ DescriptorSchema)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(77934);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33905);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78033);
/* harmony import */ var _platform_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(22554);




const fieldNames = ['mediaType', 'digest', 'size', 'urls', 'annotations', 'data', 'platform', 'artifactType'];
const DescriptorSchema = valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({
    mediaType: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    digest: _digest_js__WEBPACK_IMPORTED_MODULE_1__/* .DigestSchema */ .eH,
    size: valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .safeInteger */ .Y2b(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .minValue */ .Wwf(0)),
    annotations: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP())),
    platform: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(_platform_js__WEBPACK_IMPORTED_MODULE_2__/* .PlatformSchema */ .fR),
}), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .inOneSpelling */ .Md)(fieldNames));
/** Says how what came differs from what should have come, or nothing if they are the same. */
const mismatch = (expected, found) => {
    if (expected.size !== undefined && expected.size !== found.size) {
        return `expected ${expected.size} bytes, found ${found.size}`;
    }
    return expected.digest === found.digest ? undefined : `expected ${expected.digest}, found ${found.digest}`;
};


/***/ }),

/***/ 24019:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ annotationsOf),
/* harmony export */   r: () => (/* binding */ annotationsByImage)
/* harmony export */ });
/* harmony import */ var _annotations_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(10483);

/** What is about one image, and may be another thing for each image of an index. */
const ownKeys = [_annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationKeys */ .i.baseName, _annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationKeys */ .i.baseDigest, _annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationKeys */ .i.appName];
// OCI's own keys are not for others to extend.
const prefix = 'io.github.buildpacks-oci-layout.image.';
const keyFor = ({ digest }, key) => `${prefix}${digest}/${key}`;
/**
 * What index.json says, with the index, of each of its images. It is not said in the index itself: what no digest of an
 * image covers would then be part of a digest.
 */
const annotationsByImage = (images) => Object.fromEntries(images.flatMap((image) => ownKeys.flatMap((key) => {
    const value = image.annotations?.[key];
    return value === undefined ? [] : [[keyFor(image, key), value]];
})));
/** What is said of an image: by who lists it, else by index.json of it alone, else by index.json of all that it has. */
const annotationsOf = (image, root) => {
    const said = Object.entries(root.annotations ?? {});
    const own = ownKeys.flatMap((key) => {
        const value = root.annotations?.[keyFor(image, key)];
        return value === undefined ? [] : [[key, value]];
    });
    return {
        ...Object.fromEntries(said.filter(([key]) => !key.startsWith(prefix))),
        ...Object.fromEntries(own),
        ...image.annotations,
    };
};


/***/ }),

/***/ 36117:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ parseIndex),
/* harmony export */   z: () => (/* binding */ imageFor)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _descriptor_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65328);
/* harmony import */ var _media_type_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(22978);
/* harmony import */ var _platform_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(22554);






const IndexSchema = valibot__WEBPACK_IMPORTED_MODULE_5__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_5__/* .looseObject */ ._H3({
    schemaVersion: valibot__WEBPACK_IMPORTED_MODULE_5__/* .literal */ .euz(2),
    mediaType: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP()),
    manifests: valibot__WEBPACK_IMPORTED_MODULE_5__/* .array */ .YOg(_descriptor_js__WEBPACK_IMPORTED_MODULE_2__/* .DescriptorSchema */ .l),
    // What can be read as either is nothing: https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
    config: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .never */ .ZmZ('an index has no configuration')),
    layers: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .never */ .ZmZ('an index has no layers')),
}), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .documentFields */ .pE));
/** Reads an image index of either kind; throws a Failure that says what is off. */
const parseIndex = (bytes, name = 'index') => (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(IndexSchema, bytes, name);
/** The image that an index lists for a platform; undefined if it lists none. */
const imageFor = (platform, manifests) => manifests.find((listed) => (0,_media_type_js__WEBPACK_IMPORTED_MODULE_3__/* .isManifest */ .Yh)(listed.mediaType) &&
    listed.platform !== undefined &&
    (0,_platform_js__WEBPACK_IMPORTED_MODULE_4__/* .matchesPlatform */ .pC)(platform, listed.platform));


/***/ }),

/***/ 75228:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $d: () => (/* binding */ sizeOf),
/* harmony export */   T: () => (/* binding */ namedBy),
/* harmony export */   TQ: () => (/* binding */ closureOf),
/* harmony export */   ge: () => (/* binding */ uniqueBlobs)
/* harmony export */ });
/**
 * All that an image consists of: manifest, configuration, layers. Of an index, the indexes first, and then all of all
 * images. A blob comes as often as it is named, since each time its size may be a wrong one.
 */
const namedBy = (content) => 'images' in content ? [...content.indexes, ...content.images.flatMap(partsOf)] : partsOf(content);
/** All that an image consists of, each blob once. */
const closureOf = (content) => uniqueBlobs(namedBy(content));
/** Descriptors by their digests, each once. */
const uniqueBlobs = (descriptors) => [
    ...new Map(descriptors.map((blob) => [blob.digest, blob])).values(),
];
/** Of all of them, in bytes. */
const sizeOf = (blobs) => blobs.reduce((sum, { size }) => sum + size, 0);
const partsOf = ({ descriptor, manifest }) => [
    descriptor,
    manifest.config,
    ...manifest.layers,
];


/***/ }),

/***/ 20596:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ parseManifest)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _descriptor_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65328);




const ManifestSchema = valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({
    schemaVersion: valibot__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .euz(2),
    mediaType: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()),
    config: _descriptor_js__WEBPACK_IMPORTED_MODULE_2__/* .DescriptorSchema */ .l,
    layers: valibot__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(_descriptor_js__WEBPACK_IMPORTED_MODULE_2__/* .DescriptorSchema */ .l),
    // What can be read as either is nothing: https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
    manifests: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__/* .never */ .ZmZ('a manifest lists no manifests')),
    subject: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(_descriptor_js__WEBPACK_IMPORTED_MODULE_2__/* .DescriptorSchema */ .l),
    annotations: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP())),
}), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .documentFields */ .pE));
/** Reads an image manifest of either kind; throws a Failure that says what is off. */
const parseManifest = (bytes, name = 'manifest') => (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(ManifestSchema, bytes, name);


/***/ }),

/***/ 22978:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ib: () => (/* binding */ mediaTypes),
/* harmony export */   MB: () => (/* binding */ compressionOf),
/* harmony export */   My: () => (/* binding */ acceptedManifests),
/* harmony export */   Yh: () => (/* binding */ isManifest),
/* harmony export */   Ys: () => (/* binding */ ociMediaType),
/* harmony export */   nw: () => (/* binding */ isIndex)
/* harmony export */ });
/** OCI's media types: https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md */
const mediaTypes = {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
};
const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json';
const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
// Docker's types and OCI's name the same formats.
// https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md#compatibility-matrix
const ociTypes = new Map([
    [dockerList, mediaTypes.index],
    [dockerManifest, mediaTypes.manifest],
    ['application/vnd.docker.container.image.v1+json', mediaTypes.config],
    ['application/vnd.docker.image.rootfs.diff.tar', 'application/vnd.oci.image.layer.v1.tar'],
    ['application/vnd.docker.image.rootfs.diff.tar.gzip', 'application/vnd.oci.image.layer.v1.tar+gzip'],
    ['application/vnd.docker.image.rootfs.diff.tar.zstd', 'application/vnd.oci.image.layer.v1.tar+zstd'],
    [
        'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
        'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
    ],
]);
/** The OCI media type of the format that a Docker or OCI media type names. */
const ociMediaType = (mediaType) => ociTypes.get(mediaType) ?? mediaType;
const isIndex = (mediaType) => ociMediaType(mediaType) === mediaTypes.index;
const isManifest = (mediaType) => ociMediaType(mediaType) === mediaTypes.manifest;
/** The compression of a layer, by its media type. */
const compressionOf = (mediaType) => /gzip$/.test(mediaType) ? 'gzip' : /zstd$/.test(mediaType) ? 'zstd' : 'none';
/** What a registry is asked for: an image, or the index of an image for several platforms. */
const acceptedManifests = [
    mediaTypes.index,
    mediaTypes.manifest,
    dockerList,
    dockerManifest,
];


/***/ }),

/***/ 59665:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Pl: () => (/* binding */ goJson),
/* harmony export */   XG: () => (/* binding */ goMap),
/* harmony export */   cM: () => (/* binding */ goStruct)
/* harmony export */ });
/**
 * What Go's encoding/json writes, byte for byte, of values whose objects have their fields in Go's order: the digest of
 * an image hangs on it. A Map is a map of Go's, whose keys come sorted.
 * https://pkg.go.dev/encoding/json#Marshal
 */
const goJson = (value) => {
    if (Array.isArray(value))
        return `[${value.map(goJson).join()}]`;
    if (value instanceof Map)
        return objectText([...value].toSorted(([one], [other]) => byBytes(one, other)));
    if (typeof value === 'object' && value !== null)
        return objectText(Object.entries(value));
    return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped);
};
const objectText = (entries) => `{${entries.map(([name, value]) => `${goJson(name)}:${goJson(value)}`).join()}}`;
const byBytes = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other));
const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
/** What Go writes of a struct whose fields are all `omitempty`: those that it has, in its order, unless they are empty. */
const goStruct = (value, names) => Object.fromEntries(names.flatMap((name) => (isEmpty(value[name]) ? [] : [[name, value[name]]])));
const isEmpty = (value) => value === undefined ||
    value === null ||
    value === '' ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0) ||
    (value instanceof Map && value.size === 0);
/** An object out of JSON as a map of Go's; undefined if there is none. */
const goMap = (value) => value === null || value === undefined ? undefined : new Map(Object.entries(value));


/***/ }),

/***/ 62892:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ list)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77934);

/** The entries of an array that have a shape; those that do not are passed over, and what is no array is empty. */
const list = (schema) => valibot__WEBPACK_IMPORTED_MODULE_0__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J()), valibot__WEBPACK_IMPORTED_MODULE_0__/* .transform */ .pdi((entries) => entries.flatMap((entry) => {
    const result = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(schema, entry);
    return result.success ? [result.output] : [];
}))), []);


/***/ }),

/***/ 2935:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ib: () => (/* binding */ blobAtPath),
/* harmony export */   Mq: () => (/* binding */ blobFolder),
/* harmony export */   ZL: () => (/* binding */ chunkSize),
/* harmony export */   Zh: () => (/* binding */ writeBlob),
/* harmony export */   nD: () => (/* binding */ blobPath),
/* harmony export */   rt: () => (/* binding */ unlessRemoved),
/* harmony export */   s8: () => (/* binding */ shareFile),
/* harmony export */   sm: () => (/* binding */ linkBlob),
/* harmony export */   v9: () => (/* binding */ measureFile),
/* harmony export */   vK: () => (/* binding */ writeAtomically)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6998);
/* harmony import */ var _files_make_folder_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(27366);
/* harmony import */ var _files_partial_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(350);
/* harmony import */ var _image_descriptor_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(65328);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(78033);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(52305);
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









/** The folder of the blobs of a layout. */
const blobFolder = (layout) => (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(layout, 'blobs', 'sha256');
/** The file of a blob in a layout. */
const blobPath = (layout, digest) => (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(blobFolder(layout), (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_7__/* .hexOf */ .ZD)(digest));
/** The blob whose file in a layout has this path, relative to the layout; undefined if it is no blob's. */
const blobAtPath = (path) => {
    const [, hex] = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path) ?? [];
    return hex === undefined ? undefined : (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_7__/* .digestOfHex */ .z9)(hex);
};
/** How much of a file is in memory at a time, in bytes. */
const chunkSize = 1024 * 1024;
/** Hashes a file, through one buffer. Throws what the file system says. */
const measureFile = async (path) => {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    const buffer = Buffer.allocUnsafe(chunkSize);
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(path, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.O_RDONLY | node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.O_NOFOLLOW);
    try {
        let size = 0;
        for (;;) {
            const { bytesRead } = await file.read(buffer);
            if (bytesRead === 0)
                return { digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_7__/* .digestOfHex */ .z9)(hash.digest('hex')), size };
            hash.update(buffer.subarray(0, bytesRead));
            size += bytesRead;
        }
    }
    finally {
        await file.close();
    }
};
// A process that has another link to the file must not change what was verified.
const blobMode = 0o444;
/** Another process removed a file that was being written, for example because it cleans up the directory. */
class FileRemoved extends _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR {
    constructor(path, cause) {
        super(`Could not write ${path}: another process removed the file while it was written. ` +
            'Run the step again when no other process changes that folder.', { cause });
    }
}
const isMissing = (error, path) => error instanceof Error && (0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(error, 'ENOENT') && 'path' in error && error.path === path;
/** Writes a file that can be written again, a few times if another process removes it meanwhile. */
const unlessRemoved = async (write) => {
    for (let attemptsLeft = 5;; attemptsLeft -= 1) {
        try {
            return await write();
        }
        catch (error) {
            if (!(error instanceof FileRemoved) || attemptsLeft === 1)
                throw error;
        }
    }
};
/**
 * Makes a file beside `path` and gives it that name when `make` has succeeded: nothing half-written ever has a
 * final name. Throws a Failure if the file system gives no leave or has no room, and else what `make` throws.
 */
const writeAtomically = async (path, make) => {
    const partial = await (0,_files_partial_js__WEBPACK_IMPORTED_MODULE_5__/* .partialPath */ .Dn)(path);
    try {
        await (0,_files_make_folder_js__WEBPACK_IMPORTED_MODULE_4__/* .makeFolder */ .f)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(path));
        await make(partial);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(partial, path);
    }
    catch (error) {
        if (isMissing(error, partial))
            throw new FileRemoved(path, error);
        throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_3__/* .explainFileError */ .Y)(error, `write ${path}`);
    }
    finally {
        // After success too: renaming one hard link of a file to another one of it does nothing, and leaves both.
        // Where that fails too, what ended the writing says more.
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(partial, { force: true }).catch(() => { });
    }
};
/**
 * Writes a blob into a layout, hashing it on the way. It gets its name only if its size and digest are the expected
 * ones; otherwise a Failure says what came instead. Resolves with the number of bytes written.
 */
const writeBlob = async (layout, expected, source) => {
    let size = 0;
    await writeAtomically(blobPath(layout, expected.digest), async (partial) => {
        const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
        const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(partial, 'wx', blobMode);
        try {
            for await (const chunk of source) {
                hash.update(chunk);
                size += chunk.length;
                if (size > (expected.size ?? Number.POSITIVE_INFINITY))
                    break;
                await file.writeFile(chunk);
            }
        }
        finally {
            await file.close();
        }
        const wrong = (0,_image_descriptor_js__WEBPACK_IMPORTED_MODULE_6__/* .mismatch */ .J)(expected, { digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_7__/* .digestOfHex */ .z9)(hash.digest('hex')), size });
        if (wrong !== undefined)
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The blob ${expected.digest} is not what its name says: ${wrong}.`);
    });
    return size;
};
// Any writer of a shared directory can put a link or a pipe at any path at any moment.
const openFlags = node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.O_RDONLY | node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.O_NOFOLLOW | node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.O_NONBLOCK;
/** Opens a regular file, not a link to one. Throws what the file system says, and a Failure for another kind of file. */
const openRegular = async (path) => {
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(path, openFlags);
    if ((await file.stat()).isFile())
        return file;
    await file.close();
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`Could not use ${path}: it is not a regular file. Remove it.`);
};
/** Takes away the permission to write from the file at a path, and never from one that a link there leads to. */
const protect = async (path) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const file = __addDisposableResource(env_1, await openRegular(path), true);
        await file.chmod(blobMode);
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
 * Makes a file of another one that all may read and nobody write: sharing its storage where the file system can give
 * that to two files, so that what happens to the one does not happen to the other; else as a hard link to it, which
 * takes the permission to write from both names; else as a copy, where the two lie on different file systems or the
 * file is another user's. Links are not followed. Throws what the file system says.
 */
const shareFile = async (source, path) => {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const file = __addDisposableResource(env_2, await openRegular(source)
        // The file that is open, whatever its path leads to by now: https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html
        , true);
        // The file that is open, whatever its path leads to by now: https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html
        const opened = `/proc/self/fd/${file.fd}`;
        try {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.copyFile)(opened, path, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.COPYFILE_EXCL | node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.COPYFILE_FICLONE_FORCE);
            await protect(path);
            return;
        }
        catch {
            // Most file systems cannot, and each says so in its own words.
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(path, { force: true });
        }
        try {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.link)(source, path);
            await protect(path);
        }
        catch (error) {
            // EMLINK and EPERM: a file system that has no (more) hard links, or forbids those to other users' files.
            if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(error, 'EXDEV', 'EMLINK', 'EPERM'))
                throw error;
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(path, { force: true });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.copyFile)(opened, path, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.COPYFILE_EXCL);
            await protect(path);
        }
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = __disposeResources(env_2);
        if (result_2)
            await result_2;
    }
};
/** Gives a layout a blob of another one. Throws what the file system says (`ENOENT` where the other one lacks it). */
const linkBlob = async (from, to, digest) => unlessRemoved(() => writeAtomically(blobPath(to, digest), (partial) => shareFile(blobPath(from, digest), partial)));


/***/ }),

/***/ 90583:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ layoutContent)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _content_wrong_content_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(91968);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6998);
/* harmony import */ var _image_descriptor_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(65328);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(78033);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(52305);
/* harmony import */ var _blob_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(2935);
/* harmony import */ var _verify_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(58193);
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
 * The blobs of a layout in a folder. Nothing in it is believed: what is fetched or mounted from it is hashed on the way,
 * and `onCorrupt` is called, and waited for, where it was wrong; it may discard the blob.
 */
const layoutContent = (folder, onCorrupt = async () => { }) => new LayoutFolder(folder, onCorrupt);
// In bytes. V8 counts the bytes of such chunks late, so larger ones use up to
// 60 MB more memory, and are not faster.
const pieceSize = 128 * 1024;
class LayoutFolder {
    folder;
    #onCorrupt;
    constructor(folder, onCorrupt) {
        this.folder = folder;
        this.#onCorrupt = onCorrupt;
    }
    async exists(descriptor) {
        return (await this.#flawUnread(descriptor)) === undefined;
    }
    async *fetch(descriptor) {
        const { digest } = descriptor;
        const reason = (await this.#flawUnread(descriptor)) ?? (yield* this.#read(descriptor));
        if (reason === undefined)
            return;
        if (reason === 'missing')
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .Failure */ .HR(`The layout ${this.folder} does not have ${digest}.`);
        await this.#onCorrupt(descriptor, reason);
        throw new _content_wrong_content_js__WEBPACK_IMPORTED_MODULE_2__/* .CorruptContent */ .B(`The blob ${digest} in ${this.folder} is corrupt: ${reason}. Make that layout again.`);
    }
    async push(descriptor, open) {
        await (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .writeBlob */ .Zh)(this.folder, descriptor, open());
    }
    /** From another layout only: shares its file or, where that cannot be, copies it. It is verified before it is named. */
    async mount(descriptor, from) {
        if (!(from instanceof LayoutFolder))
            return false;
        const reason = (await from.#flawUnread(descriptor)) ?? (await this.#share(descriptor, from.folder));
        if (reason !== undefined && reason !== 'missing')
            await from.#onCorrupt(descriptor, reason);
        return reason === undefined;
    }
    /** How a blob is wrong as far as that shows without reading it. */
    async #flawUnread(descriptor) {
        const path = (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobPath */ .nD)(this.folder, descriptor.digest);
        const flaw = await (0,_verify_js__WEBPACK_IMPORTED_MODULE_8__/* .flawOf */ .e3)(path, descriptor, true);
        if (flaw !== undefined)
            return flaw;
        return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.access)(path, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.R_OK).then(() => undefined, () => 'not readable');
    }
    async *#read({ digest, size }) {
        const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
        const path = (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobPath */ .nD)(this.folder, digest);
        let found = 0;
        try {
            const env_1 = { stack: [], error: void 0, hasError: false };
            try {
                const file = __addDisposableResource(env_1, await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(path, node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.O_RDONLY | node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.O_NOFOLLOW | node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.constants.O_NONBLOCK)
                // One byte more shows whether the file grew.
                , true);
                // One byte more shows whether the file grew.
                for await (const chunk of file.createReadStream({ highWaterMark: pieceSize, end: size })) {
                    hash.update(chunk);
                    found += chunk.length;
                    yield chunk;
                }
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
        }
        catch (error) {
            throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_3__/* .explainFileError */ .Y)(error, `read ${path}`);
        }
        return (0,_image_descriptor_js__WEBPACK_IMPORTED_MODULE_4__/* .mismatch */ .J)({ digest, size }, { digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_5__/* .digestOfHex */ .z9)(hash.digest('hex')), size: found });
    }
    /** Takes a blob of another layout; says how it is wrong where it is, and then does not have it. */
    async #share(descriptor, from) {
        const { digest } = descriptor;
        let flaw;
        try {
            await (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .writeAtomically */ .vK)((0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobPath */ .nD)(this.folder, digest), async (partial) => {
                await (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .shareFile */ .s8)((0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobPath */ .nD)(from, digest), partial).catch((error) => {
                    // Another process has discarded it meanwhile.
                    if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .isSystemError */ .Or)(error, 'ENOENT'))
                        flaw = 'missing';
                    throw error;
                });
                flaw = await (0,_verify_js__WEBPACK_IMPORTED_MODULE_8__/* .flawOf */ .e3)(partial, descriptor, false);
                if (flaw !== undefined)
                    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .Failure */ .HR(flaw);
            });
        }
        catch (error) {
            if (flaw === undefined)
                throw error;
        }
        return flaw;
    }
}


/***/ }),

/***/ 64480:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AM: () => (/* binding */ readImage),
/* harmony export */   EW: () => (/* binding */ readSmallFile),
/* harmony export */   T4: () => (/* binding */ readLayout),
/* harmony export */   T7: () => (/* binding */ readLayoutImages),
/* harmony export */   u0: () => (/* binding */ readDocument)
/* harmony export */ });
/* unused harmony export readIndexedImages */
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(77934);
/* harmony import */ var _image_config_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(86575);
/* harmony import */ var _image_descriptor_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(65328);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(78033);
/* harmony import */ var _image_image_index_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(36117);
/* harmony import */ var _image_manifest_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(20596);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(22978);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(4908);
/* harmony import */ var _blob_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(2935);
/* harmony import */ var _write_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(66129);














const MarkerSchema = valibot__WEBPACK_IMPORTED_MODULE_12__/* .looseObject */ ._H3({ imageLayoutVersion: valibot__WEBPACK_IMPORTED_MODULE_12__/* .string */ .YjP() });
/**
 * Reads a file of at most `documentLimit` bytes; throws a Failure if it is larger, or no regular file, and what the
 * system throws where it is a link that is not to be followed. Neither a pipe nor a device is waited for.
 */
const readSmallFile = async (path, { followLink = false } = {}) => {
    const links = followLink ? 0 : node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_NOFOLLOW;
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(path, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK | links);
    try {
        const stats = await file.stat();
        if (!stats.isFile())
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`${path} is not a regular file.`);
        if (stats.size > _json_document_js__WEBPACK_IMPORTED_MODULE_8__/* .documentLimit */ .NL) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`${path} has ${stats.size} bytes; more than ${_json_document_js__WEBPACK_IMPORTED_MODULE_8__/* .documentLimit */ .NL} are not read.`);
        }
        return await file.readFile();
    }
    finally {
        await file.close();
    }
};
/** Reads a document of a layout (manifest, index, configuration) whose size and digest are checked. */
const readDocument = async (folder, expected) => {
    const bytes = await readSmallFile((0,_blob_js__WEBPACK_IMPORTED_MODULE_10__/* .blobPath */ .nD)(folder, expected.digest));
    const wrong = (0,_image_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .mismatch */ .J)(expected, { digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_4__/* .digestOf */ .ol)(bytes), size: bytes.length });
    if (wrong !== undefined)
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`The blob ${expected.digest} in ${folder} is corrupt: ${wrong}.`);
    return bytes;
};
const readPart = async (folder, descriptor) => {
    try {
        return await readDocument(folder, descriptor);
    }
    catch (cause) {
        if (cause instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR)
            throw cause;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`Could not read ${descriptor.digest} in ${folder}: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .messageOf */ .bD)(cause)}.`, { cause });
    }
};
/** Throws a Failure if a document says that it is of another kind than who lists it says: a registry goes by the latter. */
const checkMediaType = ({ mediaType, digest }, document, folder) => {
    if (document.mediaType === undefined || document.mediaType === mediaType)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`The document ${digest} in ${folder} is a "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_13__/* .printable */ .g$)(document.mediaType)}", and is listed as a ` +
        `"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_13__/* .printable */ .g$)(mediaType)}".`);
};
/** Reads the image that a manifest's descriptor names, manifest and configuration checked against their digests. */
const readImage = async (folder, descriptor) => {
    if (!(0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_7__/* .isManifest */ .Yh)(descriptor.mediaType)) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`${folder} holds a "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_13__/* .printable */ .g$)(descriptor.mediaType)}", not an image manifest.`);
    }
    const manifest = (0,_image_manifest_js__WEBPACK_IMPORTED_MODULE_6__/* .parseManifest */ .N)(await readPart(folder, descriptor));
    checkMediaType(descriptor, manifest, folder);
    const config = (0,_image_config_js__WEBPACK_IMPORTED_MODULE_2__/* .parseImageConfig */ .F)(await readPart(folder, manifest.config));
    if (config.rootfs.diff_ids.length !== manifest.layers.length) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`The image ${descriptor.digest} is inconsistent: its manifest lists ${manifest.layers.length} layers, ` +
            `its configuration ${config.rootfs.diff_ids.length}.`);
    }
    return { descriptor, manifest, config };
};
/** Throws a Failure where two descriptors of one digest differ: one of them is wrong, and only one was looked at. */
const checkSame = (known, listed, folder) => {
    if (known.size === listed.size && known.mediaType === listed.mediaType)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`${folder} lists ${listed.digest} twice, with different sizes or media types.`);
};
/**
 * Reads the images that an index's descriptor names, directly or by way of further indexes, all documents checked against
 * their digests. Throws a Failure if the index lists something else, or nothing.
 */
const readIndexedImages = async (folder, descriptor) => {
    const indexes = [];
    const images = [];
    // Each once: few bytes of indexes can name the same things over and over.
    const seen = new Map();
    const visit = async (index) => {
        const document = (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_5__/* .parseIndex */ .A)(await readPart(folder, index));
        checkMediaType(index, document, folder);
        for (const listed of document.manifests) {
            const known = seen.get(listed.digest);
            if (known !== undefined) {
                checkSame(known, listed, folder);
                continue;
            }
            seen.set(listed.digest, listed);
            if ((0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_7__/* .isIndex */ .nw)(listed.mediaType))
                await visit(listed);
            else
                images.push(await readImage(folder, listed));
        }
        indexes.push(index);
    };
    await visit(descriptor);
    if (images.length === 0)
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`The index ${descriptor.digest} in ${folder} lists no image.`);
    return { descriptor, indexes, images };
};
/** The one descriptor of a layout's index.json; throws a Failure if the folder is no layout or has none or several. */
const readRoot = async (folder) => {
    let marker;
    let index;
    try {
        marker = await readSmallFile((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, _write_js__WEBPACK_IMPORTED_MODULE_11__/* .layoutMarker */ .fB));
        index = await readSmallFile((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, _write_js__WEBPACK_IMPORTED_MODULE_11__/* .layoutIndex */ .vh));
    }
    catch (cause) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`${folder} is not an OCI image layout: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .messageOf */ .bD)(cause)}`, { cause });
    }
    (0,_json_document_js__WEBPACK_IMPORTED_MODULE_8__/* .parseDocument */ .Tp)(MarkerSchema, marker, _write_js__WEBPACK_IMPORTED_MODULE_11__/* .layoutMarker */ .fB);
    const { manifests } = (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_5__/* .parseIndex */ .A)(index, _write_js__WEBPACK_IMPORTED_MODULE_11__/* .layoutIndex */ .vh);
    const [descriptor] = manifests;
    if (descriptor === undefined || manifests.length > 1) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_9__/* .Failure */ .HR(`${folder} holds ${manifests.length} images; exactly one is expected.`);
    }
    return descriptor;
};
/** Reads the one image of a layout; throws a Failure if the folder is no layout or holds no or several images. */
const readLayout = async (folder) => readImage(folder, await readRoot(folder));
/**
 * Reads what a layout holds: one image, or one index of images. Throws a Failure if the folder is no layout or holds
 * anything else: readers lose platforms where images stand side by side in index.json.
 */
const readLayoutImages = async (folder) => {
    const root = await readRoot(folder);
    return (0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_7__/* .isIndex */ .nw)(root.mediaType) ? readIndexedImages(folder, root) : readImage(folder, root);
};


/***/ }),

/***/ 58193:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e3: () => (/* binding */ flawOf),
/* harmony export */   gb: () => (/* binding */ checkComplete),
/* harmony export */   pG: () => (/* binding */ findFlaws),
/* harmony export */   w8: () => (/* binding */ describeFlaw)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);
/* harmony import */ var _image_descriptor_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65328);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4908);
/* harmony import */ var _blob_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2935);






/** `sha256:…, application/…: expected 10 bytes, found 9` */
const describeFlaw = ({ descriptor, reason }) => `${descriptor.digest}, ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_5__/* .printable */ .g$)(descriptor.mediaType)}: ${reason}`;
/**
 * Compares blobs of a layout with their descriptors: a regular file of the right size and, unless it is among the
 * `verified` (hashed earlier in this process), of the right digest.
 */
const findFlaws = async (folder, descriptors, verified = new Set()) => {
    const flaws = [];
    for (const descriptor of descriptors) {
        const reason = await flawOf((0,_blob_js__WEBPACK_IMPORTED_MODULE_4__/* .blobPath */ .nD)(folder, descriptor.digest), descriptor, verified.has(descriptor.digest));
        if (reason !== undefined)
            flaws.push({ descriptor, reason });
    }
    return flaws;
};
// More of them say nothing that these do not.
const flawLimit = 10;
/**
 * Verifies that a layout that is being made has what it is to have, as `findFlaws` does; throws a Failure that names the
 * layout's image and the first flaws.
 */
const checkComplete = async (name, folder, blobs, verified) => {
    const flaws = await findFlaws(folder, blobs, verified);
    if (flaws.length === 0)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`The layout of ${name} is incomplete: ${flaws.length} of ${blobs.length} blobs are not right. ` +
        'Nothing was left at its place. Run the step again.', { detail: flaws.slice(0, flawLimit).map(describeFlaw) });
};
/** How the file of a blob differs from its descriptor; what is in it is not read where it is `verified`. */
const flawOf = async (path, expected, verified) => {
    try {
        const stats = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path);
        if (!stats.isFile())
            return 'not a regular file';
        const { digest } = expected;
        const { size } = stats;
        return (0,_image_descriptor_js__WEBPACK_IMPORTED_MODULE_2__/* .mismatch */ .J)(expected, verified || size !== expected.size ? { digest, size } : await (0,_blob_js__WEBPACK_IMPORTED_MODULE_4__/* .measureFile */ .v9)(path));
    }
    catch (error) {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ENOENT', 'ENOTDIR'))
            return 'missing';
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'EACCES'))
            return 'not readable';
        throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_1__/* .explainFileError */ .Y)(error, `read ${path}`);
    }
};


/***/ }),

/***/ 66129:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vm: () => (/* binding */ layoutNames),
/* harmony export */   Vz: () => (/* binding */ createLayout),
/* harmony export */   _M: () => (/* binding */ writeIndex),
/* harmony export */   fB: () => (/* binding */ layoutMarker),
/* harmony export */   ku: () => (/* binding */ layoutMarkerText),
/* harmony export */   oX: () => (/* binding */ indexText),
/* harmony export */   vh: () => (/* binding */ layoutIndex)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6998);
/* harmony import */ var _files_make_folder_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(27366);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(22978);
/* harmony import */ var _blob_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2935);






/** The names in a layout's folder: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md */
const layoutMarker = 'oci-layout';
const layoutIndex = 'index.json';
/** All that is in a layout's folder. */
const layoutNames = [layoutMarker, layoutIndex, 'blobs'];
/** What the marker of a layout says. */
const layoutMarkerText = '{"imageLayoutVersion":"1.0.0"}';
/** The index of a layout that holds one image. */
const indexText = (image) => JSON.stringify({ schemaVersion: 2, mediaType: _image_media_type_js__WEBPACK_IMPORTED_MODULE_4__/* .mediaTypes */ .Ib.index, manifests: [image] });
/** Makes an empty layout in a folder that may exist. */
const createLayout = async (folder) => {
    try {
        await (0,_files_make_folder_js__WEBPACK_IMPORTED_MODULE_3__/* .makeFolder */ .f)((0,_blob_js__WEBPACK_IMPORTED_MODULE_5__/* .blobFolder */ .Mq)(folder));
    }
    catch (error) {
        throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .explainFileError */ .Y)(error, `make a layout in ${folder}`);
    }
    await writeText((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, layoutMarker), layoutMarkerText);
};
/** Makes an image the one that a layout holds. */
const writeIndex = (folder, image) => writeText((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, layoutIndex), indexText(image));
const writeText = (path, text) => (0,_blob_js__WEBPACK_IMPORTED_MODULE_5__/* .unlessRemoved */ .rt)(() => (0,_blob_js__WEBPACK_IMPORTED_MODULE_5__/* .writeAtomically */ .vK)(path, (partial) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)(partial, text, { mode: 0o644 })));


/***/ }),

/***/ 402:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B4: () => (/* binding */ formatCount),
/* harmony export */   Xo: () => (/* binding */ formatSeconds),
/* harmony export */   z3: () => (/* binding */ formatBytes)
/* harmony export */ });
const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
/** A readable size, in powers of 1000: `0 B`, `999 B`, `1.4 kB`, `93.1 MB`, `213 MB`. */
const formatBytes = (bytes) => {
    let value = bytes;
    let unit = 0;
    // 999.5 would be rounded to four digits.
    while (value >= 999.5 && unit < units.length - 1) {
        value /= 1000;
        unit += 1;
    }
    return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
};
/** A readable duration: `0.4 s`, `12 s`, `2 min 5 s`. */
const formatSeconds = (seconds) => {
    if (seconds < 9.95)
        return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
};
/** `1 layer`, `2 layers`, `1,200 processes` */
const formatCount = (count, noun, plural = `${noun}s`) => 
// Not toLocaleString: its first call in a process takes 20 ms.
`${String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${count === 1 ? noun : plural}`;


/***/ }),

/***/ 9513:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ RequestError),
/* harmony export */   Q: () => (/* binding */ malformed)
/* harmony export */ });
/** Why one request did not succeed; anyone who retries makes a Failure of it that says what was to be done. */
class RequestError extends Error {
    name = 'RequestError';
    /** A sentence: what the reader can do. */
    advice;
    /** Whether the same request may succeed a little later. */
    transient;
    /** Whether the other side could not be reached at all, now or earlier: it may be a wrong name, or be down. */
    unreachable;
    /** With what status the other side refused it; undefined if it did not. */
    status;
    /** Whether it was refused although a credential was sent. */
    identified;
    /** How long the other side asks to wait, in milliseconds. */
    retryAfter;
    /** `reason` goes behind a colon: `ghcr.io answered 503`. */
    constructor(reason, options) {
        super(reason, options.cause === undefined ? undefined : { cause: options.cause });
        this.advice = options.advice;
        this.transient = options.transient ?? false;
        this.unreachable = options.unreachable ?? false;
        this.status = options.status;
        this.identified = options.identified ?? false;
        this.retryAfter = options.retryAfter;
    }
}
/** The error of a response that breaks the protocol. */
const malformed = (host, what, cause) => new RequestError(`${host} sent a malformed answer: ${what}`, {
    advice: 'Check that this is the address of a registry, and that no proxy answers in its place.',
    cause,
});


/***/ }),

/***/ 56578:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ userRegistry)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/message/failure.ts
var message_failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
;// CONCATENATED MODULE: ./src/registry/client/address.ts

const loopbackAddresses = new external_node_net_.BlockList();
loopbackAddresses.addSubnet('127.0.0.0', 8, 'ipv4');
loopbackAddresses.addAddress('::1', 'ipv6');
/** Whether a URL's host name means this machine: `localhost`, `127.0.0.0/8`, `::1`. */
const isLoopback = (hostname) => {
    const name = hostname.replace(/^\[(.*)\]$/, '$1');
    const family = (0,external_node_net_.isIP)(name);
    return family === 0
        ? name.toLowerCase() === 'localhost'
        : loopbackAddresses.check(name, family === 4 ? 'ipv4' : 'ipv6');
};
/** Docker Hub answers under another name than the one that images carry. */
const dockerHub = { name: 'index.docker.io', api: 'registry-1.docker.io' };
/** Whether a registry is Docker Hub, by the name that images carry or by that of its API. */
const isDockerHub = (registry) => Object.values(dockerHub).includes(registry);
/** Where a registry's API is: HTTPS, except that a registry on loopback is always spoken to in plain HTTP. */
const registryAddress = (registry) => {
    const secure = new URL(`https://${isDockerHub(registry) ? dockerHub.api : registry}`);
    return isLoopback(secure.hostname) ? new URL(`http://${registry}`) : secure;
};
/**
 * Whether an address that a registry named (a redirect, a token server) may be called: over HTTPS, or in plain HTTP
 * if it and anyone who named it are both on this machine.
 */
const mayCall = (target, namedBy) => target.protocol === 'https:' ||
    (target.protocol === 'http:' && isLoopback(target.hostname) && isLoopback(namedBy.hostname));

// EXTERNAL MODULE: ./src/command/run.ts
var run = __webpack_require__(24744);
;// CONCATENATED MODULE: ./src/registry/auth/credential-helper.ts




// In milliseconds. A helper may wait for its user to answer a question.
const timeLimit = 60_000;
// The helpers' messages: https://github.com/docker/docker-credential-helpers/blob/v0.9.3/credentials/error.go
const unknownServer = /credentials not found in native keychain|no credentials (?:server URL|username)/i;
const AnswerSchema = dist/* object */.Ikc({ Username: dist/* string */.YjP(), Secret: dist/* string */.YjP() });
const readAnswer = (output) => {
    try {
        const answer = dist/* safeParse */.xLC(AnswerSchema, JSON.parse(output));
        return answer.success ? answer.output : undefined;
    }
    catch {
        return undefined;
    }
};
/**
 * Asks a credential helper (`docker-credential-NAME`) for the credential of a server; undefined if it has none.
 * Throws a Failure that names the helper if the helper fails, and the signal's reason after an abort. Messages contain
 * its output only if that is not an answer.
 * https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol
 */
const askHelper = async (name, server, environment, signal) => {
    const program = `docker-credential-${name}`;
    const advice = `Check credHelpers and credsStore in Docker's config.json, and that "${program} get" works.`;
    // Only a plain name may be searched on the PATH.
    if (!/^[\w.-]+$/.test(name))
        throw new message_failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(name)}" is no credential helper. ${advice}`);
    let ending;
    try {
        ending = await (0,run/* runCommand */.d1)(program, ['get'], { environment, input: server, signal, timeLimit });
    }
    catch (cause) {
        signal?.throwIfAborted();
        const what = cause instanceof run/* CommandTimeout */.Rg
            ? `The credential helper ${program} did not answer within ${timeLimit / 1000} s when asked for ${server}`
            : cause instanceof run/* ExcessiveOutput */.BE
                ? `The credential helper ${program} did not stop writing when asked for ${server}`
                : `Could not start the credential helper ${program}`;
        throw new message_failure/* Failure */.HR(`${what}. ${advice}`, { cause });
    }
    const { code, stdout, stderr } = ending;
    const answer = readAnswer(stdout);
    if (code === 0 && answer !== undefined) {
        return answer.Username === '<token>'
            ? { identityToken: answer.Secret }
            : { username: answer.Username, password: answer.Secret };
    }
    if (code !== 0 && unknownServer.test(stdout + stderr))
        return undefined;
    const words = code === undefined || code === 0 || answer !== undefined ? '' : (0,printable/* printable */.g$)(`${stderr} ${stdout}`);
    const ended = code === 0 ? 'gave no readable answer' : `ended with ${code ?? 'a signal'}`;
    throw new message_failure/* Failure */.HR(`The credential helper ${program} ${ended} when asked for ${server}${words && `: ${words}`}. ${advice}`);
};

;// CONCATENATED MODULE: ./src/registry/auth/docker-config.ts







const Text = dist/* string */.YjP('is not a text');
const LoginSchema = dist/* object */.Ikc({
    auth: dist/* optional */.lqM(Text),
    username: dist/* optional */.lqM(Text),
    password: dist/* optional */.lqM(Text),
    identitytoken: dist/* optional */.lqM(Text),
}, 'is not an object');
const ConfigSchema = dist/* object */.Ikc({
    auths: dist/* nullish */.cl6(dist/* record */.g1P(Text, dist/* nullish */.cl6(LoginSchema), 'is not an object')),
    credsStore: dist/* nullish */.cl6(Text),
    credHelpers: dist/* nullish */.cl6(dist/* record */.g1P(Text, Text, 'is not an object')),
}, 'is not an object');
/** Reads the file. Its messages never quote the content, because the file contains secrets. */
const readConfig = async (path) => {
    let text;
    try {
        text = await (0,promises_.readFile)(path, 'utf8');
    }
    catch (cause) {
        if ((0,message_failure/* isSystemError */.Or)(cause, 'ENOENT', 'ENOTDIR'))
            return {};
        throw new message_failure/* Failure */.HR(`Could not read Docker's configuration: ${(0,message_failure/* messageOf */.bD)(cause)}`, { cause });
    }
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        throw new message_failure/* Failure */.HR(`Docker's configuration ${path} is not JSON. Correct it, or log in again.`);
    }
    const result = dist/* safeParse */.xLC(ConfigSchema, value, { abortEarly: true });
    if (result.success)
        return result.output;
    const [issue] = result.issues;
    const place = (0,printable/* printable */.g$)(dist/* getDotPath */.BuJ(issue) ?? 'its root');
    throw new message_failure/* Failure */.HR(`Docker's configuration ${path} is malformed: ${place} ${issue.message}.`);
};
/** The key of a registry's login in Docker's configuration. */
const serverOf = (registry) => isDockerHub(registry) ? 'https://index.docker.io/v1/' : registry;
const namesOf = (registry) => isDockerHub(registry) ? ['index.docker.io', 'docker.io', 'registry-1.docker.io'] : [registry];
const hostOf = (key) => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
/**
 * The entry for a repository of a registry: the one for its longest namespace (`ghcr.io/me/app`, then `ghcr.io/me`), as
 * Podman has them; else the one under Docker's name for the registry, under its host, or under any address at that host.
 * https://github.com/containers/image/blob/v5.36.2/docs/containers-auth.json.5.md
 */
const find = (entries, registry, repository = '') => {
    const all = Object.entries(entries ?? {});
    const names = namesOf(registry);
    const parts = repository.split('/');
    const namespaces = parts.map((_, nth) => parts.slice(0, parts.length - nth).join('/'));
    const keys = [
        ...namespaces.flatMap((namespace) => names.map((name) => `${name}/${namespace}`)),
        ...[serverOf(registry), ...names, ...names.map((name) => `https://${name}`)],
    ];
    const exact = keys.flatMap((key) => all.filter(([candidate]) => candidate === key));
    // A namespace is not an address: a login for another one is not for this repository.
    const isAddress = (key) => names.includes(hostOf(key)) && (repository === '' || /^https?:\/\/|^[^/]*\/(?:v[12]\/?)?$/.test(key));
    const [, value] = exact[0] ?? all.find(([key]) => isAddress(key)) ?? [];
    return value;
};
const credentialOf = (login, registry, path) => {
    if (login.identitytoken)
        return { identityToken: login.identitytoken };
    if (login.auth) {
        const text = Buffer.from(login.auth, 'base64').toString('utf8');
        const colon = text.indexOf(':');
        if (colon < 1) {
            throw new message_failure/* Failure */.HR(`Docker's configuration ${path} has a malformed "auth" for ${registry}: it takes name:password in Base64. ` +
                `Log in again: docker login ${registry}`);
        }
        // Docker pads passwords with zero bytes.
        return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/^\0+|\0+$/g, '') };
    }
    if (login.username && login.password)
        return { username: login.username, password: login.password };
    return undefined;
};
/**
 * The credentials that `docker login` left in a folder's `config.json`, read when the first one is asked for: a
 * registry's own helper comes first, then the common one, then the file itself. If `REGISTRY_AUTH_FILE` names a file, as it
 * does for Podman, skopeo and buildah, that one is asked before all of them. Throws a Failure if a file is malformed or a
 * helper does not work. `environment` is the step's: helpers run with the part of it that they may see, and end when the
 * signal is aborted.
 * https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
const dockerCredentials = (folder, environment, signal) => {
    const podman = environment['REGISTRY_AUTH_FILE'];
    const files = [...(podman ? [podman] : []), (0,external_node_path_.join)(folder, 'config.json')];
    const configs = new Map();
    const inFile = async (path, registry, repository) => {
        const reading = configs.get(path) ?? readConfig(path);
        configs.set(path, reading);
        const { auths, credsStore, credHelpers } = await reading;
        const helper = find(credHelpers, registry) ?? credsStore;
        if (helper)
            return askHelper(helper, serverOf(registry), environment, signal);
        const login = find(auths, registry, repository);
        return login ? credentialOf(login, registry, path) : undefined;
    };
    return {
        of: async (registry, repository) => {
            for (const path of files) {
                const credential = await inFile(path, registry, repository);
                if (credential !== undefined)
                    return credential;
            }
            return undefined;
        },
    };
};

// EXTERNAL MODULE: ./src/image/reference.ts
var image_reference = __webpack_require__(23564);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./src/content/wrong-content.ts
var wrong_content = __webpack_require__(91968);
// EXTERNAL MODULE: ./src/image/descriptor.ts
var image_descriptor = __webpack_require__(65328);
// EXTERNAL MODULE: ./src/image/digest.ts
var image_digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/registry/client/request-error.ts
var request_error = __webpack_require__(9513);
;// CONCATENATED MODULE: ./src/registry/client/network-error.ts



/** The first code among an error, the errors it sums up, and its causes. */
const codeOf = (error) => {
    if (!(error instanceof Error))
        return undefined;
    if ('code' in error && typeof error.code === 'string')
        return error.code;
    return (error instanceof AggregateError ? codeOf(error.errors[0]) : undefined) ?? codeOf(error.cause);
};
const passing = {
    EAI_AGAIN: (host) => `the name ${host} could not be resolved`,
    ECONNREFUSED: (host) => `${host} refused the connection`,
    ECONNRESET: (host) => `the connection to ${host} was reset`,
    ECONNABORTED: (host) => `the connection to ${host} was reset`,
    EPIPE: (host) => `the connection to ${host} was reset`,
    UND_ERR_SOCKET: (host) => `the connection to ${host} broke off`,
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: (host) => `the connection to ${host} broke off`,
    ETIMEDOUT: (host) => `${host} could not be reached in time`,
    UND_ERR_CONNECT_TIMEOUT: (host) => `${host} could not be reached in time`,
    UND_ERR_HEADERS_TIMEOUT: (host) => `${host} did not answer in time`,
    UND_ERR_BODY_TIMEOUT: (host) => `the transfer from ${host} came to a halt`,
    EHOSTUNREACH: (host) => `there is no route to ${host}`,
    ENETUNREACH: (host) => `there is no route to ${host}`,
};
/** The codes of a connection that was not made; one that merely took too long may be made by the next try. */
const unconnected = ['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'];
/** Whether an error is that of a connection which cannot be made: who it was to be made to may be a wrong name, or be down. */
const isUnconnected = (error) => {
    const code = codeOf(error);
    return code !== undefined && [...unconnected, 'ENOTFOUND'].includes(code);
};
const tlsCode = /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;
/**
 * What an error of the network means for a request; an error of another origin is given back as it is. `answered` says
 * whether the host has ever answered: one that did will be back, one that never did may not be there.
 */
const networkError = (host, error, answered = true) => {
    // A Failure, whatever its cause, comes from where a body was read, and says what failed there.
    if (error instanceof request_error/* RequestError */.G || error instanceof message_failure/* Failure */.HR)
        return error;
    if (error instanceof Error && error.name === 'TimeoutError') {
        return new request_error/* RequestError */.G(`${host} did not complete its answer in time`, {
            advice: 'Try again later.',
            transient: true,
            cause: error,
        });
    }
    const code = codeOf(error);
    if (code === undefined)
        return error;
    const reason = passing[code];
    if (reason !== undefined) {
        return new request_error/* RequestError */.G(`${reason(host)} (${code})`, {
            advice: `Check that ${host} can be reached from this machine, and its proxy settings; or try again later.`,
            transient: true,
            unreachable: !answered && unconnected.includes(code),
            cause: error,
        });
    }
    if (code === 'ENOTFOUND') {
        return new request_error/* RequestError */.G(`the name ${host} does not resolve (${code})`, {
            advice: "Check the registry's name, and this machine's network and proxy settings.",
            cause: error,
        });
    }
    if (/^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/.test(code)) {
        return new request_error/* RequestError */.G(`${host} does not speak TLS (${code})`, {
            advice: 'Serve it over HTTPS, or name it in the input insecure-registries: then plain HTTP will do.',
            cause: error,
        });
    }
    if (tlsCode.test(code)) {
        return new request_error/* RequestError */.G(`the certificate of ${host} is not accepted: ${(0,printable/* printable */.g$)((0,message_failure/* messageOf */.bD)(error))} (${code})`, {
            advice: 'If an authority of your own issued it, name its file in NODE_EXTRA_CA_CERTS.',
            cause: error,
        });
    }
    if (/^HPE_|^UND_ERR_/.test(code)) {
        return new request_error/* RequestError */.G(`${host} sent what is not HTTP (${code})`, {
            advice: 'Check that this is the address of a registry, and that no proxy answers in its place.',
            cause: error,
        });
    }
    return error;
};

;// CONCATENATED MODULE: ./src/registry/blob-transfer.ts






/** So many bytes more, and the failures before them count no longer. */
const worthwhile = 1024 * 1024;
const rangePattern = /^bytes (\d+)-\d+\/(\d+|\*)$/;
/** How many bytes at the start of a response's body are known already; throws where it does not fit to what is. */
const overlap = (response, received, size) => {
    if (response.status === 200)
        return received;
    const [, start, total = '*'] = rangePattern.exec(response.header('content-range')[0] ?? '') ?? [];
    if (start !== `${received}` || (total !== '*' && total !== `${size}`)) {
        throw (0,request_error/* malformed */.Q)(response.host, `bytes from ${received} of ${size} on were asked for, others came`);
    }
    return 0;
};
/**
 * The bytes of a blob, through as many responses as it takes: after a broken transfer the rest is asked for. `open`
 * asks for the bytes from an offset on and resolves with status 200 (whole), 206 (the rest) or 416.
 * Throws a Failure if the blob is not what its descriptor says (the end is not signalled then), or where `retries`
 * gives up.
 */
async function* transferBlob({ digest, size }, open, retries) {
    const wrong = (host, how) => new wrong_content/* WrongContent */.l(`The blob ${digest} that ${host} sent is not what its name says: ${how}. ` +
        'Try again; if it stays so, push the image again.');
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let received = 0;
    let milestone = worthwhile;
    let host = 'the registry';
    while (received < size) {
        try {
            const response = await open(received);
            host = response.host;
            if (response.status === 416)
                throw wrong(host, `expected ${size} bytes, found no more than ${received}`);
            let skip = overlap(response, received, size);
            for await (const chunk of bodyOf(response)) {
                const rest = chunk.subarray(Math.min(skip, chunk.length));
                skip -= chunk.length - rest.length;
                if (rest.length === 0)
                    continue;
                if (received + rest.length > size)
                    throw wrong(host, `expected ${size} bytes, found more`);
                hash.update(rest);
                received += rest.length;
                if (received >= milestone) {
                    milestone = received + worthwhile;
                    retries.progress();
                }
                yield rest;
            }
            if (received < size) {
                throw new request_error/* RequestError */.G(`${host} ended the transfer after ${received} of ${size} bytes`, {
                    advice: 'Try again later; if it stays so, push the image again.',
                    transient: true,
                });
            }
        }
        catch (error) {
            // All that counts has come: what follows is of no interest.
            if (received < size || !(error instanceof request_error/* RequestError */.G))
                await retries.next(error);
        }
    }
    const how = (0,image_descriptor/* mismatch */.J)({ digest, size }, { digest: (0,image_digest/* digestOfHex */.z9)(hash.digest('hex')), size: received });
    if (how !== undefined)
        throw wrong(host, how);
}
async function* bodyOf({ body, host }) {
    try {
        for await (const chunk of body)
            yield chunk;
    }
    catch (error) {
        throw networkError(host, error);
    }
}

// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./src/registry/client/retry.ts



const usualRetries = {
    attempts: 6,
    firstDelay: 1000,
    longestDelay: 20_000,
    total: 180_000,
};
// A name or a port that is wrong does not come right, and a registry that is down is not back in seconds.
const unreachableRetries = { attempts: 3, total: 5_000 };
/** `45 s`, `2 min`, `3 h`: rounded up. */
const formatDuration = (milliseconds) => {
    const seconds = Math.ceil(milliseconds / 1000);
    if (seconds < 120)
        return `${seconds} s`;
    return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
};
/**
 * The pause after so many failures in a row, in milliseconds: twice as long each time, shortened to no less than half
 * by chance (0 to 1), so that clients that failed together do not come back together.
 */
const backoff = (failures, { firstDelay, longestDelay }, chance) => (Math.min(longestDelay, firstDelay * 2 ** (failures - 1)) * (1 + chance)) / 2;
/** Tries again with exponentially growing, randomly shortened pauses, or after the one that was asked for. */
const createRetries = (options) => {
    const { action, warn, signal } = options;
    let failures = 0;
    let started = Date.now();
    const failure = (error, circumstance = '') => new message_failure/* Failure */.HR(`Could not ${action}: ${error.message}${circumstance}. ${error.advice}`, {
        cause: error,
    });
    const limitsFor = ({ unreachable }) => unreachable
        ? {
            attempts: Math.min(options.attempts, unreachableRetries.attempts),
            total: Math.min(options.total, unreachableRetries.total),
        }
        : options;
    return {
        next: async (error) => {
            signal.throwIfAborted();
            if (!(error instanceof request_error/* RequestError */.G))
                throw error;
            if (!error.transient)
                throw failure(error);
            failures += 1;
            const { attempts, total } = limitsFor(error);
            const asked = error.retryAfter ?? 0;
            const left = started + total - Date.now();
            if (asked > Math.max(0, left)) {
                throw failure(error, `, and asks to wait for ${formatDuration(asked)}, longer than is waited here`);
            }
            if (failures >= attempts)
                throw failure(error, `, at the last of ${attempts} tries`);
            const delay = Math.max(asked, backoff(failures, options, Math.random()));
            if (delay > left)
                throw failure(error, `, after ${formatDuration(total - left)} of trying`);
            warn(`Could not ${action} yet: ${error.message}. Trying again in ${formatDuration(delay)} ` +
                `(try ${failures + 1} of ${attempts}).`);
            await (0,external_node_timers_promises_.setTimeout)(delay, undefined, { signal }).catch((reason) => {
                signal.throwIfAborted();
                throw reason;
            });
        },
        progress: () => {
            failures = 0;
            started = Date.now();
        },
        underway: () => {
            started = Date.now();
        },
    };
};
/** Does something until it succeeds, within the limits; throws as `Retries.next` does. */
const retried = async (options, attempt) => {
    const retries = createRetries(options);
    for (;;) {
        try {
            return await attempt();
        }
        catch (error) {
            await retries.next(error);
        }
    }
};
/**
 * Reads a `Retry-After` header, seconds or a date, as milliseconds from now; undefined if there is none to read.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
const parseRetryAfter = (value, now) => {
    if (value === undefined)
        return undefined;
    if (/^\s*\d+\s*$/.test(value))
        return Number(value) * 1000;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(46752);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
;// CONCATENATED MODULE: ./src/registry/client/request-body.ts


const isStreamed = (body) => typeof body === 'object' && 'open' in body;
// So far a body is read ahead, in bytes: it is read and hashed while what came before goes out.
const readAhead = 1024 * 1024;
async function* pieces(bytes) {
    yield* bytes;
}
/** Opens a body for a host that may let the transfer rest for so many milliseconds. */
const openBody = ({ open }, host, stall) => {
    const controller = new AbortController();
    let failure;
    const halt = () => controller.abort(new request_error/* RequestError */.G(`the transfer to ${host} came to a halt`, {
        advice: 'Try again later.',
        transient: true,
    }));
    async function* watched() {
        const source = pieces(open());
        try {
            for (;;) {
                const { value, done } = await source.next().catch((error) => {
                    failure = { error };
                    throw error;
                });
                if (done)
                    return;
                // The next piece is asked for as soon as there is room for it, since some of what came before is out.
                const timer = setTimeout(halt, stall);
                try {
                    yield value;
                }
                finally {
                    clearTimeout(timer);
                }
            }
        }
        finally {
            await source.return();
        }
    }
    return {
        stream: external_node_stream_.Readable.from(watched(), { objectMode: false, highWaterMark: readAhead }),
        stalled: controller.signal,
        failure: () => failure,
    };
};

;// CONCATENATED MODULE: ./src/registry/client/transport.ts






const redirects = [301, 302, 303, 307, 308];
const redirectLimit = 5;
/** Ends the use of a response's body: a small one is read, so that the connection can serve again. */
const discard = async ({ body }) => {
    let left = 64 * 1024;
    try {
        for await (const chunk of body) {
            left -= chunk.length;
            if (left < 0)
                break;
        }
    }
    catch {
        // What is thrown away may break off.
    }
};
/** Reads a body of at most `limit` bytes into memory; throws a RequestError where it is larger or breaks off. */
const readBody = async (response, limit) => {
    const chunks = [];
    let size = 0;
    try {
        for await (const chunk of response.body) {
            size += chunk.length;
            if (size > limit)
                throw (0,request_error/* malformed */.Q)(response.host, `it has more than ${limit} bytes`);
            chunks.push(chunk);
        }
    }
    catch (error) {
        throw networkError(response.host, error);
    }
    return Buffer.concat(chunks);
};
/** Sends one request; rejects with what undici says, or with what was thrown while the body was read. */
const call = async ({ request, dispatcher, signal, timeouts }) => {
    const { url, method, headers, body } = request;
    // undici closes the connection after each HEAD request unless it is asked not to.
    const common = { dispatcher, method, reset: false };
    if (!isStreamed(body))
        return (0,undici.request)(url, { ...common, headers, signal, ...(body && { body }) });
    const { stream, stalled, failure } = openBody(body, url.host, timeouts.stall);
    try {
        return await (0,undici.request)(url, {
            ...common,
            headers: { ...headers, 'content-length': `${body.size}` },
            body: stream,
            headersTimeout: timeouts.commit,
            signal: AbortSignal.any([signal, stalled]),
        });
    }
    catch (error) {
        throw failure()?.error ?? error;
    }
};
/** Ends when the connection can serve again: anyone who asks earlier makes undici open another one. */
async function* untilFree(body) {
    yield* body;
    await (0,external_node_timers_promises_.setImmediate)();
}
const attempt = (made, answered) => new Promise((resolve, reject) => {
    const { request, signal } = made;
    const { host } = request.url;
    // undici heeds the signal only once it is connected.
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    call(made)
        .then((response) => {
        answered.add(host);
        // The reader of the body gets its errors. An error before that must not end the process.
        response.body.on('error', () => undefined);
        resolve({
            status: response.statusCode,
            host,
            body: untilFree(response.body),
            header: (name) => [response.headers[name] ?? []].flat(),
        });
    }, (error) => reject(networkError(host, error, answered.has(host))))
        .finally(() => signal.removeEventListener('abort', abort));
});
/** Where a redirect leads, or a RequestError where it must not be followed. */
const redirectTarget = (response, from, first, mayCall) => {
    const [location] = response.header('location');
    if (location === undefined || !URL.canParse(location, from.href)) {
        throw (0,request_error/* malformed */.Q)(response.host, 'it redirects to what is no address');
    }
    const target = new URL(location, from);
    target.username = '';
    target.password = '';
    if (!mayCall(target, first)) {
        throw new request_error/* RequestError */.G(`${response.host} redirects to ${target.protocol}//${target.host}, which is not HTTPS`, {
            advice: isLoopback(target.hostname)
                ? 'Only a registry on this machine may send its clients there.'
                : 'Plain HTTP is for registries on loopback, and for those that the input insecure-registries names.',
        });
    }
    return target;
};
/** Makes requests over the given connections; an `authorization` header is sent to the first server only. */
const createTransport = (dispatcherOf, timeouts, mayCall) => {
    const answered = new Set();
    return async (request, signal) => {
        let current = request;
        for (let hops = 0; hops <= redirectLimit; hops += 1) {
            signal.throwIfAborted();
            const dispatcher = dispatcherOf(current.url);
            const response = await attempt({ request: current, dispatcher, signal, timeouts }, answered);
            const follows = current.method === 'GET' || current.method === 'HEAD';
            if (!redirects.includes(response.status) || !follows)
                return response;
            await discard(response);
            const url = redirectTarget(response, current.url, request.url, mayCall);
            const { authorization, ...others } = current.headers;
            current = { ...current, url, headers: url.origin === current.url.origin ? current.headers : others };
        }
        throw new request_error/* RequestError */.G(`${request.url.host} redirects more than ${redirectLimit} times`, {
            advice: 'Its administrator can tell why; try again later.',
        });
    };
};

;// CONCATENATED MODULE: ./src/registry/blob.ts




/**
 * The bytes of a blob. Size and digest are checked on the way, and the transfer is resumed where it broke off;
 * a WrongContent failure comes instead of the end where other bytes came.
 */
const fetchBlob = (client, blob) => {
    const retries = createRetries(client.retryOptions(`fetch the blob ${blob.digest} of ${client.name}`));
    return transferBlob(blob, (offset) => client.ask(`blobs/${blob.digest}`, {
        method: 'GET',
        headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
        wanted: offset === 0 ? [200] : [200, 206, 416],
        stream: true,
    }), retries);
};
/** Whether there is a blob of that digest. Stores to which a registry sends its clients may refuse the question. */
const blobExists = (client, digest) => retried(client.retryOptions(`look for the blob ${digest} in ${client.name}`), async () => {
    const response = await client.ask(`blobs/${digest}`, {
        method: 'HEAD',
        wanted: [200, 400, 403, 404, 405, 501],
    });
    await discard(response);
    return response.status === 200;
});
// It is worth little patience: the blob can be pushed instead.
const mountAttempts = 3;
/**
 * Makes a registry take a blob from another of its repositories; false if it does not, for whatever reason: not every
 * registry can, and some answer with an error.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository
 */
const mountBlob = async (client, digest, from) => {
    const options = client.retryOptions(`mount the blob ${digest} from ${from} in ${client.name}`);
    const query = new URLSearchParams({ mount: digest, from });
    try {
        return await retried({ ...options, attempts: Math.min(options.attempts, mountAttempts) }, async () => {
            // 202 begins an upload, which is left to end by itself: anyone who pushes begins one of their own.
            const response = await client.ask(`blobs/uploads/?${query}`, { method: 'POST', wanted: [201, 202] });
            await discard(response);
            return response.status === 201;
        });
    }
    catch (error) {
        if (error instanceof message_failure/* Failure */.HR)
            return false;
        throw error;
    }
};

;// CONCATENATED MODULE: ./src/registry/auth/authorization.ts
const anonymous = { credential: false, secrets: [] };
/** Sends name and password with each request: https://www.rfc-editor.org/rfc/rfc7617 */
const basicAuthorization = (login) => {
    const encoded = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
    return {
        header: `Basic ${encoded}`,
        expires: Number.POSITIVE_INFINITY,
        credential: true,
        secrets: [login.password, encoded],
    };
};

;// CONCATENATED MODULE: ./src/registry/auth/challenge.ts
const token = String.raw `[!#$%&'*+.^_\`|~\w-]+`;
const piece = new RegExp(String.raw `[\s,]*(${token})(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(${token}))|=*(?=[\s,]|$))`, 'y');
/**
 * Reads a `WWW-Authenticate` header, which can contain several challenges. Stops at the first malformed part.
 * https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
const parseChallenges = (header) => {
    const challenges = [];
    piece.lastIndex = 0;
    for (let match = piece.exec(header); match !== null; match = piece.exec(header)) {
        const [, name = '', quoted, bare] = match;
        const value = quoted?.replace(/\\(.)/g, '$1') ?? bare;
        if (value === undefined)
            challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
        else
            challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
    }
    return challenges;
};

;// CONCATENATED MODULE: ./src/registry/auth/scope.ts
/** `repository:team/app:pull,push` */
const formatScope = ({ repository, actions }) => `repository:${repository}:${actions}`;

;// CONCATENATED MODULE: ./src/registry/client/refusal.ts






const refusal_Text = dist/* optional */.lqM(dist/* string */.YjP());
// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
const RegistryErrors = dist/* object */.Ikc({ errors: dist/* array */.YOg(dist/* object */.Ikc({ code: refusal_Text, message: refusal_Text })) });
// What token servers say: OAuth's form, and Docker Hub's.
const TokenError = dist/* object */.Ikc({ error: refusal_Text, error_description: refusal_Text, details: refusal_Text, message: refusal_Text });
const bodyLimit = 64 * 1024;
/** The error message in a response's body, printable and without secrets. Empty if there is none. */
const wordsOf = async (response, secrets) => {
    let value;
    try {
        value = JSON.parse((await readBody(response, bodyLimit)).toString('utf8'));
    }
    catch {
        // Not JSON, for example an HTML page. The status is enough.
        return '';
    }
    const registry = dist/* safeParse */.xLC(RegistryErrors, value);
    const token = dist/* safeParse */.xLC(TokenError, value);
    const words = registry.success
        ? [registry.output.errors[0]?.code, registry.output.errors[0]?.message]
        : token.success
            ? [token.output.error, token.output.error_description ?? token.output.details ?? token.output.message]
            : [];
    const text = words.filter((word) => word !== undefined && word !== '').join(': ');
    return (0,printable/* printable */.g$)(secrets
        .filter((secret) => secret !== '')
        .reduce((shown, secret) => shown.replaceAll(secret, '***'), text));
};
const loginOf = (registry) => isDockerHub(registry) ? 'docker login' : `docker login ${registry}`;
/** Converts a response other than success into an error. Reads the response's body. */
const refusal = async (response, { registry, scopes, sent }) => {
    const { status, host } = response;
    const words = await wordsOf(response, sent.secrets);
    const said = words === '' ? `${status}` : `${status}, ${words}`;
    const retryAfter = parseRetryAfter(response.header('retry-after')[0], Date.now());
    const refused = (reason, options) => new request_error/* RequestError */.G(reason, { ...options, status, identified: sent.credential });
    const pushing = scopes.some(({ actions }) => actions === 'pull,push');
    if (status === 401 || status === 403) {
        if (sent.credential) {
            const check = pushing
                ? 'that it may push to this repository (GITHUB_TOKEN takes "packages: write"), and that the repository exists'
                : 'that it may pull this image, and that the image exists';
            return refused(`${host} denied access (${said}) to the account that Docker's configuration names`, {
                advice: `Check ${check}; or log in again: ${loginOf(registry)}`,
            });
        }
        return refused(`${host} denied access (${said}); no credentials were sent, for there are none`, {
            advice: pushing
                ? `Pushing takes a login, by "docker/login-action" in a step before, or: ${loginOf(registry)}`
                : `Check the image's name; if it is private, log in first: ${loginOf(registry)}`,
        });
    }
    if (status === 404) {
        const unknown = words.startsWith('NAME_UNKNOWN')
            ? 'knows no such repository'
            : words.startsWith('BLOB_UNKNOWN')
                ? 'does not have this part of the image'
                : pushing
                    ? 'takes nothing there'
                    : 'knows no such image';
        return refused(`${host} ${unknown} (${said})`, {
            advice: pushing
                ? "Check the registry and the repository in the image's name; some registries want it to be created first."
                : "Check the registry, the repository and the tag or digest in the image's name.",
        });
    }
    if (status === 429) {
        return refused(`${host} allows no more requests for now (${said})`, {
            advice: sent.credential
                ? 'Run this again later.'
                : `Run this again later, or log in for a higher limit: ${loginOf(registry)}`,
            transient: true,
            retryAfter,
        });
    }
    if (status === 408 || status >= 500) {
        return refused(`${host} answered with an error of its own (${said})`, {
            advice: pushing
                ? 'Try again later; if it stays so, its log says why: its disk may be full.'
                : 'Try again later.',
            transient: true,
            retryAfter,
        });
    }
    if (pushing && status === 413) {
        return refused(`${host} takes no request of this size (${said})`, {
            advice: 'Its administrator can raise the limit, or that of the proxy before it.',
        });
    }
    if (pushing && status >= 400) {
        return refused(`${host} does not take it (${said})`, {
            advice: 'Its administrator can tell why.',
        });
    }
    return (0,request_error/* malformed */.Q)(host, `the status ${said} was not expected`);
};

;// CONCATENATED MODULE: ./src/registry/auth/token.ts






const tokenLimit = 1024 * 1024;
const clientName = 'buildpacks-oci-layout';
// A token becomes a header, so it can be of visible ASCII only. Harbor sends an empty one beside the one that counts.
const Token = dist/* nullish */.cl6(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\x21-\x7e]*$/)));
// https://distribution.github.io/distribution/spec/auth/token/#token-response-fields
const TokenResponse = dist/* object */.Ikc({
    token: Token,
    access_token: Token,
    expires_in: dist/* optional */.lqM(dist/* unknown */.L5J()),
});
const leastLifetime = 60;
/** So many seconds before its end a token is not used any more. */
const margin = 10;
/** Where tokens are to be had, if the credential may go there: the registry names the place, and may be hostile. */
const realmOf = async (challenge, registry, host, addresses) => {
    const realm = challenge.parameters.get('realm') ?? '';
    if (!URL.canParse(realm))
        throw (0,request_error/* malformed */.Q)(host, 'it names no token server');
    const url = new URL(realm);
    if (!addresses.mayCall(url, await addresses.of(registry)) || url.username !== '' || url.password !== '') {
        throw new request_error/* RequestError */.G(`${host} names a token server that is not called, ${url.protocol}//${url.host}`, {
            advice: 'It must be an https address without a user name; plain HTTP is for registries on loopback, and for those that ' +
                'the input insecure-registries names.',
        });
    }
    return url;
};
/** The request for a token, and what it is sent with: https://distribution.github.io/distribution/spec/auth/oauth/ */
const tokenRequest = (realm, service, scopes, credential) => {
    if (credential !== undefined && 'identityToken' in credential) {
        const form = new URLSearchParams({
            grant_type: 'refresh_token',
            service: service ?? '',
            client_id: clientName,
            scope: scopes.join(' '),
            refresh_token: credential.identityToken,
        });
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        return {
            request: { method: 'POST', url: realm, headers, body: form.toString() },
            sent: { credential: true, secrets: [credential.identityToken] },
        };
    }
    const url = new URL(realm);
    if (service !== undefined)
        url.searchParams.set('service', service);
    // What the realm itself asks for is not what is wanted here.
    url.searchParams.delete('scope');
    for (const scope of scopes)
        url.searchParams.append('scope', scope);
    const basic = credential && basicAuthorization(credential);
    const headers = basic ? { authorization: basic.header } : {};
    return { request: { method: 'GET', url, headers }, sent: basic ?? anonymous };
};
/**
 * Fetches a token for scopes at a registry whose server at `host` sent a Bearer challenge. What is asked for is the
 * caller's to choose, and never the challenge's.
 */
const fetchToken = async (options) => {
    const { registry, scopes, challenge, host, credential, transport, addresses, signal } = options;
    const realm = await realmOf(challenge, registry, host, addresses);
    const service = challenge.parameters.get('service');
    const { request, sent } = tokenRequest(realm, service, scopes.map(formatScope), credential);
    const response = await transport(request, signal);
    if (response.status !== 200)
        throw await refusal(response, { registry, scopes, sent });
    const body = await readBody(response, tokenLimit);
    let parsed;
    try {
        parsed = dist/* parse */.qgA(TokenResponse, JSON.parse(body.toString('utf8')));
    }
    catch {
        // The cause is left out: it may quote the token.
        throw (0,request_error/* malformed */.Q)(response.host, 'it is not a token');
    }
    const token = parsed.token || parsed.access_token;
    if (!token)
        throw (0,request_error/* malformed */.Q)(response.host, 'it has no token');
    // A number of seconds; as a text, or not at all, from some.
    const lifetime = Math.max(leastLifetime, Number(parsed.expires_in) || 0) - margin;
    return {
        header: `Bearer ${token}`,
        expires: Date.now() + lifetime * 1000,
        credential: sent.credential,
        secrets: [token, ...sent.secrets],
    };
};

;// CONCATENATED MODULE: ./src/registry/auth/authorizer.ts





/** An Authorizer that speaks over the given transport; `deadline` gives a signal that ends one request for a token. */
const createAuthorizer = (options) => {
    const { credentials, transport, addresses, deadline } = options;
    const granted = new Map();
    const requests = new Map();
    const keyOf = (registry, scopes) => [registry, ...scopes.map(formatScope)].join(' ');
    const authorize = async (registry, scopes, { challenges, host }) => {
        const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
        if (bearer !== undefined) {
            const credential = await credentials.of(registry, scopes[0]?.repository);
            const signal = deadline();
            return fetchToken({
                ...{ registry, scopes, challenge: bearer, host, credential },
                ...{ transport, addresses, signal },
            });
        }
        if (challenges.length === 0)
            return undefined;
        if (!challenges.some(({ scheme }) => scheme === 'basic')) {
            throw (0,request_error/* malformed */.Q)(host, 'it demands an identification of no known kind (Bearer, Basic)');
        }
        const credential = await credentials.of(registry, scopes[0]?.repository);
        if (credential === undefined)
            return undefined;
        if ('identityToken' in credential) {
            throw new request_error/* RequestError */.G(`${host} wants a name and a password, but the login there is a token`, {
                advice: `Log in again: docker login ${registry}`,
            });
        }
        return basicAuthorization(credential);
    };
    /** Requests that want the same at the same time share one. */
    const request = async (registry, scopes, demand) => {
        const key = keyOf(registry, scopes);
        const pending = requests.get(key) ?? authorize(registry, scopes, demand).finally(() => requests.delete(key));
        requests.set(key, pending);
        const authorization = await pending;
        if (authorization === undefined)
            granted.delete(key);
        else
            granted.set(key, { demand, authorization });
        return authorization;
    };
    const firsts = new Map();
    return {
        enter: async (registry, scopes) => {
            const key = keyOf(registry, scopes);
            const first = firsts.get(key);
            if (first !== undefined) {
                await first;
                return undefined;
            }
            const { promise, resolve } = Promise.withResolvers();
            firsts.set(key, promise);
            return resolve;
        },
        current: async (registry, scopes) => {
            const known = granted.get(keyOf(registry, scopes));
            if (known === undefined || known.authorization.expires > Date.now())
                return known?.authorization;
            return request(registry, scopes, known.demand);
        },
        renew: async (registry, scopes, response, refused) => {
            // Another request may have renewed it while this one was under way.
            const known = granted.get(keyOf(registry, scopes))?.authorization;
            if (known !== undefined && known.header !== refused?.header)
                return known;
            const challenges = response.header('www-authenticate').flatMap(parseChallenges);
            const authorization = await request(registry, scopes, { challenges, host: response.host });
            return authorization?.header === refused?.header ? undefined : authorization;
        },
    };
};

;// CONCATENATED MODULE: ./src/registry/client/addresses.ts


/** Returns a check whether plain HTTP and untrusted certificates are allowed for a server. */
const insecureHosts = (insecure) => ({ hostname, port, protocol }) => insecure.has(port === '' ? hostname : `${hostname}:${port}`) ||
    (port === '' && insecure.has(`${hostname}:${protocol === 'https:' ? 443 : 80}`));
/**
 * Finds the addresses of registries. For `insecure` registries, the first call tries HTTPS and then, if that fails, plain
 * HTTP, like Docker. `call` sends any request.
 */
const createAddresses = (insecure, call) => {
    const isInsecure = insecureHosts(insecure);
    const found = new Map();
    const find = async (registry) => {
        const secure = new URL(`https://${registry}`);
        try {
            await call(new URL('v2/', secure));
            return secure;
        }
        catch (error) {
            if (!(error instanceof request_error/* RequestError */.G))
                throw error;
            const plain = new URL(`http://${registry}`);
            await call(new URL('v2/', plain)).catch((other) => {
                throw other instanceof request_error/* RequestError */.G ? error : other;
            });
            return plain;
        }
    };
    return {
        of: async (registry) => {
            if (!insecure.has(registry))
                return registryAddress(registry);
            const address = found.get(registry) ?? find(registry);
            found.set(registry, address);
            try {
                return await address;
            }
            catch (error) {
                // The next try may succeed.
                found.delete(registry);
                throw error;
            }
        },
        mayCall: (target, namedBy) => mayCall(target, namedBy) ||
            (target.protocol === 'http:' &&
                isInsecure(target) &&
                (isLoopback(namedBy.hostname) || isInsecure(namedBy))),
    };
};

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(37067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(44708);
;// CONCATENATED MODULE: ./src/registry/client/connection.ts





const usualTimeouts = {
    connect: 15_000,
    response: 30_000,
    stall: 30_000,
    commit: 300_000,
    document: 60_000,
};
const authorizationOf = ({ username, password }) => username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
    };
/** The error of a proxy that does not open a tunnel. */
const refusedTunnel = (proxy, target, status) => new request_error/* RequestError */.G(`the proxy ${proxy.host} answered ${status} when asked for ${target}`, {
    advice: status === 407
        ? 'Give HTTPS_PROXY the name and password that the proxy wants: http://name:password@host:port'
        : 'Check HTTPS_PROXY and what the proxy allows, or except the host by NO_PROXY.',
    transient: status === 429 || status >= 500,
});
/**
 * Connects through a proxy's tunnel. undici's own ProxyAgent is not used since it calls a proxy that hangs up on it
 * again and again without end, and waits forever for one that does not answer.
 */
const tunnel = (proxy, connect, { timeout, ca }) => {
    let reached = false;
    return (options, callback) => {
        const host = options.host ?? options.hostname;
        const target = options.port === '' ? `${host}:443` : host;
        const settings = {
            method: 'CONNECT',
            host: proxy.hostname.replace(/^\[|\]$/g, ''),
            port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
            path: target,
            headers: { host: target, ...authorizationOf(proxy) },
            agent: false,
            ...(ca !== undefined && { ca }),
        };
        const request = (proxy.protocol === 'https:' ? external_node_https_ : external_node_http_).request(settings);
        const timer = setTimeout(() => request.destroy(new Error('it did not answer in time')), timeout);
        request.once('connect', (response, socket) => {
            reached = true;
            clearTimeout(timer);
            if (response.statusCode === 200)
                return connect({ ...options, httpSocket: socket }, callback);
            socket.destroy();
            callback(refusedTunnel(proxy, target, response.statusCode ?? 0), null);
        });
        // A proxy that does not know CONNECT may answer as it would any other request.
        request.once('response', (response) => {
            clearTimeout(timer);
            response.destroy();
            callback(refusedTunnel(proxy, target, response.statusCode ?? 0), null);
        });
        request.on('error', (cause) => {
            clearTimeout(timer);
            callback(new request_error/* RequestError */.G(`the proxy ${proxy.host} could not be used: ${cause.message}`, {
                advice: 'Check HTTPS_PROXY and the proxy, or except the host by NO_PROXY.',
                transient: true,
                unreachable: !reached && isUnconnected(cause),
                cause,
            }), null);
        });
        request.end();
    };
};
/** Wraps errors whose code makes undici try to connect again by itself. */
const plain = (connect) => (options, callback) => connect(options, (...[error, socket]) => {
    if (error === null)
        callback(null, socket);
    else if (error instanceof request_error/* RequestError */.G)
        callback(error, null);
    else
        callback(new Error(error.message, { cause: error }), null);
});
/** Asks a proxy for a plain HTTP address: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
const forwarding = (proxy, agent) => agent.compose((dispatch) => (options, handler) => {
    const target = new URL(String(options.origin));
    const headers = { ...options.headers, host: target.host, ...authorizationOf(proxy) };
    return dispatch({ ...options, origin: proxy.origin, path: `${target.origin}${options.path}`, headers }, handler);
});
/**
 * Says over which connections a URL is called; `ca` are certificates (PEM) to trust instead of the usual ones, and those
 * of insecure servers need not be trusted.
 */
const createConnections = (options) => {
    const { proxyOf, timeouts, ca, isInsecure } = options;
    const connector = (insecure) => (0,undici.buildConnector)({
        timeout: timeouts.connect,
        ...(ca !== undefined && { ca }),
        ...(insecure && { rejectUnauthorized: false }),
    });
    const agent = (connector) => new undici.Agent({
        connect: plain(connector),
        headersTimeout: timeouts.response,
        bodyTimeout: timeouts.stall,
    });
    const made = new Map();
    return (url) => {
        const proxy = proxyOf(url);
        const insecure = isInsecure(url);
        const key = `${proxy?.href} ${url.protocol} ${insecure}`;
        const known = made.get(key);
        if (known !== undefined)
            return known;
        const connect = connector(insecure);
        const dispatcher = proxy === undefined
            ? agent(connect)
            : url.protocol === 'https:'
                ? agent(tunnel(proxy, connect, { timeout: timeouts.connect, ca }))
                : forwarding(proxy, agent(connector(false)));
        made.set(key, dispatcher);
        return dispatcher;
    };
};

// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(73136);
;// CONCATENATED MODULE: ./src/registry/client/proxy.ts




const setting = (environment, name) => environment[name.toLowerCase()] || environment[name] || undefined;
const parseProxy = (name, text) => {
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
    if (!URL.canParse(url))
        throw new message_failure/* Failure */.HR(`${name} is not a URL. An example: http://proxy.example:3128`);
    const proxy = new URL(url);
    try {
        decodeURIComponent(`${proxy.username}:${proxy.password}`);
    }
    catch {
        throw new message_failure/* Failure */.HR(`${name} has a name or a password with a "%" in it: write %25 for each.`);
    }
    if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
        throw new message_failure/* Failure */.HR(`${name} names a "${proxy.protocol}" proxy; only http: and https: ones are used.`);
    }
    return proxy;
};
const portOf = ({ port, protocol }) => port || (protocol === 'https:' ? '443' : '80');
const proxy_hostOf = (url) => url.hostname.replace(/^\[|\]$/g, '');
/** IP addresses in any spelling: those of a URL's host are compared, and names are not resolved. */
const addressesOf = (add) => {
    const list = new external_node_net_.BlockList();
    add(list);
    return (url) => {
        const host = proxy_hostOf(url);
        return (0,external_node_net_.isIP)(host) !== 0 && list.check(host, familyOf(host));
    };
};
const familyOf = (address) => ((0,external_node_net_.isIP)(address) === 6 ? 'ipv6' : 'ipv4');
/**
 * An entry of NO_PROXY as Go, and so Docker, reads it: `*`, a range of addresses, an address, a domain, or a domain with
 * a dot in front, which means its subdomains only; all but the first two with a `:port` or without. Undefined if it is
 * none of these.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
const parseException = (entry) => {
    if (entry === '*')
        return () => true;
    const [, network = '', prefix = ''] = /^([^/]*)\/(\d{1,3})$/.exec(entry) ?? [];
    if ((0,external_node_net_.isIP)(network) !== 0) {
        const family = familyOf(network);
        if (Number(prefix) > (family === 'ipv6' ? 128 : 32))
            return undefined;
        return addressesOf((list) => list.addSubnet(network, Number(prefix), family));
    }
    const [, inBrackets, plain = '', port] = (0,external_node_net_.isIP)(entry)
        ? [entry, entry]
        : (/^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? []);
    const host = inBrackets ?? plain;
    const matches = (0,external_node_net_.isIP)(host) === 0 ? domain(host) : addressesOf((list) => list.addAddress(host, familyOf(host)));
    return matches && ((url) => (port === undefined || port === portOf(url)) && matches(url));
};
const domain = (host) => {
    const [, dot, written = ''] = /^(\*?\.)?(.*)$/.exec(host.toLowerCase()) ?? [];
    if (written === '')
        return undefined;
    const name = (0,external_node_url_.domainToASCII)(written) || written;
    return (url) => (dot === undefined && proxy_hostOf(url) === name) || proxy_hostOf(url).endsWith(`.${name}`);
};
/**
 * Says which proxy leads to a URL, by `HTTPS_PROXY` (for plain HTTP `HTTP_PROXY`) and `NO_PROXY`; of both cases of a name
 * the lower one counts. No proxy leads to loopback.
 * Throws a Failure if the setting is no proxy's address; it does not repeat it, for it may hold a password.
 */
const createProxyChoice = (environment) => {
    const proxyNamed = (name) => {
        const text = setting(environment, name);
        return text === undefined ? undefined : parseProxy(name, text);
    };
    const secure = proxyNamed('HTTPS_PROXY');
    const exceptions = (setting(environment, 'NO_PROXY') ?? '')
        .split(/[\s,]+/)
        .flatMap((entry) => parseException(entry) ?? []);
    return (url) => {
        if (isLoopback(url.hostname) || exceptions.some((matches) => matches(url)))
            return undefined;
        return url.protocol === 'https:' ? secure : proxyNamed('HTTP_PROXY');
    };
};

;// CONCATENATED MODULE: ./src/registry/client/client.ts








const usualSizes = { wholeBlob: 64 * 1024 * 1024 };
const headers = { 'user-agent': 'buildpacks-oci-layout', 'accept-encoding': 'identity' };
const createClient = (options) => {
    const { credentials, warn, signal, ca, insecure = new Set() } = options;
    const limits = { ...usualRetries, ...usualTimeouts, ...usualSizes, ...options.limits };
    const connections = createConnections({
        proxyOf: createProxyChoice(options.proxy),
        timeouts: limits,
        ca,
        isInsecure: insecureHosts(insecure),
    });
    const either = (own) => own === undefined ? signal : AbortSignal.any([signal, own]);
    const deadline = (own) => AbortSignal.any([either(own), AbortSignal.timeout(limits.document)]);
    const addresses = createAddresses(insecure, async (url) => discard(await transport({ method: 'GET', url, headers }, deadline())));
    const transport = createTransport(connections, limits, addresses.mayCall);
    const authorizer = createAuthorizer({ credentials, transport, addresses, deadline: () => deadline() });
    return {
        addresses,
        wholeBlob: limits.wholeBlob,
        ask: async ({ registry, scopes, method, url, headers: own, body, wanted, stream = false, signal: ended, }) => {
            const send = (authorization) => {
                const all = {
                    ...headers,
                    ...own,
                    ...(authorization && { authorization: authorization.header }),
                };
                const request = { method, url, headers: all, ...(body !== undefined && { body }) };
                return transport(request, stream ? either(ended) : deadline(ended));
            };
            // Only the registry itself may learn, or ask, who we are: not whom it sends us to.
            const isOwn = url.origin === (await addresses.of(registry)).origin;
            const answered = isOwn ? await authorizer.enter(registry, scopes) : undefined;
            let authorization;
            let renewed;
            let response;
            try {
                authorization = isOwn ? await authorizer.current(registry, scopes) : undefined;
                response = await send(authorization);
                if (response.status === 401 && isOwn && response.host === url.host) {
                    const refused = response;
                    renewed = await authorizer
                        .renew(registry, scopes, refused, authorization)
                        .catch(async (error) => {
                        await discard(refused);
                        throw error;
                    });
                }
            }
            finally {
                answered?.();
            }
            if (renewed !== undefined) {
                await discard(response);
                authorization = renewed;
                response = await send(authorization);
            }
            if (wanted.includes(response.status))
                return response;
            throw await refusal(response, { registry, scopes, sent: authorization ?? anonymous });
        },
        retryOptions: (action, ended) => ({ ...limits, action, warn, signal: either(ended) }),
    };
};

// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
;// CONCATENATED MODULE: ./src/registry/manifest.ts








/** What to do where a registry gives other bytes than those that were asked for. */
const pushAnew = { advice: 'Try again later; if it stays so, push the image again.', transient: true };
/** What a HEAD request is answered with that a GET may be answered otherwise, and with the reason in its body. */
const unclear = [400, 403, 404, 405, 406, 501];
const accept = media_type/* acceptedManifests */.My.join(', ');
const askManifest = (client, method, name, wanted = method === 'HEAD' ? [200, ...unclear] : [200]) => client.ask(`manifests/${name}`, {
    method,
    headers: { accept },
    wanted,
});
/** The media type of a manifest or an index; throws where the response is neither. */
const mediaTypeOf = (response) => {
    const [mediaType = ''] = (response.header('content-type')[0] ?? '').split(';');
    const type = mediaType.trim();
    if (media_type/* acceptedManifests */.My.includes(type))
        return type;
    throw new request_error/* RequestError */.G(`${response.host} has a "${(0,printable/* printable */.g$)(type)}" there, not an image or an index of images`, {
        advice: 'Choose an image of the OCI format or of Docker’s schema 2.',
    });
};
const sizeOf = (response) => {
    const [length = ''] = response.header('content-length');
    return /^\d{1,15}$/.test(length) ? Number(length) : undefined;
};
/** The descriptor that the headers of a response give, or undefined if they do not give all of it. */
const describedBy = (response) => {
    const [digest] = response.header('docker-content-digest');
    const size = sizeOf(response);
    if (size === undefined || !dist.is(image_digest/* DigestSchema */.eH, digest))
        return undefined;
    if (size > json_document/* documentLimit */.NL)
        throw (0,request_error/* malformed */.Q)(response.host, `the manifest has ${size} bytes`);
    return { mediaType: mediaTypeOf(response), digest, size };
};
const resolveByGet = async (client, name) => readDescriptor(await askManifest(client, 'GET', name));
/** The descriptor of the manifest or index that a response brings. */
const readDescriptor = async (response) => {
    const bytes = await readBody(response, json_document/* documentLimit */.NL);
    const [announced] = response.header('docker-content-digest');
    const digest = (0,image_digest/* digestOf */.ol)(bytes);
    if (announced !== undefined && announced !== digest) {
        throw new request_error/* RequestError */.G(`${response.host} announced "${(0,printable/* printable */.g$)(announced)}" and sent ${digest}`, pushAnew);
    }
    return { mediaType: mediaTypeOf(response), digest, size: bytes.length };
};
/**
 * The descriptor of what a tag or a digest names: one HEAD request, which rate limits do not count; a GET where the
 * registry does not answer it in full. `image` is how a failure calls it.
 */
const resolveManifest = (client, name, image = `${client.name}:${name}`) => retried(client.retryOptions(`resolve ${image}`), async () => {
    const response = await askManifest(client, 'HEAD', name);
    await discard(response);
    const described = response.status === 200 ? describedBy(response) : undefined;
    const found = described ?? (await resolveByGet(client, name));
    if (!dist.is(image_digest/* DigestSchema */.eH, name) || name === found.digest)
        return found;
    throw new request_error/* RequestError */.G(`${response.host} has another one there, ${found.digest}`, pushAnew);
});
/** Whether there is a manifest of that digest. */
const manifestExists = (client, digest) => retried(client.retryOptions(`look for the manifest ${digest} in ${client.name}`), async () => {
    const response = await askManifest(client, 'HEAD', digest);
    await discard(response);
    return response.status === 200;
});
/** The bytes of a manifest or an index, of at most `documentLimit`, checked against the digest. */
const fetchManifest = (client, digest) => retried(client.retryOptions(`fetch the manifest ${digest} of ${client.name}`), async () => {
    const response = await askManifest(client, 'GET', digest);
    const bytes = await readBody(response, json_document/* documentLimit */.NL);
    const found = (0,image_digest/* digestOf */.ol)(bytes);
    if (found === digest)
        return bytes;
    throw new request_error/* RequestError */.G(`${response.host} sent another one, ${found}`, pushAnew);
});
/** Whether a repository gives a manifest or an index of that digest, byte for byte. */
const holdsManifest = (client, digest) => retried(client.retryOptions(`look for the manifest ${digest} in ${client.name}`), async () => {
    const response = await askManifest(client, 'GET', digest, [200, ...unclear]);
    if (response.status === 200)
        return (0,image_digest/* digestOf */.ol)(await readBody(response, json_document/* documentLimit */.NL)) === digest;
    await discard(response);
    return false;
});
/**
 * The digest of what a tag means at the moment, an image or anything else: by HEAD, or by GET if the registry does not name
 * the digest. Undefined if there is no such tag, or the registry does not say.
 */
const findManifest = (client, name) => retried(client.retryOptions(`look for ${client.name}:${name}`), async () => {
    const response = await askManifest(client, 'HEAD', name);
    await discard(response);
    if (response.status !== 200)
        return undefined;
    const [digest] = response.header('docker-content-digest');
    if (dist.is(image_digest/* DigestSchema */.eH, digest))
        return digest;
    return (0,image_digest/* digestOf */.ol)(await readBody(await askManifest(client, 'GET', name), json_document/* documentLimit */.NL));
});
/** The bytes of the manifest or the index that a tag means; undefined if there is none. */
const findManifestBytes = (client, tag) => retried(client.retryOptions(`read ${client.name}:${tag}`), async () => {
    const response = await askManifest(client, 'GET', tag, [200, 404]);
    if (response.status === 200)
        return readBody(response, json_document/* documentLimit */.NL);
    await discard(response);
    return undefined;
});
/** Reads what a name means, to its last byte; throws if that is not the manifest of a digest. */
const confirmManifest = (client, name, digest) => {
    const image = name === digest ? `${client.name}@${digest}` : `${client.name}:${name}`;
    return retried(client.retryOptions(`read ${image} back`), async () => {
        const response = await askManifest(client, 'GET', name, [200, 404]);
        if (response.status === 404) {
            await discard(response);
            // What has just been written may not have reached the one that answers.
            throw new request_error/* RequestError */.G(`${response.host} does not give it back (404)`, {
                advice: 'Push again later; if it stays so, ask the registry’s administrator.',
                transient: true,
            });
        }
        const found = await readDescriptor(response);
        if (found.digest === digest)
            return;
        throw new request_error/* RequestError */.G(`${found.digest} is there, not ${digest}`, {
            advice: 'Another push may have had the same name: let only one at a time have it, and push again.',
            transient: true,
        });
    });
};
/** Throws where a registry says that it took in something else than what was sent to it. */
const confirmDigest = (response, digest) => {
    const [found = digest] = response.header('docker-content-digest');
    if (found === digest)
        return;
    throw new request_error/* RequestError */.G(`${response.host} says that it took in "${(0,printable/* printable */.g$)(found)}" instead`, {
        advice: 'Check that this is the address of a registry, and that no proxy answers in its place.',
    });
};
/**
 * Puts a manifest or an index under a name, its digest or a tag; the registry has to have what it refers to. Resolves with
 * the digest of the subject that the registry has noted it for, if it did so.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 */
const pushManifest = (client, { digest, mediaType }, bytes, name) => {
    const action = name === digest
        ? `push the manifest ${digest} to ${client.name}`
        : `tag ${digest} as ${client.name}:${name}`;
    return retried(client.retryOptions(action), async () => {
        const response = await client.ask(`manifests/${name}`, {
            method: 'PUT',
            headers: { 'content-type': mediaType },
            body: bytes,
            // 201 by the specification; some answer with one of the others.
            wanted: [200, 201, 202],
        });
        await discard(response);
        confirmDigest(response, digest);
        return response.header('oci-subject')[0];
    });
};

;// CONCATENATED MODULE: ./src/registry/blob-reader.ts


/** A reader of what `open` gives from the beginning; `onRead` is called for each piece that was taken. */
const createBlobReader = (blob, open, onRead) => {
    let current;
    const close = async (reading = current) => {
        if (current === reading)
            current = undefined;
        await reading?.pieces.return();
    };
    const readingFrom = async (start) => {
        if (current?.position === start && !current.isBusy)
            return current;
        await close();
        const pieces = checkedPieces(open(), start, blob);
        current = { pieces, position: start, rest: undefined, isBusy: false };
        return current;
    };
    return {
        async *range(start, end) {
            const reading = await readingFrom(start);
            reading.isBusy = true;
            try {
                while (reading.position < end) {
                    const piece = reading.rest ?? (await reading.pieces.next()).value;
                    if (piece === undefined)
                        return;
                    const taken = piece.subarray(0, end - reading.position);
                    reading.rest = taken.length < piece.length ? piece.subarray(taken.length) : undefined;
                    reading.position += taken.length;
                    yield taken;
                    onRead();
                }
            }
            finally {
                reading.isBusy = false;
                if (reading.position < end)
                    await close(reading);
            }
        },
        [Symbol.asyncDispose]: () => close(),
    };
};
/**
 * The bytes of a blob from an offset on; throws a Failure if there are more or fewer than its descriptor says. The last
 * piece comes when it is known that all were right: a registry that has all bytes may make a blob of them at once.
 */
async function* checkedPieces(bytes, offset, { digest, size }) {
    let found = 0;
    let held;
    for await (const chunk of bytes) {
        const rest = chunk.subarray(Math.min(Math.max(offset - found, 0), chunk.length));
        found += chunk.length;
        if (found > size)
            break;
        if (rest.length === 0)
            continue;
        if (held !== undefined)
            yield held;
        held = rest;
    }
    const wrong = (0,image_descriptor/* mismatch */.J)({ digest, size }, { digest, size: found });
    if (wrong !== undefined)
        throw new message_failure/* Failure */.HR(`The blob ${digest} cannot be pushed: ${wrong}. Build the image again.`);
    if (held !== undefined)
        yield held;
}

;// CONCATENATED MODULE: ./src/registry/blob-upload.ts
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






/** So many bytes more, and the failures before them count no longer. */
const blob_upload_worthwhile = 1024 * 1024;
// After a 413: some proxies allow 100 MB in a request, others 1 MiB (nginx, if nothing else is configured).
const chunkSizes = [64, 16, 4, 1].map((mebibytes) => mebibytes * 1024 * 1024);
/**
 * Pushes a blob. One request begins an upload, and one brings a small blob and ends the upload. A larger blob comes in a
 * request between them, so that what broke off goes on from where the registry has it; or in chunks, if the registry, or a
 * proxy before it, takes no request of this size. If a registry cannot tell how far an upload has come (distribution 2, for
 * one, forgets an upload whose request was cut), it begins again. The registry compares the digest at the end.
 *
 * `open` gives the blob's bytes from the beginning, each time that it is called. Throws a Failure if the registry does not
 * take the blob, and what is thrown while it is read.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs
 */
const pushBlob = async (client, blob, open) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const retries = createRetries(client.retryOptions(`push the blob ${blob.digest} to ${client.name}`));
        const reader = __addDisposableResource(env_1, createBlobReader(blob, open, retries.underway), true);
        let session;
        let received = 0;
        let offset = 0;
        let form = blob.size <= client.wholeBlob ? 'whole' : 'streamed';
        let isTooLarge = false;
        for (let begun = false;;) {
            try {
                if (session === undefined) {
                    // The registry may have all of it, and only the answer was lost.
                    if (begun && (await blobExists(client, blob.digest)))
                        return;
                    session = await beginUpload(client);
                    begun = true;
                    offset = 0;
                    return await upload(client, session, blob, { reader, offset, form });
                }
                const state = await stateOf(client, session, blob);
                if (state !== undefined) {
                    offset = state.offset;
                    if (offset >= received + blob_upload_worthwhile) {
                        received = offset;
                        retries.progress();
                    }
                    session = { ...session, url: state.url };
                    if (await resumed(client, session, blob, { reader, offset, form }))
                        return;
                    // A registry may take less in a chunk than in a request that says no range.
                    if (!isTooLarge)
                        form = 'streamed';
                }
                session = undefined;
            }
            catch (error) {
                const smaller = smallerForm(error, form, blob, session);
                if (smaller === undefined) {
                    await retries.next(error);
                    // What came with the last request is lost if that breaks off.
                    if (form === 'whole')
                        form = 'streamed';
                }
                else {
                    isTooLarge ||= typeof form !== 'number' && offset === 0;
                    form = smaller;
                }
            }
        }
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
/** How to send a blob after the registry has refused a request for its size; undefined if nothing smaller is left. */
const smallerForm = (error, form, { size }, session) => {
    if (!(error instanceof request_error/* RequestError */.G) || error.status !== 413)
        return undefined;
    const refused = typeof form === 'number' ? Math.min(form, size) : size;
    const smaller = chunkSizes.find((chunk) => chunk < refused);
    const chunk = smaller && Math.max(smaller, session?.leastChunk ?? 0);
    return chunk !== undefined && chunk < refused ? chunk : undefined;
};
const beginUpload = async (client) => {
    const asked = await client.address('blobs/uploads/');
    const response = await client.ask(asked, { method: 'POST', wanted: [202] });
    await discard(response);
    const url = locationOf(client, response, asked);
    if (url === undefined)
        throw (0,request_error/* malformed */.Q)(response.host, 'it begins an upload, but does not say where');
    return { url, leastChunk: Number(response.header('oci-chunk-min-length')[0]) || 0 };
};
/** Sends what is left of a blob, and has the registry make one of the upload. */
const upload = async (client, session, blob, { reader, offset, form }) => {
    const { digest, size } = blob;
    const step = async (url, request, [start, end], range = {}) => {
        const response = await client.ask(url, {
            method: request.method,
            headers: { 'content-type': 'application/octet-stream', ...range },
            ...(end > start && { body: { size: end - start, open: () => reader.range(start, end) } }),
            wanted: [...request.wanted, 404],
            stream: true,
        });
        await discard(response);
        if (response.status !== 404)
            return response;
        throw new request_error/* RequestError */.G(`${response.host} does not know the upload any more (404)`, {
            advice: 'Try again later.',
            transient: true,
        });
    };
    let { url } = session;
    let sent = offset;
    while (form !== 'whole' && sent < size) {
        const end = form === 'streamed' ? size : Math.min(sent + form, size);
        // If no range is given, a registry does not take the request for a chunk, which may be too large for one.
        const isChunk = sent > 0 || end < size;
        const range = isChunk ? { 'content-range': `${sent}-${end - 1}` } : {};
        const response = await step(url, { method: 'PATCH', wanted: [201, 202, 204] }, [sent, end], range);
        url = locationOf(client, response, url) ?? url;
        sent = end;
    }
    const last = new URL(url);
    last.search += `${last.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
    confirmDigest(await step(last, { method: 'PUT', wanted: [201] }, [sent, size]), digest);
};
/** How much of an upload the registry has, and where it goes on; undefined if it has none any more, or does not say. */
const stateOf = async (client, { url }, { size }) => {
    let response;
    try {
        response = await client.ask(url, { method: 'GET', wanted: [200, 202, 204] });
    }
    catch (error) {
        // It may not know the question: what counts is whether it takes a new upload.
        const refused = error instanceof request_error/* RequestError */.G && (!error.transient || error.status === 501);
        if (refused)
            return undefined;
        throw error;
    }
    await discard(response);
    const [, last] = /^(?:bytes[= ])?0-(\d+)$/.exec(response.header('range')[0] ?? '') ?? [];
    if (last === undefined)
        return undefined;
    // "0-0" is what an upload without a byte has as well.
    const offset = last === '0' ? 0 : Number(last) + 1;
    // Distribution 3 and olareg keep the offset in the address: the one from before is refused.
    return offset <= size ? { offset, url: locationOf(client, response, url) ?? url } : undefined;
};
/** Goes on with an upload; false if the registry refuses that. */
const resumed = async (client, session, blob, rest) => {
    try {
        // What was sent before a request that broke off is kept only if it did not come with the last one.
        const form = rest.form === 'whole' ? 'streamed' : rest.form;
        await upload(client, session, blob, { ...rest, form });
        return true;
    }
    catch (error) {
        if (smallerForm(error, rest.form, blob, session) !== undefined)
            throw error;
        // It may know no ranges, or have given a wrong offset, and so have made another blob of it.
        if (error instanceof request_error/* RequestError */.G && !error.transient)
            return false;
        throw error;
    }
};
/** The address that a response names, relative to that of its request; throws if it must not be called. */
const locationOf = (client, response, from) => {
    const [location] = response.header('location');
    if (location === undefined)
        return undefined;
    if (!URL.canParse(location, from.href))
        throw (0,request_error/* malformed */.Q)(response.host, 'it sends an upload to no address');
    const target = new URL(location, from);
    target.username = '';
    target.password = '';
    if (client.mayCall(target, from))
        return target;
    throw new request_error/* RequestError */.G(`${response.host} sends an upload to ${target.protocol}//${target.host}, which is not HTTPS`, { advice: 'Its administrator can correct the address that it, or the proxy before it, gives out.' });
};

// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
;// CONCATENATED MODULE: ./src/registry/referrers.ts







const referrers_Text = dist/* nullish */.cl6(dist/* string */.YjP());
const ReferrerSchema = dist/* looseObject */._H3({
    subject: dist/* nullish */.cl6(image_descriptor/* DescriptorSchema */.l),
    artifactType: referrers_Text,
    config: dist/* nullish */.cl6(dist/* looseObject */._H3({ mediaType: referrers_Text })),
    annotations: dist/* nullish */.cl6(dist/* record */.g1P(dist/* string */.YjP(), dist/* string */.YjP())),
});
/**
 * Lists a manifest that was pushed among the referrers of its subject. A registry with the referrers API does that by
 * itself, and says so by naming the subject in its answer (`acknowledged`). In others the list is an index under a tag that
 * is made of the subject's digest, and clients keep it.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests-with-subject
 */
const listReferrer = async (client, { mediaType, digest, size }, bytes, acknowledged) => {
    const { subject, config, ...document } = (0,json_document/* parseDocument */.Tp)(ReferrerSchema, bytes, 'manifest');
    if (!subject || acknowledged === subject.digest)
        return;
    const tag = subject.digest.replace(':', '-');
    const known = await findManifestBytes(client, tag);
    const index = known === undefined
        ? { mediaType: media_type/* mediaTypes */.Ib.index, manifests: [] }
        : (0,image_index/* parseIndex */.A)(known, `list of referrers ${client.name}:${tag}`);
    if (index.manifests.some((listed) => listed.digest === digest))
        return;
    const artifactType = document.artifactType || config?.mediaType;
    const entry = {
        ...{ mediaType, digest, size },
        ...(artifactType && { artifactType }),
        ...(document.annotations && { annotations: document.annotations }),
    };
    const list = Buffer.from(JSON.stringify({ schemaVersion: 2, ...index, manifests: [...index.manifests, entry] }));
    const descriptor = { mediaType: media_type/* mediaTypes */.Ib.index, digest: (0,image_digest/* digestOf */.ol)(list), size: list.length };
    await pushManifest(client, descriptor, list, tag);
};

;// CONCATENATED MODULE: ./src/registry/repository-client.ts

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints */
const repositoryClient = (client, reference, scopes, signal) => {
    const { registry, repository } = reference;
    const address = async (path) => new URL(`v2/${repository}/${path}`, await client.addresses.of(registry));
    return {
        name: (0,image_reference/* formatRepository */.Sh)(reference),
        address,
        mayCall: client.addresses.mayCall,
        wholeBlob: client.wholeBlob,
        ask: async (target, request) => {
            const url = target instanceof URL ? target : await address(target);
            return client.ask({ ...request, registry, scopes, url, signal });
        },
        retryOptions: (action) => client.retryOptions(action, signal),
        until: (ended) => repositoryClient(client, reference, scopes, ended),
    };
};

;// CONCATENATED MODULE: ./src/registry/repository.ts










/** Registries store manifests and indexes apart from blobs. */
const isDocument = ({ mediaType }) => (0,media_type/* isManifest */.Yh)(mediaType) || (0,media_type/* isIndex */.nw)(mediaType);
/** A repository in a registry, to read from. */
class ReadableRepository {
    /** Its registry and its repository; tag and digest do not matter. */
    reference;
    client;
    constructor(client, reference, actions = 'pull') {
        this.reference = reference;
        this.client = repositoryClient(client, reference, [{ repository: reference.repository, actions }]);
    }
    exists(descriptor, signal) {
        const client = this.client.until(signal);
        return isDocument(descriptor)
            ? manifestExists(client, descriptor.digest)
            : blobExists(client, descriptor.digest);
    }
    fetch(descriptor, signal) {
        const client = this.client.until(signal);
        return isDocument(descriptor) ? documentIn(client, descriptor) : fetchBlob(client, descriptor);
    }
    /** Resolves a tag to a digest; undefined if there is no such tag, or the registry does not report the digest. */
    find(tag, signal) {
        return findManifest(this.client.until(signal), tag);
    }
    /** Whether the registry serves a complete manifest or index. */
    holds({ digest }, signal) {
        return holdsManifest(this.client.until(signal), digest);
    }
    /** Reads the manifest of a tag or digest completely. Throws a Failure if it does not match the descriptor. */
    confirm({ digest }, name, signal) {
        return confirmManifest(this.client.until(signal), name, digest);
    }
}
async function* documentIn(client, descriptor) {
    const bytes = await fetchManifest(client, descriptor.digest);
    const wrong = (0,image_descriptor/* mismatch */.J)(descriptor, { digest: descriptor.digest, size: bytes.length });
    if (wrong !== undefined) {
        throw new message_failure/* Failure */.HR(`The manifest ${descriptor.digest} in ${client.name} has another size: ${wrong}. Push the image again.`);
    }
    yield bytes;
}
/** A repository in a registry, to push to. All requests use push permission. */
class Repository extends ReadableRepository {
    #registry;
    constructor(client, reference) {
        super(client, reference, 'pull,push');
        this.#registry = client;
    }
    async push(descriptor, open, signal) {
        const client = this.client.until(signal);
        if (!isDocument(descriptor))
            return pushBlob(client, descriptor, open);
        const bytes = await documentOf(descriptor, open());
        const acknowledged = await pushManifest(client, descriptor, bytes, descriptor.digest);
        await listReferrer(client, descriptor, bytes, acknowledged);
    }
    /** Mounts only from another repository of the same registry that the user may read. */
    async mount(descriptor, from, signal) {
        if (!(from instanceof ReadableRepository) || isDocument(descriptor))
            return false;
        const { registry, repository } = this.reference;
        if (from.reference.registry !== registry)
            return false;
        const source = from.reference.repository;
        const client = repositoryClient(this.#registry, this.reference, [
            { repository, actions: 'pull,push' },
            { repository: source, actions: 'pull' },
        ]);
        return mountBlob(client.until(signal), descriptor.digest, source);
    }
    /** Tags a manifest or an index with the given bytes. */
    async tag(descriptor, bytes, tag) {
        await pushManifest(this.client, descriptor, await documentOf(descriptor, [bytes]), tag);
    }
}
/** Reads a manifest or an index into memory. Throws a Failure if it does not match its descriptor. */
const documentOf = async (descriptor, source) => {
    const chunks = [];
    let size = 0;
    for await (const chunk of source) {
        size += chunk.length;
        if (size > json_document/* documentLimit */.NL) {
            throw new message_failure/* Failure */.HR(`The manifest ${descriptor.digest} has more than ${json_document/* documentLimit */.NL} bytes, which registries need not take. Build the image again.`);
        }
        chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    const wrong = (0,image_descriptor/* mismatch */.J)(descriptor, { digest: (0,image_digest/* digestOf */.ol)(bytes), size });
    if (wrong !== undefined) {
        throw new message_failure/* Failure */.HR(`The manifest ${descriptor.digest} is not what its name says: ${wrong}. Build the image again.`);
    }
    return bytes;
};

;// CONCATENATED MODULE: ./src/registry/registry.ts






const createRegistry = (options) => {
    const client = createClient(options);
    const reading = (reference) => repositoryClient(client, reference, [{ repository: reference.repository, actions: 'pull' }]);
    return {
        resolve: (reference) => resolveManifest(reading(reference), reference.digest ?? reference.tag ?? 'latest', (0,image_reference/* formatReference */.FH)(reference)),
        manifest: (reference, digest) => fetchManifest(reading(reference), digest),
        blob: (reference, blob, signal) => fetchBlob(reading(reference).until(signal), blob),
        readableRepository: (reference) => new ReadableRepository(client, reference),
        repository: (reference) => new Repository(client, reference),
    };
};

;// CONCATENATED MODULE: ./src/registry/user-registry.ts


/** Registries as a user of Docker has them on this machine: with its logins and proxies. */
const userRegistry = ({ dockerConfig, environment }, options) => createRegistry({
    ...options,
    credentials: dockerCredentials(dockerConfig, environment, options.signal),
    proxy: environment,
});


/***/ })

};
