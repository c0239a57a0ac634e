namespace Aops.Supervision.Probes;

/// <summary>The result of one check; the default value is a check that passed.</summary>
internal readonly record struct ProbeResult
{
    private ProbeResult(string fault) => Fault = fault;

    /// <summary>It passed.</summary>
    public static ProbeResult Passed => default;

    /// <summary>Whether it passed.</summary>
    public bool IsPassed => Fault is null;

    /// <summary>What failed, a sentence; null if it passed.</summary>
    public string? Fault { get; }

    /// <summary>It failed.</summary>
    /// <param name="fault">What failed, a sentence.</param>
    public static ProbeResult Failed(string fault) => new(fault);
}
