using Aops.Query;
using Aops.Server.Problems;

namespace Aops.Server.Hosts.Labels;

/// <summary>What a client is told whose change of labels was refused.</summary>
internal static class LabelProblems
{
    public static RequestFault Of(LabelOutcome outcome, string id) => new(outcome switch
    {
        LabelOutcome.OtherRevision other => ProblemKinds.OtherRevision(
            $"If-Match names another revision of the labels than {other.Revision}, which they have now.",
            "Read the host again and decide again."),
        LabelOutcome.OtherCount other => ProblemKinds.Conflict("count-changed",
            $"The query has {other.Count} hosts now, and not as many as expectedCount says. Nothing was changed.",
            "Look at the hosts again with ?dry_run=1, and send the count that it tells."),
        LabelOutcome.TooMany many => ProblemKinds.Conflict("too-many-labels",
            $"The host {many.AgentId} would have more than {QueryLimits.LabelsMax} labels. Nothing was changed.",
            "Remove labels of it first."),
        _ => ProblemKinds.NoSuchHost(id),
    });
}
