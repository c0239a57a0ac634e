using System.Globalization;

namespace Aops.Systemd.Client;

/// <summary>A job that systemd has queued.</summary>
/// <param name="Verb">What was asked.</param>
/// <param name="Path">
/// Object path of the job, which ends with its number; empty if <c>systemctl</c> queued it.
/// </param>
public sealed record UnitJob(string Unit, UnitVerb Verb, string Path)
{
    /// <summary>Number of the job; null if unknown.</summary>
    internal uint? Id => uint.TryParse(
        Path.AsSpan(Path.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
}
