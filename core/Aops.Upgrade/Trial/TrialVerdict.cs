using Aops.Upgrade.Machine;

namespace Aops.Upgrade.Trial;

/// <summary>What a judge says.</summary>
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

    /// <summary>To be left.</summary>
    /// <param name="Trigger">What to tell the machine.</param>
    /// <param name="Reason">Why, without a full stop.</param>
    public sealed record Failed(UpgradeTrigger Trigger, string Reason) : TrialVerdict;
}
