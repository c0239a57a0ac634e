using Aops.Query;
using Aops.Server.Problems;

namespace Aops.Server.Hosts.Labels;

/// <summary>What a client is told whose change of labels was refused.</summary>
internal static class LabelProblems
{
    /// <summary>Name of the number of hosts in the body.</summary>
    public const string ExpectedCount = "expectedCount";

    public static RequestFault Of(LabelOutcome outcome, string id) => outcome switch
    {
        LabelOutcome.OtherRevision other => new RequestFault(ProblemKinds.OtherRevision(
            $"If-Match names another revision of the labels than {other.Revision}, which they have now.",
            "Read the host again and decide again.")),
        LabelOutcome.OtherCount other => ExpectedHosts.Changed($"The query has {Counted.Hosts(other.Count)}", ExpectedCount),
        LabelOutcome.TooMany many => new RequestFault(ProblemKinds.Conflict("too-many-labels",
            $"The host {many.AgentId} would have more than {QueryLimits.LabelsMax} labels. Nothing was changed.",
            "Remove labels of it first.")),
        _ => new RequestFault(ProblemKinds.NoSuchHost(id)),
    };
}
