export const id = 817;
export const ids = [817];
export const modules = {

/***/ 47979:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H3: () => (/* binding */ proven),
/* harmony export */   MB: () => (/* binding */ compressionOf),
/* harmony export */   ji: () => (/* binding */ decompressed)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(57075);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_stream__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(38522);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_zlib__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _image_descriptor_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(65328);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(78033);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(402);






/** The compression of a layer, by its media type. */
const compressionOf = (mediaType) => /gzip$/.test(mediaType) ? 'gzip' : /zstd$/.test(mediaType) ? 'zstd' : 'none';
/**
 * The bytes behind a compression; never more than a package of buildpacks can well have, given the bytes that it is
 * compressed to. Throws a refusal where it is broken, or is a bomb.
 */
async function* decompressed(source, compression, size, refuse) {
    const limit = Math.min(mostBytes, Math.max(plentyOfBytes, size * mostRatio));
    let count = 0;
    for await (const chunk of compression === 'none' ? source : unpacked(source, compression, refuse)) {
        count += chunk.length;
        if (count > limit)
            throw refuse(`it unpacks to more than ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_5__/* .formatBytes */ .z3)(limit)}`);
        yield chunk;
    }
}
const mostBytes = 8 * 1024 ** 3;
// Up to here no ratio is odd.
const plentyOfBytes = 64 * 1024 ** 2;
// Sources and programs take a third to a twentieth.
const mostRatio = 100;
async function* unpacked(source, compression, refuse) {
    const unpack = compression === 'gzip' ? (0,node_zlib__WEBPACK_IMPORTED_MODULE_2__.createGunzip)() : (0,node_zlib__WEBPACK_IMPORTED_MODULE_2__.createZstdDecompress)();
    // What breaks the stream is thrown where it is read.
    const stream = (0,node_stream__WEBPACK_IMPORTED_MODULE_1__.pipeline)(node_stream__WEBPACK_IMPORTED_MODULE_1__.Readable.from(source, { objectMode: false }), unpack, () => { });
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
/** The same bytes; throws a refusal in the place of their end where they are not what was expected. */
async function* proven(source, expected, refuse) {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    let size = 0;
    for await (const chunk of source) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
    }
    const wrong = (0,_image_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .mismatch */ .J)(expected, { digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_4__/* .digestOfHex */ .z9)(hash.digest('hex')), size });
    if (wrong !== undefined)
        throw refuse(`it is not what it says: ${wrong}`);
}


/***/ }),

/***/ 45758:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AD: () => (/* binding */ sbomLayerOf),
/* harmony export */   aU: () => (/* binding */ ownLayersOf),
/* harmony export */   fA: () => (/* binding */ defaultProcessType),
/* harmony export */   q3: () => (/* binding */ readBuildMetadata),
/* harmony export */   wi: () => (/* binding */ readLifecycleMetadata)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(77934);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78033);


// Shapes: https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/files/metadata.go and analyzed.go,
// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#iobuildpacksbuildmetadata-json
// A buildpack may set labels of any name and content, so nothing here is sure: a field that is malformed reads
// like one that is missing, and the rest still counts.
const list = (schema) => valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J()), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi((entries) => entries.flatMap((entry) => {
    const result = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(schema, entry);
    return result.success ? [result.output] : [];
}))), []);
const maybe = (schema) => valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullable */ .mee(schema), null);
const text = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), '');
const LayerSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ sha: _image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .DigestSchema */ .eH });
const LifecycleMetadataSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    /** One layer, or one for each slice and a last one for what no slice took. */
    app: list(LayerSchema),
    buildpacks: list(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
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
    buildpacks: list(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ id: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), version: text, homepage: text })),
    launcher: maybe(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ version: text })),
    processes: list(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        /** A list since platform API 0.10, before that a single word. */
        command: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([
            valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
            valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi((word) => [word])),
        ]), []),
        args: list(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
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
/** Reads the label `io.buildpacks.lifecycle.metadata`; never throws: what is missing or malformed is empty or null. */
const readLifecycleMetadata = (config) => readLabel(config, 'io.buildpacks.lifecycle.metadata', LifecycleMetadataSchema);
/** The layers of an image that a lifecycle made on top of a run image: those that its label names. */
const ownLayersOf = ({ manifest, config }) => {
    const { app, buildpacks, sbom, launcher, config: settings, 'process-types': types, } = readLifecycleMetadata(config);
    const layers = buildpacks.flatMap((buildpack) => Object.values(buildpack.layers));
    const named = new Set([...app, ...layers, sbom, launcher, settings, types].flatMap((layer) => layer?.sha ?? []));
    return manifest.layers.filter((_, position) => {
        const diffId = config.rootfs.diff_ids[position];
        return diffId !== undefined && named.has(diffId);
    });
};
/** The layer of an image that holds the software bills of materials; undefined where it has none. */
const sbomLayerOf = ({ manifest, config }) => {
    const { sbom } = readLifecycleMetadata(config);
    return sbom === null ? undefined : manifest.layers[config.rootfs.diff_ids.indexOf(sbom.sha)];
};
/** Reads the label `io.buildpacks.build.metadata`; never throws: what is missing or malformed is empty or null. */
const readBuildMetadata = (config) => readLabel(config, 'io.buildpacks.build.metadata', BuildMetadataSchema);
const EntrypointSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .looseTuple */ .t6w([valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .regex */ .yGV(/^\/cnb\/process\/./))]);
/**
 * The type of the process that the image starts when it is run without a command, if it has one: the entrypoint is
 * `/cnb/process/<type>`, and the label says what a buildpack wished for.
 * https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#exporter
 */
const defaultProcessType = (config) => {
    const entrypoint = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(EntrypointSchema, config.config?.['Entrypoint']);
    if (entrypoint.success)
        return entrypoint.output[0].slice('/cnb/process/'.length);
    const { processes, 'buildpack-default-process-type': wished } = readBuildMetadata(config);
    return wished === '' ? processes.find((process) => process.default)?.type : wished;
};


/***/ }),

/***/ 65376:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  OF: () => (/* binding */ checkSbomFolder),
  pZ: () => (/* binding */ completeSbom),
  _C: () => (/* binding */ mergedSbom),
  Ji: () => (/* binding */ placeSbom)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/layout/staging.ts
var layout_staging = __webpack_require__(14379);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/file-error.ts
var file_error = __webpack_require__(14826);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
;// CONCATENATED MODULE: ./src/cnb/sbom/component.ts

// The part of https://cyclonedx.org/docs/1.6/json/ that tells what a piece of software is. Buildpacks write what they
// like: a field that is malformed reads like one that is missing, so that the merged document is a valid one.
/** The entries of an array that have a shape; those that do not are passed over. */
const list = (schema) => dist/* fallback */.NpB(dist/* pipe */.FsL(dist/* array */.YOg(dist/* unknown */.L5J()), dist/* transform */.pdi((entries) => entries.flatMap((entry) => {
    const result = dist/* safeParse */.xLC(schema, entry);
    return result.success ? [result.output] : [];
}))), []);
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
        dist/* object */.Ikc({ id: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[A-Za-z0-9.+-]+$/)), url: maybe(address) }),
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
    hashes: list(HashSchema),
    // Licences, or one expression, but not both.
    licenses: dist/* fallback */.NpB(dist/* union */.KCZ([dist/* strictTuple */.CxQ([ExpressionSchema]), list(LicenseSchema)]), []),
    externalReferences: list(ReferenceSchema),
    properties: list(dist/* object */.Ikc({ name: dist/* string */.YjP(), value: maybe(dist/* string */.YjP()) })),
});
const DocumentSchema = dist/* looseObject */._H3({
    bomFormat: dist/* literal */.euz('CycloneDX'),
    components: dist/* optional */.lqM(dist/* array */.YOg(dist/* unknown */.L5J()), []),
    dependencies: list(dist/* object */.Ikc({ ref: dist/* string */.YjP(), dependsOn: list(dist/* string */.YjP()) })),
});
const NodeSchema = dist/* looseObject */._H3({ 'bom-ref': maybe(dist/* string */.YjP()), components: list(dist/* unknown */.L5J()) });
/** Reads a CycloneDX document in JSON; undefined where it is none. */
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
    // No recursion: whoever writes the document decides how deep it is.
    const rest = [...components];
    for (const next of rest) {
        const node = dist/* safeParse */.xLC(NodeSchema, next);
        if (!node.success)
            continue;
        rest.push(...node.output.components);
        const component = dist/* safeParse */.xLC(ComponentSchema, next);
        if (component.success)
            found.push({ ref: node.output['bom-ref'], component: component.output });
    }
    return { components: found, dependencies };
};

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./src/cnb/sbom/uuid.ts

// The namespace of URLs: https://www.rfc-editor.org/rfc/rfc9562#section-6.6
const urlNamespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
/** The UUID, version 5, of a URL. https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
const uuidOf = (url) => {
    const bytes = (0,external_node_crypto_.createHash)('sha1').update(urlNamespace).update(url).digest().subarray(0, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

;// CONCATENATED MODULE: ./src/cnb/sbom/merge.ts


/**
 * One CycloneDX document of many, as JSON: components that have one package URL are one, dependencies lead to what became
 * of their ends, and all is sorted. Nothing in it depends on anything but the documents and the image: its serial number
 * is made of the image's digest, and it has no time.
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
            const known = components.get(own);
            components.set(own, known === undefined ? component : united(known, component));
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
        $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        serialNumber: `urn:uuid:${uuidOf(digest)}`,
        version: 1,
        metadata: {
            component: {
                'bom-ref': digest,
                type: 'container',
                name,
                version: digest,
                purl: imagePurl(name, digest),
            },
        },
        components: sorted(components).map(([ref, component]) => ({ 'bom-ref': ref, ...written(component) })),
        dependencies: sorted(dependencies)
            .filter(([, dependsOn]) => dependsOn.size > 0)
            .map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() })),
    };
    return `${JSON.stringify(document)}\n`;
};
/** https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
const imagePurl = (name, digest) => `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(digest)}`;
/** What a component is called in the merged document: its package URL, or what is made of all that is known of it. */
const refOf = (component) => component.purl ??
    `component:${(0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(component)).digest('hex').slice(0, 32)}`;
/** What two documents say of one component: of texts the first's where it has any, of lists those of both. */
const united = (one, other) => ({
    ...other,
    ...Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)),
    type: one.type,
    name: one.name,
    hashes: unique([...one.hashes, ...other.hashes]),
    licenses: one.licenses.length > 0 ? one.licenses : other.licenses,
    externalReferences: unique([...one.externalReferences, ...other.externalReferences]),
    properties: unique([...one.properties, ...other.properties]),
});
const unique = (entries) => [
    ...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values(),
];
/** A component without its empty lists. */
const written = (component) => Object.fromEntries(Object.entries(component).filter(([, value]) => !Array.isArray(value) || value.length > 0));
const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

// EXTERNAL MODULE: ./src/cnb/sbom/tree.ts
var tree = __webpack_require__(26859);
;// CONCATENATED MODULE: ./src/cnb/sbom/folder.ts









/** The merged document in a folder of bills of materials. */
const mergedSbom = 'sbom.cdx.json';
const names = ['build', 'cache', 'launch', mergedSbom];
// What GitHub's attestations take at most: https://github.com/actions/attest#sbom
const attestLimit = 16 * 1024 ** 2;
/**
 * Throws a Failure where a folder for bills of materials has anything else in it, so that nobody's files are lost: what
 * an earlier build put there is replaced.
 */
const checkSbomFolder = async (folder) => {
    try {
        const found = await (0,promises_.readdir)(folder);
        const foreign = found.find((name) => !names.includes(name));
        if (found.length === 0 || (foreign === undefined && found.includes(mergedSbom)))
            return;
        throw new failure/* Failure */.HR(`${folder} exists and is not (only) a folder of bills of materials; it has «${foreign ?? found[0]}». ` +
            'Nothing was changed. Choose another folder, or remove this one first.');
    }
    catch (error) {
        if (!(0,failure/* isSystemError */.Or)(error, 'ENOENT'))
            throw (0,file_error/* explainFileError */.Y)(error, `use ${folder} for bills of materials`);
    }
};
/**
 * Adds to a folder, in which the lifecycle's tree may have begun, what the image itself has of it, and the one CycloneDX
 * document of that.
 */
const completeSbom = async (folder, { layout, image, name }, warn) => {
    await (0,tree/* copyLaunchSbom */.c)(layout, image, folder);
    const merged = mergeBoms({ name, digest: image.descriptor.digest }, await bomsIn(folder, warn));
    const size = Buffer.byteLength(merged);
    if (size > attestLimit) {
        warn(`The bill of materials ${mergedSbom} has ${(0,quantity/* formatBytes */.z3)(size)}; GitHub’s attestations take 16 MB at most.`);
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
    for (const [layer, formats] of Map.groupBy(files, external_node_path_.dirname)) {
        const file = formats.find((file) => file.endsWith('.cdx.json'));
        const bom = file === undefined ? undefined : await readBom((0,external_node_path_.join)(launch, file));
        if (bom !== undefined)
            boms.push(bom);
        else
            warn(`launch/${layer} has no CycloneDX bill of materials that can be read: ${mergedSbom} lacks what it has.`);
    }
    if (files.length === 0) {
        warn(`No buildpack wrote a bill of materials of what is in the image: ${mergedSbom} is empty.`);
    }
    return boms;
};
// JSON of this size takes a gigabyte of memory.
const documentLimit = 64 * 1024 ** 2;
const readBom = async (path) => {
    const { size } = await (0,promises_.stat)(path);
    return size > documentLimit ? undefined : parseBom(await (0,promises_.readFile)(path, 'utf8'));
};
/** Puts a complete folder in the place of an earlier one, or of nothing. */
const placeSbom = async (staging, folder) => {
    await checkSbomFolder(folder);
    const earlier = await (0,layout_staging/* stagingPath */.Vu)(folder, 'earlier');
    try {
        const hasEarlier = await (0,promises_.rename)(folder, earlier).then(() => true, (error) => {
            if ((0,failure/* isSystemError */.Or)(error, 'ENOENT'))
                return false;
            throw error;
        });
        await (0,promises_.rename)(staging, folder);
        if (hasEarlier)
            await (0,layout_staging/* discardEarlier */.pb)(earlier);
    }
    catch (error) {
        throw (0,file_error/* explainFileError */.Y)(error, `put the bills of materials at ${folder}`);
    }
};


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
/* harmony import */ var _layout_content_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(90583);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _message_file_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(14826);
/* harmony import */ var _tar_read_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(41067);
/* harmony import */ var _buildpacks_decompression_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(47979);
/* harmony import */ var _labels_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(45758);








const refused = (reason) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .Failure */ .HR(`The bills of materials that the build wrote are refused: ${reason}. ` +
    'The lifecycle writes no such thing; look at what the buildpacks write for their layers.');
// A buildpack has a few files for each layer; the largest applications have some megabytes in one.
const entryLimit = 10_000;
const byteLimit = 256 * 1024 ** 2;
/**
 * Writes those files of a tar stream into a folder that belong to some parts of the lifecycle's tree, which is at `root` in
 * the stream. Nothing in that is trusted. Throws a Failure where it has anything but files and folders, or too much.
 * https://github.com/buildpacks/spec/blob/main/platform.md#software-bill-of-materials
 */
const receiveSbom = async (tar, folder, parts, root) => {
    const rules = { strip: 0, rooted: true, entryLimit, refusal: refused };
    // It may be received again, from its start.
    for (const part of parts)
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, part), { recursive: true, force: true });
    let bytes = 0;
    for await (const { name, type, size, content } of (0,_tar_read_js__WEBPACK_IMPORTED_MODULE_5__/* .checkedEntries */ .Y)(tar, rules)) {
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
            throw (0,_message_file_error_js__WEBPACK_IMPORTED_MODULE_4__/* .explainFileError */ .Y)(error, `write ${path}`);
        }
    }
};
/**
 * Writes the bills of materials of what is in an image into a folder: they are a layer of it. The layer is read from
 * the layout, and hashed on the way; it is not there where no buildpack wrote any.
 */
const copyLaunchSbom = async (layout, image, folder) => {
    const layer = sbomLayer(image);
    if (layer === undefined)
        return;
    const compression = (0,_buildpacks_decompression_js__WEBPACK_IMPORTED_MODULE_6__/* .compressionOf */ .MB)(layer.mediaType);
    const content = (0,_layout_content_js__WEBPACK_IMPORTED_MODULE_2__/* .layoutContent */ .G)(layout).fetch(layer);
    const tar = (0,_buildpacks_decompression_js__WEBPACK_IMPORTED_MODULE_6__/* .decompressed */ .ji)(content, compression, layer.size, refused);
    await receiveSbom(tar, folder, ['launch'], 'layers/sbom');
};
/** https://github.com/buildpacks/spec/blob/main/platform.md#iobuildpackslifecyclemetadata-json */
const sbomLayer = ({ config, manifest }) => {
    const diffId = (0,_labels_js__WEBPACK_IMPORTED_MODULE_7__/* .readLifecycleMetadata */ .wi)(config).sbom?.sha;
    return diffId === undefined ? undefined : manifest.layers[config.rootfs.diff_ids.indexOf(diffId)];
};


/***/ }),

/***/ 94892:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   mm: () => (/* binding */ inspectImage),
/* harmony export */   qY: () => (/* binding */ enginePlatform),
/* harmony export */   tj: () => (/* binding */ platformOf)
/* harmony export */ });
/* unused harmony export parseInspectedImage */
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(77934);
/* harmony import */ var _image_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(85144);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22554);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(52305);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(85540);





const InspectedImageSchema = valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({
    Id: valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_4__/* .regex */ .yGV(/^sha256:[0-9a-f]{64}$/, 'is not an image id')),
    Os: valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    Architecture: valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    Variant: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP()),
    Config: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_4__/* .looseObject */ ._H3({
        Env: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP())),
        Labels: valibot__WEBPACK_IMPORTED_MODULE_4__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_4__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP())),
    })),
});
/** Reads the answer of the engine to `docker image inspect` for one image; throws a Failure where it is malformed. */
const parseInspectedImage = (json) => {
    const [image] = (0,_image_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(valibot__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(InspectedImageSchema), json, "engine's description of the image");
    if (image === undefined)
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR("The engine's description of the image is empty.");
    return image;
};
/** The platform of an image in the engine. */
const platformOf = ({ Os, Architecture, Variant }) => ({
    os: Os,
    architecture: Architecture,
    ...(Variant ? { variant: Variant } : {}),
});
/** Of several images that an engine keeps under one name, the one to describe; engines before 28 know no choice. */
const choiceOf = (platform) => platform === undefined ? [] : ['--platform', (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_1__/* .formatPlatform */ .Bq)(platform)];
/**
 * What the engine says of the image that a name or an ID names there, of a platform where one is given; undefined where
 * it has none. Throws an EngineRefusal where it does not say.
 */
const inspectImage = async (docker, name, { platform, signal, }) => {
    try {
        const answer = await docker.run(['image', 'inspect', ...choiceOf(platform), name], signal);
        return parseInspectedImage(answer);
    }
    catch (error) {
        if (error instanceof _refusal_js__WEBPACK_IMPORTED_MODULE_3__/* .EngineRefusal */ .np && /no such (?:image|object)/i.test(error.message))
            return undefined;
        throw error;
    }
};
/** The platform of what an engine runs. */
const enginePlatform = async (docker, signal) => (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_1__/* .parsePlatform */ .Y8)((await docker.run(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], signal)).trim());


/***/ }),

/***/ 975:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ sbomInput)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _input_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(31823);


/**
 * The folder for the bills of materials, absolute; undefined where none are wanted. It must not be within the layout's
 * folder, nor that in it: each of them is replaced as a whole.
 */
const sbomInput = (get, workspace, layout) => {
    const text = (0,_input_js__WEBPACK_IMPORTED_MODULE_1__/* .optionalInput */ .$m)(get, 'sbom');
    if (text === undefined)
        return undefined;
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(workspace, text);
    if (isWithin(folder, layout) || isWithin(layout, folder)) {
        throw (0,_input_js__WEBPACK_IMPORTED_MODULE_1__/* .inputFailure */ .vQ)('sbom', `is «${text}», which is in the layout’s folder or the other way round`, 'sbom');
    }
    return folder;
};
const isWithin = (path, folder) => {
    const way = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.relative)(folder, path);
    return way !== '..' && !way.startsWith('../');
};


/***/ }),

/***/ 763:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ climbOf)
/* harmony export */ });
/** By how many folders a symbolic link's path climbs at most above the folder that the link is in. */
const climbOf = (linkname) => {
    let depth = 0;
    let lowest = 0;
    for (const part of linkname.split('/')) {
        if (part === '..')
            depth -= 1;
        else if (part !== '' && part !== '.')
            depth += 1;
        lowest = Math.min(lowest, depth);
    }
    return -lowest;
};


/***/ }),

/***/ 41067:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ checkedEntries)
/* harmony export */ });
/* harmony import */ var tar_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56118);
/* harmony import */ var _link_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(763);
/* harmony import */ var _write_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97052);



/**
 * Reads a tar stream that is not to be trusted, entry by entry. Throws a refusal where it has anything that could be
 * written elsewhere (an absolute name, `..`, a link, a device), a name twice, or no end; and what the stream throws.
 * Where links are allowed, nothing lies behind one of them.
 */
async function* checkedEntries(tar, rules) {
    const { entryLimit, refusal } = rules;
    const seen = new Map();
    const archive = (0,tar_stream__WEBPACK_IMPORTED_MODULE_0__.extract)();
    const broken = errorOf(archive);
    const feeding = feed(tar, archive);
    // A reader that stops is not told what becomes of the rest.
    feeding.catch(() => { });
    for await (const entry of archive) {
        const found = checked(entry.header, rules);
        const { name, type, linkname } = found;
        if (seen.has(name))
            throw refusal(`it has «${name}» twice`);
        if (seen.size >= entryLimit)
            throw refusal(`it has more than ${entryLimit} files and folders`);
        if (type === 'link' && seen.get(linkname) !== 'file') {
            throw refusal(`«${name}» is another name of «${linkname}», which is no file that came before`);
        }
        if (rules.links && foldersAround(name).some((folder) => seen.get(folder) === 'symlink')) {
            throw refusal(`«${name}» lies behind a link`);
        }
        seen.set(name, type);
        yield { ...found, content: bytesOf(entry, broken) };
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
    const shown = header.name.slice(0, nameLimit);
    const type = kinds.find((kind) => kind === header.type);
    if (type === undefined || (isLink(type) && !links)) {
        throw refusal(`«${shown}» is neither a file nor a folder${links ? ' nor a link' : ''}`);
    }
    const linkname = isLink(type) ? (header.linkname ?? '') : '';
    if (type === 'symlink' && leadsOut(name, linkname)) {
        throw refusal(`«${shown}» is a link that leads out of it, to «${linkname.slice(0, nameLimit)}»`);
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
    const shown = name.slice(0, nameLimit);
    const parts = partsOf(name);
    if (name.length > limit)
        throw refusal(`the name «${shown}…» is too long`);
    if ((name.startsWith('/') && !rooted) || parts.includes('..')) {
        throw refusal(`«${shown}» lies outside of it`);
    }
    return parts.slice(strip).join('/');
};
const foldersAround = (name) => {
    const parts = name.split('/');
    return parts.slice(1).map((_, end) => parts.slice(0, end + 1).join('/'));
};
/** Whether a symbolic link leads out of the archive: by its words, since nothing lies behind a link. */
const leadsOut = (name, target) => target === '' || target.startsWith('/') || (0,_link_js__WEBPACK_IMPORTED_MODULE_2__/* .climbOf */ .T)(target) > name.split('/').length - 1;
/** The error that breaks an archive's reader; undefined where it closes without one. */
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
                await (0,_write_js__WEBPACK_IMPORTED_MODULE_1__/* .drained */ .oB)(archive);
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
