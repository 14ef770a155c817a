export const id = 55;
export const ids = [55];
export const modules = {

/***/ 20672:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  OF: () => (/* binding */ checkSbomFolder),
  gw: () => (/* binding */ isOwnSbomFolder),
  FR: () => (/* binding */ receiveSbom),
  Tz: () => (/* binding */ writeSbom)
});

// UNUSED EXPORTS: completeSbom, placeSbom

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./src/files/file-content.ts
var file_content = __webpack_require__(81849);
// EXTERNAL MODULE: ./src/files/file-error.ts
var file_error = __webpack_require__(6998);
// EXTERNAL MODULE: ./src/image/media-type.ts
var media_type = __webpack_require__(22978);
// EXTERNAL MODULE: ./src/layout/content.ts
var layout_content = __webpack_require__(90583);
// EXTERNAL MODULE: ./src/layout/place.ts
var place = __webpack_require__(81097);
// EXTERNAL MODULE: ./src/message/failure.ts
var failure = __webpack_require__(52305);
// EXTERNAL MODULE: ./src/message/quantity.ts
var quantity = __webpack_require__(402);
// EXTERNAL MODULE: ./src/tar/decompression.ts
var decompression = __webpack_require__(95620);
// EXTERNAL MODULE: ./src/tar/read.ts
var read = __webpack_require__(41067);
// EXTERNAL MODULE: ./src/cnb/labels.ts
var labels = __webpack_require__(45758);
// EXTERNAL MODULE: ./node_modules/spdx-license-ids/deprecated.json
var deprecated = __webpack_require__(3389);
// EXTERNAL MODULE: ./node_modules/spdx-license-ids/index.json
var spdx_license_ids = __webpack_require__(75204);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(77934);
// EXTERNAL MODULE: ./src/json/fields.ts
var fields = __webpack_require__(33905);
;// CONCATENATED MODULE: ./src/cnb/sbom/cyclonedx.ts




// The fields of https://cyclonedx.org/docs/1.6/json/ that identify software. Malformed fields count as missing, so that the
// merged document is valid whatever a buildpack writes.
/** CycloneDX allows only these as `id`; other licenses get a `name`. */
const licenseIds = new Set([...spdx_license_ids, ...deprecated]);
const maybe = (schema) => dist/* fallback */.NpB(dist/* optional */.lqM(schema), undefined);
const oneOf = (words) => dist/* picklist */.KIO(words.split(' '));
const word = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1));
const cyclonedx_text = maybe(word);
const HashSchema = dist/* object */.Ikc({
    alg: oneOf('MD5 SHA-1 SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 BLAKE2b-512 BLAKE3'),
    content: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^(?:[a-fA-F0-9]{40}|(?:[a-fA-F0-9]{32}){1,4})$/)),
});
// Excludes characters that an IRI must not contain: https://www.rfc-editor.org/rfc/rfc3987#section-2.2
const address = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[^\s<>"{}|\\^`\p{Cc}]+$/u), dist/* check */.z6Y((text) => URL.canParse(text)));
const ReferenceSchema = dist/* object */.Ikc({
    type: oneOf('vcs issue-tracker website advisories bom mailing-list social chat documentation support source-distribution ' +
        'distribution distribution-intake license build-meta build-system release-notes security-contact other'),
    url: address,
    comment: cyclonedx_text,
});
const url = maybe(address);
const LicenseSchema = dist/* object */.Ikc({
    license: dist/* union */.KCZ([
        dist/* object */.Ikc({
            id: dist/* pipe */.FsL(word, dist/* check */.z6Y((id) => licenseIds.has(id))),
            url,
        }),
        // An ID that is not in the SPDX list becomes a name.
        dist/* pipe */.FsL(dist/* object */.Ikc({ id: word, url }), dist/* transform */.pdi(({ id, url }) => ({ name: id, url }))),
        dist/* object */.Ikc({ name: word, url }),
    ]),
});
const ExpressionSchema = dist/* object */.Ikc({ expression: word });
/** Parses a component without the fields that are missing or malformed. */
const ComponentSchema = dist/* object */.Ikc({
    type: oneOf('application framework library container platform operating-system device device-driver firmware file ' +
        'machine-learning-model data cryptographic-asset'),
    group: cyclonedx_text,
    name: word,
    version: maybe(dist/* pipe */.FsL(word, dist/* maxLength */.Ru6(1024))),
    author: cyclonedx_text,
    publisher: cyclonedx_text,
    description: cyclonedx_text,
    scope: maybe(dist/* picklist */.KIO(['required', 'optional', 'excluded'])),
    copyright: cyclonedx_text,
    'mime-type': maybe(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[-+a-z0-9.]+\/[-+a-z0-9.]+$/))),
    cpe: maybe(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^cpe:/i))),
    purl: maybe(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^pkg:[^\s]+$/))),
    hashes: (0,fields/* list */.p_)(HashSchema),
    // Either a list of licenses or one expression.
    licenses: dist/* fallback */.NpB(dist/* union */.KCZ([dist/* strictTuple */.CxQ([ExpressionSchema]), (0,fields/* list */.p_)(LicenseSchema)]), []),
    externalReferences: (0,fields/* list */.p_)(ReferenceSchema),
    properties: (0,fields/* list */.p_)(dist/* object */.Ikc({ name: dist/* string */.YjP(), value: maybe(dist/* string */.YjP()) })),
});
const DocumentSchema = dist/* looseObject */._H3({
    bomFormat: dist/* literal */.euz('CycloneDX'),
    components: dist/* optional */.lqM(dist/* array */.YOg(dist/* unknown */.L5J()), []),
    dependencies: (0,fields/* list */.p_)(dist/* object */.Ikc({ ref: dist/* string */.YjP(), dependsOn: (0,fields/* list */.p_)(dist/* string */.YjP()) })),
});
const NodeSchema = dist/* looseObject */._H3({ 'bom-ref': maybe(dist/* string */.YjP()), components: (0,fields/* list */.p_)(dist/* unknown */.L5J()) });
/** The maximum number of components in one document. The largest applications have about ten thousand. */
const componentLimit = 200_000;
/** Parses a CycloneDX document in JSON. Returns undefined if it is malformed or has too many components. */
const parseCycloneDx = (json) => {
    const document = dist/* safeParse */.xLC(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* parseJson */.qFJ(), DocumentSchema), json);
    if (!document.success)
        return undefined;
    const { components, dependencies } = document.output;
    const found = [];
    // Not recursive, because documents can be nested to any depth.
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
        // Not a spread, because so many arguments do not fit on the stack.
        for (const one of inner)
            rest.push(one);
        const component = dist/* safeParse */.xLC(ComponentSchema, next);
        if (component.success)
            found.push({ ref: node.output['bom-ref'], component: component.output });
    }
    return { components: found, dependencies };
};

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./src/cnb/sbom/merge.ts

/**
 * Merges SBOMs of an image, whose name is for example `my-app`, into one CycloneDX document in JSON. Components with the same
 * package URL become one, and everything is sorted. The result depends only on the SBOMs and the image: the serial number is
 * derived from the image's digest, and there is no timestamp.
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
        $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        serialNumber: `urn:uuid:${uuidOf(digest)}`,
        version: 1,
        metadata: {
            properties: [ownProperty],
            component: {
                ...{ 'bom-ref': digest, type: 'container', name, version: digest },
                // https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md
                purl: `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(digest)}`,
            },
        },
        components: sorted(components).map(([ref, same]) => ({
            'bom-ref': ref,
            ...withoutEmptyLists(mergeComponents(same)),
        })),
        dependencies: sorted(dependencies)
            .filter(([, dependsOn]) => dependsOn.size > 0)
            .map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() })),
    };
    return `${JSON.stringify(document)}\n`;
};
const ownProperty = { name: 'io.github.buildpacks-oci-layout.sbom', value: 'merged' };
/** Whether a document that starts with this text is a merged document: `mergeBoms` puts the property before the components. */
const isOwnSbom = (start) => start.includes(JSON.stringify(ownProperty));
// The namespace of URLs: https://www.rfc-editor.org/rfc/rfc9562#section-6.6
const urlNamespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
/** Returns the version 5 UUID of a URL. https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
const uuidOf = (url) => {
    const bytes = (0,external_node_crypto_.createHash)('sha1').update(urlNamespace).update(url).digest().subarray(0, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
/** The `bom-ref` of a component in the merged document: its package URL, or a hash of the component. */
const refOf = (component) => component.purl ??
    `component:${(0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(component)).digest('hex').slice(0, 32)}`;
/**
 * Merges the descriptions of one component: the first value of each field, and the entries of all lists. Lists are joined
 * once for all descriptions, because a document can repeat a component any number of times.
 */
const mergeComponents = ([first, ...others]) => {
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
/** Returns a component without its empty lists. */
const withoutEmptyLists = (component) => Object.fromEntries(Object.entries(component).filter(([, value]) => !Array.isArray(value) || value.length > 0));
const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

;// CONCATENATED MODULE: ./src/cnb/sbom/syft.ts



const syft_text = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1));
// Older versions of Syft, and libpak, write CPEs and licenses as strings.
const CpeSchema = dist/* union */.KCZ([
    syft_text,
    dist/* pipe */.FsL(dist/* object */.Ikc({ cpe: syft_text }), dist/* transform */.pdi(({ cpe }) => cpe)),
]);
const syft_LicenseSchema = dist/* union */.KCZ([
    syft_text,
    dist/* pipe */.FsL(dist/* object */.Ikc({ spdxExpression: syft_text }), dist/* transform */.pdi(({ spdxExpression }) => spdxExpression)),
    dist/* pipe */.FsL(dist/* object */.Ikc({ value: syft_text }), dist/* transform */.pdi(({ value }) => value)),
]);
/**
 * Returns an object with its keys in lower case. Go ignores the case of keys when it reads JSON, and libpak, the library of
 * many Paketo buildpacks, writes "Artifacts" and "PURL" instead of Syft's "artifacts" and "purl".
 */
const withLowerCaseKeys = (value) => typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key.toLowerCase(), field]))
    : value;
const ArtifactSchema = dist/* pipe */.FsL(dist/* unknown */.L5J(), dist/* transform */.pdi(withLowerCaseKeys), dist/* object */.Ikc({
    name: dist/* optional */.lqM(dist/* unknown */.L5J()),
    version: dist/* optional */.lqM(dist/* unknown */.L5J()),
    purl: dist/* optional */.lqM(dist/* unknown */.L5J()),
    cpes: (0,fields/* list */.p_)(CpeSchema),
    licenses: (0,fields/* list */.p_)(syft_LicenseSchema),
}));
const syft_DocumentSchema = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* parseJson */.qFJ(), dist/* transform */.pdi(withLowerCaseKeys), dist/* object */.Ikc({
    artifacts: dist/* nullable */.mee(dist/* pipe */.FsL(dist/* array */.YOg(dist/* unknown */.L5J()), dist/* maxLength */.Ru6(componentLimit), (0,fields/* list */.p_)(ArtifactSchema))),
}));
/**
 * Parses a document in Syft's JSON format. Returns undefined if it is malformed or has too many components. The components
 * are libraries, and all CPEs except the first are properties, as in CycloneDX documents that Syft writes.
 *
 * https://github.com/anchore/syft/tree/main/schema/json
 */
const parseSyft = (json) => {
    const document = dist/* safeParse */.xLC(syft_DocumentSchema, json);
    if (!document.success)
        return undefined;
    const components = (document.output.artifacts ?? []).flatMap(({ cpes, licenses, ...identity }) => {
        const [cpe, ...others] = cpes;
        const component = dist/* safeParse */.xLC(ComponentSchema, {
            ...identity,
            type: 'library',
            cpe,
            licenses: licensesOf(licenses),
            properties: others.map((value) => ({ name: 'syft:cpe23', value })),
        });
        return component.success ? [{ ref: undefined, component: component.output }] : [];
    });
    return { components, dependencies: [] };
};
// For example "GPL-2.0 WITH Classpath-exception-2.0".
const expression = /^[\w.+():-]+(?: (?:AND|OR|WITH) [\w.+():-]+)+$/;
const licensesOf = (licenses) => {
    const [only, ...others] = licenses;
    if (only !== undefined && others.length === 0 && expression.test(only))
        return [{ expression: only }];
    return licenses.map((id) => ({ license: { id } }));
};

;// CONCATENATED MODULE: ./src/cnb/sbom/folder.ts
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















/** The name of the merged document in a folder of SBOMs. */
const mergedSbom = 'sbom.cdx.json';
const sbomKind = {
    name: 'the SBOMs',
    mismatch: 'exists and is not (only) a folder of SBOMs',
    names: ['build', 'cache', 'launch', mergedSbom],
    marker: mergedSbom,
};
/**
 * Whether a folder with files of these names contains SBOMs that this project wrote: the merged document has a property of
 * this project.
 */
const isOwnSbomFolder = async (folder, names) => {
    if (!names.includes(mergedSbom) || !names.every((name) => sbomKind.names.includes(name)))
        return false;
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const file = __addDisposableResource(env_1, await (0,promises_.open)((0,external_node_path_.join)(folder, mergedSbom), file_content/* safeReadFlags */.F9), true);
            if (!(await file.stat()).isFile())
                return false;
            // The property comes before the components, which can have many megabytes.
            const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
            return isOwnSbom(buffer.toString('utf8', 0, bytesRead));
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
    catch {
        return false;
    }
};
// The maximum size of GitHub's SBOM attestations: https://github.com/actions/attest#sbom
const attestLimit = 16 * 1024 ** 2;
/**
 * Returns the path where a folder of SBOMs will be placed, with links resolved. SBOMs of a previous build will be replaced.
 * Throws a Failure if the folder contains anything else.
 */
const checkSbomFolder = (folder) => (0,place/* checkTarget */.e)(folder, sbomKind);
/** Adds an image's own SBOMs to a folder, and one CycloneDX document that merges them. */
const completeSbom = async (folder, { layout, image, name }, log) => {
    await copyLaunchSbom(layout, image, folder);
    const boms = await readBoms((0,external_node_path_.join)(folder, 'launch'), log);
    const merged = mergeBoms({ name, digest: image.descriptor.digest }, boms);
    const size = Buffer.byteLength(merged);
    if (size > attestLimit) {
        log.warning(`${mergedSbom} is too large for GitHub's attestations: ${(0,quantity/* formatBytes */.z3)(size)} of 16 MB. Attest the SBOMs in "launch" instead.`);
    }
    try {
        await (0,promises_.writeFile)((0,external_node_path_.join)(folder, mergedSbom), merged, { mode: 0o644 });
    }
    catch (error) {
        throw (0,file_error/* explainFileError */.Y)(error, `write ${mergedSbom}`);
    }
};
// In this order, because CycloneDX documents have more fields that can be merged.
const parsers = { 'sbom.cdx.json': parseCycloneDx, 'sbom.syft.json': parseSyft };
// Of all documents together. Parsing JSON of this size takes half a gigabyte of memory.
const documentLimit = 32 * 1024 ** 2;
/** Reads one document per buildpack layer, in the order of the layers' paths. Logs which layers are missing. */
const readBoms = async (launch, log) => {
    const files = (await Array.fromAsync((0,promises_.glob)('**/sbom.{cdx,spdx,syft}.json', { cwd: launch }))).sort();
    const boms = [];
    const [broken, otherFormats] = [[], []];
    let bytes = 0;
    const read = async (file, parse) => {
        const { size } = await (0,promises_.stat)((0,external_node_path_.join)(launch, file));
        if (bytes + size > documentLimit)
            return undefined;
        bytes += size;
        return parse(await (0,promises_.readFile)((0,external_node_path_.join)(launch, file), 'utf8'));
    };
    for (const [layer, present] of Map.groupBy(files, external_node_path_.dirname)) {
        const formats = Object.entries(parsers).filter(([name]) => present.includes((0,external_node_path_.join)(layer, name)));
        let bom;
        for (const [name, parse] of formats)
            bom ??= await read((0,external_node_path_.join)(layer, name), parse);
        if (bom !== undefined)
            boms.push(bom);
        else
            (formats.length > 0 ? broken : otherFormats).push(`launch/${layer}`);
    }
    if (files.length === 0)
        log.warning(`${mergedSbom} is empty, because no buildpack wrote an SBOM for the image.`);
    if (broken.length > 0) {
        log.warning(`${mergedSbom} lacks ${layersOf(broken)} whose SBOM is malformed or too large: ${(0,quantity/* formatList */.ki)(broken, 5)}.`);
    }
    if (otherFormats.length > 0) {
        log.info(`${mergedSbom} lacks ${layersOf(otherFormats)} with an SBOM in SPDX only: ${(0,quantity/* formatList */.ki)(otherFormats, 5)}.`);
    }
    return boms;
};
const layersOf = (layers) => (0,quantity/* formatCount */.B4)(layers.length, 'layer');
const invalid = (reason) => new failure/* Failure */.HR(`The SBOMs of the build are invalid: ${reason}. The lifecycle does not write this. Check what the buildpacks write for their layers.`);
// Buildpacks write up to three files per layer, of a few megabytes each for the largest applications.
const entryLimit = 10_000;
const byteLimit = 256 * 1024 ** 2;
/**
 * Extracts some parts of the lifecycle's SBOMs, which are at `root` in an untrusted tar stream, into a folder. Throws a
 * Failure if the stream contains anything except files and folders, or too much.
 * https://github.com/buildpacks/spec/blob/main/platform.md#software-bill-of-materials
 */
const receiveSbom = async (tar, folder, parts, root) => {
    const rules = { strip: 0, rooted: true, entryLimit, refusal: invalid };
    // If the connection to the engine breaks, this function is called again.
    for (const part of parts)
        await (0,promises_.rm)((0,external_node_path_.join)(folder, part), { recursive: true, force: true });
    let bytes = 0;
    for await (const { name, type, size, content } of (0,read/* checkedEntries */.Yy)(tar, rules)) {
        if (type !== 'file' || !parts.some((part) => name.startsWith(`${root}/${part}/`)))
            continue;
        bytes += size;
        if (bytes > byteLimit)
            throw invalid(`they have more than ${byteLimit} bytes`);
        const path = (0,external_node_path_.join)(folder, name.slice(root.length + 1));
        try {
            await (0,promises_.mkdir)((0,external_node_path_.dirname)(path), { recursive: true });
            await (0,promises_.writeFile)(path, content, { mode: 0o644 });
        }
        catch (error) {
            throw (0,file_error/* explainFileError */.Y)(error, `write ${path}`);
        }
    }
};
/**
 * Extracts the SBOM layer of an image in a layout into a folder, and verifies the layer's digest. Images have no such layer
 * if no buildpack wrote an SBOM.
 */
const copyLaunchSbom = async (layout, image, folder) => {
    const layer = (0,labels/* sbomLayerOf */.AD)(image);
    if (layer === undefined)
        return;
    const compression = (0,media_type/* compressionOf */.MB)(layer.mediaType);
    const content = (0,layout_content/* layoutContent */.G)(layout).fetch(layer);
    const tar = (0,decompression/* decompress */.m)(content, compression, layer.size, invalid);
    await receiveSbom(tar, folder, ['launch'], 'layers/sbom');
};
/**
 * Completes a folder of SBOMs in its staging folder and moves it to its place. Returns the path of the merged document.
 */
const writeSbom = async (staging, folder, source, log) => {
    await completeSbom(staging, source, log);
    await placeSbom(staging, folder);
    return (0,external_node_path_.join)(folder, mergedSbom);
};
/** Moves a complete folder to its place, where it replaces that of a previous build. If that fails, the previous one stays. */
const placeSbom = (staging, folder) => (0,place/* moveIntoPlace */.h)(staging, folder, sbomKind);


/***/ }),

/***/ 94892:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   mm: () => (/* binding */ inspectImage),
/* harmony export */   qY: () => (/* binding */ enginePlatform),
/* harmony export */   tj: () => (/* binding */ platformOf)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(77934);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(22554);
/* harmony import */ var _json_document_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(74065);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(85540);




const InspectedImageSchema = valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({
    Id: valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .regex */ .yGV(/^sha256:[0-9a-f]{64}$/, 'is not an image id')),
    /** Empty if the containerd image store has the name for another platform only. */
    Os: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    Architecture: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(),
    Variant: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()),
    /** References by digest, of the repositories that the image was pulled from. */
    RepoDigests: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP())),
    Config: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({
        Env: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP())),
        Labels: valibot__WEBPACK_IMPORTED_MODULE_3__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP())),
    })),
});
/** The platform of an image in the engine. */
const platformOf = ({ Os, Architecture, Variant }) => ({
    os: Os,
    architecture: Architecture,
    ...(Variant ? { variant: Variant } : {}),
});
/**
 * Describes an image in the engine by its name or ID, and by its platform if one is given. Undefined if the engine does
 * not have the image. Throws an EngineRefusal if the engine refuses the request.
 */
const inspectImage = async (docker, name, { platform, signal, }) => {
    // Selects one of several images with the same name. Engines before 28 do not support this.
    const choice = platform === undefined ? [] : ['--platform', (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_0__/* .formatPlatform */ .Bq)(platform)];
    try {
        const answer = await docker.exec(['image', 'inspect', ...choice, name], signal);
        const [image] = (0,_json_document_js__WEBPACK_IMPORTED_MODULE_1__/* .parseDocument */ .Tp)(valibot__WEBPACK_IMPORTED_MODULE_3__/* .tuple */ .PVZ([InspectedImageSchema]), answer, "engine's description of the image");
        return image;
    }
    catch (error) {
        if (error instanceof _refusal_js__WEBPACK_IMPORTED_MODULE_2__/* .EngineRefusal */ .np && /no such (?:image|object)/i.test(error.message))
            return undefined;
        throw error;
    }
};
/** The platform of an engine's containers. */
const enginePlatform = async (docker, signal) => (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_0__/* .parsePlatform */ .Y8)((await docker.exec(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], signal)).trim());


/***/ }),

/***/ 95620:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ createDecompressor),
/* harmony export */   m: () => (/* binding */ decompress)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_stream__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(38522);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_zlib__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _message_quantity_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(402);



/** How much an untrusted archive of `size` bytes may unpack to, in bytes: no more than files of that size normally have. */
const archiveLimit = (size) => Math.min(sizeLimit, Math.max(harmlessSize, size * ratioLimit));
// In bytes.
const sizeLimit = 8 * 1024 ** 3;
// In bytes. Below this size, any ratio is accepted.
const harmlessSize = 64 * 1024 ** 2;
// Source code and programs compress to a third to a twentieth of their size.
const ratioLimit = 100;
/** Decompresses untrusted data of `size` bytes. Throws a refusal if it is damaged, or has more than `limit` bytes. */
async function* decompress(source, compression, size, refuse, limit = archiveLimit(size)) {
    let count = 0;
    for await (const chunk of compression === 'none' ? source : inflate(source, compression, refuse)) {
        count += chunk.length;
        if (count > limit)
            throw refuse(`it unpacks to more than ${(0,_message_quantity_js__WEBPACK_IMPORTED_MODULE_2__/* .formatBytes */ .z3)(limit)}`);
        yield chunk;
    }
}
const chunkSize = 256 * 1024;
/** A stream that decompresses what is written to it. */
const createDecompressor = (compression) => compression === 'gzip' ? (0,node_zlib__WEBPACK_IMPORTED_MODULE_1__.createGunzip)({ chunkSize }) : (0,node_zlib__WEBPACK_IMPORTED_MODULE_1__.createZstdDecompress)({ chunkSize });
async function* inflate(source, compression, refuse) {
    // The reader of the stream throws the error.
    const stream = (0,node_stream__WEBPACK_IMPORTED_MODULE_0__.pipeline)(node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable.from(source, { objectMode: false }), createDecompressor(compression), () => { });
    try {
        for await (const chunk of stream)
            if (chunk instanceof Uint8Array)
                yield chunk;
    }
    catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        if (/^(?:Z_|ZSTD_)/.test(code))
            throw refuse(`its ${compression} data is damaged`);
        throw error;
    }
}


/***/ }),

/***/ 41067:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O_: () => (/* binding */ tarEntries),
/* harmony export */   QW: () => (/* binding */ countClimbs),
/* harmony export */   Yy: () => (/* binding */ checkedEntries)
/* harmony export */ });
/* harmony import */ var tar_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56118);
/* harmony import */ var _message_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(52305);
/* harmony import */ var _message_printable_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4908);
/* harmony import */ var _write_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(97052);




/**
 * Reads the entries of an untrusted tar stream. Throws a refusal if an entry could be written outside (an absolute name,
 * `..`, a link, a device), if a name comes twice, and if the stream is not a complete tar. Throws the errors of the stream
 * unchanged. Reading the content of an entry throws the same errors.
 *
 * If links are allowed, no entry has a path through a link.
 */
async function* checkedEntries(tar, rules) {
    const { entryLimit, refusal } = rules;
    const seen = new Map();
    for await (const { header, content } of tarEntries(tar, refusal)) {
        const found = checkHeader(header, rules);
        const { name, type, linkname } = found;
        if (seen.has(name))
            throw refusal(`it has "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}" twice`);
        if (seen.size >= entryLimit)
            throw refusal(`it has more than ${entryLimit} files and directories`);
        if (type === 'link' && seen.get(linkname) !== 'file') {
            throw refusal(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}" is a hard link to "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(linkname)}", which is not an earlier file`);
        }
        if (rules.links && foldersAround(name).some((folder) => seen.get(folder) === 'symlink')) {
            throw refusal(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name)}" has a path through a link`);
        }
        seen.set(name, type);
        yield { ...found, content };
    }
}
/** Reads the entries of a tar stream as they are. Throws a refusal if the stream is not a complete tar archive. */
async function* tarEntries(tar, refusal) {
    const archive = (0,tar_stream__WEBPACK_IMPORTED_MODULE_0__.extract)();
    const broken = errorOf(archive);
    const feeding = feedReader(tar, archive);
    // A reader that stops does not get the error of the rest.
    feeding.catch(() => { });
    for await (const entry of refuseBrokenTar(archive, refusal)) {
        const { header } = entry;
        // tar-stream waits forever for content whose size it cannot read.
        if (!Number.isSafeInteger(header.size)) {
            throw refusal(`"${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(header.name)}" has an impossible size`);
        }
        yield { header, content: refuseBrokenTar(bytesOf(entry, broken), refusal) };
        entry.resume();
    }
    await feeding;
}
const kinds = ['file', 'directory', 'symlink', 'link'];
const isLink = (type) => type === 'symlink' || type === 'link';
/** Checks a header. */
const checkHeader = (header, rules) => {
    const { refusal, links = false } = rules;
    const name = checkName(header.name, rules);
    const shown = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(header.name);
    const type = kinds.find((kind) => kind === header.type);
    if (type === undefined || (isLink(type) && !links)) {
        throw refusal(`"${shown}" is not a file${links ? ', a directory or a link' : ' or a directory'}`);
    }
    const linkname = isLink(type) ? (header.linkname ?? '') : '';
    if (linkname.includes('\0'))
        throw refusal(`"${shown}" is a link whose target contains a NUL`);
    if (type === 'symlink' && leadsOut(name, linkname)) {
        throw refusal(`"${shown}" is a link that leads outside, to "${(0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(linkname)}"`);
    }
    return {
        name,
        type,
        mode: (header.mode ?? 0) & 0o7777,
        linkname: type === 'link' ? checkName(linkname, rules) : linkname,
        size: header.size ?? 0,
    };
};
const partsOf = (name) => name.split('/').filter((part) => part !== '' && part !== '.');
const checkName = (name, { strip, rooted = false, nameLimit = 300, refusal }) => {
    const shown = (0,_message_printable_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(name);
    const parts = partsOf(name);
    if (name.length > nameLimit)
        throw refusal(`the name "${shown}" is too long`);
    if (name.includes('\0'))
        throw refusal(`"${shown}" contains a NUL`);
    if ((name.startsWith('/') && !rooted) || parts.includes('..')) {
        throw refusal(`"${shown}" is outside the archive`);
    }
    return parts.slice(strip).join('/');
};
const foldersAround = (name) => {
    const parts = name.split('/');
    return parts.slice(1).map((_, end) => parts.slice(0, end + 1).join('/'));
};
/**
 * The number of directories that a symbolic link's target climbs above the link's directory. Infinite if it climbs after a
 * name, because that name may be another link.
 */
const countClimbs = (linkname) => {
    const parts = partsOf(linkname);
    const climb = parts.findIndex((part) => part !== '..');
    if (climb === -1)
        return parts.length;
    return parts.includes('..', climb) ? Number.POSITIVE_INFINITY : climb;
};
/** Whether a symbolic link leads out of the archive. Its text is enough, because no entry has a path through a link. */
const leadsOut = (name, target) => target === '' || target.startsWith('/') || countClimbs(target) > name.split('/').length - 1;
// The messages of tar-stream, whose errors have no type.
const brokenTar = /^(?:Invalid tar header|Invalid header|Header exceeds max size|Unexpected end of data)/;
/** Converts the errors of the archive's reader into refusals. */
async function* refuseBrokenTar(source, refusal) {
    try {
        yield* source;
    }
    catch (error) {
        const [reason] = brokenTar.exec((0,_message_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error)) ?? [];
        throw reason === undefined ? error : refusal(`it is not a complete tar archive (${reason.toLowerCase()})`);
    }
}
/** The error of an archive's reader; undefined if it closes without one. */
const errorOf = (archive) => new Promise((resolve) => {
    archive.on('error', resolve);
    archive.on('close', () => resolve(undefined));
});
/** The content of an entry. Its own error only says that the archive failed, so this throws the archive's error. */
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
/** Feeds an archive's reader. An error of the stream also ends the reader. */
const feedReader = async (tar, archive) => {
    try {
        await (0,_write_js__WEBPACK_IMPORTED_MODULE_2__/* .feed */ .hm)(tar, archive);
    }
    catch (error) {
        archive.destroy(error instanceof Error ? error : new Error(String(error)));
        throw error;
    }
};


/***/ })

};
