namespace Aops.Systemd.Bus;

/// <summary>What systemd told by itself.</summary>
internal abstract record BusSignal
{
    private BusSignal()
    {
    }

    /// <summary>A job ended.</summary>
    /// <param name="Path">Path of the job.</param>
    /// <param name="Result">How, in systemd's word.</param>
    public sealed record JobRemoved(string Path, string Result) : BusSignal;

    /// <summary>Properties of a unit changed.</summary>
    /// <param name="Path">Path of the unit.</param>
    public sealed record UnitChanged(string Path) : BusSignal;
}
