using Aops.Cli.Api;

namespace Aops.Cli.Commands.Work;

/// <summary>Which page of rows is asked for.</summary>
/// <param name="After">The id that its rows are behind; null for the newest.</param>
/// <param name="Limit">How many rows it has at most.</param>
/// <param name="Wait">How many seconds the server waits for a first one; 0 for not at all.</param>
internal readonly record struct PagePlace(long? After, long Limit, int Wait)
{
    /// <summary>Adds it to a path.</summary>
    public ApiPath In(ApiPath path) =>
        path.With("after", After).With("limit", Limit).With("wait", Wait > 0 ? Wait : (long?)null);
}
