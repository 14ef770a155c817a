export const id = 788;
export const ids = [788];
export const modules = {

/***/ 86854:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  OF: () => (/* binding */ checkSbomFolder),
  pZ: () => (/* binding */ completeSbom),
  eK: () => (/* binding */ isSbomFolder),
  _C: () => (/* binding */ mergedSbom),
  Ji: () => (/* binding */ placeSbom)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/files/file-error.ts
var file_error = __webpack_require__(6998);
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./node_modules/spdx-license-ids/deprecated.json
var deprecated = __webpack_require__(3389);
// EXTERNAL MODULE: ./node_modules/spdx-license-ids/index.json
var spdx_license_ids = __webpack_require__(75204);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/json/list.ts
var list = __webpack_require__(62892);
;// CONCATENATED MODULE: ./src/cnb/sbom/component.ts




// The part of https://cyclonedx.org/docs/1.6/json/ that tells what a piece of software is. Buildpacks write what they
// like: a field that is malformed reads like one that is missing, so that the merged document is a valid one.
/** CycloneDX allows only these as `id`; other licenses get a `name`. */
const licenseIds = new Set([...spdx_license_ids, ...deprecated]);
const maybe = (schema) => dist/* fallback */.NpB(dist/* optional */.lqM(schema), undefined);
const oneOf = (words) => dist/* picklist */.KIO(words.split(' '));
const component_text = maybe(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1)));
const HashSchema = dist/* object */.Ikc({
    alg: oneOf('MD5 SHA-1 SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 BLAKE2b-512 BLAKE3'),
    content: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^(?:[a-fA-F0-9]{40}|(?:[a-fA-F0-9]{32}){1,4})$/)),
});
// Without what an IRI may not have: https://www.rfc-editor.org/rfc/rfc3987#section-2.2
const address = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[^\s<>"{}|\\^`\p{Cc}]+$/u), dist/* check */.z6Y((text) => URL.canParse(text)));
const ReferenceSchema = dist/* object */.Ikc({
    type: oneOf('vcs issue-tracker website advisories bom mailing-list social chat documentation support source-distribution ' +
        'distribution distribution-intake license build-meta build-system release-notes security-contact other'),
    url: address,
    comment: component_text,
});
const LicenseSchema = dist/* object */.Ikc({
    license: dist/* union */.KCZ([
        dist/* object */.Ikc({
            id: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* check */.z6Y((id) => licenseIds.has(id))),
            url: maybe(address),
        }),
        // An ID that is not in the SPDX list becomes a name.
        dist/* pipe */.FsL(dist/* object */.Ikc({ id: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1)), url: maybe(address) }), dist/* transform */.pdi(({ id, url }) => ({ name: id, url }))),
        dist/* object */.Ikc({ name: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1)), url: maybe(address) }),
    ]),
});
const ExpressionSchema = dist/* object */.Ikc({ expression: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1)) });
const ComponentSchema = dist/* object */.Ikc({
    type: oneOf('application framework library container platform operating-system device device-driver firmware file ' +
        'machine-learning-model data cryptographic-asset'),
    group: component_text,
    name: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1)),
    version: maybe(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1), dist/* maxLength */.Ru6(1024))),
    author: component_text,
    publisher: component_text,
    description: component_text,
    scope: maybe(dist/* picklist */.KIO(['required', 'optional', 'excluded'])),
    copyright: component_text,
    'mime-type': maybe(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[-+a-z0-9.]+\/[-+a-z0-9.]+$/))),
    cpe: maybe(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^cpe:/i))),
    purl: maybe(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^pkg:[^\s]+$/))),
    hashes: (0,list/* list */.p)(HashSchema),
    // Licences, or one expression, but not both.
    licenses: dist/* fallback */.NpB(dist/* union */.KCZ([dist/* strictTuple */.CxQ([ExpressionSchema]), (0,list/* list */.p)(LicenseSchema)]), []),
    externalReferences: (0,list/* list */.p)(ReferenceSchema),
    properties: (0,list/* list */.p)(dist/* object */.Ikc({ name: dist/* string */.YjP(), value: maybe(dist/* string */.YjP()) })),
});
const DocumentSchema = dist/* looseObject */._H3({
    bomFormat: dist/* literal */.euz('CycloneDX'),
    components: dist/* optional */.lqM(dist/* array */.YOg(dist/* unknown */.L5J()), []),
    dependencies: (0,list/* list */.p)(dist/* object */.Ikc({ ref: dist/* string */.YjP(), dependsOn: (0,list/* list */.p)(dist/* string */.YjP()) })),
});
const NodeSchema = dist/* looseObject */._H3({ 'bom-ref': maybe(dist/* string */.YjP()), components: (0,list/* list */.p)(dist/* unknown */.L5J()) });
// Of one document; the largest applications have some ten thousand.
const componentLimit = 200_000;
/** Reads a CycloneDX document in JSON; undefined if it is none, or tells of more than can be merged. */
const parseBom = (json) => {
    let value;
    try {
        value = JSON.parse(json);
    }
    catch {
        return undefined;
    }
    const document = dist/* safeParse */.xLC(DocumentSchema, value);
    if (!document.success)
        return undefined;
    const { components, dependencies } = document.output;
    const found = [];
    // No recursion: anyone who writes the document decides how deep it is.
    const rest = components.slice();
    if (rest.length > componentLimit)
        return undefined;
    for (const next of rest) {
        const node = dist/* safeParse */.xLC(NodeSchema, next);
        if (!node.success)
            continue;
        const inner = node.output.components;
        if (rest.length + inner.length > componentLimit)
            return undefined;
        // No spread: an argument for each would be more than the stack holds.
        for (const one of inner)
            rest.push(one);
        const component = dist/* safeParse */.xLC(ComponentSchema, next);
        if (component.success)
            found.push({ ref: node.output['bom-ref'], component: component.output });
    }
    return { components: found, dependencies };
};

// EXTERNAL MODULE: ./src/cnb/sbom/merge.ts
var merge = __webpack_require__(81559);
// EXTERNAL MODULE: ./src/cnb/sbom/tree.ts
var tree = __webpack_require__(26859);
;// CONCATENATED MODULE: ./src/cnb/sbom/folder.ts








/** The merged document in a folder of SBOMs. */
const mergedSbom = 'sbom.cdx.json';
const sbomKind = {
    name: 'the SBOMs',
    mismatch: 'exists and is not (only) a folder of SBOMs',
    names: ['build', 'cache', 'launch', mergedSbom],
    marker: mergedSbom,
};
/** Whether a folder with these names in it may be one of SBOMs. */
const isSbomFolder = (names) => names.includes(sbomKind.marker) && names.every((name) => sbomKind.names.includes(name));
// What GitHub's attestations take at most: https://github.com/actions/attest#sbom
const attestLimit = 16 * 1024 ** 2;
/**
 * Resolves with the path where a folder of SBOMs is to be put; throws a Failure where anything else is there,
 * so that nobody's files are lost: what a previous build put there is replaced.
 */
const checkSbomFolder = (folder) => (0,place/* checkTarget */.e)(folder, sbomKind);
/**
 * Adds to a folder, in which the lifecycle's tree may have begun, what the image itself has of it, and the one CycloneDX
 * document of that.
 */
const completeSbom = async (folder, { layout, image, name }, warn) => {
    await (0,tree/* copyLaunchSbom */.c)(layout, image, folder);
    const merged = (0,merge/* mergeBoms */.aw)({ name, digest: image.descriptor.digest }, await bomsIn(folder, warn));
    const size = Buffer.byteLength(merged);
    if (size > attestLimit) {
        warn(`The SBOM ${mergedSbom} has ${(0,quantity/* formatBytes */.z3)(size)}; GitHub’s attestations take 16 MB at most.`);
    }
    try {
        await (0,promises_.writeFile)((0,external_node_path_.join)(folder, mergedSbom), merged, { mode: 0o644 });
    }
    catch (error) {
        throw (0,file_error/* explainFileError */.Y)(error, `write ${mergedSbom}`);
    }
};
/** The CycloneDX documents of a tree, in the order of their paths; what is none, or is not there, is warned of. */
const bomsIn = async (folder, warn) => {
    const launch = (0,external_node_path_.join)(folder, 'launch');
    const files = (await Array.fromAsync((0,promises_.glob)('**/sbom.{cdx,spdx,syft}.json', { cwd: launch }))).sort();
    const boms = [];
    let bytes = 0;
    for (const [layer, formats] of Map.groupBy(files, external_node_path_.dirname)) {
        const file = formats.find((file) => file.endsWith('.cdx.json'));
        const path = file === undefined ? undefined : (0,external_node_path_.join)(launch, file);
        const size = path === undefined ? 0 : (await (0,promises_.stat)(path)).size;
        const isRead = path !== undefined && bytes + size <= documentLimit;
        if (isRead)
            bytes += size;
        const bom = isRead ? parseBom(await (0,promises_.readFile)(path, 'utf8')) : undefined;
        if (bom !== undefined)
            boms.push(bom);
        else
            warn(`launch/${layer} has no CycloneDX SBOM that can be read: ${mergedSbom} lacks what it has.`);
    }
    if (files.length === 0) {
        warn(`No buildpack wrote an SBOM of what is in the image: ${mergedSbom} is empty.`);
    }
    return boms;
};
// Of all documents together: JSON of this size takes half a gigabyte of memory.
const documentLimit = 32 * 1024 ** 2;
/** Puts a complete folder instead of an earlier one, or of nothing; that one stays where it fails. */
const placeSbom = (staging, folder) => (0,place/* moveIntoPlace */.h)(staging, folder, sbomKind);


/***/ }),

/***/ 81559:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Aq: () => (/* binding */ isOwnSbom),
/* harmony export */   aw: () => (/* binding */ mergeBoms)
/* harmony export */ });
/* unused harmony export uuidOf */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

/**
 * Merges CycloneDX documents into one, as JSON: components with the same package URL become one, dependencies refer to
 * the merged components, and everything is sorted. The result depends only on the documents and the image: the serial
 * number is made of the image's digest, and there is no timestamp.
 *
 * https://cyclonedx.org/docs/1.6/json/
 */
const mergeBoms = ({ name, digest }, boms) => {
    const components = new Map();
    const dependencies = new Map();
    for (const bom of boms) {
        const refs = new Map();
        for (const { ref, component } of bom.components) {
            const own = refOf(component);
            const same = components.get(own);
            if (same === undefined)
                components.set(own, [component]);
            else
                same.push(component);
            if (ref !== undefined)
                refs.set(ref, own);
        }
        for (const { ref, dependsOn } of bom.dependencies) {
            const own = refs.get(ref);
            if (own === undefined)
                continue;
            const all = dependencies.get(own) ?? new Set();
            dependencies.set(own, all);
            for (const other of dependsOn.map((one) => refs.get(one))) {
                if (other !== undefined && other !== own)
                    all.add(other);
            }
        }
    }
    const document = {
        ...headOf({ name, digest }),
        components: sorted(components).map(([ref, same]) => ({ 'bom-ref': ref, ...written(unite(same)) })),
        dependencies: sorted(dependencies)
            .filter(([, dependsOn]) => dependsOn.size > 0)
            .map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() })),
    };
    return `${JSON.stringify(document)}\n`;
};
/** The start of a merged document. */
const headOf = ({ name, digest }) => ({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(digest)}`,
    version: 1,
    metadata: {
        properties: [ownProperty],
        component: {
            'bom-ref': digest,
            type: 'container',
            name,
            version: digest,
            purl: imagePurl(name, digest),
        },
    },
});
const ownProperty = { name: 'io.github.buildpacks-oci-layout.sbom', value: 'merged' };
/** Whether a document that starts with this text is a merged document: `mergeBoms` puts the property before the components. */
const isOwnSbom = (start) => start.includes(JSON.stringify(ownProperty));
/** https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
const imagePurl = (name, digest) => `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(digest)}`;
// The namespace of URLs: https://www.rfc-editor.org/rfc/rfc9562#section-6.6
const urlNamespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
/** The UUID, version 5, of a URL. https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
const uuidOf = (url) => {
    const bytes = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha1').update(urlNamespace).update(url).digest().subarray(0, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
/** The `bom-ref` of a component in the merged document: its package URL, or a hash of the component. */
const refOf = (component) => component.purl ??
    `component:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(JSON.stringify(component)).digest('hex').slice(0, 32)}`;
/**
 * What several documents say of one component: the first value of each field, and the entries of all lists. Lists are
 * joined once for all documents: a document may repeat a component as often as it likes.
 */
const unite = ([first, ...others]) => {
    if (others.length === 0)
        return first;
    const all = [first, ...others];
    let fields = first;
    for (const other of others) {
        const known = Object.entries(fields).filter(([, value]) => value !== undefined);
        fields = { ...other, ...Object.fromEntries(known), type: first.type, name: first.name };
    }
    return {
        ...fields,
        hashes: unique(all.flatMap(({ hashes }) => hashes)),
        licenses: all.find(({ licenses }) => licenses.length > 0)?.licenses ?? [],
        externalReferences: unique(all.flatMap(({ externalReferences }) => externalReferences)),
        properties: unique(all.flatMap(({ properties }) => properties)),
    };
};
const unique = (entries) => [
    ...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values(),
];
/** A component without its empty lists. */
const written = (component) => Object.fromEntries(Object.entries(component).filter(([, value]) => !Array.isArray(value) || value.length > 0));
const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));


/***/ }),

/***/ 26859:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ receiveSbom),
/* harmony export */   c: () => (/* binding */ copyLaunchSbom)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _files_file_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6998);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(22978);
/* harmony import */ var _layout_content_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(90583);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(52305);
/* harmony import */ var _tar_decompression_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(95620);
/* harmony import */ var _tar_read_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(41067);
/* harmony import */ var _labels_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(45758);









const refused = (reason) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .Failure */ .HR(`The SBOMs that the build wrote are refused: ${reason}. ` +
    'The lifecycle writes no such thing; look at what the buildpacks write for their layers.');
// A buildpack has a few files for each layer; the largest applications have some megabytes in one.
const entryLimit = 10_000;
const byteLimit = 256 * 1024 ** 2;
/**
 * Writes those files of a tar stream into a folder that belong to some parts of the lifecycle's tree, which is at `root` in
 * the stream. Nothing in that is trusted. Throws a Failure if it has anything but files and folders, or too much.
 * https://github.com/buildpacks/spec/blob/main/platform.md#software-bill-of-materials
 */
const receiveSbom = async (tar, folder, parts, root) => {
    const rules = { strip: 0, rooted: true, entryLimit, refusal: refused };
    // It may be received again, from its start.
    for (const part of parts)
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, part), { recursive: true, force: true });
    let bytes = 0;
    for await (const { name, type, size, content } of (0,_tar_read_js__WEBPACK_IMPORTED_MODULE_7__/* .checkedEntries */ .Y)(tar, rules)) {
        if (type !== 'file' || !parts.some((part) => name.startsWith(`${root}/${part}/`)))
            continue;
        bytes += size;
        if (bytes > byteLimit)
            throw refused(`they have more than ${byteLimit} bytes`);
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, name.slice(root.length + 1));
        try {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path), { recursive: true });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)(path, content, { mode: 0o644 });
        }
        catch (error) {
            throw (0,_files_file_error_js__WEBPACK_IMPORTED_MODULE_2__/* .explainFileError */ .Y)(error, `write ${path}`);
        }
    }
};
/**
 * Writes the SBOMs of what is in an image into a folder: they are a layer of it. The layer is read from
 * the layout, and hashed on the way; it is not there where no buildpack wrote any.
 */
const copyLaunchSbom = async (layout, image, folder) => {
    const layer = (0,_labels_js__WEBPACK_IMPORTED_MODULE_8__/* .sbomLayerOf */ .AD)(image);
    if (layer === undefined)
        return;
    const compression = (0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_3__/* .compressionOf */ .MB)(layer.mediaType);
    const content = (0,_layout_content_js__WEBPACK_IMPORTED_MODULE_4__/* .layoutContent */ .G)(layout).fetch(layer);
    const tar = (0,_tar_decompression_js__WEBPACK_IMPORTED_MODULE_6__/* .decompressed */ .j)(content, compression, layer.size, refused);
    await receiveSbom(tar, folder, ['launch'], 'layers/sbom');
};


/***/ }),

/***/ 45693:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ sbomInput)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _files_is_within_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(90891);
/* harmony import */ var _input_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(98005);
/* harmony import */ var _target_input_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(10033);




/**
 * The folder for the SBOMs, absolute; undefined if none are wanted. It must not be within the layout's
 * folder, nor that in it: each of them is replaced as a whole.
 */
const sbomInput = (get, workspace, layout) => {
    const text = (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .folderInput */ .j)(get, 'sbom', 'sbom');
    if (text === undefined)
        return undefined;
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, text);
    (0,_target_input_js__WEBPACK_IMPORTED_MODULE_3__/* .refuseWorkspace */ .W)('sbom', text, folder, workspace, 'sbom');
    if ((0,_files_is_within_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .U)(folder, layout) || (0,_files_is_within_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .U)(layout, folder)) {
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_2__/* .inputFailure */ .vQ)('sbom', `is "${text}", which is in the layout’s folder or the other way round`, 'sbom');
    }
    return folder;
};


/***/ }),

/***/ 95620:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ decompressed)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_stream__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(38522);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_zlib__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(402);



/**
 * The bytes behind the compression of a stranger's archive of `size` bytes; never more than files can well be compressed to
 * that. Throws a refusal where it is broken, or is a bomb.
 */
async function* decompressed(source, compression, size, refuse) {
    const limit = Math.min(mostBytes, Math.max(plentyOfBytes, size * mostRatio));
    let count = 0;
    for await (const chunk of compression === 'none' ? source : unpacked(source, compression, refuse)) {
        count += chunk.length;
        if (count > limit)
            throw refuse(`it unpacks to more than ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_2__/* .formatBytes */ .z3)(limit)}`);
        yield chunk;
    }
}
const mostBytes = 8 * 1024 ** 3;
// Up to here no ratio is odd.
const plentyOfBytes = 64 * 1024 ** 2;
// Sources and programs take a third to a twentieth.
const mostRatio = 100;
async function* unpacked(source, compression, refuse) {
    const unpack = compression === 'gzip' ? (0,node_zlib__WEBPACK_IMPORTED_MODULE_1__.createGunzip)() : (0,node_zlib__WEBPACK_IMPORTED_MODULE_1__.createZstdDecompress)();
    // What breaks the stream is thrown where it is read.
    const stream = (0,node_stream__WEBPACK_IMPORTED_MODULE_0__.pipeline)(node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable.from(source, { objectMode: false }), unpack, () => { });
    try {
        for await (const chunk of stream)
            if (chunk instanceof Uint8Array)
                yield chunk;
    }
    catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        if (/^(?:Z_|ZSTD_)/.test(code))
            throw refuse(`its ${compression} is broken`);
        throw error;
    }
}


/***/ }),

/***/ 763:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ climbOf)
/* harmony export */ });
/**
 * By how many folders a symbolic link's path climbs at most above the folder that the link is in. Nobody can tell where it
 * climbs to behind a name, which may be that of another link.
 */
const climbOf = (linkname) => {
    const parts = linkname.split('/').filter((part) => part !== '' && part !== '.');
    const climb = parts.findIndex((part) => part !== '..');
    if (climb === -1)
        return parts.length;
    return parts.includes('..', climb) ? Number.POSITIVE_INFINITY : climb;
};


/***/ }),

/***/ 41067:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ tarEntries),
/* harmony export */   Y: () => (/* binding */ checkedEntries)
/* harmony export */ });
/* harmony import */ var tar_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56118);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);
/* harmony import */ var _link_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(763);
/* harmony import */ var _write_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(97052);





/**
 * Reads a tar stream that is not to be trusted, entry by entry. Throws a refusal where it has anything that could be
 * written elsewhere (an absolute name, `..`, a link, a device), a name twice, or no end, and where it is no tar; and what
 * the stream throws. So does reading the content of an entry.
 * Where links are allowed, nothing lies behind one of them.
 */
async function* checkedEntries(tar, rules) {
    const { entryLimit, refusal } = rules;
    const seen = new Map();
    for await (const { header, content } of tarEntries(tar, refusal)) {
        const found = checked(header, rules);
        const { name, type, linkname } = found;
        if (seen.has(name))
            throw refusal(`it has "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}" twice`);
        if (seen.size >= entryLimit)
            throw refusal(`it has more than ${entryLimit} files and folders`);
        if (type === 'link' && seen.get(linkname) !== 'file') {
            throw refusal(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}" is another name of "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(linkname)}", which is no file that came before`);
        }
        if (rules.links && foldersAround(name).some((folder) => seen.get(folder) === 'symlink')) {
            throw refusal(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}" lies behind a link`);
        }
        seen.set(name, type);
        yield { ...found, content };
    }
}
/** Reads the entries of a tar stream as they are. Throws a refusal if the stream is not a complete tar archive. */
async function* tarEntries(tar, refusal) {
    const archive = (0,tar_stream__WEBPACK_IMPORTED_MODULE_0__.extract)();
    const broken = errorOf(archive);
    const feeding = feed(tar, archive);
    // A reader that stops does not get the error of the rest.
    feeding.catch(() => { });
    for await (const entry of orRefused(archive, refusal)) {
        yield { header: entry.header, content: orRefused(bytesOf(entry, broken), refusal) };
        entry.resume();
    }
    await feeding;
}
const nameLimit = 300;
const kinds = ['file', 'directory', 'symlink', 'link'];
const isLink = (type) => type === 'symlink' || type === 'link';
/** What a header says, once it is known to be harmless. */
const checked = (header, rules) => {
    const { refusal, links = false } = rules;
    const name = checkedName(header.name, rules);
    const shown = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(header.name);
    const type = kinds.find((kind) => kind === header.type);
    if (type === undefined || (isLink(type) && !links)) {
        throw refusal(`"${shown}" is neither a file nor a folder${links ? ' nor a link' : ''}`);
    }
    // tar-stream waits for ever for a content whose size it could not read.
    if (!Number.isSafeInteger(header.size))
        throw refusal(`"${shown}" has a size that no file has`);
    const linkname = isLink(type) ? (header.linkname ?? '') : '';
    if (linkname.includes('\0'))
        throw refusal(`"${shown}" is a link to what is no name, with a NUL in it`);
    if (type === 'symlink' && leadsOut(name, linkname)) {
        throw refusal(`"${shown}" is a link that leads out of it, to "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(linkname)}"`);
    }
    return {
        name,
        type,
        mode: (header.mode ?? 0) & 0o7777,
        linkname: type === 'link' ? checkedName(linkname, rules) : linkname,
        size: header.size ?? 0,
    };
};
const partsOf = (name) => name.split('/').filter((part) => part !== '' && part !== '.');
const checkedName = (name, { strip, rooted = false, refusal, ...limits }) => {
    const { nameLimit: limit = nameLimit } = limits;
    const shown = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name);
    const parts = partsOf(name);
    if (name.length > limit)
        throw refusal(`the name "${shown}" is too long`);
    if (name.includes('\0'))
        throw refusal(`"${shown}" has a NUL in it, and so is no name`);
    if ((name.startsWith('/') && !rooted) || parts.includes('..')) {
        throw refusal(`"${shown}" lies outside of it`);
    }
    return parts.slice(strip).join('/');
};
const foldersAround = (name) => {
    const parts = name.split('/');
    return parts.slice(1).map((_, end) => parts.slice(0, end + 1).join('/'));
};
/** Whether a symbolic link leads out of the archive: by its words, since nothing lies behind a link. */
const leadsOut = (name, target) => target === '' || target.startsWith('/') || (0,_link_js__WEBPACK_IMPORTED_MODULE_4__/* .climbOf */ .T)(target) > name.split('/').length - 1;
// Of tar-stream, which has no type for them.
const brokenTar = /^(?:Invalid tar header|Invalid header|Header exceeds max size|Unexpected end of data)/;
/** The same, except for what the archive's reader throws: that becomes a refusal. */
async function* orRefused(source, refusal) {
    try {
        yield* source;
    }
    catch (error) {
        const [reason] = brokenTar.exec((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error)) ?? [];
        throw reason === undefined ? error : refusal(`it is no whole tar archive (${reason.toLowerCase()})`);
    }
}
/** The error that breaks an archive's reader; undefined if it closes without one. */
const errorOf = (archive) => new Promise((resolve) => {
    archive.on('error', resolve);
    archive.on('close', () => resolve(undefined));
});
/** The content of an entry. It only knows that the archive broke, so what broke it is thrown instead. */
async function* bytesOf(entry, broken) {
    try {
        for await (const chunk of entry) {
            if (chunk instanceof Uint8Array)
                yield chunk;
        }
    }
    catch (error) {
        throw (await broken) ?? error;
    }
}
/** Writes a stream into an archive's reader, no faster than it is read. */
const feed = async (tar, archive) => {
    try {
        for await (const chunk of tar) {
            // What ended it is thrown where it is read.
            if (archive.destroyed)
                return;
            if (!archive.write(chunk))
                await (0,_write_js__WEBPACK_IMPORTED_MODULE_2__/* .drained */ .oB)(archive);
        }
        archive.end(null);
    }
    catch (error) {
        archive.destroy(error instanceof Error ? error : new Error(String(error)));
        throw error;
    }
};


/***/ })

};
