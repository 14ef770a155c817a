export const id = 369;
export const ids = [369];
export const modules = {

/***/ 45758:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AD: () => (/* binding */ sbomLayerOf),
/* harmony export */   GY: () => (/* binding */ buildMetadataLabel),
/* harmony export */   We: () => (/* binding */ lifecycleMetadataLabel),
/* harmony export */   aU: () => (/* binding */ ownLayersOf),
/* harmony export */   fA: () => (/* binding */ defaultProcessType),
/* harmony export */   q3: () => (/* binding */ readBuildMetadata),
/* harmony export */   wi: () => (/* binding */ readLifecycleMetadata)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(77934);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78033);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);



// Shapes: https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/files/metadata.go and analyzed.go,
// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#iobuildpacksbuildmetadata-json
// A buildpack can set any label to any value, so labels are untrusted: a malformed field counts as missing, and the rest is
// still used.
const maybe = (schema) => valibot__WEBPACK_IMPORTED_MODULE_2__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_2__/* .nullable */ .mee(schema), null);
const text = valibot__WEBPACK_IMPORTED_MODULE_2__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), '');
const LayerSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ sha: _image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .DigestSchema */ .eH });
const LifecycleMetadataSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    /** One layer; or one layer for each slice, and one for the remaining files. */
    app: (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(LayerSchema),
    buildpacks: (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        key: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        version: text,
        layers: valibot__WEBPACK_IMPORTED_MODULE_2__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), maybe(LayerSchema)), {}),
    })),
    config: maybe(LayerSchema),
    launcher: maybe(LayerSchema),
    'process-types': maybe(LayerSchema),
    sbom: maybe(LayerSchema),
});
const BuildMetadataSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    buildpacks: (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ id: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), version: text, homepage: text })),
    launcher: maybe(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ version: text })),
    processes: (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        /** A list since platform API 0.10, a string before. */
        command: valibot__WEBPACK_IMPORTED_MODULE_2__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([
            valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
            valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((word) => [word])),
        ]), []),
        args: (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
        /** Whether it starts without a shell. */
        direct: valibot__WEBPACK_IMPORTED_MODULE_2__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY(), false),
        buildpackID: text,
        'working-dir': text,
    })),
});
const readLabel = ({ config }, name, schema) => {
    const result = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .parseJson */ .qFJ(), schema), config?.Labels?.[name]);
    return result.success ? result.output : valibot__WEBPACK_IMPORTED_MODULE_2__/* .parse */ .qgA(schema, {});
};
/** https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#iobuildpackslifecyclemetadata-json */
const lifecycleMetadataLabel = 'io.buildpacks.lifecycle.metadata';
/** The label in which the lifecycle records buildpacks and processes. */
const buildMetadataLabel = 'io.buildpacks.build.metadata';
/** Reads the label `io.buildpacks.lifecycle.metadata`. Missing and malformed fields are empty or null. */
const readLifecycleMetadata = (config) => readLabel(config, lifecycleMetadataLabel, LifecycleMetadataSchema);
/** The layers of an image that a lifecycle added to a run image: those in its label. */
const ownLayersOf = ({ manifest, config }) => {
    const { app, buildpacks, ...others } = readLifecycleMetadata(config);
    const layers = buildpacks.flatMap((buildpack) => Object.values(buildpack.layers));
    const named = new Set([...app, ...layers, ...Object.values(others)].flatMap((layer) => layer?.sha ?? []));
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
const readBuildMetadata = (config) => readLabel(config, buildMetadataLabel, BuildMetadataSchema);
const EntrypointSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseTuple */ .t6w([valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^\/cnb\/process\/./))]);
/**
 * The type of the process that the image starts without a command. Undefined if it has none. Since platform API 0.10, the
 * entrypoint decides: `/cnb/process/<type>`, or the launcher.
 * https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#exporter
 */
const defaultProcessType = ({ config }) => {
    const entrypoint = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(EntrypointSchema, config?.['Entrypoint']);
    return entrypoint.success ? entrypoint.output[0].slice('/cnb/process/'.length) : undefined;
};


/***/ }),

/***/ 36441:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BQ: () => (/* binding */ formatRunImageRecord),
/* harmony export */   Sj: () => (/* binding */ readRunImageRecord),
/* harmony export */   bU: () => (/* binding */ runImageRecordOf),
/* harmony export */   nf: () => (/* binding */ layerOrigins),
/* harmony export */   yO: () => (/* binding */ countRunImageLayers)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(77934);
/* harmony import */ var _image_annotations_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(10483);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78033);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(23564);
/* harmony import */ var _json_go_json_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(59665);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _labels_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(45758);







const NamedSchema = valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({
    image: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(), ''),
    mirrors: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_5__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP()))),
});
const LabelSchema = valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({
    runImage: valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({
        topLayer: _image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .DigestSchema */ .eH,
        reference: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(), ''),
        ...NamedSchema.entries,
    }),
    stack: valibot__WEBPACK_IMPORTED_MODULE_5__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({ runImage: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(NamedSchema, {}) })),
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
    const text = config?.Labels?.[_labels_js__WEBPACK_IMPORTED_MODULE_4__/* .lifecycleMetadataLabel */ .We];
    if (text === undefined)
        return undefined;
    const result = valibot__WEBPACK_IMPORTED_MODULE_5__/* .safeParse */ .xLC(valibot__WEBPACK_IMPORTED_MODULE_5__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_5__/* .parseJson */ .qFJ(), LabelSchema), text);
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
    const runImage = (0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_6__/* .goJson */ .Pl)({ topLayer, reference, ...(0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_6__/* .goStruct */ .cM)({ ...own }, names) });
    const ofStack = stack === undefined ? '' : `,"stack":${(0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_6__/* .goJson */ .Pl)({ runImage: (0,_json_go_json_js__WEBPACK_IMPORTED_MODULE_6__/* .goStruct */ .cM)({ ...stack }, names) })}`;
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
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`The image ${name} cannot be rebased: it was not built with Cloud Native Buildpacks, or something changed its label ` +
        `${_labels_js__WEBPACK_IMPORTED_MODULE_4__/* .lifecycleMetadataLabel */ .We}, which separates the app from the run image.`);
};
/** How many layers at the start of an image are the run image's, by its label. 0 if the label does not say. */
const countRunImageLayers = (config) => {
    const record = readRunImageRecord(config);
    return record === undefined ? 0 : config.rootfs.diff_ids.indexOf(record.topLayer) + 1;
};
/**
 * The repositories of layers that an image's layout lacks, by the layers' positions: the run image's repository, and the
 * repository of the image that was rebased. Annotations in the index that lists the image, in the layout's index.json
 * (`root`), or in the manifest name them; undefined if none does.
 *
 * These locations are untrusted hints: blobs from there are verified by digest. Throws a Failure if a name is malformed.
 */
const layerOrigins = ({ descriptor, manifest, config }, root = descriptor) => {
    const annotations = (0,_image_annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationsOf */ .Ih)(descriptor, root);
    const origin = (key, owner) => {
        const name = annotations[key] ?? manifest.annotations?.[key];
        return name === undefined ? undefined : { reference: (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReference */ .F2)(name), owner };
    };
    const base = origin(_image_annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationKeys */ .ic.baseName, 'base');
    const app = origin(_image_annotations_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationKeys */ .ic.appName, 'app');
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
/* harmony export */   CV: () => (/* binding */ MissingSource),
/* harmony export */   k3: () => (/* binding */ concurrentTransfers)
/* harmony export */ });
/* harmony import */ var _image_image_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(75228);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _task_abort_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(56331);
/* harmony import */ var _verify_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(62584);




/** A target lacks content, and there is no source to copy it from. */
class MissingSource extends _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR {
}
/**
 * The number of transfers at the same time, and so of connections to a registry. Enough to hide its latency; more would
 * only make each transfer slower.
 */
const concurrentTransfers = 5;
/**
 * Copies the content that a target lacks. Mounts it from the first source that allows that, or else fetches it from the
 * first source that has it and pushes it. List the sources that cost least first. If a source sends wrong content, the
 * next source is tried; sources that may send correct content later are tried a second time.
 *
 * The descriptors are copied in any order. If a target accepts a manifest only after its blobs, as registries do, copy the
 * blobs first. The first failure aborts the other transfers and is thrown when they have ended. Only a request for a token
 * continues, because other requests may wait for it.
 */
const copy = async (descriptors, sources, target, options) => {
    const all = (0,_image_image_js__WEBPACK_IMPORTED_MODULE_0__/* .uniqueBlobs */ .ge)(descriptors);
    const outcomes = await (0,_task_abort_js__WEBPACK_IMPORTED_MODULE_3__/* .inParallel */ .HN)(all, concurrentTransfers, (descriptor, signal) => copyOne(descriptor, sources, target, options, signal));
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
        // Do not ask the last source whether it has the content: that costs a request, and its failure explains more.
        const isLast = source === sources.at(-1);
        if (!isLast && !(await source.exists(descriptor, signal)))
            continue;
        if (failure !== undefined)
            warn(`A layer is fetched again: ${failure.message}`);
        try {
            const open = () => (0,_task_abort_js__WEBPACK_IMPORTED_MODULE_3__/* .streamUnlessAborted */ .Ot)(source.fetch(descriptor, signal), signal);
            return await target.push(descriptor, open, signal);
        }
        catch (error) {
            if (!(error instanceof _verify_js__WEBPACK_IMPORTED_MODULE_2__/* .WrongContent */ .lN) || signal.aborted)
                throw error;
            if (error instanceof _verify_js__WEBPACK_IMPORTED_MODULE_2__/* .CorruptContent */ .Bj)
                corrupt.add(source);
            failure = error;
        }
    }
    throw failure ?? new MissingSource(`The target lacks ${descriptor.digest}, and there is no source for it.`);
};


/***/ }),

/***/ 62584:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bj: () => (/* binding */ CorruptContent),
/* harmony export */   io: () => (/* binding */ readBytes),
/* harmony export */   lN: () => (/* binding */ WrongContent),
/* harmony export */   ui: () => (/* binding */ verifyStream),
/* harmony export */   xl: () => (/* binding */ ContentMeter)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _image_descriptor_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(65328);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78033);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);




/** A source sent complete content with another digest or size. Another attempt or another source may help. */
class WrongContent extends _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR {
}
/** A source stores content with another digest or size. Another attempt does not help, but another source may. */
class CorruptContent extends WrongContent {
}
/** The digest and the size of bytes that pass by in chunks. */
class ContentMeter {
    #hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    #size = 0;
    /** The number of bytes so far. */
    get size() {
        return this.#size;
    }
    add(chunk) {
        this.#hash.update(chunk);
        this.#size += chunk.length;
    }
    /** Completes the measure. Call it once. */
    measure() {
        return { digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_2__/* .digestOfHex */ .z9)(this.#hash.digest('hex')), size: this.#size };
    }
    /** Completes the measure and says how it differs from the expected one; undefined if it does not. */
    mismatch(expected) {
        return (0,_image_descriptor_js__WEBPACK_IMPORTED_MODULE_1__/* .mismatch */ .J4)(expected, this.measure());
    }
}
/** Passes bytes on. Throws a refusal instead of ending if their digest or size is not the expected one. */
async function* verifyStream(source, expected, refuse) {
    const meter = new ContentMeter();
    for await (const chunk of source) {
        meter.add(chunk);
        yield chunk;
    }
    const difference = meter.mismatch(expected);
    if (difference !== undefined)
        throw refuse(`its digest or size is wrong: ${difference}`);
}
/** Reads bytes into memory; undefined if there are more than the limit. Stops reading there. */
const readBytes = async (source, limit) => {
    const chunks = [];
    let size = 0;
    for await (const chunk of source) {
        size += chunk.length;
        if (size > limit)
            return undefined;
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
};


/***/ }),

/***/ 38912:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CN: () => (/* binding */ checkArtifactName),
/* harmony export */   My: () => (/* binding */ openClient),
/* harmony export */   nn: () => (/* binding */ artifactNameOf),
/* harmony export */   qN: () => (/* binding */ begin)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);
/* harmony import */ var _task_abort_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(56331);
/* harmony import */ var _step_step_context_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33552);
/* harmony import */ var _step_toolkit_output_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(28640);
/* harmony import */ var _artifact_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(92553);





/**
 * Loads GitHub's client, for any server with the artifact service, and returns a function to call it: its output goes to
 * `debug`, and its errors become Failures. The client is loaded when it is needed, because it is two thirds of the bundle and
 * takes most of the start of a process.
 */
const openClient = async (attempt, debug, signal) => {
    const { DefaultArtifactClient } = await Promise.all(/* import() */[__webpack_require__.e(737), __webpack_require__.e(271), __webpack_require__.e(888)]).then(__webpack_require__.bind(__webpack_require__, 37888));
    const client = new DefaultArtifactClient();
    return async (work) => {
        signal?.throwIfAborted();
        const lines = [];
        const keep = (line) => {
            lines.push(line);
            debug(line.text);
        };
        try {
            return await (0,_task_abort_js__WEBPACK_IMPORTED_MODULE_4__/* .unlessAborted */ .Wh)((0,_step_toolkit_output_js__WEBPACK_IMPORTED_MODULE_2__/* .captureToolkit */ .h)(() => begin(attempt.server, () => work(client, lines)), keep), signal);
        }
        catch (error) {
            if (signal?.aborted === true || error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR)
                throw error;
            throw (0,_artifact_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .artifactFailure */ .DQ)(attempt, error, lines);
        }
    };
};
/**
 * Starts a call of the client. In its synchronous part, and only there, the client refuses each server whose URL is not
 * GitHub's. Gitea and Forgejo have the service, so the URL is replaced during this part.
 */
const begin = (server, call) => {
    if (!(0,_step_step_context_js__WEBPACK_IMPORTED_MODULE_1__/* .isGiteaOrForgejo */ .I9)(server))
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
/** Characters that GitHub does not allow in artifact names, because some file systems do not. */
const forbidden = /["<>|*?:\r\n\\/]/g;
/** The name of an image as a valid artifact name. */
const artifactNameOf = (imageName) => imageName.replace(forbidden, '-');
/** Throws a Failure if GitHub does not accept the name. */
const checkArtifactName = (name) => {
    if (name === '')
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('The input artifact-name is empty. Set it to a name, for example "my-app".');
    const [character] = name.match(forbidden) ?? [];
    if (character === undefined)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The input artifact-name is "${name}", but artifact names cannot contain ${JSON.stringify(character)}. Use ` +
        `"${artifactNameOf(name)}", for example.`);
};


/***/ }),

/***/ 92553:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bh: () => (/* binding */ ArtifactUnavailable),
/* harmony export */   DQ: () => (/* binding */ artifactFailure),
/* harmony export */   Oy: () => (/* binding */ AccessDenied)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);
/* harmony import */ var _step_step_context_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33552);


/** The token may not read the artifacts of a run, or the run does not exist. */
class AccessDenied extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/** GitHub lists the artifact, but does not serve it. */
class ArtifactUnavailable extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
const noService = /ACTIONS_RUNTIME_TOKEN|ACTIONS_RESULTS_URL|Failed to get backend IDs|Invalid token specified/;
const network = /Unable to make request: \w+|ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|socket hang up|progress stalled|download failed after/;
/** The failure for an error of GitHub's client. */
const artifactFailure = (attempt, cause, lines) => {
    const { task, way, server, from } = attempt;
    const status = statusOf(cause);
    // Some services answer only with a status, and some clients then have an empty message.
    const message = (0,_message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(cause) || (status === undefined ? 'nothing' : `HTTP status ${status}`);
    const because = (why, Kind = _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR, said = message) => new Kind(`${task}: ${why}`, { cause, detail: [`GitHub's client says: ${said}`] });
    if (way === 'download' && (status === 410 || /blob storage: 410/.test(message))) {
        return because('it has expired. Build the image again, and set "retention-days" if artifacts must be kept longer.');
    }
    if (from !== undefined && (status === 401 || status === 403 || status === 404)) {
        return because(`run ${from.runId} of ${from.repository} does not exist, or github-token cannot read it. ` +
            'Check run-id and repository; the token needs the permission "actions: read".', AccessDenied);
    }
    if (way === 'download' && /GetSignedArtifactURL: .*\(404\)|blob storage: 404/.test(message)) {
        return because(`${server} lists it, but its storage does not have it. It may have expired or been deleted. Build the image again.`, ArtifactUnavailable);
    }
    const known = outdatedServer(attempt, message, status, lines) ?? knownReason(message, way === 'upload');
    if (known !== undefined)
        return because(known);
    const retried = lines.findLast(({ text }) => text.startsWith('Failed to download artifact after'))?.text;
    if (network.test(message))
        return because(unreachable(server), _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR, retried);
    const place = (0,_step_step_context_js__WEBPACK_IMPORTED_MODULE_1__/* .isGithub */ .el)(server) ? 'https://www.githubstatus.com' : `the log of ${server}`;
    return because(`${server}'s artifact service failed. Run the job again, and see ${place}.`);
};
const otherWay = 'pass the layout on in another way, for example through a registry';
/** The reason and the advice for an error of GitHub's client, by its text. */
const knownReason = (message, isUpload) => {
    if (/not currently supported on GHES/.test(message)) {
        const advice = isUpload ? `Set "upload: false" and ${otherWay}.` : `Remove this step, and ${otherWay}.`;
        return `GitHub Enterprise Server does not support this version of artifacts. ${advice}`;
    }
    if (noService.test(message)) {
        return ('this process has no access to the artifact service. The runner allows it for actions ("uses:"), but not for ' +
            `commands ("run:"). Run it as an action${isUpload ? ', or set "upload: false"' : ''}.`);
    }
    if (isUpload && /\(409\)|already exists/.test(message)) {
        return ('an artifact with this name exists in this workflow run. Set "overwrite: true" to replace it; ' +
            `in a matrix, give each job its own artifact-name, for example "my-app-\${{ matrix.arch }}".`);
    }
    if (/storage quota has been hit/.test(message)) {
        return ("the account's artifact storage is full. Delete artifacts, set retention-days to a smaller number, or raise the " +
            'spending limit. GitHub recalculates the usage every 6 to 12 hours.');
    }
    return /\(401\)|\(403\)/.test(message)
        ? 'the artifact service denied access. Run the job again: its token may have expired.'
        : undefined;
};
/** Why a server other than GitHub's rejects this client's requests. Undefined if it supports them. */
const outdatedServer = ({ way, server }, message, status, lines) => {
    if (way !== 'upload')
        return undefined;
    const answer = lines.findLast(({ text }) => text.startsWith('[Response]'))?.text;
    // They do not know the field "mime_type", and answer with the status alone, or with text that is not JSON.
    const misunderstood = message.startsWith('Failed to CreateArtifact: ') && answer === '[Response] - 500';
    // https://github.com/nektos/act/issues/6021 and 6022
    if (server === 'act' && (misunderstood || status === 401)) {
        return `act's artifact server does not support this client. Set "upload: false" if act runs the job.`;
    }
    if (!misunderstood || !(0,_step_step_context_js__WEBPACK_IMPORTED_MODULE_1__/* .isGiteaOrForgejo */ .I9)(server))
        return undefined;
    const update = server === 'Gitea' ? 'Update Gitea to 1.26 or newer' : `Update ${server}`;
    return `this version of ${server} does not support this client. ${update}, or set "upload: false".`;
};
const unreachable = (server) => `the connection to ${server} failed. Run the job again; ` +
    ((0,_step_step_context_js__WEBPACK_IMPORTED_MODULE_1__/* .isGithub */ .el)(server)
        ? 'a self-hosted runner must reach ' +
            'https://docs.github.com/actions/reference/runners/self-hosted-runners#accessible-domains-by-function.'
        : 'the runner must reach the address in ACTIONS_RESULTS_URL.');
/** The HTTP status of an error. The clients of the REST API and of the storage have different fields for it. */
const statusOf = (error) => {
    if (!(error instanceof Error))
        return undefined;
    if ('status' in error && typeof error.status === 'number')
        return error.status;
    return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
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


/** The failure of an input that is wrong. The message names the input, the broken rule and an example. */
const inputFailure = (name, rule, example, cause) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The input "${name}" ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .TN)(rule)}. An example: ${name}: ${example}`, { cause });
/** Reads an input that must not be empty. */
const requiredInput = (get, name, example) => {
    const text = get(name);
    if (text === '')
        throw inputFailure(name, 'is required and is empty', example);
    return text;
};
/** Reads an input that can be empty. */
const optionalInput = (get, name) => get(name) || undefined;
/** The lines of a text, without blank lines and lines that begin with `#`. */
const linesOf = (text) => text
    .split(/\r?\n/)
    .map((line, position) => ({ number: position + 1, text: line }))
    .filter((line) => !/^\s*(?:#|$)/.test(line.text));
/** Reads the lines of an input, without the white space around each. */
const linesInput = (get, name) => linesOf(untrimmedInput(get, name)).map(({ number, text }) => ({ number, text: text.trim() }));
/** Reads an input with the white space around it, so that its lines can be counted. */
const untrimmedInput = (get, name) => get(name, { trimWhitespace: false });
/** The failure of a line that is wrong. The message shows the line once, and never shows a secret line. */
const lineFailure = (name, { number, text }, rule, example, { isSecret = false, cause } = {}) => {
    const shown = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_1__/* .escapeInvisible */ .ts)(text.trim());
    const isHidden = isSecret || rule.includes(`"${shown}"`);
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`The input "${name}" is wrong in line ${number}${isHidden ? '' : `, "${shown}"`}: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .TN)(rule)}. ` +
        `An example: ${name}: ${example}`, { cause });
};
/** Reads an input that must be one of some words. */
const choiceInput = (get, name, choices) => {
    const text = get(name);
    const choice = choices.find((word) => word === text);
    if (choice === undefined) {
        const words = new Intl.ListFormat('en', { type: 'disjunction' }).format(choices);
        throw inputFailure(name, `is "${text}". Use ${words}`, choices[0]);
    }
    return choice;
};
/** Reads an input that must be `true` or `false`. */
const flagInput = (get, name) => choiceInput(get, name, ['true', 'false']) === 'true';
/** Reads an input that must be a whole number within limits. Undefined if it is empty. */
const numberInput = (get, name, least, most) => {
    const text = get(name);
    if (text === '')
        return undefined;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
        throw inputFailure(name, `is "${text}". Use a whole number from ${least} to ${most}`, String(least));
    }
    return value;
};
/** Reads and parses an input. Undefined if it is empty. A Failure of `parse` becomes a Failure that names the input. */
const parsedInput = (get, name, parse, example) => {
    const text = get(name);
    if (text === '')
        return undefined;
    try {
        return parse(text);
    }
    catch (cause) {
        if (!(cause instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR))
            throw cause;
        throw inputFailure(name, `is wrong: ${cause.message.replace(/\.$/, '')}`, example, cause);
    }
};
/** Parses a line of an input. A Failure of `parse` becomes a Failure that names the input and the line. */
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
/** Reads the path of a directory, as it is in the workflow. Undefined if it is empty. */
const folderInput = (get, name, example) => {
    const text = optionalInput(get, name);
    if (text !== undefined)
        refuseFlag(name, text, example);
    return text;
};
/** Refuses `true` and `false` as a directory. Inputs with similar names in other actions take them. */
const refuseFlag = (name, text, example) => {
    if (!/^(?:true|false)$/i.test(text))
        return;
    throw inputFailure(name, `is "${text}". Use the path of a directory. Leave it empty for none, and write ./${text} for a directory with that name`, example);
};


/***/ }),

/***/ 25324:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mn: () => (/* binding */ targetInput),
/* harmony export */   OM: () => (/* binding */ sbomInput),
/* harmony export */   UD: () => (/* binding */ insecureRegistriesInput),
/* harmony export */   Wl: () => (/* binding */ refuseWorkspace),
/* harmony export */   bP: () => (/* binding */ runImageInput),
/* harmony export */   bf: () => (/* binding */ layoutRepoInput),
/* harmony export */   fj: () => (/* binding */ uploadInputs)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _files_folders_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(12814);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _input_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(98005);





/** Reads the input `layout-repo`: a directory, absolute. */
const layoutRepoInput = (get, { workspace, temporary }) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, get('layout-repo') || (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(temporary, 'layout-repo'));
/** Reads the input `run-image`, as it is in the workflow. Undefined if it is empty. */
const runImageInput = (get) => (0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .parsedInput */ .m8)(get, 'run-image', _image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReference */ .F2, 'paketobuildpacks/run-jammy-base') && get('run-image');
/** Reads the input `path` of an action that writes a layout there. Absolute. */
const targetInput = (text, workspace) => {
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, text);
    refuseWorkspace('path', text, folder, workspace, 'images/my-app');
    return folder;
};
/** Refuses a directory that contains the workspace: the action replaces the directory as a whole. */
const refuseWorkspace = (input, text, folder, workspace, example) => {
    if (!(0,_files_folders_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(workspace, folder))
        return;
    throw (0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .inputFailure */ .vQ)(input, `is "${text}", which is the workspace or contains it`, example);
};
/**
 * Reads the input `sbom`: a directory, absolute. Undefined if it is empty. The directory and the layout must not contain each
 * other, because the action replaces each of them as a whole.
 */
const sbomInput = (get, workspace, layout) => {
    const text = (0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .folderInput */ .j)(get, 'sbom', 'sbom');
    if (text === undefined)
        return undefined;
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, text);
    refuseWorkspace('sbom', text, folder, workspace, 'sbom');
    if ((0,_files_folders_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(folder, layout) || (0,_files_folders_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(layout, folder)) {
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .inputFailure */ .vQ)('sbom', `is "${text}", which is in the layout or contains it`, 'sbom');
    }
    return folder;
};
/**
 * Reads the input `insecure-registries`: registries to access over plain HTTP or with an untrusted certificate, one
 * `host[:port]` per line. Throws a Failure for any other line.
 */
const insecureRegistriesInput = (get) => new Set((0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .linesInput */ .WO)(get, 'insecure-registries').map(parseRegistry));
const parseRegistry = (line) => {
    const { text } = line;
    try {
        // As in references to images, except that a single word would be a repository on Docker Hub.
        const { registry } = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReference */ .F2)(`${text}${/[.:]|^localhost$/.test(text) ? '' : ':443'}/x`);
        if (!text.includes('/') && registry.startsWith(text))
            return text;
    }
    catch (error) {
        if (!(error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR))
            throw error;
    }
    throw (0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .lineFailure */ .T4)('insecure-registries', line, 'it is not a registry. Write host or host:port', 'registry.internal:5000');
};
/** Reads the inputs about the upload. Undefined if nothing is uploaded. `name` returns the artifact's name. */
const uploadInputs = (get, name) => (0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .flagInput */ .tc)(get, 'upload')
    ? {
        name: name(),
        retentionDays: (0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .numberInput */ .QR)(get, 'retention-days', 1, 400),
        overwrite: (0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .flagInput */ .tc)(get, 'overwrite'),
        compressionLevel: (0,_input_js__WEBPACK_IMPORTED_MODULE_4__/* .numberInput */ .QR)(get, 'compression-level', 0, 9) ?? 0,
    }
    : undefined;


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


/** Receives the output of the current asynchronous context. Undefined outside of a capture. */
const captures = new node_async_hooks__WEBPACK_IMPORTED_MODULE_0__.AsyncLocalStorage();
/**
 * Runs a function of GitHub's toolkit and passes its output to `onLine` instead of stdout and stderr.
 *
 * The clients for cache and artifacts print progress, warnings, debug lines with signed URLs, and `::add-mask::` commands
 * for the signatures. While the log shows untrusted output, the runner executes no commands: it would ignore the masks and
 * show the secrets. In addition, the reason of a failure is only in this output.
 *
 * Captures only the output of the function, not other output at the same time. Replaces the secrets that it masks with
 * `***`. Drops its output after it has ended.
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
/** Passes each write of a stream to the capture that it belongs to. This is never undone: a client may print late. */
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
const levelOf = (command = 'notice') => {
    if (command === 'warning' || command === 'error')
        return command;
    return command === 'notice' ? 'info' : 'debug';
};
/** Reverts the escaping of workflow commands. */
const unescaped = (text) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');


/***/ }),

/***/ 10483:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ih: () => (/* binding */ annotationsOf),
/* harmony export */   ic: () => (/* binding */ annotationKeys),
/* harmony export */   mi: () => (/* binding */ imageNameOf),
/* harmony export */   rj: () => (/* binding */ annotationsByImage)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);
/* harmony import */ var _reference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(23564);


/**
 * The annotations of an image in index.json that this project writes in one job and reads in another.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys
 */
const annotationKeys = {
    /** The tag. */
    refName: 'org.opencontainers.image.ref.name',
    /** The name that containerd gives the image. */
    imageName: 'io.containerd.image.name',
    /** The reference of the base image. */
    baseName: 'org.opencontainers.image.base.name',
    /** The manifest digest of the base image. */
    baseDigest: 'org.opencontainers.image.base.digest',
    /**
     * The digest that the run image's reference had in the build, of an index or a manifest. Only this project writes it, so a
     * layout that has it comes from the build action.
     */
    runImageRoot: 'io.github.buildpacks-oci-layout.run-image.root',
    /** The reference of the builder. Only this project writes this annotation and the next three. */
    builderName: 'io.github.buildpacks-oci-layout.builder.name',
    /** The digest that this reference had in the build, of an index or a manifest. */
    builderDigest: 'io.github.buildpacks-oci-layout.builder.digest',
    /** The version of the lifecycle that wrote the image. */
    lifecycleVersion: 'io.github.buildpacks-oci-layout.lifecycle.version',
    /** The platform, such as `linux/amd64`. */
    platform: 'io.github.buildpacks-oci-layout.platform',
    /**
     * The reference, by digest, of the image before a rebase. Its repository has the app's layers that a sparse layout lacks.
     * Only this project writes it.
     */
    appName: 'io.github.buildpacks-oci-layout.app.name',
};
/** The annotations that may differ between the images of an index. */
const imageKeys = [annotationKeys.baseName, annotationKeys.baseDigest, annotationKeys.appName];
// The prefix org.opencontainers is reserved.
const prefix = 'io.github.buildpacks-oci-layout.image.';
const keyFor = ({ digest }, key) => `${prefix}${digest}/${key}`;
/**
 * The annotations of an index in index.json that describe its images. They are not in the index itself, because then they
 * would be part of its digest, although no image's digest covers them.
 */
const annotationsByImage = (images) => Object.fromEntries(images.flatMap((image) => imageKeys.flatMap((key) => {
    const value = image.annotations?.[key];
    return value === undefined ? [] : [[keyFor(image, key), value]];
})));
/**
 * The annotations of an image. Those of its own descriptor come first, then those for this image in index.json, then those
 * in index.json for all images.
 */
const annotationsOf = (image, root) => {
    const shared = Object.entries(root.annotations ?? {}).filter(([key]) => !key.startsWith(prefix));
    const own = imageKeys.flatMap((key) => {
        const value = root.annotations?.[keyFor(image, key)];
        return value === undefined ? [] : [[key, value]];
    });
    return { ...Object.fromEntries(shared), ...Object.fromEntries(own), ...image.annotations };
};
/**
 * The name and tag from the build, `my-app:latest`, according to index.json. No digest covers it. Undefined if it is missing
 * or not a reference.
 */
const imageNameOf = ({ annotations }) => {
    const text = annotations?.[annotationKeys.imageName];
    if (text === undefined)
        return undefined;
    try {
        const { repository, tag } = (0,_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReference */ .F2)(text);
        return tag === undefined ? undefined : `${repository.replace(/^library\//, '')}:${tag}`;
    }
    catch (error) {
        if (error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR)
            return undefined;
        throw error;
    }
};


/***/ }),

/***/ 86575:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ parseImageConfig),
/* harmony export */   U: () => (/* binding */ namesPlatform)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78033);




const configFields = ['os', 'architecture', 'variant', 'config', 'rootfs', 'history', 'created'];
const ImageConfigSchema = valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({
    os: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    architecture: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    variant: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()),
    config: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({ Labels: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP())) }), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(['Labels', 'Env', 'User', 'Entrypoint', 'Cmd', 'WorkingDir']))),
    rootfs: valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({
        type: valibot__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .euz('layers'),
        // Go writes `null` for an empty list: `FROM scratch` without files.
        diff_ids: valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(_digest_js__WEBPACK_IMPORTED_MODULE_2__/* .DigestSchema */ .eH)), valibot__WEBPACK_IMPORTED_MODULE_3__/* .transform */ .pdi((digests) => digests ?? [])),
    }), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(['type', 'diff_ids'])),
}), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(configFields));
/** Reads an image configuration. Throws a Failure that names the field that is wrong. */
const parseImageConfig = (bytes, name = 'image configuration') => (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(ImageConfigSchema, bytes, name);
const PlatformFieldsSchema = valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({ os: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()), architecture: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()) }), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(configFields));
/**
 * Whether a configuration names a platform. The specification requires `os` and `architecture` of an image; signatures and
 * attestations that are packed as images leave them out, or write `unknown`.
 */
const namesPlatform = (bytes) => {
    const { os, architecture } = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(PlatformFieldsSchema, bytes, 'image configuration');
    return [os, architecture].every((text) => text && text !== 'unknown');
};


/***/ }),

/***/ 65328:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J4: () => (/* binding */ mismatch),
/* harmony export */   Vh: () => (/* binding */ DescriptorListSchema),
/* harmony export */   l5: () => (/* binding */ DescriptorSchema),
/* harmony export */   nb: () => (/* binding */ descriptorOf)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(77934);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33905);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78033);
/* harmony import */ var _platform_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(22554);




/** The descriptor of bytes in memory. */
const descriptorOf = (mediaType, bytes) => ({
    mediaType,
    digest: (0,_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .digestOf */ .ol)(bytes),
    size: bytes.length,
});
const fieldNames = ['mediaType', 'digest', 'size', 'urls', 'annotations', 'data', 'platform', 'artifactType'];
const DescriptorSchema = valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({
    mediaType: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    digest: _digest_js__WEBPACK_IMPORTED_MODULE_1__/* .DigestSchema */ .eH,
    size: valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .safeInteger */ .Y2b(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .minValue */ .Wwf(0)),
    urls: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP())),
    data: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()),
    annotations: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP())),
    platform: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(_platform_js__WEBPACK_IMPORTED_MODULE_2__/* .PlatformSchema */ .fR),
}), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .inOneSpelling */ .Md)(fieldNames));
/** A list of descriptors. Go writes `null` for an empty one. */
const DescriptorListSchema = valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(DescriptorSchema)), valibot__WEBPACK_IMPORTED_MODULE_3__/* .transform */ .pdi((descriptors) => descriptors ?? []));
/** Describes how bytes differ from what was expected. Undefined if they do not differ. */
const mismatch = (expected, found) => {
    if (expected.size !== undefined && expected.size !== found.size) {
        return `expected ${expected.size} bytes, found ${found.size}`;
    }
    return expected.digest === found.digest ? undefined : `expected ${expected.digest}, found ${found.digest}`;
};


/***/ }),

/***/ 36117:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A1: () => (/* binding */ parseIndex),
/* harmony export */   S2: () => (/* binding */ platformsIn),
/* harmony export */   nC: () => (/* binding */ createMultiPlatformIndex),
/* harmony export */   zd: () => (/* binding */ imageFor)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _descriptor_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65328);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(78033);
/* harmony import */ var _media_type_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(22978);
/* harmony import */ var _platform_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(22554);







const IndexSchema = valibot__WEBPACK_IMPORTED_MODULE_6__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_6__/* .looseObject */ ._H3({
    schemaVersion: valibot__WEBPACK_IMPORTED_MODULE_6__/* .literal */ .euz(2),
    mediaType: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP()),
    manifests: _descriptor_js__WEBPACK_IMPORTED_MODULE_2__/* .DescriptorListSchema */ .Vh,
    subject: valibot__WEBPACK_IMPORTED_MODULE_6__/* .nullish */ .cl6(_descriptor_js__WEBPACK_IMPORTED_MODULE_2__/* .DescriptorSchema */ .l5),
    // An ambiguous document is refused: https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
    config: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .never */ .ZmZ('an index has no configuration')),
    layers: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .never */ .ZmZ('an index has no layers')),
}), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .documentFields */ .pE));
/** Reads an OCI image index or a Docker manifest list. Throws a Failure that names the field that is wrong. */
const parseIndex = (bytes, name = 'index') => (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(IndexSchema, bytes, name);
/** The image that an index lists for a platform. Undefined if it lists none. */
const imageFor = (platform, manifests) => manifests.find((listed) => (0,_media_type_js__WEBPACK_IMPORTED_MODULE_4__/* .isManifest */ .Yh)(listed.mediaType) &&
    listed.platform !== undefined &&
    (0,_platform_js__WEBPACK_IMPORTED_MODULE_5__/* .matchesPlatform */ .pC)(platform, listed.platform));
/**
 * The platforms of the images that an index lists. Attestations are listed as images for unknown/unknown:
 * https://docs.docker.com/build/metadata/attestations/attestation-storage/
 */
const platformsIn = (manifests) => manifests
    .filter(({ mediaType }) => (0,_media_type_js__WEBPACK_IMPORTED_MODULE_4__/* .isManifest */ .Yh)(mediaType))
    .flatMap(({ platform }) => (platform === undefined || platform.os === 'unknown' ? [] : platform));
// Clients that ignore platforms use the first entry.
const commonest = ['linux/amd64', 'linux/arm64'];
const nameOf = (image) => (0,_platform_js__WEBPACK_IMPORTED_MODULE_5__/* .formatPlatform */ .Bq)((0,_platform_js__WEBPACK_IMPORTED_MODULE_5__/* .normalizePlatform */ .FL)((0,_platform_js__WEBPACK_IMPORTED_MODULE_5__/* .imagePlatform */ .Ht)(image.config)));
/**
 * Creates an index of images. The same images in any order result in the same bytes; the most common platform comes first. The
 * annotations of index.json are left out, because no image's digest covers them.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md
 */
const createMultiPlatformIndex = (images) => {
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
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: _media_type_js__WEBPACK_IMPORTED_MODULE_4__/* .mediaTypes */ .Ib.index, manifests }));
    return {
        descriptor: { mediaType: _media_type_js__WEBPACK_IMPORTED_MODULE_4__/* .mediaTypes */ .Ib.index, digest: (0,_digest_js__WEBPACK_IMPORTED_MODULE_3__/* .digestOf */ .ol)(bytes), size: bytes.length },
        bytes,
        images: listed,
    };
};
const listedDescriptor = (image) => {
    const { mediaType, digest, size } = image.descriptor;
    const { architecture, ...platform } = (0,_platform_js__WEBPACK_IMPORTED_MODULE_5__/* .imagePlatform */ .Ht)(image.config);
    // The order of the fields is that of the specification. Another order would change the digest.
    return { mediaType, digest, size, platform: { architecture, ...platform } };
};


/***/ }),

/***/ 75228:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $d: () => (/* binding */ sizeOf),
/* harmony export */   Ng: () => (/* binding */ parseManifest),
/* harmony export */   OR: () => (/* binding */ blobsOf),
/* harmony export */   TQ: () => (/* binding */ closureOf),
/* harmony export */   ge: () => (/* binding */ uniqueBlobs),
/* harmony export */   mz: () => (/* binding */ hasImageConfig),
/* harmony export */   zZ: () => (/* binding */ parseImage)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(77934);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(33905);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(52305);
/* harmony import */ var _config_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(86575);
/* harmony import */ var _descriptor_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(65328);
/* harmony import */ var _media_type_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(22978);







const ManifestSchema = valibot__WEBPACK_IMPORTED_MODULE_6__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_6__/* .looseObject */ ._H3({
    schemaVersion: valibot__WEBPACK_IMPORTED_MODULE_6__/* .literal */ .euz(2),
    mediaType: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP()),
    artifactType: valibot__WEBPACK_IMPORTED_MODULE_6__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP()),
    config: _descriptor_js__WEBPACK_IMPORTED_MODULE_4__/* .DescriptorSchema */ .l5,
    layers: _descriptor_js__WEBPACK_IMPORTED_MODULE_4__/* .DescriptorListSchema */ .Vh,
    // An ambiguous document is refused: https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
    manifests: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .never */ .ZmZ('a manifest lists no manifests')),
    subject: valibot__WEBPACK_IMPORTED_MODULE_6__/* .nullish */ .cl6(_descriptor_js__WEBPACK_IMPORTED_MODULE_4__/* .DescriptorSchema */ .l5),
    annotations: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP())),
}), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .inOneSpelling */ .Md)(_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .documentFields */ .pE));
/** Reads an OCI or Docker image manifest. Throws a Failure that names the field that is wrong. */
const parseManifest = (bytes, name = 'manifest') => (0,_json_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(ManifestSchema, bytes, name);
/** Whether a manifest is that of an image, by the media type of its configuration, and not that of another artifact. */
const hasImageConfig = ({ artifactType, config }) => !artifactType && (0,_media_type_js__WEBPACK_IMPORTED_MODULE_5__/* .ociMediaType */ .Ys)(config.mediaType) === _media_type_js__WEBPACK_IMPORTED_MODULE_5__/* .mediaTypes */ .Ib.config;
/** Reads the configuration of an image. Throws a Failure if it is malformed or lists another number of layers. */
const parseImage = (descriptor, manifest, configBytes, configName) => {
    const config = (0,_config_js__WEBPACK_IMPORTED_MODULE_3__/* .parseImageConfig */ .F)(configBytes, configName);
    if (config.rootfs.diff_ids.length === manifest.layers.length)
        return { descriptor, manifest, config };
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`The image ${descriptor.digest} is inconsistent: its manifest lists ${manifest.layers.length} layers, ` +
        `its configuration ${config.rootfs.diff_ids.length}. Build it again.`);
};
/** The manifest, the configuration and the layers of an image, each blob once. */
const closureOf = ({ descriptor, manifest }) => uniqueBlobs([descriptor, ...blobsOf(manifest)]);
/** The configuration and the layers that a manifest lists. */
const blobsOf = ({ config, layers }) => [config, ...layers];
/** Descriptors by their digests, each once. */
const uniqueBlobs = (descriptors) => [
    ...new Map(descriptors.map((blob) => [blob.digest, blob])).values(),
];
/** The total size in bytes. */
const sizeOf = (blobs) => blobs.reduce((sum, { size }) => sum + size, 0);


/***/ }),

/***/ 22978:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ib: () => (/* binding */ mediaTypes),
/* harmony export */   MB: () => (/* binding */ compressionOf),
/* harmony export */   My: () => (/* binding */ acceptedManifests),
/* harmony export */   Yh: () => (/* binding */ isManifest),
/* harmony export */   Ys: () => (/* binding */ ociMediaType),
/* harmony export */   nw: () => (/* binding */ isIndex),
/* harmony export */   wz: () => (/* binding */ isDocument)
/* harmony export */ });
/** OCI's media types: https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md */
const mediaTypes = {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
};
const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json';
const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
// Docker's media types and OCI's are of the same formats.
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
/** The OCI media type for a Docker or OCI media type. */
const ociMediaType = (mediaType) => ociTypes.get(mediaType) ?? mediaType;
const isIndex = (mediaType) => ociMediaType(mediaType) === mediaTypes.index;
const isManifest = (mediaType) => ociMediaType(mediaType) === mediaTypes.manifest;
/** Whether content is a manifest or an index. Registries store these apart from blobs. */
const isDocument = ({ mediaType }) => isManifest(mediaType) || isIndex(mediaType);
/** The compression of a layer, by its media type. */
const compressionOf = (mediaType) => /gzip$/.test(mediaType) ? 'gzip' : /zstd$/.test(mediaType) ? 'zstd' : 'none';
/** The media types for requests to registries: image manifests and indexes. */
const acceptedManifests = [
    mediaTypes.index,
    mediaTypes.manifest,
    dockerList,
    dockerManifest,
];


/***/ }),

/***/ 22554:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bq: () => (/* binding */ formatPlatform),
/* harmony export */   FL: () => (/* binding */ normalizePlatform),
/* harmony export */   Ht: () => (/* binding */ imagePlatform),
/* harmony export */   Iu: () => (/* binding */ formatPlatforms),
/* harmony export */   Y8: () => (/* binding */ parsePlatform),
/* harmony export */   fR: () => (/* binding */ PlatformSchema),
/* harmony export */   pC: () => (/* binding */ matchesPlatform)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(77934);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(33905);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);




const PlatformSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({ os: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), architecture: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), variant: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()) }), (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .inOneSpelling */ .Md)(['os', 'architecture', 'variant']), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ os, architecture, variant }) => ({ os, architecture, ...(variant ? { variant } : {}) })));
const pattern = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9.]+))?$/;
/** Reads `os/arch[/variant]`. Throws a Failure if the text is anything else. */
const parsePlatform = (text) => {
    const [, os, architecture, variant] = pattern.exec(text) ?? [];
    if (os === undefined || architecture === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(text)}" is not a platform: write os/arch[/variant], for example linux/arm64.`);
    }
    const known = Object.hasOwn(architectureNames, architecture) ? architectureNames[architecture] : undefined;
    if (known !== undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(text)}" is not a platform, because images use other names than "${architecture}". ` +
            `Did you mean ${os}/${known}?`);
    }
    return { os, architecture, ...(variant === undefined ? {} : { variant }) };
};
/** The names of architectures in images, which are Go's, by other common names, for example those of `uname -m`. */
const architectureNames = {
    x86_64: 'amd64',
    x64: 'amd64',
    aarch64: 'arm64',
    armv8: 'arm64',
    armhf: 'arm/v7',
    armv7l: 'arm/v7',
    armv7: 'arm/v7',
    armv6l: 'arm/v6',
    armel: 'arm/v6',
    i386: '386',
    i686: '386',
    x86: '386',
    powerpc64le: 'ppc64le',
};
/** `linux/arm64/v8` */
const formatPlatform = ({ os, architecture, variant }) => [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
/** Untrusted platforms for messages, each once: `linux/amd64, linux/arm64`, or `none`. */
const formatPlatforms = (platforms) => (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)([...new Set(platforms.map(formatPlatform))].join(', ')) || 'none';
/**
 * The platform in an image's configuration, without an empty variant. Throws a Failure if it is not a valid platform: the text
 * is untrusted and becomes part of logs, indexes and names of directories.
 */
const imagePlatform = ({ os, architecture, variant, }) => {
    const platform = { os, architecture, ...(variant ? { variant } : {}) };
    const text = formatPlatform(platform);
    if (os.includes('/') || !pattern.test(text)) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .Failure */ .HR(`An image is for "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(text)}", which is not a platform. Build it for a platform such as linux/amd64.`);
    }
    return platform;
};
// An image for arm64 need not name v8, and one for arm need not name v7.
// https://github.com/containerd/platforms/blob/v1.0.0/database.go (normalizeArch)
const defaultVariants = { arm64: 'v8', arm: 'v7', amd64: 'v1' };
/** The platform without the default variant of its architecture. */
const normalizePlatform = ({ os, architecture, variant }) => !variant || variant === defaultVariants[architecture] ? { os, architecture } : { os, architecture, variant };
/** Whether an image for `offered` runs on `wanted`. A platform without a variant has its architecture's default variant. */
const matchesPlatform = (wanted, offered) => wanted.os === offered.os &&
    wanted.architecture === offered.architecture &&
    normalizePlatform(wanted).variant === normalizePlatform(offered).variant;


/***/ }),

/***/ 33905:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C6: () => (/* binding */ TextsSchema),
/* harmony export */   Ce: () => (/* binding */ isFields),
/* harmony export */   Md: () => (/* binding */ inOneSpelling),
/* harmony export */   Xo: () => (/* binding */ FieldsSchema),
/* harmony export */   pE: () => (/* binding */ documentFields),
/* harmony export */   p_: () => (/* binding */ list)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77934);

// Schemas that copy an object change the order of its fields and lose fields such as `constructor`, which a label may have.
// These schemas return the parsed object itself.
const isFields = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** An object with any fields, which is written again unchanged. */
const FieldsSchema = valibot__WEBPACK_IMPORTED_MODULE_0__/* .custom */ .IeY(isFields, 'it is not an object');
/** Strings by any names, for example labels. */
const TextsSchema = valibot__WEBPACK_IMPORTED_MODULE_0__/* .custom */ .IeY((value) => isFields(value) && Object.values(value).every((text) => typeof text === 'string'), 'it is not an object with strings');
/** A list. Ignores entries that do not match the schema; anything else than an array is an empty list. */
const list = (schema) => valibot__WEBPACK_IMPORTED_MODULE_0__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J()), valibot__WEBPACK_IMPORTED_MODULE_0__/* .transform */ .pdi((entries) => entries.flatMap((entry) => {
    const result = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(schema, entry);
    return result.success ? [result.output] : [];
}))), []);
/** The fields of manifests and indexes in the specification. */
const documentFields = [
    'schemaVersion',
    'mediaType',
    'artifactType',
    'config',
    'layers',
    'manifests',
    'subject',
    'annotations',
];
/**
 * Refuses a field whose name differs from a known one only in case: Go ignores the case of names, so the document would
 * have another meaning there.
 * https://pkg.go.dev/encoding/json#Unmarshal
 */
const inOneSpelling = (names) => {
    const known = new Set(names.map(foldCase));
    return valibot__WEBPACK_IMPORTED_MODULE_0__/* .check */ .z6Y((document) => Object.keys(document).every((key) => names.includes(key) || !known.has(foldCase(key))), 'the name of a field differs from a known one only in case');
};
// Both conversions are needed, for example for the long s (U+017F).
const foldCase = (name) => name.toUpperCase().toLowerCase();


/***/ }),

/***/ 59665:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Pl: () => (/* binding */ goJson),
/* harmony export */   XG: () => (/* binding */ goMap),
/* harmony export */   cM: () => (/* binding */ goStruct)
/* harmony export */ });
/**
 * Writes JSON exactly like Go's encoding/json, because the digest of an image depends on each byte. The fields of objects
 * must be in the order of Go's struct. A Map is written like a map in Go, sorted by its keys.
 * https://pkg.go.dev/encoding/json#Marshal
 */
const goJson = (value) => {
    if (Array.isArray(value))
        return `[${value.map(goJson).join()}]`;
    if (value instanceof Map)
        return objectText([...value].toSorted(([one], [other]) => byBytes(one, other)));
    if (typeof value === 'object' && value !== null)
        return objectText(Object.entries(value));
    return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeCharacter);
};
const objectText = (entries) => `{${entries.map(([name, value]) => `${goJson(name)}:${goJson(value)}`).join()}}`;
const byBytes = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other));
const escapeCharacter = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
/** The fields that Go writes for a struct whose fields are all `omitempty`: the given names, without empty values. */
const goStruct = (value, names) => Object.fromEntries(names.flatMap((name) => (isEmpty(value[name]) ? [] : [[name, value[name]]])));
const isEmpty = (value) => value === undefined ||
    value === null ||
    value === '' ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0) ||
    (value instanceof Map && value.size === 0);
/** Converts an object from JSON to a map for `goJson`; undefined if there is none. */
const goMap = (value) => value === null || value === undefined ? undefined : new Map(Object.entries(value));


/***/ }),

/***/ 2935:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ib: () => (/* binding */ blobAtPath),
/* harmony export */   MQ: () => (/* binding */ blobNames),
/* harmony export */   Mq: () => (/* binding */ blobFolder),
/* harmony export */   Nm: () => (/* binding */ markUsed),
/* harmony export */   ZL: () => (/* binding */ chunkSize),
/* harmony export */   Zh: () => (/* binding */ writeBlob),
/* harmony export */   nD: () => (/* binding */ blobPath),
/* harmony export */   rt: () => (/* binding */ unlessRemoved),
/* harmony export */   s8: () => (/* binding */ shareFile),
/* harmony export */   sm: () => (/* binding */ linkBlob),
/* harmony export */   v9: () => (/* binding */ measureFile),
/* harmony export */   vK: () => (/* binding */ writeAtomically),
/* harmony export */   zd: () => (/* binding */ pruneBlobs)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _content_verify_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(62584);
/* harmony import */ var _files_file_content_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(81849);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6998);
/* harmony import */ var _files_folders_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(12814);
/* harmony import */ var _files_staging_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(98842);
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









/** The directory of the blobs of a layout. */
const blobFolder = (layout) => (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(layout, 'blobs', 'sha256');
/** The file of a blob in a layout. */
const blobPath = (layout, digest) => (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(blobFolder(layout), (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_7__/* .hexOf */ .ZD)(digest));
/** The digest of the blob at a path relative to the layout. Undefined for other files. */
const blobAtPath = (path) => {
    const [, hex] = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path) ?? [];
    return hex === undefined ? undefined : (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_7__/* .digestOfHex */ .z9)(hex);
};
/** The part of a file that is in memory at a time, in bytes. */
const chunkSize = 1024 * 1024;
/** Hashes a file. Throws the error of the file system. */
const measureFile = async (path) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const meter = new _content_verify_js__WEBPACK_IMPORTED_MODULE_2__/* .ContentMeter */ .xl();
        const buffer = Buffer.allocUnsafe(chunkSize);
        const file = __addDisposableResource(env_1, await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(path, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_NOFOLLOW), true);
        for (;;) {
            const { bytesRead } = await file.read(buffer);
            if (bytesRead === 0)
                return meter.measure();
            meter.add(buffer.subarray(0, bytesRead));
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
// A process with another hard link to the file must not change it after it was verified.
const blobMode = 0o444;
/** Another process removed a file that was being written, for example because it cleans up the directory. */
class FileRemoved extends _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR {
    constructor(path, cause) {
        super(`Could not write ${path}: another process removed the file while it was written. ` +
            'Run the step again when no other process changes that folder.', { cause });
    }
}
const isMissing = (error, path) => error instanceof Error && (0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(error, 'ENOENT') && 'path' in error && error.path === path;
/** Repeats writing a file, a few times, if another process removes it meanwhile. */
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
 * Creates a file next to `path` with `make`, and renames it to `path` afterwards, so that no incomplete file has a final name.
 * Throws a Failure for errors of the file system, and what `make` throws.
 */
const writeAtomically = async (path, make) => {
    const partial = await (0,_files_staging_js__WEBPACK_IMPORTED_MODULE_6__/* .partialPath */ .Dn)(path);
    try {
        await (0,_files_folders_js__WEBPACK_IMPORTED_MODULE_5__/* .makeFolder */ .fc)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path));
        await make(partial);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(partial, path);
    }
    catch (error) {
        if (isMissing(error, partial))
            throw new FileRemoved(path, error);
        throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_4__/* .explainFileError */ .Y)(error, `write ${path}`);
    }
    finally {
        // After success too: renaming a hard link to another one of the same file leaves both. If this fails as well, the first
        // error is more useful.
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(partial, { force: true }).catch(() => { });
    }
};
/**
 * Writes a blob into a layout and verifies it. It gets its name only if its size and digest are right; otherwise a Failure
 * says how they differ.
 */
const writeBlob = async (layout, expected, source) => {
    const meter = new _content_verify_js__WEBPACK_IMPORTED_MODULE_2__/* .ContentMeter */ .xl();
    await writeAtomically(blobPath(layout, expected.digest), async (partial) => {
        const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(partial, 'wx', blobMode);
        try {
            for await (const chunk of source) {
                meter.add(chunk);
                if (meter.size > (expected.size ?? Number.POSITIVE_INFINITY))
                    break;
                await file.writeFile(chunk);
            }
        }
        finally {
            await file.close();
        }
        const wrong = meter.mismatch(expected);
        if (wrong !== undefined)
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The blob ${expected.digest} is not what its name says: ${wrong}.`);
    });
};
/** Opens a regular file, not a link to one. Throws the error of the file system, or a Failure for another kind of file. */
const openRegular = async (path) => {
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(path, _files_file_content_js__WEBPACK_IMPORTED_MODULE_3__/* .safeReadFlags */ .F9);
    if ((await file.stat()).isFile())
        return file;
    await file.close();
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`Could not use ${path}: it is not a regular file. Remove it.`);
};
/** Makes the file at a path read-only. Does not follow a link. */
const protect = async (path) => {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const file = __addDisposableResource(env_2, await openRegular(path), true);
        await file.chmod(blobMode);
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
/**
 * Copies a file as a read-only file. If the file system supports it, the copy shares the storage (reflink). Otherwise it is a
 * hard link, which makes both names read-only, or a real copy if the paths are on different file systems or the file belongs
 * to another user. Does not follow links. Throws the error of the file system.
 */
const shareFile = async (source, path) => {
    const env_3 = { stack: [], error: void 0, hasError: false };
    try {
        const file = __addDisposableResource(env_3, await openRegular(source)
        // The open file, even if its path was replaced: https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html
        , true);
        // The open file, even if its path was replaced: https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html
        const opened = `/proc/self/fd/${file.fd}`;
        try {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.copyFile)(opened, path, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.COPYFILE_EXCL | node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.COPYFILE_FICLONE_FORCE);
            await protect(path);
            return;
        }
        catch {
            // Most file systems do not support it, and their errors differ.
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(path, { force: true });
        }
        try {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.link)(source, path);
            await protect(path);
        }
        catch (error) {
            // EMLINK and EPERM: the file system supports no (more) hard links, or forbids them for files of other users.
            if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(error, 'EXDEV', 'EMLINK', 'EPERM'))
                throw error;
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(path, { force: true });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.copyFile)(opened, path, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.COPYFILE_EXCL);
            await protect(path);
        }
    }
    catch (e_3) {
        env_3.error = e_3;
        env_3.hasError = true;
    }
    finally {
        const result_3 = __disposeResources(env_3);
        if (result_3)
            await result_3;
    }
};
/** Shares a blob of a layout with another one. Throws the error of the file system, `ENOENT` if the blob is missing. */
const linkBlob = async (from, to, digest) => unlessRemoved(() => writeAtomically(blobPath(to, digest), (partial) => shareFile(blobPath(from, digest), partial)));
/** The file names in the blob directory of a layout. Empty if there is no directory yet. */
const blobNames = async (folder) => {
    try {
        return await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(blobFolder(folder));
    }
    catch (error) {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(error, 'ENOENT'))
            return [];
        throw error;
    }
};
/** Updates the times of blob files, to mark them as used. Ignores errors. */
const markUsed = async (folder, digests) => {
    const now = new Date();
    await Promise.all([...digests].map((digest) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.utimes)(blobPath(folder, digest), now, now).catch(() => { })));
};
/**
 * Deletes all files in the blob directory of a layout except the blobs to keep, or those of them for which `isUseless` holds.
 * Returns the names of the deleted files. Throws a Failure if a file cannot be deleted.
 */
const pruneBlobs = async (folder, keep, isUseless = () => true) => {
    const names = new Set([...keep].map(_image_digest_js__WEBPACK_IMPORTED_MODULE_7__/* .hexOf */ .ZD));
    const pruned = [];
    try {
        for (const name of await blobNames(folder)) {
            const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(blobFolder(folder), name);
            if (names.has(name) || ((0,_files_staging_js__WEBPACK_IMPORTED_MODULE_6__/* .isPartial */ .mt)(name) && (await (0,_files_staging_js__WEBPACK_IMPORTED_MODULE_6__/* .isBeingWritten */ .Fr)(path))))
                continue;
            if (!(await isUseless(name, path)))
                continue;
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(path, { recursive: true, force: true });
            pruned.push(name);
        }
    }
    catch (error) {
        throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_4__/* .explainFileError */ .Y)(error, `delete unused blobs in ${folder}`);
    }
    return pruned;
};


/***/ }),

/***/ 90583:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ layoutContent)
/* harmony export */ });
/* unused harmony export LayoutContent */
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _content_verify_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(62584);
/* harmony import */ var _files_file_content_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(81849);
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
 * The blobs of a layout. Each blob that is fetched or mounted is verified. If it is wrong, `onCorrupt` is called and awaited;
 * it may remove the blob.
 */
const layoutContent = (folder, onCorrupt) => new LayoutContent(folder, onCorrupt);
// In bytes. V8 counts the bytes of such chunks late, so larger ones use up to
// 60 MB more memory, and are not faster.
const pieceSize = 128 * 1024;
/** An OCI image layout on disk as content. */
class LayoutContent {
    folder;
    #onCorrupt;
    constructor(folder, onCorrupt = async () => { }) {
        this.folder = folder;
        this.#onCorrupt = onCorrupt;
    }
    async exists(descriptor) {
        return (await this.#flawUnread(descriptor)) === undefined;
    }
    async *fetch(descriptor) {
        const { digest, data } = descriptor;
        const flaw = await this.#flawUnread(descriptor);
        const reason = flaw === 'missing' && data
            ? yield* embedded(descriptor, data)
            : (flaw ?? (yield* this.#read(descriptor)));
        if (reason === undefined)
            return;
        if (reason === 'missing')
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_6__/* .Failure */ .HR(`The layout ${this.folder} does not have ${digest}.`);
        await this.#onCorrupt(descriptor, reason);
        throw new _content_verify_js__WEBPACK_IMPORTED_MODULE_1__/* .CorruptContent */ .Bj(`The blob ${digest} in ${this.folder} is corrupt: ${reason}. Create that layout again.`);
    }
    async push(descriptor, open) {
        await (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .writeBlob */ .Zh)(this.folder, descriptor, open());
    }
    /** Only from another layout: shares its file or, if that is not possible, copies it. Verifies it before it gets its name. */
    async mount(descriptor, from) {
        if (!(from instanceof LayoutContent))
            return false;
        const reason = (await from.#flawUnread(descriptor)) ?? (await this.#share(descriptor, from.folder));
        if (reason !== undefined && reason !== 'missing')
            await from.#onCorrupt(descriptor, reason);
        return reason === undefined;
    }
    /** How a blob differs, as far as that shows without reading it. */
    async #flawUnread(descriptor) {
        const path = (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobPath */ .nD)(this.folder, descriptor.digest);
        const flaw = await (0,_verify_js__WEBPACK_IMPORTED_MODULE_8__/* .flawOf */ .e3)(path, descriptor, true);
        if (flaw !== undefined)
            return flaw;
        return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.access)(path, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.R_OK).then(() => undefined, () => 'not readable');
    }
    async *#read({ digest, size }) {
        const meter = new _content_verify_js__WEBPACK_IMPORTED_MODULE_1__/* .ContentMeter */ .xl();
        const path = (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobPath */ .nD)(this.folder, digest);
        try {
            const env_1 = { stack: [], error: void 0, hasError: false };
            try {
                const file = __addDisposableResource(env_1, await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(path, _files_file_content_js__WEBPACK_IMPORTED_MODULE_2__/* .safeReadFlags */ .F9)
                // One byte more shows whether the file grew.
                , true);
                // One byte more shows whether the file grew.
                for await (const chunk of file.createReadStream({ highWaterMark: pieceSize, end: size })) {
                    meter.add(chunk);
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
        return meter.mismatch({ digest, size });
    }
    /** Takes a blob of another layout. Returns how the blob is wrong; this layout then does not have it. */
    async #share(descriptor, from) {
        const { digest } = descriptor;
        let flaw;
        try {
            await (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .writeAtomically */ .vK)((0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobPath */ .nD)(this.folder, digest), async (partial) => {
                await (0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .shareFile */ .s8)((0,_blob_js__WEBPACK_IMPORTED_MODULE_7__/* .blobPath */ .nD)(from, digest), partial).catch((error) => {
                    // Another process removed it.
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
/** The content that a descriptor has itself. Returns how it differs from the descriptor. */
async function* embedded(expected, data) {
    const bytes = Buffer.from(data, 'base64');
    yield bytes;
    return (0,_image_descriptor_js__WEBPACK_IMPORTED_MODULE_4__/* .mismatch */ .J4)(expected, { digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_5__/* .digestOf */ .ol)(bytes), size: bytes.length });
}


/***/ }),

/***/ 64480:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $2: () => (/* binding */ readEntries),
/* harmony export */   AM: () => (/* binding */ readImage),
/* harmony export */   EW: () => (/* binding */ readSmallFile),
/* harmony export */   RA: () => (/* binding */ linkFailure),
/* harmony export */   T4: () => (/* binding */ readLayout),
/* harmony export */   on: () => (/* binding */ readPart),
/* harmony export */   u0: () => (/* binding */ readDocument),
/* harmony export */   xQ: () => (/* binding */ checkMediaType),
/* harmony export */   yC: () => (/* binding */ MissingBlob)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(77934);
/* harmony import */ var _image_descriptor_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65328);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(78033);
/* harmony import */ var _image_image_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(75228);
/* harmony import */ var _image_image_index_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(36117);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(22978);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(4908);
/* harmony import */ var _blob_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(2935);
/* harmony import */ var _write_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(66129);













/**
 * Reads a file of at most `documentLimit` bytes. Does not wait for a pipe or a device, and follows a symbolic link only if
 * `followLink` is set.
 *
 * Throws a Failure if the file is larger or not a regular file, and else the error of the file system (`ELOOP` for a link).
 */
const readSmallFile = async (path, { followLink = false } = {}) => {
    const links = followLink ? 0 : node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_NOFOLLOW;
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(path, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK | links);
    try {
        const stats = await file.stat();
        if (!stats.isFile())
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`${path} is not a regular file.`);
        if (stats.size > _json_document_js__WEBPACK_IMPORTED_MODULE_7__/* .documentLimit */ .NL) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`${path} has ${stats.size} bytes. The limit is ${_json_document_js__WEBPACK_IMPORTED_MODULE_7__/* .documentLimit */ .NL} bytes.`);
        }
        // Not to the end: a file can grow, and some files of the system have no size and no end.
        const bytes = Buffer.alloc(stats.size);
        let length = 0;
        while (length < bytes.length) {
            const { bytesRead } = await file.read(bytes, length);
            if (bytesRead === 0)
                break;
            length += bytesRead;
        }
        return bytes.subarray(0, length);
    }
    finally {
        await file.close();
    }
};
/**
 * Reads a document of a layout (manifest, index, configuration) and verifies its size, if that is known, and its digest.
 *
 * Throws a Failure if the document differs, and else the error of the file system.
 */
const readDocument = async (folder, expected) => {
    const bytes = await readSmallFile((0,_blob_js__WEBPACK_IMPORTED_MODULE_9__/* .blobPath */ .nD)(folder, expected.digest)).catch((error) => {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(error, 'ENOENT') && expected.data)
            return Buffer.from(expected.data, 'base64');
        throw error;
    });
    const wrong = (0,_image_descriptor_js__WEBPACK_IMPORTED_MODULE_2__/* .mismatch */ .J4)(expected, { digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_3__/* .digestOf */ .ol)(bytes), size: bytes.length });
    if (wrong !== undefined)
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The blob ${expected.digest} in ${folder} is corrupt: ${wrong}.`);
    return bytes;
};
/** A layout does not have a blob. */
class MissingBlob extends _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR {
}
/** The same, with a Failure for each error. */
const readPart = async (folder, descriptor) => {
    try {
        return await readDocument(folder, descriptor);
    }
    catch (cause) {
        if (cause instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR)
            throw cause;
        const { digest } = descriptor;
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(cause, 'ELOOP'))
            throw linkFailure(`The blob ${digest}`, folder);
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(cause, 'ENOENT'))
            throw new MissingBlob(`The layout ${folder} does not have ${digest}.`);
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`Could not read the blob ${digest} in ${folder}: ${(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .messageOf */ .bD)(cause)}.`, { cause });
    }
};
/** The failure for a file of a layout that is a symbolic link, as Bazel's rules_oci write them. */
const linkFailure = (file, folder) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`${file} in ${folder} is a symbolic link, and links in a layout are not followed. Copy the layout with ` +
    '"cp -rL", which replaces links with files, and use the copy.');
/** Throws a Failure if the media type of a document is not the one in its descriptor, which registries use. */
const checkMediaType = ({ mediaType, digest }, document, folder) => {
    if (document.mediaType === undefined || document.mediaType === mediaType)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The document ${digest} in ${folder} is a "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_11__/* .printable */ .g$)(document.mediaType)}", and is listed as a ` +
        `"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_11__/* .printable */ .g$)(mediaType)}".`);
};
/** Reads the image that a manifest's descriptor names. Verifies manifest and configuration. */
const readImage = async (folder, descriptor) => {
    if (!(0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_6__/* .isManifest */ .Yh)(descriptor.mediaType)) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`${folder} contains a "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_11__/* .printable */ .g$)(descriptor.mediaType)}", not an image manifest.`);
    }
    const manifest = (0,_image_image_js__WEBPACK_IMPORTED_MODULE_4__/* .parseManifest */ .Ng)(await readPart(folder, descriptor));
    checkMediaType(descriptor, manifest, folder);
    return (0,_image_image_js__WEBPACK_IMPORTED_MODULE_4__/* .parseImage */ .zZ)(descriptor, manifest, await readPart(folder, manifest.config));
};
const MarkerSchema = valibot__WEBPACK_IMPORTED_MODULE_12__/* .looseObject */ ._H3({ imageLayoutVersion: valibot__WEBPACK_IMPORTED_MODULE_12__/* .string */ .YjP() });
/** Reads what a layout's index.json lists. Throws a Failure if the path is not a layout. */
const readEntries = async (folder) => {
    const marker = await readLayoutFile(folder, _write_js__WEBPACK_IMPORTED_MODULE_10__/* .layoutMarker */ .fB);
    const index = await readLayoutFile(folder, _write_js__WEBPACK_IMPORTED_MODULE_10__/* .layoutIndex */ .vh);
    (0,_json_document_js__WEBPACK_IMPORTED_MODULE_7__/* .parseDocument */ .Tp)(MarkerSchema, marker, _write_js__WEBPACK_IMPORTED_MODULE_10__/* .layoutMarker */ .fB);
    return (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_5__/* .parseIndex */ .A1)(index, _write_js__WEBPACK_IMPORTED_MODULE_10__/* .layoutIndex */ .vh).manifests;
};
const readLayoutFile = async (folder, name) => {
    try {
        return await readSmallFile((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, name));
    }
    catch (cause) {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(cause, 'ELOOP'))
            throw linkFailure(name, folder);
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`${folder} is not an OCI image layout: ${await reasonOf(cause, folder, name)}`);
    }
};
const reasonOf = async (cause, folder, name) => {
    if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(cause, 'ENOTDIR')) {
        return 'it is a file. If it is an archive of a layout, unpack it first ("tar -xf"), and use that directory.';
    }
    if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .isSystemError */ .Or)(cause, 'ENOENT'))
        return (0,_message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .messageOf */ .bD)(cause);
    const exists = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(folder).catch(() => undefined);
    return exists === undefined ? 'it does not exist. Check the path.' : `it has no file "${name}".`;
};
/** Reads the one image of a layout. Throws a Failure if the layout does not contain exactly one image. */
const readLayout = async (folder) => {
    const [descriptor, ...others] = await readEntries(folder);
    if (descriptor === undefined || others.length > 0) {
        const number = descriptor === undefined ? 0 : others.length + 1;
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`${folder} contains ${number} images; exactly one is expected.`);
    }
    return readImage(folder, descriptor);
};


/***/ }),

/***/ 58193:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L$: () => (/* binding */ symbolicLink),
/* harmony export */   e3: () => (/* binding */ flawOf),
/* harmony export */   pG: () => (/* binding */ findFlaws),
/* harmony export */   rN: () => (/* binding */ checkBlobs),
/* harmony export */   w8: () => (/* binding */ describeFlaw)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);
/* harmony import */ var _image_descriptor_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65328);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4908);
/* harmony import */ var _blob_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2935);






/** The reason if the file of a blob is a symbolic link. */
const symbolicLink = 'a symbolic link';
/** `sha256:…, application/…: expected 10 bytes, found 9` */
const describeFlaw = ({ descriptor, reason }) => `${descriptor.digest}, ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_5__/* .printable */ .g$)(descriptor.mediaType)}: ${reason}`;
/**
 * Compares blobs of a layout with their descriptors: each must be a regular file of the right size and of the right digest.
 * Blobs in `verified`, which this process has hashed before, are not hashed again.
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
const shownFlaws = 10;
/**
 * Verifies the blobs of a layout before it is moved into place, as `findFlaws` does. Throws a Failure that names the layout's
 * image and the first flaws.
 */
const checkBlobs = async (name, folder, blobs, verified) => {
    const flaws = await findFlaws(folder, blobs, verified);
    if (flaws.length === 0)
        return;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`The layout of ${name} is incomplete: ${flaws.length} of ${blobs.length} blobs are missing or wrong. ` +
        'No layout was written. Run the step again.', { detail: flaws.slice(0, shownFlaws).map(describeFlaw) });
};
/** How the file of a blob differs from its descriptor. Undefined if it does not. Does not hash a file that is `verified`. */
const flawOf = async (path, expected, verified) => {
    try {
        const stats = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path);
        if (stats.isSymbolicLink())
            return symbolicLink;
        if (!stats.isFile())
            return 'not a regular file';
        const { digest } = expected;
        const { size } = stats;
        return (0,_image_descriptor_js__WEBPACK_IMPORTED_MODULE_2__/* .mismatch */ .J4)(expected, verified || size !== expected.size ? { digest, size } : await (0,_blob_js__WEBPACK_IMPORTED_MODULE_4__/* .measureFile */ .v9)(path));
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
/* harmony import */ var _files_folders_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(12814);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(22978);
/* harmony import */ var _blob_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2935);






/** The file names in a layout: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md */
const layoutMarker = 'oci-layout';
const layoutIndex = 'index.json';
/** All entries of a layout's directory. */
const layoutNames = [layoutMarker, layoutIndex, 'blobs'];
/** The content of a layout's marker file. */
const layoutMarkerText = '{"imageLayoutVersion":"1.0.0"}';
/** The index of a layout that holds one image. */
const indexText = (image) => JSON.stringify({ schemaVersion: 2, mediaType: _image_media_type_js__WEBPACK_IMPORTED_MODULE_4__/* .mediaTypes */ .Ib.index, manifests: [image] });
/** Creates an empty layout in a directory, which may exist. */
const createLayout = async (folder) => {
    try {
        await (0,_files_folders_js__WEBPACK_IMPORTED_MODULE_3__/* .makeFolder */ .fc)((0,_blob_js__WEBPACK_IMPORTED_MODULE_5__/* .blobFolder */ .Mq)(folder));
    }
    catch (error) {
        throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .explainFileError */ .Y)(error, `create a layout in ${folder}`);
    }
    await writeText((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, layoutMarker), layoutMarkerText);
};
/** Writes an index.json with one image. */
const writeIndex = (folder, image) => writeText((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, layoutIndex), indexText(image));
const writeText = (path, text) => (0,_blob_js__WEBPACK_IMPORTED_MODULE_5__/* .unlessRemoved */ .rt)(() => (0,_blob_js__WEBPACK_IMPORTED_MODULE_5__/* .writeAtomically */ .vK)(path, (partial) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)(partial, text, { mode: 0o644 })));


/***/ }),

/***/ 9513:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GI: () => (/* binding */ RequestError),
/* harmony export */   Qm: () => (/* binding */ malformed),
/* harmony export */   v5: () => (/* binding */ isUnconnected),
/* harmony export */   x6: () => (/* binding */ networkError)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4908);


/** Why a single request failed. The retries convert it into a Failure that also names the action. */
class RequestError extends Error {
    name = 'RequestError';
    /** What the user can do, as a sentence. */
    advice;
    /** Whether the same request may succeed later. */
    isTransient;
    /** Whether the server was never reached. Its name may be wrong, or it may be down. */
    isUnreachable;
    /** The status of the server's refusal, if it refused the request. */
    status;
    /** Whether the refused request carried a credential. */
    hadCredential;
    /** How long the server asks to wait, in milliseconds. */
    retryAfter;
    /** `reason` follows a colon in messages: `ghcr.io reported a server error (503)`. */
    constructor(reason, options) {
        super(reason, options.cause === undefined ? undefined : { cause: options.cause });
        this.advice = options.advice;
        this.isTransient = options.transient ?? false;
        this.isUnreachable = options.unreachable ?? false;
        this.status = options.status;
        this.hadCredential = options.identified ?? false;
        this.retryAfter = options.retryAfter;
    }
}
const notARegistry = 'Check that this is the address of a registry, and that no proxy responds instead.';
/** A response violated the protocol. */
const malformed = (host, what) => new RequestError(`${host} sent a malformed response: ${what}`, {
    advice: notARegistry,
});
/** The first code of an error, of the errors that it aggregates, and of its causes. */
const codeOf = (error) => {
    if (!(error instanceof Error))
        return undefined;
    if ('code' in error && typeof error.code === 'string')
        return error.code;
    return (error instanceof AggregateError ? codeOf(error.errors[0]) : undefined) ?? codeOf(error.cause);
};
const transientErrors = {
    EAI_AGAIN: (host) => `the name ${host} could not be resolved`,
    ECONNREFUSED: (host) => `${host} refused the connection`,
    ECONNRESET: (host) => `the connection to ${host} was reset`,
    ECONNABORTED: (host) => `the connection to ${host} was reset`,
    EPIPE: (host) => `the connection to ${host} was reset`,
    UND_ERR_SOCKET: (host) => `the connection to ${host} was interrupted`,
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: (host) => `the connection to ${host} was interrupted`,
    ETIMEDOUT: (host) => `${host} could not be reached in time`,
    UND_ERR_CONNECT_TIMEOUT: (host) => `${host} could not be reached in time`,
    UND_ERR_HEADERS_TIMEOUT: (host) => `${host} did not respond in time`,
    UND_ERR_BODY_TIMEOUT: (host) => `the transfer from ${host} stalled`,
    EHOSTUNREACH: (host) => `there is no route to ${host}`,
    ENETUNREACH: (host) => `there is no route to ${host}`,
};
/** The codes of failed connections. Timeouts are not among them: the next attempt may be faster. */
const unconnected = ['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'];
/** Whether an error says that no connection was possible. The server's name may be wrong, or it may be down. */
const isUnconnected = (error) => {
    const code = codeOf(error);
    return code !== undefined && [...unconnected, 'ENOTFOUND'].includes(code);
};
/** Other errors by their codes, with the reason and the advice. */
const permanentErrors = [
    [
        /^ENOTFOUND$/,
        (host) => `the name ${host} does not exist`,
        "Check the registry's name, and the network and proxy settings of this machine.",
    ],
    [
        /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/,
        (host) => `${host} does not use TLS`,
        'Serve it over HTTPS, or add it to the input insecure-registries to allow plain HTTP.',
    ],
    [
        /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/,
        (host, error) => `the certificate of ${host} is not trusted: ${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error))}`,
        'If a private CA issued it, set NODE_EXTRA_CA_CERTS to the path of the CA certificate.',
    ],
    [/^HPE_|^UND_ERR_/, (host) => `${host} sent a response that is not HTTP`, notARegistry],
];
/**
 * Explains a network error as a RequestError; returns other errors unchanged. `answered` says whether the host has ever
 * responded. If so, it will come back; if not, it may not exist.
 */
const networkError = (host, error, answered = true) => {
    // A Failure comes from the source of a body, and already says what failed.
    if (error instanceof RequestError || error instanceof _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR)
        return error;
    if (error instanceof Error && error.name === 'TimeoutError') {
        return new RequestError(`${host} did not complete its response in time`, {
            advice: 'Try again later.',
            transient: true,
            cause: error,
        });
    }
    const code = codeOf(error);
    if (code === undefined)
        return error;
    const reason = transientErrors[code];
    if (reason !== undefined) {
        return new RequestError(`${reason(host)} (${code})`, {
            advice: `Check the network and proxy settings of this machine, or try again later.`,
            transient: true,
            unreachable: !answered && unconnected.includes(code),
            cause: error,
        });
    }
    const [, explain, advice] = permanentErrors.find(([pattern]) => pattern.test(code)) ?? [];
    if (explain === undefined || advice === undefined)
        return error;
    return new RequestError(`${explain(host, error)} (${code})`, { advice, cause: error });
};


/***/ }),

/***/ 84041:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ userRegistry)
});

// UNUSED EXPORTS: createRegistry

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/command/environment.ts
var command_environment = __webpack_require__(37324);
// EXTERNAL MODULE: ./src/command/run.ts
var run = __webpack_require__(24744);
// EXTERNAL MODULE: ./src/message/failure.ts
var message_failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/printable.ts
var printable = __webpack_require__(4908);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
// EXTERNAL MODULE: ./src/registry/client/request-error.ts
var request_error = __webpack_require__(9513);
;// CONCATENATED MODULE: ./src/registry/client/addresses.ts


const loopbackAddresses = new external_node_net_.BlockList();
loopbackAddresses.addSubnet('127.0.0.0', 8, 'ipv4');
loopbackAddresses.addAddress('::1', 'ipv6');
/** A URL's host name; an IPv6 address without brackets. */
const hostOf = ({ hostname }) => hostname.replace(/^\[(.*)\]$/, '$1');
const familyOf = (address) => ((0,external_node_net_.isIP)(address) === 6 ? 'ipv6' : 'ipv4');
/** Whether a host is an IP address in a list. Host names are not resolved. */
const isListed = (list, host) => (0,external_node_net_.isIP)(host) !== 0 && list.check(host, familyOf(host));
/** Whether a URL's host name means this machine: `localhost`, `127.0.0.0/8`, `::1`. */
const isLoopback = (hostname) => hostname.toLowerCase() === 'localhost' || isListed(loopbackAddresses, hostOf({ hostname }));
/** Docker Hub's API has another host name than its images. */
const dockerHub = { name: 'index.docker.io', api: 'registry-1.docker.io' };
/** Whether a registry is Docker Hub, by its name in image references or its API's host name. */
const isDockerHub = (registry) => Object.values(dockerHub).includes(registry);
/** The address of a registry's API: HTTPS, but always plain HTTP on loopback. */
const registryAddress = (registry) => {
    const secure = new URL(`https://${isDockerHub(registry) ? dockerHub.api : registry}`);
    return isLoopback(secure.hostname) ? new URL(`http://${registry}`) : secure;
};
/** Returns a check of whether plain HTTP and untrusted certificates are allowed for a server. */
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
            if (!(error instanceof request_error/* RequestError */.GI))
                throw error;
            const plain = new URL(`http://${registry}`);
            await call(new URL('v2/', plain)).catch((other) => {
                throw other instanceof request_error/* RequestError */.GI ? error : other;
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
        mayCall: (target, namedBy) => {
            if (target.protocol !== 'http:')
                return target.protocol === 'https:';
            const byLoopback = isLoopback(namedBy.hostname);
            return ((isLoopback(target.hostname) && byLoopback) ||
                (isInsecure(target) && (byLoopback || isInsecure(namedBy))));
        },
    };
};

;// CONCATENATED MODULE: ./src/registry/auth/docker-config.ts








const Text = dist/* string */.YjP('is not a string');
const LoginSchema = dist/* object */.Ikc({
    auth: dist/* optional */.lqM(Text),
    username: dist/* optional */.lqM(Text),
    password: dist/* optional */.lqM(Text),
    identitytoken: dist/* optional */.lqM(Text),
}, 'is not an object');
const ConfigSchema = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* parseJson */.qFJ(), dist/* object */.Ikc({
    auths: dist/* nullish */.cl6(dist/* record */.g1P(Text, dist/* nullish */.cl6(LoginSchema), 'is not an object')),
    credsStore: dist/* nullish */.cl6(Text),
    credHelpers: dist/* nullish */.cl6(dist/* record */.g1P(Text, Text, 'is not an object')),
}, 'is not an object'));
/** Reads the file. Error messages never quote its content, because it contains secrets. */
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
    const result = dist/* safeParse */.xLC(ConfigSchema, text, { abortEarly: true });
    if (result.success)
        return result.output;
    const [issue] = result.issues;
    if (issue.type === 'parse_json') {
        throw new message_failure/* Failure */.HR(`Docker's configuration ${path} is not JSON. Correct the file, or log in again.`);
    }
    const place = (0,printable/* printable */.g$)(dist/* getDotPath */.BuJ(issue) ?? 'its root');
    throw new message_failure/* Failure */.HR(`Docker's configuration ${path} is malformed: ${place} ${issue.message}.`);
};
/** The key of a registry's login in Docker's configuration. */
const serverOf = (registry) => isDockerHub(registry) ? 'https://index.docker.io/v1/' : registry;
const namesOf = (registry) => isDockerHub(registry) ? ['index.docker.io', 'docker.io', 'registry-1.docker.io'] : [registry];
const docker_config_hostOf = (key) => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
/**
 * Finds the entry for a repository: first the one with the longest namespace (`ghcr.io/me/app`, then `ghcr.io/me`), as in
 * Podman's files, then the one for the registry, by Docker's name for it, its host, or any address at that host.
 * https://github.com/containers/image/blob/v5.36.2/docs/containers-auth.json.5.md
 */
const findEntry = (entries, registry, repository = '') => {
    const all = Object.entries(entries ?? {});
    const names = namesOf(registry);
    const parts = repository.split('/');
    const namespaces = parts.map((_, nth) => parts.slice(0, parts.length - nth).join('/'));
    const keys = [
        ...namespaces.flatMap((namespace) => names.map((name) => `${name}/${namespace}`)),
        ...[serverOf(registry), ...names, ...names.map((name) => `https://${name}`)],
    ];
    const exact = keys.flatMap((key) => all.filter(([candidate]) => candidate === key));
    // A namespace is not an address: a login for another namespace is not for this repository.
    const isAddress = (key) => names.includes(docker_config_hostOf(key)) && (repository === '' || /^https?:\/\/|^[^/]*\/(?:v[12]\/?)?$/.test(key));
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
            throw new message_failure/* Failure */.HR(`Docker's configuration ${path} has a malformed "auth" for ${registry}: it must be name:password in Base64. ` +
                `Log in again: docker login ${registry}`);
        }
        // Docker pads passwords with zero bytes.
        return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/^\0+|\0+$/g, '') };
    }
    if (login.username && login.password)
        return { username: login.username, password: login.password };
    return undefined;
};
// In milliseconds. A helper may wait for the user to answer a question.
const timeLimit = 60_000;
// The helpers' messages: https://github.com/docker/docker-credential-helpers/blob/v0.9.3/credentials/error.go
const unknownServer = /credentials not found in native keychain|no credentials (?:server URL|username)/i;
const AnswerSchema = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* parseJson */.qFJ(), dist/* object */.Ikc({ Username: dist/* string */.YjP(), Secret: dist/* string */.YjP() }));
/**
 * Asks a credential helper (`docker-credential-NAME`) for the credential of a server; undefined if it has none. Throws a
 * Failure if the helper fails, and the signal's reason after an abort. Messages contain its output only if that is not a
 * credential.
 * https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol
 */
const askHelper = async (name, server, environment, signal) => {
    const program = `docker-credential-${name}`;
    const advice = `Check credHelpers and credsStore in Docker's config.json, and that "${program} get" works.`;
    // Only plain names are searched on PATH.
    if (!/^[\w.-]+$/.test(name))
        throw new message_failure/* Failure */.HR(`"${(0,printable/* printable */.g$)(name)}" is not the name of a credential helper. ${advice}`);
    const timeout = AbortSignal.timeout(timeLimit);
    let ending;
    try {
        ending = await (0,run/* runCommand */.d1)(program, ['get'], {
            environment,
            input: server,
            signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        });
    }
    catch (cause) {
        signal?.throwIfAborted();
        const what = cause === timeout.reason
            ? `The credential helper ${program} did not respond within ${timeLimit / 1000} s when asked for ${server}`
            : cause instanceof run/* ExcessiveOutput */.BE
                ? `The credential helper ${program} did not stop writing when asked for ${server}`
                : `Could not start the credential helper ${program}`;
        throw new message_failure/* Failure */.HR(`${what}. ${advice}`, { cause });
    }
    const { code, stdout, stderr } = ending;
    const answer = dist/* safeParse */.xLC(AnswerSchema, stdout);
    if (code === 0 && answer.success) {
        const { Username: username, Secret: secret } = answer.output;
        return username === '<token>' ? { identityToken: secret } : { username, password: secret };
    }
    if (code !== 0 && unknownServer.test(stdout + stderr))
        return undefined;
    const words = code === undefined || code === 0 || answer.success ? '' : (0,printable/* printable */.g$)(`${stderr} ${stdout}`);
    const ended = code === 0 ? 'returned an unreadable answer' : `ended with ${code ?? 'a signal'}`;
    throw new message_failure/* Failure */.HR(`The credential helper ${program} ${ended} when asked for ${server}${words && `: ${words}`}. ${advice}`);
};
/**
 * The credentials that `docker login` stored in a folder's `config.json`: from the registry's own helper, or else from the
 * common helper, or else from the file itself. A file that `REGISTRY_AUTH_FILE` names, as for Podman, skopeo and buildah,
 * comes first. The files are read at the first call, which throws a Failure if a file is malformed or a helper fails.
 *
 * `environment` is the step's; helpers run with the part that commands may see. The signal ends them.
 * https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
const dockerCredentials = (folder, environment, signal) => {
    const podman = environment['REGISTRY_AUTH_FILE'];
    const files = [...(podman ? [(0,external_node_path_.resolve)(command_environment/* startFolder */.hh, podman)] : []), (0,external_node_path_.join)(folder, 'config.json')];
    const configs = new Map();
    const inFile = async (path, registry, repository) => {
        const reading = configs.get(path) ?? readConfig(path);
        configs.set(path, reading);
        const { auths, credsStore, credHelpers } = await reading;
        const helper = findEntry(credHelpers, registry) ?? credsStore;
        if (helper)
            return askHelper(helper, serverOf(registry), environment, signal);
        const login = findEntry(auths, registry, repository);
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
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(46752);
// EXTERNAL MODULE: ./src/content/verify.ts
var verify = __webpack_require__(62584);
// EXTERNAL MODULE: ./src/task/abort.ts
var abort = __webpack_require__(56331);
;// CONCATENATED MODULE: ./src/registry/client/transport.ts







const isStreamed = (body) => typeof body === 'object' && 'open' in body;
const redirects = [301, 302, 303, 307, 308];
const redirectLimit = 5;
/** Discards a response's body. A small one is read, so that the connection can be reused. */
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
        // Nothing of the body is used.
    }
};
/** Reads a body into memory. Throws a RequestError if it has more than `limit` bytes or is interrupted. */
const readBody = async (response, limit) => {
    const bytes = await (0,verify/* readBytes */.io)(response.body, limit).catch((error) => {
        throw (0,request_error/* networkError */.x6)(response.host, error);
    });
    if (bytes === undefined)
        throw (0,request_error/* malformed */.Qm)(response.host, `it has more than ${limit} bytes`);
    return bytes;
};
// In bytes: how much of a body is read and hashed ahead of the transfer.
const readAhead = 1024 * 1024;
async function* pieces(bytes) {
    yield* bytes;
}
/** Opens a body. `stall` is the longest pause of the transfer, in milliseconds. */
const openBody = ({ open }, host, stall) => {
    const controller = new AbortController();
    let failure;
    const halt = () => controller.abort(new request_error/* RequestError */.GI(`the transfer to ${host} stalled`, {
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
                // The stream asks for the next chunk as soon as some of its buffer was sent.
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
/** Sends one request. Throws undici's error, or the error that was thrown while the body was read. */
const call = async ({ url, method, headers, body }, dispatcher, signal, timeouts) => {
    // By default, undici closes the connection after each HEAD request.
    const common = { dispatcher, method, reset: false };
    if (!isStreamed(body)) {
        return (0,undici.request)(url, {
            ...common,
            headers,
            signal,
            ...(body && { body }),
            // The PUT that ends an upload in chunks has no body, but the registry hashes and moves the whole blob.
            ...(method === 'PUT' && { headersTimeout: timeouts.commit }),
        });
    }
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
/** Ends when the connection can be reused. An earlier request would make undici open another connection. */
async function* bodyUntilReusable(body) {
    yield* body;
    await (0,external_node_timers_promises_.setImmediate)();
}
/** The target of a redirect. Throws a RequestError if it must not be followed. */
const redirectTarget = (response, from, first, mayCall) => {
    const [location] = response.header('location');
    if (location === undefined || !URL.canParse(location, from.href)) {
        throw (0,request_error/* malformed */.Qm)(response.host, 'it redirects to an invalid address');
    }
    const target = new URL(location, from);
    target.username = '';
    target.password = '';
    if (!mayCall(target, first)) {
        throw new request_error/* RequestError */.GI(`${response.host} redirects to ${target.protocol}//${target.host}, which is not HTTPS`, {
            advice: isLoopback(target.hostname)
                ? 'Only a registry on this machine may redirect there.'
                : 'Plain HTTP is allowed only for registries on loopback and in the input insecure-registries.',
        });
    }
    return target;
};
/** Sends requests over the given connections. An `authorization` header never goes to another origin after a redirect. */
const createTransport = (dispatcherOf, timeouts, mayCall) => {
    const answered = new Set();
    const attempt = async (request, signal) => {
        const { host } = request.url;
        const sent = call(request, dispatcherOf(request.url), signal, timeouts).then((response) => {
            answered.add(host);
            // The body's reader gets this error. Before that, it must not end the process.
            response.body.on('error', () => undefined);
            return response;
        });
        try {
            // undici handles the signal only after it has connected.
            const { statusCode: status, headers, body } = await (0,abort/* unlessAborted */.Wh)(sent, signal);
            const header = (name) => [headers[name] ?? []].flat();
            return { status, host, body: bodyUntilReusable(body), header };
        }
        catch (error) {
            throw (0,request_error/* networkError */.x6)(host, error, answered.has(host));
        }
    };
    return async (request, signal) => {
        let current = request;
        for (let hops = 0; hops <= redirectLimit; hops += 1) {
            signal.throwIfAborted();
            const response = await attempt(current, signal);
            const follows = current.method === 'GET' || current.method === 'HEAD';
            if (!redirects.includes(response.status) || !follows)
                return response;
            await discard(response);
            const url = redirectTarget(response, current.url, request.url, mayCall);
            const { authorization, ...others } = current.headers;
            current = { ...current, url, headers: url.origin === current.url.origin ? current.headers : others };
        }
        throw new request_error/* RequestError */.GI(`${request.url.host} redirects more than ${redirectLimit} times`, {
            advice: "Ask the registry's administrator, or try again later.",
        });
    };
};

;// CONCATENATED MODULE: ./src/registry/auth/authorization.ts
/** `repository:team/app:pull,push` */
const formatScope = ({ repository, actions }) => `repository:${repository}:${actions}`;
const anonymous = { hasCredential: false, secrets: [] };
/** Sends name and password with each request: https://www.rfc-editor.org/rfc/rfc7617 */
const basicAuthorization = (login) => {
    const encoded = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
    return {
        header: `Basic ${encoded}`,
        expires: Number.POSITIVE_INFINITY,
        hasCredential: true,
        secrets: [login.password, encoded],
    };
};
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

;// CONCATENATED MODULE: ./src/registry/client/retry.ts



const usualRetries = {
    attempts: 6,
    firstDelay: 1000,
    longestDelay: 20_000,
    total: 180_000,
};
// A wrong host or port will not fix itself, so give up early.
const unreachableRetries = { attempts: 3, total: 5_000 };
// After this many more bytes, earlier failures of a transfer no longer count.
const significantProgress = 1024 * 1024;
/** `45 s`, `2 min`, `3 h`: rounded up. */
const formatDuration = (milliseconds) => {
    const seconds = Math.ceil(milliseconds / 1000);
    if (seconds < 120)
        return `${seconds} s`;
    return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
};
/**
 * The pause after a number of failures in a row, in milliseconds. It doubles each time and is shortened by up to half, by a
 * random number from 0 to 1, so that clients that failed at the same time do not retry at the same time.
 */
const backoff = (failures, { firstDelay, longestDelay }, chance) => (Math.min(longestDelay, firstDelay * 2 ** (failures - 1)) * (1 + chance)) / 2;
/** Retries with exponential backoff, or after the time that the server asked for. */
const createRetries = (options) => {
    const { action, warn, signal } = options;
    let failures = 0;
    let started = Date.now();
    let milestone = significantProgress;
    return {
        next: async (error) => {
            signal.throwIfAborted();
            if (!(error instanceof request_error/* RequestError */.GI))
                throw error;
            const failure = (circumstance = '') => new message_failure/* Failure */.HR(`Could not ${action}: ${error.message}${circumstance}. ${error.advice}`, { cause: error });
            if (!error.isTransient)
                throw failure();
            failures += 1;
            const limits = error.isUnreachable ? unreachableRetries : options;
            const attempts = Math.min(options.attempts, limits.attempts);
            const total = Math.min(options.total, limits.total);
            const asked = error.retryAfter ?? 0;
            const left = started + total - Date.now();
            if (asked > Math.max(0, left)) {
                throw failure(`, and asked to retry after ${formatDuration(asked)}, which exceeds the retry limit`);
            }
            if (failures >= attempts)
                throw failure(`, after ${attempts} attempts`);
            const delay = Math.max(asked, backoff(failures, options, Math.random()));
            if (delay > left)
                throw failure(`, after retrying for ${formatDuration(total - left)}`);
            warn(`Could not ${action} yet: ${error.message}. Retrying in ${formatDuration(delay)} ` +
                `(attempt ${failures + 1} of ${attempts}).`);
            await (0,external_node_timers_promises_.setTimeout)(delay, undefined, { signal }).catch(() => signal.throwIfAborted());
        },
        progress: (position) => {
            if (position < milestone)
                return;
            milestone = position + significantProgress;
            failures = 0;
            started = Date.now();
        },
        underway: () => {
            started = Date.now();
        },
    };
};
/** Repeats an attempt until it succeeds, within the limits. Throws like `Retries.next`. */
const retry = async (options, attempt) => {
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
 * Reads a `Retry-After` header, seconds or a date, as milliseconds from now; undefined if it is missing or malformed.
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

;// CONCATENATED MODULE: ./src/registry/client/refusal.ts






const refusal_Text = dist/* optional */.lqM(dist/* string */.YjP());
const ErrorBody = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* parseJson */.qFJ(), dist/* union */.KCZ([
    // https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
    dist/* pipe */.FsL(dist/* object */.Ikc({ errors: dist/* array */.YOg(dist/* object */.Ikc({ code: refusal_Text, message: refusal_Text })) }), dist/* transform */.pdi(({ errors: [first] }) => [first?.code, first?.message])),
    // What token servers say: OAuth's form, and Docker Hub's.
    dist/* pipe */.FsL(dist/* object */.Ikc({ error: refusal_Text, error_description: refusal_Text, details: refusal_Text, message: refusal_Text }), dist/* transform */.pdi((body) => [body.error, body.error_description ?? body.details ?? body.message])),
]));
const bodyLimit = 64 * 1024;
/** The error message in a response's body, printable and without secrets. Empty if there is none. */
const wordsOf = async (response, secrets) => {
    const body = await readBody(response, bodyLimit).then(String, () => '');
    const words = dist/* safeParse */.xLC(ErrorBody, body);
    // Not JSON, for example an HTML page. The status is enough.
    if (!words.success)
        return '';
    const text = words.output.filter(Boolean).join(': ');
    return (0,printable/* printable */.g$)(secrets.filter(Boolean).reduce((shown, secret) => shown.replaceAll(secret, '***'), text));
};
const loginOf = (registry) => isDockerHub(registry) ? 'docker login' : `docker login ${registry}`;
/** Converts an unsuccessful response into an error. Reads its body. */
const refusal = async (response, { registry, scopes, sent }) => {
    const { status, host } = response;
    const words = await wordsOf(response, sent.secrets);
    const said = words === '' ? `${status}` : `${status}, ${words}`;
    const retryAfter = parseRetryAfter(response.header('retry-after')[0], Date.now());
    const refused = (reason, options) => new request_error/* RequestError */.GI(reason, { ...options, status, identified: sent.hasCredential });
    const pushing = scopes.some(({ actions }) => actions === 'pull,push');
    if (status === 401 || status === 403) {
        if (sent.hasCredential) {
            const check = pushing
                ? 'that it may push to this repository (GITHUB_TOKEN needs "packages: write"), and that the repository exists'
                : 'that it may pull this image, and that the image exists';
            return refused(`${host} denied access (${said}) to the account in Docker's configuration`, {
                advice: `Check ${check}. Or log in again: ${loginOf(registry)}`,
            });
        }
        return refused(`${host} denied access (${said}); no credentials are configured for this registry`, {
            advice: pushing
                ? `Log in first, with "docker/login-action" in an earlier step or with: ${loginOf(registry)}`
                : `Check the image's name. If the image is private, log in first: ${loginOf(registry)}`,
        });
    }
    if (status === 404) {
        const unknown = words.startsWith('NAME_UNKNOWN')
            ? 'has no such repository'
            : words.startsWith('BLOB_UNKNOWN')
                ? 'does not have this part of the image'
                : pushing
                    ? 'does not accept pushes there'
                    : 'has no such image';
        return refused(`${host} ${unknown} (${said})`, {
            advice: pushing
                ? "Check the registry and the repository in the image's name. In some registries, create the repository first."
                : "Check the registry, the repository and the tag or digest in the image's name.",
        });
    }
    if (status === 429) {
        return refused(`${host} limits the rate of requests (${said})`, {
            advice: sent.hasCredential
                ? 'Run this again later.'
                : `Run this again later, or log in for a higher limit: ${loginOf(registry)}`,
            transient: true,
            retryAfter,
        });
    }
    if (status === 408 || status >= 500) {
        return refused(`${host} reported a server error (${said})`, {
            advice: pushing
                ? 'Try again later. If the error persists, check the log of the registry: its disk may be full.'
                : 'Try again later.',
            transient: true,
            retryAfter,
        });
    }
    if (pushing && status === 413) {
        return refused(`${host} rejected a request of this size (${said})`, {
            advice: 'Ask its administrator to raise the size limit of the registry or of its proxy.',
        });
    }
    if (pushing && status >= 400) {
        return refused(`${host} rejected the request (${said})`, {
            advice: "Ask the registry's administrator for the reason.",
        });
    }
    return (0,request_error/* malformed */.Qm)(host, `unexpected status ${said}`);
};

;// CONCATENATED MODULE: ./src/registry/auth/token.ts





const tokenLimit = 1024 * 1024;
const clientName = 'buildpacks-oci-layout';
// A token becomes part of a header, so only visible ASCII is allowed. Harbor also sends an empty token.
const Token = dist/* nullish */.cl6(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\x21-\x7e]*$/)));
// https://distribution.github.io/distribution/spec/auth/token/#token-response-fields
const TokenResponse = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* parseJson */.qFJ(), dist/* object */.Ikc({ token: Token, access_token: Token, expires_in: dist/* optional */.lqM(dist/* unknown */.L5J()) }));
// In seconds.
const leastLifetime = 60;
// In seconds: a token is renewed this long before it expires.
const margin = 10;
/** The address of the token server. The registry chooses it and may be hostile, so check whether it may get a credential. */
const realmOf = async (challenge, registry, host, addresses) => {
    const realm = challenge.parameters.get('realm') ?? '';
    if (!URL.canParse(realm))
        throw (0,request_error/* malformed */.Qm)(host, 'it names no token server');
    const url = new URL(realm);
    if (!addresses.mayCall(url, await addresses.of(registry)) || url.username !== '' || url.password !== '') {
        throw new request_error/* RequestError */.GI(`${host} names a token server that must not be called, ${url.protocol}//${url.host}`, {
            advice: 'It must be an HTTPS address without a user name. Plain HTTP is allowed only for registries on loopback and in the ' +
                'input insecure-registries.',
        });
    }
    return url;
};
/** The request for a token and its credentials: https://distribution.github.io/distribution/spec/auth/oauth/ */
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
            sent: { hasCredential: true, secrets: [credential.identityToken] },
        };
    }
    const url = new URL(realm);
    if (service !== undefined)
        url.searchParams.set('service', service);
    // The client chooses the scopes, not the registry.
    url.searchParams.delete('scope');
    for (const scope of scopes)
        url.searchParams.append('scope', scope);
    const basic = credential && basicAuthorization(credential);
    const headers = basic ? { authorization: basic.header } : {};
    return { request: { method: 'GET', url, headers }, sent: basic ?? anonymous };
};
/** Fetches a token for a registry's Bearer challenge, which `host` sent. Throws a RequestError. */
const fetchToken = async (options) => {
    const { registry, scopes, challenge, host, credential, transport, addresses, signal } = options;
    const realm = await realmOf(challenge, registry, host, addresses);
    const service = challenge.parameters.get('service');
    const { request, sent } = tokenRequest(realm, service, scopes.map(formatScope), credential);
    const response = await transport(request, signal);
    if (response.status !== 200)
        throw await refusal(response, { registry, scopes, sent });
    const body = await readBody(response, tokenLimit);
    const parsed = dist/* safeParse */.xLC(TokenResponse, body.toString('utf8'));
    // No reason, because it may quote the token.
    if (!parsed.success)
        throw (0,request_error/* malformed */.Qm)(response.host, 'it is not a token');
    const { access_token, expires_in } = parsed.output;
    const token = parsed.output.token || access_token;
    if (!token)
        throw (0,request_error/* malformed */.Qm)(response.host, 'it has no token');
    // In seconds. Some servers send it as a string, or not at all.
    const lifetime = Math.max(leastLifetime, Number(expires_in) || 0) - margin;
    return {
        header: `Bearer ${token}`,
        expires: Date.now() + lifetime * 1000,
        hasCredential: sent.hasCredential,
        secrets: [token, ...sent.secrets],
    };
};

;// CONCATENATED MODULE: ./src/registry/auth/authorizer.ts




/**
 * Creates an authorizer for a user's credentials. It caches authorizations by registry and scopes. `deadline` returns the
 * signal that ends one request for a token.
 */
const createAuthorizer = (options) => {
    const { credentials, transport, addresses, deadline } = options;
    const firsts = new Map();
    const granted = new Map();
    const requests = new Map();
    const keyOf = ({ registry, scopes }) => [registry, ...scopes.map(formatScope)].join(' ');
    const authorize = async ({ registry, scopes, url: { host } }, challenges) => {
        if (challenges.length === 0)
            return undefined;
        const challenge = challenges.find(({ scheme }) => scheme === 'bearer');
        if (challenge === undefined && !challenges.some(({ scheme }) => scheme === 'basic')) {
            throw (0,request_error/* malformed */.Qm)(host, 'it requires an unsupported authentication scheme (supported: Bearer, Basic)');
        }
        const credential = await credentials.of(registry, scopes[0]?.repository);
        if (challenge !== undefined) {
            const request = { registry, scopes, challenge, host, credential };
            return fetchToken({ ...request, transport, addresses, signal: deadline() });
        }
        if (credential === undefined)
            return undefined;
        if ('identityToken' in credential) {
            throw new request_error/* RequestError */.GI(`${host} requires a user name and password, but Docker's configuration has an identity token`, {
                advice: `Log in again: docker login ${registry}`,
            });
        }
        return basicAuthorization(credential);
    };
    /** Concurrent requests with the same scopes share one token request. */
    const renew = async (request, challenges) => {
        const key = keyOf(request);
        const pending = requests.get(key) ?? authorize(request, challenges).finally(() => requests.delete(key));
        requests.set(key, pending);
        const authorization = await pending;
        if (authorization === undefined)
            granted.delete(key);
        else
            granted.set(key, { challenges, authorization });
        return authorization;
    };
    /** The cached authorization, renewed if it has expired. */
    const current = async (request) => {
        const known = granted.get(keyOf(request));
        if (known === undefined || known.authorization.expires > Date.now())
            return known?.authorization;
        return renew(request, known.challenges);
    };
    /** The authorization that a response with status 401 requires; undefined if that is only the one that was refused. */
    const required = async (request, response, refused) => {
        // Another request may have renewed it in the meantime.
        const known = granted.get(keyOf(request))?.authorization;
        if (known !== undefined && known.header !== refused?.header)
            return known;
        try {
            const found = await renew(request, response.header('www-authenticate').flatMap(parseChallenges));
            return found?.header === refused?.header ? undefined : found;
        }
        catch (error) {
            await discard(response);
            throw error;
        }
    };
    return async (request, send) => {
        const { registry, url } = request;
        // Only the registry itself gets the user's credentials, not the hosts that it redirects to.
        const isOwn = url.origin === (await addresses.of(registry)).origin;
        if (!isOwn)
            return { response: await send(), sent: anonymous };
        // Wait for the first request with the same scopes, so that only that one is refused and all share its authorization.
        const { promise, resolve } = Promise.withResolvers();
        const first = firsts.get(keyOf(request));
        if (first === undefined)
            firsts.set(keyOf(request), promise);
        await first;
        let response;
        let authorization;
        let renewed;
        try {
            authorization = await current(request);
            response = await send(authorization);
            if (response.status === 401 && response.host === url.host) {
                renewed = await required(request, response, authorization);
            }
        }
        finally {
            resolve();
        }
        if (renewed === undefined)
            return { response, sent: authorization ?? anonymous };
        await discard(response);
        return { response: await send(renewed), sent: renewed };
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
const authorizationFor = (proxy) => {
    if (proxy.username === '')
        return {};
    const [username = '', password = ''] = [proxy.username, proxy.password].map(decodeURIComponent);
    return { 'proxy-authorization': basicAuthorization({ username, password }).header };
};
/** A proxy did not open a tunnel. */
const refusedTunnel = (proxy, target, status) => new request_error/* RequestError */.GI(`the proxy ${proxy.host} responded with ${status} to a request for ${target}`, {
    advice: status === 407
        ? 'Set HTTPS_PROXY with the name and password for the proxy: http://name:password@host:port'
        : 'Check HTTPS_PROXY and the rules of the proxy, or add the host to NO_PROXY.',
    transient: status === 429 || status >= 500,
});
/**
 * Connects through a proxy's tunnel. Does not use undici's ProxyAgent, because it retries without end if a proxy closes the
 * connection, and waits forever if a proxy does not respond.
 */
const tunnel = (proxy, connect, { timeout, ca }) => {
    let reached = false;
    return (options, callback) => {
        const host = options.host ?? options.hostname;
        const target = options.port === '' ? `${host}:443` : host;
        const settings = {
            method: 'CONNECT',
            host: hostOf(proxy),
            port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
            path: target,
            headers: { host: target, ...authorizationFor(proxy) },
            agent: false,
            ...(ca !== undefined && { ca }),
        };
        const request = (proxy.protocol === 'https:' ? external_node_https_ : external_node_http_).request(settings);
        const timer = setTimeout(() => request.destroy(new Error('it did not respond in time')), timeout);
        request.once('connect', (response, socket) => {
            reached = true;
            clearTimeout(timer);
            if (response.statusCode === 200)
                return connect({ ...options, httpSocket: socket }, callback);
            socket.destroy();
            callback(refusedTunnel(proxy, target, response.statusCode ?? 0), null);
        });
        // A proxy that does not support CONNECT may respond as to any other request.
        request.once('response', (response) => {
            clearTimeout(timer);
            response.destroy();
            callback(refusedTunnel(proxy, target, response.statusCode ?? 0), null);
        });
        request.on('error', (cause) => {
            clearTimeout(timer);
            callback(new request_error/* RequestError */.GI(`the proxy ${proxy.host} could not be used: ${cause.message}`, {
                advice: 'Check HTTPS_PROXY and the proxy, or add the host to NO_PROXY.',
                transient: true,
                unreachable: !reached && (0,request_error/* isUnconnected */.v5)(cause),
                cause,
            }), null);
        });
        request.end();
    };
};
/** Hides the codes of errors, because undici retries some of them itself. */
const withoutCodes = (connect) => (options, callback) => connect(options, (...[error, socket]) => {
    if (error === null)
        callback(null, socket);
    else if (error instanceof request_error/* RequestError */.GI)
        callback(error, null);
    else
        callback(new Error(error.message, { cause: error }), null);
});
/** Sends plain HTTP requests to a proxy: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
const forwarding = (proxy, agent) => agent.compose((dispatch) => (options, handler) => {
    const target = new URL(String(options.origin));
    const headers = { ...options.headers, host: target.host, ...authorizationFor(proxy) };
    return dispatch({ ...options, origin: proxy.origin, path: `${target.origin}${options.path}`, headers }, handler);
});
/**
 * Returns a function that chooses the connections for a URL. `ca` has CA certificates (PEM) to trust instead of the default
 * ones. Certificates of insecure servers are not checked.
 */
const createConnections = (options) => {
    const { proxyOf, timeouts, ca, isInsecure } = options;
    const connector = (insecure) => (0,undici.buildConnector)({
        timeout: timeouts.connect,
        ...(ca !== undefined && { ca }),
        ...(insecure && { rejectUnauthorized: false }),
    });
    const agent = (connector) => new undici.Agent({
        connect: withoutCodes(connector),
        headersTimeout: timeouts.response,
        bodyTimeout: timeouts.stall,
    });
    const dispatchers = new Map();
    return (url) => {
        const proxy = proxyOf(url);
        const insecure = isInsecure(url);
        const key = `${proxy?.href} ${url.protocol} ${insecure}`;
        const known = dispatchers.get(key);
        if (known !== undefined)
            return known;
        const connect = connector(insecure);
        const dispatcher = proxy === undefined
            ? agent(connect)
            : url.protocol === 'https:'
                ? agent(tunnel(proxy, connect, { timeout: timeouts.connect, ca }))
                : forwarding(proxy, agent(connector(false)));
        dispatchers.set(key, dispatcher);
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
        throw new message_failure/* Failure */.HR(`${name} is not a URL. Example: http://proxy.example:3128`);
    const proxy = new URL(url);
    try {
        decodeURIComponent(`${proxy.username}:${proxy.password}`);
    }
    catch {
        throw new message_failure/* Failure */.HR(`${name} has a "%" in its name or password. Write %25 instead.`);
    }
    if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
        throw new message_failure/* Failure */.HR(`${name} names a "${proxy.protocol}" proxy. Only http: and https: are supported.`);
    }
    return proxy;
};
const portOf = ({ port, protocol }) => port || (protocol === 'https:' ? '443' : '80');
/** Matches IP addresses in any spelling. */
const addressesOf = (add) => {
    const list = new external_node_net_.BlockList();
    add(list);
    return (url) => isListed(list, hostOf(url));
};
/**
 * Reads an entry of NO_PROXY like Go and Docker: `*`, a range of addresses, an address, a domain, or a domain after a dot,
 * which means only its subdomains. Addresses and domains can have a `:port`. Undefined for anything else.
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
    return (url) => (dot === undefined && hostOf(url) === name) || hostOf(url).endsWith(`.${name}`);
};
/**
 * Returns a function that chooses the proxy for a URL, from `HTTPS_PROXY` (`HTTP_PROXY` for plain HTTP) and `NO_PROXY`.
 * Lower-case names take precedence. Loopback never uses a proxy. Throws a Failure if a proxy's address is invalid, and does
 * not repeat it, because it may contain a password.
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








const commonHeaders = { 'user-agent': 'buildpacks-oci-layout', 'accept-encoding': 'identity' };
/**
 * Creates the client of all repositories, which sends requests with the user's credentials.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints
 */
const createClient = (options) => {
    const { credentials, warn, ca, insecure = new Set() } = options;
    const limits = { ...usualRetries, ...usualTimeouts, wholeBlob: 64 * 1024 ** 2, ...options.limits };
    const connections = createConnections({
        proxyOf: createProxyChoice(options.proxy),
        timeouts: limits,
        ca,
        isInsecure: insecureHosts(insecure),
    });
    const deadline = (signal = options.signal) => AbortSignal.any([signal, AbortSignal.timeout(limits.document)]);
    const addresses = createAddresses(insecure, async (url) => discard(await transport({ method: 'GET', url, headers: commonHeaders }, deadline())));
    const transport = createTransport(connections, limits, addresses.mayCall);
    const authorize = createAuthorizer({ credentials, transport, addresses, deadline: () => deadline() });
    const clientOf = (reference, scopes, signal) => {
        const { registry, repository } = reference;
        const address = async (path) => new URL(`v2/${repository}/${path}`, await addresses.of(registry));
        return {
            name: (0,image_reference/* formatRepository */.Sh)(reference),
            address,
            mayCall: addresses.mayCall,
            wholeBlob: limits.wholeBlob,
            ask: async (target, { method, headers: own, body, wanted, isStreamed = false }) => {
                const url = target instanceof URL ? target : await address(target);
                const send = (authorization) => {
                    const headers = {
                        ...commonHeaders,
                        ...own,
                        ...(authorization && { authorization: authorization.header }),
                    };
                    const request = { method, url, headers, ...(body !== undefined && { body }) };
                    return transport(request, isStreamed ? signal : deadline(signal));
                };
                const { response, sent } = await authorize({ registry, scopes, url }, send);
                if (wanted.includes(response.status))
                    return response;
                throw await refusal(response, { registry, scopes, sent });
            },
            retryOptions: (action) => ({ ...limits, action, warn, signal }),
            until: (ended) => ended === undefined
                ? clientOf(reference, scopes, options.signal)
                : clientOf(reference, scopes, AbortSignal.any([options.signal, ended])),
        };
    };
    return (reference, scopes) => clientOf(reference, scopes, options.signal);
};

// EXTERNAL MODULE: ./src/image/digest.ts
var image_digest = __webpack_require__(78033);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/json/document.ts
var json_document = __webpack_require__(74065);
;// CONCATENATED MODULE: ./src/registry/manifest.ts









/** The registry returned other bytes than the requested ones. */
const wrongBytes = {
    advice: 'Try again later. If the error persists, push the image again.',
    transient: true,
};
/** Statuses of a HEAD request that say too little: a GET may succeed, or its body has the reason. */
const unclear = [400, 403, 404, 405, 406, 501];
const accept = media_type/* acceptedManifests */.My.join(', ');
const askManifest = (client, method, name, wanted = method === 'HEAD' ? [200, ...unclear] : [200]) => client.ask(`manifests/${name}`, {
    method,
    headers: { accept },
    wanted,
});
/** The media type of a manifest or an index. Throws a RequestError for anything else. */
const mediaTypeOf = (response) => {
    const [mediaType = ''] = (response.header('content-type')[0] ?? '').split(';');
    const type = mediaType.trim();
    if (media_type/* acceptedManifests */.My.includes(type))
        return type;
    throw new request_error/* RequestError */.GI(`${response.host} returned a "${(0,printable/* printable */.g$)(type)}", not an image or an image index`, {
        advice: "Choose an image in the OCI format or in Docker's schema 2.",
    });
};
const sizeOf = (response) => {
    const [length = ''] = response.header('content-length');
    return /^\d{1,15}$/.test(length) ? Number(length) : undefined;
};
/** The descriptor in the headers of a response; undefined if they are incomplete. */
const describedBy = (response) => {
    const [digest] = response.header('docker-content-digest');
    const size = sizeOf(response);
    if (size === undefined || !dist.is(image_digest/* DigestSchema */.eH, digest))
        return undefined;
    if (size > json_document/* documentLimit */.NL)
        throw (0,request_error/* malformed */.Qm)(response.host, `the manifest has ${size} bytes`);
    return { mediaType: mediaTypeOf(response), digest, size };
};
/** The descriptor of the manifest or index in a response's body. */
const readDescriptor = async (response) => {
    const bytes = await readBody(response, json_document/* documentLimit */.NL);
    const [announced] = response.header('docker-content-digest');
    const digest = (0,image_digest/* digestOf */.ol)(bytes);
    if (announced !== undefined && announced !== digest) {
        throw new request_error/* RequestError */.GI(`${response.host} announced "${(0,printable/* printable */.g$)(announced)}" and sent ${digest}`, wrongBytes);
    }
    return { mediaType: mediaTypeOf(response), digest, size: bytes.length };
};
/**
 * The descriptor of an image or an index. Sends a HEAD request, which rate limits do not count, and a GET request only if
 * the response is incomplete.
 */
const resolveManifest = (client, reference) => {
    const name = reference.digest ?? reference.tag ?? 'latest';
    return retry(client.retryOptions(`resolve ${(0,image_reference/* formatReference */.FH)(reference)}`), async () => {
        const response = await askManifest(client, 'HEAD', name);
        await discard(response);
        const described = response.status === 200 ? describedBy(response) : undefined;
        const found = described ?? (await readDescriptor(await askManifest(client, 'GET', name)));
        if (reference.digest === undefined || reference.digest === found.digest)
            return found;
        throw new request_error/* RequestError */.GI(`${response.host} returned another manifest, ${found.digest}`, wrongBytes);
    });
};
/** The verified bytes of a manifest or an index, at most `documentLimit`. */
const fetchManifest = (client, digest) => retry(client.retryOptions(`fetch the manifest ${digest} of ${client.name}`), async () => {
    const response = await askManifest(client, 'GET', digest);
    const bytes = await readBody(response, json_document/* documentLimit */.NL);
    const found = (0,image_digest/* digestOf */.ol)(bytes);
    if (found === digest)
        return bytes;
    throw new request_error/* RequestError */.GI(`${response.host} returned another manifest, ${found}`, wrongBytes);
});
/** Whether a repository returns the complete manifest or index with that digest. */
const manifestExists = (client, digest) => retry(client.retryOptions(`look for the manifest ${digest} in ${client.name}`), async () => {
    const response = await askManifest(client, 'GET', digest, [200, ...unclear]);
    if (response.status === 200)
        return (0,image_digest/* digestOf */.ol)(await readBody(response, json_document/* documentLimit */.NL)) === digest;
    await discard(response);
    return false;
});
/**
 * The current digest of a tag, of an image or of anything else. Sends a GET request only if the response to HEAD has no
 * digest. Undefined if there is no such tag or the registry refuses the request.
 */
const findManifest = (client, name) => retry(client.retryOptions(`look for ${client.name}:${name}`), async () => {
    const response = await askManifest(client, 'HEAD', name);
    await discard(response);
    if (response.status !== 200)
        return undefined;
    const [digest] = response.header('docker-content-digest');
    if (dist.is(image_digest/* DigestSchema */.eH, digest))
        return digest;
    return (0,image_digest/* digestOf */.ol)(await readBody(await askManifest(client, 'GET', name), json_document/* documentLimit */.NL));
});
/** The bytes of a tag's manifest or index; undefined if there is no such tag. */
const findManifestBytes = (client, tag) => retry(client.retryOptions(`read ${client.name}:${tag}`), async () => {
    const response = await askManifest(client, 'GET', tag, [200, 404]);
    if (response.status === 200)
        return readBody(response, json_document/* documentLimit */.NL);
    await discard(response);
    return undefined;
});
/** Reads the manifest of a tag or digest completely. Throws a Failure if it has another digest. */
const confirmManifest = (client, name, digest) => {
    const image = name === digest ? `${client.name}@${digest}` : `${client.name}:${name}`;
    return retry(client.retryOptions(`read ${image} back`), async () => {
        const response = await askManifest(client, 'GET', name, [200, 404]);
        if (response.status === 404) {
            await discard(response);
            // The replica that responds may not have the manifest yet.
            throw new request_error/* RequestError */.GI(`${response.host} does not return it (404)`, {
                advice: "Push again later. If the error persists, ask the registry's administrator.",
                transient: true,
            });
        }
        const found = await readDescriptor(response);
        if (found.digest === digest)
            return;
        throw new request_error/* RequestError */.GI(`the registry returns ${found.digest} instead of ${digest}`, {
            advice: 'Another push may use the same tag. Let only one push at a time use it, and push again.',
            transient: true,
        });
    });
};
/** Throws a RequestError if a registry reports that it stored something else. */
const confirmDigest = (response, digest) => {
    const [found = digest] = response.header('docker-content-digest');
    if (found === digest)
        return;
    throw new request_error/* RequestError */.GI(`${response.host} reports that it stored "${(0,printable/* printable */.g$)(found)}" instead`, {
        advice: 'Check that this is the address of a registry, and that no proxy responds instead.',
    });
};
/**
 * Pushes a manifest or an index by its digest or a tag. The registry must have everything that it refers to. Returns the
 * digest of the subject if the registry has listed the manifest as its referrer.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 */
const pushManifest = (client, { digest, mediaType }, bytes, name) => {
    const action = name === digest
        ? `push the manifest ${digest} to ${client.name}`
        : `tag ${digest} as ${client.name}:${name}`;
    return retry(client.retryOptions(action), async () => {
        const response = await client.ask(`manifests/${name}`, {
            method: 'PUT',
            headers: { 'content-type': mediaType },
            body: bytes,
            // The specification says 201, but some registries send another status.
            wanted: [200, 201, 202],
        });
        await discard(response);
        confirmDigest(response, digest);
        return response.header('oci-subject')[0];
    });
};

// EXTERNAL MODULE: ./src/image/descriptor.ts
var image_descriptor = __webpack_require__(65328);
// EXTERNAL MODULE: ./src/image/image-index.ts
var image_index = __webpack_require__(36117);
;// CONCATENATED MODULE: ./src/registry/blob.ts





/**
 * The bytes of a blob. Size and digest are verified, and an interrupted transfer is resumed. If the registry sends other
 * bytes, throws a WrongContent failure instead of ending.
 */
async function* fetchBlob(client, { digest, size }) {
    const retries = createRetries(client.retryOptions(`fetch the blob ${digest} of ${client.name}`));
    const wrong = (host, difference) => new verify/* WrongContent */.lN(`The blob ${digest} from ${host} is corrupt: ${difference}. Try again. If the error persists, push the image again.`);
    const meter = new verify/* ContentMeter */.xl();
    let host = 'the registry';
    while (meter.size < size) {
        try {
            const response = await requestBlob(client, digest, meter.size);
            host = response.host;
            if (response.status === 416) {
                throw wrong(host, `expected ${size} bytes, found no more than ${meter.size}`);
            }
            let skip = knownBytes(response, meter.size, size);
            for await (const chunk of bodyOf(response)) {
                const rest = chunk.subarray(Math.min(skip, chunk.length));
                skip -= chunk.length - rest.length;
                if (rest.length === 0)
                    continue;
                if (meter.size + rest.length > size)
                    throw wrong(host, `expected ${size} bytes, found more`);
                meter.add(rest);
                retries.progress(meter.size);
                yield rest;
            }
            if (meter.size < size) {
                throw new request_error/* RequestError */.GI(`${host} ended the transfer after ${meter.size} of ${size} bytes`, {
                    advice: 'Try again later. If the error persists, push the image again.',
                    transient: true,
                });
            }
        }
        catch (error) {
            // An error after the last byte does not matter.
            if (meter.size < size || !(error instanceof request_error/* RequestError */.GI))
                await retries.next(error);
        }
    }
    const difference = meter.mismatch({ digest, size });
    if (difference !== undefined)
        throw wrong(host, difference);
}
/** Requests the bytes from an offset. The status is 200 (the whole blob), 206 (the rest) or 416. */
const requestBlob = (client, digest, offset) => client.ask(`blobs/${digest}`, {
    method: 'GET',
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
    wanted: offset === 0 ? [200] : [200, 206, 416],
    isStreamed: true,
});
const rangePattern = /^bytes (\d+)-\d+\/(\d+|\*)$/;
/** The number of bytes at the start of a body that were received before. Throws if the range is not the requested one. */
const knownBytes = (response, received, size) => {
    if (response.status === 200)
        return received;
    const [, start, total = '*'] = rangePattern.exec(response.header('content-range')[0] ?? '') ?? [];
    if (start !== `${received}` || (total !== '*' && total !== `${size}`)) {
        throw (0,request_error/* malformed */.Qm)(response.host, `it is not the requested range, from byte ${received} of ${size}`);
    }
    return 0;
};
async function* bodyOf({ body, host }) {
    try {
        yield* body;
    }
    catch (error) {
        throw (0,request_error/* networkError */.x6)(host, error);
    }
}
/** Whether there is a blob with that digest. False if a store that the registry redirects to refuses the request. */
const blobExists = (client, digest) => retry(client.retryOptions(`look for the blob ${digest} in ${client.name}`), async () => {
    const response = await client.ask(`blobs/${digest}`, {
        method: 'HEAD',
        wanted: [200, 400, 403, 404, 405, 501],
    });
    await discard(response);
    return response.status === 200;
});
// Only a few, because the blob can be pushed instead.
const mountAttempts = 3;
/**
 * Mounts a blob from another repository of the registry. Returns false if that fails for any reason: not every registry
 * supports it, and some report an error.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository
 */
const mountBlob = async (client, digest, from) => {
    const options = client.retryOptions(`mount the blob ${digest} from ${from} in ${client.name}`);
    const query = new URLSearchParams({ mount: digest, from });
    try {
        return await retry({ ...options, attempts: Math.min(options.attempts, mountAttempts) }, async () => {
            // 202 begins an upload. It is left to expire, because a push begins its own.
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

;// CONCATENATED MODULE: ./src/registry/blob-reader.ts


/** Creates a reader. `open` returns the bytes from the beginning; `onRead` is called after each chunk. */
const createBlobReader = (blob, open, onRead) => {
    let current;
    const close = async (blobAt = current) => {
        if (current === blobAt)
            current = undefined;
        await blobAt?.chunks.return();
    };
    const openAt = async (start) => {
        if (current?.position === start && !current.isBusy)
            return current;
        await close();
        const chunks = chunksFrom(open(), start, blob);
        current = { chunks, position: start, rest: undefined, isBusy: false };
        return current;
    };
    return {
        async *range(start, end) {
            const reading = await openAt(start);
            reading.isBusy = true;
            try {
                while (reading.position < end) {
                    const chunk = reading.rest ?? (await reading.chunks.next()).value;
                    if (chunk === undefined)
                        return;
                    const taken = chunk.subarray(0, end - reading.position);
                    reading.rest = taken.length < chunk.length ? chunk.subarray(taken.length) : undefined;
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
 * The bytes of a blob from an offset. Throws a Failure if there are more or fewer than its descriptor says. The last chunk
 * is held back until the source has ended without an error, because a registry that has all bytes may store the blob.
 */
async function* chunksFrom(bytes, offset, { digest, size }) {
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
    const wrong = (0,image_descriptor/* mismatch */.J4)({ digest, size }, { digest, size: found });
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






// After a 413: some proxies allow 100 MB in a request, others 1 MiB (the default of nginx).
const chunkSizes = [64, 16, 4, 1].map((mebibytes) => mebibytes * 1024 * 1024);
/**
 * Pushes a blob. A POST begins the upload. A small blob goes with the PUT that ends it. A larger blob goes in a PATCH
 * between them, so that an interrupted transfer can be resumed, or in several if the registry or a proxy rejects requests of
 * that size. If the registry does not know how much it received, the upload begins again: distribution 2, for example,
 * forgets an upload whose request was interrupted. The registry verifies the digest at the end.
 *
 * `open` returns the blob's bytes from the beginning at each call. Throws a Failure if the registry rejects the blob, and any
 * error that is thrown while the bytes are read.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs
 */
const pushBlob = async (client, blob, open) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const retries = createRetries(client.retryOptions(`push the blob ${blob.digest} to ${client.name}`));
        const reader = __addDisposableResource(env_1, createBlobReader(blob, open, retries.underway), true);
        let session;
        let form = blob.size <= client.wholeBlob ? 'whole' : 'streamed';
        let isTooLarge = false;
        for (let begun = false;;) {
            let isResumed = false;
            try {
                session = session && (await stateOf(client, session, blob));
                if (session === undefined) {
                    // The registry may have the blob already if only its response was lost.
                    if (begun && (await blobExists(client, blob.digest)))
                        return;
                    session = await beginUpload(client);
                    begun = true;
                }
                else {
                    isResumed = true;
                    retries.progress(session.offset);
                }
                return await upload(client, session, blob, reader, form);
            }
            catch (error) {
                const smaller = smallerForm(error, form, blob, session);
                if (smaller !== undefined) {
                    isTooLarge ||= typeof form !== 'number' && (session?.offset ?? 0) === 0;
                    form = smaller;
                }
                else if (isResumed && error instanceof request_error/* RequestError */.GI && !error.isTransient) {
                    // The registry may not support ranges, or may have reported a wrong offset.
                    session = undefined;
                    // Some registries accept more in a request without a range than in a chunk.
                    if (!isTooLarge)
                        form = 'streamed';
                }
                else {
                    await retries.next(error);
                    // Registries lose the bytes of a PUT that is interrupted.
                    if (form === 'whole')
                        form = 'streamed';
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
/** The chunk size after a request was rejected for its size; undefined if there is no smaller one. */
const smallerForm = (error, form, { size }, session) => {
    if (!(error instanceof request_error/* RequestError */.GI) || error.status !== 413)
        return undefined;
    const refused = typeof form === 'number' ? Math.min(form, size) : size;
    const smaller = chunkSizes.find((chunk) => chunk < refused);
    const chunk = smaller && Math.max(smaller, session?.leastChunk ?? 0);
    return chunk !== undefined && chunk < refused ? chunk : undefined;
};
const beginUpload = async (client) => {
    const uploads = await client.address('blobs/uploads/');
    const response = await client.ask(uploads, { method: 'POST', wanted: [202] });
    await discard(response);
    const url = await locationOf(client, response, uploads);
    if (url === undefined)
        throw (0,request_error/* malformed */.Qm)(response.host, 'it begins an upload without an address');
    return { url, offset: 0, leastChunk: Number(response.header('oci-chunk-min-length')[0]) || 0 };
};
/** Sends the rest of a blob and ends the upload. */
const upload = async (client, { url, offset }, { digest, size }, reader, form) => {
    let sent = offset;
    const send = async (target, end, { headers, ...request }) => {
        const start = sent;
        const response = await client.ask(target, {
            method: request.method,
            headers: { 'content-type': 'application/octet-stream', ...headers },
            ...(end > start && { body: { size: end - start, open: () => reader.range(start, end) } }),
            wanted: [...request.wanted, 404],
            isStreamed: true,
        });
        await discard(response);
        sent = end;
        if (response.status !== 404)
            return response;
        throw new request_error/* RequestError */.GI(`${response.host} no longer has the upload (404)`, {
            advice: 'Try again later.',
            transient: true,
        });
    };
    let current = url;
    while (form !== 'whole' && sent < size) {
        const end = form === 'streamed' ? size : Math.min(sent + form, size);
        // Without a range, a registry does not apply its size limit for chunks.
        const isChunk = sent > 0 || end < size;
        const headers = isChunk ? { 'content-range': `${sent}-${end - 1}` } : {};
        const response = await send(current, end, { method: 'PATCH', headers, wanted: [201, 202, 204] });
        current = (await locationOf(client, response, current)) ?? current;
    }
    const last = new URL(current);
    last.search += `${last.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
    confirmDigest(await send(last, size, { method: 'PUT', wanted: [201] }), digest);
};
/** The upload with its size so far and its current address; undefined if the registry does not know. */
const stateOf = async (client, session, { size }) => {
    const { url } = session;
    let response;
    try {
        response = await client.ask(url, { method: 'GET', wanted: [200, 202, 204] });
    }
    catch (error) {
        // The registry may not support this request. A new upload shows whether it works.
        const refused = error instanceof request_error/* RequestError */.GI && (!error.isTransient || error.status === 501);
        if (refused)
            return undefined;
        throw error;
    }
    await discard(response);
    // A host that the registry redirects to must not choose an address of the registry.
    if (response.host !== url.host)
        return undefined;
    const [, last] = /^(?:bytes[= ])?0-(\d+)$/.exec(response.header('range')[0] ?? '') ?? [];
    if (last === undefined)
        return undefined;
    // Registries also send "0-0" for an empty upload.
    const offset = last === '0' ? 0 : Number(last) + 1;
    if (offset > size)
        return undefined;
    // Distribution 3 and olareg put the offset into the address and reject the old one.
    return { ...session, offset, url: (await locationOf(client, response, url)) ?? url };
};
/**
 * The address in a response's Location header, relative to that of its request; undefined if there is none. Throws a
 * RequestError if it must not be called.
 *
 * Requests to the registry carry the user's login. So an upload that the registry sent to another host must not come
 * back: that host would choose what is written with the login.
 */
const locationOf = async (client, response, from) => {
    const [location] = response.header('location');
    if (location === undefined)
        return undefined;
    if (!URL.canParse(location, from.href))
        throw (0,request_error/* malformed */.Qm)(response.host, 'its upload address is invalid');
    const target = new URL(location, from);
    target.username = '';
    target.password = '';
    const registry = await client.address('');
    if (from.origin !== registry.origin && target.origin === registry.origin) {
        throw new request_error/* RequestError */.GI(`${response.host} sent the upload back to ${registry.host}, which it had left`, {
            advice: "Ask the registry's administrator to check the addresses of its uploads.",
        });
    }
    if (client.mayCall(target, registry))
        return target;
    throw new request_error/* RequestError */.GI(`${response.host} sends an upload to ${target.protocol}//${target.host}, which is not HTTPS`, {
        advice: "Ask the registry's administrator to correct the address that the registry or its proxy sends.",
    });
};

;// CONCATENATED MODULE: ./src/registry/repository.ts











/** A repository in a registry, to read from. */
class ReadableRepository {
    /** Names the registry and the repository. Tag and digest are ignored. */
    reference;
    client;
    constructor(client, reference, actions = 'pull') {
        this.reference = reference;
        this.client = client(reference, [{ repository: reference.repository, actions }]);
    }
    /** A manifest or an index exists only if the registry serves it completely. */
    exists(descriptor, signal) {
        const client = this.client.until(signal);
        return (0,media_type/* isDocument */.wz)(descriptor)
            ? manifestExists(client, descriptor.digest)
            : blobExists(client, descriptor.digest);
    }
    fetch(descriptor, signal) {
        const client = this.client.until(signal);
        return (0,media_type/* isDocument */.wz)(descriptor) ? documentIn(client, descriptor) : fetchBlob(client, descriptor);
    }
    /** The verified bytes of a manifest or an index whose size is unknown, at most `documentLimit`. */
    manifest(digest) {
        return fetchManifest(this.client, digest);
    }
    /** Resolves a tag to a digest; undefined if there is no such tag, or the registry does not report the digest. */
    find(tag, signal) {
        return findManifest(this.client.until(signal), tag);
    }
    /** Reads the manifest of a tag or digest completely. Throws a Failure if it does not match the descriptor. */
    confirm({ digest }, name, signal) {
        return confirmManifest(this.client.until(signal), name, digest);
    }
}
async function* documentIn(client, descriptor) {
    const bytes = await fetchManifest(client, descriptor.digest);
    const wrong = (0,image_descriptor/* mismatch */.J4)(descriptor, { digest: descriptor.digest, size: bytes.length });
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
        if (!(0,media_type/* isDocument */.wz)(descriptor))
            return pushBlob(client, descriptor, open);
        const bytes = await documentOf(descriptor, open());
        const acknowledged = await pushManifest(client, descriptor, bytes, descriptor.digest);
        await listReferrer(client, descriptor, bytes, acknowledged);
    }
    /** Mounts only from another repository of the same registry that the user may read. */
    async mount(descriptor, from, signal) {
        if (!(from instanceof ReadableRepository) || (0,media_type/* isDocument */.wz)(descriptor))
            return false;
        const { registry, repository } = this.reference;
        if (from.reference.registry !== registry)
            return false;
        const source = from.reference.repository;
        const client = this.#registry(this.reference, [
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
    const { digest } = descriptor;
    const bytes = await (0,verify/* readBytes */.io)(source, json_document/* documentLimit */.NL);
    if (bytes === undefined) {
        throw new message_failure/* Failure */.HR(`The manifest ${digest} has more than ${json_document/* documentLimit */.NL} bytes. Registries may reject it. Build the image again.`);
    }
    const difference = (0,image_descriptor/* mismatch */.J4)(descriptor, { digest: (0,image_digest/* digestOf */.ol)(bytes), size: bytes.length });
    if (difference === undefined)
        return bytes;
    throw new message_failure/* Failure */.HR(`The manifest ${digest} is corrupt: ${difference}. Build the image again.`);
};
const repository_Text = dist/* nullish */.cl6(dist/* string */.YjP());
const ReferrerSchema = dist/* looseObject */._H3({
    subject: dist/* nullish */.cl6(image_descriptor/* DescriptorSchema */.l5),
    artifactType: repository_Text,
    config: dist/* nullish */.cl6(dist/* looseObject */._H3({ mediaType: repository_Text })),
    annotations: dist/* nullish */.cl6(dist/* record */.g1P(dist/* string */.YjP(), dist/* string */.YjP())),
});
/**
 * Lists a pushed manifest as a referrer of its subject. A registry with the referrers API does that itself and names the
 * subject in its response (`acknowledged`). For other registries, the client maintains an index with a tag made of the
 * subject's digest.
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
        : (0,image_index/* parseIndex */.A1)(known, `list of referrers ${client.name}:${tag}`);
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

;// CONCATENATED MODULE: ./src/registry/registry.ts




const createRegistry = (options) => {
    const client = createClient(options);
    return {
        resolve: (reference) => resolveManifest(client(reference, [{ repository: reference.repository, actions: 'pull' }]), reference),
        readableRepository: (reference) => new ReadableRepository(client, reference),
        repository: (reference) => new Repository(client, reference),
    };
};
/** Creates a registry client with the logins in a directory of Docker's configuration and the proxies of an environment. */
const userRegistry = ({ dockerConfig, environment }, options) => createRegistry({
    ...options,
    credentials: dockerCredentials(dockerConfig, environment, options.signal),
    proxy: environment,
});


/***/ })

};
