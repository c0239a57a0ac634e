using System.Globalization;

namespace Aops.Bench.Load;

/// <summary>A page that is timed.</summary>
/// <param name="Name">What people are told it is.</param>
/// <param name="Path">Its path, with {0} for the rows that are asked for.</param>
/// <param name="List">The member of the answer that has the rows.</param>
internal sealed record FleetPage(string Name, string Path, string List)
{
    /// <summary>The path of a page.</summary>
    /// <param name="rows">Rows that are asked for.</param>
    public string Of(int rows) => string.Format(CultureInfo.InvariantCulture, Path, rows);
}
