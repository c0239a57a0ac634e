namespace Aops.Systemd.Bus;

/// <summary>A signal of systemd.</summary>
internal abstract record BusSignal
{
    private BusSignal()
    {
    }

    /// <summary>A job ended.</summary>
    /// <param name="Path">Object path of the job.</param>
    /// <param name="Result">systemd's word for the result.</param>
    public sealed record JobRemoved(string Path, string Result) : BusSignal;

    /// <summary>Properties of a unit changed.</summary>
    /// <param name="Path">Path of the unit.</param>
    public sealed record UnitChanged(string Path) : BusSignal;
}
