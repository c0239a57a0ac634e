using Aops.Contracts.Local;

namespace Aops.Spm.Health;

/// <summary>
/// The health of this process by which it is judged while it is on trial; see <see cref="SpmHealth"/>.
/// </summary>
internal sealed class LocalHealth
{
    private volatile bool _subAgentsAdopted;
    private volatile bool _stateRead;

    /// <summary>Whether every sub-agent that ran before was adopted, or its exit was seen.</summary>
    public bool SubAgentsAdopted
    {
        get => _subAgentsAdopted;
        set => _subAgentsAdopted = value;
    }

    /// <summary>Whether identity, journal and desired state were read.</summary>
    public bool StateRead
    {
        get => _stateRead;
        set => _stateRead = value;
    }

    /// <summary>The health to report.</summary>
    /// <param name="conf">Result of reading conf.yml.</param>
    public SpmHealth Report(ConfReading conf) => new()
    {
        ConfigParsed = conf.IsParsed,
        RefusedConfLines = conf.RefusedLines,
        StateRead = StateRead,
        SubAgentsAdopted = SubAgentsAdopted,
    };
}
