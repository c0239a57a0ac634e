using Aops.Server.Http;
using Aops.Server.Problems;

namespace Aops.Server.Alerts;

/// <summary>Reports every fault of a rule at once; its queries are read by themselves.</summary>
internal static class AlertRuleValidator
{
    /// <summary>Checks the body of a write.</summary>
    /// <param name="name">The name that the path has; null where the body has to.</param>
    /// <exception cref="RequestFault">It has faults.</exception>
    public static void Check(AlertRuleRequest request, string? name)
    {
        var errors = new FieldErrors();
        errors.CheckName(request.Name, name, "a rule");
        errors.CheckLength("note", request.Note, AlertLimits.TextCharsMax);
        CheckQueries(request, errors);
        CheckThreshold(request, errors);
        if (request.ForSeconds is < 0 or > AlertLimits.ForSecondsMax)
            errors.Add("forSeconds", $"is from 0 to {AlertLimits.ForSecondsMax}");
        CheckRoutes(request.Routes, errors);
        errors.ThrowIfAny();
    }

    private static void CheckQueries(AlertRuleRequest request, FieldErrors errors)
    {
        var isOfHosts = request.Condition == AlertCondition.Hosts;
        if (isOfHosts && string.IsNullOrWhiteSpace(request.Q))
            errors.Add("q", "says which hosts are counted; the condition hosts needs it");
        if (!isOfHosts && request.Q is not null) errors.Add("q", "goes with the condition hosts alone");
        if (!isOfHosts && request.Share) errors.Add("share", "goes with the condition hosts alone");
        if (request.Of is not null && !(isOfHosts && request.Share)) errors.Add("of", "goes with share alone");
        if (request.RiseSeconds == 0) return;
        if (!isOfHosts) errors.Add("riseSeconds", "goes with the condition hosts alone");
        else if (request.RiseSeconds is < AlertLimits.RiseSecondsMin or > AlertLimits.RiseSecondsMax)
            errors.Add("riseSeconds", $"is 0, or from {AlertLimits.RiseSecondsMin} to {AlertLimits.RiseSecondsMax}");
    }

    private static void CheckThreshold(AlertRuleRequest request, FieldErrors errors)
    {
        var greatest = request.Condition switch
        {
            AlertCondition.Hosts when request.Share => 100,
            AlertCondition.Disk => 100,
            AlertCondition.Certificate or AlertCondition.Metadata => AlertLimits.DaysMax,
            AlertCondition.Backup => AlertLimits.BackupPercentMax,
            _ => ServerLimits.AgentsMax,
        };
        if (request.Threshold < 1 || request.Threshold > greatest)
            errors.Add("threshold", $"is from 1 to {greatest} here");
    }

    private static void CheckRoutes(IReadOnlyList<string> routes, FieldErrors errors)
    {
        if (routes.Contains(AlertRule.EveryWebhook) && routes.Count > 1)
            errors.Add("routes", $"{AlertRule.EveryWebhook} is every webhook, and stands alone");
        else if (routes.Distinct().Count() < routes.Count) errors.Add("routes", "names a webhook twice");
    }
}
