using Aops.Server.Api;
using Aops.Server.Hosts.Detail;
using Aops.Server.Hosts.Facets;
using Aops.Server.Hosts.Labels;
using Aops.Server.Hosts.Listing;
using Aops.Server.Http;

namespace Aops.Server.Hosts;

/// <summary>The routes below <c>/api/v1/hosts</c>.</summary>
internal static class HostApi
{
    /// <summary>Which fields are shown.</summary>
    public static ApiParameter Fields { get; } = ApiParameter.Text(
        "fields", "Fields to show, by their names in the query language and `labels`, with commas between; all without it.");

    public static ApiOperation List { get; } = new(ApiTag.Hosts, "Lists hosts by a query.")
    {
        Description = "NDJSON and CSV go on to the last host unless `limit` is given; `count` is in the header `x-count` there.",
        Parameters = ListParameters,
        Answers = [ApiAnswer.List<HostList>("Hosts, in the order of `sort`.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(ApiTag.Hosts, "Shows a host, and the names of its groups.")
    {
        Parameters = [StandardParameters.HostId, Fields],
        Answers = [ApiAnswer.Json<HostView>("The host.").WithTag("The revision of its labels.")],
        Problems = ["no-such-host"],
    };

    public static ApiOperation Match { get; } = new(
        ApiTag.Hosts, "Tells whether a query has a host, and which of its comparisons hold for it.")
    {
        Parameters = [StandardParameters.HostId, StandardParameters.Query],
        Answers = [ApiAnswer.Json<MatchReply>("Whether it has.")],
        Problems = ["no-such-host"],
    };

    public static ApiOperation Facets { get; } = new(ApiTag.Hosts, "Counts the hosts of a query by the values of fields.")
    {
        Parameters =
        [
            StandardParameters.Query,
            ApiParameter.Text("by", "Fields, with commas between; at most 8.") with { IsRequired = true },
        ],
        Answers = [ApiAnswer.Json<FacetReply>("The most frequent 100 values of each field.")],
    };

    public static ApiOperation Language { get; } = new(
        ApiTag.Hosts, "Tells what hosts can be found by: the fields of the query language, and the labels that hosts have.")
    {
        Answers = [ApiAnswer.Json<FieldList>("The language.")],
    };

    public static ApiOperation ChangeLabels { get; } = new(ApiTag.Hosts, "Sets labels of a host, and removes those that are null.")
    {
        Parameters = [StandardParameters.HostId, StandardParameters.DryRun, StandardParameters.IfMatch],
        Body = typeof(Dictionary<string, string?>),
        Answers = [ApiAnswer.Json<LabelReply>("The labels after it.").WithTag("The revision of its labels.")],
        Problems = ["no-such-host", "too-many-labels", "invalid"],
    };

    public static ApiOperation ChangeManyLabels { get; } = new(
        ApiTag.Hosts, "Sets and removes labels on every host of a query, on all or on none.")
    {
        Parameters = [StandardParameters.DryRun],
        Body = typeof(BulkLabelRequest),
        Answers =
        [
            ApiAnswer.Json<BulkLabelReply>("How many hosts the query has, and how many were changed."),
            ApiAnswer.Json<BulkLabelReply>(202, "An operation changes them.").WithLocation("The operation."),
        ],
        Problems = ["bad-query-language", "count-changed", "too-many-labels", "invalid"],
        TakesKey = true,
    };

    /// <summary>What the list of hosts takes, in general and of a group.</summary>
    public static IReadOnlyList<ApiParameter> ListParameters =>
    [
        StandardParameters.Query,
        ApiParameter.Text("sort", "A field, with `-` before it the greatest first; else the order that is the fastest."),
        Fields, StandardParameters.Limit, StandardParameters.Cursor,
        ApiParameter.Flag("count", "Whether to count all hosts of the query."),
    ];
}
