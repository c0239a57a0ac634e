using Aops.Upgrade.Machine;

namespace Aops.Upgrade.Trial;

/// <summary>The verdict of a judge.</summary>
public abstract record TrialVerdict
{
    private TrialVerdict()
    {
    }

    /// <summary>Not yet known.</summary>
    public sealed record Undecided : TrialVerdict
    {
        internal static readonly Undecided Instance = new();
    }

    /// <summary>Healthy for the whole period.</summary>
    public sealed record Healthy : TrialVerdict
    {
        internal static readonly Healthy Instance = new();
    }

    /// <summary>The version failed and must be rolled back.</summary>
    /// <param name="Trigger">The trigger for the machine.</param>
    /// <param name="Reason">A clause without a full stop.</param>
    public sealed record Failed(UpgradeTrigger Trigger, string Reason) : TrialVerdict;
}
