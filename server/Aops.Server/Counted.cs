using System.Globalization;

namespace Aops.Server;

/// <summary>Numbers with their word, in sentences for people.</summary>
internal static class Counted
{
    /// <summary><c>1 host</c>, <c>12 hosts</c>.</summary>
    public static string Hosts(long count) =>
        count == 1 ? "1 host" : string.Create(CultureInfo.InvariantCulture, $"{count} hosts");
}
