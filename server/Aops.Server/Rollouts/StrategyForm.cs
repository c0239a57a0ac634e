using System.Text.Json;
using Aops.Rollouts.Strategies;
using Aops.Server.Http;

namespace Aops.Server.Rollouts;

/// <summary>Strategies between messages, the database and the reconciler.</summary>
internal static class StrategyForm
{
    private const long SecondsMax = 366L * 24 * 3600;

    private static readonly RolloutStrategy[] Named =
        [RolloutStrategy.Default, RolloutStrategy.AllAtOnce, RolloutStrategy.Undo];

    /// <summary>Reads the strategy of a request; the default one for null.</summary>
    /// <param name="message">What was sent.</param>
    /// <param name="errors">Receives every fault.</param>
    public static RolloutStrategy Read(StrategyMessage? message, FieldErrors errors)
    {
        var named = message?.Name ?? RolloutStrategy.Default.Name;
        if (Array.Find(Named, known => known.Name == named) is not { } strategy)
        {
            errors.Add("strategy.name", $"is one of {string.Join(", ", Named.Select(known => known.Name))}");
            return RolloutStrategy.Default;
        }
        if (message is null) return strategy;
        var made = Lay(message, strategy, errors);
        foreach (var (field, sentence) in errors.Any ? [] : StrategyCheck.Faults(made))
            errors.Add($"strategy.{field}", sentence.TrimEnd('.'));
        return made;
    }

    /// <summary>A strategy as it is shown, each member with its value.</summary>
    public static StrategyMessage Show(RolloutStrategy strategy) => new()
    {
        Name = strategy.Name,
        Stages = [.. strategy.Stages.Select(Show)],
        Canary = new CanaryMessage { HostsMax = strategy.Canary.HostsMax, HostsMin = strategy.Canary.HostsMin },
        Ramp = new RampMessage
        {
            First = strategy.Ramp.First, Factor = strategy.Ramp.Factor, CapHosts = strategy.Ramp.CapHosts,
            CapPercent = strategy.Ramp.CapPercent,
        },
        Budget = new BudgetMessage
        {
            ChargedMax = strategy.Budget.ChargedMax, PercentMax = strategy.Budget.PercentMax,
            AttemptedMin = strategy.Budget.AttemptedMin, InARowMax = strategy.Budget.InARowMax,
        },
        Approval = new ApprovalMessage
        {
            OneFromHosts = strategy.Approval.OneFromHosts, TwoFromHosts = strategy.Approval.TwoFromHosts,
        },
        SoakSeconds = (long)strategy.Soak.TotalSeconds,
        DeadlineSeconds = (long)strategy.Deadline.TotalSeconds,
        TrailSeconds = (long)strategy.Trail.TotalSeconds,
        ExcusesMax = strategy.ExcusesMax,
        BytesPerSecondMax = strategy.BytesPerSecondMax,
        StartAt = strategy.StartAt,
        IgnoresFreeze = strategy.IgnoresFreeze,
    };

    /// <summary>A strategy as it is stored.</summary>
    public static string ToText(RolloutStrategy strategy) =>
        JsonSerializer.Serialize(Show(strategy), RolloutJson.Default.StrategyMessage);

    /// <summary>A strategy that was stored.</summary>
    public static RolloutStrategy OfText(string text) =>
        Lay(
            JsonSerializer.Deserialize(text, RolloutJson.Default.StrategyMessage)!, RolloutStrategy.Default,
            new FieldErrors());

    private static RolloutStrategy Lay(StrategyMessage message, RolloutStrategy strategy, FieldErrors errors) =>
        strategy with
        {
            Name = message.Name ?? strategy.Name,
            Stages = message.Stages is { } stages ? [.. stages.Select(stage => Read(stage, errors))] : strategy.Stages,
            Canary = new CanaryRule(
                message.Canary?.HostsMax ?? strategy.Canary.HostsMax,
                message.Canary?.HostsMin ?? Math.Min(
                    strategy.Canary.HostsMin, message.Canary?.HostsMax ?? strategy.Canary.HostsMax)),
            Ramp = new RampRule(
                message.Ramp?.First ?? strategy.Ramp.First, message.Ramp?.Factor ?? strategy.Ramp.Factor,
                message.Ramp?.CapHosts ?? strategy.Ramp.CapHosts, message.Ramp?.CapPercent ?? strategy.Ramp.CapPercent),
            Budget = new BudgetRule(
                message.Budget?.ChargedMax ?? strategy.Budget.ChargedMax,
                message.Budget?.PercentMax ?? strategy.Budget.PercentMax,
                message.Budget?.AttemptedMin ?? strategy.Budget.AttemptedMin,
                message.Budget?.InARowMax ?? strategy.Budget.InARowMax),
            Approval = new ApprovalRule(
                message.Approval?.OneFromHosts ?? strategy.Approval.OneFromHosts,
                message.Approval?.TwoFromHosts ?? strategy.Approval.TwoFromHosts),
            Soak = Time("soakSeconds", message.SoakSeconds, strategy.Soak, errors),
            Deadline = Time("deadlineSeconds", message.DeadlineSeconds, strategy.Deadline, errors),
            Trail = Time("trailSeconds", message.TrailSeconds, strategy.Trail, errors),
            ExcusesMax = message.ExcusesMax ?? strategy.ExcusesMax,
            BytesPerSecondMax = message.BytesPerSecondMax ?? strategy.BytesPerSecondMax,
            StartAt = message.StartAt?.ToUniversalTime() ?? strategy.StartAt,
            IgnoresFreeze = message.IgnoresFreeze ?? strategy.IgnoresFreeze,
        };

    private static StageRule Read(StageMessage message, FieldErrors errors) => new()
    {
        Name = message.Name,
        Query = message.Q,
        Pause = Time($"stages.{message.Name}.pauseSeconds", message.PauseSeconds, TimeSpan.Zero, errors),
        NeedsApproval = message.NeedsApproval,
        Window = message.Window is { } window
            ? WindowForm.Read($"strategy.stages.{message.Name}.window", window, errors)
            : null,
    };

    private static TimeSpan Time(string field, long? seconds, TimeSpan fallback, FieldErrors errors)
    {
        if (seconds is null) return fallback;
        if (seconds is >= 0 and <= SecondsMax) return TimeSpan.FromSeconds(seconds.Value);
        errors.Add($"strategy.{field}", $"is from 0 to {SecondsMax} seconds");
        return fallback;
    }

    private static StageMessage Show(StageRule stage) => new()
    {
        Name = stage.Name,
        Q = stage.Query,
        PauseSeconds = (long)stage.Pause.TotalSeconds,
        NeedsApproval = stage.NeedsApproval,
        Window = stage.Window is { } window ? WindowForm.Show(window) : null,
    };
}
