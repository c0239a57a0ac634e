using Aops.Contracts.Local;

namespace Aops.Spm.Health;

/// <summary>What judges this process while it is on trial; see <see cref="SpmHealth"/>.</summary>
internal sealed class LocalHealth
{
    private volatile bool _subAgentsAdopted;
    private volatile bool _stateRead;

    /// <summary>Every sub-agent that ran before was taken up again, or its end was seen.</summary>
    public bool SubAgentsAdopted
    {
        get => _subAgentsAdopted;
        set => _subAgentsAdopted = value;
    }

    /// <summary>Identity, journal and desired state were read.</summary>
    public bool StateRead
    {
        get => _stateRead;
        set => _stateRead = value;
    }

    /// <summary>The health to report.</summary>
    /// <param name="conf">How conf.yml reads now.</param>
    public SpmHealth Report(ConfReading conf) => new()
    {
        ConfigParsed = conf.IsParsed,
        RefusedConfLines = conf.RefusedLines,
        StateRead = StateRead,
        SubAgentsAdopted = SubAgentsAdopted,
    };
}
