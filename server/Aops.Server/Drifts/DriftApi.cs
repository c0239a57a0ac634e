using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Drifts;

/// <summary>The documentation of <c>/api/v1/drift</c>.</summary>
internal static class DriftApi
{
    /// <summary>The words of <c>state</c>.</summary>
    public static IReadOnlyList<string> States { get; } = ["drifted", "in-sync"];

    public static ApiOperation List { get; } = new(
        ApiTag.Runs, "Lists playbooks on hosts, with the tasks that would change something.")
    {
        Description = "A run with `check` that succeeded on a host tells its drift; one without, that nothing drifts any more. " +
            "A host on which a run failed keeps what was known of it.",
        Parameters =
        [
            ApiParameter.Text("playbook", "Name of the playbook."),
            ApiParameter.Text("host", "Id of the host."),
            ApiParameter.Text("state", "`drifted` or `in-sync`."),
            ApiParameter.Flag("count", "Whether to count the hosts of every playbook, too."),
            StandardParameters.Limit, StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<DriftList>("Playbooks on hosts, by playbook and host.")],
        Problems = ["not-acceptable"],
    };
}
