"""Static files under names that change with their content, the imports inside ES modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModulesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites `import … from "./x.js"` to the hashed name, so that old and new modules never mix."""

    support_js_module_import_aggregation = True
