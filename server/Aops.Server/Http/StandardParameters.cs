using Aops.Server.Api;

namespace Aops.Server.Http;

/// <summary>Parameters that mean the same wherever they are.</summary>
internal static class StandardParameters
{
    /// <summary>Only tells what would be.</summary>
    public static ApiParameter DryRun { get; } =
        ApiParameter.Flag("dry_run", "Changes nothing, and answers what the request would do.");

    /// <summary>Rows of a page.</summary>
    public static ApiParameter Limit { get; } = ApiParameter.Number(
        "limit", "Rows of a page.", 1, ServerLimits.PageRowsMax, ServerLimits.PageRowsDefault);

    /// <summary>Position in a list.</summary>
    public static ApiParameter Cursor { get; } = ApiParameter.Text(
        "cursor", "The `next` of the page before, with the same other parameters; the first page without it.");

    /// <summary>A query over hosts.</summary>
    public static ApiParameter Query { get; } = ApiParameter.Text(
        "q", "Which hosts, in the [query language](QUERY.md); all of them without it.");

    /// <summary>The id of a host in the path.</summary>
    public static ApiParameter HostId { get; } = ApiParameter.Path("id", "Id of the host.");

    /// <summary>The same in earlier forms.</summary>
    public static ApiParameter AgentId { get; } = ApiParameter.Path("agentId", "Id of the host.");

    /// <summary>The revision that a thing must have.</summary>
    public static ApiParameter IfMatch { get; } = ApiParameter.Header(
        "If-Match", "The revision that it must have, in quotes, as `ETag` told it; any revision without it.");
}
