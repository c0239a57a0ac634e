namespace Aops.Upgrade.Trial;

/// <summary>What the judge of a trial is to do about the server.</summary>
public abstract record WitnessStep
{
    private WitnessStep()
    {
    }

    /// <summary>The trial may end well.</summary>
    public sealed record Proceed : WitnessStep
    {
        internal static readonly Proceed Instance = new();
    }

    /// <summary>Nothing now.</summary>
    public sealed record Wait : WitnessStep
    {
        internal static readonly Wait Instance = new();
    }

    /// <summary>Ask the witness, and pass on what it reports.</summary>
    public sealed record Ask : WitnessStep
    {
        internal static readonly Ask Instance = new();
    }

    /// <summary>The version on trial is at fault.</summary>
    /// <param name="Reason">Why, without a full stop.</param>
    public sealed record Fail(string Reason) : WitnessStep;
}
