using Aops.Contracts;
using Aops.Native.Programs;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Layers;

namespace Aops.Server.Batch;

/// <summary>Reports every fault of a batch at once; its query and its version are checked by themselves.</summary>
internal static class BatchValidator
{
    /// <summary>Name of the number of hosts in the body.</summary>
    public const string ExpectedCount = "expected_count";

    private static readonly string[] Actions = ["update", "restart", "stop", "start", "delete-down"];

    /// <summary>Checks the body.</summary>
    /// <exception cref="Problems.RequestFault">It has faults.</exception>
    public static void Check(BatchRequest request, bool isDry)
    {
        var errors = new FieldErrors();
        if (!Actions.Contains(request.Action))
        {
            var meant = Suggestions.Closest(request.Action, Actions) is { } word ? $"; did you mean {word}?" : "";
            errors.Add("action", $"'{PlainText.Cut(request.Action, FleetLimits.QueryCharsTold)}' is none of " +
                string.Join(", ", Actions) + meant);
        }
        CheckHosts(request, isDry, errors);
        CheckWords(request, errors);
        errors.ThrowIfAny();
    }

    private static void CheckHosts(BatchRequest request, bool isDry, FieldErrors errors)
    {
        if (request.AgentIds is null == request.Query is null)
            errors.Add("agent_ids", "either agent_ids or query says which hosts");
        if (request.AgentIds is { } ids)
        {
            if (ids.Count is 0 or > FleetLimits.BatchHostsMax)
                errors.Add("agent_ids", $"names 1 to {FleetLimits.BatchHostsMax} hosts");
            else if (ids.FirstOrDefault(id => !Names.IsValid(id)) is { } wrong)
                errors.Add("agent_ids", $"'{PlainText.Cut(wrong, FleetLimits.QueryCharsTold)}' is no id; an id has {Names.Rule}");
        }
        else
        {
            ExpectedHosts.Check(request.ExpectedCount, isDry, ExpectedCount, errors);
        }
    }

    private static void CheckWords(BatchRequest request, FieldErrors errors)
    {
        var isUpdate = request.Action == "update";
        if (isUpdate && request.Version is null) errors.Add("version", "update must say which one");
        if (!isUpdate && request.Version is not null) errors.Add("version", "is for update alone");
        if (request.SubAgent is not null && !(isUpdate || request.Action == "restart"))
            errors.Add("sub_agent", "is for update and restart alone");
        if (request.SubAgent is { } name && !Names.IsValid(name)) errors.Add("sub_agent", $"a name has {Names.Rule}");
        var moves = isUpdate || request.Action is "stop" or "start";
        if (moves && request.Strategy != LayerRevision.AllAtOnce)
            errors.Add("strategy", $"has to be named: {LayerRevision.AllAtOnce} changes every host at once");
        if (!moves && request.Strategy is not null) errors.Add("strategy", "is for update, stop and start alone");
        errors.CheckLength("message", request.Message, FleetLimits.NoteCharsMax);
    }
}
