/** As Amazon Bedrock has it: a region's inference profile, the vendor. */
const BEDROCK_PREFIX = /^(?:[a-z]{2,6}(?:-gov)?\.)?anthropic\./;
/** As an ARN of a Bedrock model or inference profile has it before the name. */
const ARN_PREFIX = /^arn:[a-z-]{1,20}:bedrock:[^/]{0,100}:(?:foundation-model|inference-profile)\//;
/** A gateway's or a library's word for the provider. */
const PROVIDER_PREFIX = /^(?:anthropic|bedrock|vertex|vertex_ai|vertex-ai)\//;
/** Bedrock's version of a model's packaging. */
const PACKAGE_SUFFIX = /-v\d{1,2}(?::\d{1,2})?$/;
/** Claude Code's mark for the large context. */
const CONTEXT_SUFFIX = /\[1m\]$/;
/** When a model was made: `-20250929`, on Vertex `@20250929`; or that it is the newest of its version. */
const DATE_SUFFIX = /(?:[-@]20\d{6}|-latest|@latest|@default)$/;

/**
 * A model's name less what says where and in which packaging it runs: `us.anthropic.claude-sonnet-4-5-20250929-v1:0` and
 * `claude-sonnet-4-5@20250929` are `claude-sonnet-4-5`. What is left is whole: a version is never cut from it.
 */
export function plainModelName(model: string): string {
  return (
    model
      .trim()
      .toLowerCase()
      .replace(ARN_PREFIX, '')
      .replace(PROVIDER_PREFIX, '')
      .replace(BEDROCK_PREFIX, '')
      .replace(CONTEXT_SUFFIX, '')
      .replace(PACKAGE_SUFFIX, '')
      .replace(DATE_SUFFIX, '')
      // Vertex tells the second make of Sonnet 3.5 so.
      .replace(/^(claude-3-5-sonnet)-v2$/, '$1')
  );
}
