using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;

namespace Aops.Rollouts.Planning;

/// <summary>The name of a plan: a start that carries it means the plan that was seen, and no other.</summary>
internal static class PlanHash
{
    public static string Of(PlanInput input, IReadOnlyList<Assignment> assignments)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, $"{input.Layer}\n{input.From}\n{input.To}\n");
        Add(hash, StrategyText(input.Strategy));
        foreach (var assignment in assignments)
        {
            if (assignment.State != AssignmentState.Excluded)
                Add(hash, $"{assignment.Stage} {assignment.HostId} {assignment.IsCanary}\n");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Lists have no text of their own: each stage is written by itself.
    private static string StrategyText(RolloutStrategy strategy)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{strategy.Name}\n{strategy.Canary}\n{strategy.Ramp}\n");
        text.Append(CultureInfo.InvariantCulture, $"{strategy.Budget}\n{strategy.Approval}\n{strategy.Soak}\n");
        text.Append(CultureInfo.InvariantCulture, $"{strategy.Deadline}\n{strategy.Trail}\n{strategy.ExcusesMax}\n");
        text.Append(CultureInfo.InvariantCulture, $"{strategy.BytesPerSecondMax}\n{strategy.StartAt:O}\n");
        text.Append(CultureInfo.InvariantCulture, $"{strategy.IgnoresFreeze}\n");
        foreach (var stage in strategy.Stages)
        {
            var window = stage.Window is { } open ? $"{open.Start.Text}\t{open.Length}\t{open.Zone}" : "";
            text.Append(CultureInfo.InvariantCulture,
                $"{stage.Name}\t{stage.Query}\t{stage.Pause}\t{stage.NeedsApproval}\t{window}\n");
        }
        return text.ToString();
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
