using System.Globalization;

namespace Aops.Systemd.Client;

/// <summary>A job that systemd has taken on.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Verb">What was asked.</param>
/// <param name="Path">
/// Path of the job's object on the bus, which ends in its number; empty where <c>systemctl</c> queued it.
/// </param>
public sealed record UnitJob(string Unit, UnitVerb Verb, string Path)
{
    /// <summary>Number of the job; null if it is not known.</summary>
    internal uint? Id => uint.TryParse(
        Path.AsSpan(Path.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
}
