using System.Globalization;

namespace Aops.Spm.Tests.Support;

/// <summary>
/// A row of a table of attempts: an outcome each with the pause that follows it, in seconds, as <c>fetch:60</c>; <c>-</c> where
/// no other try follows; <c>new</c> is another desired state, under which the next attempt begins.
/// </summary>
internal static class AttemptRow
{
    /// <summary>Has one attempt after the other.</summary>
    /// <param name="row">The row; its pauses are ignored.</param>
    /// <param name="attempt">Has one attempt, and returns the pause after it; told the outcome and what was played last.</param>
    /// <returns>The row as it was played.</returns>
    public static async Task<string> PlayAsync(string row, Func<string, string?, Task<TimeSpan?>> attempt)
    {
        var played = new List<string>();
        foreach (var outcome in row.Split(' ').Select(s => s.Split(':')[0]))
        {
            if (outcome == "new")
            {
                played.Add("new");
                continue;
            }
            var pause = await attempt(outcome, played.LastOrDefault());
            played.Add(pause is { } wait
                ? string.Create(CultureInfo.InvariantCulture, $"{outcome}:{wait.TotalSeconds:0.###}")
                : $"{outcome}:-");
        }
        return string.Join(' ', played);
    }
}
