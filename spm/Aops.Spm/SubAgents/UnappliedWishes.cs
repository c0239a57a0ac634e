using System.Collections.Concurrent;
using Aops.Contracts.Wire;

namespace Aops.Spm.SubAgents;

/// <summary>
/// What of the newest wish for each sub-agent was not applied; reported by status and to the server.
/// </summary>
internal sealed class UnappliedWishes
{
    // A wish may hold hundreds of variables; the first ones show what is wrong.
    private const int ClausesShownMax = 5;
    private const int SentenceCharsMax = 1024;

    private readonly ConcurrentDictionary<string, string> _sentences = new(StringComparer.Ordinal);

    /// <summary>The sentence for a sub-agent; null if its whole wish was applied.</summary>
    public string? Find(string name) => _sentences.GetValueOrDefault(name);

    /// <summary>Records what was left out of a wish.</summary>
    /// <param name="name">The sub-agent.</param>
    /// <param name="clauses">A clause for each part that was left out; empty if none was.</param>
    /// <returns>The sentence if it changed; otherwise null.</returns>
    public string? Set(string name, IReadOnlyList<string> clauses)
    {
        if (clauses.Count == 0)
        {
            _sentences.TryRemove(name, out _);
            return null;
        }
        var sentence = SubAgentFaults.TellUnapplied(string.Join("; ", clauses.Take(ClausesShownMax)));
        if (clauses.Count > ClausesShownMax) sentence += $"; and {clauses.Count - ClausesShownMax} more";
        if (sentence.Length > SentenceCharsMax) sentence = sentence[..SentenceCharsMax];
        var isNew = Find(name) != sentence;
        _sentences[name] = sentence;
        return isNew ? sentence : null;
    }
}
