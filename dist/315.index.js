export const id = 315;
export const ids = [315];
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

/***/ 91721:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ dockerClient),
/* harmony export */   b: () => (/* binding */ textOf)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78474);
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_events__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _command_environment_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(37324);
/* harmony import */ var _command_program_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(58769);
/* harmony import */ var _command_run_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(24744);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(85540);







/** The docker command as an object; `environment` is the step's, of which it hands on what it may. */
const dockerClient = (environment) => {
    const env = (0,_command_environment_js__WEBPACK_IMPORTED_MODULE_6__/* .commandEnvironment */ .J)(environment);
    return {
        environment: env,
        start: (args, signal) => startProcess(args, env, signal),
        run: async (args, signal) => {
            const { code, stdout, stderr } = await runToEnd(args, env, signal);
            if (code === 0)
                return stdout;
            throw (0,_refusal_js__WEBPACK_IMPORTED_MODULE_5__/* .explainRefusal */ .GC)(stderr, env, `«docker ${nameOf(args)}» ran`);
        },
    };
};
const runToEnd = async (args, environment, signal) => {
    try {
        return await (0,_command_run_js__WEBPACK_IMPORTED_MODULE_3__/* .runCommand */ .d)('docker', args, { environment, signal });
    }
    catch (error) {
        signal?.throwIfAborted();
        throw error instanceof _command_program_js__WEBPACK_IMPORTED_MODULE_2__/* .MissingProgram */ .n ? noDockerCommand(error) : notStarted(error);
    }
};
/** `image inspect`, `create`: without what follows, which may be long. */
const nameOf = ([first = '', second = '']) => first === 'image' || first === 'container' ? `${first} ${second}` : first;
const startProcess = (args, env, signal) => {
    signal?.throwIfAborted();
    // Detached: a terminal's Ctrl-C reaches the whole foreground group, and `docker start` would hand it to the
    // container. When a client ends is decided here alone.
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)('docker', args, { env, detached: true, stdio: 'pipe' });
    // A broken pipe is no news: why it broke is in the exit code and on stderr.
    child.stdin.on('error', () => { });
    const kill = () => {
        child.kill('SIGKILL');
        // A credential helper that outlives its client would hold the pipes open.
        for (const stream of [child.stdin, child.stdout, child.stderr])
            stream.destroy();
    };
    signal?.addEventListener('abort', kill, { once: true });
    const ended = (async () => {
        try {
            const [code] = await (0,node_events__WEBPACK_IMPORTED_MODULE_1__.once)(child, 'close');
            return typeof code === 'number' ? code : 1;
        }
        catch (error) {
            throw (0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ENOENT') ? noDockerCommand(error) : notStarted(error);
        }
        finally {
            signal?.removeEventListener('abort', kill);
            signal?.throwIfAborted();
        }
    })();
    // Whoever started it may look at the streams first; the rejection waits for them.
    ended.catch(() => { });
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, kill };
};
const noDockerCommand = (cause) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR('There is no docker command on PATH. Install the Docker command line, or use a runner that has it.', { cause });
const notStarted = (cause) => new _message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .Failure */ .HR('The docker command could not be run.', { cause });
// More than any message of the docker command, and less than hurts.
const textLimit = 1024 * 1024;
/** What a process writes, as text; no more than a mebibyte of it is kept. */
const textOf = async (stream) => {
    const chunks = [];
    let size = 0;
    try {
        for await (const chunk of stream) {
            if (size < textLimit)
                chunks.push(chunk);
            size += chunk.length;
        }
    }
    catch (error) {
        // The process was killed; `ended` says why.
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ERR_STREAM_PREMATURE_CLOSE'))
            throw error;
    }
    return Buffer.concat(chunks).subarray(0, textLimit).toString('utf8');
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

/***/ 85540:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GC: () => (/* binding */ explainRefusal),
/* harmony export */   db: () => (/* binding */ EngineUnreachable),
/* harmony export */   np: () => (/* binding */ EngineRefusal)
/* harmony export */ });
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52305);

/** The engine answered, and refused: what the docker command wrote to stderr, for the caller to explain. */
class EngineRefusal extends Error {
    name = 'EngineRefusal';
}
/** The engine was not reached, or the connection to it broke: what was wanted may be had in another try. */
class EngineUnreachable extends _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR {
}
/**
 * Tells apart what kept a docker command from its end: no right to the engine's socket, no engine, a connection that
 * broke, or an engine that said no. `doing` says what went on: `the build ran`. The texts are those of the docker
 * command from 20.10 to 29.
 */
const explainRefusal = (stderr, environment, doing) => {
    const said = firstLine(stderr);
    const address = addressIn(said, environment);
    const cause = new EngineRefusal(said);
    if (/error response from daemon/i.test(said))
        return cause;
    if (/permission denied while trying to connect|dial unix .*permission denied/i.test(said)) {
        return new _message_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(`This user has no right to use the Docker engine at ${address}. ` +
            'Add the user to the group of the socket (usually «docker»), or set DOCKER_HOST to an engine it may use.', { cause });
    }
    if (isBroken(said)) {
        return new EngineUnreachable(`The connection to the Docker engine at ${address} broke while ${doing}. ` +
            'Run the step again; if it happens again, look at the engine’s log and at the network to it.', { cause });
    }
    if (/cannot connect to the docker daemon|failed to connect to the docker api|error during connect/i.test(said)) {
        return new EngineUnreachable(`No Docker engine answers at ${address}. Start the engine, or set DOCKER_HOST to one that runs.`, { cause });
    }
    return cause;
};
/** `unexpected EOF` alone is what the command says of an answer that breaks off. */
const isBroken = (said) => /^unexpected EOF$/i.test(said) ||
    (/error during connect/i.test(said) &&
        /\bEOF$|connection reset|broken pipe|closed network connection/i.test(said) &&
        !/\bdial\b/.test(said));
/** The address of the engine, as DOCKER_HOST would have it: what the command says may be that of a request. */
const addressIn = (said, environment) => {
    if (environment['DOCKER_HOST'])
        return environment['DOCKER_HOST'];
    const [named] = /\b(?:unix|tcp|ssh|npipe):\/\/[^\s;,"]*[^\s;,":.?]/.exec(said) ?? [];
    if (named !== undefined)
        return named;
    const [, host] = /\bhttps?:\/\/([^/\s"]+)/.exec(said) ?? [];
    if (host === undefined)
        return 'its default socket';
    return host.startsWith('%2F') ? `unix://${host.replaceAll('%2F', '/')}` : `tcp://${host}`;
};
/** The line of a docker command's complaint that says something: warnings and hints left out. */
const firstLine = (stderr) => {
    const lines = stderr
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    return (lines.find((line) => !/^(?:warning|debug|see '|using default tag)/i.test(line)) ??
        lines[0] ??
        'no message');
};


/***/ }),

/***/ 42865:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   kW: () => (/* binding */ actionsCache)
/* harmony export */ });
/* unused harmony exports restore, save */
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(402);
/* harmony import */ var _abort_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(77861);
/* harmony import */ var _toolkit_output_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(25843);





/**
 * Puts what was saved back into the folder, which nobody has vouched for: whoever may write to the cache may have put
 * anything there.
 *
 * A cache that fails never fails the build: it becomes an outcome and a line in the log. Throws only the signal's
 * reason, and `ValidationError` for a key that the service cannot have (a defect of the caller).
 */
const restore = async ({ folder, key, restoreKeys, signal }, log) => {
    const observed = await observe(({ restoreCache }) => restoreCache([globOf(folder)], key, [...restoreKeys]), signal, log);
    if (observed === undefined) {
        log.info(`The cache is not read: ${noService}`);
        return { outcome: 'unavailable', reason: noService, seconds: 0 };
    }
    const { value, error, lines, seconds } = observed;
    const unavailable = (reason) => {
        log.warning(`The cache could not be restored: ${reason}. The build goes on without it.`);
        return { outcome: 'unavailable', reason, seconds };
    };
    if (error !== undefined)
        return unavailable(error);
    if (value === undefined) {
        const skipped = lines.find(({ text }) => text.startsWith('Cache restore skipped: '));
        if (skipped !== undefined) {
            const reason = skipped.text.slice('Cache restore skipped: '.length);
            log.info(`The cache is not read: ${reason}`);
            return { outcome: 'unavailable', reason, seconds };
        }
        const complaint = complaintIn(lines);
        return complaint === undefined ? { outcome: 'miss', seconds } : unavailable(complaint);
    }
    const present = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(folder).then((stats) => stats.isDirectory(), () => false);
    // Archives hold paths relative to the workspace: one that was saved under another workspace lands elsewhere.
    if (!present)
        return unavailable(`the entry ${value} does not hold ${folder}`);
    const bytes = numberIn(lines, /^Cache Size: .*\((\d+) B\)$/);
    return {
        outcome: value === key ? 'hit' : 'older',
        key: value,
        ...(bytes !== undefined && { bytes }),
        seconds,
    };
};
/** The Actions cache of this workflow's repository; what comes of each call is a line in the log. */
const actionsCache = (log, signal) => ({
    restore: async (folder, key, restoreKeys) => {
        const restored = await restore({ folder, key, restoreKeys, signal }, log);
        const told = describeRestored(restored);
        if (told !== undefined)
            log.info(told);
        return restored;
    },
    restoreNewest: async (folder, prefix) => {
        const restored = await restore({ folder, key: prefix, restoreKeys: [prefix], signal }, log);
        if (restored.outcome === 'miss') {
            log.info(`Cache miss: no entry begins with ${prefix}, in ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_3__/* .formatSeconds */ .Xo)(restored.seconds)}`);
        }
        if (!('key' in restored))
            return restored;
        log.info(`Cache entry ${restored.key}: ${sizeOf(restored)} in ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_3__/* .formatSeconds */ .Xo)(restored.seconds)}`);
        return { ...restored, outcome: 'hit' };
    },
    save: (folder, key) => save({ folder, key, signal }, log),
});
/** What came of a restore, for the log: hit or miss, bytes and seconds. What failed is in the log already. */
const describeRestored = (restored) => {
    const seconds = (0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_3__/* .formatSeconds */ .Xo)(restored.seconds);
    switch (restored.outcome) {
        case 'hit':
            return `Cache hit: ${sizeOf(restored)} in ${seconds}`;
        case 'older':
            return `Cache hit of another version, ${restored.key}: ${sizeOf(restored)} in ${seconds}`;
        case 'miss':
            return `Cache miss, in ${seconds}`;
        case 'unavailable':
            return undefined;
    }
};
const sizeOf = ({ bytes }) => bytes === undefined ? 'an entry of unknown size' : (0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_3__/* .formatBytes */ .z3)(bytes);
/**
 * Saves the folder under a key that is new. Throws as `restore` does.
 *
 * Nothing is seen by others until all of it was uploaded.
 */
const save = async ({ folder, key, signal }, log) => {
    const observed = await observe(({ saveCache }) => saveCache([globOf(folder)], key), signal, log);
    if (observed === undefined) {
        log.info(`The cache was not saved: ${noService}`);
        return { outcome: 'unavailable', reason: noService, seconds: 0 };
    }
    const { value, error, lines, seconds } = observed;
    if (value !== undefined && value !== -1) {
        const bytes = numberIn(lines, /^File Size: (\d+)$/);
        return { outcome: 'saved', ...(bytes !== undefined && { bytes }), seconds };
    }
    const { outcome, reason } = error === undefined ? refusalIn(lines) : { outcome: 'unavailable', reason: error };
    if (outcome === 'unavailable')
        log.warning(`The cache could not be saved: ${reason}. The build is not affected.`);
    else
        log.info(`The cache was not saved: ${reason}`);
    return { outcome, reason, seconds };
};
/** Why nothing was saved: the client answers -1 for every reason, and prints which. */
const refusalIn = (lines) => {
    const skipped = lines.find(({ text }) => text.startsWith('Cache save skipped: '));
    if (skipped !== undefined) {
        return { outcome: 'refused', reason: skipped.text.slice('Cache save skipped: '.length) };
    }
    const denied = lines.find(({ level, text }) => level === 'warning' && text.includes('cache write denied:'));
    if (denied !== undefined) {
        return { outcome: 'refused', reason: denied.text.slice(denied.text.indexOf('cache write denied:')) };
    }
    const reservation = lines.find(({ text }) => text.startsWith('Failed to reserve cache: '));
    const reason = reservation === undefined ? undefined : reasonIn(reservation.text);
    if (reason !== undefined && /already exists|\(409\)/.test(reason))
        return { outcome: 'exists', reason };
    return { outcome: 'unavailable', reason: reason ?? complaintIn(lines) ?? noReason };
};
const noService = 'this runner offers no cache service';
/**
 * Runs a call of the client; what it prints is kept, and shown to those who debug. Undefined where there is no service.
 */
const observe = async (call, signal, log) => {
    const start = performance.now();
    const lines = [];
    const ended = (value, error) => ({
        value,
        error,
        lines,
        seconds: (performance.now() - start) / 1000,
    });
    signal?.throwIfAborted();
    // Loaded when it is needed: most of a process's start would be the client's.
    const client = await Promise.all(/* import() */[__webpack_require__.e(271), __webpack_require__.e(142)]).then(__webpack_require__.bind(__webpack_require__, 60142));
    if (!client.isFeatureAvailable())
        return undefined;
    const keep = (line) => {
        lines.push(line);
        log.debug(line.text);
    };
    try {
        return ended(await (0,_abort_js__WEBPACK_IMPORTED_MODULE_4__/* .unlessAborted */ .W)((0,_toolkit_output_js__WEBPACK_IMPORTED_MODULE_2__/* .captureToolkit */ .h)(() => call(client), keep), signal), undefined);
    }
    catch (error) {
        if (signal?.aborted === true || error instanceof client.ValidationError)
            throw error;
        return ended(undefined, reasonIn((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error)));
    }
};
/** The last warning or error that the client printed, and what tar said where it was tar that failed. */
const complaintIn = (lines) => {
    const complaint = lines.findLast(({ level }) => level === 'warning' || level === 'error');
    if (complaint === undefined)
        return undefined;
    const tar = lines.find(({ level, text }) => level === 'info' && /^\S*tar: /.test(text));
    const detail = tar !== undefined && complaint.text.includes('tar') ? ` (${tar.text})` : '';
    return `${reasonIn(complaint.text)}${detail}`;
};
const noReason = 'the service gave no reason';
/** The client puts its own advice below the first line, and names the step before the reason, if there is one. */
const reasonIn = (text) => (text.split('\n', 1)[0] ?? '').replace(/^Failed to (?:restore|save|reserve cache): (?:Error: )?/, '') ||
    noReason;
const numberIn = (lines, pattern) => {
    for (const { text } of lines) {
        const [, digits] = pattern.exec(text) ?? [];
        if (digits !== undefined)
            return Number(digits);
    }
    return undefined;
};
/** The client takes patterns; this one stands for the folder itself, whatever characters are in its name. */
const globOf = (folder) => folder.replace(/[[*?\\]/g, (special) => (special === '\\' ? '\\\\' : `[${special}]`));


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

/***/ 81097:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ checkTarget),
/* harmony export */   h: () => (/* binding */ moveIntoPlace)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(52305);
/* harmony import */ var _message_file_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(14826);
/* harmony import */ var _staging_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(14379);
/* harmony import */ var _write_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(66129);






/**
 * Says whether a layout may be put at a path: nothing is there, or an empty folder, or a folder with a layout and
 * nothing else that can be deleted; or a symbolic link that leads to one of these folders. Resolves with the path where
 * the layout is to be put: where the link leads. Throws a Failure otherwise, so that nobody's files are lost.
 */
const checkTarget = async (path) => {
    try {
        const target = await resolveLink(path);
        const names = await namesIn(target);
        if (names === undefined)
            return target;
        const foreign = names.filter((name) => !_write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutNames */ .Vm.includes(name));
        if (names.length > 0 && (foreign.length > 0 || !names.includes(_write_js__WEBPACK_IMPORTED_MODULE_5__/* .layoutMarker */ .fB))) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`${path} exists and is not (only) an OCI image layout; it has «${foreign[0] ?? names[0]}». ` +
                'Nothing was changed. Choose another path, or remove the folder first.');
        }
        // What is missing by now, another run has moved.
        await unlessMissing(checkRemovable(target, (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(target)));
        return target;
    }
    catch (error) {
        throw (0,_message_file_error_js__WEBPACK_IMPORTED_MODULE_3__/* .explainFileError */ .Y)(error, `use ${path} for the layout`);
    }
};
/** Where a path leads, if it is a symbolic link; else the path. */
const resolveLink = async (path) => {
    const stats = await unlessMissing((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path));
    if (!stats?.isSymbolicLink())
        return path;
    const target = await unlessMissing((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(path));
    if (target === undefined) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`Could not use ${path} for the layout: it is a symbolic link that leads nowhere. ` +
            'Make the folder that it names, or remove the link.');
    }
    if ((await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(target)).isDirectory())
        return target;
    throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`Could not use ${path} for the layout: it is a symbolic link to ${target}, which is not a folder. ` +
        'Remove the link, or choose another path.');
};
const namesIn = (folder) => unlessMissing((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder));
const unlessMissing = async (work) => {
    try {
        return await work;
    }
    catch (error) {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .isSystemError */ .Or)(error, 'ENOENT'))
            return undefined;
        throw error;
    }
};
const sticky = 0o1000;
/**
 * Throws a Failure where a folder in `parent` cannot be moved and deleted with all that is in it: whoever may not write
 * to a folder cannot delete what is in it, and from a sticky one only what is one's own.
 * https://man7.org/linux/man-pages/man2/unlink.2.html
 */
const checkRemovable = async (folder, parent) => {
    const user = process.geteuid?.();
    const { uid } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(folder);
    const around = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(parent);
    const isKept = (around.mode & sticky) !== 0 && user !== 0 && user !== uid && user !== around.uid;
    const entries = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder, { withFileTypes: true });
    if (isKept || (entries.length > 0 && !(await isWritable(folder)))) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`Could not replace the layout: ${folder} belongs to the user ${uid}, and this step, as the user ${user}, may not ` +
            'delete it. Nothing was changed. Remove it as its owner («sudo rm -r»), or choose another path.');
    }
    for (const entry of entries) {
        if (entry.isDirectory())
            await checkRemovable((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, entry.name), folder);
    }
};
const isWritable = (folder) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.access)(folder, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.W_OK | node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.X_OK).then(() => true, () => false);
/**
 * Puts an assembled layout in the place of an earlier one, or of nothing. Where that fails, the earlier one is at its
 * place as before, and the Failure says why.
 */
const moveIntoPlace = async (staging, path) => {
    const target = await checkTarget(path);
    const earlier = await (0,_staging_js__WEBPACK_IMPORTED_MODULE_4__/* .stagingPath */ .Vu)(target, 'earlier');
    try {
        const hasEarlier = await moveAside(target, earlier);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(staging, target).catch(async (error) => {
            if (hasEarlier)
                await putBack(earlier, target);
            throw error;
        });
        // The new layout stands; of what cannot be deleted in spite of the check, the next run takes care.
        if (hasEarlier)
            await (0,_staging_js__WEBPACK_IMPORTED_MODULE_4__/* .discardEarlier */ .pb)(earlier).catch(() => { });
    }
    catch (error) {
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .isSystemError */ .Or)(error, 'ENOTEMPTY', 'EEXIST'))
            throw (0,_message_file_error_js__WEBPACK_IMPORTED_MODULE_3__/* .explainFileError */ .Y)(error, `put the layout at ${path}`);
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`Could not put the layout at ${path}: another run has put something there at this moment. ` +
            'Run one after the other, or give each its own path.', { cause: error });
    }
};
/** Whether there was something at the target to be moved aside. */
const moveAside = async (target, earlier) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(target, earlier);
        return true;
    }
    catch (error) {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .isSystemError */ .Or)(error, 'ENOENT'))
            return false;
        throw error;
    }
};
const putBack = async (earlier, target) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(earlier, target);
    }
    catch (error) {
        // Another run's layout is there: the earlier one was to be replaced in any case.
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .isSystemError */ .Or)(error, 'ENOTEMPTY', 'EEXIST'))
            throw error;
        await (0,_staging_js__WEBPACK_IMPORTED_MODULE_4__/* .discardEarlier */ .pb)(earlier);
    }
};


/***/ }),

/***/ 89106:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ pruneBlobs)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78033);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52305);
/* harmony import */ var _message_file_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(14826);
/* harmony import */ var _blob_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2935);






// What another process is writing has such a name for moments only; an hour later its writer is dead.
const abandonedAfter = 3_600_000;
const isFresh = async (path) => {
    try {
        return Date.now() - (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path)).ctimeMs < abandonedAfter;
    }
    catch (error) {
        // Its writer has just finished, and it has its final name by now.
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_3__/* .isSystemError */ .Or)(error, 'ENOENT'))
            return true;
        throw error;
    }
};
/**
 * Deletes what lies in a layout's blob folder under another name than those of the blobs to keep; returns the names.
 * Throws a Failure where it may not.
 */
const pruneBlobs = async (folder, keep) => {
    const names = new Set([...keep].map(_image_digest_js__WEBPACK_IMPORTED_MODULE_2__/* .hexOf */ .ZD));
    const pruned = [];
    try {
        for (const name of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)((0,_blob_js__WEBPACK_IMPORTED_MODULE_5__/* .blobFolder */ .Mq)(folder))) {
            const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)((0,_blob_js__WEBPACK_IMPORTED_MODULE_5__/* .blobFolder */ .Mq)(folder), name);
            if (names.has(name) || ((0,_blob_js__WEBPACK_IMPORTED_MODULE_5__/* .isPartial */ .mt)(name) && (await isFresh(path))))
                continue;
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(path, { recursive: true, force: true });
            pruned.push(name);
        }
    }
    catch (error) {
        throw (0,_message_file_error_js__WEBPACK_IMPORTED_MODULE_4__/* .explainFileError */ .Y)(error, `delete what is no longer needed in ${folder}`);
    }
    return pruned;
};


/***/ }),

/***/ 14379:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vu: () => (/* binding */ stagingPath),
/* harmony export */   YG: () => (/* binding */ isStaging),
/* harmony export */   cy: () => (/* binding */ stagingFolder),
/* harmony export */   pb: () => (/* binding */ discardEarlier)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);
/* harmony import */ var _message_file_error_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(14826);






const pattern = /^\.buildpacks-oci-layout-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})-([0-9a-f]{12})-[0-9a-f-]{36}\.(partial|earlier)$/;
const parseStaging = (name) => {
    const [, pid, start = '', machine = '', target = '', kind] = pattern.exec(name) ?? [];
    if (pid === undefined || (kind !== 'partial' && kind !== 'earlier'))
        return undefined;
    return { pid: Number(pid), start, machine, target, kind };
};
/** Whether a name is one that this project gives to folders beside the target of a layout, while it works on that. */
const isStaging = (name) => pattern.test(name);
/** A path beside a target for a folder of this process. */
const stagingPath = async (target, kind) => {
    const parts = [process.pid, (await startOf(process.pid)) ?? '0', await thisMachine(), keyOf(target)];
    return (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.dirname)(target), `.buildpacks-oci-layout-${parts.join('-')}-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}.${kind}`);
};
/**
 * A fresh folder beside the target of a layout, on the same file system, to assemble the layout in. What runs that were
 * killed left beside the target is cleared before.
 */
const stagingFolder = async (target) => {
    const folder = await stagingPath(target, 'partial');
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.dirname)(target), { recursive: true });
        await clearAbandoned(target);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)(folder);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.chmod)(folder, 0o755);
    }
    catch (error) {
        throw (0,_message_file_error_js__WEBPACK_IMPORTED_MODULE_5__/* .explainFileError */ .Y)(error, `make a folder for the layout beside ${target}`);
    }
    return folder;
};
/** Deletes a folder that stood at a target. Its name says first that it need not go back there: it is in pieces soon. */
const discardEarlier = async (earlier) => {
    const discarded = earlier.replace(/\.earlier$/, '.partial');
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(earlier, discarded);
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(discarded, { recursive: true, force: true });
};
/** A short name for a long one, which a file's name has no room for. */
const shortHash = (text) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex').slice(0, 12);
const keyOf = (target) => shortHash((0,node_path__WEBPACK_IMPORTED_MODULE_3__.basename)(target));
// Containers with one host name may share a disk, but they do not see each other's processes.
const thisMachine = async () => shortHash(`${(0,node_os__WEBPACK_IMPORTED_MODULE_2__.hostname)()} ${await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readlink)('/proc/self/ns/pid')}`);
/** The start of a process; undefined where there is none, or it is hidden. */
const startOf = async (pid) => {
    const stat = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // The second field is the program's name in parentheses, and may have spaces and parentheses itself.
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};
const isRunning = async ({ pid, start }) => {
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        // Another user's may not be sent signals, but it is there.
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ESRCH'))
            return false;
    }
    const found = await startOf(pid);
    return found === undefined || found === start;
};
// Of another machine's processes nothing can be known; no build takes so long.
const abandonedAfter = 24 * 3_600_000;
/** What dead processes left in a folder, the newest first. */
const findAbandoned = async (folder) => {
    const machine = await thisMachine();
    const abandoned = [];
    // One may be allowed to make folders where one may not see what there is.
    for (const name of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(folder).catch(() => [])) {
        const staging = parseStaging(name);
        if (staging === undefined)
            continue;
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(folder, name);
        const changed = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path).catch(() => undefined))?.ctimeMs;
        if (changed === undefined)
            continue;
        const isOver = staging.machine === machine ? !(await isRunning(staging)) : Date.now() - changed > abandonedAfter;
        if (isOver)
            abandoned.push({ ...staging, path, changed });
    }
    return abandoned.sort((a, b) => b.changed - a.changed);
};
/** Deletes what dead processes left beside a target; an earlier layout that they had moved aside goes back first. */
const clearAbandoned = async (target) => {
    for (const { kind, path, target: key } of await findAbandoned((0,node_path__WEBPACK_IMPORTED_MODULE_3__.dirname)(target))) {
        try {
            if (kind === 'partial')
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(path, { recursive: true, force: true });
            else if (key === keyOf(target))
                await putBack(path, target);
        }
        catch {
            // Another user's, or another run is clearing it just now: it harms nobody where it is.
        }
    }
};
const putBack = async (earlier, target) => {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(target);
    }
    catch (error) {
        if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ENOENT'))
            throw error;
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(earlier, target);
        return;
    }
    await discardEarlier(earlier);
};


/***/ }),

/***/ 38129:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $n: () => (/* binding */ healLayout),
/* harmony export */   T7: () => (/* binding */ layoutsOf),
/* harmony export */   vc: () => (/* binding */ removeForeign)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _layout_blob_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2935);
/* harmony import */ var _layout_write_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(66129);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(52305);





/**
 * Makes sure that a folder of a store is a layout's: a cache entry or another user of the disk may have put links where
 * folders belong, which would lead writes elsewhere, or folders where files belong, which no write replaces.
 */
const healLayout = async (folder, warn) => {
    const heal = async (path, kind) => {
        try {
            if ((await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path)).isDirectory() === (kind === 'folder'))
                return;
            warn(`${path} is not a ${kind}, and is replaced by one.`);
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(path, { recursive: true });
        }
        catch (error) {
            if (!(0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ENOENT'))
                throw error;
        }
    };
    for (const path of [folder, (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'blobs'), (0,_layout_blob_js__WEBPACK_IMPORTED_MODULE_2__/* .blobFolder */ .Mq)(folder)])
        await heal(path, 'folder');
    for (const name of [_layout_write_js__WEBPACK_IMPORTED_MODULE_3__/* .layoutMarker */ .fB, _layout_write_js__WEBPACK_IMPORTED_MODULE_3__/* .layoutIndex */ .vh])
        await heal((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, name), 'file');
    await (0,_layout_write_js__WEBPACK_IMPORTED_MODULE_3__/* .createLayout */ .Vz)(folder);
};
/** Deletes what is no part of a layout in a folder of a store, which could not be replaced as a whole otherwise. */
const removeForeign = async (folder) => {
    for (const name of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder)) {
        if (!_layout_write_js__WEBPACK_IMPORTED_MODULE_3__/* .layoutNames */ .Vm.includes(name))
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, name), { recursive: true, force: true });
    }
};
const foldersIn = async (folder) => {
    try {
        const entries = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder, { withFileTypes: true });
        return entries.filter((entry) => entry.isDirectory()).map(({ name }) => (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, name));
    }
    catch (error) {
        if ((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isSystemError */ .Or)(error, 'ENOENT', 'ENOTDIR', 'EACCES'))
            return [];
        throw error;
    }
};
// More tags of one repository than anybody builds upon.
const searched = 100;
/**
 * The folders of a repository that may hold layouts: ours, `<tag>/<platform>`, and those that pack makes, `<tag>` and
 * `sha256/<hex>`. What lies in them is used by its digest, whatever the tag or the platform was.
 */
const layoutsOf = async (repository) => {
    const tags = (await foldersIn(repository)).slice(0, searched);
    const inner = await Promise.all(tags.map(foldersIn));
    return [...tags, ...inner.flat().slice(0, searched)];
};


/***/ }),

/***/ 97293:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ registryDocuments)
/* harmony export */ });
/* harmony import */ var _image_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(85144);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(52305);



/** The documents of images in a repository of a registry; each is checked against its digest. */
const registryDocuments = (registry, reference) => ({
    manifest: (digest) => registry.manifest(reference, digest),
    config: async (config) => {
        if (config.size > _image_document_js__WEBPACK_IMPORTED_MODULE_0__/* .documentLimit */ .NL) {
            throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .Failure */ .HR(`The configuration of ${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)(reference)} has ${config.size} bytes, too many to be one.`);
        }
        return Buffer.concat(await Array.fromAsync(registry.blob(reference, config)));
    },
});


/***/ }),

/***/ 83920:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D$: () => (/* binding */ cacheKeyOf),
/* harmony export */   lX: () => (/* binding */ runImageFolder),
/* harmony export */   pe: () => (/* binding */ repositoryFolder)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22554);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(23564);



const version = 2;
/**
 * The cache key of a run image: version, platform, repository, and the digest of what its reference names there.
 * Nothing of it is a time or a size: the same key means the same content.
 */
const cacheKeyOf = ({ reference, root, platform }) => {
    const name = (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_1__/* .formatPlatform */ .Bq)((0,_image_platform_js__WEBPACK_IMPORTED_MODULE_1__/* .normalizePlatform */ .FL)(platform));
    // A repository has no «@», so that no repository's prefix begins another one's key.
    const prefix = `buildpacks-oci-layout-${version}-${name}-${(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .formatRepository */ .Sh)(reference)}@`;
    return { version, exact: `${prefix}${root}`, prefix };
};
/** The folder of a repository's images in a layout-repo, as pack names it. */
const repositoryFolder = ({ registry, repository }) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(registry, repository);
/**
 * The folder of a run image in a layout-repo, relative to it: `<registry>/<repository>/<tag>/<os>-<architecture>`, with
 * `sha256` in the place of a tag that is not given. pack has its layout in `<tag>` itself, and knows no platforms. The
 * digest is no part of the path: a pinned image that is raised to its next version finds the layers of the one before,
 * on disk and in the cache, whose entries are found again for the same path only.
 */
const runImageFolder = ({ reference, platform }) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(repositoryFolder(reference), reference.tag ?? 'sha256', (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_1__/* .formatPlatform */ .Bq)((0,_image_platform_js__WEBPACK_IMPORTED_MODULE_1__/* .normalizePlatform */ .FL)(platform)).replaceAll('/', '-'));


/***/ }),

/***/ 26072:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ readRunImage)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(77934);
/* harmony import */ var _image_config_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(86575);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78033);
/* harmony import */ var _image_document_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(85144);
/* harmony import */ var _image_image_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(36117);
/* harmony import */ var _image_manifest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(20596);
/* harmony import */ var _image_media_type_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(22978);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(22554);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(23564);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(4908);











// A manifest need not repeat its media type: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md
const KindSchema = valibot__WEBPACK_IMPORTED_MODULE_9__/* .looseObject */ ._H3({ mediaType: valibot__WEBPACK_IMPORTED_MODULE_9__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_9__/* .string */ .YjP()), manifests: valibot__WEBPACK_IMPORTED_MODULE_9__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_9__/* .unknown */ .L5J()) });
const mediaTypeOf = (bytes, name) => {
    const { mediaType, manifests } = (0,_image_document_js__WEBPACK_IMPORTED_MODULE_2__/* .parseDocument */ .Tp)(KindSchema, bytes, name);
    return mediaType ?? (manifests === undefined ? _image_media_type_js__WEBPACK_IMPORTED_MODULE_5__/* .mediaTypes */ .Ib.manifest : _image_media_type_js__WEBPACK_IMPORTED_MODULE_5__/* .mediaTypes */ .Ib.index);
};
/**
 * Reads a run image, or one in another role, for a platform, beginning at what its reference names.
 *
 * Throws a Failure where there is none for the platform (naming those that there are), and where what is there cannot
 * be a run image: not an image at all, or an image without layers.
 */
const readRunImage = async ({ reference, root, platform }, documents, role = 'run image') => {
    const name = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_7__/* .formatReference */ .FH)(reference);
    const rootBytes = await documents.manifest(root);
    const rootType = mediaTypeOf(rootBytes, `manifest of ${name}`);
    if (!(0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_5__/* .isIndex */ .nw)(rootType) && !(0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_5__/* .isManifest */ .Yh)(rootType)) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The ${role} ${name} is a «${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_10__/* .printable */ .g)(rootType)}», not an image. Choose another ${role}.`);
    }
    const manifestBytes = (0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_5__/* .isIndex */ .nw)(rootType)
        ? await documents.manifest(chooseManifest((0,_image_image_index_js__WEBPACK_IMPORTED_MODULE_3__/* .parseIndex */ .A)(rootBytes, `index of ${name}`).manifests, platform, name, role))
        : rootBytes;
    const manifest = (0,_image_manifest_js__WEBPACK_IMPORTED_MODULE_4__/* .parseManifest */ .N)(manifestBytes, `manifest of ${name}`);
    const configBytes = await documents.config(manifest.config);
    const config = (0,_image_config_js__WEBPACK_IMPORTED_MODULE_0__/* .parseImageConfig */ .F)(configBytes, `configuration of ${name}`);
    if (!(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .matchesPlatform */ .pC)(platform, config))
        throw noSuchPlatform(name, platform, [(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .formatPlatform */ .Bq)(config)], role);
    if (manifest.layers.length === 0 || manifest.layers.length !== config.rootfs.diff_ids.length) {
        throw new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The ${role} ${name} cannot be built upon: its manifest lists ${manifest.layers.length} layers, its ` +
            `configuration ${config.rootfs.diff_ids.length}. Choose another ${role}, or push it anew.`);
    }
    const descriptor = {
        mediaType: mediaTypeOf(manifestBytes, `manifest of ${name}`),
        digest: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .digestOf */ .ol)(manifestBytes),
        size: manifestBytes.length,
    };
    return { reference, root, platform, descriptor, manifest, config, manifestBytes, configBytes };
};
const chooseManifest = (manifests, platform, name, role) => {
    const images = manifests.filter(({ mediaType }) => (0,_image_media_type_js__WEBPACK_IMPORTED_MODULE_5__/* .isManifest */ .Yh)(mediaType));
    const chosen = images.find((image) => image.platform !== undefined && (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .matchesPlatform */ .pC)(platform, image.platform));
    if (chosen !== undefined)
        return chosen.digest;
    // Attestations are listed as images for unknown/unknown: https://docs.docker.com/build/metadata/attestations/attestation-storage/
    const offered = images.flatMap((image) => (image.platform?.os === 'unknown' ? [] : (image.platform ?? [])));
    throw noSuchPlatform(name, platform, offered.map(_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .formatPlatform */ .Bq), role);
};
const noSuchPlatform = (name, platform, offered, role) => {
    const platforms = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_10__/* .printable */ .g)([...new Set(offered)].join(', ')) || 'none';
    return new _message_failure_js__WEBPACK_IMPORTED_MODULE_8__/* .Failure */ .HR(`The ${role} ${name} does not exist for ${(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_6__/* .formatPlatform */ .Bq)(platform)}, only for: ${platforms}. ` +
        `Choose another «${role.replace(' ', '-')}», or another «platform».`);
};


/***/ }),

/***/ 21173:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ RunImageStore)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/content/copy.ts
var copy = __webpack_require__(24392);
// EXTERNAL MODULE: ./src/image/annotations.ts
var image_annotations = __webpack_require__(10483);
// EXTERNAL MODULE: ./src/image/image.ts
var image_image = __webpack_require__(75228);
// EXTERNAL MODULE: ./src/image/platform.ts
var image_platform = __webpack_require__(22554);
// EXTERNAL MODULE: ./src/image/reference.ts
var image_reference = __webpack_require__(23564);
// EXTERNAL MODULE: ./src/layout/blob.ts
var blob = __webpack_require__(2935);
// EXTERNAL MODULE: ./src/layout/content.ts
var content = __webpack_require__(90583);
// EXTERNAL MODULE: ./src/layout/prune.ts
var prune = __webpack_require__(89106);
// EXTERNAL MODULE: ./src/layout/verify.ts
var verify = __webpack_require__(58193);
// EXTERNAL MODULE: ./src/layout/write.ts
var write = __webpack_require__(66129);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./src/store/folder.ts
var store_folder = __webpack_require__(38129);
// EXTERNAL MODULE: ./src/layout/read.ts
var read = __webpack_require__(64480);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/store/registry-documents.ts
var registry_documents = __webpack_require__(97293);
// EXTERNAL MODULE: ./src/store/run-image.ts
var run_image = __webpack_require__(26072);
;// CONCATENATED MODULE: ./src/store/run-image-documents.ts





/** Reads the manifest and the configuration of run images; each that is used was checked against its digest. */
class RunImageDocuments {
    #places;
    constructor(places) {
        this.#places = places;
    }
    /** A run image whose documents are all on disk and right; undefined where they are not. No registry is asked. */
    async stored(id) {
        const find = (document) => this.#find(id, document);
        try {
            return await (0,run_image/* readRunImage */.R)(id, { manifest: (digest) => find({ digest }), config: find });
        }
        catch (error) {
            // Missing or corrupt: `fetched` finds out again, and heals it.
            if ((0,failure/* isSystemError */.Or)(error, 'ENOENT', 'ENOTDIR', 'ELOOP') || error instanceof failure/* Failure */.HR)
                return undefined;
            throw error;
        }
    }
    /** A run image; what is missing or corrupt of its documents is fetched from the registry, and kept. */
    fetched(id) {
        const behind = (0,registry_documents/* registryDocuments */.G)(this.#places.registry, id.reference);
        return (0,run_image/* readRunImage */.R)(id, {
            manifest: (digest) => this.#fetch(id, { digest }, () => behind.manifest(digest)),
            config: (descriptor) => this.#fetch(id, descriptor, () => behind.config(descriptor)),
        });
    }
    /** A document of the run image's own folder or, where that has none, of another layout, out of which it is copied. */
    async #find(id, document) {
        const folder = this.#places.folderOf(id);
        try {
            return await (0,read/* readDocument */.u0)(folder, document);
        }
        catch (error) {
            if (!(0,failure/* isSystemError */.Or)(error, 'ENOENT'))
                throw error;
            for (const other of await this.#places.otherLayouts(id)) {
                const bytes = await (0,read/* readDocument */.u0)(other, document).catch(() => undefined);
                if (bytes === undefined)
                    continue;
                await (0,blob/* writeBlob */.Zh)(folder, document, [bytes]);
                return bytes;
            }
            throw error;
        }
    }
    async #fetch(id, document, fetch) {
        const folder = this.#places.folderOf(id);
        try {
            return await this.#find(id, document);
        }
        catch (error) {
            if (!(0,failure/* isSystemError */.Or)(error, 'ENOENT')) {
                await this.#places.discard(folder, document.digest, (0,failure/* messageOf */.bD)(error));
            }
        }
        const bytes = await fetch();
        await (0,blob/* writeBlob */.Zh)(folder, document, [bytes]);
        return bytes;
    }
}

// EXTERNAL MODULE: ./src/store/run-image-id.ts
var run_image_id = __webpack_require__(83920);
;// CONCATENATED MODULE: ./src/store/run-images.ts
















/**
 * Run images on disk (the layout-repo), with a cache and a registry behind.
 *
 * Nothing in it is believed: a document or layer is used only if its digest matches, and fetched again, with a warning,
 * if not. A layout is given files of its own, and they are checked there, so that other builds may use, heal and prune
 * the same folder at the same time.
 */
class RunImageStore {
    #options;
    #documents;
    constructor(options) {
        this.#options = options;
        const { registry } = options;
        this.#documents = new RunImageDocuments({
            registry,
            folderOf: (id) => this.folderOf(id),
            otherLayouts: (id) => this.#otherLayouts(id),
            discard: (folder, digest, reason) => this.#discard(folder, digest, reason),
        });
    }
    /** The folder of a run image. */
    folderOf(id) {
        return (0,external_node_path_.join)(this.#options.root, (0,run_image_id/* runImageFolder */.lX)(id));
    }
    /** What a reference names at this moment: its own digest, or what the registry answers to one HEAD request. */
    async resolve(reference, platform) {
        const root = reference.digest ?? (await this.#options.registry.resolve(reference)).digest;
        return { reference, root, platform };
    }
    /**
     * A run image without its layers: from disk, the cache (where the layers are wanted as well and not all here), or the
     * registry. Throws a Failure where it is not to be had.
     */
    async open(id, wanted) {
        const folder = this.folderOf(id);
        await (0,store_folder/* healLayout */.$n)(folder, this.#options.warn);
        const stored = await this.#documents.stored(id);
        const isHere = stored !== undefined && (await hasBlobs(folder, stored.manifest.layers));
        const restored = await this.#restoreWhereUseful(id, wanted.layers, isHere);
        const image = stored ?? (await this.#documents.fetched(id));
        // Who finds it in an app knows by this whose it is.
        const annotations = { [image_annotations/* annotationKeys */.i.runImageRoot]: id.root };
        await (0,write/* writeIndex */._M)(folder, { ...image.descriptor, annotations });
        return { image, restored };
    }
    /** Restores the folder of a run image from the cache where it lacks some of these layers. */
    async restore(id, layers) {
        if (this.#options.cache === undefined || (await hasBlobs(this.folderOf(id), layers)))
            return;
        await this.#restore(id, this.#options.cache);
    }
    /**
     * Gives a layout layers of a run image, each proven there: those that are on disk, the others from the registry,
     * which are on disk then, too. Throws the registry's Failure for the first that cannot be had.
     */
    async copyLayers(id, layers, target) {
        const { registry, warn } = this.#options;
        const folder = this.folderOf(id);
        await (0,store_folder/* healLayout */.$n)(folder, warn);
        const own = (0,content/* layoutContent */.G)(folder, ({ digest }, reason) => this.#discard(folder, digest, reason));
        const others = (await this.#otherLayouts(id)).map((path) => (0,content/* layoutContent */.G)(path));
        const behind = {
            exists: async () => true,
            fetch: (layer) => registry.blob(id.reference, layer),
        };
        const keep = ({ digest }) => (0,blob/* linkBlob */.sm)(target.folder, folder, digest);
        const sources = [own, ...others, behind];
        const { existed, mounted, fetched } = await (0,copy/* copy */.C)(layers, sources, target, { warn, onFetched: keep });
        for (const { descriptor, from } of mounted)
            if (from !== own)
                await keep(descriptor);
        return { reused: [...existed, ...mounted.map(({ descriptor }) => descriptor)], fetched };
    }
    /** Deletes what lies in a run image's folder and is no part of it, and saves it in the cache unless it was there. */
    async keep({ image, restored }) {
        const { cache, info } = this.#options;
        const folder = this.folderOf(image);
        const blobs = (0,image_image/* closureOf */.T)(image);
        await (0,prune/* pruneBlobs */.z)(folder, new Set([image.root, ...blobs.map(({ digest }) => digest)]));
        if (cache === undefined || restored === undefined)
            return;
        if (restored.outcome === 'hit' || restored.outcome === 'unavailable')
            return;
        // Another build may have pruned what it does not know; what is saved once under a key stays so.
        if (!(await hasBlobs(folder, blobs))) {
            info('The cache was not saved: another build changed the folder of the run image meanwhile.');
            return;
        }
        const saved = await cache.save(folder, (0,run_image_id/* cacheKeyOf */.D$)(image).exact);
        if (saved.outcome !== 'saved')
            return;
        const bytes = saved.bytes === undefined ? '' : `${(0,quantity/* formatBytes */.z3)(saved.bytes)} `;
        info(`Run image saved in the cache: ${bytes}in ${(0,quantity/* formatSeconds */.Xo)(saved.seconds)}`);
    }
    async #restoreWhereUseful(id, layersWanted, isHere) {
        const { cache, info } = this.#options;
        if (cache === undefined)
            return undefined;
        if (!layersWanted) {
            info('Cache not used: a sparse layout has none of the run image’s layers.');
            return undefined;
        }
        if (isHere) {
            info('Cache not asked: the layout-repo has the run image already.');
            return undefined;
        }
        return this.#restore(id, cache);
    }
    async #restore(id, cache) {
        const { reference, root, platform } = id;
        const { version, exact, prefix } = (0,run_image_id/* cacheKeyOf */.D$)(id);
        this.#options.info(`Cache key: version ${version}, platform ${(0,image_platform/* formatPlatform */.Bq)(platform)}, ` +
            `run image ${(0,image_reference/* formatRepository */.Sh)(reference)}, digest ${root}`);
        const restored = await cache.restore(this.folderOf(id), exact, [prefix]);
        await (0,store_folder/* healLayout */.$n)(this.folderOf(id), this.#options.warn);
        return restored;
    }
    async #otherLayouts(id) {
        const layouts = await (0,store_folder/* layoutsOf */.T7)((0,external_node_path_.join)(this.#options.root, (0,run_image_id/* repositoryFolder */.pe)(id.reference)));
        return layouts.filter((path) => path !== this.folderOf(id));
    }
    async #discard(folder, digest, reason) {
        const why = reason.replace(/\.$/, '');
        this.#options.warn(`The layout-repo's copy of ${digest} is corrupt and is fetched again: ${why}.`);
        await (0,promises_.rm)((0,blob/* blobPath */.nD)(folder, digest), { recursive: true, force: true });
    }
}
/** Whether a layout has files of the right size for some blobs; what is in them is checked when they are used. */
const hasBlobs = async (folder, blobs) => (await (0,verify/* findFlaws */.pG)(folder, blobs, new Set(blobs.map(({ digest }) => digest)))).length === 0;


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


/***/ }),

/***/ 97052:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $t: () => (/* binding */ tarOf),
/* harmony export */   NJ: () => (/* binding */ file),
/* harmony export */   oB: () => (/* binding */ drained),
/* harmony export */   yy: () => (/* binding */ directory)
/* harmony export */ });
/* harmony import */ var tar_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56118);

/** The entry of a folder at an absolute path in the sandbox. */
const directory = (path, mode = 0o755) => ({
    name: path.slice(1),
    mode,
    type: 'directory',
});
/** The entry of a small file at an absolute path in the sandbox, readable for all. */
const file = (path, content) => ({
    name: path.slice(1),
    mode: 0o644,
    type: 'file',
    content: typeof content === 'string' ? Buffer.from(content) : content,
});
// pack and the lifecycle give everything this time, so that no build depends on when a checkout was made.
// https://github.com/buildpacks/spec/blob/main/platform.md#build-reproducibility
const normalizedTime = new Date('1980-01-01T00:00:01Z');
// Larger ids do not fit the classic header's octal field.
const largestOctalId = 0o777777;
/** Writes entries as a tar stream, in their order. What is thrown while they are read is passed on. */
const tarOf = (entries, owner) => {
    const archive = (0,tar_stream__WEBPACK_IMPORTED_MODULE_0__.pack)();
    write(archive, entries, owner).then(() => archive.finalize(), (error) => archive.destroy(asError(error)));
    return inBatches(archive);
};
const write = async (archive, entries, owner) => {
    for await (const entry of entries) {
        if (archive.destroyed)
            return;
        const header = headerOf(entry, owner);
        if (entry.type !== 'file')
            await whole(archive, header);
        else if (entry.content instanceof Uint8Array)
            await whole(archive, header, entry.content);
        else
            await streamed(archive, header, entry.content);
    }
};
const headerOf = (entry, owner) => {
    const { uid, gid } = entry.owner ?? owner;
    const pax = {
        ...(uid > largestOctalId && { uid: String(uid) }),
        ...(gid > largestOctalId && { gid: String(gid) }),
    };
    return {
        name: entry.name,
        // The file type's bits keep a mode of 0 from being taken for no mode at all.
        mode: entry.mode | 0o100000,
        uid,
        gid,
        mtime: normalizedTime,
        type: entry.type,
        ...('linkname' in entry && { linkname: entry.linkname }),
        ...('size' in entry && { size: entry.size }),
        ...(Object.keys(pax).length > 0 && { pax }),
    };
};
const whole = (archive, header, content) => new Promise((resolve, reject) => {
    const done = (error) => (error ? reject(error) : resolve());
    if (content === undefined)
        archive.entry(header, done);
    else
        archive.entry(header, content, done);
});
const streamed = (archive, header, content) => new Promise((resolve, reject) => {
    const sink = archive.entry(header, (error) => (error ? reject(error) : resolve()));
    // Its errors arrive through the callback.
    sink.on('error', () => { });
    const copy = async () => {
        for await (const chunk of content) {
            if (sink.destroyed)
                return;
            if (!sink.write(chunk))
                await drained(sink);
        }
        sink.end(null);
    };
    copy().catch((error) => {
        reject(error);
        sink.destroy(asError(error));
    });
});
/** Resolves once a stream takes more, or never will. */
const drained = (stream) => new Promise((resolve) => {
    if (stream.destroyed)
        return resolve();
    const settle = () => {
        stream.off('drain', settle);
        stream.off('close', settle);
        resolve();
    };
    stream.on('drain', settle);
    stream.on('close', settle);
});
const asError = (error) => (error instanceof Error ? error : new Error(String(error)));
const batchSize = 256 * 1024;
/** The same bytes in fewer chunks: a tar of small files would else be a system call for each half kilobyte. */
async function* inBatches(source) {
    let chunks = [];
    let size = 0;
    for await (const chunk of source) {
        if (!(chunk instanceof Uint8Array))
            continue;
        // A copy of what is large already would only be garbage.
        const isLarge = chunk.length >= batchSize / 4;
        if (!isLarge) {
            chunks.push(chunk);
            size += chunk.length;
        }
        if (size >= batchSize || (isLarge && size > 0)) {
            yield Buffer.concat(chunks);
            chunks = [];
            size = 0;
        }
        if (isLarge)
            yield chunk;
    }
    if (size > 0)
        yield Buffer.concat(chunks);
}


/***/ })

};
