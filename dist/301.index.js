export const id = 301;
export const ids = [301];
export const modules = {

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

/***/ 67283:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RG: () => (/* binding */ fetchIndex),
/* harmony export */   aK: () => (/* binding */ fetchImage)
/* harmony export */ });
/* unused harmony export fetchDocument */
/* harmony import */ var _image_config_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(86575);
/* harmony import */ var _image_image_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(36117);
/* harmony import */ var _image_manifest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20596);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(22978);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(74065);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4908);







/** The bytes of a manifest, an index or a configuration; throws a Failure if they are more than a document may have. */
const fetchDocument = async (content, descriptor, signal) => {
    if (descriptor.size > _json_document_js__WEBPACK_IMPORTED_MODULE_4__/* .documentLimit */ .NL) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The document ${descriptor.digest} has ${descriptor.size} bytes; more than ${_json_document_js__WEBPACK_IMPORTED_MODULE_4__/* .documentLimit */ .NL} are not read. ` +
            'Name another image.');
    }
    return Buffer.concat(await Array.fromAsync(content.fetch(descriptor, signal)));
};
/** Reads the image that a descriptor names, without its layers; throws a Failure if it names none. */
const fetchImage = async (content, descriptor, signal) => {
    if (!(0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_3__/* .isManifest */ .Yh)(descriptor.mediaType)) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`${descriptor.digest} is a "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_6__/* .printable */ .g$)(descriptor.mediaType)}", not an image. Name an image, or an index of images.`);
    }
    const manifestBytes = await fetchDocument(content, descriptor, signal);
    const manifest = (0,_image_manifest_js__WEBPACK_IMPORTED_MODULE_2__/* .parseManifest */ .N)(manifestBytes);
    const configBytes = await fetchDocument(content, manifest.config, signal);
    const config = (0,_image_config_js__WEBPACK_IMPORTED_MODULE_0__/* .parseImageConfig */ .F)(configBytes);
    if (config.rootfs.diff_ids.length !== manifest.layers.length) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The image ${descriptor.digest} is inconsistent: its manifest lists ${manifest.layers.length} layers, ` +
            `its configuration ${config.rootfs.diff_ids.length}. Build it again.`);
    }
    return { descriptor, manifest, config, manifestBytes, configBytes };
};
/** Reads the index that a descriptor names; undefined if it names something else. */
const fetchIndex = async (content, descriptor) => {
    if (!(0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_3__/* .isIndex */ .nw)(descriptor.mediaType))
        return undefined;
    const bytes = await fetchDocument(content, descriptor);
    return { descriptor, bytes, listed: (0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_1__/* .parseIndex */ .A)(bytes).manifests };
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
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74065);
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
