namespace Aops.Upgrade.Trial;

/// <summary>The next step of a trial judge concerning the server.</summary>
public abstract record WitnessStep
{
    private WitnessStep()
    {
    }

    /// <summary>Nothing prevents the success of the trial.</summary>
    public sealed record Proceed : WitnessStep
    {
        internal static readonly Proceed Instance = new();
    }

    /// <summary>Do nothing now.</summary>
    public sealed record Wait : WitnessStep
    {
        internal static readonly Wait Instance = new();
    }

    /// <summary>Ask the witness and report its outcome.</summary>
    public sealed record Ask : WitnessStep
    {
        internal static readonly Ask Instance = new();
    }

    /// <summary>The version on trial is at fault.</summary>
    /// <param name="Reason">A clause without a full stop.</param>
    public sealed record Fail(string Reason) : WitnessStep;
}
