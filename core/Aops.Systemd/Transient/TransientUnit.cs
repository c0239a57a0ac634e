namespace Aops.Systemd.Transient;

/// <summary>A unit that is described by properties instead of a file.</summary>
public sealed record TransientUnit
{
    /// <summary>Its name, with its suffix.</summary>
    public required string Name { get; init; }

    /// <summary>Its properties, by the names that org.freedesktop.systemd1(5) has for them, in order.</summary>
    public required IReadOnlyList<(string Name, UnitProperty Value)> Properties { get; init; }

    /// <summary>The program that it starts, absolute; empty if it starts none.</summary>
    public string Program =>
        Properties.Select(p => p.Value).OfType<UnitProperty.Command>().FirstOrDefault()?.Program ?? "";
}
